"""Small mirrors that were told a few things at a few moments, and what can be read of them."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from mirror.identity import MIRROR_ID
from mirror.past import as_of
from mirror.snapshot.digest import table_digest, tables_of
from mirror.store.files import mirror_ddl
from mirror.store.sqlite import create

STATES = ("complete", "partial", "not_published", "quarantined", "not_entitled")
TABLES = ("balldontlie_teams", "sportradar_stages", "sportradar_competitors", "sportradar_stage_results")


class Step(NamedTuple):
    """What one answer said at a minute: a team's name, a driver's position, a row that went, or how a scope stands."""

    minute: int
    kind: str  # team, result, total, marked, gone, scope
    row: int
    value: int
    user: int  # whose request it was; 0 is a past that several files share


def moment(minute: int) -> str:
    """The instant of a minute, as the ledger writes it."""
    return f"2026-03-01T10:{minute:02d}:00.000Z"


def steps(user: int) -> st.SearchStrategy[list[Step]]:
    """What one user's mirror is told, in order; other users are told other things at other seconds, or the same ones."""
    step = st.builds(
        Step,
        st.integers(0, 9),
        st.sampled_from(["team", "team", "result", "total", "marked", "gone", "scope", "scope"]),
        st.integers(1, 2),
        st.integers(0, 2),
        st.sampled_from([0, user]),
    )
    return st.lists(step, max_size=8).map(lambda told: sorted(told, key=lambda one: one.minute))


def told(path: Path, said: Iterable[Step]) -> Path:
    """A mirror at `path` that was told all that, one request a step."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        create(connection, mirror_ddl(), MIRROR_ID)
        connection.execute(
            'insert into mirror_snapshot values (1, \'["balldontlie", "sportradar"]\', null, null)'
        )
        for number, step in enumerate(said, 1):
            connection.execute("begin")
            _tell(connection, number, step)
            connection.execute("commit")
        connection.execute("update mirror_now set at = null, request_id = null")
    return path


def _tell(connection: sqlite3.Connection, number: int, step: Step) -> None:
    at = moment(step.minute)
    provider = "balldontlie" if step.kind in ("team", "marked", "gone", "scope") else "sportradar"
    target = f"/{step.kind}/{step.row}/{step.value}?user={step.user}"
    connection.execute(
        "insert into mirror_requests (id, provider, endpoint, scope, target, answered_at, status, outcome)"
        " values (?, ?, 'teams', '', ?, ?, 200, 'rows')",
        (number, provider, target, at),
    )
    connection.execute("update mirror_now set at = ?, request_id = ?", (at, number))
    if step.kind == "team":
        connection.execute(
            "insert into balldontlie_teams (id, name) values (?, ?)"
            " on conflict do update set name = excluded.name, removed_at = null"
            " where (name, removed_at) is not (excluded.name, null)",
            (step.row, f"Team {step.value}"),
        )
    elif step.kind in ("result", "total"):
        stage, driver = f"sr:stage:{step.row}", "sr:competitor:1" if step.kind == "result" else None
        connection.execute("insert or ignore into sportradar_stages (id) values (?)", (stage,))
        connection.execute("insert or ignore into sportradar_competitors (id) values ('sr:competitor:1')")
        connection.execute("insert or ignore into sportradar_teams (id) values ('sr:competitor:9')")
        key = (stage, driver, "sr:competitor:9")
        changed = connection.execute(
            "update sportradar_stage_results set points = ?"
            " where stage_id is ? and competitor_id is ? and team_id is ?",
            (step.value + 0.1, *key),
        )
        if not changed.rowcount:
            connection.execute(
                "insert into sportradar_stage_results (stage_id, competitor_id, team_id, points) values (?, ?, ?, ?)",
                (*key, step.value + 0.1),
            )
    elif step.kind == "marked":
        connection.execute(
            "update balldontlie_teams set removed_at = ? where id = ? and removed_at is null", (at, step.row)
        )
    elif step.kind == "gone":
        connection.execute("delete from balldontlie_teams where id = ?", (step.row,))
    else:
        state = STATES[step.value * 2]
        connection.execute(
            "insert into mirror_checkpoints (provider, endpoint, scope, state, asked_at, completed_at)"
            " values ('balldontlie', ?, '', ?, ?, ?) on conflict do update set state = excluded.state,"
            " asked_at = excluded.asked_at, completed_at = coalesce(excluded.completed_at, completed_at)",
            ("teams" if step.row == 1 else "drivers", state, at, at if state == "complete" else None),
        )


def hashes(path: Path) -> dict[str, str]:
    """The logical hash of every table but those that are made from the others."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: table_digest(connection, name).sha256
            for name in tables_of(connection)
            if not name.startswith("crosswalk")
        }


def asked(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def minutes(path: Path, table: str) -> list[dict[Any, dict[str, Any]]]:
    """The rows of a table by key, as the mirror knew them at the end of each minute."""
    keys = ("stage_id", "competitor_id", "team_id") if table == "sportradar_stage_results" else ("id",)
    with closing(sqlite3.connect(path)) as connection:
        return [
            {
                tuple(row[key] for key in keys): row
                for row in as_of(connection, table, f"2026-03-01T10:{minute:02d}:30Z")
            }
            for minute in range(10)
        ]
