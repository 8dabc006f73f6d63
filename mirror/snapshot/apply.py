"""A snapshot made from another one and a delta: an empty file like the result, the base's rows, and what the records say."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mirror.errors import FileRefused, MirrorError
from mirror.identity import ARCHIVE_ID, MIRROR_ID
from mirror.instants import unix
from mirror.snapshot import canonical, manifest
from mirror.snapshot.compare import Pair, attach, quoted, relations
from mirror.snapshot.create import Choice, seal, write_mirror
from mirror.snapshot.delta import GONE, OPEN, Record, fingerprint, fingerprint_of, header_of, records_of
from mirror.snapshot.folder import making
from mirror.snapshot.manifest import Manifest
from mirror.snapshot.opened import opened
from mirror.store.archive import archive_path
from mirror.store.sqlite import trouble_with


@dataclass(frozen=True)
class Applied:
    """What came out: the manifest of the result, and whether its databases are those of the original to the byte."""

    manifest: Manifest
    exact: bool


def apply(delta: Path, base: Path, folder: Path) -> Applied:
    """Makes in `folder` the snapshot that the file `delta` turns the snapshot in `base` into, and proves it.

    Raises FileRefused for a delta or a base that is not sound, or a result that is not the original's; MirrorError for
    another base than the delta was made from, or a folder that is not empty; DiskTrouble when it cannot be written.
    """
    header = header_of(delta)
    wanted = manifest.parsed(header["manifest"].encode(), delta)
    choice = Choice(
        frozenset(wanted.providers), None if wanted.seasons is None else frozenset(wanted.seasons)
    )
    with making(folder) as work, opened(base, work, "base") as there:
        if fingerprint(there.manifest, there.archive) != header["base"]["fingerprint"]:
            raise MirrorError(
                f"{delta} was made from another snapshot than {base}: from {header['base']['stem']} as of"
                f" {header['base']['as_of']}, this is {there.manifest.stem} as of {there.manifest.as_of}."
            )
        mirror = work / f"{wanted.stem}.db"
        archive = archive_path(mirror)
        rows, answers = work / "rows", work / "answers"
        try:
            build(rows, there.mirror, header["schemas"]["mirror"], records_of(delta, "mirror"))
            write_mirror(rows, mirror, choice)
            if "archive" in header["schemas"]:
                build(answers, there.archive, header["schemas"]["archive"], records_of(delta, "archive"))
                canonical.write(answers, archive, ARCHIVE_ID)
            if fingerprint_of(mirror, archive) != header["fingerprint"]:
                mirror.unlink()
                canonical.write(
                    rows, mirror, MIRROR_ID
                )  # the original was not written by `create`, or by another one
        except sqlite3.Error as trouble:
            raise trouble_with(mirror, trouble) from trouble
        finally:
            rows.unlink(missing_ok=True)
            answers.unlink(missing_ok=True)
        if fingerprint_of(mirror, archive) != header["fingerprint"]:
            raise FileRefused(f"{delta} did not give what it promises from {base}; get it again.")
        packed = wanted.mirror.compression != "none"
        moment = unix(wanted.created_at) + 0.0005  # in the middle of its millisecond
        seal(work, wanted.stem, choice, compress=packed, clock=lambda: moment)
    made = manifest.read(folder)
    exact = [file.content_sha256 for file in made.files] == [file.content_sha256 for file in wanted.files]
    return Applied(made, exact)


def build(target: Path, base: Path | None, schema: Mapping[str, Any], records: Iterable[Record]) -> None:
    """Makes the new file `target` that `schema` (of `delta.schema_of`) and `records` tell, from the file `base`.

    Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(target, isolation_level=None, uri=True)) as connection:
        connection.execute("pragma journal_mode = off")  # a file that nobody has seen yet
        connection.execute("pragma synchronous = off")
        connection.execute(f"pragma user_version = {int(schema['version'])}")
        tables = [sql for sql in schema["statements"] if sql.lower().startswith("create table")]
        for sql in tables:
            connection.execute(sql)
        attach(connection, base, "base")
        connection.execute("begin")
        _fill(connection, records)
        for sql in schema["statements"]:
            if sql not in tables:
                connection.execute(sql)
        connection.execute("commit")


def _fill(connection: sqlite3.Connection, records: Iterable[Record]) -> None:
    """Fills the tables: a table of which no record tells stays as it is, another gets the base's rows when it is opened."""
    waiting, base = relations(connection, "main"), relations(connection, "base")
    gone = put = ""
    places: list[int] = []
    for step in records:
        if step[0] == OPEN:
            _, _, name, columns, keys, whole = step
            table = waiting.pop(name)
            if not whole:
                _copy(connection, Pair(base.get(name), table))
            gone = (
                f"delete from main.{quoted(name)} where {' and '.join(f'{quoted(key)} is ?' for key in keys)}"
            )
            told = ", ".join(quoted(column) for column in columns)
            put = f"insert into main.{quoted(name)} ({told}) values ({', '.join('?' * len(columns))})"
            places = [] if whole else [columns.index(key) for key in keys]
        elif step[0] == GONE:
            connection.executemany(gone, zip(*step[1], strict=True))
        else:
            if places:
                connection.executemany(gone, zip(*(step[1][place] for place in places), strict=True))
            connection.executemany(put, zip(*step[1], strict=True))
    for name, table in waiting.items():
        _copy(connection, Pair(base.get(name), table))


def _copy(connection: sqlite3.Connection, pair: Pair) -> None:
    if pair.old is not None:
        name, columns = quoted(pair.new.name), ", ".join(quoted(column) for column in pair.new.columns)
        connection.execute(
            f"insert into main.{name} ({columns}) select {', '.join(pair.was)} from base.{name} as o"
        )
