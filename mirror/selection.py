"""What a run is asked to mirror: providers, seasons, endpoints and how far to go."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mirror.errors import ConfigurationError, UsageError
from mirror.providers import PROVIDERS

_YEARS = range(1950, 2101)


@dataclass(frozen=True)
class Selection:
    """What to mirror. `seasons` None and `current` False mean every season, `current` True the current one alone.

    `named` is True when the providers were named one by one, so that a missing key is an error; `endpoints` None means
    all of them; `laps` adds Sportradar's lap stages, `full` asks again what is fresh, `max_requests` ends the run,
    `wait` waits for long windows instead of ending it. `live` True means what is about sessions under way alone, False
    everything else, None both.
    """

    providers: tuple[str, ...]
    named: bool
    seasons: frozenset[int] | None
    current: bool
    endpoints: frozenset[str] | None = None
    laps: bool = False
    full: bool = False
    max_requests: int | None = None
    wait: bool = False
    live: bool | None = None


def parse_seasons(text: str | None) -> tuple[frozenset[int] | None, bool]:
    """The seasons in `2024`, `2020..2024` or `all`, and whether it is the current one that is meant (no text).

    Returns the pair (`seasons`, `current`) as `Selection` has it. Raises UsageError for anything else.
    """
    if text is None:
        return None, True
    if text.strip().lower() == "all":
        return None, False
    first, dots, last = text.strip().partition("..")
    years = (first, last) if dots else (first, first)
    if not all(year.isascii() and year.isdigit() and int(year[:5]) in _YEARS for year in years):
        raise UsageError(f"--season {text} is no season; write a year (2024), a range (2020..2024) or 'all'.")
    if int(years[0]) > int(years[1]):
        raise UsageError(f"--season {text} ends before it begins; write {years[1]}..{years[0]}.")
    return frozenset(range(int(years[0]), int(years[1]) + 1)), False


def select(
    providers: Iterable[str] = (),
    *,
    season: str | None = None,
    endpoints: Iterable[str] = (),
    laps: bool = False,
    full: bool = False,
    max_requests: int | None = None,
    wait: bool = False,
) -> Selection:
    """The selection that the words of a command line ask for; no provider named means all that have such endpoints.

    Raises UsageError, which suggests the nearest name, for a provider, an endpoint or a season that does not exist.
    """
    named = tuple(dict.fromkeys(providers))
    for provider in named:
        if provider not in PROVIDERS:
            raise UsageError(f"There is no provider '{provider}'; {nearest(provider, PROVIDERS)}")
    wanted = frozenset(endpoints)
    among = named or tuple(PROVIDERS)
    known = {name for provider in among for name in PROVIDERS[provider].by_name}
    for endpoint in sorted(wanted - known):
        owner = next((p.title for p in PROVIDERS.values() if endpoint in p.by_name), None)
        if owner is not None:
            raise UsageError(
                f"The endpoint '{endpoint}' is {owner}'s, which is not among the providers named."
            )
        raise UsageError(f"There is no endpoint '{endpoint}'; {nearest(endpoint, known)}")
    if wanted:
        among = tuple(provider for provider in among if wanted & PROVIDERS[provider].by_name.keys())
    seasons, current = parse_seasons(season)
    return Selection(among, bool(named), seasons, current, wanted or None, laps, full, max_requests, wait)


def require_keys(selection: Selection, key: Callable[[str], str | None]) -> None:
    """Raises ConfigurationError when a provider named has no key, or when no provider of the selection has one."""
    keyless = [provider for provider in selection.providers if key(provider) is None]
    if keyless and selection.named:
        provider = PROVIDERS[keyless[0]]
        raise ConfigurationError(
            f"There is no key for {provider.title}: get one at {provider.sign_up} and put it into "
            f"{provider.name.upper()}_API_KEY (environment, .env or f1-mirror.toml)."
        )
    if len(keyless) == len(selection.providers):
        variables = ", ".join(f"{name.upper()}_API_KEY ({PROVIDERS[name].sign_up})" for name in keyless)
        raise ConfigurationError(
            f"There is no key to sync with: get one from a provider and put it into {variables}, in the environment, "
            ".env or f1-mirror.toml; 'f1-mirror demo' needs none."
        )


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about a word that is none of `known`: what may have been meant, else what there is."""
    names = list(known)
    near = difflib.get_close_matches(word.lower(), names, n=2, cutoff=0.6)
    return f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(sorted(names))}."
