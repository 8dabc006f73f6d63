"""Which files are opened, and which are refused and left exactly as they were."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mirror.errors import DiskTrouble, FileRefused
from mirror.identity import ARCHIVE_ID, MIRROR_ID, SCHEMA, refuse_foreign
from mirror.reading.connection import connect
from mirror.store import Store
from mirror.store.files import open_reading


def header(path: Path) -> tuple[int, int]:
    connection = sqlite3.connect(path)
    found = [
        connection.execute(f"pragma {name}").fetchone()[0] for name in ("application_id", "user_version")
    ]
    connection.close()
    return found[0], found[1]


def made(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def test_a_new_mirror_and_its_archive_say_what_they_are(tmp_path: Path) -> None:
    Store(tmp_path / "f1.db").close()
    assert header(tmp_path / "f1.db") == (MIRROR_ID, SCHEMA)
    assert header(tmp_path / "f1.archive.db") == (ARCHIVE_ID, SCHEMA)
    assert sorted(p.name for p in tmp_path.iterdir()) in (
        ["f1.archive.db", "f1.db"],
        ["f1.archive.db", "f1.db", "f1.db.lock"],
    )


def test_a_mirror_opens_again_and_an_empty_file_becomes_one(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    path.touch()
    Store(path).close()
    before = header(path)
    Store(path).close()
    assert header(path) == before == (MIRROR_ID, SCHEMA)
    empty = made(tmp_path / "empty.db", "pragma user_version = 0", "create table x (y)", "drop table x")
    Store(empty).close()
    assert header(empty) == (MIRROR_ID, SCHEMA)


def _foreign(folder: Path) -> Path:
    return made(folder / "f1.db", "create table notes (text)", "insert into notes values ('mine')")


def _marked(folder: Path) -> Path:
    return made(folder / "f1.db", "pragma application_id = 252006674", "create table tiles (z)")


def _newer(folder: Path) -> Path:
    return made(
        folder / "f1.db",
        f"pragma application_id = {MIRROR_ID}",
        f"pragma user_version = {SCHEMA + 1}",
        "create table mirror_runs (id)",
    )


def _text(folder: Path) -> Path:
    path = folder / "f1.db"
    path.write_text("season,driver\n2024,Norris\n")
    return path


def _damaged(folder: Path) -> Path:
    Store(folder / "f1.db").close()
    path = folder / "f1.db"
    path.write_bytes(path.read_bytes()[:16] + b"\xff" * 4000)
    return path


def _archive(folder: Path) -> Path:
    Store(folder / "other.db").close()
    return folder / "other.archive.db"


REFUSED = [
    (
        _foreign,
        "{path} is another program's database, not a mirror; it was left alone, name another file with --db.",
    ),
    (
        _marked,
        "{path} is another program's database, not a mirror; it was left alone, name another file with --db.",
    ),
    (
        _newer,
        "{path} was written by a newer f1-mirror (schema {newer}, this one knows {schema}); upgrade f1-mirror.",
    ),
    (_text, "{path} is not a SQLite database; it was left alone, name another file with --db."),
    (_damaged, "{path} is damaged (file is not a database); restore it, or name another file with --db."),
    (_archive, "{path} is an archive, not a mirror; it was left alone, name another file with --db."),
]


@pytest.mark.parametrize(("make", "sentence"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_no_mirror_is_refused_and_left_alone(
    tmp_path: Path, make: Callable[[Path], Path], sentence: str
) -> None:
    path = make(tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    expected = sentence.format(path=path, newer=SCHEMA + 1, schema=SCHEMA)
    openers: list[Callable[[Path], object]] = [Store, open_reading]
    for open_it in openers:
        with pytest.raises(FileRefused) as caught:
            open_it(path)
        assert str(caught.value) == expected
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_a_folder_is_refused(tmp_path: Path) -> None:
    openers: list[Callable[[Path], object]] = [Store, open_reading]
    for open_it in openers:
        with pytest.raises(FileRefused) as caught:
            open_it(tmp_path)
        assert str(caught.value) == f"{tmp_path} is a folder; name a file with --db."


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "f1.db"
    with pytest.raises(DiskTrouble) as caught:
        Store(path)
    assert (
        str(caught.value)
        == f"{path} cannot be written (its folder is not there); check the folder and its permissions."
    )
    assert list(tmp_path.iterdir()) == []


def test_reading_makes_no_mirror(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    with pytest.raises(FileRefused) as caught:
        open_reading(path)
    assert (
        str(caught.value)
        == f"There is no mirror at {path}; make one with 'f1-mirror sync', or name it with --db."
    )
    assert list(tmp_path.iterdir()) == []


def test_reading_cannot_write(tmp_path: Path) -> None:
    Store(tmp_path / "f1.db").close()
    connection = open_reading(tmp_path / "f1.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("insert into mirror_runs (id) values (1)")
    connection.close()


def test_a_foreign_archive_is_refused_and_the_lock_let_go(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    Store(tmp_path / "other.db").close()
    shutil.copy(tmp_path / "other.db", tmp_path / "f1.archive.db")
    with pytest.raises(FileRefused, match=r"f1\.archive\.db is a mirror, not an archive"):
        Store(path)
    (tmp_path / "f1.archive.db").unlink()
    Store(path, patience=0.0).close()


def test_who_looks_at_a_file_takes_no_lock_from_those_who_read_it(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    Store(path).close()
    with closing(open_reading(path)) as reader:
        assert reader.execute("select id from mirror_now").fetchall() == [(1,)]
        open_reading(path).close()
        connect(path).close()
        assert refuse_foreign(path)
        writes_and_ends = (
            "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('pragma user_version').fetchone()"
        )
        subprocess.run([sys.executable, "-c", writes_and_ends, str(path)], check=True)
        assert path.with_name("f1.db-wal").exists()  # the last to leave takes it away


def test_what_only_cannot_be_read_here_is_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    Store(path).close()
    path.with_name("f1.db-wal").write_bytes(bytes(5_000))
    path.with_name("f1.db-shm").symlink_to(tmp_path / "no" / "folder")  # what even a superuser cannot open
    with pytest.raises(FileRefused) as caught:
        open_reading(path)
    assert str(caught.value) == (
        f"{path} cannot be read (unable to open database file); check the file and its folder."
    )
