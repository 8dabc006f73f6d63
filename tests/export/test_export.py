"""What is exported is read back by another engine, with equal sums and the right types."""

import builtins
import csv
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mirror.errors import FileRefused, MirrorError, UsageError
from mirror.export import FORMATS, TABLES, export, kind_of
from mirror.snapshot.folder import UNFINISHED
from mirror.tables import PROVIDER_TABLES
from tests.past.worlds import BEGIN
from tests.snapshot.doomed import ended_at, moments

READ = {
    "parquet": "read_parquet('{}/{}/**/*.parquet', hive_partitioning = true, union_by_name = true)",
    "csv": "read_csv('{}/{}/**/*.csv', hive_partitioning = true, union_by_name = true, nullstr = '', sample_size = -1)",
    "ndjson": "read_json('{}/{}/**/*.ndjson', hive_partitioning = true, union_by_name = true, sample_size = -1)",
}


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="session", params=FORMATS)
def written(
    request: pytest.FixtureRequest, mirror: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("written") / request.param
    export(mirror, folder, request.param, clock=lambda: BEGIN)
    return request.param, folder


def test_another_engine_finds_equal_sums(mirror: Path, written: tuple[str, Path]) -> None:
    form, folder = written
    for name, table in TABLES.items():
        kept = "where removed_at is null" if "removed_at" in table.columns else ""
        numbers = [
            column.name for column in table.columns if kind_of(column) in ("integer", "number", "boolean")
        ]
        others = [column.name for column in table.columns if column.name not in numbers]
        sums = [f'sum("{column}")' for column in numbers] + [f'count("{column}")' for column in others]
        if name == "altsportsdata_events":
            # Two texts of its first row are no moment with a zone, and an empty text: see the other tests.
            kept += " and id not in (select min(id) from altsportsdata_events)"
        (expected,) = ask(mirror, f"select count(*), {', '.join(sums)} from {name} {kept}")
        if expected[0] == 0:
            continue
        source = READ[form].format(folder, name)
        if name == "altsportsdata_events":
            source = f"(select * from {source} where id not in (select min(id) from {source}))"
        doubles = [f'sum("{column}"::double)' for column in numbers] + [
            f'count("{column}")' for column in others
        ]
        if form == "csv":
            # CSV has no empty text; DuckDB reads it as NULL. So texts are counted from the file itself.
            doubles, expected = doubles[: len(numbers)], expected[: 1 + len(numbers)]
        (found,) = duckdb.sql(f"select count(*), {', '.join(doubles)} from {source}").fetchall()
        assert found == pytest.approx(expected), name


def test_the_types_of_parquet_are_those_of_the_columns(mirror: Path, tmp_path: Path) -> None:
    export(mirror, tmp_path / "to", "parquet")
    kinds = {
        "boolean": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE", "instant": "TIMESTAMP WITH TIME ZONE",
        "json": "VARCHAR", "text": "VARCHAR",
    }  # fmt: skip
    for name, table in TABLES.items():
        path = next((tmp_path / "to" / name).rglob("*.parquet"))
        told = {
            row[0]: row[1]
            for row in duckdb.sql(
                f"describe select * from read_parquet('{path}', hive_partitioning = false)"
            ).fetchall()
        }
        assert told == {column.name: kinds[kind_of(column)] for column in table.columns}
    source = READ["parquet"].format(tmp_path / "to", "balldontlie_sessions")
    expected = ask(mirror, "select id, date from balldontlie_sessions order by id")
    found = duckdb.sql(f"select id, epoch_us(date) from {source} order by id").fetchall()
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert found == [
        (
            number,
            None
            if date is None
            else round((datetime.fromisoformat(date) - epoch).total_seconds() * 1_000_000),
        )
        for number, date in expected
    ]


def test_what_is_no_moment_is_told_of(mirror: Path, tmp_path: Path) -> None:
    done = export(mirror, tmp_path / "to", "parquet", tables=["altsportsdata_events"])
    assert done["altsportsdata_events"].no_instants == {"start_date": 1}
    source = READ["parquet"].format(tmp_path / "to", "altsportsdata_events")
    (row,) = duckdb.sql(
        f"select start_date, epoch_us(end_date) % 1000000, name, event_location from {source} where name like 'A %'"
    ).fetchall()
    assert row == (None, 123456, 'A "quoted", long\nname', "")


def test_texts_come_through_as_they_are(mirror: Path, tmp_path: Path) -> None:
    for form in ("csv", "ndjson"):
        export(mirror, tmp_path / form, form, tables=["altsportsdata_events"])
    sql = "select id, name, event_location, start_date, scores from altsportsdata_events order by id"
    expected = ask(mirror, sql)
    lines: list[dict[str, Any]] = []
    cells: list[dict[str, Any]] = []
    for path in sorted((tmp_path / "ndjson").rglob("*.ndjson")):
        lines += map(json.loads, path.read_text(encoding="utf-8").splitlines())
    for path in sorted((tmp_path / "csv").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            cells += csv.DictReader(file)
    names = ("id", "name", "event_location", "start_date", "scores")
    assert sorted(tuple(line[name] for name in names) for line in lines) == expected
    assert sorted(tuple(cell[name] for name in names) for cell in cells) == [
        tuple("" if value is None else value for value in row) for row in expected
    ]
    assert any(row[4] is None for row in expected)


def test_a_row_lies_in_the_folder_of_its_season(mirror: Path, tmp_path: Path) -> None:
    export(mirror, tmp_path / "to", "parquet")
    assert {path.name for path in (tmp_path / "to" / "balldontlie_lap_times").iterdir()} == {
        "season=2024",
        "season=2025",
    }
    assert [path.name for path in (tmp_path / "to" / "balldontlie_drivers").iterdir()] == ["part-0.parquet"]
    source = READ["parquet"].format(tmp_path / "to", "balldontlie_lap_times")
    found = duckdb.sql(
        f"select season, count(*), sum(lap_time_ms)::bigint from {source} group by 1 order by 1"
    ).fetchall()
    assert found == ask(
        mirror,
        "select e.season, count(*), sum(lap_time_ms) from balldontlie_lap_times as t join balldontlie_sessions as s"
        " on s.id = t.session_id join balldontlie_events as e on e.id = s.event_id where t.removed_at is null group by 1",
    )
    stages = READ["parquet"].format(tmp_path / "to", "sportradar_stages")
    assert duckdb.sql(f"select distinct season from {stages} where type = 'sport'").fetchall() == [(None,)]


def test_only_what_is_asked_for_is_written(mirror: Path, tmp_path: Path) -> None:
    done = export(mirror, tmp_path / "one", "ndjson", tables=["balldontlie_lap_times"], seasons={2024})
    assert list(done) == ["balldontlie_lap_times"]
    assert [part.path for part in done["balldontlie_lap_times"].files] == [
        "balldontlie_lap_times/season=2024/part-0.ndjson"
    ]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == [
        "balldontlie_lap_times",
        "manifest.json",
    ]
    both = [
        export(
            mirror,
            tmp_path / f"{removed}",
            "ndjson",
            tables=["balldontlie_lap_times"],
            include_removed=removed,
        )
        for removed in (False, True)
    ]
    assert [one["balldontlie_lap_times"].rows for one in both] == [
        ask(mirror, f"select count(*) from balldontlie_lap_times {where}")[0][0]
        for where in ("where removed_at is null", "")
    ]
    assert set(TABLES) - set(PROVIDER_TABLES) == {"crosswalk", "crosswalk_open"}  # nothing of mirror_


def test_the_manifest_tells_every_file(mirror: Path, written: tuple[str, Path]) -> None:
    form, folder = written
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (told["format"], told["form"], told["created_at"]) == (
        "f1-mirror export",
        form,
        "2026-07-01T00:00:00.000Z",
    )
    assert (told["seasons"], told["include_removed"], told["mirror"]) == (None, False, mirror.name)
    parts = [part for table in told["tables"].values() for part in table["files"]]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {part["path"] for part in parts} | {"manifest.json"} == found
    for part in parts:
        content = (folder / part["path"]).read_bytes()
        assert (part["bytes"], part["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    for name, table in told["tables"].items():
        assert table["rows"] == sum(part["rows"] for part in table["files"])
        assert list(table["columns"]) == [column.name for column in TABLES[name].columns]


def test_an_export_that_is_killed_leaves_no_half_file(mirror: Path, tmp_path: Path) -> None:
    def work(folder: Path) -> None:
        export(
            mirror,
            folder,
            "csv",
            tables=["balldontlie_lap_times", "balldontlie_drivers", "sportradar_stages"],
        )

    work(tmp_path / "whole")
    whole = {
        path.relative_to(tmp_path / "whole"): path.read_bytes()
        for path in (tmp_path / "whole").rglob("*.csv")
    }
    last = moments(lambda: work(tmp_path / "counted"))
    states = set()
    for end in range(1, last + 1, max(1, last // 16)):
        folder = tmp_path / f"{end}"
        killed = ended_at(lambda to=folder: work(to), end)
        named = [path for path in folder.rglob("*.csv") if UNFINISHED not in path.parts]
        assert all(path.read_bytes() == whole[path.relative_to(folder)] for path in named)
        states.add((killed, (folder / "manifest.json").exists()))
        if not (folder / "manifest.json").exists():
            work(folder)
            assert not (folder / UNFINISHED).exists()
        assert {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.csv")} == whole
    assert (True, False) in states


def test_what_does_not_fit_is_one_sentence(
    mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(
        UsageError, match="no table 'balldontlie_laps' to export; did you mean balldontlie_lap_times"
    ):
        export(mirror, tmp_path / "to", "csv", tables=["balldontlie_laps"])
    with pytest.raises(UsageError, match="no table 'mirror_runs'"):
        export(mirror, tmp_path / "to", "csv", tables=["mirror_runs"])
    with pytest.raises(FileRefused, match="There is no mirror"):
        export(tmp_path / "none.db", tmp_path / "to", "csv")
    assert not (tmp_path / "to").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes").write_text("mine")
    with pytest.raises(MirrorError, match=r"is not empty \(notes\); an export is a folder of its own"):
        export(mirror, tmp_path / "full", "csv")
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name == "pyarrow":
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MirrorError, match=r"pip install 'f1-mirror\[parquet\]'"):
        export(mirror, tmp_path / "to", "parquet")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of one process")
@pytest.mark.parametrize(("form", "limit"), [("csv", 130_000), ("parquet", 256_000)])
def test_memory_stays_flat(mirror: Path, tmp_path: Path, form: str, limit: int) -> None:
    path = tmp_path / "f1.db"
    shutil.copy(mirror, path)
    columns = "session_id, driver_id, team_id, lap_time, lap_time_ms, is_pit_out_lap, is_pit_in_lap"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma synchronous = off")
        connection.execute("drop trigger balldontlie_lap_times_first_seen")
        connection.execute(
            "with recursive n (v) as (select 1 union all select v + 1 from n where v < 120000)"
            f" insert into balldontlie_lap_times (id, lap_number, {columns}, extra)"
            f" select 5000000 + v, v, {columns}, json_object('filler', hex(randomblob(20)))"
            " from (select * from balldontlie_lap_times where removed_at is null limit 1), n"
        )
    script = (
        "import sys; from pathlib import Path; from mirror.export import export;"
        "export(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], tables=['balldontlie_lap_times']);"
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    )
    words = [sys.executable, "-c", script, path, tmp_path / "to", form]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert int(done.stdout) < limit  # KiB
