"""The source tree as the rules see it: files with their text, rooms with their folder, sources and edges.

Input: a root folder. Output: a Tree. Knows the layout and the CMake functions of the root CMakeLists.txt; judges nothing
but what it cannot read.
"""

import dataclasses
import os
import pathlib
import re

import cpp_text

# Folders that hold rooms, and those that are never ours to judge.
ROOM_ROOTS = ("grammar", "dsl", "stdlib", "engine")
SKIPPED_FOLDERS = {"build", ".git", ".cache", "node_modules", "__pycache__", "corpus"}
TEXT_SUFFIXES = {".cpp", ".hpp", ".h", ".cc", ".py", ".sh", ".cmake", ".deal", ".ebnf", ".sol", ".ts", ".js"}
TEXT_NAMES = {"CMakeLists.txt", "Makefile"}

CMAKE_CALL = re.compile(r"\bdealwright_(library|interface|executable|test|fuzz|bench)\s*\(([^()]*)\)")
KEYWORDS = {"SOURCES", "PUBLIC", "PRIVATE", "LINK", "CORPUS", "RUNS", "MAX_LEN", "TIMEOUT"}
FLAGS = {"HEAVY", "APP"}


@dataclasses.dataclass(order=True, frozen=True)
class Violation:
    """One broken rule at one place; `advice` says what to do."""

    path: str
    line: int
    rule: str
    advice: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.advice}"


@dataclasses.dataclass
class File:
    """A text file. For C++: `code` has comments blanked, `bare` comments and the contents of literals too; lines keep
    their numbers in all three."""

    path: str
    text: str
    code: str = ""
    bare: str = ""

    @property
    def name(self):
        return self.path.rsplit("/", 1)[-1]

    @property
    def folder(self):
        return self.path.rsplit("/", 1)[0] if "/" in self.path else ""

    @property
    def is_header(self):
        return self.path.endswith((".hpp", ".h"))

    @property
    def is_cpp(self):
        return self.path.endswith((".hpp", ".h", ".cpp", ".cc"))


@dataclasses.dataclass
class Call:
    """One dealwright_… call of a CMakeLists.txt."""

    path: str
    line: int
    kind: str
    name: str
    lists: dict


@dataclasses.dataclass
class Room:
    """A folder that is a library: what it may include, from headers (public) and from sources (public and private)."""

    path: str
    cmake: str
    line: int
    public: set = dataclasses.field(default_factory=set)
    private: set = dataclasses.field(default_factory=set)

    @property
    def edges(self):
        return self.public | self.private


@dataclasses.dataclass
class Tree:
    root: pathlib.Path
    files: list
    folders: list
    calls: list
    rooms: dict  # path -> Room

    def room_of(self, path):
        """The room that `path` (a file or an include) lies in: the nearest one above it; None outside of rooms."""
        parts = path.split("/")[:-1]
        while parts:
            if "/".join(parts) in self.rooms:
                return "/".join(parts)
            parts.pop()
        return None

    def cpp_files(self):
        return [file for file in self.files if file.is_cpp]


def load(root):
    """Reads the tree at `root`. Files that are not text are passed over."""
    files, folders = [], []
    for folder, subfolders, file_names in os.walk(root):
        subfolders[:] = sorted(name for name in subfolders if name not in SKIPPED_FOLDERS)
        relative = pathlib.PurePosixPath(pathlib.Path(folder).relative_to(root).as_posix())
        if str(relative) != ".":
            folders.append(str(relative))
        for name in sorted(file_names):
            path = (relative / name).as_posix()
            if name in TEXT_NAMES or pathlib.PurePosixPath(name).suffix in TEXT_SUFFIXES or path.startswith(".ci/"):
                files.append(read(root, path))
    calls = [call for file in files if file.name == "CMakeLists.txt" for call in calls_of(file)]
    return Tree(pathlib.Path(root), files, folders, calls, rooms_of(calls))


def read(root, path):
    text = (pathlib.Path(root) / path).read_text(encoding="utf-8", errors="replace")
    file = File(path, text)
    if file.is_cpp:
        file.code, file.bare = cpp_text.without_comments(text)
    return file


def calls_of(file):
    text = re.sub(r"#[^\n]*", lambda comment: " " * len(comment.group()), file.text)
    found = []
    for match in CMAKE_CALL.finditer(text):
        words = match.group(2).split()
        if not words or words[0].startswith("$"):
            continue
        lists, current = {}, None
        for word in words[1:]:
            if word in KEYWORDS:
                current = lists.setdefault(word, [])
            elif word not in FLAGS and current is not None:
                current.append(word)
        found.append(Call(file.path, text.count("\n", 0, match.start()) + 1, match.group(1), words[0], lists))
    return found


def rooms_of(calls):
    """The rooms by path, their edges as paths. An edge to a target that no folder defines keeps the target's name."""
    rooms, path_of_target = {}, {}
    for call in calls:
        folder = call.path.rsplit("/", 1)[0] if "/" in call.path else ""
        if folder.split("/")[0] in ROOM_ROOTS and call.kind in ("library", "interface", "executable"):
            rooms.setdefault(folder, Room(folder, call.path, call.line))
            if call.kind != "executable":
                path_of_target["dealwright_" + call.name] = folder
    for call in calls:
        folder = call.path.rsplit("/", 1)[0] if "/" in call.path else ""
        if folder not in rooms:
            continue
        for keyword, edges in (("PUBLIC", "public"), ("PRIVATE", "private"), ("LINK", "private")):
            for target in call.lists.get(keyword, []):
                if target.startswith("dealwright_"):
                    path = path_of_target.get(target, target)
                    if path != folder:
                        getattr(rooms[folder], edges).add(path)
    return rooms
