"""A quick profile for properties, and a mirror in a folder of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from mirror.store import Store

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
