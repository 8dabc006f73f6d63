"""A sandbox of three weekends of 2026, Saudi Arabia (race on 7 March at 17:00 UTC) among them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from weekend import WORLD, Weekend

from mirror.sandbox import Sandbox


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(WORLD) as box:
        yield box


@pytest.fixture
def weekend(box: Sandbox, tmp_path: Path) -> Weekend:
    return Weekend(tmp_path / "f1.db", box)
