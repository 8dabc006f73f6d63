"""The mirror that a Datasette serves: the database under the name `f1`, which only reads."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Hashable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.database import Database, QueryInterrupted, Results

from mirror.charts.cache import state_of
from mirror.errors import MirrorError
from mirror.reading import Mirror, connect
from mirror.settings import Settings

if TYPE_CHECKING:
    from datasette.app import Datasette

NAME = "f1"
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
        self._kept: dict[str, tuple[Hashable, Any]] = {}

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection that reads. Raises MirrorError when one is wanted that writes."""
        if write:
            raise MirrorError("A mirror is only read here.")
        connection = connect(Path(self.path))
        self._all_connections.append(connection)
        return connection

    def remembered(self, name: str, make: Callable[[], T], *also: Hashable) -> T:
        """What `make` made, kept until the file or `also` changes."""
        state = (state_of(Path(self.path)), also)
        kept = self._kept.get(name)
        if kept is None or kept[0] != state:
            kept = self._kept[name] = (state, make())
        made: T = kept[1]
        return made

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
        counted: dict[str, int | None] = {}
        for name in await self.table_names():
            counted[name] = None
            if not name.startswith("mirror_"):
                sql = f'select count(*) from (select 1 from "{name}" limit {self.count_limit + 1})'
                with contextlib.suppress(QueryInterrupted):
                    counted[name] = (await self.execute(sql, custom_time_limit=limit)).rows[0][0]
        return counted


def served(datasette: "Datasette") -> Served | None:
    """The mirror that is served; None in a Datasette that serves something else."""
    found = datasette.databases.get(NAME)
    return found if isinstance(found, Served) else None
