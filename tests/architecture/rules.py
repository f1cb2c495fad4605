"""The house rules as data, and one small function per rule.

A tree is a dict from path to text; a rule returns one sentence per violation.
"""
import re
import subprocess

# Who may include whom: a folder includes itself and what is listed. Tests include everything.
EDGES = {
    "messages": set(),
    "transports": {"messages"},
    "aggregation": {"messages"},
    "optimizers": {"messages"},
    "actors": {"messages", "transports", "aggregation", "optimizers"},
    "deploy": {"messages", "transports", "aggregation", "optimizers", "actors"},
    "examples": {"messages", "transports", "aggregation", "optimizers", "actors"},
    "tests": {"messages", "transports", "aggregation", "optimizers", "actors", "deploy"},
}
# Written in quotes although foreign: Highway includes the file once per instruction set, by name.
QUOTED_FOREIGN = {"hwy"}
# The public header, <starling/starling.hpp>, is for those who use the library from outside.
PUBLIC_HEADER_USERS = {"deploy", "examples", "tests"}

# A shell talks to CAF, the operating system, a clock or a foreign runtime; all else is a core.
SHELL = re.compile(r"(_actor|_driver)\.[ch]pp$|(^|/)main\.cpp$")
SHELL_FOLDERS = {
    "deploy/cli/": "the program: its terminal, its signals, the time on the wall",
    "deploy/bench/": "what is measured is time",
}
ONLY_IN_SHELLS = re.compile(
    r"#include <(caf/|prometheus/|sys/|netinet/|arpa/|net/|linux/|unistd\.h|netdb\.h|fcntl\.h"
    r"|poll\.h|pthread\.h|signal\.h|csignal|dirent\.h|dlfcn\.h|termios\.h|thread>|mutex>"
    r"|shared_mutex>|condition_variable>|future>|semaphore>|latch>|barrier>|random>|ctime>"
    r"|time\.h)")
CLOCK_OR_ENTROPY = re.compile(
    r"\b(steady_clock|system_clock|high_resolution_clock)::now\b|\brandom_device\b|\bs?rand\(\)"
    r"|\bgettimeofday\b|\bclock_gettime\b")
# Cores of the library neither read files nor write to a terminal. These read files, and only that.
QUIET_FOLDERS = {"messages", "transports", "aggregation", "optimizers", "actors"}
FILES_OR_OUTPUT = re.compile(r"#include <(iostream|fstream|cstdio|print)>|\bgetenv\(")
FILE_READERS = {
    "optimizers/datasets/": "data sets are files",
    "actors/topology/": "an edge list is a file",
}
# What one file may do that its kind may not: (path, what) -> why.
EXCEPTIONS = {
    ("messages/types/tensor.cpp", "#include <mutex>"): "all threads share the pool of storage",
    ("actors/control/round_gate.hpp", "#include <mutex>"): "what all threads hold while it changes",
    ("aggregation/catalogue.cpp", "#include <mutex>"): "all threads share the rules by name",
    ("optimizers/models/blas.cpp", "getenv("): "OpenBLAS takes its kernel from the environment",
}

# Units that are tables or parts, tested where their whole is: unit -> test.
TESTED_AT = {
    "actors/node/node_catch_up.cpp": "tests/actors/node/node_test.cpp",
    "actors/node/node_luggage.cpp": "tests/simulation/population_test.cpp",
    "actors/task/learning.cpp": "tests/actors/swarm/prepare_test.cpp",
    "actors/task/optimizing.cpp": "tests/simulation/particles_test.cpp",
    "actors/topology/graph.cpp": "tests/actors/topology/edge_list_test.cpp",
    "deploy/config/keys/adversaries.cpp": "tests/deploy/config/key_test.cpp",
    "deploy/config/keys/hosts.cpp": "tests/deploy/config/key_test.cpp",
    "deploy/config/keys/learning.cpp": "tests/deploy/config/key_test.cpp",
    "deploy/config/keys/operation.cpp": "tests/deploy/config/key_test.cpp",
    "deploy/config/keys/optimizing.cpp": "tests/deploy/config/key_test.cpp",
    "deploy/config/keys/swarm.cpp": "tests/deploy/config/key_test.cpp",
    "deploy/config/keys/suspicion.cpp": "tests/deploy/config/key_test.cpp",
    "optimizers/gradient/adam.cpp": "tests/optimizers/gradient/update_rule_test.cpp",
    "optimizers/gradient/sgd.cpp": "tests/optimizers/gradient/update_rule_test.cpp",
}

