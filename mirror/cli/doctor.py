"""`f1-mirror doctor`."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from mirror.cli.options import database_option, json_option
from mirror.clock import SYSTEM
from mirror.doctor import BAD, OK, PLANNED, WARN, Finding, examine, record
from mirror.errors import ConfigurationError
from mirror.instants import stamp
from mirror.selection import require_keys, select
from mirror.settings import Settings
from mirror.store import Store
from mirror.store.archive import archive_path


@click.command()
@click.option(
    "--record",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Instead save one answer of each endpoint there, with headers, without any key.",
)
@database_option
@json_option
def doctor(folder: Path | None, db: Path, as_json: bool) -> int:
    """Look for what is wrong or missing, and tell what to do about it.

    Keys (never shown), tier, reachability, clock, disk, SQLite, schema, integrity, lock, quota, failures and drift. Asks
    at most two requests a provider, which are counted like any other. Works without a mirror and without keys. Exit
    code: 0 when nothing is bad, else 1.

    \b
    Examples:
      f1-mirror doctor
      f1-mirror doctor --record answers
    """
    if folder is not None:
        _record(folder, db, as_json=as_json)
        return 0
    try:
        settings, wrong = Settings.load(), []
    except ConfigurationError as error:
        settings, wrong = (
            Settings(),
            [Finding("settings", BAD, str(error), "mend it; the rest goes on without any")],
        )
    found = [*wrong, *examine(db, settings, clock=SYSTEM)]
    counted = Counter(finding.level for finding in found)
    if as_json:
        told = {
            "findings": [asdict(finding) for finding in found],
            **{level: counted[level] for level in (OK, WARN, BAD)},
        }
        click.echo(json.dumps(told))
    else:
        wide = max(len(finding.about) for finding in found)
        for finding in found:
            click.echo(f"{finding.level:<4}  {finding.about:<{wide}}  {finding.found}")
            if finding.todo is not None:
                click.echo(f"{'':<4}  {'':<{wide}}  → {finding.todo}")
        click.echo(f"{counted[OK]} ok, {counted[WARN]} to look at, {counted[BAD]} bad")
    return 1 if counted[BAD] else 0


def _record(folder: Path, db: Path, *, as_json: bool) -> None:
    settings = Settings.load()
    require_keys(select(), settings.key)
    planned = {name: most for name, most in PLANNED.items() if settings.key(name) is not None}
    told = ", ".join(f"{name} {most}" for name, most in planned.items())
    click.echo(f"This sends at most {sum(planned.values())} requests: {told}.", err=True)
    # Without an archive the file is no mirror that a sync has written to, and there is no ledger to count in.
    store = Store(db) if db.exists() and archive_path(db).exists() else None
    clock = SYSTEM
    try:
        if store is not None:
            store.begin_run("doctor", {"record": str(folder)}, stamp(clock.now()))
        sent = record(folder, settings, store, lambda line: click.echo(line, err=True), clock=clock)
        if store is not None:
            store.end_run(stamp(clock.now()), sent, 0, 0)
    finally:
        if store is not None:
            store.close()
    click.echo(
        json.dumps({"folder": str(folder), "requests": sent})
        if as_json
        else f"{sent} answers are in {folder}."
    )
