"""What Sportradar puts under `result`: zeros and nulls are simply not there."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

from mirror.sandbox.sportradar_tree import Stage
from mirror.sandbox.world import Event, Kind, Outcome, Session, World
from mirror.sandbox.world.people import Driver, Team
from mirror.sandbox.world.session import Run

_STATUS = {"finished": "Finished", "out": "Out", "dsq": "Disqualified", "dns": "Did not start"}


def present(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields without nulls and zeros: zero is expressed by absence."""
    return {
        name: value for name, value in fields.items() if value is not None and (value != 0 or value is False)
    }


def clock(ms: int) -> str:
    """M:SS.mmm, with hours when there are any."""
    hours, rest = divmod(ms, 3_600_000)
    minutes, seconds = rest // 60_000, f"{rest // 1000 % 60:02d}.{rest % 1000:03d}"
    return f"{hours}:{minutes:02d}:{seconds}" if hours else f"{minutes}:{seconds}"


def gap(ms: int) -> str:
    """+S.mmm, with minutes when there are any."""
    return f"+{clock(ms)}" if ms >= 60_000 else f"+{ms // 1000}.{ms % 1000:03d}"


def halves(half_points: int) -> int | float:
    """Points from half points."""
    return half_points // 2 if half_points % 2 == 0 else half_points / 2


def _intervals(times: list[int]) -> list[tuple[str | None, str | None]]:
    """Gap to the leader and interval to the car ahead of each time; the leader has neither."""
    found: list[tuple[str | None, str | None]] = [(None, None)]
    found += [(gap(ms - times[0]), gap(ms - ahead)) for ahead, ms in pairwise(times)]
    return found


def timed(outcome: Outcome, part: int | None, absolute: bool) -> list[tuple[Run, dict[str, Any]]]:
    """Results of a practice (`part` None), of qualifying (0) or of a qualifying part (1 to 3), best first."""
    if part:
        runs = [run for run in outcome.runs if part in run.parts]
        runs.sort(key=lambda run: run.parts[part][0])
        times = [run.parts[part][0] for run in runs]
    else:
        runs = [run for run in outcome.runs if run.best]
        times = [run.parts[max(run.parts)][0] if run.parts else (run.best or (0, 0))[0] for run in runs]
    if not runs:
        return []
    # Gaps across the parts of qualifying would mean nothing.
    intervals = [(None, None)] * len(runs) if part == 0 else _intervals(times)
    rows = []
    for place, (run, ms, (to_leader, ahead)) in enumerate(zip(runs, times, intervals, strict=True), 1):
        relative = part is None and place > 1 and not absolute
        laps = {1: 5, 2: 5, 3: 6}.get(part or 0, len(run.laps))
        fields = {
            "fastest_lap_time": gap(ms - times[0]) if relative else clock(ms),
            "laps": laps,
            "position": place,
            "status": "Finished",
            "gap_to_leader": to_leader,
            "interval_to_position_ahead": ahead,
        }
        rows.append((run, present(fields)))
    return rows


def raced(outcome: Outcome, absolute: bool) -> list[tuple[Run, dict[str, Any]]]:
    """Results of a race or sprint, in the order of the classification."""
    led: dict[int, int] = defaultdict(int)
    for lap in range(1, len(outcome.orders) + 1):
        leader = after_lap(outcome, lap)[0][0]
        led[leader.entry.driver.id] += 1
    finished = [run for run in outcome.runs if run.status == "finished"]
    rows, ahead = [], finished[0]
    for run in outcome.runs:
        down = len(finished[0].laps) - len(run.laps)
        behind = run.total_ms - finished[0].total_ms
        time = to_leader = interval = None
        if run.status == "finished":
            time = (
                f"{down}l" if down else clock(run.total_ms) if absolute or run is finished[0] else gap(behind)
            )
            if run is not finished[0]:
                to_leader = f"{down}L" if down else gap(behind)
                interval = gap(run.total_ms - ahead.total_ms) if len(ahead.laps) == len(run.laps) else None
            ahead = run
        fields = {
            "points": halves(run.half_points),
            "position": run.position,
            "grid": run.grid,
            "laps": len(run.laps),
            "fastest_lap_time": clock(run.best[0]) if run.best else None,
            "time": time,
            "pitstop_count": len(run.stops),
            "status": _STATUS[run.status],
            "substatus": "Retired" if run.status == "out" else "Unknown",
            "lapsled": led[run.entry.driver.id],
            "car_number": run.entry.number,
            "gap_to_leader": to_leader,
            "interval_to_position_ahead": interval,
        }
        rows.append((run, present(fields)))
    return rows


