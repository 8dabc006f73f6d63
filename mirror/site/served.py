"""The mirror that a Datasette serves: the database under the name `f1`, which only reads."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Hashable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.database import Database, QueryInterrupted, Results

from mirror.charts.cache import state_of
from mirror.errors import MirrorError
from mirror.reading import Mirror, connect
from mirror.settings import Settings

if TYPE_CHECKING:
    from datasette.app import Datasette

NAME = "f1"
_MOST = 4096  # answers kept: a visitor can make up as many names as he likes
T = TypeVar("T")


@dataclass
class _Shown:
    most: int
    cut: bool = False


_shown: ContextVar[_Shown | None] = ContextVar("shown", default=None)


@contextlib.contextmanager
def at_most(rows: int) -> Iterator[None]:
    """Cuts the answers of queries in the block to that many rows: a page of thousands takes a second to write."""
    token = _shown.set(_Shown(rows))
    try:
        yield
    finally:
        _shown.reset(token)


def was_cut() -> bool:
    """Whether an answer in this block had more rows than it may show."""
    shown = _shown.get()
    return shown is not None and shown.cut


class Served(Database):  # type: ignore[misc]  # Datasette has no types
    """The mirror as Datasette sees it: every connection only reads. `mirror` reads it for the pages."""

    def __init__(
        self,
        datasette: "Datasette",
        path: Path,
        settings: Settings,
        *,
        clock: Callable[[], float] = time.time,
        warm_up: bool = False,
        exports: Path | None = None,
    ) -> None:
        super().__init__(datasette, str(path), is_mutable=True)
        self.mirror = Mirror(path)
        self.settings = settings
        self.clock = clock
        self.warm_up = warm_up
        self.exports = exports
        self._making = Lock()
        self._met: set[sqlite3.Connection] = set()
        self._idle: list[sqlite3.Connection] = []
        self._lending = Lock()
        self._of_state: tuple[Hashable, dict[Hashable, Any]] = (None, {})

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection that reads. Raises MirrorError when one is wanted that writes."""
        if write:
            raise MirrorError("A mirror is only read here.")
        connection = connect(Path(self.path))
        self._all_connections.append(connection)
        return connection

    async def _execute_fn(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        """What `fn` answers on the connection that was given back last, whichever thread it is called in.

        Each connection compiles a statement for itself, which takes longer than most answers; the threads take turns.
        """

        def lent(own: sqlite3.Connection) -> T:
            with self._lending:
                if own not in self._met:
                    self._met.add(own)
                    self._idle.insert(0, own)
                connection = self._idle.pop()  # never empty: each thread brought one and holds one at most
            try:
                return fn(connection)
            finally:
                self._idle.append(connection)

        found: T = await super()._execute_fn(lent)
        return found

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` made, kept under `key` until the file changes."""
        kept = self._kept()
        if key not in kept:
            with self._making:  # who asks meanwhile waits for the one who makes it
                if key not in kept:
                    kept[key] = make()
        made: T = kept[key]
        return made

    def _kept(self) -> dict[Hashable, Any]:
        """What is kept of the file as it is; who asked before it changed puts the answer where nobody looks any more."""
        state = state_of(Path(self.path))
        if self._of_state[0] != state or len(self._of_state[1]) > _MOST:
            self._of_state = (state, {})
        return self._of_state[1]

    async def _once(self, name: str, *given: str) -> Any:
        """What Datasette's method of that name answers, asked once until the file changes."""
        kept = self._kept()
        if (name, given) not in kept:
            kept[name, given] = await getattr(super(), name)(*given)
        return kept[name, given]

    async def table_exists(self, table: str) -> bool:
        """Whether there is a table of that name."""
        return table in await self._once("table_names")

    async def view_exists(self, table: str) -> bool:
        """Whether there is a view of that name."""
        return table in await self._once("view_names")

    async def table_columns(self, table: str) -> list[str]:
        """The columns of a table or a view."""
        return list(await self._once("table_columns", table))

    async def primary_keys(self, table: str) -> list[str]:
        """The columns of the primary key; none where they may be NULL, so that rows go by their `rowid`.

        Datasette finds no row by a NULL, neither its page nor where the next page of a table begins.
        """
        keys = list(await self._once("primary_keys", table))
        if len(keys) < 2:
            return keys
        columns = await self._once("table_column_details", table)
        return [] if any(one.name in keys and not one.notnull for one in columns) else keys

    async def fts_table(self, table: str) -> str | None:
        """The table of the full-text search in a table, None without one."""
        found: str | None = await self._once("fts_table", table)
        return found

    async def hidden_table_names(self) -> list[str]:
        """The tables that are not listed: what the configuration says, and every other table of the bookkeeping."""
        own = (name for name in await self._once("table_names") if name.startswith("mirror_"))
        return [*await self._once("hidden_table_names"), *own]

    async def execute(self, sql: str, params: Any = None, truncate: bool = False, **how: Any) -> Results:
        """The rows of a statement; inside `at_most` no more than those."""
        found = await super().execute(sql, params, truncate, **how)
        shown = _shown.get()
        if shown is None or not truncate or len(found.rows) <= shown.most:
            return found
        shown.cut = True
        return Results(found.rows[: shown.most], True, found.description)

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """How many rows each table has, None where that takes longer than `limit` ms; the bookkeeping is not counted."""
        return {
            name: None if name.startswith("mirror_") else await self._count(name, limit)
            for name in await self.table_names()
        }

    async def _count(self, table: str, limit: int) -> int | None:
        kept = self._kept()
        if ("count", table) not in kept:
            sql = f'select count(*) from (select 1 from "{table}" limit {self.count_limit + 1})'
            try:
                kept["count", table] = (await self.execute(sql, custom_time_limit=limit)).rows[0][0]
            except QueryInterrupted:
                return None
        found: int = kept["count", table]
        return found


def served(datasette: "Datasette") -> Served | None:
    """The mirror that is served; None in a Datasette that serves something else."""
    found = datasette.databases.get(NAME)
    return found if isinstance(found, Served) else None
