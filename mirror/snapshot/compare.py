"""Two files side by side: which tables they have, and which rows of a table came, went or changed. Only reads."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mirror.snapshot.digest import tables_of


@dataclass(frozen=True)
class Relation:
    """A table of a file: its columns, those of its key, and those beside the key that take NULL."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    optional: frozenset[str]


@contextmanager
def side_by_side(old: Path | None, new: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads the file `old` (None: an empty one) under the name `old` and `new` under the name `new`."""
    with closing(sqlite3.connect(":memory:", isolation_level=None, uri=True)) as connection:
        for name, path in (("old", old), ("new", new)):
            attach(connection, path, name)
        yield connection


def attach(connection: sqlite3.Connection, path: Path | None, name: str) -> None:
    """Attaches a file that nobody writes, to be read under `name`; the connection must take addresses (`uri=True`)."""
    address = ":memory:" if path is None else f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection.execute(f"attach database ? as {name}", (address,))


def relations(connection: sqlite3.Connection, schema: str) -> dict[str, Relation]:
    """The ordinary tables of a file by name."""
    return {name: _relation(connection, schema, name) for name in tables_of(connection, schema)}


def _relation(connection: sqlite3.Connection, schema: str, name: str) -> Relation:
    columns = connection.execute(
        'select name, "notnull", pk from pragma_table_info(?, ?)', (name, schema)
    ).fetchall()
    keys = sorted((place, column) for column, _, place in columns if place)
    return Relation(
        name,
        tuple(column for column, *_ in columns),
        tuple(column for _, column in keys),
        frozenset(column for column, needed, place in columns if not needed and not place),
    )


@dataclass(frozen=True)
class Pair:
    """One table in the file `new`, and the same in the file `old` (None when it is not there)."""

    old: Relation | None
    new: Relation

    @cached_property
    def whole(self) -> bool:
        """Whether the old rows say nothing about the new ones: no table, no key, another key, a column they must have."""
        if self.old is None or not self.new.keys or self.old.keys != self.new.keys:
            return True
        return not set(self.new.columns) - set(self.old.columns) <= self.new.optional

    @property
    def was(self) -> list[str]:
        """The new columns as the old row `o` has them."""
        known = () if self.old is None else self.old.columns
        return [f"o.{quoted(name)}" if name in known else "null" for name in self.new.columns]

    @property
    def now(self) -> list[str]:
        """The columns of the new row `n`."""
        return [f"n.{quoted(name)}" for name in self.new.columns]

    @property
    def same_key(self) -> str:
        """The condition under which `o` and `n` are one row."""
        return " and ".join(f"n.{quoted(key)} is o.{quoted(key)}" for key in self.new.keys)

    @property
    def changed(self) -> str:
        """The condition under which `o` and `n` differ."""
        return f"({', '.join(self.now)}) is not ({', '.join(self.was)})"

    @property
    def tables(self) -> str:
        """Both tables, joined by their key."""
        name = quoted(self.new.name)
        return f"new.{name} as n join old.{name} as o on {self.same_key}"


def quoted(name: str) -> str:
    """The name of a table or column as SQL."""
    return '"' + name.replace('"', '""') + '"'
