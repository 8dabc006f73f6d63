"""A provider that wants to be left alone is left alone by every process, not only by the one that it told."""

import json
import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from typing import Any

import httpx
import pytest
from machine import DAY, HOUR, NOON, Machine

from mirror.cli import run
from mirror.doctor import WARN, examine
from mirror.http import Request, Response
from mirror.instants import stamp, unix
from mirror.plan import Plan, plan
from mirror.run.ending import Result
from mirror.run.sync import sync
from mirror.selection import select
from mirror.settings import Settings
from mirror.snapshot.create import chosen, create
from mirror.snapshot.install import install
from mirror.status import status
from mirror.store import Store
from mirror.store.files import open_reading

HERE, ELSEWHERE = "http://127.0.0.1:1001", "http://127.0.0.1:1002"
SPENT = "<h1>403 Developer Over Rate</h1>"
TOO_FAST = {"error": {"code": "RATE_LIMIT_EXCEEDED", "message": "slow down", "retry_after": 3600}}
ENDPOINTS = {
    "balldontlie": ("teams", "circuits"), "sportradar": ("seasons", "merge_mappings"),
    "altsportsdata": ("sports", "events"),
}  # fmt: skip

# What the provider says, in what state that leaves the run that hears it, and why the others are told they wait.
ASKED = {
    "429": ("sportradar", 429, {"Retry-After": "3600"}, "{}", "stopped", "429 Too Many Requests"),
    "429 of a minute's limit": ("balldontlie", 429, {"Retry-After": "3600"}, "no", "stopped", "429 no"),
    "503": ("sportradar", 503, {"Retry-After": "3600"}, "{}", "down", "503 Service Unavailable"),
    "a quota": ("sportradar", 403, {"Retry-After": "3600"}, SPENT, "stopped", "403 Developer Over Rate"),
    "a moment": (
        "altsportsdata", 429, {"X-RateLimit-Reset": str(int(NOON + HOUR))}, "{}", "stopped", "429 Too Many Requests",
    ),
    "in the body": ("altsportsdata", 429, {}, json.dumps(TOO_FAST), "stopped", "429 slow down"),
    "nothing is left": (
        "altsportsdata", 200, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOON + HOUR))}, "[]",
        "stopped", "nothing is left of its limit",
    ),
}  # fmt: skip


@dataclass
class Provider:
    """Says the same to everybody until it is told otherwise, and counts."""

    machine: Machine
    says: Callable[[], httpx.Response]
    heard: list[str] = field(default_factory=list)

    def transport(self) -> httpx.MockTransport:
        def answer(request: httpx.Request) -> httpx.Response:
            self.heard.append(request.url.path)
            response = self.says()
            response.headers.setdefault("date", formatdate(self.machine.at, usegmt=True))
            return response

        return httpx.MockTransport(answer)


class World:
    """One mirror on one machine, and one provider."""

    def __init__(self, path: Path, name: str, says: Callable[[], httpx.Response]) -> None:
        self.path, self.name, self.machine = path, name, Machine()
        self.provider = Provider(self.machine, says)
        self.events: list[Mapping[str, Any]] = []

    def settings(self, address: str = HERE, **more: Any) -> Settings:
        keyed = {f"{self.name}_api_key": "k" * 40, f"{self.name}_base_url": address}
        return Settings.given(**{**keyed, "balldontlie_tier": "goat", **more})

    def sync(self, address: str = HERE, *, wait: bool = False, **more: Any) -> Result:
        selection = select([self.name], endpoints=ENDPOINTS[self.name], wait=wait)
        return sync(
            self.path, selection, self.settings(address, **more), self.events.append,
            clock=self.machine.time, transport=self.provider.transport(),
        )  # fmt: skip

    def plan(self, address: str = HERE) -> Plan:
        selection = select([self.name], endpoints=ENDPOINTS[self.name])
        clock = self.machine.time
        with closing(open_reading(self.path)) as connection:
            return plan(connection, selection, self.settings(address), clock.now(), clock.boot())

    def status(self) -> Any:
        clock = self.machine.time
        with closing(open_reading(self.path)) as connection:
            return status(connection, self.path, now=clock.now(), boot=clock.boot())["providers"][self.name]


def refusal(code: int, headers: Mapping[str, str], body: str) -> Callable[[], httpx.Response]:
    return lambda: httpx.Response(code, headers=dict(headers), text=body)


def hour_long(path: Path, seconds: object = 3600) -> World:
    return World(path / "f1.db", "sportradar", refusal(429, {"Retry-After": str(seconds)}, "{}"))


