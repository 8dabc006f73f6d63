"""Two snapshots as one snapshot: whole, proven, named as the first, and the archive when both have theirs."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from mirror.errors import FileRefused, MirrorError
from mirror.rebuild import rebuild
from mirror.snapshot.create import chosen, create
from mirror.snapshot.install import install
from mirror.snapshot.manifest import NAME, Manifest
from mirror.snapshot.merge import merge
from mirror.snapshot.verify import verify
from tests.shipping.small import Step
from tests.shipping.small import told as told_mirror
from tests.snapshot.doomed import fifty


def told(manifest: Manifest) -> tuple[object, ...]:
    return manifest.tables, manifest.coverage, manifest.providers, manifest.mirror.content_sha256


def test_merged_with_itself_it_is_what_it_was(snapshots: Path, tmp_path: Path) -> None:
    made = merge(snapshots / "b", snapshots / "b", tmp_path / "to")
    assert told(made.manifest) == told(verify(snapshots / "b"))
    assert (made.rows.first, made.rows.second, made.rows.differing, made.archive_left_out) == (0, 0, 0, False)


def test_a_later_snapshot_holds_an_earlier_one(snapshots: Path, tmp_path: Path) -> None:
    one = merge(snapshots / "a", snapshots / "b", tmp_path / "one").manifest
    two = merge(snapshots / "b", snapshots / "a", tmp_path / "two").manifest
    assert told(one) == told(two)
    later = verify(snapshots / "b")
    rows = {name: digest for name, digest in one.tables.items() if not name.startswith("mirror_")}
    assert rows == {name: digest for name, digest in later.tables.items() if not name.startswith("mirror_")}
    assert one.coverage == later.coverage


def test_of_two_providers_and_two_moments(before: Path, snapshots: Path, tmp_path: Path) -> None:
    create(before, tmp_path / "sr", chosen(["sportradar", "altsportsdata"]))
    one = merge(snapshots / "bdl", tmp_path / "sr", tmp_path / "one").manifest
    two = merge(tmp_path / "sr", snapshots / "bdl", tmp_path / "two").manifest
    assert told(one) == told(two)
    assert one.providers == ["altsportsdata", "balldontlie", "sportradar"]
    for name, digest in one.tables.items():
        whose = verify(snapshots / "bdl") if name.startswith("balldontlie_") else verify(tmp_path / "sr")
        if name.partition("_")[0] in one.providers:
            assert (name, digest) == (name, whose.tables[name])
    assert one.coverage["balldontlie"] == verify(snapshots / "bdl").coverage["balldontlie"]
    with closing(sqlite3.connect(tmp_path / "one" / "f1.db")) as connection:
        joined = "select count(distinct provider) from crosswalk where kind = 'driver' group by canonical_id"
        assert max(count for (count,) in connection.execute(joined)) == 3
        laps = connection.execute("select count(*) from laps where driver_id is not null").fetchone()[0]
        assert laps == connection.execute("select count(*) from balldontlie_lap_times").fetchone()[0]


def test_both_archives_give_one_from_which_the_mirror_can_be_made(snapshots: Path, tmp_path: Path) -> None:
    made = merge(snapshots / "az", snapshots / "bz", tmp_path / "to", compress=True)
    assert [file.role for file in made.manifest.files] == ["mirror", "archive"]
    assert made.manifest.mirror.compression == "zstd"
    install(tmp_path / "to", tmp_path / "f1.db")
    again = rebuild(tmp_path / "f1.db")
    assert again.unread == 0
    assert [name for name in again.differ if not name.startswith("mirror_")] == []


def test_half_an_archive_is_left_out(snapshots: Path, tmp_path: Path) -> None:
    made = merge(snapshots / "az", snapshots / "b", tmp_path / "to")
    assert (made.archive_left_out, [file.role for file in made.manifest.files]) == (True, ["mirror"])


def test_the_result_is_named_as_the_first(snapshots: Path, tmp_path: Path, after: Path) -> None:
    shutil.copy(after, tmp_path / "theirs.db")
    create(tmp_path / "theirs.db", tmp_path / "theirs", chosen(["all"]))
    assert merge(tmp_path / "theirs", snapshots / "a", tmp_path / "one").manifest.mirror.name == "theirs.db"
    assert merge(snapshots / "a", tmp_path / "theirs", tmp_path / "two").manifest.mirror.name == "f1.db"


def test_a_folder_that_is_no_snapshot_is_refused(snapshots: Path, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="so it is no snapshot or an unfinished one"):
        merge(snapshots / "a", tmp_path, tmp_path / "to")
    with pytest.raises(MirrorError, match="name another with --to"):
        merge(snapshots / "a", snapshots / "b", snapshots / "az")
    assert list(tmp_path.iterdir()) == []


def test_a_merge_that_is_killed_leaves_no_half_file(tmp_path: Path) -> None:
    for name, user in (("one", 1), ("two", 2)):
        said = [Step(user, "team", 1, user, user), Step(user + 3, "result", user, 1, user)]
        create(told_mirror(tmp_path / f"{name}.db", said), tmp_path / name, chosen(["all"]))
    work = lambda to: merge(tmp_path / "one", tmp_path / "two", to)  # noqa: E731
    ends = fifty(lambda: work(tmp_path / "whole"))
    work(tmp_path / "expected")
    expected = verify(tmp_path / "expected")
    outcomes = set()
    for number, end in enumerate(ends):
        folder = tmp_path / f"{number}"
        killed = end(lambda to=folder: work(to))
        there = (folder / NAME).exists()
        outcomes.add((killed, there))
        if there:
            assert told(verify(folder)) == told(expected)
        elif folder.exists():
            with pytest.raises(MirrorError):
                verify(folder)
        if killed and not there and number % 5 == 0:
            assert told(work(folder).manifest) == told(expected)  # what was left is no hindrance
        shutil.rmtree(folder, ignore_errors=True)
    assert (True, False) in outcomes


def test_memory_stays_flat(snapshots: Path, tmp_path: Path) -> None:
    # Not `ru_maxrss`: a process has that of the process it was forked from.
    code = (
        "import sys; from pathlib import Path; from mirror.snapshot.merge import merge\n"
        "merge(*map(Path, sys.argv[1:]))\n"
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    )
    words = [sys.executable, "-c", code, snapshots / "a", snapshots / "b", tmp_path / "to"]
    done = subprocess.run(words, capture_output=True, check=True, text=True, timeout=120)
    assert int(done.stdout) < 256 * 1024
