"""The documented answers in `fixtures/` and the tables: every key has its column."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from mirror.places import FIXTURES
from mirror.tables import PROVIDER_TABLES

BALLDONTLIE = sorted(path.stem for path in (FIXTURES / "balldontlie").glob("*.json"))
SPORTRADAR = sorted(path.stem for path in (FIXTURES / "sportradar").glob("*.json"))
XML = sorted(path.stem for path in (FIXTURES / "sportradar").glob("*.xml"))
STRUCTURE = {"venue", "category", "sport", "parents", "stages", "competitors", "teams"}

Object = dict[str, Any]


def answer(path: str) -> Any:
    return json.loads((FIXTURES / path).read_text(encoding="utf-8"))


def own(table: str) -> set[str]:
    return set(PROVIDER_TABLES[table].columns.keys()) - {"extra", "removed_at"}


def refers(table: str, column: str) -> str | None:
    return next((key.column.table.name for key in PROVIDER_TABLES[table].columns[column].foreign_keys), None)


def covered(table: str, given: Object) -> None:
    """Fails unless the keys of `given` are the columns of `table`, embedded objects by their id, all the way down."""
    lifted: dict[str, dict[str, str]] = {}
    for column in PROVIDER_TABLES[table].columns:
        if "within" in column.info:
            lifted.setdefault(column.info["within"], {})[column.name.removesuffix("_id")] = column.name
    expected = own(table) - {name for names in lifted.values() for name in names.values()}
    expected -= {c.name for c in PROVIDER_TABLES[table].columns if c.info.get("asked")}
    assert {f"{key}_id" if isinstance(value, dict) else key for key, value in given.items()} == expected
    for key, value in given.items():
        if isinstance(value, dict):
            inside = dict(value)
            for name, lifted_to in lifted.get(key, {}).items():
                target = refers(table, lifted_to)
                assert target is not None
                covered(target, inside.pop(name))
            parent = refers(table, f"{key}_id")
            assert parent is not None
            covered(parent, inside)


def test_balldontlie_has_an_answer_for_every_table() -> None:
    assert {f"balldontlie_{name}" for name in BALLDONTLIE} == {
        name for name in PROVIDER_TABLES if name.startswith("balldontlie_")
    }


@pytest.mark.parametrize("name", [name for name in BALLDONTLIE if name != "futures"])
def test_balldontlie_keys_are_the_columns(name: str) -> None:
    rows = answer(f"balldontlie/{name}.json")["data"]
    assert rows
    for row in rows:
        covered(f"balldontlie_{name}", row)


def test_balldontlie_futures_bet_on_a_driver_or_a_team() -> None:
    driver, constructor = answer("balldontlie/futures.json")["data"]
    plain = own("balldontlie_futures") - {"event_id", "subject_type", "driver_id", "team_id"}
    assert set(driver) - {"subject"} == set(constructor) - {"subject"} == plain
    assert (driver["subject"]["type"], set(driver["subject"])) == ("driver", {"type", "driver"})
    assert (constructor["subject"]["type"], set(constructor["subject"])) == ("constructor", {"type", "team"})
    covered("balldontlie_drivers", driver["subject"]["driver"])
    covered("balldontlie_teams", constructor["subject"]["team"])


def objects(value: Any, under: str = "") -> Iterator[tuple[str, Object]]:
    """Every object of a Sportradar answer, under the name of the key (for the members of an array, the array's)."""
    if isinstance(value, list):
        for member in value:
            yield from objects(member, under)
    elif isinstance(value, dict):
        yield under, value
        for key, member in value.items():
            yield from objects(member, key)


SPORTRADAR_TABLES = {
    "stage": "sportradar_stages",
    "stages": "sportradar_stages",
    "parents": "sportradar_stages",
    "venue": "sportradar_venues",
    "category": "sportradar_categories",
    "sport": "sportradar_sports",
    "competitor": "sportradar_competitors",
    "competitors": "sportradar_competitors",
    "team": "sportradar_teams",
    "teams": "sportradar_teams",
    "mappings": "sportradar_merge_mappings",
}


def test_sportradar_keys_have_columns_and_nearly_every_column_is_seen() -> None:
    seen: dict[str, set[str]] = {}
    for name in SPORTRADAR:
        for under, given in objects(answer(f"sportradar/{name}.json")):
            table = SPORTRADAR_TABLES.get(under)
            if name == "deleted_stages" and under == "stages":
                table = "sportradar_deleted_stages"
            elif under == "result":
                table = "sportradar_stage_results"
            elif under == "info":
                table = (
                    "sportradar_team_profiles" if name == "team_profile" else "sportradar_competitor_profiles"
                )
            elif table is None:
                continue
            keys = {key for key, value in given.items() if not isinstance(value, dict | list)}
            seen.setdefault(table, set()).update(keys)
    twins = {c.name for c in PROVIDER_TABLES["sportradar_stage_results"].columns if "twin" in c.info}
    unseen = {
        "sportradar_stages": {"parent_id", "venue_id", "category_id", "sport_id", "disabled"},
        "sportradar_teams": {"abbreviation"},
        "sportradar_stage_results": {"stage_id", "competitor_id", "team_id"} | twins,
        "sportradar_competitor_profiles": {"competitor_id", "country", "country_code", "team_ids"},
        "sportradar_team_profiles": {
            *(
                "team_id",
                "country",
                "country_code",
                "country_of_residence_id",
                "chief_engineer",
                "competitor_ids",
            )
        },
        "sportradar_deleted_stages": {"season_id"},
    }
    assert seen == {table: own(table) - unseen.get(table, set()) for table in seen}
    assert set(seen) == {t for t in PROVIDER_TABLES if t.startswith("sportradar_")} - {
        "sportradar_probabilities"
    }


def test_sportradar_probabilities_have_columns() -> None:
    markets = answer("sportradar/probabilities.json")["probabilities"]["markets"]
    found = {"stage_id"}
    for market in markets:
        found |= {f"market_{key}" for key in market if key != "outcomes"}
        for outcome in market["outcomes"]:
            found |= {f"outcome_{key}" for key in outcome if key in ("id", "name")}
            found |= {f"{key}_id" for key, value in outcome.items() if isinstance(value, dict)}
            found |= {key for key, value in outcome.items() if isinstance(value, float)}
            assert outcome["id"] != outcome.get("competitor", outcome.get("team"))["id"]
    assert found == own("sportradar_probabilities")


def from_xml(element: ElementTree.Element) -> Object:
    """The JSON of an XML answer with every scalar as text: arrays are the elements whose name is a plural."""
    made: Object = {name: value for name, value in element.attrib.items() if not name.startswith("{")}
    for child in element:
        name = child.tag.rpartition("}")[2]
        made[name] = (
            [from_xml(one) for one in child] if name in STRUCTURE and name.endswith("s") else from_xml(child)
        )
    return made


def as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_text(member) for key, member in value.items()}
    if isinstance(value, list):
        return [as_text(member) for member in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("name", XML)
def test_sportradar_says_the_same_in_xml(name: str) -> None:
    root = ElementTree.fromstring((FIXTURES / "sportradar" / f"{name}.xml").read_text(encoding="utf-8"))
    assert root.tag == "{http://schemas.sportradar.com/sportsapi/formula1/v2}" + name.removesuffix("_race")
    told = as_text(answer(f"sportradar/{name}.json"))
    del told["schema"]
    assert from_xml(root) == told


def test_sportradar_race_times_are_read() -> None:
    table = PROVIDER_TABLES["sportradar_stage_results"]
    read = {c.name: c.info["twin"] for c in table.columns if "twin" in c.info}
    rows = []
    for name in ("summary_race", "summary_sprint_race"):
        for entry in answer(f"sportradar/{name}.json")["stage"]["competitors"]:
            texts = {source: entry["result"].get(source) for source, _ in read.values()}
            row = {
                twin: parse(texts[source])
                for twin, (source, parse) in read.items()
                if texts[source] is not None
            }
            rows.append({twin: value for twin, value in row.items() if value is not None})
    gaps = ("time_gap_ms", "gap_to_leader_ms", "interval_to_position_ahead_ms")
    assert rows == [
        {
            "time_ms": 6_126_304,
            "fastest_lap_time_ms": 82_167,
            "gap_to_leader_ms": 4_464,
            "interval_to_position_ahead_ms": 463,
        },
        {"fastest_lap_time_ms": 83_081} | dict.fromkeys(gaps, 895),
        {"fastest_lap_time_ms": 87_910, "gap_to_leader_laps": 12, "interval_to_position_ahead_laps": 12},
        {"time_ms": 1_839_965, "fastest_lap_time_ms": 95_399},
        {"fastest_lap_time_ms": 95_854} | dict.fromkeys(gaps, 6_889),
        {
            "time_laps_down": 1,
            "fastest_lap_time_ms": 96_812,
            "gap_to_leader_laps": 1,
            "interval_to_position_ahead_laps": 1,
        },
    ]


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def keys(given: Object) -> set[str]:
    return {snake(key) for key in given}


def test_altsportsdata_sports_are_covered() -> None:
    for sport in answer("altsportsdata/sports.json"):
        assert keys(sport) == own("altsportsdata_sports")


def test_altsportsdata_events_are_covered_in_both_worlds() -> None:
    listed = answer("altsportsdata/events.json")["data"]
    detail = answer("altsportsdata/event.json")
    platform = {
        *(
            "id",
            "name",
            "sport_type",
            "event_status",
            "start_date",
            "end_date",
            "participants",
            "markets_available",
        )
    }
    for event in listed:
        assert keys(event) - {"venue"} == platform
        assert {f"venue_{key}" for key in event["venue"]} == {"venue_name", "venue_location"}
    only_in_the_list_of_b = {"tour_year", "scores"}
    swagger = (
        own("altsportsdata_events") - platform - {"venue_name", "venue_location"} - only_in_the_list_of_b
    )
    assert keys(detail) == swagger | {"id", "name", "event_status", "start_date", "end_date"}


def test_altsportsdata_heats_are_covered() -> None:
    rounds = answer("altsportsdata/event.json")["rounds"]
    names = {
        "round_round_name": "round_name",
        "round_round_no": "round_no",
        "round_round_status": "round_status",
    }
    for one in rounds:
        prefixed = {f"round_{key}" for key in keys(one) - {"scores", "heats"}}
        of_round = {names.get(name, name) for name in prefixed}
        for heat in one["heats"]:
            renamed = {"id": "heat_id", "heat_name": "name", "heat_status": "status"}
            of_heat = {renamed.get(name, name) for name in keys(heat)}
            assert of_round | of_heat | {"event_id"} == own("altsportsdata_heats")


def test_altsportsdata_scores_are_covered_in_both_shapes() -> None:
    twins = {"lap_time_ms", "gap_ms", "gap_laps"}
    heat = answer("altsportsdata/heat_scores.json")["data"]
    assert keys(heat) - {"results"} == {"heat_id", "name"}
    results = [keys(result) for result in heat["results"]]
    assert results == [{"position", "participant", "lap_time", "gap"}] * 2
    renamed = {"id": "result_key", "event_id": "provider_event_id", "athlete": "athlete_id"}
    for score in answer("altsportsdata/heat_scores_flat.json"):
        of_score = {renamed.get(name, name) for name in keys(score)}
        assert of_score | {"event_id"} == own("altsportsdata_heat_results") - results[0] - twins
        athlete = score["athlete"]
        of_athlete = keys(athlete) - {"team"} | {f"team_{name}" for name in keys(athlete["team"] or {})}
        of_team = {"team_id", "team_reference_id", "team_name"}
        assert of_athlete | of_team == own("altsportsdata_athletes")


@pytest.mark.parametrize(
    "path", sorted(FIXTURES.glob("*/*.json")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_answers_are_utf8_json(path: Path) -> None:
    assert isinstance(json.loads(path.read_bytes().decode("utf-8")), dict | list)
