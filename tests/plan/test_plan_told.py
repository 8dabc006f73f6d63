"""The command `plan`, the plan that a run keeps, and what `status` says of it afterwards."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pytest
from plan_worlds import Mirrored, asked

from mirror.plan import Line, Plan
from mirror.status import status

World = Callable[..., Mirrored]
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def demo_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALTSPORTSDATA_API_KEY", "demo-0001")


@pytest.mark.usefixtures("demo_key")
def test_json_has_everything_a_plan_has(say: Say) -> None:
    code, out, err = say("plan", "--season", "2024", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert list(told) == [one.name for one in fields(Plan)]
    assert (told["requests"], [list(line) for line in told["endpoints"]]) == (
        146, [[one.name for one in fields(Line)]] * 4,
    )  # fmt: skip
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.usefixtures("demo_key")
def test_people_get_a_table_and_a_sum(say: Say) -> None:
    code, out, err = say("plan", "--season", "2024")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[:8] == [
        "altsportsdata  scopes  requests  minutes  estimate",
        "-------------  ------  --------  -------  --------",
        "sports              1         1      0.0",
        "events              1         1      0.0",
        "event_detail       24        24      0.0  ~",
        "heat_scores       120       120      0.0  ~",
        "hour: 100 of 100 left; this takes 146.0% of it",
        "day: 1,000 of 1,000 left; this takes 14.6% of it",
    ]
    assert lines[-2:] == [
        "~ is an estimate: scopes counted as documented for a season of 24 events",
        "~146 requests in 60.6 minutes",
    ]
    (stops,) = (line for line in lines if "exit 3" in line)
    assert stops.startswith(
        "altsportsdata: the hour limit will be spent on the way; sync stops there (exit 3)"
    )
    assert "exit 3" not in say("plan", "--season", "2024", "--wait")[1]


@pytest.mark.usefixtures("demo_key")
def test_wrong_words_end_as_they_do_for_sync(say: Say) -> None:
    assert [say("plan", *words)[0] for words in (["nobody"], ["--season", "x"], ["sportradar"])] == [2, 2, 1]
    Path("f1.db").write_text("something else")
    code, out, err = say("plan")
    assert (code, out) == (1, "")
    assert err.startswith("f1-mirror: f1.db is not a SQLite database")


def test_without_any_key_it_says_where_to_get_one(say: Say) -> None:
    code, out, err = say("plan")
    assert (code, out) == (1, "")
    assert err.startswith("f1-mirror: There is no key to sync with")


def test_a_run_keeps_its_plan_and_status_holds_it_against_what_was_sent(say: Say, world: World) -> None:
    mirrored = world(events=1)
    mirrored.sync()
    mirrored.now += 3600
    told = mirrored.plan(full=True)
    result = mirrored.sync(full=True)
    with closing(sqlite3.connect(mirrored.path)) as connection:
        runs = connection.execute("select planned, requests from mirror_runs order by id").fetchall()
        kept = json.loads(runs[-1][0])
        assert status(connection, mirrored.path)["last_run"]["estimate_error"] == 0.0
        connection.execute("update mirror_runs set requests = 4 * requests where id = 2")
        connection.commit()
        shown = status(connection, mirrored.path)["last_run"]
    assert kept["requests"] == told.requests == result.requests
    assert kept["endpoints"] == {
        provider: {name: count for (owner, name), count in asked(told).items() if owner == provider}
        for provider in ("balldontlie", "sportradar", "altsportsdata")
    }
    assert json.loads(runs[0][0])["requests"] > runs[0][1]  # it took the season to have 24 events
    assert (shown["planned"], shown["requests"], shown["estimate_error"]) == (
        told.requests, 4 * result.requests, -75.0,
    )  # fmt: skip
    lines = say("status", "--db", str(mirrored.path))[1].splitlines()
    sentence = (
        f"{told.requests:,} requests planned, {4 * result.requests:,} sent (the estimate was off by -75.0 %)"
    )
    assert lines[-1] == f"last run: {sentence}"


def test_a_run_that_was_cut_short_proves_no_estimate_wrong(world: World) -> None:
    mirrored = world(events=1)
    assert mirrored.sync(max_requests=5).code == 3
    with closing(sqlite3.connect(mirrored.path)) as connection:
        run = status(connection, mirrored.path)["last_run"]
    assert (run["planned"], run["requests"], run["estimate_error"]) == (5, 5, None)
