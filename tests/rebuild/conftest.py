"""A mirror with a past: results corrected, rows removed, ids allocated anew; never opened for writing by a test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirror.sandbox import Sandbox
from mirror.store.archive import archive_path
from tests.past.worlds import BEGIN, DAY, SMALL, mirrored


@pytest.fixture(scope="session")
def box() -> Iterator[Sandbox]:
    with Sandbox(SMALL) as served:
        yield served


@pytest.fixture(scope="session")
def lived(box: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lived") / "f1.db"
    mirrored(box, path, BEGIN)
    mirrored(box, path, BEGIN + 40 * DAY, generation=1)
    mirrored(box, path, BEGIN + 80 * DAY, generation=1, ids_generation=1)
    return path


@pytest.fixture
def mirror(lived: Path, tmp_path: Path) -> Path:
    """A copy of its own, with its archive."""
    path = tmp_path / "f1.db"
    shutil.copy(lived, path)
    shutil.copy(archive_path(lived), archive_path(path))
    return path
