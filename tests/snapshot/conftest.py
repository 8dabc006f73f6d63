"""A snapshot of a small mirror."""

import shutil
from pathlib import Path

import pytest

from mirror.snapshot.create import chosen, create
from tests.conftest import Once
from tests.past.worlds import BEGIN, DAY


@pytest.fixture(scope="session")
def made(late: Path, once: Once) -> Path:
    """A snapshot of everything, with the archive; never changed by a test."""

    def fill(folder: Path) -> None:
        create(late, folder / "snapshot", chosen(["all"]), with_archive=True, clock=lambda: BEGIN + 41 * DAY)

    return once("made", fill) / "snapshot"


@pytest.fixture
def snapshot(made: Path, tmp_path: Path) -> Path:
    """A copy of its own of that snapshot."""
    return Path(shutil.copytree(made, tmp_path / "snapshot"))
