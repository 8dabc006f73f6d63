"""Which files are this package's own: what a file is stands in its header, not in its name. Light, for readers too."""

import errno
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from mirror.errors import FileRefused

MIRROR_ID = 0x46314D52  # "F1MR"
ARCHIVE_ID = 0x46314152  # "F1AR"
SCHEMA = 1
_KINDS = {MIRROR_ID: "a mirror", ARCHIVE_ID: "an archive"}
_MAGIC = b"SQLite format 3\0"
_LOG_HEADER = 32  # bytes
_EFFECTIVE = os.access in os.supports_effective_ids


def refuse_foreign(path: Path, wanted: int = MIRROR_ID) -> bool:
    """Whether `path` is there and is what is wanted. Raises FileRefused when it is anything else that holds data."""
    if not holds_data(path):
        return False
    connection = sqlite3.connect(address(path), uri=True)
    try:
        kind = connection.execute("pragma application_id").fetchone()[0]
        version = connection.execute("pragma user_version").fetchone()[0]
        # Reading the schema takes longer than all the rest, and whoever uses the file reads it anyway.
        new = kind == 0 and connection.execute("select count(*) from sqlite_schema").fetchone()[0] == 0
    except sqlite3.OperationalError as trouble:
        raise unreadable(path, trouble) from trouble
    except sqlite3.DatabaseError as trouble:
        raise damaged(path, trouble) from trouble
    finally:
        connection.close()
    if new and kind != wanted:
        return False
    refuse_other(path, kind, version, wanted)
    return True


def holds_data(path: Path) -> bool:
    """Whether there is a file that is not empty. Raises FileRefused where there is a folder, or what cannot be read.

    Only SQLite may open a database: what else closes one takes the locks of all connections that its process has to it,
    and the next writer to end would take the log away under them.
    """
    try:
        if not path.exists() or path.stat().st_size == 0:
            return False
    except OSError as trouble:
        raise _closed(path, trouble.strerror) from trouble
    if path.is_dir():
        raise FileRefused(f"{path} is a folder; name a file with --db.")
    if not os.access(path, os.R_OK, effective_ids=_EFFECTIVE):
        raise _closed(path, os.strerror(errno.EACCES))
    return True


def _closed(path: Path, why: str | None) -> FileRefused:
    return FileRefused(f"{path} cannot be read ({why}); name another file with --db.")


def address(path: Path) -> str:
    """The address to read a database by.

    A file in WAL mode wants to keep an index beside it. Where there is none and the folder cannot hold one, and nothing is
    left in the log, nobody writes, and the file alone is the whole.
    """
    plain = f"{path.absolute().as_uri()}?mode=ro"
    alone = f"{plain}&immutable=1"
    log, journal = (_size(path.with_name(f"{path.name}-{end}")) for end in ("wal", "journal"))
    if log > _LOG_HEADER or journal:
        return plain
    if log and not os.access(path.absolute().parent, os.W_OK, effective_ids=_EFFECTIVE):
        return alone  # its writer was killed as it began, and SQLite would wait long for the index
    try:
        with closing(sqlite3.connect(plain, uri=True)) as connection:
            connection.execute("pragma user_version")
    except sqlite3.DatabaseError as trouble:  # of what else it may be, who opens it is told
        if trouble.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            return alone
    return plain


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def refuse_other(path: Path, kind: int, version: int, wanted: int = MIRROR_ID) -> None:
    """Raises FileRefused when the application id `kind` is not the wanted one, or the schema `version` is a newer one."""
    if kind != wanted:
        what = _KINDS.get(kind, "another program's database")
        raise FileRefused(
            f"{path} is {what}, not {_KINDS[wanted]}; it was left alone, name another file with --db."
        )
    if version > SCHEMA:
        raise FileRefused(
            f"{path} was written by a newer f1-mirror (schema {version}, this one knows {SCHEMA}); upgrade f1-mirror."
        )


def unreadable(path: Path, trouble: sqlite3.Error) -> FileRefused:
    """The sentence for a file that may be whole and cannot be read."""
    return FileRefused(f"{path} cannot be read ({trouble}); check the file and its folder.")


def damaged(path: Path, trouble: sqlite3.Error) -> FileRefused:
    """The sentence for a file in which SQLite does not find what it wrote."""
    if getattr(trouble, "sqlite_errorname", "") == "SQLITE_NOTADB":
        with suppress(OSError), path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return FileRefused(
                    f"{path} is not a SQLite database; it was left alone, name another file with --db."
                )
    return FileRefused(f"{path} is damaged ({trouble}); restore it, or name another file with --db.")
