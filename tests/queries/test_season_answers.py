"""A season of two rounds made by hand: a sprint, half points, a driver who changes teams, a retirement that counts."""

import sqlite3
from collections.abc import Iterator

import pytest

from tests.queries.conftest import Empty
from tests.queries.worlds import answer, put, same, table

# Session, its type, and for each car: driver, team, place, laps, retired, points, best lap.
_RACES = (
    (
        11, "2024-monza-race", "race",
        (("A", 1, 1, 50, 0, 25, 90_000), ("B", 1, 2, 50, 0, 18, 89_000), ("C", 2, None, 10, 1, None, 91_000)),
    ),
    (
        21, "2024-spa-sprint", "sprint",
        (("A", 1, 2, 20, 0, 7, 95_000), ("B", 2, 1, 20, 0, 8, 94_000), ("C", 2, 3, 20, 0, 6, 96_000)),
    ),
    (
        22, "2024-spa-race", "race",
        (("A", 1, 1, 40, 0, 12.5, 95_500), ("B", 2, 3, 37, 1, 7.5, 94_500), ("C", 2, 2, 40, 0, 9, 95_800)),
    ),
)  # fmt: skip
_QUALIFYING = (
    (10, "2024-monza-qualifying", (("A", 1, 2, 81_000, 80_500), ("B", 1, 1, 81_200, 80_100), ("C", 2, 3, 81_900, None))),
    (20, "2024-spa-qualifying", (("A", 1, 1, 101_000, 100_500), ("B", 2, 2, 101_100, 100_700), ("C", 2, None, None, None))),
)  # fmt: skip
_STOPS = (
    (11, "A", 1, 22.0),
    (11, "B", 1, 24.0),
    (11, "C", 2, 70.0),
    (22, "A", 1, 30.0),
    (22, "B", 2, 31.0),
    (22, "C", 2, None),
)
_NUMBERS = {"A": 1, "B": 2, "C": 3}


def season(connection: sqlite3.Connection, *, points: bool) -> sqlite3.Connection:
    """Puts the season in; Sportradar gives the points, if it is there."""
    connection.execute("pragma foreign_keys = off")
    for code, number in _NUMBERS.items():
        put(connection, "balldontlie_drivers", [{"id": number, "display_name": f"Driver {code}"}])
        same(
            connection,
            "driver",
            f"driver-{code.lower()}",
            balldontlie=number,
            sportradar=f"sr:competitor:{number}",
        )
    for number, name in ((1, "Red"), (2, "Blue")):
        put(connection, "balldontlie_teams", [{"id": number, "name": name}])
        same(connection, "team", name.lower(), balldontlie=number)
    put(connection, "balldontlie_seasons", [{"year": 2024, "display_name": "2024"}])
    same(connection, "season", "2024", balldontlie=2024)
    for event, name in ((1, "Monza"), (2, "Spa")):
        row = {
            "id": event,
            "name": f"{name} Grand Prix",
            "season": 2024,
            "start_date": f"2024-0{event}-01T10:00:00Z",
        }
        put(connection, "balldontlie_events", [row])
        same(connection, "event", f"2024-{name.lower()}", balldontlie=event)
    for id_, session, cars in _QUALIFYING:
        _session(connection, id_, session, "Qualifying")
        put(
            connection,
            "balldontlie_qualifying_results",
            (
                {"id": 10 * id_ + _NUMBERS[code], "session_id": id_, "driver_id": _NUMBERS[code], "team_id": team,
                 "final_position": place, "q1_time_ms": q1, "q2_time_ms": q2}
                for code, team, place, q1, q2 in cars
            ),
        )  # fmt: skip
    for id_, session, type_, cars in _RACES:
        _session(connection, id_, session, type_.title())
        for code, team, place, laps, retired, paid, best in cars:
            number = _NUMBERS[code]
            who = {"id": 10 * id_ + number, "session_id": id_, "driver_id": number}
            row = {"team_id": team, "position": place, "laps_completed": laps, "retired": retired}
            put(connection, "balldontlie_session_results", [{**who, **row}])
            put(connection, "balldontlie_session_timing_stats", [{**who, "best_lap_time_ms": best}])
            if points:
                row = {
                    "stage_id": f"sr:stage:{id_}",
                    "competitor_id": f"sr:competitor:{number}",
                    "position": place,
                }
                put(connection, "sportradar_stage_results", [{**row, "points": paid, "status": "Finished"}])
        if points:
            put(connection, "sportradar_stages", [{"id": f"sr:stage:{id_}", "type": "race"}])
            same(connection, "session", session, sportradar=f"sr:stage:{id_}")
    for number, (id_, code, team, seconds) in enumerate(_STOPS, 1):
        row = {
            "id": number,
            "session_id": id_,
            "driver_id": _NUMBERS[code],
            "team_id": team,
            "stop_number": 1,
            "lap": 5,
        }
        put(connection, "balldontlie_pit_stops", [{**row, "duration_seconds": seconds}])
    standings = (("A", 1, 44.5), ("B", 2, 33.5), ("C", 2, 16))
    put(
        connection,
        "balldontlie_driver_standings",
        (
            {"id": n, "season": 2024, "driver_id": n, "team_id": team, "position": n, "points": total}
            for n, (_, team, total) in enumerate(standings, 1)
        ),
    )
    return connection


