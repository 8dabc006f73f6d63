"""Fetching: a request leaves, its answer goes into the archive and comes back. In threads of this process, or in one apart.

A process apart takes a moment to start and some memory. It makes a long run a third quicker, and when the run is killed
what is on the wire is not lost (see `mirror.run.apart`).
"""

import os
import subprocess
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

import msgspec

from mirror.child import start
from mirror.errors import MirrorError
from mirror.http import Client, Request, Response
from mirror.run.apart import OVER, Access, Job, Outcome, Setting, fetched, read, unforeseen, written
from mirror.store.archive import Archive

if TYPE_CHECKING:
    import httpx

LONG = 20  # requests after which a process apart is started; after as many again it takes over
_BUFFER = 1 << 18  # bytes; a whole answer is taken out of the pipe at once


class Fetch(Protocol):
    """Where requests are sent from."""

    def submit(self, request: Request, number: int, at: float) -> "Future[Response]":
        """Sends a request under its number in the ledger; `at` is now (unix seconds).

        The future has the answer, which is archived then, or raises NoAnswer, or DiskTrouble and the like.
        """

    def close(self) -> None:
        """Ends; nothing is on the wire, or nobody waits for it any longer."""


class Here:
    """Threads of this process; with a transport that was handed in, if one was."""

    def __init__(
        self,
        archive: Archive,
        access: Mapping[str, Access],
        threads: int,
        now: Callable[[], float],
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        self._archive, self._now = archive, now
        self._clients = {
            name: Client(one.base_url, one.secret, one.headers, within=one.within, transport=transport)
            for name, one in access.items()
        }
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="fetch")

    def submit(self, request: Request, number: int, at: float) -> "Future[Response]":
        """See Fetch."""
        return self._pool.submit(self._fetch, request, number)

    def _fetch(self, request: Request, number: int) -> Response:
        try:
            return fetched(self._clients[request.provider], self._archive, request, number, self._now)
        except MirrorError:
            raise
        except Exception as trouble:
            raise MirrorError(unforeseen(request, trouble)) from trouble

    def close(self) -> None:
        """See Fetch."""
        self._pool.shutdown()
        for client in self._clients.values():
            client.close()


class Apart:
    """A process of its own, which alone writes the archive from `begin` until it is closed."""

    def __init__(self, mirror: Path, archive: Archive, access: Mapping[str, Access], threads: int) -> None:
        self._archive, self._lent = archive, False
        self._setting = Setting(str(mirror.absolute()), str(archive.path.absolute()), dict(access), threads)
        self._flying: dict[int, Future[Response]] = {}
        self._ended, self._counting = False, threading.Lock()
        self._process = start("mirror.run.apart", bufsize=0, stderr=subprocess.DEVNULL)
        self._reader = threading.Thread(target=self._read, name="answers", daemon=True)

    def begin(self) -> None:
        """Takes over the archive. Nothing is on the wire."""
        self._archive.lend()
        self._lent = True
        self._say(self._setting)
        self._reader.start()

    def submit(self, request: Request, number: int, at: float) -> "Future[Response]":
        """See Fetch."""
        future: Future[Response] = Future()
        with self._counting:
            if self._ended:
                future.set_exception(_ended())
                return future
            self._flying[number] = future
        self._say(Job(number, at, request))
        return future

    def _say(self, told: msgspec.Struct) -> None:
        self._write(written(told))

    def _write(self, said: bytes) -> None:
        with suppress(
            OSError, ValueError
        ):  # it has ended, which whoever reads its answers notices, or is closed
            self._pipe("stdin").write(said)

    def _pipe(self, name: str) -> IO[bytes]:
        pipe: IO[bytes] = getattr(self._process, name)
        return pipe

    def _read(self) -> None:
        """In a thread: hands the answers on."""
        with os.fdopen(self._pipe("stdout").fileno(), "rb", _BUFFER, closefd=False) as answers:
            while (told := read(answers)) is not None:
                outcome = msgspec.msgpack.decode(told[0], type=Outcome)
                future = self._flying.pop(outcome.number)
                try:
                    future.set_result(outcome.result(told[1]))
                except MirrorError as trouble:
                    future.set_exception(trouble)
        with self._counting:
            self._ended = True
        for future in self._flying.values():
            future.set_exception(_ended())

    def close(self) -> None:
        """See Fetch. The archive is this process's again."""
        self._write(OVER)
        self._pipe("stdin").close()
        if self._lent:
            self._reader.join()
        self._pipe("stdout").close()
        self._process.wait()
        if self._lent:
            self._archive.take_back()


class Fetching:
    """What a run fetches with: threads here, and a process apart once the run has proved to be long."""

    def __init__(
        self,
        mirror: Path,
        archive: Archive,
        access: Mapping[str, Access],
        threads: int,
        now: Callable[[], float],
        transport: "httpx.BaseTransport | None",
        *,
        may_move: bool,
    ) -> None:
        self._mirror, self._archive, self._access, self._threads = mirror, archive, access, threads
        self._place: Fetch = Here(archive, access, threads, now, transport)
        self._next: Apart | None = None
        self._may_move = may_move

    def submit(self, request: Request, number: int, at: float) -> "Future[Response]":
        """See Fetch."""
        return self._place.submit(request, number, at)

    def moves(self, sent: int, *, flying: bool) -> bool:
        """Whether it is about to move, so that nothing may leave until all that has left is back.

        `sent` is how many requests have left in this run, `flying` whether any is on the wire.
        """
        if not self._may_move or sent < LONG:
            return False
        if self._next is None:
            self._next = Apart(self._mirror, self._archive, self._access, self._threads)
        if sent < 2 * LONG or flying:
            return sent >= 2 * LONG
        self._place.close()
        self._place, self._may_move = self._next, False
        self._next.begin()
        return False

    def close(self) -> None:
        """See Fetch."""
        self._place.close()
        if self._next is not None and self._next is not self._place:
            self._next.close()


def _ended() -> MirrorError:
    return MirrorError("The process that fetches has ended; everything committed is kept: run again.")
