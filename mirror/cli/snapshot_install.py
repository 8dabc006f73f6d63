"""`f1-mirror snapshot install`."""

import json
from pathlib import Path

import click
import msgspec

from mirror.cli.options import database_option, json_option


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@database_option
@json_option
def install(folder: Path, db: Path, as_json: bool) -> None:
    """Put a snapshot in the place of a mirror, under whoever reads it.

    The snapshot is proven first. Readers, Datasette among them, go on and see the new data at once. The mirror that was
    there stays beside as <stem>.previous.db, its archive as <stem>.previous.archive.db.

    \b
    Example:
      f1-mirror snapshot install shared --db f1.db
    """
    from mirror.snapshot.install import install as put  # noqa: PLC0415 - loads what --help does not need

    done = put(folder, db)
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(done)))
        return
    what = f"{done.manifest.rows:,} rows of {', '.join(done.manifest.providers)}"
    click.echo(f"{done.db}: now holds the snapshot {folder}, {what}")
    if done.previous is not None:
        click.echo(f"the mirror that was: {done.previous}")
    if done.previous_archive is not None:
        click.echo(f"its archive: {done.previous_archive}")
