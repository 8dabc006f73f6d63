"""A snapshot made from a mirror: the chosen providers and seasons, without what is only this machine's."""

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Literal

import zstandard
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel

from mirror import crosswalk, search, views
from mirror.crosswalk.overrides import overrides_path
from mirror.disk import flush
from mirror.errors import FileRefused, MirrorError, UsageError
from mirror.identity import ARCHIVE_ID, MIRROR_ID, refuse_foreign
from mirror.instants import stamp
from mirror.providers import PROVIDERS
from mirror.seasons import SEASONED, know_seasons, within, within_then
from mirror.selection import nearest
from mirror.snapshot import canonical
from mirror.snapshot.digest import file_digest, order_of, reading
from mirror.snapshot.examination import Examination
from mirror.snapshot.folder import making
from mirror.snapshot.manifest import FORMAT, NAME, VERSION, Coverage, File, Manifest, sealed, tool_version
from mirror.store.archive import archive_path
from mirror.store.files import add_world
from mirror.store.history import number_of, row_id
from mirror.tables import PROVIDER_TABLES, WORLD_TABLES
from mirror.tables.ledger import Snapshot

ALL = "all"
_LEVEL = 9
_KNOWN = {
    *PROVIDER_TABLES,
    *WORLD_TABLES,
    *(name for name in SQLModel.metadata.tables if name.startswith("mirror_")),
}
_OF_THE_KEY = "('account', 'probe')"  # what was asked about a key, and not about Formula 1


@dataclass(frozen=True)
class Choice:
    """What goes in: the providers, and the seasons (None for all of them)."""

    providers: frozenset[str]
    seasons: frozenset[int] | None = None


def chosen(providers: Collection[str], seasons: frozenset[int] | None = None) -> Choice:
    """The choice that the words of a command line make. Raises UsageError when no provider is named, or an unknown one."""
    if not providers:
        raise UsageError(
            "Say with --provider which providers go in (or --provider all): their terms decide what may be handed on."
        )
    for provider in providers:
        if provider not in (*PROVIDERS, ALL):
            raise UsageError(f"There is no provider '{provider}'; {nearest(provider, PROVIDERS)}")
    return Choice(frozenset(PROVIDERS if ALL in providers else providers), seasons)


def create(
    mirror: Path,
    folder: Path,
    choice: Choice,
    *,
    with_archive: bool = False,
    compress: bool = False,
    clock: Callable[[], float] = time.time,
) -> Manifest:
    """Makes a snapshot of the mirror at `mirror` in `folder`, while others read and write the mirror. Returns its manifest.

    Raises FileRefused when there is no mirror, MirrorError when there is no archive, or the folder holds something,
    DiskTrouble when it cannot be written.
    """
    if not refuse_foreign(mirror):
        raise FileRefused(
            f"There is no mirror at {mirror}; make one with 'f1-mirror sync', or name it with --db."
        )
    if with_archive and not refuse_foreign(archive_path(mirror), ARCHIVE_ID):
        raise MirrorError(f"There is no archive at {archive_path(mirror)}; leave --with-archive away.")
    with making(folder) as work:
        made = work / f"{mirror.stem}.db"
        with Examination(mirror.stat().st_size) as examination:
            write_mirror(mirror, made, choice, examination.ahead)
            if with_archive:
                write_archive(archive_path(mirror), archive_path(made), made)
            return seal(work, mirror.stem, choice, compress=compress, clock=clock, examination=examination)


def write_mirror(
    mirror: Path,
    target: Path,
    choice: Choice,
    ahead: Callable[[Path, Iterable[str]], None] = lambda path, tables: None,
) -> None:
    """Writes the rows of a mirror that are chosen into the new file `target`. Equal content makes equal bytes.

    `ahead` is told of tables that can be read already, as in `canonical.write`.
    """
    narrowed = choice.seasons is not None or not choice.providers >= PROVIDERS.keys()

    def finish(connection: sqlite3.Connection) -> None:
        _mark(connection, choice)
        if add_world(connection) or narrowed:
            # What the providers that stay away say of the others' drivers and sessions is not to be in it either.
            crosswalk.refresh(connection, overrides_path(mirror))
        views.apply(connection)
        search.refresh(connection)

    def choose(connection: sqlite3.Connection) -> canonical.Rows:
        return _rows(connection, choice)

    canonical.write(
        mirror, target, MIRROR_ID,
        pages=not narrowed, known=_KNOWN, remade=search.NAMES, choose=choose, finish=finish, ahead=ahead,
    )  # fmt: skip


