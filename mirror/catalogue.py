"""What a provider and an endpoint are. The three catalogues themselves are in `mirror/providers/`, one line an endpoint.

A catalogue is data: which path to ask, with which parameters, how the answer is paged, which tier or lifetime it has,
which table it fills and which SQL file lists its scopes. Where an answer does not fit, the way out is an ordinary
function in the same file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from mirror.http import Request

Params = tuple[tuple[str, str], ...]


class Fresh(StrEnum):
    """How an answer grows old, which decides when its scope is asked again (`mirror/freshness.py`)."""

    LIST = "list"  # grows slowly: drivers, teams, seasons
    SEASON = "season"  # changes while its season or weekend runs, then settles
    RESULT = "result"  # settles after its session, is rewritten by stewards, and is cheap to ask again
    BULK = "bulk"  # settles after its session; too much to ask again for nothing
    PROFILE = "profile"  # a biography: changes now and then while its season runs
    MARKET = "market"  # odds: worth asking until the thing they are about is over


class Scope(NamedTuple):
    """One endpoint with its parameters filled in: what a checkpoint is kept for.

    `season`, `starts_at`, `ends_at` and `status` are what the mirror knows of the thing asked about, None where it does
    not know; `part_of` names the scope this one is a part of, when a walk had to be split; `fresh` says how this scope
    grows old where its endpoint's scopes differ in that.
    """

    endpoint: str
    params: Params = ()
    season: int | None = None
    starts_at: str | None = None
    ends_at: str | None = None
    status: str | None = None
    part_of: str | None = None
    fresh: Fresh | None = None

    @property
    def text(self) -> str:
        """The scope as the checkpoint names it: `session_ids[]=1770`, empty for an endpoint asked as a whole."""
        return scope_text(self.params)

    def value(self, name: str) -> str:
        """The value of parameter `name`; KeyError when the scope does not have it."""
        return dict(self.params)[name]


@lru_cache(maxsize=1024)
def scope_text(params: Params) -> str:
    """Parameters as one line of text, `name=value` joined by `&`, in the order of the catalogue."""
    return "&".join(f"{name}={value}" for name, value in params)


@dataclass(slots=True)
class Drift:
    """A place where an answer differs from what is documented, with the first such value and how often it does.

    `kind`: `unknown`, `missing`, `type` or `format`.
    """

    table: str
    path: str
    kind: str
    example: str
    count: int = 1


@dataclass(slots=True)
class Write:
    """Rows for one table that carry the same columns. `partial` rows never erase the `extra` of a fuller one.

    `brings` says that everything the rows refer to is among the rows of the same answer.
    """

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    partial: bool = False
    brings: bool = field(default=False, compare=False)


@dataclass(slots=True)
class Page:
    """One answer, shaped: what to write, what differs from the documentation, and where the next page is.

    `count` is the number of the answer's own rows, `ids` their ids; `short` says that it has fewer than, by its own word,
    a page has; `before` and `after` are statements with their parameters to run around the writes.
    """

    writes: list[Write] = field(default_factory=list)
    drift: list[Drift] = field(default_factory=list)
    count: int = 0
    next_cursor: str | None = None
    ids: list[Any] = field(default_factory=list)
    short: bool = False
    before: list[tuple[str, list[tuple[Any, ...]]]] = field(default_factory=list)
    after: list[tuple[str, list[tuple[Any, ...]]]] = field(default_factory=list)


class NotAnAnswer(Exception):
    """A 200 whose body is not what the endpoint answers: a fault to try again, never an answer without rows."""


# Shapes the body of one answer for the scopes it was asked for. Raises NotAnAnswer.
Shaper = Callable[["Endpoint", bytes, tuple[Scope, ...]], Page]


@dataclass(frozen=True)
class Endpoint:
    """One documented path of a provider.

    `ask` are the parameters a scope fills in; those named in `path` in braces go into the path, the others into the
    query. `batch` scopes may share one request. `each` names the file in `sql/each/<provider>/` that lists the scopes.
    `split` are the parameters by which a walk that does not add up is asked in parts, `together` how many values a part
    has, `proof` the file in `sql/proof/<provider>/` that lists the holes of a finished walk. `unsaid` is the column that
    says what a row is about where the row itself does not: the question fills it.
    """

    name: str
    path: str
    table: str
    each: str
    fresh: Fresh
    shape: Shaper
    ask: tuple[str, ...] = ()
    always: Params = ()
    batch: int = 1
    tier: int = 0
    ttl: int = 300
    paged: bool = False
    split: tuple[str, ...] = ()
    together: int = 1
    proof: str | None = None
    unsaid: str | None = None


@dataclass(frozen=True)
class Provider:
    """A provider: where it is, how it wants its key, how fast it may be asked, and what it answers.

    `free` names endpoints that any valid key may ask, with their parameters: they tell a tier that is too low from a key
    that is refused.
    """

    name: str
    title: str
    base_url: str
    prefix: str
    endpoints: tuple[Endpoint, ...]
    authorize: Callable[[str], Mapping[str, str]]
    season_of: str
    sign_up: str
    free: tuple[tuple[str, Params], ...] = ()
    per_page: int | None = None
    cursor_name: str = "cursor"

    @cached_property
    def by_name(self) -> dict[str, Endpoint]:
        """The endpoints by name."""
        return {endpoint.name: endpoint for endpoint in self.endpoints}

    def request(
        self,
        endpoint: Endpoint,
        scopes: tuple[Scope, ...],
        cursor: str | None = None,
        *,
        suffix: str = "",
        slots: Mapping[str, str] = {},
        page_size: int | None = None,
    ) -> Request:
        """The request that asks `scopes` (all of one endpoint) from `cursor` on, in pages of `page_size` rows.

        Returns it without any secret: the key is added by the client. Scopes that share a request repeat their array
        parameter, as both documented spellings of the providers want it.
        """
        asked = scopes[0].params + tuple(
            pair for scope in scopes[1:] for pair in scope.params if pair not in scopes[0].params
        )
        in_path = {name: value for name, value in asked if f"{{{name}}}" in endpoint.path}
        query = tuple(pair for pair in asked if pair[0] not in in_path) + endpoint.always
        if endpoint.paged and self.per_page:
            query += (("per_page", str(page_size or self.per_page)),)
        if cursor is not None:
            query += ((self.cursor_name, cursor),)
        path = (self.prefix + endpoint.path).format(**in_path, **slots) + suffix
        return Request(self.name, endpoint.name, path, query)
