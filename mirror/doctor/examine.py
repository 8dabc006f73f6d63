"""The examination: the machine, the file, each provider. It repairs nothing, and asks at most two requests a provider."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from mirror.budget.account import told
from mirror.budget.silence import silence
from mirror.budget.windows import spent, windows
from mirror.catalogue import Provider, Scope
from mirror.clock import Boot, Time
from mirror.doctor.asking import NotNow, Questions
from mirror.doctor.finding import BAD, OK, WARN, Finding
from mirror.errors import MirrorBusy, MirrorError, NoAnswer
from mirror.http import Request, Response
from mirror.identity import SCHEMA, address
from mirror.instants import stamp
from mirror.providers import PROVIDERS
from mirror.providers.balldontlie import TIERS
from mirror.run.verdict import Kind, judge
from mirror.settings import Settings
from mirror.status import worker
from mirror.store import Store
from mirror.store.archive import archive_path
from mirror.store.files import open_reading

_PATIENCE = 30.0  # seconds that a spent window is waited for
_MB = 1_000_000
_DISK_BAD, _DISK_WARN = 100 * _MB, 1_000 * _MB  # bytes
_CLOCK_WARN, _CLOCK_BAD = 5.0, 300.0  # seconds; the header has whole seconds, and the way takes its time
_LITTLE = 0.1  # of a limit
_UNLIMITED = 1e8  # requests
_WORTH_TELLING = 3_600.0  # seconds; a shorter window is always about to open
# A checkpoint beside a write may lose what was committed: fixed in 3.51.3, and in these releases of older lines
# (sqlite.org/wal.html, "The WAL-Reset Bug"). It takes two connections that write.
_FIXED, _FIXED_TOO = (3, 51, 3), {(3, 44): 6, (3, 50): 7}


def examine(
    path: Path, settings: Settings, *, clock: Time, transport: httpx.BaseTransport | None = None
) -> list[Finding]:
    """Looks at the machine, the mirror at `path` (which need not be there) and the providers, and tells what it found.

    Never raises for what it finds: that is a finding.
    """
    found = [_sqlite(sqlite3.sqlite_version_info), *_disk(path)]
    sound = False
    if path.exists() and path.stat().st_size > 0:
        of_the_file = list(_file(path, clock.now()))
        sound = not any(finding.level == BAD for finding in of_the_file)
        found += of_the_file
    else:
        found.append(Finding("mirror", OK, f"there is none at {path} yet", "f1-mirror sync makes it"))
    store, lock = _open(path) if sound else (None, None)
    busy = False
    if lock is not None:
        found.append(lock)
        busy = store is None and lock.level == OK
    keyed = [one for one in PROVIDERS.values() if settings.key(one.name) is not None]
    try:
        if store is not None:
            store.begin_run("doctor", {}, stamp(clock.now()))
        questions = {
            one.name: Questions(one, settings, store, clock, transport, patience=_PATIENCE)
            for one in keyed
            if not busy
        }
        for provider in PROVIDERS.values():
            found += _provider(provider, settings, questions.get(provider.name), clock.now)
        if store is not None:
            store.end_run(stamp(clock.now()), sum(one.asked for one in questions.values()), 0, 0)
    finally:
        if store is not None:
            store.close()
    return found + (list(_kept(path, settings, clock.now(), clock.boot())) if sound else [])


# The machine


def _sqlite(version: tuple[int, ...]) -> Finding:
    text = ".".join(map(str, version))
    if version >= _FIXED or version[2] >= _FIXED_TOO.get((version[0], version[1]), 1_000):
        return Finding("sqlite", OK, f"version {text}")
    return Finding(
        "sqlite", WARN, f"version {text} may corrupt a file in WAL mode that two programs write at the same moment",
        "f1-mirror writes alone; let no other program write the file, or run a Python with SQLite 3.51.3",
    )  # fmt: skip


def _disk(path: Path) -> Iterator[Finding]:
    folder = path.absolute().parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError as trouble:
        yield Finding(
            "disk",
            BAD,
            f"{folder} cannot be looked at ({trouble.strerror})",
            "make the folder, or name another file",
        )
        return
    level = BAD if free < _DISK_BAD else WARN if free < _DISK_WARN else OK
    todo = None if level == OK else "free some: a season takes about 200 MB with its archive"
    yield Finding("disk", level, f"{free / _MB:,.0f} MB free in {folder}", todo)


# The file


def _file(path: Path, now: float) -> Iterator[Finding]:
    try:
        connection = open_reading(path)
    except (MirrorError, sqlite3.Error) as trouble:
        yield Finding("mirror", BAD, str(trouble), "see the sentence")
        return
    with closing(connection):
        try:
            [version] = connection.execute("pragma user_version").fetchone()
            yield Finding("schema", OK, f"version {version} of {SCHEMA}")
            yield _integrity("mirror", connection)
            broken = connection.execute("select count(*) from pragma_foreign_key_check").fetchone()[0]
            todo = "f1-mirror rebuild makes the tables again from the archive"
            yield Finding(
                "foreign keys",
                BAD if broken else OK,
                f"{broken:,} rows refer to nothing",
                todo if broken else None,
            )
            yield from _worker(connection, now)
        except sqlite3.Error as trouble:
            yield Finding(
                "mirror",
                BAD,
                f"it cannot be read ({trouble})",
                "restore it from a copy, or f1-mirror rebuild",
            )
    archive = archive_path(path)
    if not archive.exists():
        yield Finding(
            "archive", WARN, f"{archive} is not there", "a rebuild needs it; the next sync begins a new one"
        )
        return
    try:
        with closing(sqlite3.connect(address(archive), uri=True)) as connection:
            yield _integrity("archive", connection)
    except (MirrorError, sqlite3.Error) as trouble:
        yield Finding(
            "archive",
            BAD,
            f"it cannot be read ({trouble})",
            "restore it from a copy; the mirror is not touched",
        )


def _integrity(about: str, connection: sqlite3.Connection) -> Finding:
    told = [line for (line,) in connection.execute("pragma integrity_check(3)")]
    if told == ["ok"]:
        return Finding(f"{about} integrity", OK, "whole")
    return Finding(f"{about} integrity", BAD, "; ".join(told), "restore it from a copy, or f1-mirror rebuild")


def _worker(connection: sqlite3.Connection, now: float) -> Iterator[Finding]:
    known = worker(connection, now)
    if known is None:
        return
    if known["alive"]:
        yield Finding("worker", OK, f"process {known['pid']} on {known['host']} is alive: {known['note']}")
    elif known["ended_at"] is None:
        said = f"its heart has not beaten since {known['heartbeat_at']}, and it never ended"
        yield Finding("worker", WARN, said, "start 'f1-mirror worker' again; nothing is lost")
    else:
        yield Finding("worker", OK, f"ended at {known['ended_at']}")


def _open(path: Path) -> tuple[Store | None, Finding | None]:
    """The mirror, open for the ledger's sake, and what that says of its lock. Without an archive it is not opened."""
    if not archive_path(path).exists():
        return None, None
    try:
        return Store(path, patience=0.0), Finding("lock", OK, "free")
    except MirrorBusy as busy:
        return None, Finding("lock", OK, str(busy).partition(";")[0])
    except MirrorError as trouble:
        return None, Finding("lock", BAD, str(trouble), "let this user write the folder")


