"""The one statement that writes rows: what it changes, and what it leaves alone."""

import json
import re
from typing import Any

import pytest

from mirror.catalogue import Page, Write
from mirror.http import Request
from mirror.store import Settled, Store
from mirror.store.statements import merged, upsert, write
from mirror.tables import PROVIDER_TABLES
from tests.conformance.rows import NOW, Row, dumped

TEAMS = "balldontlie_teams"


def put(store: Store, table: str, *, partial: bool = False, **row: Any) -> int:
    """Writes one row; returns how many rows changed."""
    page = Page([Write(table, tuple(row), [tuple(row.values())], partial)])
    number = store.leaving(Request("balldontlie", "teams", "/"), (), NOW)
    return store.settle("balldontlie", "teams", NOW, Settled(number, "rows", 200), page=page)


def rows(store: Store, table: str) -> list[Row]:
    return dumped(store.connection).get(table, [])


def test_the_same_again_writes_nothing_and_a_change_is_counted(store: Store) -> None:
    assert put(store, TEAMS, id=1, name="A", color=None) == 1
    assert put(store, TEAMS, id=1, name="A", color=None) == 0
    assert put(store, TEAMS, id=1, name="B", color=None) == 1
    assert put(store, TEAMS, id=1, name=None, color="FF8700") == 1
    assert rows(store, TEAMS) == [{"id": 1, "color": "FF8700"}]


def test_columns_that_were_not_told_stay(store: Store) -> None:
    put(store, TEAMS, id=1, name="A", display_name="AA", color="0")
    assert put(store, TEAMS, partial=True, id=1, color="1") == 1
    assert rows(store, TEAMS) == [{"id": 1, "name": "A", "display_name": "AA", "color": "1"}]


def test_a_stub_changes_nothing(store: Store) -> None:
    put(store, TEAMS, id=1, name="A")
    assert put(store, TEAMS, partial=True, id=1) == 0
    assert put(store, TEAMS, partial=True, id=2) == 1
    assert rows(store, TEAMS) == [{"id": 1, "name": "A"}, {"id": 2}]


@pytest.mark.parametrize("partial", [False, True])
def test_a_row_that_comes_back_is_no_longer_removed(store: Store, partial: bool) -> None:
    put(store, TEAMS, id=1, name="A")
    store.connection.execute(f"update {TEAMS} set removed_at = ?", (NOW,))
    store.forget()
    assert put(store, TEAMS, partial=partial, id=1, name="A") == 1
    assert rows(store, TEAMS) == [{"id": 1, "name": "A"}]


def test_a_whole_row_settles_extra_and_a_partial_one_adds_to_it(store: Store) -> None:
    put(store, TEAMS, id=1, extra='{"a":1,"n":null}')
    assert put(store, TEAMS, partial=True, id=1, extra='{"n":null,"b":[2]}') == 1
    assert put(store, TEAMS, partial=True, id=1, extra='{"b":[2]}') == 0
    assert put(store, TEAMS, partial=True, id=1, name="A") == 1
    assert [json.loads(row["extra"]) for row in rows(store, TEAMS)] == [{"a": 1, "n": None, "b": [2]}]
    assert put(store, TEAMS, id=1, name="A") == 1
    assert rows(store, TEAMS) == [{"id": 1, "name": "A"}]


@pytest.mark.parametrize(
    ("known", "told", "together"),
    [
        (None, None, None),
        (None, '{"a":1}', '{"a":1}'),
        ('{"a":1}', None, '{"a":1}'),
        ('{"a":{"b":1}}', '{"a":{"c":2}}', '{"a":{"c":2}}'),
        ('{"a":1,"b":2}', '{"b":null}', '{"a":1,"b":null}'),
    ],
)
def test_two_extras_are_merged_field_by_field(
    known: str | None, told: str | None, together: str | None
) -> None:
    assert merged(known, told) == together


@pytest.mark.parametrize("table", PROVIDER_TABLES)
@pytest.mark.parametrize("partial", [False, True])
def test_a_key_is_never_set_to_itself(table: str, partial: bool) -> None:
    columns = tuple(PROVIDER_TABLES[table].columns.keys())[:-1]
    _, _, changes = upsert(table, columns, partial).partition("do update set ")
    keys = {column.name for column in PROVIDER_TABLES[table].primary_key}
    set_ = set(re.findall(r"(?:^|, )(\w+) = ", changes.partition(" where ")[0]))
    assert set_ == {*columns, "removed_at"} - keys


def test_a_key_column_that_is_not_told_is_taken_over(store: Store) -> None:
    put(store, "sportradar_stage_results", stage_id="s", competitor_id="c", team_id="t", position=1)
    assert put(store, "sportradar_stage_results", stage_id="s", competitor_id="c", position=2) == 1
    put(store, "sportradar_stage_results", stage_id="s", competitor_id="d", position=3)
    assert rows(store, "sportradar_stage_results") == [
        {"stage_id": "s", "competitor_id": "c", "team_id": "t", "position": 2},
        {"stage_id": "s", "competitor_id": "d", "position": 3},
    ]


def test_many_rows_share_a_statement_and_each_is_counted_for_itself(store: Store) -> None:
    def told(names: dict[int, str]) -> int:
        given = Write(TEAMS, ("id", "name"), list(names.items()))
        with store.transaction():
            store.moment(NOW, 1)
            return write(store.connection, given)

    first = {number: f"Team {number}" for number in range(1, 61)}
    changed = first | {7: "Seventh", 30: "Thirtieth", 60: "Sixtieth"}
    assert [told(first), told(first), told(changed)] == [60, 0, 3]
    assert {row["id"]: row["name"] for row in rows(store, TEAMS)} == changed
    past = store.connection.execute("select row_id from mirror_history order by row_id").fetchall()
    assert past == [(7,), (30,), (60,)]
