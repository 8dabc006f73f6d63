"""What a visitor cannot do: change anything, read the bookkeeping, reach another file, or ask for a gigabyte."""

import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from mirror.reading.connection import only_reads as reading_only

LONGEST_VALUE = 5_000_000  # bytes; `randomblob(500000000)` would be answered otherwise
METHODS = ("GET", "HEAD", "OPTIONS")

# Datasette's own pages have scripts and styles inside; nothing is ever fetched from elsewhere.
_HEADERS = [
    (
        b"content-security-policy",
        (
            b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
            b"img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]

# What the query `coverage` tells of the bookkeeping; nothing else of it is anybody's.
_TOLD = {
    "provider", "endpoint", "season", "part_of", "state", "rows", "completed_at", "next_due",
}  # fmt: skip

# Datasette looks at columns with sqlite-utils, which says this first; there is nothing a trigger could do here.
_OF_SQLITE_UTILS = ("recursive_triggers", "on")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def only_reads(app: App) -> App:
    """The application, which answers 405 to every method that might change something, and says what pages may load."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *_HEADERS]}
            await send(message)

        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if scope["method"] in METHODS:
            await app(scope, receive, guarded)
            return
        headers = [(b"allow", ", ".join(METHODS).encode()), (b"content-type", b"text/plain; charset=utf-8")]
        await guarded({"type": "http.response.start", "status": 405, "headers": headers})
        await send({"type": "http.response.body", "body": b"This mirror is only read here.\n"})

    return answer


def guard(connection: sqlite3.Connection) -> None:
    """Makes a connection that reads refuse the bookkeeping too (but for what a query shows of it), and huge values."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.set_authorizer(_allowed)


def _allowed(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    # Not by the view that asks, the fifth argument: whoever writes SQL can give a common table expression its name.
    if action == sqlite3.SQLITE_READ and (first or "").lower().startswith("mirror_"):
        told = (first or "").lower() == "mirror_checkpoints" and second in _TOLD
        return sqlite3.SQLITE_OK if told else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (first, second) == _OF_SQLITE_UTILS:
        return sqlite3.SQLITE_OK
    return reading_only(action, first, second)
