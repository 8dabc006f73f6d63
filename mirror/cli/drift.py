"""`f1-mirror drift`."""

import json
import sys
from pathlib import Path

import click

from mirror.cli.listing import table, width
from mirror.cli.options import database_option, json_option, reading

_DRIFT = """
select provider, endpoint, "table", path, kind, example, first_seen, request_id as request, count
from mirror_drift order by provider, endpoint, "table", path, kind
"""


@click.command()
@database_option
@json_option
def drift(db: Path, as_json: bool) -> None:
    """List where answers differ from the documentation.

    The kind is unknown (a field nobody documented), missing, type (another type of value) or format (another form of
    text under the same name). Nothing is lost by it: the values stand in the rows or in their column extra.

    \b
    Example:
      f1-mirror drift --db demo.db
    """
    with reading(db) as connection:
        cursor = connection.execute(_DRIFT)
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    if as_json:
        click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False))
    elif rows:
        for line in table(names, rows, width(sys.stdout)):
            click.echo(line)
    else:
        click.echo("All answers are as documented.")
