"""One small world, mirrored once and still served: what the library answers is held against what the provider answers."""

import json
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mirror import Mirror
from mirror.sandbox import Sandbox
from tests.past.worlds import SMALL

TWO = replace(SMALL, events=2)
Rows = list[dict[str, Any]]
Ask = Callable[..., Rows]


@pytest.fixture(scope="session")
def box() -> Iterator[Sandbox]:
    with Sandbox(TWO) as served:
        yield served


@pytest.fixture(scope="session")
def path(weekends: Path) -> Path:
    """The mirror of what is served."""
    return weekends


@pytest.fixture(scope="session")
def race(m: Mirror) -> int:
    """The id of the first race."""
    return min(session.id for session in m.balldontlie.sessions(type="Race"))


@pytest.fixture(scope="session")
def ask(box: Sandbox) -> Ask:
    """All rows that BALLDONTLIE answers to a request, page after page."""

    def asked(endpoint: str, **params: Any) -> Rows:
        path = "odds/futures" if endpoint == "futures" else endpoint
        found: Rows = []
        cursor: Any = None
        while True:
            pairs = [
                (name, one)
                for name, value in params.items()
                for one in (value if isinstance(value, list) else [value])
            ]
            query = urllib.parse.urlencode(
                [*pairs, ("per_page", 100), *([("cursor", cursor)] if cursor else [])]
            )
            request = urllib.request.Request(
                f"{box.url}/f1/v1/{path}?{query}", headers={"Authorization": "sandbox-goat"}
            )
            with urllib.request.urlopen(request) as reply:
                answer = json.load(reply)
            found += answer["data"]
            cursor = answer.get("meta", {}).get("next_cursor")
            if cursor is None:
                return found

    return asked
