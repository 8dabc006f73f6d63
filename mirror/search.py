"""The full-text indexes of a mirror: over drivers, events, race control messages, and every name in the crosswalk.

Each is declared over the table it indexes and keeps no text of its own, so Datasette finds it, and it is made again from
that table where the two no longer agree. Capitals and accents do not matter.
"""

import sqlite3

# The index, its table, the key of its table as SQLite numbers rows, and what is looked in.
_INDEXED = (
    ("search_names", "crosswalk", "rowid", ("canonical_id",)),
    ("search_drivers", "balldontlie_drivers", "id",
     ("first_name", "last_name", "display_name", "short_name", "country_name")),
    ("search_events", "balldontlie_events", "id", ("name", "short_name", "location", "country_name")),
    ("search_messages", "balldontlie_race_control_messages", "id", ("message",)),
)  # fmt: skip
NAMES = tuple(name for name, *_ in _INDEXED)


def statements() -> list[str]:
    """The statements that make the indexes, empty."""
    return [_statement(*one) for one in _INDEXED]


def _statement(name: str, table: str, key: str, columns: tuple[str, ...]) -> str:
    return (
        f'CREATE VIRTUAL TABLE {name} USING fts5({", ".join(columns)}, content="{table}",'
        f" content_rowid=\"{key}\", tokenize='unicode61 remove_diacritics 2')"
    )


def refresh(connection: sqlite3.Connection) -> list[str]:
    """Makes the indexes agree with their tables, one transaction each. Returns the names of those that did not.

    Nothing is written where they agree. `connection` must be a writer's, outside a transaction; an index that an earlier
    version did not have is made. Raises sqlite3.Error when the disk gives way.
    """
    there = dict(connection.execute("select name, sql from sqlite_schema where type = 'table'").fetchall())
    changed = []
    for one, statement in zip(_INDEXED, statements(), strict=True):
        name = one[0]
        if there.get(name) == statement and _agrees(connection, name):
            continue
        connection.execute("begin immediate")
        try:
            if there.get(name) != statement:
                connection.execute(f"drop table if exists {name}")
                connection.execute(statement)
            connection.execute(f"insert into {name} ({name}) values ('rebuild')")
            connection.execute("commit")
        except BaseException:
            if connection.in_transaction:
                connection.execute("rollback")
            raise
        changed.append(name)
    return changed


def _agrees(connection: sqlite3.Connection, name: str) -> bool:
    """Whether an index says what its table says, as SQLite itself finds out; it writes nothing for that."""
    try:
        connection.execute(f"insert into {name} ({name}, rank) values ('integrity-check', 1)")
    except sqlite3.DatabaseError as trouble:
        if trouble.sqlite_errorname != "SQLITE_CORRUPT_VTAB":
            raise
        return False
    return True
