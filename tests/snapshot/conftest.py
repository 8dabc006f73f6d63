"""Small mirrors to make snapshots of: one early, one that has lived on, one of two seasons."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirror.sandbox import Sandbox
from mirror.snapshot.create import chosen, create
from mirror.store.archive import archive_path
from tests.past.worlds import BEGIN, DAY, SMALL, mirrored


@pytest.fixture(scope="session")
def box() -> Iterator[Sandbox]:
    with Sandbox(SMALL) as served:
        yield served


@pytest.fixture(scope="session")
def early(box: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mirror of one weekend, as it was first."""
    path = tmp_path_factory.mktemp("early") / "f1.db"
    mirrored(box, path, BEGIN)
    return path


@pytest.fixture(scope="session")
def late(box: Sandbox, early: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same mirror forty days later, its results corrected."""
    path = tmp_path_factory.mktemp("late") / "f1.db"
    shutil.copy(early, path)
    shutil.copy(archive_path(early), archive_path(path))
    mirrored(box, path, BEGIN + 40 * DAY, generation=1)
    return path


@pytest.fixture(scope="session")
def seasons(box: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mirror of one weekend in each of two seasons, the results corrected once."""
    path = tmp_path_factory.mktemp("seasons") / "f1.db"
    mirrored(box, path, BEGIN, seasons=(2024, 2025))
    mirrored(box, path, BEGIN + 40 * DAY, seasons=(2024, 2025), generation=1)
    return path


@pytest.fixture(scope="session")
def made(late: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of everything, with the archive; never changed by a test."""
    folder = tmp_path_factory.mktemp("made") / "snapshot"
    create(late, folder, chosen(["all"]), with_archive=True, clock=lambda: BEGIN + 41 * DAY)
    return folder


@pytest.fixture
def snapshot(made: Path, tmp_path: Path) -> Path:
    """A copy of its own of that snapshot."""
    return Path(shutil.copytree(made, tmp_path / "snapshot"))
