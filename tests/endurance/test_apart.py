"""A run fetches in a process apart: what it mirrors is the same, and so is every way in which it can end."""

import errno
import os
import resource
import select as polling
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from trial import ALL, THREE, Whole, ask, asked, bodies, same, settings, sound, tables

from mirror.errors import ConfigurationError, DiskTrouble, MirrorError, NoAnswer
from mirror.http import Request
from mirror.run import sync as running
from mirror.run.apart import Access
from mirror.run.ending import Result, Stop
from mirror.run.fetch import Apart
from mirror.sandbox import Sandbox
from mirror.selection import select
from mirror.store.archive import Archive, archive_path
from mirror.store.lock import take

Event = Mapping[str, Any]


def fetching() -> list[int]:
    """The processes of this one that fetch."""
    own = f"/proc/self/task/{os.getpid()}/children"
    children = Path(own).read_text(encoding="ascii").split()
    found = []
    for child in children:
        with suppress(OSError):
            words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            found += [int(child)] if b"mirror.run.apart" in words else []
    return found


@pytest.fixture
def apart(season: Sandbox) -> Callable[..., Result]:
    """Mirrors everything into a path."""
    season.switches = THREE

    def run(
        path: Path, report: Callable[[Event], None] = lambda event: None, stop: Stop | None = None
    ) -> Result:
        return running.sync(path, select(ALL, season="all"), settings(season.url), report, stop=stop)

    return run


def test_the_same_rows_and_bodies_by_the_same_requests(
    apart: Callable[..., Result], season: Sandbox, unharmed: Whole, tmp_path: Path
) -> None:
    seen: set[int] = set()
    before, path = len(season.seen), tmp_path / "f1.db"
    assert apart(path, lambda event: seen.update(fetching())).code == 0
    assert len(seen) == 1
    assert fetching() == []
    sound(path)
    assert same(tables(path), unharmed.tables) == {}
    assert len(asked(season, before)) == unharmed.requests
    numbers = {
        number for (number,) in ask(path, "select id from mirror_requests where endpoint <> 'account'")
    }
    assert bodies(path).keys() == numbers
    assert not archive_path(path).with_name("f1.archive.db-wal").exists()


def test_its_words_do_not_hold_the_key(apart: Callable[..., Result], tmp_path: Path) -> None:
    said: list[bytes] = []

    def look(_: Event) -> None:
        said.extend(Path(f"/proc/{process}/cmdline").read_bytes() for process in fetching())

    assert apart(tmp_path / "f1.db", look).code == 0
    assert said
    assert not [words for words in said if b"sandbox-" in words]


def test_when_it_is_killed_the_run_says_so_and_goes_on_next_time(
    apart: Callable[..., Result], unharmed: Whole, tmp_path: Path
) -> None:
    path = tmp_path / "f1.db"

    def kill(event: Event) -> None:
        for process in fetching() if event["event"] == "page" else ():
            os.kill(process, signal.SIGKILL)

    with pytest.raises(MirrorError, match="run again"):
        apart(path, kill)
    sound(path)
    assert apart(path).code == 0
    assert same(tables(path), unharmed.tables) == {}


def test_an_interrupted_run_keeps_what_is_on_the_wire(
    apart: Callable[..., Result], unharmed: Whole, tmp_path: Path
) -> None:
    path, stop = tmp_path / "f1.db", Stop()

    def interrupt(_: Event) -> None:
        if fetching():
            stop.wanted.set()

    apart(path, interrupt, stop)
    assert fetching() == []
    sound(path)
    assert ask(path, "select count(*) from mirror_requests where answered_at is null") == [(0,)]
    assert apart(path).code == 0
    assert same(tables(path), unharmed.tables) == {}


@pytest.fixture
def fetch(season: Sandbox, tmp_path: Path) -> Iterator[Apart]:
    """A process that fetches for a new archive."""
    access = {"balldontlie": Access(season.url, "sandbox-goat", {"Authorization": "sandbox-goat"}),
              "sportradar": Access("http://127.0.0.1:1", "sandbox-sportradar", {})}  # fmt: skip
    with (
        closing(Archive(tmp_path / "f1.archive.db")) as archive,
        closing(Apart(tmp_path / "f1.db", archive, access, 2)) as process,
    ):
        yield process


@dataclass
class Held:
    """A server that has been asked, and does not answer before it is told to."""

    url: str
    asked: threading.Event
    may_answer: threading.Event


@pytest.fixture
def held() -> Iterator[Held]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = Held(f"http://127.0.0.1:{server.getsockname()[1]}", threading.Event(), threading.Event())

        def answer() -> None:
            with suppress(OSError), server.accept()[0] as connection:
                connection.recv(65536)
                told.asked.set()
                told.may_answer.wait()
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

        thread = threading.Thread(target=answer)
        thread.start()
        yield told
        told.may_answer.set()
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def left(held: Held, tmp_path: Path) -> Iterator[Apart]:
    """A process that fetches, with a request on the wire."""
    access = {"balldontlie": Access(held.url, "sandbox-goat", {})}
    with (
        closing(Archive(tmp_path / "f1.archive.db")) as archive,
        closing(Apart(tmp_path / "f1.db", archive, access, 2)) as process,
    ):
        process.submit(Request("balldontlie", "teams", "/f1/v1/teams"), 7, time.time())
        held.asked.wait()
        yield process


