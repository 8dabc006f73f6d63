"""Names of weekends and sessions read: the grand prix without its sponsors, and what a session is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mirror.crosswalk.gazetteer import GRANDS_PRIX, PLACES_IN_SPONSORS, RENAMED_GRANDS_PRIX
from mirror.crosswalk.names import fold_title, phrase_in, slug

_PRIX = re.compile(r"\b(?:grand prix|gran premio|grande premio|gro(?:ss|s)er preis|grosse prijs|gp)\b")
_FILLING = re.compile(
    r"\b(?:formula (?:1|one)|f1|fia|(?:19|20)\d\d|grand prix|gp|world championship|round \d+)\b"
)
_TEST = re.compile(r"\b(?:test|tests|testing)\b")


def grand_prix(name: str, season: int) -> tuple[str, bool]:
    """The name of a weekend without sponsor and year as a slug, and whether the gazetteer knows it.

    `Formula 1 Heineken Silver Las Vegas Grand Prix 2023` is `las-vegas`. A name of an earlier time counts as the one
    that the grand prix has in `season`.
    """
    text = fold_title(name)
    if _TEST.search(text):  # several of a season are told apart by their days
        when = next(
            (when for when in ("in-season", "post-season") if when.replace("-", " ") in text), "pre-season"
        )
        return f"{when}-testing", True
    bare = text
    for sponsor in PLACES_IN_SPONSORS:
        bare = re.sub(rf"\b{sponsor}\b", " ", bare)
    bare = " ".join(re.sub(r"\b(?:19|20)\d\d\b", " ", bare).split())
    places = phrase_in(bare, GRANDS_PRIX)
    if not places:
        return slug(" ".join(_FILLING.sub(" ", text).split())) or slug(text) or "event", False
    title = _PRIX.search(bare)
    before = len(bare[: title.start()].split()) if title else -1
    # In English the place stands right before the title, elsewhere after it; nearest to the title it is no sponsor.
    [_, _, found] = min(
        places, key=lambda place: (place[1] != before, place[0] < before, place[0] - place[1], -place[0])
    )
    return in_season(found, season), True


def in_season(name: str, season: int) -> str:
    """The name that a grand prix had in a season, of those it had."""
    for old, (new, since) in RENAMED_GRANDS_PRIX.items():
        if name in (old, new):
            return new if season >= since else old
    return name


@dataclass(frozen=True, slots=True)
class Named:
    """A session of one provider's event, and what it was read as; `what` is None as long as it is not known."""

    id: str
    type: str
    name: str
    start: datetime | None
    what: str | None = None


_NUMBER = re.compile(r"(?:^|\D)([1-4])(?:\D|$)")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def sessions(season: int, named: Sequence[Named]) -> list[Named]:
    """The sessions of one event of one provider, each with what it is: `fp1` to `fp4`, `qualifying`,
    `sprint-qualifying`, `sprint`, `race`, or the slug of its own name.

    The words decide, then the order in time: two qualifyings of a weekend are told apart by the sprint between them.
    """
    read = [replace(one, what=_by_words(one.type, one.name)) for one in named]
    read = _sprint_of_2021(season, read)
    read = _two_qualifyings(read)
    return _unnumbered_practices(read)


def _by_words(type_: str, name: str) -> str:
    kind, own = fold_title(type_), fold_title(name)
    text = f"{kind} {own}"
    if kind == "sprint race":
        return "sprint"
    if "shootout" in text or re.search(r"\bsq\b", text):
        return "sprint-qualifying"
    if "sprint" in text:
        qualifies = "quali" in own or ("quali" in kind and "race" not in own)
        return "sprint-qualifying" if qualifies else "sprint"
    if "quali" in text:
        return "qualifying"
    if "practice" in text or re.search(r"\bfp ?\d?\b", text):
        return _practice(own)
    if re.search(r"\brace\b", text):
        return "race"
    return slug(name or type_)


def _practice(name: str) -> str:
    if re.search(r"\b(?:day|test|testing|shakedown)\b", name):
        return slug(name)
    found = _NUMBER.search(name)
    number = (
        int(found[1]) if found else next((n for word, n in _ORDINALS.items() if word in name.split()), None)
    )
    return f"fp{number}" if number else "practice"


def _sprint_of_2021(season: int, read: Sequence[Named]) -> list[Named]:
    """In 2021 the sprint itself was called Sprint Qualifying."""
    whats = {one.what for one in read}
    if season != 2021 or "sprint" in whats or "sprint-qualifying" not in whats:
        return list(read)
    return [replace(one, what="sprint") if one.what == "sprint-qualifying" else one for one in read]


def _two_qualifyings(read: Sequence[Named]) -> list[Named]:
    """Of two sessions called qualifying, the one before the sprint is the sprint's."""
    both = [one for one in read if one.what == "qualifying"]
    sprint = next((one for one in read if one.what == "sprint"), None)
    if len(both) != 2 or sprint is None or any(one.start is None for one in (*both, sprint)):
        return list(read)
    early = [one for one in both if one.start and sprint.start and one.start < sprint.start]
    if len(early) != 1:
        return list(read)
    return [replace(one, what="sprint-qualifying") if one.id == early[0].id else one for one in read]


def _unnumbered_practices(read: Sequence[Named]) -> list[Named]:
    """Practices that are not numbered are counted in the order of their starts, when none is numbered."""
    plain = [one for one in read if one.what == "practice"]
    if (
        not plain
        or any((one.what or "").startswith("fp") for one in read)
        or any(not one.start for one in plain)
    ):
        return list(read)
    order = {
        one.id: f"fp{number}" for number, one in enumerate(sorted(plain, key=lambda one: str(one.start)), 1)
    }
    return [replace(one, what=order.get(one.id, one.what)) for one in read]
