"""The rows of a mirror as files for other engines: CSV, NDJSON or Parquet, a folder for each table and season.

    <table>/season=<year>/part-0.parquet    a table whose rows belong to a season
    <table>/part-0.parquet                  one whose rows have none: drivers, teams, circuits
    manifest.json                           what is in which file

Decimal numbers are doubles, as SQLite keeps them; instants are microseconds in UTC; objects and lists stay JSON text. NULL
stays NULL. Everything is streamed, so memory does not grow with the mirror.
"""

import hashlib
import json
import os
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Boolean, Column, Integer, Numeric, Table

from mirror.errors import FileRefused, MirrorError, UsageError
from mirror.identity import address, refuse_foreign
from mirror.instants import stamp
from mirror.seasons import SEASONED, know_seasons, season_of, within
from mirror.selection import nearest
from mirror.snapshot.folder import making
from mirror.snapshot.manifest import NAME, tool_version
from mirror.store.sqlite import trouble_with
from mirror.tables import PROVIDER_TABLES, WORLD_TABLES
from mirror.tables.columns import Instant, Json

FORMATS = ("csv", "ndjson", "parquet")
FORMAT, VERSION = "f1-mirror export", 1
TABLES: dict[str, Table] = {
    **PROVIDER_TABLES,
    **{name: WORLD_TABLES[name] for name in ("crosswalk", "crosswalk_open")},
}
"""The tables that can be exported; what the mirror knows about itself is none of them."""

_TOGETHER = 10_000  # rows
_GROUP = 100_000  # rows of a Parquet row group
_NO_SEASON = "__HIVE_DEFAULT_PARTITION__"  # what Hive, Spark and DuckDB read as NULL

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Part:
    """One file of an export: where it is, how many rows it holds, its size and hash."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ExportedTable:
    """One table of an export: its columns with their types, its files, and how many texts of a column were no moment with a
    zone: these are NULL in Parquet."""

    columns: dict[str, str]
    rows: int
    files: list[Part]
    no_instants: dict[str, int] = field(default_factory=dict)


class Writer(Protocol):
    """What writes the rows of one file, a batch at a time; `no_instants` counts the texts that it could not write."""

    no_instants: Counter[str]

    def write(self, rows: list[Row]) -> None:
        """Writes rows."""

    def close(self) -> None:
        """Ends the file."""


def export(
    mirror: Path,
    folder: Path,
    form: str,
    *,
    tables: Collection[str] = (),
    seasons: Collection[int] | None = None,
    include_removed: bool = False,
    clock: Callable[[], float] = time.time,
) -> dict[str, ExportedTable]:
    """Writes the tables (all unless some are named) of the mirror at `mirror` into `folder`, from one state of it.

    `form` is one of `FORMATS`. Rows that their provider removed are left out unless asked for; `seasons` leaves other
    seasons' rows out. Returns what was written, by table; it is in the folder as `manifest.json` too. Raises UsageError for
    a table that is not there, MirrorError when the folder holds something or pyarrow is not installed.
    """
    named = [_named(name) for name in dict.fromkeys(tables)] or list(TABLES)
    if not refuse_foreign(mirror):
        raise FileRefused(
            f"There is no mirror at {mirror}; make one with 'f1-mirror sync', or name it with --db."
        )
    opened = _writers(form)
    try:
        with (
            making(folder, "an export") as work,
            closing(sqlite3.connect(":memory:", isolation_level=None, uri=True)) as reader,
        ):
            reader.execute("attach database ? as source", (address(mirror),))
            reader.execute("begin")
            know_seasons(reader, "source")
            there = {
                name
                for (name,) in reader.execute("select name from source.sqlite_schema where type = 'table'")
            }
            done = {}
            for name in named:
                if name in there:
                    rows = _rows(reader, name, seasons, include_removed=include_removed)
                    done[name] = _table(work, name, rows, form, opened)
            told = {
                "format": FORMAT,
                "version": VERSION,
                "created_at": stamp(clock()),
                "tool": tool_version(),
                "mirror": mirror.name,
                "form": form,
                "seasons": None if seasons is None else sorted(seasons),
                "include_removed": include_removed,
                "tables": {name: asdict(table) for name, table in done.items()},
            }
            (work / NAME).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    except sqlite3.Error as trouble:
        raise trouble_with(mirror, trouble) from trouble
    return done


def _named(name: str) -> str:
    if name in TABLES:
        return name
    raise UsageError(f"There is no table '{name}' to export; {nearest(name, TABLES)}")


def _rows(
    connection: sqlite3.Connection, name: str, seasons: Collection[int] | None, *, include_removed: bool
) -> Iterator[Row]:
    """The rows of a table, their season before the columns, in the order of season and key."""
    table = TABLES[name]
    known = {
        column for (column,) in connection.execute("select name from pragma_table_info(?, 'source')", (name,))
    }
    columns = [f't."{column.name}"' if column.name in known else "null" for column in table.columns]
    conditions = ["true"]
    if "removed_at" in known and not include_removed:
        conditions.append("t.removed_at is null")
    if seasons is not None:
        conditions.append(within(name, seasons))
    keys = ", ".join(f't."{key.name}"' for key in table.primary_key)
    season = season_of(name) if name in SEASONED else "null"
    return connection.execute(
        f'select {season} as season_of_row, {", ".join(columns)} from source."{name}" as t'
        f" where {' and '.join(conditions)} order by season_of_row, {keys}"
    )


Writers = Callable[[Path, list["Column[Any]"]], Writer]


def _table(work: Path, name: str, rows: Iterable[Row], form: str, opened: Writers) -> ExportedTable:
    """Writes one table; a table without rows is one file without rows, so that its columns are known."""
    columns = list(TABLES[name].columns)
    odd: Counter[str] = Counter()
    parts = []
    for season, group in groupby(rows, key=itemgetter(0)):
        inside = f"season={_NO_SEASON if season is None else season}" if name in SEASONED else ""
        parts.append(_part(work, Path(name, inside, f"part-0.{form}"), columns, group, odd, opened))
    if not parts:
        parts.append(_part(work, Path(name, f"part-0.{form}"), columns, (), odd, opened))
    kinds = {column.name: kind_of(column) for column in columns}
    return ExportedTable(kinds, sum(part.rows for part in parts), parts, dict(odd))


def _part(
    work: Path,
    place: Path,
    columns: list["Column[Any]"],
    rows: Iterable[Row],
    odd: Counter[str],
    opened: Writers,
) -> Part:
    path = work / place
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with closing(opened(path, columns)) as writer:
        for batch in _batches(rows):
            writer.write(batch)
            count += len(batch)
        odd += writer.no_instants
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return Part(place.as_posix(), count, path.stat().st_size, digest)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row[1:])
        if len(batch) == _TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def kind_of(column: "Column[Any]") -> str:
    """The type of a column in an export: boolean, integer, number, instant, json or text."""
    kinds = (
        (Boolean, "boolean"),
        (Integer, "integer"),
        (Numeric, "number"),
        (Instant, "instant"),
        (Json, "json"),
    )
    return next((kind for sort, kind in kinds if isinstance(column.type, sort)), "text")


def moment(text: str) -> datetime | None:
    """The instant in a text; None when it is none or has no zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if found.tzinfo is None else found.astimezone(UTC)


