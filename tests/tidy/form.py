"""The form of files: role lines, names of folders and types, length, header guards, complete source lists, finished work.

Each rule looks at one file alone, but for the source lists, which are held against the folder they stand in.
"""

import re

from project import ROOM_ROOTS, Violation

LINES_MAX = 500
ROLE_LINE_MIN = 20  # characters: shorter than this says nothing about a role
FORBIDDEN_FOLDERS = {"common", "util", "utils", "misc", "helper", "helpers", "internal"}
FORBIDDEN_TYPE = re.compile(r"\b(?:class|struct|enum|concept)\s+(?:class\s+)?(\w*(?:Manager|Helpers?|Utils?|Data|Info|Impl))\b")
FORBIDDEN_FILE = re.compile(r"(^|_)(utils?|helpers?|misc|common|manager|impl)\.")
# Written in two halves, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|[Ss]tub(?:s|bed)?)\b")
UNTESTED = re.compile(r"\b(?:GTEST_" r"SKIP|DIS" r"ABLED_\w+|sleep_(?:for|until)|u?sleep\s*\()")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root)" r"/")
SAYS_WHY = re.compile(r"\blong\b.*\bbecause\b|\bbecause\b.*\blong\b", re.IGNORECASE | re.DOTALL)


def check(tree):
    found = []
    for file in tree.files:
        found += role_line(file) + length(file) + guard(file) + file_name(file) + types(file) + finished(file)
    return found + folder_names(tree) + source_lists(tree)


def role_line(file):
    """A file opens with a comment on what it is for."""
    if not speaks_of_its_role(file):
        return []
    lines = file.text.splitlines()
    if lines and lines[0].startswith("#!"):
        lines = lines[1:]
    first = lines[0].strip() if lines else ""
    if file.path.endswith((".cpp", ".hpp", ".h", ".cc", ".deal", ".sol", ".ts", ".js")):
        opens = first.startswith("//")
    elif file.path.endswith(".ebnf"):
        opens = first.startswith("(*")
    elif file.path.endswith(".py"):
        opens = first.startswith(("#", '"""'))
    else:
        opens = first.startswith("#")
    if opens and len(first) >= ROLE_LINE_MIN:
        return []
    return [Violation(file.path, 1, "role", "open the file with one to three comment lines: what it is for, what goes in "
                      "and out, what it must not do")]


def speaks_of_its_role(file):
    # Deals of the tests and workflows are shown to readers as they are; only the library's modules must explain themselves.
    return not file.path.endswith(".deal") or file.path.startswith("stdlib/")


def length(file):
    lines = file.text.splitlines()
    if not file.path.endswith((".cpp", ".hpp", ".py", ".sh")) or len(lines) <= LINES_MAX:
        return []
    if SAYS_WHY.search("\n".join(lines[:6])):
        return []
    return [Violation(file.path, LINES_MAX + 1, "length", f"{len(lines)} lines: split the file, or say in its first lines "
                      "why it is this long (`… long because …`)")]


def guard(file):
    if not file.is_header or re.search(r"^#pragma once$", file.text, re.MULTILINE):
        return []
    return [Violation(file.path, 1, "guard", "add #pragma once after the role lines")]


def file_name(file):
    found = []
    if re.search(r"[^a-z0-9_.]", file.name) and file.is_cpp:
        found.append(Violation(file.path, 1, "file-name", "name files in snake_case"))
    if FORBIDDEN_FILE.search(file.name) and not file.path.startswith("contracts/"):
        found.append(Violation(file.path, 1, "file-name", "name the file after what it holds"))
    return found


def types(file):
    return [Violation(file.path, file.bare.count("\n", 0, match.start()) + 1, "type-name",
                      f"`{match.group(1)}` does not say what it is: name the thing")
            for match in FORBIDDEN_TYPE.finditer(file.bare)]


def finished(file):
    found = []
    for pattern, rule, advice in (
            (UNFINISHED, "unfinished", "finish it, or take it out and say so in the issue"),
            (UNTESTED, "untested", "a test neither sleeps nor is skipped: make time an argument, or remove it"),
            (MACHINE_PATH, "machine-path", "this path exists on one machine only")):
        for match in pattern.finditer(file.text):
            found.append(Violation(file.path, file.text.count("\n", 0, match.start()) + 1, rule,
                                   f"`{match.group()}`: {advice}"))
    return found


def folder_names(tree):
    return [Violation(folder, 1, "folder-name", f"`{folder.split('/')[-1]}` collects everything: name it after its subject")
            for folder in tree.folders if folder.split("/")[-1] in FORBIDDEN_FOLDERS]


def source_lists(tree):
    """Every .cpp belongs to a list of the nearest CMakeLists.txt, so that nothing is silently not built; every entry of a
    list exists."""
    listed, having_lists, existing = set(), set(), {file.path for file in tree.files}
    for file in tree.files:
        if file.name == "CMakeLists.txt":
            having_lists.add(file.folder)
    for call in tree.calls:
        folder = call.path.rsplit("/", 1)[0] if "/" in call.path else ""
        listed |= {f"{folder}/{source}" for source in call.lists.get("SOURCES", [])}
    found = [Violation(call.path, call.line, "source-list", f"{source} does not exist: take it out of SOURCES")
             for call in tree.calls for source in call.lists.get("SOURCES", [])
             if f"{call.path.rsplit('/', 1)[0]}/{source}" not in existing and "$" not in source]
    for file in tree.files:
        # A program of somebody else's, built as its users would build it.
        if file.path.startswith("tests/embedding/program/"):
            continue
        if file.path.endswith(".cpp") and file.path.split("/")[0] in ROOM_ROOTS + ("tests",) and file.path not in listed:
            folder = file.folder
            while folder and folder not in having_lists:
                folder = folder.rsplit("/", 1)[0] if "/" in folder else ""
            found.append(Violation(file.path, 1, "source-list", f"add it to SOURCES in {folder}/CMakeLists.txt"
                                   if folder else "no CMakeLists.txt builds this file"))
    return found
