"""What a poorer answer, a later season, a disqualification, a move and a merger do to the rows that are there."""

import json
from typing import Any

from mirror.catalogue import Scope
from mirror.http import Request
from mirror.providers import PROVIDERS
from mirror.store import Settled, Store
from tests.conformance.rows import NOW, dumped

RACE = "sr:stage:3"
TEAM_A, TEAM_B = {"id": "sr:competitor:91", "name": "A"}, {"id": "sr:competitor:92", "name": "B"}
DRIVER = {"id": "sr:competitor:1", "name": "Norris, Lando"}
Object = dict[str, Any]


def tell(store: Store, endpoint: str, content: Any, *, provider: str = "sportradar", **asked: str) -> int:
    """Commits one answer; returns how many rows it changed."""
    known = PROVIDERS[provider].by_name[endpoint]
    scope = Scope(endpoint, tuple(asked.items()))
    page = known.shape(known, json.dumps(content).encode(), (scope,))
    assert page.drift == []
    number = store.leaving(Request(provider, endpoint, "/"), (scope,), NOW)
    return store.settle(provider, endpoint, NOW, Settled(number, "rows", 200), page=page)


def race(*competitors: Object, **about: Any) -> Object:
    return {"stage": {"id": RACE, "type": "race", "competitors": list(competitors), **about}}


def summary(store: Store, *competitors: Object, **about: Any) -> int:
    return tell(store, "summary", race(*competitors, **about), stage_id=RACE)


def results(store: Store) -> list[Object]:
    return [
        {k: v for k, v in row.items() if k != "stage_id"}
        for row in dumped(store.connection)["sportradar_stage_results"]
    ]


def test_absence_erases_nothing_that_is_said_about_a_thing(store: Store) -> None:
    venue = {"id": "sr:venue:1", "name": "Albert Park", "capacity": 125000}
    full = DRIVER | {
        "nationality": "Great Britain",
        "team": TEAM_A | {"nationality": "Austria"},
        "result": {"position": 1},
    }
    summary(store, full, description="Race", venue=venue, laps=57)
    before = dumped(store.connection)
    poor = {"id": DRIVER["id"], "result": {"position": 1}}
    assert summary(store, poor, venue={"id": "sr:venue:1"}) == 0
    assert dumped(store.connection) == before
    assert before["sportradar_stages"] == [
        {"id": RACE, "type": "race", "description": "Race", "laps": 57, "venue_id": "sr:venue:1"}
    ]
    assert before["sportradar_venues"] == [venue]
    assert before["sportradar_competitors"] == [DRIVER | {"nationality": "Great Britain"}]
    assert before["sportradar_teams"] == [TEAM_A | {"nationality": "Austria"}]
    assert results(store) == [{"competitor_id": DRIVER["id"], "team_id": TEAM_A["id"], "position": 1}]


def test_what_is_said_again_counts(store: Store) -> None:
    summary(store, DRIVER | {"team": TEAM_A})
    assert summary(store, DRIVER | {"name": "Norris, L.", "team": TEAM_A | {"name": "A Racing"}}) == 2
    tables = dumped(store.connection)
    assert [tables["sportradar_competitors"], tables["sportradar_teams"]] == [
        [DRIVER | {"name": "Norris, L."}],
        [TEAM_A | {"name": "A Racing"}],
    ]


def test_a_result_is_whole(store: Store) -> None:
    result = {"position": 1, "points": 25, "time": "1:42:06.304", "status": "Finished"}
    summary(store, DRIVER | {"team": TEAM_A, "result": result})
    assert results(store) == [
        {"competitor_id": DRIVER["id"], "team_id": TEAM_A["id"], "time_ms": 6_126_304, **result}
    ]
    assert summary(store, DRIVER | {"result": {"status": "Disqualified"}}) == 1
    assert results(store) == [
        {"competitor_id": DRIVER["id"], "team_id": TEAM_A["id"], "status": "Disqualified"}
    ]


def test_a_list_without_results_leaves_them_alone(store: Store) -> None:
    summary(store, DRIVER | {"team": TEAM_A, "result": {"position": 1}})
    assert summary(store, DRIVER | {"team": TEAM_A}) == 0
    assert results(store) == [{"competitor_id": DRIVER["id"], "team_id": TEAM_A["id"], "position": 1}]


def test_a_team_named_for_the_first_time_fills_the_gap(store: Store) -> None:
    summary(store, DRIVER | {"result": {"position": 1}})
    assert results(store) == [{"competitor_id": DRIVER["id"], "position": 1}]
    summary(store, DRIVER | {"team": TEAM_A, "result": {"position": 1}})
    assert results(store) == [{"competitor_id": DRIVER["id"], "team_id": TEAM_A["id"], "position": 1}]


