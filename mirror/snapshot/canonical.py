"""One way to write a mirror's rows into a file, so that equal content makes equal bytes.

The rows are put together in a stage, from one state of the source: a writer may go on meanwhile. Tables that are taken whole
and whose key is the rowid come with the pages of the source, the others are written in the order of their key. From the
stage, its schema sorted, SQLite's VACUUM makes the file: that depends on nothing but the schema and the rows.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import closing
from pathlib import Path

from mirror.snapshot.digest import longest_first, order_of, tables_of
from mirror.store.sqlite import trouble_with

_LIMIT = 1_000  # rows of each index that `analyze` looks at
_PAGE = 4_096  # bytes
_WRITTEN = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_FSYNC"}

Rows = Mapping[str, str]
"""By table, the select that gives the rows `t` to copy, all columns; a table that is not named is copied whole."""


def write(
    source: Path,
    target: Path,
    kind: int,
    *,
    pages: bool = True,
    known: Iterable[str] | None = None,
    remade: Collection[str] = (),
    choose: Callable[[sqlite3.Connection], Rows] = lambda connection: {},
    finish: Callable[[sqlite3.Connection], None] = lambda connection: None,
    ahead: Callable[[Path, Iterable[str]], None] = lambda path, tables: None,
) -> None:
    """Writes what `source` holds into the new file `target`, in delete mode, analysed, under the application id `kind`.

    `pages` tells whether most of it is wanted, so that its pages are worth taking; the result is the same.
    `known` are the tables to take, None for all; `remade` the full-text indexes that `finish` will make. `choose` is given a
    connection with `source` attached under that name, and says which rows; `finish` is given one to a file with all rows,
    views and triggers, and may go on writing. `ahead` is told of a file, at a moment when nobody writes it, and of tables in
    it, the longest first, that stay as they are and will be the same in `target`. Raises FileRefused when the source cannot
    be read, DiskTrouble when the target cannot be written.
    """
    stage = target.with_name(f"{target.name}.stage")
    try:
        with closing(_unsafe(stage)) as connection:
            connection.execute("attach database ? as source", (f"{source.absolute().as_uri()}?mode=ro",))
            connection.execute("begin")
            connection.execute("select count(*) from source.sqlite_schema").fetchone()
            # From here to the commit the source is as it is now, whatever others commit.
            if pages:
                _take_pages(connection, stage)
            version = connection.execute("pragma source.user_version").fetchone()[0]
            tables = [name for name in tables_of(connection, "source") if known is None or name in known]
            rows = choose(connection)
            same = [name for name in tables if pages and name not in rows and _is_numbered(connection, name)]
            if pages:
                ahead(stage, longest_first(connection, same, "source"))
                _clear(connection, same)
            _fill(connection, [name for name in tables if name not in same], rows)
            _dress(connection, tables, remade)
            connection.execute("commit")
        with closing(_unsafe(stage)) as connection:
            finish(connection)
            _sort(connection)
        with closing(_unsafe(stage)) as connection:
            connection.execute(f"pragma page_size = {_PAGE}")
            connection.execute("pragma auto_vacuum = none")
            connection.execute("vacuum into ?", (str(target),))
        _settle(target, kind, version)
    except sqlite3.Error as trouble:
        # The source is only read: what cannot be written is the target.
        written = getattr(trouble, "sqlite_errorname", "") in _WRITTEN
        raise trouble_with(target if written else source, trouble) from trouble
    finally:
        stage.unlink(missing_ok=True)


def _unsafe(path: Path) -> sqlite3.Connection:
    """A connection to a file that nobody has seen yet: when this fails, it is thrown away."""
    connection = sqlite3.connect(path, isolation_level=None, uri=True)
    connection.execute("pragma main.journal_mode = off")
    connection.execute("pragma main.synchronous = off")
    return connection


def _is_numbered(connection: sqlite3.Connection, table: str) -> bool:
    _, _, numbered = order_of(connection, table, "source")
    return numbered


def _take_pages(connection: sqlite3.Connection, stage: Path) -> None:
    """Copies the attached source as it is; nothing was asked of the stage before, which would hold it locked."""
    with closing(_unsafe(stage)) as taken:
        connection.backup(taken, name="source")
        taken.execute("pragma journal_mode = delete")  # which is written in the pages


def _clear(connection: sqlite3.Connection, kept: Collection[str]) -> None:
    """Takes everything out of the stage but some tables and their indexes."""
    there = "select name from main.sqlite_schema where type = '{}' and {}"
    virtual = "sql like 'create virtual table%'"
    for kind, which in (("trigger", "true"), ("view", "true"), ("table", virtual), ("table", "true")):
        for (name,) in connection.execute(there.format(kind, which)).fetchall():
            if name not in kept and name != "sqlite_sequence":
                connection.execute(f'drop {kind} main."{name}"')


def _fill(connection: sqlite3.Connection, tables: Iterable[str], rows: Rows) -> None:
    for name in tables:
        _execute(connection, _statements(connection, "table", name))
        columns, keys, _ = order_of(connection, name, "source")
        whole = f'select {", ".join(f"t.{column}" for column in columns)} from source."{name}" as t'
        order = ", ".join(f"t.{key}" for key in keys)
        connection.execute(f'insert into main."{name}" {rows.get(name, whole)} order by {order}')
        _execute(connection, _statements(connection, "index", name))


def _dress(connection: sqlite3.Connection, tables: Iterable[str], remade: Collection[str]) -> None:
    """Makes what is no table: views, full-text indexes, and at last the triggers, which have nothing to say of a copy."""
    _execute(connection, _statements(connection, "view"))
    _execute(connection, _virtual(connection, remade))
    for name in tables:
        _execute(connection, _statements(connection, "trigger", name))


def _statements(connection: sqlite3.Connection, kind: str, table: str | None = None) -> list[str]:
    found = connection.execute(
        "select sql from source.sqlite_schema where type = ? and coalesce(tbl_name = ?, true) and sql is not null"
        " order by name",
        (kind, table),
    )
    return [sql for (sql,) in found]


def _virtual(connection: sqlite3.Connection, remade: Collection[str]) -> list[str]:
    """The statements that make the full-text indexes again, filled from the tables they stand for."""
    made = []
    for name, sql in connection.execute(
        "select name, sql from source.sqlite_schema where type = 'table' and sql like 'create virtual table%' order by name"
    ).fetchall():
        if name in remade:
            continue
        made.append(sql)
        if "content=" in sql.replace(" ", "").lower():
            made.append(f'insert into "{name}" ("{name}") values (\'rebuild\')')
        else:
            made.append(f'insert into "{name}" select * from source."{name}"')
    return made


def _execute(connection: sqlite3.Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(statement)


def _sort(connection: sqlite3.Connection) -> None:
    """Puts the schema into one order, in which VACUUM then writes: nothing may tell in which order things were made."""
    connection.execute("pragma writable_schema = on")
    connection.execute("create temp table found as select * from main.sqlite_schema")
    connection.execute("begin")
    connection.execute("delete from main.sqlite_schema")
    connection.execute(
        "insert into main.sqlite_schema select * from temp.found"
        " order by instr('table index view trigger', type), tbl_name, name"
    )
    connection.execute("commit")


def _settle(path: Path, kind: int, version: int) -> None:
    """Writes what the query planner wants to know, and the header: nothing in it may tell how the file came about."""
    with closing(_unsafe(path)) as connection:
        connection.execute(f"pragma analysis_limit = {_LIMIT}")
        connection.execute("analyze main")
        connection.execute(f"pragma application_id = {kind}")
        connection.execute(f"pragma user_version = {version}")
        connection.execute("pragma schema_version = 1")
        connection.execute("pragma journal_mode = delete")
