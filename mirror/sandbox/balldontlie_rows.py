"""BALLDONTLIE's tables of a session: its facts cut into the rows the provider shows.

Ids are not in the order of the answers, as the documented pages show (contract 4.1): each table says how it numbers
its rows and, separately, how it sorts them.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any, NamedTuple
from zlib import crc32

from mirror.sandbox.balldontlie_objects import Objects, Row, iso, lap_text, number
from mirror.sandbox.switches import Switches
from mirror.sandbox.world import Kind, Outcome, World, documented
from mirror.sandbox.world.calendar import LOAD_ORDER, ROUNDS
from mirror.sandbox.world.control import late_hours
from mirror.sandbox.world.people import DRIVERS, Entry, Team, season_team
from mirror.sandbox.world.session import Run


class Block(NamedTuple):
    """How a table's ids are laid out: the first one of the documented race, then the strides of events and slots."""

    first: int
    event: int
    slot: int
    documented_slot: int = 4


BLOCKS = {
    "session_results": Block(22215, 200, 40),
    "session_timing_stats": Block(22245, 200, 40),
    "qualifying_results": Block(4450, 80, 20, 3),
    "lap_times": Block(162483, 5500, 900),
    "position_history": Block(617539, 10200, 2040),
    "pit_stops": Block(6427, 200, 50),
    "tire_stints": Block(84564, 1000, 200),
    "session_weather": Block(907, 5, 1),
    "race_control_messages": Block(57938, 1500, 300),
    "track_status": Block(3315, 120, 24),
}
SESSION_TABLES = tuple(BLOCKS)

# Drivers whose place among a session's ids the documentation fixes.
_SLOTS = {
    "session_results": {"NOR": 10, "SAI": 24},
    "session_timing_stats": {"MAG": 6, "HAM": 13},
    "qualifying_results": {"NOR": 7, "PIA": 25},
    "position_history": {"NOR": 2, "PIA": 13},
}
_LAST = 10**9


