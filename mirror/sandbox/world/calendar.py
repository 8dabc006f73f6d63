"""The calendar: 24 weekends a season, five sessions each, dated by analogy with 2024.

Dates of another season are those of 2024 moved by whole 52-week years, so weekdays stay what they were.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

from mirror.sandbox.world.people import NATIONS, Nation

ROUNDS = 24
SLOTS = 5

# BALLDONTLIE's documented ids suggest that 2024 was loaded first and the past later (contract 7.13).
LOAD_ORDER = (2024, 2025, 2026, 2023, 2022, 2021, 2020, 2019, 2018)


class Kind(StrEnum):
    """What a session is."""

    PRACTICE = "practice"
    QUALIFYING = "qualifying"
    SPRINT_QUALIFYING = "sprint_qualifying"
    SPRINT = "sprint"
    RACE = "race"

    @property
    def is_race(self) -> bool:
        return self in (Kind.SPRINT, Kind.RACE)

    @property
    def is_qualifying(self) -> bool:
        return self in (Kind.QUALIFYING, Kind.SPRINT_QUALIFYING)


@dataclass(frozen=True, slots=True)
class Circuit:
    """A track. Lengths in metres, `lap_ms` is a quick race lap, `offset` hours east of UTC on race day."""

    id: int
    name: str
    location: str
    country_code: str
    offset: int
    laps: int
    lap_ms: int
    length: int
    timezone: str

    @property
    def nation(self) -> Nation:
        return NATIONS[self.country_code]


@dataclass(frozen=True, slots=True)
class Session:
    """One session of a weekend. `slot` counts from 0; the race is always slot 4."""

    id: int
    slot: int
    kind: Kind
    type: str
    name: str
    start: datetime
    minutes: int

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Event:
    """One weekend of one season."""

    id: int
    season: int
    round: int
    name: str
    short_name: str
    plain_name: str
    circuit: Circuit
    sprint: bool
    race_start: datetime

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """The five sessions in the order they are run."""
        plan = _SPRINT_WEEKEND if self.sprint else _WEEKEND
        return tuple(
            Session(
                self.id * SLOTS - 4 + slot,
                slot,
                kind,
                type_,
                name,
                self.race_start + timedelta(days=days, minutes=minutes),
                {Kind.RACE: 120, Kind.SPRINT: 60}.get(kind, 60),
            )
            for slot, (kind, type_, name, days, minutes) in enumerate(plan)
        )

    @property
    def race(self) -> Session:
        return self.sessions[-1]

    @property
    def cancelled(self) -> bool:
        """Imola is the cancelled weekend of every season."""
        return self.round == 7

    @property
    def shortened(self) -> bool:
        """Qatar is stopped by a red flag before three quarters of the distance: half points."""
        return self.round == 23

    @property
    def red_flagged(self) -> bool:
        return self.round in (3, 8, 23)


_WEEKEND = (
    (Kind.PRACTICE, "Practice", "FP1", -2, -210),
    (Kind.PRACTICE, "Practice", "FP2", -2, 0),
    (Kind.PRACTICE, "Practice", "FP3", -1, -150),
    (Kind.QUALIFYING, "Qualifying", "Qual", -1, 60),
    (Kind.RACE, "Race", "Race", 0, 0),
)
_SPRINT_WEEKEND = (
    (Kind.PRACTICE, "Practice", "FP1", -2, -150),
    (Kind.SPRINT_QUALIFYING, "Sprint Qualifying", "Sprint Qual", -2, 90),
    (Kind.SPRINT, "Sprint", "Sprint", -1, -120),
    (Kind.QUALIFYING, "Qualifying", "Qual", -1, 120),
    (Kind.RACE, "Race", "Race", 0, 0),
)

# event; circuit, town, country; race start in 2024 (UTC); hours east; laps; lap in s; metres; zone; sprint
_CALENDAR: tuple[tuple[str, str, str, str, str, int, int, float, int, str, bool], ...] = (
    ("Bahrain", "Bahrain", "Sakhir", "BHR", "03-02T15", 3, 57, 95.0, 5412, "Asia/Bahrain", False),
    ("Saudi Arabian", "Jeddah", "Jeddah", "SAU", "03-09T17", 3, 50, 92.0, 6174, "Asia/Riyadh", False),
    ("Australian", "Albert Park", "Melbourne", "AUS", "03-24T04", 11, 58, 80.5, 5278, "Australia/Melbourne", False),
    ("Japanese", "Suzuka", "Suzuka", "JPN", "04-07T05", 9, 53, 94.5, 5807, "Asia/Tokyo", False),
    ("Chinese", "Shanghai", "Shanghai", "CHN", "04-21T07", 8, 56, 98.0, 5451, "Asia/Shanghai", True),
    ("Miami", "Miami", "Miami", "USA", "05-05T20", -4, 57, 91.0, 5412, "America/New_York", True),
    ("Emilia-Romagna", "Imola", "Imola", "ITA", "05-19T13", 2, 63, 80.0, 4909, "Europe/Rome", False),
    ("Monaco", "Monaco", "Monte Carlo", "MON", "05-26T13", 2, 78, 76.0, 3337, "Europe/Monaco", False),
    ("Canadian", "Gilles Villeneuve", "Montreal", "CAN", "06-09T18", -4, 70, 76.5, 4361, "America/Toronto", False),
    ("Spanish", "Catalunya", "Barcelona", "ESP", "06-23T13", 2, 66, 79.0, 4657, "Europe/Madrid", False),
    ("Austrian", "Red Bull Ring", "Spielberg", "AUT", "06-30T13", 2, 71, 69.5, 4318, "Europe/Vienna", True),
    ("British", "Silverstone", "Silverstone", "GBR", "07-07T14", 1, 52, 91.0, 5891, "Europe/London", False),
    ("Hungarian", "Hungaroring", "Budapest", "HUN", "07-21T13", 2, 70, 82.0, 4381, "Europe/Budapest", False),
    ("Belgian", "Spa-Francorchamps", "Spa", "BEL", "07-28T13", 2, 44, 108.0, 7004, "Europe/Brussels", False),
    ("Dutch", "Zandvoort", "Zandvoort", "NED", "08-25T13", 2, 72, 75.0, 4259, "Europe/Amsterdam", False),
    ("Italian", "Monza", "Monza", "ITA", "09-01T13", 2, 53, 83.5, 5793, "Europe/Rome", False),
    ("Azerbaijan", "Baku", "Baku", "AZE", "09-15T11", 4, 51, 107.0, 6003, "Asia/Baku", False),
    ("Singapore", "Marina Bay", "Singapore", "SGP", "09-22T12", 8, 62, 97.0, 4940, "Asia/Singapore", False),
    ("United States", "Americas", "Austin", "USA", "10-20T19", -5, 56, 99.0, 5513, "America/Chicago", True),
    ("Mexico City", "Rodríguez", "Mexico City", "MEX", "10-27T20", -6, 71, 80.5, 4304, "America/Mexico_City", False),
    ("São Paulo", "Interlagos", "São Paulo", "BRA", "11-03T17", -3, 71, 73.5, 4309, "America/Sao_Paulo", True),
    ("Las Vegas", "Las Vegas Strip", "Las Vegas", "USA", "11-24T06", -8, 50, 96.0, 6201, "America/Los_Angeles", False),
    ("Qatar", "Lusail", "Lusail", "QAT", "12-01T16", 3, 57, 85.0, 5419, "Asia/Qatar", True),
    ("Abu Dhabi", "Yas Marina Circuit", "Yas Island", "UAE", "12-08T13", 4, 58, 91.0, 5281, "Asia/Dubai", False),
)  # fmt: skip

_SPONSORED = {"Qatar": "Qatar Airways Qatar", "Abu Dhabi": "Etihad Airways Abu Dhabi"}

CIRCUITS: tuple[Circuit, ...] = tuple(
    Circuit(307 + index, name, town, country, offset, laps, round(1000 * seconds), metres, zone)
    for index, (_, name, town, country, _, offset, laps, seconds, metres, zone, _) in enumerate(_CALENDAR)
)


@lru_cache(maxsize=16)
def calendar(season: int) -> tuple[Event, ...]:
    """All 24 events of a season, in order. Raises ValueError for a season the sandbox cannot build."""
    if season not in LOAD_ORDER:
        raise ValueError(f"the sandbox builds seasons {min(LOAD_ORDER)} to {max(LOAD_ORDER)}, not {season}")
    first_id = 331 + ROUNDS * LOAD_ORDER.index(season)
    events = []
    for index, line in enumerate(_CALENDAR):
        start = datetime.fromisoformat(f"2024-{line[4]}:00:00").replace(tzinfo=UTC)
        title = _SPONSORED.get(line[0], line[0])
        events.append(
            Event(
                first_id + index,
                season,
                index + 1,
                f"{title} Grand Prix",
                f"{title} GP",
                f"{line[0]} Grand Prix",
                CIRCUITS[index],
                line[10],
                start + timedelta(days=364 * (season - 2024)),
            )
        )
    return tuple(events)


def chosen(season: int, count: int | None) -> tuple[Event, ...]:
    """`count` events of a season in order: the last one first of all, then a sprint weekend, the weekend before a
    driver changed teams and the cancelled one; after those, the calendar from its start. None is the whole season.
    """
    events = calendar(season)
    if count is None or count >= ROUNDS:
        return events
    wanted = dict.fromkeys((24, 23, 2, 7, *range(1, ROUNDS + 1)))
    rounds = set(list(wanted)[: max(count, 1)])
    return tuple(event for event in events if event.round in rounds)
