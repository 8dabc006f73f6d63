"""One world out of three providers: the views without a prefix, asked by any of their columns.

A thing may be named as people name it (`event="Abu Dhabi"`, `driver="Norris"`): names are resolved to canonical ids
before the view is asked, for by those a race is a few milliseconds away. A name that could mean several is an error that
lists them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mirror.errors import UsageError
from mirror.reading.coverage import Behind, Coverage, coverage
from mirror.reading.endpoints import ENDPOINTS
from mirror.reading.filters import Condition, among, several, text
from mirror.reading.names import RESOLVED, Names, year
from mirror.reading.room import instead
from mirror.reading.source import Source


@dataclass(frozen=True)
class Facts:
    """What a view is made of: each provider's endpoints, and the order of its rows."""

    balldontlie: tuple[str, ...] = ()
    sportradar: tuple[str, ...] = ()
    altsportsdata: tuple[str, ...] = ()
    order: str = ""
    every: bool = False  # of all providers, and not of the first that has the session's facts

    def of(self, provider: str) -> tuple[str, ...]:
        """The endpoints of one provider."""
        told: tuple[str, ...] = getattr(self, provider)
        return told


_LAP = "season, session_id, lap_number, driver_id"
_PLACE = "season, session_id, position is null, position, driver_id"
_RACE = (
    "session_results",
    "lap_times",
    "position_history",
    "tire_stints",
    "pit_stops",
    "driver_standings",
    "team_standings",
)
# fmt: off
_FACTS = {
    "seasons":       Facts(("seasons",), ("seasons",), ("events",), "season", every=True),
    "events":        Facts(("events",), ("schedule",), ("events",), "season, round, start_date, event_id", every=True),
    "sessions":      Facts(("sessions",), ("schedule",), ("event_detail",), "season, date, session_id", every=True),
    "drivers":       Facts(("drivers",), ("summary",), ("heat_scores",), "driver_id", every=True),
    "teams":         Facts(("teams",), ("summary",), (), "team_id", every=True),
    "circuits":      Facts(("circuits",), ("schedule",), (), "circuit_id", every=True),
    "results":       Facts(("session_results",), ("summary",), ("heat_scores",), _PLACE),
    "qualifying":    Facts(("qualifying_results",), ("summary",), (), _PLACE),
    "laps":          Facts(("lap_times",), ("summary",), (), _LAP),
    "positions":     Facts(("position_history",), ("summary",), (), "season, session_id, lap_number, position"),
    "stints":        Facts(("tire_stints",), (), (), "season, session_id, driver_id, stint_number"),
    "pit_stops":     Facts(("pit_stops",), (), (), "season, session_id, driver_id, stop_number"),
    "race_control":  Facts(("race_control_messages",), (), (), "season, session_id, date"),
    "track_status":  Facts(("track_status",), (), (), "season, session_id, date"),
    "weather":       Facts(("session_weather",), ("summary",), (), "season, session_id"),
    "standings":     Facts(("driver_standings", "team_standings"), ("summary",), (), "season, kind, round, position"),
    "probabilities": Facts((), ("probabilities",), (), "season, event_id, session_id, market"),
    "disagreements": Facts(_RACE, ("summary",), ("heat_scores",), "kind, session_id", every=True),
    "verdicts":      Facts(_RACE, ("summary",), (), 'season, session_id, "check"', every=True),
    "verdict_rows":  Facts(_RACE, ("summary",), (), 'session_id, "check", driver_id, lap_number', every=True),
}
# fmt: on
_EVERYTHING = Facts(
    (*_RACE, "events", "sessions"), ("schedule", "summary"), ("events", "heat_scores"), every=True
)


def filled(touched: set[str]) -> Facts:
    """The endpoints that fill these tables."""
    told = {
        provider: tuple(name for name, one in endpoints.items() if one.table in touched)
        for provider, endpoints in ENDPOINTS.items()
    }
    return Facts(told["balldontlie"], told["sportradar"], told["altsportsdata"], every=True)


def facts(view: str, columns: Sequence[str]) -> Facts:
    """What a view is made of; its order names only columns that it has."""
    known = _FACTS.get(view, _EVERYTHING)
    told = [part for part in known.order.split(", ") if part.split(" ")[0].strip('"') in columns]
    return Facts(known.balldontlie, known.sportradar, known.altsportsdata, ", ".join(told), known.every)


def meant(
    source: Source, given: Mapping[str, Any], rows: Callable[[], Sequence[Mapping[str, Any]]]
) -> list[Condition]:
    """Which season, event and session a query is about: what it was given, else what its first row says."""
    names, season = Names(source), given.get("season")
    try:
        if given.get("event"):
            found: dict[str, Any] = {"event_id": names.events(given["event"], season)}
        else:
            found = {"season": [season]} if isinstance(season, int) else {}
        if given.get("session") and found:
            found["session_id"] = names.sessions(given["session"], season, found.get("event_id"))
    except UsageError:  # a query understands more than the names do
        found = {}
    if not found:
        row = next(iter(rows()), {})
        found = {
            name: [row[name]]
            for name in ("season", "event_id", "session_id")
            if name in row and row[name] is not None
        }
    return [among(f'"{name}"', values) for name, values in found.items() if values]


