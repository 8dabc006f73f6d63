"""What a mirror holds, how fresh it is, and what failed: read from the mirror alone, without key or network."""

import json
import math
import sqlite3
from pathlib import Path
from typing import Any

from mirror.budget.pace import Window
from mirror.budget.silence import silences
from mirror.budget.windows import spent
from mirror.catalogue import Endpoint, Provider
from mirror.clock import SYSTEM, Boot
from mirror.instants import stamp, unix
from mirror.providers import PROVIDERS
from mirror.store.archive import archive_path
from mirror.walk.due import listed

STATES = ("complete", "partial", "never_asked", "not_entitled", "not_published", "quarantined")
WINDOWS = {"minute": 60.0, "hour": 3_600.0, "day": 86_400.0, "month": 30 * 86_400.0}  # seconds

# A lap stage that was asked for shows that laps are wanted in this mirror.
_LAPS_WANTED = """
select exists (
    select 1 from sportradar_stages as s
    join mirror_checkpoints as c
    on c.provider = 'sportradar' and c.endpoint = 'summary' and c.scope = 'stage_id=' || s.id
    where s.type = 'lap'
)
"""
_COUNTED = [Window(math.inf, max(WINDOWS.values()), "month")]
_WORKER = """
select pid, host, started_at, ended_at, heartbeat_at, note from mirror_runs where command = 'worker' order by id desc limit 1
"""
# A file is a snapshot until somebody runs a command that writes into it.
_SNAPSHOT = """
select providers, seasons, as_of from mirror_snapshot where not exists (select 1 from mirror_runs)
"""
_ALIVE = 180.0  # seconds that a worker's heartbeat may be old: it beats every minute, and finishes what is on the wire
_LAST_RUN = """
select command, options, started_at, ended_at, planned, requests, rows, exit_code
from mirror_runs order by id desc limit 1
"""


def status(
    connection: sqlite3.Connection, path: Path, *, now: float | None = None, boot: Boot | None = None
) -> dict[str, Any]:
    """Coverage and freshness of the mirror at `path`, which `connection` reads, at `now` (unix seconds).

    `boot` is the machine's present one by the clock that tells `now`; without either, both are this machine's.

    Returns `db`, `providers` (by name: `endpoints` by name with `scopes` by state, `rows`, `last_success`, `next_due`,
    `last_error`; `requests` spent in each window ending now, counted as a run counts them; `silent`, what wants to be left
    alone: `address`, `until`, `why`; `quarantined` scopes with the date of the next try),
    `drift` (places where answers differ from the documentation), `archive_bytes` (None without an archive) and
    `last_run` (None when there was none; where it stored its plan, `planned` are the requests told there, and
    `estimate_error` by how many per cent they were more than were sent, None when it did not get to its end), and
    `worker` and `snapshot` (see there). Instants are UTC ISO 8601 text.
    """
    moment, boot = (SYSTEM.now(), SYSTEM.boot()) if now is None else (now, boot)
    archive = archive_path(path)
    return {
        "db": str(path),
        "providers": {
            name: _provider(connection, provider, moment, boot) for name, provider in PROVIDERS.items()
        },
        "drift": connection.execute("select count(*) from mirror_drift").fetchone()[0],
        "archive_bytes": archive.stat().st_size if archive.exists() else None,
        "last_run": _last_run(connection),
        "worker": worker(connection, moment),
        "snapshot": snapshot(connection, moment),
    }


def _provider(
    connection: sqlite3.Connection, provider: Provider, now: float, boot: Boot | None
) -> dict[str, Any]:
    asked = {
        season
        for (season,) in connection.execute(
            "select distinct season from mirror_checkpoints where provider = ? and season is not null",
            (provider.name,),
        )
    }
    laps = provider.name == "sportradar" and bool(connection.execute(_LAPS_WANTED).fetchone()[0])
    endpoints = {}
    for endpoint in provider.endpoints:
        scopes = listed(connection, provider, endpoint, now=stamp(now), laps=laps)
        wanted = {scope.text for scope in scopes if scope.season is None or scope.season in asked}
        endpoints[endpoint.name] = _endpoint(connection, provider, endpoint, wanted)
    quarantined = connection.execute(
        """
        select endpoint, scope, error, next_due from mirror_checkpoints
        where provider = ? and state = 'quarantined' order by next_due, endpoint, scope
        """,
        (provider.name,),
    )
    names = [column[0] for column in quarantined.description]
    ledger = spent(connection, provider.name, _COUNTED, now, boot)
    return {
        "endpoints": endpoints,
        "requests": {
            window: sum(moment > now - seconds for moment in ledger) for window, seconds in WINDOWS.items()
        },
        "silent": [one.told for one in silences(connection, provider.name, now, boot)],
        "quarantined": [dict(zip(names, row, strict=True)) for row in quarantined],
    }


