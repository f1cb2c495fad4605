#!/usr/bin/python3
"""Holds one rule of the house against the tree.

Usage: check.py ROOT RULE. Exit status 77: it cannot be checked here.
"""
import pathlib
import sys

import rules

SKIPPED = 77
FOLDERS_LEFT_OUT = {".git", "build", "runs", ".cache", "__pycache__"}


def read(root):
    """Every text file under `root`: path from there -> text."""
    tree = {}
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and not FOLDERS_LEFT_OUT & set(inside.parts):
            try:
                tree[inside.as_posix()] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                tree[inside.as_posix()] = ""
    return tree


def main():
    root = pathlib.Path(sys.argv[1])
    name = sys.argv[2]
    rule = rules.RULES[name]
    tree = read(root)
    found = rule(tree, root) if name == "formatted" else rule(tree)
    if found is None:
        print(f"skipped: what checks {name} is not installed")
        return SKIPPED
    found = list(found)
    print(f"{rule.__doc__} {len(tree)} files, {len(found)} violations", *found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
