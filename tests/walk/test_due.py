"""When a scope is asked, asked again, and not any more."""

import tracemalloc
from typing import Any

import pytest

from mirror.catalogue import Fresh, Scope
from mirror.freshness import DAY, LADDER, after_failure, after_missing, ended, next_due
from mirror.instants import stamp, unix
from mirror.providers.balldontlie import BALLDONTLIE
from mirror.providers.sportradar import SPORTRADAR
from mirror.selection import Selection
from mirror.store import Store
from mirror.walk.due import due, is_due, listed

NOW, BEFORE, AFTER = "2025-03-20T14:05:11.000Z", "2025-03-20T14:05:10.999Z", "2025-03-20T14:05:11.001Z"
DRIVERS, EVENTS, RESULTS, LAPS, FUTURES = (
    BALLDONTLIE.by_name[name] for name in ("drivers", "events", "session_results", "lap_times", "futures")
)


def known(state: str, **more: Any) -> dict[str, Any]:
    return {"state": state, "next_due": None, "asked_at": BEFORE, "tier": None, **more}


@pytest.mark.parametrize(
    ("checkpoint", "more", "expected"),
    [
        (None, {}, True),
        (known("partial"), {}, True),
        (known("partial", next_due=AFTER), {}, True),
        (known("complete"), {}, False),  # closed
        (known("complete", next_due=AFTER), {}, False),
        (known("complete", next_due=NOW), {}, True),
        (known("complete", next_due=BEFORE), {}, True),
        (known("not_published", next_due=AFTER), {}, False),
        (known("not_published", next_due=NOW), {}, True),
        (known("quarantined", next_due=AFTER), {}, False),
        (known("quarantined", next_due=BEFORE), {}, True),
        (known("complete"), {"full_since": NOW}, True),
        (known("complete", asked_at=NOW), {"full_since": NOW}, False),  # asked in this very run
        (known("complete", asked_at=None), {"full_since": NOW}, True),
        (known("not_entitled", tier=0), {"needed": 2, "tier": 0}, False),
        (known("not_entitled", tier=0), {"needed": 2, "tier": 1}, False),
        (known("not_entitled", tier=0), {"needed": 2, "tier": 2}, True),
        (known("not_entitled", tier=2), {"needed": 2, "tier": 2}, False),  # refused with this very tier
        (known("not_entitled", tier=0), {"needed": 2, "tier": 0, "full_since": NOW}, False),
    ],
)
def test_is_due(checkpoint: dict[str, Any] | None, more: dict[str, Any], expected: bool) -> None:
    assert is_due(checkpoint, **{"now": NOW, "tier": None, **more}) is expected


@pytest.mark.parametrize("endpoint", ["events", "driver_standings"])
def test_a_season_whose_year_is_none_has_no_dates(store: Store, endpoint: str) -> None:
    with store.transaction():
        store.connection.execute("insert into balldontlie_seasons (year) values (-1), (7), (2024), (20241)")
    found = listed(store.connection, BALLDONTLIE, BALLDONTLIE.by_name[endpoint], now=NOW, laps=False)
    begins = {scope.season: scope.starts_at for scope in found if scope.season != 20241}
    assert begins == {-1: None, 7: None, 2024: "2024-01-01T00:00:00Z"}
    assert [next_due(EVENTS, scope, unix(NOW)) for scope in found if scope.season == 7] == [
        "2025-03-21T14:05:11.000Z"
    ]


START = "2025-03-16T04:00:00Z"
END = unix("2025-03-16T06:00:00Z")
RACE = Scope("summary", (), 2025, START, "2025-03-16T06:00:00Z")


def days_after_end(moment: str | None) -> float | None:
    return None if moment is None else round((unix(moment) - END) / DAY, 6)


def test_results_climb_the_ladder_and_then_are_closed() -> None:
    climbed, now = [], END
    while (again := next_due(RESULTS, RACE, now)) is not None:
        climbed.append(days_after_end(again))
        now = unix(again)
    assert climbed == list(LADDER) == [1.0, 3.0, 14.0, 45.0, 120.0]


def test_a_late_first_look_climbs_only_what_is_left() -> None:
    assert days_after_end(next_due(RESULTS, RACE, END + 13 * DAY)) == 14
    assert days_after_end(next_due(RESULTS, RACE, END + 14 * DAY)) == 45
    assert next_due(RESULTS, RACE, END + 120 * DAY) is None


