"""What holds for every table, and that SQLite takes them."""

import inspect
import re
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import Table, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from mirror.tables import PROVIDER_TABLES, columns

NAMES = {
    "balldontlie": "drivers teams circuits seasons events sessions session_results driver_standings team_standings "
    "lap_times qualifying_results pit_stops tire_stints session_weather race_control_messages position_history "
    "session_timing_stats track_status futures",
    "sportradar": "stages sports categories venues competitors teams stage_results probabilities competitor_profiles "
    "team_profiles merge_mappings deleted_stages",
    "altsportsdata": "sports events heats heat_results athletes",
}

KEYS = {
    "balldontlie_futures": ["id", "event_id"],
    "balldontlie_seasons": ["year"],
    "sportradar_stage_results": ["stage_id", "competitor_id", "team_id"],
    "sportradar_probabilities": [
        "stage_id",
        "market_type",
        "market_name",
        "market_description",
        "outcome_id",
    ],
    "sportradar_competitor_profiles": ["competitor_id"],
    "sportradar_team_profiles": ["team_id"],
    "sportradar_merge_mappings": ["merged_id"],
    "sportradar_deleted_stages": ["season_id", "id"],
    "altsportsdata_heats": ["event_id", "heat_id"],
    "altsportsdata_heat_results": ["event_id", "heat_id", "result_key"],
}

INDEXES = {
    "balldontlie_events": ["season, start_date"],
    "balldontlie_sessions": ["event_id, type, name"],
    "balldontlie_session_results": ["session_id, driver_id"],
    "balldontlie_driver_standings": ["season, driver_id"],
    "balldontlie_team_standings": ["season, team_id"],
    "balldontlie_lap_times": ["session_id, driver_id, lap_number"],
    "balldontlie_qualifying_results": ["session_id, driver_id"],
    "balldontlie_pit_stops": ["session_id, driver_id, stop_number"],
    "balldontlie_tire_stints": ["session_id, driver_id, stint_number"],
    "balldontlie_session_weather": ["session_id"],
    "balldontlie_race_control_messages": ["session_id, utc_time"],
    "balldontlie_position_history": ["session_id, driver_id, lap_number"],
    "balldontlie_session_timing_stats": ["session_id, driver_id"],
    "balldontlie_track_status": ["session_id, utc_time"],
    "balldontlie_futures": ["event_id, market_type, vendor"],
    "sportradar_stages": ["parent_id"],
}

UNIQUE = {
    "sportradar_stage_results": ["stage_id, coalesce(competitor_id, ''), coalesce(team_id, '')"],
    "sportradar_probabilities": [
        "stage_id, market_type, market_name, coalesce(market_description, ''), outcome_id"
    ],
}

COLUMNS = [(name, column) for name, table in PROVIDER_TABLES.items() for column in table.columns]


def indexes(table: Table, *, unique: bool) -> list[str]:
    statements = [
        str(CreateIndex(i).compile(dialect=sqlite.dialect())) for i in table.indexes if i.unique == unique
    ]
    return [statement[statement.index("(") + 1 : -1] for statement in statements]


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    for table in PROVIDER_TABLES.values():
        connection.execute(str(CreateTable(table).compile(dialect=sqlite.dialect())))
        for index in table.indexes:
            connection.execute(str(CreateIndex(index).compile(dialect=sqlite.dialect())))
    yield connection
    connection.close()


def test_there_are_these_tables() -> None:
    assert set(PROVIDER_TABLES) == {f"{p}_{name}" for p, names in NAMES.items() for name in names.split()}
    assert all(table.name == name for name, table in PROVIDER_TABLES.items())


def test_every_column_says_what_it_is() -> None:
    silent = [
        f"{name}.{column.name}"
        for name, column in COLUMNS
        if not re.fullmatch(r"[A-Z0-9`].{4,}[.]", column.comment or "")
    ]
    assert silent == []


