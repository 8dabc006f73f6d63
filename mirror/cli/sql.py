"""`f1-mirror sql`."""

from pathlib import Path

import click

from mirror.cli.options import database_option, json_option
from mirror.cli.rows import chosen, format_options, show


@click.command()
@click.argument("query", metavar="SQL")
@format_options
@click.option("--as-of", metavar="MOMENT", help="As the mirror knew it then, like 2025-03-20T14:00:00Z.")
@database_option
@json_option
def sql(
    query: str,
    form: str | None,
    limit: int | None,
    output: Path | None,
    as_of: str | None,
    db: Path,
    as_json: bool,
) -> None:
    """Read a mirror with SQL.

    Nothing can be written this way. --json is short for --format json: a list of objects.

    \b
    Example:
      f1-mirror sql "select display_name, country_code from balldontlie_drivers limit 5"
    """
    from mirror.reading import Mirror  # noqa: PLC0415 - loaded when the command runs

    told = chosen(form, as_json=as_json)
    with Mirror(db) as m:
        show(m.sql(query, as_of=as_of), told, limit, output)
