"""The archive beside the mirror: every answer that ever came, compressed, each body once.

An answer is in here before its rows are in the mirror. A body without rows is harmless, rows without a body cannot be:
and when a run is killed in between, the next one takes the answer from here instead of asking again.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

import zstandard

from mirror.errors import FileRefused
from mirror.http import Request, Response
from mirror.identity import ARCHIVE_ID, refuse_foreign
from mirror.store.sqlite import connect, create, trouble_with

ARCHIVE_DDL = (
    """create table bodies (
        sha256 text primary key not null,
        size integer not null,
        zstd blob not null
    )""",
    """create table responses (
        id integer primary key not null,
        provider text not null,
        endpoint text not null,
        target text not null,
        status integer not null,
        headers text not null,
        seconds real not null,
        fetched_at text not null,
        sha256 text not null references bodies (sha256)
    )""",
)
_LEVEL = 1  # level 3 saves a twenty-fifth more and takes twice as long


def archive_path(mirror: Path) -> Path:
    """The archive of the mirror at `mirror`: `f1.db` has `f1.archive.db`."""
    return mirror.with_name(f"{mirror.stem}.archive.db")


class Archive:
    """The archive of one mirror, open for writing. `keep` may be called from several threads at once."""

    def __init__(self, path: Path) -> None:
        there = refuse_foreign(path, ARCHIVE_ID)
        self.path = path
        self._lock = threading.Lock()
        self._compressor = zstandard.ZstdCompressor(
            level=_LEVEL
        )  # one for all threads: each takes a megabyte
        self._connection = connect(path, threads=True)
        if not there:
            create(self._connection, ARCHIVE_DDL, ARCHIVE_ID)

    def keep(self, request_id: int, request: Request, response: Response, fetched_at: str) -> None:
        """Writes one answer under the number of its request. Raises DiskTrouble."""
        digest = hashlib.sha256(response.body).hexdigest()
        answer = (
            request_id, request.provider, request.endpoint, request.target, response.status,
            json.dumps(response.headers, separators=(",", ":")), round(response.seconds, 6), fetched_at, digest,
        )  # fmt: skip
        with self._lock:
            body = (digest, len(response.body), self._compressor.compress(response.body))
            try:
                self._connection.execute("begin immediate")
                self._connection.execute("insert into bodies values (?, ?, ?) on conflict do nothing", body)
                self._connection.execute("insert into responses values (?, ?, ?, ?, ?, ?, ?, ?, ?)", answer)
                self._connection.execute("commit")
            except sqlite3.Error as trouble:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise trouble_with(self.path, trouble) from trouble

    def answers(self, request_ids: Iterable[int]) -> dict[int, tuple[str, Response]]:
        """The answers to those of the requests that have one: number → (target, answer). Raises FileRefused."""
        found = {}
        for request_id in request_ids:
            row = self._connection.execute(
                "select target, status, headers, seconds, zstd, sha256"
                " from responses join bodies using (sha256) where id = ?",
                (request_id,),
            ).fetchone()
            if row is not None:
                target, status, headers, seconds, body, digest = row
                found[request_id] = (
                    target,
                    Response(status, json.loads(headers), self._plain(request_id, body, digest), seconds),
                )
        return found

    def _plain(self, request_id: int, body: bytes, digest: str) -> bytes:
        """The body as it came. Raises FileRefused when it is not what it was."""
        try:
            plain = zstandard.ZstdDecompressor().decompress(body)
        except zstandard.ZstdError:
            plain = None
        if plain is None or hashlib.sha256(plain).hexdigest() != digest:
            raise FileRefused(
                f"The archived answer {request_id} in {self.path} is damaged; restore the archive."
            )
        return plain

    def last_id(self) -> int:
        """The highest request number that was ever answered; 0 in an empty archive."""
        return int(self._connection.execute("select coalesce(max(id), 0) from responses").fetchone()[0])

    def lend(self) -> None:
        """Lets another process write the file, until `take_back`."""
        self.close()

    def take_back(self) -> None:
        """Opens the file again. Raises DiskTrouble."""
        self._connection = connect(self.path, threads=True)

    def close(self) -> None:
        """Closes the file, its log written back."""
        with self._lock:
            self._connection.execute("pragma wal_checkpoint(truncate)")
            self._connection.close()