@pytest.mark.parametrize("name", PROVIDER_TABLES)
def test_extra_and_removed_at_come_last(name: str) -> None:
    *_, extra, removed_at = PROVIDER_TABLES[name].columns
    assert (extra.name, type(extra.type), extra.nullable) == ("extra", columns.Json, True)
    assert (removed_at.name, type(removed_at.type), removed_at.nullable) == (
        "removed_at",
        columns.Instant,
        True,
    )


def test_every_table_is_one_class_that_names_its_page() -> None:
    classes = {
        str(mapper.local_table): mapper.class_
        for mapper in SQLModel._sa_registry.mappers
        if str(mapper.local_table) in PROVIDER_TABLES
    }
    assert set(classes) == set(PROVIDER_TABLES)
    for name, model in classes.items():
        what, blank, page = (inspect.getdoc(model) or "").split("\n")
        assert what.endswith("."), name
        assert blank == ""
        assert "GET /" in page if not name.startswith("sportradar_") else "/" in page, name


def test_keys() -> None:
    keys = {name: [column.name for column in table.primary_key] for name, table in PROVIDER_TABLES.items()}
    assert keys == {name: ["id"] for name in PROVIDER_TABLES} | KEYS


def test_indexes() -> None:
    assert {n: found for n, t in PROVIDER_TABLES.items() if (found := indexes(t, unique=False))} == INDEXES
    assert {n: found for n, t in PROVIDER_TABLES.items() if (found := indexes(t, unique=True))} == UNIQUE


def test_only_the_absent_may_be_missing_from_a_key() -> None:
    optional = {(name, c.name) for name, t in PROVIDER_TABLES.items() for c in t.primary_key if c.nullable}
    assert optional == {
        ("sportradar_stage_results", "competitor_id"),
        ("sportradar_stage_results", "team_id"),
        ("sportradar_probabilities", "market_description"),
    }
    required = {(name, c.name) for name, t in PROVIDER_TABLES.items() for c in t.columns if not c.nullable}
    assert (
        required == {(name, c.name) for name, t in PROVIDER_TABLES.items() for c in t.primary_key} - optional
    )


def test_what_is_asked_and_what_comes_from_within() -> None:
    asked = {(name, column.name) for name, column in COLUMNS if column.info.get("asked")}
    assert asked == {
        ("balldontlie_futures", "event_id"),
        ("sportradar_deleted_stages", "season_id"),
        ("altsportsdata_heats", "event_id"),
        ("altsportsdata_heat_results", "event_id"),
        ("altsportsdata_heat_results", "heat_id"),
    }
    of_driver = {name for name, column in COLUMNS if column.info.get("within") == "driver"}
    assert of_driver == {
        name
        for name, table in PROVIDER_TABLES.items()
        if name.startswith("balldontlie_") and {"driver_id", "team_id"} <= set(table.columns.keys())
    } - {"balldontlie_futures"}
    of_subject = {(name, column.name) for name, column in COLUMNS if column.info.get("within") == "subject"}
    assert of_subject == {("balldontlie_futures", name) for name in ("subject_type", "driver_id", "team_id")}


def test_twins_stand_beside_the_text_they_are_read_from() -> None:
    twins = {(name, c.name): c.info["twin"][0] for name, c in COLUMNS if "twin" in c.info}
    results, heats = "sportradar_stage_results", "altsportsdata_heat_results"
    assert twins == {
        (results, "time_ms"): "time",
        (results, "time_gap_ms"): "time",
        (results, "time_laps_down"): "time",
        (results, "fastest_lap_time_ms"): "fastest_lap_time",
        (results, "fastest_lap_gap_ms"): "fastest_lap_time",
        (results, "gap_to_leader_ms"): "gap_to_leader",
        (results, "gap_to_leader_laps"): "gap_to_leader",
        (results, "interval_to_position_ahead_ms"): "interval_to_position_ahead",
        (results, "interval_to_position_ahead_laps"): "interval_to_position_ahead",
        (heats, "lap_time_ms"): "lap_time",
        (heats, "gap_ms"): "gap",
        (heats, "gap_laps"): "gap",
    }
    for (name, _), source in twins.items():
        assert type(PROVIDER_TABLES[name].columns[source].type) is Text


