"""One race made by hand: an undercut that works, a retirement, a lapped car, a safety car, a red flag and a penalty."""

import sqlite3
from collections.abc import Iterator

import pytest

from tests.queries import by_hand
from tests.queries.conftest import Empty
from tests.queries.worlds import SESSION, Car, Message, Race, answer, mirror, table

A = Car(
    "AAA", "Red",
    (95_000, 90_000, 90_200, 94_000, 106_000, 90_100, 90_300, 120_000, 121_000, 90_400, 900_000, 90_500, 90_600, 90_700),
    pits=(4,),
)  # fmt: skip
# Stops a lap earlier than A, comes out ahead and crosses the line first, but with five seconds to be added.
B = Car(
    "BBB", "Red",
    (96_000, 90_500, 94_000, 104_000, 90_100, 90_200, 90_000, 119_500, 120_500, 90_300, 899_500, 90_400, 90_500, 90_600),
    pits=(3,), penalty_s=5,
)  # fmt: skip
C = Car("CCC", "Blue", (97_000, 91_000, 91_000, 91_000, 91_000, 91_500), retired=True)
# Loses more than a lap in the pits: its lap 10 is the one of the red flag, and it takes the flag after 13 laps.
D = Car(
    "DDD", "Blue",
    (98_000, 92_000, 92_000, 92_000, 96_000, 230_000, 118_000, 119_000, 92_000, 880_000, 92_500, 92_700, 92_600),
    pits=(5,), pit_ms=90_000,
)  # fmt: skip
RACE = Race(
    (A, B, C, D),
    (
        Message(1, "Flag", "GREEN LIGHT - PIT EXIT OPEN", "GREEN", "Track"),
        Message(3, "Flag", "CLEAR IN TRACK SECTOR 4", "CLEAR", "Sector"),
        Message(8, "SafetyCar", "SAFETY CAR DEPLOYED"),
        Message(9, "SafetyCar", "SAFETY CAR IN THIS LAP"),
        Message(10, "Flag", "TRACK CLEAR", "CLEAR", "Track"),
        Message(11, "Flag", "RED FLAG", "RED", "Track"),
        Message(11, "Flag", "GREEN LIGHT - PIT EXIT OPEN", "GREEN", "Track"),
        Message(
            12, "Other", "FIA STEWARDS: 5 SECOND TIME PENALTY FOR CAR 12 (BBB) - SPEEDING IN THE PIT LANE"
        ),
        Message(14, "Flag", "CHEQUERED FLAG", "CHEQUERED", "Track"),
    ),
)
BANDS = [("safety car", 8, 9), ("red flag", 11, 11)]


@pytest.fixture
def connection(empty: Empty) -> Iterator[sqlite3.Connection]:
    made = mirror(empty(), RACE)
    yield made
    made.close()


@pytest.fixture
def alone(empty: Empty) -> Iterator[sqlite3.Connection]:
    """The same race as BALLDONTLIE alone has it."""
    made = mirror(empty(), RACE, sportradar=False)
    yield made
    made.close()


