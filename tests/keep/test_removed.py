"""What a provider has truly taken away is marked, kept, and comes back when the provider brings it back."""

import json
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mirror import past
from mirror.catalogue import Page, Write
from mirror.instants import stamp
from mirror.providers import deletion
from mirror.store import Settled, Store
from mirror.store.files import open_reading
from tests.keep.worlds import DAY, NOT_FOUND, Keeper, Tables, differing

STAGE_TABLES = {
    "sportradar_stages": "id",
    "sportradar_stage_results": "stage_id",
    "sportradar_probabilities": "stage_id",
}
QUALIFYING = (
    "sr:stage:1112571",
    "sr:stage:1112573",
    "sr:stage:1112575",
    "sr:stage:1112577",
)  # and its three parts
SEASON = "sr:stage:1107547"


def without(endpoint: str, ids: Collection[int]) -> Any:
    """A provider that has no rows of these ids."""

    def edit(target: str, answer: Any) -> Any:
        if target.partition("?")[0].endswith(f"/{endpoint}"):
            answer["data"] = [row for row in answer["data"] if row["id"] not in ids]
        return answer

    return edit


def marked(keeper: Keeper) -> dict[str, list[Any]]:
    """The keys (first column) of the rows that are marked as removed, by table."""
    found = {
        name: keeper.ask(f"select * from {name} where removed_at is not null") for name in keeper.tables()
    }
    return {name: sorted(row[0] for row in rows) for name, rows in found.items() if rows}


def life(path: Path, table: str, name: str) -> list[tuple[str | None, str | None, str | None]]:
    """The versions of a row: from when, to when, and since when it was removed."""
    with closing(open_reading(path)) as connection:
        return [
            (v["valid_from"], v["valid_to"], v["row"]["removed_at"])
            for v in past.history(connection, table, name)
        ]


def at_rest(keeper: Keeper, provider: str, edit: Any = None) -> Tables:
    """The tables after another run that asks everything of the provider, a day later."""
    keeper.now += DAY
    keeper.full(provider, edit=edit)
    assert keeper.result.code == 0
    return keeper.tables()


GOES = {
    "driver_standings": "select min(id) from balldontlie_driver_standings where season = 2024",
    "session_results": "select max(id) from balldontlie_session_results where session_id = 1768",
    "race_control_messages": "select min(id) + 1 from balldontlie_race_control_messages where session_id = 1770",
    "tire_stints": "select max(id) from balldontlie_tire_stints where session_id = 1770",
    "track_status": "select max(id) from balldontlie_track_status where session_id = 1770",
}


@pytest.mark.parametrize("endpoint", GOES)
def test_a_row_that_a_whole_walk_and_a_second_look_miss_is_marked_until_it_comes_back(
    whole: Keeper, endpoint: str
) -> None:
    table = f"balldontlie_{endpoint}"
    ((row,),) = whole.ask(GOES[endpoint])
    before, began = (
        whole.tables(),
        whole.ask("select min(answered_at) from mirror_requests where endpoint = ?", endpoint)[0][0],
    )
    assert marked(whole) == {}

    hidden = without(endpoint, {row})
    whole.full("balldontlie", edit=hidden)
    went = stamp(whole.now)
    assert marked(whole) == {table: [row]}
    changed = differing(whole.tables(), before)
    assert {name: (len(new), len(old)) for name, (new, old) in changed.items()} == {table: (1, 1)}
    assert life(whole.path, table, str(row)) == [(began, went, None), (went, None, went)]

    gone = whole.tables()
    assert at_rest(whole, "balldontlie", hidden) == gone  # once is enough

    assert at_rest(whole, "balldontlie") == before
    came = stamp(whole.now)
    assert life(whole.path, table, str(row)) == [(began, went, None), (went, came, went), (came, None, None)]


@pytest.mark.parametrize(
    ("endpoint", "column"),
    [("lap_times", "lap_number"), ("position_history", "lap_number"), ("pit_stops", "stop_number")],
)
def test_a_row_without_which_the_others_have_a_gap_is_not_marked(
    whole: Keeper, endpoint: str, column: str
) -> None:
    sql = f"select min(id), count(*) from balldontlie_{endpoint} where session_id = 1770 and {column} = 2"
    ((row, rows),) = whole.ask(sql)
    assert rows > 0
    before = whole.tables("mirror_history")
    asked = whole.full("balldontlie", edit=without(endpoint, {row}))
    assert len([one for one in asked if one.startswith(f"{endpoint} 1770")]) > 1  # it was looked into
    assert whole.tables("mirror_history") == before


def pruned(stages: Collection[str], value: Any) -> Any:
    """The same without these stages in any list."""
    if isinstance(value, list):
        return [
            pruned(stages, one) for one in value if not (isinstance(one, dict) and one.get("id") in stages)
        ]
    return {name: pruned(stages, one) for name, one in value.items()} if isinstance(value, dict) else value


def deleting(stages: Collection[str]) -> Any:
    """Sportradar after it has deleted stages: the first is told, and none is in any list."""

    def edit(target: str, answer: Any) -> Any:
        if f"/seasons/{SEASON}/deleted_stages" in target:
            answer["stages"].append({"id": next(iter(stages)), "type": "qualifying", "disabled": True})
            return answer
        if any(f"/{stage}/" in target for stage in stages):
            return NOT_FOUND
        return pruned(stages, answer) if "/sport_events/" in target else None

    return edit


