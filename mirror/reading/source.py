"""Where answers come from: the mirror as it is, or as it was known at a moment."""

import contextlib
import re
import sqlite3
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from mirror.errors import FileRefused, MirrorError
from mirror.identity import damaged, unreadable
from mirror.reading.connection import Connections, Held, watched
from mirror.reading.rows import Values

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)

Bound = Sequence[Any] | Mapping[str, Any]
T = TypeVar("T")
_KEPT = 1_000  # small answers that a connection keeps


class Source:
    """Runs SQL on one mirror. `moment` is when the mirror is asked as it was, in the ledger's form; None for now."""

    def __init__(self, connections: Connections, moment: str | None = None) -> None:
        self._connections = connections
        self.moment = moment

    def at(self, moment: str | None) -> "Source":
        """The same mirror at another moment."""
        return self if moment == self.moment else Source(self._connections, moment)

    def run(self, sql: str, values: Bound = ()) -> tuple[sqlite3.Cursor, object]:
        """A cursor over the rows, and what must live as long as it is read. Raises MirrorError."""
        with self.sentences():
            held = self._connections.here()
            if self.moment is None:
                return held.connection.execute(sql, values), held
            past = self._past(held)
            past.prepare(sql, values)
            return past.connection.execute(sql, values), (held, past)

    def fetch(self, sql: str, values: Bound = ()) -> list[Values]:
        """All rows. Raises MirrorError."""
        cursor, kept = self.run(sql, values)
        with self.sentences():
            found = cursor.fetchall()
        del kept
        return found

    def remembered(self, sql: str, values: Bound = ()) -> list[Values]:
        """All rows of a small question that is asked again and again; asked anew when the mirror has changed."""
        bound = tuple(values.items() if isinstance(values, Mapping) else values)
        return self.kept((sql, bound), lambda: self.fetch(sql, values))

    def kept(self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` found when it was last asked for by this key; found anew when the mirror has changed."""
        held = self._connections.here()
        version = held.connection.execute("pragma data_version").fetchone()[0]
        if held.known.get("version") != version or len(held.known) > _KEPT:
            held.known = {"version": version}
        told = (self.moment, key)
        if told not in held.known:
            held.known[told] = find()
        found: T = held.known[told]
        return found

    def touched(self, sql: str, values: Bound = ()) -> set[str]:
        """The tables and views that a statement reads; compiles it and does not run it. Raises MirrorError."""
        with self.sentences():
            held = self._connections.here()
            if self.moment is not None:
                past = self._past(held)
                past.prepare(sql, values)
                connection = past.connection
            else:
                connection = held.connection
            with watched(connection) as seen:
                compiled(connection, sql, values)
            return {name for _, name in seen.tables}

    def _past(self, held: Held) -> Any:
        from mirror.reading.past import remembered  # noqa: PLC0415 - only who asks for the past needs the tables

        assert self.moment is not None  # noqa: S101 - asked above
        return remembered(held, self._connections.path, self.moment)

    @contextlib.contextmanager
    def sentences(self) -> Iterator[None]:
        """Turns what SQLite raises in the block into one sentence; a Ctrl-C stays one."""
        path = self._connections.path
        try:
            yield
        except sqlite3.OperationalError as trouble:
            name = getattr(trouble, "sqlite_errorname", "")
            if name == "SQLITE_INTERRUPT":
                raise KeyboardInterrupt from None
            if name.startswith(
                ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_BUSY", "SQLITE_FULL", "SQLITE_LOCKED")
            ):
                raise unreadable(path, trouble) from trouble
            raise SqlFailed(_sentence(str(trouble))) from None
        except sqlite3.DatabaseError as trouble:
            name = getattr(trouble, "sqlite_errorname", "")
            if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise damaged(path, trouble) from trouble
            raise SqlFailed(_sentence(str(trouble))) from None
        except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as trouble:
            raise SqlFailed(_sentence(str(trouble))) from None


class SqlFailed(MirrorError):
    """The SQL is wrong, or would do more than read."""


def compiled(connection: sqlite3.Connection, sql: str, values: Bound = ()) -> None:
    """Compiles a statement without running it. Raises SqlFailed for one that is empty."""
    if not _COMMENT.sub("", sql).strip(" \t\r\n;"):
        raise SqlFailed("The SQL asks for nothing; write a select.")
    first = sql.lstrip().lower()
    # Under `explain` SQLite still wants every parameter to be there.
    connection.execute(sql if first.startswith("explain") else f"explain {sql}", values).close()


def _sentence(trouble: str) -> str:
    if any(word in trouble for word in ("authoriz", "prohibited", "readonly")):
        return f"The SQL was refused: a mirror is only read ({trouble})."
    return f"The SQL failed: {trouble.rstrip('.')}."


def other_version(trouble: SqlFailed, of: str) -> MirrorError:
    """The sentence when SQL of our own does not fit the file: its tables are of another version."""
    why = str(trouble).removeprefix("The SQL failed: ").rstrip(".")
    return FileRefused(
        f"The file is of another version than {of} asks for ({why}); 'f1-mirror rebuild' makes it again."
    )
