"""A race weekend: calm, live at the lifetime of the answers, one look after the end, calm again."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from weekend import Weekend, at

from mirror.sandbox import Fault
from mirror.status import status

LIVE = {
    "session_results", "session_timing_stats", "pit_stops", "session_weather", "track_status", "tire_stints",
    "race_control_messages", "position_history", "lap_times",
}  # fmt: skip


def ask(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


def test_balldontlie_from_calm_to_live_and_back(weekend: Weekend) -> None:
    weekend.run("2026-03-07 14:30", "2026-03-08 10:00", "balldontlie")
    # Calm: the first round brings what there is, the others find nothing to ask.
    first, *calm = weekend.between("2026-03-07 14:30", "2026-03-07 17:00:01")
    assert first[0]["sent"] == sum(first[1].values()) > 30
    assert [sum(asked.values()) for _, asked in calm] == [0] * len(calm)
    assert 2 <= len(calm) <= 3
    # The race is under way for two hours and is taken to be so for four: each fact once in 300 seconds.
    racing = weekend.between("2026-03-07 17:00:01", "2026-03-07 19:00")
    assert [at(event["at"][:19]) for event, _ in racing] == [
        at("2026-03-07 17:00:01") + 300 * n for n in range(24)
    ]
    assert {frozenset(asked.items()) for _, asked in racing} == {frozenset(Counter(LIVE).items())}
    assert {tuple(event["live"]) for event, _ in racing} == {("balldontlie",)}
    # Provisional: it is over, its rows are there, and may still change.
    provisional = weekend.between("2026-03-07 19:00", "2026-03-07 21:00")
    assert len(provisional) == 24
    assert all(asked.keys() == LIVE for _, asked in provisional)
    race = 2 * 5  # the second round's fifth session
    [(rows,)] = ask(
        weekend.path,
        "select count(*) from balldontlie_session_results join balldontlie_sessions s on s.id = session_id where s.date like ?",
        "2026-03-07T17:00%",
    )
    assert rows == 2 * race
    # One look after the end of the four hours; then nothing of it until the first rung of the ladder.
    last, *after = weekend.between("2026-03-07 21:00", "2026-03-08 10:00")
    assert last[1].keys() == LIVE
    assert {name for _, asked in after for name in asked} <= {"drivers", "teams", "circuits", "seasons", "events", "sessions",
                                                               "driver_standings", "team_standings", "futures"}  # fmt: skip
    assert all(event["live"] == [] for event, _ in after)
    # One run, whose heart beat to its end.
    [(command, requests, beat, ended, code)] = ask(
        weekend.path, "select command, requests, heartbeat_at, ended_at, exit_code from mirror_runs"
    )
    assert (command, code, beat) == ("worker", 0, ended)
    assert requests == len(weekend.box.seen)


def test_altsportsdata_looks_so_rarely_that_the_share_lasts(weekend: Weekend) -> None:
    # Ten an hour, two of them for a heat that lasts the whole hour: one look in half an hour instead of in five minutes.
    weekend.run("2026-03-07 10:00", "2026-03-07 19:00", "altsportsdata", altsportsdata_requests_per_hour=10)
    racing = weekend.between("2026-03-07 17:00:01", "2026-03-07 19:00")
    looks = [at(event["at"][:19]) for event, asked in racing if asked["heat"]]
    assert len(looks) == 4
    assert min(b - a for a, b in zip(looks, looks[1:], strict=False)) >= 1_800


def test_calm_work_leaves_the_share_to_the_session_to_come(weekend: Weekend) -> None:
    # Ten requests an hour, half of them for a race that begins in half an hour.
    weekend.run(
        "2026-03-07 16:30", "2026-03-07 17:20", "altsportsdata",
        altsportsdata_requests_per_hour=10, f1_mirror_live_share=0.5,
    )  # fmt: skip
    before = [one for event, one in weekend.between("2026-03-07 16:30", "2026-03-07 17:00:01")]
    # Until its schedule has come, nobody knows of the race; from then on five are left for it.
    assert sum(sum(asked.values()) for asked in before) <= 10
    racing = weekend.between("2026-03-07 17:00:01", "2026-03-07 17:20")
    assert sum(sum(asked.values()) for _, asked in racing) <= 5


@pytest.mark.parametrize(
    ("kind", "state", "pauses"),
    [("401", "refused", [3600.0, 3600.0]), ("down", "down", [60.0, 600.0, 3600.0])],
)
def test_a_provider_in_trouble_is_tried_again_and_ends_nothing(
    weekend: Weekend, kind: str, state: str, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "down":
        monkeypatch.setattr("weekend.configured", _nobody_there(weekend))
    else:
        weekend.box.add(Fault(kind, provider="sportradar", times=-1))
    weekend.run("2026-03-07 10:00", "2026-03-07 13:00", "sportradar", "altsportsdata")
    tried = [event for event in weekend.rounds if "sportradar" in event["asked"]]
    assert {event["providers"]["sportradar"]["state"] for event in tried} == {state}
    moments = [at(event["at"][:19]) for event in tried]
    took = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]
    assert all(pause <= real < pause + 60 for pause, real in zip(pauses, took, strict=False))
    assert len(took) >= 2
    assert weekend.rounds[0]["providers"]["altsportsdata"] == {"state": "complete"}
    [(code, note)] = ask(weekend.path, "select exit_code, note from mirror_runs")
    assert code == 0
    assert "next at" in note


def _nobody_there(weekend: Weekend) -> Any:
    from weekend import configured

    def settings(url: str, *providers: str, **changes: Any) -> Any:
        return configured(url, *providers, **changes, sportradar_base_url="http://127.0.0.1:9")

    return settings


def test_status_tells_of_a_worker_alive_and_dead(weekend: Weekend) -> None:
    found: list[Any] = []

    def look(event: Any) -> None:
        with closing(sqlite3.connect(weekend.path)) as connection:
            now = at(event["at"][:19])
            found.extend(
                status(connection, weekend.path, now=now + later)["worker"]["alive"] for later in (60, 600)
            )

    weekend.run("2026-03-07 10:00", "2026-03-07 11:30", "altsportsdata", meanwhile=look)
    assert found[:2] == [True, False]
    with closing(sqlite3.connect(weekend.path)) as connection:
        worker = status(connection, weekend.path, now=at("2026-03-07 11:30"))["worker"]
    assert worker is not None
    assert (worker["alive"], worker["ended_at"]) == (False, "2026-03-07T11:30:00.000Z")


def test_a_clock_that_is_set_wakes_everybody(weekend: Weekend) -> None:
    """See `test_worker_clock`: here only that a provider does not sleep until a moment that is a year away."""
    weekend.run("2026-03-07 10:00", "2026-03-07 12:30", "altsportsdata", every=600.0)
    assert [at(event["at"][:19]) - at("2026-03-07 10:00") for event in weekend.rounds] == [
        600.0 * n for n in range(15)
    ]
