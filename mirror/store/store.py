"""The one writer of a mirror. A page's rows, its checkpoints and its cost commit in one transaction, or not at all."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mirror import crosswalk, search, views
from mirror.catalogue import Drift, Page, Scope, Write
from mirror.http import Request, Response
from mirror.identity import MIRROR_ID, refuse_foreign
from mirror.places import SQL
from mirror.shaping.shape import stubs
from mirror.store import statements
from mirror.store.archive import Archive, archive_path
from mirror.store.files import add_world, mirror_ddl
from mirror.store.lock import here, take
from mirror.store.sqlite import connect, create, trouble_with
from mirror.tables import PROVIDER_TABLES

_REMEMBERED = 4096  # parents
_PARENTS = {
    key.column.table.name: key.column.name
    for table in PROVIDER_TABLES.values()
    for key in table.foreign_keys
    if len(key.column.table.primary_key.columns) == 1
}
_CHECKPOINT = ("provider", "endpoint", "scope")


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one request: its number, and what the ledger says of it. `status` is None without an answer."""

    request_id: int
    outcome: str
    status: int | None = None
    seconds: float | None = None
    size: int | None = None
    cost: int = 1


class Store:
    """A mirror and its archive, open for writing under the writer's lock.

    Opening makes the files when they are not there. Raises FileRefused for anything that is not a mirror of this or an
    older version, MirrorBusy when another process writes it, DiskTrouble when the disk does not take it.
    """

    def __init__(self, path: Path, *, patience: float = 5.0) -> None:
        self.path = path
        refuse_foreign(path)
        if not path.parent.is_dir():
            raise trouble_with(path, _no_folder())
        self._lock = take(path, patience=patience)
        try:
            there = refuse_foreign(path)  # again: whoever held the lock may have made it
            self.connection = connect(path)
            self.connection.create_function("merged", 2, statements.merged, deterministic=True)
            with self._trouble():
                if not there:
                    create(self.connection, mirror_ddl(), MIRROR_ID)
                elif add_world(self.connection):
                    crosswalk.refresh(self.connection)
                views.apply(self.connection)
                if there and not set(search.NAMES) <= self._tables():
                    search.refresh(self.connection)
            self.archive = Archive(archive_path(path))
            self._last_request = max(self.archive.last_id(), self._highest("mirror_requests"))
            self._run = 0
            self._said: dict[tuple[str, Any], tuple[tuple[str, ...], bool, tuple[Any, ...]]] = {}
        except BaseException:
            self._lock.release()
            raise

    def _tables(self) -> set[str]:
        found = self.connection.execute("select name from sqlite_schema where type = 'table'")
        return {name for (name,) in found}

    def _highest(self, table: str) -> int:
        return int(self.connection.execute(f"select coalesce(max(id), 0) from {table}").fetchone()[0])

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        """Turns what SQLite says into one of this package's errors, with the transaction undone."""
        try:
            yield
        except sqlite3.Error as trouble:
            if self.connection.in_transaction:
                self.connection.execute("rollback")
            raise trouble_with(self.path, trouble) from trouble

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside commits together. Foreign keys are looked at when it does, so order does not matter."""
        with self._trouble():
            self.connection.execute("begin immediate")
            try:
                yield
                self.connection.execute("commit")
            except BaseException:
                self.forget()
                if self.connection.in_transaction:
                    self.connection.execute("rollback")
                raise

    # What leaves

    def begin_run(self, command: str, options: Mapping[str, Any], now: str) -> None:
        """Notes that a run has begun, and who runs it."""
        pid, host = here()
        self._run = self._highest("mirror_runs") + 1
        with self._trouble():
            self.connection.execute(
                "insert into mirror_runs (id, command, options, pid, host, started_at) values (?, ?, ?, ?, ?, ?)",
                (self._run, command, json.dumps(options, default=str), pid, host, now),
            )

    def end_run(self, now: str, requests: int, rows: int, code: int) -> None:
        """Notes how the run ended."""
        with self._trouble():
            self.connection.execute(
                "update mirror_runs set ended_at = ?, requests = ?, rows = ?, exit_code = ? where id = ?",
                (now, requests, rows, code, self._run),
            )

    def beat(self, now: str, note: str, requests: int, rows: int) -> None:
        """Notes that the run is alive, and how far it is."""
        with self._trouble():
            self.connection.execute(
                "update mirror_runs set heartbeat_at = ?, note = ?, requests = ?, rows = ? where id = ?",
                (now, note, requests, rows, self._run),
            )

    def leaving(self, request: Request, scopes: Sequence[Scope], now: str) -> int:
        """Writes the request into the ledger before it leaves. Returns its number."""
        self._last_request += 1
        with self._trouble():
            self.connection.execute(
                "insert into mirror_requests (id, run_id, provider, endpoint, scope, target, sent_at)"
                " values (?, ?, ?, ?, ?, ?, ?)",
                (
                    self._last_request, self._run, request.provider, request.endpoint,
                    " ".join(scope.text for scope in scopes), request.target, now,
                ),
            )  # fmt: skip
        return self._last_request

    def unsettled(self, provider: str) -> dict[str, tuple[int, Response]]:
        """Answers that were archived by a run that was killed before it dealt with them: target → (number, answer)."""
        sql = "select id from mirror_requests where provider = ? and answered_at is null and status is null"
        waiting = [request_id for (request_id,) in self.connection.execute(sql, (provider,))]
        return {
            target: (number, answer) for number, (target, answer) in self.archive.answers(waiting).items()
        }

    # What comes back

    def settle(
        self,
        provider: str,
        endpoint: str,
        now: str,
        settled: Settled,
        *,
        page: Page | None = None,
        checkpoints: Iterable[tuple[Scope, Mapping[str, Any]]] = (),
    ) -> int:
        """Commits one answer: rows, drift, checkpoints and cost together. Returns how many rows it changed."""
        with self.transaction():
            self.moment(now, settled.request_id)
            changed = self._write(page) if page is not None else 0
            if page is not None and page.drift:
                self._note(provider, endpoint, page.drift, settled.request_id, now)
            self.note(provider, checkpoints)
            self.connection.execute(
                "update mirror_requests set answered_at = ?, status = ?, seconds = ?, bytes = ?, cost = ?, outcome = ?"
                " where id = ?",
                (
                    now, settled.status, settled.seconds, settled.size, settled.cost, settled.outcome,
                    settled.request_id,
                ),
            )  # fmt: skip
        return changed

    def check(self, provider: str, checkpoints: Iterable[tuple[Scope, Mapping[str, Any]]]) -> None:
        """Commits checkpoints that no request of their own stands behind."""
        with self.transaction():
            self.note(provider, checkpoints)

    def _write(self, page: Page) -> int:
        changed = 0
        for statement, parameters in page.before:
            self.connection.executemany(statement, parameters)
        for write in (*stubs(page.writes), *page.writes):
            news = self._news(write)
            if news.rows:
                changed += statements.write(self.connection, news)
        for statement, parameters in page.after:
            self.connection.executemany(statement, parameters)
        if page.before or page.after:
            self.forget()
        return changed

    def _news(self, write: Write) -> Write:
        """`write` with the rows that say something else than was said last; every row, where that is not remembered.

        Nine tenths of a page are parents that hundreds of pages repeat.
        """
        key = _PARENTS.get(write.table)
        if key is None:
            return write
        if len(self._said) > _REMEMBERED:
            self._said.clear()
        place = write.columns.index(key)
        stub = len(write.columns) == 1
        news = []
        for row in write.rows:
            known = self._said.get((write.table, row[place]))
            if known is None or (not stub and known != (write.columns, write.partial, row)):
                self._said[(write.table, row[place])] = (write.columns, write.partial, row)
                news.append(row)
        return Write(write.table, write.columns, news, write.partial)

    def forget(self) -> None:
        """Forgets what was said last of parents, when something else than a page has changed or undone it."""
        self._said.clear()

    def _note(self, provider: str, endpoint: str, drift: Iterable[Drift], request_id: int, now: str) -> None:
        self.connection.executemany(
            "insert into mirror_drift values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " on conflict do update set count = count + excluded.count",
            [
                (provider, endpoint, d.table, d.path, d.kind, d.example, now, request_id, d.count)
                for d in drift
            ],
        )

    def _check(self, provider: str, scope: Scope, values: Mapping[str, Any]) -> None:
        row = {
            "provider": provider, "endpoint": scope.endpoint, "scope": scope.text, "part_of": scope.part_of,
            "season": scope.season, **values,
        }  # fmt: skip
        self.connection.execute(_checkpoint_of(tuple(row)), tuple(row.values()))

    def moment(self, now: str, request_id: int) -> None:
        """Says to the triggers when the transaction of the caller takes place, and which answer it writes."""
        self.connection.execute("update mirror_now set at = ?, request_id = ?", (now, request_id))

    def note(self, provider: str, checkpoints: Iterable[tuple[Scope, Mapping[str, Any]]]) -> None:
        """Writes checkpoints inside a transaction of the caller."""
        for scope, values in checkpoints:
            self._check(provider, scope, values)

    def forget_parts(self, provider: str, scope: Scope) -> None:
        """Drops the checkpoints of the parts of `scope`, inside a transaction of the caller."""
        self.connection.execute(
            f"delete from mirror_checkpoints where {_FAMILY} and part_of = :scope", _family(provider, scope)
        )

    # What is known

    def checkpoints(self, provider: str, endpoint: str) -> dict[str, dict[str, Any]]:
        """The checkpoints of one endpoint by scope."""
        return read_checkpoints(self.connection, provider, endpoint)

    def checkpoint(self, provider: str, scope: Scope) -> dict[str, Any] | None:
        """The checkpoint of one scope; None when it was never asked."""
        sql = "select * from mirror_checkpoints where provider = ? and endpoint = ? and scope = ?"
        return _by_scope(self.connection.execute(sql, (provider, scope.endpoint, scope.text))).get(scope.text)

    def family(self, provider: str, scope: Scope) -> dict[str, dict[str, Any]]:
        """The checkpoints of one scope and of its parts, by scope."""
        sql = f"select * from mirror_checkpoints where {_FAMILY} and (scope = :scope or part_of = :scope)"
        return _by_scope(self.connection.execute(sql, _family(provider, scope)))

    def parts_left(self, provider: str, scope: Scope) -> bool:
        """Whether a part of `scope` is still to be asked."""
        sql = f"select 1 from mirror_checkpoints where {_FAMILY} and part_of = :scope and state = 'partial' limit 1"
        return self.connection.execute(sql, _family(provider, scope)).fetchone() is not None

    def ask(self, kind: str, provider: str, name: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of the file `sql/<kind>/<provider>/<name>.sql`."""
        with self._trouble():
            return self.connection.execute(_text(kind, provider, name), values).fetchall()

    def follow(self, provider: str, endpoint: str, values: Mapping[str, Any]) -> None:
        """Runs the endpoint's file in `sql/follow/`, where it has one: a change brings other scopes' dates forward."""
        path = SQL / "follow" / provider / f"{endpoint}.sql"
        if path.exists():
            with self.transaction():
                self.connection.execute(path.read_text(encoding="utf-8"), values)

    def count(self, table: str, column: str, value: Any) -> int:
        """How many rows of `table` have the number `value` in `column`."""
        return int(
            self.connection.execute(
                f"select count(*) from {table} where {column} = cast(? as integer)", (value,)
            ).fetchone()[0]
        )

    def settle_world(self, overrides: Path | None = None) -> None:
        """Brings the crosswalk and the full-text indexes up to date with the rows.

        `overrides` is the file of overrides when it is not beside.
        """
        with self._trouble():
            crosswalk.refresh(self.connection, overrides)
            search.refresh(self.connection)

    def close(self) -> None:
        """Closes both files, their logs written back, and lets go of the lock."""
        try:
            with self._trouble():
                self.connection.execute("pragma wal_checkpoint(truncate)")
            self.connection.close()
            self.archive.close()
        finally:
            self._lock.release()