def _endpoint(
    connection: sqlite3.Connection, provider: Provider, endpoint: Endpoint, wanted: set[str]
) -> dict[str, Any]:
    """One endpoint; `wanted` are the scopes that the mirror's own rows list."""
    whose = (provider.name, endpoint.name)
    scopes = dict.fromkeys(STATES, 0)
    known = set()
    for scope, state in connection.execute(
        "select scope, state from mirror_checkpoints where provider = ? and endpoint = ? and part_of is null",
        whose,
    ):
        known.add(scope)
        scopes[state] = scopes.get(state, 0) + 1
    scopes["never_asked"] += len(wanted - known)
    last_success, next_due = connection.execute(
        """
        select max(completed_at), min(next_due) from mirror_checkpoints
        where provider = ? and endpoint = ? and part_of is null
        """,
        whose,
    ).fetchone()
    error = connection.execute(
        """
        select error from mirror_checkpoints
        where provider = ? and endpoint = ? and error is not null order by asked_at desc limit 1
        """,
        whose,
    ).fetchone()
    count = connection.execute(f"select count(*) from {endpoint.table} where removed_at is null").fetchone()
    return {
        "scopes": scopes,
        "rows": count[0],
        "last_success": last_success,
        "next_due": next_due,
        "last_error": None if error is None else error[0],
    }


def worker(connection: sqlite3.Connection, now: float) -> dict[str, Any] | None:
    """The mirror's last worker: `pid`, `host`, `started_at`, `ended_at`, `heartbeat_at`, `note`, and whether it is `alive`.

    Returns None when there never was one. It is alive when it has not ended and its heart beat within three minutes.
    """
    cursor = connection.execute(_WORKER)
    row = cursor.fetchone()
    if row is None:
        return None
    run = dict(zip([column[0] for column in cursor.description], row, strict=True))
    beat = run["heartbeat_at"]
    return run | {"alive": run["ended_at"] is None and beat is not None and beat >= stamp(now - _ALIVE)}


def snapshot(connection: sqlite3.Connection, now: float) -> dict[str, Any] | None:
    """What the file is a snapshot of, at `now` (unix seconds); None when it is a mirror that is, or was, kept up.

    Returns `providers`, `seasons` (None for all), `as_of` (the last moment of which it knows anything) and `age`, how long
    ago that was in seconds (None when it knows nothing).
    """
    try:
        row = connection.execute(_SNAPSHOT).fetchone()
    except sqlite3.OperationalError:  # a mirror from before there were snapshots
        return None
    if row is None:
        return None
    providers, seasons, as_of = row
    return {
        "providers": json.loads(providers),
        "seasons": None if seasons is None else json.loads(seasons),
        "as_of": as_of,
        "age": None if as_of is None else round(now - unix(as_of), 3),
    }


def _last_run(connection: sqlite3.Connection) -> dict[str, Any] | None:
    cursor = connection.execute(_LAST_RUN)
    row = cursor.fetchone()
    if row is None:
        return None
    run = dict(zip([column[0] for column in cursor.description], row, strict=True))
    run["options"] = None if run["options"] is None else json.loads(run["options"])
    planned = run.pop("planned")
    if planned is not None:
        run["planned"] = json.loads(planned)["requests"]
        run["estimate_error"] = _estimate_error(run["planned"], run["requests"], run["exit_code"])
    return run


def _estimate_error(planned: int, sent: int | None, code: int | None) -> float | None:
    """By how many per cent of what was sent the plan was too high, below 0 too low; None for a run cut short."""
    if sent is None or code not in (0, 4):
        return None
    return round(100 * (planned - sent) / max(sent, 1), 1)
