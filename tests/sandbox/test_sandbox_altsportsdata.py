"""AltSportsData: both documented worlds, the lists a client has to filter, the errors."""

from dataclasses import replace

import pytest

DONE = "events?eventStatus[]=COMPLETED"
RACE = "events/f1-abu-dhabi-gp-2024/heats/race"


def names(answer):
    body = answer.json()
    return [row["name"] for row in (body if isinstance(body, list) else body["data"])]


def test_events_are_filtered_by_status_sport_and_date(ask):
    assert names(ask.altsportsdata("events")) == []
    every = [
        "Bahrain Grand Prix 2026",
        "Abu Dhabi Grand Prix 2024",
        "Qatar Grand Prix 2024",
        "Hangtown Motocross Classic 2024",
        "Saudi Arabian Grand Prix 2024",
    ]
    assert names(ask.altsportsdata(DONE)) == every
    assert names(ask.altsportsdata(f"{DONE}&sortOrder=ASC")) == every[::-1]
    assert (
        names(ask.altsportsdata("events?eventStatus%5B%5D=COMPLETED&eventStatus%5B%5D=LIVE&sportType=mx"))
        == every[3:4]
    )
    dated = f"{DONE}&startDate=2024-06-01T00:00&endDate=2024-12-31T00:00&sportType=f1"
    assert names(ask.altsportsdata(dated)) == every[1:3]
    assert ask.altsportsdata("events?sortOrder=UP").status == 400
    assert [row["key"] for row in ask.altsportsdata("sports").json()["data"]] == ["f1", "mx"]


def test_an_event_nests_its_heats_in_both_worlds(ask, box):
    slug = ask.altsportsdata("events/f1-qatar-gp-2024").json()["data"]
    assert [heat["id"] for one in slug["rounds"] for heat in one["heats"]] == [
        "practice-1",
        "sprint-qualifying",
        "sprint",
        "qualifying",
        "race",
    ]
    box.switches = replace(box.switches, ids="uuid")
    listed = ask.altsportsdata(DONE).json()
    assert isinstance(listed, list)
    assert {row["id"].partition(":")[0] for row in listed} == {"f1", "mx"}
    detail = ask.altsportsdata(f"events/{listed[2]['id']}").json()
    heats = [heat for one in detail["rounds"] for heat in one["heats"]]
    assert [heat["heatName"] for heat in heats] == [
        "Practice 1",
        "Sprint Qualifying",
        "Sprint",
        "Qualifying",
        "Race",
    ]
    answer = ask.altsportsdata(f"events/{listed[2]['id']}/heats/{heats[4]['id']}").json()
    assert answer == ask.altsportsdata("events/f1-qatar-gp-2024/heats/race").json()


def test_strict_ids_know_one_kind(ask, box):
    box.switches = replace(box.switches, ids="uuid", strict_ids=True)
    refused = ask.altsportsdata("events/f1-abu-dhabi-gp-2024")
    assert (refused.status, refused.json()["error"]["message"]) == (404, "Event not found")
    event = ask.altsportsdata(f"{DONE}&sportType=f1").json()[1]["id"]
    assert ask.altsportsdata(f"events/{event}").status == 200
    assert ask.altsportsdata(f"events/{event}/heats/race").status == 404
    box.switches = replace(box.switches, ids="slug", strict_ids=True)
    assert ask.altsportsdata(RACE).status == 200
    assert ask.altsportsdata(f"events/{event}").status == 404


def test_shape_a_has_gaps_laps_down_and_words(ask):
    data = ask.altsportsdata(RACE).json()["data"]
    assert (data["heatId"], data["name"], len(data["results"])) == ("race", "Race", 20)
    gaps = [row["gap"] for row in data["results"]]
    assert gaps[0] == "0.000s"
    assert gaps[1].startswith("+")
    assert {"+1 LAP", "DNF"} <= set(gaps)
    assert all(row["position"] is None for row in data["results"] if row["gap"] == "DNF")
    practice = ask.altsportsdata("events/f1-abu-dhabi-gp-2024/heats/practice-2").json()["data"]["results"]
    laps = [row["lapTime"] for row in practice]
    assert laps == sorted(laps)


