"""A mirror that knows its fan-out: the plan is held against what the sync then sends."""

from collections.abc import Callable
from typing import Any

import pytest
from plan_worlds import DAY, NOW, Mirrored, asked

from mirror.providers import PROVIDERS

World = Callable[..., Mirrored]
LAPS = {"lap_times", "position_history"}


@pytest.mark.parametrize(
    "paging",
    [{}, {"cursor_mode": "id_gt"}, {"full_last_page_cursor": True}],
    ids=["keyset", "id_gt", "full_last"],
)
def test_a_full_sync_asks_what_its_plan_told(world: World, paging: dict[str, Any]) -> None:
    mirrored = world(**paging)
    first = mirrored.sync()
    mirrored.now += 3600
    mirrored.sync(full=True)  # what the first sync learned of lossy walks now counts for every session
    mirrored.now += 3600
    told = mirrored.plan(full=True)
    again = mirrored.sync(full=True)
    assert (first.code, again.code) == (0, 0)
    assert asked(told) == mirrored.sent
    assert told.requests == again.requests
    assert again.requests > 0.8 * first.requests
    assert [line for line in told.endpoints if line.estimate] == []


def test_nothing_due_is_nothing_planned(world: World) -> None:
    mirrored = world(events=1)
    mirrored.sync()
    told = mirrored.plan()
    assert (told.requests, told.minutes, told.endpoints, told.left) == (0, 0.0, [], 0)
    assert mirrored.sync().requests == 0


def test_scopes_that_time_has_made_due_are_counted(world: World) -> None:
    mirrored = world()
    mirrored.now = NOW - 565 * DAY  # five days after the last race of 2024
    mirrored.sync()
    mirrored.now += 300 * DAY
    told = mirrored.plan()
    result = mirrored.sync()
    assert asked(told)[("balldontlie", "lap_times")] > 20
    assert abs(told.requests - result.requests) <= 0.02 * result.requests


def test_laps_that_were_never_asked_follow_from_the_results(world: World) -> None:
    mirrored = world(events=1, laps_scale=1.0)
    others = {name for provider in PROVIDERS.values() for name in provider.by_name} - LAPS
    mirrored.sync(endpoints=others)
    told = mirrored.plan()
    result = mirrored.sync()
    told_of = {line.endpoint: (line.scopes, line.estimate, line.basis) for line in told.endpoints}
    assert told_of == dict.fromkeys(LAPS, (5, True, "pages from the laps in the session's results"))
    assert abs(told.requests - result.requests) <= 0.02 * result.requests


def test_known_stages_below_the_laps_option_are_exact(world: World) -> None:
    mirrored = world(events=1)
    mirrored.sync(("sportradar",))
    told = mirrored.plan(("sportradar",), laps=True)
    mirrored.sync(("sportradar",), laps=True)
    assert asked(told) == mirrored.sent
    assert asked(told).keys() == {("sportradar", "summary")}
    assert asked(told)[("sportradar", "summary")] > 10


def test_what_a_budget_cut_off_is_what_is_left(world: World) -> None:
    mirrored = world(cursor_mode="id_gt")
    whole = mirrored.sync(("balldontlie",), max_requests=150)
    assert whole.code == 3
    told = mirrored.plan(("balldontlie",))
    parts = {line.endpoint: line for line in told.endpoints}
    assert parts["lap_times"].requests > 0
    rest = mirrored.sync(("balldontlie",))
    assert rest.code == 0
    del parts["lap_times"]  # its walks are not known yet
    assert {("balldontlie", name): line.requests for name, line in parts.items() if name not in LAPS} == {
        key: count for key, count in mirrored.sent.items() if key[1] not in LAPS
    }


def test_planning_sends_and_writes_nothing(world: World) -> None:
    mirrored = world(events=1)
    mirrored.plan()
    assert not mirrored.path.exists()
    mirrored.sync(("altsportsdata",))
    before, seen = mirrored.path.read_bytes(), len(mirrored.box.seen)
    assert mirrored.plan(full=True).requests > 0
    assert (mirrored.path.read_bytes(), len(mirrored.box.seen)) == (before, seen)
