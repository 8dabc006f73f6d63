"""The file made again from its archive, with no network: what every answer brought, in the order they were dealt with.

A rebuild is a sync whose answers come out of the archive. It goes into a new file beside, answer by answer, each at the
moment at which it was first dealt with, so the history comes about again as well. What no answer says (rows that a proof
took away, or brought back) is read from the old history and done again in its place. `mirror_now` in the new file tells
the last answer that went in: a rebuild that was killed goes on there. The old file is replaced only when the new one is
whole and holds no less, and is kept beside unless both are equal.
"""

import re
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from mirror.catalogue import Endpoint, NotAnAnswer, Page, Params, Provider, Scope
from mirror.crosswalk.overrides import overrides_path
from mirror.disk import flush, name_again
from mirror.errors import DiskTrouble, FileRefused, MirrorBusy, MirrorError
from mirror.http import Response
from mirror.identity import ARCHIVE_ID, refuse_foreign
from mirror.instants import stamp
from mirror.providers import PROVIDERS
from mirror.run.verdict import Kind, judge
from mirror.store import Settled, Store
from mirror.store.archive import archive_path
from mirror.store.files import (
    attached,
    columns_of,
    differing,
    has_todays_tables,
    row_count,
)
from mirror.store.history import Marks, marks, row_id
from mirror.tables import PROVIDER_TABLES

Report = Callable[[Mapping[str, Any]], None]

# Made again by the replay; every other table of the ledger is carried over.
_REPLAYED = ("mirror_history", "mirror_first_seen", "mirror_now")
_SUFFIXES = {"sportradar": r"\.(?:json|xml)"}  # of a path, beside what the catalogue says

_ANSWERS = """
select answered_at, id, provider, endpoint, target, outcome, status, seconds, bytes, cost from mirror_requests
where answered_at is not null and status in (200, 203) and outcome not in ('tier', 'probe')
order by answered_at, id
"""


@dataclass(frozen=True)
class Rebuilt:
    """How a rebuild ended.

    `answers` became rows, `replayed` of them in this run; `unread` answers of the ledger are not in the archive or ask
    for what the catalogue no longer has. `differ` names the tables that hold something else than before, and then the
    file that was is kept at `kept`.
    """

    db: str
    answers: int
    replayed: int
    unread: int
    rows: int
    differ: list[str]
    kept: str | None
    seconds: float


class _Answer(NamedTuple):
    """One answer of the ledger, in its columns."""

    at: str
    number: int
    provider: str
    endpoint: str
    target: str
    outcome: str
    status: int
    seconds: float | None
    size: int | None
    cost: int


def rebuild(
    path: Path, report: Report = lambda event: None, *, clock: Callable[[], float] = time.time
) -> Rebuilt:
    """Makes the mirror at `path` again from its archive, in its place. Returns how it ended.

    Raises FileRefused when there is no mirror, no archive, or a file of an earlier rebuild that differs; MirrorBusy when
    another process writes or, at the end, reads it; MirrorError when the new file holds less. The old one then stays.
    """
    if not refuse_foreign(path):
        raise FileRefused(
            f"There is no mirror at {path}; make one with 'f1-mirror sync', or name it with --db."
        )
    if not refuse_foreign(archive_path(path), ARCHIVE_ID):
        raise FileRefused(
            f"There is no archive at {archive_path(path)}, and a mirror is rebuilt from its archive."
        )
    began = clock()
    old = Store(path)
    try:
        return _Rebuild(old, report, clock).run(began)
    finally:
        old.close()