def write_archive(archive: Path, target: Path, mirror: Path) -> None:
    """Writes the answers to the requests that the new file `mirror` names into the new file `target`."""

    def choose(connection: sqlite3.Connection) -> canonical.Rows:
        connection.execute("create temp table kept (id integer primary key)")
        with closing(reading(mirror)) as made:
            connection.executemany(
                "insert into kept values (?)", made.execute("select id from mirror_requests")
            )
        answers = "source.responses as t where t.id in (select id from temp.kept)"
        return {
            "responses": f"select t.* from {answers}",
            "bodies": f"select t.* from source.bodies as t where t.sha256 in (select t.sha256 from {answers})",
        }

    canonical.write(archive, target, ARCHIVE_ID, pages=False, choose=choose)


def seal(
    work: Path,
    stem: str,
    choice: Choice,
    *,
    compress: bool = False,
    clock: Callable[[], float] = time.time,
    examination: Examination | None = None,
) -> Manifest:
    """Proves the finished files `<stem>.db` and, if there, `<stem>.archive.db` in `work`, and writes the manifest beside.

    `examination` may have begun with the first of them.

    Returns the manifest. Raises FileRefused when a file is not whole.
    """
    mirror = work / f"{stem}.db"
    archive = archive_path(mirror)
    with ThreadPoolExecutor(1) as pool, examination or Examination(mirror.stat().st_size) as first:
        safe = None if compress else pool.submit(flush, mirror)  # the disk is busy while the file is examined
        own, tables = first.of(mirror)
        if safe is not None:
            safe.result()
    with closing(reading(mirror)) as connection:
        coverage = _coverage(connection)
        schema_version = connection.execute("pragma user_version").fetchone()[0]
        as_of = connection.execute("select as_of from mirror_snapshot").fetchone()[0]
    files = [_file(mirror, "mirror", own, compress=compress)]
    if archive.exists():
        with Examination(archive.stat().st_size) as second:
            files.append(_file(archive, "archive", second.of(archive)[0], compress=False))
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        created_at=stamp(clock()),
        tool=tool_version(),
        sqlite=sqlite3.sqlite_version,
        schema_version=schema_version,
        stem=stem,
        providers=sorted(choice.providers & coverage.keys()),
        seasons=None if choice.seasons is None else sorted(choice.seasons),
        as_of=as_of,
        coverage=coverage,
        tables=tables,
        files=files,
        sha256="",
    )
    (work / NAME).write_bytes(sealed(manifest))
    return manifest


def _rows(connection: sqlite3.Connection, choice: Choice) -> canonical.Rows:
    """Which rows of the mirror attached as `source` go in; tables that go in whole are not named."""
    seasons = choice.seasons
    if seasons is not None:
        know_seasons(connection, "source")
    whole = choice.providers >= PROVIDERS.keys() and seasons is None
    among = "('" + "', '".join(sorted(choice.providers)) + "')"
    nothing = "select t.* from source.{} as t where false"
    own = ("mirror_clocks", "mirror_runs", "mirror_silences", "mirror_snapshot")
    rows = {name: nothing.format(name) for name in own}
    rows["mirror_now"] = "select t.* from (select 1 as id, null as at, null as request_id) as t"
    if not whole:
        for name in PROVIDER_TABLES:
            if name.partition("_")[0] not in choice.providers:
                rows[name] = nothing.format(name)
            elif seasons is not None and name in SEASONED:
                rows[name] = f"select t.* from source.{name} as t where {within(name, seasons)}"
        rows |= {name: nothing.format(name) for name in WORLD_TABLES}
        rows |= _past(choice)
    of_the_season = "true" if seasons is None else _of_seasons("t.season", seasons)
    checkpoints = f"t.provider in {among} and t.endpoint not in {_OF_THE_KEY} and {of_the_season}"
    rows["mirror_checkpoints"] = f"select t.* from source.mirror_checkpoints as t where {checkpoints}"
    rows["mirror_drift"] = f"select t.* from source.mirror_drift as t where t.provider in {among}"
    rows["mirror_requests"] = _requests(connection, among, every=seasons is None)
    return rows


def _of_seasons(column: str, seasons: frozenset[int]) -> str:
    return f"coalesce({column} in ({', '.join(str(year) for year in sorted(seasons))}), true)"


