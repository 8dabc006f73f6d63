"""Races that hypothesis makes up: what the SQL answers is what plain Python computes from the true laps."""

from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.queries import by_hand
from tests.queries.conftest import Empty
from tests.queries.worlds import Car, Message, Race, answer, mirror

_CODES = ("AAA", "BBB", "CCC", "DDD", "EEE")
_CLEAR = Message(0, "Flag", "TRACK CLEAR", "CLEAR", "Track")
_SLOW = (
    (
        "safety car",
        Message(0, "SafetyCar", "SAFETY CAR DEPLOYED"),
        Message(0, "SafetyCar", "SAFETY CAR IN THIS LAP"),
    ),
    ("virtual safety car", Message(0, "SafetyCar", "VSC DEPLOYED"), _CLEAR),
    (
        "red flag",
        Message(0, "Flag", "RED FLAG", "RED", "Track"),
        Message(0, "Flag", "GREEN", "GREEN", "Track"),
    ),
)


@st.composite
def races(draw: st.DrawFn) -> tuple[Race, by_hand.Bands]:
    """A race of two to five cars and up to twelve laps with what slows it, and the bands that this means."""
    distance = draw(st.integers(3, 12))
    slow: dict[int, int] = {}
    messages, bands = [], []
    if draw(st.booleans()):
        kind, begin, end = draw(st.sampled_from(_SLOW))
        first = draw(st.integers(1, distance))
        last = min(first + draw(st.integers(0, 2)), distance)
        slow = dict.fromkeys(range(first, last + 1), 800_000 if kind == "red flag" else 30_000)
        messages = [Message(first, begin.category, begin.text, begin.flag, begin.scope)]
        messages.append(Message(last, end.category, end.text, end.flag, end.scope))
        bands.append((kind, first, last))
    full = []
    for place, code in enumerate(_CODES[: draw(st.integers(2, 5))]):
        pits = draw(st.lists(st.integers(1, distance), max_size=2, unique=True))
        times = [
            90_000 + 1000 * (lap == 1) * (place + 5) + slow.get(lap, 0) + 4_000 * (lap in pits) + 16_000 * (lap - 1 in pits)
            + draw(st.integers(0, 40)) * draw(st.sampled_from((50, 997)))
            for lap in range(1, distance + 1)
        ]  # fmt: skip
        full.append((code, times, pits, draw(st.sampled_from((0, 0, 0, 5)))))
    # The winner's finish ends the race: everyone crosses the line once more and stops.
    finish = min(sum(times) for _, times, _, _ in full)
    cars = []
    for place, (code, times, pits, penalty) in enumerate(full):
        done = next(lap for lap in range(1, distance + 1) if sum(times[:lap]) >= finish)
        retired = place > 0 and sum(times) > finish and draw(st.integers(0, 5)) == 0
        if retired:
            done = draw(st.integers(1, done))
        pits = tuple(sorted(lap for lap in pits if lap <= done))
        cars.append(
            Car(
                code,
                ("Red", "Blue", "Green")[place % 3],
                tuple(times[:done]),
                pits,
                retired=retired,
                penalty_s=penalty,
            )
        )
        if penalty:
            text = f"FIA STEWARDS: {penalty} SECOND TIME PENALTY FOR CAR {place + 11} ({code}) - TRACK LIMITS"
            messages.append(Message(distance, "Other", text))
    return Race(tuple(cars), tuple(messages)), bands


@given(races())
def test_the_sql_says_what_python_says(empty: Empty, made: tuple[Race, by_hand.Bands]) -> None:
    race, bands = made
    with closing(mirror(empty(), race)) as connection:
        rows = {
            name: answer(connection, name)
            for name in ("race_trace", "clean_pace", "stint_degradation", "pit_loss", "fastest_laps")
        }
    _trace(race, rows["race_trace"])
    assert {
        row["driver_id"]: (row["n"], row["median_ms"], row["mean_ms"]) for row in rows["clean_pace"]
    } == by_hand.clean_pace(race, bands)
    if rows["race_trace"]:
        fitted = {
            (row["driver_id"], row["stint_number"]): (row["n"], row["ms_per_lap"])
            for row in rows["stint_degradation"]
        }
        expected = by_hand.degradation(race, bands)
        assert {key: n for key, (n, _) in fitted.items()} == {key: n for key, (n, _) in expected.items()}
        for key, (_, slope) in expected.items():
            assert fitted[key][1] == (None if slope is None else pytest.approx(slope, abs=0.001))
    lost = {(row["driver_id"], row["lap_number"]): row["loss_ms"] for row in rows["pit_loss"]}
    losses = by_hand.pit_loss(race, bands)
    assert lost.keys() == losses.keys()
    for key, loss in losses.items():
        assert lost[key] == (None if loss is None else pytest.approx(loss, abs=0.001))
    fast = {row["driver_id"]: (row["lap_time_ms"], row["lap_number"]) for row in rows["fastest_laps"]}
    assert fast == by_hand.fastest(race)


def _trace(race: Race, rows: list[dict[str, Any]]) -> None:
    """Exact where a race time stands behind a row; every car with a lap has all its laps."""
    true = by_hand.trace(race)
    assert {(row["driver_id"], row["lap_number"]) for row in rows} == true.keys()
    sure = {car.id for car in race.cars if by_hand.told(car) and by_hand.exact(race, car)}
    for row in rows:
        expected = true[row["driver_id"], row["lap_number"]]
        if row["driver_id"] in sure:
            assert row["anchor"] in ("race time", "race time less penalty")
            assert row["elapsed_ms"] == expected["elapsed_ms"]
        else:
            assert row["anchor"] in ("positions", None)
        if row["gap_error_ms"] is not None and row["laps_down"] == expected["laps_down"] == 0:
            assert abs(row["gap_to_leader_ms"] - expected["gap_to_leader_ms"]) <= row["gap_error_ms"]
    if len(sure) == sum(by_hand.told(car) for car in race.cars):
        assert [(row["laps_down"], row["gap_to_leader_ms"]) for row in rows] == [
            (true[key]["laps_down"], true[key]["gap_to_leader_ms"])
            for key in ((row["driver_id"], row["lap_number"]) for row in rows)
        ]
