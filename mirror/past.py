"""Reading the past: the life of one row, and any table as it was known at a moment. Pure reading, nothing is written.

What was is kept by the triggers in `mirror/store/history.py`; a moment is when the mirror knew a thing, not when it was so.
"""

import difflib
import json
import re
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import Integer, Table

from mirror.errors import FileRefused, MirrorError, UsageError
from mirror.instants import known_at
from mirror.store.history import BIRTHS, VERSIONS, as_of_sql, keys_of, number_of, row_id
from mirror.tables import PROVIDER_TABLES

_NEAR = 3  # near misses named in a sentence
_LOOKED_AT = 5_000  # ids compared to find them
_WHOLE = re.compile(r"-?[0-9]{1,19}")


class Version(TypedDict):
    """A row as it was from one moment (UTC) up to another; `valid_to` is None while it is so, `valid_from` if unknown."""

    valid_from: str | None
    valid_to: str | None
    row: dict[str, Any]


def history(connection: sqlite3.Connection, table: str, name: str) -> list[Version]:
    """The life of the row `name` of `table`: its versions, oldest first, the present one last.

    `name` is the provider's id; the parts of a composite key are joined by a comma, an absent one is empty. A removed
    row has `removed_at` in its versions since then. Without a present row the last version has a `valid_to` too.
    Versions that no moment ever showed, replaced by the answer that brought them, are left out. Raises UsageError for a
    table, MirrorError for a row that is not there; both name the nearest.
    """
    known = table_called(table)
    key = _key(known, name)
    try:
        births = [at for (at,) in connection.execute(BIRTHS, {"table_no": number_of(table), "row_id": key})]
        past = connection.execute(VERSIONS, {"table": table, "row_id": key}).fetchall()
        cursor = connection.execute(f"select * from {table} where {row_id(known, table)} = ?", (key,))
        present = cursor.fetchone()
    except sqlite3.OperationalError as trouble:
        raise _other_tables(table, trouble) from None
    ends: list[tuple[str | None, dict[str, Any]]] = [(end, json.loads(row)) for end, row in past]
    if present is not None:
        names = [column[0] for column in cursor.description]
        ends.append((None, dict(zip(names, present, strict=True))))
    if not ends:
        raise MirrorError(f"{table} has no row {name}{_nearest_rows(connection, known, key)}")
    return _versions(ends, births)


def _versions(ends: list[tuple[str | None, dict[str, Any]]], births: list[str]) -> list[Version]:
    """Rows with the moments at which they ended, as versions: one begins when the last ended or the row came (again)."""
    versions: list[Version] = []
    before: str | None = None
    for end, row in ends:
        came = max((birth for birth in births if end is None or birth <= end), default=None)
        begin = max((moment for moment in (before, came) if moment is not None), default=None)
        if begin is None or begin != end:
            versions.append({"valid_from": begin, "valid_to": end, "row": row})
        before = end
    return versions


def as_of(connection: sqlite3.Connection, table: str, moment: datetime | str) -> list[dict[str, Any]]:
    """The rows of `table` as the mirror knew them at `moment`, all columns, in the order of their key.

    `moment` is an aware datetime or ISO 8601 text with a zone. Rows known as removed by then are among them, with their
    `removed_at`. Raises UsageError for a moment without a zone and for a table that does not exist.
    """
    known = table_called(table)
    instant = known_at(moment)
    try:
        cursor = connection.execute(as_of_sql(table), {"as_of": instant})
    except sqlite3.OperationalError as trouble:
        raise _other_tables(table, trouble) from None
    names = [column.name for column in known.columns]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def table_called(name: str) -> Table:
    """The provider table of that full name. Raises UsageError, which names the nearest."""
    if name in PROVIDER_TABLES:
        return PROVIDER_TABLES[name]
    near = [known for known in PROVIDER_TABLES if known.partition("_")[2] == name]
    near = near or difflib.get_close_matches(name, PROVIDER_TABLES, n=_NEAR)
    also = f"did you mean {' or '.join(near)}?" if near else "'f1-mirror status' names the endpoints."
    raise UsageError(f"There is no table {name}; {also}")


def _key(table: Table, name: str) -> int | str:
    """The key of a row as `mirror_first_seen` holds it. Raises UsageError for a text that can be no key of the table."""
    keys = keys_of(table)
    if len(keys) > 1:
        if name.count(",") < len(keys) - 1:
            raise UsageError(
                f"A row of {table.name} is named by {','.join(keys)}, the parts joined by a comma."
            )
        return name
    if not isinstance(table.columns[keys[0]].type, Integer):
        return name
    if not _WHOLE.fullmatch(name) or not -(2**63) <= int(name) < 2**63:
        raise UsageError(
            f"A row of {table.name} is named by its {keys[0]}, a whole number; {name[:40]!r} is none."
        )
    return int(name)


def _nearest_rows(connection: sqlite3.Connection, table: Table, key: int | str) -> str:
    own = row_id(table, table.name)
    if isinstance(key, int):
        sql = f"select {own} from {table.name} order by abs({own} - cast(? as real)) limit {_NEAR}"
        near = [str(found) for (found,) in connection.execute(sql, (key,))]
    else:
        sql = f"select {own} from {table.name} limit {_LOOKED_AT}"
        near = difflib.get_close_matches(key, [found for (found,) in connection.execute(sql)], n=_NEAR)
    return f"; the nearest are {', '.join(near)}." if near else "."


def _other_tables(table: str, trouble: sqlite3.OperationalError) -> MirrorError:
    if "no such" in str(trouble):
        return FileRefused(
            f"The file's {table} is of another version ({trouble}); 'f1-mirror rebuild' makes it again."
        )
    return FileRefused(f"The file cannot be read ({trouble}); check the file and its folder.")


def changes(versions: list[Version]) -> list[tuple[Version, Mapping[str, Any]]]:
    """Each version with the columns that were different before; the first with all that hold a value."""
    told: list[tuple[Version, Mapping[str, Any]]] = []
    before: Mapping[str, Any] = {}
    for version in versions:
        row = version["row"]
        told.append((version, {name: value for name, value in row.items() if value != before.get(name)}))
        before = row
    return told
