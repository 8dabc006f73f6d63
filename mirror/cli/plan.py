"""`f1-mirror plan`."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from mirror import plan as planning
from mirror.cli.listing import table, width
from mirror.cli.options import database_option, json_option, reading, selection_options
from mirror.clock import SYSTEM
from mirror.identity import refuse_foreign
from mirror.plan import PATIENT, Plan
from mirror.selection import Selection, require_keys
from mirror.settings import Settings

_SHORT = ("second", "minute")  # windows that a plan of any size goes through many times
_UNLIMITED = 1e8  # requests; a limit that is none


@click.command()
@selection_options
@database_option
@json_option
def plan(
    selection: Selection,
    db: Path,
    as_json: bool,
) -> None:
    """Tell what a sync would ask: requests, minutes, quota.

    The options are those of 'sync'. Spends nothing: it reads the mirror alone, which need not be there yet. Where the
    mirror cannot know how much there is, the number is an estimate (~), and --json says on what it rests.

    \b
    Examples:
      f1-mirror plan
      f1-mirror plan sportradar --season 2024 --laps
    """
    settings = Settings.load()
    require_keys(selection, settings.key)
    if refuse_foreign(db):
        with reading(db) as connection:
            found = planning.plan(connection, selection, settings, SYSTEM.now(), SYSTEM.boot())
    else:
        found = planning.plan(None, selection, settings, SYSTEM.now())
    lines = (
        [json.dumps(asdict(found))] if as_json else describe(found, width(sys.stdout), waits=selection.wait)
    )
    for line in lines:
        click.echo(line)


def describe(found: Plan, limit: int | None, *, waits: bool = False) -> Iterator[str]:
    """A plan as lines: a table for each provider, what a person should know, and the sum. `waits`: sync would too."""
    for provider in found.quota:
        lines = [line for line in found.endpoints if line.provider == provider]
        if lines:
            rows = [
                (line.endpoint, line.scopes, line.requests, line.minutes, "~" if line.estimate else "")
                for line in lines
            ]
            yield from table((provider, "scopes", "requests", "minutes", "estimate"), rows, limit)
        else:
            yield f"{provider}: nothing is due"
        for window, told in found.quota[provider].items():
            if window not in _SHORT and told["limit"] < _UNLIMITED and lines:
                yield (
                    f"{window}: {told['left']:,.0f} of {told['limit']:,.0f} left; this takes {told['share']:.1%} of it"
                )
        yield ""
    yield from _remarks(found, waits=waits)
    estimate = any(line.estimate for line in found.endpoints)
    left = f"; {found.left:,} more are left for later" if found.left else ""
    yield f"{_about(found.requests, estimate)} requests in {_about_minutes(found.minutes)}{left}"


def _remarks(found: Plan, *, waits: bool) -> Iterator[str]:
    yield from found.assumed
    for one in found.skipped:
        yield f"{' '.join(one[name] for name in ('provider', 'endpoint') if name in one)}: skipped, {one['why']}"
    for provider, told in found.silent.items():
        ends = told["seconds"] > PATIENT and not waits
        then = "ends at once (exit 3), or waits with --wait" if ends else "waits"
        minute = told["until"][:16].replace("T", " ")
        yield f"{provider}: left alone until {minute} ({told['why']}); until then sync {then}"
    for provider, wait in found.waits.items():
        if not waits:
            yield (
                f"{provider}: the {wait['window']} limit will be spent on the way; sync stops there (exit 3) and goes"
                f" on later, or waits with --wait, as these minutes count it"
            )
    bases = dict.fromkeys(line.basis for line in found.endpoints if line.basis)
    if bases:
        yield f"~ is an estimate: {'; '.join(dict.fromkeys(part for basis in bases for part in basis.split('; ')))}"


def _about(number: int, estimate: bool) -> str:
    return f"{'~' if estimate else ''}{number:,}"


def _about_minutes(minutes: float) -> str:
    if minutes >= 2 * 24 * 60:
        return f"{minutes / 24 / 60:,.1f} days"
    return f"{minutes / 60:,.1f} hours" if minutes >= 120 else f"{minutes:,.1f} minutes"
