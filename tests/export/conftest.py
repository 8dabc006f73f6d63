"""A mirror of two seasons, its results corrected, with a removed row; never changed by a test."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.past.worlds import copied


@pytest.fixture(scope="session")
def mirror(seasons: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = copied(seasons, tmp_path_factory.mktemp("export"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "update balldontlie_lap_times set removed_at = '2026-07-02T00:00:00Z'"
            " where id in (select min(id) from balldontlie_lap_times)"
        )
        connection.execute(
            "update altsportsdata_events set name = 'A \"quoted\", long' || char(10) || 'name', event_location = '',"
            " start_date = '2025-03-14T02:30:00', end_date = '2025-03-16T05:00:00.123456789Z'"
            " where id in (select min(id) from altsportsdata_events)"
        )
    return path