def _session(connection: sqlite3.Connection, id_: int, session: str, type_: str) -> None:
    row = {
        "id": id_,
        "event_id": id_ // 10,
        "type": type_,
        "name": type_,
        "date": f"2024-0{id_ // 10}-{id_}T12:00:00Z",
    }
    put(connection, "balldontlie_sessions", [row])
    same(connection, "session", session, balldontlie=id_)


@pytest.fixture
def given(empty: Empty) -> Iterator[sqlite3.Connection]:
    made = season(empty(), points=True)
    yield made
    made.close()


@pytest.fixture
def derived(empty: Empty) -> Iterator[sqlite3.Connection]:
    made = season(empty(), points=False)
    yield made
    made.close()


_POINTS = (
    "event_id",
    "driver_id",
    "team_id",
    "race_points",
    "sprint_points",
    "points",
    "total_points",
    "position",
    "source",
    "matches",
)


def test_points_that_are_given_are_added_up(given: sqlite3.Connection) -> None:
    assert table(answer(given, "points_by_round"), *_POINTS) == [
        ("2024-monza", "driver-a", "red", 25, None, 25, 25, 1, "given", 1),
        ("2024-monza", "driver-b", "red", 18, None, 18, 18, 2, "given", 1),
        ("2024-monza", "driver-c", "blue", 0, None, 0, 0, 3, "given", 0),
        ("2024-spa", "driver-a", "red", 12.5, 7, 19.5, 44.5, 1, "given", 1),
        ("2024-spa", "driver-b", "blue", 7.5, 8, 15.5, 33.5, 2, "given", 1),
        ("2024-spa", "driver-c", "blue", 9, 6, 15, 15, 3, "given", 0),
    ]


def test_points_that_nobody_gives_are_derived_and_say_so(derived: sqlite3.Connection) -> None:
    """Full points with the one for the fastest lap; B retired with nine tenths of the laps, and counts."""
    assert table(answer(derived, "points_by_round"), *_POINTS) == [
        ("2024-monza", "driver-a", "red", 25, None, 25, 25, 1, "derived", 0),
        ("2024-monza", "driver-b", "red", 19, None, 19, 19, 2, "derived", 0),
        ("2024-monza", "driver-c", "blue", 0, None, 0, 0, 3, "derived", 0),
        ("2024-spa", "driver-a", "red", 25, 7, 32, 57, 1, "derived", 0),
        ("2024-spa", "driver-b", "blue", 16, 8, 24, 43, 2, "derived", 0),
        ("2024-spa", "driver-c", "blue", 18, 6, 24, 24, 3, "derived", 0),
    ]