def below(keeper: Keeper, stages: Collection[str]) -> dict[str, list[Any]]:
    """The keys of all rows that belong to these stages, as `marked` tells them."""
    listed = json.dumps(list(stages))
    found = {
        table: keeper.ask(f"select * from {table} where {column} in (select value from json_each(?))", listed)
        for table, column in STAGE_TABLES.items()
    }
    return {name: sorted(row[0] for row in rows) for name, rows in found.items() if rows}


def test_where_nothing_comes_back_the_tree_is_not_walked(tmp_path: Path) -> None:
    """Every answer of the provider shows the season, and a season may have thousands of laps below it."""
    laps, steps = 1_000, 0

    def count() -> None:
        nonlocal steps
        steps += 1

    with closing(Store(tmp_path / "f1.db")) as store:
        connection = store.connection
        connection.execute("insert into sportradar_stages (id) values ('season')")
        connection.executemany(
            "insert into sportradar_stages (id, parent_id) values (?, 'season')",
            [(f"{n}",) for n in range(laps)],
        )
        connection.execute("insert into sportradar_deleted_stages (season_id, id) values ('season', '7')")
        connection.execute("update sportradar_stages set removed_at = '2025-01-01T00:00:00Z' where id = '7'")
        connection.set_progress_handler(count, 1)
        for statement, parameters in deletion.seen(["season", "1", "2"]):
            connection.executemany(statement, parameters)
        connection.set_progress_handler(None, 1)
    assert steps < 10 * laps


def test_a_deleted_stage_takes_its_subtree_and_brings_it_back(whole: Keeper) -> None:
    before, expected = whole.tables(), below(whole, QUALIFYING)
    assert set(expected["sportradar_stages"]) == set(QUALIFYING)
    assert set(expected["sportradar_stage_results"]) == set(QUALIFYING)
    deleted = deleting(QUALIFYING)
    whole.full("sportradar", edit=deleted)
    assert marked(whole) == expected
    gone = whole.tables()
    assert at_rest(whole, "sportradar", deleted) == gone

    after = at_rest(whole, "sportradar")
    told = differing(after, before)
    assert list(told) == [
        "sportradar_deleted_stages"
    ]  # that it was deleted once is kept, and that it is so no more
    ((row,), ()) = told["sportradar_deleted_stages"]
    assert QUALIFYING[0] in row
    assert list(marked(whole)) == ["sportradar_deleted_stages"]
    ((stage,),) = whole.ask("select id from sportradar_deleted_stages where removed_at is not null")
    assert stage == QUALIFYING[0]
    assert [version[2] is None for version in life(whole.path, "sportradar_stages", QUALIFYING[1])] == [
        True,
        False,
        True,
    ]


def test_what_is_below_a_deleted_stage_stays_gone_whoever_shows_it(whole: Keeper) -> None:
    whole.full("sportradar", edit=deleting(QUALIFYING))
    gone = whole.tables()
    names, (row,) = (
        ("id", "parent_id"),
        whole.ask("select id, parent_id from sportradar_stages where id = ?", QUALIFYING[2]),
    )
    page = Page(
        [Write("sportradar_stages", names, [row], partial=True)], after=deletion.seen([QUALIFYING[2]])
    )
    with closing(Store(whole.path)) as store:
        store.settle("sportradar", "summary", stamp(whole.now), Settled(1, "rows"), page=page)
    assert whole.tables() == gone


def test_the_sandbox_deletes_a_practice_of_each_season_and_takes_it_back(whole: Keeper) -> None:
    whole.switch(generation=1)
    whole.full("sportradar")
    told = whole.ask(
        "select id from sportradar_deleted_stages where id in (select id from sportradar_stages)"
    )
    stages = [stage for (stage,) in told]
    assert len(stages) == 2
    assert marked(whole) == below(whole, stages)
    whole.switch(generation=0)
    whole.now += DAY
    whole.full("sportradar")
    assert list(marked(whole)) == ["sportradar_deleted_stages"]
    no_more = whole.ask("select id from sportradar_deleted_stages where removed_at is not null order by id")
    assert [stage for (stage,) in no_more] == sorted(stages)


def test_merged_competitors_keep_both_ids(whole: Keeper) -> None:
    sql = "select competitor_id from sportradar_stage_results where competitor_id is not null group by 1 order by 1 limit 2"
    (kept,), (merged,) = whole.ask(sql)
    before = whole.tables()

    def merging(_target: str, answer: Any) -> Any:
        return {**answer, "mappings": [{"retained_id": kept, "merged_id": merged, "name": "One, Both"}]}

    whole.sync("sportradar", endpoints=["merge_mappings"], edit=merging)
    told = differing(whole.tables(), before)
    assert set(told) == {"sportradar_competitors", "sportradar_merge_mappings"}
    assert marked(whole) == {"sportradar_competitors": [merged]}
    assert [len(rows) for rows in told["sportradar_competitors"]] == [1, 1]
    after = whole.tables()
    for _ in range(8):  # the provider forgets it after a week; the mirror does not
        whole.switch(merges="0")
        whole.now += DAY
        whole.sync("sportradar", endpoints=["merge_mappings"])
    assert whole.tables() == after
    resolving = (
        "select distinct c.id from sportradar_competitors as c"
        " join sportradar_stage_results as r on r.competitor_id = c.id where c.id in (?, ?) order by 1"
    )
    assert whole.ask(resolving, kept, merged) == [(kept,), (merged,)]
    assert whole.ask("select retained_id from sportradar_merge_mappings where merged_id = ?", merged) == [
        (kept,)
    ]
