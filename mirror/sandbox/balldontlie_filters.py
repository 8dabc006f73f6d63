"""BALLDONTLIE's endpoints as data, and which rows of a list a request asks for."""

from dataclasses import dataclass
from typing import Any

from mirror.sandbox.balldontlie_objects import Row
from mirror.sandbox.messages import Request
from mirror.sandbox.world import World
from mirror.sandbox.world.calendar import CIRCUITS
from mirror.sandbox.world.people import DRIVERS, NATIONS, TEAMS


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One documented path: the tier it needs, integer lists it filters by, what it cannot do without."""

    tier: str
    lists: tuple[str, ...] = ()
    required: str | None = None
    descending: bool = False


_PER_DRIVER = ("session_ids[]", "driver_ids[]")
ENDPOINTS = {
    "drivers": Endpoint("free", ("driver_ids[]",)),
    "teams": Endpoint("free", ("team_ids[]",)),
    "circuits": Endpoint("free", ("circuit_ids[]",)),
    "seasons": Endpoint("free", descending=True),
    "events": Endpoint("free", ("circuit_ids[]", "event_ids[]"), descending=True),
    "sessions": Endpoint("all-star", ("event_ids[]",), descending=True),
    "session_results": Endpoint("all-star", _PER_DRIVER),
    "driver_standings": Endpoint("all-star", ("driver_ids[]",), "season"),
    "team_standings": Endpoint("all-star", ("team_ids[]",), "season"),
    "lap_times": Endpoint("goat", _PER_DRIVER, "session_ids[]"),
    "qualifying_results": Endpoint("goat", _PER_DRIVER),
    "pit_stops": Endpoint("goat", _PER_DRIVER),
    "tire_stints": Endpoint("goat", _PER_DRIVER),
    "session_weather": Endpoint("goat", ("session_ids[]",)),
    "race_control_messages": Endpoint("goat", ("session_ids[]",)),
    "position_history": Endpoint("goat", _PER_DRIVER, "session_ids[]"),
    "session_timing_stats": Endpoint("goat", _PER_DRIVER),
    "track_status": Endpoint("goat", ("session_ids[]",)),
    "futures": Endpoint("goat", ("event_ids[]",)),
}

_STATUS_WORDS = {"completed": "final", "scheduled": "scheduled", "cancelled": "cancelled"}


class BadRequest(ValueError):
    """A parameter that is missing or wrong; the message is the provider's."""


def matches(
    world: World,
    any_season: bool,
    endpoint: str,
    row: Row,
    filters: dict[str, tuple[int, ...]],
    request: Request,
) -> bool:
    """Whether a row of a list that belongs to no session passes the filters of a request.

    `any_season` shows all events when their season is unknown. Raises BadRequest.
    """
    search, country, status = request.one("search"), request.one("country_code"), request.one("status")
    if endpoint == "events":
        event = row.value
        season = whole(request, "season", None)
        if season not in world.seasons and any_season:
            season = None
        return (
            season in (None, event.season)
            and event.circuit.id in (filters["circuit_ids[]"] or (event.circuit.id,))
            and event.id in (filters["event_ids[]"] or (event.id,))
            and _same_status(status, world.status(event))
        )
    if endpoint == "sessions":
        event, session = row.value
        return (
            event.id in (filters["event_ids[]"] or (event.id,))
            and request.one("type") in (None, session.type)
            and _same_status(status, world.status(event, session))
        )
    if endpoint == "futures":
        event_id, market = row.value
        wanted = filters["event_ids[]"]
        return (not wanted or event_id in wanted) and request.one("market_type") in (None, market)
    if endpoint == "seasons":
        return True
    ids = next(iter(filters.values()))
    if ids and row.id not in ids:
        return False
    names, nation = _named(endpoint, row.id)
    if search is not None and search.casefold() not in names.casefold():
        return False
    return endpoint == "teams" or country is None or country in (nation, NATIONS[nation].iso2)


def _named(endpoint: str, id_: int) -> tuple[str, str]:
    """The names `search` looks through and the country code of a driver, team or circuit."""
    if endpoint == "drivers":
        driver = next(driver for driver in DRIVERS.values() if driver.id == id_)
        return driver.display_name, driver.country_code
    if endpoint == "teams":
        team = next(team for team in TEAMS.values() if team.id == id_)
        return team.name, team.country_code
    circuit = next(circuit for circuit in CIRCUITS if circuit.id == id_)
    return circuit.name, circuit.country_code


def _same_status(asked: str | None, status: str) -> bool:
    return asked is None or _STATUS_WORDS.get(asked.casefold(), asked) == status


def whole(request: Request, name: str, default: Any) -> Any:
    """An integer parameter, or the default. Raises BadRequest."""
    text = request.one(name)
    if text is None:
        return default
    try:
        return int(text)
    except ValueError:
        raise BadRequest(f"{name} must be an integer") from None


def listed(request: Request, name: str) -> list[int]:
    """The integers of a repeated parameter. Raises BadRequest."""
    try:
        return [int(text) for text in request.many(name)]
    except ValueError:
        raise BadRequest(f"{name} must be integers") from None
