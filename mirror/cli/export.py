"""`f1-mirror export`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from mirror.cli.options import database_option, folder_option, json_option, season_option


@click.command()
@click.option("--format", "form", type=click.Choice(["csv", "ndjson", "parquet"]), required=True)
@folder_option
@click.option(
    "--table",
    "tables",
    multiple=True,
    metavar="T",
    help="Only this table; again for another.  [default: all]",
)
@season_option
@click.option("--include-removed", is_flag=True, help="The rows that their provider has removed, too.")
@database_option
@json_option
def export(
    form: str,
    folder: Path,
    tables: tuple[str, ...],
    season: str | None,
    include_removed: bool,
    db: Path,
    as_json: bool,
) -> None:
    """Write the rows into files for other engines: CSV, NDJSON, Parquet.

    A folder for each table, and in it one for each season: <table>/season=<year>/part-0.parquet. manifest.json tells what
    is where. A sync or a worker may go on meanwhile.

    \b
    Example:
      f1-mirror export --format csv --to exported --db demo.db
    """
    from mirror.export import export as write  # noqa: PLC0415 - loads the tables, which --help does not need
    from mirror.selection import parse_seasons  # noqa: PLC0415

    seasons = None if season is None else parse_seasons(season)[0]
    done = write(db, folder, form, tables=tables, seasons=seasons, include_removed=include_removed)
    if as_json:
        click.echo(
            json.dumps({"folder": str(folder), "tables": {name: asdict(one) for name, one in done.items()}})
        )
        return
    files = [part for table in done.values() for part in table.files]
    rows, size = sum(part.rows for part in files), sum(part.bytes for part in files)
    click.echo(f"{folder}: {rows:,} rows of {len(done)} tables in {len(files)} files, {size / 1e6:,.1f} MB")
    for name, table in done.items():
        for column, count in table.no_instants.items():
            click.echo(f"{name}.{column}: {count:,} texts are no moment with a zone; Parquet has NULL there")
