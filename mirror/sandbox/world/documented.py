"""The documented example pages, read from the fixtures: the world is built around them, and they come back exactly."""

import json
from functools import cache
from typing import Any

from mirror.places import FIXTURES

QUALIFYING = 1769
RACE = 1770


@cache
def rows(endpoint: str) -> list[dict[str, Any]]:
    """The rows of a BALLDONTLIE endpoint's documented page, in its order."""
    page: dict[str, Any] = json.loads((FIXTURES / "balldontlie" / f"{endpoint}.json").read_bytes())
    found: list[dict[str, Any]] = page["data"]
    return found


def of_session(endpoint: str, session_id: int) -> list[dict[str, Any]]:
    """Those documented rows that belong to one session."""
    if session_id not in (QUALIFYING, RACE):
        return []
    return [row for row in rows(endpoint) if row["session"]["id"] == session_id]


def by_driver(endpoint: str, session_id: int) -> dict[int, dict[str, Any]]:
    """The same by driver id."""
    return {row["driver"]["id"]: row for row in of_session(endpoint, session_id)}


@cache
def heat() -> dict[str, Any]:
    """The documented AltSportsData heat, the one of Bahrain 2026."""
    page: dict[str, Any] = json.loads((FIXTURES / "altsportsdata" / "heat_scores.json").read_bytes())
    found: dict[str, Any] = page["data"]
    return found