def _past(choice: Choice) -> canonical.Rows:
    """The past of the rows that go in, and of those that have gone and would have gone in."""
    history, first_seen, links = [], [], []
    for name, table in PROVIDER_TABLES.items():
        if name.partition("_")[0] not in choice.providers:
            continue
        of_history, of_births = f"t.\"table\" = '{name}'", f"t.table_no = {number_of(name)}"
        links.append(of_history)
        if choice.seasons is not None and name in SEASONED:
            there = (
                f"select {row_id(table, 't')} from source.{name} as t where {within(name, choice.seasons)}"
            )
            then = within_then(name, choice.seasons, "t.row")
            gone = f"select t.row_id from source.mirror_history as t where {of_history} and {then}"
            of_history += f" and (t.row_id in ({there}) or {then})"
            of_births += f" and (t.row_id in ({there}) or t.row_id in ({gone}))"
        history.append(f"({of_history})")
        first_seen.append(f"({of_births})")
    named = {"mirror_history": history, "mirror_first_seen": first_seen, "mirror_links": links}
    return {
        name: f"select t.* from source.{name} as t where {' or '.join(conditions) or 'false'}"
        for name, conditions in named.items()
    }


def _requests(connection: sqlite3.Connection, among: str, *, every: bool) -> str:
    """The requests that were answered, as far as the rows and checkpoints that are in already tell of them.

    Without `run_id`, `sent_at` and `cost`: who receives a snapshot has a budget of their own, and has spent nothing of it.
    """
    columns, _, _ = order_of(connection, "mirror_requests", "source")
    own = ('"run_id"', '"sent_at"', '"cost"')
    told = ", ".join(f"null as {column}" if column in own else f"t.{column}" for column in columns)
    answered = (
        f"t.provider in {among} and t.endpoint not in {_OF_THE_KEY}"
        " and t.status is not null and t.answered_at is not null"
    )
    named = " union ".join(
        f"select request_id from main.{name}"
        for name in ("mirror_first_seen", "mirror_history", "mirror_drift", "mirror_links")
    )
    scopes = "select provider, endpoint, scope from main.mirror_checkpoints"
    kept = "true" if every else f"(t.id in ({named}) or (t.provider, t.endpoint, t.scope) in ({scopes}))"
    return f"select {told} from source.mirror_requests as t where {answered} and {kept}"


def _mark(connection: sqlite3.Connection, choice: Choice) -> None:
    """Says in the file itself that it is a snapshot, and of what."""
    marker = Snapshot.__table__  # type: ignore[attr-defined]  # made by SQLModel
    if not connection.execute("select 1 from main.sqlite_schema where name = ?", (marker.name,)).fetchone():
        connection.execute(str(CreateTable(marker).compile(dialect=sqlite.dialect())).strip())
    held = {name for (name,) in connection.execute("select distinct provider from main.mirror_checkpoints")}
    (as_of,) = connection.execute(
        "select max(at) from (select max(asked_at) as at from main.mirror_checkpoints"
        " union all select max(answered_at) from main.mirror_requests)"
    ).fetchone()
    seasons = None if choice.seasons is None else json.dumps(sorted(choice.seasons))
    connection.execute(
        "insert into main.mirror_snapshot values (1, ?, ?, ?)",
        (json.dumps(sorted(choice.providers & held)), seasons, as_of),
    )


def _coverage(connection: sqlite3.Connection) -> dict[str, dict[str, Coverage]]:
    """By provider and endpoint; the scopes of one state and season come together."""
    found: dict[str, dict[str, Coverage]] = {}
    for (provider, endpoint), groups in groupby(connection.execute(_COVERAGE), itemgetter(0, 1)):
        states: dict[str, int] = {}
        years: set[int] = set()
        moments: list[str] = []
        for _, _, state, season, count, oldest, newest in groups:
            states[state] = states.get(state, 0) + count
            if state == "complete" and season is not None:
                years.add(season)
            moments += [moment for moment in (oldest, newest) if moment is not None]
        covered = Coverage(states, sorted(years), min(moments, default=None), max(moments, default=None))
        found.setdefault(provider, {})[endpoint] = covered
    return found


_COVERAGE = """
select provider, endpoint, state, season, count(*), min(completed_at), max(completed_at)
from mirror_checkpoints
where part_of is null
group by provider, endpoint, state, season
order by provider, endpoint, state, season
"""


def _file(path: Path, role: Literal["mirror", "archive"], own: str, *, compress: bool) -> File:
    """What the manifest says of a finished file, whose SHA-256 is `own`; the file is compressed when that is wanted."""
    size = path.stat().st_size
    if not compress:
        return File(path.name, role, size, own, "none", size, own)
    smaller = path.with_name(f"{path.name}.zst")
    with path.open("rb") as plain, smaller.open("xb") as packed:
        zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).copy_stream(plain, packed, size=size)
    path.unlink()
    return File(smaller.name, role, smaller.stat().st_size, file_digest(smaller), "zstd", size, own)
