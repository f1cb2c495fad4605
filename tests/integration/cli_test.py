#!/usr/bin/python3
"""The command line keeps its contract: words, exit statuses, files, signals.

Usage: cli_test.py STARLING SOURCE_FOLDER [UNITTEST OPTION]…
"""
import contextlib
import gzip
import hashlib
import json
import os
import pathlib
import pty
import re
import shlex
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import unittest

SECONDS_MAX = 60
SWARM = """\
swarm: {name: small, nodes: 4, seed: 7}
topology: {kind: mesh}
rounds: {max: 3, deadline: 30s}
model: {kind: mlp, layers: [784, 16, 10]}
strategy: {kind: sgd, learning_rate: 0.1, batch: 16, local_steps: 2}
data: {kind: digits, samples: 400}
aggregation: {rule: mean}
"""
ENDLESS = ("--set", "rounds.max=1000000")
RUN_KEYS = {"name", "seed", "nodes", "rounds", "stopped_by", "loss", "accuracy", "accuracy_min",
            "samples", "seconds", "samples_per_second", "bytes_sent", "peak_rss_bytes",
            "model_hash", "per_round"}
ROUND_KEYS = {"round", "loss", "accuracy", "refused", "seconds", "bytes"}
RUN_FILES = {"run.json", "rounds.csv", "audit.jsonl", "swarm.yaml", "topology.json",
             "model.safetensors", "report.html"}


