"""A whole season of 24 events: what finding a late correction costs, held against what the season cost."""

import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import httpx

from mirror.sandbox import Sandbox
from mirror.sandbox.messages import Request
from mirror.sandbox.server import Site
from tests.keep.worlds import DAY, RACE, RACE_NIGHT, SMALL, Keeper

SEASON, WEEKEND, RACE_STAGE = "sr:stage:1189123", "sr:stage:1194139", "sr:stage:1194155"
WHOLE = replace(SMALL, seasons=(2025,), events=None, laps_scale=1.0)


class Near(httpx.BaseTransport):
    """The sandbox without a wire."""

    def __init__(self, site: Site) -> None:
        self._site, self._one_at_a_time = site, threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.decode().partition("?")
        asked = Request("GET", unquote(path), parse_qsl(query), dict(request.headers))
        with self._one_at_a_time:
            reply, _ = self._site.handle(asked)
        headers = {"content-type": reply.content_type, **reply.headers}
        return httpx.Response(reply.status, headers=headers, content=reply.body)

    def close(self) -> None:
        """There is nothing to close."""


# What has no season, or never ends, is asked once a day.
LISTS = [
    "circuits", "drivers", "me", "merge_mappings", "seasons", "seasons", "sports", "summary sr:stage:7668", "teams",
    "events f1 LIVE UPCOMING NEXT IN_WINDOW COMPLETED CANCELLED POSTPONED",
]  # fmt: skip


def podium(keeper: Keeper) -> list[int]:
    """The first three of the race, as the mirror has them."""
    sql = "select driver_id from balldontlie_session_results where session_id = ? and position <= 3 order by position"
    return [driver for (driver,) in keeper.ask(sql, RACE)]


def test_a_late_correction_is_found_for_less_than_a_hundredth_of_the_season(tmp_path: Path) -> None:
    box = Sandbox(WHOLE, port=1)  # never entered: nothing listens
    keeper = Keeper(tmp_path / "f1.db", box, RACE_NIGHT, transport=Near(box._site))
    whole = keeper.sync(season="2025")
    assert len(whole) > 2_500
    known = podium(keeper)
    keeper.now = RACE_NIGHT + 83 * DAY
    keeper.sync(season="2025")
    keeper.switch(generation=1)
    keeper.now = RACE_NIGHT + 119 * DAY
    keeper.sync(season="2025")
    assert podium(keeper) == known
    keeper.now = RACE_NIGHT + 120 * DAY
    rung = keeper.sync(season="2025")
    assert keeper.result.code == 0
    assert podium(keeper) != known
    assert rung == sorted(
        [
            *LISTS, "event", "heat", f"session_results {RACE}", "sessions 378", f"deleted_stages {SEASON}",
            f"schedule {SEASON}", *(f"summary {stage}" for stage in (SEASON, WEEKEND, RACE_STAGE)),
        ]
    )  # fmt: skip
    assert len(rung) < 0.01 * len(whole)
