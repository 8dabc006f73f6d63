"""`f1-mirror snapshot create`."""

import json
from pathlib import Path

import click
import msgspec

from mirror.cli.options import compress_option, database_option, folder_option, json_option, season_option


@click.command()
@folder_option
@click.option(
    "--provider",
    "providers",
    multiple=True,
    metavar="P|all",
    help="Whose data go in; again for another. Required.",
)
@season_option
@click.option("--with-archive", is_flag=True, help="The answers too, as they came.")
@compress_option
@database_option
@json_option
def create(
    folder: Path,
    providers: tuple[str, ...],
    season: str | None,
    with_archive: bool,
    compress: str,
    db: Path,
    as_json: bool,
) -> None:
    """Make a snapshot of a mirror: a folder to hand on.

    The folder then holds the database and a manifest that tells what is in it and proves it. A sync or a worker may go on
    meanwhile. Nothing of this machine goes in: no key, no host, no process, no budget. Which providers go in must be
    said, for their terms decide what may be handed on.

    \b
    Example:
      f1-mirror snapshot create --to shared --provider all --db demo.db
    """
    from mirror.selection import parse_seasons  # noqa: PLC0415 - loads the catalogues, which --help does not need
    from mirror.snapshot.create import chosen  # noqa: PLC0415
    from mirror.snapshot.create import create as make  # noqa: PLC0415

    seasons = None if season is None else parse_seasons(season)[0]
    choice = chosen(providers, seasons)
    manifest = make(db, folder, choice, with_archive=with_archive, compress=compress == "zstd")
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "manifest": msgspec.to_builtins(manifest)}))
        return
    from mirror.cli.snapshot_verify import summary  # noqa: PLC0415

    for line in summary(folder, manifest):
        click.echo(line)