# The providers


def _provider(
    provider: Provider, settings: Settings, questions: Questions | None, now: Callable[[], float]
) -> Iterator[Finding]:
    """What there is to say of a provider; without `questions` it is not asked."""
    name = provider.name
    if settings.key(name) is None:
        where = f"get one at {provider.sign_up}, set {name.upper()}_API_KEY"
        yield Finding(f"{name} key", WARN, "none, so it is skipped", where)
        return
    yield Finding(f"{name} key", OK, "there is one")
    if questions is None:
        yield Finding(name, OK, "not asked: whoever writes the mirror keeps count of its requests")
        return
    try:
        if name == "balldontlie":
            yield _tier(questions)
        endpoint, params = provider.free[0]
        request = provider.request(
            provider.by_name[endpoint], (Scope(endpoint),),
            suffix=f".{settings.sportradar_format}" if name == "sportradar" else "",
            slots={"access_level": settings.sportradar_access_level, "language": settings.sportradar_language},
        )  # fmt: skip
        response = questions.ask(Request(name, "probe", request.path, params))
    except NoAnswer as trouble:
        yield Finding(name, BAD, str(trouble), f"look at the network, a proxy, and {name.upper()}_BASE_URL")
    except NotNow as later:
        yield Finding(name, WARN, f"not asked: {later}", "wait, or raise the limit if your plan has more")
    except MirrorError as wrong:
        yield Finding(name, BAD, str(wrong), "mend the setting")
    else:
        yield _reached(name, response, now())
        yield from _clock(name, response, now())


