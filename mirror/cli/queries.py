"""`f1-mirror queries`."""

import json
import sys

import click

from mirror.cli.listing import FORMATS, width, write
from mirror.cli.options import json_option
from mirror.cli.rows import chosen
from mirror.errors import UsageError


@click.command()
@click.argument("name", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default=None, help="[default: table]")
@json_option
def queries(name: str | None, form: str | None, as_json: bool) -> None:
    """List the queries that have a name, or explain one.

    'f1-mirror query NAME' asks one. --json is a list with name, title, description and parameters.

    \b
    Examples:
      f1-mirror queries
      f1-mirror queries race_trace
    """
    from mirror.queries import QUERIES  # noqa: PLC0415 - loaded when the command runs
    from mirror.reading.room import instead  # noqa: PLC0415 - loaded when the command runs

    form = chosen(form, as_json=as_json) if as_json else form
    if name is not None and name not in QUERIES:
        raise UsageError(f"There is no query {name!r}{instead(name, QUERIES)}")
    told_of = [QUERIES[one] for one in QUERIES if name in (None, one)]
    if form in ("json", "ndjson"):
        told = [
            {
                "name": one.name,
                "title": one.title,
                "description": one.description,
                "parameters": [
                    {"name": each.name, "type": each.type, "description": each.description}
                    for each in one.parameters
                ],
            }
            for one in told_of
        ]
        lines = (
            [json.dumps(one, ensure_ascii=False) for one in told]
            if form == "ndjson"
            else [json.dumps(told, ensure_ascii=False)]
        )
        for line in lines:
            click.echo(line)
    elif name is not None and form is None:
        (one,) = told_of
        click.echo(f"{one.name}: {one.title}\n")
        click.echo(click.wrap_text(one.description, width(sys.stdout) or 100))
        for each in one.parameters:
            click.echo(
                f"\n  {each.name} ({each.type})\n" + click.wrap_text(each.description, 100, "    ", "    ")
            )
    else:
        rows = [(one.name, one.title, ", ".join(each.name for each in one.parameters)) for one in told_of]
        write(("name", "title", "parameters"), rows, form or "table")
