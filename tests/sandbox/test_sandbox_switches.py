"""Each switch of BALLDONTLIE and of all three answers as the contract says; bad words get one clear sentence."""

from dataclasses import replace

import pytest

from mirror.sandbox import Switches
from mirror.sandbox.balldontlie_objects import RELOAD


def test_words_become_switches():
    words = [
        "cursor_mode=id_gt",
        "seasons=2022..2023,2025",
        "events=3",
        "laps_scale=0.5",
        "etag=no",
        "array_limit=none",
    ]
    words += ["balldontlie_keys=one:free,two:goat", "sportradar_keys=a,b", "retry_after=7"]
    assert Switches.parse(words) == Switches(
        cursor_mode="id_gt",
        seasons=(2022, 2023, 2025),
        events=3,
        laps_scale=0.5,
        etag=False,
        array_limit=None,
        balldontlie_keys={"one": "free", "two": "goat"},
        sportradar_keys=("a", "b"),
        retry_after=7,
    )


def test_json_goes_there_and_back():
    switches = Switches(seasons=(2023, 2024), events=2, ids="uuid")
    assert Switches().changed(switches.as_json()) == switches


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("cursor_mod=id_gt", "there is no switch 'cursor_mod'; did you mean cursor_mode?"),
        (
            "cursor_mode=idgt",
            "cursor_mode=idgt is not one of keyset, id_gt, id_lt, keyset_nontotal (did you mean id_gt?)",
        ),
        ("events=three", "events=three is not a whole number"),
        ("laps_scale=half", "laps_scale=half is not a number"),
        ("etag=perhaps", "etag=perhaps is not yes or no"),
        ("seasons=last", "seasons=last is not written like 2024, 2023..2024 or 2022,2024"),
        ("seasons=1950", "seasons=1950 is not one of 2018 to 2026"),
        ("balldontlie_keys=one", "balldontlie_keys=one is not written key:tier,key:tier"),
        ("balldontlie_keys=one:gold", "balldontlie_keys: the tier 'gold' is not one of free, all-star, goat"),
        ("now=today", "now=today is not a time; write it like 2026-07-01T00:00:00+00:00"),
        ("now=2026-07-01", "now=2026-07-01 has no time zone; write it like 2026-07-01T00:00:00+00:00"),
        ("etag", "a switch is written name=value, not 'etag'"),
    ],
)
def test_a_bad_word_gets_one_sentence(word, sentence):
    with pytest.raises(ValueError, match=r"^\S") as refusal:
        Switches.parse([word])
    assert str(refusal.value) == sentence


def test_a_name_like_no_other_is_answered_with_all_names():
    with pytest.raises(ValueError, match=r"the names are seasons, events, .*, mutation$"):
        Switches.parse(["xyzzy=1"])


def test_unauthorized_body(ask, box):
    refused = ask.balldontlie("drivers", key="wrong")
    assert (refused.status, refused.body, refused.headers["Content-Type"]) == (
        401,
        b"Unauthorized",
        "text/plain; charset=utf-8",
    )
    box.switches = replace(box.switches, unauthorized_body="json")
    assert ask.balldontlie("drivers", key="wrong").json() == {"error": "Unauthorized"}


def test_a_first_lap_is_missing_or_has_no_time(ask, box):
    target = "lap_times?session_ids[]=1770&driver_ids[]=21957&per_page=100"
    absent = ask.balldontlie(target).json()["data"]
    assert [row["lap_number"] for row in absent] == list(range(2, 59))
    box.switches = replace(box.switches, lap1="null_time")
    present = ask.balldontlie(target).json()["data"]
    assert [row["lap_number"] for row in present] == list(range(1, 59))
    assert (present[0]["lap_time"], present[0]["lap_time_ms"]) == (None, None)
    assert present[1:] == absent


def test_a_driver_has_the_team_of_the_season_or_of_the_session(ask, box):
    # Bearman drove a Ferrari in the second round of 2024 and a Haas afterwards.
    target = "session_results?session_ids[]=1660&driver_ids[]=21973"
    assert [row["driver"]["team"]["name"] for row in ask.balldontlie(target).json()["data"]] == ["Haas"]
    box.switches = replace(box.switches, team_per="session")
    assert [row["driver"]["team"]["name"] for row in ask.balldontlie(target).json()["data"]] == ["Ferrari"]
    target = "session_results?session_ids[]=1765&driver_ids[]=21973"
    assert [row["driver"]["team"]["name"] for row in ask.balldontlie(target).json()["data"]] == ["Haas"]


def test_weather_is_one_row_or_many(ask, box):
    one = ask.balldontlie("session_weather?session_ids[]=1770").json()["data"]
    box.switches = replace(box.switches, weather_rows="many")
    many = ask.balldontlie("session_weather?session_ids[]=1770").json()["data"]
    assert (len(one), len(many)) == (1, 8)
    assert many[0] == one[0]