def clean_environment(**more):
    """No override from outside; one BLAS kernel, so that hashes can be compared."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("STARLING_", "OPENBLAS_"))}
    return {**kept, "OPENBLAS_CORETYPE": "HASWELL", "OPENBLAS_NUM_THREADS": "1", **more}


class Cli(unittest.TestCase):
    starling = source = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="starling-cli-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.write("small.yaml", SWARM)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def call(self, *words, status=0, **environment):
        """Runs to the end; checks the exit status and returns what was printed."""
        done = subprocess.run([self.starling, *words], cwd=self.folder, text=True, check=False,
                              capture_output=True, timeout=SECONDS_MAX,
                              env=clean_environment(**environment))
        self.assertEqual(done.returncode, status, f"{words}\n{done.stdout}{done.stderr}")
        return done

    def refused(self, *words, says=(), **environment):
        """Exit status 2, one sentence on stderr, nothing on stdout."""
        done = self.call(*words, status=2, **environment)
        self.assertEqual(done.stdout, "", words)
        self.assertTrue(done.stderr.startswith("starling: "), done.stderr)
        for part in (says,) if isinstance(says, str) else says:
            self.assertIn(part, done.stderr, words)
        return done.stderr

    def run_json(self, *words, **environment):
        done = self.call("run", "small.yaml", "--quiet", "--json", "-", *words, **environment)
        self.assertEqual(done.stderr, "")
        return json.loads(done.stdout)

    @contextlib.contextmanager
    def started(self, *words):
        """A process that is killed when it lasts too long, and does not outlive the block."""
        process = subprocess.Popen([self.starling, *words], cwd=self.folder, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=clean_environment())
        watchdog = threading.Timer(SECONDS_MAX, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            process.kill()
            process.communicate()

    def wait_for_line(self, process, beginning):
        for line in process.stderr:
            if line.startswith(beginning):
                return line
        return self.fail(f"ended with {process.wait()} before it said {beginning}")

    def wait_until_caught(self, process, caught):
        """Until SIGINT has a handler, or has none any more."""
        bit = 1 << (signal.SIGINT - 1)
        status = pathlib.Path(f"/proc/{process.pid}/status")
        while process.poll() is None:
            mask = re.search(r"SigCgt:\t(\w+)", status.read_text(encoding="utf-8"))
            if bool(int(mask.group(1), 16) & bit) == caught:
                return
        self.fail(f"ended with {process.returncode}")


class Words(Cli):
    def test_every_command_explains_itself(self):
        commands = [[], ["run"], ["node"], ["up"], ["status"], ["keygen"], ["aggregate"],
                    ["config"], ["attack"], ["bench"], ["report"], ["version"],
                    *(["bench", name] for name in ("train", "actors", "virtual-time", "gossip",
                                                   "fedavg", "aggregation", "optimize",
                                                   "compress", "envelope", "link", "membership"))]
        for command in commands:
            text = self.call(*command, "--help").stdout
            self.assertIn(" ".join(["Usage: starling", *command]), text)
            self.assertNotIn("TEXT REQUIRED", text)
        self.assertIn("Exit status: 0 success, 1", self.call("--help").stdout)
        self.assertIn("--nodes N=10 ", self.call("bench", "train", "--help").stdout)

    def test_wrong_words_are_refused_with_the_right_ones(self):
        for words, says in (
                ([], "a subcommand is missing (accepted: run, node, up, status, keygen, aggregate, "
                     "config, attack, bench, report, version)"),
                (["frob"], "no subcommand frob (accepted: run, "),
                (["bench"], "(accepted: train, actors, virtual-time, gossip, fedavg, "
                             "aggregation, optimize, compress, envelope, link, membership)"),
                (["bench", "frob"], "no subcommand frob"),
                (["run"], "FILE is required\nTry: starling run --help"),
                (["run", "small.yaml", "--frob"], "--frob"),
                (["run", "small.yaml", "other.yaml"], "other.yaml"),
                (["run", "small.yaml", "--json"], "--json: 1 required OUT missing"),
                (["run", "small.yaml", "--threads", "-1"], "a whole number from 1 to 1024"),
                (["run", "small.yaml", "--seed", "-3"], "--seed: swarm.seed: -3 is out of range"),
                (["run", "small.yaml", "--seed", "x"], '--seed: swarm.seed: "x" is not a whole'),
                (["run", "small.yaml", "--set", "foo"], "--set foo: names no value"),
                (["bench", "train", "--nodes", "0"], "--nodes: 0 is not a whole number from 1 to"),
                (["bench", "train", "--topology", "x"], "accepted: star, mesh, ring, gossip"),
                (["bench", "virtual-time", "--hours", "-1"], "--hours"),
                (["bench", "compress", "--chain", "gzip"], "no compression 'gzip' (accepted: "),
                (["bench", "compress", "--chain", "zstd+int8"], "'int8' cannot stand here"),
                (["bench", "link", "--kind", "x"], "accepted: tcp, udp, ws, shm, multi"),
                (["bench", "fedavg", "--data", "nowhere"], "nowhere/train-images-idx3-ubyte"),
                (["config", "nope"], "no preset 'nope' (accepted: quickstart, mnist, "),
                (["config", "small.yaml"], "add --print"),
                (["config", "--print"], "--print: name a preset"),
                (["config", "quickstart", "--seed", "1"], "--print"),
                (["config", "quickstart", "-o", "no/where"], "there is no folder no"),
                (["report", "nowhere"], "nowhere/run.json: cannot be read: No such file"),
                (["report", "small.yaml"], "small.yaml/run.json: cannot be read"),
                (["report", "x", "--compare"], "--compare: 1 required DIR missing")):
            self.refused(*words, says=says)

    def test_version(self):
        text = self.call("version").stdout
        self.assertRegex(text, r"^starling \d+\.\d+\.\d+ \(BLAS kernel \w+\)\n$")
        self.assertTrue(text.startswith(self.call("--version").stdout.strip()))

    def test_without_a_kernel_named_the_program_still_starts(self):
        environment = clean_environment()
        del environment["OPENBLAS_CORETYPE"]
        done = subprocess.run([self.starling, "version"], env=environment, check=True, text=True,
                              capture_output=True, timeout=SECONDS_MAX)
        self.assertIn("BLAS kernel", done.stdout)


class Files(Cli):
    def changed(self, old, new):
        self.assertIn(old, SWARM)
        return self.write("changed.yaml", SWARM.replace(old, new, 1))

    def test_a_file_that_is_none(self):
        self.refused("run", "nope.yaml", says="nope.yaml: no such file")
        self.refused("run", ".", says="is a folder, not a swarm file")
        self.refused("run", self.write("empty.yaml", ""), says="empty.yaml: nothing is not a swarm")
        broken = self.write("broken.yaml", "swarm: {nodes: 4\ntopology: [")
        self.assertRegex(self.refused("run", broken), r"broken\.yaml:2:\d+: this is not YAML")

    def test_a_wrong_key_or_value_is_named_with_its_place_and_what_is_accepted(self):
        for old, new, says in (
                ("nodes: 4", "ndoes: 4", ("changed.yaml:1:22: swarm.ndoes: unknown key; did you "
                                          "mean swarm.nodes?", "(accepted: name, nodes, seed)")),
                ("30s", "5kg", ("changed.yaml:3:28: rounds.deadline", "us, ms, s, min, h")),
                ("nodes: 4", "nodes: -4", "changed.yaml:1:29: swarm.nodes: -4 is out of range"),
                ("mean", "frob", ("changed.yaml:7:21: aggregation.rule", "trimmed_mean")),
                ("rule: mean", "rule: krum, byzantine: 2",
                 ("changed.yaml:7:38: aggregation.byzantine: krum needs n >= 2 f + 3",
                  "with 4 nodes the largest legal byzantine is 0, not 2")),
                ("rule: mean", "rule: trimmed_mean, byzantine: 2",
                 ("n >= 2 f + 1", "the largest legal byzantine is 1, not 2"))):
            self.refused("run", self.changed(old, new), says=says)

    def test_a_topology_that_cannot_be_says_what_could(self):
        self.write("edges", "0 1\n2 3\n")
        for nodes, kind, says in (
                (7, "torus", "no rectangle"),
                (7, "hypercube", "it needs a power of two, the nearest are 4 and 8"),
                (4, "gossip, fanout: 0", "topology.fanout: 0 is out of range"),
                (4, "gossip, fanout: 10", "the fanout may be 1 to 3"),
                (4, "regular, degree: 9", "the degree may be 2 to 3"),
                (4, "edges, file: edges", "no path leads from node 0 to node 2"),
                (4, "edges, file: nowhere", "nowhere"),
                (4, "edges", "topology.file: missing")):
            text = SWARM.replace("nodes: 4", f"nodes: {nodes}").replace("mesh", kind)
            said = self.refused("run", self.write("t.yaml", text), says=says)
            self.assertRegex(said, r"t\.yaml:2:\d+: topology")

    def test_a_data_file_that_cannot_be_read_is_named_with_offset_and_expectation(self):
        images = struct.pack(">4I", 0x803, 4, 28, 28) + bytes(4 * 784)
        labels = struct.pack(">2I", 0x801, 4) + bytes(4)
        idx = ("run", "small.yaml", "--set", "data.kind=idx", "--set", "data.path=d")
        self.refused(*idx[:4], says="data.path: missing: data.kind idx needs it")
        self.refused(*idx, says=("d/train-images-idx3-ubyte, byte 0: expected a file",
                                 "found no such file"))
        (self.folder / "d").mkdir()
        for name in ("train", "t10k"):
            (self.folder / f"d/{name}-labels-idx1-ubyte").write_bytes(labels)
        train = self.folder / "d/train-images-idx3-ubyte"
        train.write_bytes(labels)
        self.refused(*idx, says=("train-images-idx3-ubyte, byte 0: expected the magic number "
                                 "0x00000803, found 0x00000801"))
        train.unlink()
        packed = gzip.compress(images)
        train.with_suffix(".gz").write_bytes(packed[:-9])
        self.assertRegex(self.refused(*idx), r"train-images-idx3-ubyte\.gz, byte \d\d+: expected "
                                             r".*, found damaged or cut gzip data")


class Overrides(Cli):
    def test_flags_beat_the_environment_and_that_beats_the_file(self):
        self.assertEqual(self.run_json()["seed"], 7)
        self.assertEqual(self.run_json(STARLING_SWARM_SEED="8")["seed"], 8)
        flag = ("--set", "swarm.seed=9")
        self.assertEqual(self.run_json(*flag, STARLING_SWARM_SEED="8")["seed"], 9)
        self.assertEqual(self.run_json("--seed", "10", *flag, STARLING_SWARM_SEED="8")["seed"], 10)
        self.assertEqual(self.run_json("--set", "rounds.max=1")["rounds"], 1)
        done = self.call("run", "--set", "rounds.max=1", "small.yaml", "--quiet")
        self.assertEqual(done.stdout + done.stderr, "")

    def test_an_override_that_is_wrong_is_named(self):
        run = ("run", "small.yaml")
        self.refused(*run, "--set", "rounds.mx=1", says="--set rounds.mx: unknown key; did you mean"
                                                        " rounds.max?")
        self.refused(*run, "--set", "rounds.max=x", says="--set rounds.max: \"x\" is not a whole")
        self.refused(*run, STARLING_SWARM_SED="5", says="did you mean STARLING_SWARM_SEED?")
        self.refused(*run, STARLING_ROUNDS_MAX="x", says="STARLING_ROUNDS_MAX")

    def test_config_prints_what_would_run(self):
        names = [line.split()[0] for line in self.call("config").stdout.splitlines()]
        examples = (self.source / "examples").glob("*.yaml")
        self.assertEqual(sorted(names), sorted(path.stem for path in examples))
        for name in names:
            text = self.call("config", name).stdout
            self.assertEqual(text, (self.source / f"examples/{name}.yaml").read_text("utf-8"))
            self.call("config", name, "-o", "preset.yaml")
            self.assertEqual((self.folder / "preset.yaml").read_text("utf-8"), text)
            shown = self.call("config", "preset.yaml", "--print", "--set", "rounds.max=2",
                              STARLING_SWARM_SEED="77").stdout
            self.assertIn("  seed: 77\n", shown)
            self.assertIn("  max: 2\n", shown)
            self.write("again.yaml", shown)
            self.assertEqual(self.call("config", "again.yaml", "--print").stdout, shown)
        reference = self.source / "docs/reference/swarm-file.md"
        self.assertEqual(self.call("config", "--reference").stdout, reference.read_text("utf-8"))


class Results(Cli):
    def test_results_go_to_stdout_and_progress_to_stderr(self):
        done = self.call("run", "small.yaml")
        lines = done.stderr.splitlines()
        self.assertEqual([line.split()[1] for line in lines[:3]], ["1/3", "2/3", "3/3"])
        self.assertRegex(lines[3], r"^rounds_done after 3 rounds in ")
        self.assertEqual(len(lines), 4)
        self.assertTrue(done.stdout.startswith("small: 4 nodes, seed 7\n"), done.stdout)
        self.assertIn("model hash", done.stdout)
        self.assertNotRegex(done.stdout + done.stderr, "\r|\x1b")

    def test_a_terminal_shows_a_bar(self):
        ours, theirs = pty.openpty()
        with subprocess.Popen([self.starling, "run", "small.yaml"], cwd=self.folder, stderr=theirs,
                              stdout=subprocess.DEVNULL, env=clean_environment()) as process:
            os.close(theirs)
            seen = b""
            with contextlib.suppress(OSError):  # the end of a terminal is an error
                while piece := os.read(ours, 4096):
                    seen += piece
            self.assertEqual(process.wait(SECONDS_MAX), 0)
        os.close(ours)
        self.assertIn("\r" + "█" * 20 + " 3/3  loss ", seen.decode())
        self.assertIn("\x1b[K\r\nrounds_done after 3 rounds", seen.decode())

    def test_the_json_has_every_field(self):
        result = self.run_json()
        self.assertLessEqual(RUN_KEYS, result.keys())
        self.assertNotIn("trace_hash", result)
        self.assertEqual([r["round"] for r in result["per_round"]], [1, 2, 3])
        for report in result["per_round"]:
            self.assertLessEqual(ROUND_KEYS, report.keys())
        self.assertEqual((result["name"], result["nodes"], result["stopped_by"]),
                         ("small", 4, "rounds_done"))
        self.assertEqual(result["samples"], 4 * 3 * 2 * 16)

    def test_one_seed_gives_one_run(self):
        first, second = (self.run_json("--virtual-time") for _ in range(2))
        self.assertRegex(first["trace_hash"], "^[0-9a-f]{64}$")
        self.assertEqual((first["trace_hash"], first["model_hash"]),
                         (second["trace_hash"], second["model_hash"]))
        real = self.run_json("--set", "rounds.quorum=1.0")
        self.assertEqual(real["model_hash"], first["model_hash"])
        self.assertNotEqual(self.run_json("--seed", "8")["model_hash"], first["model_hash"])

    def test_the_run_directory_and_the_model_for_any_reader(self):
        done = self.call("run", "small.yaml", "--report", "a/b", "--json", "out.json")
        page = self.folder / "a/b/report.html"
        self.assertIn(f"report           {page}\n", done.stdout)
        self.assertEqual({path.name for path in page.parent.iterdir()}, RUN_FILES)
        text = (page.parent / "run.json").read_text("utf-8")
        self.assertEqual((self.folder / "out.json").read_text("utf-8"), text)
        result = json.loads(text)
        rounds = (page.parent / "rounds.csv").read_text("utf-8").splitlines()
        self.assertEqual(len(rounds), 1 + result["rounds"])

        model = (page.parent / "model.safetensors").read_bytes()
        (length,) = struct.unpack("<Q", model[:8])
        header = json.loads(model[8:8 + length])
        data = model[8 + length:]
        self.assertEqual(header.pop("__metadata__")["model_hash"], result["model_hash"])
        tensors = sorted(header.values(), key=lambda tensor: tensor["data_offsets"])
        self.assertEqual({tensor["dtype"] for tensor in tensors}, {"F32"})
        self.assertEqual(sorted(sorted(tensor["shape"]) for tensor in tensors),
                         [[10], [10, 16], [16], [16, 784]])
        end = 0
        for tensor in tensors:
            start, stop = tensor["data_offsets"]
            size = 4
            for side in tensor["shape"]:
                size *= side
            self.assertEqual((start, stop), (end, end + size))
            end = stop
        self.assertEqual(end, len(data))
        self.assertEqual(hashlib.blake2b(data, digest_size=32).hexdigest(), result["model_hash"])

        # The same configuration once more, in place of the first.
        self.call("run", "a/b/swarm.yaml", "--report", "a/b", "--quiet")
        again = json.loads((page.parent / "run.json").read_text("utf-8"))
        self.assertEqual(again["model_hash"], result["model_hash"])

    def test_report_draws_the_page_anew(self):
        self.call("run", "small.yaml", "--report", "run", "--quiet")
        page = self.folder / "run/report.html"
        drawn = page.read_bytes()
        page.unlink()
        self.assertEqual(self.call("report", "run").stdout, "run/report.html\n")
        self.assertEqual(page.read_bytes(), drawn)
        (self.folder / "run/run.json").write_text("{", "utf-8")
        self.refused("report", "run", says="run/run.json: the text is not JSON")

    def test_report_compares_runs(self):
        search = """\
