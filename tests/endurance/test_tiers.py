"""Keys of every tier, tiers that rise, and keys that are wrong."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from trial import DAY, WORLD, Whole, ask, asked, mirror, now, same, states, tables

from mirror.providers import PROVIDERS
from mirror.sandbox import Fault, Sandbox

TIER = {"free": 0, "all-star": 1, "goat": 2}
ENDPOINTS = PROVIDERS["balldontlie"].endpoints


def beyond(tier: str) -> list[str]:
    return sorted(endpoint.name for endpoint in ENDPOINTS if endpoint.tier > TIER[tier])


def switches(tier: str, **more: Any) -> Any:
    return replace(WORLD, balldontlie_keys={"sandbox-key": tier}, **more)


KEY = {"balldontlie_api_key": "sandbox-key"}


@pytest.mark.parametrize("account", ["yes", "404"])
@pytest.mark.parametrize("body", ["text", "json"])
@pytest.mark.parametrize("tier", ["free", "all-star", "goat"])
def test_a_tier_that_is_too_low_is_no_failure(
    box: Sandbox, whole: Whole, path: Path, tier: str, account: str, body: str
) -> None:
    box.switches = switches(tier, account=account, unauthorized_body=body)
    events: list[Any] = []
    result = mirror(path, box, "balldontlie", clock=now(), report=events.append, configured=KEY)
    [part] = result.providers
    assert (result.code, part["state"], part["failed"]) == (0, "complete", [])
    # Without sessions nobody knows what to ask of them, so only what has scopes can be refused.
    listed = {name for name in beyond(tier) if states(path, name)}
    assert set(part["not_entitled"]) == listed
    assert bool(listed) == (tier != "goat")
    said = Counter(e["endpoint"] for e in events if e["event"] == "scope" and e["state"] == "not_entitled")
    assert said == dict.fromkeys(listed, 1)
    for endpoint in ENDPOINTS:
        found = set(states(path, endpoint.name).values())
        assert found <= ({"not_entitled"} if endpoint.tier > TIER[tier] else {"complete"}), endpoint.name
    got = tables(path, "balldontlie")
    for endpoint in ENDPOINTS:
        assert endpoint.tier <= TIER[tier] or got[endpoint.table] == [] or endpoint.name == "sessions"
    if tier == "goat":
        assert same(got, whole["balldontlie"]) == {}


@pytest.mark.parametrize("account", ["yes", "404"])
@pytest.mark.parametrize("ladder", [("free", "goat"), ("all-star", "goat"), ("free", "all-star", "goat")])
def test_a_tier_that_rises_is_filled_up(
    box: Sandbox, whole: Whole, path: Path, ladder: tuple[str, ...], account: str
) -> None:
    clock = now()
    for tier in ladder:
        box.switches = switches(tier, account=account)
        result = mirror(path, box, "balldontlie", clock=clock, configured=KEY)
        assert result.code == 0
        clock.at += DAY + 60
    assert same(tables(path, "balldontlie"), whole["balldontlie"]) == {}
    assert ask(path, "select count(*) from mirror_checkpoints where state <> 'complete'") == [(0,)]
    assert result.providers[0]["not_entitled"] == []


def test_what_is_beyond_the_tier_is_not_asked_for_again(box: Sandbox, path: Path) -> None:
    box.switches = switches("free")
    clock = now()
    assert mirror(path, box, "balldontlie", clock=clock, configured=KEY).code == 0
    clock.at += 600
    before = len(box.seen)
    assert mirror(path, box, "balldontlie", clock=clock, configured=KEY).code == 0
    assert [one.endpoint for one in asked(box, before)] == ["me"]


@pytest.mark.parametrize("account", ["yes", "404"])
def test_a_wrong_key_alone(box: Sandbox, path: Path, account: str) -> None:
    box.switches = replace(WORLD, account=account)  # type: ignore[arg-type] # parametrised
    result = mirror(path, box, "balldontlie", clock=now(), configured={"balldontlie_api_key": "wrong-key"})
    assert (result.code, [part["state"] for part in result.providers]) == (1, ["refused"])
    assert "wrong-key" not in str(result)
    assert ask(path, "select count(*) from mirror_checkpoints where state = 'complete' and scope <> ''") == [
        (0,)
    ]


@pytest.mark.parametrize("wrong", ["balldontlie", "sportradar", "altsportsdata"])
def test_a_wrong_key_beside_keys_that_work(box: Sandbox, whole: Whole, path: Path, wrong: str) -> None:
    result = mirror(path, box, clock=now(), configured={f"{wrong}_api_key": "wrong-key"})
    parts = {part["provider"]: part["state"] for part in result.providers}
    assert (result.code, parts.pop(wrong)) == (4, "refused")
    assert set(parts.values()) == {"complete"}
    for provider in parts:
        assert same(tables(path, provider), whole[provider]) == {}
    assert mirror(path, box, clock=now()).code == 0
    assert same(tables(path), whole.tables) == {}


def test_one_refusal_of_the_first_question_refuses_no_key(box: Sandbox, path: Path) -> None:
    box.add(Fault("401", provider="balldontlie", endpoint="seasons"))
    result = mirror(path, box, "balldontlie", endpoints=["seasons"], configured={"balldontlie_tier": "goat"})
    assert (result.code, states(path, "seasons")) == (0, {"": "complete"})
