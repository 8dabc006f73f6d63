"""Which files are this package's own: what a file is stands in its header, not in its name. Light, for readers too."""

import os
import sqlite3
from pathlib import Path

from mirror.errors import FileRefused

MIRROR_ID = 0x46314D52  # "F1MR"
ARCHIVE_ID = 0x46314152  # "F1AR"
SCHEMA = 1
_KINDS = {MIRROR_ID: "a mirror", ARCHIVE_ID: "an archive"}
_MAGIC = b"SQLite format 3\0"
_WAL = 2  # in the 19th byte of the header


def refuse_foreign(path: Path, wanted: int = MIRROR_ID) -> bool:
    """Whether `path` is there and is what is wanted. Raises FileRefused when it is anything else that holds data."""
    head = header(path)
    if head is None:
        return False
    connection = sqlite3.connect(address(path, head), uri=True)
    try:
        kind = connection.execute("pragma application_id").fetchone()[0]
        version = connection.execute("pragma user_version").fetchone()[0]
        empty = connection.execute("select count(*) from sqlite_schema").fetchone()[0] == 0
    except sqlite3.DatabaseError as trouble:
        raise damaged(path, trouble) from trouble
    finally:
        connection.close()
    if kind != wanted and empty and kind == 0:
        return False
    refuse_other(path, kind, version, wanted)
    return True


def address(path: Path, head: bytes) -> str:
    """The address to read a database by, whose header is `head`.

    A file in WAL mode wants to keep an index beside it. Where the folder cannot hold one and nothing is left in the log,
    nobody writes, and the file alone is the whole.
    """
    plain = f"{path.absolute().as_uri()}?mode=ro"
    log = path.with_name(f"{path.name}-wal")
    if (
        head[18] != _WAL
        or os.access(path.absolute().parent, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
        or (log.exists() and log.stat().st_size)
    ):
        return plain
    return f"{plain}&immutable=1"


def header(path: Path) -> bytes | None:
    """The first 100 bytes of a SQLite database, None where there is no file or an empty one. Raises FileRefused."""
    try:
        if not path.exists() or path.stat().st_size == 0:
            return None
        if path.is_dir():
            raise FileRefused(f"{path} is a folder; name a file with --db.")
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as trouble:
        raise FileRefused(
            f"{path} cannot be read ({trouble.strerror}); name another file with --db."
        ) from trouble
    if not head.startswith(_MAGIC):
        raise FileRefused(f"{path} is not a SQLite database; it was left alone, name another file with --db.")
    return head


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


def damaged(path: Path, trouble: sqlite3.Error) -> FileRefused:
    """The sentence for a file that SQLite cannot read."""
    return FileRefused(f"{path} is damaged ({trouble}); restore it, or name another file with --db.")
