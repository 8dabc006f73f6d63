"""Processes that compete for one mirror in a time of their own, which only sleeping and the way of a request move.

The time lies in a file that all of them map, and the sandbox counts by the same time: how fast the machine is, and which
process comes to write, changes nothing.
"""

import mmap
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from trial import settings

from mirror.clock import Time
from mirror.errors import MirrorBusy
from mirror.run.sync import sync
from mirror.selection import select

_SECONDS, _SENT, _COUNTED = range(3)


@dataclass(frozen=True)
class Race:
    """A provider whose window of `seconds` takes `limit` requests.

    A request is on its `way` for so many seconds on average, there as well as back; a process takes `start` seconds to
    come up. So many `deaths` there are, each at the process's own request between the number `least` and the number `most`.
    """

    provider: str
    limit: int
    seconds: float
    way: float
    start: float
    deaths: int
    least: int
    most: int
    switches: dict[str, Any] = field(default_factory=dict)
    configured: dict[str, Any] = field(default_factory=dict)


class Shared:
    """What is in the file at `path`: the time (unix seconds), and how many requests have been sent and counted."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._numbers = memoryview(mmap.mmap(file.fileno(), 24)).cast("d")
        self._lock = threading.Lock()  # for one process's threads; of the processes only one writes at a time

    @classmethod
    def made(cls, path: Path, began: float) -> "Shared":
        path.write_bytes(bytes(24))
        shared = cls(path)
        shared.pass_by(began)
        return shared

    def now(self) -> float:
        return self._numbers[_SECONDS]

    def pass_by(self, seconds: float) -> None:
        self._add(_SECONDS, seconds)

    def send(self) -> None:
        self._add(_SENT, 1.0)

    def count(self) -> tuple[float, float]:
        """The sandbox's clock, which is asked once for each request that is counted."""
        self._add(_COUNTED, 1.0)
        return self.now(), self.now()

    def arrived(self) -> bool:
        """Whether everything that was sent has been counted."""
        return self._numbers[_COUNTED] >= self._numbers[_SENT]

    def _add(self, place: int, number: float) -> None:
        with self._lock:
            self._numbers[place] += number


class Mortal(httpx.HTTPTransport):
    """A transport that takes its time there and back, and kills its process when some request has been counted."""

    def __init__(self, shared: Shared, race: Race, seed: int) -> None:
        super().__init__(verify=False)
        self._shared, self._way, self._chance = shared, race.way, random.Random(seed)
        self._left, self._gate = self._chance.randint(race.least, race.most), threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._travel()
        with self._gate:
            self._left -= 1
            last = self._left == 0
            self._shared.send()
        response = super().handle_request(request)
        if last:
            self._die()
        self._travel()
        return response

    def _travel(self) -> None:
        self._shared.pass_by(self._chance.expovariate(1 / self._way))

    def _die(self) -> None:
        """As hard as can be; but what has been sent is counted before, at the time it is now."""
        with self._gate:
            while not self._shared.arrived():
                time.sleep(0)
            os.kill(os.getpid(), signal.SIGKILL)


def run(path: str, shared_path: str, url: str, race: Race, seed: int) -> None:
    """One sync as soon as the mirror is free, killed at a request that `seed` tells."""
    shared = Shared(Path(shared_path))
    mortal = Mortal(shared, race, seed)
    while True:
        try:
            sync(
                Path(path),
                select((race.provider,), season="all", wait=True),
                settings(url, **race.configured),
                lambda event: shared.pass_by(race.start) if event["event"] == "start" else None,
                clock=Time(shared.now, shared.pass_by),
                transport=mortal,
            )
            return
        except MirrorBusy:
            continue
