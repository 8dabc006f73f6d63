"""SIGKILL at any moment: what was done stays done, nothing is half done, and the end is the same."""

import multiprocessing
import os
import random
import select as polling
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path

import child
import pytest
from trial import ALL, RACE, THREE, Whole, ask, asked, bodies, mirror, same, sound, tables

from mirror.sandbox import Sandbox
from mirror.sandbox.messages import Seen
from mirror.store.archive import archive_path

CHAINS, KILLS = 5, 10  # fifty kills in all
LAPS = f"lap_times?{RACE}"


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Children that are forked from a process which has everything imported and no threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["child"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        forkserver.ensure_running()
    return context


def die(
    processes: ForkServerContext,
    path: Path,
    box: Sandbox,
    providers: tuple[str, ...],
    place: str,
    nth: int,
    only: str = "",
) -> bool:
    """Runs a sync that is to be killed; whether it was, since it may have come to its end before."""
    process = processes.Process(target=child.run, args=(str(path), box.url, providers, place, nth, only))
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def walk_of_the_race(seen: list[Seen]) -> list[str | None]:
    """The cursors with which the race's laps were asked for, in their order."""
    laps = [dict(one.query) for one in seen if one.endpoint == "lap_times"]
    return [query.get("cursor") for query in laps if query["session_ids[]"] == "1770"]


def where(dice: random.Random, requests: int, places: tuple[str, ...]) -> tuple[str, int]:
    """A place and how often to pass it first, spread over what a tenth of a run does."""
    place = dice.choice(places)
    return place, dice.randint(1, 400 if place == "timer" else requests // KILLS)


def ended(path: Path) -> None:
    """Waits until the process that fetched for a killed run has archived what was on the wire."""
    mark = f"{child.FETCHES_FOR}={path}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            handle = os.pidfd_open(int(process.name))
            if mark in (process / "environ").read_bytes().split(b"\0"):
                poll = polling.poll()
                poll.register(handle, polling.POLLIN)
                assert poll.poll(20_000), "it is still there"
            os.close(handle)


@pytest.mark.parametrize("chain", range(CHAINS))
def test_fifty_kills_cost_no_more_than_a_request_each(
    processes: ForkServerContext, season: Sandbox, unharmed: Whole, tmp_path: Path, chain: int
) -> None:
    """Every second time the provider is slow, and more requests are on the wire."""
    season.switches = replace(THREE, latency_ms=20 * (chain % 2))
    dice, path, before, killed = random.Random(chain), tmp_path / "f1.db", len(season.seen), 0
    for _ in range(KILLS):
        killed += die(processes, path, season, ALL, *where(dice, unharmed.requests, child.DECIDING))
        ended(path)
        if path.exists() and archive_path(path).exists():
            sound(path)
    assert mirror(path, season).code == 0
    sound(path)
    assert same(tables(path), unharmed.tables) == {}
    assert killed > 0
    assert len(asked(season, before)) <= unharmed.requests + killed


@pytest.mark.parametrize("chain", range(2))
def test_kills_while_scopes_are_asked_in_parts(
    processes: ForkServerContext, season: Sandbox, unharmed: Whole, tmp_path: Path, chain: int
) -> None:
    """How many walks have begun before the first is found to lose rows is chance, and so is the number of requests."""
    season.switches = replace(THREE, cursor_mode="id_gt")
    dice, path, killed, again = random.Random(100 + chain), tmp_path / "f1.db", 0, 0
    before = len(season.seen)
    for _ in range(KILLS):
        killed += die(processes, path, season, ("balldontlie",), *where(dice, 600, child.FETCHING))
        again += unproven(path)
    assert mirror(path, season, "balldontlie").code == 0
    assert same(tables(path, "balldontlie"), unharmed["balldontlie"]) == {}
    assert killed > 0
    targets = [(one.path, tuple(one.query)) for one in asked(season, before) if one.endpoint != "me"]
    assert len(targets) - len(set(targets)) <= len(on_the_wire(path)) + again


@pytest.mark.parametrize(("place", "asked_again"), [("sent", 0), ("answered", 1), ("archived", 0)])
def test_a_walk_goes_on_at_the_stored_cursor(
    processes: ForkServerContext,
    season: Sandbox,
    unharmed: Whole,
    tmp_path: Path,
    place: str,
    asked_again: int,
) -> None:
    """Killed at the sixth page of the race: an answer in the archive is not asked for again."""
    season.switches = THREE
    path, before = tmp_path / "f1.db", len(season.seen)
    assert die(processes, path, season, ("balldontlie",), place, 6, LAPS)
    sound(path)
    sql = "select cursor, pages from mirror_checkpoints where endpoint = 'lap_times' and scope = ?"
    [(cursor, pages)] = ask(path, sql, RACE)
    assert pages == 5
    killed_at = len(season.seen)
    assert mirror(path, season, "balldontlie").code == 0
    walked, resumed = walk_of_the_race(asked(season, before)), walk_of_the_race(asked(season, killed_at))
    assert (resumed[0] == cursor) == (place != "archived")
    assert walked[0] is None
    assert None not in resumed
    assert len(walked) == 11 + asked_again
    assert len(set(walked)) == 11
    assert same(tables(path, "balldontlie"), unharmed["balldontlie"]) == {}


def unproven(path: Path) -> int:
    """How many pages belong to walks that had ended when the kill came and were not proven yet: they begin again."""
    sql = """
    select coalesce(sum(pages), 0) from mirror_checkpoints where state = 'partial' and cursor is null and walk is null
    """
    [(pages,)] = ask(path, sql) if path.exists() and ask(path, "select 1 from sqlite_schema") else [(0,)]
    return int(pages)


def on_the_wire(path: Path) -> set[int]:
    """The requests that have left so far of which no answer was kept."""
    numbers = {number for (number,) in ask(path, "select id from mirror_requests where answered_at is null")}
    return numbers - bodies(path).keys()
