#!/usr/bin/python3
"""Hosts find out who is there, find each other, and wait for nobody who is gone.

Usage: membership_test.py STARLING [UNITTEST OPTION]…
"""
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest

import hosts

SWARM = """\
swarm: {name: three, nodes: 6, seed: 7}
topology: {kind: mesh}
rounds: {max: 40, deadline: 1s, quorum: 1.0}
model: {kind: mlp, layers: [784, 16, 10]}
strategy: {kind: sgd, learning_rate: 0.1, batch: 16, local_steps: 5}
data: {kind: digits, samples: 1200}
faults: {work: 50ms}
hosts:
  heartbeat: 200ms
  silence_max: 2s
"""


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def at_loopback(count):
    return [f"127.0.0.1:{free_port()}" for _ in range(count)]


class Membership(unittest.TestCase):
    starling = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="starling-membership-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.fleet = hosts.Fleet(self.starling, self.folder, at_loopback(3),
                                 memberships=at_loopback(3))
        self.addCleanup(self.fleet.close)

    def in_one_process(self):
        done = subprocess.run([self.starling, "run", "swarm.yaml", "--quiet", "--json", "-"],
                              cwd=self.folder, capture_output=True, text=True, check=True,
                              env=hosts.clean_environment())
        return json.loads(done.stdout)

    def all_succeed(self):
        ended = self.fleet.wait()
        logs = "".join(f"\n{name}:\n{self.fleet.log(name)[-1500:]}" for name in ended)
        self.assertEqual(set(ended.values()), {0}, f"{ended}{logs}")

    def hears(self, name, line):
        self.assertTrue(self.fleet.wait_for_line(name, lambda said: said == line),
                        self.fleet.log(name))

    def test_hosts_that_see_each_other_make_the_model_of_one_process(self):
        self.fleet.write(SWARM)
        alone = self.in_one_process()
        self.fleet.start()
        self.all_succeed()
        for name in self.fleet.names:
            result = self.fleet.result(name)
            self.assertEqual(result["model_hash"], alone["model_hash"])
            self.assertNotIn("died", result["between_hosts"])
            self.assertGreater(result["between_hosts"]["datagrams_received"], 10)

    def test_nobody_waits_for_a_host_that_is_dead_and_it_comes_back(self):
        # With 1,200 examples one round's accuracy varies by more than a point.
        self.fleet.write(SWARM.replace("max: 40", "max: 150")
                         .replace("samples: 1200", "samples: 12000")
                         .replace("local_steps: 5", "local_steps: 20"))
        alone = self.in_one_process()
        self.fleet.start()
        self.assertTrue(self.fleet.wait_for_round("b", 5))
        self.fleet.kill("b")
        self.hears("a", "host b: dead")
        # With a quorum of all and the dead counted, three deadlines would pass per round.
        self.assertTrue(self.fleet.wait_for_round("a", self.fleet.rounds("a") + 10))
        self.fleet.start("b")
        self.hears("a", "host b: alive")
        self.all_succeed()
        results = [self.fleet.result(name) for name in self.fleet.names]
        for result in results:
            self.assertEqual(result["rounds"], 150)
            self.assertGreater(result["accuracy"], alone["accuracy"] - 0.01)
        self.assertEqual([r["between_hosts"].get("died", 0) for r in results], [1, 0, 1])

    def test_hosts_without_addresses_find_each_other_by_a_beacon(self):
        self.fleet.memberships = ["127.0.0.1:0"] * 3
        listens, self.fleet.addresses = self.fleet.addresses, [""] * 3
        beacon = f"  beacon: 239.255.77.77:{free_port()}\n"
        self.fleet.write(SWARM + beacon)
        for name, where in zip(self.fleet.names, listens):
            self.fleet.start(name, more=("--listen", where))
        self.all_succeed()
        hashes = {self.fleet.result(name)["model_hash"] for name in self.fleet.names}
        self.assertEqual(hashes, {self.in_one_process()["model_hash"]})

    def test_a_minority_waits_where_the_majority_is_to_be_kept(self):
        self.fleet.write(SWARM.replace("quorum: 1.0", "quorum: 0.6")
                         .replace("max: 40", "max: 80") + "  keep_majority: true\n")
        self.fleet.start()
        self.assertTrue(self.fleet.wait_for_round("a", 5))
        self.fleet.kill("b")
        self.fleet.kill("c")
        for name in ("b", "c"):
            self.hears("a", f"host {name}: dead")
        self.fleet.start("b", "c")
        self.all_succeed()
        lines = self.fleet.log("a").split("\n")
        dead = max(lines.index(f"host {name}: dead") for name in ("b", "c"))
        back = min(i for i, line in enumerate(lines) if i > dead and line.endswith(": alive"))
        alone = [line for line in lines[dead:back] if line.startswith("round ")]
        self.assertEqual(alone, [])
        self.assertEqual(self.fleet.result("a")["rounds"], 80)

    def test_strangers_get_nothing_but_a_counter(self):
        self.fleet.write(SWARM)
        self.fleet.start()
        self.assertTrue(self.fleet.wait_for_round("a", 2))
        host, port = self.fleet.memberships[0].split(":")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for datagram in (b"", b"\x00", b"\x01" + b"\x95" * 50, b"\x02" + b"\x9d" * 50,
                             b"\x01" + bytes(range(256)) * 5):
                stranger.sendto(datagram, (host, int(port)))
            stranger.settimeout(0.2)
            with self.assertRaises(TimeoutError):
                stranger.recv(2000)
        self.all_succeed()
        between = self.fleet.result("a")["between_hosts"]
        self.assertEqual(between["refused unknown_datagram"], 2)
        self.assertEqual(between["refused bad_introduction"], 2)
        self.assertEqual(between["refused malformed"], 1)

    def test_what_does_not_fit_is_refused(self):
        for more, says in (
                ("  keep_majority: true\n", "asynchronous rounds never wait"),
                ("  beacon: 239.255.77.77:0\n", "it needs a port that all share")):
            file = self.fleet.write(SWARM.replace("max: 40", "mode: asynchronous, max: 40") + more)
            self.refused(file, says)
        self.fleet.memberships = [self.fleet.memberships[0], "", self.fleet.memberships[2]]
        self.refused(self.fleet.write(SWARM), "others have none")
        self.fleet.memberships = ["0.0.0.0:0"] * 3
        self.refused(self.fleet.write(SWARM), "without a beacon nobody finds 0.0.0.0:0")

    def refused(self, file, says):
        done = subprocess.run([self.starling, "node", file, "--as", "a", "--key", "a.key"],
                              cwd=self.folder, text=True, capture_output=True, check=False,
                              env=hosts.clean_environment())
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(says, done.stderr)


if __name__ == "__main__":
    Membership.starling = sys.argv.pop(1)
    unittest.main(verbosity=2)
