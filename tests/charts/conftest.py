"""The charts are drawn from the mirror of two weekends."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def path(weekends: Path) -> Path:
    return weekends
