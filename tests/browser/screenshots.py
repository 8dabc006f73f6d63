"""Saves the pictures of the README: `python -m tests.browser.screenshots FILE [--to FOLDER]`.

FILE is a mirror with a season (`f1-mirror demo --no-serve --db FILE`).
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from tests.browser.browser import Browser, binaries

ROOT = Path(__file__).parents[2]
FRONT, RACE = "front-page.png", "race.png"
_SIZE = (1100, 1000)  # pixels


def shoot(browser: Browser, folder: Path) -> list[Path]:
    """The front page by day and the page of its latest race by night, as PNG files in `folder`; returns where."""
    folder.mkdir(parents=True, exist_ok=True)
    browser.screen(_SIZE)
    browser.open("/")
    race = browser.find("h2 a").get_attribute("href")
    assert race is not None
    taken = []
    for name, path, scheme in ((FRONT, "/", "light"), (RACE, race.removeprefix(browser.base), "dark")):
        browser.prefer(scheme)
        browser.open(path)
        figures = browser.figures()
        top = figures[0] if scheme == "dark" else browser.find("body")
        browser.run("arguments[0].scrollIntoView({block: 'start'})", top)
        taken.append(folder / name)
        assert browser.driver.save_screenshot(str(taken[-1]))
    return taken


def main() -> int:
    """Serves the mirror, takes the pictures, and says where they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "images")
    given = parser.parse_args()
    found = binaries()
    if found is None:
        click.echo(
            "chromium and chromedriver are not installed (Debian: apt-get install chromium chromium-driver)."
        )
        return 1
    child = subprocess.Popen(
        [sys.executable, "-m", "mirror", "serve", "--port", "0", "--db", str(given.file)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert child.stdout is not None
        base = child.stdout.readline().split()[2].rstrip("/,")
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
            contextlib.closing(Browser(found, base, Path(profile))) as browser,
        ):
            for path in shoot(browser, given.to):
                click.echo(path)
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
