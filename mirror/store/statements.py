"""The SQL that writes rows: one statement per table and set of columns, made once."""

import json
import sqlite3
from functools import cache
from itertools import chain

from mirror.catalogue import Write
from mirror.shaping.shape import compact
from mirror.tables import PROVIDER_TABLES

_TOGETHER = 25  # rows; more of them in one statement make it longer, and no faster


@cache
def upsert(table: str, columns: tuple[str, ...], partial: bool, rows: int = 1) -> str:
    """The statement that writes rows of `columns` into `table`, as many at once as `rows` says.

    A row that is there already only changes when a value does, so that a second time writes nothing and a change can be
    told. Its key is never set to itself: with foreign keys on, that would search every child table. A whole row also
    settles `extra`; a partial one adds to it. A row that comes back is no longer removed. A column of the key that the
    row does not name is taken over from the row that is there.
    """
    keys = [column.name for column in PROVIDER_TABLES[table].primary_key]
    named = [*columns, *(key for key in keys if key not in columns)]
    values = "values " + ", ".join([f"({', '.join('?' * len(columns))})"] * rows)
    taken_over = _taken_over(table, columns, keys)
    if taken_over:
        given = f"given ({', '.join(columns)}) as ({values})"
        values = f"with {given} select {', '.join([*columns, *taken_over])} from given where true"
    insert = f"insert into {table} ({', '.join(named)}) {values}"
    settled = [name for name in columns if name not in keys]
    if not partial and "extra" not in settled:
        settled.append("extra")
    if not settled:
        return f"{insert} on conflict do nothing"
    new = {name: f"excluded.{name}" for name in settled}
    if partial and "extra" in new:
        new["extra"] = f"merged({table}.extra, excluded.extra)"
    unless = PROVIDER_TABLES[table].columns["removed_at"].info.get("unless")
    new["removed_at"] = f"case when {unless} then {table}.removed_at end" if unless else "null"
    changes = ", ".join(f"{name} = {value}" for name, value in new.items())
    was, will = ", ".join(f"{table}.{name}" for name in new), ", ".join(new.values())
    return f"{insert} on conflict do update set {changes} where ({was}) is not ({will})"


def merged(known: str | None, told: str | None) -> str | None:
    """The fields of two `extra`s, the later word counting; unlike SQL's json_patch it also keeps a null."""
    if known is None or told is None or known == told:
        return told if known is None else known
    return compact({**json.loads(known), **json.loads(told)})


def _taken_over(table: str, columns: tuple[str, ...], keys: list[str]) -> list[str]:
    known = [name for name in keys if name in columns]
    same = " and ".join(f"known.{name} is given.{name}" for name in known)
    return [
        f"(select known.{name} from {table} as known where {same} limit 1)"
        for name in keys
        if name not in columns
    ]


@cache
def _together(table: str, columns: tuple[str, ...]) -> int:
    """How many rows share a statement: one, where the rows before it decide what a row takes over."""
    key = {column.name for column in PROVIDER_TABLES[table].primary_key}
    return _TOGETHER if key.issubset(columns) else 1


def write(connection: sqlite3.Connection, given: Write) -> int:
    """Writes the rows, inside a transaction of the caller. Returns how many of them changed something.

    Where there are many, many share a statement: SQLite then goes through them by itself, and other threads run.
    """
    rows, changed, done = given.rows, 0, 0
    together = _together(given.table, given.columns)
    if together > 1:
        many = upsert(given.table, given.columns, given.partial, together)
        done = len(rows) - len(rows) % together
        for place in range(0, done, together):
            values = tuple(chain.from_iterable(rows[place : place + together]))
            changed += connection.execute(many, values).rowcount
    if done < len(rows):
        one = upsert(given.table, given.columns, given.partial)
        changed += connection.executemany(one, rows[done:]).rowcount
    return changed
