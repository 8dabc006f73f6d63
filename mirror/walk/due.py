"""What is due: the scopes that the mirror's own rows list, held against their checkpoints. Reads, decides, sends nothing."""

import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from mirror.catalogue import Endpoint, Fresh, Provider, Scope
from mirror.freshness import live
from mirror.instants import unix
from mirror.places import SQL
from mirror.selection import Selection
from mirror.store.store import each_checkpoint

Checkpoint = Mapping[str, Any]

# The endpoints whose rows a list of scopes is made from: naming one endpoint brings along what leads to it.
_NEEDS = {
    "balldontlie": {
        "seasons": ("seasons",),
        "seasons_begun": ("seasons",),
        "events": ("seasons", "events"),
        "sessions_begun": ("seasons", "events", "sessions"),
        "sessions_qualifying": ("seasons", "events", "sessions"),
    },
    "sportradar": {
        "seasons": ("seasons",),
        "stages": ("seasons", "schedule", "summary"),
        "markets": ("seasons", "schedule"),
        "competitors": ("seasons", "summary"),
        "teams": ("seasons", "summary"),
    },
    "altsportsdata": {"events_begun": ("events",), "heats_begun": ("events", "event_detail")},
}

# What the proofs of walks that have one are read from: without it a walk that lost rows looks whole.
_PROVEN_BY = {"balldontlie": ("session_results",)}


def leads_to(provider: Provider, endpoint: Endpoint) -> tuple[str, ...]:
    """The endpoints whose rows the scopes of `endpoint` are listed from."""
    return _NEEDS[provider.name].get(endpoint.each, ())


@cache
def _each(provider: str, name: str) -> str:
    return (SQL / "each" / provider / f"{name}.sql").read_text(encoding="utf-8")


def listed(
    connection: sqlite3.Connection, provider: Provider, endpoint: Endpoint, *, now: str, laps: bool
) -> list[Scope]:
    """Every scope of one endpoint that the mirror knows of at `now` (an instant), in the order to ask them in."""
    cursor = connection.execute(_each(provider.name, endpoint.each), {"now": now, "laps": laps})
    names = [column[0] for column in cursor.description]
    scopes: dict[tuple[str, int | None], Scope] = {}
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        params = tuple((name, str(row[name])) for name in endpoint.ask)
        fresh = None if row.get("fresh") is None else Fresh(row["fresh"])
        scope = Scope(
            endpoint.name, params, row.get("season"), row.get("starts_at"), row.get("ends_at"), row.get("status"),
            fresh=fresh,
        )  # fmt: skip
        scopes[(scope.text, scope.season)] = scope
    return list(scopes.values())


def wanted(provider: Provider, selection: Selection) -> list[Endpoint]:
    """The endpoints of a selection, and those that lead to them, in the order of the catalogue."""
    if selection.endpoints is None:
        return list(provider.endpoints)
    needs = _NEEDS[provider.name]
    names = set(selection.endpoints)
    for endpoint in provider.endpoints:
        if endpoint.name in selection.endpoints:
            names.update(needs.get(endpoint.each, ()))
            if endpoint.proof is not None:
                names.update(_PROVEN_BY.get(provider.name, ()))
    return [endpoint for endpoint in provider.endpoints if endpoint.name in names]


def seasons(lists: Iterable[list[Scope]], selection: Selection, now: str) -> frozenset[int] | None:
    """The seasons of a selection; None for all. The current one is the newest listed that is not in the future."""
    if not selection.current:
        return selection.seasons
    year = int(now[:4])
    known = [s.season for several in lists for s in several if s.season is not None and s.season <= year]
    return frozenset({max(known)}) if known else frozenset({year})


def due(
    connection: sqlite3.Connection,
    provider: Provider,
    selection: Selection,
    *,
    now: str,
    tier: int | None,
    began: str,
) -> dict[str, list[tuple[Scope, Checkpoint | None]]]:
    """The scopes of each endpoint that are to be asked at `now`, with their checkpoints.

    `tier` is the key's tier where it is known, `began` the instant at which the run began: `--full` asks again what was
    last asked before it.
    """
    endpoints = wanted(provider, selection)
    # A list is read once for all the endpoints that go by it, and their scopes share what it says.
    lists = {
        (e.each, e.ask): listed(connection, provider, e, now=now, laps=selection.laps) for e in endpoints
    }
    chosen = seasons(lists.values(), selection, now)
    full_since = began if selection.full else None
    found: dict[str, list[tuple[Scope, Checkpoint | None]]] = {}
    for endpoint in endpoints:
        known: dict[str, Checkpoint | None] = {}  # None where it is not due: there are many, in a big mirror
        for row in each_checkpoint(connection, provider.name, endpoint.name, parts=False):
            ripe = is_due(row, now=now, tier=tier, needed=endpoint.tier, full_since=full_since)
            known[row["scope"]] = row if ripe else None
        ready: dict[str, tuple[Scope, Checkpoint | None]] = {}
        for scope in lists[(endpoint.each, endpoint.ask)]:
            if scope.season is not None and chosen is not None and scope.season not in chosen:
                continue
            if selection.live is not None and live(scope, unix(now)) is not selection.live:
                continue
            checkpoint = known.get(scope.text)
            if checkpoint is not None or scope.text not in known:
                ready[scope.text] = (scope._replace(endpoint=endpoint.name), checkpoint)
        found[endpoint.name] = list(ready.values())
    return found


def is_due(
    checkpoint: Checkpoint | None,
    *,
    now: str,
    tier: int | None,
    needed: int = 0,
    full_since: str | None = None,
) -> bool:
    """Whether a scope is to be asked at `now`: never asked, half walked, out of date, or allowed since the tier rose."""
    if checkpoint is None or checkpoint["state"] == "partial":
        return True
    if checkpoint["state"] == "not_entitled" and needed and tier is not None:
        if tier < needed:
            return False
        if tier > (checkpoint["tier"] or 0):
            return True
    if full_since is not None:
        return checkpoint["asked_at"] is None or checkpoint["asked_at"] < full_since
    next_due = checkpoint["next_due"]
    return next_due is not None and next_due <= now


def has_had_rows(connection: sqlite3.Connection, provider: str, endpoint: str) -> bool:
    """Whether a complete scope of the endpoint has rows."""
    sql = "select 1 from mirror_checkpoints where provider = ? and endpoint = ? and state = 'complete' and rows > 0 limit 1"
    return connection.execute(sql, (provider, endpoint)).fetchone() is not None
