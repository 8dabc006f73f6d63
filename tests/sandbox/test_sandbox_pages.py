"""BALLDONTLIE's pages: cursors that enumerate or lose rows as intended, filters, refusals."""

from collections import Counter
from dataclasses import replace

import pytest

FACTS = "lap_times?session_ids[]=1770&per_page=100"
POSITIONS = "position_history?session_ids[]=1770&per_page=100"


def ids(pages):
    return [row["id"] for page in pages for row in page]


@pytest.mark.parametrize("per_page", [100, 37, 7])
@pytest.mark.parametrize(
    "endpoint", ["lap_times", "position_history", "race_control_messages", "tire_stints"]
)
def test_keyset_returns_each_row_once(ask, endpoint, per_page):
    found = ids(ask.walk(f"{endpoint}?session_ids[]=1770&per_page={per_page}"))
    reference = ids(ask.walk(f"{endpoint}?session_ids[]=1770&per_page=100"))
    assert found == reference
    assert max(Counter(found).values()) == 1


def test_ids_do_not_come_in_the_order_of_the_answer(ask):
    for endpoint in (
        "lap_times",
        "position_history",
        "tire_stints",
        "session_results",
        "session_timing_stats",
    ):
        found = ids(ask.walk(f"{endpoint}?session_ids[]=1770&per_page=100"))
        assert found != sorted(found), endpoint
    found = ids(ask.walk("qualifying_results?session_ids[]=1769&per_page=100"))
    assert found != sorted(found)


@pytest.mark.parametrize("target", [FACTS, POSITIONS, "tire_stints?session_ids[]=1770&per_page=10"])
def test_id_gt_loses_rows(ask, box, target):
    every = set(ids(ask.walk(target)))
    box.switches = replace(box.switches, cursor_mode="id_gt")
    found = ids(ask.walk(target))
    assert set(found) < every


def test_id_gt_follows_lists_that_come_newest_first(ask, box):
    every = ids(ask.walk("sessions?per_page=4"))
    box.switches = replace(box.switches, cursor_mode="id_gt")
    assert ids(ask.walk("sessions?per_page=4")) == every == sorted(every, reverse=True)


def test_id_lt_walks_downwards_whatever_the_order(ask, box):
    box.switches = replace(box.switches, cursor_mode="id_lt")
    first, second = ask.walk("drivers?per_page=10", pages=2)
    assert [row["id"] for row in first] == list(range(21956, 21966))
    assert [row["id"] for row in second] == list(range(21956, 21965))
    assert ids(ask.walk("events?per_page=2")) == [354, 353, 332]


def test_keyset_nontotal_shuffles_ties_at_every_request(ask, box):
    every = set(ids(ask.walk(FACTS)))
    box.switches = replace(box.switches, cursor_mode="keyset_nontotal")
    walks = [ids(ask.walk(FACTS)) for _ in range(3)]
    assert len({tuple(walk) for walk in walks}) == 3
    assert all(set(walk) <= every for walk in walks)
    assert any(set(walk) != every for walk in walks)
    laps = [row["lap_number"] for page in ask.walk(FACTS) for row in page]
    assert laps == sorted(laps)


def test_last_page_has_no_cursor_and_a_full_one_may_have(ask, box):
    assert ask.balldontlie("seasons?per_page=3").json()["meta"] == {"per_page": 3}
    box.switches = replace(box.switches, full_last_page_cursor=True)
    assert ask.balldontlie("seasons?per_page=3").json()["meta"] == {"next_cursor": 2024, "per_page": 3}
    assert ask.balldontlie("seasons?per_page=3&cursor=2024").json() == {"data": [], "meta": {"per_page": 3}}
    box.switches = replace(box.switches, next_cursor_null=True, prev_cursor="null")
    meta = ask.balldontlie("seasons?per_page=4").json()["meta"]
    assert meta == {"next_cursor": None, "prev_cursor": None, "per_page": 4}


def test_per_page(ask, box):
    assert ask.balldontlie("drivers").json()["meta"]["per_page"] == 25
    assert ask.balldontlie("drivers?per_page=101").status == 400
    assert ask.balldontlie("drivers?per_page=0").status == 400
    assert ask.balldontlie("drivers?per_page=ten").json() == {"error": "per_page must be an integer"}
    box.switches = replace(box.switches, per_page_over_100="clamp")
    assert ask.balldontlie("drivers?per_page=500").json()["meta"]["per_page"] == 100


@pytest.mark.parametrize(
    ("target", "missing"),
    [
        ("lap_times", "session_ids[]"),
        ("position_history", "session_ids[]"),
        ("driver_standings", "season"),
        ("team_standings", "season"),
    ],
)
def test_required_parameters(ask, target, missing):
    answer = ask.balldontlie(target)
    assert (answer.status, answer.json()) == (400, {"error": f"{missing} is required"})


