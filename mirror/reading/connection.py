"""A mirror opened for reading: one connection a thread, which can do nothing but read.

A live mirror (WAL) is read live; a snapshot (delete mode) leaves no file behind, and can lie on a read-only disk.
"""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mirror.errors import FileRefused, MirrorError
from mirror.identity import address, damaged, holds_data, refuse_other, unreadable
from mirror.reading.filters import folded

# Pragmas that only tell, or tell something about the table they are given.
_TELLING = {
    "application_id", "data_version", "database_list", "foreign_key_list", "function_list", "index_info", "index_list",
    "index_xinfo", "journal_mode", "page_count", "page_size", "schema_version", "table_info", "table_list",
    "table_xinfo", "user_version",
}  # fmt: skip
_OF_A_TABLE = {name for name in _TELLING if name.endswith(("_info", "_xinfo", "_list"))}
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_SCHEMA = {"sqlite_master", "sqlite_temp_master"}
_STEPS = 100_000  # of SQLite's machine between two looks at Ctrl-C
_PATIENCE = 10  # seconds for a lock


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the mirror at `path` that can only read.

    Raises FileRefused, in one sentence, when there is none, or it is another program's, damaged or of a newer version.
    """
    if not holds_data(path):
        raise FileRefused(
            f"There is no mirror at {path}; make one with 'f1-mirror sync', or name it with --db."
        )
    try:
        return _opened(path, address(path))
    except sqlite3.OperationalError as trouble:
        raise unreadable(path, trouble) from trouble
    except sqlite3.DatabaseError as trouble:
        raise damaged(path, trouble) from trouble


def _opened(path: Path, address: str) -> sqlite3.Connection:
    # Another thread may close it, and garbage collection may; none but its own asks with it.
    connection = sqlite3.connect(
        address, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        kind = connection.execute("pragma application_id").fetchone()[0]
        version = connection.execute("pragma user_version").fetchone()[0]
        connection.execute("select count(*) from sqlite_schema").fetchone()
        refuse_other(path, kind, version)
        connection.execute("pragma query_only = on")
    except BaseException:
        connection.close()
        raise
    connection.create_function("folded", 1, folded, deterministic=True)
    connection.set_authorizer(only_reads)
    connection.set_progress_handler(lambda: 0, _STEPS)  # lets Python see a Ctrl-C
    return connection


def only_reads(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """SQLite's question whether a part of a statement may be: reading, and of pragmas those that only tell."""
    if action in _READING:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and (first in _OF_A_TABLE or (first in _TELLING and second is None)):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_UPDATE and first in _SCHEMA:
        return (
            sqlite3.SQLITE_OK
        )  # how json_each and its like announce themselves; SQLite itself refuses it to people
    return sqlite3.SQLITE_DENY


class Touched:
    """The tables and views that the statements of a block read, by database; '' where only a table is counted, and the
    statement leaves the database open.
    """

    def __init__(self) -> None:
        self.tables: set[tuple[str, str]] = set()

    def __call__(
        self, action: int, first: str | None, second: str | None, where: str | None, *_: str | None
    ) -> int:
        if action == sqlite3.SQLITE_READ and first:
            self.tables.add((where or "", first))
        return only_reads(action, first, second)


@contextlib.contextmanager
def watched(connection: sqlite3.Connection) -> Iterator[Touched]:
    """Notes what the statements that are compiled in the block read."""
    touched = Touched()
    connection.set_authorizer(touched)
    try:
        yield touched
    finally:
        connection.set_authorizer(only_reads)


class Held:
    """A connection and which file it leads to; closed when nobody holds it any more.

    `past` and `known` are what others keep with it: the mirror at other moments, and small answers.
    """

    def __init__(self, path: Path) -> None:
        self.file = _which(path)
        self.connection = connect(path)
        self.past: dict[str, Any] = {}
        self.known: dict[Any, Any] = {}

    def __del__(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()


def _which(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a third of the time of Path.stat, and this is asked before every answer
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Connections:
    """The connections of one mirror, one for each thread that asks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = threading.local()
        self._closed = False
        self.here()

    def here(self) -> Held:
        """This thread's connection; a new one when the file has been replaced by another. Raises MirrorError."""
        if self._closed:
            raise MirrorError(f"This Mirror of {self.path} is closed; open it again.")
        held: Held | None = getattr(self._own, "held", None)
        now = _which(self.path)
        if held is None or (now is not None and now != held.file):
            # An answer that is still being read keeps the connection to the file that was there before.
            held = self._own.held = Held(self.path)
        return held

    def close(self) -> None:
        """Closes this thread's connection now, and those of others with their threads or their last answer."""
        self._closed = True
        self._own = threading.local()