class Sheets:
    """All rows of a world's sessions under some switches, in the order of the answers."""

    def __init__(self, world: World, switches: Switches, objects: Objects) -> None:
        self._world = world
        self._switches = switches
        self._objects = objects
        self._rendered: dict[tuple[Any, ...], bytes] = {}
        self._sheets: dict[tuple[str, int], list[Row]] = {}
        self._tables: dict[str, Callable[[Outcome], Iterator[Row]]] = {
            name: getattr(self, f"_{name}") for name in SESSION_TABLES
        }

    def of_session(self, table: str, session_id: int) -> list[Row]:
        """The sorted rows of one table and session."""
        key = (table, session_id)
        if key not in self._sheets:
            outcome = self._world.outcome(session_id)
            rows = self._tables[table](outcome) if outcome else ()
            self._sheets[key] = sorted(rows, key=lambda row: row.order)
        return self._sheets[key]

    def _first_id(self, table: str, outcome: Outcome) -> int:
        block, event = BLOCKS[table], outcome.event
        weekend = ROUNDS * LOAD_ORDER.index(event.season) + event.round - ROUNDS
        slots = outcome.session.slot - block.documented_slot
        return block.first + weekend * block.event + slots * block.slot + self._objects.reload

    def _parents(self, outcome: Outcome, car: Entry | None) -> bytes:
        """The session, and the driver of a car with a team: of the season, or of this session."""
        event, session = outcome.event, outcome.session
        if car is None:
            return b'"session":' + self._objects.session(event, session) + b","
        key = ("parents", session.id, car.driver.id)
        if key not in self._rendered:
            team: Team | None = car.team
            if self._switches.team_per == "season":
                team = season_team(event.season, car.driver) or car.team
            driver = self._objects.driver(car.driver, team)
            self._rendered[key] = b"".join(
                (b'"session":', self._objects.session(event, session), b',"driver":', driver, b",")
            )
        return self._rendered[key]

    def _slots(self, table: str, outcome: Outcome) -> dict[int, int]:
        """A place for each driver among a session's ids, in no order at all."""
        size = 24 if table == "position_history" else 40
        places = Random(f"{table}/{outcome.session.id}").sample(range(size), size)
        told = _SLOTS[table] if documented.of_session(table, outcome.session.id) else {}
        free = [place for place in places if place not in told.values()]
        cars = sorted(run.entry.driver.id for run in outcome.runs)
        fixed = {DRIVERS[code].id: place for code, place in told.items()}
        return {driver: fixed[driver] if driver in fixed else free.pop() for driver in cars}

    def _by_driver(
        self,
        table: str,
        outcome: Outcome,
        fields: Callable[[Run], dict[str, Any] | None],
        rank: Callable[[Run], int | None],
    ) -> Iterator[Row]:
        first, slots = self._first_id(table, outcome), self._slots(table, outcome)
        for run in outcome.runs:
            driver = run.entry.driver.id
            found = fields(run)
            if found is not None:
                place = rank(run)
                order = (_LAST if place is None else place, slots[driver])
                yield self._objects.row(
                    first + slots[driver], order, self._parents(outcome, run.entry), found, driver
                )

    def _session_results(self, outcome: Outcome) -> Iterator[Row]:
        racing = outcome.session.kind.is_race

        def fields(run: Run) -> dict[str, Any]:
            return {
                "position": run.position,
                "is_winner": run.position == 1,
                "laps_completed": len(run.laps),
                "pit_stops": len(run.stops) if racing else None,
                "retired": run.status == "out",
            }

        return self._by_driver("session_results", outcome, fields, lambda run: run.position)

    def _session_timing_stats(self, outcome: Outcome) -> Iterator[Row]:
        def fields(run: Run) -> dict[str, Any]:
            ms, lap = run.best or (None, None)
            found: dict[str, Any] = {
                "best_lap_time": None if ms is None else lap_text(ms),
                "best_lap_time_ms": ms,
                "best_lap_number": lap,
            }
            for index in range(3):
                found[f"best_sector_{index + 1}"] = number(run.sectors[index] / 1000) if run.sectors else None
            for index, name in enumerate(("speed_i1", "speed_i2", "speed_fl", "speed_trap")):
                found[name] = run.speeds[index] if run.speeds else None
            return found

        def rank(run: Run) -> int | None:
            return run.best[0] if run.best else None

        return self._by_driver("session_timing_stats", outcome, fields, rank)

    def _qualifying_results(self, outcome: Outcome) -> Iterator[Row]:
        def fields(run: Run) -> dict[str, Any] | None:
            found: dict[str, Any] = {}
            for part in (1, 2, 3):
                ms, lap = run.parts.get(part, (None, None))
                found[f"q{part}_time"] = None if ms is None else lap_text(ms)
                found[f"q{part}_time_ms"] = ms
                found[f"q{part}_lap"] = lap
            return {**found, "final_position": run.position}

        if not outcome.session.kind.is_qualifying:
            return iter(())
        return self._by_driver("qualifying_results", outcome, fields, lambda run: run.position)

    def _lap_times(self, outcome: Outcome) -> Iterator[Row]:
        """Ids go by lap and the order at the flag; the answer sorts by lap and leaves ties in no order."""
        first = self._first_id("lap_times", outcome)
        told = [row["driver"]["id"] for row in documented.of_session("lap_times", outcome.session.id)]
        runs = sorted(outcome.runs, key=lambda run: run.position or 99 if run.road is None else run.road)
        longest = max((len(run.laps) for run in runs), default=0)
        laps = [(lap, run) for lap in range(2, longest + 1) for run in runs if lap <= len(run.laps)]
        if self._switches.lap1 == "null_time":
            laps += [(1, run) for run in runs if run.laps]
        for index, (lap, run) in enumerate(laps):
            driver, ms = run.entry.driver.id, None if lap == 1 else run.laps[lap - 1]
            id_ = first + index
            tie = told.index(driver) if lap == 2 and driver in told else 2 + crc32(b"%d" % id_)
            text: Any = None if ms is None else lap_text(ms)
            if self._switches.format_change and ms is not None:
                text = ms / 1000
            fields = {
                "lap_number": lap,
                "lap_time": text,
                "lap_time_ms": ms,
                "is_pit_out_lap": lap in run.pit_out,
                "is_pit_in_lap": lap in run.pit_in,
            }
            yield self._objects.row(id_, (lap, tie), self._parents(outcome, run.entry), fields, driver, lap)

    def _position_history(self, outcome: Outcome) -> Iterator[Row]:
        first, slots = self._first_id("position_history", outcome), self._slots("position_history", outcome)
        for lap, order in enumerate(outcome.orders, 1):
            for position, index in enumerate(order, 1):
                car = outcome.runs[index].entry
                id_ = first + 85 * slots[car.driver.id] + lap - 1
                fields = {"lap_number": lap, "position": position}
                yield self._objects.row(
                    id_, (lap, position, id_), self._parents(outcome, car), fields, car.driver.id, lap
                )

    def _pit_stops(self, outcome: Outcome) -> Iterator[Row]:
        stops = sorted(
            ((stop.at, run.entry.driver.id, number_, stop, run) for run in outcome.runs
             for number_, stop in enumerate(run.stops, 1)),
            key=lambda found: found[:3],
        )  # fmt: skip
        first, east = self._first_id("pit_stops", outcome), timedelta(hours=outcome.event.circuit.offset)
        for index, (at, driver, number_, stop, run) in enumerate(stops):
            seconds: Any = number(stop.ms / 1000)
            fields = {
                "stop_number": number_,
                "lap": stop.lap,
                "time_of_day": f"{at + east:%H:%M:%S}",
                "duration_seconds": str(seconds) if self._switches.format_change else seconds,
                "total_time_seconds": seconds,
            }
            yield self._objects.row(
                first + index, (at, index), self._parents(outcome, run.entry), fields, driver
            )

    def _tire_stints(self, outcome: Outcome) -> Iterator[Row]:
        id_ = self._first_id("tire_stints", outcome)
        for run in sorted(outcome.runs, key=lambda run: run.entry.driver.id):
            driver = run.entry.driver.id
            for number_, stint in enumerate(run.stints, 1):
                fields = {
                    "stint_number": number_,
                    "compound": stint.compound,
                    "is_new": stint.is_new,
                    "start_lap": stint.age,
                    "total_laps": stint.age + stint.laps,
                }
                yield self._objects.row(
                    id_, (number_, driver), self._parents(outcome, run.entry), fields, driver
                )
                id_ += 1

    def _session_weather(self, outcome: Outcome) -> Iterator[Row]:
        names = ("air_temp", "track_temp", "humidity", "pressure", "wind_speed", "wind_direction", "rainfall")
        first = self._first_id("session_weather", outcome)
        for index, reading in enumerate(outcome.weather[: 1 if self._switches.weather_rows == "1" else None]):
            values = (
                reading.air,
                reading.track,
                reading.humidity,
                reading.pressure,
                reading.wind_speed,
                reading.wind_direction,
                reading.rainfall,
            )
            id_ = first if index == 0 else 100_000 + 8 * first + index
            fields = {name: number(value) for name, value in zip(names, values, strict=True)}
            yield self._objects.row(id_, (id_,), self._parents(outcome, None), fields)

    def _race_control_messages(self, outcome: Outcome) -> Iterator[Row]:
        first = self._first_id("race_control_messages", outcome)
        withdrawn = self._world.generation > 0 and outcome.session.kind is Kind.RACE
        for index, message in enumerate(outcome.messages):
            if withdrawn and index == 3:
                continue
            at = message.at.replace(microsecond=0)
            fields = {
                "utc_time": iso(at + timedelta(hours=late_hours(at))),
                "lap": message.lap,
                "category": message.category,
                "flag": message.flag,
                "scope": message.scope,
                "sector": message.sector,
                "driver_number": None if message.number is None else str(message.number),
                "message": message.text,
            }
            value = (message.category, message.flag)
            yield self._objects.row(
                first + index, (at, first + index), self._parents(outcome, None), fields, value=value
            )

    def _track_status(self, outcome: Outcome) -> Iterator[Row]:
        first = self._first_id("track_status", outcome)
        for index, (at, status) in enumerate(outcome.flags):
            fields = {"utc_time": iso(at), "status": status}
            yield self._objects.row(
                first + index, (at, index), self._parents(outcome, None), fields, value=status
            )
