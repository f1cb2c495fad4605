"""Hosts in network namespaces, and a wire between them that loses, delays and cuts.

Each namespace has a tun device; one process holds the other ends of all of them, reads every packet
and hands it on: late, never, or at once. No kernel module but tun is needed. Needs root.
"""
import ctypes
import fcntl
import heapq
import os
import random
import select
import shutil
import struct
import subprocess
import threading
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
PACKET_MAX = 65536


def possible():
    """Why namespaces cannot be made here; empty where they can."""
    if os.geteuid() != 0:
        return "needs root"
    if shutil.which("ip") is None:
        return "ip (iproute2) is missing"
    name = f"starling-{os.getpid()}-probe"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        return made.stderr.strip()
    subprocess.run(["ip", "netns", "delete", name], check=True)
    return "" if os.path.exists("/dev/net/tun") else "/dev/net/tun is missing"


class Network:
    """Hosts 10.77.0.1 … 10.77.0.n, each in a namespace of its own."""

    def __init__(self, hosts, loss=0.0, delay=0.0, seed=1):
        self.names = [f"starling-{os.getpid()}-{i}" for i in range(hosts)]
        self.addresses = [f"10.77.0.{i + 1}" for i in range(hosts)]
        self.loss, self.delay = loss, delay
        self.cut_off = set()  # of (from, to): packets that way are lost
        self.carried = self.lost = 0
        self._random = random.Random(seed)
        self._tuns = []
        self._stop, self._wake = os.pipe()
        for name, address in zip(self.names, self.addresses):
            subprocess.run(["ip", "netns", "add", name], check=True)
            self._tuns.append(self._open_tun(name))
            for words in (["link", "set", "lo", "up"],
                          ["address", "add", f"{address}/24", "dev", "tun0"],
                          ["link", "set", "tun0", "up", "txqueuelen", "5000"]):
                subprocess.run(["ip", "-n", name, *words], check=True)
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    @staticmethod
    def _open_tun(name):
        """The outer end of a new tun device in a namespace; a thread of its own goes there."""
        ends = []

        def go():
            libc = ctypes.CDLL(None, use_errno=True)
            with open(f"/run/netns/{name}", encoding="ascii") as space:
                if libc.setns(space.fileno(), CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), "setns")
            tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"tun0", IFF_TUN | IFF_NO_PI))
            ends.append(tun)

        thread = threading.Thread(target=go)
        thread.start()
        thread.join()
        return ends[0]

    def _carry(self):
        under_way, count = [], 0
        numbers = {tun: i for i, tun in enumerate(self._tuns)}
        while True:
            now = time.monotonic()
            wait = max(0.0, under_way[0][0] - now) if under_way else None
            ready, _, _ = select.select([self._stop, *self._tuns], [], [], wait)
            if self._stop in ready:
                return
            for tun in ready:
                for _ in range(64):
                    try:
                        packet = os.read(tun, PACKET_MAX)
                    except BlockingIOError:
                        break
                    if packet[0] >> 4 != 4 or packet[16:19] != bytes([10, 77, 0]):
                        continue
                    source, target = numbers[tun], packet[19] - 1
                    if not 0 <= target < len(self._tuns):
                        continue
                    if (source, target) in self.cut_off or self._random.random() < self.loss:
                        self.lost += 1
                        continue
                    count += 1
                    due = time.monotonic() + self.delay
                    heapq.heappush(under_way, (due, count, target, packet))
            now = time.monotonic()
            while under_way and under_way[0][0] <= now:
                _, _, target, packet = heapq.heappop(under_way)
                try:
                    os.write(self._tuns[target], packet)
                    self.carried += 1
                except BlockingIOError:
                    self.lost += 1

    def inside(self, host):
        """The words before a command that is to run on a host."""
        return ["ip", "netns", "exec", self.names[host]]

    def cut(self, *ways):
        self.cut_off = self.cut_off | set(ways)

    def split(self, left, right):
        self.cut(*((a, b) for a in left for b in right), *((b, a) for a in left for b in right))

    def heal(self):
        self.cut_off = set()

    def close(self):
        os.write(self._wake, b"x")
        self._thread.join()
        for tun in (*self._tuns, self._stop, self._wake):
            os.close(tun)
        for name in self.names:
            subprocess.run(["ip", "netns", "delete", name], check=True)
