"""Swarms that span processes: their files, keys, certificates, and the processes."""
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

SECONDS_MAX = 180


def clean_environment():
    """No override from outside; one BLAS kernel, so that hashes can be compared."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("STARLING_", "OPENBLAS_"))}
    return {**kept, "OPENBLAS_CORETYPE": "HASWELL", "OPENBLAS_NUM_THREADS": "1"}


def free_ports(count):
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in taken]


class Authority:
    """A certificate authority and the hosts that it vouches for."""

    def __init__(self, folder, name):
        self.folder, self.name = pathlib.Path(folder), name
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                      "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", f"{name}.key.pem",
                      "-out", f"{name}.pem")

    def _openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def vouch(self, host):
        """The flags with which a host shows its certificate."""
        own = f"{self.name}-{host}"
        self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                      "-subj", f"/CN={host}", "-addext", "subjectAltName=DNS:localhost",
                      "-keyout", f"{own}.key.pem", "-out", f"{own}.csr")
        self._openssl("x509", "-req", "-days", "2", "-copy_extensions", "copy", "-in", f"{own}.csr",
                      "-CA", f"{self.name}.pem", "-CAkey", f"{self.name}.key.pem",
                      "-CAcreateserial", "-out", f"{own}.pem")
        return ["--certificate", f"{own}.pem", "--tls-key", f"{own}.key.pem",
                "--ca", f"{self.name}.pem"]


class Fleet:
    """Hosts of one swarm file. `inside(i)`: the words before a command that is to run on host i."""

    def __init__(self, starling, folder, addresses, nodes_each=2, inside=lambda host: [],
                 memberships=()):
        self.starling, self.folder, self.inside = starling, pathlib.Path(folder), inside
        self.names = [chr(ord("a") + i) for i in range(len(addresses))]
        self.addresses, self.nodes_each, self.memberships = addresses, nodes_each, memberships
        self.peers = [self._keygen(f"{name}.key") for name in self.names]
        self.running = {}
        self.flags = {name: [] for name in self.names}

    def _keygen(self, name):
        done = subprocess.run([self.starling, "keygen", "-o", name], cwd=self.folder, check=True,
                              capture_output=True, text=True)
        return done.stdout.strip()

    def write(self, swarm, name="swarm.yaml"):
        """The swarm file: `swarm` and the hosts."""
        members = [f', membership: "{m}"' for m in self.memberships] or [""] * len(self.names)
        hosts = "".join(
            f'    - {{name: {n}, address: "{a}", nodes: {self.nodes_each}, peer: {p}{m}}}\n'
            for n, a, p, m in zip(self.names, self.addresses, self.peers, members))
        (self.folder / name).write_text(f"{swarm}  list:\n{hosts}", encoding="utf-8")
        return name

    def words(self, name, *more):
        return [self.starling, "node", "swarm.yaml", "--as", name, "--key", f"{name}.key",
                "--json", f"{name}.json", *self.flags[name], *more]

    def start(self, *names, more=()):
        for name in names or self.names:
            host = self.names.index(name)
            log = open(self.folder / f"{name}.log", "a", encoding="utf-8")
            with log:
                self.running[name] = subprocess.Popen(
                    [*self.inside(host), *self.words(name, *more)], cwd=self.folder,
                    stdout=subprocess.DEVNULL, stderr=log, env=clean_environment())

    def wait(self, *names):
        """Exit statuses by name; whoever lasts too long is killed."""
        ended = {}
        for name in names or list(self.running):
            try:
                ended[name] = self.running[name].wait(SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self.running[name].kill()
                ended[name] = f"not over after {SECONDS_MAX} s"
        return ended

    def rounds(self, name):
        """The last round that a host has said to have closed."""
        lines = self.log(name).split("\n")
        closed = [line.split()[1].split("/")[0] for line in lines if line.startswith("round ")]
        return int(closed[-1]) if closed else 0

    def wait_for_round(self, name, number):
        return self.wait_for_line(name, lambda line: line.startswith("round ") and
                                  int(line.split()[1].split("/")[0]) >= number)

    def wait_for_line(self, name, wanted):
        """Reads the host's log as it grows, until a line is as `wanted` says."""
        with subprocess.Popen(["tail", "-n", "+1", "-F", "--pid", str(self.running[name].pid),
                               f"{name}.log"], cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True) as tail:
            for line in tail.stdout:
                if wanted(line.rstrip("\n")):
                    tail.kill()
                    return True
        return False

    @staticmethod
    def wait_for_port(port):
        """Until somebody listens there; asks again at once, as the kernel answers at once."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    return True
        return False

    def signal(self, name, what):
        # With `ip netns exec` the process is what it was asked to run: it replaces itself.
        self.running[name].send_signal(what)

    def kill(self, name):
        self.signal(name, signal.SIGKILL)
        self.running[name].wait()

    def forget(self):
        """The next start is a new run."""
        for name in self.names:
            (self.folder / f"{name}.log").unlink(missing_ok=True)

    def log(self, name):
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def result(self, name):
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    def close(self):
        for process in self.running.values():
            process.kill()
            process.wait()
