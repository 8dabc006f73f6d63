"""A snapshot that is not what was made is refused, in one sentence, whatever is wrong with it."""

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from mirror.errors import FileRefused
from mirror.identity import SCHEMA
from mirror.snapshot import verify as verifying
from mirror.snapshot.create import chosen, create
from mirror.snapshot.digest import file_digest
from mirror.snapshot.manifest import NAME, VERSION, File, read, sealed
from mirror.snapshot.verify import prove, verify


def refused(folder: Path) -> str:
    with pytest.raises(FileRefused) as error:
        verify(folder)
    sentence = str(error.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def flipped(path: Path, place: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1 << bit]))


def test_a_good_one_says_what_it_is(snapshot: Path) -> None:
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in snapshot.iterdir()}
    told = verify(snapshot)
    assert (told.stem, told.providers) == ("f1", ["altsportsdata", "balldontlie", "sportradar"])
    assert told.rows > 1_000
    assert {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in snapshot.iterdir()} == before


@pytest.mark.parametrize("compress", [False, True])
def test_every_flipped_bit_is_found(late: Path, tmp_path: Path, compress: bool) -> None:
    folder = tmp_path / "snapshot"
    told = create(late, folder, chosen(["all"]), with_archive=True, compress=compress)
    chance = random.Random(20251207)
    places = [
        (path, place, chance.randrange(8))
        for path in sorted(folder.iterdir())
        for place in {0, path.stat().st_size - 1, *(chance.randrange(path.stat().st_size) for _ in range(34))}
    ]
    assert len(places) > 100
    for path, place, bit in places:
        flipped(path, place, bit)
        refused(folder)
        flipped(path, place, bit)
    assert verify(folder).files == told.files


def test_every_byte_of_the_manifest_counts(snapshot: Path) -> None:
    text = (snapshot / NAME).read_bytes()
    for change in (
        text + b"\n",
        text[:-1],
        text.replace(b"\n ", b"\n  ", 1),
        text.replace(b'{\n "', b'{\n"', 1),
        b"",
        b"[]",
    ):
        assert change != text
        (snapshot / NAME).write_bytes(change)
        refused(snapshot)
    (snapshot / NAME).write_bytes(b"[" * 100_000)
    assert "damaged" in refused(snapshot)


def without_manifest(folder: Path) -> None:
    (folder / NAME).unlink()


def without_database(folder: Path) -> None:
    (folder / "f1.db").unlink()


def without_archive(folder: Path) -> None:
    (folder / "f1.archive.db").unlink()


def with_a_log(folder: Path) -> None:
    (folder / "f1.db-wal").write_bytes(b"another's")


def cut(folder: Path) -> None:
    os.truncate(folder / "f1.db", 4096)


def linked(folder: Path) -> None:
    shutil.move(folder / "f1.db", folder.parent / "elsewhere.db")
    (folder / "f1.db").symlink_to(folder.parent / "elsewhere.db")


def unfinished(folder: Path) -> None:
    (folder / ".creating").mkdir()
    (folder / NAME).unlink()


def emptied(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (without_manifest, "has no manifest.json"),
        (without_database, "lacks f1.db"),
        (without_archive, "lacks f1.archive.db"),
        (with_a_log, "holds f1.db-wal, which is no part"),
        (cut, "has 4,096 bytes instead of"),
        (linked, "is not a file"),
        (unfinished, "is unfinished"),
        (emptied, "has no manifest.json"),
        (gone, "is not a folder"),
    ],
)
def test_what_is_missing_or_too_much_is_named(
    snapshot: Path, change: Callable[[Path], None], says: str
) -> None:
    change(snapshot)
    assert says in refused(snapshot)


def test_a_newer_one_asks_for_an_upgrade(snapshot: Path) -> None:
    told = read(snapshot)
    for newer, says in (
        ({"version": VERSION + 1}, "newer f1-mirror (version 2, this one knows 1)"),
        (
            {"schema_version": SCHEMA + 1},
            f"newer f1-mirror (schema version {SCHEMA + 1}, this one knows {SCHEMA})",
        ),
    ):
        (snapshot / NAME).write_bytes(sealed(msgspec.structs.replace(told, **newer)))
        assert says in refused(snapshot)
    (snapshot / NAME).write_text(
        json.dumps({"format": "f1-mirror snapshot", "version": 9, "of": "another kind"})
    )
    assert "newer" in refused(snapshot)


def test_another_manifest_is_none(snapshot: Path) -> None:
    (snapshot / NAME).write_text(json.dumps({"name": "a web page", "icons": []}))
    assert "is not the manifest of a snapshot" in refused(snapshot)


def resealed(folder: Path, name: str) -> None:
    """Makes the manifest fit the file as it is: what somebody would do who wants to pass off another."""
    told = read(folder)
    path = folder / name
    digest, size = file_digest(path), path.stat().st_size
    files = [
        File(name, file.role, size, digest, "none", size, digest) if file.name == name else file
        for file in told.files
    ]
    (folder / NAME).write_bytes(sealed(msgspec.structs.replace(told, files=files)))


def test_a_foreign_database_is_refused_even_when_the_manifest_fits(snapshot: Path) -> None:
    path = snapshot / "f1.db"
    shutil.copy(snapshot / "f1.archive.db", path)
    resealed(snapshot, "f1.db")
    assert "is an archive, not a mirror" in refused(snapshot)
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table notes (line text)")
    resealed(snapshot, "f1.db")
    assert "another program's database" in refused(snapshot)
    path.write_bytes(b"no database")
    resealed(snapshot, "f1.db")
    assert "is not a SQLite database" in refused(snapshot)


def test_no_name_leads_out_of_the_folder(snapshot: Path) -> None:
    told = read(snapshot)
    shutil.copy(snapshot / "f1.db", snapshot.parent / "f1.db")
    for name in ("../f1.db", "/etc/hostname", "..", ".hidden", NAME, ""):
        files = [msgspec.structs.replace(told.mirror, name=name), *told.files[1:]]
        (snapshot / NAME).write_bytes(sealed(msgspec.structs.replace(told, files=files)))
        assert "damaged" in refused(snapshot)


@pytest.mark.parametrize(
    "other", [{"created_at": "Monday"}, {"as_of": "2024-13-45T00:00:00Z"}, {"stem": "f1\0"}, {"stem": "f1\n"}]
)
def test_a_manifest_that_says_nonsense_is_refused(snapshot: Path, other: dict[str, str]) -> None:
    (snapshot / NAME).write_bytes(sealed(msgspec.structs.replace(read(snapshot), **other)))
    with pytest.raises(FileRefused, match="is damaged"):
        verify(snapshot)


def test_a_file_that_cannot_be_read_is_named(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: Path) -> str:
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(verifying, "file_digest", failing)
    with pytest.raises(FileRefused, match=r"f1.db cannot be read \(Input/output error\)"):
        prove(snapshot / "f1.db", read(snapshot).mirror)
