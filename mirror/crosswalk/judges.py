"""When two entries of different providers are one thing. Pure: two entries in, an agreement, a refusal or None out.

Precision comes first. A name alone never joins what anything else speaks against, and a name that is only similar needs
a second witness: a date of birth, or the results of the same sessions.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from mirror.crosswalk.entries import (
    Agreement,
    CircuitEntry,
    DriverEntry,
    EventEntry,
    Refusal,
    SeasonEntry,
    SessionEntry,
    TeamEntry,
)
from mirror.crosswalk.gazetteer import LINEAGES
from mirror.crosswalk.names import Likeness, likeness

Verdict = Agreement | Refusal | None

_ENOUGH = 3  # sessions in common that can speak against a name
_FEW_DRIVES = 8  # drives in common that can speak for or against a team


# Seasons, circuits


def season(one: SeasonEntry, two: SeasonEntry) -> Verdict:
    """Seasons are one by their year."""
    return Agreement("year", 1.0, {"year": one.year}) if one.year == two.year else None


def season_keys(entry: SeasonEntry) -> Iterable[object]:
    """What seasons have in common that may be one."""
    return (entry.year,)


def circuit(one: CircuitEntry, two: CircuitEntry) -> Verdict:
    """Circuits are one by a known name, or by the same own words in the same country."""
    evidence = _countries(one.country, two.country)
    if one.known and two.known and one.slug != two.slug:
        return None
    same = one.slug == two.slug if one.known == two.known else False
    if not same and not (one.words and one.words == two.words):
        return None
    if "country" in evidence and not evidence["country"]:
        return Refusal(f"{one.name} and {two.name} are in different countries.")
    told = "name+country" if evidence.get("country") else "name"
    return Agreement(
        told, 0.98 if evidence.get("country") else 0.9, {"names": [one.name, two.name], **evidence}
    )


def circuit_keys(entry: CircuitEntry) -> Iterable[object]:
    """What circuits have in common that may be one."""
    return (entry.slug, entry.words)


# Events, sessions


def event(one: EventEntry, two: EventEntry) -> Verdict:
    """Events of one season are one by their grand prix, and apart in days only when one side moved them. Tests, and
    what is no known grand prix, may be there several times, and are one on the same days alone.

    No two weekends of a season overlap: other names on the same days are a contradiction, not another event.
    """
    if one.season != two.season:
        return None
    apart = _days_apart(one, two)
    evidence: dict[str, Any] = {"names": [one.name, two.name], **_countries(one.country, two.country)}
    if apart is not None:
        evidence["days_apart"] = apart
    if one.grand_prix == two.grand_prix:
        if apart is None:
            return Agreement("name", 0.88, evidence)
        if apart == 0:
            place = evidence.get("country") or bool(one.places & two.places)
            return Agreement("name+days", 0.99 if place else 0.97, evidence)
        if not (one.known and two.known) or one.grand_prix.endswith("-testing"):
            why = f"{one.name} and {two.name} are on other days, and a season may have several of the name."
            return Refusal(why, doubt=True)
        return Agreement("name", 0.8, evidence)
    if apart != 0:
        return None
    if one.known and two.known:
        return Refusal(f"{one.name} and {two.name} are on the same days.")
    shared = sorted(one.places & two.places)
    if not shared:
        return Refusal(
            f"{one.name} and {two.name} are on the same days, and nothing says they are one.", doubt=True
        )
    return Agreement("days+place", 0.9, {**evidence, "places": shared})


def event_keys(entry: EventEntry) -> Iterable[object]:
    """What events have in common that may be one: the grand prix of a season, or a day."""
    yield (entry.season, entry.grand_prix)
    if entry.start is not None and entry.end is not None:
        first = entry.start.toordinal()
        yield from range(first, min(entry.end.toordinal(), first + 10) + 1)


def _days_apart(one: EventEntry, two: EventEntry) -> int | None:
    """Whole days between two spans, 0 when they touch; None when either has no dates."""
    if one.start is None or two.start is None or one.end is None or two.end is None:
        return None
    gap = max((two.start - one.end).days, (one.start - two.end).days)
    return max(gap, 0)


def session(one: SessionEntry, two: SessionEntry) -> Verdict:
    """Sessions of one event are one by what they are; a start more than a day and a half away is doubtful."""
    if one.event != two.event:
        return None
    hours = None
    if one.start is not None and two.start is not None:
        hours = round(abs((one.start - two.start).total_seconds()) / 3600, 2)
    evidence: dict[str, Any] = {"names": [one.name, two.name]}
    if hours is not None:
        evidence["hours_apart"] = hours
    if one.what == two.what:
        if hours is None:
            return Agreement("event+type", 0.93, evidence)
        return (
            Agreement("event+type+time", 0.99, evidence)
            if hours <= 36
            else Agreement("event+type", 0.85, evidence)
        )
    if hours is not None and hours < 0.25:
        return Refusal(f"{one.name} and {two.name} start at the same time.")
    return None


def session_keys(entry: SessionEntry) -> Iterable[object]:
    """What sessions have in common that may be one: the event and what they are, or the hour."""
    yield (entry.event, entry.what)
    if entry.start is not None:
        yield (entry.event, entry.start.replace(minute=0, second=0))


# Drivers


def driver(one: DriverEntry, two: DriverEntry) -> Verdict:
    """Persons are one by their whole name when nothing speaks against it; by a similar one with a second witness.

    The number on the car is no witness: it changes hands, and sons take their fathers'.
    """
    alike = max(likeness(a, b) for a in one.spellings for b in two.spellings)
    if alike is Likeness.DIFFERENT:
        return None
    evidence: dict[str, Any] = {
        "names": [one.name, two.name],
        "likeness": alike.name.lower(),
        **_countries(one.country, two.country),
        **_same("born", one.born, two.born),
        **_same("code", one.code, two.code),
        **_results(one.results, two.results),
        **_seasons(one, two),
    }
    against = [told for name, told in _AGAINST.items() if evidence.get(name) is False]
    witnesses = [name for name in ("born", "results") if evidence.get(name)]
    if against:
        if alike is Likeness.SAME and against == [_AGAINST["country"]] and witnesses:
            return Agreement("+".join(("name", *witnesses)), 0.9, evidence)
        if alike < Likeness.PART:
            return None
        return Refusal(f"{one.name} and {two.name}: {' and '.join(against)}.")
    if alike is Likeness.SAME:
        agreed = [name for name in ("country", "born", "results") if evidence.get(name)]
        return Agreement(
            "+".join(("name", *agreed)), 0.99 if witnesses else 0.93 if agreed else 0.9, evidence
        )
    if witnesses and (alike >= Likeness.PART or "born" in witnesses or evidence["sessions"] >= _ENOUGH):
        return Agreement("+".join(("similar-name", *witnesses)), 0.92, evidence)
    if evidence.get("country") and (
        alike is Likeness.SHORT or (alike >= Likeness.PART and evidence.get("seasons"))
    ):
        return Agreement("similar-name+country", 0.8, evidence)
    if alike >= Likeness.PART:
        return Refusal(f"{one.name} and {two.name}: similar names, and no second witness.", doubt=True)
    return None


_AGAINST = {
    "country": "the countries differ",
    "born": "the dates of birth differ",
    "results": "the results of the same sessions differ",
    "seasons": "they drove in different seasons",
}


def driver_keys(entry: DriverEntry) -> Iterable[object]:
    """What persons have in common that may be one: any word of the name but initials."""
    return {word for name in entry.spellings for word in name.words if len(word) > 1}


def _results(one: Mapping[str, int], two: Mapping[str, int]) -> dict[str, Any]:
    """Whether two persons have the same places in the sessions both were in."""
    both = one.keys() & two.keys()
    same = sum(one[key] == two[key] for key in both)
    told: dict[str, Any] = {"sessions": len(both), "same_place": same} if both else {}
    if len(both) >= 2 and same >= 0.8 * len(both):
        return {"results": True, **told}
    if len(both) >= _ENOUGH and same < 0.5 * len(both):
        return {"results": False, **told}
    return told


def _seasons(one: DriverEntry, two: DriverEntry) -> dict[str, Any]:
    """Whether two persons were active at the same time, in the seasons of which both providers have results."""
    both = one.covered & two.covered
    first, second = one.seasons & both, two.seasons & both
    return {"seasons": bool(first & second)} if first and second else {}


# Teams


def team(one: TeamEntry, two: TeamEntry) -> Verdict:
    """Teams are one by the constructor's name; within a line of renamed ones, or under unknown names, by their drivers."""
    named = one.slug == two.slug
    line = one.known and two.known and LINEAGES.get(one.slug, one.slug) == LINEAGES.get(two.slug, two.slug)
    evidence: dict[str, Any] = {
        "names": [one.name, two.name],
        **_drives(one, two),
        **_standings(one.standings, two.standings),
    }
    together = evidence.get("drivers")
    if named:
        if together is False:
            return Refusal(f"{one.name} and {two.name}: other drivers in the same sessions.")
        agreed = [name for name in ("drivers", "standings") if evidence.get(name)]
        return Agreement("+".join(("name", *agreed)), 0.99 if agreed else 0.93, evidence)
    if together and (line or not (one.known and two.known)):
        return Agreement("line+drivers" if line else "drivers", 0.87, {**evidence, "line": bool(line)})
    if line:
        return Refusal(
            f"{one.name} and {two.name} are names of one line of constructors, and nothing says they are one team.",
            doubt=True,
        )
    return None


