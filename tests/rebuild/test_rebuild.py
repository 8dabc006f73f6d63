"""A file made again from its archive holds what it held, whatever happens while it is made."""

import json
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mirror import rebuild as rebuilding
from mirror.cli import run
from mirror.errors import FileRefused, MirrorBusy, MirrorError
from mirror.rebuild import rebuild
from mirror.store import Store
from mirror.store.archive import archive_path
from mirror.store.history import triggers
from tests.past.worlds import past_too, rows

LEDGER = ("mirror_requests", "mirror_checkpoints", "mirror_drift")


def beside(path: Path) -> set[str]:
    return {one.name for one in path.parent.iterdir()} - {"f1.db.lock"}


WHOLE = {"f1.db", "f1.archive.db"}


def test_it_holds_what_it_held_and_the_past_too(mirror: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows(mirror, "mirror_history", "mirror_first_seen", *LEDGER)
    assert before["mirror_history"]
    with closing(sqlite3.connect(mirror)) as connection:
        (removed,) = connection.execute(
            "select count(*) from sportradar_stages where removed_at is not null"
        ).fetchone()
        (runs,) = connection.execute("select count(*) from mirror_runs").fetchone()
        connection.execute("create table only_in_the_old_file (x)")
    assert removed > 0

    def refused(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refused)
    made = rebuild(mirror, clock=lambda: 1_800_000_000.0)
    assert rows(mirror, "mirror_history", "mirror_first_seen", *LEDGER) == before
    assert (made.differ, made.kept, made.unread, made.replayed) == ([], None, 0, made.answers)
    assert beside(mirror) == WHOLE
    with closing(sqlite3.connect(mirror)) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_schema")]
        assert "only_in_the_old_file" not in names  # it is another file
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        noted = connection.execute(
            "select command, started_at, ended_at, requests, exit_code from mirror_runs where id > ?", (runs,)
        ).fetchall()
    now = "2027-01-15T08:00:00.000Z"
    assert noted == [("rebuild", now, now, 0, 0)]


def test_rows_that_went_from_their_table_stay_gone(mirror: Path) -> None:
    """Ids allocated anew: rows live on under another id, which no answer says; removals by proof are no answer either."""
    with closing(sqlite3.connect(mirror)) as connection:
        gone = connection.execute(
            """select count(*) from mirror_history as h where "table" = 'balldontlie_lap_times'
            and not exists (select 1 from balldontlie_lap_times where id = h.row_id)"""
        ).fetchone()[0]
    assert gone > 0
    before = past_too(mirror)
    rebuild(mirror)
    assert past_too(mirror) == before


class Cut(Exception):
    """The process ends here."""


def cut_after(count: int) -> Any:
    seen = iter(range(count))

    def report(event: Mapping[str, Any]) -> None:
        if event["event"] == "page" and next(seen, None) is None:
            raise Cut

    return report


def test_it_goes_on_where_it_was(mirror: Path) -> None:
    before = past_too(mirror)
    for count in (5, 60):
        with pytest.raises(Cut):
            rebuild(mirror, cut_after(count))
        assert past_too(mirror) == before
    made = rebuild(mirror)
    assert 0 < made.replayed < made.answers - 50
    assert (past_too(mirror), made.differ) == (before, [])
    assert beside(mirror) == WHOLE


_KILLED = """
import os, signal, sys
from pathlib import Path
from mirror.rebuild import rebuild
left = [int(sys.argv[2])]
def report(event):
    left[0] -= event["event"] == "page"
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
rebuild(Path(sys.argv[1]), report)
"""


def test_a_killed_one_goes_on_too(mirror: Path) -> None:
    before = past_too(mirror)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, mirror, "100"],
        cwd=Path(__file__).parents[2],
        check=False,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL
    assert past_too(mirror) == before
    made = rebuild(mirror)
    assert 0 < made.replayed <= made.answers - 100
    assert (past_too(mirror), made.differ, beside(mirror)) == (before, [], WHOLE)


@pytest.mark.parametrize("marked", [False, True])
def test_it_may_be_cut_between_an_answer_and_what_was_done_beside_it(
    mirror: Path, monkeypatch: pytest.MonkeyPatch, marked: bool
) -> None:
    """Once before the rows are taken out, once after that, before anything else is noted."""
    before, real = past_too(mirror), rebuilding._mark

    def cut(*given: Any) -> None:
        if marked:
            real(*given)
        raise Cut

    monkeypatch.setattr(rebuilding, "_mark", cut)
    with pytest.raises(Cut):
        rebuild(mirror)
    monkeypatch.setattr(rebuilding, "_mark", real)
    assert rebuild(mirror).differ == []
    assert past_too(mirror) == before