swarm: {name: search, nodes: 5, seed: 7}
topology: {kind: KIND}
rounds: {max: 4, deadline: 30s}
strategy: {kind: pso}
objective: {kind: function, name: rastrigin, dimension: 2}
"""
        for kind in ("ring", "mesh"):
            self.write(kind + ".yaml", search.replace("KIND", kind))
            self.call("run", kind + ".yaml", "--report", kind, "--quiet")
        objective = json.loads((self.folder / "ring/objective.json").read_text("utf-8"))
        self.assertEqual((objective["name"], len(objective["values"])), ("rastrigin", 64 * 64))
        page = self.folder / "ring/report.html"
        drawn = page.read_bytes()
        self.assertEqual(self.call("report", "ring", "--compare", "mesh").stdout,
                         "ring/report.html\n")
        self.assertIn("Convergence per topology", page.read_text("utf-8"))
        self.call("report", "ring")
        self.assertEqual(page.read_bytes(), drawn)
        self.refused("report", "ring", "--compare", "mesh", "nowhere",
                     says="--compare: nowhere is not a run directory: nowhere/run.json: cannot")
        self.refused("report", "ring", "--compare", *["mesh"] * 8, says="at most 7")
        self.call("run", "small.yaml", "--report", "learned", "--quiet")
        self.refused("report", "ring", "--compare", "learned",
                     says="--compare: runs of particles and runs of models")

    def test_where_nothing_can_be_written_is_known_before_the_work(self):
        long = ("run", "small.yaml", *ENDLESS)
        self.write("file", "")
        for words, says in ((("--json", "no/out.json"), "--json: there is no folder no"),
                            (("--json", "."), "--json: . is a folder"),
                            (("--json", "file/x"), "--json: "),
                            (("--json", ""), "--json: names no file"),
                            (("--report", "file"), "--report: file: cannot be made a folder"),
                            (("--report", "file/x"), "--report: file/x: cannot be made a folder"),
                            (("--report", "/proc/x"), "--report: /proc/x: cannot be made"),
                            (("--report", ""), "--report: names no folder"),
                            (("--metrics", "x"), "expected HOST:PORT"),
                            (("--metrics", "127.0.0.1:70000"), "from 0 to 65535")):
            self.refused(*long, *words, says=says)
        with socket.socket() as used:
            used.bind(("127.0.0.1", 0))
            used.listen()
            here = f"127.0.0.1:{used.getsockname()[1]}"
            self.refused(*long, "--metrics", here, says=("--metrics: ", here, "already in use"))
        self.refused("run", "small.yaml", "--set", "topology.kind=torus", "--set", "swarm.nodes=7",
                     "--report", "new")
        self.assertFalse((self.folder / "new").exists())

    def test_a_full_disk_fails_the_work(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([self.starling, "run", "small.yaml", "--quiet", "--json", "-"],
                                  cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True,
                                  check=False, timeout=SECONDS_MAX, env=clean_environment())
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "starling: stdout cannot be written\n")


class Ends(Cli):
    def check_interrupted(self, words, how):
        files = ("--json", "out.json", "--report", "run")
        with self.started("run", "small.yaml", *ENDLESS, *files, *words) as process:
            self.wait_for_line(process, "round 3/")
            process.send_signal(how)
            out, err = process.communicate()
        self.assertEqual(process.returncode, 1)
        self.assertRegex(err, r"\ninterrupted after \d+ rounds in ")
        self.assertIn("stopped by   interrupted\n", out)
        result = json.loads((self.folder / "out.json").read_text("utf-8"))
        self.assertEqual(result["stopped_by"], "interrupted")
        self.assertGreaterEqual(result["rounds"], 3)
        self.assertEqual(len(result["per_round"]), result["rounds"])
        self.assertEqual({path.name for path in (self.folder / "run").iterdir()}, RUN_FILES)

    def test_an_interrupt_writes_what_there_is(self):
        self.check_interrupted([], signal.SIGINT)

    def test_so_does_a_request_to_terminate(self):
        self.check_interrupted([], signal.SIGTERM)

    def test_so_does_one_in_virtual_time(self):
        self.check_interrupted(["--virtual-time"], signal.SIGINT)

    def test_a_second_interrupt_ends_at_once(self):
        slow = ("--set", "swarm.nodes=2", "--set", "strategy.local_steps=10000",
                "--set", "rounds.deadline=1h")  # a round is long enough to be cut
        with self.started("run", "small.yaml", *slow, *ENDLESS) as process:
            self.wait_for_line(process, "round 1/")
            process.send_signal(signal.SIGINT)
            self.wait_until_caught(process, False)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(), -signal.SIGINT)

    def test_an_interrupt_while_data_are_loading(self):
        with self.started("run", "small.yaml", "--set", "data.samples=100000") as process:
            self.wait_until_caught(process, True)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate()
        self.assertEqual((process.returncode, out), (1, ""))
        self.assertEqual(err, "starling: interrupted before the first round\n")

    def test_a_lost_quorum_says_who_is_missing(self):
        gone = ("--set", "rounds.deadline=100ms", "--set", "rounds.quorum=1.0",
                "--set", "faults.absences=[{node: 3, from: 2, until: 4}]", "--virtual-time")
        done = self.call("run", "small.yaml", *gone, "--json", "out.json", status=1)
        self.assertIn("quorum_lost after 1 round", done.stderr)
        self.assertIn("missing: node 3", done.stderr)
        result = json.loads((self.folder / "out.json").read_text("utf-8"))
        self.assertEqual((result["stopped_by"], result["rounds"]), ("quorum_lost", 1))
        done = self.call("run", "small.yaml", *gone, "--quiet", status=1)
        self.assertRegex(done.stderr, r"^starling: quorum_lost: .*missing: node 3\n$")

    def test_a_node_that_crashes_too_often_fails_the_run(self):
        done = self.call("run", "small.yaml", "--set", "faults.crashes=[{node: 3, round: 2}]",
                         "--set", "supervision.restarts_max=0", status=1)
        self.assertIn("node 3 failed for good", done.stderr)


class Bench(Cli):
    @staticmethod
    def suites():
        """Ciphers on this machine: one everywhere, and AES where the processor has it."""
        cpu = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
        return 2 if re.search(r"\baes\b", cpu) and "pclmulqdq" in cpu else 1

    def test_each_case_is_one_line_with_every_field(self):
        for words, lines in ((["train", "--nodes", "2", "--rounds", "2", "--repetitions", "1"], 4),
                             (["actors", "--nodes", "100", "--rounds", "2"], 5),
                             (["virtual-time", "--nodes", "3", "--hours", "0.01"], 2),
                             (["gossip", "--nodes", "64", "--pull"], 1),
                             (["envelope", "--envelopes", "5"], self.suites() * 2),
                             (["membership", "--nodes", "16", "--hours", "0.1", "--crashes", "2",
                               "--seeds", "2"], 12),
                             (["link", "--kind", "shm", "--round-trips", "20", "--frames", "5",
                               "--repetitions", "2"], 2)):
            printed = self.call("bench", *words, "--json").stdout.splitlines()
            self.assertEqual(len(printed), lines, words)
            for line in printed:
                case = json.loads(line)
                self.assertEqual(list(case), ["bench", "case", "value", "unit", "median_of", "min",
                                              "max", "limit"])
                self.assertEqual(list(case["limit"]), ["what", "value"])
                self.assertEqual(case["bench"], words[0])
                self.assertLessEqual(case["min"], case["value"])
                self.assertLessEqual(case["value"], case["max"])
            text = self.call("bench", *words).stdout
            self.assertEqual(text.count("; limit "), lines)


class Documents(Cli):
    """What README.md and the guides tell a reader to type does what they say."""

    SMALL = ("--set", "data.samples=1000", "--set", "rounds.max=8", "--set",
             "strategy.local_steps=2", "--set", "model.layers=[784, 10]")

    def texts(self):
        for path in (self.source / "README.md", *(self.source / "docs/guides").glob("*.md")):
            yield path.name, path.read_text("utf-8")

    def test_commands(self):
        (self.folder / "examples").symlink_to(self.source / "examples")
        done = []
        for name, text in self.texts():
            for line in "".join(re.findall(r"```sh\n(.*?)```", text, re.S)).splitlines():
                words = shlex.split(line.replace("127.0.0.1:9464", "127.0.0.1:0"))
                if words[0] == "tests/run.sh":
                    continue  # is what runs this
                if words[0] == "deploy/quickstart.sh":  # what it does in the end
                    words[0:1] = ["starling", "run", "examples/quickstart.yaml"]
                self.assertTrue(words[0].endswith("starling"), f"{name}: {line}")
                small = self.SMALL if words[1] == "run" else ()
                self.call(*words[1:], *small)
                done.append(line)
        self.assertGreaterEqual(len(done), 5)

    def test_changes_to_try(self):
        rows = [row for _, text in self.texts()
                for row in re.findall(r"^\|[^|]*\| `(--[^`]*)`(.*)\|$", text, re.M)]
        self.assertGreaterEqual(len(rows), 4)
        for flags, remark in rows:
            words = ("run", str(self.source / "examples/quickstart.yaml"), *self.SMALL,
                     *shlex.split(flags))
            if "refused" in remark:
                self.refused(*words, says="largest legal")
            else:
                self.call(*words)


if __name__ == "__main__":
    Cli.starling, Cli.source = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
