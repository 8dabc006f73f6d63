"""`f1-mirror worker`."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mirror.cli.options import database_option, json_option
from mirror.cli.progress import Lines
from mirror.selection import select
from mirror.settings import Settings
from mirror.worker import worker as working


@click.command()
@click.argument("providers", nargs=-1, metavar="[PROVIDER]...")
@click.option("--season", metavar="Y|Y..Y|all", help="The seasons.  [default: the current one]")
@click.option("--laps", is_flag=True, help="Sportradar's lap stages too: about 1,560 requests a season.")
@click.option(
    "--every",
    type=click.FloatRange(min=0.1),
    default=working.HOUR,
    show_default=True,
    metavar="SECONDS",
    help="Look at least so often; sooner when the mirror says so.",
)
@database_option
@json_option
def worker(
    providers: tuple[str, ...], season: str | None, laps: bool, every: float, db: Path, as_json: bool
) -> int:
    """Keep a mirror true: sync on a schedule, densely while a session runs.

    One line a round says what was due, how many requests were sent, how many rows came and when the next round is; in a
    pipe or with --json it is JSON. 'f1-mirror status' tells whether a worker is alive. Ends after the page in hand on
    SIGTERM or Ctrl-C, with exit code 0. Of an hour's, a day's or a period's requests, F1_MIRROR_LIVE_SHARE is kept for
    sessions that fall into it.

    \b
    Examples:
      f1-mirror worker
      f1-mirror worker balldontlie --season 2024..2026 --db f1.db
    """
    selection = select(providers, season=season, laps=laps)
    report = Lines(sys.stdout) if as_json or not sys.stdout.isatty() else _say
    working.work(db, selection, Settings.load(), report, every=every)
    return 0


def _say(event: Mapping[str, Any]) -> None:
    """One line for people."""
    if event["event"] == "skipped":
        click.echo(f"{event['provider']}: skipped, {event['why']}")
        return
    states = ", ".join(
        f"{name} {part['state']}{' (' + part['why'] + ')' if 'why' in part else ''}"
        for name, part in event["providers"].items()
    )
    live = f"; live: {', '.join(event['live'])}" if event["live"] else ""
    click.echo(
        f"{event['at'][:19]}Z {states}: {event['due']:,} due, {event['sent']:,} sent, {event['rows']:,} rows"
        f"{live}; next at {event['next']}"
    )
