"""`f1-mirror serve`."""

from pathlib import Path

import click

from mirror import serve as serving
from mirror.cli.options import database_option, reading


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes a free one."
)
@click.option("--allow-sql", is_flag=True, help="Let visitors write SQL; for people you trust.")
@click.option(
    "--exports",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Offer the files of 'f1-mirror export' that are in this folder.",
)
@database_option
def serve(host: str, port: int, allow_sql: bool, exports: Path | None, db: Path) -> None:
    """Show a mirror in the browser with Datasette, read-only.

    Runs until Ctrl-C. A sync may go on meanwhile; what it commits is on the next page.

    \b
    Example:
      f1-mirror serve --db demo.db --port 8001
    """
    with reading(db):
        pass  # a file that is no mirror is refused before anything is served
    if exports is not None:
        from mirror.site.exports import Exports  # noqa: PLC0415 - loads Datasette, which --help does not need

        Exports(exports).told()
    serving.serve(db, host, port, allow_sql=allow_sql, exports=exports, announce=announce)


def announce(address: str) -> None:
    """Tells where it is served."""
    click.echo(f"Serving at {address}, until Ctrl-C.")
