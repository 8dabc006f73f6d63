"""A delta makes of one snapshot the other, to the byte, is small, and fits on nothing else."""

import hashlib
import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from mirror.errors import FileRefused, MirrorError
from mirror.snapshot import delta as form
from mirror.snapshot.apply import apply, build
from mirror.snapshot.compare import side_by_side
from mirror.snapshot.create import chosen, create
from mirror.snapshot.delta import delta
from mirror.snapshot.diff import diff
from mirror.snapshot.manifest import NAME
from mirror.snapshot.verify import verify
from tests.shipping.small import Step, hashes, steps, told
from tests.snapshot.doomed import fifty

PAIRS = [
    ("a", "b"),
    ("b", "a"),
    ("az", "bz"),
    ("a", "bz"),
    ("bz", "a"),
    ("bdl", "b"),
    ("b", "bdl"),
    ("a", "a"),
]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(("base", "result"), PAIRS, ids=lambda name: name)
def test_the_result_is_the_other_snapshot_to_the_byte(
    snapshots: Path, tmp_path: Path, base: str, result: str
) -> None:
    delta(snapshots / base, snapshots / result, tmp_path / "delta")
    applied = apply(tmp_path / "delta", snapshots / base, tmp_path / "out")
    assert (applied.exact, applied.manifest) == (True, verify(snapshots / result))
    assert contents(tmp_path / "out") == contents(snapshots / result)


def test_a_weekend_on_a_season_is_small(snapshots: Path, tmp_path: Path) -> None:
    # One weekend of six; of twenty-four it is a quarter of that.
    made = delta(snapshots / "a", snapshots / "b", tmp_path / "delta")
    assert made.bytes == (tmp_path / "delta").stat().st_size
    assert made.bytes < 0.05 * made.result_bytes
    assert made.result_bytes == verify(snapshots / "b").mirror.bytes


