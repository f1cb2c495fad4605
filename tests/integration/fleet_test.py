#!/usr/bin/python3
"""`starling up` and `starling status`: nodes here, and over real SSH servers in network namespaces.

Usage: fleet_test.py here|ssh STARLING [UNITTEST OPTION]…
Exit status 77: namespaces or SSH servers cannot be made here.
"""
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

import emulated_network
import hosts

SKIPPED = 77
SSHD = "/usr/sbin/sshd"
SWARM = """\
swarm: {name: three, nodes: 6, seed: 7}
topology: {kind: mesh}
rounds: {max: 15, deadline: 5s, quorum: 1.0}
model: {kind: mlp, layers: [784, 16, 10]}
strategy: {kind: sgd, learning_rate: 0.1, batch: 16, local_steps: 5}
data: {kind: digits, samples: 1200}
hosts:
"""
# Long enough to do something to it; two of three hosts go on without the third.
LASTING = SWARM.replace("max: 15, deadline: 5s, quorum: 1.0",
                        "max: 400, deadline: 1s, quorum: 0.6, deadlines_missed_max: 100").replace(
                            "hosts:\n", "faults: {work: 50ms}\ncheckpoint: {every: 5}\nhosts:\n")
ENDLESS = LASTING.replace("max: 400", "max: 1000000")


