"""A small world, ways to mirror it, and what must be true of every mirror however its run ended."""

import hashlib
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import zstandard

from mirror.clock import Time
from mirror.run.ending import Result, Stop
from mirror.run.sync import sync
from mirror.sandbox import Sandbox, Switches
from mirror.sandbox.messages import Seen
from mirror.selection import select
from mirror.settings import Settings
from mirror.store.archive import archive_path

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]
Event = Mapping[str, Any]


@dataclass(frozen=True)
class Whole:
    """An uninterrupted run of everything: its tables, and the requests that the server saw."""

    tables: Tables
    requests: int

    def __getitem__(self, start: str) -> Tables:
        """The tables whose names begin so, as `tables` gives them."""
        return {name: rows for name, rows in self.tables.items() if name.startswith(start)}


UNLIMITED = {
    "balldontlie_rate": 1e9, "sportradar_qps": 1e6, "sportradar_quota": None, "altsportsdata_rate": 1e9
}  # fmt: skip
CONFIGURED = {
    "balldontlie_requests_per_minute": 1e9, "sportradar_requests_per_second": 1e9, "sportradar_quota": 1e9,
    "altsportsdata_requests_per_hour": 1e9,
}  # fmt: skip
WORLD = Switches(events=1, laps_scale=0.1, **UNLIMITED)  # type: ignore[arg-type] # a mapping of several types
ALL = ("balldontlie", "sportradar", "altsportsdata")
KEYS = {"balldontlie": "sandbox-goat", "sportradar": "sandbox-sportradar", "altsportsdata": "sandbox-pro"}
THREE = replace(WORLD, events=3)
RACE = "session_ids[]=1770"  # the race of Abu Dhabi 2024: eleven pages of laps
MONTH, DAY = 31 * 86_400.0, 86_400.0

_BY_SESSION = (
    "lap_times", "position_history", "session_results", "session_timing_stats", "pit_stops", "tire_stints",
    "race_control_messages", "track_status", "session_weather", "qualifying_results",
)  # fmt: skip


@dataclass
class Clock:
    """A clock that only sleeping moves: waiting costs no time."""

    at: float

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds

    @property
    def time(self) -> Time:
        return Time(self.now, self.sleep)


class Hasty(httpx.HTTPTransport):
    """A transport that gives up an answer earlier than after half a minute, and loads no certificates."""

    def __init__(self, seconds: float = 10.0) -> None:
        super().__init__(verify=False)
        self._seconds = seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["timeout"]["read"] = self._seconds
        return super().handle_request(request)


def hasty(box: Sandbox) -> Hasty:
    """A transport that gives up after a moment where the sandbox does not answer, and elsewhere waits for a slow machine."""
    return Hasty(0.4) if {"timeout", "slow"} & {fault.kind for fault in box.faults} else Hasty()


def settings(url: str, **changes: Any) -> Settings:
    """Settings that lead to the sandbox at `url`, with the best keys and without limits."""
    values: dict[str, Any] = {f"{name}_base_url": url for name in ALL}
    values |= {f"{name}_api_key": key for name, key in KEYS.items()}
    return Settings.given(**{**values, **CONFIGURED, **changes})


def mirror(
    path: Path,
    box: Sandbox,
    *providers: str,
    clock: Clock | None = None,
    report: Callable[[Event], None] = lambda event: None,
    transport: httpx.BaseTransport | None = None,
    stop: Stop | None = None,
    configured: Mapping[str, Any] | None = None,
    **selection: Any,
) -> Result:
    """One run against the sandbox: all seasons, as fast as it goes."""
    return sync(
        path,
        select(providers or ALL, season="all", **selection),
        settings(box.url, **(configured or {})),
        report,
        clock=Time() if clock is None else clock.time,
        transport=transport or hasty(box),
        stop=stop,
    )


def now() -> Clock:
    """A clock that begins at the present moment, since the sandbox counts in real time."""
    return Clock(time.time())


def tables(path: Path, *names: str) -> Tables:
    """The rows of the providers' tables, in an order of their own; those of `names` alone when there are any."""
    with closing(sqlite3.connect(path)) as connection:
        found = [
            name for (name,) in connection.execute("select name from sqlite_schema where type = 'table'")
        ]
        wanted = [name for name in sorted(found) if name.startswith(names or ALL)]
        return {name: sorted(connection.execute(_rows(connection, name)), key=repr) for name in wanted}


