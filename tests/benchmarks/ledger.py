"""The budget under three processes that are killed and started again: what the sandbox counts, not what we count.

    python -m tests.benchmarks.ledger

For a hundred seconds three processes sync one mirror at GOAT's 600 requests a minute, each killed with SIGKILL after a
while and replaced. Prints the requests, the refused ones, the most in any sliding minute, and those of later minutes.
It takes real minutes; the test of the same, in a time of its own, is in tests/endurance/test_ledger.py.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mirror.sandbox import Sandbox, Switches

SECONDS, PROCESSES, MINUTE = 100.0, 3, 60.0
ROOT = Path(__file__).parents[2]


def compete(box: Sandbox, folder: str) -> tuple[int, int]:
    """Lets the processes compete for `SECONDS`. Returns how many were killed and how many started."""
    chance = random.Random(5)
    environment = os.environ | {
        "BALLDONTLIE_API_KEY": "sandbox-goat",
        "BALLDONTLIE_BASE_URL": box.url,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "mirror", "sync", "balldontlie", "--season", "2024", "--log", "json"]
    running: list[tuple[subprocess.Popen[bytes], float]] = []
    killed = started = 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        running = [(process, until) for process, until in running if process.poll() is None]
        while len(running) < PROCESSES:
            process = subprocess.Popen(
                command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            running.append((process, time.monotonic() + chance.uniform(6, 20)))
            started += 1
        for process, until in running:
            if time.monotonic() > until and process.poll() is None:
                process.kill()
                process.wait()
                killed += 1
        time.sleep(0.1)
    for process, _ in running:
        process.kill()
        process.wait()
    return killed, started


def main() -> None:
    """Runs it and prints what the sandbox has seen."""
    with tempfile.TemporaryDirectory() as folder, Sandbox(Switches()) as box:
        killed, started = compete(box, folder)
        at = sorted(seen.at for seen in box.seen)
        refused = sum(seen.status == 429 for seen in box.seen)
        sys.stdout.write(
            f"{started} processes started, {killed} killed; {len(at)} requests, {refused} refused\n"
        )
        sys.stdout.write(f"most in any sliding minute: {box.peak('balldontlie', MINUTE)} of 600\n")
        for start in (20.0, 38.0):
            count = sum(start <= moment - at[0] < start + MINUTE for moment in at)
            sys.stdout.write(f"in the minute from second {start:.0f} on: {count} of 600\n")


if __name__ == "__main__":
    main()
