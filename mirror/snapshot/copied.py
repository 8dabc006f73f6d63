"""A file copied and hashed at once: the hash follows the copy, and is of the bytes that were written."""

import hashlib
from concurrent.futures import Executor, Future
from pathlib import Path
from queue import SimpleQueue

_CHUNK = 1 << 20


def copy(source: Path, target: Path, pool: Executor) -> "Future[str]":
    """Copies a file to `target`, which is new or empty. Returns when it is copied what `pool` will have found a little
    later: the SHA-256 of the copy. Until then nobody may write there. Raises OSError.
    """
    lengths: SimpleQueue[int] = SimpleQueue()
    with source.open("rb") as original, target.open("wb") as written:
        digest = pool.submit(_follow, target, lengths)
        try:
            while piece := original.read(_CHUNK):
                written.write(piece)
                written.flush()
                lengths.put(len(piece))
        finally:
            lengths.put(0)
    return digest


def _follow(path: Path, lengths: "SimpleQueue[int]") -> str:
    """The SHA-256 of a file that grows by these lengths, up to one that is 0."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while length := lengths.get():
            while length and (piece := file.read(length)):
                digest.update(piece)
                length -= len(piece)
    return digest.hexdigest()
