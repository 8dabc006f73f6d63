"""Rows on standard output or into a file: what the commands that answer have in common."""

import sys
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mirror.cli.listing import FORMATS, write
from mirror.errors import DiskTrouble, UsageError

if TYPE_CHECKING:
    from mirror.reading import Answer

Command = TypeVar("Command", bound=Callable[..., Any])
_DATABASE = b"SQLite format 3\0"  # the beginning of every one
_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside one


def format_options(command: Command) -> Command:
    """The options of a command that answers with rows; they arrive as `form`, `limit` and `output`."""
    for option in (
        click.option(
            "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Into a file."
        ),
        click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many rows."),
        click.option("--format", "form", type=click.Choice(FORMATS), default=None, help="[default: table]"),
    ):
        command = option(command)
    return command


def chosen(form: str | None, *, as_json: bool) -> str:
    """The form that `--format` and `--json` ask for together. Raises UsageError when they differ."""
    if as_json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} do not go together; leave one away.")
    return "json" if as_json else form or "table"


def show(answer: "Answer[Any]", form: str, limit: int | None, output: Path | None) -> None:
    """Writes the rows as they come. When there are none, says why on standard error. Raises DiskTrouble, and UsageError
    where `output` is a database.
    """
    if output is not None:
        _spare_databases(output)
    names, rows, some = answer.read(truth=form in ("json", "ndjson"))
    with closing(rows):
        kept = rows if limit is None else islice(rows, limit)
        if output is None:
            write(names, kept, form)
            sys.stdout.flush()
        else:
            try:
                with output.open("w", encoding="utf-8", newline="") as file:
                    write(names, kept, form, file)
            except OSError as trouble:
                raise DiskTrouble(f"{output} cannot be written ({trouble.strerror}).") from trouble
    if not some:
        click.echo(f"No rows. {answer.why}", err=True)


def _spare_databases(output: Path) -> None:
    try:
        with output.open("rb") as file:
            found = file.read(len(_DATABASE)) == _DATABASE
    except OSError:
        found = False  # not there, or told where it is written
    if found or output.name.endswith(_BESIDE):
        raise UsageError(f"{output} is a database or part of one; name another file with --output.")
