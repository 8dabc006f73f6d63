"""One process writes a mirror. Who else wants to is told whom to wait for."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mirror.errors import MirrorBusy
from mirror.store import Store
from mirror.store.files import open_reading
from tests.conformance.rows import NOW

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from mirror.store import Store

store = Store(Path(sys.argv[1]))
if sys.argv[2]:
    store.begin_run("sync", {}, sys.argv[2])
print("held", flush=True)
sys.stdin.read()
store.end_run(sys.argv[2], 0, 0, 0)
store.close()
"""


@contextmanager
def holding(path: Path, since: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the mirror until its input ends."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), since],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child
    finally:
        child.kill()
        child.communicate(timeout=30)


def test_the_holder_is_named_and_readers_do_not_wait(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    with holding(path, NOW) as child:
        with pytest.raises(MirrorBusy) as caught:
            Store(path, patience=0.0)
        holder = f"'f1-mirror sync' (process {child.pid} on {socket.gethostname()}, since {NOW})"
        assert str(caught.value) == f"{path} is being written by {holder}; wait for it, or stop it first."
        reader = open_reading(path)
        assert reader.execute("select command, pid from mirror_runs").fetchall() == [("sync", child.pid)]
        reader.close()


def test_a_holder_that_has_said_nothing_yet_is_another_process(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    with holding(path, ""), pytest.raises(MirrorBusy) as caught:
        Store(path, patience=0.0)
    assert str(caught.value) == f"{path} is being written by another process; wait for it, or stop it first."


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    with holding(path, NOW) as child:
        child.send_signal(signal.SIGKILL)
        assert child.wait(timeout=30) == -signal.SIGKILL
        store = Store(path, patience=0.0)
        assert store.connection.execute("select ended_at from mirror_runs").fetchall() == [(None,)]
        store.close()


def test_a_holder_that_ends_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    with holding(path, NOW) as child:
        assert child.communicate(timeout=30)[0] == ""
        assert child.returncode == 0
        store = Store(path, patience=0.0)
        assert store.connection.execute("select ended_at, exit_code from mirror_runs").fetchall() == [
            (NOW, 0)
        ]
        store.close()


def test_a_run_says_who_it_is(store: Store) -> None:
    store.begin_run("sync", {"seasons": frozenset({2024})}, NOW)
    names = "id, command, options, pid, host, started_at, ended_at"
    (run,) = store.connection.execute(f"select {names} from mirror_runs").fetchall()
    assert run[:2] + run[3:] == (1, "sync", os.getpid(), socket.gethostname(), NOW, None)
    assert "2024" in json.loads(run[2])["seasons"]
