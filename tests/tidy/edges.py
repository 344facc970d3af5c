"""Who may include whom: the edges of the CMake lists, the table in docs/ARCHITECTURE.md, and the laws above both.

An include from one room to another needs an edge; headers need a PUBLIC one. The table is the same list, for people.
"""

import re

from project import ROOM_ROOTS, Violation

ARCHITECTURE = "docs/ARCHITECTURE.md"
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)
TABLE_HEADER = "| room | may include |"

# What the engine may know of the language: the plan it executes and the exact values and models in it.
ENGINE_MAY_SEE = {"dsl/plan", "dsl/values", "dsl/models"}
PURE_ENGINE_ROOMS = {"engine/core", "engine/machines"}


def is_pure(room):
    """Pure rooms read no clock, file, network, environment or chance; see purity.py."""
    return room == "grammar" or room.startswith("dsl/") or room in PURE_ENGINE_ROOMS


def check(tree):
    return (includes(tree) + laws(tree) + cycles(tree) + unused(tree) + room_names(tree) + homeless(tree) +
            table_agrees(tree))


def includes_of(file):
    """(line, included path) of the quoted includes of a file."""
    for match in INCLUDE.finditer(file.code):
        yield file.code.count("\n", 0, match.start(1)) + 1, match.group(1)


def includes(tree):
    found = []
    for file in tree.cpp_files():
        room = tree.room_of(file.path)
        for line, target in includes_of(file):
            top = target.split("/")[0]
            if "/" not in target or top not in ROOM_ROOTS + ("tests",):
                found.append(Violation(file.path, line, "include-path",
                                       f'write "{target}" from the repository root, as in "dsl/values/amount.hpp"'))
                continue
            if top == "tests" and room is not None:
                found.append(Violation(file.path, line, "edge", f"a room must not include the tests' {target}"))
                continue
            if top == "tests" or room is None:
                continue
            other = tree.room_of(target)
            if other is None:
                found.append(Violation(file.path, line, "edge", f"{target} lies in no room that the build knows"))
            elif other == room:
                continue
            elif other not in tree.rooms[room].edges:
                found.append(Violation(file.path, line, "edge",
                                       f"{room} may not include {other}: take the include out, or add the edge to "
                                       f"{tree.rooms[room].cmake} and to {ARCHITECTURE}"))
            elif file.is_header and other not in tree.rooms[room].public:
                found.append(Violation(file.path, line, "edge",
                                       f"a header includes {other}: make that edge PUBLIC in {tree.rooms[room].cmake}"))
    return found


def laws(tree):
    """The invariants of the architecture, whatever the lists say."""
    found = []
    for room in tree.rooms.values():
        for other in sorted(room.edges):
            broken = law_against(room.path, other)
            if broken:
                found.append(Violation(room.cmake, room.line, "law", f"{room.path} -> {other}: {broken}"))
    return found


def law_against(room, other):
    """Why no list may hold the edge; None when it may."""
    if other.startswith("dealwright_"):
        return "there is no such room"
    if room == "engine/app":
        return None
    if other == "engine/app":
        return "nothing depends on the app"
    if other == "stdlib":
        return "modules reach the language as values; only the app knows the embedded ones"
    if other == "grammar" and room != "dsl/syntax":
        return "only dsl/syntax knows the grammar's rules"
    if room == "grammar":
        return "the grammar knows nothing but its rules"
    if room.startswith("dsl/") and other.startswith("engine/"):
        return "the language knows no engine"
    if room.startswith("engine/") and other.startswith("dsl/") and other not in ENGINE_MAY_SEE:
        return "the engine sees only " + ", ".join(sorted(ENGINE_MAY_SEE))
    if is_pure(room) and not is_pure(other):
        return "a pure room depends on pure rooms only"
    return None


