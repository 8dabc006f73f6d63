"""The client against real sockets and httpx's own fake transport."""

import gzip
import socket
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import vcr  # type: ignore[import-untyped]  # vcrpy has no types

from mirror.errors import ConfigurationError, NoAnswer
from mirror.http import Client, Request, Response

KEY = "3f9d2b1a-77aa-4c10-9e5e-0123456789ab"
ASKED = Request(
    "balldontlie", "lap_times", "/f1/v1/lap_times", (("session_ids[]", "1770"), ("per_page", "100"))
)


def plain(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1") + body


def client_of(url: str, transport: httpx.BaseTransport | None = None, timeout: float = 5.0) -> Client:
    ticks = count()
    headers = {"Authorization": KEY, "Accept": "application/json"}
    return Client(url, KEY, headers, timeout=timeout, transport=transport, clock=lambda: float(next(ticks)))


def answer_to(answer: bytes, scripted: Callable[..., Any]) -> Response:
    client = client_of(scripted([answer]).url)
    try:
        return client.send(ASKED)
    finally:
        client.close()


def trouble_with(client: Client) -> NoAnswer:
    with pytest.raises(NoAnswer) as caught:
        client.send(ASKED)
    client.close()
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None
    return caught.value


@pytest.mark.parametrize(
    ("request_", "target"),
    [
        (ASKED, "/f1/v1/lap_times?session_ids[]=1770&per_page=100"),
        (
            Request("sportradar", "seasons", "/formula1/trial/v2/en/seasons.json"),
            "/formula1/trial/v2/en/seasons.json",
        ),
        (
            Request("sportradar", "summary", "/en/sport_events/sr:stage:1/summary"),
            "/en/sport_events/sr:stage:1/summary",
        ),
        (
            Request(
                "altsportsdata",
                "events",
                "/api/v1/public/events",
                (("eventStatus[]", "A&B=C"), ("q", "Pérez 1:2")),
            ),
            "/api/v1/public/events?eventStatus[]=A%26B%3DC&q=P%C3%A9rez%201%3A2",
        ),
        (Request("altsportsdata", "event", "/events/a b?c#d"), "/events/a%20b%3Fc%23d"),
    ],
)
def test_target_is_what_goes_over_the_wire(
    request_: Request, target: str, scripted: Callable[..., Any]
) -> None:
    server = scripted([plain(b"{}")])
    client = client_of(server.url + "/")
    client.send(request_)
    client.close()
    assert request_.target == target
    assert server.heads[0].splitlines()[0] == f"GET {target} HTTP/1.1"


def test_an_answer_whole(scripted: Callable[..., Any]) -> None:
    server = scripted(
        [
            plain(b'{"data":[]}', "Content-Type: application/json", "X-A: 1", "x-a: 2", "Set-Cookie: id=1"),
            plain(b"two"),
        ]
    )
    client = client_of(server.url)
    first = client.send(Request("balldontlie", "drivers", "/drivers", headers=(("If-None-Match", 'W/"1"'),)))
    second = client.send(ASKED)
    client.close()
    assert first == Response(
        200, {"content-length": "11", "content-type": "application/json", "x-a": "1, 2"}, b'{"data":[]}', 1.0
    )
    assert second == Response(200, {"content-length": "3"}, b"two", 1.0)
    host = server.url.removeprefix("http://")
    assert sorted(server.heads[0].split("\r\n")) == sorted(
        [
            "GET /drivers HTTP/1.1",
            f"Host: {host}",
            "user-agent: f1-mirror",
            "accept-encoding: gzip",
            f"Authorization: {KEY}",
            "Accept: application/json",
            'If-None-Match: W/"1"',
            "",
            "",
        ]
    )
    assert len(server.heads) == 2


@pytest.mark.parametrize(
    "status", ["301 Moved Permanently", "307 Temporary Redirect", "404 Not Found", "596 Gone"]
)
def test_every_status_is_an_answer_and_no_redirect_is_followed(
    status: str, scripted: Callable[..., Any]
) -> None:
    answer = answer_to(plain(b"x", "Location: /elsewhere", status=status), scripted)
    assert answer == Response(int(status[:3]), {"content-length": "1", "location": "/elsewhere"}, b"x", 1.0)


def test_what_comes_before_an_answer_is_none(scripted: Callable[..., Any]) -> None:
    """A network in between may send hints (103) ahead, which are no answer; the standard library takes them for one."""
    hints = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    server = scripted([hints + plain(b"one"), hints + hints + plain(b"two")])
    client = client_of(server.url)
    answers = [client.send(ASKED) for _ in range(2)]
    client.close()
    assert answers == [
        Response(200, {"content-length": "3"}, b"one", 1.0),
        Response(200, {"content-length": "3"}, b"two", 1.0),
    ]
    assert len(server.heads) == 2


def test_cookies_do_not_come_back(scripted: Callable[..., Any]) -> None:
    server = scripted([plain(b"1", "Set-Cookie: id=1"), plain(b"2")])
    client = client_of(server.url)
    client.send(ASKED)
    client.send(ASKED)
    client.close()
    assert "cookie" not in server.heads[1].lower()


def test_the_key_is_replaced_in_headers_and_in_the_decoded_body(scripted: Callable[..., Any]) -> None:
    body = gzip.compress(f'{{"api_key":"{KEY}"}}'.encode(), mtime=0)
    answer = answer_to(
        plain(body, "Content-Encoding: gzip", f"Location: /?api_key={KEY}", status="302 Found"), scripted
    )
    assert answer.body == b'{"api_key":"[key]"}'
    assert answer.headers == {
        "content-length": str(len(body)),
        "content-encoding": "gzip",
        "location": "/?api_key=[key]",
    }


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (plain(b'{"da', length=40), "the answer is cut or not HTTP"),
        (b"", "the answer is cut or not HTTP"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "the answer is cut or not HTTP"),
        (b"\x16\x03\x01 what is this\r\n\r\n", "the answer is cut or not HTTP"),
        (b"reset", "the connection broke"),
        (
            plain(gzip.compress(b"x" * 999, mtime=0)[:-9], "Content-Encoding: gzip"),
            "the compressed body is cut or damaged",
        ),
        (plain(b"not gzip", "Content-Encoding: gzip"), "the compressed body is cut or damaged"),
        (plain(b"?", "Content-Encoding: br"), "the body has an encoding that was not asked for"),
    ],
)
def test_half_an_answer_is_none(answer: bytes, sentence: str, scripted: Callable[..., Any]) -> None:
    trouble = trouble_with(client_of(scripted([answer]).url))
    assert str(trouble).startswith(f"balldontlie lap_times: {sentence}")
    assert trouble.reached


