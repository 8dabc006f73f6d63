"""How fast a mirror is served: `python -m tests.benchmarks.serving FILE`.

FILE is a mirror of several seasons (`f1-mirror demo --no-serve --season 2020..2024 --db FILE`: over half a million laps and
positions). A real `f1-mirror serve` is asked over loopback, one request at a time: every page of each kind, every table and
view, every canned query as a page and as JSON, and every chart of each season's last race. The SQL of a query is timed here,
turn by turn with its JSON, and the best of each is taken; targets are printed as pass or FAIL and do not change the exit
code.
"""

import argparse
import contextlib
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import httpx

from mirror.charts import CHARTS
from mirror.queries import QUERIES, bind
from mirror.reading import connect
from mirror.site.names import published

_SEASONS = """
select season, max(session_id) filter (where type = 'race') as race, max(event_id) as event from (
  select season, event_id, session_id, type, row_number() over (partition by season, type order by date desc) as place
  from sessions as s where exists (select 1 from laps where laps.session_id = s.session_id)
) where place = 1 group by season order by season
"""
_QUALIFYING = "qualifying_gaps"  # the chart whose session is not the race
_LATE = "facets timed out"


@dataclass(frozen=True)
class Got:
    """One answer: its status, its wall milliseconds, its size, and whether a facet of it gave up."""

    path: str
    status: int
    ms: float
    size: int
    late: bool


def ask(client: httpx.Client, path: str) -> Got:
    """Asks for one page."""
    began = time.perf_counter()
    answer = client.get(path)
    ms = 1e3 * (time.perf_counter() - began)
    return Got(path, answer.status_code, ms, len(answer.content), _LATE in answer.text)


@contextlib.contextmanager
def serving(path: Path) -> Iterator[httpx.Client]:
    """The mirror in a child of its own, which is waited for until it has made what the first visitor would wait for."""
    command = [sys.executable, "-P", "-m", "mirror", "serve", "--port", "0", "--db", str(path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        base = child.stdout.readline().split()[2].rstrip("/,")
        with httpx.Client(base_url=base, timeout=60, trust_env=False, follow_redirects=True) as client:
            for path_ in ("/", "/-/charts/vega.js", "/-/charts/weather.svg"):
                client.get(path_)
            yield client
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(30)


def pages(raw: sqlite3.Connection) -> list[str]:
    """One address of every page there is, but of those of single rows, events and sessions only each season's last."""
    found = ["/", "/-/charts", "/f1", "/f1/-/queries", "/f1/search?q=norris"]
    for season, race, event in raw.execute(_SEASONS):
        found += [f"/season/{season}", f"/event/{event}", f"/session/{race}"]
    found += [
        f"/driver/{name}" for (name,) in raw.execute("select driver_id from drivers order by 1 limit 3")
    ]
    found += [f"/-/charts/{name}" for name in CHARTS]
    found += [f"/f1/{name}" for name in map(published, QUERIES)]
    shown = raw.execute(
        "select name from sqlite_schema where type in ('table', 'view') and name not like 'mirror_%'"
        " and name not like 'search_%' and name not like 'crosswalk_%' order by name"
    )
    return [*found, *(f"/f1/{name}" for (name,) in shown)]


def drawings(raw: sqlite3.Connection) -> list[str]:
    """Every chart of every season's last race, or of the season."""
    found = []
    for season, race, event in raw.execute(_SEASONS):
        for name, chart in CHARTS.items():
            known = {one.name for one in chart.query.parameters}
            session = f"{event}-qualifying" if name == _QUALIFYING else race
            end = f"session={session}" if "session" in known else f"season={season}"
            found.append(f"/-/charts/{name}.svg?{end}")
    return found


def json_and_sql(client: httpx.Client, raw: sqlite3.Connection, turns: int) -> list[tuple[str, float, Got]]:
    """The least milliseconds of the SQL of each query with its defaults, and the fastest of its answers as JSON."""
    found = []
    for query in QUERIES.values():
        name = published(query.name)
        values, own, best = bind(query, {}), float("inf"), None
        for _ in range(turns):
            began = time.perf_counter()
            raw.execute(query.sql, values).fetchall()
            own = min(own, 1e3 * (time.perf_counter() - began))
            got = ask(client, f"/f1/{name}.json?_shape=array")
            best = got if best is None or got.ms < best.ms else best
        assert best is not None
        found.append((name, own, best))
    return found


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--turns", type=int, default=5)
    given = parser.parse_args()
    with contextlib.closing(connect(given.file)) as raw, serving(given.file) as client:
        rows = sum(
            raw.execute(f"select count(*) from {name}").fetchone()[0]
            for name in ("balldontlie_lap_times", "balldontlie_position_history")
        )
        click.echo(f"{rows:,} laps and positions\n")
        shown = [ask(client, path) for path in pages(raw)]
        again = [ask(client, one.path) for one in shown]
        click.echo(f"{'page':<52} {'status':>6} {'first ms':>9} {'again ms':>9} {'kB':>7}")
        for one, two in zip(shown, again, strict=True):
            click.echo(f"{one.path:<52} {one.status:>6} {one.ms:9.0f} {two.ms:9.0f} {one.size / 1e3:7.0f}")
        queries = json_and_sql(client, raw, given.turns)
        click.echo(
            f"\n{'canned query as JSON':<34} {'status':>6} {'SQL ms':>9} {'JSON ms':>9} {'most ms':>9}"
        )
        for name, own, got in queries:
            click.echo(f"{name:<34} {got.status:>6} {own:9.1f} {got.ms:9.1f} {1.5 * own + 15:9.1f}")
        drawn = [ask(client, path) for path in drawings(raw)]
        kept = [ask(client, one.path) for one in drawn]
        click.echo(f"\n{'chart as SVG':<64} {'drawn ms':>9} {'kept ms':>9}")
        for one, two in zip(drawn, kept, strict=True):
            click.echo(f"{one.path:<64} {one.ms:9.0f} {two.ms:9.1f}")
    everything = [*shown, *again, *(got for _, _, got in queries), *drawn, *kept]
    click.echo()
    _target("answers that are not 200", sum(one.status != 200 for one in everything), 0, "")
    _target("pages with a facet that timed out", sum(one.late for one in everything), 0, "")
    over = [got.ms - 1.5 * own - 15 for _, own, got in queries]
    _target("JSON of a canned query beyond 1.5 x its SQL + 15 ms", max(over), 0, "ms")
    _target("slowest chart, not drawn before", max(one.ms for one in drawn), 500, "ms")
    _target("slowest chart, drawn before", max(one.ms for one in kept), 20, "ms")


def _target(what: str, found: float, most: float, unit: str) -> None:
    click.echo(
        f"{'pass' if found <= most else 'FAIL'}  {what}: {found:.1f} {unit}, at most {most:g} {unit}".rstrip()
    )


if __name__ == "__main__":
    main()
