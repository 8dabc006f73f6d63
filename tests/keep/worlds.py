"""A small world in the sandbox, a mirror of it, and a clock that only the test moves."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx

from mirror.clock import Time
from mirror.run.ending import Result
from mirror.run.sync import sync
from mirror.sandbox import Sandbox, Switches
from mirror.sandbox.messages import Seen
from mirror.selection import select
from mirror.settings import Settings
from mirror.store.archive import archive_path
from mirror.tables import PROVIDER_TABLES

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]
# What an answer is changed into: of (path with query, answer) the answer, or None to leave it as it is.
Edit = Callable[[str, Any], Any]

RACE = 1890  # the last race of 2025
NOT_FOUND = "not found"  # what an edit says instead of an answer that is to be a 404
HOUR, DAY = 3_600.0, 86_400.0
ALL = ("balldontlie", "sportradar", "altsportsdata")
KEYS = {"balldontlie": "sandbox-goat", "sportradar": "sandbox-sportradar", "altsportsdata": "sandbox-pro"}
# The last weekends of a season that is over, with what all providers know of it.
SMALL = Switches(
    events=3,
    laps_scale=0.1,
    balldontlie_rate=1e9,
    sportradar_qps=1e6,
    sportradar_quota=None,
    altsportsdata_rate=1e9,
)
_CONFIGURED = {
    "balldontlie_requests_per_minute": 1e9, "sportradar_requests_per_second": 1e9, "sportradar_quota": 1e9,
    "altsportsdata_requests_per_hour": 1e9,
}  # fmt: skip
_PAGING = ("per_page", "cursor")


def at(text: str) -> float:
    """The unix seconds of `2024-12-08 17:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


class Edited(httpx.HTTPTransport):
    """A transport whose JSON answers are changed on their way, and whose headers are said anew."""

    def __init__(
        self, edit: Edit = lambda target, answer: None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(verify=False)
        self._edit, self._headers = edit, dict(headers or {})

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        body = response.read()
        headers = {
            n: v for n, v in response.headers.items() if n not in ("content-length", "transfer-encoding")
        }
        if response.status_code == 200:
            target = unquote(request.url.raw_path.decode())
            changed = self._edit(target, json.loads(body))
            if changed == NOT_FOUND:
                return httpx.Response(404, json={"message": "Wrong identifier"})
            body = body if changed is None else json.dumps(changed).encode()
        return httpx.Response(response.status_code, headers=headers | self._headers, content=body)


@dataclass
class Keeper:
    """A mirror that is kept: `now` is its clock (unix seconds), which waiting and nothing else moves."""

    path: Path
    box: Sandbox
    now: float
    configured: Mapping[str, Any] = field(default_factory=dict)
    result: Result = field(default_factory=Result)
    transport: httpx.BaseTransport | None = None

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def sync(
        self,
        *providers: str,
        edit: Edit | None = None,
        headers: Mapping[str, str] | None = None,
        **selection: Any,
    ) -> list[str]:
        """One run, at once. Returns what the provider was asked, sorted: the endpoint and what the scopes are about."""
        before = len(self.box.seen)
        values: dict[str, Any] = {f"{name}_base_url": self.box.url for name in ALL}
        values |= {f"{name}_api_key": key for name, key in KEYS.items()}
        self.result = sync(
            self.path,
            select(providers or ALL, **{"season": "all", **selection}),
            Settings.given(**values, **_CONFIGURED, **self.configured),
            clock=Time(lambda: self.now, self._sleep),
            transport=self.transport
            if edit is None and headers is None
            else Edited(edit or (lambda target, answer: None), headers),
        )
        return sorted(_told(one) for one in self.box.seen[before:])

    def full(self, *providers: str, **more: Any) -> list[str]:
        """One run that asks everything again."""
        return self.sync(*providers, full=True, **more)

    def switch(self, **changes: Any) -> None:
        """Changes how the sandbox behaves, or what its world is."""
        self.box.switches = replace(self.box.switches, **changes)

    def ask(self, sql: str, *values: Any) -> list[Row]:
        """The rows of a question to the mirror."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql, values).fetchall()

    def tables(self, *more: str) -> Tables:
        """Every row of every provider table, and of the tables in `more`, sorted."""
        with closing(sqlite3.connect(self.path)) as connection:
            assert connection.execute("pragma foreign_key_check").fetchall() == []
            return {
                name: sorted(connection.execute(f"select * from {name}"), key=repr)
                for name in (*PROVIDER_TABLES, *more)
            }

    def copy(self, folder: Path) -> "Keeper":
        """The same mirror in another folder, to go on with."""
        for file in (self.path, archive_path(self.path)):
            shutil.copy(file, folder / file.name)
        return replace(self, path=folder / self.path.name)


def _told(seen: Seen) -> str:
    ids = re.findall(r"sr:\w+:\d+", unquote(seen.path))
    return " ".join((seen.endpoint, *ids, *(value for name, value in seen.query if name not in _PAGING)))


def differing(now: Tables, before: Tables) -> dict[str, tuple[list[Row], list[Row]]]:
    """Where two states of a mirror differ: for each table the rows that are new and those that are no more."""
    return {
        name: (
            [row for row in now[name] if row not in before[name]],
            [row for row in before[name] if row not in now[name]],
        )
        for name in before
        if now[name] != before[name]
    }


RACE_NIGHT = at("2025-12-07 23:00")  # the last race of 2025 began at 13:00


class Year:
    """A mirror that is kept up to date on some days after the last race: what was asked, and the race's podium."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.asked: dict[int, list[str]] = {}
        self.podium: dict[int, list[Any]] = {}

    def run(self, days: Iterable[int]) -> None:
        """Keeps the mirror on these days, at the hour of its first run."""
        for day in days:
            self.keeper.now = RACE_NIGHT + day * DAY
            self.asked[day] = self.keeper.sync("balldontlie", "sportradar", season="2025")
            assert self.keeper.result.code == 0
            found = self.keeper.ask(
                "select driver_id from balldontlie_session_results where session_id = ? and position <= 3"
                " order by position",
                RACE,
            )
            self.podium[day] = [driver for (driver,) in found]
