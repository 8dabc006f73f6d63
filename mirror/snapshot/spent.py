"""What this machine has spent of its budgets, carried over into the file that takes the mirror's place."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from mirror.store.sqlite import trouble_with

_REQUESTS = """
insert into main.mirror_requests (id, provider, endpoint, sent_at, answered_at, cost, outcome)
select :last + id, provider, endpoint, sent_at, coalesce(answered_at, sent_at), cost, 'spent before a snapshot was installed'
from live.mirror_requests
where sent_at >= :since
order by id
"""
_CLOCKS = """
insert into main.mirror_clocks (first_request, boot_id, booted_at, noted_at)
select :last + first_request, boot_id, booted_at, noted_at from live.mirror_clocks
"""
_SILENCES = """
insert into main.mirror_silences (provider, address, request_id, told_at, until, why)
select provider, address, :last + request_id, told_at, until, why from live.mirror_silences
"""


@contextmanager
def carried_over(mirror: Path, staged: Path, since: str, *, safe: bool) -> Iterator[None]:
    """Notes in the file `staged` what the mirror has asked for since `since`, by which clocks it counted, and who wants to
    be left alone: the providers still count it.

    The file is written at the end of the block and not before it, so within it the file can be proven. With `safe` it is to
    outlive a power cut. Raises FileRefused, DiskTrouble.
    """
    with closing(sqlite3.connect(staged, isolation_level=None, uri=True)) as connection:
        trouble = None
        try:
            connection.execute("pragma journal_mode = off")
            connection.execute(f"pragma synchronous = {'full' if safe else 'off'}")
            connection.execute("pragma cache_spill = off")
            connection.execute("attach database ? as live", (f"{mirror.absolute().as_uri()}?mode=ro",))
            connection.execute("begin")
            _note(connection, since)
        except sqlite3.Error as error:
            trouble = error  # not told before the block, which may know that the copy is damaged
        yield
        try:
            if trouble is not None:
                raise trouble
            connection.execute("commit")
        except sqlite3.Error as error:
            raise trouble_with(staged, error) from error


def _note(connection: sqlite3.Connection, since: str) -> None:
    (last,) = connection.execute("select coalesce(max(id), 0) from main.mirror_requests").fetchone()
    told = {"last": last, "since": since}
    connection.execute(_REQUESTS, told)
    for table, carry in (("mirror_clocks", _CLOCKS), ("mirror_silences", _SILENCES)):
        if all(_has(connection, schema, table) for schema in ("live", "main")):
            connection.execute(carry, told)


def _has(connection: sqlite3.Connection, schema: str, table: str) -> bool:
    sql = f"select 1 from {schema}.sqlite_schema where type = 'table' and name = ?"
    return connection.execute(sql, (table,)).fetchone() is not None
