"""BALLDONTLIE's embedded objects, rendered once, and the row that is put together from them."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from mirror.sandbox.switches import Switches
from mirror.sandbox.world import Event, Session, World
from mirror.sandbox.world.calendar import Circuit
from mirror.sandbox.world.people import Driver, Team

RELOAD = 10_000_000
_STATUS = {"final": "final", "scheduled": "scheduled", "live": "in_progress", "cancelled": "cancelled"}


class Row(NamedTuple):
    """One row: `order` sorts the answer and ends in a tie-breaker, `parents` and `tail` are its JSON after the id."""

    id: int
    order: tuple[Any, ...]
    parents: bytes
    tail: bytes
    driver: int = 0
    value: Any = None


def dumps(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def iso(at: datetime) -> str:
    """An instant as BALLDONTLIE prints it: 2024-12-08T13:00:00.000Z."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def lap_text(ms: int) -> str:
    """A lap time as M:SS.mmm."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


def number(value: float) -> int | float:
    """The same number, an int when it is whole."""
    return int(value) if value == int(value) else value


class Objects:
    """Circuits, events, sessions, teams and drivers of a world as JSON, under some switches."""

    def __init__(self, world: World, switches: Switches) -> None:
        self._world = world
        self._switches = switches
        self._fragments: dict[tuple[Any, ...], bytes] = {}

    def circuit(self, circuit: Circuit) -> bytes:
        return self.fragment(
            ("circuit", circuit.id),
            lambda: {
                "id": circuit.id,
                "name": circuit.name,
                "short_name": circuit.name,
                "country_code": circuit.country_code,
                "country_name": circuit.nation.name,
            },
        )

    def event(self, event: Event) -> bytes:
        return self.fragment(
            ("event", event.id),
            lambda: {
                "id": event.id,
                "name": event.name,
                "short_name": event.short_name,
                "season": event.season,
                "start_date": iso(event.sessions[0].start),
                "end_date": iso(event.race.start),
                "status": _STATUS[self._world.status(event)],
                "circuit": json.loads(self.circuit(event.circuit)),
                "location": event.circuit.location,
                "country_code": event.circuit.country_code,
                "country_name": event.circuit.nation.name,
            },
        )

    def session(self, event: Event, session: Session) -> bytes:
        return self.fragment(
            ("session", session.id),
            lambda: {
                "id": session.id,
                "event": json.loads(self.event(event)),
                "type": session.type,
                "name": session.name,
                "date": iso(session.start),
                "status": _STATUS[self._world.status(event, session)],
            },
        )

    def team(self, team: Team) -> bytes:
        return self.fragment(
            ("team", team.id),
            lambda: {"id": team.id, "name": team.name, "display_name": team.name, "color": team.color},
        )

    def driver(self, driver: Driver, team: Team | None = None) -> bytes:
        """A driver, as embedded when a team is given."""

        def fields() -> dict[str, Any]:
            found: dict[str, Any] = {
                "id": driver.id,
                "first_name": driver.first_name,
                "last_name": driver.last_name,
                "display_name": driver.display_name,
                "short_name": f"{driver.first_name[0]}. {driver.last_name}",
                "country_code": driver.country_code,
                "country_name": driver.nation.name,
                "racing_number": str(driver.racing_number),
            }
            if team is not None:
                found["team"] = json.loads(self.team(team))
            return found

        return self.fragment(("driver", driver.id, team.id if team else 0), fields)

    def fragment(self, key: tuple[Any, ...], fields: Callable[[], dict[str, Any]]) -> bytes:
        """An object as JSON, rendered the first time its key is seen."""
        if key not in self._fragments:
            self._fragments[key] = dumps(self.grown(fields()))
        return self._fragments[key]

    def grown(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields, with some nobody documented when the switch says so."""
        if self._switches.new_fields:
            return {
                **fields,
                "sandbox_note": "new",
                "sandbox_rating": 7.5,
                "sandbox_flags": {"is_new": True, "tags": []},
            }
        return fields

    def plain(self, id_: int, order: tuple[Any, ...], fragment: bytes, value: Any = None) -> Row:
        """A row that is an object and nothing else."""
        return Row(id_, order, b"", fragment[fragment.index(b",") + 1 : -1], 0, value)

    def row(
        self,
        id_: int,
        order: tuple[Any, ...],
        parents: bytes,
        fields: dict[str, Any],
        driver: int = 0,
        value: Any = None,
    ) -> Row:
        """A row of parents that are rendered already and fields of its own."""
        return Row(id_, order, parents, dumps(self.grown(fields))[1:-1], driver, value)

    @property
    def reload(self) -> int:
        """How far the ids of this generation are from those of the first."""
        return RELOAD * self._switches.ids_generation


def render(rows: Iterable[Row], key: bytes = b"id") -> bytes:
    """The rows as the inside of a JSON array."""
    head = b'{"' + key + b'":'
    return b",".join([b"".join((head, b"%d" % row.id, b",", row.parents, row.tail, b"}")) for row in rows])
