"""A clock that is set, forward or back, opens no gate: the sandbox counts in real time what it was sent."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from weekend import WORLD, configured

from mirror.budget.pace import Tally
from mirror.budget.windows import windows
from mirror.clock import Time
from mirror.run.ending import Result, Stop
from mirror.run.sync import sweep, sync
from mirror.sandbox import Sandbox
from mirror.selection import select
from mirror.store import Store

RATE = 8  # requests a second
HOUR = 3600.0
SUMMARIES = ("summary",)


@pytest.fixture
def counting() -> Iterator[Sandbox]:
    changes = {"sportradar_qps": RATE, "seasons": (2024,), "events": 4}
    with Sandbox(WORLD.changed(changes)) as box:
        yield box


def run(path: Path, box: Sandbox, now: Callable[[], float], most: int) -> Result:
    return sync(
        path,
        select(["sportradar"], season="all", endpoints=SUMMARIES, max_requests=most),
        configured(box.url, "sportradar", sportradar_requests_per_second=RATE),
        clock=Time(now, time.sleep, time.monotonic),
    )


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 30.0])
def test_a_clock_set_during_a_run(counting: Sandbox, tmp_path: Path, jump: float) -> None:
    def now() -> float:
        return time.time() + (jump if len(counting.seen) >= RATE // 2 else 0.0)

    assert run(tmp_path / "f1.db", counting, now, 3 * RATE).requests == 3 * RATE
    assert {one.status for one in counting.seen} == {200}
    assert counting.peak("sportradar", 1.0) <= RATE


def test_a_ledger_of_the_future_counts_as_now(counting: Sandbox, tmp_path: Path) -> None:
    """The clock was an hour fast, and was set right between two runs."""
    run(tmp_path / "f1.db", counting, lambda: time.time() + HOUR, RATE)
    run(tmp_path / "f1.db", counting, time.time, RATE)
    assert len(counting.seen) == 2 * RATE
    assert {one.status for one in counting.seen} == {200}
    assert counting.peak("sportradar", 1.0) <= RATE


def test_a_clock_set_between_two_rounds_of_a_worker(counting: Sandbox, tmp_path: Path) -> None:
    tallies: dict[str, Tally] = {}
    store = Store(tmp_path / "f1.db")
    for ahead in (0.0, HOUR):
        sweep(
            store,
            select(["sportradar"], season="all", endpoints=SUMMARIES, max_requests=RATE),
            configured(counting.url, "sportradar", sportradar_requests_per_second=RATE),
            lambda event: None,
            clock=Time(lambda ahead=ahead: time.time() + ahead, time.sleep, time.monotonic),
            transport=None, stop=Stop(), until=float("inf"), tallies=tallies, counted_in=windows,
        )  # fmt: skip
    store.close()
    assert len(counting.seen) == 2 * RATE
    assert {one.status for one in counting.seen} == {200}
    assert counting.peak("sportradar", 1.0) <= RATE
