"""The referee: a sound race passes every check, and each thing that cannot be fails its own check on its own rows."""

from typing import Any

import pytest

from tests.views.conftest import World

EVENT, RACE = "2024-abu-dhabi", "2024-abu-dhabi-race"
LAPS = 6
CHECKS = [
    "lap_positions_once", "laps_contiguous", "positions_once", "providers_agree", "sectors_add_up", "stints_tile",
    "stops_match_stints", "weekend_points_add_up",
]  # fmt: skip


@pytest.fixture
def race(world: World) -> World:
    """Two drivers, six laps, one stop each, from BALLDONTLIE and Sportradar, with the season's standings."""
    world.balldontlie()
    world.sportradar()
    for driver, who, place, points in ((4, "sr:lando", 1, 25), (1, "sr:max", 2, None)):
        row: dict[str, Any] = {"session_id": 1770, "driver_id": driver}
        first = driver * 100
        world.put(
            "balldontlie_session_results",
            {"id": driver, **row, "position": place, "laps_completed": LAPS, "pit_stops": 1, "retired": 0},
        )
        world.put(
            "balldontlie_lap_times",
            *(
                {"id": first + lap, **row, "lap_number": lap, "lap_time_ms": 90000}
                for lap in range(2, LAPS + 1)
            ),
        )
        world.put(
            "balldontlie_position_history",
            *({"id": first + lap, **row, "lap_number": lap, "position": place} for lap in range(1, LAPS + 1)),
        )
        world.put(
            "balldontlie_tire_stints",
            {"id": first, **row, "stint_number": 1, "start_lap": 3, "total_laps": 5},
            {"id": first + 1, **row, "stint_number": 2, "start_lap": 0, "total_laps": LAPS - 2},
        )
        world.put(
            "balldontlie_pit_stops", {"id": first, **row, "stop_number": 1, "lap": 2, "duration_seconds": 22}
        )
        world.put(
            "balldontlie_session_timing_stats",
            {
                "id": driver, **row, "best_lap_time_ms": 90000, "best_lap_number": 4, "best_sector_1": 30.1,
                "best_sector_2": 29.9, "best_sector_3": 29.95,
            },
        )  # fmt: skip
        world.put(
            "sportradar_stage_results",
            {
                "stage_id": "race", "competitor_id": who, "position": place, "points": points, "laps": LAPS,
                "pitstop_count": 1, "status": "Finished",
            },
            {"stage_id": "event", "competitor_id": who, "position": place, "points": points},
            {"stage_id": "season", "competitor_id": who, "position": place, "points": points, "races": 1},
        )  # fmt: skip
        world.put(
            "balldontlie_driver_standings",
            {"id": driver, "season": 2024, "driver_id": driver, "position": place, "points": points or 0},
        )
    return world


def verdicts(world: World) -> dict[str, tuple[Any, ...]]:
    sql = 'select "check", verdict, failing, detail from verdicts where session_id = ? or event_id is null'
    return {row[0]: row[1:] for row in world.ask(sql, RACE)}


def test_a_sound_race_passes_every_check(race: World) -> None:
    assert race.ask("select * from verdict_rows") == []
    head = (2024, EVENT, "Etihad Airways Abu Dhabi Grand Prix", RACE, "Race", "race")
    assert race.ask('select * from verdicts where session_id = ? order by "check"', RACE) == [
        (*head, check, "ok", 0, None) for check in CHECKS
    ]
    assert race.ask("select * from verdicts where session_id is null") == [
        (2024, None, None, None, None, None, "standings_add_up", "ok", 0, None)
    ]


