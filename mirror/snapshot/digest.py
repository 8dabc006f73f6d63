"""What a database file holds: its tables, how their rows are told apart, and rows and a logical hash of each.

The logical hash is the same for the same rows, in whatever order and file they stand. Numbers count to 15 digits. A
process of its own answers with this (`beside`), so nothing is imported that takes long.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_TOGETHER = 1_000  # rows that SQLite puts together by itself, while other threads run


class Digest(NamedTuple):
    """Rows and logical hash (SHA-256, hexadecimal) of one table."""

    rows: int
    sha256: str


def reading(path: Path, *, threads: bool = False) -> sqlite3.Connection:
    """A connection to a finished file that nobody writes; with `threads` another thread may use it."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=not threads)


def tables_of(connection: sqlite3.Connection, schema: str = "main") -> list[str]:
    """The ordinary tables by name; what SQLite keeps for itself or for a full-text index is left out."""
    made = connection.execute(
        f"select name, sql from {schema}.sqlite_schema where type = 'table' order by name"
    ).fetchall()
    virtual = tuple(f"{name}_" for name, sql in made if sql.lower().startswith("create virtual"))
    return [
        name
        for name, sql in made
        if not name.startswith(("sqlite_", *virtual)) and not sql.lower().startswith("create virtual")
    ]


def order_of(
    connection: sqlite3.Connection, table: str, schema: str = "main"
) -> tuple[list[str], list[str], bool]:
    """The columns of a table, quoted, those of its key (all of them when it has none), and whether its key is the rowid."""
    info = connection.execute(
        "select name, type, pk from pragma_table_info(?, ?)", (table, schema)
    ).fetchall()
    columns = [f'"{name}"' for name, *_ in info]
    keys = [(place, f'"{name}"', kind) for name, kind, place in info if place]
    numbered = len(keys) == 1 and keys[0][2].upper() == "INTEGER"
    return columns, [key for _, key, _ in sorted(keys)] or columns, numbered


def longest_first(connection: sqlite3.Connection, tables: Iterable[str], schema: str = "main") -> list[str]:
    """The tables, those first that have most rows, as far as their highest number tells."""
    return sorted(tables, key=lambda name: (-_length(connection, name, schema), name))


def _length(connection: sqlite3.Connection, table: str, schema: str) -> int:
    try:
        sql = f'select coalesce(max(rowid), 0) from {schema}."{table}"'
        return int(connection.execute(sql).fetchone()[0])
    except sqlite3.OperationalError:  # it has no rowid
        return 0


def table_digest(connection: sqlite3.Connection, table: str, schema: str = "main") -> Digest:
    """Rows and logical hash of one table, in flat memory.

    The hash is that of the JSON text which `select json_group_array(json_array(...))` gives of all columns of all rows in
    the order of their key.
    """
    columns, keys, numbered = order_of(connection, table, schema)
    pieces = _numbered if numbered else _ordered
    try:
        return _digest(pieces(connection, f'{schema}."{table}"', _row(columns), keys))
    except sqlite3.OperationalError:  # JSON takes no bytes
        row = _row(_values(connection, table, schema, columns))
        return _digest(pieces(connection, f'{schema}."{table}"', row, keys))


def _row(values: list[str]) -> str:
    return f"json_array({', '.join(values)})"


def _digest(pieces: Iterable[tuple[int, str]]) -> Digest:
    digest, count = hashlib.sha256(b"["), 0
    for rows, text in pieces:
        if count:
            digest.update(b",")
        digest.update(text.encode())
        count += rows
    digest.update(b"]")
    return Digest(count, digest.hexdigest())


def _numbered(
    connection: sqlite3.Connection, table: str, row: str, keys: list[str]
) -> Iterator[tuple[int, str]]:
    """Rows as JSON with commas between, many at a time, of a table whose key is the rowid: there SQLite needs no sorting."""
    (key,) = keys
    first, last = connection.execute(f"select min({key}), max({key}) from {table}").fetchone()
    while first is not None and first <= last:
        ahead = f"select {key} from {table} where {key} >= ? order by {key} limit 1 offset {_TOGETHER}"
        found = connection.execute(ahead, (first,)).fetchone()
        end = last + 1 if found is None else found[0]
        sql = f"select count(*), group_concat({row}) from {table} where {key} between ? and ?"
        yield connection.execute(sql, (first, end - 1)).fetchone()
        first = end


def _ordered(
    connection: sqlite3.Connection, table: str, row: str, keys: list[str]
) -> Iterator[tuple[int, str]]:
    for (text,) in connection.execute(f"select {row} from {table} order by {', '.join(keys)}"):
        yield 1, text


def _values(connection: sqlite3.Connection, table: str, schema: str, columns: list[str]) -> list[str]:
    """The columns as JSON takes them: bytes, which only a column without a type can hold, as hexadecimal digits."""
    kinds = connection.execute("select type from pragma_table_info(?, ?)", (table, schema)).fetchall()
    return [
        f"iif(typeof({name}) = 'blob', hex({name}), {name})" if kind.upper() in ("", "BLOB") else name
        for name, (kind,) in zip(columns, kinds, strict=True)
    ]


def file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