def test_bulk_ends_with_its_last_rung() -> None:
    climbed, now = [], END
    while (again := next_due(LAPS, RACE, now)) is not None:
        climbed.append(days_after_end(again))
        now = unix(again)
    assert climbed[-1] is not None
    assert climbed[-1] >= LADDER[-1]
    assert len(climbed) < len(LADDER)


def test_odds_are_asked_until_the_end_and_never_after() -> None:
    assert FUTURES.fresh is Fresh.MARKET
    before = next_due(FUTURES, RACE, END - 3600)
    assert before is not None
    assert unix(before) > END - 3600
    assert next_due(FUTURES, RACE, END) is None


def test_while_it_runs_the_lifetime_of_the_answer_counts() -> None:
    summary = SPORTRADAR.by_name["summary"]
    assert next_due(summary, RACE, END - 600) == stamp(END - 600 + summary.ttl)
    assert next_due(EVENTS, RACE, END - 600) == stamp(END - 600 + 6 * 3600)


@pytest.mark.parametrize("endpoint", [DRIVERS, RESULTS, LAPS, EVENTS])
def test_lists_and_things_without_a_date_are_asked_daily(endpoint: Any) -> None:
    assert next_due(endpoint, Scope(endpoint.name), END) == stamp(END + DAY)


def test_the_end_is_told_or_four_hours_after_the_start() -> None:
    assert ended(RACE) == END
    assert ended(Scope("x", starts_at=START)) == unix(START) + 4 * 3600
    assert ended(Scope("x", starts_at=START, ends_at=START)) == unix(START) + 4 * 3600
    assert ended(Scope("x")) is None


def test_what_is_not_published_is_asked_daily_and_monthly_when_it_is_old() -> None:
    assert after_missing(RACE, END) == stamp(END + DAY)
    assert after_missing(Scope("x"), END) == stamp(END + DAY)
    assert after_missing(RACE, END + 121 * DAY) == stamp(END + 151 * DAY)


def test_failures_wait_longer_each_time_up_to_a_week() -> None:
    waits = [unix(after_failure(attempts, END)) - END for attempts in range(9)]
    assert waits == [60, 60, 600, 3600, 21600, DAY, 7 * DAY, 7 * DAY, 7 * DAY]


def test_a_mirror_that_has_nearly_everything_lists_little(store: Store) -> None:
    """What is due, in the order of the calendar; what is not due is looked at and not kept."""
    sessions, chosen = 400, Selection(("balldontlie",), named=True, seasons=None, current=False)
    with store.transaction():
        store.connection.execute("insert into balldontlie_seasons (year) values (2024)")
        store.connection.execute("insert into balldontlie_events (id, season) values (1, 2024)")
        store.connection.executemany(
            "insert into balldontlie_sessions (id, event_id, type, date) values (?, 1, 'Race', ?)",
            [(n, START) for n in range(1, sessions + 1)],
        )
    done, half = {"state": "complete", "asked_at": BEFORE}, {"state": "partial", "asked_at": BEFORE}
    for endpoint in BALLDONTLIE.endpoints:
        scopes = listed(store.connection, BALLDONTLIE, endpoint, now=NOW, laps=False)
        parts = [s._replace(params=(*s.params, ("driver_ids[]", "9")), part_of=s.text) for s in scopes]
        store.check("balldontlie", [(scope, done) for scope in scopes])
        store.check("balldontlie", [(part, half) for part in parts if part.params[:-1]])
    store.connection.execute(
        "delete from mirror_checkpoints where endpoint = 'lap_times' and scope = 'session_ids[]=5'"
    )
    fourth = Scope("lap_times", (("session_ids[]", "4"),), 2024, START)
    store.check("balldontlie", [(fourth, half), (fourth._replace(endpoint="pit_stops"), half)])
    tracemalloc.start()
    try:
        found = due(store.connection, BALLDONTLIE, chosen, now=NOW, tier=None, began=NOW)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    told = {name: [(s, c and c["state"]) for s, c in several] for name, several in found.items()}
    fifth = fourth._replace(params=(("session_ids[]", "5"),))
    assert told == {endpoint.name: [] for endpoint in BALLDONTLIE.endpoints} | {
        "pit_stops": [(fourth._replace(endpoint="pit_stops"), "partial")],
        "lap_times": [(fourth, "partial"), (fifth, None)],
    }
    assert peak < 3_000 * sessions  # bytes: the list itself, and not one like it for every endpoint
