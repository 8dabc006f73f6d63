"""A mirror with a past: results corrected, rows removed, ids allocated anew; never opened for writing by a test."""

from pathlib import Path

import pytest

from mirror.sandbox import Sandbox
from tests.conftest import Once
from tests.past.worlds import BEGIN, DAY, copied, mirrored


@pytest.fixture(scope="session")
def lived(box: Sandbox, late: Path, once: Once) -> Path:
    def fill(folder: Path) -> None:
        path = copied(late, folder)
        mirrored(box, path, BEGIN + 80 * DAY, generation=1, ids_generation=1)
        mirrored(box, path, BEGIN + 90 * DAY, generation=1, ids_generation=2, ids_anew="all")

    return once("lived", fill) / "f1.db"


@pytest.fixture
def mirror(lived: Path, tmp_path: Path) -> Path:
    """A copy of its own, with its archive."""
    return copied(lived, tmp_path)
