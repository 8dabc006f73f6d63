"""No answer fills the memory: what is too large is given up, by whichever way it comes."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from mirror.errors import NoAnswer
from mirror.http import Client, Request
from mirror.run.apart import Access
from mirror.run.fetch import Apart, Here
from mirror.store.archive import Archive
from mirror.wire import MOST_BYTES

ASKED = Request("sportradar", "seasons", "/seasons")
MB = 1_000_000
TOO_LARGE = "sportradar seasons: the answer is larger than 64 MB."
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
ZIPPED = HEAD + b"Content-Encoding: gzip\r\n"
SMALL = 1_000


def chunks(body: bytes) -> bytes:
    pieces = [body[at : at + 300] for at in range(0, len(body), 300)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


def whole(head: bytes, body: bytes) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def bomb(size: int) -> bytes:
    """Zeros, compressed to a thousandth of their size."""
    member = zlib.compressobj(9, wbits=31)
    return b"".join([member.compress(bytes(MB)) for _ in range(size // MB)]) + member.flush()


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "with its length": lambda body: whole(HEAD, body),
    "in chunks": lambda body: HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks(body) + b"0\r\n\r\n",
    "until it closes": lambda body: HEAD.replace(b"1.1", b"1.0") + b"\r\n" + body,
    "compressed": lambda body: whole(ZIPPED, gzip.compress(body)),
    "compressed in two": lambda body: whole(ZIPPED, gzip.compress(body[:600]) + gzip.compress(body[600:])),
}


def gave_up(client: Client) -> None:
    with closing(client), pytest.raises(NoAnswer) as caught:
        client.send(ASKED)
    assert (str(caught.value), caught.value.reached) == (TOO_LARGE, True)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("proxied", [False, True], ids=["straight", "through a proxy"])
def test_the_limit_is_met_to_the_byte(
    way: str, proxied: bool, scripted: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    largest = bytes(range(250)) * 4
    assert len(largest) == SMALL
    url = scripted([WAYS[way](largest)], [WAYS[way](largest + b"!")]).url
    if proxied:
        monkeypatch.setenv("HTTP_PROXY", url)
        url = "http://api.example.com"
    with closing(Client(url, None, {}, most=SMALL)) as client:
        assert client.send(ASKED).body == largest
    with closing(Client(url, None, {}, most=SMALL)) as client, pytest.raises(NoAnswer) as caught:
        client.send(ASKED)
    assert str(caught.value) == "sportradar seasons: the answer is larger than 0.001 MB."
    assert caught.value.reached


def test_an_answer_without_end_is_read_no_further_than_the_limit() -> None:
    given = []

    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                given.append(100)
                yield bytes(100)

    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless()))
    client = Client("http://127.0.0.1", None, {}, transport=transport, most=SMALL)
    with closing(client), pytest.raises(NoAnswer):
        client.send(ASKED)
    assert sum(given) == SMALL + 100


def test_a_length_that_is_too_large_is_believed_and_nothing_read(scripted: Callable[..., Any]) -> None:
    head = HEAD + b"Content-Length: %d\r\n\r\n" % (MOST_BYTES + 1)
    gave_up(Client(scripted([head]).url, None, {}))


def test_the_connection_is_not_used_again(scripted: Callable[..., Any]) -> None:
    """What is left of the large answer is not the beginning of the next one."""
    large, good = whole(HEAD, bytes(SMALL + 1)), whole(HEAD, b"{}")
    client = Client(scripted([large], [good]).url, None, {}, most=SMALL)
    with closing(client):
        with pytest.raises(NoAnswer):
            client.send(ASKED)
        assert client.send(ASKED).body == b"{}"


def test_a_bomb_takes_no_more_memory_than_the_limit() -> None:
    body = bomb(65 * MB) * 100
    answer = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(body))
    client = Client("http://127.0.0.1", None, {}, transport=httpx.MockTransport(lambda _: answer))
    tracemalloc.start()
    try:
        gave_up(client)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2.2 * MOST_BYTES + len(body)


def test_a_body_of_endless_nothing_keeps_nobody_busy() -> None:
    answer = httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=gzip.compress(b"") * 500_000)
    client = Client("http://127.0.0.1", None, {}, transport=httpx.MockTransport(lambda _: answer))
    gave_up(client)


@pytest.mark.parametrize("apart", [False, True], ids=["here", "in a process apart"])
def test_a_bomb_on_the_way_of_a_run(apart: bool, tmp_path: Path, scripted: Callable[..., Any]) -> None:
    """It is told in the same words wherever it is fetched, and nothing of it is archived."""
    url = scripted([whole(ZIPPED, bomb(65 * MB))]).url
    archive, access = Archive(tmp_path / "f1.archive.db"), {"sportradar": Access(url, "k" * 40, {})}
    fetch: Apart | Here = (
        Apart(tmp_path / "f1.db", archive, access, 1) if apart else Here(archive, access, 1, lambda: 0.0)
    )
    try:
        with pytest.raises(NoAnswer) as caught:
            fetch.submit(ASKED, 1, 0.0).result(30)
    finally:
        fetch.close()
    assert str(caught.value) == TOO_LARGE
    assert archive.last_id() == 0
    archive.close()
