"""The folder of a snapshot or an export while it is made: all is written inside `.creating`, and named when it is whole.

The manifest is named last. What a killed command leaves behind is never taken for the whole, and the next one into the same
folder puts it away.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from mirror.disk import flush
from mirror.errors import DiskTrouble, MirrorBusy, MirrorError
from mirror.snapshot.manifest import NAME

UNFINISHED = ".creating"
_LOCK, _NAMES = "lock", "names"


@contextmanager
def making(folder: Path, what: str = "a snapshot") -> Iterator[Path]:
    """A place to write the files of `what`; at the end of the block they are named in `folder`, the manifest last.

    Raises MirrorError when the folder holds anything, MirrorBusy when another process makes one there, DiskTrouble when
    it cannot be written. Whatever goes wrong leaves the folder as it was.
    """
    work = folder / UNFINISHED
    was_there = folder.exists()
    try:
        if was_there and not folder.is_dir():
            raise MirrorError(f"{folder} is a file; name a folder with --to.")
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_full(folder, what)
        work.mkdir(exist_ok=True)
        lock = FileLock(work / _LOCK)
        lock.acquire(timeout=0)
    except Timeout:
        raise MirrorBusy(f"Another process is making {what} in {folder}; wait for it.") from None
    except OSError as trouble:
        raise _trouble(folder, trouble) from trouble
    try:
        _put_away(folder, work)
        yield work
        _name(folder, work)
    except OSError as trouble:
        raise _trouble(folder, trouble) from trouble
    finally:
        if work.exists():
            _put_away(folder, work)
            lock.release()
            shutil.rmtree(work, ignore_errors=True)
            if not was_there and folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def _refuse_full(folder: Path, what: str) -> None:
    """Raises MirrorError when anything is in the folder but what an unfinished command has left."""
    ours = _promised(folder / UNFINISHED) | {UNFINISHED}
    if other := sorted({path.name for path in folder.iterdir()} - ours):
        raise MirrorError(
            f"{folder} is not empty ({other[0]}); {what} is a folder of its own, name another with --to."
        )


def _promised(work: Path) -> set[str]:
    """The names that a command was about to give when it was killed."""
    try:
        return set(json.loads((work / _NAMES).read_bytes()))
    except (OSError, ValueError):
        return set()


def _put_away(folder: Path, work: Path) -> None:
    """Removes what an unfinished command has written, but for the lock."""
    for name in _promised(work):
        _remove(folder / name)
    for path in work.iterdir():
        if path.name != _LOCK:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _name(folder: Path, work: Path) -> None:
    """Gives the files their names. They are safe on the disk before the first has one, and so are the names themselves."""
    names = sorted(
        (path.name for path in work.iterdir() if path.name != _LOCK), key=lambda name: name == NAME
    )
    for name in names:
        flush(work / name)
    promise = work / _NAMES
    promise.write_text(json.dumps(names), encoding="utf-8")
    flush(promise)
    flush(work)
    for name in names:
        (work / name).rename(folder / name)
    flush(folder)
    promise.unlink()


def _trouble(folder: Path, trouble: OSError) -> DiskTrouble:
    return DiskTrouble(
        f"{folder} cannot be written ({trouble.strerror or trouble}); check the folder and its disk."
    )
