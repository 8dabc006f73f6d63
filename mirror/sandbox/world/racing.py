"""Races and sprints: laps that add up to the order the season already knows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from mirror.sandbox.world import documented
from mirror.sandbox.world.calendar import Event, Kind, Session
from mirror.sandbox.world.season import Result
from mirror.sandbox.world.session import Run, Stint, Stop

# Lights go out three minutes after the scheduled start, when the formation lap is done.
FORMATION = timedelta(minutes=3)
_AGES = {"SOFT": 3, "MEDIUM": 2, "HARD": 0}


def distance(event: Event, kind: Kind, laps_scale: float) -> int:
    """Laps to be driven: a sprint is a third of a race; the documented race keeps its length at every scale."""
    laps = event.circuit.laps
    if kind is Kind.SPRINT:
        laps = round(laps / 3)
    if event.race.id == documented.RACE and kind is Kind.RACE:
        return laps
    return max(6, round(laps * laps_scale))


def driven(event: Event, kind: Kind, scheduled: int) -> int:
    """Laps the winner completes: fewer than three quarters when the race is stopped."""
    return round(scheduled * 0.6) if event.shortened and kind is Kind.RACE else scheduled


def race(
    event: Event, session: Session, results: Sequence[Result], laps: int, slow: range, rng: Random
) -> tuple[Run, ...]:
    """Runs of a race or sprint in the order of `results`; `slow` are the laps behind the safety car."""
    told = documented.by_driver("tire_stints", session.id)
    runs: list[Run] = []
    on_the_road = sorted((r for r in results if r.road is not None), key=lambda r: r.road or 0)
    pace = {result.entry.driver.id: index for index, result in enumerate(on_the_road)}
    # One car after the other by driver, so that what stewards change later changes no lap.
    for result in sorted(results, key=lambda result: result.entry.driver.id):
        driver = result.entry.driver.id
        run = Run(result.entry, result.position, result.status, result.grid, result.half_points, result.road)
        runs.append(run)
        if result.status == "dns":
            continue
        plan = _plan(session, driver, laps, rng, told[driver]["total_laps"] if driver in told else None)
        run.laps = _laps(event, result.grid, pace.get(driver, len(results)), laps, plan, slow, rng)
        run.pit_in = set(plan)
        if result.status == "out":
            run.laps = run.laps[: max(1, round(laps * rng.uniform(0.1, 0.9)))]
    _order(runs, on_the_road, laps)
    _tell_documented_laps(session, runs)
    _drop_lapped(runs, on_the_road)
    for run in runs:
        _pits(event, session, run, rng)
        _fastest(event, run, slow, rng)
    by_driver = {run.entry.driver.id: run for run in runs}
    return tuple(by_driver[result.entry.driver.id] for result in results)


def _plan(session: Session, driver: int, laps: int, rng: Random, first_stint: int | None) -> list[int]:
    """Laps at whose end a car stops."""
    if session.kind is Kind.SPRINT:
        return []
    for row in documented.of_session("pit_stops", session.id):
        if row["driver"]["id"] == driver:
            return [row["lap"], rng.randint(28, 36)]
    if first_stint is not None:
        return [first_stint]
    stops = [max(2, round(laps * rng.uniform(0.3, 0.5)))]
    single = documented.by_driver("session_results", session.id)
    if laps > 10 and driver not in single and rng.random() < 0.5:
        stops.append(round(laps * rng.uniform(0.6, 0.85)))
    return stops


def _laps(
    event: Event, grid: int, rank: int, laps: int, plan: list[int], slow: range, rng: Random
) -> list[int]:
    base = event.circuit.lap_ms + 105 * rank
    times = [base + int(800 * rng.random()) - 12 * lap for lap in range(1, laps + 1)]
    times[0] += 6000 + 300 * grid
    for lap in slow:
        times[lap - 1] += 18_000
    for lap in plan:
        times[lap - 1] += 4_500
        times[lap] += 16_000
    return times


def _order(runs: list[Run], on_the_road: Sequence[Result], laps: int) -> None:
    """Bend the laps of those who took the flag until their totals come in the order of the road."""
    by_driver = {run.entry.driver.id: run for run in runs}
    finishers = [by_driver[result.entry.driver.id] for result in on_the_road]
    targets = sorted(run.total_ms for run in finishers)
    previous = 0
    for run, target in zip(finishers, targets, strict=True):
        target = max(target, previous + 317)
        _spread(run.laps, target - run.total_ms, range(laps))
        previous = target


def _spread(times: list[int], ms: int, over: Sequence[int]) -> None:
    """Add `ms` to a list of laps, as evenly as whole milliseconds go."""
    each, rest = divmod(ms, len(over))
    for count, index in enumerate(over):
        times[index] += each + (count < rest)


def _tell_documented_laps(session: Session, runs: list[Run]) -> None:
    told = {
        (row["driver"]["id"], row["lap_number"]): row["lap_time_ms"]
        for row in documented.of_session("lap_times", session.id)
    }
    for row in documented.of_session("session_timing_stats", session.id):
        told[row["driver"]["id"], row["best_lap_number"]] = row["best_lap_time_ms"]
    for run in runs:
        for (driver, lap), ms in told.items():
            if run.entry.driver.id == driver:
                change = ms - run.laps[lap - 1]
                run.laps[lap - 1] = ms
                _spread(run.laps, -change, range(5, 42))


def _drop_lapped(runs: list[Run], on_the_road: Sequence[Result]) -> None:
    """Who is a lap or more behind when the winner takes the flag does not drive those laps."""
    by_driver = {run.entry.driver.id: run for run in runs}
    finishers = [by_driver[result.entry.driver.id] for result in on_the_road]
    winner = finishers[0].total_ms
    one_lap = winner // len(finishers[0].laps)
    ahead = finishers[0]
    for run in finishers[1:]:
        down = (run.total_ms - winner) // one_lap
        if down:
            del run.laps[-down:]
            # Without their last laps, two cars may have changed places.
            late = ahead.total_ms + 211 - run.total_ms
            if len(run.laps) == len(ahead.laps) and late > 0:
                _spread(run.laps, late, range(5, min(42, len(run.laps) - 1)))
        ahead = run


def _pits(event: Event, session: Session, run: Run, rng: Random) -> None:
    run.pit_in = {lap for lap in run.pit_in if lap < len(run.laps)}
    run.pit_out = {lap + 1 for lap in run.pit_in}
    told = {(row["driver"]["id"], row["lap"]): row for row in documented.of_session("pit_stops", session.id)}
    first = documented.by_driver("tire_stints", session.id).get(run.entry.driver.id)
    lights_out = session.start + FORMATION
    last = 0
    compounds = rng.sample(("SOFT", "MEDIUM", "HARD"), 3)
    for number, lap in enumerate([*sorted(run.pit_in), len(run.laps)]):
        compound = compounds[number % 3]
        is_new = rng.random() < 0.6 or compound == "HARD"
        if number == 0 and first is not None:
            compound, is_new = first["compound"], first["is_new"]
        if lap > last:
            run.stints.append(Stint(compound, is_new, 0 if is_new else _AGES[compound], lap - last))
        last = lap
        if lap in run.pit_in:
            at = lights_out + timedelta(milliseconds=sum(run.laps[:lap]))
            ms = 20_000 + int(6_000 * rng.random())
            row = told.get((run.entry.driver.id, lap))
            if row is not None:
                at = _instant(event, session, row["time_of_day"])
                ms = round(1000 * row["duration_seconds"])
            run.stops.append(Stop(lap, at, ms))


def _instant(event: Event, session: Session, time_of_day: str) -> datetime:
    """The UTC instant of a local time of day on the day of a session."""
    hours, minutes, seconds = map(int, time_of_day.split(":"))
    local_midnight = (session.start + timedelta(hours=event.circuit.offset)).replace(
        hour=0, minute=0, second=0
    )
    return local_midnight + timedelta(hours=hours - event.circuit.offset, minutes=minutes, seconds=seconds)


def _fastest(event: Event, run: Run, slow: range, rng: Random) -> None:
    quick = [
        (ms, lap)
        for lap, ms in enumerate(run.laps, 1)
        if lap > 1 and lap not in slow and lap not in run.pit_in and lap not in run.pit_out
    ]
    if quick:
        set_best(event, run, min(quick), rng)


def set_best(event: Event, run: Run, best: tuple[int, int], rng: Random) -> None:
    """Give a run its best lap, with sectors that add up to it and speeds."""
    first = round(best[0] * (0.2 + event.circuit.id % 5 / 50)) + rng.randrange(60)
    second = round(best[0] * 0.43) + rng.randrange(60)
    run.best = best
    run.sectors = (first, second, best[0] - first - second)
    run.speeds = (
        280 + rng.randrange(30),
        300 + rng.randrange(30),
        215 + rng.randrange(60),
        310 + rng.randrange(35),
    )
    for row in documented.of_session("session_timing_stats", event.race.id):
        if row["driver"]["id"] == run.entry.driver.id and row["best_lap_time_ms"] == best[0]:
            one, two, three = (round(1000 * row[f"best_sector_{n}"]) for n in (1, 2, 3))
            run.sectors = (one, two, three)
            run.speeds = (row["speed_i1"], row["speed_i2"], row["speed_fl"], row["speed_trap"])
