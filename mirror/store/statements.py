"""The SQL that writes rows: one statement per table and set of columns, made once."""

import json
from functools import cache

from mirror.catalogue import Write
from mirror.shape import compact
from mirror.tables import PROVIDER_TABLES


@cache
def upsert(table: str, columns: tuple[str, ...], partial: bool) -> str:
    """The statement that writes rows of `columns` into `table`.

    A row that is there already only changes when a value does, so that a second time writes nothing and a change can be
    told. Its key is never set to itself: with foreign keys on, that would search every child table. A whole row also
    settles `extra`; a partial one adds to it. A row that comes back is no longer removed. A column of the key that the
    row does not name is taken over from the row that is there.
    """
    keys = [column.name for column in PROVIDER_TABLES[table].primary_key]
    named = [*columns, *(key for key in keys if key not in columns)]
    values = ", ".join([*(f"?{n}" for n in range(1, len(columns) + 1)), *_taken_over(table, columns, keys)])
    insert = f"insert into {table} ({', '.join(named)}) values ({values})"
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
    same = " and ".join(f"{name} is ?{columns.index(name) + 1}" for name in known)
    return [f"(select {name} from {table} where {same} limit 1)" for name in keys if name not in columns]


def statement_for(write: Write) -> str:
    """The statement for the rows of `write`."""
    return upsert(write.table, write.columns, write.partial)
