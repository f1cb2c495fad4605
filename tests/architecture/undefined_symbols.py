#!/usr/bin/python3
"""Compiles one file as firmware is compiled and refuses what it needs from a library.

Usage: undefined_symbols.py COMPILER ROOT FILE [FLAG…]. Exit status 1: it needs more than ALLOWED.
"""
import pathlib
import subprocess
import sys
import tempfile

ALLOWED = {"memcpy", "memmove", "memset", "memcmp"}
FLAGS = ["-std=c++20", "-Os", "-ffreestanding", "-fno-exceptions", "-fno-rtti", "-fno-pic",
         "-fno-threadsafe-statics", "-fno-stack-protector", "-fno-asynchronous-unwind-tables",
         "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"]


def main():
    compiler, root, file, *more = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder) / "made.o"
        subprocess.run([compiler, *FLAGS, *more, f"-I{root}", "-c", file, "-o", made], check=True)
        answer = subprocess.run(["nm", "--undefined-only", "--format=posix", made], check=True,
                                capture_output=True, text=True)
        size = subprocess.run(["size", made], check=True, capture_output=True, text=True)
    needed = {line.split()[0] for line in answer.stdout.splitlines()}
    print(size.stdout, "needs:", *sorted(needed))
    return 1 if needed - ALLOWED else 0


if __name__ == "__main__":
    sys.exit(main())
