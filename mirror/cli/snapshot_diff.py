"""`f1-mirror snapshot diff`."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mirror.cli.options import json_option

if TYPE_CHECKING:
    from mirror.snapshot.diff import CoverageDiff, Difference, TableDiff

_MANY = 6  # columns named in a line


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@json_option
def diff(a: Path, b: Path, as_json: bool) -> None:
    """Tell what changed from the snapshot A to the snapshot B.

    For every table that is not what it was: rows that came, went and changed, with the columns that changed; and the
    endpoints that cover more or less than they did.

    \b
    Example:
      f1-mirror snapshot diff last-week this-week
    """
    from mirror.snapshot.diff import diff as compared  # noqa: PLC0415 - loads what --help does not need

    found = compared(a, b)
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    for line in summary(found):
        click.echo(line)


def summary(found: "Difference") -> Iterator[str]:
    """A difference in words: a line for each table and endpoint."""
    if not found.tables and not found.coverage:
        yield f"{found.a} and {found.b} hold the same"
        return
    told = [one for one in found.tables if not one.table.startswith("mirror_")]
    for one in told:
        yield _table(one)
    if not told:
        yield "no row of a provider is another than it was"
    own = sum(one.added + one.removed + one.changed for one in found.tables if one not in told)
    if own:
        yield f"{own:,} rows of what the mirror knows about itself"
    for covered in found.coverage:
        yield _coverage(covered)


def _table(one: "TableDiff") -> str:
    counts = ((one.added, "added"), (one.removed, "removed"), (one.changed, "changed"))
    parts = [f"{count:,} {'row' if count == 1 else 'rows'} {word}" for count, word in counts if count]
    named = sorted(one.columns.items(), key=lambda column: (-column[1], column[0]))
    columns = ", ".join(f"{name} {count:,}" for name, count in named[:_MANY])
    more = f" and {len(named) - _MANY} columns more" if len(named) > _MANY else ""
    return f"{one.table}: {', '.join(parts)}" + (f" ({columns}{more})" if columns else "")


def _coverage(one: "CoverageDiff") -> str:
    states = [state for state in {**one.before, **one.after} if one.before.get(state) != one.after.get(state)]
    moved = ", ".join(
        f"{state} {one.before.get(state, 0):,} → {one.after.get(state, 0):,}" for state in states
    )
    return f"{one.provider} {one.endpoint}: scopes {moved}".replace("_", " ")
