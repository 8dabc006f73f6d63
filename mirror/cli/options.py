"""What several commands have in common: options, and a mirror to read."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

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


def folder_option(command: Command) -> Command:
    """The option `--to`, which arrives as `folder: Path`."""
    return click.option(
        "--to", "folder", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="A new or empty folder."
    )(command)  # fmt: skip


def season_option(command: Command) -> Command:
    """The option `--season` of what is written elsewhere, which arrives as `season: str | None`."""
    return click.option("--season", metavar="Y|Y..Y|all", help="Only these seasons.  [default: all]")(command)


def compress_option(command: Command) -> Command:
    """The option `--compress`, which arrives as `compress: str`."""
    return click.option("--compress", type=click.Choice(["zstd", "none"]), default="none", show_default=True)(
        command
    )


def selection_options(command: Command) -> Command:
    """The options that say what to mirror; they arrive together as `selection: Selection`."""

    @wraps(command)
    def selecting(
        *,
        providers: tuple[str, ...],
        season: str | None,
        endpoints: tuple[str, ...],
        laps: bool,
        max_requests: int | None,
        full: bool,
        wait: bool,
        **others: Any,
    ) -> Any:
        from mirror.selection import select  # noqa: PLC0415 - loads the catalogues, which --help does not need

        selection = select(
            providers, season=season, endpoints=endpoints, laps=laps, full=full, max_requests=max_requests, wait=wait
        )  # fmt: skip
        return command(selection=selection, **others)

    options = (
        click.argument("providers", nargs=-1, metavar="[PROVIDER]..."),
        click.option("--season", metavar="Y|Y..Y|all", help="The seasons.  [default: the current one]"),
        click.option(
            "--endpoint", "endpoints", multiple=True, metavar="E", help="Only this endpoint and what leads to it."
        ),
        click.option("--laps", is_flag=True, help="Sportradar's lap stages too: about 1,560 requests a season."),
        click.option(
            "--max-requests", type=click.IntRange(min=1), metavar="N", help="Stop after so many requests (exit 3)."
        ),
        click.option("--full", is_flag=True, help="Ask every selected scope again, whatever its age."),
        click.option("--wait", is_flag=True, help="Wait for an hour, a day or a quota instead of stopping (exit 3)."),
    )  # fmt: skip
    for option in reversed(options):
        selecting = option(selecting)
    return cast(Command, selecting)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the mirror at `path` that only reads. Raises FileRefused when it cannot be read."""
    from mirror.store.files import open_reading  # noqa: PLC0415 - loads the tables, which --help does not need

    try:
        with closing(open_reading(path)) as connection:
            yield connection
    except sqlite3.Error as trouble:
        raise FileRefused(f"{path} cannot be read ({trouble}); check the file and its folder.") from trouble
