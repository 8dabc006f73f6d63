"""How long a provider is waited for: a while for each read, and a longer one for a whole answer.

A server that drips a byte now and then never misses the first, and would hold its scope for ever.
"""

import io
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

READ_SECONDS = 30.0
ANSWER_SECONDS = 100.0
MOST_SECONDS = 120.0  # for an answer; what takes longer is counted as never answered (`mirror.budget.pace`)


class Patience:
    """How long one read may take, and how long a thread may wait for a whole answer (both in seconds of `clock`)."""

    def __init__(self, read: float, answer: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.read, self.answer = read, answer
        self._clock, self._thread = clock, threading.local()

    def begin(self) -> None:
        """This thread is going to ask something."""
        self._thread.until = self._clock() + self.answer

    def left(self) -> float:
        """How many seconds this thread's next read may take. Raises TimeoutError when its answer had time enough."""
        left: float = self._thread.until - self._clock()
        if left <= 0:
            raise TimeoutError("the whole answer did not come in time")
        return min(self.read, left)


class Patient:
    """A socket that is read as long as there is patience."""

    def __init__(self, sock: socket.socket, patience: Patience) -> None:
        self._sock, self._patience = sock, patience

    def makefile(self, mode: str) -> io.BufferedReader:
        """The bytes that come in. Reading them raises TimeoutError."""
        return io.BufferedReader(_Bytes(self._sock, self._patience))


class _Bytes(io.RawIOBase):
    def __init__(self, sock: socket.socket, patience: Patience) -> None:
        self._sock, self._patience = sock, patience
        self._raw = sock.makefile("rb", buffering=0)  # it keeps a socket open that is closed already

    def readable(self) -> bool:
        return True

    def readinto(self, place: Any) -> int | None:
        self._sock.settimeout(self._patience.left())
        return self._raw.readinto(place)

    def close(self) -> None:
        self._raw.close()
        super().close()
