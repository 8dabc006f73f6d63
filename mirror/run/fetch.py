"""Fetching: a request leaves, its answer goes into the archive and comes back.

In a process apart: a long run is a third quicker for it, and when a run is killed what is on the wire is not lost (see
`mirror.run.apart`). In threads of this process where a transport or a clock was handed in.
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
    """Threads of this process."""

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
    """A process of its own, which alone writes the archive until it is closed. Making it raises MirrorError."""

    def __init__(self, mirror: Path, archive: Archive, access: Mapping[str, Access], threads: int) -> None:
        self._archive = archive
        self._flying: dict[int, Future[Response]] = {}
        self._ended, self._counting = False, threading.Lock()
        try:
            self._process = start("mirror.run.apart", bufsize=0, stderr=subprocess.DEVNULL)
        except OSError as trouble:
            why = trouble.strerror or "no reason given"
            raise MirrorError(
                f"The process that fetches cannot be started ({why}); end other processes and run again."
            ) from trouble
        archive.lend()
        self._say(Setting(str(mirror.absolute()), str(archive.path.absolute()), dict(access), threads))
        self._reader = threading.Thread(target=self._read, name="answers", daemon=True)
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
        self._reader.join()
        self._pipe("stdout").close()
        self._process.wait()
        self._archive.take_back()


def _ended() -> MirrorError:
    return MirrorError("The process that fetches has ended; everything committed is kept: run again.")
