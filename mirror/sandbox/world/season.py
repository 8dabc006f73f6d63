"""Who finished where, for a whole season at once: the part of the world that standings need.

Points are counted in halves (a half-points win is 25 of them) and there is none for the fastest lap, so a standing is
the sum of what positions pay and nothing else. The season 2024 is settled so that its standings are the documented
ones.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeVar

from mirror.sandbox.world.calendar import Event, Kind, Session
from mirror.sandbox.world.people import Driver, Entry, Team, entries, season_team

Subject = TypeVar("Subject", Driver, Team)

RACE_POINTS = (25, 18, 15, 12, 10, 8, 6, 4, 2, 1)
SPRINT_POINTS = (8, 7, 6, 5, 4, 3, 2, 1)

# The documented standings of 2024 in points, and ceilings that keep everybody else below them.
_DRIVER_POINTS = {"VER": 437, "NOR": 374, "PIA": 292}
_TEAM_POINTS = {"Ferrari": 652}
_CEILINGS = {"PER": 200, "RUS": 300, "HAM": 300}
_CEILING = 360


@dataclass(frozen=True, slots=True)
class Result:
    """One car's result in a race or sprint.

    `status` is finished, out, dns or dsq, `half_points` counts half points, and `road` is the order in which the flag
    was taken, from 0, whatever the stewards said afterwards (None for who did not take it).
    """

    entry: Entry
    grid: int
    road: int | None
    position: int | None
    status: str
    half_points: int


@dataclass(frozen=True, slots=True)
class Weekend:
    """The orders of one weekend: qualifying orders are best first, race results are classified first."""

    event: Event
    orders: dict[int, tuple[Entry, ...]]
    results: dict[int, tuple[Result, ...]]


@dataclass(frozen=True, slots=True)
class Standing(Generic[Subject]):
    """One line of a championship."""

    subject: Subject
    team: Team | None
    position: int
    half_points: int

    @property
    def points(self) -> int | float:
        """Points, an int unless there is a half."""
        return self.half_points // 2 if self.half_points % 2 == 0 else self.half_points / 2


def scale(event: Event, kind: Kind) -> tuple[int, ...]:
    """Half points by position, best first."""
    if kind is Kind.SPRINT:
        return tuple(2 * points for points in SPRINT_POINTS)
    return tuple(points if event.shortened else 2 * points for points in RACE_POINTS)


def _shuffled(cars: Sequence[Entry], rng: Random, spread: float) -> list[Entry]:
    pace = {car.driver.id: index + rng.gauss(0, spread) for index, car in enumerate(cars)}
    return sorted(cars, key=lambda car: pace[car.driver.id])


@dataclass(slots=True)
class _Finish:
    """A race while its order is still being settled."""

    event: Event
    session: Session
    grid: list[Entry]
    order: list[Entry]
    lost: list[tuple[Entry, str]]
    pinned: int
    disqualified: list[tuple[int, Entry]]


def _documented(event: Event) -> bool:
    return event.season == 2024 and event.round == 24


def _targeted(car: Entry) -> bool:
    return car.driver.code in _DRIVER_POINTS or car.team.name in _TEAM_POINTS


def _finish(event: Event, session: Session, grid: list[Entry], rng: Random) -> _Finish:
    order = _shuffled(grid, rng, 2.5)
    lost: list[tuple[Entry, str]] = []
    disqualified: list[tuple[int, Entry]] = []
    pinned = 0
    if _documented(event) and session.kind is Kind.RACE:
        # The documented pages show these cars at work, so none of them may be the one that stops.
        keep = {"NOR", "SAI", "VER", "PIA", "HAM", "MAG", "COL"}
        first = [car for code in ("NOR", "SAI") for car in order if car.driver.code == code]
        order = first + [car for car in order if car not in first]
        pinned = 2
    else:
        # A car that stopped too often could not reach its documented total.
        keep = set(_DRIVER_POINTS) if event.season == 2024 else set()
    if session.kind is Kind.RACE:
        unlucky = [car for car in order if car.driver.code not in keep]
        for car in rng.sample(unlucky, rng.randint(1, 3)):
            lost.append((car, "out"))
        if event.shortened:
            absent = next(car for car in reversed(order) if all(car is not other for other, _ in lost))
            lost.append((absent, "dns"))
        order = [car for car in order if all(car is not other for other, _ in lost)]
        if event.shortened:
            # Places that pay an odd number of half points go to cars without a documented total, and stay with them.
            for place in (0, 2, 9):
                if _targeted(order[place]):
                    spare = next(
                        i for i, car in enumerate(order) if i not in (0, 2, 9) and not _targeted(car)
                    )
                    order[place], order[spare] = order[spare], order[place]
            pinned = len(order)
        if event.round == 2:
            disqualified.append((8, order.pop(8)))
    return _Finish(event, session, grid, order, lost, pinned, disqualified)


def _settle(finishes: Sequence[_Finish], rng: Random) -> None:
    """Swap finishers until the sums are the documented standings of 2024.

    A random walk that seldom goes uphill; it settles within some thousand swaps, whatever the seed.
    """
    by_driver: dict[str, int] = defaultdict(int)
    by_team: dict[str, int] = defaultdict(int)
    for finish in finishes:
        for car, half_points in zip(finish.order, scale(finish.event, finish.session.kind), strict=False):
            by_driver[car.driver.code] += half_points
            by_team[car.team.name] += half_points

    def error(codes: Sequence[str], teams: Sequence[str]) -> int:
        total = 0
        for code in codes:
            if code in _DRIVER_POINTS:
                total += abs(by_driver[code] - 2 * _DRIVER_POINTS[code])
            else:
                total += max(0, by_driver[code] - 2 * _CEILINGS.get(code, _CEILING))
        for team in teams:
            if team in _TEAM_POINTS:
                total += abs(by_team[team] - 2 * _TEAM_POINTS[team])
        return total

    drivers = {car.driver.code for finish in finishes for car in finish.grid}
    finishes = [finish for finish in finishes if finish.pinned < len(RACE_POINTS)]
    remaining = error(sorted(drivers), sorted(_TEAM_POINTS))
    scales = [scale(finish.event, finish.session.kind) for finish in finishes]
    for _ in range(400_000):
        if remaining == 0:
            return
        which = rng.randrange(len(finishes))
        finish, paid = finishes[which], scales[which]
        high = rng.randrange(finish.pinned, len(paid))
        low = rng.randrange(finish.pinned, min(len(finish.order), len(paid) + 3))
        one, other = finish.order[high], finish.order[low]
        gain = (paid[low] if low < len(paid) else 0) - paid[high]
        if gain == 0:
            continue
        codes, teams = (one.driver.code, other.driver.code), {one.team.name, other.team.name}
        before = error(codes, tuple(teams))
        _pay(by_driver, by_team, one, gain)
        _pay(by_driver, by_team, other, -gain)
        change = error(codes, tuple(teams)) - before
        if change <= 0 or (change <= 20 and rng.random() < 0.02):
            finish.order[high], finish.order[low] = other, one
            remaining += change
        else:
            _pay(by_driver, by_team, one, -gain)
            _pay(by_driver, by_team, other, gain)
    raise RuntimeError("the standings of 2024 could not be settled with this seed")  # never seen


def _pay(by_driver: dict[str, int], by_team: dict[str, int], car: Entry, half_points: int) -> None:
    by_driver[car.driver.code] += half_points
    by_team[car.team.name] += half_points


def _results(finish: _Finish, struck: int | None) -> tuple[Result, ...]:
    """Classified cars in order, then retired, disqualified and absent ones. `struck` is a place to strike out."""
    road = list(finish.order)
    for place, car in finish.disqualified:
        road.insert(place, car)
    out_of_it = {car.driver.id for _, car in finish.disqualified}
    if struck is not None:
        out_of_it.add(road[struck].driver.id)
    paid = scale(finish.event, finish.session.kind)
    slots = {car.driver.id: index + 1 for index, car in enumerate(finish.grid)}
    classified: list[Result] = []
    rest: list[Result] = []
    for index, car in enumerate(road):
        grid = slots[car.driver.id]
        if car.driver.id in out_of_it:
            rest.append(Result(car, grid, index, None, "dsq", 0))
        else:
            place = len(classified)
            half_points = paid[place] if place < len(paid) else 0
            classified.append(Result(car, grid, index, place + 1, "finished", half_points))
    rest += [Result(car, slots[car.driver.id], None, None, status, 0) for car, status in finish.lost]
    return (*classified, *sorted(rest, key=lambda result: ("out", "dsq", "dns").index(result.status)))


def run_season(season: int, events: Sequence[Event], seed: int, generation: int) -> list[Weekend]:
    """All orders of a season's events, cancelled ones left out.

    From generation 1 on, the third of the last race is disqualified; from generation 2 on, the winner of the first too.
    """
    weekends: list[Weekend] = []
    finishes: list[_Finish] = []
    for event in events:
        if event.cancelled:
            continue
        rng = Random(f"{seed}/{season}/{event.round}/orders")
        cars = entries(season, event.round)
        orders: dict[int, tuple[Entry, ...]] = {}
        grid: list[Entry] = []
        for session in event.sessions:
            if session.kind.is_race:
                finishes.append(_finish(event, session, grid, rng))
                continue
            first_practice = session.kind is Kind.PRACTICE and session.slot == 0
            order = _shuffled(
                entries(season, event.round, first_practice=True) if first_practice else cars, rng, 3.0
            )
            if session.kind is Kind.QUALIFYING and _documented(event):
                front = [car for code in ("NOR", "PIA") for car in order if car.driver.code == code]
                order = front + [car for car in order if car not in front]
            orders[session.id] = tuple(order)
            grid = order
        weekends.append(Weekend(event, orders, {}))
    if season == 2024 and len(weekends) == 23:
        _settle(finishes, Random(f"{seed}/{season}/settle"))
    struck: dict[int, int] = {}
    races = [finish for finish in finishes if finish.session.kind is Kind.RACE]
    if generation >= 1:
        struck[races[-1].session.id] = 2
    if generation >= 2:
        struck[races[0].session.id] = 0
    by_event = {weekend.event.id: weekend for weekend in weekends}
    for finish in finishes:
        results = _results(finish, struck.get(finish.session.id))
        by_event[finish.event.id].results[finish.session.id] = results
    return weekends


def standings(
    season: int, weekends: Sequence[Weekend]
) -> tuple[list[Standing[Driver]], list[Standing[Team]]]:
    """Both championships: everybody who started a weekend, most points first, ties by best finishes."""
    drivers: dict[int, Driver] = {}
    teams: dict[int, Team] = {}
    paid: dict[int, int] = defaultdict(int)
    earned: dict[int, int] = defaultdict(int)
    best: dict[int, list[int]] = defaultdict(list)
    for weekend in weekends:
        for results in weekend.results.values():
            for result in results:
                driver, team = result.entry.driver, result.entry.team
                drivers[driver.id], teams[team.id] = driver, team
                paid[driver.id] += result.half_points
                earned[team.id] += result.half_points
                for subject in (driver.id, team.id):
                    best[subject].append(result.position or 99)
    driver_order = sorted(drivers, key=lambda key: (-paid[key], sorted(best[key]), key))
    team_order = sorted(teams, key=lambda key: (-earned[key], sorted(best[key]), key))
    return (
        [
            Standing(drivers[key], season_team(season, drivers[key]), place, paid[key])
            for place, key in enumerate(driver_order, 1)
        ],
        [Standing(teams[key], None, place, earned[key]) for place, key in enumerate(team_order, 1)],
    )
