#!/usr/bin/python3
"""A swarm that spans processes does what it does in one.

Usage: hosts_test.py STARLING [UNITTEST OPTION]…
"""
import contextlib
import json
import os
import pathlib
import random
import re
import shlex
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import unittest

import hosts

SWARM = """\
swarm: {name: three, nodes: 6, seed: 7}
topology: {kind: mesh}
rounds: {max: 15, deadline: 5s, quorum: 1.0}
model: {kind: mlp, layers: [784, 16, 10]}
strategy: {kind: sgd, learning_rate: 0.1, batch: 16, local_steps: 5}
data: {kind: digits, samples: 1200}
hosts:
"""


class Hosts(unittest.TestCase):
    starling = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="starling-hosts-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.fleet = self.fleet_of(3)

    def fleet_of(self, count):
        fleet = hosts.Fleet(self.starling, self.folder,
                            [f"127.0.0.1:{port}" for port in hosts.free_ports(count)])
        self.addCleanup(fleet.close)
        return fleet

    def in_one_process(self, *more):
        done = subprocess.run([self.starling, "run", "swarm.yaml", "--quiet", "--json", "-", *more],
                              cwd=self.folder, capture_output=True, text=True, check=True,
                              env=hosts.clean_environment())
        return json.loads(done.stdout)

    def all_succeed(self, *names):
        ended = self.fleet.wait(*names)
        logs = "".join(f"\n{name}:\n{self.fleet.log(name)[-1500:]}" for name in ended)
        self.assertEqual(set(ended.values()), {0}, f"{ended}{logs}")

    def refused(self, *words, says):
        done = subprocess.run([self.starling, "node", *words], cwd=self.folder, text=True,
                              capture_output=True, check=False, env=hosts.clean_environment())
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(says, done.stderr)

    def test_every_topology_ends_with_the_model_of_one_process_to_the_bit(self):
        for topology in ("{kind: mesh}", "{kind: star}", "{kind: hierarchical, layers: 2}"):
            with self.subTest(topology):
                self.fleet.write(SWARM.replace("{kind: mesh}", topology))
                alone = self.in_one_process()
                self.fleet.start()
                self.all_succeed()
                for name in self.fleet.names:
                    result = self.fleet.result(name)
                    self.assertEqual(result["rounds"], 15)
                    self.assertEqual(result["model_hash"], alone["model_hash"])
                    between = result["between_hosts"]
                    self.assertFalse([k for k in between if k.startswith("refused")], between)

    def test_a_large_model_goes_to_each_host_once(self):
        for topology in ("{kind: mesh}", "{kind: star}"):
            self.fleet.write(SWARM.replace("{kind: mesh}", topology)
                             .replace("[784, 16, 10]", "[784, 512, 10]"))  # 1.6 MB: two chunks
            alone = self.in_one_process()
            self.fleet.start()
            self.all_succeed()
            results = [self.fleet.result(name) for name in self.fleet.names]
            for result in results:
                self.assertEqual(result["model_hash"], alone["model_hash"], topology)
                for name in result["between_hosts"]:
                    self.assertFalse(name.startswith("refused"), name)
            # Both nodes of another host are sent the same model.
            self.assertGreater(results[0]["between_hosts"]["chunks_spared"], 50)

    def test_compressed_models_are_shorter_and_learn_as_well(self):
        self.fleet.write(SWARM)
        alone = self.in_one_process()
        for chain, share in (("zstd:1", 1.0), ("delta+int8", 0.5), ("delta+top_k:0.2+int8", 0.3)):
            with self.subTest(chain):
                self.fleet.write(SWARM + f"  compression: {chain}\n")
                self.fleet.start()
                self.all_succeed()
                for name in self.fleet.names:
                    result = self.fleet.result(name)
                    between = result["between_hosts"]
                    self.assertFalse([k for k in between if k.startswith("refused")], between)
                    self.assertGreater(between["bytes_saved"], 0)
                    self.assertLess(between["bytes_sent"],
                                    share * (between["bytes_sent"] + between["bytes_saved"]))
                    self.assertGreater(result["accuracy"], alone["accuracy"] - 0.05)
                    if chain.startswith("zstd"):
                        self.assertEqual(result["model_hash"], alone["model_hash"])

    def test_nodes_that_keep_models_of_their_own_learn_too(self):
        for topology in ("{kind: ring}", "{kind: gossip, fanout: 2}"):
            with self.subTest(topology):
                self.fleet.write(SWARM.replace("{kind: mesh}", topology))
                alone = self.in_one_process()
                self.fleet.start()
                self.all_succeed()
                for name in self.fleet.names:
                    self.assertGreater(self.fleet.result(name)["accuracy"],
                                       alone["accuracy"] - 0.1)

    def test_particles_find_the_same_best_point(self):
        self.fleet.write(SWARM.replace("strategy: {kind: sgd, learning_rate: 0.1, batch: 16, "
                                       "local_steps: 5}",
                                       "strategy: {kind: pso, particles: 5}\n"
                                       "objective: {kind: function, name: rastrigin, dimension: 3}"
                                       ).replace("max: 15", "max: 60"))
        alone = self.in_one_process()
        self.fleet.start()
        self.all_succeed()
        best = min(self.fleet.result(name)["loss"] for name in self.fleet.names)
        self.assertEqual(best, alone["loss"])

    def test_every_channel_carries_the_same_swarm(self):
        authority = hosts.Authority(self.folder, "authority")
        certificates = [authority.vouch(name) for name in self.fleet.names]
        ports = hosts.free_ports(6)
        for scheme, secured in (("udp://127.0.0.1:{}", False), ("tcp://127.0.0.1:{}", False),
                                ("ws://127.0.0.1:{}/swarm", False),
                                ("wss://localhost:{}/swarm", True),
                                ("shm:///starling-test-{}", False),
                                ("shm:///starling-test-{},udp://127.0.0.1:{}", False)):
            with self.subTest(scheme):
                self.fleet.addresses = [scheme.format(ports[i], ports[i]) for i in range(3)]
                for name, flags in zip(self.fleet.names, certificates):
                    self.fleet.flags[name] = flags if secured else []
                self.fleet.write(SWARM)
                alone = self.in_one_process()
                self.fleet.start()
                self.all_succeed()
                for name in self.fleet.names:
                    result = self.fleet.result(name)
                    self.assertEqual(result["model_hash"], alone["model_hash"])
                    self.assertEqual(result["between_hosts"]["connections"], 2)

    def test_mutual_tls_carries_the_same_swarm(self):
        self.fleet.write(SWARM)
        alone = self.in_one_process()
        authority = hosts.Authority(self.folder, "authority")
        for name in self.fleet.names:
            self.fleet.flags[name] = authority.vouch(name)
        self.fleet.start()
        self.all_succeed()
        for name in self.fleet.names:
            self.assertEqual(self.fleet.result(name)["model_hash"], alone["model_hash"])

    def test_another_authority_and_plain_tcp_get_nothing(self):
        self.fleet.write(SWARM.replace("hosts:\n", "hosts:\n  start_within: 4s\n")
                         .replace("quorum: 1.0", "quorum: 0.6"))
        authority = hosts.Authority(self.folder, "authority")
        stranger = hosts.Authority(self.folder, "stranger")
        self.fleet.flags["a"] = authority.vouch("a")
        self.fleet.flags["b"] = authority.vouch("b")
        for flags in (stranger.vouch("c"), []):
            with self.subTest(flags):
                self.fleet.flags["c"] = flags
                self.fleet.start()
                ended = self.fleet.wait()
                self.assertEqual(ended, {"a": 0, "b": 0, "c": 1})
                self.assertEqual(self.fleet.result("a")["between_hosts"]["connections"], 1)
                self.assertIn("the others did not come: a, b", self.fleet.result("c")["detail"])

    def flood(self, port):
        """Strangers that say nothing, half a handshake, or nonsense, and stay on the line."""
        context = ssl.create_default_context()
        said = ssl.MemoryBIO()
        shy = context.wrap_bio(ssl.MemoryBIO(), said, server_hostname="a")
        with contextlib.suppress(ssl.SSLWantReadError):
            shy.do_handshake()
        hello = said.read()
        noise = random.Random(5)
        for i in range(300):
            line = socket.create_connection(("127.0.0.1", port))
            self.addCleanup(line.close)
            with contextlib.suppress(ConnectionError):
                line.sendall((b"", hello[:50], hello, noise.randbytes(4096))[i % 4])

    def test_strangers_on_the_line_stop_nobody(self):
        authority = hosts.Authority(self.folder, "authority")
        for secured in (True, False):
            with self.subTest(mutual_tls=secured):
                self.fleet.write(SWARM)
                alone = self.in_one_process()
                for name in self.fleet.names:
                    self.fleet.flags[name] = authority.vouch(name) if secured else []
                self.fleet.forget()
                self.fleet.start("a", "b")
                ports = [int(address.split(":")[1]) for address in self.fleet.addresses[:2]]
                self.assertTrue(self.fleet.wait_for_port(ports[0]))
                self.assertTrue(self.fleet.wait_for_port(ports[1]))
                for port in ports:
                    self.flood(port)
                self.fleet.start("c")
                self.all_succeed()
                for name in self.fleet.names:
                    result = self.fleet.result(name)
                    self.assertEqual(result["model_hash"], alone["model_hash"])
                    if secured and name != "c":
                        self.assertGreater(result["between_hosts"]["handshakes_failed"], 200)

    def test_a_host_with_another_key_is_a_stranger(self):
        self.fleet.write(SWARM.replace("hosts:\n", "hosts:\n  start_within: 4s\n")
                         .replace("quorum: 1.0", "quorum: 0.6"))
        # It believes in a swarm file with its own key; the others have the true one.
        other = self.folder / "other"
        other.mkdir()
        impostor = hosts.Fleet(self.starling, other, self.fleet.addresses)
        self.addCleanup(impostor.close)
        impostor.peers[:2] = self.fleet.peers[:2]
        impostor.write(SWARM.replace("hosts:\n", "hosts:\n  start_within: 4s\n"))
        self.fleet.start("a", "b")
        impostor.start("c")
        self.assertEqual(self.fleet.wait(), {"a": 0, "b": 0})
        self.assertEqual(impostor.wait(), {"c": 1})
        between = self.fleet.result("a")["between_hosts"]
        self.assertGreater(between["strangers"], 0)
        self.assertEqual(between["connections"], 1)

    def test_a_host_that_is_killed_comes_back_and_catches_up(self):
        self.fleet.write(SWARM.replace("max: 15, deadline: 5s, quorum: 1.0",
                                       "max: 150, deadline: 1s, quorum: 0.6")
                         .replace("samples: 1200", "samples: 12000")
                         .replace("local_steps: 5", "local_steps: 20")
                         .replace("hosts:\n", "faults: {work: 30ms}\nhosts:\n"))
        alone = self.in_one_process()
        self.fleet.start()
        self.assertTrue(self.fleet.wait_for_round("b", 5))
        self.fleet.kill("b")
        self.assertTrue(self.fleet.wait_for_round("a", self.fleet.rounds("a") + 3))
        self.fleet.start("b")
        self.all_succeed()
        for name in self.fleet.names:
            result = self.fleet.result(name)
            self.assertEqual(result["rounds"], 150)
            self.assertGreater(result["accuracy"], alone["accuracy"] - 0.01)
        self.assertEqual(self.fleet.result("a")["between_hosts"]["connections_lost"], 1)

    def test_a_host_goes_on_from_its_checkpoint(self):
        self.fleet.write(SWARM.replace("max: 15", "max: 20")
                         .replace("hosts:\n", "checkpoint: {every: 5}\nhosts:\n"))
        alone = self.in_one_process()
        subprocess.run([self.starling, "keygen", "--checkpoint", "-o", "state.key"], check=True,
                       cwd=self.folder)

        def start(rounds, more=lambda name: ()):
            for name in self.fleet.names:
                self.fleet.start(name, more=("--set", f"checkpoint.path={name}.checkpoint",
                                             "--set", "checkpoint.key=state.key",
                                             "--set", f"rounds.max={rounds}", *more(name)))
            self.all_succeed()
        start(10)
        start(20, lambda name: ("--resume", f"{name}.checkpoint"))
        for name in self.fleet.names:
            result = self.fleet.result(name)
            self.assertEqual(result["per_round"][0]["round"], 11)
            self.assertTrue((self.folder / f"{name}.checkpoint").read_bytes()
                            .startswith(b"starling sealed file 1\n"))
            self.assertEqual(result["model_hash"], alone["model_hash"])

    def test_the_guide_takes_three_machines_to_a_trained_model(self):
        guide = (pathlib.Path(__file__).parents[2] / "docs/guides/deploy.md").read_text("utf-8")
        swarm = re.search(r"```yaml\n(.*?)```", guide, re.S).group(1)
        for i, port in enumerate(hosts.free_ports(3)):
            swarm = swarm.replace(f"10.0.0.{i + 1}:7600", f"127.0.0.1:{port}")
        started = []
        for line in "".join(re.findall(r"```bash\n(.*?)```", guide, re.S)).splitlines():
            words = [self.starling if word == "starling" else word for word in shlex.split(line)]
            with open(self.folder / "log", "a", encoding="utf-8") as log:
                process = subprocess.Popen(words, cwd=self.folder, text=True, stderr=log,
                                           stdout=subprocess.PIPE, env=hosts.clean_environment())
            self.addCleanup(process.stdout.close)
            self.addCleanup(process.kill)
            if words[1] == "node":
                started.append(process)
                continue
            out = process.communicate(timeout=60)[0]
            self.assertEqual(process.returncode, 0, line)
            if words[1] == "keygen":
                name = words[3].split(".")[0].upper()
                swarm = swarm.replace(f"PEER_ID_OF_{name}", out.strip())
                (self.folder / "swarm.yaml").write_text(swarm, encoding="utf-8")
        self.assertEqual([p.wait(hosts.SECONDS_MAX) for p in started], [0, 0, 0])
        for name in ("ant", "bee", "cat"):
            self.assertGreater(self.fleet.result(name)["accuracy"], 0.8)
            self.assertTrue((self.folder / f"{name}.checkpoint").exists())

    def test_sigterm_leaves_and_the_others_go_on(self):
        self.fleet.write(SWARM.replace("max: 15, deadline: 5s, quorum: 1.0",
                                       "max: 30, deadline: 500ms, quorum: 0.6")
                         .replace("hosts:\n", "faults: {work: 20ms}\nhosts:\n"))
        self.fleet.start()
        self.assertTrue(self.fleet.wait_for_round("c", 3))
        self.fleet.signal("c", signal.SIGTERM)
        self.assertEqual(self.fleet.wait("c"), {"c": 1})
        self.assertEqual(self.fleet.result("c")["stopped_by"], "interrupted")
        self.all_succeed("a", "b")
        self.assertEqual(self.fleet.result("a")["rounds"], 30)

    def test_without_the_others_a_host_says_who_is_missing(self):
        self.fleet.write(SWARM.replace("hosts:\n", "hosts:\n  start_within: 1s\n"))
        self.fleet.start("b")
        self.assertEqual(self.fleet.wait(), {"b": 1})
        self.assertEqual(self.fleet.result("b")["detail"], "the others did not come: a, c")

    def test_what_does_not_fit_is_refused_before_anything_is_opened(self):
        file = self.fleet.write(SWARM)
        a = [file, "--key", "a.key", "--as", "a"]
        self.refused(file, "--key", "a.key", "--as", "d", says="no host 'd' (accepted: a, b, c)")
        self.refused(file, "--key", "a.key", "--as", "b", says="its peer is not that of the key")
        self.refused(file, "--key", "d.key", "--as", "a", says="--key: d.key")
        self.refused(*a, "--listen", "0.0.0.0:7600", says="need mutual TLS")
        self.refused(*a, "--listen", "here", says="has no port")
        self.refused(*a, "--certificate", "a.key", says="mutual TLS needs a certificate, its key")
        self.refused(*a, "--ca", "nowhere.pem", says="--ca: nowhere.pem")
        self.refused(*a, "--set", "swarm.nodes=7", says="the hosts have 6 nodes, the swarm 7")
        self.refused(*a, "--set", "hosts.compression=top_k:0.1", says="take delta+top_k:0.1")
        self.refused(*a, "--set", "hosts.compression=gzip", says="compression:")
        self.refused(*a, "--set", "adversaries.count=1", "--set",
                     "adversaries.attack=inner_product", says="works in one process only")
        self.fleet.addresses[1] = "192.0.2.1:7600"
        self.fleet.write(SWARM)
        self.refused(*a, says="need mutual TLS")
        (self.folder / "broken.key").write_text("starling-key 1\nsigning 00\n", encoding="utf-8")
        (self.folder / "broken.key").chmod(0o600)
        self.refused(file, "--key", "broken.key", "--as", "a", says="holds no keys: malformed")


if __name__ == "__main__":
    Hosts.starling = os.path.abspath(sys.argv[1])
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
