"""Two sandboxes for each process of the tests, and a mirror of each to go on from."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mirror.sandbox import Sandbox
from tests.keep.worlds import DAY, HOUR, RACE_NIGHT, SMALL, Keeper, Year, at

YEAR = replace(SMALL, seasons=(2025,))
SEASONS = replace(SMALL, seasons=(2024, 2025), events=1, merges="0")  # a merge is a removal


@pytest.fixture(scope="session")
def season_box() -> Iterator[Sandbox]:
    with Sandbox(YEAR) as box:
        yield box


@pytest.fixture(scope="session")
def seasons_box() -> Iterator[Sandbox]:
    with Sandbox(SEASONS) as box:
        yield box


@pytest.fixture(scope="session")
def first_raced(season_box: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Keeper:
    """The season 2025 as it was mirrored in the night after its last race."""
    season_box.switches = YEAR
    keeper = Keeper(tmp_path_factory.mktemp("raced") / "f1.db", season_box, RACE_NIGHT)
    keeper.sync("balldontlie", "sportradar", season="2025")
    assert keeper.result.code == 0
    return keeper


@pytest.fixture
def raced(first_raced: Keeper, tmp_path: Path) -> Keeper:
    """The same, for one test alone."""
    first_raced.box.switches = YEAR
    return first_raced.copy(tmp_path)


@pytest.fixture
def racing(season_box: Sandbox, tmp_path: Path) -> Keeper:
    """No mirror yet, half an hour into the last race."""
    season_box.switches = replace(YEAR, now="2025-12-07T13:30:00+00:00")
    return Keeper(tmp_path / "f1.db", season_box, RACE_NIGHT - 9.5 * HOUR)


@pytest.fixture(scope="session")
def year(first_raced: Keeper, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year after the last race, in which its result is corrected on the 84th day."""
    first_raced.box.switches = YEAR
    year = Year(first_raced.copy(tmp_path_factory.mktemp("year")))
    year.run((1, 3, 14, 45, 69, 83))
    first_raced.box.switches = replace(YEAR, generation=1)
    year.run((84, *range(114, 128), 144, 145, 146, 200, 365))
    first_raced.box.switches = YEAR
    return year


@pytest.fixture(scope="session")
def first_whole(seasons_box: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Keeper:
    """Two seasons of all three providers, mirrored once."""
    seasons_box.switches = SEASONS
    seasons_box.clear_faults()
    keeper = Keeper(tmp_path_factory.mktemp("whole") / "f1.db", seasons_box, at("2026-07-01 12:00"))
    keeper.sync()
    assert keeper.result.code == 0
    return keeper


@pytest.fixture
def whole(first_whole: Keeper, tmp_path: Path) -> Iterator[Keeper]:
    """The same, for one test alone, 200 days later."""
    first_whole.box.switches = SEASONS
    first_whole.box.clear_faults()
    keeper = first_whole.copy(tmp_path)
    keeper.now += 200 * DAY
    yield keeper
    first_whole.box.switches = SEASONS
    first_whole.box.clear_faults()
