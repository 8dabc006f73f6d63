"""What the doctor finds: without a mirror, with a sound one, and with each thing that may be wrong."""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from email.utils import formatdate
from pathlib import Path
from typing import Any

import httpx
import pytest

from mirror.cli import run
from mirror.clock import Time
from mirror.doctor import BAD, OK, WARN, Finding, examine
from mirror.doctor.examine import _sqlite
from mirror.run.sync import sync
from mirror.sandbox import Fault, Sandbox, Switches
from mirror.selection import select
from mirror.settings import Settings
from mirror.store import Store
from mirror.store.archive import archive_path

NOW = 1_780_000_000.0
NOBODY = 65_534  # the user who may nothing
KEYS = {"balldontlie": "sandbox-goat", "sportradar": "sandbox-sportradar", "altsportsdata": "sandbox-pro"}
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(Switches(events=1, laps_scale=0.1)) as box:
        yield box


@pytest.fixture
def box(running: Sandbox) -> Iterator[Sandbox]:
    yield running
    running.clear_faults()


@pytest.fixture
def settings(box: Sandbox) -> Settings:
    values: dict[str, Any] = {f"{name}_base_url": box.url for name in KEYS}
    return Settings.given(**values, **{f"{name}_api_key": key for name, key in KEYS.items()})


