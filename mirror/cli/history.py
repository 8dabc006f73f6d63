"""`f1-mirror history`."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from mirror import past
from mirror.cli.listing import table, width
from mirror.cli.options import database_option, json_option, reading


@click.command()
@click.argument("name", metavar="TABLE")
@click.argument("row", metavar="ID")
@database_option
@json_option
def history(name: str, row: str, db: Path, as_json: bool) -> None:
    """Tell the life of one row: what it was, from when to when.

    TABLE is the full name, ID the provider's id; the parts of a composite key are joined by a comma. The moments (UTC)
    are those at which the mirror learned of it. --json is a list of versions with valid_from, valid_to and row, the
    present one last with valid_to null. Put -- before an ID that begins with a dash.

    \b
    Example:
      f1-mirror history balldontlie_session_results 1234
    """
    with reading(db) as connection:
        versions = past.history(connection, name, row)
    lines = [json.dumps(versions, ensure_ascii=False)] if as_json else describe(versions, width(sys.stdout))
    for line in lines:
        click.echo(line)


def describe(versions: list[past.Version], limit: int | None) -> Iterator[str]:
    """A life as lines: under each version's span the columns that were different before, and what they were."""
    before: Mapping[str, Any] = {}
    for version, changed in past.changes(versions):
        yield f"{version['valid_from'] or 'unknown'} .. {version['valid_to'] or 'now'}"
        if before:
            cells = [(column, before.get(column), value) for column, value in changed.items()]
            yield from table(("column", "was", "is"), cells, limit)
        else:
            yield from table(("column", "is"), [(column, value) for column, value in changed.items()], limit)
        yield ""
        before = version["row"]
    if versions[-1]["valid_to"] is not None:
        yield f"No longer under this id since {versions[-1]['valid_to']}."
    elif before.get("removed_at") is not None:
        yield f"Removed by the provider: {before['removed_at']}."
