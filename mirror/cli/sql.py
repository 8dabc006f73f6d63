"""`f1-mirror sql`."""

import sqlite3
import sys
from itertools import islice
from pathlib import Path

import click

from mirror.cli.listing import FORMATS, write
from mirror.cli.options import database_option, json_option, reading
from mirror.errors import MirrorError, UsageError

# Pragmas that only tell, or tell something about the table they are given.
_TELLING = {
    "application_id", "data_version", "database_list", "foreign_key_list", "function_list", "index_info", "index_list",
    "index_xinfo", "journal_mode", "page_count", "page_size", "schema_version", "table_info", "table_list",
    "table_xinfo", "user_version",
}  # fmt: skip
_OF_A_TABLE = {name for name in _TELLING if name.endswith(("_info", "_xinfo", "_list"))}
_REFUSED = {
    sqlite3.SQLITE_ATTACH,
    sqlite3.SQLITE_DETACH,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
}
_STEPS = 100_000  # of SQLite's machine between two looks at Ctrl-C


@click.command()
@click.argument("query", metavar="SQL")
@click.option("--format", "form", type=click.Choice(FORMATS), default=None, help="[default: table]")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many rows.")
@database_option
@json_option
def sql(query: str, form: str | None, limit: int | None, db: Path, as_json: bool) -> None:
    """Read a mirror with SQL.

    Nothing can be written this way. --json is short for --format json: a list of objects.

    \b
    Example:
      f1-mirror sql "select display_name, country_code from balldontlie_drivers limit 5"
    """
    if as_json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} do not go together; leave one away.")
    with reading(db) as connection:
        connection.set_authorizer(_only_reads)
        connection.set_progress_handler(lambda: 0, _STEPS)  # lets Python see a Ctrl-C
        try:
            cursor = connection.execute(query)
            if cursor.description is None:
                raise MirrorError("The SQL asks for nothing; write a select.")
            names = [column[0] for column in cursor.description]
            write(
                names,
                cursor if limit is None else islice(cursor, limit),
                "json" if as_json else form or "table",
            )
            sys.stdout.flush()
        except (sqlite3.Error, sqlite3.Warning, ValueError) as trouble:
            if getattr(trouble, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
                raise KeyboardInterrupt from None
            raise MirrorError(_sentence(str(trouble))) from None


def _sentence(trouble: str) -> str:
    if any(word in trouble for word in ("authoriz", "prohibited", "readonly")):
        return f"The SQL was refused, for this command only reads ({trouble})."
    return f"The SQL failed: {trouble.rstrip('.')}."


def _only_reads(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """SQLite's question whether a part of a statement may be: no other files, and of pragmas those that only tell.

    Writes are refused by the connection itself, which is opened for reading.
    """
    if action in _REFUSED:
        return sqlite3.SQLITE_DENY
    if (
        action == sqlite3.SQLITE_PRAGMA
        and first not in _OF_A_TABLE
        and (first not in _TELLING or second is not None)
    ):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
