"""Whether the mirror has been told everything that stands behind an answer, scope by scope."""

import sqlite3  # noqa: F401 - named in the docstrings of what is raised
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from mirror.errors import MirrorError
from mirror.places import SQL
from mirror.reading.endpoints import ENDPOINTS, Endpoint
from mirror.reading.source import Source

STATES = ("complete", "partial", "never_asked", "not_entitled", "not_published", "quarantined")
_WORDS = {
    "partial": "half asked",
    "never_asked": "never asked",
    "not_entitled": "above the key's tier",
    "not_published": "not published by the provider",
    "quarantined": "quarantined",
}
_NAMED = 3  # scopes named in a sentence

# What the checkpoints say; parts of scopes are left out.
_KNOWN = """
select scope, season, state, rows, asked_at, completed_at, next_due, coalesce(error, verdict)
from mirror_checkpoints where provider = ? and endpoint = ? and part_of is null
"""
# A lap stage that was asked for shows that laps are wanted in this mirror.
_LAPS = """
select exists (
    select 1 from sportradar_stages as s join mirror_checkpoints as c
    on c.provider = 'sportradar' and c.endpoint = 'summary' and c.scope = 'stage_id=' || s.id where s.type = 'lap')
"""
# A scope was known at a moment when an answer to it had come by then.
_BY_THEN = """
select distinct scope from mirror_requests where provider = ? and endpoint = ? and answered_at <= ? and outcome is not null
"""


@dataclass(frozen=True, slots=True)
class ScopeState:
    """One scope: an endpoint with its parameters, and how far the mirror has come with it.

    `state` is one of `STATES`; `next_due` is when it will be asked (again), `why` what went wrong or remains to be said.
    Moments are UTC ISO 8601 text.
    """

    provider: str
    endpoint: str
    scope: str
    season: int | None
    state: str
    rows: int | None = None
    asked_at: str | None = None
    completed_at: str | None = None
    next_due: str | None = None
    why: str | None = None

    def __str__(self) -> str:
        return f"{self.provider} {self.endpoint} {self.scope}".rstrip()


class IncompleteAnswer(MirrorError):
    """With `strict`, an answer behind which the mirror has not been told everything; `coverage` says what."""

    def __init__(self, sentence: str, coverage: "Coverage") -> None:
        super().__init__(sentence)
        self.coverage = coverage


@dataclass(frozen=True)
class Coverage:
    """The scopes behind an answer."""

    scopes: tuple[ScopeState, ...]

    @property
    def states(self) -> dict[str, int]:
        """How many scopes are in each state, all states named."""
        counted = Counter(scope.state for scope in self.scopes)
        return {state: counted[state] for state in STATES}

    @property
    def complete(self) -> bool:
        """Whether every scope is complete, and there is one."""
        return bool(self.scopes) and not self.missing

    @property
    def missing(self) -> tuple[ScopeState, ...]:
        """The scopes that are not complete."""
        return tuple(scope for scope in self.scopes if scope.state != "complete")

    @property
    def sentence(self) -> str:
        """What is missing, or that nothing is."""
        if not self.scopes:
            return "The mirror knows of nothing that could be asked for this; 'f1-mirror sync' asks."
        if self.complete:
            last = max((scope.completed_at or "" for scope in self.scopes), default="")
            when = f", the last of them on {last[:10]}" if last else ""
            many = (
                "The scope behind this is"
                if len(self.scopes) == 1
                else f"All {len(self.scopes):,} scopes behind this are"
            )
            return f"{many} complete{when}: what is not here, the provider does not have."
        told = []
        for state in STATES[1:]:
            found = [scope for scope in self.scopes if scope.state == state]
            if found:
                told.append(f"{len(found):,} of {len(self.scopes):,} {_WORDS[state]} ({_named(found)})")
        return f"Not everything behind this is known: {'; '.join(told)}."

    def dicts(self) -> list[dict[str, Any]]:
        """Every scope as a dict."""
        return [asdict(scope) for scope in self.scopes]

    def df(self, engine: str | None = None) -> Any:
        """Every scope as a row of a DataFrame; see `Answer.df`."""
        from mirror.reading.frame import frame  # noqa: PLC0415 - only who wants a frame pays for it

        kinds = {
            "season": "integer",
            "rows": "integer",
            "asked_at": "instant",
            "completed_at": "instant",
            "next_due": "instant",
        }
        names = list(ScopeState.__dataclass_fields__)
        return frame(names, [tuple(one.values()) for one in self.dicts()], kinds, engine)

    def required(self) -> None:
        """Raises IncompleteAnswer unless everything is complete."""
        if not self.complete:
            raise IncompleteAnswer(self.sentence, self)

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        told = ", ".join(f"{state}={count}" for state, count in self.states.items() if count)
        return f"Coverage({told or 'nothing'})"


