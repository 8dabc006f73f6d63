"""A mirror as it was known at a moment: temporary tables of that moment lie over the provider tables a statement reads.

They are made when first asked for, in memory, and nothing is written to the file. Views are made again over them, from
the same text, so that whatever is asked of the present can be asked of the past.
"""

import re
import sqlite3
from pathlib import Path

from mirror.errors import UsageError
from mirror.reading.connection import Held, connect, only_reads, watched
from mirror.reading.source import Bound, compiled
from mirror.store.history import as_of_sql, number_of
from mirror.tables import PROVIDER_TABLES

_SINCE = """
select exists (select 1 from mirror_history where "table" = :name and valid_to > :as_of) or exists (
    select 1 from mirror_first_seen where table_no = :number and request_id in (
        select id from mirror_requests where coalesce(answered_at, sent_at) > :as_of
    )
)
"""
_KEPT = 2  # moments a connection remembers


class Past:
    """A connection on which the provider tables are those of a moment."""

    def __init__(self, path: Path, moment: str) -> None:
        self.moment = moment
        self.connection = connect(path)
        self.version = _version(self.connection)
        self._made: set[str] = set()
        self._unchanged: set[str] = set()
        with _making(self.connection):
            views = "select sql from main.sqlite_schema where type = 'view'"
            for (sql,) in self.connection.execute(views).fetchall():
                self.connection.execute(re.sub(r"(?i)^\s*create\s+view", "create temp view", sql, count=1))

    def prepare(self, sql: str, values: Bound) -> None:
        """Makes the tables that a statement reads."""
        while True:
            with watched(self.connection) as seen:
                compiled(self.connection, sql, values)
            asked = {(where, name) for where, name in seen.tables if name in PROVIDER_TABLES}
            missing = {name for _, name in asked} - self._made - self._unchanged
            if not missing:
                if any(where == "main" and name in self._made for where, name in asked):
                    raise UsageError("With as_of a table is named without 'main.': that is the present.")
                return
            with _making(self.connection):
                for name in sorted(missing):
                    if self._differs(name):
                        self._make(name)
                    else:
                        self._unchanged.add(name)

    def _differs(self, name: str) -> bool:
        """Whether a row of the table came, changed or went after the moment; if not, the table is what it was."""
        given = {"as_of": self.moment, "name": name, "number": number_of(name)}
        return bool(self.connection.execute(_SINCE, given).fetchone()[0])

    def _make(self, name: str) -> None:
        columns = ", ".join(f'"{column.name}" {column.type}' for column in PROVIDER_TABLES[name].columns)
        keys = ", ".join(f'"{column.name}"' for column in PROVIDER_TABLES[name].primary_key)
        indexes = (
            "select sql from main.sqlite_schema where type = 'index' and tbl_name = ? and sql is not null"
        )
        self.connection.execute(f"create temp table {name} ({columns})")
        self.connection.execute(
            f"insert into temp.{name} {as_of_sql(name).replace(f'from {name} as t', f'from main.{name} as t')}",
            {"as_of": self.moment},
        )
        self.connection.execute(f"create index temp.{name}_of_the_past on {name} ({keys})")
        for (sql,) in self.connection.execute(indexes, (name,)).fetchall():
            made = re.sub(r"(?i)^\s*create\s+(unique\s+)?index\s+", r"create index temp.", sql, count=1)
            self.connection.execute(made)
        self._made.add(name)

    def __del__(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()


class _making:  # noqa: N801 - reads as the block it is
    """A block in which the connection may make temporary tables."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.set_authorizer(None)
        self._connection.execute("pragma temp_store = memory")
        self._connection.execute("pragma query_only = off")

    def __exit__(self, *_: object) -> None:
        self._connection.execute("pragma query_only = on")
        self._connection.set_authorizer(only_reads)


def remembered(held: Held, path: Path, moment: str) -> Past:
    """The past of that moment, as this connection has it or made anew; the file may have learned more since."""
    past: Past | None = held.past.get(moment)
    if past is None or past.version != _version(held.connection):
        held.past.pop(moment, None)
        while len(held.past) >= _KEPT:
            del held.past[next(iter(held.past))]
        past = held.past[moment] = Past(path, moment)
        past.version = _version(held.connection)
    return past


def _version(connection: sqlite3.Connection) -> int:
    """A number that changes when another connection has committed."""
    return int(connection.execute("pragma data_version").fetchone()[0])
