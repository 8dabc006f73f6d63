"""A small mirror put together by hand, and its site asked without a server."""

import asyncio
import html
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mirror import search
from mirror.serve import datasette
from mirror.settings import Settings
from mirror.store import Store
from tests.views.conftest import World

NOW = 1_733_700_000.0  # 2024-12-08T23:20:00Z
AT = "2024-12-08T23:00:00.000Z"
_DASH = "\N{EN DASH}"  # of what is not known


class Answer:
    """One answer of the site."""

    def __init__(self, answer: Any) -> None:
        self.status: int = answer.status_code
        self.headers = answer.headers
        self.text: str = answer.text
        self._answer = answer

    @property
    def json(self) -> Any:
        return self._answer.json()

    @property
    def lines(self) -> list[str]:
        """What a page says in its own part, line by line; the cells of a row with bars between, `-` for nothing."""
        found = re.search(r"<main.*?>(.*?)</main>", self.text, re.DOTALL)
        assert found is not None
        text = re.sub(r"</t[dh]>\s*<t[dh][^>]*>", " | ", found.group(1))
        text = re.sub(
            r"</(?:p|h\d|tr|caption|li|figcaption|summary|label|form)>|<br>", "\n", text.replace("\n", " ")
        )
        told = (" ".join(html.unescape(re.sub(r"<[^>]+>", "", line)).split()) for line in text.split("\n"))
        return [line.replace(_DASH, "-") for line in told if line]


Ask = Callable[..., list[Answer]]


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("BALLDONTLIE_API_KEY", "SPORTRADAR_API_KEY", "ALTSPORTSDATA_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def ask() -> Ask:
    """Asks the site of the mirror at `path` for some pages, one after the other; redirects are not followed."""

    def asked(path: Path, *pages: str, **how: Any) -> list[Answer]:
        async def all_of_them() -> list[Answer]:
            shown = datasette(path, settings=Settings(_env_file=None), clock=lambda: NOW, **how)
            try:
                return [Answer(await shown.client.get(page)) for page in pages]
            finally:
                shown.close()

        return asyncio.run(all_of_them())

    return asked


def checkpoint(world: World, provider: str, endpoint: str, scope: str, state: str, **more: Any) -> None:
    """Says how the asking for a scope went."""
    told = {"completed_at": AT if state == "complete" else None, **more}
    world.put(
        "mirror_checkpoints",
        {"provider": provider, "endpoint": endpoint, "scope": scope, "state": state, **told},
    )


def fill(connection: sqlite3.Connection) -> World:
    """One weekend of BALLDONTLIE, with a race of two drivers and three laps, and what was asked for it."""
    world = World(connection)
    world.balldontlie()
    world.put("balldontlie_session_results",
              {"id": 1, "session_id": 1770, "driver_id": 4, "team_id": 805, "position": 1, "laps_completed": 3},
              {"id": 2, "session_id": 1770, "driver_id": 1, "team_id": 807, "position": 2, "laps_completed": 3})  # fmt: skip
    world.put("balldontlie_lap_times",
              *({"id": 10 * driver + lap, "session_id": 1770, "driver_id": driver, "lap_number": lap,
                 "lap_time_ms": 90_000 + 100 * driver + lap} for driver in (1, 4) for lap in (2, 3)))  # fmt: skip
    world.put("balldontlie_race_control_messages",
              {"id": 7, "session_id": 1770, "lap": 2, "category": "SafetyCar", "flag": "YELLOW",
               "utc_time": "2024-12-08T13:10:00.000Z", "message": "SAFETY CAR DEPLOYED <b>"})  # fmt: skip
    world.put("mirror_requests",
              {"id": 1, "provider": "balldontlie", "endpoint": "laps", "target": "/f1/v1/secret-target",
               "sent_at": AT, "answered_at": AT, "cost": 1, "status": 200, "outcome": "rows"})  # fmt: skip
    for endpoint, state in (("lap_times", "complete"), ("pit_stops", "not_entitled"), ("tire_stints", "partial"),
                            ("session_weather", "not_published"), ("qualifying_results", "quarantined")):  # fmt: skip
        checkpoint(world, "balldontlie", endpoint, "session_ids[]=1770", state, season=2024, rows=4)
    search.refresh(connection)
    return world


@pytest.fixture(scope="session")
def weekend(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of that weekend, closed; who changes it takes `mirror`."""
    path = tmp_path_factory.mktemp("weekend") / "f1.db"
    with closing(Store(path)) as store:
        fill(store.connection)
    return path


@pytest.fixture
def mirror(weekend: Path, tmp_path: Path) -> Path:
    """A copy of that file, of a test's own."""
    return Path(shutil.copy(weekend, tmp_path / "f1.db"))
