#!/usr/bin/python3
"""`starling attack`: the same bytes again, after a kill, and whatever the number of jobs.

Usage: attack_test.py STARLING SOURCE_FOLDER [UNITTEST OPTION]…
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

SECONDS_MAX = 120
WRITTEN = ("results.json", "tables.md", "heatmap.html")
SLOWER = ("--set", "rounds.max=200", "--set", "evaluation.every=50")


def clean_environment():
    """No override from outside; one BLAS kernel, so that bytes can be compared."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("STARLING_", "OPENBLAS_"))}
    return {**kept, "OPENBLAS_CORETYPE": "HASWELL", "OPENBLAS_NUM_THREADS": "1"}


class Attack(unittest.TestCase):
    starling = source = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="starling-attack-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.quick = (self.source / "examples/attacks/quick.yaml").read_text("utf-8")
        self.write("quick.yaml", self.quick)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def call(self, *words, status=0):
        done = subprocess.run([self.starling, "attack", *words], cwd=self.folder, text=True,
                              check=False, capture_output=True, timeout=SECONDS_MAX,
                              env=clean_environment())
        self.assertEqual(done.returncode, status, f"{words}\n{done.stdout}{done.stderr}")
        return done

    def written(self, name):
        return {file: (self.folder / name / file).read_bytes() for file in WRITTEN}

    def cells(self, name):
        return (self.folder / name / "cells.jsonl").read_text("utf-8").splitlines()

    def stopped_after(self, count, how, *words):
        """Starts, and sends the signal when so many cells are done. Returns the exit status."""
        with subprocess.Popen([self.starling, "attack", *words], cwd=self.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=clean_environment()) as process:
            watchdog = threading.Timer(SECONDS_MAX, process.kill)
            watchdog.start()
            try:
                for line in process.stderr:
                    if line.startswith(f"cell {count}/"):
                        process.send_signal(how)
                        break
                _, self.said = process.communicate()
                return process.returncode
            finally:
                watchdog.cancel()
                process.kill()

    def test_the_same_grid_gives_the_same_bytes_whatever_the_jobs(self):
        done = self.call("quick.yaml", "--jobs", "1")
        self.assertEqual(done.stdout.split(),
                         [f"quick.results/{file}" for file in WRITTEN])
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 18)
        self.assertRegex(lines[0], r"^cell 1/18  mean × none × iid  seed 1  accuracy 0\.\d{3}  "
                                   r"\d+ s left$")
        self.call("quick.yaml", "--jobs", "3", "--out", "b", "--quiet")
        self.assertEqual(self.written("quick.results"), self.written("b"))

        # Nothing is left to do: the files are written once more, from the cells alone.
        for file in WRITTEN:
            (self.folder / "b" / file).unlink()
        again = self.call("quick.yaml", "--out", "b")
        self.assertEqual(again.stderr, "")
        self.assertEqual(self.written("quick.results"), self.written("b"))

    def test_it_learns_and_robust_rules_hold_where_the_mean_does_not(self):
        summary = json.loads(self.call("quick.yaml", "--json", "--quiet").stdout)
        self.assertEqual((summary["cells"], summary["refused"], summary["stopped"]), (18, 0, 0))
        score = {(s["partition"], s["rule"], s["attack"]): s["accuracy"]
                 for s in summary["scores"]}
        self.assertGreater(score["iid", "mean", "none"], 0.7)
        self.assertLess(score["iid", "mean", "sign flip"], 0.5)
        self.assertGreater(score["iid", "median", "sign flip"], 0.6)

    def test_after_an_interrupt_the_same_command_goes_on(self):
        self.call("quick.yaml", *SLOWER, "--out", "whole", "--quiet")
        status = self.stopped_after(4, signal.SIGINT, "quick.yaml", *SLOWER, "--out", "cut")
        self.assertEqual(status, 1)
        self.assertRegex(self.said, r"starling: interrupted; \d+ of 18 cells are in "
                                    r"cut/cells\.jsonl, the same command goes on from there\n$")
        before = self.cells("cut")
        self.assertGreaterEqual(len(before), 5)
        self.assertLess(len(before), 19)
        self.assertFalse((self.folder / "cut/tables.md").exists())
        done = self.call("quick.yaml", *SLOWER, "--out", "cut", "--resume")
        self.assertEqual(len(done.stderr.splitlines()), 19 - len(before))
        self.assertEqual(self.cells("cut")[:len(before)], before)
        self.assertEqual(self.written("whole"), self.written("cut"))

    def test_after_a_kill_a_torn_last_line_is_done_again(self):
        self.call("quick.yaml", *SLOWER, "--out", "whole", "--quiet")
        status = self.stopped_after(3, signal.SIGKILL, "quick.yaml", *SLOWER, "--out", "cut")
        self.assertEqual(status, -signal.SIGKILL)
        log = self.folder / "cut/cells.jsonl"
        log.write_bytes(log.read_bytes()[:-20])
        self.call("quick.yaml", *SLOWER, "--out", "cut", "--quiet")
        self.assertEqual(len(self.cells("cut")), 19)
        self.assertEqual(self.written("whole"), self.written("cut"))

    def test_results_of_another_grid_are_refused_by_name_until_told_to_restart(self):
        small = ("--set", "rounds.max=2", "--set", "evaluation.every=1")
        self.call("quick.yaml", *small, "--quiet", "--out", "a")
        other = (*small, "--set", "strategy.batch=8")
        done = self.call("quick.yaml", *other, "--out", "a", status=2)
        self.assertIn("a/cells.jsonl holds results of another grid, 'quick' ", done.stderr)
        self.assertIn("--restart", done.stderr)
        kept = self.written("a")
        self.call("quick.yaml", *other, "--out", "a", "--restart", "--quiet")
        self.assertNotEqual(self.written("a"), kept)
        self.call("quick.yaml", "--out", "new", "--resume", status=2)
        self.assertFalse((self.folder / "new").exists())

    def test_an_illegal_rule_is_marked_refused(self):
        self.write("tight.yaml", self.quick.replace("byzantine: 3", "byzantine: 5"))
        self.call("tight.yaml", "--quiet", "--set", "rounds.max=2", "--set", "evaluation.every=1")
        text = (self.folder / "tight.results/tables.md").read_text("utf-8")
        self.assertIn("| krum | refused | refused | refused | – |", text)
        self.assertIn("- krum, refused: krum needs n >= 2 f + 3", text)

    def test_broken_grid_files_are_refused_with_file_place_and_key(self):
        for old, new, says in (
                ("rule: median", "rule: medain", ("aggregation.rule: \"medain\"", "krum")),
                ("attack: sign_flip", "atack: sign_flip", ("attacks[1].atack: unknown key",)),
                ("alpha: 0.5", "alpha: -1", ("data.partition.alpha: -1 is out of range",)),
                ("seeds: [1]", "seeds: 1", ("seeds: \"1\" is not a list",)),
                ("nodes: ", "ndoes: ", ("swarm.ndoes: unknown key",))):
            self.assertIn(old, self.quick)
            self.write("broken.yaml", self.quick.replace(old, new, 1))
            done = self.call("broken.yaml", status=2)
            self.assertRegex(done.stderr, r"^starling: broken\.yaml:\d+:\d+: ")
            for part in says:
                self.assertIn(part, done.stderr)
        self.assertFalse((self.folder / "broken.results").exists())
        self.assertIn("nowhere.yaml: no such file", self.call("nowhere.yaml", status=2).stderr)
        said = self.call("quick.yaml", "--set", "aggregation.rule=krum", status=2).stderr
        self.assertIn("a grid's own rows and seeds decide it", said)
        said = self.call("quick.yaml", "--set", "data.kind=idx", "--set", "data.path=d",
                         status=2).stderr
        self.assertIn("data: d/train-images", said.replace(str(self.folder.resolve()) + "/", ""))
        self.assertFalse((self.folder / "quick.results").exists())


if __name__ == "__main__":
    Attack.starling, Attack.source = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
