"""The tables of a mirror, asked through the files of `sql/crosswalk/`: one folder a provider, the same columns in each."""

import sqlite3
from collections.abc import Iterator
from functools import cache
from typing import Any

from mirror.places import SQL


class Tables:
    """The tables of an open mirror, as the crosswalk reads them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, provider: str, name: str) -> Iterator[dict[str, Any]]:
        """The rows of `sql/crosswalk/<provider>/<name>.sql` by column; none when the provider has no such file."""
        cursor = self._connection.execute(_sql(provider, name)) if _sql(provider, name) else None
        names = [column[0] for column in cursor.description] if cursor else []
        for row in cursor or ():
            yield dict(zip(names, row, strict=True))

    def tuples(self, provider: str, name: str) -> Iterator[tuple[Any, ...]]:
        """The same without the names of the columns, for what there is much of."""
        return self._connection.execute(_sql(provider, name) or "select 1 where 0")

    def reallocated(self, table: str) -> list[tuple[str, str, str | None]]:
        """Ids of a BALLDONTLIE table that were allocated anew: (old id, new id, when that was seen)."""
        sql = 'select old_id, new_id, linked_at from mirror_links where "table" = ? order by old_id'
        return [(str(old), str(new), at) for old, new, at in self._connection.execute(sql, (table,))]

    def merged(self) -> list[tuple[str, str, str | None]]:
        """Sportradar's merges: (merged id, retained id, when the merged one went)."""
        return [(merged, retained, at) for merged, retained, at in self.tuples("sportradar", "merged")]


@cache
def _sql(provider: str, name: str) -> str:
    path = SQL / "crosswalk" / provider / f"{name}.sql"
    return path.read_text(encoding="utf-8") if path.exists() else ""
