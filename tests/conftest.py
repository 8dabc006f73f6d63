"""A quick profile for properties, a mirror in a folder of its own, and small mirrors that many tests look at.

What is made once is made once for all processes of the tests, and never changed by a test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from mirror.reading import Mirror
from mirror.sandbox import Sandbox
from mirror.store import Store
from tests.past.worlds import BEGIN, DAY, EVERYTHING, SMALL, copied, mirrored

Once = Callable[[str, Callable[[Path], object]], Path]

# The same examples every time, and no deadline: a slow machine fails no test. `thorough` is for searching.
settings.register_profile(
    "quick",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", deadline=None, max_examples=1_000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new mirror, open for writing."""
    opened = Store(tmp_path / "f1.db")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes the folder of a name, unless another process of the tests has: `once("name", fill)`."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def made(name: str, fill: Callable[[Path], object]) -> Path:
        folder, part = root / f"once-{name}", root / f"once-{name}.part"
        with FileLock(root / f"once-{name}.lock"):
            if not folder.exists():
                shutil.rmtree(part, ignore_errors=True)  # whoever began it was ended
                part.mkdir()
                fill(part)
                part.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def box() -> Iterator[Sandbox]:
    """A season of one weekend, served; who mirrors it says under which switches."""
    with Sandbox(SMALL) as served:
        yield served


@pytest.fixture(scope="session")
def early(box: Sandbox, once: Once) -> Path:
    """A mirror of one weekend, as it was first."""
    return once("early", lambda folder: mirrored(box, folder / "f1.db", BEGIN)) / "f1.db"


@pytest.fixture(scope="session")
def late(box: Sandbox, early: Path, once: Once) -> Path:
    """The same mirror forty days later, its results corrected."""

    def fill(folder: Path) -> None:
        mirrored(box, copied(early, folder), BEGIN + 40 * DAY, generation=1)

    return once("late", fill) / "f1.db"


@pytest.fixture(scope="session")
def seasons(box: Sandbox, once: Once) -> Path:
    """A mirror of one weekend in each of two seasons, the results corrected once."""

    def fill(folder: Path) -> None:
        mirrored(box, folder / "f1.db", BEGIN, seasons=(2024, 2025))
        mirrored(box, folder / "f1.db", BEGIN + 40 * DAY, seasons=(2024, 2025), generation=1)

    return once("seasons", fill) / "f1.db"


@pytest.fixture(scope="session")
def weekends(box: Sandbox, once: Once) -> Path:
    """A mirror of two weekends, one of them with a sprint."""
    fill = lambda folder: mirrored(box, folder / "f1.db", BEGIN, EVERYTHING, events=2)  # noqa: E731 - as above
    return once("weekends", fill) / "f1.db"


@pytest.fixture(scope="session")
def m(weekends: Path) -> Iterator[Mirror]:
    """The query library on that mirror."""
    with Mirror(weekends) as opened:
        yield opened
