"""Seasons, events, sessions, drivers, teams and circuits: one row per thing, from the first provider that has it."""

from tests.views.conftest import World

BDL_EVENT = (
    2024, 1, "2024-abu-dhabi", "Etihad Airways Abu Dhabi Grand Prix", "yas-marina-circuit", "Yas Marina Circuit",
    "Yas Island", "United Arab Emirates", "UAE", "2024-12-06T09:30:00.000Z", "2024-12-08T13:00:00.000Z", "final", 0,
    "balldontlie", "354",
)  # fmt: skip
SR_EVENT = (
    2024, 1, "2024-abu-dhabi", "Abu Dhabi Grand Prix", "yas-marina-circuit", "Yas Marina", "Abu Dhabi",
    "United Arab Emirates", "ARE", "2024-12-06T09:30:00Z", "2024-12-08T15:00:00Z", "Closed", 0, "sportradar", "event",
)  # fmt: skip
ALT_EVENT = (
    2024, 1, "2024-abu-dhabi", "Abu Dhabi Grand Prix", "yas-marina-circuit", "Yas Marina", "Abu Dhabi", None, None,
    "2024-12-06T09:30:00.000Z", "2024-12-08T15:00:00.000Z", "COMPLETED", 0, "altsportsdata", "f1-abu-dhabi-2024",
)  # fmt: skip


def test_seasons(world: World) -> None:
    world.sportradar()
    assert world.ask("select * from seasons") == [(2024, "Formula 1 2024", "sportradar")]
    world.balldontlie()
    assert world.ask("select * from seasons") == [(2024, "2024", "balldontlie")]
    world.remove("balldontlie_seasons", "year = 2024")
    assert world.ask("select * from seasons") == [(2024, "Formula 1 2024", "sportradar")]


def test_an_event_comes_from_the_first_provider_that_has_it(world: World) -> None:
    world.altsportsdata()
    assert world.ask("select * from events") == [ALT_EVENT]
    world.sportradar()
    assert world.ask("select * from events") == [SR_EVENT]
    world.balldontlie()
    assert world.ask("select * from events") == [BDL_EVENT]
    world.remove("balldontlie_events", "id = 354")
    # The circuit keeps its one name.
    assert world.ask("select * from events") == [(*SR_EVENT[:5], "Yas Marina Circuit", *SR_EVENT[6:])]
    world.remove("sportradar_stages", "id = 'event'")
    assert world.ask("select * from events") == [ALT_EVENT]


def test_rounds_count_events_with_a_race_that_were_not_cancelled(world: World) -> None:
    world.balldontlie()
    for id_, name, start, status, sessions in (
        (300, "test", "2024-02-20", "final", ("day-1",)),
        (301, "bahrain", "2024-03-02", "final", ("race", "sprint")),
        (302, "imola", "2024-05-17", "cancelled", ("race",)),
        (303, "monaco", "2024-05-26", "scheduled", ()),
    ):
        world.put(
            "balldontlie_events",
            {"id": id_, "name": name, "season": 2024, "start_date": start, "status": status},
        )
        world.same("event", f"2024-{name}", balldontlie=str(id_))
        for session in sessions:
            world.same("session", f"2024-{name}-{session}", balldontlie=f"{id_}{session}")
    assert world.ask("select event_id, round, sprint from events order by start_date") == [
        ("2024-test", None, 0),
        ("2024-bahrain", 1, 1),
        ("2024-imola", None, 0),
        ("2024-monaco", 2, 0),
        ("2024-abu-dhabi", 3, 0),
    ]


def test_sessions(world: World) -> None:
    head = (2024, 1, "2024-abu-dhabi")
    world.sportradar()
    assert world.ask("select * from sessions where type = 'race'") == [
        (
            *head, "Abu Dhabi Grand Prix", "2024-abu-dhabi-race", "race", "Race", "2024-12-08T13:00:00Z", "Closed",
            "sportradar", "race",
        )
    ]  # fmt: skip
    world.balldontlie()
    world.altsportsdata()
    name = "Etihad Airways Abu Dhabi Grand Prix"
    assert world.ask("select * from sessions order by date") == [
        (
            *head, name, "2024-abu-dhabi-fp1", "practice", "FP1", "2024-12-06T09:30:00.000Z", "final", "balldontlie",
            "1766",
        ),
        (
            *head, name, "2024-abu-dhabi-qualifying", "qualifying", "Qual", "2024-12-07T14:00:00.000Z", "final",
            "balldontlie", "1769",
        ),
        (
            *head, name, "2024-abu-dhabi-race", "race", "Race", "2024-12-08T13:00:00.000Z", "final", "balldontlie",
            "1770",
        ),
    ]  # fmt: skip
    world.remove("balldontlie_sessions", "id = 1770")
    world.remove("sportradar_stages", "id = 'race'")
    assert world.ask(
        "select session_id, name, status, provider, provider_id from sessions where type = 'race'"
    ) == [("2024-abu-dhabi-race", "Race", "COMPLETED", "altsportsdata", "f1-abu-dhabi-2024,race")]


