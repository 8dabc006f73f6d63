"""A season of which the last weekend was not yet run and then was, and what was made of both moments."""

from datetime import datetime
from pathlib import Path

import pytest

from mirror.providers import PROVIDERS
from mirror.sandbox import Sandbox
from mirror.selection import Selection
from mirror.snapshot.create import chosen, create
from tests.conftest import Once
from tests.past.worlds import copied, mirrored

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
def before(box: Sandbox, once: Once) -> Path:
    """The mirror before the last weekend."""
    return once("before", lambda folder: sync_at(box, folder / "f1.db", BEFORE)) / "f1.db"


@pytest.fixture(scope="session")
def after(box: Sandbox, before: Path, once: Once) -> Path:
    """The same mirror after it."""
    return once("after", lambda folder: sync_at(box, copied(before, folder), AFTER)) / "f1.db"


@pytest.fixture(scope="session")
def snapshots(before: Path, after: Path, once: Once) -> Path:
    """A folder of snapshots: `a` and `b` before and after, `az` and `bz` with archive under zstd, `bdl` of one provider."""

    def fill(folder: Path) -> None:
        for name, mirror in (("a", before), ("b", after)):
            create(mirror, folder / name, chosen(["all"]))
            create(mirror, folder / f"{name}z", chosen(["all"]), with_archive=True, compress=True)
        create(after, folder / "bdl", chosen(["balldontlie"]))

    return once("snapshots", fill)