class Up:
    """A running `starling up`, and what it says."""

    def __init__(self, words, folder):
        self.process = subprocess.Popen(words, cwd=folder, text=True, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env=hosts.clean_environment(),
                                        start_new_session=True)
        self.lines, self._heard = [], threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        for line in self.process.stderr:
            with self._heard:
                self.lines.append(line)
                self._heard.notify_all()
        with self._heard:
            self.lines.append("")
            self._heard.notify_all()

    def wait_for(self, pattern, times=1):
        """Until it has said so, this many times; false where it ended or lasted too long."""
        def said():
            return sum(bool(re.search(pattern, line)) for line in self.lines) >= times
        with self._heard:
            self._heard.wait_for(lambda: said() or self.lines[-1:] == [""], hosts.SECONDS_MAX)
            return said()

    def ctrl_c(self):
        """As a terminal does it: the signal is for the whole group of processes."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self):
        """Exit status and stdout."""
        watchdog = threading.Timer(hosts.SECONDS_MAX, self.process.kill)
        watchdog.start()
        out = self.process.stdout.read()
        status = self.process.wait()
        watchdog.cancel()
        self._reader.join()
        return status, out

    def close(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()
        self._reader.join()
        self.process.stdout.close()
        self.process.stderr.close()


class Fleet(unittest.TestCase):
    starling = None
    inside = ()  # the words before a command that is to run where `up` runs

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="starling-fleet-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def make(self, addresses):
        self.hosts = hosts.Fleet(self.starling, self.folder, addresses)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def call(self, *words, status=0):
        done = subprocess.run([*self.inside, self.starling, *words], cwd=self.folder, text=True,
                              capture_output=True, check=False, timeout=hosts.SECONDS_MAX,
                              env=hosts.clean_environment())
        self.assertEqual(done.returncode, status, f"{words}\n{done.stdout}{done.stderr}")
        return done

    def up(self, *more):
        started = Up([*self.inside, self.starling, "up", "fleet.yaml", "--yes", "--json", "-",
                      "--report", "out", *more], self.folder)
        self.addCleanup(started.close)
        return started

    def results(self, up, status=0):
        """By host."""
        ended, out = up.end()
        self.assertEqual(ended, status, out + "".join(up.lines[-40:]))
        return {one["host"]: one for one in json.loads(out)["hosts"]}

    def one_process(self):
        return json.loads(self.call("run", "swarm.yaml", "--quiet", "--json", "-").stdout)

    def directory(self, host):
        return self.folder / "work" / host

    def node(self, host):
        return int((self.directory(host) / "node.pid").read_text(encoding="ascii"))

    def watch_nodes(self, *names):
        """Descriptors that are readable once the nodes have ended, then those of their guards."""
        nodes = [self.node(name) for name in names]
        guards = [int(pathlib.Path(f"/proc/{node}/stat").read_text().split()[3]) for node in nodes]
        opened = [os.pidfd_open(process) for process in (*nodes, *guards)]
        for one in opened:
            self.addCleanup(os.close, one)
        return opened

    def all_end(self, watched, seconds):
        for one in watched:
            ready, _, _ = select.select([one], [], [], seconds)
            self.assertTrue(ready, f"a node or its guard runs after {seconds} s")


class Here(Fleet):
    def setUp(self):
        super().setUp()
        ports = hosts.free_ports(6)
        self.make([f"127.0.0.1:{port}" for port in ports[:3]])
        self.metrics = dict(zip("abc", ports[3:]))

    def write_fleet(self, more=""):
        rows = "".join(f'  - {{name: {n}, at: here, directory: work/{n}, key: {n}.key, '
                       f'metrics: "127.0.0.1:{self.metrics[n]}"}}\n' for n in self.hosts.names)
        return self.write("fleet.yaml", f"swarm: swarm.yaml\n{more}hosts:\n{rows}")

    def running(self, swarm=ENDLESS, more=""):
        """A fleet of which each host has closed a round."""
        self.hosts.write(swarm)
        self.write_fleet(more)
        up = self.up()
        for name in self.hosts.names:
            self.assertTrue(up.wait_for(rf"^{name} \| round "), up.lines)
        return up

    def test_three_hosts_end_with_the_model_of_one_process_and_their_reports_are_here(self):
        self.hosts.write(SWARM)
        self.write_fleet()
        alone = self.one_process()
        for _ in range(2):  # the second time over what the first one left
            up = self.up()
            results = self.results(up)
            self.assertEqual(list(results), ["a", "b", "c"])
            for name, result in results.items():
                self.assertEqual((result["state"], result["status"], result["rounds"]),
                                 ("succeeded", 0, 15))
                self.assertEqual(result["model_hash"], alone["model_hash"])
                left = {path.name for path in (self.folder / "out" / name).iterdir()}
                self.assertLessEqual({"run.json", "rounds.csv", "report.html", "node.log",
                                      "model.safetensors"}, left)
                self.assertFalse([path for path in left if path.endswith(".part")])
                log = (self.folder / "out" / name / "node.log").read_text(encoding="utf-8")
                self.assertIn("round 15/15", log)
                self.assertTrue(up.wait_for(rf"^{name} \| round 15/15"))
                key = self.directory(name) / "node.key"
                self.assertEqual(key.stat().st_mode & 0o777, 0o600)

    def test_without_yes_it_tells_what_it_would_do_and_does_nothing(self):
        self.hosts.write(SWARM)
        self.write_fleet()
        before = sorted(path.name for path in self.folder.rglob("*"))
        told = self.call("up", "fleet.yaml").stdout
        self.assertEqual(sorted(path.name for path in self.folder.rglob("*")), before)
        for name in self.hosts.names:
            self.assertIn(f"--as {name} --key node.key", told)
            self.assertIn(f"{self.folder}/{name}.key as node.key", told)
            for secret in re.findall("[0-9a-f]{64}", (self.folder / f"{name}.key").read_text()):
                self.assertNotIn(secret, told)
        self.assertTrue(told.endswith("Nothing was done; --yes does it.\n"))

    def test_the_fleet_of_the_guide_is_one(self):
        guide = (pathlib.Path(__file__).parents[2] / "docs/guides/deploy.md").read_text("utf-8")
        swarm, fleet = re.findall(r"```yaml\n(.*?)```", guide, re.S)
        for name in ("ant", "bee", "cat"):
            peer = self.call("keygen", "-o", f"{name}.key").stdout.strip()
            swarm = swarm.replace(f"PEER_ID_OF_{name.upper()}", peer)
            self.write(f"{name}.pem", "")
            self.write(f"{name}.key.pem", "")
        for name in ("authority.pem", "id_ed25519", "known_hosts"):
            self.write(name, "")
        self.write("swarm.yaml", swarm)
        self.write("fleet.yaml", fleet)
        told = self.call("up", "fleet.yaml").stdout
        self.assertIn("cat, at learner@10.0.0.3\n", told)

    def test_what_cannot_work_is_refused_before_anything_is_started(self):
        self.hosts.write(SWARM)
        whole = (self.folder / self.write_fleet()).read_text(encoding="utf-8")
        for old, new, says in (("at: here", "at: hre hre", "hosts[0]"),
                               ("swarm: swarm.yaml", "swarm: none.yaml", "none.yaml"),
                               ("name: c", "name: d", "no host 'd' in hosts.list"),
                               ("key: a.key", "key: b.key", "hosts.list says"),
                               ("key: a.key", "key: none.key", "none.key"),
                               ("hosts:", "more: 1\nhosts:", "fleet.yaml:2:1: more: unknown key")):
            self.write("fleet.yaml", whole.replace(old, new))
            for words in (["up", "fleet.yaml", "--yes"], ["up", "fleet.yaml"]):
                done = self.call(*words, status=2)
                self.assertIn(says, done.stderr)
                self.assertEqual(done.stdout, "")
        self.assertFalse((self.folder / "work").exists() or (self.folder / "runs").exists())

    def test_a_folder_that_holds_something_else_is_left_alone(self):
        self.hosts.write(SWARM.replace("hosts:\n", "hosts:\n  start_within: 1s\n"))
        self.write_fleet()
        (self.directory("b") / "report").mkdir(parents=True)
        results = self.results(self.up(), status=1)
        self.assertEqual(results["b"]["state"], "failed")
        self.assertIn("holds what is not of a fleet", results["b"]["why"])
        self.assertEqual([path.name for path in self.directory("b").iterdir()], ["report"])

    def test_ctrl_c_lets_the_nodes_leave_and_brings_what_there_is(self):
        up = self.running()
        watched = self.watch_nodes("a", "b", "c")
        up.ctrl_c()
        for name, result in self.results(up, status=1).items():
            self.assertEqual((result["state"], result["status"]), ("stopped", 1))
            self.assertGreater(result["rounds"], 0)
            run = json.loads((self.folder / "out" / name / "run.json").read_text("utf-8"))
            self.assertEqual(run["stopped_by"], "interrupted")
        self.all_end(watched, 0)

    def test_a_second_ctrl_c_kills_nodes_that_do_not_leave(self):
        up = self.running()
        watched = self.watch_nodes("a", "b", "c")
        os.kill(self.node("a"), signal.SIGSTOP)
        up.ctrl_c()
        self.all_end(watched[1:3], 60)
        up.ctrl_c()
        results = self.results(up, status=1)
        self.assertEqual((results["a"]["state"], results["a"]["status"]), ("stopped", 137))
        self.all_end(watched, 0)

    def test_no_node_outlives_an_up_that_was_killed(self):
        up = self.running()
        watched = self.watch_nodes("a", "b", "c")
        up.process.kill()
        self.all_end(watched, 20)

    def test_no_node_outlives_an_up_that_does_not_answer(self):
        up = self.running(more="silence_max: 4s\n")
        watched = self.watch_nodes("a", "b", "c")
        up.process.send_signal(signal.SIGSTOP)
        self.all_end(watched[:3], 20)
        up.process.send_signal(signal.SIGCONT)
        self.assertEqual({one["state"] for one in self.results(up, status=1).values()}, {"failed"})
        self.all_end(watched, 0)

    def test_a_node_that_was_killed_is_started_again_from_its_checkpoint(self):
        up = self.running(LASTING, "restarts_max: 1\nrestart_after: 10ms\n")
        self.assertTrue(up.wait_for(r"^b \| round (1\d)/"))
        first = self.node("b")
        os.kill(first, signal.SIGKILL)
        self.assertTrue(up.wait_for(r"^b \| metrics on port", times=2), up.lines[-20:])
        command = pathlib.Path(f"/proc/{self.node('b')}/cmdline").read_bytes().split(b"\0")
        self.assertEqual(command[command.index(b"--resume") + 1], b"checkpoint")
        results = self.results(up)
        self.assertEqual([results[name]["restarts"] for name in "abc"], [0, 1, 0])
        self.assertEqual({one["state"] for one in results.values()}, {"succeeded"})

    def test_without_restarts_a_node_that_was_killed_is_told_and_the_others_go_on(self):
        up = self.running(LASTING.replace("max: 400", "max: 60"))
        os.kill(self.node("b"), signal.SIGKILL)
        results = self.results(up, status=1)
        self.assertEqual((results["b"]["state"], results["b"]["status"]), ("failed", 137))
        self.assertEqual([results[name]["state"] for name in "ac"], ["succeeded"] * 2)

    def test_two_fleets_do_not_share_a_folder(self):
        first = self.running()
        for result in self.results(self.up("--quiet"), status=1).values():
            self.assertEqual(result["state"], "failed")
            self.assertRegex(result["why"], "^guard: a node runs in .*: process [0-9]+$")
        first.ctrl_c()
        self.results(first, status=1)

    def test_status_asks_again_until_it_is_told_to_end(self):
        status = Up([self.starling, "status", "127.0.0.1:9", "--every", "1"], self.folder)
        self.addCleanup(status.close)
        lines = [status.process.stdout.readline().split()[:2] for _ in range(6)]
        self.assertEqual(lines, [["host", "phase"], ["127.0.0.1:9", "unreachable"]] * 3)
        status.ctrl_c()
        self.assertEqual(status.end()[0], -signal.SIGINT)

    def test_status_asks_the_nodes_that_run_and_names_those_that_do_not(self):
        up = self.running()
        shown = self.call("status", "fleet.yaml").stdout.splitlines()
        self.assertEqual([line.split()[:2] for line in shown],
                         [["host", "phase"], *([name, "running"] for name in "abc")])
        addresses = [f"127.0.0.1:{port}" for port in self.metrics.values()]
        told = json.loads(self.call("status", "--json", *addresses).stdout)["hosts"]
        self.assertEqual([one["host"] for one in told], addresses)
        for one in told:
            self.assertGreater(one["round"], 0)
            self.assertEqual((one["nodes"], one["connections"]), (2, 2))
        up.ctrl_c()
        self.results(up, status=1)
        ended = json.loads(self.call("status", "fleet.yaml", "--json", status=1).stdout)["hosts"]
        self.assertEqual({(one["phase"], one["why"]) for one in ended},
                         {("unreachable", "Connection refused")})
        self.call("status", "nowhere.yaml", status=2)


class Ssh(Fleet):
    """a is where `up` runs; b and c have an SSH server each."""

    @classmethod
    def setUpClass(cls):
        separation = pathlib.Path("/run/sshd")  # sshd gives up its rights there
        if not separation.exists():
            separation.mkdir()
            cls.addClassCleanup(separation.rmdir)

    def setUp(self):
        super().setUp()
        self.network = emulated_network.Network(3)
        self.addCleanup(self.network.close)
        self.inside = self.network.inside(0)
        self.make([f"{address}:7600" for address in self.network.addresses])
        authority = hosts.Authority(self.folder, "authority")
        for name in self.hosts.names:
            authority.vouch(name)
        for name in ("our key", "stranger", "host-b", "host-c", "host-other"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", name],
                           cwd=self.folder, check=True)
        shutil.copy(self.folder / "our key.pub", self.folder / "authorized")
        self.know("host-b", "host-c")
        for host, name in ((1, "b"), (2, "c")):
            self.serve(host, name)

    def know(self, *keys):
        """What the machines' own keys have to be."""
        self.write("known hosts", "".join(
            f"{address} {(self.folder / f'{key}.pub').read_text(encoding='ascii')}"
            for address, key in zip(self.network.addresses[1:], keys)))

    def serve(self, host, name):
        self.write(f"sshd-{name}.conf", f"""\
ListenAddress {self.network.addresses[host]}
HostKey {self.folder}/host-{name}
AuthorizedKeysFile {self.folder}/authorized
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PidFile none
SetEnv OPENBLAS_CORETYPE=HASWELL OPENBLAS_NUM_THREADS=1
""")
        server = subprocess.Popen(
            [*self.network.inside(host), SSHD, "-D", "-e", "-f", f"{self.folder}/sshd-{name}.conf"],
            cwd=self.folder, text=True, stderr=subprocess.PIPE)
        self.addCleanup(server.stderr.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        said = []
        for line in server.stderr:
            said.append(line)
            if line.startswith("Server listening on"):
                break
        else:
            self.fail(f"sshd: {said}")
        # What it says later is not read: it is a line for each connection.

    def write_fleet(self, more="", identity="our key"):
        rows = ""
        for name, address in zip(self.hosts.names, self.network.addresses):
            ssh = (f"root@{address}, identity: {identity}, known_hosts: known hosts, "
                   f"starling: {self.starling}")
            rows += (f"  - {{name: {name}, at: {'here' if name == 'a' else ssh}, "
                     f"directory: {self.folder}/work/{name}, key: {name}.key, "
                     f"certificate: authority-{name}.pem, tls_key: authority-{name}.key.pem, "
                     f'ca: authority.pem, metrics: "127.0.0.1:9464"}}\n')
        self.write("fleet.yaml", f"swarm: swarm.yaml\n{more}hosts:\n{rows}")

    def test_hosts_over_ssh_end_with_the_model_of_one_process(self):
        self.hosts.write(SWARM)
        self.write_fleet()
        alone = self.one_process()
        results = self.results(self.up())
        for name in self.hosts.names:
            self.assertEqual((results[name]["state"], results[name]["model_hash"]),
                             ("succeeded", alone["model_hash"]))
            self.assertTrue((self.folder / "out" / name / "model.safetensors").exists())

    def test_status_goes_through_ssh_and_ctrl_c_does_too(self):
        self.hosts.write(ENDLESS)
        self.write_fleet()
        up = self.up()
        for name in self.hosts.names:
            self.assertTrue(up.wait_for(rf"^{name} \| round "), up.lines)
        told = json.loads(self.call("status", "fleet.yaml", "--json").stdout)["hosts"]
        self.assertEqual([(one["host"], one["phase"]) for one in told],
                         [(name, "running") for name in "abc"])
        watched = self.watch_nodes("a", "b", "c")
        up.ctrl_c()
        for result in self.results(up, status=1).values():
            self.assertEqual((result["state"], result["status"]), ("stopped", 1))
        self.all_end(watched, 0)
        ended = json.loads(self.call("status", "fleet.yaml", "--json", status=1).stdout)["hosts"]
        self.assertEqual({one["phase"] for one in ended}, {"unreachable"})

    def test_no_node_outlives_an_up_that_was_killed(self):
        self.hosts.write(ENDLESS)
        self.write_fleet()
        up = self.up()
        for name in self.hosts.names:
            self.assertTrue(up.wait_for(rf"^{name} \| round "), up.lines)
        watched = self.watch_nodes("a", "b", "c")
        up.process.kill()
        self.all_end(watched, 20)

    def test_a_key_that_is_not_let_in_and_a_machine_that_is_not_known_are_told(self):
        self.hosts.write(SWARM.replace("hosts:\n", "hosts:\n  start_within: 1s\n"))
        for identity, known, says in (("stranger", ("host-b", "host-c"), "Permission denied"),
                                      ("our key", ("host-other", "host-c"), "Host key")):
            with self.subTest(says):
                self.write_fleet(identity=identity)
                self.know(*known)
                result = self.results(self.up(), status=1)["b"]
                self.assertEqual(result["state"], "lost")
                self.assertIn(says, result["why"])
                self.assertFalse(self.directory("b").exists())
                told = json.loads(self.call("status", "fleet.yaml", "--json", status=1).stdout)
                self.assertIn(says, told["hosts"][1]["why"])

    def test_a_host_that_is_cut_off_ends_its_node_and_is_started_again(self):
        self.hosts.write(LASTING)
        self.write_fleet("silence_max: 4s\nrestarts_max: 3\n")
        up = self.up()
        self.assertTrue(up.wait_for(r"^c \| round 1\d/"), up.lines)
        watched = self.watch_nodes("c")
        self.network.split((0, 1), (2,))
        self.all_end(watched, 20)
        self.network.heal()
        self.assertTrue(up.wait_for(r"^c \| metrics on port", times=2), up.lines[-20:])
        results = self.results(up)
        self.assertEqual({one["state"] for one in results.values()}, {"succeeded"})
        self.assertGreater(results["c"]["restarts"], 0)
        self.assertEqual(results["a"]["rounds"], 400)


def why_no_ssh():
    """Why this cannot be checked here; empty where it can."""
    if not shutil.which("ssh") or not os.path.exists(SSHD):
        return "openssh-client or openssh-server is not installed"
    if why := emulated_network.possible():
        return why
    root = re.search(r"^root:([^:]*):", pathlib.Path("/etc/shadow").read_text("utf-8"), re.M)
    if root and root.group(1).startswith("!"):
        return "root's account is locked: sshd lets nobody in as root"
    return ""


if __name__ == "__main__":
    cases = {"here": Here, "ssh": Ssh}[sys.argv[1]]
    if cases is Ssh:
        if why := why_no_ssh():
            print(f"skipped: {why}")
            sys.exit(SKIPPED)
    cases.starling = os.path.abspath(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], defaultTest=cases.__name__)
