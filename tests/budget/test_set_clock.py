"""A clock that is set between two processes opens no gate, and shuts none for ever: the sandbox counts in true time."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from machine import DAY, HOUR, MINUTE, NOON, Machine

from mirror.budget.clocks import note
from mirror.budget.pace import Window
from mirror.budget.windows import spent, windows
from mirror.clock import SYSTEM
from mirror.http import Request
from mirror.instants import stamp, unix
from mirror.run.sync import sync
from mirror.sandbox import Sandbox, Switches
from mirror.selection import select
from mirror.settings import Settings
from mirror.snapshot.create import chosen, create
from mirror.snapshot.install import install
from mirror.store import Settled, Store

LIMIT = 10


@dataclass(frozen=True)
class Limited:
    """A provider of whose requests `LIMIT` are allowed in any `seconds`."""

    provider: str
    endpoint: str
    seconds: float
    switches: dict[str, Any] = field(default_factory=dict)
    configured: dict[str, Any] = field(default_factory=dict)


WINDOWS = (
    Limited(
        "sportradar", "summary", 1.0, {"sportradar_qps": LIMIT}, {"sportradar_requests_per_second": LIMIT}
    ),
    Limited(
        "balldontlie", "session_weather", MINUTE, {"balldontlie_rate": LIMIT},
        {"balldontlie_requests_per_minute": LIMIT, "balldontlie_tier": "goat"},
    ),
    Limited(
        "altsportsdata", "event_detail", HOUR, {"altsportsdata_rate": LIMIT},
        {"altsportsdata_requests_per_hour": LIMIT},
    ),
    Limited("sportradar", "summary", 30 * DAY, {}, {"sportradar_quota": LIMIT}),
)  # fmt: skip
KEYS = {"balldontlie": "sandbox-goat", "sportradar": "sandbox-sportradar", "altsportsdata": "sandbox-pro"}
FREE = {
    "balldontlie_requests_per_minute": 1e9, "sportradar_requests_per_second": 1e9, "sportradar_quota": 1e9,
    "altsportsdata_requests_per_hour": 1e9,
}  # fmt: skip
WORLD = Switches(
    events=4, laps_scale=0.1, balldontlie_rate=1e9, sportradar_qps=1e6, sportradar_quota=None,
    altsportsdata_rate=1e9,
)  # fmt: skip


class Dated(httpx.HTTPTransport):
    """A transport whose answers carry the date that the provider's own clock tells."""

    def __init__(self, machine: Machine) -> None:
        super().__init__(verify=False)
        self._machine = machine

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        answer.headers["date"] = formatdate(self._machine.at, usegmt=True)
        return answer


class World:
    """One mirror on one machine, and the provider that counts what the processes on it send, one after the other."""

    def __init__(self, path: Path, window: Limited, machine: Machine) -> None:
        self.path, self.window, self.machine = path, window, machine
        switches = replace(WORLD, **window.switches)
        self.box = Sandbox(switches, clock=lambda: (machine.at, machine.at))

    @property
    def settings(self) -> Settings:
        name = self.window.provider
        values = {f"{name}_base_url": self.box.url, f"{name}_api_key": KEYS[name]}
        return Settings.given(**{**values, **FREE, **self.window.configured})

    def process(self, most: int, set_amid: float = 0.0) -> None:
        """One process that sends `most` requests, and others after it while it ends at a window that is spent.

        The clock is set by `set_amid` when the process has had half of its answers.
        """
        name = self.window.provider
        pages = count(1)

        def hear(event: Mapping[str, Any]) -> None:
            if event["event"] == "page" and next(pages) == most // 2:
                self.machine.set_by += set_amid

        while most:
            result = sync(
                self.path,
                select([name], season="all", max_requests=most),
                self.settings,
                hear,
                clock=self.machine.time,
                transport=Dated(self.machine),
            )
            most -= result.requests
            [part] = result.providers
            if most:
                self.machine.at = unix(part["resume_at"]) - self.machine.set_by

    def kept_inside(self) -> bool:
        """Whether nothing was refused, and no window held more than it may."""
        refused = [one for one in self.box.seen if one.status in (403, 429)]
        return not refused and self.box.peak(self.window.provider, self.window.seconds) <= LIMIT

    def late(self) -> float:
        """How long the last request came after the first that was in its way, in lengths of the window."""
        return float(self.box.seen[-1].at - self.box.seen[-1 - LIMIT].at) / self.window.seconds


@pytest.fixture(params=WINDOWS, ids=lambda window: f"{window.provider}-{window.seconds:.0f}")
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "f1.db", request.param, Machine())
    with made.box:
        yield made


@pytest.mark.parametrize("jump", [40 * DAY, -HOUR, 0.4])
def test_a_clock_that_is_set_between_two_processes(world: World, jump: float) -> None:
    world.process(LIMIT)
    world.machine.set_by += jump
    world.process(1)
    assert len(world.box.seen) == LIMIT + 1
    assert world.kept_inside()
    assert 1.0 <= world.late() < 1.1


