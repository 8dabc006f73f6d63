"""`f1-mirror rebuild`."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from mirror import rebuild as rebuilding
from mirror.cli.options import database_option, json_option
from mirror.cli.progress import Lines
from mirror.cli.sync import reporter


@click.command()
@database_option
@json_option
def rebuild(db: Path, as_json: bool) -> None:
    """Make the mirror again from its archive, with no network.

    Every answer in the archive is read again, in its order, into a new file, which then takes the place of the old one:
    after a change of the tables, old answers fill the new columns. The history comes about again too. A rebuild that was
    ended goes on where it was. The old file is kept beside, unless both hold the same.

    \b
    Example:
      f1-mirror rebuild --db demo.db
    """
    with reporter("auto", as_json=as_json) as report:
        made = rebuilding.rebuild(db, report)
    if as_json:
        click.echo(json.dumps(asdict(made)))
    elif not isinstance(report, Lines):
        for line in summary(made):
            click.echo(line)


def summary(made: rebuilding.Rebuilt) -> Iterator[str]:
    """A rebuild's result in a few lines."""
    yield f"{made.db}: made again from {made.answers:,} answers in {made.seconds:.1f} s"
    if made.unread:
        yield f"{made.unread:,} answers are not in the archive, or of endpoints that are no more"
    if made.kept is None:
        yield "it holds what it held, row for row"
    else:
        yield f"it differs from what it was in {', '.join(made.differ)}; the file as it was: {made.kept}"
