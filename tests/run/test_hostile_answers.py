"""Answers that no documentation tells of: what a run makes of them."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from mirror.clock import Time
from mirror.run.ending import Result
from mirror.run.sync import sync
from mirror.selection import select
from mirror.settings import Settings

BEGAN = 1_782_907_200.0  # 2026-07-01 12:00


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.at = BEGAN

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def mirror(path: Path, answer: Callable[[httpx.Request], httpx.Response], clock: Clock) -> Result:
    return sync(
        path,
        select(["sportradar"], endpoints=["seasons", "merge_mappings"]),
        Settings.given(sportradar_api_key="k" * 40, sportradar_base_url="http://127.0.0.1"),
        clock=Time(clock.now, clock.sleep),
        transport=httpx.MockTransport(answer),
    )


@pytest.mark.parametrize(("wait", "waits"), [("290", True), ("4000", False), ("99999999", False)])
def test_a_provider_that_is_away_for_long_is_not_waited_for(tmp_path: Path, wait: str, waits: bool) -> None:
    """It says itself that it will not answer before: the run ends, names the moment, and nothing is quarantined."""
    clock = Clock()
    result = mirror(tmp_path / "f1.db", lambda _: httpx.Response(503, headers={"Retry-After": wait}), clock)
    [part] = result.providers
    if waits:
        assert (result.code, part["state"], part["resume_at"]) == (4, "failed", None)
        assert clock.at - BEGAN > 3 * 290
    else:
        assert (result.code, part["state"], part["failed"]) == (4, "down", [])
        assert part["resume_at"] >= "2026-07-01T13:06"
        assert clock.at - BEGAN < 10


@pytest.mark.parametrize("reset", ["²", "9" * 400, "-5", "soon", "", "nan", "1e999"])
def test_a_reset_that_is_no_time_stops_nothing(tmp_path: Path, reset: str) -> None:
    clock = Clock()
    headers = [(b"X-RateLimit-Remaining", b"0"), (b"X-RateLimit-Reset", reset.encode("latin-1"))]
    result = sync(
        tmp_path / "f1.db",
        select(["altsportsdata"], endpoints=["sports"]),
        Settings.given(altsportsdata_api_key="k" * 40, altsportsdata_base_url="http://127.0.0.1"),
        clock=Time(clock.now, clock.sleep),
        transport=httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, content=b"[]")),
    )
    assert (result.code, result.requests, clock.at) == (0, 1, BEGAN)


def test_an_address_that_knows_nothing_is_not_a_complete_mirror(tmp_path: Path) -> None:
    result = mirror(
        tmp_path / "f1.db", lambda _: httpx.Response(404, json={"message": "Invalid route."}), Clock()
    )
    [part] = result.providers
    assert (result.code, {one["endpoint"] for one in part["failed"]}) == (4, {"seasons", "merge_mappings"})
    assert all("look at SPORTRADAR_BASE_URL" in one["error"] for one in part["failed"])
