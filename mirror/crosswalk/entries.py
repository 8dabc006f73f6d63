"""What the crosswalk compares, and what it says: plain values, with nothing of a database in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mirror.crosswalk.names import PersonName

PROVIDERS = ("balldontlie", "sportradar", "altsportsdata")
"""In the order in which their ids are the first to stand for a thing."""


Ids = Mapping[tuple[str, str], str]
"""(provider, provider's id) -> canonical id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One id of one provider. `source` is the family of ids: within one, two ids are two things.

    `valid_from` is the first day of which the provider says anything about it; `retired` is when it took the id away;
    `former` are the names it had since the mirror knows it, oldest first.
    """

    provider: str
    id: str
    source: str
    name: str
    valid_from: str | None = None
    retired: str | None = None
    former: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[int, str, int, str]:
        """Where the entry stands among others: by provider and source, numbers in their own order."""
        return (
            PROVIDERS.index(self.provider),
            self.source,
            len(self.id) if self.id.isdigit() else 0,
            self.id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonEntry(Entry):
    """A season, by its year."""

    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitEntry(Entry):
    """A circuit: `slug` from the gazetteer, or made of the name; `words` are what tells it from other circuits."""

    slug: str
    known: bool
    words: frozenset[str]
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEntry(Entry):
    """A weekend or test: `grand_prix` is its name without sponsors, `known` when the gazetteer has it."""

    season: int
    grand_prix: str
    known: bool
    start: date | None
    end: date | None
    country: str | None
    places: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEntry(Entry):
    """A session; `what` is the end of its canonical id (`fp1`, `sprint-qualifying`), `event` its event's canonical id."""

    event: str
    what: str
    start: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamEntry(Entry):
    """A constructor: `slug` from the gazetteer, or made of the name.

    `drove` says who drove for it: canonical session -> canonical drivers; `standings` is the place in each season.
    """

    slug: str
    known: bool
    drove: Mapping[str, frozenset[str]] = field(default_factory=dict)
    standings: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverEntry(Entry):
    """A person: every spelling of the name, and the place in each session (by the session's canonical id).

    `seasons` are those driven in, out of those `covered`: of which the source has results.
    """

    spellings: tuple[PersonName, ...]
    born: str | None = None
    country: str | None = None
    code: str | None = None
    results: Mapping[str, int] = field(default_factory=dict)
    seasons: frozenset[int] = frozenset()
    covered: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """When a session was held: in which season, and on which day."""

    season: int
    day: str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Why two entries are one thing, and how sure that is (0 to 1)."""

    method: str
    confidence: float
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why two entries that look like one thing were left apart.

    A `doubt` only says that nothing proves it, and gives way to an agreement with another entry of the same thing.
    Everything else is a contradiction, which does not.
    """

    reason: str
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the crosswalk."""

    kind: str
    canonical_id: str
    provider: str
    provider_id: str
    method: str
    confidence: float
    evidence: Mapping[str, Any]
    valid_from: str | None
    valid_to: str | None


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One id that is not settled."""

    kind: str
    provider: str
    provider_id: str
    reason: str
    candidates: tuple[str, ...]


def day(text: str | None) -> date | None:
    """The day of an instant or date as text; None when it is neither."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def iso_day(text: str | None) -> str | None:
    """The day of an instant or date as ISO 8601 text; None when it is neither."""
    told = day(text)
    return None if told is None else told.isoformat()


def moment(text: str | None) -> datetime | None:
    """The instant in a text, taken as UTC; None when it says no time of day."""
    if not text or len(text) < 16:
        return None
    try:
        return datetime.fromisoformat(text[:19].rstrip("Z")[:19])
    except ValueError:
        return None
