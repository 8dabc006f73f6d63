"""What goes into a snapshot, what does not, and that equal content makes equal bytes."""

import hashlib
import json
import shutil
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

from mirror import past
from mirror.errors import MirrorError, UsageError
from mirror.identity import MIRROR_ID, SCHEMA
from mirror.rebuild import rebuild
from mirror.snapshot import examination
from mirror.snapshot import manifest as manifests
from mirror.snapshot.beside import Beside
from mirror.snapshot.create import chosen, create
from mirror.snapshot.digest import order_of, table_digest, tables_of
from mirror.snapshot.install import install
from mirror.snapshot.manifest import NAME, schema
from mirror.snapshot.verify import verify
from mirror.store.archive import archive_path
from mirror.tables import PROVIDER_TABLES
from tests.past.worlds import past_too, rows

ROOT = Path(__file__).parents[2]
KEYS = (b"sandbox-goat", b"sandbox-sportradar", b"demo-0001")


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def file_of(folder: Path) -> Path:
    return folder / verify(folder).mirror.name


def test_it_holds_what_the_mirror_holds(late: Path, made: Path) -> None:
    assert past_too(made / "f1.db") == past_too(late)
    crosswalk = "select * from crosswalk order by kind, provider, provider_id"
    assert ask(made / "f1.db", crosswalk) == ask(late, crosswalk) != []
    coverage = "select * from mirror_checkpoints where endpoint not in ('account', 'probe') order by 1, 2, 3"
    assert ask(made / "f1.db", coverage) == ask(late, coverage) != []
    views = "select name, sql from sqlite_schema where type in ('view', 'trigger', 'index') and sql is not null order by 1"
    assert ask(made / "f1.db", views) == ask(late, views) != []


def test_its_file_is_compact_analysed_and_in_delete_mode(made: Path) -> None:
    path = made / "f1.db"
    told = {
        name: ask(path, f"pragma {name}")[0][0]
        for name in (
            "application_id",
            "user_version",
            "schema_version",
            "journal_mode",
            "freelist_count",
            "integrity_check",
        )
    }
    assert told == {
        "application_id": MIRROR_ID,
        "user_version": SCHEMA,
        "schema_version": 1,
        "journal_mode": "delete",
        "freelist_count": 0,
        "integrity_check": "ok",
    }
    assert ask(path, "pragma foreign_key_check") == []
    assert ask(path, "select count(*) from sqlite_stat1 where tbl = 'balldontlie_lap_times'") != [(0,)]
    assert sorted(one.name for one in made.iterdir()) == ["f1.archive.db", "f1.db", NAME]


def test_nothing_of_this_machine_or_its_budget_goes_in(late: Path, made: Path) -> None:
    assert ask(late, "select count(*) > 0 from mirror_runs") == [(1,)]
    path = made / "f1.db"
    assert ask(path, "select count(*) from mirror_runs") == [(0,)]
    assert ask(path, "select * from mirror_now") == [(1, None, None)]
    spent = "select count(*) from mirror_requests where coalesce(sent_at, run_id, cost) is not null or endpoint = 'account'"
    assert ask(path, spent) == [(0,)]
    assert ask(path, "select count(*) from mirror_checkpoints where endpoint = 'account'") == [(0,)]
    assert ask(path, "select providers, seasons from mirror_snapshot") == [
        ('["altsportsdata", "balldontlie", "sportradar"]', None)
    ]


def test_the_key_is_nowhere(made: Path, late: Path) -> None:
    read = b"".join(path.read_bytes() for path in sorted(made.iterdir()))
    assert len(read) > 1_000_000
    assert [key for key in KEYS if key in read] == []
    with closing(sqlite3.connect(late)) as connection:
        host = connection.execute("select host from mirror_runs").fetchone()[0]
        assert host
        with closing(sqlite3.connect(made / "f1.db")) as other:
            for table in tables_of(other):
                columns, _, _ = order_of(other, table)
                where = " or ".join(f"instr({column}, ?) > 0" for column in columns)
                values = (f"/{host}/",) * len(columns)
                assert other.execute(f'select count(*) from "{table}" where {where}', values).fetchone() == (
                    0,
                )


def test_the_past_can_be_asked_of_it(late: Path, made: Path) -> None:
    moment = "2026-07-15T00:00:00Z"
    with closing(sqlite3.connect(late)) as one, closing(sqlite3.connect(made / "f1.db")) as two:
        for table in PROVIDER_TABLES:
            assert past.as_of(two, table, moment) == past.as_of(one, table, moment)
        changed = one.execute('select "table", row_id from mirror_history order by id limit 1').fetchone()
        assert past.history(two, changed[0], str(changed[1])) == past.history(
            one, changed[0], str(changed[1])
        )


