"""What happened in sessions: from the first provider that has any of it, filled where another has columns it lacks."""

from typing import Any

from tests.views.conftest import World

BDL = "Etihad Airways Abu Dhabi Grand Prix"
SR = "Abu Dhabi Grand Prix"
MAX, LANDO = ("max-verstappen", "Max Verstappen"), ("lando-norris", "Lando Norris")
NO_TEAM = (None, None)
MCLAREN, RED_BULL = ("mclaren", "McLaren"), ("red-bull", "Red Bull")


def head(event: str, session: str, name: str, type_: str) -> tuple[Any, ...]:
    return (2024, "2024-abu-dhabi", event, f"2024-abu-dhabi-{session}", name, type_)


BDL_RACE, BDL_QUALI, BDL_FP1 = (
    head(BDL, "race", "Race", "race"), head(BDL, "qualifying", "Qual", "qualifying"), head(BDL, "fp1", "FP1", "practice")
)  # fmt: skip
SR_RACE = head(SR, "race", "Race", "race")


def bdl(id_: int, session: int, driver: int, **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "session_id": session,
        "driver_id": driver,
        "team_id": {1: 807, 4: 805}[driver],
        **more,
    }


def bdl_race(world: World) -> None:
    world.put(
        "balldontlie_session_results",
        bdl(1, 1770, 4, position=1, laps_completed=58, pit_stops=1, retired=0),
        bdl(2, 1770, 1, position=2, laps_completed=57, pit_stops=2, retired=0),
    )


def sr_race(world: World, **max_more: Any) -> None:
    world.put(
        "sportradar_stage_results",
        {
            "stage_id": "race", "competitor_id": "sr:lando", "team_id": "sr:mclaren", "position": 1, "points": 25,
            "grid": 2, "laps": 58, "pitstop_count": 1, "status": "Finished", "substatus": "Unknown",
            "time": "1:26:33.291", "time_ms": 5193291, "fastest_lap_time_ms": 87438,
            "gap_to_leader": "+4.464", "gap_to_leader_ms": 4464,
        },
        {
            "stage_id": "race", "competitor_id": "sr:max", "position": 2, "grid": 1, "laps": 58, "pitstop_count": 2,
            "status": "Finished", "time": "+5.832", "time_gap_ms": 5832, "fastest_lap_time_ms": 87765, **max_more,
        },
        {"stage_id": "race", "team_id": "sr:redbull"},
    )  # fmt: skip


def test_results_of_one_provider_alone(world: World) -> None:
    world.balldontlie()
    bdl_race(world)
    world.put("balldontlie_session_timing_stats", bdl(1, 1770, 4, best_lap_time_ms=87438))
    assert world.ask("select * from results order by position") == [
        (
            *BDL_RACE,
            *LANDO,
            *MCLAREN,
            1,
            None,
            None,
            0,
            58,
            0,
            1,
            None,
            None,
            None,
            87438,
            "balldontlie",
            None,
        ),
        (*BDL_RACE, *MAX, *RED_BULL, 2, None, None, 0, 57, 1, 2, None, None, None, None, "balldontlie", None),
    ]


def test_results_of_sportradar_alone(world: World) -> None:
    world.sportradar()
    sr_race(world)
    assert world.ask("select * from results order by position") == [
        (
            *SR_RACE, *LANDO, "mclaren", "McLaren F1", 1, 2, "Finished", 0, 58, 0, 1, 25, 5193291, 0,
            87438, "sportradar", None,
        ),
        (*SR_RACE, *MAX, *NO_TEAM, 2, 1, "Finished", 0, 58, 0, 2, 0, 5199123, 5832, 87765, "sportradar", None),
    ]  # fmt: skip


def test_results_are_filled_and_say_so(world: World) -> None:
    world.balldontlie()
    world.sportradar()
    world.altsportsdata()
    bdl_race(world)
    sr_race(world, laps=57, time="1l", time_gap_ms=None, time_laps_down=1)
    assert world.ask("select * from results order by position") == [
        (*BDL_RACE, *LANDO, *MCLAREN, 1, 2, "Finished", 0, 58, 0, 1, 25, 5193291, 0, 87438, "balldontlie", "sportradar"),
        (*BDL_RACE, *MAX, *RED_BULL, 2, 1, "Finished", 0, 57, 1, 2, 0, None, None, 87765, "balldontlie", "sportradar"),
    ]  # fmt: skip


