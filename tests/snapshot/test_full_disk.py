"""A disk that takes no more: one sentence that names the place, what was there stays, and nothing is left behind."""

import os
import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mirror.errors import DiskTrouble, MirrorError
from mirror.export import export
from mirror.snapshot.create import chosen, create
from mirror.snapshot.delta import delta
from mirror.snapshot.install import install
from mirror.snapshot.merge import merge
from mirror.store.archive import archive_path


def when_full(work: Callable[[], object], limit: int = 1_000_000) -> str:
    """The sentence with which the work ends in a process whose files may not grow beyond `limit` bytes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            work()
        except DiskTrouble as trouble:
            os.write(writing, str(trouble).encode())
        except MirrorError as trouble:
            os.write(writing, f"not taken for the disk: {trouble}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    try:
        return b"".join(iter(lambda: os.read(reading, 65_536), b"")).decode()
    finally:
        os.close(reading)
        os.waitpid(child, 0)


@pytest.mark.parametrize("compress", [False, True])
def test_a_create_names_the_folder_and_leaves_it_as_it_was(
    late: Path, tmp_path: Path, compress: bool
) -> None:
    folder = tmp_path / "to"
    told = when_full(lambda: create(late, folder, chosen(["all"]), with_archive=True, compress=compress))
    assert str(folder) in told
    assert str(late) not in told
    assert not folder.exists()


def test_an_install_names_the_mirror_that_stays_what_it_was(made: Path, early: Path, tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    shutil.copy(early, path)
    shutil.copy(archive_path(early), archive_path(path))
    before = path.read_bytes(), archive_path(path).read_bytes()
    told = when_full(lambda: install(made, path))
    assert str(tmp_path) in told
    assert str(made) not in told
    assert (path.read_bytes(), archive_path(path).read_bytes()) == before
    assert when_full(lambda: install(made, tmp_path / "new.db")) != ""
    assert {one.name for one in tmp_path.iterdir()} - {"f1.db-wal", "f1.db-shm"} == {
        "f1.db", "f1.archive.db", "f1.db.lock", "new.db.lock",
    }  # fmt: skip


def test_a_merge_and_a_delta_leave_nothing(late: Path, made: Path, seasons: Path, tmp_path: Path) -> None:
    create(seasons, tmp_path / "seasons", chosen(["all"]))
    assert str(tmp_path) in when_full(lambda: merge(made, tmp_path / "seasons", tmp_path / "to"))
    create(late, tmp_path / "late", chosen(["all"]), compress=True)
    assert str(tmp_path) in when_full(
        lambda: delta(tmp_path / "late", tmp_path / "seasons", tmp_path / "delta")
    )
    assert sorted(one.name for one in tmp_path.iterdir()) == ["late", "seasons"]


def test_an_export_leaves_nothing(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "to"
    assert str(folder) in when_full(lambda: export(made / "f1.db", folder, "ndjson"), 20_000)
    assert not folder.exists()
