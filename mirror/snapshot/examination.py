"""A finished file proven: its bytes hashed, its integrity and foreign keys checked, and every table hashed.

Two take the next question from one list until none is left. Where the file is large one of them is a process of its own,
and begins with the tables that are final while others are still written.
"""

import sqlite3
from collections import deque
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Self

from mirror.errors import FileRefused, MirrorError
from mirror.snapshot.beside import Answers, Beside
from mirror.snapshot.digest import longest_first, tables_of
from mirror.snapshot.manifest import TableDigest

_LARGE = 32_000_000  # bytes of a file that are worth a process, which takes a tenth of a second to begin
_ENDED = "The process that hashes the tables was ended; run the command again."

Question = tuple[Path, str, str]
"""The file, what is asked about it, and of which table."""


class Examination:
    """One examination of a file of about `size` bytes, which may still have to be written."""

    def __init__(self, size: int = 0) -> None:
        self._waiting: deque[Question] = deque()
        self._found: dict[tuple[str, str], Any] = {}
        self._early: frozenset[str] = frozenset()
        self._stack = ExitStack()
        self._beside: Beside | None = None
        if size >= _LARGE:
            with suppress(OSError):  # where no process can be started it takes longer, and that is all
                self._beside = self._stack.enter_context(Beside())
        self._pool = self._stack.enter_context(ThreadPoolExecutor(1))

    def ahead(self, path: Path, tables: Iterable[str]) -> None:
        """Begins with tables of which `path` already holds all rows, the longest first; at that moment nobody writes there.

        Nothing of them may move there afterwards, and the file that is examined in the end must hold the same rows; it is
        asked how many.
        """
        if self._beside is None:
            return
        try:
            self._beside.ask(path, "open")
        except BrokenPipeError as trouble:
            raise MirrorError(_ENDED) from trouble
        waiting = [(path, "rows", table) for table in tables]
        self._early = frozenset(table for _, _, table in waiting)
        self._waiting.extend(waiting)
        self._pool.submit(self._work, self._beside)

    def of(self, path: Path) -> tuple[str, dict[str, TableDigest]]:
        """The SHA-256 of the finished file, and rows and logical hash of each of its tables by name.

        Raises FileRefused when the file is not whole or a foreign key leads nowhere, MirrorError when the process beside
        was ended by somebody.
        """
        try:
            with Answers() as answers:
                connection = answers.connection(path)
                names = tables_of(connection)
                # The last question is a short one: none waits long for the other.
                rest = longest_first(connection, set(names) - self._early)
                self._waiting.extend([(path, "references", ""), (path, "bytes", "")])
                self._waiting.extend((path, "rows", table) for table in rest)
                other = self._pool.submit(self._work, self._beside)
                whole = answers.ask(path, "integrity")
                if whole != "ok":
                    raise FileRefused(f"The file is not whole ({whole}).")
                for table in self._early & set(names):
                    self._found["count", table] = answers.ask(path, "count", table)
                self._take(answers, path)
                other.result()
        except BrokenPipeError as trouble:
            raise MirrorError(_ENDED) from trouble
        except sqlite3.DatabaseError as trouble:
            raise FileRefused(f"The file is not whole ({trouble}).") from trouble
        return self._told(names)

    def _work(self, beside: Beside | None) -> None:
        with Answers() as own:
            self._take(beside or own)

    def _take(self, asked: Beside | Answers, path: Path | None = None) -> None:
        """Asks what is waiting until nothing is, of `path` if it is given."""
        while self._waiting:
            try:
                file, question, table = self._waiting.popleft()
            except IndexError:  # the other one was faster
                break
            self._found[question, table] = asked.ask(path or file, question, table)

    def _told(self, names: list[str]) -> tuple[str, dict[str, TableDigest]]:
        loose = self._found["references", ""]
        if loose is not None:
            raise FileRefused(f"The file is not whole: a row of {loose[0]} refers to no row of {loose[2]}.")
        digests = {name: TableDigest(*self._found["rows", name]) for name in names}
        for name, digest in digests.items():
            if self._found.get(("count", name), digest.rows) != digest.rows:
                raise FileRefused(f"The file is not whole: {name} lacks rows.")
        return self._found["bytes", ""], digests

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.clear()
        self._stack.close()
