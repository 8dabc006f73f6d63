"""A piece of work that the kernel ends before its time: in a child process, at the n-th thing it does to a file."""

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial

# What a process does to files, as Python tells of it; inside SQLite there are no such moments, so a clock ends some too.
_TOUCHING = {
    "open",
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.link",
    "os.listdir",
    "sqlite3.connect",
}
_FAILED = 3


def moments(work: Callable[[], object]) -> int:
    """How many such moments the work has when nobody ends it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def counting(event: str, _: tuple[object, ...]) -> None:
            nonlocal count
            count += event in _TOUCHING

        sys.addaudithook(counting)
        _do(work, lambda: os.write(writing, count.to_bytes(4, "big")))
    os.close(writing)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    try:
        return int.from_bytes(os.read(reading, 4), "big")
    finally:
        os.close(reading)


def ended_at(work: Callable[[], object], moment: int) -> bool:
    """Does the work in a child that is killed as it comes to that moment. Returns whether it was killed."""
    child = os.fork()
    if child == 0:
        count = 0

        def killing(event: str, _: tuple[object, ...]) -> None:
            nonlocal count
            if event in _TOUCHING:  # and not the killing itself, which is told of too
                count += 1
                if count == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(killing)
        _do(work)
    return _killed(child)


def ended_after(work: Callable[[], object], seconds: float) -> bool:
    """Does the work in a child that the kernel ends after that time, wherever it is then. Returns whether it did."""
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        _do(work)
    return _killed(child)


def fifty(work: Callable[[], object]) -> list[Callable[[Callable[[], object]], bool]]:
    """Fifty ways to end work like this, which is done once for that: half at moments spread over what it does to files,
    the others after pseudo-random parts of the time it took. Each does work in a child and returns whether it was killed.
    """
    began = time.monotonic()
    last = moments(work)
    length = time.monotonic() - began
    ends = sorted({1 + (last - 1) * step // 24 for step in range(25)})
    chance = random.Random(6)
    ways: list[Callable[[Callable[[], object]], bool]] = [partial(ended_at, moment=end) for end in ends]
    return ways + [partial(ended_after, seconds=length * chance.random()) for _ in range(50 - len(ends))]


def _do(work: Callable[[], object], after: Callable[[], object] = lambda: None) -> None:
    try:
        work()
        after()
    except BaseException:  # noqa: BLE001 - the parent asks how it ended
        traceback.print_exc()
        os._exit(_FAILED)
    os._exit(0)


def _killed(child: int) -> bool:
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -signal.SIGKILL, -signal.SIGALRM)
    return code != 0
