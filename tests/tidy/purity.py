"""The pure rooms take values and return values: no clock, file, network, environment, thread, chance, float or log.

The rooms are grammar, dsl/*, engine/core and engine/machines. Comments and literals do not count.
"""

import re

from edges import is_pure
from project import Violation

# (what it is, pattern over code without comments and literals, what to do)
BANS = (
    ("clock", r"\b(?:system|steady|high_resolution|utc|tai|gps|file)_clock\b|\bclock_gettime\b|\bgettimeofday\b"
              r"|\b(?:std::)(?:time|clock|localtime|gmtime)\s*\(|\blocal_time_now\b|#\s*include\s*<ctime>",
     "take the time as an argument"),
    ("thread", r"#\s*include\s*<(?:thread|mutex|shared_mutex|condition_variable|future|atomic|semaphore|barrier|latch"
               r"|stop_token|execution)>|\bstd::(?:jthread|thread|async|atomic)\b|\bthread_local\b",
     "leave concurrency to the runtime"),
    ("chance", r"#\s*include\s*<random>|\bstd::(?:s?rand|random_device|mt19937(?:_64)?)\b|\b(?:s?rand|getrandom)\s*\(",
     "take the random value as an argument"),
    ("file", r"#\s*include\s*<(?:filesystem|fstream)>|\bstd::(?:[io]?fstream|filesystem)\b|\bfopen\s*\(",
     "take the text as an argument; reading it is the app's work"),
    ("output", r"#\s*include\s*<(?:iostream|cstdio|print|syncstream)>|\bstd::(?:cout|cerr|clog|cin)\b"
               r"|\b(?:std::)?(?:f|s|sn|v|vf|vsn)?printf\s*\(|\b(?:std::)?(?:puts|fputs|fwrite|putchar)\s*\(|\bspdlog\b|\bsyslog\b",
     "return what there is to say; the core does not log"),
    ("environment", r"\b(?:secure_)?(?:get|set|put)env\s*\(|\bsetlocale\b|#\s*include\s*<(?:locale|clocale)>|\bstd::locale\b",
     "take the setting as an argument"),
    ("network", r"\b(?:socket|getaddrinfo)\s*\(|::connect\s*\(|\basio\b", "leave the network to an adapter"),
    ("float", r"\b(?:float|double)\b|(?<![\w.'])\d[\d']*\.\d[\d']*|(?<![\w.'])\d[\d']*[eE][+-]?\d+\b"
              r"|\bstd::(?:stod|stof|strtod|pow|sqrt|log|exp)\b|#\s*include\s*<cmath>",
     "use Amount or Rational: money is exact"),
)
# Where order reaches the journal, no container may choose it.
UNORDERED = r"#\s*include\s*<unordered_(?:map|set)>|\bunordered_(?:multi)?(?:map|set)\b"
UNORDERED_ROOMS = ("engine/core", "engine/machines")

# The reasoned exceptions: (file, ban).
EXCEPTIONS = {
    # A failed assertion says where before it aborts; nothing pure happens after it.
    ("dsl/values/assertion.cpp", "output"),
}


def check(tree):
    found = []
    for file in tree.cpp_files():
        room = tree.room_of(file.path) or file.folder
        if not is_pure(room):
            continue
        bans = BANS
        if room in UNORDERED_ROOMS:
            bans += (("unordered", UNORDERED, "use std::map or a sorted vector: order reaches the journal"),)
        for ban, pattern, advice in bans:
            if (file.path, ban) in EXCEPTIONS:
                continue
            for match in re.finditer(pattern, file.bare):
                found.append(Violation(file.path, file.bare.count("\n", 0, match.start()) + 1, f"pure-{ban}",
                                       f"`{match.group().strip()}` in a pure room: {advice}"))
    return found
