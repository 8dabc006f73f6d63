"""What several commands have in common: the options `--db` and `--json`, and a mirror to read."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from mirror.errors import FileRefused

Command = TypeVar("Command", bound=Callable[..., Any])


def database_option(command: Command) -> Command:
    """The option `--db`, which arrives as `db: Path`."""
    return click.option(
        "--db",
        type=click.Path(dir_okay=False, path_type=Path),
        callback=_database,
        metavar="FILE",
        help="The mirror.  [default: F1_MIRROR_DB, or f1.db]",
    )(command)


def _database(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path:  # noqa: ARG001 - click's
    if value is not None:
        return value
    from mirror.settings import Settings  # noqa: PLC0415 - only loaded when no file is named

    return Path(Settings.load().f1_mirror_db)


def json_option(command: Command) -> Command:
    """The option `--json`, which arrives as `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the mirror at `path` that only reads. Raises FileRefused when it cannot be read."""
    from mirror.store.files import open_reading  # noqa: PLC0415 - loads the tables, which --help does not need

    try:
        with closing(open_reading(path)) as connection:
            yield connection
    except sqlite3.Error as trouble:
        raise FileRefused(f"{path} cannot be read ({trouble}); check the file and its folder.") from trouble
