"""A worker under a clock that only waiting moves, against a sandbox that is told what time it is."""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mirror.clock import Time
from mirror.run.ending import Stop
from mirror.sandbox import Sandbox, Seen, Switches
from mirror.selection import select
from mirror.settings import Settings
from mirror.worker.worker import work

Event = Mapping[str, Any]

WORLD = Switches(
    seasons=(2026,), events=3, laps_scale=0.1, balldontlie_rate=1e9, sportradar_qps=1e6, sportradar_quota=None,
    altsportsdata_rate=1e9,
)  # fmt: skip
KEYS = {"balldontlie": "sandbox-goat", "sportradar": "sandbox-sportradar", "altsportsdata": "sandbox-pro"}
UNLIMITED = {
    "balldontlie_requests_per_minute": 1e9, "sportradar_requests_per_second": 1e9, "sportradar_quota": 1e9,
    "altsportsdata_requests_per_hour": 1e9,
}  # fmt: skip


def at(text: str) -> float:
    """The unix seconds of `2026-03-07 17:00`, which is UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


class FakeAlarms:
    """Moves the clock to the next alarm instead of waiting for it, and wants a stop at `until`."""

    def __init__(self, now: float, until: float, set_back: tuple[float, float] = (math.inf, 0.0)) -> None:
        self.at, self._until, self._set_back = now, until, set_back
        self._set: dict[str, float] = {}

    def ring_at(self, provider: str, moment: float) -> None:
        self._set[provider] = moment

    def wait(self, seconds: float, stop: Stop) -> set[str]:
        waited = min([self.now() + seconds, *self._set.values()]) - self.now()
        self.at += max(0.0, waited)
        if self.at >= self._until:
            stop.ask()
            return set()
        return {name for name in list(self._set) if self._set[name] <= self.now() and self._set.pop(name)}

    def now(self) -> float:
        """The clock on the wall, which somebody may set back."""
        return self.at - (self._set_back[1] if self.at >= self._set_back[0] else 0.0)

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def configured(url: str, *providers: str, **changes: Any) -> Settings:
    """Settings that lead to the sandbox at `url`, without limits but for `changes`."""
    values: dict[str, Any] = {f"{name}_base_url": url for name in providers}
    values |= {f"{name}_api_key": KEYS[name] for name in providers}
    return Settings.given(**{**values, **UNLIMITED, **changes})


class Weekend:
    """What a worker did from one moment to another: its rounds, and the requests the sandbox counted in each."""

    def __init__(self, path: Path, box: Sandbox) -> None:
        self.path, self.box = path, box
        self.rounds: list[Event] = []
        self.asked: list[Counter[str]] = []
        self.sent: list[list[Seen]] = []
        self.skipped: list[Event] = []

    def run(
        self,
        since: str,
        until: str,
        *providers: str,
        every: float = 3600.0,
        named: bool = True,
        set_back: tuple[str, float] | None = None,
        meanwhile: Callable[[Event], None] = lambda event: None,
        **changes: Any,
    ) -> None:
        back = (math.inf, 0.0) if set_back is None else (at(set_back[0]), set_back[1])
        alarms = FakeAlarms(at(since), at(until), back)
        self._tell_time(alarms.at)
        self._seen = len(self.box.seen)

        def report(event: Event) -> None:
            if event["event"] == "round":
                self.rounds.append(event)
                self.sent.append(self.box.seen[self._seen :])
                self.asked.append(Counter(one.endpoint for one in self.sent[-1]))
                self._seen += len(self.sent[-1])
                if event["next"] is not None:
                    self._tell_time(at(event["next"][:19]))
            else:
                self.skipped.append(event)
            meanwhile(event)

        work(
            self.path, select(providers if named else ()), configured(self.box.url, *providers, **changes), report,
            every=every, clock=Time(alarms.now, alarms.sleep, lambda: alarms.at), alarms=alarms,
        )  # fmt: skip

    def _tell_time(self, now: float) -> None:
        """Sets the sandbox's clock, but only where something begins or ends: each change makes its world anew."""
        moments = [
            moment
            for event in self.box.world.events[2026]
            for s in event.sessions
            for moment in (s.start, s.end)
        ]
        world, new = self.box.switches.instant.timestamp(), now
        if any(min(world, new) < moment.timestamp() <= max(world, new) for moment in moments):
            self.box.switches = replace(self.box.switches, now=datetime.fromtimestamp(now, UTC).isoformat())

    def between(self, since: str, until: str) -> list[tuple[Event, Counter[str]]]:
        """The rounds from one moment to before another, with what was asked in each."""
        both = zip(self.rounds, self.asked, strict=True)
        return [(event, asked) for event, asked in both if at(since) <= at(event["at"][:19]) < at(until)]

    def looks(self, session: int, since: str, until: str) -> list[tuple[float, Counter[str]]]:
        """When BALLDONTLIE was asked about one session, and for what."""
        found = []
        for event, sent in zip(self.rounds, self.sent, strict=True):
            about = Counter(one.endpoint for one in sent if ("session_ids[]", str(session)) in one.query)
            if about and at(since) <= at(event["at"][:19]) < at(until):
                found.append((at(event["at"][:19]), about))
        return found
