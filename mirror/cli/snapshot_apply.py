"""`f1-mirror snapshot apply`."""

import json
from pathlib import Path

import click
import msgspec

from mirror.cli.options import folder_option, json_option


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--base",
    type=click.Path(path_type=Path),
    required=True,
    metavar="A",
    help="The snapshot that the delta was made from.",
)
@folder_option
@json_option
def apply(file: Path, base: Path, folder: Path, as_json: bool) -> None:
    """Make the snapshot that a delta leads to, from the one it was made from.

    The delta says on which snapshot it fits and what must come out; both are checked. Every table is then what it was in
    the original, and most often every byte of the file too.

    \b
    Example:
      f1-mirror snapshot apply week.delta --base last-week --to this-week
    """
    from mirror.snapshot.apply import apply as make  # noqa: PLC0415 - loads what --help does not need

    made = make(file, base, folder)
    if as_json:
        told = {"folder": str(folder), "exact": made.exact, "manifest": msgspec.to_builtins(made.manifest)}
        click.echo(json.dumps(told))
        return
    from mirror.cli.snapshot_verify import summary  # noqa: PLC0415

    for line in summary(folder, made.manifest):
        click.echo(line)
    like = "to the byte" if made.exact else "row for row"
    click.echo(f"it is the snapshot that the delta was made for, {like}")
