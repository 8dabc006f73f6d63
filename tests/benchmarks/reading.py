"""What the query library costs over hand-written SQL and over pandas: `python -m tests.benchmarks.reading FILE`.

FILE is a mirror of several seasons (`f1-mirror demo --no-serve --season 2020..2024 --db FILE`: over half a million laps and
positions). Everything is timed in one run, CPU time of this process, turn by turn, and the best of each is taken; targets
are printed as pass or FAIL and do not change the exit code.
"""

import argparse
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from mirror import Mirror

RACE = "select session_id from results where season = ? and type = 'race' order by session_id limit 1"
LAPS = "select * from laps where session_id = ? and season = ? and event_id = ?"
SEASON = "select * from laps where season = ?"
OWN = """
select
    id, session_id, driver_id, team_id, lap_number, lap_time, lap_time_ms, is_pit_out_lap, is_pit_in_lap, extra, removed_at
from balldontlie_lap_times where session_id = ? and removed_at is null order by lap_number, id
"""
CHART = """
select p.lap_number, p.position, d.display_name from balldontlie_position_history as p
join balldontlie_drivers as d on d.id = p.driver_id where p.session_id = ? and p.removed_at is null
order by p.lap_number, p.position
"""
# The same with as many columns as the query answers with.
NINE = """
select
    s.name, p.lap_number, p.position, p.driver_id, d.display_name, p.team_id, t.name, 'start of next lap', 'balldontlie'
from balldontlie_position_history as p
join balldontlie_sessions as s on s.id = p.session_id
join balldontlie_drivers as d on d.id = p.driver_id
join balldontlie_teams as t on t.id = p.team_id
where p.session_id = ? and p.removed_at is null
order by p.lap_number, p.position
"""


def say(line: str) -> None:
    """Prints a line."""
    sys.stdout.write(f"{line}\n")


def best(pairs: dict[str, Callable[[], Any]], turns: int) -> dict[str, float]:
    """The least CPU milliseconds that each took, taking turns."""
    found = dict.fromkeys(pairs, float("inf"))
    for _ in range(turns):
        for name, run in pairs.items():
            began = time.process_time()
            run()
            found[name] = min(found[name], 1e3 * (time.process_time() - began))
    return found


def starting(path: Path) -> tuple[float, float]:
    """CPU milliseconds of a process that imports sqlite3, and of one that opens the mirror and has a first answer."""
    least = []
    codes = (
        "import sqlite3",
        f"from mirror import Mirror; Mirror({str(path)!r}).balldontlie.drivers().first()",
    )
    for code in codes:
        times = []
        for _ in range(9):
            began = _children()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(1e3 * (_children() - began))
        least.append(min(times))
    return least[0], least[1]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--season", type=int, default=2024)
    parser.add_argument("--turns", type=int, default=7)
    given = parser.parse_args()
    path, season = given.file, given.season
    raw = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    m = Mirror(path)
    race = raw.execute(RACE, (season,)).fetchone()[0]
    event = m.sessions(session_id=race).one().event_id
    own = int(m.sessions(session_id=race).one().provider_id)
    quick = best(
        {
            "laps of a race, raw SQL on the view": lambda: raw.execute(
                LAPS, (race, season, event)
            ).fetchall(),
            "laps of a race, m.laps(...)": lambda: list(m.laps(season=season, event=event, session="race")),
            "laps of a race, raw SQL on the table": lambda: raw.execute(OWN, (own,)).fetchall(),
            "laps of a race, m.balldontlie.lap_times(...)": lambda: list(
                m.balldontlie.lap_times(session_ids=own)
            ),
            "position chart, raw SQL": lambda: raw.execute(CHART, (own,)).fetchall(),
            "position chart, raw SQL of nine columns": lambda: raw.execute(NINE, (own,)).fetchall(),
            "position chart, m.balldontlie.position_history": lambda: [
                (row.lap_number, row.position, row.driver.display_name)  # type: ignore[union-attr] # all have one
                for row in m.balldontlie.position_history(session_ids=own)
            ],
            "position chart, m.positions(...)": lambda: list(
                m.positions(season=season, event=event, session="race")
            ),
            "position chart, m.q.position_chart(...)": lambda: list(
                m.q.position_chart(season=season, event=event)
            ),
        },
        5 * given.turns,
    )
    slow = best(
        {
            "a season's laps, pandas.read_sql": lambda: pd.read_sql(SEASON, raw, params=(season,)),
            "a season's laps, m.laps(...).df()": lambda: m.laps(season=season).df("pandas"),
        },
        given.turns,
    )
    for name, ms in (quick | slow).items():
        say(f"{name:<48} {ms:10.2f} ms")
    bare, opened = starting(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in m.balldontlie.lap_times()) + sum(1 for _ in m.balldontlie.position_history())
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    say(f"{'import sqlite3':<48} {bare:10.2f} ms\n{'open and first answer':<48} {opened:10.2f} ms")
    say(f"{count:,} rows iterated: peak memory grew by {grown:.1f} MB\n")
    chart, laps = quick["position chart, raw SQL"], slow["a season's laps, pandas.read_sql"]
    query = quick["position chart, m.q.position_chart(...)"]
    own_rows = quick["position chart, m.balldontlie.position_history"]
    nine = quick["position chart, raw SQL of nine columns"]
    _target("position chart, rows of the provider, over hand-written SQL", own_rows / chart, 2.0, "x")
    _target("position chart, the query, over hand-written SQL of as many columns", query / nine, 2.0, "x")
    say(f"      (over hand-written SQL of three columns: {query / chart:.2f} x)")
    _target(
        "season's laps into a frame over pandas.read_sql",
        slow["a season's laps, m.laps(...).df()"] / laps,
        1.5,
        "x",
    )
    _target("a race through the API", quick["laps of a race, m.laps(...)"], 5.0, "ms")
    _target("open and first answer over import sqlite3", opened - bare, 100.0, "ms")
    _target("memory of the iterated rows", grown, 10.0, "MB")


def _target(what: str, found: float, most: float, unit: str) -> None:
    say(f"{'pass' if found <= most else 'FAIL'}  {what}: {found:.2f} {unit}, at most {most:g} {unit}")


if __name__ == "__main__":
    main()
