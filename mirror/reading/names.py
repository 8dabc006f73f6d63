"""What people call things, and the canonical ids that they mean.

A name that could mean several is an error that lists them; one that means nothing names what is like it.
"""

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any

from mirror.errors import UsageError
from mirror.queries import of_part
from mirror.reading.endpoints import ENDPOINTS
from mirror.reading.filters import among, folded, quoted, several, text
from mirror.reading.source import Source

_SHOWN = 8  # candidates listed in a sentence
_NEAR = 3  # things with a name like the one given
_LIKE = 0.75  # of 1: how like it a name must be
# Naming the providers, and not asking for distinct ones, leads to the index by provider and id.
_OWN = "select canonical_id from crosswalk where kind = ? and provider in (?, ?, ?) and provider_id = ?"
Found = list[str]


class Names:
    """Resolves what people call things to canonical ids, in one mirror at one moment."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def events(self, given: Any, season: Any = None) -> Found | None:
        """Canonical ids of events, at most one of each season that is named; None when the mirror has none at all.

        By id, name, circuit, place or country, as the queries' part `asked_events` understands them.
        """
        seasons = [None] if season is None else several("season", season, year)
        found = []
        for one in several("event", given, _name):
            fits = [ids for each in seasons for ids in [self._called(one, each)] if ids]
            for ids in fits:
                if len(ids) > 1:
                    raise _several("event", one, ids, "" if season is not None else "season= or ")
            if not fits:
                rows = self._rows("select event_id, name, circuit, location from events")
                if not rows:
                    return None
                here = [row for row in rows if season is None or int(row[0][:4]) in seasons]
                raise UsageError(
                    f"There is no event {quoted(one)} {_here(season)}{_nearest(folded(one), here)}"
                )
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
            rows = self._rows(sql, "season", None if season is None else several("season", season, year))
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
                own = {canonical for (canonical,) in self._source.fetch(_OWN, (kind, *ENDPOINTS, given))}
                fit = [one for one in dict.fromkeys(row[0] for row in rows) if one in own]
            if len(fit) == 1 or (fit and place in many):
                return fit
            if fit:
                raise _several(kind, given, fit, "season= or " if kind == "session" else None)
        raise UsageError(
            f"There is no {kind} {quoted(given)} here{_nearest(asked, [row[:2] for row in rows])}"
        )


@cache
def _asked_events() -> str:
    return of_part("asked_events")


def _several(kind: str, given: str, fit: Found, also: str | None) -> UsageError:
    """The sentence for a name that could mean several things; `also` is what would tell them apart besides their ids."""
    told = ", ".join(fit[:_SHOWN]) + (f" and {len(fit) - _SHOWN} more" if len(fit) > _SHOWN else "")
    ends = "" if also is None else f"; give {also}one of these"
    return UsageError(f"{kind} {quoted(given)} could be {told}{ends}.")


def _here(season: Any) -> str:
    """Where a thing was looked for, in words."""
    return (
        "here" if season is None else f"in {', '.join(str(one) for one in several('season', season, year))}"
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


def year(name: str, value: Any) -> int:
    """The year that was given. Raises UsageError."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10_000:
        raise UsageError(f"{name} wants a year like 2024, not {quoted(value)}.")
    return value


@cache
def slug(name: str | None) -> str:
    """A name as canonical ids spell it: letters and digits, with dashes between."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in folded(name)).split())


_IS_ONE = "select 1 from crosswalk where kind = ? and canonical_id = ? limit 1"
_SUCH_AS = {
    "event": "2024-abu-dhabi",
    "session": "2024-abu-dhabi-race",
    "driver": "lando-norris",
    "team": "mclaren",
    "circuit": "yas-marina-circuit",
}
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
    years = {each for (each,) in source.remembered("select season from seasons")}
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
    for name, one in given.items():
        if isinstance(one, Collection) and not isinstance(one, str | bytes) and not one:
            told.append(f"{name} is an empty list, which nothing fits.")
    for name, find in finders.items():
        if given.get(name) not in (None, ""):
            try:
                found = find(given[name])
            except UsageError as trouble:
                told += [str(trouble)] if str(trouble).startswith("There is no") else []
            else:
                events = found if name == "event" else events
    for kind, column in RESOLVED.items():
        for one in several(column, given.get(column) or (), lambda _, value: value):
            if not source.remembered(_IS_ONE, (kind, str(one))):
                told.append(
                    f"There is no {kind} {quoted(one)} here; a canonical id is wanted, such as {_SUCH_AS[kind]}."
                )
    if "q" in given and not str(given["q"] or "").strip():
        told.append("No word was given to look for.")
    if events and not told:
        condition, values = among("event_id", events)
        sql = f"select distinct event, coalesce(status, '') like 'cancel%' from sessions where {condition}"
        states = source.fetch(sql, values)
        if states and all(cancelled for _, cancelled in states):
            told.append(f"{states[0][0]} was cancelled.")
    return told