def shuffled(path: Path) -> None:
    """Writes every row of the tables without numbers anew, the last first, and leaves other traces of a life."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute("select name, sql from sqlite_schema where type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"drop trigger {name}")
        for table in tables_of(connection):
            _, keys, numbered = order_of(connection, table)
            if not numbered:
                there = connection.execute(f'select * from "{table}" order by {", ".join(keys)}').fetchall()
                connection.execute(f'delete from "{table}"')
                for row in reversed(there):
                    connection.execute(f'insert into "{table}" values ({", ".join("?" * len(row))})', row)
        for _, sql in triggers:
            connection.execute(sql)
        for kind, name in (("index", "balldontlie_lap_times_by_session"), ("view", "laps")):
            sql = connection.execute("select sql from sqlite_schema where name = ?", (name,)).fetchone()[0]
            connection.execute(f"drop {kind} {name}")
            connection.execute(sql)
        connection.execute(
            "insert into mirror_runs (id, command, host, pid) values (99, 'sync', 'elsewhere', 1)"
        )
        connection.execute("update mirror_now set at = '2027-01-01T00:00:00Z', request_id = 1")
        connection.execute(
            "update mirror_requests set sent_at = '2027-01-01T00:00:00Z', run_id = 99, cost = 7"
        )


def test_equal_content_makes_equal_bytes(late: Path, made: Path, tmp_path: Path) -> None:
    again = create(late, tmp_path / "again", chosen(["all"]), with_archive=True)
    other = tmp_path / "f1.db"
    shutil.copy(late, other)
    shutil.copy(archive_path(late), archive_path(other))
    shuffled(other)
    lived = create(other, tmp_path / "lived", chosen(["all"]), with_archive=True)
    first = verify(made)
    assert first.files == again.files == lived.files
    assert first.tables == again.tables == lived.tables
    assert (made / "f1.db").read_bytes() == (tmp_path / "lived" / "f1.db").read_bytes()
    # A snapshot of what was installed from a snapshot is that snapshot.
    installed = tmp_path / "installed" / "f1.db"
    installed.parent.mkdir()
    install(made, installed)
    assert create(installed, tmp_path / "third", chosen(["all"]), with_archive=True).files == first.files


def test_the_logical_hash_is_that_of_the_rows_as_json(made: Path) -> None:
    told = verify(made).tables
    with closing(sqlite3.connect(made / "f1.db")) as connection:
        assert list(told) == tables_of(connection)
        for table in (
            "balldontlie_lap_times",
            "sportradar_stage_results",
            "mirror_checkpoints",
            "mirror_drift",
        ):
            columns, keys, _ = order_of(connection, table)
            text, count = connection.execute(
                f"select json_group_array(json_array({', '.join(columns)})), count(*)"
                f' from (select * from "{table}" order by {", ".join(keys)})'
            ).fetchone()
            assert told[table].rows == count
            assert told[table].sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_tables_that_another_process_reads_while_others_are_written_have_the_same_hash(
    late: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    ask = Beside.ask

    def noted(beside: Beside, path: Path, question: str, table: str = "") -> object:
        asked.append((path.name, question))
        return ask(beside, path, question, table)

    monkeypatch.setattr(examination, "_LARGE", 1)
    monkeypatch.setattr(Beside, "ask", noted)
    told = create(late, tmp_path / "to", chosen(["all"]))
    assert asked.count(("f1.db.stage", "rows")) > 3
    assert told.tables == verify(made).tables
    assert told.mirror == verify(made).mirror


def test_a_process_beside_that_is_ended_is_told_of(
    late: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = Beside.__init__

    def start(beside: Beside) -> None:
        started(beside)
        beside._process.kill()

    monkeypatch.setattr(examination, "_LARGE", 1)
    monkeypatch.setattr(Beside, "__init__", start)
    with pytest.raises(MirrorError, match="was ended; run the command again"):
        create(late, tmp_path / "to", chosen(["all"]))
    assert not (tmp_path / "to").exists()


def test_where_no_process_can_be_started_it_is_the_same(
    late: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination, "_LARGE", 1)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert create(late, tmp_path / "to", chosen(["all"])).mirror == verify(made).mirror


def test_a_row_that_was_lost_on_the_way_is_found(made: Path) -> None:
    path = made / "f1.db"
    with examination.Examination() as first:
        _, tables = first.of(path)
    assert tables == verify(made).tables
    with examination.Examination() as second:
        second._early = frozenset(tables)
        second._found = {("rows", name): (digest.rows + 1, digest.sha256) for name, digest in tables.items()}
        with pytest.raises(MirrorError, match="lacks rows"):
            second.of(path)


@pytest.mark.parametrize(
    "numbers", [[], [5], [-3, 0, 7], [1, 2**62], [-(2**63), 2**63 - 2], list(range(2_500))]
)
def test_the_logical_hash_does_not_depend_on_the_numbers(numbers: list[int]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("create table t (id integer primary key, name text)")
        connection.executemany("insert into t values (?, ?)", [(number, f"<{number}>") for number in numbers])
        text = json.dumps([[number, f"<{number}>"] for number in sorted(numbers)], separators=(",", ":"))
        digest = table_digest(connection, "t")
    assert (digest.rows, digest.sha256) == (len(numbers), hashlib.sha256(text.encode()).hexdigest())


# The manifest


def test_the_manifest_fits_its_schema_and_says_what_it_is(made: Path, late: Path) -> None:
    told = json.loads((made / NAME).read_bytes())
    published = json.loads((ROOT / "docs" / "manifest.schema.json").read_text(encoding="utf-8"))
    assert published == schema(), "print it: python -m mirror.snapshot.manifest > docs/manifest.schema.json"
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.validate(told, published)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told | {"providers": None}, published)
    assert told["created_at"] == "2026-08-11T00:00:00.000Z"
    assert (told["stem"], told["seasons"], told["schema_version"]) == ("f1", None, SCHEMA)
    (answered,) = ask(late, "select max(answered_at) from mirror_requests where endpoint <> 'account'")
    assert told["as_of"] == answered[0]
    (states,) = ask(
        late,
        "select count(*), min(completed_at), max(completed_at) from mirror_checkpoints"
        " where endpoint = 'lap_times' and part_of is null and state = 'complete'",
    )
    laps = told["coverage"]["balldontlie"]["lap_times"]
    assert (laps["scopes"], laps["oldest_success"], laps["last_success"]) == (
        {"complete": states[0]},
        *states[1:],
    )
    assert laps["seasons"] == [2025]


# What is chosen


def test_the_providers_must_be_named() -> None:
    with pytest.raises(UsageError, match="--provider"):
        chosen([])
    with pytest.raises(UsageError, match="did you mean sportradar"):
        chosen(["sportrader"])
    assert chosen(["all"]).providers == {"balldontlie", "sportradar", "altsportsdata"}


def test_only_the_chosen_provider_is_in_it(late: Path, tmp_path: Path) -> None:
    told = create(late, tmp_path / "one", chosen(["balldontlie"]), with_archive=True)
    assert told.providers == ["balldontlie"]
    assert list(told.coverage) == ["balldontlie"]
    path = file_of(tmp_path / "one")
    there, was = past_too(path), past_too(late)
    for table, lines in rows(late).items():
        assert there[table] == (lines if table.startswith("balldontlie_") else [])
    assert (
        there["mirror_history"]
        == [row for row in was["mirror_history"] if row[0].startswith("balldontlie_")]
        != []
    )
    assert {provider for (provider,) in ask(path, "select distinct provider from crosswalk")} == {
        "balldontlie"
    }
    read = path.read_bytes() + archive_path(path).read_bytes()
    assert b"sr:competitor:" not in read
    assert b"sr:competitor:" in late.read_bytes()
    assert {one for (one,) in ask(archive_path(path), "select distinct provider from responses")} == {
        "balldontlie"
    }


def test_only_the_chosen_season_is_in_it(seasons: Path, tmp_path: Path) -> None:
    told = create(seasons, tmp_path / "one", chosen(["all"], frozenset({2024})))
    path = file_of(tmp_path / "one")
    assert told.seasons == [2024]
    assert ask(path, "pragma foreign_key_check") == []
    assert ask(path, "select distinct season from balldontlie_events") == [(2024,)]
    of = "select count(*) from {} as t join balldontlie_sessions as s on s.id = t.session_id join balldontlie_events as e"
    for table in (
        "balldontlie_lap_times",
        "balldontlie_session_results",
        "balldontlie_race_control_messages",
    ):
        (expected,) = ask(seasons, f"{of.format(table)} on e.id = s.event_id where e.season = 2024")
        assert ask(path, f"select count(*) from {table}") == [expected] != [(0,)]
    assert ask(
        path, "select cast(substr(scheduled, 1, 4) as integer) from sportradar_stages where type = 'season'"
    ) == [(2024,)]
    assert ask(path, "select count(*) > 0 from sportradar_stage_results") == [(1,)]
    assert ask(path, "select count(*) from balldontlie_drivers") == ask(
        seasons, "select count(*) from balldontlie_drivers"
    )
    assert ask(path, "select distinct season from mirror_checkpoints where season is not null") == [(2024,)]
    with closing(sqlite3.connect(seasons)) as whole, closing(sqlite3.connect(path)) as part:
        moment = "2026-07-15T00:00:00Z"
        for table in ("balldontlie_session_results", "sportradar_stage_results"):
            kept = {
                row[0]
                for row in part.execute(f"select {'id' if table[0] == 'b' else 'stage_id'} from {table}")
            }
            then = [
                row for row in past.as_of(whole, table, moment) if row.get("id", row.get("stage_id")) in kept
            ]
            assert past.as_of(part, table, moment) == then != []
        changed = "select count(*) from mirror_history where \"table\" = 'balldontlie_session_results'"
        assert 0 < part.execute(changed).fetchone()[0] < whole.execute(changed).fetchone()[0]
        # Every row has a first moment, and every moment is known.
        loose = (
            "select count(*) from mirror_first_seen where request_id not in (select id from mirror_requests)"
        )
        assert part.execute(loose).fetchone() == (0,)


def test_a_compressed_one_holds_the_same(late: Path, made: Path, tmp_path: Path) -> None:
    told = create(late, tmp_path / "small", chosen(["all"]), compress=True)
    plain = verify(made).mirror
    assert [file.name for file in told.files] == ["f1.db.zst"]
    assert told.mirror.bytes < plain.bytes / 2
    assert (told.mirror.content_sha256, told.mirror.content_bytes) == (plain.sha256, plain.bytes)
    assert verify(tmp_path / "small") == manifests.read(tmp_path / "small")


def test_a_mirror_can_be_rebuilt_from_it(made: Path, late: Path, tmp_path: Path) -> None:
    for source, target in ((late, tmp_path / "own.db"), (archive_path(late), tmp_path / "own.archive.db")):
        shutil.copy(source, target)
    install(made, tmp_path / "f1.db")
    done, own = rebuild(tmp_path / "f1.db"), rebuild(tmp_path / "own.db")
    assert (done.answers, done.unread, done.rows, done.differ) == (own.answers, own.unread, own.rows, [])
    assert rows(tmp_path / "f1.db") == rows(late)


# Where it is written


def test_a_folder_that_holds_anything_is_left_alone(late: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "f1.db").write_bytes(b"somebody's own")
    with pytest.raises(MirrorError, match=r"not empty \(f1.db\)"):
        create(late, folder, chosen(["all"]))
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("f1.db", b"somebody's own")]
    with pytest.raises(MirrorError, match="is a file"):
        create(late, folder / "f1.db", chosen(["all"]))


def test_without_an_archive_none_is_promised(early: Path, tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    shutil.copy(early, path)
    with pytest.raises(MirrorError, match="There is no archive"):
        create(path, tmp_path / "to", chosen(["all"]), with_archive=True)
    assert not (tmp_path / "to").exists()


def test_a_mirror_that_is_not_whole_makes_none(late: Path, tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    shutil.copy(late, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("update balldontlie_lap_times set driver_id = 999999")
    with pytest.raises(MirrorError, match="balldontlie_lap_times refers to no row of balldontlie_drivers"):
        create(path, tmp_path / "to", chosen(["all"]))
    assert not (tmp_path / "to").exists()


def test_it_is_consistent_while_somebody_writes(late: Path, tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    shutil.copy(late, path)
    stop, wrote = threading.Event(), threading.Barrier(2)

    def pairs() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("pragma journal_mode = wal")
            number = 10_000_000
            while not stop.is_set():
                number += 1
                connection.execute("begin immediate")
                connection.execute("insert into altsportsdata_sports (id) values (?)", (f"pair-{number}",))
                connection.execute("insert into balldontlie_circuits (id) values (?)", (number,))
                connection.execute("commit")
                if number == 10_000_020:
                    wrote.wait()

    writer = threading.Thread(target=pairs)
    writer.start()
    try:
        wrote.wait()
        counts = []
        for turn in range(4):
            folder = tmp_path / str(turn)
            create(path, folder, chosen(["all"]))
            one = ask(folder / "f1.db", "select count(*) from altsportsdata_sports where id like 'pair-%'")
            two = ask(folder / "f1.db", "select count(*) from balldontlie_circuits where id > 10000000")
            assert one == two
            counts.append(one[0][0])
    finally:
        stop.set()
        writer.join()
    assert counts[0] >= 20
    assert counts == sorted(counts)
