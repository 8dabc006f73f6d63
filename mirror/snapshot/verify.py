"""Whether a snapshot is what was made: every byte of every file in its folder."""

from pathlib import Path

from mirror.errors import FileRefused
from mirror.identity import ARCHIVE_ID, MIRROR_ID, SCHEMA, refuse_other
from mirror.snapshot import manifest
from mirror.snapshot.digest import file_digest
from mirror.snapshot.folder import UNFINISHED
from mirror.snapshot.manifest import File, Manifest

_IDS = {"mirror": MIRROR_ID, "archive": ARCHIVE_ID}
_MAGIC = b"SQLite format 3\0"
_AGAIN = "get the snapshot again."


def verify(folder: Path) -> Manifest:
    """The manifest of the snapshot in `folder`, with every file proven against it. Writes nothing.

    Raises FileRefused for what is no snapshot or a newer one, a file that is missing, too many, changed or foreign.
    """
    told = listed(folder)
    for file in told.files:
        prove(folder / file.name, file)
    return told


def listed(folder: Path) -> Manifest:
    """The manifest of the snapshot in `folder`, with the files that are there, though not their bytes, held against it.

    Raises FileRefused.
    """
    try:
        if (folder / UNFINISHED).is_dir() and not (folder / manifest.NAME).exists():
            raise FileRefused(
                f"{folder} is unfinished: the command that made it was killed; run that command again."
            )
        told = manifest.read(folder)
        _complete(folder, told)
    except OSError as trouble:
        raise FileRefused(f"{folder} cannot be read ({trouble.strerror}).") from trouble
    return told


def _complete(folder: Path, told: Manifest) -> None:
    """Raises FileRefused when the folder does not hold exactly the files that the manifest tells of."""
    wanted = {manifest.NAME, *(file.name for file in told.files)}
    there = {path.name for path in folder.iterdir()} - {UNFINISHED}
    if missing := sorted(wanted - there):
        raise FileRefused(f"{folder} lacks {missing[0]}; {_AGAIN}")
    if other := sorted(there - wanted):
        raise FileRefused(f"{folder} holds {other[0]}, which is no part of the snapshot; take it out.")


def prove(path: Path, file: File) -> None:
    """Raises FileRefused when the file at `path` is not the one the manifest tells of, or is not of this package."""
    try:
        if not path.is_file() or path.is_symlink():
            raise FileRefused(f"{path} is not a file; {_AGAIN}")
        size = path.stat().st_size
        if size != file.bytes:
            raise FileRefused(f"{path} has {size:,} bytes instead of {file.bytes:,}; {_AGAIN}")
        if file_digest(path) != file.sha256:
            raise FileRefused(f"{path} is damaged: its bytes are not those of the manifest; {_AGAIN}")
        if file.compression == "none":
            refuse_header(path, file)
    except OSError as trouble:
        raise FileRefused(f"{path} cannot be read ({trouble.strerror}).") from trouble


def refuse_header(path: Path, file: File) -> None:
    """Raises FileRefused when the header of a database does not say that it is what the manifest takes it for."""
    with path.open("rb") as opened:
        head = opened.read(100)
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise FileRefused(f"{path} is not a SQLite database; {_AGAIN}")
    kind, version = (int.from_bytes(head[place : place + 4], "big") for place in (68, 60))
    refuse_other(path, kind, min(version, SCHEMA) if file.role == "archive" else version, _IDS[file.role])