class _Rebuild:
    """One rebuild of one mirror, whose lock is held."""

    def __init__(self, old: Store, report: Report, clock: Callable[[], float]) -> None:
        self._old, self._report, self._clock = old, report, clock
        self._real = old.path.resolve()  # a link to the mirror goes on leading to it
        self._new_path = self._real.with_name(f"{self._real.stem}.rebuild.db")
        self._kept = self._real.with_name(f"{self._real.stem}.before-rebuild.db")
        self._answers = self._replayed = self._unread = self._rows = 0

    def run(self, began: float) -> Rebuilt:
        self._settle_earlier()
        self._old.begin_run("rebuild", {}, stamp(began))
        self._report({"event": "start", "db": str(self._old.path)})
        new = self._open()
        try:
            self._replay(new)
            new.settle_world(overrides_path(self._real))
            short, differ = self._compared(new)
            self._old.end_run(stamp(self._clock()), 0, self._rows, 1 if short else 0)
            with attached(new.connection, self._real):
                _carry_over(new)
        finally:
            new.close()
        if short:
            self._discard()
            raise MirrorError(
                f"The archive gives less than the file holds ({short}); {self._old.path} was left as it was."
            )
        self._swap(keep=bool(differ))
        kept = str(self._kept) if differ else None
        seconds = round(self._clock() - began, 3)
        made = Rebuilt(
            str(self._old.path),
            self._answers,
            self._replayed,
            self._unread,
            self._rows,
            differ,
            kept,
            seconds,
        )
        self._report({"event": "done", **asdict(made)})
        return made

    # The two files beside

    def _settle_earlier(self) -> None:
        """An old file that an earlier rebuild left is removed when it is this one or equals it, and is never overwritten."""
        if not self._kept.exists():
            return
        if not self._kept.samefile(self._real):  # else that rebuild ended between keeping it and the swap
            refuse_foreign(self._kept)
            with attached(self._old.connection, self._kept):
                differ = differing(self._old.connection)
            if differ:
                raise FileRefused(
                    f"{self._kept} is what an earlier rebuild replaced, and {differ[0]} differs from it; "
                    "look at it, move it away, and run again."
                )
        self._kept.unlink()

    def _open(self) -> Store:
        """The new file: the one that a killed rebuild left, or an empty one when that has other tables than these."""
        new = Store(self._new_path)
        if not has_todays_tables(new.connection):
            new.close()
            self._discard()
            new = Store(self._new_path)
        with attached(new.connection, self._real):
            _carry_over(new)
        return new

    def _discard(self) -> None:
        names = (
            self._new_path,
            archive_path(self._new_path),
            self._new_path.with_name(f"{self._new_path.name}.lock"),
        )
        for path in names:
            for end in ("", "-wal", "-shm"):
                path.with_name(path.name + end).unlink(missing_ok=True)

    def _swap(self, *, keep: bool) -> None:
        """Puts the new file in the old one's place: at every moment there is a whole file of that name."""
        try:
            # Nobody else may have it open: a log of the old file beside the new one would ruin it.
            self._old.connection.execute("pragma journal_mode = delete")
        except sqlite3.OperationalError:
            raise MirrorBusy(
                f"The new file is whole, but {self._old.path} is open in another program; close it and run again."
            ) from None
        try:
            shutil.copymode(self._real, self._new_path)
            name_again(self._real, self._kept)
            self._new_path.replace(self._real)
            flush(self._real.parent)
            if not keep:
                self._kept.unlink()
        except OSError as trouble:
            raise DiskTrouble(
                f"{self._real} cannot be replaced ({trouble.strerror}); it was left as it was."
            ) from None
        self._discard()

    # What goes in

    def _replay(self, new: Store) -> None:
        answers = self._listed()
        done_beside = marks(self._old.connection)
        steps: list[tuple[str, int, _Answer | None]] = [(one.at, one.number, one) for one in answers]
        steps += [(at, number, None) for at, number in done_beside]
        steps.sort(key=lambda step: (step[0], step[1], step[2] is None))
        done = _position(new.connection)
        for at, number, answer in steps:
            if answer is not None:
                self._answer(new, answer, again=(at, number) <= done)
            elif (at, number) >= done:  # of the last answer too: a second time changes nothing
                _mark(new, (at, number), done_beside[(at, number)])

    def _listed(self) -> list[_Answer]:
        """The answers that may have become rows, in the order they were dealt with."""
        found = [_Answer(*row) for row in self._old.connection.execute(_ANSWERS)]
        answers = [
            one
            for one in found
            if one.provider in PROVIDERS and one.endpoint in PROVIDERS[one.provider].by_name
        ]
        self._unread += len(found) - len(answers)
        counts = Counter((one.provider, one.endpoint) for one in answers)
        for provider in PROVIDERS:
            endpoints = {endpoint: count for (owner, endpoint), count in counts.items() if owner == provider}
            if endpoints:
                self._report({"event": "due", "provider": provider, "endpoints": endpoints})
        return answers

    def _answer(self, new: Store, answer: _Answer, *, again: bool) -> None:
        """Commits what one answer brings, unless an earlier run of this rebuild has."""
        provider = PROVIDERS[answer.provider]
        endpoint = provider.by_name[answer.endpoint]
        page = None if again else self._page(provider, endpoint, answer)
        if page is not None:
            settled = Settled(
                answer.number, answer.outcome, answer.status, answer.seconds, answer.size, answer.cost
            )
            new.settle(provider.name, endpoint.name, answer.at, settled, page=page)
            self._replayed += 1
            self._rows += page.count
        if again or page is not None:
            self._answers += 1
        told = {"provider": provider.name, "endpoint": endpoint.name, "scope": answer.target}
        self._report({"event": "page", **told, "rows": page.count if page else 0, "request": answer.number})
        self._report({"event": "scope", **told, "state": "complete"})

    def _page(self, provider: Provider, endpoint: Endpoint, answer: _Answer) -> Page | None:
        """The page that an answer is, its drift left out (it was noted then); None when it never became rows."""
        scopes = scopes_of(provider, endpoint, answer.target)
        found = self._old.archive.answers([answer.number]).get(answer.number)
        if scopes is None or found is None or found[0] != answer.target:  # or it is another mirror's
            self._unread += 1
            return None
        response: Response = found[1]
        if judge(provider.name, response, now=0.0).kind is not Kind.GOOD:
            return None
        try:
            return replace(endpoint.shape(endpoint, response.body, scopes), drift=[])
        except NotAnAnswer:
            return None

    # What came out

    def _compared(self, new: Store) -> tuple[str, list[str]]:
        """What the new file lacks, in words, and the tables that differ. Raises FileRefused for a file that is not whole."""
        connection = new.connection
        whole = connection.execute("pragma integrity_check(1)").fetchone()[0]
        loose = connection.execute("pragma foreign_key_check").fetchone()
        if whole != "ok" or loose is not None:
            raise FileRefused(
                f"{self._new_path} did not become whole ({whole}, {loose}); remove it and run again."
            )
        with attached(connection, self._real):
            there = [name for name in PROVIDER_TABLES if columns_of(connection, "other", name)]
            counts = [
                (name, row_count(connection, "main", name), row_count(connection, "other", name))
                for name in there
            ]
            short = [f"{name}: {now:,} of {was:,} rows" for name, now, was in counts if now < was]
            return ", ".join(short), differing(connection)


