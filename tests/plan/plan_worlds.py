"""Small worlds without limits, a sync of them on a clock of our own, and what it sent."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mirror.clock import Time
from mirror.plan import Plan, plan
from mirror.run.ending import Result
from mirror.run.sync import sync
from mirror.sandbox import Sandbox
from mirror.selection import select
from mirror.settings import Settings

NOW = 1_782_864_000.0  # 2026-07-01, the sandbox's own today
DAY = 86_400.0
UNLIMITED = {
    "balldontlie_rate": 1e9, "sportradar_qps": 1e9, "sportradar_quota": None, "altsportsdata_rate": 1e9,
}  # fmt: skip


def settings(url: str, **more: Any) -> Settings:
    """Keys for all three providers of the sandbox at `url`, without limits."""
    values: dict[str, Any] = {
        "balldontlie_api_key": "sandbox-goat", "sportradar_api_key": "sandbox-sportradar",
        "altsportsdata_api_key": "sandbox-pro", "balldontlie_base_url": url, "sportradar_base_url": url,
        "altsportsdata_base_url": url, "balldontlie_requests_per_minute": 1e9, "sportradar_requests_per_second": 1e9,
        "sportradar_quota": 1e9, "altsportsdata_requests_per_hour": 1e9,
    }  # fmt: skip
    return Settings.given(**{**values, **more})


@dataclass
class Mirrored:
    """A mirror of one sandbox, at moments that the test chooses."""

    path: Path
    box: Sandbox
    settings: Settings
    now: float = NOW
    sent: dict[tuple[str, str], int] = field(default_factory=dict)

    def plan(self, providers: tuple[str, ...] = (), **options: Any) -> Plan:
        selection = select(providers, **{"season": "2024", **options})
        if not self.path.exists():
            return plan(None, selection, self.settings, self.now)
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as connection:
            return plan(connection, selection, self.settings, self.now)

    def sync(self, providers: tuple[str, ...] = (), **options: Any) -> Result:
        """Syncs, and keeps in `sent` how many requests went to each endpoint."""
        selection = select(providers, **{"season": "2024", **options})
        clock = Time(now=lambda: self.now, sleep=lambda seconds: None)
        result = sync(self.path, selection, self.settings, clock=clock)
        with closing(sqlite3.connect(self.path)) as connection:
            counted = connection.execute(
                "select provider, endpoint, count(*) from mirror_requests"
                " where run_id = (select max(id) from mirror_runs) group by provider, endpoint"
            )
            self.sent = {(provider, endpoint): count for provider, endpoint, count in counted}
        return result


def asked(told: Plan) -> dict[tuple[str, str], int]:
    """The planned requests by provider and endpoint."""
    return {(line.provider, line.endpoint): line.requests for line in told.endpoints}
