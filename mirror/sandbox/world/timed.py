"""Practice and qualifying: laps whose best ones come in the order the season already knows."""

from collections.abc import Sequence
from random import Random

from mirror.sandbox.world import documented
from mirror.sandbox.world.calendar import Event, Session
from mirror.sandbox.world.people import Entry
from mirror.sandbox.world.racing import set_best
from mirror.sandbox.world.session import Run, Stint

# Qualifying laps by part: (first lap, last lap, the lap that counts); the rest are out, cool-down and in laps.
_PART_LAPS = {1: (1, 5, 2), 2: (6, 10, 7), 3: (11, 16, 15)}
SURVIVORS = {1: 15, 2: 10}


def practice(event: Event, order: Sequence[Entry], laps_scale: float, rng: Random) -> tuple[Run, ...]:
    """Runs of a practice session in the order of their best laps, 28 to 40 laps each at full scale."""
    runs = []
    best = round(event.circuit.lap_ms * 0.965)
    for place, entry in enumerate(order, 1):
        best += rng.randrange(25, 160)
        run = Run(entry, place, "finished")
        count = max(5, round(rng.randint(28, 40) * laps_scale))
        while len(run.laps) < count:
            length = min(rng.randint(4, 9), count - len(run.laps))
            _stint(run, length, best, rng)
        flying = [lap for lap in range(2, count + 1) if lap not in run.pit_in and lap not in run.pit_out]
        quick = rng.choice(flying or [count])
        run.laps[quick - 1] = best
        set_best(event, run, (best, quick), rng)
        runs.append(run)
    return tuple(runs)


def _stint(run: Run, length: int, best: int, rng: Random) -> None:
    start = len(run.laps)
    run.laps += [best + 400 + int(9_000 * rng.random()) for _ in range(length)]
    run.laps[start] += 22_000
    run.laps[-1] += 14_000
    run.pit_out.add(start + 1)
    run.pit_in.add(start + length)
    is_new = rng.random() < 0.5
    run.stints.append(
        Stint(rng.choice(("SOFT", "MEDIUM", "HARD")), is_new, 0 if is_new else rng.randint(1, 5), length)
    )


def qualifying(event: Event, session: Session, order: Sequence[Entry], rng: Random) -> tuple[Run, ...]:
    """Runs of a qualifying session: parts 1 to 3, five cars (or what is above 15 and 10) out after each of two."""
    told = documented.by_driver("qualifying_results", session.id)
    runs = [Run(entry, place, "finished") for place, entry in enumerate(order, 1)]
    pole = told[order[0].driver.id]["q3_time_ms"] if told else round(event.circuit.lap_ms * 0.94)
    for part, base in ((1, pole + 1_050), (2, pole + 480), (3, pole)):
        field = runs if part == 1 else runs[: SURVIVORS[part - 1]]
        survivors = SURVIVORS.get(part, 0)
        # Who goes through may have been quick or not; who goes out comes in the final order behind them.
        ranking = [*rng.sample(field[:survivors], len(field[:survivors])), *field[survivors:]]
        ms = base - 30
        counts = _PART_LAPS[part][2]
        for run in ranking:
            ms += rng.randrange(20, 120) if run.position != 1 or part != 3 else 30
            row = told.get(run.entry.driver.id)
            if row is not None and row[f"q{part}_time_ms"] is not None:
                if part == 3:
                    ms = max(ms, row["q3_time_ms"])
                run.parts[part] = (row[f"q{part}_time_ms"], row[f"q{part}_lap"])
            else:
                run.parts[part] = (ms, counts)
    for run in runs:
        _qualifying_laps(run, rng)
        set_best(event, run, min(run.parts.values()), rng)
    return tuple(runs)


def _qualifying_laps(run: Run, rng: Random) -> None:
    for part, (first, last, _) in _PART_LAPS.items():
        if part not in run.parts:
            break
        ms, counts = run.parts[part]
        for lap in range(first, last + 1):
            run.laps.append(ms if lap == counts else ms + 600 + int(4_000 * rng.random()))
        run.laps[first - 1] += 20_000
        run.laps[last - 1] += 25_000
        run.pit_out.add(first)
        run.pit_in.add(last)
        sets = [(first, last)] if part < 3 else [(first, first + 2), (first + 3, last)]
        for start, end in sets:
            run.pit_out.add(start)
            run.pit_in.add(end)
            run.stints.append(Stint("SOFT", part > 1 or rng.random() < 0.7, 0, end - start + 1))