def test_full_times_are_taken_back_to_gaps(world: World) -> None:
    world.sportradar()
    sr_race(world, time="1:26:39.123", time_ms=5199123, time_gap_ms=None)
    sql = "select driver_id, race_time_ms, gap_to_leader_ms from results order by position"
    assert world.ask(sql) == [("lando-norris", 5193291, 0), ("max-verstappen", 5199123, 5832)]


def test_the_unclassified_have_no_gap_and_no_laps_down(world: World) -> None:
    world.sportradar()
    sr_race(world, position=None, status="Disqualified", time=None, time_gap_ms=None)
    sql = """
        select position, status, retired, laps_down, points, race_time_ms, gap_to_leader_ms from results
        where driver_id = ?
    """
    assert world.ask(sql, "max-verstappen") == [(None, "Disqualified", 0, None, 0, None, None)]
    world.connection.execute(
        "update sportradar_stage_results set status = 'Out', substatus = 'Retired' where position is null"
        " and competitor_id is not null"
    )
    assert world.ask(sql, "max-verstappen") == [(None, "Out", 1, None, 0, None, None)]


def test_practice_gaps_are_put_on_the_fastest_lap(world: World) -> None:
    world.sportradar()
    world.put(
        "sportradar_stage_results",
        {
            "stage_id": "fp1",
            "competitor_id": "sr:lando",
            "position": 1,
            "laps": 20,
            "fastest_lap_time_ms": 84321,
        },
        {"stage_id": "fp1", "competitor_id": "sr:max", "position": 2, "laps": 18, "fastest_lap_gap_ms": 234},
    )
    sql = """
        select driver_id, points, laps_down, race_time_ms, gap_to_leader_ms, fastest_lap_ms from results
        order by position
    """
    assert world.ask(sql) == [
        ("lando-norris", None, None, None, 0, 84321),
        ("max-verstappen", None, None, None, 234, 84555),
    ]


def test_results_of_altsportsdata_in_both_worlds(world: World) -> None:
    world.altsportsdata()
    row = {"event_id": "f1-abu-dhabi-2024", "heat_id": "race"}
    world.put(
        "altsportsdata_heat_results",
        {
            **row,
            "result_key": "0",
            "position": 1,
            "participant": "Lando Norris",
            "lap_time_ms": 87438,
            "gap_ms": 0,
        },
        {
            "event_id": "f1:uuid",
            "heat_id": "race",
            "result_key": "u",
            "athlete_id": "a-max",
            "athlete_round_rank": 1,
        },
    )
    start = (*SR_RACE, *LANDO, *NO_TEAM)
    assert world.ask("select * from results") == [
        (*start, 1, None, None, None, None, None, None, None, None, 0, None, "altsportsdata", None)
    ]
    world.remove("altsportsdata_heat_results", "result_key = '0'")
    world.connection.execute(
        "update altsportsdata_heat_results set athlete_lap_status = 'DNF', total_laps = 12, athlete_round_rank = 0"
    )
    assert world.ask("select * from results") == [
        (
            *SR_RACE,
            *MAX,
            *NO_TEAM,
            None,
            None,
            "DNF",
            1,
            12,
            None,
            None,
            None,
            None,
            None,
            None,
            "altsportsdata",
            None,
        )
    ]


def test_removed_results_make_way_for_the_next_provider(world: World) -> None:
    for tell in (world.balldontlie, world.sportradar, world.altsportsdata):
        tell()
    bdl_race(world)
    sr_race(world)
    world.put(
        "altsportsdata_heat_results",
        {
            "event_id": "f1:uuid",
            "heat_id": "race",
            "result_key": "u",
            "athlete_id": "a-max",
            "athlete_round_rank": 1,
        },
    )
    sql = "select driver_id, provider from results order by position"
    world.remove("balldontlie_session_results", "id = 1")
    assert world.ask(sql) == [("max-verstappen", "balldontlie")]
    world.remove("balldontlie_session_results", "id = 2")
    assert world.ask(sql) == [("lando-norris", "sportradar"), ("max-verstappen", "sportradar")]
    world.remove("sportradar_stage_results", "true")
    assert world.ask(sql) == [("max-verstappen", "altsportsdata")]


