#!/usr/bin/python3
"""`starling aggregate` gives what the rules' definitions give, or says why not.

Usage: aggregate_test.py STARLING SOURCE_FOLDER [UNITTEST OPTION]…
"""
import json
import math
import pathlib
import random
import re
import shlex
import struct
import sys
import unittest

import cli_test

FLOAT_ERROR_MAX = 1e-6  # relative: a mean of up to 20 floats of like size


def npy(shape, values, kind="<f4", fortran=False, version=1):
    """The bytes of a .npy file of version 1."""
    text = f"{{'descr': '{kind}', 'fortran_order': {fortran}, 'shape': {shape}, }}"
    text += " " * (-(10 + len(text) + 1) % 64) + "\n"
    code = {"<f4": "f", "<f8": "d", "<i4": "i", ">f4": "f"}[kind]
    return (b"\x93NUMPY" + bytes((version, 0)) + struct.pack("<H", len(text)) + text.encode()
            + struct.pack(f"<{len(values)}{code}", *values))


def matrix(rows, kind="<f4"):
    return npy((len(rows), len(rows[0])), [value for row in rows for value in row], kind)


def read_npy(data):
    """Type, shape and values of a file that `starling aggregate -o` wrote."""
    if data[:8] != b"\x93NUMPY\x01\x00":
        raise ValueError(data[:8])
    (length,) = struct.unpack("<H", data[8:10])
    if (10 + length) % 64 != 0:
        raise ValueError(length)
    header = data[10:10 + length].decode()
    kind = re.search("'descr': '(<f[48])'", header).group(1)
    shape = tuple(map(int, re.findall(r"\d+", re.search(r"\((.*)\)", header).group(1))))
    return kind, shape, [v for (v,) in struct.iter_unpack(kind[0] + {"4": "f", "8": "d"}[kind[2]],
                                                          data[10 + length:])]


def drawn(seed, n, d):
    """n × d numbers that a 32-bit float holds."""
    draw = random.Random(seed)
    return [list(struct.unpack(f"{d}f", struct.pack(f"{d}f", *(draw.gauss(0.5, 1)
                                                               for _ in range(d)))))
            for _ in range(n)]


def trimmed_mean(rows, f):
    columns = [sorted(column)[f:len(rows) - f] for column in zip(*rows)]
    return [math.fsum(column) / len(column) for column in columns]


