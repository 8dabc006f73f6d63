"""`f1-mirror status`."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from mirror import status as looking
from mirror.cli.listing import table, width
from mirror.cli.options import database_option, json_option, reading

_WORDS = {"never_asked": "never asked", "not_entitled": "above the tier", "not_published": "not published"}
_NAMED = 10


@click.command()
@database_option
@json_option
def status(db: Path, as_json: bool) -> None:
    """Tell what a mirror holds, how fresh it is, and what failed.

    For each provider and endpoint: the scopes by state, the rows, the last success, when it is due next, and the last
    error. Reads the file alone; no key, no network.

    \b
    Example:
      f1-mirror status --db demo.db
    """
    with reading(db) as connection:
        found = looking.status(connection, db)
    lines = [json.dumps(found)] if as_json else describe(found, width(sys.stdout))
    for line in lines:
        click.echo(line)


def describe(found: Mapping[str, Any], limit: int | None) -> Iterator[str]:
    """A status as lines of at most `limit` letters: a table of all endpoints, then what a person should know."""
    if found["snapshot"] is not None:
        yield from (*map(_within(limit), _snapshot(found["snapshot"])), "")
    rows = []
    for name, provider in found["providers"].items():
        for endpoint, facts in provider["endpoints"].items():
            rows.append(
                (
                    f"{name} {endpoint}",
                    facts["rows"],
                    _scopes(facts["scopes"]),
                    _minute(facts["last_success"]),
                    _minute(facts["next_due"]),
                )
            )
    yield from table(("endpoint", "rows", "scopes", "last success (UTC)", "next due (UTC)"), rows, limit)
    yield ""
    yield from map(_within(limit), _remarks(found))


def _snapshot(told: Mapping[str, Any]) -> Iterator[str]:
    seasons = "all seasons" if told["seasons"] is None else f"seasons {', '.join(map(str, told['seasons']))}"
    yield f"This is a snapshot, not a mirror that is kept up: {seasons} of {', '.join(told['providers']) or 'nobody'}"
    if told["as_of"] is not None:
        yield f"It holds what was known at {_minute(told['as_of'])} (UTC), {_ago(told['age'])}"


def _ago(seconds: float) -> str:
    """A length of time in words."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(seconds // length)
        if count:
            return f"{count:,} {unit}{'s' * (count > 1)} ago"
    return "just now"


def _remarks(found: Mapping[str, Any]) -> Iterator[str]:
    for name, provider in found["providers"].items():
        if any(provider["requests"].values()):
            spent = ", ".join(f"{window} {count:,}" for window, count in provider["requests"].items())
            yield f"{name}: requests sent in the last {spent}"
        for one in provider["silent"]:
            yield f"{name}: left alone until {_minute(one['until'])} ({one['why']})"
        for endpoint, facts in provider["endpoints"].items():
            if facts["last_error"]:
                yield f"{name} {endpoint}: last error: {facts['last_error']}"
        for scope in provider["quarantined"][:_NAMED]:
            yield f"{name} {scope['endpoint']} {scope['scope']}: quarantined until {_minute(scope['next_due'])}"
        if len(provider["quarantined"]) > _NAMED:
            yield f"{name}: and {len(provider['quarantined']) - _NAMED} more quarantined; --json names them"
    if found["drift"]:
        yield f"drift: answers differ from the documentation in {found['drift']} places"
    if found["archive_bytes"] is not None:
        yield f"archive: {found['archive_bytes'] / 1e6:,.1f} MB"
    worker = found["worker"]
    if worker is not None:
        state = "alive" if worker["alive"] else "ended" if worker["ended_at"] else "not heard of for too long"
        yield f"worker: {state}, last heartbeat {_minute(worker['heartbeat_at'])}; {worker['note']}"
    run = found["last_run"]
    if run is not None:
        if run["ended_at"] is None:
            end = "has not ended"
        else:
            end = f"ended {_minute(run['ended_at'])} with exit code {run['exit_code']}"
        yield f"last run: '{run['command']}' began {_minute(run['started_at'])} and {end}"
        if run.get("estimate_error") is not None:
            told = f"{run['planned']:,} requests planned, {run['requests']:,} sent"
            yield f"last run: {told} (the estimate was off by {run['estimate_error']:+.1f} %)"


def _scopes(scopes: Mapping[str, int]) -> str:
    """How many are in each state that any is in."""
    counted = [f"{count:,} {_WORDS.get(state, state)}" for state, count in scopes.items() if count]
    return ", ".join(counted) or "none known"


def _minute(instant: str | None) -> str:
    return "" if instant is None else instant[:16].replace("T", " ")


def _within(limit: int | None) -> Any:
    return lambda line: line if limit is None or len(line) <= limit else line[: limit - 1] + "…"
