"""One small sandbox for the whole folder, without rates, and raw clients to ask it."""

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from mirror.sandbox import Sandbox, Switches

SMALL = Switches(
    events=3,
    laps_scale=0.2,
    balldontlie_rate=1e6,
    sportradar_qps=1e6,
    sportradar_quota=None,
    altsportsdata_rate=1e6,
)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Ask:
    """Requests to one sandbox, each over a connection of its own unless it is kept."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box

    def get(self, target: str, headers: dict[str, str] | None = None, timeout: float = 5) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.box.port, timeout=timeout)
        try:
            connection.request("GET", target, headers=headers or {})
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def balldontlie(self, target: str, key: str = "sandbox-goat") -> Answer:
        return self.get(f"/f1/v1/{target}", {"Authorization": key})

    def sportradar(self, path: str) -> Answer:
        return self.get(f"/formula1/trial/v2/en/{path}", {"x-api-key": "sandbox-sportradar"})

    def stage(self, stage_id: int) -> Any:
        return self.sportradar(f"sport_events/sr:stage:{stage_id}/summary.json").json()["stage"]

    def altsportsdata(self, path: str, key: str = "demo-0001") -> Answer:
        return self.get(f"/api/v1/public/{path}", {"X-API-KEY": key})

    def walk(self, target: str, pages: int = 200) -> list[list[Any]]:
        """The rows of every page, following next_cursor to the end or to a number of pages."""
        found: list[list[Any]] = []
        cursor: int | None = None
        joint = "&" if "?" in target else "?"
        while len(found) < pages:
            page = self.balldontlie(target + (f"{joint}cursor={cursor}" if cursor is not None else "")).json()
            found.append(page["data"])
            cursor = page["meta"].get("next_cursor")
            if cursor is None:
                break
        return found


@pytest.fixture(scope="session")
def served() -> Iterator[Sandbox]:
    with Sandbox(SMALL) as box:
        yield box


@pytest.fixture
def box(served: Sandbox) -> Sandbox:
    """The sandbox with the small world's own switches and no faults."""
    served.switches = SMALL
    served.clear_faults()
    return served


@pytest.fixture
def ask(box: Sandbox) -> Ask:
    return Ask(box)


@pytest.fixture
def asking() -> type[Ask]:
    """The raw client, for a sandbox of the test's own."""
    return Ask
