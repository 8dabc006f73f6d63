"""Every Sportradar question answers what the provider answers over HTTP to the same parameters, field by field."""

import json
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest

from mirror import Mirror
from mirror.reading.resources import SPORTRADAR
from mirror.reading.sportradar import StageResult
from mirror.sandbox import Sandbox

Object = dict[str, Any]
Ask = Callable[[str], Object]

TREE = ("stages", "parents", "competitors", "teams", "venue", "category", "sport")
SPORT = "sr:stage:7668"
TWINS = {  # what the mirror works out from a text beside it
    "time_ms", "time_gap_ms", "time_laps_down", "fastest_lap_time_ms", "fastest_lap_gap_ms", "gap_to_leader_ms",
    "gap_to_leader_laps", "interval_to_position_ahead_ms", "interval_to_position_ahead_laps",
}  # fmt: skip
KEYS = ("stage_id", "competitor_id", "team_id")


@pytest.fixture(scope="session")
def tell(box: Sandbox) -> Ask:
    """What Sportradar answers to a path."""
    told: dict[str, Object] = {}

    def asked(path: str) -> Object:
        if path not in told:
            request = urllib.request.Request(
                f"{box.url}/formula1/trial/v2/en/{path}.json", headers={"x-api-key": "sandbox-sportradar"}
            )
            with urllib.request.urlopen(request) as reply:
                told[path] = json.load(reply)
        return told[path]

    return asked


@pytest.fixture(scope="session")
def tree(tell: Ask) -> dict[str, Object]:
    """Every stage below the sport with the id of its parent, as the summaries tell it from above and by itself."""
    found: dict[str, Object] = {}

    def walk(stage: Object, parent: str) -> None:
        if stage["type"] != "lap":
            stage = tell(f"sport_events/{stage['id']}/summary")["stage"]
        found[stage["id"]] = {**stage, "parent_id": parent}
        for child in stage.get("stages", []):
            walk(child, stage["id"])

    for season in tell("seasons")["stages"]:
        walk(season, SPORT)
    return found


def ids(tree: Mapping[str, Object], *types: str) -> list[str]:
    return [id_ for id_, stage in tree.items() if stage["type"] in types]


def same(told: Any, held: Any) -> bool:
    """Whether a field is as the provider told it; moments may be spelt otherwise, lists are held as JSON."""
    if isinstance(told, list):
        return bool(json.loads(held) == told)
    if isinstance(told, str) and isinstance(held, str) and told != held and "T" in told:
        return datetime.fromisoformat(told) == datetime.fromisoformat(held)
    return bool(told == held)


def differing(told: Mapping[str, Any], row: Mapping[str, Any], skip: tuple[str, ...] = ()) -> Object:
    """The fields that the row has otherwise than the provider told them."""
    return {
        name: (value, row.get(name))
        for name, value in told.items()
        if name not in skip and not same(value, row.get(name))
    }


def compared(told: list[Object], rows: list[Object], key: str, skip: tuple[str, ...] = TREE) -> None:
    """The same rows, and every field that was told."""
    by_key = {row[key]: row for row in rows}
    assert len(by_key) == len(rows)
    assert by_key.keys() == {one[key] for one in told}
    assert {one[key]: differing(one, by_key[one[key]], skip) for one in told} == {
        one[key]: {} for one in told
    }


def flat(stages: list[Object]) -> Iterator[Object]:
    for stage in stages:
        yield stage
        yield from flat(stage.get("stages", []))


def test_seasons(m: Mirror, tell: Ask) -> None:
    told = tell("seasons")["stages"]
    rows = m.sportradar.seasons().dicts()
    assert [row["id"] for row in rows] == [one["id"] for one in told] != []
    compared(told, rows, "id")


@pytest.mark.parametrize("level", ["sport", "season", "event", "qualifying", "race"])
def test_schedule(m: Mirror, tell: Ask, tree: dict[str, Object], level: str) -> None:
    stages = [SPORT] if level == "sport" else ids(tree, level)
    for stage_id in stages:
        told = list(flat(tell(f"sport_events/{stage_id}/schedule")["stages"]))
        rows = m.sportradar.schedule(stage_id).dicts()
        compared(told, rows, "id")
        assert bool(rows) is (level != "race")
        assert [row["scheduled"] for row in rows] == sorted(
            (row["scheduled"] for row in rows), key=lambda at: at or "~"
        )
        venues = {one["id"]: one["venue"] for one in told if "venue" in one}
        assert {row["id"]: row["venue_id"] for row in rows if row["venue_id"] is not None} == {
            stage: venue["id"] for stage, venue in venues.items()
        }
        for venue in venues.values():
            compared([venue], m.sportradar.venues(id=venue["id"]).dicts(), "id", ())
    several = m.sportradar.schedule(stages).dicts()
    assert {row["id"] for row in several} == {
        one["id"] for id_ in stages for one in flat(tell(f"sport_events/{id_}/schedule")["stages"])
    }


