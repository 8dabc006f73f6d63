"""When the requests of the ledger really were, whoever set the clock since.

A process times all it sends by the clock as it was when it began, so one note a process says what its moments are worth:
when the machine's boot was by that clock. A later process on the same boot sees the same boot elsewhere by as much as
the clock was set, and moves the moments by that. Between two boots nobody can tell: then a moment in the future was at
the latest when the next clock was noted, since requests are numbered in the order in which they were sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection

from mirror.clock import Boot
from mirror.instants import stamp, unix
from mirror.providers import PROVIDERS
from mirror.store import Store

_SAME = 0.005  # seconds; two readings of two clocks, and moments written in milliseconds

_HAS_NOTES = "select 1 from sqlite_schema where type = 'table' and name = 'mirror_clocks'"
_NOTES = "select first_request, boot_id, booted_at, noted_at from mirror_clocks order by first_request desc"
_NEXT = "select coalesce(max(id), 0) + 1 from mirror_requests"
_IN_THE_FUTURE = "select 1 from mirror_requests where provider = ? and sent_at > ? and id >= ? limit 1"


@dataclass(frozen=True, slots=True)
class Span:
    """The requests from `first` to before `end`, whose clock was `behind` the present one by so many seconds.

    They were sent before `latest` (unix seconds).
    """

    first: int
    end: int
    behind: float
    latest: float


def spans(connection: Connection, boot: Boot | None, now: float) -> Iterator[Span]:
    """The ledger's numbers by the clock that timed them, the latest first, seen from `boot` at `now` (unix seconds)."""
    end, latest = 2**63 - 1, now
    # A mirror of an earlier time, which is only read, has no such table.
    notes = connection.execute(_NOTES).fetchall() if connection.execute(_HAS_NOTES).fetchone() else []
    for first, boot_id, booted_at, noted_at in notes:
        behind = 0.0 if boot is None or boot_id != boot.id else boot.at - unix(booted_at)
        yield Span(first, end, behind, latest)
        end, latest = first, min(latest, unix(noted_at) + behind)
    yield Span(0, end, 0.0, latest)


def moment(connection: Connection, number: int, told: str, boot: Boot | None, now: float) -> float:
    """When that was, seen from `boot` at `now` (unix seconds), what the process that sent request `number` took for `told`.

    It was not after `now`.
    """
    span = next(span for span in spans(connection, boot, now) if number >= span.first)
    seen = unix(told) + span.behind
    return seen if seen <= now else min(span.latest, now)


def note(store: Store, boot: Boot | None, now: float) -> None:
    """Notes by which clock a process that begins at `now` (unix seconds) times its requests, where that is a new one."""
    connection = store.connection
    last = connection.execute(f"{_NOTES} limit 1").fetchone()
    if boot is None:
        known = not _in_the_future(connection, 0 if last is None else last[0], now)
    else:
        known = last is not None and last[1] == boot.id and abs(unix(last[2]) - boot.at) < _SAME
    if known:
        return
    (following,) = connection.execute(_NEXT).fetchone()
    told = (None, None) if boot is None else (boot.id, stamp(boot.at))
    with store.transaction():
        connection.execute(
            "insert or replace into mirror_clocks values (?, ?, ?, ?)", (following, *told, stamp(now))
        )


def _in_the_future(connection: Connection, first: int, now: float) -> bool:
    return any(connection.execute(_IN_THE_FUTURE, (name, stamp(now), first)).fetchone() for name in PROVIDERS)
