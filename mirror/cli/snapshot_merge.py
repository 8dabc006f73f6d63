"""`f1-mirror snapshot merge`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from mirror.cli.options import compress_option, folder_option, json_option

if TYPE_CHECKING:
    from mirror.snapshot.merge import Merged


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@folder_option
@compress_option
@json_option
def merge(a: Path, b: Path, folder: Path, compress: str, as_json: bool) -> None:
    """Make one snapshot of two: of two people, of other seasons, providers or tiers.

    What either covers is covered. Of a row that they tell differently, the one seen last stands and the other is in its
    history. Which is named first decides the name of the file, and nothing else.

    \b
    Example:
      f1-mirror snapshot merge yours mine --to ours
    """
    from mirror.snapshot.merge import merge as make  # noqa: PLC0415 - loads what --help does not need

    made = make(a, b, folder, compress=compress == "zstd")
    if as_json:
        told = {"folder": str(folder), "rows": made.rows._asdict(), "archive_left_out": made.archive_left_out}
        click.echo(json.dumps({**told, "manifest": msgspec.to_builtins(made.manifest)}))
        return
    for line in summary(folder, made):
        click.echo(line)


def summary(folder: Path, made: "Merged") -> Iterator[str]:
    """What came of a merge, in a few lines."""
    from mirror.cli.snapshot_verify import summary as described  # noqa: PLC0415

    yield from described(folder, made.manifest)
    rows = made.rows
    yield f"{rows.first:,} rows only the first had, {rows.second:,} only the second, {rows.both:,} both"
    if rows.differing:
        yield f"{rows.differing:,} rows they told differently: what was seen last stands, the rest is in the history"
    if made.archive_left_out:
        yield "only one of them has its archive, so the result has none"
