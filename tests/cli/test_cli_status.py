"""`status` counts what the file says: checked against a mirror that a demo made, and against one written by hand."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from mirror.identity import MIRROR_ID
from mirror.providers import PROVIDERS
from mirror.status import status
from mirror.store.files import mirror_ddl
from mirror.store.sqlite import connect, create

Say = Callable[..., tuple[int, str, str]]

NOW = 1_790_000_000.0  # 2026-09-21T14:13:20Z
NONE = {
    "complete": 0,
    "partial": 0,
    "never_asked": 0,
    "not_entitled": 0,
    "not_published": 0,
    "quarantined": 0,
}


@pytest.fixture
def by_hand(tmp_path: Path) -> Path:
    """Two seasons, one of which was asked for, and a scope in each state."""
    path = tmp_path / "hand.db"
    connection = connect(path)
    create(connection, mirror_ddl(), MIRROR_ID)
    connection.executemany("insert into balldontlie_seasons (year) values (?)", [(2023,), (2024,)])
    connection.executemany(
        "insert into balldontlie_events (id, season, start_date) values (?, ?, ?)",
        [(n, 2024 if n < 9 else 2023, f"2024-03-0{n}T00:00:00Z") for n in range(1, 10)],
    )
    connection.execute("update balldontlie_events set removed_at = '2026-01-01T00:00:00.000Z' where id = 8")
    connection.executemany(
        """
        insert into mirror_checkpoints
            (provider, endpoint, scope, part_of, season, state, error, asked_at, completed_at, next_due)
        values ('balldontlie', ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            ("seasons", "", None, None, "complete", None, "2026-09-01", "2026-09-01", "2026-09-02"),
            (
                "futures",
                "event_ids[]=1",
                None,
                2024,
                "complete",
                None,
                "2026-09-01",
                "2026-09-01",
                "2026-09-05",
            ),
            (
                "futures",
                "event_ids[]=2",
                None,
                2024,
                "complete",
                None,
                "2026-09-02",
                "2026-09-02",
                "2026-09-04",
            ),
            ("futures", "event_ids[]=3", None, 2024, "partial", None, "2026-09-03", None, None),
            ("futures", "event_ids[]=4", None, 2024, "not_entitled", "401", "2026-09-04", None, None),
            (
                "futures",
                "event_ids[]=5",
                None,
                2024,
                "not_published",
                "404",
                "2026-09-06",
                None,
                "2026-09-08",
            ),
            ("futures", "event_ids[]=6", None, 2024, "quarantined", "500", "2026-09-05", None, "2026-09-09"),
            (
                "futures",
                "event_ids[]=1&driver_ids[]=7",
                "event_ids[]=1",
                2024,
                "partial",
                None,
                "2026-09-05",
                None,
                None,
            ),
        ],
    )
    connection.executemany(
        "insert into mirror_requests (id, provider, sent_at, cost) values (?, 'balldontlie', ?, ?)",
        [
            (1, "2026-09-21T14:13:00.000Z", 1),
            (2, "2026-09-21T14:00:00.000Z", 2),
            (3, "2026-09-21T00:00:00.000Z", 4),
            (4, "2026-09-01T00:00:00.000Z", 8),
            (5, "2026-08-01T00:00:00.000Z", 16),
        ],
    )
    connection.execute(
        """insert into mirror_drift (provider, endpoint, "table", path, kind, count)
        values ('balldontlie', 'seasons', 'balldontlie_seasons', 'x', 'unknown', 3)"""
    )
    connection.execute(
        """insert into mirror_runs (id, command, options, started_at, ended_at, requests, rows, exit_code)
        values (1, 'sync', '{"laps": false}', '2026-09-21T14:00:00Z', null, 3, 9, null)"""
    )
    connection.close()
    return path


def test_every_state_is_counted(by_hand: Path) -> None:
    with sqlite3.connect(by_hand) as connection:
        found = status(connection, by_hand, now=NOW)
    connection.close()
    balldontlie = found["providers"]["balldontlie"]
    assert balldontlie["endpoints"]["futures"] == {
        "scopes": {
            "complete": 2, "partial": 1, "never_asked": 1, "not_entitled": 1, "not_published": 1, "quarantined": 1,
        },
        "rows": 0,
        "last_success": "2026-09-02",
        "next_due": "2026-09-04",
        "last_error": "404",
    }  # fmt: skip
    assert balldontlie["endpoints"]["seasons"] == {
        "scopes": NONE | {"complete": 1},
        "rows": 2,
        "last_success": "2026-09-01",
        "next_due": "2026-09-02",
        "last_error": None,
    }
    assert balldontlie["endpoints"]["events"] == {
        "scopes": NONE | {"never_asked": 1},
        "rows": 8,
        "last_success": None,
        "next_due": None,
        "last_error": None,
    }
    assert balldontlie["requests"] == {"minute": 1, "hour": 2, "day": 3, "month": 4}
    assert balldontlie["quarantined"] == [
        {"endpoint": "futures", "scope": "event_ids[]=6", "error": "500", "next_due": "2026-09-09"}
    ]
    assert {key: value for key, value in found.items() if key != "providers"} == {
        "db": str(by_hand),
        "drift": 1,
        "archive_bytes": None,
        "last_run": {
            "command": "sync",
            "options": {"laps": False},
            "started_at": "2026-09-21T14:00:00Z",
            "ended_at": None,
            "requests": 3,
            "rows": 9,
            "exit_code": None,
        },
        "worker": None,
        "snapshot": None,
    }


def test_the_sentences_name_what_failed(say: Say, by_hand: Path) -> None:
    code, out, err = say("status", "--db", by_hand)
    assert (code, err) == (0, "")
    remarks = [line for line in out.split("\n\n")[1].splitlines() if "requests sent" not in line]
    assert remarks == [
        "balldontlie futures: last error: 404",
        "balldontlie futures event_ids[]=6: quarantined until 2026-09-09",
        "drift: answers differ from the documentation in 1 places",
        "last run: 'sync' began 2026-09-21 14:00 and has not ended",
    ]


def test_a_demo_is_complete_to_the_last_endpoint(say: Say, demo: Path) -> None:
    code, out, err = say("status", "--json", "--db", demo)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert list(found["providers"]) == list(PROVIDERS)
    with sqlite3.connect(demo) as connection:
        for name, provider in PROVIDERS.items():
            assert list(found["providers"][name]["endpoints"]) == list(provider.by_name)
            for endpoint, facts in found["providers"][name]["endpoints"].items():
                table = provider.by_name[endpoint].table
                rows = connection.execute(
                    f"select count(*) from {table} where removed_at is null"
                ).fetchone()[0]
                asked = facts["scopes"]["complete"]
                assert (facts["scopes"], facts["rows"]) == (NONE | {"complete": asked}, rows)
                assert min(asked, rows) > 0, endpoint
    connection.close()
    assert found["last_run"]["exit_code"] == 0
    assert found["archive_bytes"] == demo.with_name("demo.archive.db").stat().st_size


def test_reading_leaves_the_file_as_it_was(say: Say, demo: Path) -> None:
    before = demo.read_bytes()
    assert say("status", "--db", demo)[0] == 0
    assert demo.read_bytes() == before
