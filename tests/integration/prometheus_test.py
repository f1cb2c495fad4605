#!/usr/bin/python3
"""A real Prometheus server scrapes a real swarm.

Usage: prometheus_test.py STARLING SWARM_FILE. Exit status 77: skipped, Prometheus is not installed.
"""
import contextlib
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

SECONDS_MAX = 60
SKIPPED = 77
COUNTERS = ("starling_rounds_total", "starling_proposals_accepted_total",
            "starling_link_bytes_total", "starling_round_duration_seconds_count")
REASONS = {"late", "duplicate", "unknown_sender", "wrong_shape", "non_finite", "too_stale",
           "outvoted", "clipped", "suspected", "quarantined",
           "false_claim"}


def wait_for(what, probe, process):
    """Polls until `probe` gives something true; fails after SECONDS_MAX or when `process` ends."""
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        found = probe()
        if found:
            return found
        if process.poll() is not None:
            raise AssertionError(f"{what}: {process.args[0]} ended with {process.returncode}")
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {SECONDS_MAX} s")


def fetch(url):
    """The body, or nothing while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.read().decode()
    except (urllib.error.URLError, OSError):
        return None


def query(server, expression):
    """What Prometheus answers: [(labels, value)]."""
    body = fetch(f"http://{server}/api/v1/query?" + urllib.parse.urlencode({"query": expression}))
    rows = json.loads(body)["data"]["result"] if body else []
    return [(row["metric"], float(row["value"][1])) for row in rows]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(arguments, folder, log):
    """A process that does not outlive the block."""
    with open(folder / log, "w", encoding="utf-8") as out:
        process = subprocess.Popen(arguments, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield process
        except BaseException:
            said = (folder / log).read_text(encoding="utf-8")
            print(f"--- {log}\n{said[-4000:]}", file=sys.stderr)
            raise
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def listening_on(folder):
    found = re.search(r'msg="Listening on" address=(127\.0\.0\.1:\d+)',
                      (folder / "prometheus.log").read_text(encoding="utf-8"))
    return found and found.group(1)


def check(folder, starling, swarm_file):
    target = f"127.0.0.1:{free_port()}"
    (folder / "prometheus.yml").write_text(
        "global: {scrape_interval: 1s}\n"
        f"scrape_configs: [{{job_name: starling, static_configs: [{{targets: ['{target}']}}]}}]\n",
        encoding="utf-8")
    run = [starling, "run", swarm_file, "--metrics", target, "--set", "rounds.max=100000"]
    scrape = ["prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data",
              "--web.listen-address=127.0.0.1:0"]
    with running(run, folder, "starling.log") as swarm, \
         running(scrape, folder, "prometheus.log") as prometheus:
        server = wait_for("Prometheus listens", lambda: listening_on(folder), prometheus)
        for counter in COUNTERS:
            wait_for(f"{counter} > 0", lambda c=counter: query(server, f"{c} > 0"), swarm)
        wait_for("up == 1", lambda: query(server, 'up{job="starling"} == 1'), swarm)
        refused = query(server, "starling_proposals_refused_total")
        reasons = {labels["reason"] for labels, _ in refused}
        assert reasons == REASONS, reasons
        (live,) = [value for _, value in query(server, "starling_live_nodes")]
        assert live > 0, live

        text = fetch(f"http://{target}/metrics")
        lint = subprocess.run(["promtool", "check", "metrics"], input=text, text=True,
                              capture_output=True, check=False)
        assert lint.returncode == 0, lint.stdout + lint.stderr

        swarm.send_signal(signal.SIGINT)
        status = swarm.wait(timeout=SECONDS_MAX)
        assert status == 1, f"an interrupted run ends with 1, this one with {status}"


def main():
    if not shutil.which("prometheus") or not shutil.which("promtool"):
        print("skipped: prometheus and promtool are not installed")
        return SKIPPED
    starling, swarm_file = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="starling-prometheus-") as folder:
        check(pathlib.Path(folder), starling, swarm_file)
    print("Prometheus scraped the swarm")
    return 0


if __name__ == "__main__":
    sys.exit(main())
