"""The pages the providers' documentation prints come back exactly, key order included."""

import json

import pytest

from mirror.places import FIXTURES
from mirror.sandbox import Sandbox, Switches
from mirror.sandbox.balldontlie import BallDontLie
from mirror.sandbox.messages import Request, Visitor
from mirror.sandbox.server import Site

PAGES = {
    "drivers": "per_page=2",
    "teams": "per_page=2",
    "circuits": "per_page=2",
    "seasons": "per_page=2",
    "events": "season=2024&per_page=2",
    "sessions": "event_ids[]=354&per_page=2",
    "session_results": "session_ids[]=1770&per_page=2",
    "driver_standings": "season=2024&per_page=2",
    "team_standings": "season=2024&per_page=2",
    "lap_times": "session_ids[]=1770&per_page=2",
    "qualifying_results": "session_ids[]=1769&per_page=2",
    "pit_stops": "session_ids[]=1770&per_page=2",
    "tire_stints": "session_ids[]=1770&per_page=2",
    "session_weather": "session_ids[]=1770&per_page=2",
    "race_control_messages": "session_ids[]=1770&per_page=2",
    "position_history": "session_ids[]=1770&per_page=2",
    "session_timing_stats": "session_ids[]=1770&per_page=2",
    "track_status": "session_ids[]=1770&per_page=2",
}


def printed(provider, name):
    return json.dumps(json.loads((FIXTURES / provider / f"{name}.json").read_bytes()))


@pytest.mark.parametrize("endpoint", PAGES)
def test_balldontlie_page_is_the_documented_one(ask, endpoint):
    answer = ask.balldontlie(f"{endpoint}?{PAGES[endpoint]}")
    assert json.dumps(answer.json()) == printed("balldontlie", endpoint)
    assert answer.headers["X-Sandbox"] == "synthetic"


def test_encoded_brackets_are_brackets(ask):
    answer = ask.balldontlie("lap_times?session_ids%5B%5D=1770&per_page=2")
    assert json.dumps(answer.json()) == printed("balldontlie", "lap_times")


def test_altsportsdata_heat_is_the_documented_one(ask):
    answer = ask.altsportsdata("events/f1-bahrain-gp-2026/heats/race")
    assert json.dumps(answer.json()) == printed("altsportsdata", "heat_scores")


@pytest.mark.parametrize(
    "switches", [Switches(events=3, seed=5), Switches(seasons=(2023, 2024), laps_scale=0.5)]
)
def test_documented_pages_do_not_depend_on_the_size_or_the_seed_of_the_world(switches):
    world = Site(switches).world
    provider = BallDontLie(world, switches)
    for endpoint, query in PAGES.items():
        pairs = [(name, value) for name, _, value in (part.partition("=") for part in query.split("&"))]
        request = Request("GET", f"/f1/v1/{endpoint}", pairs, {})
        reply = provider.answer(request, endpoint, Visitor("", "", "goat"), 0)
        assert json.dumps(json.loads(reply.body)) == printed("balldontlie", endpoint), endpoint


def test_documented_heat_stays_when_its_season_is_in_the_world(asking):
    with Sandbox(Switches(seasons=(2026,), events=24, laps_scale=0.1)) as box:
        answer = asking(box).altsportsdata("events/f1-bahrain-gp-2026/heats/race")
        assert json.dumps(answer.json()) == printed("altsportsdata", "heat_scores")
