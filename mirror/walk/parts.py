"""Scopes that are asked in parts, because a walk by cursor could not be believed.

A race's laps are asked driver by driver: each part fits one page, and a page has no cursor to lose rows by. At first
only the drivers whose rows do not add up are asked. When that brings rows the walk had lost, nothing of the walk is
believed any more and all parts are asked; the endpoint is remembered as lossy, and its later scopes go this way at once.
A hole that stays when the parts were asked alone is the provider's own: the scope is complete, with a verdict.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mirror.catalogue import Endpoint, Provider, Scope
from mirror.freshness import after_failure, next_due
from mirror.instants import stamp
from mirror.store import Store
from mirror.walk import walk
from mirror.walk.walk import Task, next_split

_FRESH: Mapping[str, Any] = {
    "state": "partial",
    "cursor": None,
    "walk": None,
    "pages": 0,
    "rows": 0,
    "restarts": 0,
}
_VERDICT_HOLES = 5
_MAY_BE_MISSING = (
    "category",
    "status",
    "circuit_id",
)  # of what parts are asked by, what a row may be without
_NO_PARTS = "the walk does not add up, and nothing is known yet to ask it in parts by"


def root_of(part: Scope) -> Scope:
    """The scope that `part` is a part of."""
    length = len(part.part_of.split("&")) if part.part_of else 0
    return part._replace(params=part.params[:length], part_of=None)


class Parts:
    """The parts of one provider's scopes, as its checkpoints know them."""

    def __init__(self, provider: Provider, store: Store, ladder: Sequence[float]) -> None:
        self._provider, self._store, self._ladder = provider, store, ladder
        known = {e.name: store.checkpoints(provider.name, e.name) for e in provider.endpoints if e.split}
        self.lossy = {name for name, rows in known.items() if any(row["lossy"] for row in rows.values())}

    def _known(self, scope: Scope) -> dict[str, dict[str, Any]]:
        return self._store.family(self._provider.name, scope)

    def holes(self, endpoint: Endpoint, scope: Scope) -> list[tuple[Any, str | None]]:
        """What is missing in the rows of a session, as the endpoint's proof says: (driver, hole).

        A hole of None is none that is known of, but one that nothing rules out.
        """
        session = dict(scope.params).get("session_ids[]")
        if endpoint.proof is None or session is None:
            return []
        found = self._store.ask("proof", self._provider.name, endpoint.proof, {"session_id": int(session)})
        return [(driver, hole) for driver, hole in found]

    def begin(self, endpoint: Endpoint, scope: Scope, now: float, suspects: set[Any] | None) -> list[Task]:
        """Cuts `scope` and keeps its parts as checkpoints of their own, together. Returns their tasks."""
        name = next_split(endpoint, scope)
        parts = [] if name is None else self._cut(endpoint, name, scope, suspects)
        own: dict[str, Any]
        if scope.part_of is None:
            own = {"state": "partial", "cursor": None, "walk": "parts", "rows": self.count(endpoint, scope)}
        else:
            own = {"state": "complete", "cursor": None, "verdict": "asked in parts"}
        with self._store.transaction():
            if scope.part_of is None:
                self._store.forget_parts(self._provider.name, scope)
            self._store.note(self._provider.name, [(scope, {**own, "asked_at": stamp(now)})])
            self._store.note(self._provider.name, [(part, _FRESH) for part in parts])
        return [Task(endpoint, (part,)) for part in parts]

    def resume(self, endpoint: Endpoint, scope: Scope) -> list[Task]:
        """The tasks for the parts of `scope` that an earlier run has left."""
        left = []
        for row in self._known(scope).values():
            if row["part_of"] == scope.text and row["state"] == "partial":
                params = tuple(
                    (pair.partition("=")[0], pair.partition("=")[2]) for pair in row["scope"].split("&")
                )
                left.append((scope._replace(params=params, part_of=scope.text), row))
        return [task for found in left for task in walk.batches(endpoint, [found])]

    def unfinished(self, scope: Scope) -> bool:
        """Whether parts of `scope` are still to be asked, in this run or the next."""
        return self._store.parts_left(self._provider.name, scope)

    def conclude(self, endpoint: Endpoint, scope: Scope, now: float) -> tuple[list[Task], dict[str, Any]]:
        """All parts queued so far are done: either more of them, or what the checkpoint of `scope` says now."""
        known = self._known(scope)
        own = known[scope.text]
        gained = self.count(endpoint, scope) > (own["rows"] or 0)
        if gained and not own["lossy"]:
            self.lossy.add(endpoint.name)
            name = next_split(endpoint, scope)
            parts = (
                []
                if name is None
                else [p for p in self._cut(endpoint, name, scope, None) if p.text not in known]
            )
            with self._store.transaction():
                self._store.note(
                    self._provider.name, [(scope, {"lossy": True}), *((part, _FRESH) for part in parts)]
                )
            if parts:
                return [Task(endpoint, (part,)) for part in parts], {}
        values = self._settled(endpoint, scope, now, own, known.values(), lossy=bool(gained or own["lossy"]))
        self._store.check(self._provider.name, [(scope, values)])
        return [], values

    def _settled(
        self,
        endpoint: Endpoint,
        scope: Scope,
        now: float,
        own: Mapping[str, Any],
        known: Iterable[Mapping[str, Any]],
        *,
        lossy: bool,
    ) -> dict[str, Any]:
        parts = [row for row in known if row["part_of"] == scope.text]
        failed = [row for row in parts if row["state"] != "complete"]
        why: str | None
        if failed or not parts:
            why = f"a part of it failed: {failed[0]['error'] or failed[0]['state']}" if failed else _NO_PARTS
        else:
            why = self._beyond_parts(endpoint) if lossy else None
        if why is not None:
            attempts = (own["attempts"] or 0) + 1
            return {
                "state": "quarantined", "walk": None, "attempts": attempts, "error": why,
                "next_due": after_failure(attempts, now),
            }  # fmt: skip
        holes = self.holes(endpoint, scope)
        return {
            "state": "complete", "cursor": None, "walk": None, "rows": self.count(endpoint, scope), "restarts": 0,
            "attempts": 0, "error": None, "verdict": verdict(holes), "asked_at": stamp(now), "completed_at": stamp(now),
            "next_due": next_due(endpoint, scope, now, self._ladder),
        }  # fmt: skip

    def _beyond_parts(self, endpoint: Endpoint) -> str | None:
        """What no part brings of a scope whose pages lose rows: those without the value that parts are asked by."""
        column = walk.FILTERED.get(endpoint.split[0], endpoint.split[0])
        if column not in _MAY_BE_MISSING:
            return None
        sql = f"select 1 from {endpoint.table} where {column} is null limit 1"
        if self._store.connection.execute(sql).fetchone() is None:
            return None
        return f"its pages lose rows, and those without a {column} cannot be asked for by it"

    def _cut(self, endpoint: Endpoint, name: str, scope: Scope, values: set[Any] | None) -> list[Scope]:
        if values is not None:
            return walk.parts(endpoint, scope, name, sorted(values))
        session = dict(scope.params).get("session_ids[]")
        known = {"session_id": None if session is None else int(session), "season": scope.season}
        rows = self._store.ask("parts", self._provider.name, name.removesuffix("[]"), known)
        return walk.parts(endpoint, scope, name, [value for (value, *_) in rows])

    def count(self, endpoint: Endpoint, scope: Scope) -> int:
        """How many rows the mirror has of `scope`."""
        column, value = next(
            ((walk.FILTERED[name], value) for name, value in scope.params if name in walk.FILTERED),
            ("1", "1"),
        )
        return self._store.count(endpoint.table, column, value)


def verdict(holes: list[tuple[Any, str | None]]) -> str | None:
    """The holes that stay, in one line; None when there are none."""
    known = [f"driver {driver} {hole}" for driver, hole in holes if hole is not None]
    said = known[:_VERDICT_HOLES]
    more = len(known) - len(said)
    return "; ".join([*said, f"and {more} more"] if more > 0 else said) or None
