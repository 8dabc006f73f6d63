"""A snapshot put in the place of a mirror, under whoever reads it.

A file that somebody reads is never replaced: readers would go on with the old one, and its log would be left to the new
one. The new content is committed into it in one transaction of its log, so a reader sees either the one or the other, and a
command that is killed leaves a whole file. Where there is no mirror, or nobody has it open, a finished file gets the name.
"""

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import zstandard

from mirror.disk import flush, name_again
from mirror.errors import DiskTrouble, FileRefused, MirrorError
from mirror.identity import refuse_foreign
from mirror.instants import stamp
from mirror.snapshot.copied import copy
from mirror.snapshot.digest import file_digest
from mirror.snapshot.manifest import File, Manifest
from mirror.snapshot.spent import carried_over
from mirror.snapshot.verify import listed, prove, refuse_header
from mirror.store.archive import archive_path
from mirror.store.lock import PATIENCE, take
from mirror.store.sqlite import trouble_with

_HEADER = 100  # bytes
_CHUNK = 1 << 20
_PATIENCE = 1_000  # ms that a reader in the middle of something may keep the log from being written back
_BUDGET = 35 * 86_400.0  # seconds: longer than any window in which a provider counts requests


@dataclass(frozen=True)
class Installed:
    """What was installed where. `previous` is the mirror that was there before, None when there was none."""

    db: str
    manifest: Manifest
    previous: str | None
    previous_archive: str | None


def install(folder: Path, mirror: Path, *, clock: Callable[[], float] = time.time) -> Installed:
    """Puts the snapshot in `folder` in the place of the mirror at `mirror`, which may be read meanwhile or not be there.

    The mirror that was is kept beside as `<stem>.previous.db`, its archive as `<stem>.previous.archive.db`. What this
    machine has spent of its budgets stays known. Raises FileRefused for a snapshot or a mirror that is not sound, MirrorBusy
    when another process writes the mirror, DiskTrouble when the disk does not take it, MirrorError for a mirror in `folder`.
    What goes wrong leaves what was.
    """
    there = refuse_foreign(mirror)
    if not mirror.parent.is_dir():
        raise DiskTrouble(f"{mirror.parent} is not a folder; name a file with --db.")
    if mirror.resolve().parent == folder.resolve():
        raise MirrorError(
            f"{mirror} lies in the snapshot itself, which is to stay as it is; name another file with --db."
        )
    told = listed(folder)
    real = mirror.resolve()  # a link to the mirror goes on leading to it
    lock = take(mirror, patience=PATIENCE)
    try:
        return _Install(folder, told, mirror, real, stamp(clock() - _BUDGET)).run(there=there)
    except OSError as trouble:
        raise DiskTrouble(
            f"{trouble.filename2 or trouble.filename or real} cannot be written ({trouble.strerror}); {mirror} is as it was."
        ) from trouble
    finally:
        lock.release()


