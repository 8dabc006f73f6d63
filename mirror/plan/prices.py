"""What scopes cost: those walked before what their last walk took, the others what such walks take."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from mirror.catalogue import Endpoint, Scope
from mirror.walk import walk
from mirror.walk.due import Checkpoint

OWN = "as in the answers this mirror has"
DOCUMENTED = "as documented for a season of 24 events"
SANDBOX = "as in the sandbox's season of 24 events"

_PER_PAGE = 100  # rows; what this package asks BALLDONTLIE for

# Requests for one session's walk, by kind of session, where they are not one: as this package asked for them in five
# seasons of the sandbox's world of 24 events a year. The documents give no more than guesses of rows a session, and how
# many sessions of a kind overflow a page, and are asked again in parts, does not follow from a mean.
_PAGES = {
    "lap_times": {"practice": 6.7, "qualifying": 2.95, "sprint": 4.35, "race": 11.05},
    "position_history": {"practice": 6.75, "qualifying": 2.95, "sprint": 4.35, "race": 11.25},
    "tire_stints": {"practice": 4.8},
    "race_control_messages": {"race": 7.7},
}

# How the rows of a session follow from the laps its results tell: nobody has a time for the first lap.
_ROWS = {"lap_times": 1, "position_history": 0}


@dataclass(frozen=True)
class Ahead:
    """Scopes that an answer still to come will list: their kind, how many, and the share of them that has begun."""

    kind: str
    count: float
    begun: float


@dataclass
class Draft:
    """What one endpoint comes to, before any rounding."""

    endpoint: str
    scopes: float = 0.0
    requests: float = 0.0
    basis: list[str] = field(default_factory=list)

    @property
    def asks(self) -> int:
        """Whole requests; at least one where there is anything to ask."""
        return max(math.ceil(self.requests - 0.5), 1 if self.requests > 0 else 0)

    def rests_on(self, words: str) -> None:
        """Notes once on what this is an estimate."""
        if words not in self.basis:
            self.basis.append(words)


def unanswered(row: Checkpoint | None) -> bool:
    """Whether nothing is known yet of what the scope of this checkpoint answers."""
    return row is None or (row["completed_at"] is None and row["state"] != "not_published")


class Prices:
    """What the scopes of one endpoint cost, from their checkpoints."""

    def __init__(
        self,
        endpoint: Endpoint,
        rows: Mapping[str, Checkpoint],
        kinds: Mapping[str, str],
        laps: Mapping[str, tuple[int, int]],
    ) -> None:
        self._endpoint, self.rows, self._kinds, self._laps = endpoint, rows, kinds, laps
        self.parts: defaultdict[str, list[Checkpoint]] = defaultdict(list)
        for row in rows.values():
            if row["part_of"] is not None:
                self.parts[row["part_of"]].append(row)
        lossy = [len(self.parts[scope]) for scope, row in rows.items() if row["lossy"]]
        self._usual_parts = sum(lossy) / len(lossy) if lossy else 0.0
        walked = {
            scope: self.own(scope)
            for scope, row in rows.items()
            if row["part_of"] is None and row["state"] == "complete" and row["pages"] is not None
        }
        alone = [cost for scope, cost in walked.items() if rows[scope]["walk"] == "alone"]
        # What sharing a request costs a new scope more, when its fellows here did not always fit a page together.
        self.overflow = sum(alone) / len(walked) if alone else 0.0
        several: defaultdict[str, list[float]] = defaultdict(list)
        for scope, cost in walked.items():
            several[kinds.get(scope, "")].append(cost)
        self._usual = {kind: sum(costs) / len(costs) for kind, costs in several.items()}

    def own(self, scope: str) -> float:
        """The requests that a scope which was walked before will cost again."""
        row, parts = self.rows[scope], self.parts[scope]
        pages = float(row["pages"] or 1)
        if self._usual_parts and pages > 1 and self._endpoint.split:
            # Walks of this endpoint lose rows, so it is asked in parts from its first page on.
            return 1.0 + (len(parts) if row["lossy"] else self._usual_parts)
        if not parts or max(part["asked_at"] or "" for part in parts) < (row["completed_at"] or ""):
            return pages  # parts of an earlier walk do not count
        return pages + sum(part["pages"] or 1 for part in parts)

    def usual(self, kind: str, scope: str | None = None) -> tuple[float, str | None]:
        """The requests for a scope that was never walked, and on what that rests; None where it cannot be otherwise."""
        if not self._endpoint.paged:
            return 1.0, None
        usual = self._usual.get(kind, self._usual.get(""))
        if usual is not None:
            return usual, f"pages {OWN}"
        if scope is not None and scope in self._laps and self._endpoint.name in _ROWS:
            laps, drivers = self._laps[scope]
            rows = laps - drivers * _ROWS[self._endpoint.name]
            return float(max(1, math.ceil(rows / _PER_PAGE))), "pages from the laps in the session's results"
        return _PAGES.get(self._endpoint.name, {}).get(kind, 1.0), f"pages {SANDBOX}"

    def kind(self, scope: Scope) -> str:
        """The kind of session or stage that a scope is about; empty where it has none."""
        return self._kinds.get(scope.text, "")


def priced(
    endpoint: Endpoint, found: list[tuple[Scope, Checkpoint | None]], ahead: list[Ahead], prices: Prices
) -> Draft:
    """What the scopes that are due and those to come cost together."""
    draft = Draft(endpoint.name, len(found))
    walked = []
    for scope, row in found:
        if row is not None and row["state"] == "partial" and row["walk"] == "parts":
            draft.requests += sum(part["state"] == "partial" for part in prices.parts[scope.text])
        else:
            walked.append((scope, row))
    new = 0.0
    for task in walk.batches(endpoint, walked):
        rows = [prices.rows.get(scope.text) for scope in task.scopes]
        if endpoint.batch > 1 and not task.alone and task.cursor is None:
            draft.requests += 1
            new += sum(unanswered(row) for row in rows)
            continue
        scope, row = task.scopes[0], rows[0]
        if row is not None and row["state"] == "complete" and row["pages"] is not None:
            draft.requests += prices.own(scope.text)
            continue
        cost, words = prices.usual(prices.kind(scope), scope.text)
        draft.requests += max(1.0, cost - task.pages)
        if words is not None:
            draft.rests_on(words)
    to_come = sum(one.count for one in ahead)
    draft.scopes += to_come
    if endpoint.batch > 1:
        draft.requests += math.ceil(round(to_come, 6) / endpoint.batch)
        if prices.overflow and new + to_come:
            draft.requests += (new + to_come) * prices.overflow
            draft.rests_on(f"pages {OWN}")
    else:
        for one in ahead:
            cost, words = prices.usual(one.kind)
            draft.requests += one.count * cost
            if words is not None:
                draft.rests_on(words)
    return draft
