"""Small worlds put together by hand: one season, one weekend, two drivers, from each provider alone or from several."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mirror.store import Store

Row = tuple[Any, ...]


class World:
    """A new mirror that rows are put into as a provider would have said them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        connection.execute("pragma foreign_keys = off")

    def put(self, table: str, *rows: dict[str, Any]) -> None:
        """Inserts rows, each under the columns it names."""
        for row in rows:
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            self.connection.execute(f"insert into {table} ({names}) values ({marks})", tuple(row.values()))

    def same(self, kind: str, canonical_id: str, **ids: str) -> None:
        """Says in the crosswalk which id each provider has for a thing."""
        for provider, provider_id in ids.items():
            self.put(
                "crosswalk",
                {
                    "kind": kind, "canonical_id": canonical_id, "provider": provider, "provider_id": provider_id,
                    "method": "test", "confidence": 1.0, "evidence": "{}",
                },
            )  # fmt: skip

    def ask(self, sql: str, *values: Any) -> list[Row]:
        """The rows of a query."""
        return self.connection.execute(sql, values).fetchall()

    def remove(self, table: str, where: str) -> None:
        """Marks rows as removed by the provider."""
        self.connection.execute(f"update {table} set removed_at = '2025-01-01T00:00:00Z' where {where}")

    # One weekend, as each provider has it

    def balldontlie(self) -> None:
        """Two drivers, one event with practice, qualifying and race, nothing of what happened in them."""
        self.put("balldontlie_seasons", {"year": 2024, "display_name": "2024"})
        self.put(
            "balldontlie_circuits",
            {
                "id": 330, "name": "Yas Marina Circuit", "short_name": "Yas Marina", "country_code": "UAE",
                "country_name": "United Arab Emirates",
            },
        )  # fmt: skip
        self.put(
            "balldontlie_events",
            {
                "id": 354, "name": "Etihad Airways Abu Dhabi Grand Prix", "season": 2024, "circuit_id": 330,
                "start_date": "2024-12-06T09:30:00.000Z", "end_date": "2024-12-08T13:00:00.000Z", "status": "final",
                "location": "Yas Island", "country_code": "UAE", "country_name": "United Arab Emirates",
            },
        )  # fmt: skip
        self.put(
            "balldontlie_sessions",
            *(
                {"id": id_, "event_id": 354, "type": type_, "name": name, "date": date, "status": "final"}
                for id_, type_, name, date in (
                    (1766, "Practice", "FP1", "2024-12-06T09:30:00.000Z"),
                    (1769, "Qualifying", "Qual", "2024-12-07T14:00:00.000Z"),
                    (1770, "Race", "Race", "2024-12-08T13:00:00.000Z"),
                )
            ),
        )
        self.put(
            "balldontlie_drivers",
            {
                "id": 1, "first_name": "Max", "last_name": "Verstappen", "display_name": "Max Verstappen",
                "country_code": "NED", "country_name": "Netherlands", "racing_number": "1",
            },
            {
                "id": 4, "first_name": "Lando", "last_name": "Norris", "display_name": "Lando Norris",
                "country_code": "GBR", "country_name": "Britain", "racing_number": "4",
            },
        )  # fmt: skip
        self.put(
            "balldontlie_teams",
            {"id": 805, "name": "McLaren", "color": "FF8700"},
            {"id": 807, "name": "Red Bull", "color": None},
        )
        self.same("season", "2024", balldontlie="2024")
        self.same("circuit", "yas-marina-circuit", balldontlie="330")
        self.same("event", "2024-abu-dhabi", balldontlie="354")
        self.same("session", "2024-abu-dhabi-fp1", balldontlie="1766")
        self.same("session", "2024-abu-dhabi-qualifying", balldontlie="1769")
        self.same("session", "2024-abu-dhabi-race", balldontlie="1770")
        self.same("driver", "max-verstappen", balldontlie="1")
        self.same("driver", "lando-norris", balldontlie="4")
        self.same("team", "mclaren", balldontlie="805")
        self.same("team", "red-bull", balldontlie="807")

    def sportradar(self) -> None:
        """The same weekend as stages."""
        self.put(
            "sportradar_venues",
            {
                "id": "sr:venue:9", "name": "Yas Marina", "city": "Abu Dhabi", "country": "United Arab Emirates",
                "country_code": "ARE", "coordinates": "24.467,54.603", "length": 5281, "timezone": "Asia/Dubai",
            },
        )  # fmt: skip
        self.put(
            "sportradar_stages",
            {"id": "season", "type": "season", "description": "Formula 1 2024", "scheduled": "2024-03-01T00:00:00Z"},
            {
                "id": "event", "parent_id": "season", "type": "event", "description": "Abu Dhabi Grand Prix 2024",
                "scheduled": "2024-12-06T09:30:00Z", "scheduled_end": "2024-12-08T15:00:00Z", "status": "Closed",
                "venue_id": "sr:venue:9",
            },
            *(
                {
                    "id": id_, "parent_id": "event", "type": type_, "description": words, "scheduled": date,
                    "status": "Closed",
                }
                for id_, type_, words, date in (
                    ("fp1", "practice", "Practice 1", "2024-12-06T09:30:00Z"),
                    ("quali", "qualifying", "Qualification", "2024-12-07T14:00:00Z"),
                    ("race", "race", "Race", "2024-12-08T13:00:00Z"),
                )
            ),
        )  # fmt: skip
        self.put(
            "sportradar_competitors",
            {
                "id": "sr:max", "name": "Verstappen, Max", "nationality": "Netherlands", "country_code": "NLD",
                "abbreviation": "VER",
            },
            {
                "id": "sr:lando", "name": "Norris, Lando", "nationality": "Great Britain", "country_code": "GBR",
                "abbreviation": "NOR",
            },
        )  # fmt: skip
        self.put(
            "sportradar_competitor_profiles",
            {"competitor_id": "sr:max", "car_number": 1, "dateofbirth": "1997-09-30"},
        )
        self.put(
            "sportradar_teams",
            {"id": "sr:mclaren", "name": "McLaren F1"},
            {"id": "sr:redbull", "name": "Red Bull Racing"},
        )
        self.put("sportradar_team_profiles", {"team_id": "sr:redbull", "front_color": "0x00327d"})
        self.same("season", "2024", sportradar="season")
        self.same("circuit", "yas-marina-circuit", sportradar="sr:venue:9")
        self.same("event", "2024-abu-dhabi", sportradar="event")
        self.same("session", "2024-abu-dhabi-fp1", sportradar="fp1")
        self.same("session", "2024-abu-dhabi-qualifying", sportradar="quali")
        self.same("session", "2024-abu-dhabi-race", sportradar="race")
        self.same("driver", "max-verstappen", sportradar="sr:max")
        self.same("driver", "lando-norris", sportradar="sr:lando")
        self.same("team", "mclaren", sportradar="sr:mclaren")
        self.same("team", "red-bull", sportradar="sr:redbull")

    def altsportsdata(self) -> None:
        """The same weekend under a slug (names alone) and under a prefixed id (athletes)."""
        for id_ in ("f1-abu-dhabi-2024", "f1:uuid"):
            self.put(
                "altsportsdata_events",
                {
                    "id": id_, "name": "Abu Dhabi Grand Prix 2024", "start_date": "2024-12-06T09:30:00.000Z",
                    "end_date": "2024-12-08T15:00:00.000Z", "event_status": "COMPLETED", "venue_name": "Yas Marina",
                    "venue_location": "Abu Dhabi",
                },
            )  # fmt: skip
            self.put(
                "altsportsdata_heats",
                {"event_id": id_, "heat_id": "race", "name": "Race", "status": "COMPLETED"},
            )
            self.same("event", "2024-abu-dhabi", altsportsdata=id_)
            self.same("session", "2024-abu-dhabi-race", altsportsdata=f"{id_},race")
        self.put(
            "altsportsdata_athletes",
            {
                "id": "a-max",
                "first_name": "Max",
                "last_name": "Verstappen",
                "nationality": "NED",
                "dob": "1997-09-30",
            },
        )
        self.same("season", "2024", altsportsdata="2024")
        self.same("circuit", "yas-marina-circuit", altsportsdata="venue:Yas Marina")
        self.same("driver", "max-verstappen", altsportsdata="a-max")
        self.same("driver", "lando-norris", altsportsdata="participant:Lando Norris")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty world."""
    store = Store(tmp_path / "f1.db")
    yield World(store.connection)
    store.close()
