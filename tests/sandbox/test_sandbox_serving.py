"""The sandbox in a process of its own, its control routes, and its life as a context manager."""

import http.client
import json
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from mirror.sandbox import Sandbox, Switches

PROGRAM = """
from mirror.sandbox import Switches, serve
serve(Switches.parse(["events=1", "laps_scale=0.1"]), "127.0.0.1", 0, lambda url: print(url, flush=True))
"""


def test_serve_runs_until_it_is_told_to_stop_and_is_controlled_over_http():
    child = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        url = child.stdout.readline().strip()
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)

        def ask(method, path, body=None):
            headers = {"Authorization": "sandbox-goat"}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())

        assert ask("GET", "/-/health") == (200, {"status": "healthy"})
        status, switches = ask("GET", "/-/switches")
        assert (status, switches) == (200, Switches(events=1, laps_scale=0.1).as_json())
        assert ask("POST", "/-/switches", {"balldontlie_rate": 7, "seasons": [2023]}) == (
            200,
            {**switches, "balldontlie_rate": 7.0, "seasons": [2023]},
        )
        assert ask("POST", "/-/switches", {"retry_aftr": 1}) == (
            400,
            {"error": "there is no switch 'retry_aftr'; did you mean retry_after?"},
        )
        assert ask("POST", "/-/faults", {"kind": "500", "times": -1}) == (200, {"added": True})
        assert ask("GET", "/f1/v1/seasons")[0] == 500
        assert ask("DELETE", "/-/faults") == (200, {"cleared": True})
        assert ask("GET", "/f1/v1/seasons")[0] == 200
        assert ask("POST", "/-/faults", {"kind": "500", "often": 2})[0] == 400
        assert ask("POST", "/-/nothing", {}) == (404, {"error": "Not Found"})
        status, seen = ask("GET", "/-/seen")
        assert [(one["endpoint"], one["status"]) for one in seen] == [("seasons", 500), ("seasons", 200)]
        connection.close()
    finally:
        child.send_signal(signal.SIGTERM)
        code = child.wait(timeout=10)
        child.stdout.close()
    assert code == 0


def test_a_sandbox_ends_with_its_block_and_frees_the_port():
    with Sandbox(Switches(events=1, laps_scale=0.1)) as box:
        port = box.port
        assert box.url == f"http://127.0.0.1:{port}"
        assert [event.id for event in box.world.events[2024]] == [354]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    with pytest.raises(ConnectionRefusedError):
        connection.request("GET", "/-/health")
    with Sandbox(Switches(events=1, laps_scale=0.1), port=port) as box:
        assert box.port == port


def test_a_bad_change_is_refused_and_changes_nothing(box):
    before = box.switches
    with pytest.raises(ValueError, match="1900"):
        box.switches = replace(before, seasons=(1900,))
    assert box.switches == before


def test_latency_is_waited(ask, box):
    box.switches = replace(box.switches, latency_ms=60)
    start = time.monotonic()
    assert ask.balldontlie("seasons").status == 200
    assert time.monotonic() - start >= 0.06


def test_only_get_is_answered(box):
    connection = http.client.HTTPConnection("127.0.0.1", box.port, timeout=5)
    connection.request("POST", "/f1/v1/seasons", "x", {"Authorization": "sandbox-goat"})
    response = connection.getresponse()
    assert (response.status, json.loads(response.read())) == (405, {"error": "Method Not Allowed"})
    connection.request("HEAD", "/f1/v1/seasons", headers={"Authorization": "sandbox-goat"})
    response = connection.getresponse()
    assert (response.status, response.read()) == (200, b"")
    connection.close()
