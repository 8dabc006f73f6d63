"""How a database of this package is opened for writing and made, and what SQLite's troubles mean. Loads no tables."""

import sqlite3
from pathlib import Path

from mirror.errors import DiskTrouble, FileRefused, MirrorError
from mirror.identity import SCHEMA


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
