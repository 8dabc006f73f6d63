"""`status` and `doctor` count as a run does: by the clock that nobody sets, and a request when it was counted."""

from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from machine import DAY, HOUR, MINUTE, NOON, Machine

from mirror.budget.clocks import note
from mirror.budget.pace import Window
from mirror.budget.windows import spent
from mirror.doctor import examine
from mirror.http import Request
from mirror.instants import stamp
from mirror.plan import plan
from mirror.selection import select
from mirror.settings import Settings
from mirror.status import WINDOWS, status
from mirror.store import Settled, Store
from mirror.store.files import open_reading

SETTINGS = Settings.given(altsportsdata_api_key="k" * 40, altsportsdata_requests_per_hour=100)
AGES = (30.0, 50 * MINUTE, 23 * HOUR, 29 * DAY)  # of the requests, one in each window of `status`


@pytest.fixture(params=[0.0, 40 * DAY, -2 * HOUR, -40 * DAY], ids=lambda jump: f"set by {jump:.0f} s")
def mirrored(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Machine]:
    """A mirror of which one process asked, and the clock was set after it."""
    machine = Machine(booted=NOON - 60 * DAY)
    store = Store(tmp_path / "f1.db")
    note(store, machine.time.boot(), NOON - 29 * DAY)
    for age in reversed(AGES):
        number = store.leaving(Request("altsportsdata", "sports", "/sports"), (), stamp(NOON - age))
        store.settle("altsportsdata", "sports", stamp(NOON - age), Settled(number, "rows", 200, 0.001, 2))
    store.close()
    machine.set_by = request.param
    return tmp_path / "f1.db", machine


def test_status_counts_like_a_run(mirrored: tuple[Path, Machine]) -> None:
    path, machine = mirrored
    now, boot = machine.time.now(), machine.time.boot()
    with closing(open_reading(path)) as connection:
        told = status(connection, path, now=now, boot=boot)["providers"]["altsportsdata"]["requests"]
        run = {
            name: len(spent(connection, "altsportsdata", [Window(1.0, seconds, name)], now, boot))
            for name, seconds in WINDOWS.items()
        }
    assert told == run == {"minute": 1, "hour": 2, "day": 3, "month": 4}


def test_doctor_and_plan_count_like_a_run(mirrored: tuple[Path, Machine]) -> None:
    path, machine = mirrored
    clock = machine.time
    with closing(open_reading(path)) as connection:
        quota: Any = plan(connection, select(), SETTINGS, clock.now(), clock.boot()).quota["altsportsdata"]
    answers = httpx.MockTransport(lambda _: httpx.Response(200, json=[]))
    found = {one.about: one.found for one in examine(path, SETTINGS, clock=clock, transport=answers)}
    assert {name: window["spent"] for name, window in quota.items()} == {"hour": 2, "day": 3}
    # The doctor's own question is one more.
    assert found["altsportsdata hour"] == "97 of 100 requests left"
    assert found["altsportsdata day"] == "996 of 1,000 requests left"
