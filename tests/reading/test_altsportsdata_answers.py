"""Every AltSportsData question answers what the provider answers over HTTP, in both worlds that it documents."""

import json
import re
import sqlite3
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mirror import Mirror
from mirror.reading.altsportsdata import HeatResult
from mirror.reading.resources import ALTSPORTSDATA
from mirror.sandbox import Sandbox
from tests.past.worlds import BEGIN, EVERYTHING, SMALL, mirrored

Object = dict[str, Any]
Ask = Callable[..., Any]

STATUSES = ["LIVE", "UPCOMING", "NEXT", "IN_WINDOW", "COMPLETED", "CANCELLED", "POSTPONED"]
ALL = {"sportType": "f1", "eventStatus[]": STATUSES}
# The spellings that differ from the provider's by more than the case.
HEAT = {"id": "heat_id", "heatName": "name", "heatNo": "heat_no", "no": "heat_no", "heatStatus": "status"}
ROUND = {"roundName": "name", "roundNo": "no", "roundStatus": "status"}
SCORE = {"id": "result_key", "eventId": "provider_event_id", "athleteTotalLaps": "total_laps"}


class World(NamedTuple):
    """One of the provider's worlds: how to ask it, and its mirror."""

    ids: str
    shape: str
    tell: Ask
    m: Mirror


@pytest.fixture(
    scope="module",
    params=[("slug", "results"), ("slug", "flat"), ("uuid", "results"), ("uuid", "flat")],
    ids="-".join,
)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    ids, shape = request.param
    switches = {"events": 2, "ids": ids, "heat_shape": shape}
    path = tmp_path_factory.mktemp("alts") / "f1.db"
    with Sandbox(replace(SMALL, **switches)) as box:
        mirrored(box, path, BEGIN, replace(EVERYTHING, providers=("altsportsdata",)), **switches)

        def tell(path: str, **params: Any) -> Any:
            query = urllib.parse.urlencode(params, doseq=True)
            asked = urllib.request.Request(
                f"{box.url}/api/v1/public/{path}?{query}", headers={"X-API-KEY": "demo-0001"}
            )
            with urllib.request.urlopen(asked) as reply:
                answer = json.load(reply)
            return answer["data"] if isinstance(answer, dict) and "data" in answer else answer

        with Mirror(path) as m:
            yield World(ids, shape, tell, m)


def snaked(given: Mapping[str, Any], renamed: Mapping[str, str] = {}) -> Object:
    return {
        renamed.get(name, re.sub("([A-Z])", lambda hump: f"_{hump[1].lower()}", name)): value
        for name, value in given.items()
    }


def same(told: Any, held: Any) -> bool:
    """Whether a field is as the provider told it; moments may be spelt otherwise, lists are held as JSON."""
    if isinstance(told, list):
        return bool(json.loads(held) == told)
    if isinstance(told, str) and isinstance(held, str) and re.match(r"\d{4}-\d\d-\d\dT", told):
        return datetime.fromisoformat(told) == datetime.fromisoformat(held)
    return bool(told == held)


def differing(told: Mapping[str, Any], row: Mapping[str, Any]) -> Object:
    """The fields that the row has otherwise than the provider told them."""
    return {
        name: (value, row.get(name)) for name, value in told.items() if not same(value, row.get(name, "none"))
    }


def event_of(given: Mapping[str, Any]) -> Object:
    """A listed event as its table holds it; its rounds are told by the detail."""
    event = snaked(given)
    event |= {f"venue_{name}": value for name, value in event.pop("venue", {}).items()}
    event.pop("rounds", None)
    return event


def heats_of(detail: Mapping[str, Any]) -> list[Object]:
    """The heats of an event as their table holds them."""
    found = []
    for one in detail["rounds"]:
        about = {f"round_{name}": value for name, value in snaked(one, ROUND).items()}
        about.pop("round_scores", None)
        for heat in about.pop("round_heats"):
            found.append(about | snaked(heat, HEAT))
    return found


