"""`f1-mirror explain`."""

import json
import sys
from pathlib import Path

import click

from mirror.cli.listing import table, width
from mirror.cli.options import database_option, json_option, reading
from mirror.errors import MirrorError


@click.command()
@click.argument("kind", required=False)
@click.argument("provider", required=False)
@click.argument("row", metavar="ID", required=False)
@click.option("--open", "unsettled", is_flag=True, help="List every id that is not settled, with the reason.")
@database_option
@json_option
def explain(
    kind: str | None, provider: str | None, row: str | None, unsettled: bool, db: Path, as_json: bool
) -> None:
    """Tell why a provider's id stands for a driver, team, circuit, event, session or season.

    KIND is one of those six, ID the provider's id. An AltSportsData session is `<event id>,<heat id>`, a participant
    without an id `participant:<name>`, a venue `venue:<name>`. What is wrong can be set right in the file
    <mirror>.crosswalk.csv beside the mirror (kind,provider,provider_id,canonical_id), which the next sync reads.

    \b
    Example:
      f1-mirror explain driver sportradar sr:competitor:7135
    """
    from mirror import crosswalk  # noqa: PLC0415 - the rules, which --help does not need
    from mirror.crosswalk.entries import PROVIDERS  # noqa: PLC0415 - as above
    from mirror.crosswalk.overrides import KINDS, left_out  # noqa: PLC0415 - as above

    if unsettled == (kind is not None) or (kind is not None and (provider is None or row is None)):
        raise click.UsageError("Name KIND, PROVIDER and ID, or ask for all that is not settled with --open.")
    for name, value, known in (("kind", kind, KINDS), ("provider", provider, PROVIDERS)):
        if value is not None and value not in known:
            raise click.UsageError(f"There is no {name} '{value}'; there are {', '.join(known)}.")
    for sentence in left_out(db):
        click.echo(f"f1-mirror: {sentence}", err=True)
    with reading(db) as connection:
        if not connection.execute("select count(*) from sqlite_schema where name = 'crosswalk'").fetchone()[
            0
        ]:
            raise MirrorError(f"{db} has no crosswalk yet; the next 'f1-mirror sync' makes it.")
        if kind is None or provider is None or row is None:
            found = crosswalk.unresolved(connection)
            lines = _listed(found)
        else:
            told = crosswalk.explain(connection, kind, provider, row)
            if told is None:
                raise MirrorError(f"The crosswalk has no {kind} {row} of {provider}.")
            found, lines = [told], crosswalk.sentences(told)
    if as_json:
        lines = [json.dumps(found if unsettled else found[0], ensure_ascii=False)]
    for line in lines:
        click.echo(line)


def _listed(found: list[dict[str, object]]) -> list[str]:
    from mirror.crosswalk.explain import open_sentence  # noqa: PLC0415 - the rules, which --help does not need

    if not found:
        return ["Nothing is unsettled."]
    names = ("kind", "provider", "id", "why")
    rows = [(one["kind"], one["provider"], one["provider_id"], open_sentence(one)) for one in found]
    return list(table(names, rows, width(sys.stdout)))