# From the words of a request back to what was asked


def scopes_of(provider: Provider, endpoint: Endpoint, target: str) -> tuple[Scope, ...] | None:
    """The scopes that a request to `target` asked for: the inverse of `Provider.request`, without what a scope knows
    beside its parameters. None when `target` is no request of the endpoint.

    A value inside the path is taken as it reads decoded: ids with a slash or a percent sign in them cannot be told apart.
    """
    path, _, query = target.partition("?")
    found = re.fullmatch(_pattern(provider, endpoint), unquote(path), re.DOTALL)
    if found is None:
        return None
    pairs = [tuple(map(unquote, pair.split("=", 1))) for pair in query.split("&")] if query else []
    if any(len(pair) == 1 for pair in pairs):
        return None
    asked: list[tuple[str, str]] = [(pair[0], pair[1]) for pair in pairs]
    if asked and asked[-1][0] == provider.cursor_name:
        asked.pop()
    if endpoint.paged and provider.per_page and (not asked or asked.pop()[0] != "per_page"):
        return None
    added = endpoint.always
    if tuple(asked[len(asked) - len(added) :]) != added:
        return None
    in_path = {name: value for name, value in found.groupdict().items() if name in endpoint.ask}
    own = asked[: len(asked) - len(added)]
    if endpoint.batch > 1 and all(name == endpoint.ask[0] for name, _ in own):
        return tuple(Scope(endpoint.name, (pair,)) for pair in own)
    given: Params = (*((name, in_path[name]) for name in endpoint.ask if name in in_path), *own)
    return (Scope(endpoint.name, given),)


def _pattern(provider: Provider, endpoint: Endpoint) -> str:
    parts = re.split(r"\{(\w+)\}", provider.prefix + endpoint.path)
    pattern = "".join(f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return pattern + (f"(?:{_SUFFIXES[provider.name]})?" if provider.name in _SUFFIXES else "")


# In the new file


def _carry_over(new: Store) -> None:
    """Copies what the mirror knows about itself, in the columns that both files have."""
    found = new.connection.execute(
        "select name from main.sqlite_schema where type = 'table' and name like 'mirror!_%' escape '!'"
    ).fetchall()
    with new.transaction():
        for name in [name for (name,) in found if name not in _REPLAYED]:
            known = columns_of(new.connection, "other", name)
            both = ", ".join(column for column in columns_of(new.connection, "main", name) if column in known)
            if both:
                new.connection.execute(f"delete from main.{name}")
                new.connection.execute(f"insert into main.{name} ({both}) select {both} from other.{name}")


def _position(connection: sqlite3.Connection) -> tuple[str, int]:
    """The last moment and request that went into a file that is being made."""
    at, number = connection.execute(
        "select coalesce(at, ''), coalesce(request_id, 0) from mirror_now"
    ).fetchone()
    return str(at), int(number)


def _mark(new: Store, moment: tuple[str, int], rows: Marks) -> None:
    """Takes rows out, marks them as removed or takes the mark away, as it was done beside the answers at that moment."""
    with new.transaction():
        new.moment(*moment)
        for (table, row), (gone, removed_at) in rows.items():
            own = f"{row_id(PROVIDER_TABLES[table], table)} = ?"
            if gone:
                new.connection.execute(f"delete from {table} where {own}", (row,))
            else:
                new.connection.execute(
                    f"update {table} set removed_at = ? where removed_at is not ? and {own}",
                    (removed_at, removed_at, row),
                )
