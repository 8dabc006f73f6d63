"""A race weekend: calm, live at the lifetime of the answers, one look after the end, calm again."""

import sqlite3
from contextlib import closing
from itertools import pairwise
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
    weekend.run("2026-03-07 14:30", "2026-03-08 20:00", "balldontlie")
    # Calm: the first round brings what there is, the others find nothing to ask.
    first, *calm = weekend.between("2026-03-07 14:30", "2026-03-07 17:00:01")
    assert first[0]["sent"] == sum(first[1].values()) > 30
    assert [sum(asked.values()) for _, asked in calm] == [0] * len(calm)
    assert 2 <= len(calm) <= 3
    # The race is under way for two hours and taken to be so for four: each fact once in its lifetime of 300 seconds.
    [(race,)] = ask(weekend.path, "select id from balldontlie_sessions where date like '2026-03-07T17:00%'")
    racing = weekend.looks(race, "2026-03-07 17:00:01", "2026-03-07 19:00")
    assert [moment for moment, _ in racing] == [at("2026-03-07 17:00:01") + 300 * n for n in range(24)]
    assert [dict(asked) for _, asked in racing] == [dict.fromkeys(LIVE, 1)] * 24
    assert all(event["live"] for event, _ in weekend.between("2026-03-07 17:00:01", "2026-03-07 21:00"))
    # Provisional: it is over, its rows are there, and may still change.
    provisional = weekend.looks(race, "2026-03-07 19:00", "2026-03-07 21:00")
    assert [asked.keys() for _, asked in provisional] == [LIVE] * 24
    assert ask(
        weekend.path, "select count(*) from balldontlie_session_results where session_id = ?", race
    ) == [(22,)]
    # One look after the end of the four hours, then none until the first rung of the ladder, a day later.
    assert [moment for moment, _ in weekend.looks(race, "2026-03-07 21:00", "2026-03-08 20:00")] == [
        at("2026-03-07 21:00:01")
    ]
    assert not any(event["live"] for event, _ in weekend.between("2026-03-07 21:00:01", "2026-03-08 20:00"))
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
    assert min(b - a for a, b in pairwise(looks)) >= 1_800


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
    weekend: Weekend, kind: str, state: str, pauses: list[float]
) -> None:
    changes = {}
    if kind == "down":
        changes = {"sportradar_base_url": "http://127.0.0.1:9"}  # nobody listens there
    else:
        weekend.box.add(Fault(kind, provider="sportradar", times=-1))
    weekend.run("2026-03-07 10:00", "2026-03-07 13:00", "sportradar", "altsportsdata", **changes)
    tried = [event for event in weekend.rounds if "sportradar" in event["asked"]]
    assert {event["providers"]["sportradar"]["state"] for event in tried} == {state}
    moments = [at(event["at"][:19]) for event in tried]
    took = [later - earlier for earlier, later in pairwise(moments)]
    assert all(pause <= real < pause + 60 for pause, real in zip(pauses, took, strict=False))
    assert len(took) >= 2
    assert weekend.rounds[0]["providers"]["altsportsdata"] == {"state": "complete"}
    [(code, note)] = ask(weekend.path, "select exit_code, note from mirror_runs")
    assert code == 0
    assert "next at" in note


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


def test_nothing_due_is_looked_for_as_often_as_told(weekend: Weekend) -> None:
    weekend.run("2026-03-07 10:00", "2026-03-07 12:30", "altsportsdata", every=600.0)
    assert [at(event["at"][:19]) - at("2026-03-07 10:00") for event in weekend.rounds] == [
        600.0 * n for n in range(15)
    ]


def test_a_clock_set_back_by_a_day_keeps_nobody_waiting_for_a_day(weekend: Weekend) -> None:
    weekend.run(
        "2026-03-07 10:00", "2026-03-07 14:00", "altsportsdata", set_back=("2026-03-07 11:30", 86_400.0)
    )  # fmt: skip
    told = [at(event["at"][:19]) - at("2026-03-07 10:00") for event in weekend.rounds]
    assert told[:4] == [0.0, 3600.0, 5400.0 - 86_400.0, 9000.0 - 86_400.0]


def test_what_nobody_has_a_key_for_is_said_once(weekend: Weekend) -> None:
    weekend.run("2026-03-07 10:00", "2026-03-07 11:30", "altsportsdata", named=False)
    assert [event["provider"] for event in weekend.skipped] == ["balldontlie", "sportradar"]
    assert all(event["asked"] == ["altsportsdata"] for event in weekend.rounds)
