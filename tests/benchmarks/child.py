"""The process of one contender: runs it and says what it took.

python -m tests.benchmarks.child MODULE JOB.json RESULT.json
"""

import json
import os
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.benchmarks.job import Job


def peak_megabytes() -> float:
    """The most memory that this process ever held (resident), in MB.

    On Linux `ru_maxrss` begins with the size of the process that started this one, so the kernel's own count is read.
    """
    found = _held("self", "VmHWM")
    if found is None:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found = most // 1024 if sys.platform == "darwin" else most
    return found / 1024


def _held(process: int | str, what: str) -> int | None:
    """What the kernel counts of a process's memory (kB); None where it does not say."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(what))
    except (OSError, StopIteration):
        return None


def _words(process: int | str) -> bytes:
    """The command line of a process; empty where there is none to be read."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def children_watched(every: float = 0.05) -> Iterator[dict[int, int]]:
    """The most that each child of this process held for itself (kB), looked at every so many seconds in the block.

    Libraries that it shares with this process are counted there, and so is what it has in common with it before it
    becomes a program of its own.
    """
    peaks: dict[int, int] = {}
    over = threading.Event()
    own = _words("self")

    def look() -> None:
        children = Path(f"/proc/self/task/{os.getpid()}/children")
        while children.exists() and not over.wait(every):
            for child in map(int, children.read_text(encoding="ascii").split()):
                held = _held(child, "RssAnon")
                if held is not None and _words(child) not in (own, b""):
                    peaks[child] = max(held, peaks.get(child, 0))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()


def cpu_seconds() -> float:
    """CPU time of this process, all its threads and its children so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    module, job_path, result_path = sys.argv[1:]
    job = Job.read(Path(job_path))
    contender = import_module(f"tests.benchmarks.{module}")
    with children_watched() as children:
        cpu, began = cpu_seconds(), time.perf_counter()
        contender.run(job)
        took = {"seconds": time.perf_counter() - began, "cpu": cpu_seconds() - cpu}
    took["megabytes"] = peak_megabytes() + sum(children.values()) / 1024
    Path(result_path).write_text(json.dumps(took), encoding="utf-8")


if __name__ == "__main__":
    main()
