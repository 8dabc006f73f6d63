"""One small mirror with a sprint weekend, for every test of the charts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mirror.reading import Mirror
from mirror.sandbox import Sandbox
from tests.past.worlds import BEGIN, EVERYTHING, SMALL, mirrored


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("charts") / "f1.db"
    with Sandbox(SMALL) as box:
        mirrored(box, made, BEGIN, EVERYTHING, events=2)
    return made


@pytest.fixture(scope="session")
def m(path: Path) -> Iterator[Mirror]:
    with Mirror(path) as opened:
        yield opened
