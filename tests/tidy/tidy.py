#!/usr/bin/env python3
"""Checks the rules of the house over a source tree and prints each violation as `path:line: rule: what to do`.

Usage: tidy.py [ROOT]            exit 0 when the tree is tidy, 1 when it is not
       tidy.py --edges [ROOT]    prints the table of edges that docs/ARCHITECTURE.md must hold, from the CMake lists
Reads files below ROOT only; changes nothing.
"""

import pathlib
import sys

import edges
import form
import homes
import names
import project
import purity


def violations(root):
    """All violations of the tree at `root`, sorted by place."""
    tree = project.load(root)
    found = []
    for check in (edges.check, homes.check, purity.check, names.check, form.check):
        found += check(tree)
    return sorted(found)


def main(arguments):
    wants_edges = arguments[:1] == ["--edges"]
    rest = arguments[1:] if wants_edges else arguments
    root = pathlib.Path(rest[0]) if rest else pathlib.Path(__file__).resolve().parents[2]
    if wants_edges:
        print(edges.table(project.load(root)))
        return 0
    found = violations(root)
    for violation in found:
        print(violation)
    if found:
        print(f"tidy: {len(found)} violations")
        return 1
    print("tidy: nothing to report")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