LANDO, MAX = "lando-norris", "max-verstappen"
BREAKS: dict[str, tuple[str, dict[str, list[tuple[str, int | None, str]]]]] = {
    "a lap is gone": (
        "update balldontlie_lap_times set removed_at = 'x' where id = 404",
        {"laps_contiguous": [(LANDO, 4, "lap 4 is missing")]},
    ),
    "a lap is there twice": (
        "insert into balldontlie_lap_times (id, session_id, driver_id, lap_number) values (999, 1770, 4, 3)",
        {"laps_contiguous": [(LANDO, 3, "lap 3 is there twice")]},
    ),
    "the last lap is gone": (
        "update balldontlie_lap_times set removed_at = 'x' where id = 406",
        {"laps_contiguous": [(LANDO, None, "laps end at 5, the result says 6")]},
    ),
    "all laps of a driver are gone": (
        "update balldontlie_lap_times set removed_at = 'x' where driver_id = 1",
        {"laps_contiguous": [(MAX, None, "laps end at 0, the result says 6")]},
    ),
    "laps go on after the finish": (
        "insert into balldontlie_lap_times (id, session_id, driver_id, lap_number) values (999, 1770, 4, 8)",
        {
            "laps_contiguous": [
                (LANDO, None, "laps end at 8, the result says 6"),
                (LANDO, 7, "lap 7 is missing"),
            ]
        },
    ),
    "two cars in one place on one lap": (
        "update balldontlie_position_history set position = 1 where id = 105",
        {
            "lap_positions_once": [
                (LANDO, 5, "place 1 is there 2 times"),
                (MAX, 5, "place 1 is there 2 times"),
            ]
        },
    ),
    "a stint is gone": (
        "update balldontlie_tire_stints set removed_at = 'x' where id = 400",
        {
            "stints_tile": [
                (LANDO, None, "stint 1 is missing"),
                (LANDO, None, "stints have 4 laps, the result says 6"),
            ],
            "stops_match_stints": [(LANDO, None, "1 stints and 1 stops")],
        },
    ),
    "a stint is there twice": (
        "update balldontlie_tire_stints set stint_number = 1 where id = 401",
        {"stints_tile": [(LANDO, None, "stint 1 is there twice"), (LANDO, None, "stint 1 is there twice")]},
    ),
    "a stint is too long": (
        "update balldontlie_tire_stints set total_laps = 6 where id = 400",
        {"stints_tile": [(LANDO, None, "stints have 7 laps, the result says 6")]},
    ),
    "sectors are slower than the lap": (
        "update balldontlie_session_timing_stats set best_sector_2 = 30.0 where driver_id = 1",
        {"sectors_add_up": [(MAX, 4, "sectors make 90050 ms, the lap 90000 ms")]},
    ),
    "sectors are in another unit": (
        "update balldontlie_session_timing_stats set best_sector_2 = 2.99 where driver_id = 1",
        {"sectors_add_up": [(MAX, 4, "sectors make 63040 ms, the lap 90000 ms")]},
    ),
    "a stop is gone": (
        "update balldontlie_pit_stops set removed_at = 'x' where id = 100",
        {"stops_match_stints": [(MAX, None, "2 stints and 0 stops")]},
    ),
    "the result counts another stop": (
        "update balldontlie_session_results set pit_stops = 2 where id = 1",
        {
            "stops_match_stints": [(MAX, None, "the result says 2 stops, there are 1")],
            "providers_agree": [(MAX, None, "pit_stops is 2 for balldontlie, 1 for sportradar")],
        },
    ),
    "two in one place": (
        "update balldontlie_session_results set position = 1 where id = 1",
        {
            "positions_once": [
                (LANDO, None, "place 1 is there twice"),
                (MAX, None, "place 1 is there twice"),
            ],
            "providers_agree": [(MAX, None, "position is 1 for balldontlie, 2 for sportradar")],
        },
    ),
    "a place is empty": (
        "update balldontlie_session_results set position = 3 where id = 1",
        {
            "positions_once": [(MAX, None, "nobody is in place 2")],
            "providers_agree": [(MAX, None, "position is 3 for balldontlie, 2 for sportradar")],
        },
    ),
    "the weekend has other points": (
        "update sportradar_stage_results set points = 26 where stage_id = 'event' and competitor_id = 'sr:lando'",
        {"weekend_points_add_up": [(LANDO, None, "race and sprint make 25 points, the event 26")]},
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_cannot_be_fails_its_own_check_on_its_own_rows(race: World, name: str) -> None:
    sql, expected = BREAKS[name]
    race.connection.execute(sql)
    found = race.ask(
        'select season, event_id, session_id, "check", driver_id, lap_number, what from verdict_rows'
        ' order by "check", driver_id, lap_number, what'
    )
    assert found == [
        (2024, EVENT, RACE, check, *row) for check in sorted(expected) for row in expected[check]
    ]
    told = verdicts(race)
    for check in CHECKS:
        rows = expected.get(check, [])
        detail = min((what for _, _, what in rows), default=None)
        assert told[check] == ("failed" if rows else "ok", len(rows), detail), check


def test_the_retired_may_end_a_stint_short_and_stop_for_good(race: World) -> None:
    race.connection.execute(
        "update balldontlie_session_results set retired = 1, laps_completed = 5 where id = 1"
    )
    race.connection.execute(
        "update sportradar_stage_results set laps = 5, status = 'Out' where competitor_id = 'sr:max'"
    )
    race.connection.execute("update balldontlie_tire_stints set removed_at = 'x' where id = 101")
    race.connection.execute("update balldontlie_tire_stints set total_laps = 9 where id = 100")
    assert race.ask("select * from verdict_rows") == []


def test_standings_that_do_not_add_up(race: World) -> None:
    race.connection.execute("update balldontlie_driver_standings set points = 24.5 where id = 4")
    race.connection.execute(
        "update sportradar_stage_results set points = 1 where stage_id = 'season' and competitor_id = 'sr:max'"
    )
    told = race.ask(
        'select driver_id, what from verdict_rows where "check" = ? order by 1', "standings_add_up"
    )
    assert told == [
        (LANDO, "races and sprints make 25 points, balldontlie's standings say 24.5"),
        (MAX, "races and sprints make 0 points, sportradar's standings say 1"),
    ]
    assert verdicts(race)["standings_add_up"] == ("failed", 2, told[1][1])


def test_standings_of_a_team_that_do_not_add_up(race: World) -> None:
    race.connection.execute("update balldontlie_session_results set team_id = 805")
    race.put(
        "balldontlie_team_standings", {"id": 1, "season": 2024, "team_id": 805, "position": 1, "points": 25}
    )
    assert race.ask("select * from verdict_rows") == []
    race.connection.execute("update balldontlie_team_standings set points = 44")
    what = "McLaren: races and sprints make 25 points, balldontlie's standings say 44"
    assert race.ask("select * from verdict_rows") == [
        (2024, None, None, "standings_add_up", None, None, what)
    ]


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        (
            "update sportradar_stage_results set races = 24 where stage_id = 'season'",
            "the standings count 24 races, 1 are here",
        ),
        (
            "update sportradar_stage_results set points = null where stage_id = 'race'",
            "no provider here gives points per race",
        ),
        (
            "update balldontlie_driver_standings set removed_at = 'x'",
            None,
        ),
    ],
)
def test_standings_are_checked_only_against_a_whole_season(race: World, sql: str, why: str | None) -> None:
    race.connection.execute(
        "update balldontlie_driver_standings set points = points + 1 where removed_at is null"
    )
    race.connection.execute(sql)
    expected = ("not checked", 0, why) if why else ("ok", 0, None)
    assert verdicts(race)["standings_add_up"] == expected


