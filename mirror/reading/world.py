"""One world out of three providers: the views without a prefix, asked by any of their columns.

A thing may be named as people name it (`event="Abu Dhabi"`, `driver="Norris"`): names are resolved to canonical ids
before the view is asked, for by those a race is a few milliseconds away. A name that could mean several is an error that
lists them.
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from mirror.errors import UsageError
from mirror.queries import of_part
from mirror.reading.coverage import Behind, Coverage, coverage
from mirror.reading.endpoints import ENDPOINTS
from mirror.reading.filters import Condition, among, folded, several, text
from mirror.reading.room import instead
from mirror.reading.source import Source

_SHOWN = 8  # candidates listed in a sentence
_NEAR = 3  # things with a name like the one given
_LIKE = 0.75  # of 1: how like it a name must be
Found = list[str]


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


_PROVIDERS = ("balldontlie", "sportradar", "altsportsdata")
# Naming the providers, and not asking for distinct ones, leads to the index by provider and id.
_OWN = "select canonical_id from crosswalk where kind = ? and provider in (?, ?, ?) and provider_id = ?"
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


class Names:
    """Resolves what people call things to canonical ids, in one mirror at one moment."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def events(self, given: Any, season: Any = None) -> Found | None:
        """Canonical ids of events, at most one of each season that is named; None when the mirror has none at all.

        By id, name, circuit, place or country, as the queries' part `asked_events` understands them.
        """
        seasons = [None] if season is None else several("season", season, _year)
        found = []
        for one in several("event", given, _name):
            fits = [ids for year in seasons for ids in [self._called(one, year)] if ids]
            for ids in fits:
                if len(ids) > 1:
                    raise _several("event", one, ids, "" if season is not None else "season= or ")
            if not fits:
                rows = self._rows("select event_id, name, circuit, location from events")
                if not rows:
                    return None
                here = [row for row in rows if season is None or int(row[0][:4]) in seasons]
                raise UsageError(f"There is no event {one!r} {_here(season)}{_nearest(folded(one), here)}")
            found += [event for ids in fits for event in ids]
        return list(dict.fromkeys(found))

    def _called(self, given: str, season: int | None) -> Found:
        """The events of a season or of any that fit a text equally well."""
        for text_ in dict.fromkeys((given.strip(), folded(given).strip())):
            rows = self._source.remembered(_asked_events(), {"event": text_, "season": season})
            if rows and text_:
                return sorted({event for (event,) in rows})
        return []

    def sessions(self, given: Any, season: Any = None, events: Found | None = None) -> Found | None:
        """Canonical ids of sessions, of some events, of a season or of any; a type or a name may mean many."""
        sql = "select session_id, name, type, event_id from sessions"
        if events is not None:
            rows = self._rows(sql, "event_id", events)
        else:
            rows = self._rows(sql, "season", None if season is None else several("season", season, _year))
        return self._each("session", given, rows, [
            lambda row, asked: asked == row[0],
            lambda row, asked: slug(asked).replace("-", "_") == row[2]
            or row[0].removeprefix(f"{row[3]}-") == slug(asked).replace("practice-", "fp"),
            lambda row, asked: asked == folded(row[1]),
            lambda row, asked: asked in folded(row[1]) or slug(asked) in row[0],
        ], many=(1, 2))  # fmt: skip

    def drivers(self, given: Any) -> Found | None:
        """Canonical ids of drivers, by id, three letters or a part of the name."""
        rows = self._rows("select driver_id, name, code, last_name from drivers")
        return self._each("driver", given, rows, [
            lambda row, asked: asked == row[0],
            lambda row, asked: asked == folded(row[2]),
            lambda row, asked: asked in (folded(row[1]), folded(row[3])),
            lambda row, asked: asked in folded(row[1]) or slug(asked) in row[0],
        ])  # fmt: skip

    def teams(self, given: Any) -> Found | None:
        """Canonical ids of teams, by id or a part of the name."""
        return self._named("team", given, "select team_id, name from teams")

    def circuits(self, given: Any) -> Found | None:
        """Canonical ids of circuits, by id or a part of the name."""
        return self._named("circuit", given, "select circuit_id, name, short_name, city from circuits")

    def _named(self, kind: str, given: Any, sql: str) -> Found | None:
        return self._each(kind, given, self._rows(sql), [
            lambda row, asked: asked == row[0],
            lambda row, asked: asked in map(folded, row[1:]),
            lambda row, asked: any(asked in folded(one) for one in row[1:]) or slug(asked) in row[0],
        ])  # fmt: skip

    def _rows(self, sql: str, column: str = "", values: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
        if values is None:
            return self._source.remembered(sql)
        condition, bound = among(column, list(values))
        return self._source.remembered(f"{sql} where {condition}", bound)

    def _each(
        self,
        kind: str,
        given: Any,
        rows: list[tuple[Any, ...]],
        tests: list[Callable[[tuple[Any, ...], str], bool]],
        many: tuple[int, ...] = (),
    ) -> Found | None:
        if not rows:
            return None
        found: Found = []
        for one in several(kind, given, _name):
            found += self._one(kind, one, rows, tests, many)
        return list(dict.fromkeys(found))

    def _one(self, kind: str, given: str, rows: list[Any], tests: list[Any], many: tuple[int, ...]) -> Found:
        asked = folded(given).strip()
        for place, test in enumerate(tests):
            fit = list(
                dict.fromkeys(
                    row[0] for row in rows if slug(asked) and row[0] is not None and test(row, asked)
                )
            )
            if place == 0 and not fit:
                own = {canonical for (canonical,) in self._source.fetch(_OWN, (kind, *_PROVIDERS, given))}
                fit = [one for one in dict.fromkeys(row[0] for row in rows) if one in own]
            if len(fit) == 1 or (fit and place in many):
                return fit
            if fit:
                raise _several(kind, given, fit, "season= or " if kind == "session" else None)
        raise UsageError(f"There is no {kind} {given!r} here{_nearest(asked, [row[:2] for row in rows])}")


@cache
def _asked_events() -> str:
    return of_part("asked_events")


def _several(kind: str, given: str, fit: Found, also: str | None) -> UsageError:
    """The sentence for a name that could mean several things; `also` is what would tell them apart besides their ids."""
    told = ", ".join(fit[:_SHOWN]) + (f" and {len(fit) - _SHOWN} more" if len(fit) > _SHOWN else "")
    ends = "" if also is None else f"; give {also}one of these"
    return UsageError(f"{kind} {given!r} could be {told}{ends}.")


def _here(season: Any) -> str:
    """Where a thing was looked for, in words."""
    return (
        "here"
        if season is None
        else f"in {', '.join(str(year) for year in several('season', season, _year))}"
    )


def _nearest(asked: str, rows: list[tuple[Any, ...]]) -> str:
    """The end of a sentence about a name that nothing has: what has one like it."""
    called: dict[str, list[str]] = {}
    for row in rows:
        stem = row[0].partition("-")[2] if row[0][:4].isdigit() else row[0]
        names = [name for one in row[1:] for name in (folded(one), *folded(one).split())]
        for name in dict.fromkeys([stem, *names]):
            called.setdefault(name, []).append(row[0])
    near = [
        one
        for name in difflib.get_close_matches(asked, called, n=_NEAR, cutoff=_LIKE)
        for one in called[name]
    ]
    return f"; did you mean {' or '.join(dict.fromkeys(near[:_NEAR]))}?" if near else "."


def _name(kind: str, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text(kind, value)


def _year(name: str, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10_000:
        raise UsageError(f"{name} wants a year like 2024, not {str(value)[:40]!r}.")
    return value


@cache
def slug(name: str | None) -> str:
    """A name as canonical ids spell it: letters and digits, with dashes between."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in folded(name)).split())


RESOLVED = {
    "event": "event_id",
    "session": "session_id",
    "driver": "driver_id",
    "team": "team_id",
    "circuit": "circuit_id",
}


def unmet(source: Source, given: Mapping[str, Any]) -> list[str]:
    """Sentences on what was asked for by name and is not in the mirror, or was cancelled: why an answer may be empty."""
    names, told = Names(source), []
    season = given.get("season")
    years = {year for (year,) in source.remembered("select season from seasons")}
    if isinstance(season, int) and season not in years:
        return [f"There is no season {season} here."]
    events: Found | None = None
    finders: dict[str, Callable[[Any], Found | None]] = {
        "event": lambda one: names.events(one, season),
        "session": lambda one: names.sessions(one, season, events),
        "driver": names.drivers,
        "team": names.teams,
        "circuit": names.circuits,
    }
    for name, find in finders.items():
        if given.get(name) not in (None, ""):
            try:
                found = find(given[name])
            except UsageError as trouble:
                told += [str(trouble)] if str(trouble).startswith("There is no") else []
            else:
                events = found if name == "event" else events
    if events and not told:
        condition, values = among("event_id", events)
        sql = f"select distinct event, coalesce(status, '') like 'cancel%' from sessions where {condition}"
        states = source.fetch(sql, values)
        if states and all(cancelled for _, cancelled in states):
            told.append(f"{states[0][0]} was cancelled.")
    return told


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
    found: dict[str, Found | None] = {}
    names = Names(source)
    season = asked.get("season")
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
    for provider in _PROVIDERS:
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


def covering(source: Source, behind: list[Behind], *, every: bool = True) -> Coverage:
    """The coverage of what stands behind; unless it is of `every` provider, of the first that has answered anything.

    A view takes a session's facts from the first provider that has them, so what the others lack does not matter.
    """
    found = [coverage(source, [one]) for one in behind]
    asked = {row[0] for row in source.fetch("select distinct provider from mirror_checkpoints")}
    kept = [one for one, which in zip(found, behind, strict=True) if which.provider in asked] or found
    if not every:
        own = [set(which.endpoints) for which in behind if which.provider in asked] or [set()]
        for one, names in zip(kept, own, strict=False):
            if any(scope.state == "complete" and scope.endpoint in names for scope in one.scopes):
                return one
    return Coverage(tuple({scope: None for one in kept for scope in one.scopes}))
