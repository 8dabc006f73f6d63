"""What Datasette is not asked twice, and what makes it ask again."""

import asyncio
import sqlite3
import time
from argparse import Namespace
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.database import Database
from datasette.permissions import SkipPermissions
from datasette.resources import TableResource

from mirror.queries import QUERIES
from mirror.serve import datasette


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that Datasette executes, of the mirror and of its own."""
    statements: list[str] = []
    execute = Database.execute

    async def noted(self: Database, sql: str, *given: Any, **how: Any) -> Any:
        statements.append(sql)
        return await execute(self, sql, *given, **how)

    monkeypatch.setattr(Database, "execute", noted)
    return statements


def test_the_json_of_a_query_asks_its_sql_alone(mirror: Path, asked: list[str]) -> None:
    async def twice() -> list[str]:
        shown = datasette(mirror)
        try:
            for _ in range(2):
                asked.clear()
                answer = await shown.client.get("/f1/race_trace.json?_shape=array")
                assert answer.status_code == 200
            return asked
        finally:
            shown.close()

    assert asyncio.run(twice()) == [QUERIES["race_trace"].sql]


def test_a_page_asks_what_it_shows_and_no_columns_of_other_tables(mirror: Path, asked: list[str]) -> None:
    async def twice() -> int:
        shown = datasette(mirror)
        try:
            for _ in range(2):
                asked.clear()
                assert (await shown.client.get("/f1/standings_query")).status_code == 200
            return len(asked)
        finally:
            shown.close()

    assert asyncio.run(twice()) < 6


def test_what_is_remembered_of_a_visitor_is_nobody_elses(mirror: Path) -> None:
    hidden = TableResource("f1", "mirror_requests")

    async def told() -> list[bool]:
        shown = datasette(mirror)
        try:
            await shown.invoke_startup()
            found = [await shown.allowed(action="view-table", resource=hidden)]
            with SkipPermissions():
                found.append(await shown.allowed(action="view-table", resource=hidden))
            found.append(await shown.allowed(action="view-table", resource=hidden))
            for actor in (None, {"id": "root", "_r": {"a": []}}):
                found.append(await shown.allowed(action="view-instance", actor=actor))
            return found
        finally:
            shown.close()

    assert asyncio.run(told()) == [False, True, False, True, False]


def test_a_new_table_is_there_after_a_second_and_an_old_one_gone(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Datasette looks at the tables once a second at most; the clock that it asks is turned by hand."""
    now = [1000.0]
    monkeypatch.setattr(
        "datasette.app.time", Namespace(monotonic=lambda: now[0], perf_counter=time.perf_counter)
    )

    async def seen() -> list[tuple[int, int]]:
        shown = datasette(mirror)
        found = []
        try:
            for statement in ("select 1", "create table new (id integer primary key)", "drop table new"):
                with closing(sqlite3.connect(mirror)) as writer:
                    writer.execute(statement)
                now[0] += 1.5
                listed = (await shown.client.get("/f1.json")).json()["tables"]
                one = (await shown.client.get("/f1/new.json")).status_code
                found.append((one, sum(table["name"] == "new" for table in listed)))
            return found
        finally:
            shown.close()

    assert asyncio.run(seen()) == [(404, 0), (200, 1), (404, 0)]
