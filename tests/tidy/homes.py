"""Third-party headers stay at home: each library is included only by the rooms named here, and only from .cpp files.

They cost seconds of compile time per including file and leak macros and types; a header of ours must not pass them on.
Tests may include any of them, from .cpp files and from headers below tests/.
"""

import re

from project import Violation

INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<([^>]+)>", re.MULTILINE)

# (how the include begins, the rooms that may include it). The first matching row decides.
HOMES = (
    ("tao/pegtl", ("grammar", "dsl/syntax")),
    ("nlohmann/", ("dsl/diagnostics", "dsl/lsp", "dsl/plan", "dsl/sema", "engine/journal", "engine/app", "engine/adapters/*")),
    ("boost/multiprecision/", ("dsl/values",)),
    ("boost/asio", ("engine/host", "engine/adapters/evm/rpc")),
    ("boost/beast", ("engine/adapters/evm/rpc",)),
    ("boost/", ("engine/machines",)),
    ("openssl/", ("dsl/values", "engine/adapters/evm/crypto")),
    ("cryptopp/", ("engine/adapters/evm/crypto",)),
    ("secp256k1", ("engine/adapters/evm/crypto",)),
    ("CLI/", ("engine/app",)),
    ("toml++/", ("engine/app", "engine/adapters/evm/network")),
    ("fmt/", ("engine/app", "dsl/diagnostics")),
    ("spdlog/", ("engine/app", "engine/adapters/telemetry")),
    ("sqlite3.h", ("engine/adapters/sqlite", "engine/adapters/world_file")),
    ("gtest/", ()),
    ("gmock/", ()),
    ("rapidcheck", ()),
    ("gmp", ()),
    ("benchmark/", ()),
)
# The operating system's own headers: for the rooms that touch the world.
SYSTEM_HOMES = ("engine/app", "engine/adapters/*", "engine/host", "engine/service")
SYSTEM = re.compile(r"^(sys|netinet|arpa|linux|net)/|^(unistd|fcntl|poll|pthread|termios|dirent|netdb|signal|pwd)\.h$")
# `<vector>`, `<cstdint>`: the standard library's names have neither dot nor slash.
STANDARD = re.compile(r"^[a-z_0-9]+$")


def check(tree):
    found = []
    for file in tree.cpp_files():
        if file.path.startswith("tests/"):
            continue
        room = tree.room_of(file.path) or file.folder
        for match in INCLUDE.finditer(file.code):
            included = match.group(1)
            if STANDARD.match(included):
                continue
            line = file.code.count("\n", 0, match.start(1)) + 1
            allowed = homes_of(included)
            if allowed is None:
                found.append(Violation(file.path, line, "third-party",
                                       f"<{included}> has no home; if we want it, name one in tests/tidy/homes.py"))
            elif not any(is_at(room, home) for home in allowed):
                where = ", ".join(allowed) or "tests"
                found.append(Violation(file.path, line, "third-party", f"<{included}> belongs only in {where}"))
            elif file.is_header and room != "grammar":
                found.append(Violation(file.path, line, "third-party",
                                       f"include <{included}> from a .cpp file; headers do not pass it on"))
    found += grammar_in_headers(tree)
    return found


def homes_of(included):
    """The rooms that may include it; None when nobody said."""
    if SYSTEM.match(included):
        return SYSTEM_HOMES
    return next((homes for start, homes in HOMES if included.startswith(start)), None)


def is_at(room, home):
    return room.startswith(home[:-1]) if home.endswith("*") else room == home


def grammar_in_headers(tree):
    """The grammar is PEGTL in headers, so including it passes PEGTL on."""
    found = []
    for file in tree.cpp_files():
        if file.is_header and not file.path.startswith(("grammar/", "tests/")):
            for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*"grammar/', file.code, re.MULTILINE):
                found.append(Violation(file.path, file.code.count("\n", 0, match.end()) + 1, "third-party",
                                       "include the grammar from .cpp files only: it brings PEGTL with it"))
    return found