def good() -> httpx.Response:
    return httpx.Response(200, json={"stages": [], "mappings": []})


def written(world: World, sql: str) -> None:
    """What something else does to the mirror."""
    with closing(sqlite3.connect(world.path)) as connection:
        connection.execute(sql)
        connection.commit()


def left_alone(world: World, until: float, why: str, first: str | None = None) -> None:
    """Nobody asks, and all say the same: until when, and why. `until` is by the clock on the wall.

    `first` is how the first of them says it, where it is not like the others.
    """
    heard = len(world.provider.heard)
    result = world.sync()
    [part] = result.providers
    assert (result.code, part["state"], result.requests, part["failed"]) == (3, "stopped", 0, [])
    assert part["resume_at"] == stamp(until)
    assert part["why"] == (first or f"left alone until then ({why})")
    told = {"address": HERE, "until": stamp(until), "why": why}
    planned = world.plan()
    assert planned.silent == {world.name: told | {"seconds": round(until - world.machine.time.now(), 3)}}
    assert planned.minutes * 60 >= until - world.machine.time.now() - 0.6  # whole hundredths of a minute
    assert world.status()["silent"] == [told]
    found = {
        one.about: one
        for one in examine(
            world.path, world.settings(), clock=world.machine.time, transport=world.provider.transport()
        )
    }
    assert (found[world.name].level, found[world.name].found) == (
        WARN, f"not asked: it wants to be left alone until {stamp(until)} ({why})",
    )  # fmt: skip
    assert len(world.provider.heard) == heard


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_the_next_process_sends_nothing_before_the_moment_has_come(tmp_path: Path, asked: Any) -> None:
    name, code, headers, body, state, why = asked
    world = World(tmp_path / "f1.db", name, refusal(code, headers, body))
    [part] = world.sync().providers
    assert (part["state"], part["resume_at"]) == (state, stamp(NOON + HOUR))
    heard = len(world.provider.heard)
    assert heard == 1
    world.machine.sleep(1.0)
    left_alone(world, NOON + HOUR, why)
    world.machine.sleep(HOUR - 2.0)
    world.provider.says = lambda: httpx.Response(500 if world.machine.at < NOON + HOUR else 404)
    world.sync()
    assert len(world.provider.heard) > heard
    assert world.machine.at >= NOON + HOUR


def test_a_quota_that_does_not_say_for_how_long_is_asked_again_by_the_next_process(tmp_path: Path) -> None:
    """The hour is this run's guess, and a quota may have been raised meanwhile."""
    world = World(tmp_path / "f1.db", "sportradar", refusal(403, {}, SPENT))
    [part] = world.sync().providers
    assert (part["state"], part["resume_at"]) == ("stopped", stamp(NOON + HOUR))
    world.provider.says = good
    assert (world.sync().code, world.plan().silent) == (0, {})


@pytest.mark.parametrize("jump", [40 * DAY, -HOUR / 2, -40 * DAY])
def test_a_clock_that_is_set_neither_opens_the_gate_nor_keeps_it_shut(tmp_path: Path, jump: float) -> None:
    world = hour_long(tmp_path)
    world.sync()
    world.machine.sleep(1.0)
    world.machine.set_by = jump
    left_alone(world, NOON + HOUR + jump, "429 Too Many Requests")
    world.machine.set_by = jump / 2
    left_alone(world, NOON + HOUR + jump / 2, "429 Too Many Requests")
    world.machine.at = NOON + HOUR + 0.01
    world.provider.says = good
    assert world.sync().code == 0


@pytest.mark.parametrize("boot_id", ["another boot", None])
def test_a_moment_that_no_clock_explains_counts_from_when_the_next_process_began(
    tmp_path: Path, boot_id: str | None
) -> None:
    """The clock was fast by more than a year before the machine was started anew."""
    world = hour_long(tmp_path)
    world.machine.boot_id = None if boot_id is None else world.machine.boot_id
    world.machine.set_by = 400 * DAY
    world.sync()
    world.machine.set_by = 0.0
    if boot_id is not None:
        world.machine.boot(boot_id)
    began = world.machine.at
    for minutes in (0, 10, 50):
        world.machine.at = began + minutes * 60.0
        left_alone(world, began + HOUR, "429 Too Many Requests")
    world.machine.at = began + HOUR + 1.0
    world.provider.says = good
    assert world.sync().code == 0