def after_lap(outcome: Outcome, lap: int) -> list[tuple[Run, dict[str, Any]]]:
    """Cars that completed a lap, in their order at its end, with the time of that lap."""
    runs = [run for run in outcome.runs if len(run.laps) >= lap]
    elapsed = {run.entry.driver.id: sum(run.laps[:lap]) for run in runs}
    runs.sort(key=lambda run: elapsed[run.entry.driver.id])
    intervals = _intervals([elapsed[run.entry.driver.id] for run in runs])
    return [
        (
            run,
            present(
                {"position": place, "time": clock(run.laps[lap - 1]), "laps": lap, "gap_to_leader": to_leader}
            ),
        )
        for place, (run, (to_leader, _)) in enumerate(zip(runs, intervals, strict=True), 1)
    ]


def weekend(
    world: World, event: Event
) -> tuple[list[tuple[Driver, dict[str, Any]]], list[tuple[Team, dict[str, Any]]]]:
    """Points and places of an event: its race and sprint together, drivers and teams."""
    people: dict[int, Driver] = {}
    teams: dict[int, Team] = {}
    paid: dict[int, int] = defaultdict(int)
    for session in event.sessions:
        for result in world.results(event, session):
            people[result.entry.driver.id] = result.entry.driver
            teams[result.entry.team.id] = result.entry.team
            paid[result.entry.driver.id] += result.half_points
            paid[result.entry.team.id] += result.half_points

    def ranked(ids: Any) -> list[tuple[int, dict[str, Any]]]:
        order = sorted(ids, key=lambda id_: -paid[id_])
        return [
            (id_, present({"points": halves(paid[id_]), "position": place}))
            for place, id_ in enumerate(order, 1)
        ]

    return [(people[id_], row) for id_, row in ranked(people)], [
        (teams[id_], row) for id_, row in ranked(teams)
    ]


def season(
    world: World, year: int
) -> tuple[list[tuple[Driver, dict[str, Any]]], list[tuple[Team, dict[str, Any]]]]:
    """Both championships with what was won on the way; fastest laps count where laps are shown."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    numbers: dict[int, int] = {}
    for week in world.weekends(year).values():
        race = week.event.race
        if world.status(week.event) != "final":
            continue
        scored: set[int] = set()
        fastest = _fastest(world, race.id)
        for result in week.results[race.id]:
            driver, team = result.entry.driver.id, result.entry.team.id
            numbers[driver] = result.entry.number
            for subject in (driver, team):
                count = counts[subject]
                count["races"] += result.status != "dns" and (subject == driver or team not in scored)
                count["victories"] += result.position == 1
                count["podiums"] += result.position is not None and result.position <= 3
                count["polepositions"] += result.grid == 1
                count["fastest_laps"] += driver == fastest
                count["victory_pole_and_fastest_lap"] += (
                    result.position == 1 and result.grid == 1 and driver == fastest
                )
                count["races_with_points"] += result.half_points > 0 and (
                    subject == driver or -team not in scored
                )
            scored.add(team)
            if result.half_points:
                scored.add(-team)
    drivers, teams = world.standings(year)
    names = (
        "races",
        "races_with_points",
        "polepositions",
        "podiums",
        "fastest_laps",
        "victory_pole_and_fastest_lap",
    )

    def row(id_: int, points: float, position: int, number: int | None) -> dict[str, Any]:
        fields: dict[str, Any] = {"points": points, "position": position, "car_number": number}
        fields["victories"] = counts[id_]["victories"]
        return present({**fields, **{name: counts[id_][name] for name in names}})

    return (
        [(d.subject, row(d.subject.id, d.points, d.position, numbers.get(d.subject.id))) for d in drivers],
        [(t.subject, row(t.subject.id, t.points, t.position, None)) for t in teams],
    )


def _fastest(world: World, session_id: int) -> int | None:
    if session_id not in world.session_by_id:
        return None
    outcome = world.outcome(session_id)
    runs = [run for run in outcome.runs if run.best] if outcome else []
    return min(runs, key=lambda run: run.best or (0, 0)).entry.driver.id if runs else None


def stage_results(
    world: World, stage: Stage, session: Session, absolute: bool
) -> list[tuple[Run, dict[str, Any]]]:
    """Results of a session, or of a qualifying part or a lap of it; none while it is not over."""
    outcome = world.outcome(session.id)
    if outcome is None:
        return []
    if stage.type == "lap":
        return after_lap(outcome, stage.number)
    if session.kind.is_race:
        return raced(outcome, absolute)
    return timed(outcome, None if session.kind is Kind.PRACTICE else stage.number, absolute)
