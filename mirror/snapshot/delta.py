"""The form of a delta: a small file that turns one snapshot into another. Writes it from two files, and reads it back.

A delta is its magic, its version (one byte), the length of its header and the header (JSON under zstd), a zstd stream of
records, and the SHA-256 of all that comes before it. The header names the base and the result by their hashes and carries
the schema of the result. A record is a length and a MessagePack array: `[0, role, table, columns, keys, whole]` opens a
table of the mirror or the archive, `[1, columns]` lists keys of rows that are gone, `[2, columns]` rows as they are now,
each block turned so that a column's values stand together, which is what makes it small. Rows of a table that is `whole`
replace all it had.
"""

import hashlib
import json
import os
import sqlite3
import struct
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import zstandard

from mirror.errors import DiskTrouble, FileRefused, MirrorError
from mirror.snapshot.compare import Pair, quoted, relations, side_by_side
from mirror.snapshot.digest import reading, table_digest, tables_of
from mirror.snapshot.manifest import Manifest, sealed
from mirror.snapshot.opened import Opened, opened

MAGIC = b"F1MDELTA"
VERSION = 1
_LEVEL = 12
_LENGTH = struct.Struct(">I")
_BLOCK_ROWS = 5_000
_BLOCK_BYTES = 1 << 22
_CHUNK = 1 << 20
_DIGEST = hashlib.sha256().digest_size

Record = list[Any]
OPEN, GONE, ROWS = 0, 1, 2


@dataclass(frozen=True)
class Delta:
    """A delta that was written: where, its size, and that of the snapshot it leads to (bytes)."""

    path: str
    bytes: int
    result_bytes: int


def delta(base: Path, result: Path, path: Path) -> Delta:
    """Writes the file `path` that turns the snapshot in `base` into the one in `result`.

    Raises FileRefused for what is no sound snapshot, MirrorError when `path` is there, DiskTrouble when it cannot be
    written.
    """
    if path.exists():
        raise MirrorError(f"{path} is there already; name another file with --to.")
    part = path.with_name(f"{path.name}.part")  # what a killed command leaves of it is written over
    try:
        part.touch()
        with (
            opened(base, path.parent, f"{path.name}.base") as old,
            opened(result, path.parent, f"{path.name}.result") as new,
        ):
            _write(part, old, new)
        part.replace(path)
        return Delta(str(path), path.stat().st_size, sum(file.bytes for file in new.manifest.files))
    except OSError as trouble:
        raise DiskTrouble(
            f"{path} cannot be written ({trouble.strerror}); check the folder and its disk."
        ) from trouble
    finally:
        part.unlink(missing_ok=True)


def _write(path: Path, old: Opened, new: Opened) -> None:
    files = {"mirror": (old.mirror, new.mirror)} | (
        {} if new.archive is None else {"archive": (old.archive, new.archive)}
    )
    with ExitStack() as stack:
        beside = {role: stack.enter_context(side_by_side(*both)) for role, both in files.items()}
        base = {"stem": old.manifest.stem, "as_of": old.manifest.as_of}
        header = {
            "base": {"fingerprint": fingerprint(old.manifest, old.archive), **base},
            "fingerprint": fingerprint(new.manifest, new.archive),
            "manifest": sealed(new.manifest).decode(),
            "schemas": {role: schema_of(connection) for role, connection in beside.items()},
        }
        write(path, header, chain.from_iterable(records(one, role) for role, one in beside.items()))


def fingerprint(manifest: Manifest, archive: Path | None) -> str:
    """The hash of all that a snapshot holds, in whatever bytes its files keep it; `archive` is its unpacked archive."""
    return _fingerprint({name: digest.sha256 for name, digest in manifest.tables.items()}, archive)


def fingerprint_of(mirror: Path, archive: Path) -> str:
    """The same of a snapshot that has no manifest yet; `archive` may not be there."""
    return _fingerprint(_hashes(mirror), archive if archive.exists() else None)


def _fingerprint(tables: dict[str, str], archive: Path | None) -> str:
    told = {"mirror": tables, "archive": None if archive is None else _hashes(archive)}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _hashes(path: Path) -> dict[str, str]:
    with closing(reading(path)) as connection:
        return {name: table_digest(connection, name).sha256 for name in tables_of(connection)}


# Which records turn one file into another


def records(connection: sqlite3.Connection, role: str) -> Iterator[Record]:
    """The records that turn the file `old` of the connection into its file `new`, which has that role in the snapshot."""
    old = relations(connection, "old")
    for name, new in relations(connection, "new").items():
        pair = Pair(old.get(name), new)
        gone, rows = _whole(pair) if pair.whole else _differing(pair)
        opened = [OPEN, role, name, list(new.columns), list(new.keys), pair.whole]
        told = not pair.whole  # a table that is replaced is opened even when it is empty
        if not told:
            yield opened
        for kind, sql in ((GONE, gone), (ROWS, rows)):
            for block in _blocks(connection.execute(sql)) if sql else ():
                if told:
                    yield opened
                    told = False
                yield [kind, block]


def _whole(pair: Pair) -> tuple[str, str]:
    return "", f"select {', '.join(pair.now)} from new.{quoted(pair.new.name)} as n"