def test_sports(world: World) -> None:
    told = sorted((snaked(one) for one in world.tell("sports")), key=lambda one: one["id"])
    rows = world.m.altsportsdata.sports().dicts()
    assert [row["id"] for row in rows] == [one["id"] for one in told] != []
    assert [differing(one, row) for one, row in zip(told, rows, strict=True)] == [{}, {}]


EVENTS: list[Object] = [
    {},
    {"eventStatus": "COMPLETED"},
    {"eventStatus": ["COMPLETED", "LIVE"]},
    {"eventStatus": "UPCOMING"},
    {"sortOrder": "ASC"},
    {"sortOrder": "DESC"},
    {"startDate": "2025-12-04"},
    {"endDate": "2025-12-04"},
    {"startDate": "2025-11-01", "endDate": "2026-01-01", "sortOrder": "ASC"},
    {"startDate": "2026-01-01"},
    {"startDate": "2030-01-01"},
    {"startDate": "FIRST", "endDate": "FIRST"},
    {"startDate": "FIRST"},
    {"endDate": "FIRST"},
]


@pytest.mark.parametrize("filters", EVENTS, ids=lambda filters: "-".join(filters) or "none")
def test_events(world: World, filters: Object) -> None:
    first = min(one["startDate"] for one in world.tell("events", **ALL))
    filters = {name: first if value == "FIRST" else value for name, value in filters.items()}
    asked = ALL | {"eventStatus[]" if name == "eventStatus" else name: v for name, v in filters.items()}
    told = [event_of(one) for one in world.tell("events", **asked)]
    for spelt in (filters, snaked(filters)):
        rows = world.m.altsportsdata.events(**spelt).dicts()
        assert [row["id"] for row in rows] == [one["id"] for one in told]
        assert [differing(one, row) for one, row in zip(told, rows, strict=True)] == [{} for _ in told]


def test_events_of_a_sport_and_by_id(world: World) -> None:
    told = world.tell("events", **ALL)
    events = world.m.altsportsdata.events
    assert len(told) == 3
    assert [row["id"] for row in events(sport_type="f1").dicts()] == [one["id"] for one in told]
    assert events(sportType="wsl").dicts() == world.tell("events", **ALL | {"sportType": "wsl"}) == []
    assert [row["id"] for row in events(id=[one["id"] for one in told]).dicts()] == [
        one["id"] for one in told
    ]
    assert events(id=told[0]["id"]).one().name == told[0]["name"]


def test_event_detail(world: World) -> None:
    every = {}
    for event in world.tell("events", **ALL):
        detail = world.tell(f"events/{event['id']}")
        told = heats_of(detail)
        (held,) = world.m.altsportsdata.events(id=event["id"]).dicts()
        assert differing(event_of(detail), held) == {}
        rows = world.m.altsportsdata.event_detail(event["id"]).dicts()
        assert [row["heat_id"] for row in rows] == [one["heat_id"] for one in told] != []
        assert [differing(one, row) for one, row in zip(told, rows, strict=True)] == [{} for _ in told]
        assert {row["event_id"] for row in rows} == {event["id"]}
        assert world.m.altsportsdata.event_detail(eventId=event["id"]).dicts() == rows
        every[event["id"]] = rows
    both = world.m.altsportsdata.event_detail(list(every)).dicts()
    assert both == [row for id_ in sorted(every) for row in every[id_]]


def scores_of(world: World, event_id: str, heat_id: str) -> list[Object]:
    """The scores of a heat as their table holds them, every field that was not told as None."""
    answer = world.tell(f"events/{event_id}/heats/{heat_id}")
    around = {"event_id": event_id, "heat_id": heat_id}
    if isinstance(answer, dict):
        told = [{"result_key": str(place), **snaked(one)} for place, one in enumerate(answer["results"])]
    else:
        told = [snaked(one, SCORE) for one in answer]
        for one in told:
            one["athlete_id"] = one.pop("athlete")["id"]
            one["heat_id"] = heat_id  # the provider's own, which is a uuid in the world of slugs too
    bare = {
        name: None
        for name in HeatResult.COLUMNS
        if name not in ("lap_time_ms", "gap_ms", "gap_laps", "extra", "removed_at")
    }
    return [bare | one | around for one in told]


