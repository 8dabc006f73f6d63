"""Seasons, circuits, events and sessions, read as entries. What is only an id (a stub) says nothing and is left out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from mirror.crosswalk import calendar
from mirror.crosswalk.entries import (
    PROVIDERS,
    CircuitEntry,
    EventEntry,
    Ids,
    SeasonEntry,
    SessionEntry,
    day,
    iso_day,
    moment,
)
from mirror.crosswalk.gazetteer import CIRCUIT_WORDS, CIRCUITS, country
from mirror.crosswalk.names import fold_title, phrase_in, slug
from mirror.crosswalk.tables import Tables

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_YEAR = re.compile(r"(?<![0-9a-f])(?:19|20)\d\d(?![0-9a-f])")


def seasons(tables: Tables) -> list[SeasonEntry]:
    """Seasons: BALLDONTLIE's years, Sportradar's season stages, and the years of AltSportsData's events."""
    found = []
    for provider in PROVIDERS:
        for row in tables.rows(provider, "seasons"):
            year = row["year"] or year_of(row["name"], row["began"])
            if year is not None:
                found.append(
                    SeasonEntry(
                        provider=provider, source=provider, id=row["id"], year=year, name=row["name"] or str(year),
                        retired=row["removed_at"],
                    )
                )  # fmt: skip
    shown = {
        season for row in tables.rows("altsportsdata", "events") if (season := _shown_season(row)) is not None
    }
    return found + [
        SeasonEntry(provider="altsportsdata", source="altsportsdata", id=str(year), year=year, name=str(year))
        for year in sorted(shown)
    ]


def circuits(tables: Tables) -> list[CircuitEntry]:
    """Circuits; AltSportsData's are the venues that its events name, under `venue:<name>`."""
    found = [
        _circuit(provider, str(row["id"]), row["name"], row["began"], row["removed_at"], row["country_code"], row["country"])
        for provider in PROVIDERS
        for row in tables.rows(provider, "circuits")
    ]  # fmt: skip
    venues: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in tables.rows("altsportsdata", "events"):
        if row["venue"]:
            venues[row["venue"]].append((row["start"] or "", row["place"] or ""))
    for name, told in venues.items():
        began, place = min(told)
        land = place.rpartition(",")[2]
        found.append(_circuit("altsportsdata", f"venue:{name}", name, began, None, land))
    return found


def circuit_slug(name: str) -> tuple[str, bool]:
    """A circuit's name as a slug, and whether the gazetteer knows it."""
    found = phrase_in(fold_title(name), CIRCUITS)
    return (found[0][2], True) if found else (slug(name), False)


def _circuit(
    provider: str, id_: str, name: str, began: str | None, retired: str | None, *countries: str | None
) -> CircuitEntry:
    known_as, known = circuit_slug(name)
    return CircuitEntry(
        provider=provider, source=provider, id=id_, name=name, slug=known_as, known=known,
        words=frozenset(fold_title(name).split()) - CIRCUIT_WORDS, country=country(*countries), retired=retired,
        valid_from=iso_day(began),
    )  # fmt: skip


def events(tables: Tables) -> list[EventEntry]:
    """Weekends and tests of the three providers."""
    found = []
    for provider in ("balldontlie", "sportradar"):
        for row in tables.rows(provider, "events"):
            season = row["year"] or year_of(row["season"], row["season_began"])
            lands, places = (row["country_code"], row["country"]), (row["city"], row["venue"])
            if season is not None:
                found.append(_event(provider, provider, season, row, places, lands))
    for row in tables.rows("altsportsdata", "events"):
        season = _shown_season(row)
        city, _, land = (row["place"] or "").rpartition(",")
        if season is not None:
            found.append(
                _event("altsportsdata", _family(row["id"]), season, row, (city, row["venue"]), (land,))
            )
    return found


def _event(
    provider: str,
    source: str,
    season: int,
    row: Mapping[str, Any],
    places: Iterable[str | None],
    countries: Iterable[str | None],
) -> EventEntry:
    name = row["name"] or str(row["id"])
    title, known = calendar.grand_prix(name, season)
    first, last = day(row["start"]), day(row["end"])
    return EventEntry(
        provider=provider, source=source, id=str(row["id"]), name=name, season=season, grand_prix=title, known=known,
        start=first or last, end=last or first, country=country(*countries), retired=row["removed_at"],
        places=frozenset(slug(place) for place in places if place and slug(place)), valid_from=iso_day(row["start"]),
    )  # fmt: skip


def sessions(tables: Tables, events: Ids, seasons: Mapping[str, int]) -> list[SessionEntry]:
    """Sessions of the events in `events`; `seasons` says the year of each canonical event."""
    named: dict[tuple[str, str, str], list[calendar.Named]] = defaultdict(list)
    retired: dict[tuple[str, str], str | None] = {}
    for provider in PROVIDERS:
        for row in tables.rows(provider, "sessions"):
            id_ = str(row["id"])
            event = events.get((provider, str(row["event_id"])))
            if event is not None:
                source = _family(*id_.split(",", 1)) if provider == "altsportsdata" else provider
                start = moment(row["start"])
                named[(provider, source, event)].append(
                    calendar.Named(id_, row["type"] or "", row["name"] or "", start)
                )
                retired[(provider, id_)] = row["removed_at"]
    return [
        SessionEntry(
            provider=provider, source=source, id=one.id, name=one.name or one.type, event=event,
            what=one.what or one.id, start=one.start, retired=retired[(provider, one.id)],
            valid_from=None if one.start is None else one.start.date().isoformat(),
        )
        for (provider, source, event), several in named.items()
        for one in calendar.sessions(seasons[event], several)
    ]  # fmt: skip


def _family(event_id: str, heat_id: str | None = None) -> str:
    """Which of AltSportsData's two worlds the ids of an event and a heat are from: in each, a thing has one id."""
    event = "altsportsdata" if re.match(r"[a-z0-9]+:", event_id) else "altsportsdata-slug"
    if heat_id is None:
        return event
    return f"{event}-{'uuid' if _UUID.fullmatch(heat_id) else 'slug'}"


def _shown_season(row: Mapping[str, Any]) -> int | None:
    """The season of an AltSportsData event: as it says, or else the year in its slug or name, or of its start."""
    if row["year"]:
        return int(row["year"])
    for text in (row["id"] if _family(row["id"]) == "altsportsdata-slug" else "", row["name"]):
        years = _YEAR.findall(text)
        if years:
            return int(years[-1])
    return year_of(None, row["start"])


def year_of(name: str | None, began: str | None) -> int | None:
    """The year that a season is called after, or else begins in."""
    found = re.search(r"\b((?:19|20)\d\d)\b", name or "")
    if found:
        return int(found[1])
    first = day(began)
    return None if first is None else first.year
