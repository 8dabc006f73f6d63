"""Limits: none is overrun, none is left unused, and a run that stops at one goes on later to the same end."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from trial import DAY, THREE, WORLD, Whole, asked, mirror, now, same, tables

from mirror.instants import unix
from mirror.sandbox import Sandbox

REFUSALS = {403, 429}


@pytest.fixture
def counting() -> Iterator[Sandbox]:
    """A sandbox of its own, whose windows nobody has spent."""
    with Sandbox(THREE) as box:
        yield box


def test_requests_a_second(counting: Sandbox, path: Path) -> None:
    rate = 25.0
    counting.switches = replace(THREE, sportradar_qps=rate)
    result = mirror(path, counting, "sportradar", configured={"sportradar_requests_per_second": rate})
    assert result.code == 0
    seen = counting.seen
    assert [one for one in seen if one.status in REFUSALS] == []
    assert counting.peak("sportradar", 1.0) <= rate


def test_requests_a_minute(counting: Sandbox, path: Path) -> None:
    rate = 600.0
    counting.switches = replace(THREE, balldontlie_rate=rate)
    result = mirror(path, counting, "balldontlie", configured={"balldontlie_requests_per_minute": rate})
    assert result.code == 0
    seen = counting.seen
    assert [one for one in seen if one.status in REFUSALS] == []
    assert counting.peak("balldontlie", 60.0) <= rate
    assert len(seen) - 1 >= 0.95 * rate / 60 * (seen[-1].at - seen[0].at)


def test_requests_an_hour(counting: Sandbox, path: Path) -> None:
    """An hour that is spent ends the run at once; a restart remembers it, and when it is over the rest is asked."""
    rate = 10.0
    counting.switches = replace(THREE, altsportsdata_rate=rate)
    configured = {"altsportsdata_requests_per_hour": rate}
    for spent in (10, 10):
        began = now()
        result = mirror(path, counting, "altsportsdata", clock=began, configured=configured)
        [part] = result.providers
        assert (result.code, part["state"], len(counting.seen)) == (3, "stopped", spent)
        assert 3_500 < unix(part["resume_at"]) - began.at < 3_700
    assert [one for one in counting.seen if one.status in REFUSALS] == []
    clock = now()
    counting.switches = replace(THREE, altsportsdata_rate=1e9)
    clock.at += 3_700
    assert mirror(path, counting, "altsportsdata", clock=clock).code == 0


def test_an_hour_that_is_waited_for(counting: Sandbox, path: Path) -> None:
    configured, clock = {"altsportsdata_requests_per_hour": 10.0}, now()
    result = mirror(path, counting, "altsportsdata", clock=clock, configured=configured, wait=True)
    assert result.code == 0
    assert clock.at - now().at > 3_600


@pytest.mark.parametrize(
    ("known", "style"),
    [(True, "mashery"), (True, "gateway"), (False, "mashery"), (False, "gateway")],
)
def test_a_quota_that_is_spent(counting: Sandbox, whole: Whole, path: Path, known: bool, style: str) -> None:
    """A quota that is configured is never overrun; one that nobody told is met once, and ends the run."""
    switches: Any = {"sportradar_quota": 20, "sportradar_error_style": style}
    counting.switches = replace(WORLD, **switches)
    configured = {"sportradar_quota": 20.0 if known else 1e9}
    clock = now()
    result = mirror(path, counting, "sportradar", clock=clock, configured=configured)
    [part] = result.providers
    assert (result.code, part["state"], part["failed"]) == (3, "stopped", [])
    assert part["resume_at"] is not None
    assert sum(one.status == 200 for one in counting.seen) == 20
    refused = sum(one.status in REFUSALS for one in counting.seen)
    assert refused == 0 if known else refused >= 1
    counting.switches = WORLD
    clock.at += 31 * DAY
    assert mirror(path, counting, "sportradar", clock=clock).code == 0
    assert same(tables(path, "sportradar"), whole["sportradar"]) == {}


@pytest.mark.parametrize("most", [1, 2, 7, 50])
def test_a_budget_of_requests(box: Sandbox, whole: Whole, path: Path, most: int) -> None:
    providers = ("altsportsdata",) if most < 7 else ("balldontlie", "sportradar", "altsportsdata")
    before, runs = len(box.seen), 0
    while True:
        at = len(box.seen)
        result = mirror(path, box, *providers, max_requests=most)
        runs += 1
        sent = len(asked(box, at))
        assert sent <= most
        assert result.requests == sent
        if result.code == 0:
            break
        assert (result.code, sent) == (3, most)
        assert any("--max-requests" in (part["why"] or "") for part in result.providers)
        assert runs < 200
    assert runs >= 2
    for provider in providers:
        assert same(tables(path, provider), whole[provider]) == {}
    targets = [(one.path, tuple(one.query)) for one in asked(box, before)]
    assert len(targets) == len(set(targets))


@pytest.mark.parametrize(("account", "most"), [("yes", 2), ("yes", 8), ("404", 3), ("404", 8)])
def test_a_budget_also_holds_for_questions_about_the_key(
    box: Sandbox, path: Path, account: str, most: int
) -> None:
    box.switches = replace(WORLD, balldontlie_keys={"sandbox-key": "free"}, account=account)  # type: ignore[arg-type] # parametrised
    clock = now()
    for _ in range(30):
        before = len(box.seen)
        configured = {"balldontlie_api_key": "sandbox-key"}
        result = mirror(path, box, "balldontlie", clock=clock, max_requests=most, configured=configured)
        assert len(asked(box, before)) <= most
        if result.code == 0:
            break
        assert result.code == 3
    assert result.code == 0
