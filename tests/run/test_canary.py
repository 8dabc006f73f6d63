"""Odds do not say which event they are about: where the filter by event is not heeded, none is stored."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from mirror.run.ending import Result
from mirror.run.sync import sync
from mirror.sandbox import Sandbox, Switches
from mirror.selection import select
from mirror.settings import Settings

WORLD = Switches(events=3, laps_scale=0.05, balldontlie_rate=1e9)
UNHEEDED = "the filter was not honoured, and the rows do not say what they are about"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(WORLD) as running:
        yield running


def mirror(path: Path, box: Sandbox, **more: Any) -> Result:
    return sync(
        path,
        select(["balldontlie"], season="all", endpoints=["events", "futures"], **more),
        Settings.given(
            balldontlie_api_key="sandbox-goat", balldontlie_base_url=box.url, balldontlie_tier="goat",
            balldontlie_requests_per_minute=1e9,
        ),
        transport=httpx.HTTPTransport(verify=False),
    )  # fmt: skip


def rows(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("select * from balldontlie_futures order by event_id, id").fetchall()


def test_odds_that_nobody_filtered_come_under_no_event(box: Sandbox, tmp_path: Path) -> None:
    box.switches = replace(WORLD, array_limit=0)
    result = mirror(tmp_path / "f1.db", box)
    assert result.code == 4
    assert {failed["error"] for failed in result.providers[0]["failed"]} == {UNHEEDED}
    assert rows(tmp_path / "f1.db") == []
    assert sum(("event_ids[]", "0") in one.query for one in box.seen) == 1


def test_odds_that_stood_stay_as_they_were(box: Sandbox, tmp_path: Path) -> None:
    assert mirror(tmp_path / "f1.db", box).code == 0
    before = rows(tmp_path / "f1.db")
    assert len({row[1] for row in before}) == 3
    box.switches = replace(WORLD, array_limit=0)
    assert mirror(tmp_path / "f1.db", box, full=True).code == 4
    assert rows(tmp_path / "f1.db") == before


def test_what_is_asked_besides_is_one_request_in_a_mirror_s_life(box: Sandbox, tmp_path: Path) -> None:
    mirror(tmp_path / "f1.db", box)
    first = len(box.seen)
    mirror(tmp_path / "f1.db", box, full=True)
    assert len(box.seen) - first == first - 1