def test_a_merged_id_is_not_a_second_result(world: World) -> None:
    world.sportradar()
    sr_race(world)
    world.put("sportradar_competitors", {"id": "sr:old", "name": "Norris, L"})
    world.put("sportradar_merge_mappings", {"merged_id": "sr:old", "retained_id": "sr:lando"})
    world.same("driver", "lando-norris", sportradar="sr:old")
    world.put("sportradar_stage_results", {"stage_id": "race", "competitor_id": "sr:old", "position": 1})
    assert world.ask("select driver_id, points from results order by position") == [
        ("lando-norris", 25), ("max-verstappen", 0),
    ]  # fmt: skip


def sr_lap(world: World, number: int, *rows: tuple[str, int, int]) -> None:
    world.put(
        "sportradar_stages",
        {"id": f"lap-{number}", "parent_id": "race", "type": "lap", "description": f"Lap {number}"},
    )
    world.put(
        "sportradar_stage_results",
        *(
            {
                "stage_id": f"lap-{number}", "competitor_id": who, "position": place, "laps": number,
                "time": f"1:{ms / 1000 - 60:.3f}", "time_ms": ms,
            }
            for who, place, ms in rows
        ),
    )  # fmt: skip


def test_laps_and_positions(world: World) -> None:
    world.sportradar()
    sr_lap(world, 1, ("sr:lando", 1, 97386), ("sr:max", 2, 98318))
    sr_lap(world, 2, ("sr:lando", 1, 88123))
    laps = "select * from laps order by lap_number, driver_id"
    positions = "select * from positions order by lap_number, position"
    assert world.ask(laps) == [
        (*SR_RACE, *LANDO, *NO_TEAM, 1, "1:37.386", 97386, None, None, "sportradar"),
        (*SR_RACE, *MAX, *NO_TEAM, 1, "1:38.318", 98318, None, None, "sportradar"),
        (*SR_RACE, *LANDO, *NO_TEAM, 2, "1:28.123", 88123, None, None, "sportradar"),
    ]
    assert world.ask(positions) == [
        (*SR_RACE, *LANDO, *NO_TEAM, 1, 1, "sportradar"),
        (*SR_RACE, *MAX, *NO_TEAM, 1, 2, "sportradar"),
        (*SR_RACE, *LANDO, *NO_TEAM, 2, 1, "sportradar"),
    ]
    world.balldontlie()
    world.put(
        "balldontlie_lap_times",
        bdl(
            1,
            1770,
            4,
            lap_number=2,
            lap_time="1:28.123",
            lap_time_ms=88123,
            is_pit_in_lap=1,
            is_pit_out_lap=0,
        ),
        bdl(2, 1770, 1, lap_number=2, removed_at="2025-01-01T00:00:00Z"),
    )
    world.put("balldontlie_position_history", bdl(1, 1770, 1, lap_number=1, position=1))
    assert world.ask(laps) == [(*BDL_RACE, *LANDO, *MCLAREN, 2, "1:28.123", 88123, 1, 0, "balldontlie")]
    assert world.ask(positions) == [(*BDL_RACE, *MAX, *RED_BULL, 1, 1, "balldontlie")]
    world.remove("balldontlie_lap_times", "true")
    assert len(world.ask(laps)) == 3


def test_qualifying(world: World) -> None:
    world.sportradar()
    world.put(
        "sportradar_stage_results",
        {"stage_id": "quali", "competitor_id": "sr:lando", "position": 1},
        {"stage_id": "quali", "competitor_id": "sr:max", "position": 2},
    )
    for part, lando, behind in (("Q1", 83000, 120), ("Q2", 82700, 90), ("Q3", 82595, None)):
        world.put(
            "sportradar_stages",
            {"id": part, "parent_id": "quali", "type": "qualifying_part", "description": part},
        )
        world.put(
            "sportradar_stage_results",
            {"stage_id": part, "competitor_id": "sr:lando", "fastest_lap_time_ms": lando},
            {"stage_id": part, "competitor_id": "sr:max", "fastest_lap_gap_ms": behind},
        )
    first = head(SR, "qualifying", "Qualification", "qualifying")
    assert world.ask("select * from qualifying order by position") == [
        (*first, *LANDO, *NO_TEAM, 1, 83000, 82700, 82595, "sportradar"),
        (*first, *MAX, *NO_TEAM, 2, 83120, 82790, None, "sportradar"),
    ]
    world.balldontlie()
    world.put("balldontlie_qualifying_results", bdl(1, 1769, 1, final_position=1, q1_time_ms=82000))
    assert world.ask("select * from qualifying") == [
        (*BDL_QUALI, *MAX, *RED_BULL, 1, 82000, None, None, "balldontlie")
    ]


