#!/usr/bin/python3
"""Five hosts in network namespaces, over mutual TLS and a wire that loses, delays and breaks.

Usage: network_test.py STARLING [UNITTEST OPTION]…
Exit status 77: namespaces cannot be made here.
"""
import os
import pathlib
import signal
import statistics
import sys
import tempfile
import threading
import unittest

import emulated_network
import hosts

SKIPPED = 77
LOSS, DELAY = 0.05, 0.020

# The quick-start swarm, two of its nodes on each host; a round takes at least 150 ms, so that there
# is time to do something to it.
SWARM = """\
swarm: {name: quickstart, nodes: 10, seed: 7}
topology: {kind: mesh}
rounds: {max: 100, deadline: 1s, quorum: 0.7, deadlines_missed_max: 100}
model: {kind: mlp, layers: [784, 16, 10]}
strategy: {kind: sgd, learning_rate: 0.1, batch: 32, local_steps: 40}
aggregation: {rule: trimmed_mean, byzantine: 2}
adversaries: {count: 2, attack: sign_flip}
faults: {work: 150ms}
data: {kind: digits, samples: 12000}
hosts:
  keep_majority: true
  heartbeat: 500ms
"""


class Network(unittest.TestCase):
    starling = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="starling-network-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.network = emulated_network.Network(5, LOSS, DELAY)
        self.addCleanup(self.network.close)
        self.fleet = hosts.Fleet(self.starling, self.folder,
                                 [f"{address}:7600" for address in self.network.addresses],
                                 inside=self.network.inside,
                                 memberships=[f"{address}:7601"
                                              for address in self.network.addresses])
        self.addCleanup(self.fleet.close)
        authority = hosts.Authority(self.folder, "authority")
        for name in self.fleet.names:
            self.fleet.flags[name] = authority.vouch(name)
        self.fleet.write(SWARM)

    def advance(self, name, rounds):
        """Until a host has closed so many more rounds."""
        self.assertTrue(self.fleet.wait_for_round(name, self.fleet.rounds(name) + rounds))

    @staticmethod
    def last(seconds):
        """How long a fault lasts."""
        threading.Event().wait(seconds)

    def all_succeed(self):
        ended = self.fleet.wait()
        logs = "".join(f"\n{name}:\n{self.fleet.log(name)[-1500:]}" for name in ended)
        self.assertEqual(set(ended.values()), {0}, f"{ended}{logs}")

    def agree_who_is_there(self):
        """Until each host holds each other for alive."""
        for name in self.fleet.names:
            said = len(self.fleet.log(name).splitlines())
            held = {}

            def all_alive(line):
                nonlocal said
                said -= 1
                if line.startswith("host "):
                    _, who, standing = line.split()
                    held[who] = standing
                return said <= 0 and all(standing == "alive" for standing in held.values())
            self.assertTrue(self.fleet.wait_for_line(name, all_alive))

    def accuracy(self):
        """Mean over the hosts and their last ten rounds: one round alone varies by a point."""
        return statistics.fmean(
            round_["accuracy"] for name in self.fleet.names
            for round_ in self.fleet.result(name)["per_round"][-10:]
            if round_["accuracy"] is not None)

    def test_what_breaks_heals_and_the_model_is_as_good(self):
        first, last = self.fleet.names[0], self.fleet.names[-1]
        self.fleet.start()
        self.all_succeed()
        undisturbed = self.accuracy()
        self.fleet.forget()
        self.fleet.start()
        self.advance(first, 10)

        self.fleet.kill("b")
        self.advance(first, 10)
        self.fleet.start("b")
        self.advance("b", 3)

        self.fleet.signal("c", signal.SIGSTOP)
        self.last(10)
        self.fleet.signal("c", signal.SIGCONT)
        self.advance("c", 3)

        self.network.cut((3, 4))  # d is not heard by e; e is heard by d
        self.last(7)
        self.network.heal()
        self.advance(last, 3)

        self.network.split((0, 1), (2, 3, 4))
        self.last(1)  # what was under way arrives
        minority = self.fleet.names[:2]
        before = [self.fleet.rounds(name) for name in minority]
        # The three are a majority: once they hold the two for dead, they go on. The two wait.
        self.advance(last, 5)
        self.assertEqual(before, [self.fleet.rounds(name) for name in minority])
        self.network.heal()
        self.agree_who_is_there()
        self.advance(first, 3)
        self.advance(last, 3)

        self.all_succeed()
        rounds = [self.fleet.result(name)["rounds"] for name in self.fleet.names]
        self.assertEqual(rounds, [100] * 5)
        self.assertGreater(self.accuracy(), undisturbed - 0.01)
        self.assertGreater(self.fleet.result(first)["between_hosts"]["connections_lost"], 2)


if __name__ == "__main__":
    if why := emulated_network.possible():
        print(f"skipped: {why}")
        sys.exit(SKIPPED)
    Network.starling = os.path.abspath(sys.argv[1])
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
