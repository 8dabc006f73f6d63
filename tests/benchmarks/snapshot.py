"""How fast snapshots are, against the least that could be done: `python -m tests.benchmarks.snapshot MIRROR [--times 3]`.

In one run, on a copy of the mirror: `create` against VACUUM INTO, integrity_check and foreign_key_check; `verify` against
the SHA-256 of the file; `install` against a copy of the file that is safe on the disk. The best of some turns counts, the
two sides of a ratio taking turns; the median stands beside. Peaks of memory are of a process that does nothing else.
"""

import argparse
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

import click

from mirror.snapshot.create import chosen, create
from mirror.snapshot.install import install
from mirror.snapshot.verify import verify
from mirror.store import Store


def main() -> None:
    """Prints one line a ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mirror", type=Path)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.mirror.parent) as name:
        _measure(given.mirror, Path(name), given.times)


def _measure(mirror: Path, work: Path, times: int) -> None:
    path = work / "f1.db"
    with closing(sqlite3.connect(f"{mirror.absolute().as_uri()}?mode=ro", uri=True)) as source:
        source.execute("vacuum into ?", (str(path),))
    Store(path).close()  # a mirror of today, in WAL
    click.echo(f"a mirror of {path.stat().st_size / 1e6:,.1f} MB, the best of {times} turns")

    made, least = work / "made", work / "least.db"

    def vacuum() -> None:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as source:
            source.execute("vacuum into ?", (str(least),))
        with closing(sqlite3.connect(least)) as checked:
            checked.execute("pragma integrity_check").fetchall()
            checked.execute("pragma foreign_key_check").fetchall()

    _ratio(
        "create", "VACUUM INTO and the checks", times,
        (lambda: create(path, made, chosen(["all"])), lambda: shutil.rmtree(made, ignore_errors=True)),
        (vacuum, lambda: least.unlink(missing_ok=True)),
    )  # fmt: skip
    file = made / "f1.db"

    def hashed() -> None:
        with file.open("rb") as opened:
            hashlib.file_digest(opened, "sha256")

    _ratio("verify", "the hash of the file", times, (lambda: verify(made), _nothing), (hashed, _nothing))

    new, copy = work / "new.db", work / "copy.db"

    def copied() -> None:
        shutil.copyfile(file, copy)
        with copy.open("rb+") as opened:
            os.fsync(opened.fileno())

    def away() -> None:
        for one in (new, copy):
            one.unlink(missing_ok=True)

    _ratio(
        "install (no mirror there)",
        "a copy of the file",
        times,
        (lambda: install(made, new), away),
        (copied, away),
    )
    replaced = (lambda: install(made, path), _nothing)
    _ratio("install (over a mirror)", "a copy of the file", times, replaced, (copied, away))
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(path)) as two:
        for reader in (one, two):  # as an idle Datasette: their connections stay open, and so does the log
            reader.execute("select count(*) from mirror_history").fetchone()
        _ratio("install (under readers)", "a copy of the file", times, replaced, (copied, away))
    for command in ("snapshot create --provider all --to {0}/other --db {1}", "snapshot verify {0}/made",
                    "snapshot install {0}/made --db {0}/other.db"):  # fmt: skip
        words = command.format(work, path).split()
        click.echo(f"{' '.join(words[:2])}: a peak of {_peak(words):,.0f} MB")


def _nothing() -> None:
    """What is done between two turns, where nothing need be done."""


Turn = tuple[Callable[[], object], Callable[[], object]]


def _ratio(what: str, than: str, times: int, one: Turn, two: Turn) -> None:
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for place, (do, before) in enumerate((one, two)):
            before()
            began = time.perf_counter()
            do()
            taken[place].append(time.perf_counter() - began)
    best, middle = [min(each) for each in taken], [median(each) for each in taken]
    click.echo(
        f"{what}: {best[0]:.3f} s, {best[0] / best[1]:.2f} x {than} ({best[1]:.3f} s);"
        f" the median {middle[0]:.3f} s, {middle[0] / middle[1]:.2f} x"
    )


def _peak(words: list[str]) -> float:
    """The peak of memory of a command, in MB; Linux tells it, others do not."""
    script = (
        "import sys; from mirror.cli import run; code = run(sys.argv[1:]);"
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1]); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    return int(done.stdout.splitlines()[-1]) * 1024 / 1e6


if __name__ == "__main__":
    main()