def test_what_is_not_there_is_not_checked_and_says_why(world: World) -> None:
    world.balldontlie()
    assert verdicts(world) == {
        "lap_positions_once": ("not checked", 0, "no positions of this session are here"),
        "laps_contiguous": ("not checked", 0, "no laps of this session are here"),
        "positions_once": ("not checked", 0, "no result of this session is here"),
        "providers_agree": ("not checked", 0, "fewer than two providers have a result of this session here"),
        "sectors_add_up": ("not checked", 0, "no sectors of this session are here"),
        "standings_add_up": ("not checked", 0, "no race or sprint of this season has a result here"),
        "stints_tile": ("not checked", 0, "no stints of this session are here"),
        "stops_match_stints": ("not checked", 0, "stints and stops of this session are not both here"),
        "weekend_points_add_up": ("not checked", 0, "no provider here gives points per race and per weekend"),
    }
    practice = world.ask('select "check" from verdicts where session_id = ? order by 1', "2024-abu-dhabi-fp1")
    assert [check for (check,) in practice] == [
        "laps_contiguous", "positions_once", "providers_agree", "sectors_add_up", "stints_tile",
    ]  # fmt: skip


def test_sportradar_alone_is_refereed_too(world: World) -> None:
    world.sportradar()
    world.put(
        "sportradar_stage_results",
        {"stage_id": "race", "competitor_id": "sr:lando", "position": 1},
        {"stage_id": "race", "competitor_id": "sr:max", "position": 1},
    )
    for number, places in ((1, (1, 1)), (2, (1, None)), (3, (1, 2))):
        world.put(
            "sportradar_stages",
            {"id": f"lap-{number}", "parent_id": "race", "type": "lap", "description": f"Lap {number}"},
        )
        for who, place in zip(("sr:lando", "sr:max"), places, strict=True):
            if place is not None:
                world.put(
                    "sportradar_stage_results",
                    {"stage_id": f"lap-{number}", "competitor_id": who, "position": place},
                )
    assert world.ask('select "check", driver_id, lap_number, what from verdict_rows order by 1, 2') == [
        ("lap_positions_once", LANDO, 1, "place 1 is there more than once"),
        ("lap_positions_once", MAX, 1, "place 1 is there more than once"),
        ("laps_contiguous", MAX, 2, "lap 2 is missing"),
        ("positions_once", LANDO, None, "place 1 is there twice"),
        ("positions_once", MAX, None, "place 1 is there twice"),
    ]