def told_results(stage: Object) -> list[Object]:
    """The rows that a summary's competitors and teams are, with every field of a result, absent ones as None."""
    fields = StageResult.COLUMNS.keys() - TWINS - {*KEYS, "extra", "removed_at"}
    found = []
    for name in ("competitors", "teams"):
        for one in stage.get(name, []):
            result = one.get("result", {})
            assert result.keys() <= fields
            person = name == "competitors"
            key = (
                stage["id"],
                one["id"] if person else None,
                one.get("team", {}).get("id") if person else one["id"],
            )
            found.append(
                dict(zip(KEYS, key, strict=True)) | {field: result.get(field) for field in sorted(fields)}
            )
    return found


def without_twins(rows: list[Object]) -> list[Object]:
    return [
        {name: value for name, value in row.items() if name not in {*TWINS, "extra", "removed_at"}}
        for row in rows
    ]


def in_order(rows: list[Object]) -> list[Object]:
    """Drivers first, then teams; by position, those without one last; then by id."""
    return sorted(
        rows,
        key=lambda row: (
            row["competitor_id"] is None,
            row["position"] is None,
            row["position"] or 0,
            row["competitor_id"] or "",
            row["team_id"] or "",
        ),
    )


@pytest.mark.parametrize("level", ["season", "event", "practice", "qualifying", "qualifying_part", "race"])
def test_summary(m: Mirror, tell: Ask, tree: dict[str, Object], level: str) -> None:
    stages = ids(tree, level)
    assert stages
    for stage_id in stages:
        stage = tell(f"sport_events/{stage_id}/summary")["stage"]
        told = in_order(told_results(stage))
        assert without_twins(m.sportradar.summary(stage_id).dicts()) == told != []
        compared([stage], m.sportradar.stages(id=stage_id).dicts(), "id")
        compared(stage.get("stages", []), m.sportradar.stages(parent_id=stage_id).dicts(), "id")
        drivers = [{**one, "team": None, "result": None} for one in stage["competitors"]]
        compared(
            drivers,
            m.sportradar.competitors(id=[one["id"] for one in drivers]).dicts(),
            "id",
            ("team", "result"),
        )
        compared(
            stage["teams"],
            m.sportradar.teams(id=[one["id"] for one in stage["teams"]]).dicts(),
            "id",
            ("result",),
        )
        for name in ("competitor_id", "team_id"):
            one = next(row[name] for row in told if row[name] is not None)
            some = without_twins(m.sportradar.summary(stage_id, **{name: one}).dicts())
            assert some == [row for row in told if row[name] == one]
    every = in_order([row for id_ in stages for row in told_results(tree[id_])])
    both = without_twins(m.sportradar.summary(stages).dicts())
    assert sorted(both, key=repr) == sorted(every, key=repr)


@pytest.mark.parametrize("type_", ["season", "event", "practice", "qualifying", "qualifying_part", "race", "lap"])  # fmt: skip
def test_stages_of_a_type(m: Mirror, tree: dict[str, Object], type_: str) -> None:
    told = [stage for stage in tree.values() if stage["type"] == type_]
    assert told
    compared(told, m.sportradar.stages(type=type_).dicts(), "id")


def test_stages_by_the_other_filters(m: Mirror, tree: dict[str, Object]) -> None:
    asked = m.sportradar.stages

    def found(**filters: Any) -> set[str]:
        return {row["id"] for row in asked(**filters).dicts()}

    assert found(season=2025) == found(season=ids(tree, "season")[0]) == set(tree)
    assert found(season=1999) == found(season="sr:stage:1") == set()
    for status in {stage.get("status") for stage in tree.values()} - {None}:
        assert found(status=status, season=2025) == {
            id_ for id_, stage in tree.items() if stage.get("status") == status
        }
    events = ids(tree, "event")
    assert found(parent_id=events) == {id_ for id_, stage in tree.items() if stage["parent_id"] in events}
    assert found(type=["race", "practice"]) == set(ids(tree, "race", "practice"))
    assert found(type="race", parent_id=events[0]) == {
        id_ for id_ in ids(tree, "race") if tree[id_]["parent_id"] == events[0]
    }


@pytest.mark.parametrize("level", ["season", "event", "race"])
def test_probabilities(m: Mirror, tell: Ask, tree: dict[str, Object], level: str) -> None:
    for stage_id in ids(tree, level):
        answer = tell(f"sport_events/{stage_id}/probabilities")
        told = [
            {
                "stage_id": stage_id,
                "market_type": market["type"],
                "market_name": market["name"],
                "market_description": market["description"],
                "outcome_id": outcome["id"],
                "outcome_name": outcome["name"],
                "probability": outcome["probability"],
                "competitor_id": outcome.get("competitor", {}).get("id"),
                "team_id": outcome.get("team", {}).get("id"),
                "extra": None,
                "removed_at": None,
            }
            for market in answer.get("probabilities", {}).get("markets", [])
            for outcome in market["outcomes"]
        ]
        told.sort(key=lambda row: (row["market_type"], row["market_name"], -row["probability"], row["outcome_id"]))  # fmt: skip
        assert m.sportradar.probabilities(stage_id).dicts() == told
        for kind in ("competitor", "team"):
            assert m.sportradar.probabilities(stage_id, market_type=kind).dicts() == [
                row for row in told if row["market_type"] == kind
            ]
        assert bool(told) is ("probabilities" in answer)