def test_points_of_teams(given: sqlite3.Connection) -> None:
    told = (
        "event_id",
        "driver_id",
        "team_id",
        "race_points",
        "sprint_points",
        "total_points",
        "position",
        "matches",
    )
    assert table(answer(given, "points_by_round", kind="team"), *told) == [
        ("2024-monza", None, "red", 43, None, 43, 1, None),
        ("2024-monza", None, "blue", 0, None, 0, 2, None),
        ("2024-spa", None, "red", 12.5, 7, 62.5, 1, None),
        ("2024-spa", None, "blue", 16.5, 14, 30.5, 2, None),
    ]


def test_team_mates_are_compared_where_they_drove_for_one_team(given: sqlite3.Connection) -> None:
    """B leaves Red for Blue; C has no place in the second qualifying, so that one does not count."""
    told = (
        "team_id", "driver_a_id", "driver_b_id", "qualifying_n", "qualifying_a", "qualifying_b", "race_n", "race_a",
        "race_b", "sprint_n", "sprint_a", "sprint_b", "points_a", "points_b",
    )  # fmt: skip
    assert table(answer(given, "head_to_head"), *told) == [
        ("blue", "driver-b", "driver-c", 0, 0, 0, 1, 0, 1, 1, 1, 0, 15.5, 15),
        ("red", "driver-a", "driver-b", 1, 0, 1, 1, 1, 0, 0, 0, 0, 25, 18),
    ]


def test_points_of_team_mates_are_null_where_nobody_gives_any(derived: sqlite3.Connection) -> None:
    assert table(answer(derived, "head_to_head"), "points_a", "points_b") == [(None, None), (None, None)]


def test_the_pit_stop_league_compares_with_each_race(given: sqlite3.Connection) -> None:
    """The first race's median is 24 s, so the stop of 70 s is left out, as is the one without a time."""
    told = (
        "position",
        "team_id",
        "n",
        "fastest_ms",
        "median_ms",
        "mean_ms",
        "median_over_race_ms",
        "left_out",
    )
    assert table(answer(given, "pit_stop_league"), *told) == [
        (1, "red", 3, 22_000, 24_000.0, 25_333.333, -500.0, 0),
        (2, "blue", 1, 31_000, 31_000.0, 31_000.0, 500.0, 2),
    ]


def test_the_fastest_of_each_session(given: sqlite3.Connection) -> None:
    assert table(answer(given, "fastest_by_session"), "session_id", "driver_id", "lap_time_ms", "source") == [
        ("2024-monza-qualifying", "driver-b", 80_100, "qualifying"),
        ("2024-monza-race", "driver-b", 89_000, "results"),
        ("2024-spa-qualifying", "driver-a", 100_500, "qualifying"),
        ("2024-spa-sprint", "driver-b", 94_000, "results"),
        ("2024-spa-race", "driver-b", 94_500, "results"),
    ]


def test_the_gaps_of_a_qualifying_stay_within_a_part(given: sqlite3.Connection) -> None:
    told = ("position", "driver_id", "q1_ms", "q1_gap_ms", "q2_ms", "q2_gap_ms", "q3_ms", "q3_gap_ms")
    assert table(answer(given, "qualifying_gaps", event="monza"), *told) == [
        (1, "driver-b", 81_200, 200, 80_100, 0, None, None),
        (2, "driver-a", 81_000, 0, 80_500, 400, None, None),
        (3, "driver-c", 81_900, 900, None, None, None, None),
    ]


def test_the_standings_are_the_providers(given: sqlite3.Connection) -> None:
    assert table(
        answer(given, "standings"), "season", "round", "position", "driver_id", "points", "behind"
    ) == [
        (2024, None, 1, "driver-a", 44.5, 0),
        (2024, None, 2, "driver-b", 33.5, 11),
        (2024, None, 3, "driver-c", 16, 28.5),
    ]


def test_a_driver_may_have_a_single_name(given: sqlite3.Connection) -> None:
    given.execute("update balldontlie_drivers set display_name = null, last_name = 'Solo' where id = 1")
    for query in ("points_by_round", "head_to_head", "standings", "qualifying_gaps"):
        rows = [{**row} for row in answer(given, query)]
        named = {row.get("driver", row.get("driver_a")) for row in rows}
        assert (query, None in named, "Solo" in named) == (query, False, True)
