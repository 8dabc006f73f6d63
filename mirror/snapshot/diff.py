"""What changed from one snapshot to another: rows per table, and what each endpoint covers. Only reads, in flat memory."""

import sqlite3
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from mirror.snapshot.compare import Pair, Relation, quoted, relations, side_by_side
from mirror.snapshot.opened import opened


@dataclass(frozen=True)
class TableDiff:
    """One table: how many rows came, went and changed, and in how many of the changed rows each column is different."""

    table: str
    added: int = 0
    removed: int = 0
    changed: int = 0
    columns: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class CoverageDiff:
    """One endpoint whose scopes are in other states than before: the number of scopes by state, then and now."""

    provider: str
    endpoint: str
    before: dict[str, int]
    after: dict[str, int]


@dataclass(frozen=True)
class Difference:
    """What is different in the snapshot in folder `b` from the one in folder `a`; empty lists when nothing is."""

    a: str
    b: str
    tables: list[TableDiff]
    coverage: list[CoverageDiff]


def diff(a: Path, b: Path) -> Difference:
    """What changed from the snapshot in `a` to the one in `b`. Raises FileRefused for what is no sound snapshot.

    A compressed snapshot is unpacked in the folder for temporary files.
    """
    with (
        TemporaryDirectory() as scratch,
        opened(a, Path(scratch), "a") as old,
        opened(b, Path(scratch), "b") as new,
    ):
        before, after = old.manifest.tables, new.manifest.tables
        equal = {name for name in before.keys() & after.keys() if before[name] == after[name]}
        with side_by_side(old.mirror, new.mirror) as connection:
            return Difference(
                str(a), str(b), list(table_diffs(connection, equal)), coverage_diffs(connection)
            )


def table_diffs(connection: sqlite3.Connection, equal: Container[str] = frozenset()) -> Iterator[TableDiff]:
    """The tables of `new` that do not hold what they hold in `old`, and those that only `old` has, by name.

    The connection is of `side_by_side`; the tables in `equal` are known to hold the same and are not looked at.
    """
    old, new = relations(connection, "old"), relations(connection, "new")
    for name in sorted(old.keys() | new.keys()):
        if name in equal:
            continue
        if name not in new:
            found = TableDiff(name, removed=_count(connection, "old", name))
        else:
            found = _table(connection, old.get(name), new[name])
        if found.added or found.removed or found.changed:
            yield found


def _table(connection: sqlite3.Connection, old: Relation | None, new: Relation) -> TableDiff:
    before = 0 if old is None else _count(connection, "old", new.name)
    after = _count(connection, "new", new.name)
    if old is None or not new.keys or new.keys != old.keys:
        return TableDiff(new.name, after, before)
    pair = Pair(old, new)
    differ = [f"{now} is not {was}" for now, was in zip(pair.now, pair.was, strict=True)]
    both, changed, *columns = connection.execute(
        f"select count(*), {', '.join(f'coalesce(sum({one}), 0)' for one in (pair.changed, *differ))} from {pair.tables}"
    ).fetchone()
    told = {name: count for name, count in zip(new.columns, columns, strict=True) if count}
    return TableDiff(new.name, after - both, before - both, changed, told)


def _count(connection: sqlite3.Connection, schema: str, table: str) -> int:
    return int(connection.execute(f"select count(*) from {schema}.{quoted(table)}").fetchone()[0])


def coverage_diffs(connection: sqlite3.Connection) -> list[CoverageDiff]:
    """The endpoints whose number of scopes in any state is another than before, by provider and endpoint."""
    before, after = _states(connection, "old"), _states(connection, "new")
    return [
        CoverageDiff(*key, dict(before.get(key, {})), dict(after.get(key, {})))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]


def _states(connection: sqlite3.Connection, schema: str) -> dict[tuple[str, str], Counter[str]]:
    found: dict[tuple[str, str], Counter[str]] = {}
    for provider, endpoint, state, count in connection.execute(
        f"select provider, endpoint, state, count(*) from {schema}.mirror_checkpoints"
        " where part_of is null group by 1, 2, 3 order by 1, 2, 3"
    ):
        found.setdefault((provider, endpoint), Counter())[state] = count
    return found
