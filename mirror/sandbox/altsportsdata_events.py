"""AltSportsData's events and heats under both kinds of ids: the world's, the documented one, a foreign sport's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from mirror.sandbox.switches import Switches
from mirror.sandbox.world import Event, Kind, Session, World
from mirror.sandbox.world.calendar import calendar
from mirror.sandbox.world.people import Entry, entries

# Rows are updated a day after the heat.
OFFSET_DAYS = timedelta(days=1)

_HEATS = {
    Kind.QUALIFYING: ("qualifying", "Qualifying"),
    Kind.SPRINT_QUALIFYING: ("sprint-qualifying", "Sprint Qualifying"),
    Kind.SPRINT: ("sprint", "Sprint"),
    Kind.RACE: ("race", "Race"),
}
_PLAIN = str.maketrans("ãéí", "aei")


def uuid_of(name: str) -> str:
    """The same uuid for the same name, always."""
    return str(uuid5(NAMESPACE_URL, f"sandbox/{name}"))


@dataclass(frozen=True, slots=True)
class Heat:
    """One session as a heat."""

    slug: str
    uuid: str
    name: str
    session_id: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Meeting:
    """One event: `event` is None for another sport's."""

    slug: str
    uuid: str
    name: str
    sport: str
    tour: str
    year: int
    number: int
    venue: str
    location: str
    start: datetime
    end: datetime
    heats: tuple[Heat, ...]
    cars: tuple[Entry, ...]
    event: Event | None
    documented: bool = False

    def heat(self, id_: str, wanted: str | None) -> Heat | None:
        """The heat with an id of the wanted kind (None is both)."""
        for heat in self.heats:
            if (id_ == heat.slug and wanted != "uuid") or (id_ == heat.uuid and wanted != "slug"):
                return heat
        return None


class Meetings:
    """All events of a world, and two more that are always there: Bahrain 2026 and a motocross event."""

    def __init__(self, world: World) -> None:
        self.all = [_meeting(event, event.sessions) for event in world.event_by_id.values()]
        bahrain = calendar(2026)[0]
        if bahrain.id not in world.event_by_id:
            self.all.append(_meeting(bahrain, (bahrain.race,)))
        self.all.append(_motocross())
        self._by_slug = {meeting.slug: meeting for meeting in self.all}
        self._by_uuid = {meeting.uuid: meeting for meeting in self.all}

    def find(self, id_: str, wanted: str | None) -> Meeting | None:
        """The event with an id of the wanted kind (None is both)."""
        found = self._by_slug.get(id_) if wanted != "uuid" else None
        return found or (self._by_uuid.get(id_) if wanted != "slug" else None)


def _meeting(event: Event, sessions: Sequence[Session]) -> Meeting:
    words = re.findall(r"[a-z]+", event.plain_name.removesuffix(" Grand Prix").lower().translate(_PLAIN))
    slug = f"f1-{'-'.join(words)}-gp-{event.season}"
    heats = []
    for session in sessions:
        practice = (f"practice-{session.slot + 1}", f"Practice {session.slot + 1}")
        heat_slug, name = _HEATS.get(session.kind, practice)
        uuid = uuid_of(f"{slug}/{heat_slug}")
        heats.append(Heat(heat_slug, uuid, name, session.id, session.start, session.end))
    return Meeting(
        slug,
        f"f1:{uuid_of(slug)}",
        f"{event.plain_name} {event.season}",
        "f1",
        "Formula 1 World Championship",
        event.season,
        event.round,
        event.circuit.name,
        f"{event.circuit.location}, {event.circuit.nation.demonym_free_name}",
        event.sessions[0].start,
        event.race.end,
        tuple(heats),
        tuple(entries(event.season, event.round)),
        event,
        event.season == 2026 and event.round == 1,
    )


def _motocross() -> Meeting:
    slug, start = "mx-hangtown-2024", datetime(2024, 6, 8, 18, tzinfo=UTC)
    heat = Heat("moto-1", uuid_of(f"{slug}/moto-1"), "Moto 1", 0, start, start + timedelta(hours=1))
    end = start + timedelta(hours=6)
    name = "Hangtown Motocross Classic 2024"
    return Meeting(
        slug, f"mx:{uuid_of(slug)}", name, "mx", "Pro Motocross", 2024, 3, "Prairie City", "Rancho Cordova, USA",
        start, end, (heat,), (), None,
    )  # fmt: skip


def status_word(world: World, meeting: Meeting, heat: Heat | None = None) -> str:
    """UPCOMING, LIVE, COMPLETED or CANCELLED; of a heat, or of the whole event."""
    if meeting.event is None:
        return "COMPLETED"
    session = None
    if heat is not None:
        session = next(session for session in meeting.event.sessions if session.id == heat.session_id)
    words = {"scheduled": "UPCOMING", "live": "LIVE", "final": "COMPLETED", "cancelled": "CANCELLED"}
    return words[world.status(meeting.event, session)]


def athlete(car: Entry) -> dict[str, Any]:
    """A driver as an athlete, with the team of the day."""
    driver = car.driver
    first, _, last = driver.plain_name.partition(" ")
    return {
        "id": uuid_of(f"athlete/{driver.id}"),
        "referenceId": 880_000_000 + driver.id,
        "firstName": first,
        "middleName": None,
        "lastName": last,
        "nationality": driver.nation.iso3,
        "stance": None,
        "hometown": None,
        "height": None,
        "weight": None,
        "gender": "male",
        "weightClass": None,
        "dob": driver.born,
        "providerId": None,
        "team": {
            "id": uuid_of(f"team/{car.team.id}"),
            "referenceId": 770_000_000 + car.team.id,
            "name": car.team.name,
        },
    }


def grown(switches: Switches, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, with some nobody documented when the switch says so."""
    if switches.new_fields:
        return {**fields, "sandboxNote": "new", "sandboxRating": 7.5, "sandboxObject": {"nested": "value"}}
    return fields