LINES_MAX = 400
TEST_LINES_MAX = 600
COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70
PAIRS_MAX = 12
README_LINES_MAX = 20
NAMES_REFUSED = {"util", "utils", "helper", "helpers", "common", "manager", "misc"}
SLEEP = re.compile(r"\b(sleep_for|sleep_until|usleep|sleep)\(")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")

SOURCE_FOLDERS = [folder for folder in EDGES if folder != "tests"]
LIBRARY_FOLDERS = [folder for folder in SOURCE_FOLDERS if folder != "examples"]
README_FOLDERS = [*EDGES, "cmake", "docs"]


def top(path):
    return path.split("/")[0]


def folder_of(path):
    return path.rpartition("/")[0]


def is_code(path):
    return path.endswith((".cpp", ".hpp")) and top(path) in EDGES


def is_shell(path):
    return bool(SHELL.search(path)) or path.startswith(tuple(SHELL_FOLDERS))


def numbered(text):
    return enumerate(text.split("\n"), 1)


def is_exception(path, code):
    return any(path == where and what in code for where, what in EXCEPTIONS)


def includes(tree):
    """Include edges point one way, and paths are written from the root."""
    for path, text in tree.items():
        if not is_code(path):
            continue
        for line, code in numbered(text):
            quoted = re.match(r'\s*#\s*include "([^"]+)"', code)
            target = quoted and top(quoted.group(1))
            if target in QUOTED_FOREIGN:
                continue
            if quoted and target not in EDGES:
                yield f'{path}:{line}: "{quoted.group(1)}" is not written from the root'
            elif quoted and target != top(path) and target not in EDGES[top(path)]:
                yield f"{path}:{line}: {top(path)} must not include {target}"
            elif "#include <starling/" in code and top(path) not in PUBLIC_HEADER_USERS:
                yield f"{path}:{line}: the public header is for users of the library"


def cores(tree):
    """CAF, sockets, threads and clocks are in *_actor, *_driver and the program only."""
    for path, text in tree.items():
        if not is_code(path) or top(path) == "tests" or is_shell(path):
            continue
        for line, code in numbered(text):
            if is_exception(path, code):
                continue
            if ONLY_IN_SHELLS.match(code) or CLOCK_OR_ENTROPY.search(code):
                yield f"{path}:{line}: a core must not use `{code.strip()}`"
            elif (FILES_OR_OUTPUT.search(code) and top(path) in QUIET_FOLDERS
                  and not path.startswith(tuple(FILE_READERS))):
                yield f"{path}:{line}: a core neither reads files nor prints: `{code.strip()}`"


def tests(tree):
    """Every unit outside the shells has a test at the same path."""
    for path in tree:
        if path.endswith(".cpp") and top(path) in LIBRARY_FOLDERS and not is_shell(path):
            test = TESTED_AT.get(path, f"tests/{path[:-4]}_test.cpp")
            if test not in tree:
                yield f"{path}: has no {test}"


def sizes(tree):
    """Files, lines, functions and folders stay small."""
    pairs = {}
    for path, text in tree.items():
        if not is_code(path) and not path.endswith((".py", ".sh", ".cmake", "CMakeLists.txt")):
            continue
        limit = TEST_LINES_MAX if top(path) == "tests" else LINES_MAX
        if text.count("\n") > limit:
            yield f"{path}: {text.count(chr(10))} lines, at most {limit}"
        for line, code in numbered(text):
            if len(code) > COLUMNS_MAX:
                yield f"{path}:{line}: {len(code)} columns, at most {COLUMNS_MAX}"
        if is_code(path):
            pairs.setdefault(folder_of(path), set()).add(path[:-4])
            yield from long_functions(path, text)
    for folder, stems in pairs.items():
        if len(stems) > PAIRS_MAX and top(folder) in SOURCE_FOLDERS:
            yield f"{folder}: {len(stems)} units, at most {PAIRS_MAX}"


