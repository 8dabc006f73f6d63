"""Races made by hand: their true laps, and a mirror that holds what two providers would tell of them.

BALLDONTLIE tells the laps from the second on, the order at the start of each lap, stops, stints, results and messages;
Sportradar the grid, race times (penalties included, none for who was lapped or retired), points and three-letter codes.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mirror.queries import QUERIES, bind

SESSION = "2024-monza-race"
_BEGIN = "2024-09-01T13:00:00Z"


@dataclass(frozen=True)
class Car:
    """One car: the true time of each lap in ms from lights out (None: unknown to the provider), the laps it pitted at."""

    code: str
    team: str
    laps: tuple[int | None, ...]
    pits: tuple[int, ...] = ()
    pit_ms: int = 22_000
    retired: bool = False
    penalty_s: int = 0

    @property
    def id(self) -> str:
        return f"driver-{self.code.lower()}"

    def elapsed(self, lap: int) -> int | None:
        """The true time from lights out to the end of a lap, None when a lap before has no time."""
        times = [ms for ms in self.laps[:lap] if ms is not None]
        return sum(times) if len(times) == lap else None


@dataclass(frozen=True)
class Message:
    """One message of race control on a lap of the leader."""

    lap: int
    category: str
    text: str
    flag: str | None = None
    scope: str | None = None


@dataclass(frozen=True)
class Race:
    """Cars in the order of the grid, and what race control said, in the order of sending."""

    cars: tuple[Car, ...]
    messages: tuple[Message, ...] = ()
    compounds: tuple[str, ...] = field(default=("MEDIUM", "HARD", "SOFT", "WET", "INTERMEDIATE"))

    @property
    def distance(self) -> int:
        return max(len(car.laps) for car in self.cars if not car.retired)

    def classified(self) -> list[tuple[Car, int | None]]:
        """The cars that took the flag by laps and time with penalties, with that time; None for who was lapped."""
        found = [(car, car.elapsed(len(car.laps))) for car in self.cars if not car.retired]
        timed = [(car, None if ms is None else ms + 1000 * car.penalty_s) for car, ms in found]
        timed.sort(key=lambda one: (-len(one[0].laps), one[1] or 0))
        return [(car, ms if len(car.laps) == self.distance else None) for car, ms in timed]

    def orders(self) -> dict[int, list[Car]]:
        """The order at the start of each lap among the cars that complete it; that of lap 1 is the grid."""
        found = {}
        for lap in range(1, max(len(car.laps) for car in self.cars) + 1):
            there = [car for car in self.cars if len(car.laps) >= lap]
            found[lap] = sorted(there, key=lambda car: (car.elapsed(lap - 1) or 0, self.cars.index(car)))
        return found


def put(connection: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Inserts rows, each under the columns it names."""
    for row in rows:
        marks = ", ".join("?" * len(row))
        connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", tuple(row.values()))


def same(connection: sqlite3.Connection, kind: str, canonical_id: str, **ids: object) -> None:
    """Says in the crosswalk which id each provider has for a thing."""
    how = {"method": "test", "confidence": 1.0, "evidence": "{}"}
    put(
        connection,
        "crosswalk",
        (
            {"kind": kind, "canonical_id": canonical_id, "provider": provider, "provider_id": str(id_), **how}
            for provider, id_ in ids.items()
        ),
    )


