"""Two mirror files become one: every row that either has, of two that differ the one seen last, the other in the history."""

import sqlite3
from contextlib import closing
from pathlib import Path

from mirror.identity import MIRROR_ID, SCHEMA
from mirror.snapshot.compare import attach, quoted, relations
from mirror.snapshot.ledger import SIDES, unite
from mirror.snapshot.rows import Rows, United
from mirror.store.archive import ARCHIVE_DDL
from mirror.store.files import mirror_ddl
from mirror.store.history import keys_of
from mirror.tables import PROVIDER_TABLES

_FILES = {1: "one", 2: "two"}
_CACHE = -8_000  # KiB for each file


def union(one: Path, two: Path, path: Path, archives: tuple[Path, Path, Path] | None = None) -> United:
    """Makes a mirror at `path` (not to be there) from the mirror files `one` and `two`, which nobody may write.

    With `archives` it also makes the archive at the last of these paths from the first two. Which file comes first changes
    nothing. Returns how many provider rows only the first had, only the second, both, and both with different values or
    pasts. Raises sqlite3.Error.
    """
    work = path.with_name(f"{path.name}.work")
    try:
        with closing(sqlite3.connect(path, isolation_level=None, uri=True)) as connection:
            _prepare(connection, one, two, work)
            statements = mirror_ddl()
            first = [sql for sql in statements if sql.lower().startswith(("create table", "insert"))]
            later = [sql for sql in statements if sql not in first]
            for sql in first:
                connection.execute(sql)
            sides(connection)
            unite(connection)
            found = Rows(connection).unite()
            _whole(connection)
            for sql in later:
                connection.execute(sql)
            if archives is not None:
                _archive(connection, *archives)
            connection.execute(f"pragma application_id = {MIRROR_ID}")
            connection.execute(f"pragma user_version = {SCHEMA}")
            connection.execute("commit")
            return found
    finally:
        work.unlink(missing_ok=True)


def _prepare(connection: sqlite3.Connection, one: Path, two: Path, work: Path) -> None:
    for name, path in ((_FILES[1], one), (_FILES[2], two)):
        attach(connection, path, name)
    connection.execute("attach database ? as work", (str(work),))
    connection.execute("pragma temp_store = file")
    for name in ("main", "work"):  # files that nobody has seen yet
        connection.execute(f"pragma {name}.journal_mode = off")
        connection.execute(f"pragma {name}.synchronous = off")
    for name in ("main", "work", "temp", *_FILES.values()):
        connection.execute(f"pragma {name}.cache_size = {_CACHE}")
    connection.execute("begin")


def sides(connection: sqlite3.Connection) -> None:
    """Makes each table of either file readable as `temp.side1_<table>` and `temp.side2_<table>`, in today's columns."""
    today = relations(connection, "main")
    for side in SIDES:
        there = relations(connection, _FILES[side])
        for name, table in today.items():
            known = there[name].columns if name in there else ()
            told = ", ".join(
                f"t.{quoted(column)}" if column in known else f"null as {quoted(column)}"
                for column in table.columns
            )
            source = f"from {_FILES[side]}.{quoted(name)} as t" if known else "where false"
            connection.execute(f"create temp view side{side}_{name} as select {told} {source}")


def _archive(connection: sqlite3.Connection, one: Path, two: Path, path: Path) -> None:
    """The answers of both archives under the new numbers of their requests, every body once."""
    connection.execute("commit")
    for name, file in (("answers1", one), ("answers2", two)):
        attach(connection, file, name)
    connection.execute("attach database ? as answers", (str(path),))
    connection.execute("pragma answers.journal_mode = off")
    connection.execute("begin")
    for sql in ARCHIVE_DDL:
        connection.execute(sql.replace("create table ", "create table answers.", 1))
    for side in SIDES:
        connection.execute(f"insert or ignore into answers.bodies select * from answers{side}.bodies")
        connection.execute(
            f"""
            insert or ignore into answers.responses
            select q.number, r.provider, r.endpoint, r.target, r.status, r.headers, r.seconds, r.fetched_at, r.sha256
            from answers{side}.responses as r join work.request as q on q.side = {side} and q.old = r.id
            """
        )


def _whole(connection: sqlite3.Connection) -> None:
    """Brings back what rows refer to and one file had taken out: nothing may refer to what is not there."""
    while loose := connection.execute("pragma main.foreign_key_check").fetchall():
        brought = 0
        for child, number, parent, place in loose:
            column = next(
                source
                for key, _, _, source, *_ in connection.execute(
                    f"pragma main.foreign_key_list({quoted(child)})"
                )
                if key == place
            )
            for side in SIDES:
                key = keys_of(PROVIDER_TABLES[parent])[0]
                brought += connection.execute(
                    f"insert or ignore into main.{parent} select * from temp.side{side}_{parent}"
                    f" where {key} = (select {quoted(column)} from main.{quoted(child)} where rowid = ?)",
                    (number,),
                ).rowcount
        if not brought:
            raise sqlite3.IntegrityError(
                f"{loose[0][0]} refers to a row of {loose[0][2]} that neither file has"
            )