def median(rows):
    return trimmed_mean(rows, (len(rows) - 1) // 2)


def krum(rows, f):
    """The row with the least sum of its n - f - 2 smallest squared distances."""
    def score(i):
        distances = sorted(math.dist(rows[i], other) ** 2
                           for j, other in enumerate(rows) if j != i)
        return math.fsum(distances[:len(rows) - f - 2])
    return min(range(len(rows)), key=score)


class Aggregate(cli_test.Cli):
    def file(self, name, data):
        (self.folder / name).write_bytes(data)
        return name

    def json(self, *words):
        done = self.call("aggregate", *words, "--json")
        self.assertEqual(done.stderr, "")
        return json.loads(done.stdout)

    def assert_near(self, got, expected):
        self.assertEqual(len(got), len(expected))
        scale = max(map(abs, expected))
        self.assertLess(max(abs(a - b) for a, b in zip(got, expected)), FLOAT_ERROR_MAX * scale)

    def test_median_trimmed_mean_and_krum_are_what_their_definitions_say(self):
        for seed, (n, f) in enumerate(((5, 1), (12, 3), (20, 4))):
            rows = drawn(seed, n, 17)
            for kind in ("<f4", "<f8"):
                self.file("in.npy", matrix(rows, kind))
                words = ("in.npy", "--f", str(f))
                self.assert_near(self.json(*words, "--rule", "median")["result"], median(rows))
                self.assert_near(self.json(*words, "--rule", "trimmed_mean")["result"],
                                 trimmed_mean(rows, f))
                said = self.json(*words, "--rule", "krum")
                best = krum(rows, f)
                self.assertEqual(said["result"], rows[best])
                self.assertEqual(said["chosen"], [best])
                self.assertEqual([r["row"] for r in said["refused"]],
                                 [i for i in range(n) if i != best])
                self.assertEqual({r["why"] for r in said["refused"]}, {"outvoted"})
                self.assertEqual((said["rule"], said["n"], said["d"], said["byzantine"]),
                                 ("krum", n, 17, f))
                self.assertEqual((said["computed_in"], said["input"]),
                                 ("float32", {"<f4": "float32", "<f8": "float64"}[kind]))

    def test_the_result_is_printed_or_written_in_the_type_of_the_input(self):
        rows = drawn(9, 7, 4)
        for kind in ("<f4", "<f8"):
            words = ("aggregate", self.file("in.npy", matrix(rows, kind)), "--rule", "median")
            done = self.call(*words, "--f", "2")
            self.assertEqual(done.stderr, "")
            self.assert_near([float(line) for line in done.stdout.splitlines()], median(rows))
            self.assertEqual(self.call(*words, "-o", "out.npy").stdout, "")
            written = read_npy((self.folder / "out.npy").read_bytes())
            self.assertEqual(written[:2], (kind, (4,)))
            self.assert_near(written[2], median(rows))
            self.assertNotIn("result", self.json(*words[1:], "-o", "out.npy"))

    def test_a_row_that_is_not_finite_is_set_aside_and_counts_as_one_of_f(self):
        rows = drawn(4, 9, 5)
        for wrong, kind in ((math.nan, "<f4"), (math.inf, "<f4"), (-math.inf, "<f8"),
                            (1e300, "<f8")):
            spoilt = [list(row) for row in rows]
            spoilt[3][2] = wrong
            self.file("in.npy", matrix(spoilt, kind))
            said = self.json("in.npy", "--rule", "trimmed_mean", "--f", "2")
            self.assert_near(said["result"], trimmed_mean(rows[:3] + rows[4:], 1))
            self.assertEqual(said["refused"], [{"row": 3, "why": "non_finite", "measured": 0.0,
                                                "limit": 0.0}])
            self.assertEqual(said["chosen"], [0, 1, 2, 4, 5, 6, 7, 8])
            told = self.call("aggregate", "in.npy", "--rule", "mean").stderr
            self.assertEqual(told, "row 3 non_finite\n")
        self.file("in.npy", matrix([[math.nan]] * 3))
        self.refused("aggregate", "in.npy", "--rule", "mean", says="not finite")

    def test_f_may_be_a_share_and_too_many_are_refused_with_the_most_there_can_be(self):
        self.file("in.npy", matrix(drawn(1, 10, 3)))
        words = ("in.npy", "--rule", "krum", "--f")
        self.assertEqual(self.json(*words, "0.3")["byzantine"], 3)
        self.assertEqual(self.json(*words, "0.29")["byzantine"], 2)
        for f in ("4", "0.4"):
            self.refused("aggregate", *words, f,
                         says="krum needs n >= 2 f + 3: with 10 nodes the largest legal byzantine "
                              "is 3, not 4")
        self.refused("aggregate", *words, "0.7", says=("--f: ", "0.5"))
        self.refused("aggregate", *words, "-1", says="--f: -1 is not a whole number")
        self.refused("aggregate", *words, "x", says="--f: x is not a whole number")
        self.refused("aggregate", *words, "1", "--before", "bucketing",
                     "--set", "aggregation.bucket=4", says="the largest legal byzantine is 0")

    def test_steps_origin_seed_and_threads(self):
        rows = [[103.0, 104.0], [100.0, 110.0], [70.0, 60.0]]
        self.file("in.npy", matrix(rows))
        self.file("origin.npy", npy((2,), [100.0, 100.0], "<f8"))
        said = self.json("in.npy", "--rule", "mean", "--before", "clipping", "--origin",
                         "origin.npy", "--set", "aggregation.norm_max=5")
        self.assert_near(said["result"], [100, (104 + 105 + 96) / 3])
        self.assertEqual((said["rule"], said["chosen"]), ("clipping + mean", [0, 1, 2]))
        self.assertEqual([(r["row"], r["why"], r["measured"], r["limit"])
                          for r in said["refused"]],
                         [(1, "clipped", 10.0, 5.0), (2, "clipped", 50.0, 5.0)])

        self.file("in.npy", matrix(drawn(2, 12, 40)))
        words = ("in.npy", "--rule", "median", "--f", "2", "--before", "nnm,bucketing")
        one = self.json(*words, "--seed", "1")
        self.assertEqual(one["rule"], "nnm + bucketing + median")
        self.assertEqual(self.json(*words, "--seed", "1", "--threads", "2"), one)
        self.assertNotEqual(self.json(*words, "--seed", "2")["result"], one["result"])

    def test_the_commands_of_the_reference(self):
        self.file("updates.npy", matrix(drawn(5, 10, 6)))
        self.file("model.npy", npy((6,), [0.5] * 6))
        text = (self.source / "docs/reference/commands.md").read_text("utf-8")
        blocks = "".join(re.findall(r"```sh\n(.*?)```", text, re.S)).splitlines()
        lines = [line for line in blocks if line.startswith("starling aggregate ")]
        self.assertEqual(len(lines), 3)
        for line in lines:
            self.assertTrue(self.call(*shlex.split(line)[1:]).stdout or "-o" in line)

    def test_words_that_are_wrong_are_named(self):
        self.file("in.npy", matrix(drawn(1, 5, 3)))
        self.file("long.npy", npy((4,), [1.0] * 4))
        self.file("bad.npy", npy((3,), [1.0, math.nan, 1.0]))
        given = ("aggregate", "in.npy", "--rule", "median")
        for words, says in (
                (("aggregate", "in.npy"), "--rule is required"),
                (("aggregate", "in.npy", "--rule", "meen"), ("--rule: ", "meen", "trimmed_mean")),
                ((*given, "--before", "nmn"), ("--before: ", "nnm, bucketing, clipping, arc")),
                ((*given, "--set", "aggregation.radius=1"), ("--set aggregation.radius",
                                                             "belongs to aggregation.rule")),
                ((*given, "--set", "aggregation.norm_max=-1"), "--set aggregation.norm_max"),
                ((*given, "--set", "rounds.max=1"), "--set rounds.max"),
                ((*given, "--trusted", "5"), "no row 5 (accepted: 0 to 4)"),
                ((*given, "--threads", "0"), "--threads: 0 is not a whole number from 1"),
                ((*given, "--origin", "long.npy"), ("--origin: long.npy", "expected 3 numbers",
                                                    "found 4")),
                ((*given, "--origin", "bad.npy"), ("--origin: bad.npy", "a finite number")),
                ((*given, "-o", "no/where.npy"), "-o: there is no folder no"),
                (("aggregate", "none.npy", "--rule", "mean"), "none.npy, byte 0: expected a file")):
            self.refused(*words, says=says)

    def test_a_file_that_is_not_such_a_matrix_is_refused_and_nothing_is_allocated_for_it(self):
        good = npy((2, 3), [1.0] * 6)
        vast = npy((10 ** 9, 10 ** 9), [])
        long = npy((3_000_000, 300), [])
        for data, says in (
                (b"", "\\x93NUMPY"),
                (b"\x93NUMPX" + good[6:], "\\x93NUMPY"),
                (npy((2, 3), [1.0] * 6, version=9), "version 1.0, 2.0 or 3.0"),
                (good[:40], "the header"),
                (good[:-1], "24 bytes of data"),
                (good + b"x", "the end of the file, found more bytes"),
                (npy((6,), [1.0] * 6), ("a matrix: rows × parameters", "1 dimension")),
                (npy((1, 2, 3), [1.0] * 6), ("a matrix", "3 dimensions")),
                (npy((2, 3), [1] * 6, "<i4"), ("<f4 or <f8", "found <i4")),
                (npy((2, 3), [1.0] * 6, ">f4"), ("one of <f4 <f8", "'>f4'")),
                (npy((0, 3), []), "an empty array"),
                (vast, "at most"),
                (long, "bytes of data"),
                (npy((2, -3), [1.0] * 6), "a size")):
            self.refused("aggregate", self.file("in.npy", data), "--rule", "mean",
                         says=(("in.npy, byte ", says) if isinstance(says, str)
                               else ("in.npy, byte ", *says)))
        draw = random.Random(3)
        for _ in range(30):  # any bytes give a result or a refusal
            data = bytearray(good)
            for _ in range(3):
                data[draw.randrange(len(data))] = draw.randrange(256)
            self.file("in.npy", bytes(data[:draw.randrange(len(data) + 1)]))
            self.refused("aggregate", "in.npy", "--rule", "krum")  # two rows are never enough

    def test_columns_one_after_the_other_are_read_as_such(self):
        self.file("in.npy", npy((2, 3), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0], fortran=True))
        self.assertEqual(self.json("in.npy", "--rule", "mean")["result"], [2.5, 3.5, 4.5])


if __name__ == "__main__":
    cli_test.Cli.starling, cli_test.Cli.source = (pathlib.Path(word).resolve()
                                                  for word in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