@pytest.mark.parametrize("jump", [HOUR, -40 * DAY])
def test_processes_that_alternate_while_the_clock_is_set_to_and_fro(world: World, jump: float) -> None:
    for sign in (1, -1, 1, 1, -1, -1):
        world.process(3)
        world.machine.set_by += sign * jump
    assert world.kept_inside()
    assert len(world.box.seen) == 18
    assert 1.0 <= world.late() < 1.2


@pytest.mark.parametrize("jump", [40 * DAY, -HOUR])
def test_a_clock_that_is_set_while_one_process_runs_and_the_next_one_waits(world: World, jump: float) -> None:
    """The one times what it sends by the clock as it was, the other only knows it as it is now."""
    world.process(LIMIT, set_amid=jump)
    world.process(1)
    assert len(world.box.seen) == LIMIT + 1
    assert world.kept_inside()
    assert 1.0 <= world.late() < 1.1


@pytest.mark.parametrize(("fast", "boot_id"), [(2 * HOUR, "second boot"), (400 * DAY, None)])
def test_a_ledger_of_the_future_that_no_clock_can_explain_counts_for_one_window(
    world: World, fast: float, boot_id: str | None
) -> None:
    """The clock was fast before the machine was started anew, or nobody can tell its boots apart."""
    if boot_id is None:
        world.machine.boot_id = None
    world.machine.set_by = fast
    world.process(LIMIT)
    world.machine.set_by = 0.0
    if boot_id is not None:
        world.machine.boot(boot_id)
    began = world.machine.at
    for _ in range(3):  # each of them finds moments in the future
        world.process(1)
        assert world.kept_inside()
    assert len(world.box.seen) == LIMIT + 3
    assert world.box.seen[LIMIT].at - began < 1.1 * world.window.seconds + 1.0
    assert world.box.seen[-1].at - began < 1.1 * world.window.seconds + 1.0


def test_a_mirror_of_an_earlier_time_learns_to_tell_clocks_apart(world: World) -> None:
    """Its tables have no place for clocks: what is in its ledger already is taken by the clock on the wall."""
    world.process(LIMIT)
    with closing(sqlite3.connect(world.path)) as mirror:
        mirror.execute("drop table mirror_clocks")
        mirror.commit()
        counted = windows(world.window.provider, world.settings, None)
        now = world.machine.at + 1e-3
        assert len(spent(mirror, world.window.provider, counted, now, world.machine.time.boot())) == LIMIT
    world.process(1)
    world.machine.set_by = 40 * DAY
    world.process(LIMIT - 1)
    world.process(1)
    assert len(world.box.seen) == 2 * LIMIT + 1
    assert world.kept_inside()
    assert 1.0 <= world.late() < 1.1


def test_an_answer_that_a_later_process_deals_with_was_counted_when_it_came(tmp_path: Path) -> None:
    """A process was killed with an answer in the archive, the clock was set back, and the next one finds the answer."""
    machine, asked = Machine(), Request("sportradar", "seasons", "/seasons")
    store = Store(tmp_path / "f1.db")
    note(store, machine.time.boot(), machine.at)
    number = store.leaving(asked, (), stamp(machine.at))
    machine.set_by = -HOUR
    machine.sleep(2.0)
    boot, now = machine.time.boot(), machine.at - HOUR
    note(store, boot, now)
    store.settle("sportradar", "seasons", stamp(now), Settled(number, "rows", 200, 0.5, 10))
    counted = [Window(10, HOUR, "hour")]
    assert spent(store.connection, "sportradar", counted, now, boot) == [machine.at - HOUR - 1.5]
    assert store.connection.execute("select * from mirror_clocks").fetchall() == [
        (1, "first boot", stamp(NOON - DAY), stamp(NOON)),
        (2, "first boot", stamp(NOON - DAY - HOUR), stamp(NOON - HOUR + 2.0)),
    ]
    store.close()


def test_this_machine_knows_its_boot() -> None:
    boot, steady = SYSTEM.boot(), SYSTEM.steady()
    if boot is None:
        assert not Path("/proc/sys/kernel/random/boot_id").exists()
    else:
        assert boot.id == SYSTEM.boot_id
        assert abs(SYSTEM.now() - SYSTEM.steady() - boot.at) < 0.1
    assert SYSTEM.steady() >= steady


@pytest.mark.parametrize("world", WINDOWS[2:3], ids=["hour"], indirect=True)
@pytest.mark.parametrize("jump", [3 * HOUR, -3 * HOUR])
def test_a_snapshot_that_is_installed_brings_no_budget(world: World, tmp_path: Path, jump: float) -> None:
    """What this machine has asked for goes on counting, by the clock that timed it."""
    world.process(LIMIT // 2)
    create(world.path, tmp_path / "shipped", chosen(["all"]))
    world.process(LIMIT - LIMIT // 2)
    install(tmp_path / "shipped", world.path, clock=world.machine.time.now)
    world.machine.set_by = jump
    world.process(1)
    assert world.kept_inside()
    assert 1.0 <= world.late() < 1.1
