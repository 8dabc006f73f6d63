"""The walk: from the first page of a scope to the last. Pure: a page goes in, what to do next comes out.

The provider's cursor is a single id while its pages are sorted by other columns, and nobody says how the server goes on
from it. So a page is never believed to be the last because it is short, a cursor that comes back is an error, and a walk
of several pages is believed only when it can be proven (`sql/proof/`), when its ids rise as its endpoint's are known to,
or when its parts, each of one page, say the same.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from mirror.catalogue import Endpoint, Page, Scope

MOST_PAGES = 2_000
_HALF_WAY = ("partial", "quarantined")
_ORDERED = {"search", "circuit_ids[]"}  # splits of the endpoints whose pages come in the order of their ids

# The column of an answer's rows that must hold what a parameter asked for, or the filter was not honoured.
FILTERED = {
    "session_ids[]": "session_id", "driver_ids[]": "driver_id", "event_ids[]": "event_id", "season": "season",
    "circuit_ids[]": "circuit_id", "lap_number": "lap_number",
}  # fmt: skip


@dataclass(slots=True)
class Task:
    """A scope that is due, or several that share a request, and how far its walk has come.

    `cursor` is where the next page begins, `pages` how many came before it, `ids` and `cursors` what they brought,
    `short` says that on the last of them was room for more;
    `alone` says that the scope has not fitted a page together with others, `whole` that all its pages are of this run,
    `began` the number of its first request, `confirms` the absent rows that it looks for again, `then` what looks
    for them after it, `again` that rows of it may be there from before, `page_size` how many rows a page is to have
    where that is not the usual number.
    """

    endpoint: Endpoint
    scopes: tuple[Scope, ...]
    cursor: str | None = None
    pages: int = 0
    rows: int = 0
    # Thousands of tasks wait in a queue: those that have not begun share one set.
    ids: set[Any] | frozenset[Any] = frozenset()
    cursors: frozenset[str] = frozenset()
    ordered: bool = True
    short: bool = False
    restarts: int = 0
    tries: int = 0
    not_before: float = 0.0
    etag: str | None = None
    alone: bool = False
    whole: bool = True
    began: int | None = None
    confirms: frozenset[Any] = frozenset()
    again: bool = True
    then: "tuple[Task, ...]" = ()
    page_size: int | None = None


class Step(Enum):
    """What to do after a page."""

    NEXT = "next"  # ask for the next page
    DONE = "done"  # that was all, and it fitted one page
    PROVE = "prove"  # that was all, over several pages
    APART = "apart"  # the scopes do not fit one page together: ask each alone
    BROKEN = "broken"  # the cursor leads nowhere
    UNFILTERED = "unfiltered"  # the answer is about something else


def step(task: Task, page: Page) -> tuple[Step, str]:
    """What to do after `page`, and why. Does not change `task`."""
    strange = unfiltered(task, page)
    if strange:
        return (Step.APART, strange) if len(task.scopes) > 1 else (Step.UNFILTERED, strange)
    # A page with room for more was the last, whatever its cursor: it leads to nothing, or back to what has been.
    over = task.short and task.ids.issuperset(page.ids)
    if over or page.next_cursor is None or page.count == 0:
        whole = task.pages == 0 or (over and task.pages == 1)
        return (Step.DONE, "") if whole else (Step.PROVE, "")
    if len(task.scopes) > 1 and (task.pages or not page.short):
        return Step.APART, "more than one page together"
    if page.next_cursor == task.cursor or page.next_cursor in task.cursors:
        return Step.BROKEN, f"the cursor {page.next_cursor} came back"
    if page.ids and task.ids.issuperset(page.ids):
        return Step.BROKEN, "a page brought nothing new"
    if task.pages >= MOST_PAGES:
        return Step.BROKEN, f"more than {MOST_PAGES} pages"
    return Step.NEXT, ""


def advanced(task: Task, page: Page) -> Task:
    """The task after `page`: its cursor, its counts, and whether its ids still rise or fall without a break.

    The ids and cursors it has met are one growing set, shared with `task`.
    """
    numbers = set(map(type, page.ids)) <= {int}
    ordered = task.ordered and numbers
    if ordered:
        before = int(task.cursor) if task.cursor is not None and task.cursor.lstrip("-").isdigit() else None
        row = page.ids if before is None else [before, *page.ids]
        rising = sorted(set(row))
        ordered = rising in (row, row[::-1])
    task.ids = task.ids if isinstance(task.ids, set) else set(task.ids)
    task.ids.update(page.ids)
    if page.next_cursor is not None:
        task.cursors |= {page.next_cursor}
    return replace(
        task,
        cursor=page.next_cursor,
        pages=task.pages + 1,
        rows=task.rows + page.count,
        ordered=ordered,
        short=page.short,
        tries=0,
        not_before=0.0,
    )


def unfiltered(task: Task, page: Page) -> str | None:
    """What the answer is about that nobody asked for; None when the filters were honoured."""
    for write in page.writes:
        if write.table != task.endpoint.table:
            continue
        for name in {name for scope in task.scopes for name, _ in scope.params}:
            column = FILTERED.get(name)
            if column is None or column not in write.columns:
                continue
            place = write.columns.index(column)
            asked = {value for scope in task.scopes for own, value in scope.params if own == name}
            strange = {str(row[place]) for row in write.rows if row[place] is not None} - asked
            if strange:
                return f"the answer holds {column} {min(strange)}, which was not asked for"
    return None


def trusts_order(endpoint: Endpoint) -> bool:
    """Whether the documentation shows the pages of this endpoint in the order of their ids."""
    return not endpoint.split or endpoint.split[0] in _ORDERED


def walks(endpoint: Endpoint, scope: Scope) -> bool:
    """Whether following the cursor can end in something that is known to be whole."""
    return trusts_order(endpoint) or (endpoint.proof is not None and scope.part_of is None)


def next_split(endpoint: Endpoint, scope: Scope) -> str | None:
    """The parameter by which `scope` can be cut (further); None when there is none left."""
    had = Counter(name for name, _ in scope.params)
    return next((name for name in endpoint.split if had[name] != 1), None)


def parts(endpoint: Endpoint, scope: Scope, name: str, values: Sequence[Any]) -> list[Scope]:
    """`scope` cut by parameter `name`: a part for each value, or for a few together where a page holds more.

    A part that has several values already is cut into single ones.
    """
    root = scope.part_of or scope.text
    own = [value for had, value in scope.params if had == name]
    together = 1 if own else endpoint.together
    left = tuple(pair for pair in scope.params if pair[0] != name)
    values = own or list(values)
    groups = [values[place : place + together] for place in range(0, len(values), together)]
    return [
        scope._replace(params=(*left, *((name, str(value)) for value in group)), part_of=root)
        for group in groups
    ]


def batches(endpoint: Endpoint, found: Iterable[tuple[Scope, Mapping[str, Any] | None]]) -> list[Task]:
    """The tasks for scopes that are due: fresh ones share requests, half-walked ones go on where they were."""
    tasks: list[Task] = []
    fresh: list[tuple[Scope, bool]] = []
    for scope, checkpoint in found:
        if checkpoint is not None and checkpoint["state"] in _HALF_WAY and checkpoint["cursor"] is not None:
            tasks.append(
                Task(
                    endpoint, (scope,), checkpoint["cursor"], checkpoint["pages"] or 1, checkpoint["rows"] or 0,
                    cursors=frozenset({checkpoint["cursor"]}), ordered=checkpoint["walk"] == "ordered",
                    short=checkpoint["walk"] == "short", restarts=checkpoint["restarts"] or 0, whole=False,
                )
            )  # fmt: skip
        elif checkpoint is not None and checkpoint["state"] == "partial":
            tasks.append(Task(endpoint, (scope,), restarts=checkpoint["restarts"] or 0))
        elif endpoint.batch == 1 or (checkpoint is not None and checkpoint["walk"] == "alone"):
            etag = None if checkpoint is None else checkpoint["etag"]
            again = checkpoint is not None
            tasks.append(Task(endpoint, (scope,), etag=etag, alone=endpoint.batch > 1, again=again))
        else:
            fresh.append((scope, checkpoint is not None))
    for place in range(0, len(fresh), endpoint.batch):
        together = fresh[place : place + endpoint.batch]
        again = any(asked for _, asked in together)
        tasks.append(Task(endpoint, tuple(scope for scope, _ in together), again=again))
    return tasks