def test_what_a_sync_adds_in_between_goes_in_too(mirror: Path) -> None:
    with pytest.raises(Cut):
        rebuild(mirror, cut_after(100))
    with closing(sqlite3.connect(mirror)) as connection, connection:
        # the last answer once more, a year later
        connection.execute(
            "create temp table again as select * from mirror_requests where endpoint = 'drivers' order by id desc limit 1"
        )
        connection.execute(
            "update again set id = 1000000, sent_at = '2028-01-01', answered_at = '2028-01-01T00:00:00.000Z'"
        )
        connection.execute("insert into mirror_requests select * from again")
        connection.execute("attach ? as archive", (str(archive_path(mirror)),))
        connection.execute(
            """insert into archive.responses select 1000000, provider, endpoint, target, status, headers, seconds,
            fetched_at, sha256 from archive.responses where endpoint = 'drivers' order by id desc limit 1"""
        )
    before = rows(mirror, *LEDGER)
    made = rebuild(mirror)
    assert made.differ == []
    assert rows(mirror, *LEDGER) == before


def without_column(path: Path, table: str, column: str) -> None:
    """Turns the file into one that an earlier version wrote, whose table had no such column."""
    with closing(sqlite3.connect(path)) as connection, connection:
        own = [one for one in triggers() if f"create trigger {table}_" in one]
        for trigger in own:
            connection.execute(f"drop trigger {trigger.split()[2]}")
        # SQLite lets go of no column that a view names.
        for (view,) in connection.execute("select name from sqlite_schema where type = 'view'").fetchall():
            connection.execute(f"drop view {view}")
        connection.execute(
            f"update {table} set extra = json_set(coalesce(extra, '{{}}'), '$.{column}', {column})"
            f" where {column} is not null"
        )
        connection.execute(f"alter table {table} drop column {column}")


def test_old_answers_fill_new_columns(mirror: Path) -> None:
    before = past_too(mirror)
    without_column(mirror, "balldontlie_drivers", "country_code")
    with closing(sqlite3.connect(mirror)) as connection:
        (older,) = connection.execute(
            "select count(*) from balldontlie_drivers where extra like '%country_code%'"
        ).fetchone()
        was = connection.execute("select * from balldontlie_drivers order by id").fetchall()
    assert older > 0
    made = rebuild(mirror)
    kept = mirror.with_name("f1.before-rebuild.db")
    assert (made.differ, made.kept) == (["balldontlie_drivers"], str(kept))
    assert past_too(mirror) == before
    assert beside(mirror) == WHOLE | {kept.name}
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("select * from balldontlie_drivers order by id").fetchall() == was


def test_what_an_earlier_rebuild_kept_is_never_overwritten(mirror: Path) -> None:
    kept = mirror.with_name("f1.before-rebuild.db")
    shutil.copy(mirror, kept)
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute(
            "update balldontlie_teams set name = 'another' where id = (select min(id) from balldontlie_teams)"
        )
    content = kept.read_bytes()
    with pytest.raises(
        FileRefused, match=r"balldontlie_teams differs from it; look at it, move it away, and run again\.$"
    ):
        rebuild(mirror)
    assert kept.read_bytes() == content
    assert beside(mirror) == WHOLE | {kept.name}


@pytest.mark.parametrize("same", ["file", "rows"])
def test_what_an_earlier_rebuild_left_goes_when_it_is_the_same(mirror: Path, same: str) -> None:
    kept = mirror.with_name("f1.before-rebuild.db")
    if same == "file":  # killed between giving the old file its second name and the swap
        kept.hardlink_to(mirror)
    else:
        shutil.copy(mirror, kept)
    before = past_too(mirror)
    assert rebuild(mirror).differ == []
    assert (past_too(mirror), beside(mirror)) == (before, WHOLE)


