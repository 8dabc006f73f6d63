"""The golden list as a mirror: every line of `golden.csv` becomes a row of its provider's table."""

import csv
import itertools
import sqlite3
from pathlib import Path
from typing import Any

from mirror.store.files import MIRROR_ID, mirror_ddl
from mirror.store.sqlite import create

SEASONS = (2010, 2011, *range(2018, 2027))


class Line:
    """One line: what it truly is, and what its provider says of it."""

    def __init__(self, number: int, told: dict[str, str]) -> None:
        self.kind, self.thing, self.source, self.name = (
            told[key] for key in ("kind", "thing", "provider", "name")
        )
        details = [one.partition("=") for one in told["details"].split(";") if one]
        self.more = {key: value for key, _, value in details}
        self.number = number
        self.id = ""  # as the crosswalk knows it

    @property
    def provider(self) -> str:
        return "altsportsdata" if self.source in ("participant", "slug") else self.source

    def pairs(self, key: str) -> list[tuple[int, str]]:
        """What `2021:3 2022:5` says."""
        return [(int(one.split(":")[0]), one.split(":")[1]) for one in self.more.get(key, "").split()]


def lines(kind: str) -> list[Line]:
    """The golden list of one kind."""
    with (Path(__file__).parent / "golden.csv").open(encoding="utf-8") as file:
        return [
            line for n, told in enumerate(csv.DictReader(file), 1) if (line := Line(n, told)).kind == kind
        ]


