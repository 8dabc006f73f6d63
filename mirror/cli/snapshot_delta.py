"""`f1-mirror snapshot delta`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from mirror.cli.options import json_option


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "file",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The delta; a new file.",
)
@json_option
def delta(a: Path, b: Path, file: Path, as_json: bool) -> None:
    """Write the small file that turns the snapshot A into the snapshot B.

    Whoever has A needs no more than this file to have B: see 'f1-mirror snapshot apply'.

    \b
    Example:
      f1-mirror snapshot delta last-week this-week --to week.delta
    """
    from mirror.snapshot.delta import delta as write  # noqa: PLC0415 - loads what --help does not need

    made = write(a, b, file)
    if as_json:
        click.echo(json.dumps(asdict(made)))
        return
    share = 100 * made.bytes / made.result_bytes
    click.echo(f"{made.path}: {made.bytes / 1e6:,.2f} MB, {share:.1f} % of the snapshot it leads to")