def read_checkpoints(
    connection: sqlite3.Connection, provider: str, endpoint: str
) -> dict[str, dict[str, Any]]:
    """The checkpoints of one endpoint by scope, from any connection to a mirror."""
    return {row["scope"]: row for row in each_checkpoint(connection, provider, endpoint)}


def each_checkpoint(
    connection: sqlite3.Connection, provider: str, endpoint: str, *, parts: bool = True
) -> Iterator[dict[str, Any]]:
    """The checkpoints of one endpoint, one after the other; without `parts`, of whole scopes alone."""
    sql = "select * from mirror_checkpoints where provider = ? and endpoint = ?"
    return _rows(connection.execute(sql if parts else f"{sql} and part_of is null", (provider, endpoint)))


def _rows(cursor: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _by_scope(cursor: sqlite3.Cursor) -> dict[str, dict[str, Any]]:
    return {row["scope"]: row for row in _rows(cursor)}


# The text of a part begins with that of its scope: what the key orders together is all that has to be looked at.
_FAMILY = "provider = :provider and endpoint = :endpoint and scope >= :scope and scope < :end"


def _family(provider: str, scope: Scope) -> dict[str, str]:
    text = scope.text
    return {"provider": provider, "endpoint": scope.endpoint, "scope": text, "end": text + "\U0010ffff"}


@cache
def _text(kind: str, provider: str, name: str) -> str:
    return (SQL / kind / provider / f"{name}.sql").read_text(encoding="utf-8")


@cache
def _checkpoint_of(names: tuple[str, ...]) -> str:
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name not in _CHECKPOINT)
    return (
        f"insert into mirror_checkpoints ({', '.join(names)}) values ({', '.join('?' * len(names))})"
        f" on conflict do update set {changes}"
    )


def _no_folder() -> sqlite3.Error:
    trouble = sqlite3.OperationalError("its folder is not there")
    trouble.sqlite_errorname = "SQLITE_CANTOPEN"
    return trouble