@pytest.mark.parametrize("shape", ["flat", "flat_status_envelope", "flat_data_meta"])
def test_shape_b_comes_bare_or_in_an_envelope(ask, box, shape):
    box.switches = replace(box.switches, heat_shape=shape)
    first, second = ask.altsportsdata(RACE).json(), ask.altsportsdata(RACE).json()
    rows = first if shape == "flat" else first["data"]
    again = second if shape == "flat" else second["data"]
    envelope = {"flat": None, "flat_status_envelope": ["status", "data"], "flat_data_meta": ["data", "meta"]}
    assert (None if shape == "flat" else list(first)) == envelope[shape]
    assert len({row["id"] for row in rows}) == len(rows) == 20
    assert rows != again
    assert sorted(rows, key=lambda row: row["id"]) == sorted(again, key=lambda row: row["id"])
    best = next(row for row in rows if row["athleteRoundRank"] == 1)
    assert (best["athlete"]["lastName"], best["athleteLapStatus"], best["athleteTotalLaps"]) == (
        "Norris",
        "ACT",
        58,
    )
    assert "DNF" in {row["athleteLapStatus"] for row in rows}


def test_shape_b_may_be_empty_or_have_a_row_per_lap(ask, box):
    box.switches = replace(box.switches, heat_shape="empty")
    assert ask.altsportsdata(RACE).json() == []
    box.switches = replace(box.switches, heat_shape="flat", duplicates=True, total_laps_name="totalLaps")
    rows = ask.altsportsdata(RACE).json()
    norris = sorted(row["totalLaps"] for row in rows if row["athlete"]["lastName"] == "Norris")
    assert norris == list(range(1, 59))
    assert len({row["id"] for row in rows}) == len(rows)


def test_zeros_stand_for_nulls_when_switched_on(ask, box):
    box.switches = replace(box.switches, heat_shape="flat")
    out = [row for row in ask.altsportsdata(RACE).json() if row["athleteLapStatus"] == "DNF"]
    assert {(row["athleteRoundRank"], row["athletePenaltyTime"]) for row in out} == {(None, None)}
    box.switches = replace(box.switches, zeros_for_nulls=True)
    out = [row for row in ask.altsportsdata(RACE).json() if row["athleteLapStatus"] == "DNF"]
    assert {(row["athleteRoundRank"], row["athletePenaltyTime"]) for row in out} == {(0, 0)}


def test_participants_in_both_forms(ask, box):
    slug = ask.altsportsdata("events/f1-abu-dhabi-gp-2024/participants").json()["data"]
    assert slug[0] == {
        "publicId": "f1:nor",
        "athleteId": slug[0]["athleteId"],
        "athleteName": "Lando Norris",
        "countryCode": "GBR",
        "status": "CONFIRMED",
    }
    assert "Nico Hulkenberg" in {row["athleteName"] for row in slug}
    box.switches = replace(box.switches, ids="uuid")
    rows = ask.altsportsdata("events/f1-abu-dhabi-gp-2024/participants").json()
    assert [row["athlete"]["id"] for row in rows] == [row["athleteId"] for row in slug]


@pytest.mark.parametrize(
    ("style", "unknown", "keys"),
    [
        ("platform", "404", ["error"]),
        ("platform", "403", ["error"]),
        ("nest", "404", ["message", "statusCode", "timestamp"]),
        ("nest", "403", ["stack", "message", "metadata", "statusCode", "timestamp"]),
    ],
)
def test_errors_in_both_styles(ask, box, style, unknown, keys):
    box.switches = replace(box.switches, altsportsdata_error_style=style, unknown_event=unknown)
    event = ask.altsportsdata("events/f1-nowhere-gp-2024/heats/race")
    assert (event.status, list(event.json())) == (int(unknown), keys)
    assert "Event not found" in event.body.decode()
    heat = ask.altsportsdata("events/f1-abu-dhabi-gp-2024/heats/warmup")
    assert heat.status == 404
    assert "Heat not found" in heat.body.decode()
    refused = ask.altsportsdata("sports", key="wrong")
    plain = ["error"] if style == "platform" else ["message", "statusCode", "timestamp"]
    assert (refused.status, list(refused.json())) == (401, plain)


def test_events_may_come_in_pages(ask, box):
    box.switches = replace(box.switches, has_more=2)
    pages = [ask.altsportsdata(f"{DONE}&page={page}").json() for page in (1, 2, 3)]
    assert [(len(page["data"]), page["meta"]["has_more"], page["meta"]["total"]) for page in pages] == [
        (2, True, 5),
        (2, True, 5),
        (1, False, 5),
    ]
    assert ask.altsportsdata(f"{DONE}&page=two").status == 400


def test_dates_may_be_bare(ask, box):
    assert ask.altsportsdata(DONE).json()["data"][1]["startDate"] == "2024-12-06T09:30:00.000Z"
    box.switches = replace(box.switches, bare_dates=True)
    assert ask.altsportsdata(DONE).json()["data"][1]["startDate"] == "2024-12-06T09:30"


def test_health_needs_no_key(ask):
    assert ask.get("/api/v1/public/health").json() == {"data": {"status": "healthy"}}