@pytest.mark.parametrize("seconds", [315_360_000, "9" * 400, "Fri, 31 Dec 2099 23:59:59 GMT"])
def test_nobody_is_locked_out_for_longer_than_a_day(tmp_path: Path, seconds: object) -> None:
    world = hour_long(tmp_path, seconds)
    [part] = world.sync().providers
    assert part["resume_at"] == stamp(NOON + DAY)
    left_alone(world, NOON + DAY, "429 Too Many Requests")
    world.machine.at = NOON + DAY + 1.0
    world.provider.says = good
    assert world.sync().code == 0


def test_a_row_that_something_else_wrote_locks_nobody_out(tmp_path: Path) -> None:
    world = hour_long(tmp_path)
    world.sync()
    written(world, "update mirror_silences set until = '2099-01-01T00:00:00.000Z'")
    left_alone(world, NOON + DAY, "429 Too Many Requests")


def test_another_address_has_not_asked_for_it(tmp_path: Path) -> None:
    world = hour_long(tmp_path)
    world.sync()
    world.provider.says = good
    assert world.plan(ELSEWHERE).silent == {}
    assert world.sync(ELSEWHERE).code == 0
    world.machine.sleep(HOUR / 2)
    assert world.plan().silent[world.name]["until"] == stamp(NOON + HOUR)


def test_waiting_for_it(tmp_path: Path) -> None:
    """The run that is told waits too, and asks again what was refused."""
    world = hour_long(tmp_path)
    refused = world.provider.says
    world.provider.says = lambda: refused() if world.machine.at < NOON + HOUR else good()
    assert world.sync(wait=True).code == 0
    assert len(world.provider.heard) == 3
    assert NOON + HOUR <= world.machine.at < NOON + HOUR + 10


def test_a_later_process_that_waits(tmp_path: Path) -> None:
    world = hour_long(tmp_path)
    world.sync()
    world.provider.says = good
    assert world.sync(wait=True).code == 0
    assert NOON + HOUR <= world.machine.at < NOON + HOUR + 10
    [told, *_] = [event for event in world.events if event["event"] == "wait"]
    assert (told["until"], told["why"]) == (
        stamp(NOON + HOUR),
        "left alone until then (429 Too Many Requests)",
    )


