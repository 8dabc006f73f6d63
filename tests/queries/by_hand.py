"""The answers of one race computed in plain Python from its true laps, knowing nothing of the SQL."""

from collections.abc import Iterator
from statistics import fmean, median
from typing import Any

from tests.queries.worlds import Car, Race

Bands = list[tuple[str, int, int]]


def since(car: Car, lap: int) -> int | None:
    """Milliseconds from the end of lap 1 to the end of a lap."""
    times = [ms for ms in car.laps[1:lap] if ms is not None]
    return sum(times) if len(times) == lap - 1 else None


def leader(race: Race, lap: int) -> int | None:
    """When the first car ended a lap, since the end of lap 1; as far as the providers' laps tell."""
    there = [since(car, lap) for car in race.cars if 1 <= lap <= len(car.laps) and told(car)]
    return min((ms for ms in there if ms is not None), default=None)


def told(car: Car) -> bool:
    """Whether the provider has any lap of the car: it begins with lap 2."""
    return len(car.laps) >= 2


def neutralised(race: Race, bands: Bands, car: Car, lap: int) -> bool:
    """Whether the lap began while the leader was on a lap of a band, or is such a lap itself."""
    ms, end = car.laps[lap - 1], since(car, lap)
    begin = None if lap == 1 or ms is None or end is None else end - ms
    for _, first, last in bands:
        before, after = leader(race, first - 1), leader(race, last)
        if lap > last or (begin is not None and after is not None and begin >= after):
            continue
        if lap >= first or (begin is not None and before is not None and begin >= before):
            return True
    return False


def clean(race: Race, bands: Bands, car: Car) -> list[tuple[int, int]]:
    """Lap and time of the clean laps of a car."""
    return [
        (lap, ms)
        for lap, ms in enumerate(car.laps, 1)
        if ms is not None and lap > 1 and lap not in car.pits and lap - 1 not in car.pits
        and not neutralised(race, bands, car, lap)
    ]  # fmt: skip


def clean_pace(race: Race, bands: Bands) -> dict[str, tuple[int, float | None, float | None]]:
    """By car: number of clean laps, median and mean."""
    found = {}
    for car in race.cars:
        if told(car):
            times = [ms for _, ms in clean(race, bands, car)]
            found[car.id] = (
                len(times), median(times) if times else None, round(fmean(times), 3) if times else None
            )  # fmt: skip
    return found


def stints(car: Car) -> Iterator[tuple[int, int, int]]:
    """Number, first and last lap of each set of tyres."""
    ends = [*(lap for lap in car.pits if lap < len(car.laps)), len(car.laps)]
    for number, (begin, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True), 1):
        yield number, begin + 1, end


def degradation(race: Race, bands: Bands) -> dict[tuple[str, int], tuple[int, float | None]]:
    """By car and stint: number of clean laps, and the slope of the least-squares line."""
    found: dict[tuple[str, int], tuple[int, float | None]] = {}
    for car in race.cars:
        for number, first, last in stints(car):
            points = [(lap, ms) for lap, ms in clean(race, bands, car) if first <= lap <= last]
            slope = None
            if len(points) >= 3:
                n = len(points)
                sx, sy = sum(x for x, _ in points), sum(y for _, y in points)
                sxy, sxx = sum(x * y for x, y in points), sum(x * x for x, _ in points)
                slope = (n * sxy - sx * sy) / (n * sxx - sx * sx)
            found[car.id, number] = (len(points), slope)
    return found


def pit_loss(race: Race, bands: Bands) -> dict[tuple[str, int], float | None]:
    """By car and in lap: what the stop cost, None where it compares with nothing."""
    found: dict[tuple[str, int], float | None] = {}
    for car in race.cars:
        laps = clean(race, bands, car)
        for lap in car.pits:
            if lap >= len(car.laps):
                continue
            near = [ms for at, ms in laps if lap - 5 <= at <= lap - 1 or lap + 2 <= at <= lap + 6]
            pair = (car.laps[lap - 1], car.laps[lap])
            slowed = any(neutralised(race, bands, car, at) for at in (lap, lap + 1))
            if len(near) < 3 or slowed or None in pair or lap == 1:
                found[car.id, lap] = None
            else:
                found[car.id, lap] = pair[0] + pair[1] - 2 * fmean(near)  # type: ignore[operator]  # neither is None
    return found


def fastest(race: Race) -> dict[str, tuple[int, int]]:
    """By car: the fastest lap that is neither in nor out lap, and its number."""
    found = {}
    for car in race.cars:
        laps = [
            (ms, lap)
            for lap, ms in enumerate(car.laps, 1)
            if lap > 1 and ms is not None and lap not in car.pits and lap - 1 not in car.pits
        ]
        if laps:
            found[car.id] = min(laps)
    return found


def exact(race: Race, car: Car) -> bool:
    """Whether the car's race time is published and no lap after the first lacks a time."""
    return not car.retired and len(car.laps) == race.distance and None not in car.laps[1:]


def trace(race: Race) -> dict[tuple[str, int], dict[str, Any]]:
    """The true trace, by car and lap: time since lights out, laps down and gap to the leader."""
    crossings = [
        (car.elapsed(lap), lap, car) for car in race.cars if told(car) for lap in range(1, len(car.laps) + 1)
    ]
    found = {}
    for elapsed, lap, car in crossings:
        assert elapsed is not None
        done = max(other for ms, other, _ in crossings if ms is not None and ms <= elapsed)
        first = min(ms for ms, other, _ in crossings if ms is not None and other == lap)
        found[car.id, lap] = {
            "elapsed_ms": elapsed,
            "laps_down": done - lap,
            "gap_to_leader_ms": elapsed - first if done == lap else None,
        }
    return found
