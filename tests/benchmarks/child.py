"""The process of one contender: runs it and says what it took.

python -m tests.benchmarks.child MODULE JOB.json RESULT.json
"""

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

from tests.benchmarks.job import Job


def peak_megabytes() -> float:
    """The most memory that this process ever held (resident), in MB.

    On Linux `ru_maxrss` begins with the size of the process that started this one, so the kernel's own count is read.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        kilobytes = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        kilobytes = most // 1024 if sys.platform == "darwin" else most
    return kilobytes / 1024


def cpu_seconds() -> float:
    """CPU time of this process, all its threads and its children so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    module, job_path, result_path = sys.argv[1:]
    job = Job.read(Path(job_path))
    contender = import_module(f"tests.benchmarks.{module}")
    cpu, began = cpu_seconds(), time.perf_counter()
    contender.run(job)
    took = {"seconds": time.perf_counter() - began, "cpu": cpu_seconds() - cpu, "megabytes": peak_megabytes()}
    Path(result_path).write_text(json.dumps(took), encoding="utf-8")


if __name__ == "__main__":
    main()
