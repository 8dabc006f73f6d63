"""One budget for three processes that are killed at random and replaced: what counts is what the sandbox counts."""

import itertools
import multiprocessing
import os
import signal
import sys
from dataclasses import replace
from multiprocessing import connection, forkserver
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import rivals
from rivals import Race, Shared
from trial import WORLD

from mirror.sandbox import Sandbox

RIVALS = 3
BEGAN = 1_782_907_200.0  # 2026-07-01 12:00
RACES = (
    Race(
        "balldontlie", 120, 60.0, way=0.1, start=1.0, deaths=10, least=20, most=60,
        switches={"balldontlie_rate": 120.0}, configured={"balldontlie_requests_per_minute": 120.0},
    ),
    Race(
        "sportradar", 4, 1.0, way=0.002, start=0.0, deaths=3, least=60, most=90,
        switches={"sportradar_qps": 4.0}, configured={"sportradar_requests_per_second": 4.0},
    ),
    Race(
        "altsportsdata", 30, 3_600.0, way=5.0, start=1.0, deaths=3, least=30, most=45,
        switches={"altsportsdata_rate": 30.0}, configured={"altsportsdata_requests_per_hour": 30.0},
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Children that are forked from a process which has everything imported and no threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["rivals"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        forkserver.ensure_running()
    return context


def compete(processes: ForkServerContext, path: Path, shared: Path, url: str, race: Race) -> None:
    """Keeps three processes alive, one in the place of each that dies, until so many have died."""
    seeds = itertools.count(1)

    def another() -> BaseProcess:
        process = processes.Process(target=rivals.run, args=(str(path), str(shared), url, race, next(seeds)))
        process.start()
        return process

    alive, deaths = [another() for _ in range(RIVALS)], 0
    try:
        while deaths < race.deaths:
            connection.wait([process.sentinel for process in alive])
            ended = [process.exitcode for process in alive if process.exitcode is not None]
            assert set(ended) == {-signal.SIGKILL}  # and none has come to its end: there was work to do
            deaths += len(ended)
            alive = [process if process.exitcode is None else another() for process in alive]
    finally:
        for process in alive:
            process.kill()
            process.join()


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.provider)
def test_three_processes_share_one_budget(
    processes: ForkServerContext, path: Path, tmp_path: Path, race: Race
) -> None:
    shared = Shared.made(tmp_path / "time", BEGAN)
    with Sandbox(replace(WORLD, events=24, **race.switches), clock=shared.count) as box:
        compete(processes, path, tmp_path / "time", box.url, race)
        seen, peak = box.seen, box.peak(race.provider, race.seconds)
    assert [one for one in seen if one.status in (403, 429)] == []
    assert peak <= race.limit
    windows = int((seen[-1].at - seen[0].at) / race.seconds)
    used = sum(one.at < seen[0].at + windows * race.seconds for one in seen)
    assert windows >= 3
    # A death every forty requests, and what was on the wire then counts as late as it can have arrived.
    assert used >= 0.9 * race.limit * windows