def test_the_kind_of_session_is_told_by_its_canonical_id(world: World) -> None:
    world.balldontlie()
    kinds = {
        "fp3": "practice", "sprint-qualifying": "sprint_qualifying", "sprint": "sprint", "day-1": "other",
    }  # fmt: skip
    for number, name in enumerate(kinds):
        world.put("balldontlie_sessions", {"id": number, "event_id": 354, "name": name})
        world.same("session", f"2024-abu-dhabi-{name}", balldontlie=str(number))
    assert dict(world.ask("select name, type from sessions")) == {
        **kinds, "FP1": "practice", "Qual": "qualifying", "Race": "race",
    }  # fmt: skip


def test_drivers(world: World) -> None:
    world.altsportsdata()
    assert world.ask("select * from drivers order by 1") == [
        (
            "lando-norris", "Lando Norris", None, None, None, None, None, None, None, "altsportsdata",
            "participant:Lando Norris",
        ),
        (
            "max-verstappen", "Max Verstappen", "Max", "Verstappen", None, None, "NED", None,
            "1997-09-30", "altsportsdata", "a-max",
        ),
    ]  # fmt: skip
    world.sportradar()
    assert world.ask("select * from drivers order by 1") == [
        (
            "lando-norris", "Lando Norris", "Lando", "Norris", "NOR", None, "Great Britain", "GBR",
            None, "sportradar", "sr:lando",
        ),
        (
            "max-verstappen", "Max Verstappen", "Max", "Verstappen", "VER", "1", "Netherlands", "NLD",
            "1997-09-30", "sportradar", "sr:max",
        ),
    ]  # fmt: skip
    world.balldontlie()
    assert world.ask("select * from drivers order by 1") == [
        ("lando-norris", "Lando Norris", "Lando", "Norris", "NOR", "4", "Britain", "GBR", None, "balldontlie", "4"),
        (
            "max-verstappen", "Max Verstappen", "Max", "Verstappen", "VER", "1", "Netherlands", "NED",
            "1997-09-30", "balldontlie", "1",
        ),
    ]  # fmt: skip


def test_a_driver_may_have_a_single_name(world: World) -> None:
    world.balldontlie()
    world.put("balldontlie_drivers", {"id": 9, "last_name": "Zhou"}, {"id": 10, "first_name": "Teo"})
    world.put(
        "balldontlie_lap_times",
        *({"id": id_, "session_id": 1770, "driver_id": id_, "lap_number": 2} for id_ in (9, 10)),
    )
    world.same("driver", "zhou", balldontlie="9")
    world.same("driver", "teo", balldontlie="10")
    asked = "select driver_id, name from drivers where driver_id in ('zhou', 'teo') order by 1"
    assert world.ask(asked) == [("teo", "Teo"), ("zhou", "Zhou")]
    assert world.ask("select driver_id, driver from laps order by 1") == [("teo", "Teo"), ("zhou", "Zhou")]


def test_a_merged_driver_is_one_driver(world: World) -> None:
    world.sportradar()
    world.put("sportradar_competitors", {"id": "sr:a-merged", "name": "Norris, L"})
    world.put("sportradar_merge_mappings", {"merged_id": "sr:a-merged", "retained_id": "sr:lando"})
    world.same("driver", "lando-norris", sportradar="sr:a-merged")
    assert world.ask("select driver_id, provider_id from drivers order by 1") == [
        ("lando-norris", "sr:lando"),
        ("max-verstappen", "sr:max"),
    ]


def test_teams(world: World) -> None:
    world.sportradar()
    assert world.ask("select * from teams order by 1") == [
        ("mclaren", "McLaren F1", None, "sportradar", "sr:mclaren"),
        ("red-bull", "Red Bull Racing", "00327D", "sportradar", "sr:redbull"),
    ]
    world.balldontlie()
    assert world.ask("select * from teams order by 1") == [
        ("mclaren", "McLaren", "FF8700", "balldontlie", "805"),
        ("red-bull", "Red Bull", "00327D", "balldontlie", "807"),
    ]


def test_circuits(world: World) -> None:
    world.altsportsdata()
    assert world.ask("select * from circuits") == [
        ("yas-marina-circuit", "Yas Marina", *(None,) * 8, "altsportsdata", "venue:Yas Marina")
    ]
    world.sportradar()
    place = ("Asia/Dubai", 24.467, 54.603, 5281)
    assert world.ask("select * from circuits") == [
        (
            "yas-marina-circuit", "Yas Marina", "Yas Marina", "Abu Dhabi", "United Arab Emirates", "ARE", *place,
            "sportradar", "sr:venue:9",
        )
    ]  # fmt: skip
    world.balldontlie()
    assert world.ask("select * from circuits") == [
        (
            "yas-marina-circuit", "Yas Marina Circuit", "Yas Marina", "Abu Dhabi", "United Arab Emirates", "UAE", *place,
            "balldontlie", "330",
        )
    ]  # fmt: skip
