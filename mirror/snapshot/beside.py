"""Questions about a database file that nobody writes, and a process of its own that answers them one after another.

Within one process SQLite's threads wait for one another at every piece of memory, and Python's too.
"""

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from mirror.child import start
from mirror.snapshot.digest import file_digest, reading, table_digest

# By name, what can be asked about a file and, where it is about one, a table of it.
_ANSWERS: dict[str, Callable[[Path, sqlite3.Connection, str], Any]] = {
    "open": lambda path, connection, table: connection.execute(
        "select count(*) from sqlite_schema"
    ).fetchone(),
    "integrity": lambda path, connection, table: connection.execute("pragma integrity_check(1)").fetchone()[
        0
    ],
    "references": lambda path, connection, table: connection.execute("pragma foreign_key_check").fetchone(),
    "count": lambda path, connection, table: connection.execute(f'select count(*) from "{table}"').fetchone()[
        0
    ],
    "rows": lambda path, connection, table: table_digest(connection, table),
    "bytes": lambda path, connection, table: file_digest(path),
}


class Answers:
    """Answers about files, with one connection to each: it reads the whole schema first, which is long.

    What it reads of a file is as of the moment when it was first asked about it.
    """

    def __init__(self) -> None:
        self._open: dict[str, sqlite3.Connection] = {}

    def ask(self, path: Path, question: str, table: str = "") -> Any:
        """The answer, made of what JSON knows. Raises sqlite3.Error and OSError when the file cannot be read."""
        return _ANSWERS[question](path, self.connection(path), table)

    def connection(self, path: Path) -> sqlite3.Connection:
        """The connection to a file. Raises sqlite3.Error when it cannot be read."""
        connection = self._open.get(str(path))
        if connection is None:
            connection = self._open[str(path)] = reading(path)
            connection.execute("begin")
        return connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self._open.values():
            connection.close()


class Beside:
    """A process that answers what `Answers` does. It ends with the one that made it, however that ends."""

    def __init__(self) -> None:
        self._process = start("mirror.snapshot.beside", text=True)

    def ask(self, path: Path, question: str, table: str = "") -> Any:
        """As in `Answers`. Raises sqlite3.DatabaseError when the file cannot be read, OSError when the process has ended."""
        asked, answers = self._process.stdin, self._process.stdout
        line = ""
        if asked is not None and answers is not None:
            asked.write(f"{json.dumps([str(path.absolute()), question, table])}\n")
            asked.flush()
            line = answers.readline()
        if not line:
            raise BrokenPipeError("the process that reads along has ended")
        answer, trouble = json.loads(line)
        if trouble is not None:
            raise sqlite3.DatabaseError(trouble)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        with suppress(BrokenPipeError), self._process:  # what was not sent is not to be sent any more
            pass


def serve() -> None:
    """Answers the questions that come in, one a line, until no more can come."""
    with Answers() as answers:
        for line in sys.stdin:
            path, question, table = json.loads(line)
            answer = trouble = None
            try:
                answer = answers.ask(Path(path), question, table)
            except (sqlite3.Error, OSError) as error:
                trouble = str(error)
            sys.stdout.write(f"{json.dumps([answer, trouble])}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    serve()
