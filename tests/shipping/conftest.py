"""A season of which the last weekend was not yet run and then was, and what was made of both moments."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mirror.providers import PROVIDERS
from mirror.sandbox import Sandbox
from mirror.selection import Selection
from mirror.snapshot.create import chosen, create
from mirror.store.archive import archive_path
from tests.past.worlds import SMALL, mirrored

SEASON = Selection(tuple(PROVIDERS), named=True, seasons=frozenset({2024}), current=False)
# The last of six weekends is between them.
BEFORE, AFTER = "2024-12-04T12:00:00+00:00", "2024-12-11T12:00:00+00:00"


def sync_at(box: Sandbox, path: Path, moment: str) -> None:
    """Mirrors what there is at that moment."""
    mirrored(
        box,
        path,
        datetime.fromisoformat(moment).timestamp(),
        SEASON,
        seasons=(2024,),
        events=6,
        laps_scale=0.1,
        now=moment,
    )


@pytest.fixture(scope="session")
def box() -> Iterator[Sandbox]:
    with Sandbox(SMALL) as served:
        yield served


@pytest.fixture(scope="session")
def before(box: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mirror before the last weekend."""
    path = tmp_path_factory.mktemp("before") / "f1.db"
    sync_at(box, path, BEFORE)
    return path


@pytest.fixture(scope="session")
def after(box: Sandbox, before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same mirror after it."""
    path = tmp_path_factory.mktemp("after") / "f1.db"
    shutil.copy(before, path)
    shutil.copy(archive_path(before), archive_path(path))
    sync_at(box, path, AFTER)
    return path


@pytest.fixture(scope="session")
def snapshots(before: Path, after: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of snapshots: `a` and `b` before and after, `az` and `bz` with archive under zstd, `bdl` of one provider."""
    folder = tmp_path_factory.mktemp("snapshots")
    for name, mirror in (("a", before), ("b", after)):
        create(mirror, folder / name, chosen(["all"]))
        create(mirror, folder / f"{name}z", chosen(["all"]), with_archive=True, compress=True)
    create(after, folder / "bdl", chosen(["balldontlie"]))
    return folder