@pytest.fixture
def path(tmp_path: Path, settings: Settings) -> Path:
    """A mirror of AltSportsData alone."""
    mirror = tmp_path / "f1.db"
    assert sync(mirror, select(["altsportsdata"], season="2024"), settings).code == 0
    return mirror


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    for name in list(os.environ):
        if name.startswith(("BALLDONTLIE_", "SPORTRADAR_", "ALTSPORTSDATA_", "F1_MIRROR_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def said(*words: object) -> tuple[int, str, str]:
        code = run([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return said


def by_name(found: list[Finding]) -> dict[str, Finding]:
    assert len({finding.about for finding in found if finding.about != "clock"}) == len(
        [finding for finding in found if finding.about != "clock"]
    )
    return {finding.about: finding for finding in found}


def levels(found: list[Finding]) -> dict[str, str]:
    return {name: finding.level for name, finding in by_name(found).items() if name not in ("sqlite", "disk")}


def test_without_a_mirror_and_without_keys(say: Say, tmp_path: Path) -> None:
    code, out, err = say("doctor", "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert [one["about"] for one in told["findings"]] == [
        "sqlite", "disk", "mirror", "balldontlie key", "sportradar key", "altsportsdata key",
    ]  # fmt: skip
    assert (told["bad"], told["warn"] >= 3) == (0, True)
    assert list(tmp_path.iterdir()) == []


def test_a_sound_mirror_and_good_keys(path: Path, settings: Settings, box: Sandbox) -> None:
    seen = len(box.seen)
    found = examine(path, settings, clock=Time())
    assert levels(found) == {
        "schema": OK, "mirror integrity": OK, "foreign keys": OK, "archive integrity": OK, "lock": OK,
        "balldontlie key": OK, "balldontlie tier": OK, "balldontlie": OK,
        "sportradar key": OK, "sportradar": OK, "altsportsdata key": OK, "altsportsdata": OK,
        "sportradar quota period": OK,
        "altsportsdata hour": OK, "altsportsdata day": OK, "quarantined scopes": OK, "drift": by_name(found)["drift"].level,
    }  # fmt: skip
    assert by_name(found)["balldontlie tier"].found == "goat"
    assert [(one.provider, one.endpoint) for one in box.seen[seen:]] == [
        ("balldontlie", "me"), ("balldontlie", "seasons"), ("sportradar", "seasons"), ("altsportsdata", "sports"),
    ]  # fmt: skip
    # Every request is in the ledger, answered.
    with closing(sqlite3.connect(path)) as connection:
        ledger = connection.execute(
            "select provider, endpoint, status from mirror_requests where run_id = 2 and answered_at is not null"
        ).fetchall()
        assert connection.execute(
            "select command, requests, exit_code from mirror_runs where id = 2"
        ).fetchall() == [("doctor", 4, 0)]
    assert ledger == [
        ("balldontlie", "account", 200), ("balldontlie", "probe", 200), ("sportradar", "probe", 200),
        ("altsportsdata", "probe", 200),
    ]  # fmt: skip
    said = " ".join(f"{one.about} {one.found} {one.todo}" for one in found)
    assert not any(key in said for key in KEYS.values())


def test_a_refused_key_is_bad_and_exit_1(say: Say, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPORTRADAR_BASE_URL", box.url)
    monkeypatch.setenv("SPORTRADAR_API_KEY", "not-a-key-that-anybody-has")
    code, out, err = say("doctor")
    assert (code, err) == (1, "")
    assert "bad   sportradar" in out
    assert "refuses the key" in out
    assert "→ put a valid one into SPORTRADAR_API_KEY" in out
    assert "not-a-key-that-anybody-has" not in out


def test_a_provider_that_is_away_is_bad(tmp_path: Path) -> None:
    away = Settings.given(altsportsdata_api_key="sandbox-pro", altsportsdata_base_url="http://127.0.0.1:9")
    found = by_name(examine(tmp_path / "f1.db", away, clock=Time()))
    assert found["altsportsdata"].level == BAD
    assert "no connection" in found["altsportsdata"].found


def test_whoever_writes_is_named_and_nobody_is_asked(path: Path, settings: Settings, box: Sandbox) -> None:
    store = Store(path)
    store.begin_run("worker", {}, "2026-03-07T10:00:00.000Z")
    seen = len(box.seen)
    try:
        found = by_name(examine(path, settings, clock=Time()))
    finally:
        store.close()
    assert found["lock"].level == OK
    assert f"'f1-mirror worker' (process {os.getpid()} on " in found["lock"].found
    assert found["worker"].level == WARN  # it has no heartbeat and no end
    assert found["balldontlie"].found.startswith("not asked")
    assert len(box.seen) == seen


@pytest.mark.parametrize(("away", "level"), [(0.4, OK), (-40.0, WARN), (40.0, WARN), (4_000.0, BAD)])
def test_the_clock_is_held_against_the_date_of_an_answer(tmp_path: Path, away: float, level: str) -> None:
    answer = httpx.MockTransport(
        lambda _: httpx.Response(200, json=[], headers={"Date": formatdate(NOW - away, usegmt=True)})
    )
    found = examine(
        tmp_path / "f1.db",
        Settings.given(altsportsdata_api_key="sandbox-pro"),
        clock=Time(lambda: NOW),
        transport=answer,
    )
    assert by_name(found)["clock"].level == level


@pytest.mark.parametrize(
    ("version", "level"),
    [((3, 40, 1), WARN), ((3, 44, 5), WARN), ((3, 44, 6), OK), ((3, 50, 6), WARN), ((3, 50, 7), OK), ((3, 51, 2), WARN),
     ((3, 51, 3), OK), ((3, 53, 0), OK)],
)  # fmt: skip
def test_a_sqlite_that_may_lose_what_two_wrote(version: tuple[int, ...], level: str) -> None:
    assert _sqlite(version).level == level


def test_a_file_that_is_no_mirror(tmp_path: Path, settings: Settings) -> None:
    other = tmp_path / "f1.db"
    other.write_bytes(b"once upon a time " * 100)
    found = by_name(examine(other, settings, clock=Time()))
    assert (found["mirror"].level, "lock" in found) == (BAD, False)
    assert other.read_bytes() == b"once upon a time " * 100


def test_a_damaged_page_and_a_lost_parent_are_bad(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma foreign_keys = off")
        connection.execute("insert into altsportsdata_heats (event_id, heat_id) values ('nowhere', 'h')")
        connection.commit()
        connection.execute("pragma wal_checkpoint(truncate)")
    found = by_name(examine(path, Settings(), clock=Time()))
    assert (found["foreign keys"].level, found["foreign keys"].found) == (BAD, "1 rows refer to nothing")
    with path.open("r+b") as file:
        size = path.stat().st_size
        file.seek(size // 2 // 4096 * 4096)
        file.write(os.urandom(0) + b"\xff" * 4096)
    found = by_name(examine(path, Settings(), clock=Time()))
    assert any(finding.level == BAD for name, finding in found.items() if name.startswith("mirror"))


def test_an_archive_that_is_gone(path: Path, settings: Settings) -> None:
    path.with_name("f1.archive.db").unlink()
    found = by_name(examine(path, settings, clock=Time()))
    assert found["archive"].level == WARN
    assert not path.with_name("f1.archive.db").exists()


def test_a_scope_in_quarantine_is_named(path: Path, settings: Settings, box: Sandbox) -> None:
    box.add(Fault("400", "altsportsdata", "sports", times=-1))
    sync(path, select(["altsportsdata"], season="2024", full=True), settings)
    found = by_name(examine(path, settings, clock=Time()))
    assert found["quarantined scopes"] == Finding(
        "quarantined scopes", WARN, "1, altsportsdata sports among them",
        "f1-mirror status names them and when they are tried again",
    )  # fmt: skip


def test_a_spent_hour_is_told_and_not_overspent(path: Path, box: Sandbox) -> None:
    few = Settings.given(
        altsportsdata_api_key="sandbox-pro", altsportsdata_base_url=box.url, altsportsdata_requests_per_hour=3
    )
    seen = len(box.seen)
    found = by_name(examine(path, few, clock=Time()))
    assert found["altsportsdata"].found.startswith("not asked: the hour's requests are spent until ")
    assert (found["altsportsdata hour"].level, found["altsportsdata hour"].found) == (
        WARN,
        "0 of 3 requests left",
    )
    assert len(box.seen) == seen


def test_a_folder_that_cannot_be_written(path: Path, settings: Settings) -> None:
    """For root nothing is read-only, so root looks as nobody does."""
    with tempfile.TemporaryDirectory() as name:
        folder, user = Path(name), os.geteuid()
        shutil.copy(path, folder)
        shutil.copy(archive_path(path), folder)
        folder.chmod(0o555)
        if user == 0:
            os.seteuid(NOBODY)
        try:
            assert by_name(examine(folder / path.name, settings, clock=Time()))["lock"].level == BAD
        finally:
            os.seteuid(user)
            folder.chmod(0o700)


def test_a_setting_that_is_wrong_is_a_finding(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("F1_MIRROR_LIVE_SHARE", "0.95")
    code, out, _ = say("doctor", "--db", "f1.db")
    assert code == 1
    assert "F1_MIRROR_LIVE_SHARE must be between 0 and 0.9; it is '0.95'." in out
