"""A snapshot opened to be worked on: proven, and its files as plain databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import zstandard

from mirror.errors import DiskTrouble, FileRefused
from mirror.snapshot.manifest import Manifest
from mirror.snapshot.verify import refuse_header, verify

_CHUNK = 1 << 20


class Opened(NamedTuple):
    """A proven snapshot: its manifest, and the databases in it, `archive` None without one."""

    manifest: Manifest
    mirror: Path
    archive: Path | None


@contextmanager
def opened(folder: Path, scratch: Path, name: str) -> Iterator[Opened]:
    """The snapshot in `folder`, proven. A compressed file is unpacked as `<name>...` in `scratch`, and removed at the end.

    Raises FileRefused when it is no snapshot or not sound, DiskTrouble when it cannot be unpacked.
    """
    manifest = verify(folder)
    unpacked: list[Path] = []
    try:
        found: dict[str, Path] = {}
        for file in manifest.files:
            found[file.role] = folder / file.name
            if file.compression != "none":
                plain = scratch / f"{name}.{file.role}.unpacked"
                unpacked.append(plain)
                _unpack(folder / file.name, plain)
                refuse_header(plain, file)
                found[file.role] = plain
        yield Opened(manifest, found["mirror"], found.get("archive"))
    finally:
        for plain in unpacked:
            plain.unlink(missing_ok=True)


def _unpack(packed: Path, plain: Path) -> None:
    try:
        with packed.open("rb") as source, plain.open("wb") as target:
            zstandard.ZstdDecompressor().copy_stream(source, target, write_size=_CHUNK)
    except zstandard.ZstdError as trouble:
        raise FileRefused(f"{packed} cannot be unpacked ({trouble}); get the snapshot again.") from trouble
    except OSError as trouble:
        raise DiskTrouble(
            f"{plain} cannot be written ({trouble.strerror}); free space, run again."
        ) from trouble
