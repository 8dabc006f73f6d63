"""BALLDONTLIE's lists that belong to no session: people, places, calendars, standings and odds."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from mirror.sandbox.balldontlie_objects import Objects, Row, dumps, iso, number
from mirror.sandbox.switches import Switches
from mirror.sandbox.world import World
from mirror.sandbox.world.calendar import CIRCUITS, LOAD_ORDER, ROUNDS
from mirror.sandbox.world.people import DRIVERS, TEAMS, Entry, entries


class Lists:
    """The lists of a world under some switches, each in the order of its answer."""

    def __init__(self, world: World, switches: Switches, objects: Objects) -> None:
        self._world = world
        self._switches = switches
        self._objects = objects
        self._futures: list[Row] = []

    def drivers(self) -> list[Row]:
        return [
            self._objects.plain(driver.id, (driver.id,), self._objects.driver(driver))
            for driver in DRIVERS.values()
        ]

    def teams(self) -> list[Row]:
        return [self._objects.plain(team.id, (team.id,), self._objects.team(team)) for team in TEAMS.values()]

    def circuits(self) -> list[Row]:
        return [
            self._objects.plain(circuit.id, (circuit.id,), self._objects.circuit(circuit))
            for circuit in CIRCUITS
        ]

    def seasons(self) -> list[Row]:
        years = sorted({*self._world.seasons, 2024, 2025, 2026}, reverse=True)
        return [self._objects.row(year, (-year,), b"", {"display_name": str(year)}) for year in years]

    def events(self) -> list[Row]:
        events = sorted(self._world.event_by_id.values(), key=lambda event: event.race_start, reverse=True)
        return [
            self._objects.plain(
                event.id, (-event.race_start.timestamp(),), self._objects.event(event), value=event
            )
            for event in events
        ]

    def sessions(self) -> list[Row]:
        pairs = sorted(self._world.session_by_id.values(), key=lambda pair: pair[1].start, reverse=True)
        return [
            self._objects.plain(
                session.id,
                (-session.start.timestamp(),),
                self._objects.session(event, session),
                value=(event, session),
            )
            for event, session in pairs
        ]

    def driver_standings(self, season: int) -> list[Row]:
        first = 397 + 40 * LOAD_ORDER.index(season) + self._objects.reload
        rows = []
        for line in self._world.standings(season)[0]:
            fields: dict[str, Any] = {"season": season, "driver": {}, "position": line.position}
            fields["points"] = str(line.points) if self._switches.format_change else line.points
            tail = dumps(self._objects.grown(fields))[1:-1]
            person = self._objects.driver(line.subject, line.team)
            tail = tail.replace(b'"driver":{}', b'"driver":' + person, 1)
            rows.append(Row(first + line.position - 1, (line.position,), b"", tail, line.subject.id))
        return rows

    def team_standings(self, season: int) -> list[Row]:
        first = 175 + 20 * LOAD_ORDER.index(season) + self._objects.reload
        rows = []
        for line in self._world.standings(season)[1]:
            fields: dict[str, Any] = {
                "season": season,
                "team": {},
                "position": line.position,
                "points": line.points,
            }
            tail = dumps(self._objects.grown(fields))[1:-1].replace(
                b'"team":{}', b'"team":' + self._objects.team(line.subject), 1
            )
            rows.append(Row(first + line.position - 1, (line.position,), b"", tail, line.subject.id))
        return rows

    def futures(self) -> list[Row]:
        """Odds of every championship and race of the world; the event they belong to is the row's `value`.

        They are asked for by event, and making all of them takes longer than a mirror may wait for one answer.
        """
        if not self._futures:
            self._futures = self._every_market()
        return self._futures

    def _every_market(self) -> list[Row]:
        rows: list[Row] = []
        for year in self._world.seasons:
            events = self._world.events[year]
            cars = entries(year, ROUNDS)
            first = 900_000 + 2_000 * LOAD_ORDER.index(year)
            rows += self._market(first, "championship", "Championship", cars, events[-1].race_start, None)
            for event in events:
                if not event.cancelled:
                    cars = entries(year, event.round)
                    rows += self._market(
                        first + 50 * event.round, "race", event.name, cars, event.race_start, event.id
                    )
        return rows

    def _market(
        self, first: int, kind: str, title: str, cars: list[Entry], at: datetime, event_id: int | None
    ) -> Iterator[Row]:
        drivers = [
            (car.driver.id, {"type": "driver", "driver": json.loads(self._objects.driver(car.driver))})
            for car in cars
        ]
        by_team = {car.team.id: car.team for car in cars}
        teams = [
            (0, {"type": "constructor", "team": json.loads(self._objects.team(team))})
            for team in by_team.values()
        ]
        names = {
            "championship": ("drivers_championship", "constructors_championship"),
            "race": ("race_winner", "race_winning_constructor"),
        }[kind]
        rank = 0
        for market, subjects in zip(names, (drivers, teams), strict=True):
            for place, (driver, subject) in enumerate(subjects):
                decimal = round(1.5 + place * place * 0.35, 2)
                american = round((decimal - 1) * 100) if decimal >= 2 else round(-100 / (decimal - 1))
                fields = {
                    "market_type": market,
                    "market_name": f"{title} - {market.replace('_', ' ')}",
                    "subject": subject,
                    "vendor": "sandbox",
                    "american_odds": None if place == len(subjects) - 1 else american,
                    "decimal_odds": number(decimal),
                    "updated_at": iso(at - timedelta(days=3)),
                }
                yield self._objects.row(
                    first + rank, (first + rank,), b"", fields, driver, (event_id, market)
                )
                rank += 1