def team_keys(entry: TeamEntry) -> Iterable[object]:
    """What teams have in common that may be one: the name, the line of constructors, or a driver of a session."""
    yield entry.slug
    if entry.known:
        yield ("line", LINEAGES.get(entry.slug, entry.slug))
    else:
        yield "unknown"
    if entry.drove:
        yield "driven"


def _drives(one: TeamEntry, two: TeamEntry) -> dict[str, Any]:
    """Whether two teams had the same drivers in the sessions that both were in."""
    shared = one.drove.keys() & two.drove.keys()
    first = sum(len(one.drove[session]) for session in shared)
    second = sum(len(two.drove[session]) for session in shared)
    if max(first, second) < _FEW_DRIVES:
        return {}
    both = sum(len(one.drove[session] & two.drove[session]) for session in shared)
    told = {"drives": both, "drives_compared": max(first, second)}
    if both >= 0.9 * max(first, second):
        return {"drivers": True, **told}
    return {"drivers": False, **told} if both < 0.5 * min(first, second) else told


def _standings(one: Mapping[int, int], two: Mapping[int, int]) -> dict[str, Any]:
    both = one.keys() & two.keys()
    if not both:
        return {}
    return {"standings": all(one[key] == two[key] for key in both) or None, "seasons": sorted(both)}


# What several kinds have


def _countries(one: str | None, two: str | None) -> dict[str, Any]:
    return _same("country", one, two)


def _same(name: str, one: str | None, two: str | None) -> dict[str, Any]:
    return {name: one == two} if one and two else {}
