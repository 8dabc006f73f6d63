"""A mirror is only read: live or a snapshot, from several threads, and nothing that is no mirror."""

import hashlib
import re
import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from mirror import Mirror, MirrorError
from mirror.errors import FileRefused
from mirror.identity import SCHEMA
from mirror.reading import connect

DRIVERS = "select count(*) as n from balldontlie_drivers"


@pytest.fixture
def snapshot(path: Path, tmp_path: Path) -> Path:
    """The mirror in one file, in delete mode, in a folder of its own."""
    folder = tmp_path / "snapshot"
    folder.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("vacuum into ?", (str(folder / "f1.db"),))
    return folder / "f1.db"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_snapshot_is_read_without_a_trace(snapshot: Path) -> None:
    before = digest(snapshot)
    snapshot.chmod(0o444)
    snapshot.parent.chmod(0o555)
    try:
        with Mirror(snapshot) as m:
            assert m.balldontlie.drivers().count() == m.sql(DRIVERS).one().n > 20
            assert m.balldontlie.drivers(as_of="2026-07-02T00:00:00Z").count() > 20
            assert list(snapshot.parent.iterdir()) == [snapshot]
    finally:
        snapshot.parent.chmod(0o755)
    assert (digest(snapshot), list(snapshot.parent.iterdir())) == (before, [snapshot])


def test_a_file_in_wal_mode_is_read_where_no_index_can_be_kept(snapshot: Path) -> None:
    with closing(sqlite3.connect(snapshot)) as connection:
        connection.execute("pragma journal_mode = wal")
    Path(f"{snapshot}-shm").symlink_to(snapshot.parent / "no" / "folder")  # what even a superuser cannot open
    with Mirror(snapshot) as m:
        assert m.sql(DRIVERS).one().n > 20
    Path(f"{snapshot}-wal").write_bytes(b"not yet in the file" * 2)
    with pytest.raises(
        FileRefused, match=r"^.*f1\.db cannot be read \(.*\); check the file and its folder\.$"
    ):
        Mirror(snapshot)


def test_a_live_mirror_shows_what_is_committed(snapshot: Path) -> None:
    with closing(sqlite3.connect(snapshot)) as writer, Mirror(snapshot) as m:
        writer.execute("pragma journal_mode = wal")
        before = m.balldontlie.teams().count()
        writer.create_function("merged", 2, lambda one, _: one)
        writer.execute("insert into balldontlie_teams (id, name) values (1, 'New')")
        assert m.balldontlie.teams().count() == before
        writer.commit()
        assert m.balldontlie.teams().count() == before + 1
        assert m.teams().count() >= before


def test_another_file_in_its_place_is_noticed(snapshot: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    shutil.copy(snapshot, other)
    with closing(sqlite3.connect(other)) as writer, writer:
        writer.execute("insert into balldontlie_teams (id, name) values (1, 'New')")
    with Mirror(snapshot) as m:
        before = m.balldontlie.teams().count()
        reading = iter(m.balldontlie.lap_times())
        first = next(reading)
        other.replace(snapshot)
        assert m.balldontlie.teams().count() == before + 1
        assert sum(1 for _ in reading) > 300
        assert first.lap_number is not None
        snapshot.unlink()
        assert m.balldontlie.teams().count() == before + 1


def test_every_thread_has_a_connection_of_its_own(path: Path, race: int) -> None:
    with Mirror(path) as m:
        wanted = m.balldontlie.lap_times(session_ids=race).dicts()
        together = threading.Barrier(4)

        def ask(_: int) -> bool:
            together.wait(timeout=30)
            answers = [m.balldontlie.lap_times(session_ids=race).dicts() for _ in range(5)]
            names = {lap.driver.last_name for lap in m.balldontlie.lap_times(session_ids=race) if lap.driver}
            return all(one == wanted for one in answers) and len(names) > 10

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(ask, range(8))) == [True] * 8


def test_a_closed_mirror_says_so(path: Path) -> None:
    with Mirror(path) as m:
        teams = m.balldontlie.teams()
    for ask in (teams.dicts, m.views, lambda: m.sql("select 1"), lambda: m.laps(season=2025)):
        with pytest.raises(MirrorError, match=r"^This Mirror of .* is closed; open it again\.$"):
            ask()  # type: ignore[operator] # any question


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: None, "There is no mirror at {path}; make one with 'f1-mirror sync', or name it with --db."),
        (lambda path: path.touch(), "There is no mirror at {path}; make one with 'f1-mirror sync', or name it with --db."),
        (lambda path: path.mkdir(), "{path} is a folder; name a file with --db."),
        (lambda path: path.write_text("Dear Sir"), "{path} is not a SQLite database; it was left alone, name another file with --db."),
    ],
)  # fmt: skip
def test_what_is_no_mirror_is_refused_in_a_sentence(tmp_path: Path, make, sentence: str) -> None:
    path = tmp_path / "f1.db"
    make(path)
    with pytest.raises(FileRefused, match=f"^{re.escape(sentence.format(path=path))}$"):
        Mirror(path)


