"""Makes sandboxes and mirrors of them; nobody's settings are looked at."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from plan_worlds import UNLIMITED, Mirrored, settings

from mirror.cli import run
from mirror.sandbox import Sandbox, Switches


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("BALLDONTLIE_", "SPORTRADAR_", "ALTSPORTSDATA_", "F1_MIRROR_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Callable[..., Mirrored]]:
    """Makes a sandbox with some switches, and a mirror of it that is still to be made."""
    boxes: list[Sandbox] = []

    def made(**switches: Any) -> Mirrored:
        box = Sandbox(Switches(**{**UNLIMITED, "events": 2, "laps_scale": 0.3, **switches}))
        boxes.append(box.__enter__())
        return Mirrored(tmp_path / "f1.db", box, settings(box.url))

    yield made
    for box in boxes:
        box.__exit__(None, None, None)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in this process: exit code, standard output, standard error."""

    def said(*words: str) -> tuple[int, str, str]:
        code = run([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return said
