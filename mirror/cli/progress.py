"""What a run says while it goes on: bars on a terminal, JSON lines elsewhere; and in a few lines what came of it."""

import contextlib
import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

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


class Bars(contextlib.AbstractContextManager["Bars"]):
    """One bar a provider: scopes done of those known so far, rows, rows per second, and what it waits for."""

    def __init__(self, stream: TextIO, *, console: Console | None = None) -> None:
        self._console = console or Console(file=stream, highlight=False)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.completed:,.0f}/{task.total:,.0f}", justify="right"),
            TextColumn("{task.fields[rows]:,} rows", justify="right"),
            _Pace(),
            console=self._console,
            expand=True,
        )
        self._lock = threading.Lock()
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, event: Event) -> None:
        """Moves the bar of the event's provider, or prints above the bars what is worth a line."""
        with self._lock:
            match event["event"]:
                case "due":
                    task = self._task(event["provider"])
                    known = task.completed + sum(event["endpoints"].values())
                    self._progress.update(task.id, total=max(known, task.total or 0))
                case "page":
                    task = self._task(event["provider"])
                    self._progress.update(task.id, rows=task.fields["rows"] + event["rows"], until=None)
                case "scope":
                    self._finished(event)
                case "wait":
                    until = time.monotonic() + event["seconds"]
                    self._progress.update(self._task(event["provider"]).id, until=until, why=event["why"])
                case "retry":
                    self._progress.update(self._task(event["provider"]).id, until=None, why=event["why"])
                case "skipped":
                    self._say(f"{event['provider']}: skipped, {event['why']}")
                case "tier":
                    self._say(f"{event['provider']}: the key's tier is {event['tier']}")

    def _finished(self, event: Event) -> None:
        task = self._task(event["provider"])
        if event["state"] == "partial":
            return
        self._progress.update(
            task.id, completed=task.completed + 1, total=max(task.total or 0, task.completed + 1)
        )
        if event.get("error"):
            self._say(f"{event['provider']} {event['endpoint']} {event['scope']}: {event['error']}")

    def _say(self, line: str) -> None:
        self._console.print(escape(line))

    def _task(self, provider: str) -> Task:
        if provider not in self._tasks:
            self._tasks[provider] = self._progress.add_task(provider, total=0, rows=0, until=None, why="")
        return next(task for task in self._progress.tasks if task.id == self._tasks[provider])


class _Pace(ProgressColumn):
    """Rows per second, or the countdown to the moment a window opens again."""

    def render(self, task: Task) -> Text:
        until = task.fields["until"]
        if until is not None and (left := until - time.monotonic()) > 0:
            return Text(f"{task.fields['why']}, {left:.0f} s")
        return Text(f"{task.fields['rows'] / max(task.elapsed or 0, 1):,.0f} rows/s")


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