def test_another_generation_of_ids_tells_the_same_facts(ask, box):
    def facts(target):
        return [(row.pop("id"), row)[1] for page in ask.walk(target) for row in page]

    targets = (
        "pit_stops?session_ids[]=1770",
        "driver_standings?season=2024",
        "lap_times?session_ids[]=1765&per_page=100",
    )
    for target in targets:
        box.switches = replace(box.switches, ids_generation=0)
        old_ids = {row["id"] for page in ask.walk(target) for row in page}
        old = facts(target)
        box.switches = replace(box.switches, ids_generation=1)
        assert old_ids.isdisjoint(row["id"] for page in ask.walk(target) for row in page)
        key = repr
        assert sorted(facts(target), key=key) == sorted(old, key=key)


def test_all_ids_anew_are_the_same_rows_under_other_ids(ask, box):
    def renumbered(value):
        if isinstance(value, list):
            return [renumbered(one) for one in value]
        if isinstance(value, dict):
            return {key: one % RELOAD if key == "id" else renumbered(one) for key, one in value.items()}
        return value

    for target in (
        "events?season=2024&per_page=7",
        "pit_stops?session_ids[]={}&driver_ids[]={}",
        "seasons",
        "drivers",
    ):
        box.switches = replace(box.switches, ids_generation=0)
        old = ask.walk(target.format(1770, 21956))
        box.switches = replace(box.switches, ids_generation=1, ids_anew="all")
        new = ask.walk(target.format(1770 + RELOAD, 21956 + RELOAD))
        assert [len(page) for page in new] == [len(page) for page in old]
        assert renumbered(new) == old
        assert all(row["id"] > RELOAD for page in new for row in page if "id" in row)
    assert ask.balldontlie("lap_times?session_ids[]=1770").json()["data"] == []


def test_new_fields_appear_on_rows_and_embedded_objects(ask, box):
    box.switches = replace(box.switches, new_fields=True)
    row = ask.balldontlie("lap_times?session_ids[]=1770&per_page=1").json()["data"][0]
    places = (row, row["session"], row["session"]["event"], row["session"]["event"]["circuit"], row["driver"])
    for place in (*places, row["driver"]["team"]):
        assert place["sandbox_note"] == "new"
        assert place["sandbox_flags"] == {"is_new": True, "tags": []}
    assert ask.stage(1107547)["competitors"][0]["sandbox_object"] == {"nested": "value"}
    heat = ask.altsportsdata("events/f1-bahrain-gp-2026/heats/race").json()["data"]["results"][0]
    assert heat["sandboxRating"] == 7.5


def test_a_documented_field_changes_its_type(ask, box):
    box.switches = replace(box.switches, format_change=True)
    lap = ask.balldontlie("lap_times?session_ids[]=1770&per_page=1").json()["data"][0]
    assert (lap["lap_time"], lap["lap_time_ms"]) == (109.77, 109770)
    assert ask.balldontlie("driver_standings?season=2024&per_page=1").json()["data"][0]["points"] == "437"
    assert ask.stage(1107547)["competitors"][0]["result"]["points"] == "437"
    heat = ask.altsportsdata("events/f1-bahrain-gp-2026/heats/race").json()["data"]["results"][0]
    assert heat["lapTime"] == 92.478


def test_a_world_with_other_seasons_can_be_put_in_force(ask, box):
    box.switches = replace(box.switches, seasons=(2022, 2023), events=2)
    assert [row["year"] for row in ask.balldontlie("seasons").json()["data"]] == [
        2026,
        2025,
        2024,
        2023,
        2022,
    ]
    events = ask.balldontlie("events").json()["data"]
    assert [(row["season"], row["name"]) for row in events] == [
        (2023, "Etihad Airways Abu Dhabi Grand Prix"),
        (2023, "Qatar Airways Qatar Grand Prix"),
        (2022, "Etihad Airways Abu Dhabi Grand Prix"),
        (2022, "Qatar Airways Qatar Grand Prix"),
    ]


def test_what_is_to_come_is_scheduled_and_has_no_rows(ask, box):
    box.switches = replace(box.switches, now="2024-12-07T14:30:00+00:00")
    sessions = ask.balldontlie("sessions?event_ids[]=354").json()["data"]
    assert [row["status"] for row in sessions] == ["scheduled", "in_progress", "final", "final", "final"]
    assert ask.balldontlie("session_results?session_ids[]=1770").json()["data"] == []
    assert ask.stage(1107547 + 2 + 218 * 23 + 16)["status"] == "Not started"
    box.switches = replace(box.switches, future_status="missing")
    assert "status" not in ask.stage(1107547 + 2 + 218 * 23 + 16)
