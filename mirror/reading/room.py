"""The questions of one provider: filters in, an answer out."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from mirror.errors import UsageError
from mirror.instants import known_at
from mirror.reading.answer import Answer, typed
from mirror.reading.endpoints import ENDPOINTS
from mirror.reading.filters import Filter, quoted, several, text
from mirror.reading.resources import RESOURCES, Resource
from mirror.reading.rows import Row
from mirror.reading.source import Source

if TYPE_CHECKING:
    from mirror.reading.coverage import Coverage

Moment = datetime | str | None
R = TypeVar("R", bound=Row)
_FEW = 12  # words of a column that a sentence lists


class Asking:
    """How a Mirror asks unless a question says otherwise."""

    def __init__(self, source: Source, *, strict: bool) -> None:
        self.source = source
        self.strict = strict

    def at(self, as_of: Moment) -> Source:
        """The mirror at that moment, or as the Mirror was opened. Raises UsageError for a moment without a zone."""
        if as_of is None:
            return self.source
        return self.source.at(known_at(as_of))


class Room:
    """The tables of one provider."""

    PROVIDER: ClassVar[str]

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def _ask(
        self,
        resource: Resource,
        kind: type[R],
        given: Mapping[str, Any],
        *,
        removed: bool,
        strict: bool | None,
        as_of: Moment,
    ) -> Answer[R]:
        source = self._asking.at(as_of)
        wanted = understood(f"m.{self.PROVIDER}.{resource.name}", resource.filters, given)
        conditions = [] if removed else ["t.removed_at is null"]
        conditions += [resource.where] if resource.where else []
        conditions += [_no_stub(kind)] if resource.list else []
        values: list[Any] = []
        fixed: dict[str, Any] = {} if removed else {"removed_at": None}  # columns that are one for all rows
        order = resource.order
        for each, value in wanted:
            condition, bound = each.asks(each.name, value)
            if each.orders:
                order = condition
                continue
            conditions.append(condition)
            values += bound
            if each.column is not None and condition == f"t.{each.column} = ?":
                fixed |= {each.column: bound[0]}
        read = tuple(name for name in kind.COLUMNS if name not in fixed)
        where = f" where {' and '.join(conditions)}" if conditions else ""

        def covering() -> "Coverage":
            from mirror.reading.coverage import Behind, coverage  # noqa: PLC0415 - only who wants to know pays for it

            pins = _pins(resource, self.PROVIDER, wanted)
            return coverage(source, [Behind(self.PROVIDER, resource.behind, _seasons(source, wanted), pins)])

        answer: Answer[R] = Answer(
            source,
            _select(kind.COLUMNS, resource.table, where),
            values,
            typed(kind, read, fixed),
            coverage=covering,
            about=f"{self.PROVIDER} {resource.name}",
            order=order,
            kinds=dict(kind.COLUMNS),
            unmet=lambda: _unmet(source, resource, wanted),
            narrow=_select(read, resource.table, where),
        )
        if self._asking.strict if strict is None else strict:
            answer.coverage.required()
        return answer

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        known = [resource.name for resource in RESOURCES[self.PROVIDER]]
        raise UnknownName(f"{self.PROVIDER} has no {name!r}{instead(name, known)}")

    def __repr__(self) -> str:
        return f"<{self.PROVIDER}: {', '.join(resource.name for resource in RESOURCES[self.PROVIDER])}>"


def _select(columns: Iterable[str], table: str, where: str) -> str:
    told = ", ".join(f't."{name}"' for name in columns)
    return f"select {told} from {table} as t{where}"


class UnknownName(UsageError, AttributeError):
    """A resource, a view or a query that does not exist."""


def understood(what: str, filters: Iterable[Filter], given: Mapping[str, Any]) -> list[tuple[Filter, Any]]:
    """The filters that were given a value. Raises UsageError for one that does not exist, naming those that do."""
    known = {each.name: each for each in filters}
    spelt = known | {each.also: each for each in known.values() if each.also is not None}
    spelt |= {f"{name}[]": each for name, each in spelt.items()}
    found = []
    for name, value in given.items():
        if name not in spelt:
            raise UsageError(f"{what} has no filter {name!r}{instead(name, known)}")
        if value is not None:
            found.append((spelt[name], list(value) if _consumed(value) else value))
    return found


def _consumed(value: Any) -> bool:
    """Whether looking at a value uses it up: it is looked at twice."""
    return hasattr(value, "__next__")


def instead(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about a name that does not exist: the nearest, and all there are."""
    import difflib  # noqa: PLC0415 - only a misspelt name needs it

    names = list(known)
    if not names:
        return "; it has none."
    near = difflib.get_close_matches(name, names, n=1)
    return f"{f'; did you mean {near[0]!r}? There' if near else '; there'} are {', '.join(names)}."


def _no_stub(kind: type[Row]) -> str:
    """The condition that more is known of a row than its key."""
    told = [f't."{name}"' for name in kind.COLUMNS if name not in (*kind.KEYS, "removed_at")]
    return f"coalesce({', '.join(told)}) is not null"


def _unmet(source: Source, resource: Resource, wanted: list[tuple[Filter, Any]]) -> list[str]:
    """Sentences on the words that no row of the table has, with those that it has where they are few."""
    told = []
    for each, value in wanted:
        if isinstance(value, Collection) and not isinstance(value, str) and not value:
            told.append(f"{each.name} is an empty list, which nothing fits.")
        if each.column is None or each.type not in ("Text", "Texts"):
            continue
        known = f"select distinct t.{each.column} from {resource.table} as t where t.{each.column} is not null limit ?"
        for one in several(each.name, value, text):
            condition, bound = each.asks(each.name, one)
            if source.fetch(f"select 1 from {resource.table} as t where {condition} limit 1", bound):
                continue
            words = sorted(str(word) for (word,) in source.fetch(known, [_FEW + 1]))
            if words:
                others = f"; there are {', '.join(words)}" if len(words) <= _FEW else ""
                told.append(f"There is no {each.name} {quoted(one)} here{others}.")
    return told


def _pins(resource: Resource, provider: str, wanted: list[tuple[Filter, Any]]) -> dict[str, frozenset[str]]:
    """The values that filters give to parameters of the endpoint, as its scopes spell them."""
    asks = {ask for name in resource.behind for ask in ENDPOINTS[provider][name].ask}
    found: dict[str, frozenset[str]] = {}
    for each, value in wanted:
        for ask in asks & {each.name, f"{each.name}[]"}:
            if each.type != "Season":
                values = [value] if isinstance(value, str) or not isinstance(value, Iterable) else value
                pinned = frozenset(str(one) for one in values)
                found |= {ask: pinned} if pinned else {}
    return found


def _seasons(source: Source, wanted: list[tuple[Filter, Any]]) -> frozenset[int] | None:
    """The seasons (years) that the filters leave."""
    for each, value in wanted:
        if each.name == "season" and isinstance(value, int):
            return frozenset({value})
        if each.name == "season" and isinstance(value, str):
            sql = "select cast(substr(scheduled, 1, 4) as integer) from sportradar_stages where id = ?"
            return frozenset(year for (year,) in source.fetch(sql, [value]))
    return None