def test_a_driver_who_moved_goes_on_in_the_same_row(store: Store) -> None:
    summary(store, DRIVER | {"team": TEAM_A, "result": {"position": 1}})
    summary(store, DRIVER | {"team": TEAM_B, "result": {"position": 2}})
    assert results(store) == [{"competitor_id": DRIVER["id"], "team_id": TEAM_B["id"], "position": 2}]


def test_a_driver_of_two_teams_in_one_season_has_two_rows(store: Store) -> None:
    both = (
        DRIVER | {"team": TEAM_A, "result": {"points": 10}},
        DRIVER | {"team": TEAM_B, "result": {"points": 4}},
    )
    summary(store, *both)
    expected = [
        {"competitor_id": DRIVER["id"], "team_id": TEAM_A["id"], "points": 10},
        {"competitor_id": DRIVER["id"], "team_id": TEAM_B["id"], "points": 4},
    ]
    assert results(store) == expected
    assert summary(store, *both) == 0
    assert results(store) == expected


def test_drivers_listed_under_their_team_belong_to_it(store: Store) -> None:
    team = TEAM_A | {"result": {"points": 43}, "competitors": [DRIVER | {"result": {"points": 25}}]}
    summary(store, teams=[team])
    assert results(store) == [
        {"team_id": TEAM_A["id"], "points": 43},
        {"competitor_id": DRIVER["id"], "team_id": TEAM_A["id"], "points": 25},
    ]


def test_a_stage_at_several_levels_of_detail_is_one_row(store: Store) -> None:
    deep = race(
        status="Closed",
        parents=[{"id": "sr:stage:2", "type": "event", "parents": [{"id": "sr:stage:1", "type": "season"}]}],
    )
    tell(store, "summary", deep, stage_id=RACE)
    tell(
        store,
        "schedule",
        {"stages": [{"id": "sr:stage:2", "stages": [{"id": RACE, "description": "Race"}]}]},
        stage_id="sr:stage:1",
    )
    assert dumped(store.connection)["sportradar_stages"] == [
        {"id": "sr:stage:1", "type": "season"},
        {"id": "sr:stage:2", "parent_id": "sr:stage:1", "type": "event"},
        {"id": RACE, "parent_id": "sr:stage:2", "type": "race", "description": "Race", "status": "Closed"},
    ]


def test_a_merger_keeps_both_names_known(store: Store) -> None:
    summary(store, DRIVER)
    mapping = {"retained_id": "sr:competitor:5", "merged_id": DRIVER["id"], "name": "Norris, L."}
    tell(store, "merge_mappings", {"mappings": [mapping]})
    tables = dumped(store.connection)
    assert tables["sportradar_merge_mappings"] == [mapping]
    assert [row["id"] for row in tables["sportradar_competitors"]] == [DRIVER["id"], "sr:competitor:5"]
    tell(store, "merge_mappings", {"mappings": [], "generated_at": "2025-03-27T00:00:00+00:00"})
    assert dumped(store.connection)["sportradar_merge_mappings"] == [mapping]


def test_a_list_of_events_leaves_their_details_alone(store: Store) -> None:
    detail = {
        "id": "f1:1",
        "name": "Bahrain",
        "eventNumber": 4,
        "rounds": [{"id": "r", "heats": [{"id": "h", "heatName": "Race"}]}],
    }
    tell(store, "event_detail", detail, provider="altsportsdata", event_id="f1:1")
    before = dumped(store.connection)
    assert before["altsportsdata_heats"] == [
        {"event_id": "f1:1", "heat_id": "h", "name": "Race", "round_id": "r"}
    ]
    assert tell(store, "events", [{"id": "f1:1", "name": "Bahrain"}], provider="altsportsdata") == 0
    assert tell(store, "heat_scores", [], provider="altsportsdata", event_id="f1:1", heat_id="h") == 0
    assert dumped(store.connection) == before


def test_a_key_in_another_spelling_is_the_same_key(store: Store) -> None:
    teams = PROVIDERS["balldontlie"].by_name["teams"]
    answer = {"data": [{"id": "7", "name": "A"}, {"id": "seven", "name": "B"}, {"id": "9" * 30, "name": "C"}]}
    page = teams.shape(teams, json.dumps(answer | {"meta": {"per_page": 100}}).encode(), (Scope("teams"),))
    number = store.leaving(Request("balldontlie", "teams", "/"), (Scope("teams"),), NOW)
    store.settle("balldontlie", "teams", NOW, Settled(number, "rows", 200), page=page)
    [row] = dumped(store.connection)["balldontlie_teams"]
    assert row == {"id": 7, "name": "A", "extra": '{"id":"7"}'}
    assert [(drift.path, drift.kind, drift.count) for drift in page.drift if drift.path == "id"] == [
        ("id", "type", 3),
        ("id", "missing", 2),
    ]
