"""The worker as a process: its line, its lock, and its end."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from mirror.cli import run
from mirror.sandbox import Sandbox

ROOT = Path(__file__).parents[2]


def environment(box: Sandbox) -> dict[str, str]:
    own = ("BALLDONTLIE_", "SPORTRADAR_", "ALTSPORTSDATA_", "F1_MIRROR_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return kept | {
        "PYTHONPATH": str(ROOT), "ALTSPORTSDATA_API_KEY": "sandbox-pro", "ALTSPORTSDATA_BASE_URL": box.url,
    }  # fmt: skip


@pytest.fixture
def working(box: Sandbox, tmp_path: Path) -> "Iterator[subprocess.Popen[str]]":
    command = [
        sys.executable,
        "-P",
        "-m",
        "mirror",
        "worker",
        "altsportsdata",
        "--season",
        "2026",
        "--db",
        "f1.db",
    ]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(box), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_a_line_a_round_and_ends_in_order(
    working: "subprocess.Popen[str]", box: Sandbox, tmp_path: Path, number: int
) -> None:
    assert working.stdout is not None
    line = json.loads(working.stdout.readline())
    assert (line["event"], line["asked"], line["sent"], line["live"]) == (
        "round",
        ["altsportsdata"],
        len(box.seen),
        [],
    )
    assert line["providers"] == {"altsportsdata": {"state": "complete"}}
    working.send_signal(number)
    out, err = working.communicate(timeout=30)
    assert (working.returncode, out, err) == (0, "", "")
    with closing(sqlite3.connect(tmp_path / "f1.db")) as connection:
        [(command, code, pid)] = connection.execute("select command, exit_code, pid from mirror_runs")
    assert (command, code, pid) == ("worker", 0, working.pid)


@pytest.fixture
def slow(box: Sandbox) -> Sandbox:
    box.switches = replace(box.switches, latency_ms=200)
    return box


def test_a_signal_in_the_middle_lets_the_page_in_hand_be_committed(
    slow: Sandbox, working: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    box = slow
    while not box.seen:
        assert working.poll() is None
    working.send_signal(signal.SIGTERM)
    out, err = working.communicate(timeout=30)
    assert (working.returncode, err) == (0, "")
    [line] = map(json.loads, out.splitlines())
    assert line["providers"]["altsportsdata"]["state"] == "interrupted"
    with closing(sqlite3.connect(tmp_path / "f1.db")) as connection:
        answered = connection.execute("select count(*) from mirror_requests where status = 200").fetchone()
        sent = connection.execute("select count(*) from mirror_requests").fetchone()
    assert answered == sent == (len(box.seen),)


@pytest.mark.parametrize("command", ["worker", "sync"])
def test_nobody_else_writes_meanwhile(
    working: "subprocess.Popen[str]", box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], command: str,
) -> None:  # fmt: skip
    assert working.stdout is not None
    working.stdout.readline()
    for name, value in environment(box).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    assert run([command, "altsportsdata", "--db", "f1.db"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(
        f"f1-mirror: f1.db is being written by 'f1-mirror worker' (process {working.pid} on "
    )


def test_without_a_key_it_does_not_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in list(os.environ):
        if name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    assert run(["worker"]) == 1
    assert "There is no key to sync with" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
