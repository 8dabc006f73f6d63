"""Every fault, as a raw client sees it."""

import http.client
import json
import socket
import time

import pytest

from mirror.sandbox import Fault

TARGET = "seasons?per_page=5"


def test_every_other_request_is_answered_as_ever(ask, box):
    good = ask.balldontlie(TARGET)
    box.add(Fault("500", provider="balldontlie", endpoint="seasons", nth=2, times=2))
    assert [ask.balldontlie(TARGET).status for _ in range(5)] == [200, 500, 500, 200, 200]
    assert ask.balldontlie(TARGET).body == good.body


def test_a_fault_hits_what_it_names(ask, box):
    box.add(Fault("404", endpoint="teams", match="per_page=3", times=-1))
    assert ask.balldontlie("teams?per_page=3").status == 404
    assert ask.balldontlie("teams?per_page=4").status == 200
    assert ask.balldontlie("drivers?per_page=3").status == 200
    box.clear_faults()
    assert ask.balldontlie("teams?per_page=3").status == 200


HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("kind", "status", "content_type", "body"),
    [
        ("500", 500, JSON, b'{"error":"Internal Server Error"}'),
        ("503-html", 503, HTML, b"<html><body><h1>503 Service Unavailable</h1></body></html>"),
        ("200-html", 200, HTML, b"<!DOCTYPE html><html><body>We will be back soon</body></html>"),
        ("429", 429, JSON, b'{"error":"Too Many Requests"}'),
        ("403-qps", 403, "text/xml", b"<h1>Developer Over Qps</h1>"),
        ("403-quota", 403, "text/xml", b"<h1>Developer Over Rate</h1>"),
        ("403-html", 403, HTML, b"<html><body><h1>403 Forbidden</h1></body></html>"),
        ("401", 401, "text/plain; charset=utf-8", b"Unauthorized"),
        ("404", 404, JSON, b'{"error":"Not Found"}'),
        ("400", 400, JSON, b'{"error":"Bad Request"}'),
        ("304", 304, None, b""),
        ("empty", 200, JSON, b'{"data":[],"meta":{"per_page":5}}'),
        ("no-data", 200, JSON, b'{"message":"nothing here"}'),
        ("wrong-type", 200, JSON, b'{"data":{"unexpected":"object"},"meta":{}}'),
    ],
)
def test_an_answer_of_another_kind(ask, box, kind, status, content_type, body):
    box.add(Fault(kind))
    answer = ask.balldontlie(TARGET)
    assert (answer.status, answer.headers.get("Content-Type"), answer.body) == (status, content_type, body)
    assert ask.balldontlie(TARGET).status == 200


def test_retry_after_is_what_the_fault_says(ask, box):
    box.add(Fault("429", retry_after=9))
    assert ask.balldontlie(TARGET).headers["Retry-After"] == "9"
    box.add(Fault("429"))
    assert "Retry-After" not in ask.balldontlie(TARGET).headers
    box.add(Fault("403-qps"))
    assert ask.balldontlie(TARGET).headers["Retry-After"] == "1"
    before = int(time.time())
    box.add(Fault("429-body", retry_after=30))
    error = ask.altsportsdata("sports").json()["error"]
    assert error["code"] == "RATE_LIMIT_EXCEEDED"
    assert before + 30 <= error["retry_after"] <= int(time.time()) + 30


def test_short_json_is_well_framed_and_cut_json_is_not(ask, box):
    good = ask.balldontlie(TARGET).body
    box.add(Fault("short-json"))
    short = ask.balldontlie(TARGET)
    assert (short.status, short.body) == (200, good[: len(good) // 2])
    with pytest.raises(json.JSONDecodeError):
        short.json()
    box.add(Fault("cut-json"))
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask.balldontlie(TARGET)
    assert (cut.value.partial, cut.value.expected) == (good[: len(good) // 2], len(good) - len(good) // 2)


def test_reset_is_a_reset(ask, box):
    box.add(Fault("reset"))
    with pytest.raises(ConnectionResetError):
        ask.balldontlie(TARGET)
    assert box.seen[-1].status == 0


def test_timeout_never_answers(ask, box):
    box.add(Fault("timeout"))
    with pytest.raises(TimeoutError):
        ask.get(f"/f1/v1/{TARGET}", {"Authorization": "sandbox-goat"}, timeout=0.2)
    assert ask.balldontlie(TARGET).status == 200


def test_slow_answers_late(ask, box):
    good = ask.balldontlie(TARGET).body
    box.add(Fault("slow", seconds=0.3))
    with pytest.raises(TimeoutError):
        ask.get(f"/f1/v1/{TARGET}", {"Authorization": "sandbox-goat"}, timeout=0.05)
    box.add(Fault("slow", seconds=0.05))
    assert ask.balldontlie(TARGET).body == good


def test_echo_key_repeats_the_key(ask, box):
    box.add(Fault("echo-key"))
    answer = ask.sportradar("seasons.json")
    assert answer.status == 500
    assert answer.body.count(b"sandbox-sportradar") == 2


def test_an_unknown_kind_gets_one_sentence():
    with pytest.raises(
        ValueError, match=r"there is no fault '50'; the kinds are 500, .* \(did you mean 500\?\)"
    ):
        Fault("50")


def test_a_connection_is_kept_and_requests_on_it_come_in_order(box):
    head = "Host: x\r\nAuthorization: sandbox-goat\r\n"
    lines = [f"GET /f1/v1/seasons?per_page={n} HTTP/1.1\r\n{head}\r\n" for n in (1, 2)]
    last = f"GET /f1/v1/seasons?per_page=3 HTTP/1.1\r\n{head}Connection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", box.port), timeout=5) as client:
        client.sendall("".join([*lines, last]).encode())
        received = b""
        while chunk := client.recv(65536):
            received += chunk
    assert received.count(b"HTTP/1.1 200 OK") == 3
    places = [received.index(b'"per_page":%d' % n) for n in (1, 2, 3)]
    assert places == sorted(places)


def test_what_is_no_http_is_refused(box):
    with socket.create_connection(("127.0.0.1", box.port), timeout=5) as client:
        client.sendall(b"nonsense\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 400 Bad Request")
