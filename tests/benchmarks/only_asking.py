"""The sandbox by itself: every answer is read and thrown away. No contender can be faster than this, one at a time."""

from tests.benchmarks.job import Job, bodies


def run(job: Job) -> None:
    """Asks for everything, keeps nothing."""
    for _ in bodies(job):
        pass