@settings(max_examples=6, deadline=None)
@given(steps(1), steps(2))
def test_any_file_is_made_from_any_other(a: list[Step], b: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        old, new, made = (Path(folder) / name for name in ("old", "new", "made"))
        told(old, a)
        told(new, b)
        with side_by_side(old, new) as connection:
            form.write(
                Path(folder) / "delta",
                {"schema": form.schema_of(connection)},
                form.records(connection, "mirror"),
            )
        header = form.header_of(Path(folder) / "delta")
        build(made, old, header["schema"], form.records_of(Path(folder) / "delta", "mirror"))
        assert hashes(made) == hashes(new)
        assert schema(made) == schema(new)


def schema(path: Path) -> set[tuple[str, str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return set(
            connection.execute("select type, name, sql from sqlite_schema where name not like 'sqlite_%'")
        )


def test_tables_and_columns_that_come_and_go(tmp_path: Path) -> None:
    statements = {
        "old": [
            "create table kept (id integer primary key, a text)",
            "create table left (id text primary key not null)",
            "create table keyless (a)",
            "insert into kept values (1, 'x'), (2, 'y'), (3, null)",
            "insert into left values ('gone')",
            "insert into keyless values (1), (1)",
        ],
        "new": [
            "create table kept (id integer primary key, a text, b integer)",
            "create table came (x text, y text, primary key (x, y))",
            "create table keyless (a)",
            "create view seen as select a from kept",
            "create index kept_a on kept (a)",
            "insert into kept values (1, 'x', null), (2, 'y', 5), (4, null, null)",
            "insert into came values ('p', null), ('q', 'r')",
            "insert into keyless values (2)",
        ],
    }
    for name, all_of_it in statements.items():
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            for sql in all_of_it:
                connection.execute(sql)
            connection.commit()
    with side_by_side(tmp_path / "old", tmp_path / "new") as connection:
        form.write(
            tmp_path / "delta", {"schema": form.schema_of(connection)}, form.records(connection, "mirror")
        )
    header = form.header_of(tmp_path / "delta")
    build(
        tmp_path / "made", tmp_path / "old", header["schema"], form.records_of(tmp_path / "delta", "mirror")
    )
    assert hashes(tmp_path / "made") == hashes(tmp_path / "new")
    assert schema(tmp_path / "made") == schema(tmp_path / "new")


def test_another_base_is_refused_in_a_sentence(snapshots: Path, tmp_path: Path) -> None:
    delta(snapshots / "a", snapshots / "b", tmp_path / "delta")
    for base in ("b", "bdl", "az"):
        with pytest.raises(MirrorError, match=r"was made from another snapshot than .*, this is f1 as of"):
            apply(tmp_path / "delta", snapshots / base, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_every_flipped_byte_is_found(snapshots: Path, tmp_path: Path) -> None:
    delta(snapshots / "a", snapshots / "b", tmp_path / "delta")
    whole = (tmp_path / "delta").read_bytes()
    chance = random.Random(6)
    places = {
        *range(30),
        *(len(whole) - 1 - back for back in range(30)),
        *chance.sample(range(len(whole)), 140),
    }
    damaged = tmp_path / "damaged"
    for place in sorted(places):
        damaged.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :]
        )
        with pytest.raises(FileRefused):
            form.header_of(damaged)
    for length in (0, 5, 9, 12, 100, len(whole) - 1):
        damaged.write_bytes(whole[:length])
        with pytest.raises(FileRefused):
            form.header_of(damaged)


def test_a_newer_delta_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "newer"
    path.write_bytes(form.MAGIC + bytes([form.VERSION + 1]) + b"whatever")
    with pytest.raises(
        FileRefused, match=r"written by a newer f1-mirror \(delta version 2, this one knows 1\)"
    ):
        form.header_of(path)


def test_a_result_that_is_not_what_was_promised_is_refused(snapshots: Path, tmp_path: Path) -> None:
    delta(snapshots / "a", snapshots / "b", tmp_path / "delta")
    header = form.header_of(tmp_path / "delta")
    records = [record for record in form.records_of(tmp_path / "delta", "mirror") if record[0] != form.GONE][
        :-1
    ]
    form.write(tmp_path / "other", header, records)
    with pytest.raises(FileRefused, match="did not give what it promises"):
        apply(tmp_path / "other", snapshots / "a", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_there_is_left_alone(snapshots: Path, tmp_path: Path) -> None:
    path = tmp_path / "delta"
    path.write_text("mine")
    with pytest.raises(MirrorError, match="is there already"):
        delta(snapshots / "a", snapshots / "b", path)
    path.unlink()
    delta(snapshots / "a", snapshots / "b", path)
    with pytest.raises(MirrorError, match="name another with --to"):
        apply(path, snapshots / "a", snapshots / "b")
    assert [found.name for found in tmp_path.iterdir()] == ["delta"]


def test_a_delta_that_is_killed_leaves_nothing_under_its_name(snapshots: Path, tmp_path: Path) -> None:
    path = tmp_path / "delta"
    work = lambda: delta(snapshots / "a", snapshots / "b", path)  # noqa: E731
    ends = fifty(work)
    whole = hashlib.sha256(path.read_bytes()).hexdigest()
    outcomes = set()
    for end in ends:
        path.unlink(missing_ok=True)
        outcomes.add((end(work), path.exists()))
        assert not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() == whole
    assert (True, False) in outcomes
    path.unlink(missing_ok=True)
    work()
    assert [found.name for found in tmp_path.iterdir()] == ["delta"]


def test_an_apply_that_is_killed_leaves_no_snapshot(tmp_path: Path) -> None:
    said = [Step(1, "team", 1, 1, 1), Step(2, "result", 1, 1, 1)]
    for name, count in (("one", 1), ("two", 2)):
        create(told(tmp_path / f"{name}.db", said[:count]), tmp_path / name, chosen(["all"]))
    delta(tmp_path / "one", tmp_path / "two", tmp_path / "delta")
    work = lambda to: apply(tmp_path / "delta", tmp_path / "one", to)  # noqa: E731
    wanted = hashes(tmp_path / "two" / "two.db")
    outcomes = set()
    for number, end in enumerate(fifty(lambda: work(tmp_path / "to"))):
        folder = tmp_path / f"{number}"
        outcomes.add((end(lambda to=folder: work(to)), (folder / NAME).exists()))
        assert not (folder / NAME).exists() or hashes(folder / "two.db") == wanted
    assert (True, False) in outcomes


def test_what_changed_is_told_by_table(snapshots: Path) -> None:
    found = diff(snapshots / "a", snapshots / "b")
    assert diff(snapshots / "az", snapshots / "bz").tables == found.tables
    tables = {one.table: one for one in found.tables}
    laps = tables["balldontlie_lap_times"]
    with side_by_side(snapshots / "a/f1.db", snapshots / "b/f1.db") as connection:
        count = "select count(*) from {}.balldontlie_lap_times"
        old, new = (connection.execute(count.format(side)).fetchone()[0] for side in ("old", "new"))
    assert (laps.added, laps.removed, laps.changed, laps.columns) == (new - old, 0, 0, {})
    events = tables["balldontlie_events"]
    assert (events.added, events.removed, events.changed, events.columns) == (0, 0, 1, {"status": 1})
    covered = {(one.provider, one.endpoint): one for one in found.coverage}[("balldontlie", "lap_times")]
    assert covered.after["complete"] == covered.before["complete"] + 5
    same = diff(snapshots / "b", snapshots / "b")
    assert (same.tables, same.coverage) == ([], [])
    assert json.dumps([one.__dict__ for one in found.tables])
