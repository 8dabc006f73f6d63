"""What the checkpoint of a scope says in each of its states. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from mirror.catalogue import Page, Scope
from mirror.freshness import DAY, after_failure, after_missing, next_due
from mirror.instants import stamp
from mirror.walk import walk
from mirror.walk.walk import Task

Values = dict[str, Any]


def under_way(task: Task, now: float) -> Values:
    """A walk goes on at its cursor."""
    how = "short" if task.short and task.pages == 1 else "ordered" if task.ordered else "pages"
    return {
        "state": "partial", "cursor": task.cursor, "walk": how,
        "pages": task.pages, "rows": task.rows, "restarts": task.restarts, "asked_at": stamp(now), "error": None,
    }  # fmt: skip


def restarted(now: float) -> Values:
    """A walk whose cursor led nowhere begins again."""
    return {"state": "partial", "cursor": None, "walk": None, "restarts": 1, "asked_at": stamp(now)}


def ended(task: Task, now: float, *, apart: bool = False) -> Values:
    """A walk has ended and is to be proven, or to be asked in parts (`apart`)."""
    return {
        "state": "partial", "cursor": None, "walk": "apart" if apart else "ended", "pages": task.pages, "rows": task.rows,
        "asked_at": stamp(now),
    }  # fmt: skip


def complete(
    task: Task,
    scope: Scope,
    now: float,
    ladder: Sequence[float],
    rows: int,
    *,
    etag: str | None = None,
    lives: float | None = None,
) -> Values:
    """A walk is over and stands; its next date follows from the ladder and from how long the answer lives (s)."""
    due_again = None if scope.part_of else next_due(task.endpoint, scope, now, ladder, lives)
    return {
        "state": "complete", "cursor": None, "walk": "alone" if task.alone else None, "pages": max(1, task.pages),
        "rows": rows, "restarts": 0, "attempts": 0, "error": None, "verdict": None, "etag": etag, "tier": None,
        "asked_at": stamp(now), "completed_at": stamp(now), "next_due": due_again,
    }  # fmt: skip


def doubted(values: Values, now: float) -> Values:
    """An answer without rows where none was expected to be: closed only when it says the same a day later."""
    tomorrow = stamp(now + DAY)
    due_again = values["next_due"]
    return {**values, "next_due": tomorrow if due_again is None else min(due_again, tomorrow)}


def unchanged(task: Task, scope: Scope, now: float, ladder: Sequence[float], lives: float | None) -> Values:
    """The provider said that nothing has changed: what is known of the last answer stays."""
    values = complete(task, scope, now, ladder, 0, lives=lives)
    return {name: value for name, value in values.items() if name not in ("pages", "rows", "etag")}


def quarantined(task: Task, known: Mapping[str, Any] | None, why: str, now: float) -> Values:
    """The scope failed; it is tried again later, and later still when it fails again."""
    attempts = ((known or {}).get("attempts") or 0) + 1
    return {
        "state": "quarantined", "cursor": task.cursor, "walk": "ordered" if task.ordered else "pages",
        "pages": task.pages, "rows": task.rows, "attempts": attempts, "error": why,
        "asked_at": stamp(now), "next_due": after_failure(attempts, now),
    }  # fmt: skip


def not_published(scope: Scope, why: str, now: float) -> Values:
    """The provider does not have it (404)."""
    return {
        "state": "not_published", "cursor": None, "walk": None, "attempts": 0, "error": why, "asked_at": stamp(now),
        "next_due": after_missing(scope, now),
    }  # fmt: skip


def not_entitled(tier: int | None, due_again: str | None, now: float) -> Values:
    """The key's tier is too low; it is asked again when the tier rises, or at `due_again`."""
    return {
        "state": "not_entitled", "cursor": None, "tier": tier, "asked_at": stamp(now), "next_due": due_again,
        "error": None,
    }  # fmt: skip


def rows_by_scope(task: Task, page: Page) -> dict[Scope, int]:
    """How many rows of an answer belong to each scope that shared it."""
    if len(task.scopes) == 1:
        return {task.scopes[0]: task.rows}
    name = task.endpoint.ask[0]
    column = walk.FILTERED.get(name)
    counted: Counter[str] = Counter()
    for write in page.writes:
        if write.table == task.endpoint.table and column in write.columns:
            place = write.columns.index(column)
            counted.update(str(row[place]) for row in write.rows)
    return {scope: counted[scope.value(name)] for scope in task.scopes}