def test_a_cursor_nobody_gave_is_refused(ask):
    answer = ask.balldontlie(FACTS + "&cursor=5")
    assert (answer.status, answer.json()) == (400, {"error": "cursor is not valid"})


def test_unknown_ids_are_no_rows_and_unknown_parameters_nothing(ask):
    assert ask.balldontlie("lap_times?session_ids[]=1").json() == {"data": [], "meta": {"per_page": 25}}
    assert ask.balldontlie("seasons?per_page=5&colour=red").status == 200


def test_filters_narrow_what_they_name(ask):
    laps = ask.balldontlie("lap_times?session_ids[]=1770&driver_ids[]=21957&lap_number=2").json()["data"]
    assert [(row["driver"]["id"], row["lap_number"], row["lap_time_ms"]) for row in laps] == [
        (21957, 2, 108349)
    ]
    flags = ask.walk("race_control_messages?session_ids[]=1770&category=Flag&flag=YELLOW&per_page=100")
    assert {(row["category"], row["flag"]) for page in flags for row in page} == {("Flag", "YELLOW")}
    status = ask.walk("track_status?session_ids[]=1770&status=AllClear")
    assert {row["status"] for page in status for row in page} == {"AllClear"}
    sessions = ask.balldontlie("sessions?event_ids[]=354&type=Race").json()["data"]
    assert [row["id"] for row in sessions] == [1770]
    events = ask.balldontlie("events?season=2024&status=Completed").json()["data"]
    assert [row["id"] for row in events] == [354, 353, 332]
    assert [row["last_name"] for row in ask.balldontlie("drivers?search=h%C3%9CLKEN").json()["data"]] == [
        "Hülkenberg"
    ]
    assert {row["country_code"] for row in ask.balldontlie("drivers?country_code=NL").json()["data"]} == {
        "NED"
    }
    assert [row["id"] for row in ask.balldontlie("circuits?country_code=UAE").json()["data"]] == [330]
    assert [row["id"] for row in ask.balldontlie("teams?team_ids[]=806&team_ids[]=811").json()["data"]] == [
        806,
        811,
    ]


def test_several_sessions_are_sorted_together(ask):
    rows = ask.walk("session_results?session_ids[]=1770&session_ids[]=1765&per_page=7")
    positions = [row["position"] or 99 for page in rows for row in page]
    assert positions == sorted(positions)
    assert {row["session"]["id"] for page in rows for row in page} == {1770, 1765}


def test_too_many_ids_turn_the_filter_off(ask, box):
    box.switches = replace(box.switches, array_limit=2)
    two = ask.walk("session_results?session_ids[]=1770&session_ids[]=1765&per_page=100")
    assert {row["session"]["id"] for page in two for row in page} == {1770, 1765}
    three = ask.walk("session_results?session_ids[]=1770&session_ids[]=1765&session_ids[]=1764&per_page=100")
    assert len({row["session"]["id"] for page in three for row in page}) == 15


@pytest.mark.parametrize(
    ("value", "expected"), [("empty", (200, 0)), ("404", (404, None)), ("all", (200, 3))]
)
def test_events_of_a_season_without_any(ask, box, value, expected):
    box.switches = replace(box.switches, unknown_season_events=value)
    answer = ask.balldontlie("events?season=1999")
    rows = len(answer.json()["data"]) if answer.status == 200 else None
    assert (answer.status, rows) == expected


def test_futures_know_their_event_and_may_come_in_one_piece(ask, box):
    race = ask.walk("odds/futures?event_ids[]=354&per_page=7")
    assert {row["market_type"] for page in race for row in page} == {
        "race_winner",
        "race_winning_constructor",
    }
    only = ask.balldontlie("odds/futures?event_ids[]=354&market_type=race_winning_constructor").json()["data"]
    assert [sorted(row["subject"]) for row in only] == [["team", "type"]] * 10
    box.switches = replace(box.switches, futures_paginated=False)
    answer = ask.balldontlie("odds/futures?per_page=3").json()
    assert list(answer) == ["data"]
    assert len(answer["data"]) == 4 * 30


def test_insert_delete_and_change_happen_when_a_walk_goes_on(ask, box):
    every = ids(ask.walk(FACTS))
    box.switches = replace(box.switches, mutation="insert")
    assert ids(ask.walk(FACTS)) == every[1:]
    assert ids(ask.walk(FACTS)) == every
    box.switches = replace(box.switches, mutation="delete")
    assert ids(ask.walk(FACTS)) == every
    assert ids(ask.walk(FACTS)) == every[1:]
    box.switches = replace(box.switches, mutation="change")
    before = ask.walk(FACTS)[0][0]
    after = ask.walk(FACTS)[0][0]
    changed = {"lap_time": "1:49.881", "lap_time_ms": 109881}
    assert after == {**before, **changed} != before
