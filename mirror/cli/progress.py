"""What a run says while it goes on: bars on a terminal (`bars`), JSON lines elsewhere; and in the end what came of it."""

import contextlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

Event = Mapping[str, Any]

_NAMED = 5  # failures named one by one; `status` has them all


class Report(Protocol):
    """Takes the events of one run, from any thread."""

    def __call__(self, event: Event) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def on_terminal(stream: TextIO) -> bool:
    """Whether `stream` is a terminal that can move its cursor, which bars need."""
    return stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


class Silence(contextlib.AbstractContextManager["Silence"]):
    """Says nothing."""

    def __call__(self, event: Event) -> None:
        """Takes an event."""

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""


class Lines(contextlib.AbstractContextManager["Lines"]):
    """One JSON object a line. When nobody reads any more it falls silent, and the run goes on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._heard = True

    def __call__(self, event: Event) -> None:
        """Writes one event."""
        with self._lock:
            if self._heard:
                try:
                    self._stream.write(json.dumps(event, default=str) + "\n")
                    self._stream.flush()
                except BrokenPipeError:
                    self._heard = False

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""


def summary(result: Mapping[str, Any], db: Path) -> Iterator[str]:
    """A run's result in a few lines: each provider with what failed and when it is tried again, and the sum."""
    for provider in result["providers"]:
        name, why = provider["provider"], provider.get("why")
        yield f"{name}: {provider['state']}{f', {why}' if why else ''}" + (
            f"; {provider['rows']:,} rows in {provider['requests']:,} requests"
            if provider["requests"]
            else ""
        )
        if provider.get("resume_at"):
            yield f"  it may go on at {provider['resume_at']}"
        if provider.get("not_entitled"):
            yield f"  above the key's tier: {', '.join(provider['not_entitled'])}"
        failed = provider.get("failed") or []
        for one in failed[:_NAMED]:
            again = f"; again after {one['next_due']}" if one.get("next_due") else ""
            yield f"  failed: {one['endpoint']} {one['scope']} ({one['error']}){again}"
        if len(failed) > _NAMED:
            yield f"  and {len(failed) - _NAMED} more: 'f1-mirror status --db {db}' names them"
    ends = {0: "complete", 3: "stopped, go on later", 4: "some of it failed"}
    end = ends.get(result["code"], "failed")
    yield f"{db}: {end}; {result['rows']:,} rows, {result['requests']:,} requests, {result['seconds']:.1f} s"
