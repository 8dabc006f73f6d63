"""One small sandbox for each process of the tests, and what an uninterrupted run makes of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from trial import THREE, WORLD, Whole, mirror, tables

from mirror.sandbox import Sandbox
from mirror.store import Store
from mirror.store.archive import archive_path


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    with Sandbox(WORLD) as box:
        yield box


@pytest.fixture
def box(running: Sandbox) -> Iterator[Sandbox]:
    """The sandbox with its default behaviour."""
    running.switches = WORLD
    running.clear_faults()
    yield running
    running.clear_faults()


@pytest.fixture(scope="session")
def whole(running: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """What there is to be mirrored. Tests of a session that come first have left no fault behind."""
    running.switches = WORLD
    running.clear_faults()
    path = tmp_path_factory.mktemp("whole") / "f1.db"
    seen = len(running.seen)
    assert mirror(path, running).code == 0
    return Whole(tables(path), len(running.seen) - seen)


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty mirror and its archive: copying them is quicker than making them."""
    path = tmp_path_factory.mktemp("blank") / "f1.db"
    Store(path).close()
    return path


@pytest.fixture
def path(tmp_path: Path, blank: Path) -> Path:
    """An empty mirror in a folder of its own."""
    for file in (blank, archive_path(blank)):
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / "f1.db"


@pytest.fixture(scope="session")
def season() -> Iterator[Sandbox]:
    """Three weekends; who changes its switches sets them anew in every test."""
    with Sandbox(THREE) as box:
        yield box


@pytest.fixture(scope="session")
def unharmed(season: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """What a run of these that nobody disturbs makes."""
    season.switches, before = THREE, len(season.seen)
    path = tmp_path_factory.mktemp("season") / "f1.db"
    assert mirror(path, season).code == 0
    return Whole(tables(path), len(season.seen) - before)