def _named(scopes: list[ScopeState]) -> str:
    told = []
    for scope in scopes[:_NAMED]:
        until = (
            f" until {scope.next_due[:16].replace('T', ' ')} UTC"
            if scope.state == "quarantined" and scope.next_due
            else ""
        )
        because = f": {scope.why}" if scope.why and scope.state in ("quarantined", "not_published") else ""
        told.append(f"{scope}{until}{because}")
    return ", ".join(told) + (", ..." if len(scopes) > _NAMED else "")


Pins = Mapping[str, Collection[str]]  # parameter of the endpoint -> the values that are wanted


@dataclass(frozen=True)
class Behind:
    """What stands behind an answer: endpoints of a provider, of some seasons (None: all), with some parameters pinned."""

    provider: str
    endpoints: tuple[str, ...]
    seasons: frozenset[int] | None = None
    pins: Pins | None = None


def coverage(source: Source, behind: Iterable[Behind], *, lists: bool = True) -> Coverage:
    """The scopes behind an answer. With `lists`, also those that say which scopes there are.

    A provider that was never asked anything is left out, unless it is the only one.
    """
    wanted = list(behind)
    asked = {row[0] for row in source.fetch("select distinct provider from mirror_checkpoints")}
    kept = [one for one in wanted if one.provider in asked] or wanted
    found: dict[tuple[str, str, str], ScopeState] = {}
    for one in kept:
        for scope in _scopes(source, one, lists=lists):
            found.setdefault((scope.provider, scope.endpoint, scope.scope), scope)
    if source.moment is not None:
        return Coverage(tuple(_by_then(source, list(found.values()), source.moment)))
    return Coverage(tuple(found.values()))


def _scopes(source: Source, one: Behind, *, lists: bool) -> list[ScopeState]:
    found: list[ScopeState] = []
    for name in one.endpoints:
        endpoint = ENDPOINTS[one.provider][name]
        pins = {ask: one.pins[ask] for ask in endpoint.ask if one.pins and ask in one.pins}
        pinned = bool(endpoint.ask) and len(pins) == len(endpoint.ask)
        if lists and not pinned:
            for needed in endpoint.needs:
                found += _of_endpoint(
                    source, one.provider, needed, ENDPOINTS[one.provider][needed], one.seasons, {}
                )
        found += _of_endpoint(source, one.provider, name, endpoint, one.seasons, pins)
    return found


def _of_endpoint(
    source: Source, provider: str, name: str, endpoint: Endpoint, seasons: frozenset[int] | None, pins: Pins
) -> list[ScopeState]:
    """The scopes of one endpoint: those the mirror's rows list, those that were asked, and those that are pinned."""
    known = {row[0]: ScopeState(provider, name, *row) for row in source.fetch(_KNOWN, (provider, name))}
    exactly = (
        {f"{ask}={value}" for ask in pins for value in pins[ask]}
        if len(pins) == len(endpoint.ask) == 1
        else None
    )
    if exactly is not None and exactly <= known.keys():
        return [known[scope] for scope in sorted(exactly)]
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if source.moment is None else source.moment
    laps = source.fetch(_LAPS)[0][0] if provider == "sportradar" else 0
    cursor, kept = source.run(_each(provider, endpoint.each), {"now": now, "laps": laps})
    columns = [column[0] for column in cursor.description]
    listed: dict[str, ScopeState] = {}
    for values in cursor:
        row = dict(zip(columns, values, strict=True))
        scope = "&".join(f"{ask}={row[ask]}" for ask in endpoint.ask)
        listed[scope] = ScopeState(provider, name, scope, row["season"], "never_asked")
    del kept
    found = listed | known
    if exactly is not None:
        missing = {scope: ScopeState(provider, name, scope, None, "never_asked") for scope in exactly}
        return [(missing | found)[scope] for scope in sorted(exactly)]
    chosen = [
        scope
        for scope in found.values()
        if (seasons is None or scope.season is None or scope.season in seasons) and _fits(scope.scope, pins)
    ]
    if not chosen and pins and all(pins.values()):
        told = "&".join(f"{ask}={next(iter(values))}" for ask, values in pins.items())
        return [ScopeState(provider, name, told, None, "never_asked")]
    return chosen


def _fits(scope: str, pins: Pins) -> bool:
    given = dict(pair.partition("=")[::2] for pair in scope.split("&")) if scope else {}
    return all(given.get(ask) in values for ask, values in pins.items())


def _by_then(source: Source, scopes: list[ScopeState], moment: str) -> Iterable[ScopeState]:
    """The scopes as far as they had been answered by `moment`."""
    answered: dict[tuple[str, str], set[str]] = {}
    for scope in scopes:
        key = (scope.provider, scope.endpoint)
        if key not in answered:
            rows = source.fetch(_BY_THEN, (*key, moment))
            answered[key] = {one for (text,) in rows for one in (text or "").split(" ")}
        yield (
            scope
            if scope.scope in answered[key]
            else replace(scope, state="never_asked", rows=None, why=None)
        )


@cache
def _each(provider: str, name: str) -> str:
    return (SQL / "each" / provider / f"{name}.sql").read_text(encoding="utf-8")