def _differing(pair: Pair) -> tuple[str, str]:
    name, keys = quoted(pair.new.name), ", ".join(f"o.{quoted(key)}" for key in pair.new.keys)
    gone = f"select {keys} from old.{name} as o where not exists (select 1 from new.{name} as n where {pair.same_key})"
    rows = (
        f"select {', '.join(pair.now)} from new.{name} as n left join old.{name} as o on {pair.same_key}"
        f" where o.{quoted(pair.new.keys[0])} is null or {pair.changed}"
    )
    return gone, rows


def _blocks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[list[Any]]]:
    """Rows turned into columns, a few thousand or a few megabytes at a time."""
    block: list[tuple[Any, ...]] = []
    size = 0
    for row in rows:
        block.append(row)
        size += sum(len(value) if isinstance(value, (str, bytes)) else 8 for value in row)
        if len(block) == _BLOCK_ROWS or size > _BLOCK_BYTES:
            yield [list(column) for column in zip(*block, strict=True)]
            block, size = [], 0
    if block:
        yield [list(column) for column in zip(*block, strict=True)]


def schema_of(connection: sqlite3.Connection) -> dict[str, Any]:
    """What makes an empty file like `new`: the version of its tables and its statements, tables first."""
    inside = set(relations(connection, "new"))
    made = connection.execute(
        "select type, name, tbl_name, sql from new.sqlite_schema where sql is not null order by type <> 'table', rowid"
    )
    kept = [
        sql
        for kind, name, of, sql in made
        if kind == "view" or of in inside or (kind == "table" and sql.lower().startswith("create virtual"))
    ]
    return {"version": connection.execute("pragma new.user_version").fetchone()[0], "statements": kept}


# The file


def write(path: Path, header: dict[str, Any], made: Iterable[Record]) -> None:
    """Writes a delta to `path`. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("wb") as file:

        def put(piece: bytes) -> None:
            digest.update(piece)
            file.write(piece)

        told = zstandard.ZstdCompressor(level=_LEVEL).compress(
            json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
        )
        put(MAGIC + bytes([VERSION]) + _LENGTH.pack(len(told)) + told)
        packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compressobj()
        for record in made:
            packed = msgspec.msgpack.encode(record)
            put(packer.compress(_LENGTH.pack(len(packed)) + packed))
        put(packer.flush())
        file.write(digest.digest())
        file.flush()
        os.fsync(file.fileno())


def header_of(path: Path) -> dict[str, Any]:
    """The header of the delta at `path`, every byte of which has been checked.

    Raises FileRefused for what is no delta, is cut or changed, or is of a newer version.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC) + 1)
            if not head.startswith(MAGIC):
                raise FileRefused(
                    f"{path} is no delta of f1-mirror; make one with 'f1-mirror snapshot delta'."
                )
            if head[len(MAGIC) :] > bytes([VERSION]):
                raise FileRefused(
                    f"{path} was written by a newer f1-mirror (delta version {head[-1]}, this one knows {VERSION});"
                    " upgrade f1-mirror."
                )
            size = path.stat().st_size - _DIGEST
            if size < len(head) + _LENGTH.size or _digest_of(file, size) != _last(file, size):
                raise FileRefused(
                    f"{path} is cut or damaged: its bytes are not those that were written; get it again."
                )
            file.seek(len(head))
            told = file.read(_LENGTH.unpack(file.read(_LENGTH.size))[0])
            header: dict[str, Any] = json.loads(zstandard.ZstdDecompressor().decompress(told))
            return header
    except OSError as trouble:
        raise FileRefused(f"{path} cannot be read ({trouble.strerror}); name a delta's file.") from trouble


def records_of(path: Path, role: str) -> Iterator[Record]:
    """The records for the file of that role, of a delta whose header has been read."""
    with path.open("rb") as file:
        file.seek(len(MAGIC) + 1)
        file.seek(_LENGTH.unpack(file.read(_LENGTH.size))[0], 1)
        left = path.stat().st_size - _DIGEST - file.tell()
        stream = zstandard.ZstdDecompressor().stream_reader(_Part(file, left))  # type: ignore[arg-type]  # only read is used
        ours = False
        while head := _exactly(stream, _LENGTH.size):
            record: Record = msgspec.msgpack.decode(_exactly(stream, _LENGTH.unpack(head)[0]))
            if record[0] == OPEN:
                ours = record[1] == role
            if ours:
                yield record


class _Part:
    """The next `left` bytes of a file, to be read."""

    def __init__(self, file: BinaryIO, left: int) -> None:
        self._file, self._left = file, left

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end."""
        piece = self._file.read(min(size, self._left))
        self._left -= len(piece)
        return piece


def _exactly(stream: Any, size: int) -> bytes:
    pieces = []
    while size and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _digest_of(file: BinaryIO, size: int) -> bytes:
    file.seek(0)
    digest = hashlib.sha256()
    while size and (piece := file.read(min(size, _CHUNK))):
        digest.update(piece)
        size -= len(piece)
    return digest.digest()


def _last(file: BinaryIO, size: int) -> bytes:
    file.seek(size)
    return file.read()