def rank(row: Object) -> tuple[Any, ...]:
    place = row["position"] if row["position"] is not None else row["athlete_round_rank"]
    key = row["result_key"]
    return place is None, place or 0, len(key), key


def test_heat_scores(world: World) -> None:
    ask = world.m.altsportsdata.heat_scores
    seen = 0
    for heat in world.m.altsportsdata.event_detail().dicts():
        event_id, heat_id = heat["event_id"], heat["heat_id"]
        told = scores_of(world, event_id, heat_id)
        if world.shape == "flat":
            told.sort(key=rank)
        rows = ask(event_id, heat_id).dicts()
        assert [row["result_key"] for row in rows] == [one["result_key"] for one in told]
        assert [differing(one, row) for one, row in zip(told, rows, strict=True)] == [{} for _ in told]
        assert ask(eventId=event_id, heatId=[heat_id]).dicts() == rows
        seen += len(rows)
        for one in told[:1]:
            if one["athlete_id"] is not None:
                own = ask(event_id, heat_id, athlete_id=one["athlete_id"]).dicts()
                assert own == [row for row in rows if row["athlete_id"] == one["athlete_id"]] != []
    assert seen > 100
    assert ask().count() == seen


def test_lines_without_a_place_come_last_in_the_order_of_the_provider(world: World, tmp_path: Path) -> None:
    if world.shape != "results":
        return
    heat = next(iter(world.m.altsportsdata.event_detail()))
    count = world.m.altsportsdata.heat_scores(heat.event_id, heat.heat_id).count()
    with sqlite3.connect(world.m.path) as held, sqlite3.connect(tmp_path / "f1.db") as copy:
        held.backup(copy)
        copy.execute("update altsportsdata_heat_results set position = null where position > 5")
        copy.commit()
    with Mirror(tmp_path / "f1.db") as m:
        keys = [row.result_key for row in m.altsportsdata.heat_scores(heat.event_id, heat.heat_id)]
    assert keys == [str(place) for place in range(count)]
    assert count > 11


def test_athletes(world: World) -> None:
    told: dict[str, Object] = {}
    for heat in world.m.altsportsdata.event_detail().dicts():
        answer = world.tell(f"events/{heat['event_id']}/heats/{heat['heat_id']}")
        for one in answer if isinstance(answer, list) else []:
            athlete = snaked(one["athlete"])
            about = {f"team_{name}": value for name, value in snaked(athlete.pop("team")).items()}
            told[athlete["id"]] = athlete | about
    rows = {row["id"]: row for row in world.m.altsportsdata.athletes().dicts()}
    assert rows.keys() == told.keys()
    assert bool(rows) is (world.shape == "flat")
    assert [differing(told[id_], row) for id_, row in rows.items()] == [{} for _ in rows]
    for part in ("NOR", "er"):
        assert {row["id"] for row in world.m.altsportsdata.athletes(search=part).dicts()} >= {
            id_
            for id_, one in told.items()
            if part.lower() in one["first_name"].lower() or part.lower() in one["last_name"].lower()
        }


def test_these_are_all_questions() -> None:
    assert {one.name: [each.also or each.name for each in one.filters] for one in ALTSPORTSDATA} == {
        "sports": [],
        "events": ["sportType", "eventStatus", "startDate", "endDate", "sortOrder", "id"],
        "event_detail": ["eventId"],
        "heat_scores": ["eventId", "heatId", "athlete_id"],
        "athletes": ["search", "id"],
    }
