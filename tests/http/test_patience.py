"""A server that drips holds nobody: neither in the head of an answer nor in its body, by whichever way it comes."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from mirror.errors import NoAnswer
from mirror.http import Client, Request
from mirror.patience import Patience
from mirror.run.sync import sync
from mirror.selection import select
from mirror.settings import Settings
from mirror.wire import Failed, wire_to

ASKED = Request("sportradar", "seasons", "/seasons")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
PIECE, PIECES = 0.01, 2_000  # seconds between two pieces, and how many of them: patience ends first
DRIPS = {
    "head": (HEAD + b"X-Slow: ", b"a", b"\r\n\r\n"),
    "body": (HEAD + b"Content-Length: 9999\r\n\r\n", b"1", b""),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n1\r\n", b"0\r\n\r\n"),
    "until it closes": (HEAD.replace(b"1.1", b"1.0") + b"\r\n", b"1", b""),
}
Serve = Callable[[str], str]


@pytest.fixture
def dripping() -> Iterator[Serve]:
    """Starts a server whose one answer drips, and hangs up on a client that has gone."""
    ended, threads, listeners = threading.Event(), [], []

    def drip(listener: socket.socket, start: bytes, piece: bytes, end: bytes) -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(start)
                for _ in range(PIECES):
                    if ended.wait(PIECE):
                        return
                    connection.sendall(piece)
                connection.sendall(end)

    def start(where: str) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=drip, args=(listener, *DRIPS[where]), daemon=True)
        thread.start()
        threads.append(thread)
        listeners.append(listener)
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    ended.set()
    for listener, thread in zip(listeners, threads, strict=True):
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@pytest.mark.parametrize("where", DRIPS)
def test_an_answer_that_drips_is_given_up(where: str, dripping: Serve) -> None:
    client = Client(dripping(where), None, {}, timeout=5.0, within=0.2)
    with closing(client), pytest.raises(NoAnswer) as caught:
        client.send(ASKED)
    assert (str(caught.value), caught.value.reached) == ("sportradar seasons: no answer in time.", True)


@pytest.mark.parametrize("where", DRIPS)
def test_a_proxy_that_drips_is_given_up(where: str, dripping: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HTTP_PROXY", dripping(where))
    client = Client("http://api.example.com", None, {}, timeout=5.0, within=0.2)
    with closing(client), pytest.raises(NoAnswer) as caught:
        client.send(ASKED)
    assert (str(caught.value), caught.value.reached) == ("sportradar seasons: no answer in time.", True)


def test_a_transport_that_was_handed_in_is_given_up_too() -> None:
    ticks = count(0, 30)

    class Slow(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield from (b"1" for _ in range(9))

    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Slow()))
    patience = Patience(5.0, 100.0, lambda: float(next(ticks)))
    wire = wire_to("http://127.0.0.1", patience=patience, connections=1, transport=transport)
    with closing(wire), pytest.raises(Failed) as caught:
        wire.get("/seasons", {})
    assert (caught.value.what, caught.value.detail, caught.value.reached) == ("no answer in time", None, True)
    assert next(ticks) == 150  # it was not read to its end


def test_each_answer_has_its_own_time() -> None:
    """What one answer took is not taken from the next one on the same connection or in the same thread."""
    now = [0.0]
    patience = Patience(5.0, 100.0, lambda: now[0])
    patience.begin()
    now[0] = 98.0
    assert patience.left() == 2.0
    now[0] = 100.0
    with pytest.raises(TimeoutError):
        patience.left()
    patience.begin()
    assert patience.left() == 5.0
    found: list[float] = []

    def elsewhere() -> None:
        patience.begin()
        found.append(patience.left())

    now[0] = 199.0
    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert (found, patience.left()) == ([5.0], 1.0)


def test_a_run_asks_again_where_an_answer_dripped(dripping: Serve, tmp_path: Path) -> None:
    heard: list[Mapping[str, Any]] = []
    result = sync(
        tmp_path / "f1.db",
        select(["sportradar"], endpoints=["seasons"], max_requests=2),
        Settings.given(
            sportradar_api_key="k" * 40,
            sportradar_base_url=dripping("body"),
            sportradar_requests_per_second=1e9,
            f1_mirror_answer_seconds=0.2,
        ),
        heard.append,
    )
    assert (result.code, result.requests) == (3, 2)
    retries = [(event["scope"], event["why"]) for event in heard if event["event"] == "retry"]
    assert retries == [("", "sportradar seasons: no answer in time.")] * 2
