"""One small mirror, served by a real `f1-mirror serve`, and one real browser; its pages must have been quiet."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirror.export import export
from mirror.sandbox import Sandbox
from tests.browser.browser import Browser, binaries
from tests.conftest import Once
from tests.past.worlds import BEGIN, EVERYTHING, mirrored

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def small(box: Sandbox, once: Once) -> Path:
    """The end of 2025: three weekends, the second of them with a sprint."""
    made = once("three-weekends", lambda to: mirrored(box, to / "f1.db", BEGIN, EVERYTHING, events=3))
    return made / "f1.db"


@pytest.fixture(scope="session")
def base(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the mirror is served, without the last slash; with the files of an export."""
    exported = tmp_path_factory.mktemp("exported")
    export(small, exported, "csv")
    child = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "mirror",
            "serve",
            "--port",
            "0",
            "--db",
            str(small),
            "--exports",
            str(exported),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    try:
        line = child.stdout.readline()
        assert line.startswith("Serving at http://127.0.0.1:"), line
        yield line.split()[2].rstrip("/,")
    finally:
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=30)


@pytest.fixture(scope="session")
def chromium(base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    found = binaries()
    if found is None:
        reason = (
            "chromium and chromedriver are not installed (Debian: apt-get install chromium chromium-driver)"
        )
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(reason)
        pytest.skip(reason)
    opened = Browser(found, base, tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The browser; when the test ends, no page may have complained, missed something, or asked for anything abroad."""
    chromium.renew()
    yield chromium
    told = chromium.told()
    assert (told.errors, told.refused, told.abroad(chromium.base)) == ([], [], set())
    assert told.asked