class Mirror:
    """An empty mirror in memory, whose rows refer to nothing they need not."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        create(self.connection, mirror_ddl(), MIRROR_ID)
        self.connection.execute("pragma foreign_keys = off")
        self._numbers = itertools.count(1)

    def add(self, table: str, **row: Any) -> None:
        names = ", ".join(row)
        sql = f"insert or replace into {table} ({names}) values ({', '.join('?' * len(row))})"
        self.connection.execute(sql, list(row.values()))

    def number(self) -> int:
        return next(self._numbers)

    def race(self, source: str, season: int) -> str:
        """The id of the race of the one event that a season has, in a source; made when it is not there."""
        if source == "balldontlie":
            self.add("balldontlie_events", id=season, name="Monaco Grand Prix", season=season)
            self.add("balldontlie_sessions", id=season, event_id=season, type="Race", name="Race")
            return str(season)
        if source == "sportradar":
            self.add("sportradar_stages", id=f"s:{season}", type="season", description=f"Formula 1 {season}")
            self.add(
                "sportradar_stages", id=f"e:{season}", type="event", description="Monaco Grand Prix", parent_id=f"s:{season}"
            )  # fmt: skip
            self.add(
                "sportradar_stages",
                id=f"r:{season}",
                type="race",
                description="Race",
                parent_id=f"e:{season}",
            )
            return f"r:{season}"
        slug = source in ("slug", "participant")
        event = f"f1-monaco-gp-{season}" if slug else f"f1:{season}"
        self.add("altsportsdata_events", id=event, name="Monaco Grand Prix", sport_type="f1", year=season)
        self.add("altsportsdata_heats", event_id=event, heat_id="race", name="Race")
        return event


def fill(mirror: Mirror, line: Line) -> None:
    """Gives the mirror the row of a golden line, and the line the id that the crosswalk knows it by."""
    _FILL[line.kind](mirror, line)


def _driver(mirror: Mirror, line: Line) -> None:
    more, id_ = line.more, str(mirror.number())
    if line.source == "balldontlie":
        first, last = line.name.split("|")
        mirror.add(
            "balldontlie_drivers", id=int(id_), first_name=first, last_name=last, display_name=f"{first} {last}",
            country_code=more.get("country"),
        )  # fmt: skip
    elif line.source == "sportradar":
        mirror.add("sportradar_competitors", id=id_, name=line.name, country_code=more.get("country"))
        mirror.add("sportradar_competitor_profiles", competitor_id=id_, dateofbirth=more.get("born"))
    elif line.source == "altsportsdata":
        first, last = line.name.split("|")
        mirror.add(
            "altsportsdata_athletes", id=id_, first_name=first, last_name=last, nationality=more.get("country"),
            dob=more.get("born"),
        )  # fmt: skip
    else:
        id_ = f"participant:{line.name}"
        mirror.add(
            "altsportsdata_heat_results",
            event_id="f1-none",
            heat_id="race",
            result_key=id_,
            participant=line.name,
        )
    for season, place in line.pairs("places"):
        race = mirror.race(line.source, season)
        if line.source == "balldontlie":
            mirror.add(
                "balldontlie_session_results", id=mirror.number(), session_id=int(race), driver_id=int(id_),
                position=int(place),
            )  # fmt: skip
        elif line.source == "sportradar":
            mirror.add("sportradar_stage_results", stage_id=race, competitor_id=id_, position=int(place))
        else:
            own = {"athlete_id": id_, "athlete_round_rank": int(place)}
            shown = {"participant": line.name, "position": int(place)}
            mirror.add(
                "altsportsdata_heat_results", event_id=race, heat_id="race", result_key=str(mirror.number()),
                **(own if line.source == "altsportsdata" else shown),
            )  # fmt: skip
    line.id = id_


def _team(mirror: Mirror, line: Line) -> None:
    id_ = str(mirror.number())
    if line.source == "altsportsdata":
        mirror.add(
            "altsportsdata_athletes",
            id=f"of-{id_}",
            last_name=f"Driver {id_}",
            team_id=id_,
            team_name=line.name,
        )
    elif line.source == "balldontlie":
        mirror.add("balldontlie_teams", id=int(id_), name=line.name)
    else:
        mirror.add("sportradar_teams", id=id_, name=line.name)
    for season, driver in line.pairs("drove"):
        race = mirror.race(line.source, season)
        number = int.from_bytes(driver.encode()[:6])
        if line.source == "balldontlie":
            mirror.add(
                "balldontlie_drivers",
                id=number,
                last_name=driver,
                first_name="Some",
                display_name=f"Some {driver}",
            )
            mirror.add(
                "balldontlie_session_results", id=mirror.number(), session_id=int(race), driver_id=number, team_id=int(id_)
            )  # fmt: skip
        else:
            mirror.add("sportradar_competitors", id=driver, name=f"{driver}, Some")
            mirror.add("sportradar_stage_results", stage_id=race, competitor_id=driver, team_id=id_)
    line.id = id_


def _circuit(mirror: Mirror, line: Line) -> None:
    id_ = str(mirror.number())
    if line.source == "balldontlie":
        mirror.add("balldontlie_circuits", id=int(id_), name=line.name, country_code=line.more["country"])
    elif line.source == "sportradar":
        mirror.add("sportradar_venues", id=id_, name=line.name, country_code=line.more["country"])
    else:
        mirror.add(
            "altsportsdata_events", id=f"f1:{id_}", name="Some Grand Prix 1990", sport_type="f1",
            event_location=line.name, event_location_group=f"Town, {line.more['country']}",
        )  # fmt: skip
        id_ = f"venue:{line.name}"
    line.id = id_


def _event(mirror: Mirror, line: Line) -> None:
    more, id_ = line.more, str(mirror.number())
    season, start, end = int(more["season"]), f"{more['start']}T10:00:00Z", f"{more['end']}T14:00:00Z"
    if line.source == "balldontlie":
        mirror.add(
            "balldontlie_events", id=int(id_), name=line.name, season=season, start_date=start, end_date=end,
            location=more["city"], country_code=more["country"], status=more.get("status", "final"),
        )  # fmt: skip
    elif line.source == "sportradar":
        mirror.add("sportradar_stages", id=f"s:{season}", type="season", description=f"Formula 1 {season}")
        mirror.add("sportradar_venues", id=f"v:{id_}", city=more["city"], country_code=more["country"])
        mirror.add(
            "sportradar_stages", id=id_, type="event", description=line.name, parent_id=f"s:{season}", scheduled=start,
            scheduled_end=end, status=more.get("status", "Closed"), venue_id=f"v:{id_}",
        )  # fmt: skip
    else:
        slug = line.source == "slug"
        id_ = f"f1-{id_}-gp-{season}" if slug else f"f1:{id_}"
        mirror.add(
            "altsportsdata_events", id=id_, name=line.name, sport_type="f1", start_date=start, end_date=end,
            year=None if slug else season,
        )  # fmt: skip
    line.id = id_


def _session(mirror: Mirror, line: Line) -> None:
    more, number = line.more, mirror.number()
    season, start = int(more["season"]), f"{more['start']}:00Z" if more["start"] else None
    event = f"{more['event']} Grand Prix" if "Testing" not in more["event"] else more["event"]
    key = f"{season}{more['event'].replace(' ', '')}"
    if line.source == "balldontlie":
        own = int.from_bytes(key.encode()) % 10**9
        mirror.add("balldontlie_events", id=own, name=event, season=season)
        type_, name = line.name.split("|")
        mirror.add("balldontlie_sessions", id=number, event_id=own, type=type_, name=name, date=start)
        line.id = str(number)
    elif line.source == "sportradar":
        type_, name = line.name.split("|")
        mirror.add("sportradar_stages", id=f"s:{season}", type="season", description=f"Formula 1 {season}")
        mirror.add("sportradar_stages", id=key, type="event", description=event, parent_id=f"s:{season}")
        mirror.add(
            "sportradar_stages",
            id=f"x:{number}",
            type=type_,
            description=name,
            parent_id=key,
            scheduled=start,
        )
        line.id = f"x:{number}"
    else:
        own_id = f"f1-{key.lower()}-{season}" if line.source == "slug" else f"f1:{key}"
        mirror.add("altsportsdata_events", id=own_id, name=event, sport_type="f1", year=season)
        mirror.add(
            "altsportsdata_heats", event_id=own_id, heat_id=f"h{number}", name=line.name, start_date=start
        )
        line.id = f"{own_id},h{number}"


_FILL = {"driver": _driver, "team": _team, "circuit": _circuit, "event": _event, "session": _session}
