"""A disk that is full, a file that is not ours, a mirror that somebody else writes."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from trial import CONFIGURED, KEYS, Whole, ask, mirror, same, settings, sound, tables

from mirror.errors import FileRefused, MirrorBusy
from mirror.run.sync import sync
from mirror.sandbox import Sandbox
from mirror.selection import select
from mirror.store import Store
from mirror.store.archive import archive_path

HERE = str(Path(__file__).parents[2])


def environment(url: str, **more: str) -> dict[str, str]:
    """The environment that leads the command to the sandbox."""
    ours = ("BALLDONTLIE_", "SPORTRADAR_", "ALTSPORTSDATA_", "F1_MIRROR_")
    own = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    values = {name.upper(): str(value) for name, value in CONFIGURED.items()}
    for provider, key in KEYS.items():
        values |= {f"{provider.upper()}_API_KEY": key, f"{provider.upper()}_BASE_URL": url}
    return {**own, **values, "PYTHONPATH": HERE, "F1_MIRROR_DB": "f1.db", **more}


@pytest.mark.parametrize("kilobytes", [4, 900, 1500])
def test_a_full_disk(box: Sandbox, whole: Whole, tmp_path: Path, kilobytes: int) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    done = subprocess.run(
        [sys.executable, "-m", "mirror", "sync", "--season", "all", "--log", "json"],
        cwd=tmp_path, env=environment(box.url), capture_output=True, text=True, timeout=120, preexec_fn=small, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("f1-mirror: ")
    assert "f1.db" in done.stderr or "f1.archive.db" in done.stderr
    path = tmp_path / "f1.db"
    for file in (path, archive_path(path)):
        assert not file.exists() or ask(file, "pragma integrity_check") == [("ok",)]
    if kilobytes > 4:
        sound(path)
    assert mirror(path, box).code == 0
    assert same(tables(path), whole.tables) == {}


def other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table notes (words text)")
        connection.commit()


def newer_mirror(path: Path) -> None:
    Store(path).close()
    archive_path(path).unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma user_version = 99")
        connection.commit()


def archive(path: Path) -> None:
    Store(path).close()
    archive_path(path).replace(path)


FOREIGN: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("just words\n" * 50),
    "half a header": lambda path: path.write_bytes(b"SQLite form"),
    "damaged": lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 8),
    "another program's": other_database,
    "newer": newer_mirror,
    "an archive": archive,
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_is_no_mirror_is_left_alone(box: Sandbox, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "notes.db"
    FOREIGN[kind](path)
    before, seen = path.read_bytes(), len(box.seen)
    with pytest.raises(FileRefused, match=r"notes\.db") as refusal:
        mirror(path, box)
    assert refusal.value.code == 1
    assert "\n" not in str(refusal.value)
    assert path.read_bytes() == before
    assert len(box.seen) == seen
    assert not archive_path(path).exists()


def test_an_archive_that_is_no_archive_is_left_alone(box: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    archive_path(path).write_text("my notes")
    with pytest.raises(FileRefused, match=r"f1\.archive\.db"):
        mirror(path, box)
    assert archive_path(path).read_text() == "my notes"


def test_a_second_run_names_the_first(box: Sandbox, path: Path) -> None:
    first = Store(path)
    try:
        first.begin_run("sync", {}, "2026-01-01T00:00:00.000Z")
        with pytest.raises(MirrorBusy, match=rf"'f1-mirror sync' \(process {os.getpid()} on .+\)") as refusal:
            sync(path, select(("altsportsdata",)), settings(box.url))
        assert refusal.value.code == 1
    finally:
        first.close()
    assert mirror(path, box, "altsportsdata").code == 0
