"""Small worlds, mirrored from the sandbox at moments of the test's own making."""

import itertools
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from mirror.clock import Time
from mirror.providers import PROVIDERS
from mirror.run.sync import sync
from mirror.sandbox import Sandbox, Switches
from mirror.selection import Selection
from mirror.settings import Settings
from mirror.store.archive import archive_path
from mirror.tables import PROVIDER_TABLES

# One weekend of a season in which the sandbox corrects that weekend's race twice.
SMALL = Switches(
    seasons=(2025,),
    events=1,
    laps_scale=0.2,
    balldontlie_rate=1e9,
    sportradar_qps=1e9,
    sportradar_quota=None,
    altsportsdata_rate=1e9,
    probabilities_missing="empty",
)
EVERYTHING = Selection(tuple(PROVIDERS), named=True, seasons=None, current=False, full=True)
DAY = 86_400.0
BEGIN = 1_782_864_000.0  # 2026-07-01T00:00:00Z, the sandbox's own clock

Tables = dict[str, list[tuple[Any, ...]]]


def mirrored(
    box: Sandbox,
    path: Path,
    begin: float,
    selection: Selection = EVERYTHING,
    *,
    form: str = "json",
    **switches: Any,
) -> float:
    """Mirrors the box under other switches into `path`, from `begin` on; each look at the clock takes a millisecond.

    Returns a moment after the end.
    """
    box.switches = replace(SMALL, **switches)
    ticks = itertools.count()
    settings = Settings.given(
        **{f"{name}_base_url": box.url for name in PROVIDERS},
        balldontlie_api_key="sandbox-goat",
        sportradar_api_key="sandbox-sportradar",
        altsportsdata_api_key="demo-0001",
        balldontlie_requests_per_minute=1e9,
        sportradar_requests_per_second=1e9,
        sportradar_quota=1e9,
        altsportsdata_requests_per_hour=1e9,
        sportradar_format=form,
    )
    clock = Time(lambda: begin + next(ticks) / 1000, lambda seconds: None)
    result = sync(path, selection, settings, clock=clock)
    assert result.code == 0, result
    return begin + (next(ticks) + 1) / 1000


def copied(mirror: Path, folder: Path) -> Path:
    """Copies a mirror and its archive into `folder`. Returns where the mirror is there."""
    for file in (mirror, archive_path(mirror)):
        shutil.copy(file, folder / file.name)
    return folder / mirror.name


def rows(path: Path, *more: str) -> Tables:
    """Every row of every provider table and of the tables in `more`, sorted; without the numbers of ledger entries."""
    with closing(sqlite3.connect(path)) as connection:
        found: Tables = {}
        for name in (*PROVIDER_TABLES, *more):
            cursor = connection.execute(f"select * from {name}")
            first = 1 if name in ("mirror_history", "mirror_first_seen") else 0
            found[name] = sorted((row[first:] for row in cursor), key=repr)
        return found


def past_too(path: Path) -> Tables:
    """The same with the history."""
    return rows(path, "mirror_history", "mirror_first_seen")
