"""What a database file holds, proven: its integrity, its foreign keys, and rows and a logical hash of every table.

The logical hash is the same for the same rows, in whatever order and file they stand. Numbers count to 15 digits.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Self

from mirror.errors import FileRefused
from mirror.snapshot.manifest import TableDigest

_TOGETHER = 1_000  # rows that SQLite puts together by itself, while other threads run
_THREADS = 2


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


def table_digest(connection: sqlite3.Connection, table: str, schema: str = "main") -> TableDigest:
    """Rows and logical hash of one table, in flat memory.

    The hash is that of the JSON text which `select json_group_array(json_array(...))` gives of all columns of all rows in
    the order of their key.
    """
    columns, keys, numbered = order_of(connection, table, schema)
    row = f"json_array({', '.join(_values(connection, table, schema, columns))})"
    pieces = _numbered if numbered else _ordered
    digest, count = hashlib.sha256(b"["), 0
    for rows, text in pieces(connection, f'{schema}."{table}"', row, keys):
        digest.update(f",{text}".encode() if count else text.encode())
        count += rows
    digest.update(b"]")
    return TableDigest(count, digest.hexdigest())


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
        sql = f"select count(*), json_group_array({row}) from {table} where {key} between ? and ?"
        rows, text = connection.execute(sql, (first, end - 1)).fetchone()
        yield rows, text[1:-1]
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


class Ahead:
    """The digests of tables of a file that is still being written, each taken from the file as soon as it is in there.

    Nothing of such a table moves any more, so it can be read while others are written, by a reader that came when it was
    there and has kept to what it saw then.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pool = ThreadPoolExecutor(1)
        self._readers: list[sqlite3.Connection] = []
        self._coming: dict[str, Future[TableDigest]] = {}

    def take(self, table: str) -> None:
        """Begins with a table that is in the file, at a moment when nobody writes."""
        reader = reading(self._path, threads=True)
        self._readers.append(reader)
        reader.execute("begin")
        reader.execute("select count(*) from sqlite_schema").fetchone()
        self._coming[table] = self._pool.submit(table_digest, reader, table)

    def taken(self) -> dict[str, TableDigest]:
        """What was found, by table, when all of it has been."""
        return {table: digest.result() for table, digest in self._coming.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        for reader in self._readers:
            reader.close()


def examined(path: Path, ahead: Ahead | None = None) -> tuple[str, dict[str, TableDigest]]:
    """The SHA-256 of a finished file, and rows and logical hash of each of its tables, but for those taken `ahead`.

    Raises FileRefused when the file is not whole or a foreign key leads nowhere. All of it is asked at once: SQLite and
    the hash run beside one another.
    """
    with closing(reading(path)) as connection:
        names = tables_of(connection)
        digests: dict[str, TableDigest] = {} if ahead is None else ahead.taken()
        largest = sorted(set(names) - digests.keys(), key=lambda name: (-_length(connection, name), name))
    hashes: list[str] = []

    def ask_table(name: str, connection: sqlite3.Connection) -> None:
        digests[name] = table_digest(connection, name)

    questions: list[Callable[[sqlite3.Connection], None]] = [
        _whole,
        *(partial(ask_table, name) for name in largest),
        lambda _: hashes.append(file_digest(path)),
    ]
    waiting = iter(questions)  # shared: each thread takes the next

    def work() -> None:
        # A connection reads the whole schema first, which is long, so there is one a thread and not one a question.
        with closing(reading(path)) as connection:
            for question in waiting:
                question(connection)

    with ThreadPoolExecutor(_THREADS) as pool:
        for done in [pool.submit(work) for _ in range(_THREADS)]:
            done.result()
    return hashes[0], {name: digests[name] for name in names}


def _length(connection: sqlite3.Connection, table: str) -> int:
    """About how long a table is, for what takes long is to be begun first: its highest number, where rows have one."""
    try:
        return int(connection.execute(f'select coalesce(max(rowid), 0) from "{table}"').fetchone()[0])
    except sqlite3.OperationalError:  # it has no rowid
        return 0


def _whole(connection: sqlite3.Connection) -> None:
    found = connection.execute("pragma integrity_check(1)").fetchone()[0]
    loose = connection.execute("pragma foreign_key_check").fetchone()
    if found != "ok":
        raise FileRefused(f"The file is not whole ({found}).")
    if loose is not None:
        raise FileRefused(f"The file is not whole: a row of {loose[0]} refers to no row of {loose[2]}.")
