"""Every query on a mirror of the sandbox: with nothing, with empty texts, with each of its pickers; and on an empty one."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mirror.queries import QUERIES
from mirror.sandbox import Sandbox
from tests.past.worlds import BEGIN, SMALL, mirrored
from tests.queries.conftest import Empty
from tests.queries.worlds import answer

# A race or a season of the small world has no rows for these: its providers agree, and nothing was stopped twice.
MAY_BE_EMPTY = {"disagreements", "undercut", "track_bands"}
PICKED: dict[str, Any] = {
    "season": 2025,
    "event": "",
    "session": "race",
    "driver": "e",
    "team": "a",
    "kind": "driver",
    "round": "",
    "laps": 3,
    "places": 2,
    "category": "flag",
    "provider": "balldontlie",
    "endpoint": "lap_times",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("world") / "f1.db"
    with Sandbox(SMALL) as box:
        mirrored(box, path, BEGIN)
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


@pytest.mark.parametrize("name", sorted(set(QUERIES) - {"search"}))
def test_a_query_answers(world: sqlite3.Connection, empty: Empty, name: str) -> None:
    plain = answer(world, name)
    names = [parameter.name for parameter in QUERIES[name].parameters]
    assert plain != [] or name in MAY_BE_EMPTY
    assert answer(world, name, **dict.fromkeys(names, "")) == plain
    for picked in names:
        if picked in PICKED:
            some = answer(world, name, **{picked: PICKED[picked]})
            assert {tuple(row) for row in some} <= {tuple(row) for row in plain}
    assert answer(empty(), name) == []


def test_an_event_and_a_session_are_found_by_id_by_part_and_by_the_ids_of_providers(
    world: sqlite3.Connection,
) -> None:
    plain = answer(world, "fastest_laps")
    session = plain[0]["session_id"]
    event = session.removesuffix("-race")
    ids = dict(
        world.execute(
            "select provider, provider_id from crosswalk where kind = 'session' and canonical_id = ?",
            (session,),
        )
    )
    for given in (
        {"event": event}, {"event": event[5:8].upper()}, {"session": session}, {"session": "Race"},
        {"session": ids["balldontlie"]}, {"session": ids["sportradar"]}, {"season": "2025"},
    ):  # fmt: skip
        assert answer(world, "fastest_laps", **given) == plain
    for given in ({"event": "atlantis"}, {"session": "fp9"}, {"season": 1950}):
        assert answer(world, "fastest_laps", **given) == []


SAME = {
    "session_laps": (
        "laps", "fastest_laps",
        "driver_id, driver, team_id, team, lap_number, lap_time_ms, is_pit_in_lap, is_pit_out_lap, provider",
    ),
    "session_results": (
        "results", "fastest_laps",
        "driver_id, driver, team_id, team, position, grid, retired, laps_completed, race_time_ms, points, fastest_lap_ms",
    ),
    "session_qualifying": (
        "qualifying", "qualifying_gaps", "driver_id, driver, team_id, team, position, q1_ms, q2_ms, q3_ms, provider",
    ),
}  # fmt: skip


@pytest.mark.parametrize("part", SAME)
@pytest.mark.parametrize("alone", [None, "sportradar"])
def test_the_parts_say_what_the_views_say(world: sqlite3.Connection, part: str, alone: str | None) -> None:
    """The queries read the providers' tables for speed; the views are the same rows."""
    view, query, columns = SAME[part]
    connection = sqlite3.connect(":memory:")
    world.backup(connection)
    if alone is not None:
        for (name,) in connection.execute(
            "select name from sqlite_schema where type = 'table' and name like 'balldontlie%'"
        ).fetchall():
            connection.execute(f"update {name} set removed_at = '2026-01-01T00:00:00Z'")
    sql = QUERIES[query].sql
    begin = sql.index("(", sql.index(f"{part} as "))
    closed = (
        place
        for place in range(begin + 1, len(sql))
        if sql.count("(", begin, place) == sql.count(")", begin, place)
    )
    upto = sql[: next(closed)]
    given = dict.fromkeys((parameter.name for parameter in QUERIES[query].parameters), None)
    said = connection.execute(f"{upto} select distinct session_id from chosen", given).fetchall()
    found = sorted(connection.execute(f"{upto} select {columns} from {part}", given), key=repr)
    expected = [
        row
        for (session,) in said
        for row in connection.execute(f"select {columns} from {view} where session_id = ?", (session,))
    ]
    assert found == sorted(expected, key=repr)
    # The small world has no lap stages, and so no laps of Sportradar's.
    assert (found == []) == ((part, alone) == ("session_laps", "sportradar"))
    connection.close()