def test_what_balldontlie_alone_has(world: World) -> None:
    world.balldontlie()
    world.put(
        "balldontlie_tire_stints",
        bdl(1, 1770, 4, stint_number=1, compound="SOFT", start_lap=3, total_laps=21),
        bdl(2, 1770, 4, stint_number=2, compound="HARD", start_lap=0, total_laps=40),
        bdl(3, 1770, 4, stint_number=3, compound="HARD", removed_at="2025-01-01T00:00:00Z"),
    )
    world.put(
        "balldontlie_pit_stops",
        bdl(1, 1770, 4, stop_number=1, lap=18, time_of_day="17:30:41", duration_seconds=25.805),
    )
    world.put(
        "balldontlie_race_control_messages",
        {
            "id": 7, "session_id": 1770, "utc_time": "2024-12-08T13:04:25Z", "lap": 1, "category": "Flag",
            "flag": "YELLOW", "scope": "Sector", "sector": 2, "driver_number": "81", "message": "YELLOW IN SECTOR 2",
        },
    )  # fmt: skip
    world.put(
        "balldontlie_track_status",
        {"id": 1, "session_id": 1770, "utc_time": "2024-12-08T13:04:25.388Z", "status": "Yellow"},
    )
    start = (*BDL_RACE, *LANDO, *MCLAREN)
    assert world.ask("select * from stints order by stint_number") == [
        (*start, 1, "SOFT", 1, 18, 18, 3, "balldontlie"),
        (*start, 2, "HARD", 19, 58, 40, 0, "balldontlie"),
    ]
    assert world.ask("select * from pit_stops") == [(*start, 1, 18, 25805, "17:30:41", "balldontlie")]
    assert world.ask("select * from race_control") == [
        (
            *BDL_RACE, 1, "2024-12-08T13:04:25Z", "Flag", "YELLOW", "Sector", 2, "YELLOW IN SECTOR 2", "81", 7,
            "balldontlie",
        )
    ]  # fmt: skip
    assert world.ask("select * from track_status") == [
        (*BDL_RACE, "2024-12-08T13:04:25.388Z", "Yellow", "balldontlie")
    ]


def test_weather(world: World) -> None:
    world.sportradar()
    world.connection.execute(
        "update sportradar_stages set air_temperature = 26, track_temperature = 30, humidity = 60, weather = 'Sunny'"
        " where id = 'race'"
    )
    assert world.ask("select * from weather") == [
        (*SR_RACE, 26, 30, 60, None, None, None, None, "Sunny", "sportradar", None)
    ]
    world.balldontlie()
    world.put(
        "balldontlie_session_weather",
        {
            "id": 1, "session_id": 1770, "air_temp": 26.5, "track_temp": 30.1, "humidity": 58, "pressure": 1016.2,
            "wind_speed": 1.5, "wind_direction": 300, "rainfall": 0,
        },
    )  # fmt: skip
    assert world.ask("select * from weather") == [
        (*BDL_RACE, 26.5, 30.1, 58, 1016.2, 1.5, 300, 0, "Sunny", "balldontlie", "sportradar")
    ]


def test_standings(world: World) -> None:
    world.sportradar()
    world.put(
        "sportradar_stage_results",
        {
            "stage_id": "season",
            "competitor_id": "sr:max",
            "team_id": "sr:redbull",
            "position": 1,
            "points": 437.5,
        },
        {"stage_id": "season", "competitor_id": "sr:lando", "position": 2, "races": 24},
        {"stage_id": "season", "team_id": "sr:mclaren", "position": 1, "points": 666},
    )
    assert world.ask("select * from standings order by kind, position") == [
        (2024, "driver", None, *MAX, "red-bull", "Red Bull Racing", 1, 437.5, "sportradar"),
        (2024, "driver", None, *LANDO, None, None, 2, 0, "sportradar"),
        (2024, "team", None, None, None, "mclaren", "McLaren F1", 1, 666, "sportradar"),
    ]
    world.balldontlie()
    world.put(
        "balldontlie_driver_standings",
        {"id": 1, "season": 2024, "driver_id": 4, "team_id": 805, "position": 1, "points": 3},
    )
    assert world.ask("select * from standings order by kind, position") == [
        (2024, "driver", None, *LANDO, *MCLAREN, 1, 3, "balldontlie"),
        (2024, "team", None, None, None, *MCLAREN, 1, 666, "sportradar"),
    ]