def _tier(questions: Questions) -> Finding:
    configured = questions.settings.balldontlie_tier
    if configured is not None:
        return Finding("balldontlie tier", OK, f"{configured}, as configured")
    response = questions.ask(Request("balldontlie", "account", "/account/v1/me"), bearer=True)
    tier = told(response.body) if response.status == 200 else None
    if tier is None:
        return Finding(
            "balldontlie tier",
            WARN,
            f"not told (status {response.status})",
            "set BALLDONTLIE_TIER if syncs are slow",
        )
    return Finding("balldontlie tier", OK, TIERS[tier])


def _reached(name: str, response: Response, now: float) -> Finding:
    verdict = judge(name, response, now=now)
    took = f"answers in {response.seconds:.2f} s"
    if verdict.kind in (Kind.GOOD, Kind.UNCHANGED):
        return Finding(name, OK, took)
    if verdict.kind is Kind.UNAUTHORIZED:
        return Finding(
            name,
            BAD,
            f"{took}, and refuses the key ({verdict.why})",
            f"put a valid one into {name.upper()}_API_KEY",
        )
    if verdict.kind in (Kind.THROTTLED, Kind.SPENT):
        return Finding(name, WARN, f"{took}: {verdict.why}", "another program may use the same key; wait")
    return Finding(name, WARN, f"{took}: {verdict.why}", "try again later")


def _clock(name: str, response: Response, now: float) -> Iterator[Finding]:
    """How far this machine's clock is from the one in an answer's Date header; nothing when there is no such header."""
    try:
        away = now - parsedate_to_datetime(response.headers["date"]).timestamp()
    except (KeyError, ValueError, TypeError):
        return
    level = OK if abs(away) <= _CLOCK_WARN else WARN if abs(away) <= _CLOCK_BAD else BAD
    todo = None if level == OK else "set the clock: what is due, and the ledger, go by it"
    yield Finding("clock", level, f"{abs(away):.0f} s {'after' if away >= 0 else 'before'} {name}'s", todo)


# What the mirror knows


def _kept(path: Path, settings: Settings, now: float, boot: Boot | None) -> Iterator[Finding]:
    with closing(open_reading(path)) as connection:
        for name in PROVIDERS:
            if settings.key(name) is not None:
                yield from _quota(connection, name, settings, now, boot)
        quarantined = connection.execute(
            "select provider, endpoint, scope from mirror_checkpoints where state = 'quarantined' and part_of is null"
        ).fetchall()
        first = f", {' '.join(quarantined[0]).strip()} among them" if quarantined else ""
        level, todo = (
            (WARN, "f1-mirror status names them and when they are tried again") if quarantined else (OK, None)
        )
        yield Finding("quarantined scopes", level, f"{len(quarantined):,}{first}", todo)
        [differences] = connection.execute("select count(*) from mirror_drift").fetchone()
        level, todo = (WARN, "f1-mirror drift lists them; nothing is lost") if differences else (OK, None)
        yield Finding("drift", level, f"{differences:,} places differ from the documentation", todo)


def _quota(
    connection: sqlite3.Connection, name: str, settings: Settings, now: float, boot: Boot | None
) -> Iterator[Finding]:
    told = silence(connection, name, settings.base_url(name) or PROVIDERS[name].base_url, now, boot)
    if told is not None:
        yield Finding(
            f"{name} silence", WARN, f"it wants to be left alone until {stamp(told.until)} ({told.why})",
            "sync asks when that is over; after a day at the latest, whatever it said",
        )  # fmt: skip
    tier = connection.execute(
        "select tier from mirror_checkpoints where provider = ? and endpoint = 'account'", (name,)
    ).fetchone()
    if name == "balldontlie" and settings.balldontlie_tier is not None:
        tier = (TIERS.index(settings.balldontlie_tier),)
    counted = windows(name, settings, tier[0] if tier else None)
    ledger = spent(connection, name, counted, now, boot)
    for window in counted:
        if window.limit >= _UNLIMITED or window.seconds < _WORTH_TELLING:
            continue
        left = max(0, int(window.limit) - sum(moment > now - window.seconds for moment in ledger))
        level, todo = (
            (WARN, "what is due waits; --max-requests spreads it")
            if left < window.limit * _LITTLE
            else (OK, None)
        )
        yield Finding(f"{name} {window.name}", level, f"{left:,} of {window.limit:,.0f} requests left", todo)