# Whole answers; every row is of the one session. Columns that only repeat names are left out.
EXPECTED: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]] = {
    "race_trace": (
        ("lap_number", "driver_id", "elapsed_ms", "gap_to_leader_ms", "laps_down", "anchor", "gap_error_ms"),
        [
            (1, "driver-aaa", 95000, 0, 0, "race time", 0),
            (1, "driver-bbb", 96000, 1000, 0, "race time less penalty", 0),
            (1, "driver-ccc", 97350, 2350, 0, "positions", 1150),
            (1, "driver-ddd", 99550, 4550, 0, "positions", 3050),
            (2, "driver-aaa", 185000, 0, 0, "race time", 0),
            (2, "driver-bbb", 186500, 1500, 0, "race time less penalty", 0),
            (2, "driver-ccc", 188350, 3350, 0, "positions", 1150),
            (2, "driver-ddd", 191550, 6550, 0, "positions", 3050),
            (3, "driver-aaa", 275200, 0, 0, "race time", 0),
            (3, "driver-ccc", 279350, 4150, 0, "positions", 1150),
            (3, "driver-bbb", 280500, 5300, 0, "race time less penalty", 0),
            (3, "driver-ddd", 283550, 8350, 0, "positions", 3050),
            (4, "driver-aaa", 369200, 0, 0, "race time", 0),
            (4, "driver-ccc", 370350, 1150, 0, "positions", 1150),
            (4, "driver-ddd", 375550, 6350, 0, "positions", 3050),
            (4, "driver-bbb", 384500, 15300, 0, "race time less penalty", 0),
            (5, "driver-ccc", 461350, 0, 0, "positions", 0),
            (5, "driver-ddd", 471550, 10200, 0, "positions", 4200),
            (5, "driver-bbb", 474600, 13250, 0, "race time less penalty", 1150),
            (5, "driver-aaa", 475200, 13850, 0, "race time", 1150),
            (6, "driver-ccc", 552850, 0, 0, "positions", 0),
            (6, "driver-bbb", 564800, 11950, 0, "race time less penalty", 1150),
            (6, "driver-aaa", 565300, 12450, 0, "race time", 1150),
            (6, "driver-ddd", 701550, None, 1, "positions", None),
            (7, "driver-bbb", 654800, 0, 0, "race time less penalty", 0),
            (7, "driver-aaa", 655600, 800, 0, "race time", 0),
            (7, "driver-ddd", 819550, None, 1, "positions", None),
            (8, "driver-bbb", 774300, 0, 0, "race time less penalty", 0),
            (8, "driver-aaa", 775600, 1300, 0, "race time", 0),
            (8, "driver-ddd", 938550, None, 1, "positions", None),
            (9, "driver-bbb", 894800, 0, 0, "race time less penalty", 0),
            (9, "driver-aaa", 896600, 1800, 0, "race time", 0),
            (9, "driver-ddd", 1030550, None, 1, "positions", None),
            (10, "driver-bbb", 985100, 0, 0, "race time less penalty", 0),
            (10, "driver-aaa", 987000, 1900, 0, "race time", 0),
            (10, "driver-ddd", 1910550, None, 1, "positions", None),
            (11, "driver-bbb", 1884600, 0, 0, "race time less penalty", 0),
            (11, "driver-aaa", 1887000, 2400, 0, "race time", 0),
            (11, "driver-ddd", 2003050, None, 1, "positions", None),
            (12, "driver-bbb", 1975000, 0, 0, "race time less penalty", 0),
            (12, "driver-aaa", 1977500, 2500, 0, "race time", 0),
            (12, "driver-ddd", 2095750, None, 1, "positions", None),
            (13, "driver-bbb", 2065500, 0, 0, "race time less penalty", 0),
            (13, "driver-aaa", 2068100, 2600, 0, "race time", 0),
            (13, "driver-ddd", 2188350, None, 1, "positions", None),
            (14, "driver-bbb", 2156100, 0, 0, "race time less penalty", 0),
            (14, "driver-aaa", 2158800, 2700, 0, "race time", 0),
        ],
    ),
    "position_chart": (
        ("lap_number", "position", "driver_id", "definition"),
        [
            (0, 1, "driver-aaa", "grid"),
            (0, 2, "driver-bbb", "grid"),
            (0, 3, "driver-ccc", "grid"),
            (0, 4, "driver-ddd", "grid"),
            (1, 1, "driver-aaa", "start of next lap"),
            (1, 2, "driver-bbb", "start of next lap"),
            (1, 3, "driver-ccc", "start of next lap"),
            (1, 4, "driver-ddd", "start of next lap"),
            (2, 1, "driver-aaa", "start of next lap"),
            (2, 2, "driver-bbb", "start of next lap"),
            (2, 3, "driver-ccc", "start of next lap"),
            (2, 4, "driver-ddd", "start of next lap"),
            (3, 1, "driver-aaa", "start of next lap"),
            (3, 2, "driver-ccc", "start of next lap"),
            (3, 3, "driver-bbb", "start of next lap"),
            (3, 4, "driver-ddd", "start of next lap"),
            (4, 1, "driver-aaa", "start of next lap"),
            (4, 2, "driver-ccc", "start of next lap"),
            (4, 3, "driver-ddd", "start of next lap"),
            (4, 4, "driver-bbb", "start of next lap"),
            (5, 1, "driver-ccc", "start of next lap"),
            (5, 2, "driver-ddd", "start of next lap"),
            (5, 3, "driver-bbb", "start of next lap"),
            (5, 4, "driver-aaa", "start of next lap"),
            (6, 1, "driver-bbb", "start of next lap"),
            (6, 2, "driver-aaa", "start of next lap"),
            (6, 3, "driver-ddd", "start of next lap"),
            (7, 1, "driver-bbb", "start of next lap"),
            (7, 2, "driver-aaa", "start of next lap"),
            (7, 3, "driver-ddd", "start of next lap"),
            (8, 1, "driver-bbb", "start of next lap"),
            (8, 2, "driver-aaa", "start of next lap"),
            (8, 3, "driver-ddd", "start of next lap"),
            (9, 1, "driver-bbb", "start of next lap"),
            (9, 2, "driver-aaa", "start of next lap"),
            (9, 3, "driver-ddd", "start of next lap"),
            (10, 1, "driver-bbb", "start of next lap"),
            (10, 2, "driver-aaa", "start of next lap"),
            (10, 3, "driver-ddd", "start of next lap"),
            (11, 1, "driver-bbb", "start of next lap"),
            (11, 2, "driver-aaa", "start of next lap"),
            (11, 3, "driver-ddd", "start of next lap"),
            (12, 1, "driver-bbb", "start of next lap"),
            (12, 2, "driver-aaa", "start of next lap"),
            (12, 3, "driver-ddd", "start of next lap"),
            (13, 1, "driver-bbb", "start of next lap"),
            (13, 2, "driver-aaa", "start of next lap"),
            (13, 3, "driver-ddd", "classification"),
            (14, 1, "driver-aaa", "classification"),
            (14, 2, "driver-bbb", "classification"),
        ],
    ),
    "clean_pace": (
        ("position", "driver_id", "n", "median_ms", "mean_ms", "best_ms", "gap_ms", "neutralised_laps", "laps"),
        [
            (1, "driver-aaa", 8, 90350.0, 90350.0, 90000, 0.0, 3, 14),
            (1, "driver-bbb", 8, 90350.0, 90325.0, 90000, 0.0, 3, 14),
            (3, "driver-ccc", 5, 91000.0, 91100.0, 91000, 650.0, 0, 6),
            (4, "driver-ddd", 7, 92000.0, 92257.143, 92000, 1650.0, 3, 13),
        ],
    ),
    "stint_degradation": (
        (
            "driver_id", "stint_number", "compound", "tyre_age_at_start", "lap_start", "lap_end", "laps", "n",
            "mean_ms", "ms_per_lap", "r2",
        ),
        [
            ("driver-aaa", 1, "MEDIUM", 0, 1, 4, 4, 2, 90100.0, None, None),
            ("driver-aaa", 2, "HARD", 2, 5, 14, 10, 6, 90433.333, 64.375, 0.9472),
            ("driver-bbb", 1, "MEDIUM", 0, 1, 3, 3, 1, 90500.0, None, None),
            ("driver-bbb", 2, "HARD", 2, 4, 14, 11, 7, 90300.0, 55.331, 0.8497),
            ("driver-ccc", 1, "MEDIUM", 0, 1, 6, 6, 5, 91100.0, 100.0, 0.5),
            ("driver-ddd", 1, "MEDIUM", 0, 1, 5, 5, 3, 92000.0, 0.0, None),
            ("driver-ddd", 2, "HARD", 2, 6, 13, 8, 4, 92450.0, 165.714, 0.8286),
        ],
    ),
    "pit_loss": (
        (
            "driver_id", "stop_number", "lap_number", "in_lap_ms", "out_lap_ms", "reference_n", "reference_ms",
            "loss_ms", "duration_ms", "neutralised", "median_loss_ms",
        ),
        [
            ("driver-bbb", 1, 3, 94000, 104000, 4, 90200.0, 17600.0, 22100, 0, 19600.0),
            ("driver-aaa", 1, 4, 94000, 106000, 5, 90200.0, 19600.0, 22100, 0, 19600.0),
            ("driver-ddd", 1, 5, 96000, 230000, 5, 92100.0, 141800.0, 90100, 0, 19600.0),
        ],
    ),
    "undercut": (
        (
            "attempt", "first_driver_id", "first_lap", "second_driver_id", "second_lap", "first_position_before",
            "second_position_before", "first_position_after", "second_position_after", "gain_ms", "passed",
            "neutralised",
        ),
        [
            ("undercut", "driver-bbb", 3, "driver-aaa", 4, 2, 1, 3, 4, 2100, 1, 0),
            ("overcut", "driver-bbb", 3, "driver-ddd", 5, 2, 4, 1, 3, 131700, 0, 0),
        ],
    ),
    "fastest_laps": (
        ("position", "driver_id", "lap_number", "lap_time_ms", "gap_ms", "n", "source"),
        [
            (1, "driver-aaa", 2, 90000, 0, 11, "laps"),
            (1, "driver-bbb", 7, 90000, 0, 11, "laps"),
            (3, "driver-ccc", 2, 91000, 1000, 5, "laps"),
            (4, "driver-ddd", 2, 92000, 2000, 10, "laps"),
        ],
    ),
    "tyre_stints": (
        ("position", "driver_id", "stint_number", "compound", "lap_start", "lap_end", "laps", "tyre_age_at_start"),
        [
            (1, "driver-aaa", 1, "MEDIUM", 1, 4, 4, 0),
            (1, "driver-aaa", 2, "HARD", 5, 14, 10, 2),
            (2, "driver-bbb", 1, "MEDIUM", 1, 3, 3, 0),
            (2, "driver-bbb", 2, "HARD", 4, 14, 11, 2),
            (3, "driver-ddd", 1, "MEDIUM", 1, 5, 5, 0),
            (3, "driver-ddd", 2, "HARD", 6, 13, 8, 2),
            (None, "driver-ccc", 1, "MEDIUM", 1, 6, 6, 0),
        ],
    ),
    "track_bands": (
        ("kind", "from_lap", "to_lap"),
        [
            ("safety car", 8, 9),
            ("red flag", 11, 11),
        ],
    ),
    "race_control_by_lap": (
        ("lap_number", "category", "flag", "scope", "message"),
        [
            (1, "Flag", "GREEN", "Track", "GREEN LIGHT - PIT EXIT OPEN"),
            (3, "Flag", "CLEAR", "Sector", "CLEAR IN TRACK SECTOR 4"),
            (8, "SafetyCar", None, None, "SAFETY CAR DEPLOYED"),
            (9, "SafetyCar", None, None, "SAFETY CAR IN THIS LAP"),
            (10, "Flag", "CLEAR", "Track", "TRACK CLEAR"),
            (11, "Flag", "RED", "Track", "RED FLAG"),
            (11, "Flag", "GREEN", "Track", "GREEN LIGHT - PIT EXIT OPEN"),
            (12, "Other", None, None, "FIA STEWARDS: 5 SECOND TIME PENALTY FOR CAR 12 (BBB) - SPEEDING IN THE PIT LANE"),
            (14, "Flag", "CHEQUERED", "Track", "CHEQUERED FLAG"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_the_whole_answer(connection: sqlite3.Connection, name: str) -> None:
    names, expected = EXPECTED[name]
    rows = answer(connection, name)
    assert {row["session_id"] for row in rows} == {SESSION}
    assert table(rows, *names) == expected


def test_the_trace_is_the_true_one(connection: sqlite3.Connection) -> None:
    """Exact for the cars with a race time, within the error it tells for the others."""
    true = by_hand.trace(RACE)
    rows = answer(connection, "race_trace")
    assert {(row["driver_id"], row["lap_number"]) for row in rows} == set(true)
    for row in rows:
        expected = true[row["driver_id"], row["lap_number"]]
        if row["anchor"] != "positions":
            assert row["elapsed_ms"] == expected["elapsed_ms"]
        assert row["laps_down"] == expected["laps_down"]
        if row["gap_error_ms"] is not None:
            assert abs(row["gap_to_leader_ms"] - expected["gap_to_leader_ms"]) <= row["gap_error_ms"]


def test_without_another_provider_nothing_anchors_the_trace(alone: sqlite3.Connection) -> None:
    rows = answer(alone, "race_trace", driver="BBB", event="monza")
    told = (
        "lap_number",
        "elapsed_ms",
        "gap_to_leader_ms",
        "laps_down",
        "anchor",
        "gap_error_ms",
        "since_lap_1_ms",
    )
    since = [by_hand.since(B, lap) for lap in range(1, 15)]
    assert table(rows, *told) == [(lap, None, None, None, None, None, ms) for lap, ms in enumerate(since, 1)]


def test_without_another_grid_the_definition_is_assumed(alone: sqlite3.Connection) -> None:
    definitions = [row["definition"] for row in answer(alone, "position_chart", driver="driver-bbb")]
    assert definitions == ["grid", *["start of next lap (assumed)"] * 13, "classification"]


def test_an_order_that_ends_at_the_classification_and_is_no_grid_is_of_the_ends(
    connection: sqlite3.Connection,
) -> None:
    connection.execute("delete from balldontlie_position_history")
    orders = {lap: RACE.orders()[lap + 1] for lap in range(1, 13)} | {13: [B, A, D], 14: [A, B]}
    connection.executemany(
        "insert into balldontlie_position_history (id, session_id, driver_id, team_id, lap_number, position)"
        " values (?, 10, ?, 1, ?, ?)",
        [
            (100 * lap + place, RACE.cars.index(car) + 1, lap, place)
            for lap, order in (orders | {1: [B, A, C, D]}).items()
            for place, car in enumerate(order, 1)
        ],
    )
    rows = answer(connection, "position_chart")
    shown = {
        lap: [row["driver_id"] for row in rows if row["lap_number"] == lap] for lap in (0, 1, 14)
    }  # fmt: skip
    assert shown == {0: [A.id, B.id, C.id, D.id], 1: [B.id, A.id, C.id, D.id], 14: [A.id, B.id]}
    assert {row["definition"] for row in rows} == {"grid", "end of lap"}


def test_a_penalty_that_was_served_is_in_the_laps_already(connection: sqlite3.Connection) -> None:
    connection.execute(
        "insert into balldontlie_race_control_messages (id, session_id, utc_time, lap, category, message)"
        " values (90, 10, '2024-09-01T18:59:00Z', 13, 'Other',"
        " 'FIA STEWARDS: PENALTY SERVED - 5 SECOND TIME PENALTY FOR CAR 12 (BBB) - SPEEDING IN THE PIT LANE')"
    )
    last = [row for row in answer(connection, "race_trace") if row["driver_id"] == B.id][-1]
    assert (last["anchor"], last["elapsed_ms"]) == ("race time", B.elapsed(14) + 5_000)


def test_lap_one_of_sportradar_comes_before_the_race_time(connection: sqlite3.Connection) -> None:
    connection.execute(
        "insert into sportradar_stages (id, parent_id, type, description) values ('lap', 'sr:stage:race', 'lap', 'Lap 1')"
    )
    connection.executemany(
        "insert into sportradar_stage_results (stage_id, competitor_id, time_ms) values ('lap', ?, ?)",
        [(f"sr:competitor:{number}", car.laps[0]) for number, car in enumerate(RACE.cars, 1)],
    )
    rows = answer(connection, "race_trace")
    assert {row["anchor"] for row in rows} == {"lap 1 (sportradar)"}
    found = {(row["driver_id"], row["lap_number"]): row for row in rows}
    assert {
        key: {name: row[name] for name in ("elapsed_ms", "laps_down", "gap_to_leader_ms")}
        for key, row in found.items()
    } == by_hand.trace(RACE)


def test_a_lap_without_a_time_ends_only_the_sums_that_need_it(connection: sqlite3.Connection) -> None:
    connection.execute(
        "update balldontlie_lap_times set lap_time_ms = null where driver_id = 1 and lap_number = 11"
    )
    rows = [row for row in answer(connection, "race_trace") if row["driver_id"] == A.id]
    before = [(row["lap_number"], row["anchor"]) for row in rows if row["anchor"] != "race time"]
    after = {row["lap_number"]: row["elapsed_ms"] for row in rows if row["anchor"] == "race time"}
    assert before == [(lap, "positions") for lap in range(1, 11)]
    assert after == {lap: A.elapsed(lap) for lap in (11, 12, 13, 14)}


def test_nobody_has_a_gap_on_a_lap_that_is_missing_of_the_first_car(connection: sqlite3.Connection) -> None:
    connection.execute("delete from balldontlie_lap_times where driver_id = 2 and lap_number = 8")
    rows = [
        row
        for row in answer(connection, "race_trace")
        if row["lap_number"] in (8, 9) and row["driver_id"] != D.id
    ]
    columns = ("lap_number", "driver_id", "elapsed_ms", "gap_to_leader_ms", "laps_down", "gap_error_ms")
    assert table(rows, *columns) == [
        (8, A.id, 775600, None, 0, None),
        (9, B.id, 894800, 0, 0, 0),
        (9, A.id, 896600, 1800, 0, 0),
    ]


def test_the_laps_of_the_race_are_told_with_what_they_were(connection: sqlite3.Connection) -> None:
    rows = answer(connection, "lap_times")
    expected = [
        (
            car.id, lap, None if lap == 1 else ms, int(lap in car.pits), int(lap - 1 in car.pits),
            int(by_hand.neutralised(RACE, BANDS, car, lap)), int(lap in dict(by_hand.clean(RACE, BANDS, car))),
            1 if not car.pits or lap <= car.pits[0] else 2,
        )
        for car in RACE.cars
        for lap, ms in enumerate(car.laps, 1)
    ]  # fmt: skip
    told = (
        "driver_id", "lap_number", "lap_time_ms", "is_pit_in_lap", "is_pit_out_lap", "neutralised", "clean", "stint_number",
    )  # fmt: skip
    assert table(rows, *told) == expected
