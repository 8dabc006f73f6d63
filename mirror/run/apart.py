"""The process that fetches for a run: sends what it is told, archives each answer, and hands it on.

    run ─► requests ─► here (threads) ─► http ─► archive ─► answers ─► run

Waiting for bytes, looking for the key in them, hashing and compressing them take as long as cutting them into rows and
writing these, and two processes do both at once. This one knows no tables and is small. The key comes through the pipe
too. It ends when it is told to. When its input ends before, the run was killed: then it takes over the writer's lock and
archives what is on the wire, for the next run to find.
"""

import os
import struct
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import IO

import msgspec

from mirror import errors
from mirror.errors import MirrorError, NoAnswer
from mirror.http import Client, Request, Response
from mirror.instants import stamp
from mirror.patience import ANSWER_SECONDS
from mirror.store.archive import Archive
from mirror.store.lock import take

_LENGTHS = struct.Struct(">II")
OVER = _LENGTHS.pack(0, 0)  # what a run says last
_AFTERWARDS = 4.0  # seconds it waits for answers when its run was killed; who wants the lock waits longer
_PIPE = 1 << 20  # bytes that the answers' pipe holds, where the system lets one say so

Ready = tuple[dict[str, Client], Archive]


class Access(msgspec.Struct, frozen=True):
    """How a provider is reached: its address, the key, the headers that carry it, and how long an answer may take (s)."""

    base_url: str
    secret: str
    headers: dict[str, str]
    within: float = ANSWER_SECONDS

    def client(self) -> Client:
        """A client for it. Raises ConfigurationError when address or headers cannot be used."""
        return Client(self.base_url, self.secret, self.headers, within=self.within)


class Setting(msgspec.Struct, frozen=True):
    """The first thing that is said: where mirror and archive are, how each provider is reached, how many may fly at once."""

    mirror: str
    archive: str
    access: dict[str, Access]
    threads: int


class Job(msgspec.Struct, frozen=True):
    """One request, its number in the ledger, and when it left by the clock of the run (unix seconds)."""

    number: int
    at: float
    request: Request


class Outcome(msgspec.Struct, frozen=True):
    """What became of a job; its body follows. Without a status, `error` names one of `mirror.errors`, `why` is its text."""

    number: int
    status: int | None = None
    headers: dict[str, str] = {}
    seconds: float = 0.0
    error: str = ""
    why: str = ""
    reached: bool = True

    def result(self, body: bytes) -> Response:
        """The answer. Raises what the fetching raised."""
        if self.status is not None:
            return Response(self.status, self.headers, body, self.seconds)
        if self.error == NoAnswer.__name__:
            raise NoAnswer(self.why, reached=self.reached)
        raise getattr(errors, self.error, MirrorError)(self.why)


def written(told: msgspec.Struct, body: bytes = b"") -> bytes:
    """What is said, as it goes through a pipe: two lengths, the thing itself, and what follows it."""
    head = msgspec.msgpack.encode(told)
    return b"".join((_LENGTHS.pack(len(head), len(body)), head, body))


def read(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next thing that is said, and what follows it; None when the other side has ended."""
    lengths = pipe.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head, body = _LENGTHS.unpack(lengths)
    told, follows = pipe.read(head), pipe.read(body)
    return (told, follows) if len(told) == head and len(follows) == body else None


def fetched(
    client: Client, archive: Archive, request: Request, number: int, at: Callable[[], float]
) -> Response:
    """Sends a request and archives its answer as of `at()` (unix seconds). Raises NoAnswer, DiskTrouble."""
    response = client.send(request)
    archive.keep(number, request, response, stamp(at()))
    return response


def _outcome(ready: Ready | MirrorError, job: Job, ahead: float) -> bytes:
    request = job.request
    try:
        if isinstance(ready, MirrorError):
            raise ready  # noqa: TRY301 - it is told like every other trouble
        clients, archive = ready
        response = fetched(
            clients[request.provider], archive, request, job.number, lambda: time.monotonic() + ahead
        )
    except NoAnswer as trouble:
        name, why = NoAnswer.__name__, str(trouble)
        return written(Outcome(job.number, error=name, why=why, reached=trouble.reached))
    except MirrorError as trouble:
        return written(Outcome(job.number, error=type(trouble).__name__, why=str(trouble)))
    except Exception as trouble:  # noqa: BLE001 - a thread that dies in silence would leave the run waiting
        return written(Outcome(job.number, error=MirrorError.__name__, why=unforeseen(request, trouble)))
    told = Outcome(job.number, response.status, response.headers, response.seconds)
    return written(told, response.body)


def unforeseen(request: Request, trouble: Exception) -> str:
    """The sentence for a failure that nobody thought of. Its own text may hold anything, so it is left out."""
    return f"{request.endpoint} could not be fetched ({type(trouble).__name__}); run again."


def main() -> None:
    """Fetches what comes in on standard input until it ends."""
    told = read(sys.stdin.buffer)
    if told is None or not told[0]:
        return
    setting = msgspec.msgpack.decode(told[0], type=Setting)
    ready: Ready | MirrorError
    try:
        clients = {name: access.client() for name, access in setting.access.items()}
        ready = clients, Archive(Path(setting.archive))
    except MirrorError as trouble:  # the run is told when it asks for something
        ready = trouble
    out, speaking = sys.stdout.fileno(), threading.Lock()
    _widen(out)

    def fetch(job: Job, ahead: float) -> None:
        said = memoryview(_outcome(ready, job, ahead))
        with speaking:
            while said:
                said = said[os.write(out, said) :]

    flying: set[Future[None]] = set()
    with ThreadPoolExecutor(setting.threads, thread_name_prefix="fetch") as pool:
        while (told := read(sys.stdin.buffer)) is not None:
            if not told[0]:
                os._exit(0)  # nobody waits for what is on the wire
            job = msgspec.msgpack.decode(told[0], type=Job)
            sent = pool.submit(fetch, job, job.at - time.monotonic())
            flying.add(sent)
            sent.add_done_callback(flying.discard)
        _bequeath(Path(setting.mirror), flying)


def _bequeath(mirror: Path, flying: set[Future[None]]) -> None:
    """Ends this process, whose run was killed, when what is on the wire lies in the archive."""
    try:
        lock = take(mirror, patience=0.5)  # for the run, which may still be dying, and not for the next
    except MirrorError:  # the next run has begun
        os._exit(0)
    with lock:
        wait(set(flying), _AFTERWARDS)
        os._exit(0)  # and not wait for the others


def _widen(pipe: int) -> None:
    """Lets a whole answer or more lie in the pipe, so that a busy reader holds nobody up."""
    try:
        import fcntl  # noqa: PLC0415 - there is none on Windows

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
    except (ImportError, AttributeError, OSError):
        pass  # it works with the usual size as well


if __name__ == "__main__":
    main()
