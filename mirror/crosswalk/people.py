"""Drivers and teams, read as entries, with what they did in the sessions that are known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from mirror.crosswalk.entries import PROVIDERS, DriverEntry, Held, Ids, TeamEntry, iso_day
from mirror.crosswalk.gazetteer import CONSTRUCTORS, KNOWN_AS, TEAM_WORDS, country
from mirror.crosswalk.names import PersonName, fold, person, person_of, phrase_in, slug
from mirror.crosswalk.places import year_of
from mirror.crosswalk.tables import Tables

_SOURCES = (
    *((provider, provider, "drivers") for provider in PROVIDERS),
    ("altsportsdata", "participant", "participants"),
)


def drivers(tables: Tables, sessions: Ids, held: Mapping[str, Held]) -> list[DriverEntry]:
    """Persons with their places in the sessions of `sessions`; `held` says when each canonical session was."""
    places: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    active: dict[tuple[str, str], set[int]] = defaultdict(set)
    first: dict[tuple[str, str], str] = {}
    covered: dict[str, set[int]] = defaultdict(set)
    for provider in PROVIDERS:
        known = {id_: canonical for (owner, id_), canonical in sessions.items() if owner == provider}
        for session_id, driver_id, place in tables.tuples(provider, "places"):
            session = known.get(str(session_id))
            if session is None or driver_id is None:
                continue
            key = (provider, str(driver_id))
            season, day = held[session].season, held[session].day
            active[key].add(season)
            covered[provider].add(season)
            if day is not None:
                first[key] = min(day, first.get(key, day))
            if place:
                places[key][session] = place
    return [
        _driver(provider, source, row, places[key], first.get(key), active[key], covered[provider])
        for provider, source, name in _SOURCES
        for row in tables.rows(provider, name)
        for key in [(provider, row["id"])]
    ]


def _driver(
    provider: str,
    source: str,
    row: Mapping[str, Any],
    results: Mapping[str, int],
    first: str | None,
    seasons: set[int],
    covered: set[int],
) -> DriverEntry:
    return DriverEntry(
        provider=provider, source=source, id=row["id"], name=row["name"],
        spellings=_spellings(row["first_name"], row["last_name"], row["name"]),
        country=country(row["country_code"], row["country"]), born=iso_day(row["born"]), code=row["code"],
        retired=row["removed_at"], valid_from=first, results=results,
        seasons=frozenset(seasons), covered=frozenset(covered),
    )  # fmt: skip


def _spellings(given: str | None, family: str | None, whole: str | None) -> tuple[PersonName, ...]:
    """Every way in which a name may be written: as its columns and as one text say, and with umlauts spelt out."""
    found = []
    for umlauts in (False, True):
        if given or family:
            found.append(person(given, family, umlauts=umlauts))
        if whole:
            found.append(person_of(whole, umlauts=umlauts))
    found += [person_of(KNOWN_AS[name.text].replace("-", " ")) for name in found if name.text in KNOWN_AS]
    return tuple(dict.fromkeys(name for name in found if name.words))


def teams(tables: Tables, sessions: Ids, drivers: Ids, held: Mapping[str, Held]) -> list[TeamEntry]:
    """Constructors, with who drove for them in the sessions of `sessions` and where they stood in each season."""
    found = []
    crews: dict[frozenset[str], frozenset[str]] = {}  # each is kept once, and drives most of a season
    for provider in PROVIDERS:
        drove: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        for session_id, driver_id, team_id in tables.tuples(provider, "team_of"):
            session = sessions.get((provider, str(session_id)))
            driver = drivers.get((provider, str(driver_id)))
            if session is not None and driver is not None:
                crew = drove[str(team_id)].get(session, frozenset()) | {driver}
                drove[str(team_id)][session] = crews.setdefault(crew, crew)
        standings: dict[str, dict[int, int]] = defaultdict(dict)
        for team_id, year, season, began, place in tables.tuples(provider, "standings"):
            stood = year or year_of(season, began)
            if stood is not None:
                standings[str(team_id)][stood] = place
        former: dict[str, dict[str, None]] = defaultdict(dict)
        for team_id, name in tables.tuples(provider, "former_names"):
            former[team_id][name] = None
        for row in tables.rows(provider, "teams"):
            known_as, known = team_slug(row["name"])
            own = drove[str(row["id"])]
            found.append(
                TeamEntry(
                    provider=provider, source=provider, id=str(row["id"]), name=row["name"], slug=known_as, known=known,
                    retired=row["removed_at"], valid_from=_first_day(own, held), former=tuple(former[str(row["id"])]),
                    drove=own,
                    standings=standings[str(row["id"])],
                )
            )  # fmt: skip
    return found


def team_slug(name: str) -> tuple[str, bool]:
    """A team's name as a slug without sponsors, and whether the gazetteer knows the constructor."""
    text = fold(name)
    found = phrase_in(text, CONSTRUCTORS)
    if found:
        return min(found)[2], True  # the constructor stands before its engine; sponsors are no phrases
    own = [word for word in text.split() if word not in TEAM_WORDS]
    return slug(" ".join(own)) or slug(name), False


def _first_day(sessions: Iterable[str], held: Mapping[str, Held]) -> str | None:
    return min((told for session in sessions if (told := held[session].day)), default=None)
