"""The views as part of a mirror: put there once, kept up to date, described, and true to the tables of a real walk."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mirror import crosswalk, views
from mirror.places import SQL
from mirror.sandbox import Sandbox
from mirror.store import Store
from mirror.store.files import has_todays_tables
from tests.past.worlds import BEGIN, SMALL, mirrored
from tests.views.conftest import World

PAGE = Path(__file__).parents[2] / "docs" / "views.md"


def test_a_new_mirror_has_every_view_and_applying_again_changes_nothing(store: Store) -> None:
    names = {
        name for (name,) in store.connection.execute("select name from sqlite_schema where type = 'view'")
    }
    assert names == set(views.views()) == {path.stem for path in (SQL / "views").glob("*.sql")}
    before = store.connection.total_changes
    assert views.apply(store.connection) == []
    assert store.connection.total_changes == before


def test_an_older_mirror_gets_todays_views_when_it_is_opened_for_writing(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    store = Store(path)
    store.connection.execute("drop view laps")
    store.connection.execute("drop view results")
    store.connection.execute("create view results as select 1 as position")
    store.connection.execute("create view mine as select 2 as two")
    store.close()
    opened = Store(path)
    try:
        assert opened.connection.execute("select * from laps").fetchall() == []
        assert opened.connection.execute("select * from results").fetchall() == []
        assert opened.connection.execute("select * from mine").fetchall() == [(2,)]
        opened.connection.execute("drop view mine")
        assert has_todays_tables(opened.connection)
    finally:
        opened.close()


@pytest.mark.parametrize("name", views.views())
def test_every_view_has_a_title_and_every_column_its_words(store: Store, name: str) -> None:
    view = views.views()[name]
    assert view.title
    assert not view.title.endswith(".")
    described = views.described(store.connection, view)
    if name in views.asked():
        assert view.description.endswith(".")
    assert set(view.columns) <= set(described)
    assert all(words.endswith(".") for words in described.values())


def test_the_page_is_printed_from_the_files(store: Store) -> None:
    # To print it again: python -m tests.views.print_page
    assert PAGE.read_text(encoding="utf-8") == views.page(store.connection)


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("select * from laps where session_id = 'x'", "balldontlie_lap_times_by_session (session_id=?"),
        (
            "select * from laps where event_id = 'x' and driver_id = 'y'",
            "balldontlie_lap_times_by_session (session_id=? AND driver_id=?",
        ),
        (
            "select * from positions where session_id = 'x'",
            "balldontlie_position_history_by_session (session_id=?",
        ),
        (
            "select * from results where session_id = 'x'",
            "balldontlie_session_results_by_session (session_id=?",
        ),
        (
            "select * from verdicts where session_id = 'x'",
            "crosswalk_by_canonical_id (kind=? AND canonical_id=?",
        ),
    ],
)
def test_constants_reach_the_indexes_of_the_tables(store: Store, sql: str, index: str) -> None:
    plan = [row[3] for row in store.connection.execute(f"explain query plan {sql}")]
    assert any(index in line for line in plan)
    tables = ("balldontlie_lap_times", "balldontlie_position_history", "sportradar_stage_results")
    assert [line for line in plan if line.startswith("SCAN") and line.split()[1] in tables] == []


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """One weekend of all three providers, as the sandbox serves it."""
    path = tmp_path_factory.mktemp("walked") / "f1.db"
    with Sandbox(SMALL) as box:
        mirrored(box, path, BEGIN)
    store = Store(path)
    crosswalk.refresh(store.connection)
    store.close()
    return sqlite3.connect(path)


@pytest.mark.parametrize(
    ("view", "table"),
    [
        ("laps", "balldontlie_lap_times"),
        ("positions", "balldontlie_position_history"),
        ("results", "balldontlie_session_results"),
        ("qualifying", "balldontlie_qualifying_results"),
        ("stints", "balldontlie_tire_stints"),
        ("pit_stops", "balldontlie_pit_stops"),
        ("race_control", "balldontlie_race_control_messages"),
        ("track_status", "balldontlie_track_status"),
        ("weather", "balldontlie_session_weather"),
        ("probabilities", "sportradar_probabilities"),
        ("teams", "balldontlie_teams"),
        ("drivers", "balldontlie_drivers"),
        ("circuits", "balldontlie_circuits"),
        ("sessions", "balldontlie_sessions"),
    ],
)
def test_a_view_has_as_many_rows_as_the_table_it_stands_on(
    walked: sqlite3.Connection, view: str, table: str
) -> None:
    provider = table.split("_", maxsplit=1)[0]
    shown = walked.execute(f"select count(*) from {view} where provider = ?", (provider,)).fetchone()
    assert shown == walked.execute(f"select count(*) from {table} where removed_at is null").fetchone() > (0,)


def test_every_fact_of_a_walk_has_its_names_and_every_result_is_filled(walked: sqlite3.Connection) -> None:
    for view in ("laps", "positions", "results", "qualifying", "stints", "pit_stops"):
        sql = f"""
            select count(*) from {view}
            where provider = 'balldontlie'
                and coalesce(length(driver_id) * length(driver) * length(team_id) * length(team), 0) = 0
        """
        assert walked.execute(sql).fetchone() == (0,), view
    sql = """
        select provider, filled_by, count(grid) = count(*) from results where season = 2025 and type = 'race' group by 1, 2
    """
    assert walked.execute(sql).fetchall() == [("balldontlie", "sportradar", 1)]


def test_a_walk_of_the_sandbox_passes_the_referee(walked: sqlite3.Connection) -> None:
    with closing(walked.execute("select * from verdict_rows")) as rows:
        assert rows.fetchall() == []
    assert dict(walked.execute("select verdict, count(*) > 0 from verdicts group by 1")).keys() <= {
        "ok",
        "not checked",
    }


def test_an_empty_mirror_answers_with_nothing(world: World) -> None:
    assert [name for name in views.views() if world.ask(f"select * from {name}")] == []