# The three ways to write a file


def _writers(form: str) -> Writers:
    if form == "parquet":
        try:
            import pyarrow  # noqa: F401, PLC0415 - an extra that only Parquet needs
        except ImportError:
            raise MirrorError(
                "Parquet needs pyarrow; install it with: pip install 'f1-mirror[parquet]'"
            ) from None
        return _Parquet
    return _Csv if form == "csv" else _Ndjson


class _Text:
    """A file of lines in UTF-8."""

    def __init__(self, path: Path, columns: list["Column[Any]"]) -> None:
        self._file = path.open("x", encoding="utf-8", newline="")
        self._names = [column.name for column in columns]
        self.no_instants: Counter[str] = Counter()
        self._booleans = [place for place, column in enumerate(columns) if kind_of(column) == "boolean"]

    def _plain(self, row: Row) -> list[Any]:
        values = list(row)
        for place in self._booleans:
            values[place] = None if values[place] is None else bool(values[place])
        return values

    def close(self) -> None:
        self._file.close()


class _Csv(_Text):
    """Comma-separated values after a line of names: NULL is nothing, an empty text is two quotes."""

    def __init__(self, path: Path, columns: list["Column[Any]"]) -> None:
        super().__init__(path, columns)
        self._file.write(",".join(self._names) + "\n")

    def write(self, rows: list[Row]) -> None:
        self._file.writelines(",".join(map(_cell, self._plain(row))) + "\n" for row in rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, str) and (not text or any(letter in text for letter in ',"\n\r')):
        return '"' + text.replace('"', '""') + '"'
    return text


class _Ndjson(_Text):
    """One JSON object a line."""

    def write(self, rows: list[Row]) -> None:
        for row in rows:
            told = dict(zip(self._names, self._plain(row), strict=True))
            self._file.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")


class _Parquet:
    """Parquet, compressed with zstd, its columns typed."""

    def __init__(self, path: Path, columns: list["Column[Any]"]) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415

        self._arrow = pa
        self._kinds = [kind_of(column) for column in columns]
        types = {
            "boolean": pa.bool_(),
            "integer": pa.int64(),
            "number": pa.float64(),
            "instant": pa.timestamp("us", tz="UTC"),
        }
        self._schema = pa.schema(
            [
                pa.field(
                    column.name, types.get(kind, pa.string()), metadata={"description": column.comment or ""}
                )
                for column, kind in zip(columns, self._kinds, strict=True)
            ]
        )
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self.no_instants: Counter[str] = Counter()
        self._waiting: list[Any] = []

    def write(self, rows: list[Row]) -> None:
        arrays = []
        for column, kind, values in zip(self._schema, self._kinds, zip(*rows, strict=True), strict=True):
            typed = [None if value is None else _TYPED[kind](value) for value in values]
            lost = typed.count(None) - values.count(None)
            if lost:
                self.no_instants[column.name] += lost
            arrays.append(self._arrow.array(typed, type=column.type))
        self._waiting.append(self._arrow.record_batch(arrays, schema=self._schema))
        if sum(batch.num_rows for batch in self._waiting) >= _GROUP:
            self._put()

    def _put(self) -> None:
        if self._waiting:
            self._writer.write_table(self._arrow.Table.from_batches(self._waiting))
            self._waiting = []

    def close(self) -> None:
        self._put()
        self._writer.close()


# How a value that SQLite keeps becomes one of its column's type.
_TYPED: dict[str, Callable[[Any], Any]] = {
    "boolean": bool,
    "integer": int,
    "number": float,
    "instant": moment,
    "json": str,
    "text": str,
}
