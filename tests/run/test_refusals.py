"""Refusals by one scope or endpoint, which say nothing of the key, and those of the key, whenever they begin."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from mirror.clock import Time
from mirror.run.ending import Result
from mirror.run.sync import sync
from mirror.sandbox import Sandbox, Switches
from mirror.selection import select
from mirror.settings import Settings

KEYS = {"balldontlie": "sandbox-goat", "sportradar": "sandbox-sportradar", "altsportsdata": "sandbox-pro"}
REFUSED = {
    "balldontlie": (401, "Unauthorized"),
    "sportradar": (403, "<h1>Forbidden</h1>"),
    "altsportsdata": (401, '{"error":{"code":"INVALID_API_KEY","message":"no"}}'),
}
WORLD = Switches(
    events=2, laps_scale=0.05, balldontlie_rate=1e9, sportradar_qps=1e6, sportradar_quota=None,
    altsportsdata_rate=1e9,
)  # fmt: skip
Refuses = Callable[[str], bool]


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(WORLD) as running:
        yield running


class Refusing(httpx.HTTPTransport):
    """A gateway in front of the provider that refuses some paths as its provider does."""

    def __init__(self, provider: str, refuses: Refuses) -> None:
        super().__init__(verify=False)
        self._answer, self._refuses = REFUSED[provider], refuses
        self.asked: list[tuple[str, bool]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        refused = self._refuses(request.url.path)
        self.asked.append((request.url.path, refused))
        if refused:
            return httpx.Response(self._answer[0], text=self._answer[1])
        return super().handle_request(request)


@dataclass
class Clock:
    """A clock that only sleeping moves, so that tries again cost no time."""

    at: float

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def mirror(path: Path, box: Sandbox, provider: str, gate: Refusing, rate: float = 1e9) -> Result:
    clock = Clock(time.time())
    return sync(
        path,
        select([provider], season="all"),
        Settings.given(
            **{f"{provider}_api_key": KEYS[provider], f"{provider}_base_url": box.url, "sportradar_quota": 1e9},
            balldontlie_requests_per_minute=1e9, sportradar_requests_per_second=rate,
            altsportsdata_requests_per_hour=1e9, balldontlie_tier="goat",
        ),
        clock=Time(clock.now, clock.sleep),
        transport=gate,
    )  # fmt: skip


def states(path: Path) -> dict[str, dict[str, int]]:
    """How many scopes of each endpoint are in which state."""
    found: dict[str, dict[str, int]] = {}
    sql = "select endpoint, state, count(*) from mirror_checkpoints where part_of is null group by 1, 2"
    with closing(sqlite3.connect(path)) as connection:
        for endpoint, state, count in connection.execute(sql):
            found.setdefault(endpoint, {})[state] = count
    return found


FIRST = {"balldontlie": "drivers", "sportradar": "seasons", "altsportsdata": "sports"}


@pytest.mark.parametrize("provider", FIRST)
def test_the_very_first_answer_is_a_refusal_of_one_endpoint(
    box: Sandbox, tmp_path: Path, provider: str
) -> None:
    """It stays one: the others are asked, and all they have comes in."""
    name = FIRST[provider]
    gate = Refusing(provider, lambda path: path.removesuffix(".json").endswith(f"/{name}"))
    result = mirror(tmp_path / "f1.db", box, provider, gate)
    assert gate.asked[0][1]
    [part] = result.providers
    found = states(tmp_path / "f1.db")
    entitled = provider == "sportradar"
    assert found.pop(name) == ({"not_entitled": 1} if entitled else {"quarantined": 1})
    assert (result.code, part["state"]) == ((0, "complete") if entitled else (4, "failed"))
    assert found
    assert all(set(told) <= {"complete", "not_published"} for told in found.values()), found


@pytest.mark.parametrize("provider", FIRST)
def test_a_key_that_is_refused_everywhere_is_refused_after_another_proof(
    box: Sandbox, tmp_path: Path, provider: str
) -> None:
    gate = Refusing(provider, lambda path: True)
    result = mirror(tmp_path / "f1.db", box, provider, gate)
    assert (result.code, [part["state"] for part in result.providers]) == (1, ["refused"])
    assert len({path for path, _ in gate.asked}) >= 2
    assert len(gate.asked) <= 5
    assert states(tmp_path / "f1.db") == {}


@pytest.mark.parametrize("provider", FIRST)
def test_a_key_that_is_withdrawn_amid_a_run_is_no_lack_of_rights(
    box: Sandbox, tmp_path: Path, provider: str
) -> None:
    gate = Refusing(provider, lambda path: len(gate.asked) >= 6)
    result = mirror(tmp_path / "f1.db", box, provider, gate, rate=1.0)
    assert (result.code, [part["state"] for part in result.providers]) == (1, ["refused"])
    assert all("not_entitled" not in told for told in states(tmp_path / "f1.db").values())
    assert len(gate.asked) <= 6 + 40  # what was on the wire, once more each, and the proofs


def test_refusals_here_and_there_close_no_endpoint(box: Sandbox, tmp_path: Path) -> None:
    """Sportradar refuses every third summary; at one request a second they are answered in order."""
    turns: dict[str, int] = {}

    def third(path: str) -> bool:
        return "summary" in path and turns.setdefault(path, len(turns)) % 3 == 2

    result = mirror(tmp_path / "f1.db", box, "sportradar", Refusing("sportradar", third), rate=1.0)
    found = states(tmp_path / "f1.db")["summary"]
    assert result.code == 0
    assert found == {"complete": len(turns) - len(turns) // 3, "not_entitled": len(turns) // 3}
    assert found["not_entitled"] > 3