def cycles(tree):
    found, done = [], set()

    def visit(room, trail):
        if room in trail:
            ring = trail[trail.index(room):] + [room]
            # Report a ring once, at its first room in order of name.
            if ring[0] == min(ring):
                found.append(Violation(tree.rooms[room].cmake, tree.rooms[room].line, "cycle",
                                       "break the ring " + " -> ".join(ring)))
            return
        for other in sorted(tree.rooms[room].edges & tree.rooms.keys()):
            if other not in done:
                visit(other, trail + [room])

    for room in sorted(tree.rooms):
        visit(room, [])
        done.add(room)
    return found


def unused(tree):
    """An edge that no include uses says more than is true."""
    used = {room: set() for room in tree.rooms}
    for file in tree.cpp_files():
        room = tree.room_of(file.path)
        if room is not None:
            used[room] |= {tree.room_of(target) for _, target in includes_of(file)}
    return [Violation(room.cmake, room.line, "unused-edge", f"no file of {room.path} includes {other}: remove the edge")
            for room in tree.rooms.values() for other in sorted((room.edges & tree.rooms.keys()) - used[room.path])]


def room_names(tree):
    """dsl/values is the target `values`, so that target, namespace and folder say the same."""
    found = []
    for call in tree.calls:
        folder = call.path.rsplit("/", 1)[0]
        if call.kind in ("library", "interface") and folder in tree.rooms and call.name != folder.split("/")[-1]:
            found.append(Violation(call.path, call.line, "room-name",
                                   f"the library of {folder} is called {folder.split('/')[-1]}, not {call.name}"))
    return found


def homeless(tree):
    """Sources below dsl/, engine/, grammar/ or stdlib/ that belong to no target; one line a folder."""
    found, seen = [], set()
    for file in tree.cpp_files():
        if file.path.split("/")[0] in ROOM_ROOTS and tree.room_of(file.path) is None and file.folder not in seen:
            seen.add(file.folder)
            found.append(Violation(file.path, 1, "room", f"give {file.folder} a CMakeLists.txt with dealwright_library"))
    return found


def table(tree):
    """The edge table as Markdown, from the CMake lists."""
    lines = [TABLE_HEADER, "|---|---|"]
    for path in ordered(tree):
        lines.append(f"| {path} | {', '.join(sorted(tree.rooms[path].edges)) or '-'} |")
    return "\n".join(lines)


def ordered(tree):
    """Rooms in the order of the build's list where that is readable, else by name."""
    root = next((file.text for file in tree.files if file.path == "CMakeLists.txt"), "")
    listed = re.search(r"set\(rooms\s([^)]*)\)", root)
    order = listed.group(1).split() if listed else []
    return sorted(tree.rooms, key=lambda room: (order.index(room) if room in order else len(order), room))


def table_agrees(tree):
    if not tree.rooms:
        return []
    try:
        lines = (tree.root / ARCHITECTURE).read_text(encoding="utf-8").splitlines()
        start = lines.index(TABLE_HEADER)
    except (OSError, ValueError):
        return [Violation(ARCHITECTURE, 1, "table", f"hold the table of edges under the line `{TABLE_HEADER}`; "
                          "`tests/tidy/tidy.py --edges` prints it")]
    found, rows = [], {}
    for number, line in enumerate(lines[start + 2:], start + 3):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 2:
            break
        rows[cells[0]] = (number, set() if cells[1] == "-" else {edge.strip() for edge in cells[1].split(",")})
    for path, (number, edges) in rows.items():
        if path not in tree.rooms:
            found.append(Violation(ARCHITECTURE, number, "table", f"take out the row of {path}: the build has no such room"))
        elif edges != tree.rooms[path].edges:
            found.append(Violation(ARCHITECTURE, number, "table", f"the row of {path} should name "
                                   f"{', '.join(sorted(tree.rooms[path].edges)) or '-'}, as its CMakeLists.txt does"))
    for path in sorted(tree.rooms.keys() - rows.keys()):
        found.append(Violation(ARCHITECTURE, start + 1, "table", f"add the row `| {path} | "
                               f"{', '.join(sorted(tree.rooms[path].edges)) or '-'} |`"))
    return found