@pytest.mark.parametrize(
    ("pragma", "sentence"),
    [
        (
            "pragma application_id = 7",
            "{path} is another program's database, not a mirror; it was left alone",
        ),
        (f"pragma user_version = {SCHEMA + 1}", "{path} was written by a newer f1-mirror (schema"),
    ],
)
def test_a_foreign_and_a_newer_file_are_refused(snapshot: Path, pragma: str, sentence: str) -> None:
    with closing(sqlite3.connect(snapshot)) as connection:
        connection.execute(pragma)
    for opening in (Mirror, connect):
        with pytest.raises(FileRefused, match=f"^{re.escape(sentence.format(path=snapshot))}"):
            opening(snapshot)


def test_a_damaged_file_is_told(snapshot: Path) -> None:
    with snapshot.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8_000)
    with pytest.raises(FileRefused, match=r"f1\.db (is damaged|cannot be read) \("):
        Mirror(snapshot).balldontlie.drivers().dicts()


@pytest.mark.parametrize(
    "sql",
    [
        "delete from balldontlie_teams", "update balldontlie_teams set name = 'x'", "insert into balldontlie_teams (id) values (1)",
        "create table t (a)", "create temp table t (a)", "drop table balldontlie_teams", "attach ':memory:' as other",
        "pragma user_version = 7", "pragma query_only = off", "vacuum", "vacuum into 'copy.db'", "begin immediate", "reindex",
        "update sqlite_master set name = 'x'", "savepoint a", "analyze", "pragma writable_schema = 1",
    ],
)  # fmt: skip
def test_nothing_can_be_written(snapshot: Path, sql: str) -> None:
    before = digest(snapshot)
    with Mirror(snapshot) as m, pytest.raises(MirrorError, match=r"^The SQL (was refused|failed)"):
        m.sql(sql).dicts()
    assert (digest(snapshot), list(snapshot.parent.iterdir())) == (before, [snapshot])


@pytest.mark.parametrize(
    ("sql", "values", "sentence"),
    [
        ("selct 1", (), 'The SQL failed: near "selct": syntax error.'),
        (
            "select x from balldontlie_teams", (),
            "The SQL failed: no such column: x; there are id, name, display_name, color, extra, removed_at.",
        ),
        (
            "select t.displayname from balldontlie_teams as t", (),
            "The SQL failed: no such column: t.displayname; did you mean 'display_name'?",
        ),
        ("select * from lapz", (), "The SQL failed: no such table: lapz; did you mean 'laps'?"),
        ("select * from main.standing", (), "The SQL failed: no such table: main.standing; did you mean 'standings'?"),
        ("select * from xyzzy", (), "The SQL failed: no such table: xyzzy."),
        (
            "select * from race_trace", (),
            "The SQL failed: no such table: race_trace; race_trace is a query, m.q.race_trace() or 'f1-mirror query race_trace'.",
        ),
        ("select 1; select 2", (), "The SQL failed: You can only execute one statement at a time."),
        ("", (), "The SQL asks for nothing; write a select."),
        ("-- nothing", (), "The SQL asks for nothing; write a select."),
        ("select ?", (), "The SQL failed: Incorrect number of bindings supplied. The current statement uses 1, and there are 0 supplied."),
        ("select :a", {"b": 1}, "The SQL failed: You did not supply a value for binding parameter :a."),
        ("select ?", [2**80], "The SQL failed: Python int too large to convert to SQLite INTEGER."),
    ],
)  # fmt: skip
def test_wrong_sql_is_one_sentence(m: Mirror, sql: str, values: object, sentence: str) -> None:
    with pytest.raises(MirrorError, match=f"^{re.escape(sentence)}$"):
        m.sql(sql, values).dicts()  # type: ignore[arg-type] # what a person may give


def test_what_only_tells_is_allowed(m: Mirror) -> None:
    assert m.sql("pragma user_version").one()["user_version"] == SCHEMA
    assert m.sql("pragma table_info(balldontlie_teams)").count() == 6
    assert m.sql("select name from pragma_table_info('balldontlie_teams')").count() == 6
    assert m.sql("select value from json_each(:list)", {"list": "[1, 2]"}).dicts() == [
        {"value": 1},
        {"value": 2},
    ]
    assert m.sql("explain query plan select 1").dicts() != []
    assert m.sql("-- a comment\nselect 1 as a;").count() == 1