def test_probabilities(world: World) -> None:
    world.sportradar()
    for stage, market, who in (
        ("season", "Champion", {"competitor_id": "sr:max"}),
        ("event", "Winner of the weekend", {"team_id": "sr:mclaren"}),
        ("race", "Winner", {"competitor_id": "sr:lando"}),
    ):
        world.put(
            "sportradar_probabilities",
            {
                "stage_id": stage, "market_type": "m", "market_name": "outright", "market_description": market,
                "outcome_id": "sr:competitor:1", "outcome_name": "who", "probability": 51.69, **who,
            },
        )  # fmt: skip
    nobody = (None, None)
    assert world.ask("select * from probabilities order by market") == [
        (2024, None, None, "Champion", "driver", *MAX, *nobody, "who", 51.69, "sportradar"),
        (2024, "2024-abu-dhabi", "2024-abu-dhabi-race", "Winner", "driver", *LANDO, *nobody, "who", 51.69, "sportradar"),
        (
            2024, "2024-abu-dhabi", None, "Winner of the weekend", "team", *nobody, "mclaren",
            "McLaren F1", "who", 51.69, "sportradar",
        ),
    ]  # fmt: skip


def test_disagreements(world: World) -> None:
    world.balldontlie()
    world.sportradar()
    bdl_race(world)
    sr_race(world)
    world.put(
        "balldontlie_lap_times",
        bdl(1, 1770, 4, lap_number=1, lap_time_ms=97386),
        bdl(2, 1770, 1, lap_number=1, lap_time_ms=98320),
    )
    sr_lap(world, 1, ("sr:lando", 1, 97387), ("sr:max", 2, 98318))
    world.put(
        "balldontlie_position_history",
        bdl(1, 1770, 4, lap_number=1, position=1),
        bdl(2, 1770, 1, lap_number=1, position=1),
    )
    world.put(
        "balldontlie_driver_standings",
        {"id": 1, "season": 2024, "driver_id": 4, "position": 2, "points": 374},
    )
    world.put(
        "sportradar_stage_results",
        {"stage_id": "season", "competitor_id": "sr:lando", "position": 2, "points": 373.5},
    )
    world.connection.execute(
        "update sportradar_stages set scheduled = '2024-12-08T12:00:00Z' where id = 'race'"
    )
    race = (2024, "2024-abu-dhabi", "2024-abu-dhabi-race")
    assert world.ask("select * from disagreements order by kind, what, driver_id") == [
        (*race, "lap", "max-verstappen", None, 1, "lap_time_ms", "balldontlie", "98320", "sportradar", "98318"),
        (*race, "result", "lando-norris", None, None, "grid", "balldontlie", "1", "sportradar", "2"),
        (*race, "result", "max-verstappen", None, None, "laps_completed", "balldontlie", "57", "sportradar", "58"),
        (
            *race, "session", None, None, None, "date", "balldontlie", "2024-12-08T13:00:00.000Z", "sportradar",
            "2024-12-08T12:00:00Z",
        ),
        (2024, None, None, "standing", "lando-norris", None, None, "points", "balldontlie", "374", "sportradar", "373.5"),
    ]  # fmt: skip


def test_altsportsdata_is_compared_too(world: World) -> None:
    for tell in (world.balldontlie, world.sportradar, world.altsportsdata):
        tell()
    bdl_race(world)
    sr_race(world)
    world.put(
        "altsportsdata_heat_results",
        {
            "event_id": "f1:uuid",
            "heat_id": "race",
            "result_key": "u",
            "athlete_id": "a-max",
            "athlete_round_rank": 3,
        },
    )
    sql = "select provider_a, value_a, provider_b, value_b from disagreements where provider_b = 'altsportsdata' order by 1"
    assert world.ask(sql) == [
        ("balldontlie", "2", "altsportsdata", "3"), ("sportradar", "2", "altsportsdata", "3"),
    ]  # fmt: skip
