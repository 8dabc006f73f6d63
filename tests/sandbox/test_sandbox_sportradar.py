"""Sportradar: eight paths, nine types of stages, two formats, and what its payloads leave out."""

import hashlib
import json
from dataclasses import replace
from itertools import pairwise

import pytest
from defusedxml.ElementTree import fromstring

SEASON = 1107547
SAUDI = SEASON + 2 + 218 * 1
QATAR = SEASON + 2 + 218 * 22
ABU_DHABI = SEASON + 2 + 218 * 23
RACE = ABU_DHABI + 16
QUALIFYING = ABU_DHABI + 8

CONTAINERS = ("stages", "parents", "competitors", "teams", "markets", "outcomes", "mappings")


def local(tag):
    return tag.rpartition("}")[2]


def from_xml(element, bare):
    """A JSON payload of an XML element, by the documented rules, every scalar a text."""
    found = {name: value for name, value in element.attrib.items() if not name.startswith("{")}
    if bare:
        found[bare] = [from_xml(child, None) for child in element]
        return found
    for child in element:
        name = local(child.tag)
        found[name] = [from_xml(one, None) for one in child] if name in CONTAINERS else from_xml(child, None)
    return found


def texts(value):
    if isinstance(value, dict):
        return {name: texts(one) for name, one in value.items() if name not in ("schema", "generated_at")}
    if isinstance(value, list):
        return [texts(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


PATHS = {
    "seasons": ("seasons", "stages"),
    f"sport_events/sr:stage:{SEASON}/schedule": ("schedule", "stages"),
    f"sport_events/sr:stage:{ABU_DHABI}/schedule": ("schedule", "stages"),
    "sport_events/sr:stage:7668/summary": ("summary", None),
    f"sport_events/sr:stage:{SEASON}/summary": ("summary", None),
    f"sport_events/sr:stage:{ABU_DHABI}/summary": ("summary", None),
    f"sport_events/sr:stage:{RACE}/summary": ("summary", None),
    f"sport_events/sr:stage:{RACE + 2}/summary": ("summary", None),
    f"sport_events/sr:stage:{QUALIFYING + 2}/summary": ("summary", None),
    f"sport_events/sr:stage:{RACE}/probabilities": ("stage_probabilities", None),
    "competitors/sr:competitor:178318/profile": ("competitor_profile", None),
    "teams/sr:competitor:5771/profile": ("team_profile", None),
    "competitors/sr:competitor:5771/profile": ("team_profile", None),
    "competitors/merge_mappings": ("merge_mappings", "mappings"),
    f"seasons/sr:stage:{SEASON}/deleted_stages": ("deleted_stages", "stages"),
}


@pytest.mark.parametrize("path", PATHS)
def test_json_and_xml_say_the_same(ask, path):
    root, bare = PATHS[path]
    element = fromstring(ask.sportradar(f"{path}.xml").body.decode())
    assert element.tag == f"{{http://schemas.sportradar.com/sportsapi/formula1/v2}}{root}"
    told = from_xml(element, bare)
    del told["generated_at"]
    assert told == texts(ask.sportradar(f"{path}.json").json())


def test_all_spellings_of_an_address_are_one(ask):
    key = {"x-api-key": "sandbox-sportradar"}
    reference = texts(ask.sportradar(f"sport_events/sr:stage:{RACE}/summary.json").json())
    for target in (
        f"/formula1/production/v2/en/sport_events/sr:stage:{RACE}/summary.json",
        f"/formula1/trial/v2/us/sport_events/sr%3Astage%3A{RACE}/summary.json",
    ):
        assert texts(ask.get(target, key).json()) == reference
    assert ask.get("/formula1/trial/v2/en/seasons.json?api_key=sandbox-sportradar").status == 200


def test_what_is_not_there(ask):
    nothing = ask.sportradar("nothing.json")
    assert (nothing.status, nothing.json()["message"]) == (404, "Invalid route.")
    assert nothing.headers["Cache-Control"] == "no-cache, private"
    for path in ("sport_events/sr:stage:5/summary.json", "competitors/sr:competitor:911407/profile.json"):
        assert ask.sportradar(path).json()["message"] == "Wrong identifier"
    assert (
        ask.sportradar(f"seasons/sr:stage:{RACE}/deleted_stages.json").json()["message"] == "Wrong identifier"
    )


def test_the_tree_goes_down_one_level_at_a_time(ask):
    season = ask.stage(SEASON)
    assert [stage["id"] for stage in season["stages"]] == [
        f"sr:stage:{id_}" for id_ in (SAUDI, QATAR, ABU_DHABI)
    ]
    qatar = ask.stage(QATAR)
    assert [(stage["type"], stage["description"]) for stage in qatar["stages"]] == [
        ("practice", "Practice 1"),
        ("qualifying", "Sprint Qualification"),
        ("sprint_race", "Sprint"),
        ("qualifying", "Qualification"),
        ("race", "Race"),
    ]
    sprint_qualifying = ask.stage(QATAR + 4)
    assert [stage["description"] for stage in sprint_qualifying["stages"]] == ["SQ1", "SQ2", "SQ3"]
    race = ask.stage(RACE)
    assert [stage["description"] for stage in race["stages"]] == [f"Lap {lap}" for lap in range(1, 59)]
    lap = ask.stage(int(race["stages"][0]["id"].rpartition(":")[2]))
    assert (lap["type"], lap["description"]) == ("lap", "Lap 1")
    assert not {"scheduled", "status", "stages"} & set(lap)
    chain, above = [], lap["parents"]
    while above:
        assert len(above) == 1
        chain.append(above[0]["type"])
        above = above[0].get("parents")
    assert chain == ["race", "event", "season", "sport"]


def test_the_schedule_holds_events_with_sessions_and_parts_when_asked(ask, box):
    def shape(stages):
        return [(stage["type"], [one["type"] for one in stage.get("stages", [])]) for stage in stages]

    path = f"sport_events/sr:stage:{ABU_DHABI}/schedule.json"
    plain = [("practice", [])] * 3 + [("qualifying", []), ("race", [])]
    assert shape(ask.sportradar(path).json()["stages"]) == plain
    box.switches = replace(box.switches, schedule_parts=True)
    parts = [("practice", [])] * 3 + [("qualifying", ["qualifying_part"] * 3), ("race", [])]
    assert shape(ask.sportradar(path).json()["stages"]) == parts
    season = ask.sportradar(f"sport_events/sr:stage:{SEASON}/schedule.json").json()["stages"]
    assert [(event["venue"]["name"], len(event["stages"])) for event in season] == [
        ("Jeddah", 5),
        ("Lusail", 5),
        ("Yas Marina Circuit", 5),
    ]


def test_zero_is_absent_and_null_never_there(ask):
    race = ask.sportradar(f"sport_events/sr:stage:{RACE}/summary.json").body
    assert b"null" not in race
    competitors = ask.stage(RACE)["competitors"]
    assert [c["result"].get("points") for c in competitors[:12]] == [
        25,
        18,
        15,
        12,
        10,
        8,
        6,
        4,
        2,
        1,
        None,
        None,
    ]
    assert all(0 not in c["result"].values() for c in competitors)
    standings = ask.stage(SEASON)["competitors"]
    assert standings[0]["result"]["points"] == 437
    assert any("points" not in c["result"] for c in standings)
    assert all(0 not in c["result"].values() for c in standings)


def test_a_race_result(ask):
    competitors = ask.stage(RACE)["competitors"]
    winner, second = competitors[0], competitors[1]
    assert (winner["name"], winner["abbreviation"]) == ("Norris, Lando", "NOR")
    assert winner["result"]["time"].startswith("1:2")
    assert "gap_to_leader" not in winner["result"]
    assert second["result"]["time"] == second["result"]["gap_to_leader"]
    assert second["result"]["time"].startswith("+")
    lapped = [c["result"] for c in competitors if c["result"].get("time") == "1l"]
    assert lapped
    assert {result["gap_to_leader"] for result in lapped} == {"1L"}
    out = [c["result"] for c in competitors if c["result"]["status"] == "Out"]
    assert out
    assert all("time" not in result and "position" not in result for result in out)
    assert {c["result"]["status"] for c in ask.stage(SAUDI + 16)["competitors"]} >= {
        "Finished",
        "Disqualified",
    }
    qatar = ask.stage(QATAR + 22)
    assert qatar["substatus"] == "75% rule"
    assert qatar["laps_completed"] < qatar["laps"]
    assert [c["result"].get("points") for c in qatar["competitors"][:10]] == [
        12.5,
        9,
        7.5,
        6,
        5,
        4,
        3,
        2,
        1,
        0.5,
    ]
    assert "Did not start" in {c["result"]["status"] for c in qatar["competitors"]}


def test_times_are_gaps_or_absolute(ask, box):
    def practice():
        return [c["result"]["fastest_lap_time"] for c in ask.stage(ABU_DHABI + 2)["competitors"]]

    def race():
        return [c["result"]["time"] for c in ask.stage(RACE)["competitors"][:5]]

    gaps = practice()
    assert gaps[0].startswith("1:")
    assert all(text.startswith("+") for text in gaps[1:])
    assert all(text.startswith("+") for text in race()[1:])
    box.switches = replace(box.switches, times="absolute")
    assert all(text.startswith("1:") for text in practice() + race())
    assert practice() == sorted(practice())


def test_qualifying_parts_lose_cars(ask):
    sizes = [len(ask.stage(QUALIFYING + 2 * part)["competitors"]) for part in (1, 2, 3)]
    assert sizes == [20, 15, 10]
    part = ask.stage(QUALIFYING + 6)["competitors"]
    assert [(c["name"], c["result"]["fastest_lap_time"]) for c in part[:2]] == [
        ("Norris, Lando", "1:22.595"),
        ("Piastri, Oscar", "1:22.804"),
    ]
    assert part[1]["result"]["gap_to_leader"] == "+0.209"


def test_a_team_is_gone_after_the_season(ask, box):
    assert all("team" not in c for c in ask.stage(RACE)["competitors"])
    box.switches = replace(box.switches, team_present=True)
    teams = {c["name"]: c["team"]["name"] for c in ask.stage(SAUDI + 16)["competitors"]}
    # A current contract, so Bearman's Ferrari of that day is told as the Haas of later ones.
    assert teams["Bearman, Oliver"] == "Haas"
    assert len(teams) == 20
    box.switches = replace(box.switches, team_present=False, now="2024-11-30T12:00:00+00:00")
    assert all("team" in c for c in ask.stage(SAUDI + 16)["competitors"])


def test_names_are_escaped_as_php_does(ask):
    body = ask.sportradar(f"sport_events/sr:stage:{SEASON}/summary.json").body
    assert b"H\\u00fclkenberg, Nico" in body
    assert b"https:\\/\\/" in ask.sportradar("competitors/sr:competitor:7135/profile.json").body
    assert "Hülkenberg, Nico".encode() in ask.sportradar(f"sport_events/sr:stage:{SEASON}/summary.xml").body


def test_probabilities(ask, box):
    answer = ask.sportradar(f"sport_events/sr:stage:{RACE}/probabilities.json").json()
    team, driver = answer["probabilities"]["markets"]
    assert (team["type"], driver["type"]) == ("team", "competitor")
    assert driver["description"] == "Abu Dhabi Grand Prix Race - Winner"
    for market in (team, driver):
        shares = [outcome["probability"] for outcome in market["outcomes"]]
        assert shares == sorted(shares, reverse=True)
        assert round(sum(shares), 2) == 100
        wrapped = {outcome[market["type"]]["id"] for outcome in market["outcomes"]}
        assert wrapped.isdisjoint(outcome["id"] for outcome in market["outcomes"])
    nationalities = ["nationality" in outcome["competitor"] for outcome in driver["outcomes"]]
    assert {True, False} == set(nationalities)
    assert not {"stages", "competitors"} & set(answer["stage"])
    for stage in (SEASON, ABU_DHABI):
        assert ask.sportradar(f"sport_events/sr:stage:{stage}/probabilities.json").status == 200
    path = f"sport_events/sr:stage:{QUALIFYING}/probabilities.json"
    assert ask.sportradar(path).json()["message"] == "No outrights for this category"
    box.switches = replace(box.switches, probabilities_missing="empty")
    assert "probabilities" not in ask.sportradar(path).json()


def test_profiles(ask):
    verstappen = ask.sportradar("competitors/sr:competitor:178318/profile.json").json()
    hamilton = ask.sportradar("competitors/sr:competitor:7135/profile.json").json()
    assert verstappen["competitor"]["name"] == "Verstappen, Max"
    assert [team["name"] for team in verstappen["teams"]] == ["Red Bull"]
    assert isinstance(hamilton["info"]["height"], str)
    assert isinstance(hamilton["info"]["car_number"], int)
    team = ask.sportradar("teams/sr:competitor:5771/profile.json").json()
    assert [driver["name"] for driver in team["competitors"]] == ["Tsunoda, Yuki", "Lawson, Liam"]
    assert texts(ask.sportradar("competitors/sr:competitor:5771/profile.json").json()) == texts(team)
    assert ask.sportradar("teams/sr:competitor:7135/profile.json").status == 404


def test_merges_and_how_none_is_told(ask, box):
    def mappings():
        return texts(ask.sportradar("competitors/merge_mappings.json").json())

    told = mappings()["mappings"]
    assert [(one["merged_id"], one["name"]) for one in told] == [
        ("sr:competitor:911407", "Colapinto, Franco")
    ]
    box.switches = replace(box.switches, merges="0")
    assert mappings() == {"mappings": []}
    box.switches = replace(box.switches, merge_empty="absent")
    assert mappings() == {}


def test_a_later_generation_deletes_a_stage_and_renames_a_team(ask, box):
    def deleted():
        answer = ask.sportradar(f"seasons/sr:stage:{SEASON}/deleted_stages.json").json()
        return [stage["id"] for stage in answer["stages"]]

    ghost, gone = f"sr:stage:{SEASON + 5432}", f"sr:stage:{SAUDI + 2}"
    assert deleted() == [ghost]
    assert ask.sportradar(f"sport_events/{gone}/summary.json").status == 200
    box.switches = replace(box.switches, generation=1)
    assert deleted() == [ghost, gone]
    assert ask.sportradar(f"sport_events/{gone}/summary.json").status == 404
    assert gone not in [stage["id"] for stage in ask.stage(SAUDI)["stages"]]
    assert "Visa Cash App RB" in [team["name"] for team in ask.stage(RACE)["teams"]]
    third = next(c for c in ask.stage(RACE)["competitors"] if c["result"]["status"] == "Disqualified")
    assert not {"points", "position"} & set(third["result"])


def test_seasons_come_newest_first_and_may_be_cut(ask, box):
    box.switches = replace(box.switches, seasons=(2022, 2024, 2025), events=1)

    def listed():
        return [stage["description"] for stage in ask.sportradar("seasons.json").json()["stages"]]

    assert listed() == ["Formula 1 2025", "Formula 1 2024", "Formula 1 2022"]
    assert [stage["description"] for stage in ask.stage(7668)["stages"]] == listed()[:2]
    box.switches = replace(box.switches, seasons_listed=1)
    assert listed() == ["Formula 1 2025"]


def test_statuses_and_namespaces(ask, box):
    assert ask.stage(RACE)["status"] == "Closed"
    box.switches = replace(box.switches, finished_forever=True, namespace="2019")
    assert ask.stage(RACE)["status"] == "Finished"
    root = fromstring(ask.sportradar("seasons.xml").body.decode())
    assert root.tag == "{http://schemas.sportradar.com/sportsapi/v1/formula1}seasons"


def test_headers_tell_the_age_and_the_plan(ask, box):
    box.switches = replace(box.switches, sportradar_quota=100_000)
    path = f"sport_events/sr:stage:{RACE}/summary.json"
    first, second = ask.sportradar(path), ask.sportradar("seasons.json")
    assert first.headers["Cache-Control"] == "max-age=1, public, s-maxage=1"
    assert second.headers["Cache-Control"] == "max-age=300, public, s-maxage=300"
    assert int(second.headers["Age"]) < 300
    assert second.headers["X-Plan-Quota-Allotted"] == "100000"
    spent = [int(answer.headers["X-Plan-Quota-Current"]) for answer in (first, second)]
    assert [later - earlier for earlier, later in pairwise(spent)] == [1]


def test_an_etag_is_weak_and_304_only_when_switched_on(ask, box):
    target, key = "/formula1/trial/v2/en/seasons.json", {"x-api-key": "sandbox-sportradar"}
    etag = ask.get(target, key).headers["Etag"]
    payload = {"stages": ask.get(target, key).json()["stages"]}
    assert etag == f'W/"{hashlib.md5(json.dumps(payload).encode()).hexdigest()}"'
    assert ask.get(target, {**key, "If-None-Match": etag}).status == 200
    box.switches = replace(box.switches, not_modified=True)
    unchanged = ask.get(target, {**key, "If-None-Match": etag})
    assert (unchanged.status, unchanged.body) == (304, b"")
    assert ask.get(target, {**key, "If-None-Match": 'W/"other"'}).status == 200
    box.switches = replace(box.switches, etag=False)
    assert "Etag" not in ask.get(target, key).headers