def test_only_results_are_whole() -> None:
    whole: dict[str, set[str]] = {name: set() for name in PROVIDER_TABLES} | {
        "sportradar_stage_results": {
            column.name
            for column in PROVIDER_TABLES["sportradar_stage_results"].columns
            if column.name not in ("stage_id", "competitor_id", "team_id", "extra", "removed_at")
            and "twin" not in column.info
        }
    }
    assert {
        name: {column.name for column in table.columns if column.info.get("whole")}
        for name, table in PROVIDER_TABLES.items()
    } == whole


def test_parents_come_before_children() -> None:
    order = list(PROVIDER_TABLES)
    for name, table in PROVIDER_TABLES.items():
        for key in table.foreign_keys:
            parent = key.column.table.name
            assert parent == name or order.index(parent) < order.index(name)


def test_sqlite_takes_every_table_and_every_reference(db: sqlite3.Connection) -> None:
    made = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert made == set(PROVIDER_TABLES)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    for name, table in PROVIDER_TABLES.items():
        told = {(row[3], row[2], row[4]) for row in db.execute(f"PRAGMA foreign_key_list({name})")}
        assert told == {(k.parent.name, k.column.table.name, k.column.name) for k in table.foreign_keys}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO balldontlie_lap_times (id, session_id) VALUES (1, 1770)",
        "INSERT INTO balldontlie_driver_standings (id, season) VALUES (397, 2024)",
        "INSERT INTO sportradar_stages (id, parent_id) VALUES ('sr:stage:2', 'sr:stage:1')",
        "INSERT INTO altsportsdata_heat_results (event_id, heat_id, result_key) VALUES ('f1-bahrain-gp-2026', 'race', '0')",
    ],
)
def test_a_row_without_its_parent_is_refused(db: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        db.execute(statement)


def test_a_deleted_stage_may_never_have_been_seen(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO sportradar_stages (id) VALUES ('sr:stage:1')")
    db.execute("INSERT INTO sportradar_deleted_stages (season_id, id) VALUES ('sr:stage:1', 'sr:stage:404')")
    rows = db.execute("SELECT season_id, id FROM sportradar_deleted_stages").fetchall()
    assert rows == [("sr:stage:1", "sr:stage:404")]


def test_a_result_is_one_row_also_without_driver_or_team(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO sportradar_stages (id) VALUES ('s')")
    db.execute("INSERT INTO sportradar_competitors (id) VALUES ('c')")
    db.execute("INSERT INTO sportradar_teams (id) VALUES ('t')")
    insert = "INSERT INTO sportradar_stage_results (stage_id, competitor_id, team_id) VALUES ('s', ?, ?)"
    keys = [("c", "t"), ("c", None), (None, "t")]
    for key in keys:
        db.execute(insert, key)
    for key in keys:
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            db.execute(insert, key)
    found = db.execute(
        "SELECT competitor_id, team_id FROM sportradar_stage_results ORDER BY rowid"
    ).fetchall()
    assert found == keys


def test_an_outcome_is_one_row_also_without_a_description(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO sportradar_stages (id) VALUES ('s')")
    insert = (
        "INSERT INTO sportradar_probabilities (stage_id, market_type, market_name, market_description, outcome_id) "
        "VALUES ('s', 'team', 'outright', ?, 'o')"
    )
    for description in (None, "Winning Constructor"):
        db.execute(insert, (description,))
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            db.execute(insert, (description,))
    found = db.execute("SELECT market_description FROM sportradar_probabilities ORDER BY 1").fetchall()
    assert found == [(None,), ("Winning Constructor",)]
