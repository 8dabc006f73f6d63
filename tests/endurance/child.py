"""What runs in the processes that are killed: one sync that ends itself at a chosen moment, as hard as it can."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
from trial import Hasty, settings

from mirror.http import Request, Response
from mirror.run.sync import sync
from mirror.selection import select
from mirror.store import Store
from mirror.store.archive import Archive

DECIDING = ("leaving", "writing", "committed", "timer")  # in the process that decides and writes
FETCHING = ("sent", "answered", "archived")  # where one process does everything
FETCHES_FOR = "F1_MIRROR_FETCHES_FOR"  # a mirror, in the environment of its processes
PLACES = (*FETCHING, *DECIDING)


class Countdown:
    """Kills this process the nth time it is called."""

    def __init__(self, nth: int) -> None:
        self._left, self._lock = nth, threading.Lock()

    def __call__(self, *_: Any) -> None:
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Deadly(Hasty):
    """A transport that calls before a request for `only` leaves and when its answer is there."""

    def __init__(self, before: Callable[[], None], after: Callable[[], None], only: str) -> None:
        super().__init__()
        self._before, self._after, self._only = before, after, only

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._only not in unquote(request.url.raw_path.decode()):
            return super().handle_request(request)
        self._before()
        response = super().handle_request(request)
        self._after()
        return response


def nothing(*_: Any) -> None:
    """What happens at the places where nobody dies."""


def run(path: str, url: str, providers: tuple[str, ...], place: str, nth: int, only: str = "") -> None:
    """A sync that is killed the nth time it comes to `place`, or after nth milliseconds at "timer".

    With `only`, requests whose path and query do not hold it are not counted where they are sent, answered and archived.
    The environment of the process that fetches for it names the mirror.
    """
    die = {name: Countdown(nth) if name == place else nothing for name in PLACES}
    if place == "timer":
        threading.Timer(nth / 1000, os.kill, (os.getpid(), signal.SIGKILL)).start()
    os.environ[FETCHES_FOR] = path
    keep, leaving, note = Archive.keep, Store.leaving, Store.note

    def kept(self: Archive, number: int, request: Request, response: Response, fetched_at: str) -> None:
        keep(self, number, request, response, fetched_at)
        if only in request.target:
            die["archived"]()

    def left(self: Store, *given: Any) -> int:
        number = leaving(self, *given)
        die["leaving"]()  # it is in the ledger, and has not left
        return number

    def noted(self: Store, *given: Any) -> None:
        note(self, *given)
        die["writing"]()  # rows and checkpoint are written, and not committed

    setattr(Archive, "keep", kept)  # noqa: B010 - replaced in this process alone, which mypy would not have
    setattr(Store, "leaving", left)  # noqa: B010 - the same
    setattr(Store, "note", noted)  # noqa: B010 - the same
    sync(
        Path(path),
        select(providers, season="all"),
        settings(url),
        lambda event: die["committed"]() if event["event"] == "page" else None,
        transport=Deadly(die["sent"], die["answered"], only) if place in FETCHING else None,
    )