def long_functions(path, text):
    """Functions at namespace level; clang-format puts their braces in the first column."""
    start = None
    for line, code in numbered(text):
        if code.startswith("}") and start is not None:
            if line - start > FUNCTION_LINES_MAX:
                yield f"{path}:{start}: {line - start} lines, at most {FUNCTION_LINES_MAX}"
            start = None
        elif re.match(r"[A-Za-z].*\)[^;]*\{$", code) and not code.startswith("namespace"):
            start = line


def names(tree):
    """Names say what a thing is: no utils, no helpers, no get_."""
    for path, text in tree.items():
        words = set(re.split(r"[/_.]", path))
        if is_code(path) and words & NAMES_REFUSED:
            yield f"{path}: named {', '.join(sorted(words & NAMES_REFUSED))}"
        if is_code(path) and path.endswith(".hpp") and not is_shell(path):
            for line, code in numbered(text):
                if re.match(r"\s*[\w:<>\[\]*& ]+[ &*]get_\w+\(", code):
                    yield f"{path}:{line}: no get_: `{code.strip()}`"


def finished(tree):
    """Nothing is left for later, and no test sleeps."""
    for path, text in tree.items():
        for line, code in numbered(text):
            if UNFINISHED.search(code):
                yield f"{path}:{line}: unfinished: `{code.strip()}`"
            if top(path) == "tests" and is_code(path) and SLEEP.search(code):
                yield f"{path}:{line}: a test must not sleep"


def readmes(tree):
    """Each folder says in at most 20 lines what lives there; links lead somewhere."""
    folders = set(README_FOLDERS) & {top(path) for path in tree}
    folders |= {folder_of(path) for path in tree
                if is_code(path) and top(path) in SOURCE_FOLDERS}
    folders |= {"/".join(path.split("/")[:2]) for path in tree if path.startswith("tests/")
                and path.count("/") > 1 and path.split("/")[1] not in EDGES}
    for folder in sorted(folders):
        text = tree.get(f"{folder}/README.md")
        if text is None:
            yield f"{folder}: has no README.md"
        elif text.count("\n") > README_LINES_MAX:
            yield f"{folder}/README.md: {text.count(chr(10))} lines, at most {README_LINES_MAX}"
    yield from dead_links(tree)


def dead_links(tree):
    known = set(tree) | {folder_of(path) for path in tree}
    known |= {"/".join(path.split("/")[:n]) for path in tree for n in range(1, path.count("/"))}
    for path, text in tree.items():
        if not path.endswith(".md"):
            continue
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            parts = folder_of(path).split("/") if "/" in path else []
            for part in target.rstrip("/").split("/"):
                parts = parts[:-1] if part == ".." else parts if part == "." else [*parts, part]
            if "/".join(parts) not in known:
                yield f"{path}: the link to {target} leads nowhere"


def commands(tree):
    """The commands that the documents tell a reader to type exist."""
    for path, text in tree.items():
        if not path.endswith(".md"):
            continue
        for block in re.findall(r"```sh\n(.*?)```", text, re.S):
            for word in re.findall(r"^\s*(?:\$ )?((?:[\w.-]+/)+[\w.-]+)", block, re.M):
                if not word.startswith("build/") and word not in tree:
                    yield f"{path}: {word} does not exist"


def formatted(tree, root="."):
    """clang-format 14 has nothing to change; None where it is not installed."""
    files = sorted(path for path in tree if is_code(path))
    try:
        answer = subprocess.run(["clang-format-14", "--dry-run", *files], cwd=root, text=True,
                                capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return sorted({line.split(":")[0] + ": not formatted"
                   for line in answer.stderr.splitlines() if "[-Wclang-format" in line})


RULES = {rule.__name__: rule for rule in
         (includes, cores, tests, sizes, names, finished, readmes, commands, formatted)}
