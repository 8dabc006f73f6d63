"""An empty mirror, copied into memory for every race."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mirror.store import Store

Empty = Callable[[], sqlite3.Connection]


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Empty]:
    """Makes new mirrors in memory, with all tables and views and without a row."""
    path: Path = tmp_path_factory.mktemp("empty") / "f1.db"
    Store(path).close()
    template = sqlite3.connect(path)

    def copied() -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:")
        template.backup(connection)
        return connection

    yield copied
    template.close()
