"""Which files this package opens, and which it refuses: what a file is stands in its header, not in its name."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from mirror import search, views
from mirror.errors import FileRefused
from mirror.identity import MIRROR_ID, address, refuse_foreign
from mirror.store.history import triggers
from mirror.store.sqlite import create
from mirror.tables import LATER_TABLES, PROVIDER_TABLES, WORLD_TABLES


@cache
def mirror_ddl() -> tuple[str, ...]:
    """The statements that make an empty mirror, parents before children, printed from the table classes."""
    known = [table for name, table in SQLModel.metadata.tables.items() if name.startswith("mirror_")]
    tables = [*PROVIDER_TABLES.values(), *known, *WORLD_TABLES.values()]
    for key in (key for table in tables for key in table.foreign_key_constraints):
        # Looked at when a transaction commits, so that a page's rows may come in any order.
        key.deferrable, key.initially = True, "DEFERRED"
    made = (*_printed(tables), "insert into mirror_now (id) values (1)", *triggers())
    return (*made, *views.statements(), *search.statements())


def _printed(tables: list[Table]) -> list[str]:
    made = [str(CreateTable(table).compile(dialect=sqlite.dialect())).strip() for table in tables]
    for table in tables:
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [str(CreateIndex(index).compile(dialect=sqlite.dialect())) for index in indexes]
    return made


def add_world(connection: sqlite3.Connection) -> bool:
    """Gives an open mirror of an earlier time the tables it lacks, in the caller's transaction where there is one.

    Returns whether any of them is over all providers.
    """
    sql = "select count(*) from sqlite_schema where type = 'table' and name = ?"
    missing = {
        name: table
        for name, table in LATER_TABLES.items()
        if not connection.execute(sql, (name,)).fetchone()[0]
    }
    if missing:
        own = not connection.in_transaction
        if own:
            connection.execute("begin immediate")
        for statement in _printed(list(missing.values())):
            connection.execute(statement)
        if own:
            connection.execute("commit")
    return not missing.keys().isdisjoint(WORLD_TABLES)


def has_todays_tables(connection: sqlite3.Connection) -> bool:
    """Whether an open mirror has exactly the tables, indexes and triggers that a new one would have."""
    sql = "select type, name, sql from sqlite_schema"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as today:
        create(today, mirror_ddl(), MIRROR_ID)
        return set(connection.execute(sql)) == set(today.execute(sql))


def open_reading(path: Path) -> sqlite3.Connection:
    """A connection that only reads. Raises FileRefused when `path` is no mirror."""
    if not refuse_foreign(path):
        raise FileRefused(
            f"There is no mirror at {path}; make one with 'f1-mirror sync', or name it with --db."
        )
    connection = sqlite3.connect(address(path), uri=True, timeout=10)
    connection.execute("pragma query_only = on")
    return connection


# Two files side by side: the one that is open, and the one attached to it as `other`


@contextmanager
def attached(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Attaches the file at `path` to an open mirror under the name `other`, for the length of the block."""
    connection.execute("attach database ? as other", (str(path),))
    try:
        yield
    finally:
        connection.execute("detach database other")


def columns_of(connection: sqlite3.Connection, schema: str, table: str) -> list[str]:
    """The columns of a table, quoted; none when it is not there."""
    found = connection.execute("select name from pragma_table_info(?, ?)", (table, schema)).fetchall()
    return [f'"{name}"' for (name,) in found]


def row_count(connection: sqlite3.Connection, schema: str, table: str) -> int:
    """How many rows a table has."""
    return int(connection.execute(f"select count(*) from {schema}.{table}").fetchone()[0])


def differing(connection: sqlite3.Connection) -> list[str]:
    """The tables that do not hold the same rows in both files, or not in the same columns; numbers of entries aside."""
    return [
        name
        for name in (*PROVIDER_TABLES, "mirror_history", "mirror_first_seen")
        if not _equal(connection, name)
    ]


def _equal(connection: sqlite3.Connection, name: str) -> bool:
    columns = columns_of(connection, "main", name)
    if set(columns) != set(columns_of(connection, "other", name)):
        return False
    if row_count(connection, "main", name) != row_count(connection, "other", name):
        return False
    told = ", ".join(column for column in columns if column != '"id"' or name in PROVIDER_TABLES)
    return all(
        connection.execute(
            f"select {told} from {one}.{name} except select {told} from {two}.{name} limit 1"
        ).fetchone()
        is None
        for one, two in (("main", "other"), ("other", "main"))
    )
