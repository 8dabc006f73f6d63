"""How a run ends: by itself, or because somebody asks it to."""

import signal
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from mirror.run.lane import Lane
from mirror.selection import Selection

Part = Mapping[str, Any]


@dataclass
class Result:
    """How a run ended: exit code, requests sent, rows received, seconds taken, and each provider's part in it."""

    code: int = 0
    requests: int = 0
    rows: int = 0
    seconds: float = 0.0
    providers: list[Part] = field(default_factory=list)


class Stop:
    """Says that a run is to end after what is in hand, and by which signal (0 when by none)."""

    def __init__(self) -> None:
        self.signal = 0
        self.wanted = threading.Event()

    def ask(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Asks for the end; a second Ctrl-C does not wait."""
        if self.wanted.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.signal = number
        self.wanted.set()


@contextmanager
def heeding(stop: Stop) -> Iterator[None]:
    """Lets Ctrl-C and SIGTERM end the run in order, where this is the thread that gets them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def part_of(lane: Lane, selection: Selection) -> Part:
    """What one provider's part in the run came to; scopes whose quarantine is not over are among the failed."""
    failed = {**_still_failing(lane, selection), **lane.failed}
    state = "complete" if lane.state == "running" else lane.state
    return {
        "provider": lane.provider.name, "state": "failed" if state == "complete" and failed else state,
        "why": lane.why or None, "resume_at": lane.resume_at, "requests": lane.requests, "rows": lane.rows,
        "failed": list(failed.values()), "not_entitled": sorted(lane.not_entitled),
    }  # fmt: skip


def skipped(provider: str, why: str) -> Part:
    """The part of a provider that was not asked at all."""
    return {
        "provider": provider, "state": "skipped", "why": why, "resume_at": None, "requests": 0, "rows": 0, "failed": [],
        "not_entitled": [],
    }  # fmt: skip


def _still_failing(lane: Lane, selection: Selection) -> dict[tuple[str, str], dict[str, Any]]:
    sql = (
        "select endpoint, scope, error, next_due from mirror_checkpoints"
        " where provider = ? and state = 'quarantined' and part_of is null"
    )
    return {
        (endpoint, scope): {"endpoint": endpoint, "scope": scope, "error": error, "next_due": next_due}
        for endpoint, scope, error, next_due in lane.store.connection.execute(sql, (lane.provider.name,))
        if selection.endpoints is None or endpoint in selection.endpoints
    }


def exit_code(parts: Iterable[Part], number: int) -> int:
    """The exit code of a run with these parts that signal `number` ended (0: none did)."""
    states = [part["state"] for part in parts if part["state"] != "skipped"]
    if "interrupted" in states:
        return 128 + number if number else 0
    if states == ["refused"]:
        return 1
    if "stopped" in states:
        return 3
    return 4 if {"refused", "failed", "down"} & set(states) else 0
