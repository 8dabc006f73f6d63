"""One way to write a mirror's rows into a file, so that equal content makes equal bytes.

Every table is copied in the order of its key into an empty file, from one state of the source: a writer may go on
meanwhile. Tables that are taken whole and whose key is the rowid are copied by SQLite page by page.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from mirror.snapshot.digest import order_of, tables_of
from mirror.store.files import trouble_with

_LARGE = 10_000  # rows
_LIMIT = 1_000  # rows of each index that `analyze` looks at

Rows = Mapping[str, str]
"""By table, the select that gives the rows `t` to copy, all columns; a table that is not named is copied whole."""


def write(
    source: Path,
    target: Path,
    kind: int,
    *,
    known: Iterable[str] | None = None,
    choose: Callable[[sqlite3.Connection], Rows] = lambda connection: {},
    finish: Callable[[sqlite3.Connection], None] = lambda connection: None,
    written: Callable[[str], None] = lambda table: None,
) -> None:
    """Writes what `source` holds into the new file `target`, in delete mode, analysed, under the application id `kind`.

    `known` are the tables to take, None for all. `choose` is given the connection with `source` attached under that
    name, and says which rows; `finish` is given it when the rows are in, before there are triggers. `written` is told of
    every large table that is in the file and is not touched again. Raises FileRefused when the source cannot be read,
    DiskTrouble when the target cannot be written.
    """
    try:
        with closing(sqlite3.connect(target, isolation_level=None, uri=True)) as connection:
            for pragma in (
                "page_size = 4096",
                "journal_mode = off",
                "synchronous = off",
                "locking_mode = exclusive",
            ):
                connection.execute(f"pragma main.{pragma}")
            connection.execute("attach database ? as source", (f"{source.absolute().as_uri()}?mode=ro",))
            # A question that is not read to its end keeps the source as it is now, whatever is committed meanwhile.
            with closing(connection.execute("select name from source.sqlite_schema")) as held:
                held.fetchone()
                version = connection.execute("pragma source.user_version").fetchone()[0]
                _copy(connection, None if known is None else frozenset(known), choose, finish, written)
            connection.execute("detach database source")
            _settle(connection, kind, version)
    except sqlite3.Error as trouble:
        raise trouble_with(source, trouble) from trouble


def _copy(
    connection: sqlite3.Connection,
    known: frozenset[str] | None,
    choose: Callable[[sqlite3.Connection], Rows],
    finish: Callable[[sqlite3.Connection], None],
    written: Callable[[str], None],
) -> None:
    tables = [name for name in tables_of(connection, "source") if known is None or name in known]
    with _together(connection):
        for name in tables:
            _execute(connection, _statements(connection, "table", name))
    rows = choose(connection)
    for name in tables:
        with _together(connection):
            count = _table(connection, name, rows.get(name))
        if count >= _LARGE:
            written(name)
    with _together(connection):
        finish(connection)
        _execute(connection, _statements(connection, "view"))
        _execute(connection, _virtual(connection))
        for name in tables:
            _execute(connection, _statements(connection, "trigger", name))


@contextmanager
def _together(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("begin")
    yield
    connection.execute("commit")


def _table(connection: sqlite3.Connection, name: str, chosen: str | None) -> int:
    """Copies one table with its indexes. Returns how many rows it has."""
    columns, keys, numbered = order_of(connection, name, "source")
    indexes = _statements(connection, "index", name)
    if numbered and chosen is None:
        # With the same indexes on both sides and no order asked for, SQLite copies the table as it is.
        _execute(connection, indexes)
        return connection.execute(f'insert into main."{name}" select * from source."{name}"').rowcount
    whole = f'select {", ".join(f"t.{column}" for column in columns)} from source."{name}" as t'
    order = ", ".join(f"t.{key}" for key in keys)
    count = connection.execute(f'insert into main."{name}" {chosen or whole} order by {order}').rowcount
    _execute(connection, indexes)
    return count


def _statements(connection: sqlite3.Connection, kind: str, table: str | None = None) -> list[str]:
    found = connection.execute(
        "select sql from source.sqlite_schema where type = ? and coalesce(tbl_name = ?, true) and sql is not null"
        " order by name",
        (kind, table),
    )
    return [sql for (sql,) in found]


def _virtual(connection: sqlite3.Connection) -> list[str]:
    """The statements that make the full-text indexes again, filled from the tables they stand for."""
    made = []
    for name, sql in connection.execute(
        "select name, sql from source.sqlite_schema where type = 'table' and sql like 'create virtual table%' order by name"
    ).fetchall():
        made.append(sql)
        if "content=" in sql.replace(" ", "").lower():
            made.append(f'insert into "{name}" ("{name}") values (\'rebuild\')')
        else:
            made.append(f'insert into "{name}" select * from source."{name}"')
    return made


def _execute(connection: sqlite3.Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(statement)


def _settle(connection: sqlite3.Connection, kind: int, version: int) -> None:
    """Writes what the query planner wants to know, and the header: nothing in it may tell how the file came about."""
    connection.execute(f"pragma analysis_limit = {_LIMIT}")
    connection.execute("analyze main")
    connection.execute(f"pragma application_id = {kind}")
    connection.execute(f"pragma user_version = {version}")
    connection.execute("pragma schema_version = 1")