def told_profile(answer: Object, kind: str, listed: str) -> Object:
    own = answer[kind]["id"]
    others = {f"{listed}_ids": [one["id"] for one in answer.get(f"{listed}s", [])]}
    return {f"{kind}_id": own, **answer["info"], **(others if f"{listed}s" in answer else {})}


def test_competitor_profile(m: Mirror, tell: Ask, tree: dict[str, Object]) -> None:
    people = sorted(
        {one["id"] for stage in tree.values() if stage["type"] == "race" for one in stage["competitors"]}
    )
    assert people
    for person in people:
        answer = tell(f"competitors/{person}/profile")
        (row,) = m.sportradar.competitor_profile(person).dicts()
        told = told_profile(answer, "competitor", "team")
        assert differing(told, row) == {}
        assert {name for name, value in row.items() if value is not None} == set(told)
        compared([answer["competitor"]], m.sportradar.competitors(id=person).dicts(), "id")


def test_team_profile(m: Mirror, tell: Ask, tree: dict[str, Object]) -> None:
    teams = sorted(
        {one["id"] for stage in tree.values() if stage["type"] == "race" for one in stage["teams"]}
    )
    assert teams
    for team in teams:
        answer = tell(f"teams/{team}/profile")
        (row,) = m.sportradar.team_profile(team).dicts()
        told = told_profile(answer, "team", "competitor")
        assert differing(told, row) == {}
        assert {name for name, value in row.items() if value is not None} == set(told)
        compared([answer["team"]], m.sportradar.teams(id=team).dicts(), "id")
    assert [row["team_id"] for row in m.sportradar.team_profile(teams).dicts()] == teams


def test_merge_mappings(m: Mirror, tell: Ask) -> None:
    told = tell("competitors/merge_mappings")["mappings"]
    rows = m.sportradar.merge_mappings().dicts()
    assert rows == [{**one, "extra": None, "removed_at": None} for one in told] != []
    assert m.sportradar.merge_mappings(merged_id=told[0]["merged_id"]).dicts() == rows
    assert m.sportradar.merge_mappings(retained_id=told[0]["retained_id"]).dicts() == rows
    assert m.sportradar.merge_mappings(merged_id=told[0]["retained_id"]).dicts() == []
    kept = m.sportradar.competitor_profile(told[0]["retained_id"]).dicts()
    assert m.sportradar.competitor_profile(told[0]["merged_id"]).dicts() == kept


def test_deleted_stages(m: Mirror, tell: Ask, tree: dict[str, Object]) -> None:
    season = ids(tree, "season")[0]
    told = tell(f"seasons/{season}/deleted_stages")["stages"]
    rows = m.sportradar.deleted_stages(season).dicts()
    compared(told, rows, "id")
    assert {row["season_id"] for row in rows} == {season}
    assert m.sportradar.deleted_stages(2025).dicts() == m.sportradar.deleted_stages().dicts() == rows
    assert m.sportradar.deleted_stages(2024).dicts() == []


def test_names_are_searched_among_those_the_provider_told(m: Mirror, tree: dict[str, Object]) -> None:
    people = {one["id"]: one for stage in tree.values() for one in stage.get("competitors", [])}
    teams = {one["id"]: one for stage in tree.values() for one in stage.get("teams", [])}
    venues = {stage["venue"]["id"]: stage["venue"] for stage in tree.values() if "venue" in stage}

    def named(several: Mapping[str, Object], part: str) -> set[str]:
        return {id_ for id_, one in several.items() if part in one["name"].lower()}

    for part in ("er", "nor", "zzz"):
        assert {row.id for row in m.sportradar.competitors(search=part)} >= named(people, part)
        assert {row.id for row in m.sportradar.teams(search=part)} >= named(teams, part)
        assert {row.id for row in m.sportradar.venues(search=part)} == named(venues, part)
    person = next(iter(people.values()))
    assert m.sportradar.competitors(abbreviation=person["abbreviation"]).one().id == person["id"]
    venue = next(iter(venues.values()))
    assert venue["id"] in {row.id for row in m.sportradar.venues(country_code=venue["country_code"])}


def test_these_are_all_questions() -> None:
    assert {one.name: [each.name for each in one.filters] for one in SPORTRADAR} == {
        "seasons": [],
        "stages": ["type", "season", "parent_id", "status", "id"],
        "schedule": ["stage_id"],
        "summary": ["stage_id", "competitor_id", "team_id"],
        "probabilities": ["stage_id", "market_type"],
        "competitor_profile": ["competitor_id"],
        "team_profile": ["team_id"],
        "merge_mappings": ["merged_id", "retained_id"],
        "deleted_stages": ["season"],
        "competitors": ["search", "id", "abbreviation"],
        "teams": ["search", "id"],
        "venues": ["search", "id", "country_code"],
    }
