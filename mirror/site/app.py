"""Datasette that remembers what it asks itself: who may see what, and which queries there are.

Datasette answers such questions with SQL, some fifteen statements before the one that was asked for. Here nobody signs
in and the rules are those of one file, so the answers hold until the file changes.
"""

import json
import sqlite3
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.permissions import _skip_permission_checks

from mirror.charts.cache import state_of
from mirror.site.encoding import rendered

T = TypeVar("T")
_MOST = 4096  # answers kept: a visitor can make up as many names as he likes


def _texts(told: Mapping[str, Any], *, but: str) -> list[tuple[str, str]]:
    return [
        (name, value if isinstance(value, str) else json.dumps(value))
        for name, value in told.items()
        if name != but
    ]


class Site(Datasette):  # type: ignore[misc]  # Datasette has no types
    """Datasette on the mirror at `path` alone, with the arguments of Datasette."""

    def __init__(self, path: Path, **how: Any) -> None:
        self._path = path
        self._looked_at: Hashable = None
        self._known: dict[Hashable, Any] = {}
        super().__init__([], **how)
        self.renderers["json"] = (rendered, lambda: True)

    async def apply_metadata_json(self) -> None:
        """Notes titles, descriptions and columns in one transaction: one for each would be most of the time to start."""
        told = self._metadata_local
        databases, resources, columns = [], [], []
        for name, one in told["databases"].items():
            databases += [(name, *pair) for pair in _texts(one, but="tables")]
            for table, its in one["tables"].items():
                resources += [(name, table, *pair) for pair in _texts(its, but="columns")]
                columns += [
                    (name, table, column, "description", words)
                    for column, words in its.get("columns", {}).items()
                ]

        def note(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "insert into metadata_instance values (?, ?)", _texts(told, but="databases")
            )
            connection.executemany("insert into metadata_databases values (?, ?, ?)", databases)
            connection.executemany("insert into metadata_resources values (?, ?, ?, ?)", resources)
            connection.executemany("insert into metadata_columns values (?, ?, ?, ?, ?)", columns)

        await self.get_internal_database().execute_write_fn(note)

    async def refresh_schemas(self, *, force: bool = False) -> None:
        """Looks at the tables again, once a second at most, when the file has changed; then nothing is remembered."""
        state = state_of(self._path)
        if state == self._looked_at and not force:
            return
        before = getattr(self, "_last_schema_refresh", None)
        await super().refresh_schemas(force=force)
        # Where another look is still under way, this one was none.
        if self._last_schema_refresh != before and not self._refresh_schemas_lock.locked():
            self._looked_at, self._known = state, {}

    async def _remembered(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        known = self._known  # what was begun before the tables changed is not kept for after
        if key not in known:
            made = await make()
            if len(known) >= _MOST:
                known.clear()
            known[key] = made
        found: T = known[key]
        return found

    async def allowed_resources(self, action: str, actor: Any = None, **how: Any) -> Any:
        """What a visitor may do `action` to, as Datasette answers it."""

        async def ask() -> Any:
            return await super(Site, self).allowed_resources(action, actor, **how)

        if actor is not None or _skip_permission_checks.get():
            return await ask()
        return await self._remembered(("resources", action, *sorted(how.items())), ask)

    async def allowed_many(
        self, *, actions: Sequence[str], resource: Any = None, actor: Any = None
    ) -> dict[str, bool]:
        """Which of `actions` a visitor may do to `resource`, as Datasette answers it."""

        async def ask() -> dict[str, bool]:
            found: dict[str, bool] = await super(Site, self).allowed_many(
                actions=actions, resource=resource, actor=actor
            )
            return found

        if actor is not None or _skip_permission_checks.get():
            return await ask()
        where = None if resource is None else (type(resource), resource.parent, resource.child)
        return dict(await self._remembered(("many", *actions, where), ask))

    async def expand_foreign_keys(
        self, actor: Any, database: str, table: str, column: str, values: Sequence[Any]
    ) -> dict[tuple[str, Any], str]:
        """The words for keys of another table; for one that nobody has named yet the key itself."""
        found = await super().expand_foreign_keys(actor, database, table, column, values)
        return {key: str(key[1]) if words is None else words for key, words in found.items()}

    async def get_query(self, database: str, name: str) -> Any:
        """The named query, None when there is none of that name."""

        async def ask() -> Any:
            return await super(Site, self).get_query(database, name)

        return await self._remembered(("query", database, name), ask)