def test_a_short_rest_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that was told is killed meanwhile, and the next one begins at once."""
    world = hour_long(tmp_path, 200)

    def killed(_: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(world.machine, "sleep", killed)
        with pytest.raises(KeyboardInterrupt):
            world.sync()
    assert (world.provider.heard, world.machine.at) == (["/formula1/trial/v2/en/seasons.json"], NOON)
    world.provider.says = good
    assert world.sync().code == 0
    assert NOON + 200 <= world.machine.at < NOON + 210


def test_the_account_is_left_alone_too(tmp_path: Path) -> None:
    """The tier is asked for when the rest is over, and what was known of it stays."""
    world = World(tmp_path / "f1.db", "balldontlie", refusal(429, {"Retry-After": "3600"}, "no"))
    unset: dict[str, Any] = {"balldontlie_tier": None}
    [part] = world.sync(**unset).providers
    assert (part["state"], part["resume_at"]) == ("stopped", stamp(NOON + HOUR))
    assert world.provider.heard == ["/account/v1/me"]
    assert world.sync(**unset).code == 3
    assert world.provider.heard == ["/account/v1/me"]
    body = {"data": {"tier": "goat"}, "meta": {}}
    world.provider.says = lambda: httpx.Response(
        200, json=body if world.provider.heard[-1].startswith("/account") else {"data": [], "meta": {}}
    )
    assert world.sync(wait=True, **unset).code == 0
    assert world.provider.heard[1] == "/account/v1/me"
    assert {"event": "tier", "provider": "balldontlie", "tier": 2} in world.events
    assert world.machine.at >= NOON + HOUR


def test_an_account_that_always_puts_off_is_not_asked_for_ever(tmp_path: Path) -> None:
    world = World(tmp_path / "f1.db", "balldontlie", good)
    world.provider.says = lambda: (
        httpx.Response(429, headers={"Retry-After": "0"})
        if world.provider.heard[-1].startswith("/account")
        else httpx.Response(200, json={"data": [], "meta": {}})
    )
    unset: dict[str, Any] = {"balldontlie_tier": None}
    assert world.sync(**unset).code == 0
    assert world.provider.heard.count("/account/v1/me") == 6


def test_what_a_killed_process_was_told_counts_from_then(tmp_path: Path) -> None:
    """It was killed with the refusal in the archive; whoever finds it there later need not wait any more, and asks."""
    world = hour_long(tmp_path)
    store = Store(world.path)
    request = Request("sportradar", "seasons", "/formula1/trial/v2/en/seasons.json")
    number = store.leaving(request, (), stamp(NOON))
    told = Response(429, {"retry-after": "3600"}, b"{}", 0.1)
    store.archive.keep(number, request, told, stamp(NOON))
    store.close()
    world.machine.sleep(2 * HOUR)
    world.provider.says = good
    assert world.sync().code == 0
    assert len(world.provider.heard) == 2
    assert world.machine.at < NOON + 2 * HOUR + 10
    assert world.status()["silent"] == []
    with closing(sqlite3.connect(world.path)) as connection:
        ledger = connection.execute("select id, status, outcome from mirror_requests order by id").fetchall()
    assert ledger[0] == (number, 429, "429 Too Many Requests")
    assert [status for _, status, _ in ledger[1:]] == [200, 200]


def test_what_a_killed_process_was_told_holds_for_the_next(tmp_path: Path) -> None:
    world = hour_long(tmp_path)
    store = Store(world.path)
    request = Request("sportradar", "seasons", "/formula1/trial/v2/en/seasons.json")
    number = store.leaving(request, (), stamp(NOON))
    store.archive.keep(number, request, Response(429, {"retry-after": "3600"}, b"{}", 0.1), stamp(NOON))
    store.close()
    world.machine.sleep(HOUR / 2)
    left_alone(world, NOON + HOUR, "429 Too Many Requests", first="429 Too Many Requests")


def test_the_doctor_is_told_as_well_and_tells(tmp_path: Path) -> None:
    world = hour_long(tmp_path)
    refused = world.provider.says
    world.provider.says = good
    assert world.sync().code == 0
    world.provider.says = refused
    world.machine.sleep(2 * HOUR)
    began = world.machine.at
    examine(world.path, world.settings(), clock=world.machine.time, transport=world.provider.transport())
    world.machine.sleep(1.0)
    assert [one["until"] for one in world.status()["silent"]] == [stamp(began + HOUR)]


def test_a_mirror_of_an_earlier_time_has_no_such_table(tmp_path: Path) -> None:
    world = hour_long(tmp_path)
    world.sync()
    written(world, "drop table mirror_silences")
    assert (world.plan().silent, world.status()["silent"]) == ({}, [])
    world.machine.sleep(1.0)
    result = world.sync()
    assert result.requests == 1
    left_alone(world, unix(result.providers[0]["resume_at"]), "429 Too Many Requests")


def test_no_snapshot_takes_it_along_and_none_that_is_installed_ends_it(tmp_path: Path) -> None:
    world = hour_long(tmp_path)
    world.provider.says = good
    world.sync()
    create(world.path, tmp_path / "before", chosen(["all"]))
    world.provider.says = refusal(429, {"Retry-After": "3600"}, "{}")
    world.machine.sleep(2 * DAY)
    began = world.machine.at
    world.sync()
    create(world.path, tmp_path / "after", chosen(["all"]))
    with closing(sqlite3.connect(tmp_path / "after" / "f1.db")) as connection:
        assert connection.execute("select count(*) from mirror_silences").fetchone() == (0,)
    install(tmp_path / "before", world.path, clock=world.machine.time.now)
    world.machine.set_by = -10 * DAY
    assert [one["until"] for one in world.status()["silent"]] == [stamp(began + HOUR - 10 * DAY)]
    assert world.sync().requests == 0


def test_plan_and_status_say_it_to_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        if name.startswith(("BALLDONTLIE_", "SPORTRADAR_", "ALTSPORTSDATA_", "F1_MIRROR_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPORTRADAR_API_KEY", "k" * 40)
    monkeypatch.setenv("SPORTRADAR_BASE_URL", HERE)
    selection = select(["sportradar"], endpoints=ENDPOINTS["sportradar"])
    refused = httpx.MockTransport(lambda _: httpx.Response(429, headers={"Retry-After": "3600"}, text="{}"))
    [part] = sync(tmp_path / "f1.db", selection, Settings.load(), transport=refused).providers
    minute = part["resume_at"][:16].replace("T", " ")
    assert run(["status"]) == 0
    assert f"sportradar: left alone until {minute} (429 Too Many Requests)" in capsys.readouterr().out
    assert run(["plan", "sportradar"]) == 0
    assert (
        f"sportradar: left alone until {minute} (429 Too Many Requests); until then sync ends at once (exit 3), or waits"
        " with --wait" in capsys.readouterr().out
    )