def test_an_archive_that_gives_less_changes_nothing(mirror: Path) -> None:
    with closing(sqlite3.connect(archive_path(mirror))) as connection, connection:
        connection.execute("delete from responses where endpoint = 'pit_stops'")
    before = past_too(mirror)
    with pytest.raises(MirrorError) as told:
        rebuild(mirror)
    short = r"The archive gives less than the file holds \(balldontlie_pit_stops: 0 of \d+ rows\); \S+ was left as it was\."
    assert re.fullmatch(short, str(told.value))
    assert (past_too(mirror), beside(mirror)) == (before, WHOLE)


def test_a_file_of_other_tables_is_not_gone_on_with(mirror: Path) -> None:
    before = past_too(mirror)
    with pytest.raises(Cut):
        rebuild(mirror, cut_after(100))
    without_column(mirror.with_name("f1.rebuild.db"), "balldontlie_drivers", "country_code")
    made = rebuild(mirror)
    assert (made.replayed, made.differ) == (made.answers, [])
    assert past_too(mirror) == before


def test_nobody_else_writes_meanwhile(mirror: Path) -> None:
    told: list[str] = []

    def report(event: Mapping[str, Any]) -> None:
        if event["event"] == "page" and not told:
            with pytest.raises(MirrorBusy) as busy:
                Store(mirror, patience=0)
            told.append(str(busy.value))

    rebuild(mirror, report)
    assert re.search(r"is being written by 'f1-mirror rebuild' \(process \d+ on ", told[0])


def test_a_reader_only_delays_the_swap(mirror: Path) -> None:
    before = past_too(mirror)
    with closing(sqlite3.connect(mirror)) as reader:
        reader.execute("select count(*) from balldontlie_drivers").fetchone()
        with pytest.raises(MirrorBusy, match=r"^The new file is whole, but \S+ is open in another program; "):
            rebuild(mirror)
        assert past_too(mirror) == before
    made = rebuild(mirror)
    assert (made.replayed, made.differ) == (0, [])
    assert (past_too(mirror), beside(mirror)) == (before, WHOLE)


def test_a_link_to_the_mirror_goes_on_leading_to_it(mirror: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    mirror.rename(away / "f1.db")
    mirror.symlink_to(away / "f1.db")
    before = past_too(mirror)
    rebuild(mirror)
    assert mirror.is_symlink()
    assert past_too(away / "f1.db") == before


def test_without_a_mirror_or_an_archive_there_is_one_sentence(mirror: Path, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"^There is no mirror at \S+none\.db; "):
        rebuild(tmp_path / "none.db")
    archive_path(mirror).unlink()
    content = mirror.read_bytes()
    with pytest.raises(
        FileRefused,
        match=r"^There is no archive at \S+f1\.archive\.db, and a mirror is rebuilt from its archive\.$",
    ):
        rebuild(mirror)
    assert mirror.read_bytes() == content
    assert beside(mirror) <= {"f1.db", "f1.db-wal", "f1.db-shm"}  # what reading a live mirror leaves


def test_the_command_tells_how_it_ended(mirror: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rebuild", "--db", str(mirror), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["db"] == str(mirror)
    assert made["answers"] == made["replayed"] > 0
    assert (made["differ"], made["kept"], made["unread"]) == ([], None, 0)
    assert run(["rebuild", "--db", str(mirror)]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["event"] for event in events[:1] + events[-1:]] == ["start", "done"]
    assert sum(event["event"] == "page" for event in events) >= made["answers"]


def test_a_damaged_body_is_one_sentence(mirror: Path) -> None:
    with closing(sqlite3.connect(archive_path(mirror))) as connection, connection:
        connection.execute(
            "update bodies set zstd = x'00' where sha256 = (select sha256 from responses where endpoint = 'teams')"
        )
    before = past_too(mirror)
    with pytest.raises(FileRefused, match=r"^The archived answer \d+ in \S+ is damaged; "):
        rebuild(mirror)
    assert past_too(mirror) == before


def test_the_archive_is_smaller_than_the_mirror_and_holds_a_body_once(lived: Path, mirror: Path) -> None:
    with closing(sqlite3.connect(archive_path(mirror))) as connection:
        (stored,) = connection.execute("select sum(length(zstd)) from bodies").fetchone()
        bodies, distinct = connection.execute(
            "select count(*), count(distinct sha256) from bodies"
        ).fetchone()
        responses, told = connection.execute(
            "select count(*), count(distinct sha256) from responses"
        ).fetchone()
    assert stored < lived.stat().st_size
    assert bodies == distinct == told < responses