def conditions(
    source: Source, view: str, columns: Sequence[str], given: Mapping[str, Any]
) -> list[Condition]:
    """The conditions for a view's filters: any column, and things by their names. Raises UsageError."""
    known = [
        *columns,
        *(name for name, column in RESOLVED.items() if column in columns and name not in columns),
    ]
    for name in given:
        if name not in known:
            raise UsageError(f"m.{view} has no filter {name!r}{instead(name, known)}")
    asked = {
        name: list(value) if hasattr(value, "__next__") else value
        for name, value in given.items()
        if value is not None
    }
    found: dict[str, list[str] | None] = {}
    names = Names(source)
    season = asked.get("season")
    if season is not None and "season" in columns:
        season = asked["season"] = several("season", season, year)
    if "event" in asked and "event_id" in columns:
        found["event_id"] = names.events(asked.pop("event"), season)
    if "session" in asked and "session_id" in columns:
        of = found.get("event_id")
        if of is None and "event_id" in asked:
            of = several("event_id", asked["event_id"], text)
        found["session_id"] = names.sessions(asked.pop("session"), season, of)
    for name, resolve in (("driver", names.drivers), ("team", names.teams), ("circuit", names.circuits)):
        if name in asked and RESOLVED[name] in columns:
            found[RESOLVED[name]] = resolve(asked.pop(name))
    made = [among(f'"{name}"', several(name, value, _value)) for name, value in asked.items()]
    made += [("0", []) if ids is None else among(f'"{column}"', ids) for column, ids in found.items()]
    return made


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return text(name, value)
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return int(value)
    try:
        number = value.__index__()
    except (AttributeError, TypeError):
        raise UsageError(f"{name} wants a number or a text, not {type(value).__name__}.") from None
    if not -(2**63) <= number < 2**63:
        raise UsageError(f"{name} wants a number of 64 bits.")
    return number


def behind(source: Source, known: Facts, made: list[Condition]) -> list[Behind]:
    """The endpoints behind a view, narrowed to the seasons, events and sessions that its conditions name."""
    named = {condition.split('"')[1]: values for condition, values in made if condition.startswith('"')}
    seasons = (
        frozenset(value for value in named["season"] if isinstance(value, int)) if "season" in named else None
    )
    sessions = named.get("session_id")
    events = named.get("event_id")
    if sessions is None and events is not None:
        condition, values = among("event_id", list(events))
        sessions = [
            one for (one,) in source.fetch(f"select session_id from sessions where {condition}", values)
        ]
    if events is None and sessions is not None:
        condition, values = among("session_id", list(sessions))
        events = [
            one
            for (one,) in source.fetch(f"select distinct event_id from sessions where {condition}", values)
        ]
    found = []
    for provider in ENDPOINTS:
        endpoints = known.of(provider)
        if endpoints:
            pins = _pins(source, provider, events, sessions)
            found.append(Behind(provider, endpoints, seasons, pins))
    return found


def _pins(source: Source, provider: str, events: Any, sessions: Any) -> dict[str, frozenset[str]] | None:
    """The provider's own ids of events and sessions, under the names its endpoints ask them by."""
    if events is None:
        return None
    own = {
        "event": frozenset(_own(source, provider, "event", events)),
        "session": frozenset(_own(source, provider, "session", sessions)),
    }
    if provider == "balldontlie":
        return {"session_ids[]": own["session"], "event_ids[]": own["event"]}
    if provider == "sportradar":
        return {"stage_id": own["session"]}
    return {"event_id": own["event"], "heat_id": frozenset(one.rpartition(",")[2] for one in own["session"])}


def _own(source: Source, provider: str, kind: str, ids: Any) -> list[str]:
    condition, values = among("canonical_id", list(ids))
    sql = f"select provider_id from crosswalk where kind = ? and provider = ? and {condition}"
    return [one for (one,) in source.fetch(sql, [kind, provider, *values])]


def covering(
    source: Source, behind: list[Behind], empty: Callable[[], bool], *, every: bool = True
) -> Coverage:
    """The coverage of what stands behind; unless it is of `every` provider, of the first that has answered anything.

    A view takes a session's facts from the first provider that has them, so what the others lack does not matter.
    Providers that were never asked anything are left out, unless the answer is `empty`: they may have what is missing.
    """
    found = [coverage(source, [one]) for one in behind]
    asked = {row[0] for row in source.fetch("select distinct provider from mirror_checkpoints")}
    kept = [one for one, which in zip(found, behind, strict=True) if which.provider in asked]
    if not kept or (len(kept) < len(found) and empty()):
        kept = found
    elif not every:
        own = [set(which.endpoints) for which in behind if which.provider in asked]
        for one, names in zip(kept, own, strict=True):
            if any(scope.state == "complete" and scope.endpoint in names for scope in one.scopes):
                return one
    return Coverage(tuple({scope: None for one in kept for scope in one.scopes}))