def _rows(connection: sqlite3.Connection, table: str) -> str:
    """A question for all rows; of a removal only that it was, not when."""
    columns = [column for _, column, *_ in connection.execute(f"pragma table_info({table})")]
    told = [f"{name} is not null" if name == "removed_at" else name for name in columns]
    return f"select {', '.join(told)} from {table}"


def ask(path: Path, sql: str, *values: Any) -> list[Row]:
    """The rows of a question to the mirror."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


def states(path: Path, endpoint: str) -> dict[str, str]:
    """The state of each scope of an endpoint."""
    sql = "select scope, state from mirror_checkpoints where endpoint = ? and part_of is null"
    return dict(ask(path, sql, endpoint))


def same(got: Tables, want: Tables) -> dict[str, tuple[list[Row], list[Row]]]:
    """Where two mirrors differ: for each table the rows that only the one and only the other has."""
    differing = [name for name in want if got.get(name) != want[name]]
    return {
        name: (sorted(set(got.get(name, [])) - set(want[name]), key=repr)[:3],
               sorted(set(want[name]) - set(got.get(name, [])), key=repr)[:3])
        for name in differing
    }  # fmt: skip


def asked(box: Sandbox, since: int, provider: str | None = None) -> list[Seen]:
    """What the server saw after its first `since` requests."""
    return [one for one in box.seen[since:] if provider in (None, one.provider)]


def bodies(path: Path) -> dict[int, tuple[int, str, bytes]]:
    """Every archived answer: number → (status, headers, body). Checks that each body is what its name says."""
    sql = "select id, status, headers, sha256, size, zstd from responses join bodies using (sha256)"
    found = {}
    for number, status, headers, digest, size, packed in ask(archive_path(path), sql):
        body = zstandard.ZstdDecompressor().decompress(packed)
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (digest, size)
        found[number] = (status, headers, body)
    return found


def sound(path: Path) -> None:
    """Asserts what holds after any kill: whole files, no half page, a body for each answer that was dealt with."""
    for file in (path, archive_path(path)):
        assert ask(file, "pragma integrity_check") == [("ok",)]
    assert ask(path, "pragma foreign_key_check") == []
    kept = bodies(path)
    settled = ask(
        path, "select id, status from mirror_requests where status is not null and endpoint <> 'account'"
    )
    assert dict(settled) == {number: kept[number][0] for number, _ in settled if number in kept}
    for endpoint in _BY_SESSION:
        _no_half_page(path, endpoint)
    sql = """
    select event_id, heat_id from altsportsdata_heat_results except
    select substr(scope, 10, instr(scope, '&') - 10), substr(scope, instr(scope, '&') + 9) from mirror_checkpoints
    where provider = 'altsportsdata' and endpoint = 'heat_scores' and state = 'complete'
    """
    assert ask(path, sql) == []
    sql = """
    select scope from mirror_checkpoints where endpoint = 'summary' and state = 'complete' and rows > 0 and
    substr(scope, 10) not in (select stage_id from sportradar_stage_results)
    """
    assert ask(path, sql) == []


def _no_half_page(path: Path, endpoint: str) -> None:
    """The rows of each session are as many as its checkpoints have counted (rows that came twice may be fewer)."""
    stored: Counter[str] = Counter(
        {
            str(s): n
            for s, n in ask(path, f"select session_id, count(*) from balldontlie_{endpoint} group by 1")
        }
    )
    sql = "select scope, part_of, rows, state, walk from mirror_checkpoints where endpoint = ?"
    checkpoints = ask(path, sql, endpoint)
    counted: Counter[str] = Counter()
    apart: set[str] = set()
    for scope, part_of, rows, _, walk in checkpoints:
        session = scope.partition("&")[0].partition("=")[2]
        if part_of is not None or walk == "parts":
            apart.add(session)
        else:
            counted[session] += rows or 0
    assert {s: n for s, n in stored.items() if s not in apart} == {
        s: n for s, n in counted.items() if n and s not in apart
    }, endpoint
    assert stored.keys() <= counted.keys() | apart, endpoint
