"""How fast, how small: f1-mirror beside a hand-written floor, sqlite-utils and dlt, in one run against the sandbox.

    python -m tests.benchmarks.sync [--repeat N] [--seasons 5] [--latency 20] [--contender NAME]... [--no-comparison]

It mirrors one BALLDONTLIE season. Every contender runs in a process of its own, one after the other; the sandbox runs
in another, has answered the same requests once before anything is timed, and knows no limits. Imports are not timed.
What differs from f1-mirror's tables in the number of rows ends the benchmark.
"""

import contextlib
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import orjson

from mirror.cli.demo import running_sandbox
from mirror.store.files import mirror_ddl
from tests.benchmarks.job import PREFIX, Job

ROOT = Path(__file__).parent.parent.parent
NEWEST = 2024
CONTENDERS = {
    "f1-mirror": "with_f1_mirror",
    "floor": "floor",
    "sqlite-utils": "with_sqlite_utils",
    "dlt": "with_dlt",
}
_OWN = (
    "BALLDONTLIE_",
    "SPORTRADAR_",
    "ALTSPORTSDATA_",
    "F1_MIRROR_",
)  # settings of whoever runs this: not for a benchmark

Counts = dict[str, int]


@dataclass(frozen=True)
class Took:
    """What one run took: seconds, CPU seconds, peak memory in MB; how many requests, pages and rows it was."""

    seconds: float
    cpu: float
    megabytes: float
    requests: int
    pages: int
    rows: int

    @property
    def speed(self) -> float:
        """Rows of the finished tables per second."""
        return self.rows / self.seconds


@dataclass(frozen=True)
class Site:
    """A warm sandbox: the job that stands for it, and the rows that a mirror of it has."""

    job: Job
    counts: Counts
    folder: Path

    def measure(self, module: str, job: Job | None = None, counts: Counts | None = None) -> Took:
        """Runs a contender from nothing. Raises SystemExit when it fails or its tables are not the mirror's."""
        job, counts = job or self.job, counts or self.counts
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            folder = Path(name)
            given = replace(job, db=str(folder / "f1.db"))
            if module == CONTENDERS["f1-mirror"]:  # it lists for itself what to ask
                given = replace(given, targets=[])
            took = _child(module, given, folder)
            if module == "only_asking":
                return Took(
                    **took, requests=len(job.targets), pages=len(job.targets), rows=sum(counts.values())
                )
            found = _counts(folder / "f1.db")
            wrong = {table: found.get(table) for table, rows in counts.items() if found.get(table) != rows}
            if wrong:
                raise SystemExit(f"{module} is not correct: it has {wrong} of {counts}.")
            asked = _asked(folder / "f1.db") if module == CONTENDERS["f1-mirror"] else job.targets
            extra = (
                1 if module == CONTENDERS["f1-mirror"] else 0
            )  # f1-mirror also asks which tier the key has
            return Took(**took, requests=len(asked) + extra, pages=len(asked), rows=sum(counts.values()))


def _child(module: str, job: Job, folder: Path) -> dict[str, float]:
    """One contender in its process, in an empty folder. Returns what it says it took."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}
    words = [str(job.written(folder / "job.json")), str(folder / "result.json")]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.child", module, *words],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ended.returncode:
        raise SystemExit(f"{module} failed: {ended.stderr.strip()[-2000:]}")
    took: dict[str, float] = orjson.loads((folder / "result.json").read_bytes())
    return took


def _counts(db: Path) -> Counts:
    """The rows of each provider table."""
    with contextlib.closing(sqlite3.connect(db)) as connection:
        names = connection.execute(
            "select name from sqlite_schema where type = 'table' and name like ? || '%'", (PREFIX,)
        )
        tables = [name for (name,) in names]
        return {t: connection.execute(f"select count(*) from {t}").fetchone()[0] for t in tables}


def _asked(db: Path) -> list[tuple[str, str]]:
    """What f1-mirror asked, in its order, without the question about the key's tier."""
    sql = (
        "select endpoint, target from mirror_requests where endpoint not in ('account', 'probe') order by id"
    )
    with contextlib.closing(sqlite3.connect(db)) as connection:
        return [(endpoint, target) for endpoint, target in connection.execute(sql)]


