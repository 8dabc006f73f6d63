"""Tiers, keys, windows and budgets in a plan."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from plan_worlds import DAY, NOW, Mirrored, asked, settings

from mirror.instants import stamp
from mirror.plan import plan
from mirror.selection import select
from mirror.settings import Settings
from mirror.store.files import mirror_ddl

World = Callable[..., Mirrored]
NOWHERE = "http://127.0.0.1:9"


def test_what_is_above_the_tier_is_skipped_and_said_why(world: World) -> None:
    mirrored = world(events=1)
    mirrored.settings = settings(mirrored.box.url, balldontlie_api_key="sandbox-all-star")
    mirrored.sync(("balldontlie",))
    mirrored.now += 3600
    told = mirrored.plan(("balldontlie",), full=True)
    mirrored.sync(("balldontlie",), full=True)
    assert asked(told) == mirrored.sent
    assert told.assumed == ["BALLDONTLIE: the key's tier is taken to be still all-star"]
    why = "above the key's tier: goat has it, this one is all-star"
    assert told.skipped == [
        {"provider": "balldontlie", "endpoint": name, "why": why}
        for name in (
            "session_timing_stats", "qualifying_results", "pit_stops", "session_weather", "track_status",
            "tire_stints", "race_control_messages", "position_history", "lap_times", "futures",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(("hours", "asks"), [(0.01, False), (23, False), (25, True)])
def test_the_account_is_counted_when_sync_would_ask_it(world: World, hours: float, asks: bool) -> None:
    mirrored = world(events=1)
    mirrored.sync(("balldontlie",), endpoints=("teams",))
    mirrored.now += hours * 3600
    told = mirrored.plan(("balldontlie",), endpoints=("teams",), full=True)
    mirrored.sync(("balldontlie",), endpoints=("teams",), full=True)
    assert asked(told) == mirrored.sent
    assert (("balldontlie", "account") in asked(told)) is asks


def test_a_tier_that_is_set_is_not_asked_for() -> None:
    free = settings(NOWHERE, balldontlie_tier="free", balldontlie_requests_per_minute=None)
    told = plan(None, select(("balldontlie",), season="2024"), free, NOW)
    assert [line.endpoint for line in told.endpoints] == ["drivers", "teams", "circuits", "seasons", "events"]
    assert (told.requests, told.assumed) == (5, [])
    assert told.quota == {"balldontlie": {"minute": {"limit": 5.0, "spent": 0, "left": 5.0, "share": 1.0}}}


def test_an_account_that_tells_nothing_leaves_the_tier_open(world: World) -> None:
    mirrored = world(events=1, account="404")
    mirrored.sync(("balldontlie",))
    mirrored.now += 3600
    told = mirrored.plan(("balldontlie",), full=True)
    mirrored.sync(("balldontlie",), full=True)
    assert asked(told) == mirrored.sent
    assert told.assumed == ["BALLDONTLIE: the account tells no tier; the rate is taken to be that of goat"]


def test_a_provider_without_a_key_is_skipped() -> None:
    told = plan(None, select(season="2024"), Settings.given(altsportsdata_api_key="demo-0001"), NOW)
    assert [one["provider"] for one in told.skipped] == ["balldontlie", "sportradar"]
    assert told.skipped[1]["why"].endswith("and set SPORTRADAR_API_KEY")
    assert list(told.quota) == ["altsportsdata"]


def test_an_hour_that_is_spent_on_the_way_is_waited_for() -> None:
    demo = Settings.given(altsportsdata_api_key="demo-0001")
    told = plan(None, select(season="2024"), demo, NOW)
    assert (told.requests, told.quota["altsportsdata"]) == (
        146,
        {
            "hour": {"limit": 100.0, "spent": 0, "left": 100.0, "share": 1.46},
            "day": {"limit": 1000.0, "spent": 0, "left": 1000.0, "share": 0.146},
        },
    )
    assert 60 <= told.minutes <= 61
    assert told.waits["altsportsdata"]["window"] == "hour"
    assert sum(line.minutes for line in told.endpoints) < 1


def test_a_quota_that_is_spent_on_the_way_is_waited_for() -> None:
    trial = Settings.given(sportradar_api_key="trial")
    told = plan(None, select(season="2024", laps=True), trial, NOW)
    assert told.requests == 1874
    assert 30 <= told.minutes / 60 / 24 < 30.1
    assert told.quota["sportradar"]["quota period"]["share"] == 1.874
    assert told.waits["sportradar"]["window"] == "quota period"


def test_the_slowest_provider_decides_how_long_it_takes() -> None:
    rates = settings(NOWHERE, balldontlie_requests_per_minute=None, sportradar_requests_per_second=1.0)
    told = plan(None, select(season="2024"), rates, NOW)
    alone = plan(None, select(("sportradar",), season="2024"), rates, NOW)
    assert told.minutes == alone.minutes
    assert 320 / 60 <= alone.minutes <= 1.05 * 320 / 60


def test_what_the_ledger_says_was_spent_is_gone() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in mirror_ddl():
            connection.execute(statement)
        ages = [60.0, 3000.0, 4000.0, 2 * DAY]
        connection.executemany(
            "insert into mirror_requests (id, provider, sent_at) values (?, 'altsportsdata', ?)",
            [(number, stamp(NOW - age)) for number, age in enumerate(ages)],
        )
        demo = Settings.given(altsportsdata_api_key="demo-0001")
        told = plan(connection, select(("altsportsdata",), season="2024"), demo, NOW)
    assert told.quota["altsportsdata"] == {
        "hour": {"limit": 100.0, "spent": 2, "left": 98.0, "share": 1.46},
        "day": {"limit": 1000.0, "spent": 3, "left": 997.0, "share": 0.146},
    }


def test_a_budget_caps_the_plan_as_it_caps_the_sync(world: World) -> None:
    mirrored = world(events=1)
    mirrored.sync()
    mirrored.now += 3600
    whole = mirrored.plan(full=True)
    told = mirrored.plan(full=True, max_requests=40)
    assert (told.requests, sum(line.requests for line in told.endpoints)) == (40, 40)
    assert told.left == whole.requests - 40 > 0
    assert mirrored.sync(full=True, max_requests=40).requests == 40
