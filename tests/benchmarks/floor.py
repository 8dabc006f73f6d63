"""The floor: what a careful person writes by hand in an afternoon, for these tables alone, with nothing kept but rows.

One thread, one kept connection, orjson, one `executemany` per table and page, one commit a page; the same tables with
their foreign keys and indexes, and the same durability, as f1-mirror. No archive, no ledger, no drift, no checkpoint.
"""

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks.job import PREFIX, Job, pages

Rows = list[tuple[Any, ...]]

# The fields of each answer in the order of its columns; `driver.team.id` is the column `team_id`.
_OF_DRIVER = "id session.id driver.id driver.team.id"
FIELDS = {
    "drivers": "id first_name last_name display_name short_name country_code country_name racing_number",
    "teams": "id name display_name color",
    "circuits": "id name short_name country_code country_name",
    "seasons": "year display_name",
    "events": "id name short_name season start_date end_date status circuit.id location country_code country_name",
    "sessions": "id event.id type name date status",
    "session_results": f"{_OF_DRIVER} position is_winner laps_completed pit_stops retired",
    "driver_standings": "id season driver.id driver.team.id position points",
    "team_standings": "id season team.id position points",
    "session_timing_stats": f"{_OF_DRIVER} best_lap_time best_lap_time_ms best_lap_number best_sector_1 best_sector_2"
    " best_sector_3 speed_i1 speed_i2 speed_fl speed_trap",
    "qualifying_results": f"{_OF_DRIVER} q1_time q1_time_ms q1_lap q2_time q2_time_ms q2_lap q3_time q3_time_ms q3_lap"
    " final_position",
    "pit_stops": f"{_OF_DRIVER} stop_number lap time_of_day duration_seconds total_time_seconds",
    "session_weather": "id session.id air_temp track_temp humidity pressure wind_speed wind_direction rainfall",
    "track_status": "id session.id utc_time status",
    "tire_stints": f"{_OF_DRIVER} stint_number compound is_new start_lap total_laps",
    "race_control_messages": "id session.id utc_time lap category flag scope sector driver_number message",
    "position_history": f"{_OF_DRIVER} lap_number position",
    "lap_times": f"{_OF_DRIVER} lap_number lap_time lap_time_ms is_pit_out_lap is_pit_in_lap",
}
_FUTURES = (
    "id event_id market_type market_name subject_type driver_id team_id"
    " vendor american_odds decimal_odds updated_at"
)

_NOTHING: dict[str, Any] = {"id": None, "team": None}  # what an embedded object that is null has


def run(job: Job) -> None:
    """Fills the job's file."""
    connection = sqlite3.connect(job.db, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")
    connection.execute("pragma foreign_keys = on")
    connection.execute("begin")
    for statement in job.ddl:
        connection.execute(statement)
    connection.execute("commit")
    for endpoint, target, data in pages(job):
        connection.execute("begin immediate")
        if data:
            _write(connection, endpoint, target, data)
        connection.execute("commit")
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()


def _write(connection: sqlite3.Connection, endpoint: str, target: str, data: list[dict[str, Any]]) -> None:
    """The rows of one page, and the objects embedded in them once each, parents first."""
    if endpoint == "futures":
        event = int(parse_qs(urlsplit(target).query)["event_ids[]"][0])
        subjects = [row["subject"] for row in data]
        _parents(connection, "teams", [s["team"] for s in subjects if s.get("team")])
        _parents(connection, "drivers", [s["driver"] for s in subjects if s.get("driver")])
        connection.executemany(
            upsert("futures", _FUTURES, ("id", "event_id")), [_future(row, event) for row in data]
        )
        return
    first = data[0]
    if "session" in first:
        sessions = _distinct(row["session"] for row in data)
        events = _distinct(row["event"] for row in sessions)
        _parents(connection, "circuits", [row["circuit"] for row in events])
        _parents(connection, "events", events)
        _parents(connection, "sessions", sessions)
    elif "event" in first:
        events = _distinct(row["event"] for row in data)
        _parents(connection, "circuits", [row["circuit"] for row in events])
        _parents(connection, "events", events)
    elif "circuit" in first:
        _parents(connection, "circuits", [row["circuit"] for row in data])
    if "driver" in first:
        drivers = _distinct(row["driver"] for row in data)
        _parents(connection, "teams", [row["team"] for row in drivers if row["team"]])
        _parents(connection, "drivers", drivers)
    elif "team" in first:
        _parents(connection, "teams", [row["team"] for row in data])
    _parents(connection, endpoint, data)


def _distinct(objects: Any) -> list[dict[str, Any]]:
    """Each of the objects once, by its id; without those that are null."""
    return list({one["id"]: one for one in objects if one}.values())


def _parents(connection: sqlite3.Connection, resource: str, objects: list[dict[str, Any]]) -> None:
    connection.executemany(upsert(resource, FIELDS[resource]), reader(resource)(objects))


def _future(row: dict[str, Any], event: int) -> tuple[Any, ...]:
    subject = row["subject"]
    driver, team = subject.get("driver") or _NOTHING, subject.get("team") or _NOTHING
    return (
        row["id"], event, row["market_type"], row["market_name"], subject["type"], driver["id"], team["id"],
        row["vendor"], row["american_odds"], row["decimal_odds"], row["updated_at"],
    )  # fmt: skip


@cache
def reader(resource: str) -> Callable[[list[dict[str, Any]]], Rows]:
    """The list comprehension that a person would write for this resource."""
    taken = ", ".join(_taken(field) for field in FIELDS[resource].split())
    function: Callable[[list[dict[str, Any]]], Rows] = eval(
        f"lambda data: [({taken},) for row in data]", {"NOTHING": _NOTHING}
    )
    return function


def _taken(field: str) -> str:
    code = "row"
    for name in field.split("."):
        code = f"{code}[{name!r}]" if code == "row" else f"({code} or NOTHING)[{name!r}]"
    return code


def column(field: str) -> str:
    """The column of a field: `driver.team.id` is `team_id`."""
    return "_".join(field.split(".")[-2:])


@cache
def upsert(resource: str, fields: str, keys: tuple[str, ...] | None = None) -> str:
    """The statement for one row; a row that is there already is written only when it differs."""
    names = [column(field) for field in fields.split()]
    keys = keys or (names[0],)
    rest = [name for name in names if name not in keys]
    table = PREFIX + resource
    return (
        f"insert into {table} ({', '.join(names)}) values ({', '.join('?' * len(names))})"
        f" on conflict ({', '.join(keys)}) do update set {', '.join(f'{name} = excluded.{name}' for name in rest)}"
        f" where ({', '.join(rest)}) is not ({', '.join(f'excluded.{name}' for name in rest)})"
    )
