"""`f1-mirror query`."""

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from mirror.cli.options import database_option, json_option
from mirror.cli.rows import chosen, format_options, show
from mirror.errors import UsageError

_TRUTH = {"true": 1, "yes": 1, "1": 1, "false": 0, "no": 0, "0": 0}


class _Words(click.Command):
    """A command whose filters are options that only the resource knows."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """The filters of the resource that stands on the line, besides the command's own options."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only a shell asks

        found = super().shell_complete(ctx, incomplete)
        resource = ctx.params.get("resource")
        if resource and incomplete.startswith("-"):
            found += [
                CompletionItem(option)
                for option in (f"--{name.replace('_', '-')}" for name in _filters(resource))
                if option.startswith(incomplete)
            ]
        return found


def _resources(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's
    """What can be asked for, for the shell."""
    return [name for name in _known() if name.startswith(incomplete)]


@click.command(cls=_Words, context_settings={"ignore_unknown_options": True})
@click.argument("resource", shell_complete=_resources)
@click.argument("filters", nargs=-1, type=click.UNPROCESSED)
@format_options
@click.option("--as-of", metavar="MOMENT", help="As the mirror knew it then, like 2025-03-20T14:00:00Z.")
@click.option("--strict", is_flag=True, help="Fail when not everything behind the answer is known.")
@database_option
@json_option
def query(
    resource: str,
    filters: tuple[str, ...],
    form: str | None,
    limit: int | None,
    output: Path | None,
    as_of: str | None,
    strict: bool,
    db: Path,
    as_json: bool,
) -> None:
    """Ask a mirror: a provider's endpoint, a view across providers, or a query by its name.

    RESOURCE is like balldontlie.lap_times, laps, or race_trace ('f1-mirror queries' lists those; where a view has the
    name of a query, q.standings is the query). Filters stand after it as --name value or name=value, several values
    joined by a comma; they are the provider's own, the view's columns, or the query's parameters. An answer without rows
    says why on standard error.

    \b
    Examples:
      f1-mirror query balldontlie.lap_times --session-ids 1770 --driver-ids 21957,21960
      f1-mirror query laps season=2024 event="Abu Dhabi" driver=Norris --format csv
      f1-mirror query fastest_laps --season 2024 --limit 5
    """
    from mirror.reading import Mirror  # noqa: PLC0415 - loaded when the command runs

    told = chosen(form, as_json=as_json)
    with Mirror(db) as m:
        given = _together(_pairs(filters))
        how: dict[str, Any] = {"strict": strict, "as_of": as_of}
        provider, dot, name = resource.partition(".")
        if dot and provider != "q":
            answer = _of_provider(m, provider, name)(**_read(provider, name, given), **how)
        else:
            answer = _by_name(m, resource)(**{key: _value(value) for key, value in given.items()}, **how)
        show(answer, told, limit, output)


def _of_provider(m: Any, provider: str, name: str) -> Any:
    from mirror.reading.resources import RESOURCES  # noqa: PLC0415 - loaded when the command runs

    if provider not in RESOURCES or name not in [one.name for one in RESOURCES[provider]]:
        _unknown(f"{provider}.{name}", m)
    return getattr(getattr(m, provider), name)


def _by_name(m: Any, name: str) -> Any:
    from mirror.queries import QUERIES  # noqa: PLC0415 - loaded when the command runs

    own = name.removeprefix("q.")
    if name in m.views():
        return getattr(m, name)
    if own in QUERIES:
        return getattr(m.q, own)
    return _unknown(name, m)


def _unknown(name: str, m: Any) -> Any:
    known = list(dict.fromkeys([*_known(), *m.views()]))
    of_provider = [one for one in known if one.startswith(f"{name.rstrip('.')}.")]
    if of_provider:
        raise UsageError(f"{name.rstrip('.')!r} is a provider; ask for one of {', '.join(of_provider)}.")
    ends = {one.rpartition(".")[2]: one for one in known}
    near = [ends.get(one, one) for one in difflib.get_close_matches(name, [*known, *ends], n=1)]
    also = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}."
    raise UsageError(f"There is nothing called {name!r} to ask for; {also}")


def _known() -> list[str]:
    from mirror.queries import QUERIES  # noqa: PLC0415 - loaded when the command runs
    from mirror.reading.resources import RESOURCES  # noqa: PLC0415 - loaded when the command runs
    from mirror.views import asked  # noqa: PLC0415 - loaded when the command runs

    own = [f"{provider}.{one.name}" for provider, several in RESOURCES.items() for one in several]
    return list(dict.fromkeys([*own, *asked(), *QUERIES]))


def _filters(resource: str) -> Sequence[str]:
    """The names of the filters of a resource, as far as they are known without a mirror."""
    from mirror.queries import QUERIES  # noqa: PLC0415 - loaded when the command runs
    from mirror.reading.resources import RESOURCES  # noqa: PLC0415 - loaded when the command runs

    provider, _, name = resource.partition(".")
    for one in RESOURCES.get(provider, ()):
        if one.name == name:
            return [each.name for each in one.filters]
    if resource in QUERIES:
        return [one.name for one in QUERIES[resource].parameters]
    return ["season", "event", "session", "driver", "team"]


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Filters as they stand on a command line: `--name value`, `--name=value`, `name=value`."""
    coming = iter(words)
    for word in coming:
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") and not equals:
            raise UsageError(f"A filter is written --name value or name=value, not {word!r}.")
        if not equals:
            try:
                value = next(coming)
            except StopIteration:
                raise UsageError(f"{word} wants a value.") from None
        yield name.removesuffix("[]").replace("-", "_"), value


def _together(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    """The filters by name; one that is written several times has several values."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def _read(provider: str, name: str, given: dict[str, str]) -> dict[str, Any]:
    """Values as the filters of a provider's resource want them; what does not fit goes as it came, to be refused."""
    from mirror.reading.filters import quoted  # noqa: PLC0415 - loaded when the command runs
    from mirror.reading.resources import RESOURCES  # noqa: PLC0415 - loaded when the command runs

    types = {
        spelling: each.type
        for one in RESOURCES[provider]
        if one.name == name
        for each in one.filters
        for spelling in (each.name, each.also)
    }
    read: dict[str, Any] = {}
    for key, value in given.items():
        type_ = types.get(key)
        if key == "removed":
            if value.lower() not in _TRUTH:
                raise UsageError(f"removed wants true or false, not {quoted(value)}.")
            read[key] = bool(_TRUTH[value.lower()])
        elif type_ == "Ids":
            read[key] = [_whole(part) for part in value.split(",") if part.strip()] or [value]
        elif type_ in ("Whole", "Season"):
            read[key] = _whole(value)
        elif type_ == "Texts":
            read[key] = [part.strip() for part in value.split(",")]
        else:
            read[key] = value
    return read


def _whole(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:
        return text


def _value(text: str) -> Any:
    """The value of a view's or a query's filter: a number or a truth value (1, 0) where it reads as one, a list where
    commas stand in it.
    """
    if "," in text:
        return [_value(part.strip()) for part in text.split(",")]
    return _TRUTH.get(text.lower(), _whole(text))
