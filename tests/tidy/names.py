"""Nothing under dsl/, engine/core or engine/machines names a protocol or an asset: what is special belongs to modules.

The names are those that stdlib/*.deal declares, and a few that everybody is tempted by. Identifiers and string literals
count, in any case and as a part of a longer name (`AaveV3Pool`, `weth_balance`); comments may mention anything.
"""

import re

from project import Violation

ROOMS = ("dsl/", "engine/core/", "engine/machines/")
ALWAYS = ("eth", "weth", "usdt", "usdtz", "usdc", "dai", "aave", "uniswap", "sushi", "chainlink")
# Names that are also words of the field: they count only where a module spells them in capitals, as in the asset LINK.
WORDS_OF_THE_FIELD = {"exchange", "link", "op", "one", "near", "usd"}

DECLARATION = re.compile(r"^[ \t]*(?:protocol|asset)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)
VERSION = re.compile(r"_v\d+$")
IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
CAMEL = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+")


def check(tree):
    names = declared(tree)
    found = []
    for file in tree.cpp_files():
        if not file.path.startswith(ROOMS):
            continue
        for number, line in enumerate(file.code.splitlines(), 1):
            if line.lstrip().startswith("#"):
                continue
            for identifier in IDENTIFIER.findall(line):
                name = named_in(identifier, names)
                if name:
                    found.append(Violation(file.path, number, "name", f"`{identifier}` names {name}: no protocol or "
                                           "asset is known here; take it from the module or the plan"))
    return found


def declared(tree):
    """The names to look for; an asset's or protocol's versioned name counts without its version too."""
    names = set(ALWAYS)
    for file in tree.files:
        if file.path.startswith("stdlib/") and file.path.endswith(".deal"):
            for name in DECLARATION.findall(file.text):
                names |= {name, VERSION.sub("", name)}
    return {name if name.lower() in WORDS_OF_THE_FIELD else name.lower() for name in names
            if name.lower() not in WORDS_OF_THE_FIELD or name.isupper()}


def named_in(identifier, names):
    """The name that `identifier` is or contains as whole words; None when there is none."""
    if identifier in names:
        return identifier
    pieces = [piece for piece in identifier.split("_") if piece]
    camel = [word.lower() for piece in pieces for word in CAMEL.findall(piece)]
    for words in ([piece.lower() for piece in pieces], camel):
        for first in range(len(words)):
            for last in range(first + 1, len(words) + 1):
                run = "_".join(words[first:last])
                if run in names:
                    return run
    return None
