"""The whole decision, kind by kind: seasons, circuits, events, sessions, drivers, teams; each builds on those before."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mirror.crosswalk import judges, people, places
from mirror.crosswalk.entries import (
    Agreement,
    DriverEntry,
    Entry,
    EventEntry,
    Held,
    OpenRow,
    Row,
    SeasonEntry,
)
from mirror.crosswalk.gazetteer import KNOWN_AS
from mirror.crosswalk.link import Judge, Keys, Thing, Unsettled, link
from mirror.crosswalk.names import slug
from mirror.crosswalk.tables import Tables

E = TypeVar("E", bound=Entry)

Overrides = Mapping[tuple[str, str, str], str]  # (kind, provider, provider's id) -> canonical id


@dataclass
class World:
    """The crosswalk as it is being made."""

    rows: list[Row] = field(default_factory=list)
    open: list[OpenRow] = field(default_factory=list)

    def ids(self, kind: str) -> dict[tuple[str, str], str]:
        """(provider, provider's id) -> canonical id, of one kind."""
        return {(row.provider, row.provider_id): row.canonical_id for row in self.rows if row.kind == kind}


def decide(tables: Tables, overrides: Overrides) -> World:
    """The rows of the crosswalk and what is not settled, from the tables of a mirror alone."""
    world = World()
    _settle(
        world,
        "season",
        places.seasons(tables),
        judges.season,
        judges.season_keys,
        lambda e: str(e.year),
        _year,
        overrides,
    )
    _settle(
        world,
        "circuit",
        places.circuits(tables),
        judges.circuit,
        judges.circuit_keys,
        lambda e: e.slug,
        _by_id,
        overrides,
    )
    events = places.events(tables)
    things = _settle(
        world, "event", events, judges.event, judges.event_keys,
        lambda e: f"{e.season}-{e.grand_prix}", _by_start, overrides,
    )  # fmt: skip
    _moved(world, tables, "event", "balldontlie_events")
    seasons = {canonical: thing.first.season for canonical, thing in things.items()}
    sessions = places.sessions(tables, world.ids("event"), seasons)
    things_held = _settle(
        world, "session", sessions, judges.session, judges.session_keys,
        lambda e: f"{e.event}-{e.what}", _by_id, overrides,
    )  # fmt: skip
    _moved(world, tables, "session", "balldontlie_sessions")
    held = {
        canonical: Held(
            seasons[thing.first.event],
            min((m.valid_from for m in thing.members if m.valid_from), default=None),
        )
        for canonical, thing in things_held.items()
    }
    drivers = people.drivers(tables, world.ids("session"), held)
    _settle(world, "driver", drivers, judges.driver, judges.driver_keys, _person_slug, _by_birth, overrides)
    _moved(world, tables, "driver", "balldontlie_drivers")
    teams = people.teams(tables, world.ids("session"), world.ids("driver"), held)
    _settle(world, "team", teams, judges.team, judges.team_keys, lambda e: e.slug, _by_id, overrides)
    _moved(world, tables, "team", "balldontlie_teams")
    _moved(world, tables, "circuit", "balldontlie_circuits")
    for kind in ("driver", "team"):
        _follow(world, kind, "sportradar", "merged", tables.merged())
    return world


def _settle(
    world: World,
    kind: str,
    entries: Sequence[E],
    judge: Judge[E],
    keys: Keys[E],
    name: Callable[[E], str],
    apart: Callable[[E], str],
    overrides: Overrides,
) -> dict[str, Thing[E]]:
    """Links the entries of one kind, names what they stand for, and adds the rows. Returns the things by canonical id.

    `name` is the canonical id that a thing would like to have, `apart` what is added when another thing has it.
    """
    told = {(entry.provider, entry.id): overrides.get((kind, entry.provider, entry.id)) for entry in entries}
    free = [entry for entry in entries if told[(entry.provider, entry.id)] is None]
    things, unsettled = link(free, judge, keys)
    named = _named(things, name, apart)
    for entry in sorted(entries, key=lambda entry: entry.place):
        wanted = told[(entry.provider, entry.id)]
        if wanted is not None:
            thing = named.setdefault(wanted, Thing([]))
            thing.members.append(entry)
            thing.why[_place(entry)] = Agreement("override", 1.0, {"by": "the file of overrides"})
    canonical = {id(thing): own for own, thing in named.items()}
    for own, thing in named.items():
        world.rows += [_row(kind, own, thing, entry) for entry in thing.members]
    world.open += _open_rows(kind, unsettled, canonical)
    return named


def _row(kind: str, canonical: str, thing: Thing[E], entry: E) -> Row:
    why = thing.why.get(_place(entry))
    evidence: dict[str, Any] = {"name": entry.name}
    if entry.former:
        evidence["former_names"] = list(entry.former)
    if why is not None:
        method, confidence = why.method, why.confidence
        evidence |= {"with": [_told(other) for other in thing.members if other is not entry], **why.evidence}
    elif len(thing.members) > 1:
        method, confidence = "anchor", 1.0
        evidence |= {"with": [_told(other) for other in thing.members if other is not entry]}
    else:
        method, confidence = "alone", 1.0
    return Row(
        kind,
        canonical,
        entry.provider,
        entry.id,
        method,
        confidence,
        evidence,
        entry.valid_from,
        entry.retired,
    )


def _told(entry: Entry) -> str:
    return f"{entry.provider} {entry.id}"


def _place(entry: Entry) -> str:
    return f"{entry.id}@{entry.source}"


def _named(
    things: Iterable[Thing[E]], name: Callable[[E], str], apart: Callable[[E], str]
) -> dict[str, Thing[E]]:
    """The things by canonical id. Of several that would have the same one, the first keeps it."""
    found: dict[str, Thing[E]] = {}
    for thing in sorted(
        things, key=lambda thing: (thing.first.retired is not None, -len(thing.members), thing.first.place)
    ):
        wanted = name(thing.first) or _by_id(thing.first)
        if wanted in found:
            wanted = f"{wanted}-{apart(thing.first)}"
        while wanted in found:
            wanted = f"{wanted}-{_by_id(thing.first)}"
        found[wanted] = thing
    return found


def _open_rows(kind: str, unsettled: Iterable[Unsettled[E]], canonical: Mapping[int, str]) -> list[OpenRow]:
    """What is not settled, one row an id and reason."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for one in unsettled:
        key = (one.entry.provider, one.entry.id, one.reason)
        found[key] |= {canonical[id(thing)] for thing in one.things if id(thing) in canonical}
    return [
        OpenRow(kind, provider, id_, reason, tuple(sorted(candidates)))
        for (provider, id_, reason), candidates in sorted(found.items())
    ]


# Ids that live on under another


def _moved(world: World, tables: Tables, kind: str, table: str) -> None:
    _follow(world, kind, "balldontlie", "reallocated", tables.reallocated(table))


def _follow(
    world: World, kind: str, provider: str, method: str, moves: Sequence[tuple[str, str, str | None]]
) -> None:
    """An id that the provider gave up stands for what its successor stands for, however often it moved."""
    ids = world.ids(kind)
    onward = {old: new for old, new, _ in moves}
    for old, new, at in moves:
        seen = {old}
        while new in onward and new not in seen:
            seen.add(new)
            new = onward[new]
        canonical = ids.get((provider, new))
        if canonical is None or new in seen:
            continue
        world.rows = [
            row for row in world.rows if (row.kind, row.provider, row.provider_id) != (kind, provider, old)
        ]
        world.open = [
            row for row in world.open if (row.kind, row.provider, row.provider_id) != (kind, provider, old)
        ]
        world.rows.append(Row(kind, canonical, provider, old, method, 1.0, {"now": new}, None, at))


# Canonical ids


def _person_slug(entry: DriverEntry) -> str:
    known = next((KNOWN_AS[name.text] for name in entry.spellings if name.text in KNOWN_AS), None)
    return known or next((slug(name.text) for name in entry.spellings), "")


def _by_birth(entry: DriverEntry) -> str:
    return entry.born[:4] if entry.born else _by_id(entry)


def _by_start(entry: EventEntry) -> str:
    return entry.start.strftime("%m-%d") if entry.start else _by_id(entry)


def _year(entry: SeasonEntry) -> str:
    return _by_id(entry)


def _by_id(entry: Entry) -> str:
    return f"{entry.provider}-{slug(entry.id.rsplit(':', 1)[-1])}"
