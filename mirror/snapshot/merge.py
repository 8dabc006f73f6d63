"""Two snapshots become one: those of two people, of different seasons, providers or tiers."""

import csv
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mirror import crosswalk, search
from mirror.crosswalk.overrides import overrides_path
from mirror.identity import ARCHIVE_ID
from mirror.snapshot import canonical
from mirror.snapshot.create import Choice, seal, write_mirror
from mirror.snapshot.digest import reading, tables_of
from mirror.snapshot.folder import making
from mirror.snapshot.manifest import Manifest, read
from mirror.snapshot.opened import Opened, opened
from mirror.snapshot.rows import United
from mirror.snapshot.union import union
from mirror.store.archive import archive_path
from mirror.store.sqlite import trouble_with


@dataclass(frozen=True)
class Merged:
    """What came out: the manifest of the result, where its rows are from, and whether only one side had an archive.

    An archive that holds but half of the answers would be none, so it is left out then.
    """

    manifest: Manifest
    rows: United
    archive_left_out: bool


def merge(
    first: Path, second: Path, folder: Path, *, compress: bool = False, clock: Callable[[], float] = time.time
) -> Merged:
    """Makes in `folder` the snapshot that holds what the snapshots in `first` and `second` hold, named as the first.

    Of a row that they tell differently the one seen last stands, and the other is in its history. Which is named first
    changes the name alone. Raises FileRefused for what is no sound snapshot, MirrorError when `folder` is not empty,
    DiskTrouble when it cannot be written.
    """
    with making(folder) as work, opened(first, work, "first") as one, opened(second, work, "second") as two:
        choice = Choice(frozenset({*one.manifest.providers, *two.manifest.providers}), _seasons(one, two))
        mirror = work / f"{one.manifest.stem}.db"
        made, made_archive = work / "union", work / "union.answers"
        archives = None
        if one.archive is not None and two.archive is not None:
            archives = (one.archive, two.archive, made_archive)
        try:
            rows = union(one.mirror, two.mirror, made, archives)
            _cross(made, (one.mirror, two.mirror))
            write_mirror(made, mirror, choice)
            if archives is not None:
                canonical.write(made_archive, archive_path(mirror), ARCHIVE_ID)
        except sqlite3.Error as trouble:
            raise trouble_with(mirror, trouble) from trouble
        finally:
            for path in (made, made_archive, overrides_path(made)):
                path.unlink(missing_ok=True)
        seal(work, one.manifest.stem, choice, compress=compress, clock=clock)
    return Merged(read(folder), rows, archives is None and (one.archive is None) != (two.archive is None))


def _seasons(one: Opened, two: Opened) -> frozenset[int] | None:
    if one.manifest.seasons is None or two.manifest.seasons is None:
        return None
    return frozenset({*one.manifest.seasons, *two.manifest.seasons})


def _cross(mirror: Path, sources: tuple[Path, Path]) -> None:
    """Makes the crosswalk of a merged mirror; what people had said of it in either goes into the file beside."""
    told: dict[tuple[str, str, str], str] = {}
    for source in sources:
        told |= {key: max(name, told.get(key, "")) for key, name in _overrides(source)}
    if told:
        with overrides_path(mirror).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((*key, name) for key, name in sorted(told.items()))
    with closing(sqlite3.connect(mirror, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        crosswalk.refresh(connection, overrides_path(mirror))
        search.refresh(connection)


def _overrides(source: Path) -> list[tuple[tuple[str, str, str], str]]:
    with closing(reading(source)) as connection:
        if "crosswalk" not in tables_of(connection):
            return []
        found = connection.execute(
            "select kind, provider, provider_id, canonical_id from crosswalk where method = 'override'"
        )
        return [((kind, provider, name), canonical) for kind, provider, name, canonical in found]
