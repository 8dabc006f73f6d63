"""A snapshot takes the place of a mirror under its readers, whatever happens, and the mirror that was stays beside."""

import asyncio
import hashlib
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mirror import status
from mirror.budget.pace import Window
from mirror.budget.windows import spent
from mirror.errors import DiskTrouble, FileRefused, MirrorBusy, MirrorError
from mirror.instants import stamp
from mirror.providers import PROVIDERS
from mirror.serve import datasette
from mirror.snapshot.create import chosen, create
from mirror.snapshot.digest import table_digest
from mirror.snapshot.install import install
from mirror.snapshot.manifest import read
from mirror.snapshot.verify import verify
from mirror.store import Store
from mirror.store.archive import archive_path
from mirror.store.files import open_reading
from mirror.store.lock import take
from mirror.tables import PROVIDER_TABLES
from tests.past.worlds import BEGIN, DAY, past_too
from tests.snapshot.doomed import ended_at, fifty, moments

NOW = BEGIN + 41 * DAY
NOBODY = 65534
LONG = Window(1e9, 365 * DAY, "year")


def content(path: Path, tables: Iterable[str] = PROVIDER_TABLES) -> dict[str, str]:
    """The logical hash of tables, as any reader finds them, who changes nothing."""
    with closing(open_reading(path)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        return {name: table_digest(connection, name).sha256 for name in tables}


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that other users can read; those of pytest are private."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        for path in (folder, *folder.iterdir()):
            if path.is_dir():
                path.chmod(0o755)


@pytest.fixture
def live(early: Path, tmp_path: Path) -> Path:
    """A mirror of its own, with its archive, as a sync leaves it."""
    path = tmp_path / "live" / "f1.db"
    path.parent.mkdir()
    shutil.copy(early, path)
    shutil.copy(archive_path(early), archive_path(path))
    return path


def test_where_there_is_no_mirror_it_becomes_one(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    done = install(made, path)
    assert (done.db, done.previous, done.previous_archive) == (str(path), None, None)
    assert path.read_bytes() == (made / "f1.db").read_bytes()
    assert archive_path(path).read_bytes() == (made / "f1.archive.db").read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["f1.archive.db", "f1.db", "f1.db.lock"]


def test_a_mirror_takes_over_what_the_snapshot_holds_and_stays_beside(
    made: Path, live: Path, tmp_path: Path
) -> None:
    was, archive = past_too(live), archive_path(live).read_bytes()
    done = install(made, live, clock=lambda: NOW)
    assert past_too(live) == past_too(made / "f1.db") != was
    assert done.previous == str(live.with_name("f1.previous.db"))
    assert done.previous_archive == str(live.with_name("f1.previous.archive.db"))
    assert past_too(Path(done.previous)) == was
    kept = Path(done.previous_archive)
    responses = "select * from responses order by id"
    copy = tmp_path / "copy.db"
    copy.write_bytes(archive)
    with closing(sqlite3.connect(kept)) as one, closing(sqlite3.connect(copy)) as two:
        assert one.execute(responses).fetchall() == two.execute(responses).fetchall() != []
    assert archive_path(live).read_bytes() == (made / "f1.archive.db").read_bytes()
    names = {one.name for one in live.parent.iterdir() if not one.name.endswith(("-wal", "-shm"))}
    assert names == {"f1.db", "f1.archive.db", "f1.db.lock", "f1.previous.db", "f1.previous.archive.db"}


def test_no_archive_is_ever_thrown_away(late: Path, made: Path, live: Path, tmp_path: Path) -> None:
    create(late, tmp_path / "plain", chosen(["all"]))
    first = hashlib.sha256(archive_path(live).read_bytes()).hexdigest()
    assert install(made, live).previous_archive is not None
    assert install(tmp_path / "plain", live).previous_archive == str(
        live.with_name("f1.previous-2.archive.db")
    )
    assert not archive_path(live).exists()
    assert install(tmp_path / "plain", live).previous_archive is None
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in live.parent.glob("*.archive.db")}
    assert len(hashes) == 2
    with closing(sqlite3.connect(live.with_name("f1.previous.archive.db"))) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    assert first


def test_what_was_spent_of_a_budget_stays_known(made: Path, live: Path) -> None:
    with closing(sqlite3.connect(live)) as connection:
        counts = "select provider, count(*) from mirror_requests where sent_at >= ? group by 1 order by 1"
        before = connection.execute(counts, (stamp(BEGIN),)).fetchall()
        connection.execute("update mirror_requests set sent_at = ? where id = 1", (stamp(BEGIN - 100 * DAY),))
        (old,) = connection.execute("select provider from mirror_requests where id = 1").fetchone()
        connection.commit()
    assert [provider for provider, _ in before] == sorted(PROVIDERS)
    install(made, live, clock=lambda: BEGIN + DAY)
    store = Store(live)
    try:
        now = {
            provider: len(spent(store.connection, provider, [LONG], BEGIN + DAY)) for provider in PROVIDERS
        }
        assert now == {provider: count - (provider == old) for provider, count in before}
        assert store.unsettled("balldontlie") == {}
    finally:
        store.close()


def test_a_snapshot_spends_nothing_of_the_budget_of_who_installs_it(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    install(made, path)
    store = Store(path)
    try:
        assert [spent(store.connection, provider, [LONG], BEGIN) for provider in PROVIDERS] == [[], [], []]
    finally:
        store.close()


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_readers_see_the_old_or_the_new_and_never_an_error(made: Path, live: Path, mode: str) -> None:
    with closing(sqlite3.connect(live, isolation_level=None)) as connection:
        assert connection.execute(f"pragma journal_mode = {mode}").fetchone() == (mode,)
    sql = "select count(*), (select max(valid_to) from mirror_history) from balldontlie_session_results"
    with closing(open_reading(live)) as one, closing(open_reading(made / "f1.db")) as two:
        old, new = one.execute(sql).fetchone(), two.execute(sql).fetchone()
    assert old != new
    seen: list[list[object]] = [[], []]
    errors: list[Exception] = []
    begun = threading.Barrier(3)
    stop = threading.Event()

    def read_on(number: int) -> None:
        try:
            with closing(open_reading(live)) as connection:
                seen[number].append(connection.execute(sql).fetchone())
                begun.wait()
                while not stop.is_set():
                    found = connection.execute(sql).fetchone()
                    if found != seen[number][-1]:
                        seen[number].append(found)
        except Exception as error:  # noqa: BLE001 - whatever it is, there is to be none
            errors.append(error)
            begun.abort()

    readers = [threading.Thread(target=read_on, args=(number,)) for number in (0, 1)]
    for reader in readers:
        reader.start()
    with closing(open_reading(live)) as waiting:
        assert waiting.execute(sql).fetchone() == old
        begun.wait()
        install(made, live)
        assert waiting.execute(sql).fetchone() == new  # the connection that was open all the time
        stop.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert all(one in ([old], [old, new]) for one in seen)


def test_datasette_shows_the_new_data_at_the_next_request(made: Path, live: Path) -> None:
    async def look() -> tuple[object, object]:
        served = datasette(live)
        await served.invoke_startup()
        address = "/f1/balldontlie_session_results.json?_shape=array&_size=max&_nocol=extra"
        before = (await served.client.get(address)).json()
        install(made, live)
        answer = await served.client.get(address)
        assert answer.status_code == 200
        return before, answer.json()

    before, after = asyncio.run(look())
    with closing(open_reading(live)) as connection:
        cursor = connection.execute("select id, position from balldontlie_session_results order by id")
        assert [(row["id"], row["position"]) for row in after] == cursor.fetchall()
    assert before != after


def test_a_writer_is_waited_for_and_named(made: Path, live: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mirror.snapshot.install.PATIENCE", 0.0)
    before = content(live)
    lock = take(live)
    try:
        with pytest.raises(MirrorBusy, match="is being written by"):
            install(made, live)
    finally:
        lock.release()
    assert content(live) == before


def damaged(folder: Path) -> None:
    with (folder / "f1.db").open("r+b") as file:
        file.seek(5_000)
        file.write(b"\xff\x00\xff")


def unreadable(folder: Path) -> None:
    with (folder / "f1.db").open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 2_000)  # where the schema begins: SQLite reads nothing of it


def without(folder: Path) -> None:
    (folder / "f1.archive.db").unlink()


@pytest.mark.parametrize("change", [damaged, unreadable, without])
def test_a_snapshot_that_is_not_sound_changes_nothing(
    snapshot: Path, live: Path, change: Callable[[Path], None]
) -> None:
    before = {path.name: path.read_bytes() for path in live.parent.iterdir()}
    change(snapshot)
    with pytest.raises(FileRefused, match=r"is damaged: its bytes are not those|lacks f1\.archive\.db"):
        install(snapshot, live)
    passing = ("f1.db.lock", "f1.db-wal", "f1.db-shm")  # of the lock, and of those who read
    after = {path.name: path.read_bytes() for path in live.parent.iterdir() if path.name not in passing}
    assert after == before
    with pytest.raises(FileRefused):
        install(snapshot, live.with_name("none.db"))
    assert not live.with_name("none.db").exists()


def test_a_file_that_is_no_mirror_is_left_alone(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table notes (line text)")
    before = path.read_bytes()
    with pytest.raises(FileRefused, match="another program's database"):
        install(made, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["f1.db", "other.db"])
def test_a_snapshot_is_not_installed_into_itself(snapshot: Path, name: str) -> None:
    before = {path.name: path.read_bytes() for path in snapshot.iterdir()}
    with pytest.raises(MirrorError, match="lies in the snapshot itself"):
        install(snapshot, snapshot / name)
    assert {path.name: path.read_bytes() for path in snapshot.iterdir()} == before


def test_where_the_old_one_cannot_be_kept_nothing_changes(
    made: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: object) -> Path:
        raise OSError(28, "No space left on device")

    before = content(live)
    monkeypatch.setattr("mirror.snapshot.install._Install._keep", failing)
    with closing(open_reading(live)) as reader:
        reader.execute("select * from sqlite_schema").fetchone()
        with pytest.raises(DiskTrouble, match="No space left on device"):
            install(made, live)
        assert content(live) == before
    assert not live.with_name("f1.previous.db").exists()


def test_what_a_killed_writer_left_in_the_log_is_kept(made: Path, live: Path) -> None:
    left = live.with_name("f2.db")
    with closing(sqlite3.connect(live)) as writer:
        writer.execute("pragma journal_mode = wal")
        writer.execute("update mirror_requests set outcome = 'in the log'")
        writer.commit()
        for end in ("", "-wal"):
            shutil.copy(f"{live}{end}", f"{left}{end}")
    done = install(made, left)
    assert done.previous is not None
    with closing(open_reading(Path(done.previous))) as connection:
        told = connection.execute("select distinct outcome from mirror_requests").fetchall()
    assert told == [("in the log",)]
    assert content(left) == content(made / "f1.db")


def test_new_content_that_does_not_prove_itself_is_taken_back(
    made: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(live)
    monkeypatch.setattr("mirror.snapshot.install._same_bytes", lambda one, two: False)
    with closing(open_reading(live)), pytest.raises(FileRefused, match="did not become what the snapshot is"):
        install(made, live)
    assert content(live) == before
    assert archive_path(live).exists()


def test_a_reader_in_the_middle_of_something_holds_nothing_up(
    made: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mirror.snapshot.install._PATIENCE", 0)
    sql = "select count(*) from mirror_history"
    with closing(open_reading(live)) as connection:
        connection.execute("begin")
        old = connection.execute(sql).fetchone()
        install(made, live)
        assert connection.execute(sql).fetchone() == old
        connection.execute("rollback")
        assert connection.execute(sql).fetchone() != old
    assert content(live) == content(made / "f1.db")


def test_a_compressed_snapshot_installs_as_the_plain_one(late: Path, made: Path, tmp_path: Path) -> None:
    create(late, tmp_path / "small", chosen(["all"]), compress=True)
    path = tmp_path / "f1.db"
    install(tmp_path / "small", path)
    assert path.read_bytes() == (made / "f1.db").read_bytes()


# Ended before its time


# Tables by which the old and the new content are told apart.
TELLING = ("balldontlie_session_results", "sportradar_stage_results", "mirror_history", "mirror_checkpoints")


def any_reader(path: Path, tables: Iterable[str] = TELLING) -> dict[str, str]:
    """What a process of another user reads, who may write nothing there: it has nobody's help."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            os.write(writing, repr(content(path, tables)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    try:
        told = b"".join(iter(lambda: os.read(reading, 65_536), b""))
    finally:
        os.close(reading)
        os.waitpid(child, 0)
    found: dict[str, str] = eval(told)
    return found


@contextmanager
def looked_at(path: Path, *, really: bool) -> Iterator[None]:
    """Somebody has the mirror open, or nobody."""
    with closing(open_reading(path) if really else sqlite3.connect(":memory:")) as reader:
        reader.execute("select * from sqlite_schema").fetchone()
        yield


@pytest.mark.parametrize("read", [True, False])
def test_an_install_that_is_killed_leaves_one_whole_mirror_to_any_reader(
    made: Path, early: Path, public: Path, read: bool
) -> None:
    old, new = content(early, TELLING), content(made / "f1.db", TELLING)
    assert old != new

    def mirror(name: str) -> Path:
        path = public / name / "f1.db"
        path.parent.mkdir()
        shutil.copy(early, path)
        shutil.copy(archive_path(early), archive_path(path))
        return path

    first = mirror("first")
    found = []
    with looked_at(first, really=read):
        ends = fifty(lambda: install(made, first))
    for number, end in enumerate(ends):
        path = mirror(f"{number}")
        with looked_at(path, really=read):
            killed = end(lambda at=path: install(made, at))
        there = any_reader(path)  # also where nobody has the file open any more
        found.append((killed, there == new))
        assert there in (old, new)
        if number % 6 == 0:
            install(made, path)
            assert content(path, TELLING) == new
            left = {
                one.name
                for one in path.parent.iterdir()
                if "installing" in one.name or one.name.endswith(".part")
            }
            assert left == set()
        shutil.rmtree(path.parent)
    assert (True, False) in found
    assert (True, True) in found


def test_a_first_install_that_is_killed_leaves_all_or_nothing(made: Path, tmp_path: Path) -> None:
    new = content(made / "f1.db", TELLING)
    last = moments(lambda: install(made, tmp_path / "f1.db"))
    found = set()
    for end in range(1, last + 1, max(1, last // 15)):
        path = tmp_path / f"{end}" / "f1.db"
        path.parent.mkdir()
        killed = ended_at(lambda at=path: install(made, at), end)
        assert not path.exists() or content(path, TELLING) == new
        found.add((killed, path.exists()))
        install(made, path)
        assert content(path, TELLING) == new
    assert (True, False) in found


# Read where nothing can be written


def test_it_is_read_from_a_folder_that_nobody_can_write(made: Path, public: Path) -> None:
    folder = public / "snapshot"
    shutil.copytree(made, folder)
    folder.chmod(0o555)
    assert any_reader(folder / "f1.db", PROVIDER_TABLES) == content(made / "f1.db")
    assert sorted(path.name for path in folder.iterdir()) == ["f1.archive.db", "f1.db", "manifest.json"]
    verify(folder)


def test_so_is_a_mirror_that_was_closed(late: Path, public: Path) -> None:
    path = public / "f1.db"
    shutil.copy(late, path)
    assert path.read_bytes()[18] == 2  # WAL, without its log
    public.chmod(0o555)
    assert any_reader(path) == content(late, TELLING)
    assert [one.name for one in public.iterdir()] == ["f1.db"]


def test_so_is_one_whose_writer_was_killed_when_its_log_had_just_begun(late: Path, public: Path) -> None:
    path, grown = public / "f1.db", public / "grown.db"
    shutil.copy(late, path)
    shutil.copy(late, grown)
    with closing(sqlite3.connect(grown)) as writer:
        writer.execute("update mirror_requests set outcome = 'lost'")
        writer.commit()
        header = Path(f"{grown}-wal").read_bytes()[:32]
        for end, left in (("-wal", header), ("-shm", bytes(32_768))):
            path.with_name(f"f1.db{end}").write_bytes(left)
    assert any_reader(path) == content(late, TELLING)


# What status says


def test_status_says_that_it_is_a_snapshot_and_how_old(made: Path, late: Path, tmp_path: Path) -> None:
    told = read(made)
    with closing(open_reading(made / "f1.db")) as connection:
        found = status.status(connection, made / "f1.db", now=BEGIN + 50 * DAY)
    assert found["snapshot"] == {
        "providers": ["altsportsdata", "balldontlie", "sportradar"],
        "seasons": None,
        "as_of": told.as_of,
        "age": pytest.approx(10 * DAY, abs=DAY),
    }
    assert found["last_run"] is None
    assert {count for one in found["providers"].values() for count in one["requests"].values()} == {0}
    with closing(open_reading(late)) as connection:
        mirror = status.status(connection, late, now=BEGIN + 50 * DAY)
        assert mirror["snapshot"] is None
    for name, provider in found["providers"].items():
        for endpoint, facts in provider["endpoints"].items():
            assert facts["rows"] == mirror["providers"][name]["endpoints"][endpoint]["rows"]
            assert facts["scopes"] == mirror["providers"][name]["endpoints"][endpoint]["scopes"]
    path = tmp_path / "f1.db"
    install(made, path)
    store = Store(path)
    store.begin_run("sync", {}, stamp(NOW))
    store.close()
    with closing(open_reading(path)) as connection:
        assert status.status(connection, path)["snapshot"] is None  # it is kept up again
