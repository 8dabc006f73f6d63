"""A server on loopback that answers each connection with bytes prepared beforehand."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

RESET = b"reset"  # instead of an answer: the connection is reset


@dataclass
class Scripted:
    """Where it listens, and every request head it was sent."""

    url: str
    heads: list[str] = field(default_factory=list)


def _serve(listener: socket.socket, scripted: Scripted, answers: Sequence[Sequence[bytes]]) -> None:
    """One connection for each inner sequence, one answer for each request on it; then the connection is closed."""
    for connection_answers in answers:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            for answer in connection_answers:
                head = b""
                while b"\r\n\r\n" not in head:
                    received = connection.recv(65_536)
                    if not received:
                        break
                    head += received
                    if not head.startswith((b"GET ", b"CONNECT ")):
                        break  # a TLS client: what it gets is no TLS
                if not head:
                    break
                scripted.heads.append(head.decode("latin-1"))
                if answer == RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
                connection.sendall(answer)


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    """Starts a server: `scripted([answer, answer], [answer])` is two connections with two and one answers."""
    started: list[tuple[socket.socket, threading.Thread]] = []

    def start(*answers: Sequence[bytes]) -> Scripted:
        listener = socket.create_server(("127.0.0.1", 0))
        server = Scripted(f"http://127.0.0.1:{listener.getsockname()[1]}")
        thread = threading.Thread(target=_serve, args=(listener, server, answers), daemon=True)
        thread.start()
        started.append((listener, thread))
        return server

    yield start
    for listener, thread in started:
        with contextlib.suppress(OSError):  # nobody waits in accept any more
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