def answer(connection: sqlite3.Connection, name: str, **given: Any) -> list[dict[str, Any]]:
    """The rows of a named query."""
    query = QUERIES[name]
    cursor = connection.execute(query.sql, bind(query, given))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def table(rows: Iterable[Mapping[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Some columns of an answer."""
    return [tuple(row[name] for name in names) for row in rows]


def mirror(connection: sqlite3.Connection, race: Race, *, sportradar: bool = True) -> sqlite3.Connection:
    """Puts a race into an empty mirror as both providers tell it, or BALLDONTLIE alone."""
    connection.execute("pragma foreign_keys = off")
    put(
        connection,
        "balldontlie_events",
        [{"id": 1, "name": "Monza Grand Prix", "season": 2024, "start_date": _BEGIN}],
    )
    put(
        connection,
        "balldontlie_sessions",
        [{"id": 10, "event_id": 1, "type": "Race", "name": "Race", "date": _BEGIN, "status": "final"}],
    )
    teams = sorted({car.team for car in race.cars})
    put(connection, "balldontlie_teams", ({"id": n, "name": name} for n, name in enumerate(teams, 1)))
    for number, name in enumerate(teams, 1):
        same(connection, "team", name.lower(), balldontlie=number)
    put(
        connection,
        "balldontlie_drivers",
        (
            {"id": n, "display_name": f"Driver {car.code}", "racing_number": str(n + 10)}
            for n, car in enumerate(race.cars, 1)
        ),
    )
    for number, car in enumerate(race.cars, 1):
        both = {"balldontlie": number, **({"sportradar": f"sr:competitor:{number}"} if sportradar else {})}
        same(connection, "driver", car.id, **both)
    both = {"balldontlie": 10, **({"sportradar": "sr:stage:race"} if sportradar else {})}
    same(connection, "session", SESSION, **both)
    both = {"balldontlie": 1, **({"sportradar": "sr:stage:event"} if sportradar else {})}
    same(connection, "event", "2024-monza", **both)
    same(connection, "season", "2024", balldontlie=2024)
    _balldontlie(connection, race, {name: number for number, name in enumerate(teams, 1)})
    if sportradar:
        _sportradar(connection, race)
    return connection


def _balldontlie(connection: sqlite3.Connection, race: Race, teams: Mapping[str, int]) -> None:
    places = {car.code: place for place, (car, _) in enumerate(race.classified(), 1)}
    for number, car in enumerate(race.cars, 1):
        who = {"session_id": 10, "driver_id": number, "team_id": teams[car.team]}
        put(
            connection,
            "balldontlie_session_results",
            [
                {
                    **who, "id": number, "position": places.get(car.code), "laps_completed": len(car.laps),
                    "retired": car.retired, "pit_stops": len(car.pits),
                }
            ],
        )  # fmt: skip
        put(
            connection,
            "balldontlie_lap_times",
            (
                {
                    **who, "id": 1000 * number + lap, "lap_number": lap, "lap_time_ms": ms,
                    "is_pit_in_lap": lap in car.pits, "is_pit_out_lap": lap - 1 in car.pits,
                }
                for lap, ms in enumerate(car.laps, 1)
                if lap > 1
            ),
        )  # fmt: skip
        put(
            connection,
            "balldontlie_pit_stops",
            (
                {
                    **who, "id": 100 * number + stop, "stop_number": stop, "lap": lap,
                    "duration_seconds": (car.pit_ms + 100 * stop) / 1000,
                }
                for stop, lap in enumerate(car.pits, 1)
            ),
        )  # fmt: skip
        ends = [*(lap for lap in car.pits if lap < len(car.laps)), len(car.laps)]
        put(
            connection,
            "balldontlie_tire_stints",
            (
                {
                    **who, "id": 100 * number + stint, "stint_number": stint, "compound": race.compounds[stint - 1],
                    "start_lap": 2 * (stint - 1), "total_laps": 2 * (stint - 1) + end - begin,
                }
                for stint, (begin, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True), 1)
            ),
        )  # fmt: skip
    put(
        connection,
        "balldontlie_position_history",
        (
            {
                "id": 1000 * (race.cars.index(car) + 1) + lap, "session_id": 10, "driver_id": race.cars.index(car) + 1,
                "team_id": teams[car.team], "lap_number": lap, "position": place,
            }
            for lap, order in race.orders().items()
            for place, car in enumerate(order, 1)
        ),
    )  # fmt: skip
    put(
        connection,
        "balldontlie_race_control_messages",
        (
            {
                "id": number, "session_id": 10, "utc_time": f"2024-09-01T18:{number:02}:00Z", "lap": message.lap,
                "category": message.category, "flag": message.flag, "scope": message.scope, "message": message.text,
            }
            for number, message in enumerate(race.messages, 1)
        ),
    )  # fmt: skip


def _sportradar(connection: sqlite3.Connection, race: Race) -> None:
    put(
        connection,
        "sportradar_stages",
        [
            {"id": "sr:stage:event", "type": "event", "description": "Monza Grand Prix 2024"},
            {
                "id": "sr:stage:race",
                "parent_id": "sr:stage:event",
                "type": "race",
                "description": "Race",
                "scheduled": _BEGIN,
            },
        ],
    )
    put(
        connection,
        "sportradar_competitors",
        (
            {"id": f"sr:competitor:{number}", "name": f"{car.code}, Driver", "abbreviation": car.code}
            for number, car in enumerate(race.cars, 1)
        ),
    )
    classified = race.classified()
    winner = classified[0][1]
    finish = {car.code: (place, ms) for place, (car, ms) in enumerate(classified, 1)}
    points = (25, 18, 15, 12, 10, 8, 6, 4, 2, 1)
    for number, car in enumerate(race.cars, 1):
        place, ms = finish.get(car.code, (None, None))
        put(
            connection,
            "sportradar_stage_results",
            [
                {
                    "stage_id": "sr:stage:race", "competitor_id": f"sr:competitor:{number}", "position": place,
                    "grid": number, "laps": len(car.laps), "status": "Out" if car.retired else "Finished",
                    "points": points[place - 1] if place is not None and place <= 10 else None,
                    "time_ms": ms if place == 1 else None,
                    "time_gap_ms": None if place == 1 or ms is None or winner is None else ms - winner,
                    "time_laps_down": None if place is None or ms is not None else race.distance - len(car.laps),
                }
            ],
        )  # fmt: skip
