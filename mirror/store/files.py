"""Which files this package opens, and which it refuses: what a file is stands in its header, not in its name."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from mirror import search, views
from mirror.errors import DiskTrouble, FileRefused, MirrorError
from mirror.identity import MIRROR_ID, SCHEMA, address, header, refuse_foreign
from mirror.store.history import triggers
from mirror.store.statements import merged
from mirror.tables import PROVIDER_TABLES, WORLD_TABLES

ARCHIVE_DDL = (
    """create table bodies (
        sha256 text primary key not null,
        size integer not null,
        zstd blob not null
    )""",
    """create table responses (
        id integer primary key not null,
        provider text not null,
        endpoint text not null,
        target text not null,
        status integer not null,
        headers text not null,
        seconds real not null,
        fetched_at text not null,
        sha256 text not null references bodies (sha256)
    )""",
)


def mirror_ddl() -> list[str]:
    """The statements that make an empty mirror, parents before children, printed from the table classes."""
    known = [table for name, table in SQLModel.metadata.tables.items() if name.startswith("mirror_")]
    tables = [*PROVIDER_TABLES.values(), *known, *WORLD_TABLES.values()]
    for key in (key for table in tables for key in table.foreign_key_constraints):
        # Looked at when a transaction commits, so that a page's rows may come in any order.
        key.deferrable, key.initially = True, "DEFERRED"
    made = [*_printed(tables), "insert into mirror_now (id) values (1)", *triggers()]
    return [*made, *views.statements(), *search.statements()]


def _printed(tables: list[Table]) -> list[str]:
    made = [str(CreateTable(table).compile(dialect=sqlite.dialect())).strip() for table in tables]
    for table in tables:
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [str(CreateIndex(index).compile(dialect=sqlite.dialect())) for index in indexes]
    return made


def add_world(connection: sqlite3.Connection) -> bool:
    """Gives an open mirror of an earlier time the tables over all providers. Returns whether it had to."""
    sql = "select count(*) from sqlite_schema where type = 'table' and name = ?"
    missing = [
        table for name, table in WORLD_TABLES.items() if not connection.execute(sql, (name,)).fetchone()[0]
    ]
    if missing:
        connection.execute("begin immediate")
        for statement in _printed(missing):
            connection.execute(statement)
        connection.execute("commit")
    return bool(missing)


def connect(path: Path, *, threads: bool = False) -> sqlite3.Connection:
    """A connection that writes: WAL, foreign keys enforced, its own transactions. Raises DiskTrouble, FileRefused."""
    try:
        connection = sqlite3.connect(
            path, isolation_level=None, timeout=10, check_same_thread=not threads, cached_statements=512
        )
        connection.execute("pragma journal_mode = wal")
        # A commit survives a killed process; it may be lost with the power, and then the page is asked again.
        connection.execute("pragma synchronous = normal")
        # Pages that are written again and again go back into the file once, and the disk is waited for less often.
        connection.execute("pragma wal_autocheckpoint = 4000")
        connection.execute("pragma foreign_keys = on")
        connection.create_function("merged", 2, merged, deterministic=True)
    except sqlite3.Error as trouble:
        raise trouble_with(path, trouble) from trouble
    return connection


def create(connection: sqlite3.Connection, statements: list[str] | tuple[str, ...], kind: int) -> None:
    """Makes the tables of an empty file and writes into its header what it is, in one transaction."""
    connection.execute("begin immediate")
    for statement in statements:
        connection.execute(statement)
    connection.execute(f"pragma application_id = {kind}")
    connection.execute(f"pragma user_version = {SCHEMA}")
    connection.execute("commit")


def has_todays_tables(connection: sqlite3.Connection) -> bool:
    """Whether an open mirror has exactly the tables, indexes and triggers that a new one would have."""
    sql = "select type, name, sql from sqlite_schema"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as today:
        create(today, mirror_ddl(), MIRROR_ID)
        return set(connection.execute(sql)) == set(today.execute(sql))


def open_reading(path: Path) -> sqlite3.Connection:
    """A connection that only reads. Raises FileRefused when `path` is no mirror."""
    head = header(path) if refuse_foreign(path) else None
    if head is None:
        raise FileRefused(
            f"There is no mirror at {path}; make one with 'f1-mirror sync', or name it with --db."
        )
    connection = sqlite3.connect(address(path, head), uri=True, timeout=10)
    connection.execute("pragma query_only = on")
    return connection


def trouble_with(path: Path, trouble: sqlite3.Error) -> MirrorError:
    """The sentence for what SQLite says about the disk under `path`."""
    name = getattr(trouble, "sqlite_errorname", "")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return DiskTrouble(
            f"The disk under {path} is full or fails ({trouble}); everything committed is kept: free space, run again."
        )
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")):
        return DiskTrouble(f"{path} cannot be written ({trouble}); check the folder and its permissions.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DiskTrouble(f"{path} is held by another program ({trouble}); close it and run again.")
    return FileRefused(
        f"{path} does not work as a database ({trouble}); restore it, or name another file with --db."
    )


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
