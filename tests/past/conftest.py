"""One race whose result was corrected twice, mirrored each time."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from mirror.sandbox import Sandbox
from tests.past.worlds import BEGIN, DAY, Tables, mirrored, rows


@dataclass(frozen=True)
class Corrected:
    """A mirror, three moments, and the tables as they were then."""

    path: Path
    moments: tuple[float, ...]
    tables: tuple[Tables, ...]


@pytest.fixture(scope="session")
def corrected(box: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Corrected:
    path = tmp_path_factory.mktemp("corrected") / "f1.db"
    moments, tables = [], []
    for generation in range(3):
        moments.append(mirrored(box, path, BEGIN + generation * 40 * DAY, generation=generation))
        tables.append(rows(path))
    return Corrected(path, tuple(moments), tuple(tables))
