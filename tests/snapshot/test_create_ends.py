"""A create that is ended before its time, one beside another process, and how much memory one takes."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mirror.errors import MirrorError
from mirror.snapshot import examination
from mirror.snapshot.create import chosen, create
from mirror.snapshot.folder import UNFINISHED
from mirror.snapshot.manifest import NAME, Manifest
from mirror.snapshot.verify import verify
from tests.snapshot.doomed import ended_at, fifty, moments

ROOT = Path(__file__).parents[2]


def whole(folder: Path, expected: Manifest) -> bool:
    """Whether the folder holds the whole snapshot; if not, nothing in it passes for one."""
    if not (folder / NAME).exists():
        with pytest.raises(MirrorError):
            verify(folder)
        for path in folder.glob("*.db"):  # a file that has its name is whole
            assert hashlib.sha256(path.read_bytes()).hexdigest() in {file.sha256 for file in expected.files}
        return False
    return verify(folder).files == expected.files


def test_a_create_that_is_killed_leaves_no_half_file_and_the_next_one_succeeds(
    late: Path, made: Path, tmp_path: Path
) -> None:
    expected = verify(made)
    outcomes = set()
    for number, end in enumerate(
        fifty(lambda: create(late, tmp_path / "to", chosen(["all"]), with_archive=True))
    ):
        folder = tmp_path / f"{number}"
        work = lambda to=folder: create(late, to, chosen(["all"]), with_archive=True)  # noqa: E731
        outcomes.add((end(work), whole(folder, expected) if folder.exists() else False))
        if number % 10 == 0:
            if not (folder / NAME).exists():
                work()
                assert len(list(folder.iterdir())) == 3
            assert verify(folder).files == expected.files
        shutil.rmtree(folder, ignore_errors=True)
    assert (True, False) in outcomes


def test_with_a_process_beside_neither(
    late: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination, "_LARGE", 1)
    work = lambda to: create(late, to, chosen(["all"]))  # noqa: E731
    for number, end in enumerate(fifty(lambda: work(tmp_path / "to"))[::6]):
        folder = tmp_path / f"{number}"
        end(lambda to=folder: work(to))
        if folder.exists():
            whole(folder, verify(made))


def half_named(work: Callable[[], object], folder: Path, end: int) -> bool:
    """Whether work that is killed at that moment has named some of its files and not yet its manifest."""
    shutil.rmtree(folder, ignore_errors=True)
    return ended_at(work, end) and (folder / "f1.db").exists() and not (folder / NAME).exists()


def test_what_a_killed_create_left_does_not_hold_up_another(late: Path, made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "to"
    work = lambda: create(late, folder, chosen(["all"]))  # noqa: E731
    last = moments(lambda: create(late, tmp_path / "other", chosen(["all"])))
    assert any(half_named(work, folder, end) for end in range(last, 0, -1))
    assert sorted(path.name for path in folder.iterdir()) == [UNFINISHED, "f1.db"]
    with pytest.raises(MirrorError, match="unfinished"):
        verify(folder)
    assert work().mirror == verify(made).mirror
    assert sorted(path.name for path in folder.iterdir()) == ["f1.db", NAME]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of one process")
def test_memory_stays_flat(late: Path, tmp_path: Path) -> None:
    """How much memory a file of more than 20 MB takes: less than would hold it."""
    path = tmp_path / "f1.db"
    shutil.copy(late, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma synchronous = off")
        columns = "session_id, driver_id, team_id, lap_time, lap_time_ms, is_pit_out_lap, is_pit_in_lap"
        connection.execute(
            "with recursive n (v) as (select 1 union all select v + 1 from n where v < 200000)"
            f" insert into balldontlie_lap_times (id, lap_number, {columns}, extra)"
            f" select 5000000 + v, v, {columns}, json_object('filler', hex(randomblob(20)))"
            " from (select * from balldontlie_lap_times limit 1), n"
        )
    assert path.stat().st_size > 20_000_000
    # Not `ru_maxrss`: a process has that of the process it was forked from.
    script = (
        "import sys; from pathlib import Path; from mirror.snapshot.create import chosen, create\n"
        "def peak(): return int(next(one for one in open('/proc/self/status') if one.startswith('VmHWM')).split()[1])\n"
        "before = peak(); create(Path(sys.argv[1]), Path(sys.argv[2]), chosen(['all'])); print(peak() - before)"
    )
    words = [sys.executable, "-c", script, path, tmp_path / "to"]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(done.stdout) < 20_000  # KiB; SQLite keeps 2 MB of each file, and the rest is its own