def test_a_silent_server_is_given_up_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:  # accepts in the backlog, never answers
        trouble = trouble_with(client_of(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=0.05))
    assert (str(trouble), trouble.reached) == ("balldontlie lap_times: no answer in time.", True)


def test_a_closed_port_was_not_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    trouble = trouble_with(client_of(f"http://127.0.0.1:{port}"))
    assert str(trouble).startswith("balldontlie lap_times: no connection (")
    assert not trouble.reached


def test_tls_that_fails_was_not_reached(scripted: Callable[..., Any]) -> None:
    server = scripted([plain(b"no TLS here")])
    trouble = trouble_with(client_of(server.url.replace("http:", "https:")))
    assert str(trouble).startswith("balldontlie lap_times: no connection (")
    assert not trouble.reached


@pytest.mark.parametrize(
    ("error", "sentence", "reached"),
    [
        (httpx.ConnectTimeout("x"), "no connection within 10 seconds.", False),
        (httpx.ConnectError(f"at {KEY}\n"), "no connection (at [key]).", False),
        (httpx.PoolTimeout("x"), "every connection is in use.", False),
        (httpx.ProxyError("407"), "the proxy refused (407).", False),
        (httpx.LocalProtocolError(f"Illegal header value b'{KEY}'"), "the request cannot be sent.", False),
        (httpx.InvalidURL("bad"), "no answer (bad).", False),
        (httpx.ReadTimeout("x"), "no answer in time.", True),
        (httpx.WriteError(""), "the connection broke (WriteError).", True),
        (
            httpx.RemoteProtocolError(f"peer said {KEY}"),
            "the answer is cut or not HTTP (peer said [key]).",
            True,
        ),
        (ConnectionResetError(104, "reset"), "no answer ([Errno 104] reset).", True),
    ],
)
def test_every_trouble_is_one_sentence_without_the_key(
    error: Exception, sentence: str, reached: bool
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    trouble = trouble_with(client_of("http://127.0.0.1", httpx.MockTransport(fail)))
    assert (str(trouble), trouble.reached) == (f"balldontlie lap_times: {sentence}", reached)


def test_a_mistake_in_a_transport_is_not_taken_for_the_network() -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise KeyError("a mistake")

    client = client_of("http://127.0.0.1", httpx.MockTransport(fail))
    with pytest.raises(KeyError, match="a mistake"):
        client.send(ASKED)


@pytest.mark.parametrize(
    "address", ["", "api.example.com", "ftp://example.com", "http://", "https://a b", "http://a:b"]
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        client_of(address)
    assert str(caught.value) == f"The base URL {address!r} is not an address such as https://api.example.com."


@pytest.mark.parametrize("key", ["line\nbreak", " blank", "clé"])
def test_a_key_that_no_header_can_carry_is_not_repeated(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Client("http://127.0.0.1", key, {"x-api-key": key})
    assert str(caught.value) == (
        "The x-api-key header cannot be sent: its value has blanks or letters beyond ASCII."
    )


PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


def test_loopback_never_goes_through_a_proxy(
    no_proxies: pytest.MonkeyPatch, scripted: Callable[..., Any]
) -> None:
    proxy = scripted([plain(b"from the proxy")])
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        no_proxies.setenv(name, proxy.url)
    assert answer_to(plain(b"direct"), scripted).body == b"direct"
    assert proxy.heads == []


@pytest.mark.parametrize(
    ("name", "url", "first_line"),
    [
        ("HTTP_PROXY", "http://api.example.com", "GET http://api.example.com/f1/v1/lap_times"),
        ("ALL_PROXY", "http://api.example.com", "GET http://api.example.com/f1/v1/lap_times"),
        ("HTTPS_PROXY", "https://api.example.com", "CONNECT api.example.com:443 HTTP/1.1"),
    ],
)
def test_other_hosts_go_through_the_proxy_of_the_environment(
    name: str, url: str, first_line: str, no_proxies: pytest.MonkeyPatch, scripted: Callable[..., Any]
) -> None:
    proxy = scripted([plain(b"", status="407 Proxy Authentication Required")])
    no_proxies.setenv(name, proxy.url.removeprefix("http://"))
    client = client_of(url)
    if name == "HTTPS_PROXY":
        assert not trouble_with(client).reached
    else:
        assert client.send(ASKED).status == 407
        client.close()
    assert proxy.heads[0].startswith(first_line)
    if name == "HTTPS_PROXY":
        assert KEY not in proxy.heads[0]


def test_no_proxy_is_respected(no_proxies: pytest.MonkeyPatch, scripted: Callable[..., Any]) -> None:
    proxy = scripted([plain(b"from the proxy")])
    no_proxies.setenv("HTTP_PROXY", proxy.url)
    no_proxies.setenv("NO_PROXY", "nowhere.invalid")
    trouble = trouble_with(client_of("http://nowhere.invalid"))
    assert not trouble.reached
    assert proxy.heads == []


def test_a_proxy_that_cannot_be_used_keeps_its_password(no_proxies: pytest.MonkeyPatch) -> None:
    no_proxies.setenv("HTTPS_PROXY", "gopher://me:hunter2@proxy.example.com")
    with pytest.raises(ConfigurationError) as caught:
        client_of("https://api.example.com")
    assert str(caught.value) == "The proxy that the environment names for https cannot be used."
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_a_cassette_records_and_replays(tmp_path: Path, scripted: Callable[..., Any]) -> None:
    body = gzip.compress(b'{"data":[1]}', mtime=0)
    server = scripted([plain(body, "Content-Encoding: gzip", "Content-Type: application/json")])
    cassette = tmp_path / "lap_times.yaml"
    recorder = vcr.VCR(filter_headers=["authorization"], record_mode="once")
    answers = []
    for _ in range(2):
        client = client_of(server.url)
        with recorder.use_cassette(str(cassette)) as tape:
            answers.append(client.send(ASKED))
            plays = tape.play_count
        client.close()
    assert answers[0] == answers[1]
    assert answers[0].body == b'{"data":[1]}'
    assert plays == 1
    assert len(server.heads) == 1
    assert KEY not in cassette.read_text()


def test_a_connection_is_kept_until_the_other_side_closes_it(scripted: Callable[..., Any]) -> None:
    server = scripted([plain(b"one"), plain(b"two", "Connection: close")], [plain(b"three")])
    client = client_of(server.url)
    assert [client.send(ASKED).body for _ in range(3)] == [b"one", b"two", b"three"]
    client.close()
    assert len(server.heads) == 3  # none was sent twice


def test_the_path_of_the_address_comes_first(scripted: Callable[..., Any]) -> None:
    server = scripted([plain(b"one")])
    client = client_of(f"{server.url}/mirrored/")
    client.send(ASKED)
    client.close()
    assert server.heads[0].startswith(f"GET /mirrored{ASKED.target} HTTP/1.1\r\n")


def test_threads_share_one_client(scripted: Callable[..., Any]) -> None:
    # The server says that it closes: otherwise the first connection might be taken again just before it does.
    answers = [[plain(body, "Connection: close")] for body in (b"one", b"two", b"three")]
    server = scripted(*answers)
    client = client_of(server.url)
    with closing(client), ThreadPoolExecutor(3) as threads:
        bodies = {answer.body for answer in threads.map(client.send, [ASKED] * 3)}
    assert bodies == {b"one", b"two", b"three"}
