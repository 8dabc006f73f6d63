"""A picture is kept until the file changes, however the change gets into it."""

import os
import sqlite3
from pathlib import Path

import pytest

from mirror.charts.cache import Drawn, state_of


@pytest.fixture
def written(tmp_path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(tmp_path / "f1.db", isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("create table one (n)")
    return connection


def test_a_picture_is_kept_until_something_is_committed(tmp_path: Path, written: sqlite3.Connection) -> None:
    drawn = Drawn(tmp_path / "f1.db")
    found, state = drawn.get("a")
    assert found is None
    drawn.keep("a", state, b"<svg/>")
    assert drawn.get("a")[0] == b"<svg/>"
    assert drawn.get("b")[0] is None
    written.execute("insert into one values (1)")
    assert drawn.get("a")[0] is None


def test_a_checkpoint_or_another_file_in_its_place_counts_as_a_change(
    tmp_path: Path, written: sqlite3.Connection
) -> None:
    path = tmp_path / "f1.db"
    before = state_of(path)
    written.execute("pragma wal_checkpoint(truncate)")
    after = state_of(path)
    assert before != after
    other = tmp_path / "other.db"
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(0, path.stat().st_mtime_ns))
    other.rename(path)
    assert state_of(path) != after


def test_a_picture_drawn_from_older_rows_is_not_kept(tmp_path: Path, written: sqlite3.Connection) -> None:
    drawn = Drawn(tmp_path / "f1.db")
    _, state = drawn.get("a")
    written.execute("insert into one values (1)")
    drawn.get("a")  # somebody saw the new rows in between
    drawn.keep("a", state, b"old")
    assert drawn.get("a")[0] is None


@pytest.mark.usefixtures("written")
def test_the_longest_unused_goes_first(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path / "f1.db")
    state = drawn.get(0)[1]
    for number in range(256):
        drawn.keep(number, state, b"")
    assert drawn.get(0)[0] == b""
    drawn.keep("new", state, b"")
    assert drawn.get(0)[0] == b""
    assert drawn.get(1)[0] is None


def test_a_file_that_is_not_there_has_a_state_too(tmp_path: Path) -> None:
    assert state_of(tmp_path / "none.db") == (None, None, None)


def test_two_commits_in_one_tick_of_the_clock_are_two_states(
    tmp_path: Path, written: sqlite3.Connection
) -> None:
    """The log is written over from its beginning here, so neither its size nor, within a tick, its time would tell."""
    files = [tmp_path / "f1.db", tmp_path / "f1.db-wal"]
    for number in range(3):
        written.execute("insert into one values (?)", (number,))
    written.execute("pragma wal_checkpoint")
    written.execute("insert into one values (4)")
    told = [one.stat() for one in files]
    before = state_of(files[0])
    written.execute("insert into one values (5)")
    for one, was in zip(files, told, strict=True):
        os.utime(one, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert [(one.stat().st_mtime_ns, one.stat().st_size) for one in files] == [
        (was.st_mtime_ns, was.st_size) for was in told
    ]
    assert state_of(files[0]) != before