def holds(process: int, file: Path) -> bool:
    """Whether the process has the file open."""
    with suppress(OSError):
        return str(file) in {str(entry.readlink()) for entry in Path(f"/proc/{process}/fd").iterdir()}
    return False


def test_what_is_on_the_wire_when_its_run_is_killed_lies_in_the_archive(
    left: Apart, held: Held, tmp_path: Path
) -> None:
    """Nobody has the lock, as after a SIGKILL, and its input ends."""
    [process] = fetching()
    left._pipe("stdin").close()
    while fetching() and not holds(process, tmp_path / "f1.db.lock"):
        pass
    held.may_answer.set()
    left.close()
    assert ask(tmp_path / "f1.archive.db", "select id, status from responses") == [(7, 200)]


@pytest.mark.parametrize("killed", [True, False])
def test_when_another_writes_the_mirror_or_its_run_is_over_it_ends_at_once(
    left: Apart, tmp_path: Path, killed: bool
) -> None:
    with take(tmp_path / "f1.db") if killed else nullcontext():
        if killed:
            left._pipe("stdin").close()
        left.close()
    assert ask(tmp_path / "f1.archive.db", "select id from responses") == []


def test_no_answer_is_told_as_it_was(fetch: Apart) -> None:
    with pytest.raises(NoAnswer, match=r"sportradar seasons: no connection \(.*refused\)\.") as told:
        fetch.submit(Request("sportradar", "seasons", "/seasons.json"), 1, time.time()).result(10)
    assert told.value.reached is False


def test_a_full_disk_is_told_as_it_is(fetch: Apart, tmp_path: Path) -> None:
    assert fetch.submit(Request("balldontlie", "teams", "/f1/v1/teams"), 1, 12.5).result(10).status == 200
    size = sum(file.stat().st_size for file in tmp_path.glob("*"))
    resource.prlimit(fetching()[0], resource.RLIMIT_FSIZE, (size, size))
    requests = [
        Request("balldontlie", "drivers", "/f1/v1/drivers", (("cursor", str(n)),)) for n in range(400)
    ]
    with pytest.raises(DiskTrouble, match="is full or fails"):
        deque(
            (fetch.submit(one, number, 12.5).result(10) for number, one in enumerate(requests, 2)), maxlen=0
        )
    assert (
        ask(tmp_path / "f1.archive.db", "select fetched_at from responses where id = 1")[0][0]
        < "1970-01-01T00:00:20"
    )


def test_an_archive_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    path = tmp_path / "f1.archive.db"
    with closing(Archive(path)) as archive:
        path.unlink()
        path.write_text("no database, but as long as the head of one " * 9)
        with closing(Apart(tmp_path / "f1.db", archive, {}, 1)) as fetch:
            with pytest.raises(MirrorError, match=r"f1\.archive\.db"):
                fetch.submit(Request("balldontlie", "teams", "/f1/v1/teams"), 1, 0.0).result(10)
            path.unlink()


def test_a_proxy_that_cannot_be_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "gopher://127.0.0.1")
    with pytest.raises(ConfigurationError, match="proxy"):
        running.sync(tmp_path / "f1.db", select(["sportradar"], season="all"), settings("http://f1.invalid"))


def test_a_machine_that_starts_no_more_processes(
    season: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is spent for a request that cannot leave."""

    def refused(*_: Any, **__: Any) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refused)
    path = tmp_path / "f1.db"
    with pytest.raises(MirrorError, match=r"cannot be started \(Resource temporarily unavailable\)"):
        running.sync(path, select(["balldontlie"], season="all"), settings(season.url))
    assert ask(path, "select count(*) from mirror_requests where endpoint <> 'account'") == [(0,)]


def test_it_ends_with_the_process_that_started_it() -> None:
    code = (
        "import sys, tempfile, pathlib\n"
        "from mirror.run.fetch import Apart\nfrom mirror.store.archive import Archive\n"
        "p = pathlib.Path(tempfile.mkdtemp())\n"
        "a = Apart(p / 'f1.db', Archive(p / 'a.db'), {}, 1)\n"
        "print(a._process.pid, flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as starter:  # fmt: skip
        assert starter.stdout is not None
        child = int(starter.stdout.readline())
        handle = os.pidfd_open(child)
        starter.kill()
        try:
            poll = polling.poll()
            poll.register(handle, polling.POLLIN)
            assert poll.poll(10_000), "it is still there"
        finally:
            os.close(handle)
