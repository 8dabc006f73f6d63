"""Ctrl-C and SIGTERM in the middle of a walk."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from test_files import environment
from trial import WORLD, Whole, ask, asked, bodies, mirror, same, sound, tables

from mirror.sandbox import Fault, Sandbox


@contextmanager
def running_sync(box: Sandbox, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`f1-mirror sync balldontlie` in a process of its own, which is ended whatever happens."""
    command = [sys.executable, "-m", "mirror", "sync", "balldontlie", "--season", "all", "--log", "json"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(box.url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for_laps(process: subprocess.Popen[str]) -> None:
    """Reads what the process tells until it is in the middle of the race's laps."""
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "page" and event["endpoint"] == "lap_times" and event["scope"].endswith("=1770"):
            return
    pytest.fail("the run ended before it came to the laps")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_walk_goes_on(
    box: Sandbox, whole: Whole, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    box.switches = replace(WORLD, latency_ms=15)
    before, path = len(box.seen), tmp_path / "f1.db"
    with running_sync(box, tmp_path) as process:
        wait_for_laps(process)
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (code, "")
    assert json.loads(output.splitlines()[-1])["providers"][0]["state"] == "interrupted"
    sound(path)
    seen = asked(box, before)
    assert ask(path, "select count(*) from mirror_requests where status = 200") == [(len(seen),)]
    assert len(bodies(path)) == sum(one.endpoint != "me" for one in seen)
    sql = "select endpoint, cursor from mirror_checkpoints where scope = 'session_ids[]=1770' and cursor is not null"
    begun: dict[str, str] = dict(ask(path, sql))
    assert "lap_times" in begun
    assert ask(path, "select exit_code from mirror_runs where ended_at is not null") == [(code,)]

    box.switches = WORLD
    before = len(box.seen)
    assert mirror(path, box, "balldontlie").code == 0
    rest = [one for one in asked(box, before) if dict(one.query).get("session_ids[]") == "1770"]
    for endpoint, cursor in begun.items():
        first = next(one for one in rest if one.endpoint == endpoint)
        assert dict(first.query)["cursor"] == cursor
    assert same(tables(path, "balldontlie"), whole["balldontlie"]) == {}
    everything = [(one.path, tuple(one.query)) for one in (*seen, *asked(box, before))]
    assert len(everything) == len(set(everything))


def test_a_second_ctrl_c_does_not_wait(box: Sandbox, whole: Whole, tmp_path: Path) -> None:
    box.add(Fault("timeout", "balldontlie", "lap_times", "session_ids[]=1770", nth=3, times=-1))
    path = tmp_path / "f1.db"
    with running_sync(box, tmp_path) as process:
        wait_for_laps(process)
        began = time.monotonic()
        while process.poll() is None and time.monotonic() - began < 25:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                continue
        took = time.monotonic() - began
        assert process.stderr is not None
        errors = process.stderr.read()
    assert took < 10
    assert process.returncode in (130, -signal.SIGINT)  # a third one may meet the end of the interpreter
    assert "Traceback" not in errors
    sound(path)
    box.clear_faults()
    assert mirror(path, box, "balldontlie").code == 0
    assert same(tables(path, "balldontlie"), whole["balldontlie"]) == {}
