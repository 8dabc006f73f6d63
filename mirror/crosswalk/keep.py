"""The crosswalk kept in the mirror: made anew when the tables behind it changed, and written only where it did."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mirror.crosswalk.decide import World, decide
from mirror.crosswalk.overrides import overrides_path, read
from mirror.crosswalk.tables import Tables

Row = tuple[Any, ...]

RULES = 1  # to be raised with every change of the rules, so that every mirror is looked at again

_COLUMNS = (
    "kind", "canonical_id", "provider", "provider_id", "method", "confidence", "evidence", "valid_from", "valid_to"
)  # fmt: skip
_OPEN_COLUMNS = ("kind", "provider", "provider_id", "reason", "candidates")


def refresh(connection: sqlite3.Connection, overrides: Path | None = None) -> bool:
    """Brings the tables `crosswalk` and `crosswalk_open` of an open mirror up to date, in one transaction.

    `overrides` is the file of overrides; unless given, the one beside the mirror. Returns whether anything was
    written: nothing is when the tables behind it are as they were, or say the same. `connection` must be a writer's,
    outside a transaction. Raises sqlite3.Error when the disk gives way.
    """
    path = _beside(connection) if overrides is None else overrides
    text = (
        path.read_text(encoding="utf-8-sig", errors="replace") if path is not None and path.is_file() else ""
    )
    state = _state(connection, text)
    if state == _made_from(connection):
        return False
    told, _ = read(text.splitlines())
    world = decide(Tables(connection), told)
    return _write(connection, world, state)


def _beside(connection: sqlite3.Connection) -> Path | None:
    """The file of overrides beside an open mirror; None when the mirror is in memory."""
    file = next((file for _, name, file in connection.execute("pragma database_list") if name == "main"), "")
    return overrides_path(Path(file)) if file else None


def _state(connection: sqlite3.Connection, overrides: str) -> str:
    """What the crosswalk depends on, in short: every row that came or changed left its number in the mirror's past."""
    numbers = [
        connection.execute(f"select coalesce(max(rowid), 0) from {table}").fetchone()[0]
        for table in ("mirror_first_seen", "mirror_history", "mirror_links")
    ]
    digest = hashlib.sha256(overrides.encode()).hexdigest()[:16]
    return json.dumps([RULES, *numbers, digest])


def _made_from(connection: sqlite3.Connection) -> str | None:
    found = connection.execute("select made_from from crosswalk_source").fetchone()
    return None if found is None else str(found[0])


def _write(connection: sqlite3.Connection, world: World, state: str) -> bool:
    """Writes what differs from what is there, and what it was made from. Returns whether any row differed."""
    rows = {
        (row.kind, row.provider, row.provider_id): (
            row.kind, row.canonical_id, row.provider, row.provider_id, row.method, row.confidence,
            _json(row.evidence), row.valid_from, row.valid_to,
        )
        for row in world.rows
    }  # fmt: skip
    still_open = {
        (row.kind, row.provider, row.provider_id, row.reason): (
            row.kind, row.provider, row.provider_id, row.reason, _json(row.candidates)
        )
        for row in world.open
    }  # fmt: skip
    connection.execute("begin immediate")
    try:
        changed = _settle(
            connection, "crosswalk", _COLUMNS, ("kind", "provider", "provider_id"), rows.values()
        )
        changed += _settle(
            connection, "crosswalk_open", _OPEN_COLUMNS, _OPEN_COLUMNS[:4], still_open.values()
        )
        connection.execute("insert or replace into crosswalk_source (id, made_from) values (1, ?)", (state,))
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise
    return changed > 0


def _settle(
    connection: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    key: tuple[str, ...],
    rows: Iterable[Row],
) -> int:
    """Makes a table hold exactly `rows`, touching those alone that differ. Returns how many it touched."""
    new = set(rows)
    places = [columns.index(name) for name in key]
    gone = []
    for row in connection.execute(f"select {', '.join(columns)} from {table}"):
        if row in new:
            new.remove(row)
        else:
            gone.append(tuple(row[place] for place in places))
    own = " and ".join(f"{name} = ?" for name in key)
    connection.executemany(f"delete from {table} where {own}", sorted(gone))
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f"insert into {table} ({', '.join(columns)}) values ({marks})", sorted(new, key=repr)
    )
    return len(gone) + len(new)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