class _Install:
    """One installation, under the writer's lock."""

    def __init__(self, folder: Path, told: Manifest, named: Path, mirror: Path, since: str) -> None:
        self._folder, self._told, self._named, self._mirror, self._since = folder, told, named, mirror, since
        self._staged = mirror.with_name(f"{mirror.stem}.installing.db")
        self._previous = mirror.with_name(f"{mirror.stem}.previous.db")
        self._fresh = mirror.with_name(f"{self._previous.name}.part")

    def run(self, *, there: bool) -> Installed:
        """`there` tells whether there was a mirror before the lock was taken; one may have come since."""
        staged_archive = archive_path(self._staged)
        kept_archive = None
        try:
            _remove(self._staged)
            _remove(staged_archive)
            with ThreadPoolExecutor(2) as pool:  # each keeps 70 MB of addresses
                copied = pool.submit(self._stage, self._told.mirror, self._staged, pool)
                there = there or refuse_foreign(self._mirror)
                read = there and _is_open(self._mirror)
                kept = pool.submit(self._keep) if read else None
                digest = copied.result()
                # What goes through the log of the live file need not be safe on the disk before.
                written = None if read else pool.submit(flush, self._staged)
                carried = carried_over(self._mirror, self._staged, self._since, safe=not read)
                with carried if there else nullcontext():
                    self._prove(self._told.mirror, self._staged, digest.result())
                if written is not None:
                    written.result()
                self._stage_archive(staged_archive, pool)
                if there:
                    kept_archive = self._keep_archive()
                    if kept is not None:
                        self._switch(kept)
                    elif not self._change_names():  # somebody has come meanwhile
                        self._switch(pool.submit(self._keep))
                else:
                    kept_archive = self._keep_archive()
                    _remove(self._mirror)  # an empty file, or a log that lost its mirror
                    self._staged.rename(self._mirror)
            self._put_archive(staged_archive)
            flush(self._mirror.parent)
        finally:
            for path in (self._staged, staged_archive, self._fresh):
                _remove(path)
        return Installed(
            str(self._named),
            self._told,
            str(self._previous) if there else None,
            None if kept_archive is None else str(kept_archive),
        )

    def _stage(self, file: File, path: Path, pool: Executor) -> "Future[str]":
        """Copies a file of the snapshot beside the mirror, as it will be. Returns what will be the SHA-256 of the copy."""
        packed = self._folder / file.name
        if file.compression == "none":
            return copy(packed, path, pool)
        prove(packed, file)
        with packed.open("rb") as source, path.open("xb") as plain:
            try:
                zstandard.ZstdDecompressor().copy_stream(source, plain)
            except zstandard.ZstdError as trouble:
                raise FileRefused(
                    f"{packed} cannot be unpacked ({trouble}); get the snapshot again."
                ) from trouble
        return pool.submit(file_digest, path)

    def _prove(self, file: File, path: Path, digest: str) -> None:
        """Raises FileRefused when the copy at `path`, which has this SHA-256, is not what the manifest tells of."""
        if digest != file.content_sha256:
            raise FileRefused(
                f"{self._folder / file.name} is damaged: its bytes are not those of the manifest; get the snapshot again."
            )
        refuse_header(path, file)

    def _stage_archive(self, path: Path, pool: Executor) -> None:
        archive = self._told.file("archive")
        if archive is not None:
            digest = self._stage(archive, path, pool)
            flush(path)
            self._prove(archive, path, digest.result())

    def _keep(self) -> Path:
        """Copies the mirror that is there beside, with everything in its log. Returns where it is."""
        _remove(self._fresh)
        try:
            # Through SQLite: a file that this process opens and closes beside it loses the locks of all its readers here.
            with (
                closing(sqlite3.connect(f"{self._mirror.as_uri()}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(self._fresh, isolation_level=None)) as target,
            ):
                target.execute("pragma journal_mode = off")
                target.execute("pragma synchronous = off")
                source.backup(target)
                target.execute("pragma journal_mode = delete")
        except sqlite3.Error as trouble:
            raise trouble_with(self._mirror, trouble) from trouble
        flush(self._fresh)
        return self._fresh

    def _keep_archive(self) -> Path | None:
        """Gives the archive of the mirror that was a second name, beside any that is there: none is ever thrown away."""
        archive = archive_path(self._mirror)
        if not archive.exists():
            return None
        with closing(sqlite3.connect(archive, isolation_level=None)) as connection:
            connection.execute("pragma journal_mode = delete")  # what is in its log goes with it
        number, kept = 1, archive_path(self._previous)
        while kept.exists() and not kept.samefile(archive):
            number += 1
            kept = archive_path(self._previous.with_name(f"{self._previous.stem}-{number}.db"))
        if not kept.exists():
            name_again(archive, kept)
        return kept

    def _change_names(self) -> bool:
        """Gives the staged file the name of the mirror, unless somebody has come to read that. Returns whether it did."""
        try:
            with closing(sqlite3.connect(self._mirror, isolation_level=None, timeout=0)) as live:
                live.execute("pragma locking_mode = exclusive")
                live.execute("begin exclusive")  # refused while anybody reads
                live.execute("commit")
        except sqlite3.OperationalError:
            return False
        # The last connection writes the log back and takes it away.
        if self._mirror.with_name(f"{self._mirror.name}-wal").exists():
            return False
        # The mirror is one whole file, under both of its names.
        name_again(self._mirror, self._fresh)
        self._fresh.replace(self._previous)
        self._staged.replace(self._mirror)
        return True

    def _switch(self, kept: "Future[Path]") -> None:
        """Commits the staged content into the live file, proves it there, and takes it back when it is not right.

        `kept` will be where a copy of the live file is: that gets its name before anything is committed.
        """

        def name_kept() -> None:
            kept.result().replace(self._previous)

        try:
            with closing(sqlite3.connect(self._mirror, isolation_level=None, timeout=10)) as live:
                if live.execute("pragma journal_mode").fetchone()[0] != "wal":
                    kept.result()  # copied from a file that must not become another kind of file meanwhile
                    _into_wal(live)
                live.execute("pragma synchronous = full")
                _replace(self._staged, live, before=name_kept)
                if not _proven(self._staged, self._mirror, written_back=_write_back(live)):
                    _replace(self._previous, live)
                    raise FileRefused(f"{self._named} did not become what the snapshot is; it is as it was.")
        except sqlite3.Error as trouble:
            raise trouble_with(self._mirror, trouble) from trouble

    def _put_archive(self, staged: Path) -> None:
        """The mirror's archive is now that of the snapshot, or there is none yet; the old one has its own name."""
        archive = archive_path(self._mirror)
        if staged.exists():
            staged.replace(archive)
        else:
            archive.unlink(missing_ok=True)


def _is_open(path: Path) -> bool:
    """Whether a process has the file open; also where that cannot be told."""
    there = path.stat()
    for opened in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            found = opened.stat()
            if (found.st_dev, found.st_ino) == (there.st_dev, there.st_ino):
                return True
    return not Path("/proc/self/fd").exists()


def _into_wal(live: sqlite3.Connection) -> None:
    """Puts a file in delete mode into WAL, without the journal that another would have to roll back after a crash."""
    live.execute("pragma journal_mode = off")
    live.execute("pragma journal_mode = wal")


def _replace(source: Path, live: sqlite3.Connection, before: Callable[[], None] = lambda: None) -> None:
    """Makes the content of `source` that of the open file: one transaction, all pages at once.

    `before` is called before it is committed, when half of the pages are in the log, where nobody sees them.
    """
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro&immutable=1", uri=True)) as new:
        (pages,) = new.execute("pragma page_count").fetchone()

        def halfway(*told: int) -> None:
            _, remaining, _ = told
            if remaining:
                before()

        new.backup(live, pages=(pages + 1) // 2, progress=halfway)


def _write_back(live: sqlite3.Connection) -> bool:
    """Writes the log back into the file. Returns whether all of it is: a reader in the middle of something may keep it."""
    live.execute(f"pragma busy_timeout = {_PATIENCE}")
    return bool(live.execute("pragma wal_checkpoint(truncate)").fetchone()[0] == 0)


def _proven(staged: Path, mirror: Path, *, written_back: bool) -> bool:
    """Whether the live file holds what was staged: the same bytes, or while they are in the log, as many whole pages."""
    if written_back:
        return _same_bytes(staged, mirror)
    with (
        closing(sqlite3.connect(f"{staged.as_uri()}?mode=ro&immutable=1", uri=True)) as wanted,
        closing(sqlite3.connect(f"{mirror.as_uri()}?mode=ro", uri=True, timeout=10)) as found,
    ):
        count = "pragma page_count"
        same = bool(found.execute(count).fetchone() == wanted.execute(count).fetchone())
        return same and bool(found.execute("pragma quick_check(1)").fetchone()[0] == "ok")


def _same_bytes(one: Path, two: Path) -> bool:
    """Whether two databases are equal but for their headers, where SQLite counts the changes of each file."""
    with one.open("rb") as first, two.open("rb") as second:
        first.seek(_HEADER)
        second.seek(_HEADER)
        while piece := first.read(_CHUNK):
            if second.read(_CHUNK) != piece:
                return False
        return not second.read(1)


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)