def plan(base_url: str, api_key: str, seasons: str, folder: Path) -> tuple[Job, Counts]:
    """A mirror of `seasons` made once, untimed: the job that asks the same again, and the rows that it leads to."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        own = Path(name)
        job = Job(base_url, api_key, seasons, str(own / "f1.db"), [], list(mirror_ddl()))
        _child(CONTENDERS["f1-mirror"], job, own)
        return replace(job, targets=_asked(own / "f1.db")), _counts(own / "f1.db")


@contextlib.contextmanager
def warm_sandbox(seasons: str, *switches: str) -> Iterator[Site]:
    """A sandbox that has been asked everything once, in a process that ends with the block."""
    with (
        running_sandbox(("balldontlie_rate=1e9", f"seasons={seasons}", *switches)) as environment,
        tempfile.TemporaryDirectory(prefix="f1-benchmark-") as name,
    ):
        job, counts = plan(
            environment["balldontlie_base_url"], environment["balldontlie_api_key"], seasons, Path(name)
        )
        yield Site(job, counts, Path(name))


# What is printed


def median(runs: Sequence[Took]) -> Took:
    """The median of each measure."""
    first = runs[0]
    middle = {
        name: statistics.median(getattr(run, name) for run in runs)
        for name in ("seconds", "cpu", "megabytes")
    }
    return replace(first, **middle)


def table(found: Mapping[str, Sequence[Took]]) -> list[str]:
    """The measures of each contender as a Markdown table."""
    lines = ["| contender | rows/s | spread | CPU s | CPU µs/row | peak MB | requests | pages | rows |"]
    lines.append("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for name, runs in found.items():
        took = median(runs)
        speeds = [run.speed for run in runs]
        spread = f"{min(speeds):,.0f}..{max(speeds):,.0f}" if len(runs) > 1 else ""
        lines.append(
            f"| {name} | {took.speed:,.0f} | {spread} | {took.cpu:.1f} | {took.cpu / took.rows * 1e6:.0f}"
            f" | {took.megabytes:.0f} | {took.requests:,}"
            f" | {took.pages:,} | {took.rows:,} |"
        )
    return lines


def target(what: str, value: float, wanted: float, *, most: bool = False) -> str:
    """One line on a target: at least `wanted`, or at most when `most`."""
    good = value <= wanted if most else value >= wanted
    return f"{'pass' if good else 'FAIL'}  {what}: {value:,.2f} (wanted: at {'most' if most else 'least'} {wanted:g})"


def ratios(found: Mapping[str, Sequence[Took]]) -> list[str]:
    """The targets of f1-mirror against the others of the same run."""
    if "f1-mirror" not in found:
        return []
    own = median(found["f1-mirror"])
    lines = [
        target(f"rows/s, f1-mirror / {name}", own.speed / median(found[name]).speed, wanted)
        for name, wanted in (("floor", 0.5), ("sqlite-utils", 3.0), ("dlt", 6.0))
        if name in found
    ]
    return [*lines, target("peak memory of f1-mirror, MB", own.megabytes, 120.0, most=True)]


def _say(*lines: Any) -> None:
    for line in lines:
        click.echo(line)
    click.echo()


def _one_season(contenders: Sequence[str], repeat: int) -> None:
    with warm_sandbox(str(NEWEST)) as site:
        # Round by round, so that a disturbance of the machine does not meet one contender alone.
        rounds = [{name: site.measure(CONTENDERS[name]) for name in contenders} for _ in range(repeat)]
        found = {name: [one[name] for one in rounds] for name in contenders}
        alone = site.measure("only_asking")
    _say(
        f"One season, {repeat} run{'s' if repeat > 1 else ''} each{', medians' if repeat > 1 else ''}:",
        *table(found),
        f"(The sandbox alone answers {alone.pages / alone.seconds:,.0f} pages a second, one after the other.)",
    )
    _say(*ratios(found))


def _several_seasons(seasons: int, repeat: int) -> None:
    years = f"{NEWEST - seasons + 1}..{NEWEST}"
    with warm_sandbox(years) as site:
        one, counts = plan(site.job.base_url, site.job.api_key, str(NEWEST), site.folder)
        ours = CONTENDERS["f1-mirror"]
        rounds = [(site.measure(ours, one, counts), site.measure(ours)) for _ in range(repeat)]
    found = {
        "1 season": [first for first, _ in rounds],
        f"{seasons} seasons": [second for _, second in rounds],
    }
    short, long = (median(runs) for runs in found.values())
    _say(f"f1-mirror, {seasons} seasons beside one:", *table(found))
    _say(
        target(f"rows/s, {seasons} seasons / one", long.speed / short.speed, 0.8),
        target(f"peak memory at {seasons} seasons, MB", long.megabytes, 120.0, most=True),
        target(f"peak memory, {seasons} seasons / one", long.megabytes / short.megabytes, 1.1, most=True),
    )


def _with_latency(milliseconds: int, repeat: int) -> None:
    with warm_sandbox(str(NEWEST), f"latency_ms={milliseconds}") as site:
        many = [site.measure(CONTENDERS["f1-mirror"]) for _ in range(repeat)]
        one = site.measure(CONTENDERS["floor"])  # its minutes are spent waiting: once is enough
    found = {"f1-mirror": many, "floor, one request at a time": [one]}
    _say(f"Every answer {milliseconds} ms late:", *table(found))
    _say(target("rows/s, f1-mirror / one request at a time", median(many).speed / one.speed, 8.0))


@click.command()
@click.option(
    "--repeat", type=click.IntRange(min=1), default=1, show_default=True, help="Runs of each; medians."
)
@click.option(
    "--seasons", type=click.IntRange(2, 7), metavar="N", help="Also f1-mirror on N seasons beside one."
)
@click.option(
    "--latency",
    type=click.IntRange(min=1),
    metavar="MS",
    help="Also f1-mirror with answers MS milliseconds late.",
)
@click.option(
    "--contender", "contenders", multiple=True, type=click.Choice(list(CONTENDERS)), help="Only these."
)
@click.option(
    "--comparison/--no-comparison", default=True, help="Without it, only what the options above ask for."
)
def main(
    repeat: int, seasons: int | None, latency: int | None, contenders: tuple[str, ...], comparison: bool
) -> None:
    """Compare f1-mirror with a hand-written floor, sqlite-utils and dlt on one season from the sandbox."""
    # Every process here is to run this copy of the package, installed or not.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    python, sqlite = sys.version.split()[0], sqlite3.sqlite_version
    _say(
        f"Python {python}, SQLite {sqlite}, {os.cpu_count()} cores; load at the start {os.getloadavg()[0]:.1f}."
    )
    if comparison:
        _one_season(contenders or tuple(CONTENDERS), repeat)
    if seasons is not None:
        _several_seasons(seasons, repeat)
    if latency is not None:
        _with_latency(latency, repeat)
    click.echo(
        f"Load at the end: {os.getloadavg()[0]:.1f} (much more than 2 means that others were working too)."
    )


if __name__ == "__main__":
    main()
