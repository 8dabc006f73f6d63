"""The bars of a run on a terminal. Loads rich, which a run without a terminal does without."""

import contextlib
import threading
import time
from typing import Self, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from mirror.cli.progress import Event


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
