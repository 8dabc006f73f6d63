"""`f1-mirror sync`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from mirror.cli.options import database_option, json_option, selection_options
from mirror.cli.progress import Lines, Report, Silence, on_terminal, summary
from mirror.run import sync as syncing
from mirror.selection import Selection
from mirror.settings import Settings


@click.command()
@selection_options
@click.option(
    "--log",
    type=click.Choice(["auto", "bars", "json"]),
    default="auto",
    show_default=True,
    help="Progress bars, or one JSON line an event; auto is bars on a terminal.",
)
@database_option
@json_option
def sync(
    selection: Selection,
    log: str,
    db: Path,
    as_json: bool,
) -> int:
    """Mirror what is due.

    PROVIDER is balldontlie, sportradar or altsportsdata; without one, every provider that has a key. Exit code: 0
    complete, 1 an error, 2 wrong usage, 3 stopped at a budget or quota, 4 some scopes failed or a provider was down.

    \b
    Examples:
      f1-mirror sync
      f1-mirror sync balldontlie --season 2020..2024
      f1-mirror sync sportradar --season 2024 --laps --max-requests 500
    """
    settings = Settings.load()
    with reporter(log, as_json=as_json) as report:
        result = syncing.sync(db, selection, settings, report)
    if as_json:
        click.echo(json.dumps(asdict(result)))
    elif not isinstance(report, Lines):
        for line in summary(asdict(result), db):
            click.echo(line)
    return result.code


def reporter(log: str, *, as_json: bool) -> Report:
    """Who tells of the run while it goes on. With `--json`, standard output is kept for the result."""
    stream = sys.stderr if as_json else sys.stdout
    if log == "json" or (log == "auto" and not as_json and not stream.isatty()):
        return Lines(stream)
    if log != "bars" and not on_terminal(stream):
        return Silence()
    from mirror.cli.bars import Bars  # noqa: PLC0415 - loads rich

    return Bars(stream)
