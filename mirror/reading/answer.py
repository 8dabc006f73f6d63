"""An answer: rows that are read when they are asked for, and what is known about whether they are all."""

from __future__ import annotations

import operator
import textwrap
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

from mirror.errors import MirrorError
from mirror.listing import cell, table, unique
from mirror.reading.rows import Batch, Parents, Record, Row, Values
from mirror.reading.source import Source, SqlFailed, other_version

if TYPE_CHECKING:
    from mirror.reading.coverage import Coverage

T = TypeVar("T", bound=Row | Record)
Make = Callable[[Sequence[str], list[Values], Parents], list[T]]
Kinds = dict[str, str]  # the kind of each column, where it is known

_TOGETHER = 256  # rows read, and parents loaded, at a time
_AHEAD = 50_000  # rows that len() keeps for the next reading
_SHOWN = 10  # rows in the text of an answer
_WIDE = 110  # letters in a line of it
_LEGIBLE = 14  # letters of a column that make it worth showing


class NotOne(MirrorError):
    """`.one()` of an answer that has no row, or several."""


class Answer(Generic[T]):
    """Rows of one kind, read from the mirror each time they are asked for.

    Iterating keeps no row: a million of them take no more memory than a few hundred. `answer[0]`, `answer[:10]` and
    `.head()` read the first alone; `list(answer)`, `.dicts()` and `.df()` keep them all. `.coverage` says whether the
    mirror has been told everything behind the answer, `.why` says it in a sentence, `.as_of` is the moment it was asked
    for (None: now). Reading raises MirrorError when the file has become unreadable.
    """

    def __init__(
        self,
        source: Source,
        sql: str,
        values: Any,
        make: Make[T],
        *,
        coverage: Callable[[], Coverage],
        about: str,
        order: str = "",
        kinds: Kinds | None = None,
        own: bool = True,
        unmet: Callable[[], list[str]] = list,
        narrow: str | None = None,
    ) -> None:
        self._source = source
        self._sql = sql
        self._values = values
        self._order = order
        self._make = make
        self._coverage = coverage
        self._about = about
        self._kinds = kinds
        self._own = own
        self._unmet = unmet
        self._narrow = (
            narrow  # the SQL without the columns that `make` knows, since every column takes its time
        )
        self._ahead: tuple[list[str], list[Values]] | None = None

    # Rows

    def __iter__(self) -> Iterator[T]:
        parents = self._parents()
        made = self._make
        return chain.from_iterable(made(names, rows, parents) for names, rows in self._batches(made=True))

    def first(self) -> T | None:
        """The first row, None when there is none."""
        return next(iter(self.head(1)), None)

    def head(self, most: int = 5) -> list[T]:
        """The first rows, at most so many."""
        parents = self._parents()
        with closing(self._batches(most, made=True)) as batches:
            names, rows = next(batches)
            return self._make(names, rows[:most], parents)

    def one(self) -> T:
        """The only row. Raises NotOne when there is none, saying why, or when there are several."""
        found = self.head(2)
        if len(found) == 1:
            return found[0]
        if found:
            raise NotOne(f"One row was wanted and {self._about} has {self.count():,}; narrow it by a filter.")
        raise NotOne(f"One row was wanted and {self._about} has none. {self.why}")

    def count(self) -> int:
        """How many rows there are, counted by the database."""
        if self._ahead is not None:
            return len(self._ahead[1])
        try:
            return int(
                self._source.fetch(
                    f"select count(*) from ({self._sql.rstrip().rstrip(';')}\n)", self._values
                )[0][0]
            )
        except SqlFailed as trouble:
            if self._own:
                raise other_version(trouble, self._about) from None
            return sum(
                len(rows) for _, rows in self._batches()
            )  # a pragma cannot be counted by another statement

    def __len__(self) -> int:
        if self._ahead is None:
            with closing(self._batches(_AHEAD + 1, made=True)) as batches:
                names, rows = next(batches)
            if len(rows) > _AHEAD:
                return self.count()
            self._ahead = names, rows  # who asks for the length reads next, as list() does
        return len(self._ahead[1])

    def __bool__(self) -> bool:
        return self.first() is not None

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> list[T]: ...

    def __getitem__(self, place: int | slice) -> T | list[T]:
        """A row by its place, or a slice of the rows as a list; reads no further than it has to. Raises IndexError."""
        if isinstance(place, slice):
            ends = (place.start or 0, place.stop if place.stop is not None else -1, place.step or 1)
            return (self.head(place.stop) if min(ends) >= 0 and place.stop else list(self))[place]
        place = operator.index(place)
        rows = self.head(place + 1) if place >= 0 else list(self)
        try:
            return rows[place]
        except IndexError:
            raise IndexError(f"{self._about} has {self.count():,} rows, and none at {place}.") from None

    def dicts(self) -> list[dict[str, Any]]:
        """Every row as a dict of its columns."""
        return [dict(row) for row in self]

    def tuples(self) -> Iterator[tuple[Any, ...]]:
        """Every row as a tuple of its columns, in the order of `.columns`; truth values as 0 and 1."""
        for _, rows in self._batches():
            yield from rows

    def read(self, *, truth: bool = False) -> tuple[list[str], Generator[Values, None, None], bool]:
        """The columns as the SQL calls them, the rows as tuples while they are read, and whether there are any.

        With `truth`, the columns known as truth values hold booleans.
        """
        batches = self._batches()
        names, first = next(batches)
        kinds = self._kinds or {}
        places = (
            {place for place, name in enumerate(names) if kinds.get(name) == "boolean"} if truth else set()
        )

        def rows() -> Generator[Values, None, None]:
            with closing(batches):
                for _, found in chain([(names, first)], batches):
                    for row in found:
                        yield (
                            row
                            if not places
                            else tuple(
                                value != 0 if place in places and value is not None else value
                                for place, value in enumerate(row)
                            )
                        )

        return names, rows(), bool(first)

    def df(self, engine: Literal["pandas", "polars"] | None = None) -> Any:
        """All rows as a DataFrame; of pandas when it is there, else of polars, unless `engine` names one.

        Whole numbers are nullable integers, truth values nullable booleans, moments UTC datetimes. Each duration
        `<name>_ms` or `<name>_seconds` stays, and gains the timedelta `<name>` beside it; a text that stood under that
        name is `<name>_text`. Raises MirrorError when the engine is not installed.
        """
        from mirror.reading.frame import frame  # noqa: PLC0415 - only who wants a frame pays for it

        names, rows = self._all()
        return frame(unique(names), rows, self._kinds or {}, engine)

    def _parents(self) -> Parents:
        """What rows refer to, kept from one answer to the next until the mirror changes."""
        return self._source.kept("parents", lambda: Parents(self._source.fetch))

    # What is known about it

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        if self._kinds is not None:
            return list(self._kinds)
        return unique(self._all(1)[0])

    @property
    def coverage(self) -> Coverage:
        """Whether the mirror has been told everything that stands behind the answer."""
        return self._coverage()

    @property
    def why(self) -> str:
        """In sentences: what was asked for that is not here, and what is missing behind the answer, or that nothing is."""
        return " ".join([*self._unmet(), self._coverage().sentence])

    @property
    def as_of(self) -> datetime | None:
        """The moment (UTC) at which the mirror is asked what it knew; None for now."""
        moment = self._source.moment
        return None if moment is None else datetime.fromisoformat(moment).astimezone(UTC)

    def __repr__(self) -> str:
        names, rows = self._all(_SHOWN + 1)
        if not rows:
            return f"{self._about}: no rows. {self.why}"
        places = _readable(names, rows[:_SHOWN])
        some = [[row[place] for place in places] for row in rows[:_SHOWN]]
        lines = list(table([names[place] for place in places], some, _WIDE))
        more = [f"... {self.count():,} rows"] if len(rows) > _SHOWN else []
        hidden = [name for place, name in enumerate(names) if place not in places]
        if hidden:
            more += textwrap.wrap(f"not shown: {', '.join(hidden)}", _WIDE)
        return "\n".join([*lines, *more])

    def _repr_html_(self) -> str:
        from html import escape  # noqa: PLC0415 - only a notebook wants it, and it is not light

        names, rows = self._all(_SHOWN + 1)
        if not rows:
            return f"<p>{escape(f'{self._about}: no rows. {self.why}')}</p>"
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(cell(value))}</td>' for value in row)}</tr>" for row in rows[:_SHOWN]
        )
        more = f"<p>{self.count():,} rows</p>" if len(rows) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    # Reading

    def _all(self, most: int | None = None) -> tuple[list[str], list[Values]]:
        """The names of the columns, and all rows or at least the first `most`."""
        with closing(self._batches(most or _AHEAD)) as batches:
            names, found = next(batches)
            if most is None:
                for _, rows in batches:
                    found += rows
        return names, found

    def _batches(
        self, together: int = _TOGETHER, *, made: bool = False
    ) -> Generator[tuple[list[str], list[Values]], None, None]:
        """The rows as they are read, some at a time; at least one batch, which may be empty.

        With `made` they are those that `make` takes.
        """
        ahead, self._ahead = self._ahead, None
        if ahead is not None and (made or self._narrow is None):
            yield ahead
            return
        sql = self._narrow if made and self._narrow is not None else self._sql
        order = f" order by {self._order}" if self._order else ""
        try:
            cursor, kept = self._source.run(f"{sql}{order}", self._values)
        except SqlFailed as trouble:
            raise (other_version(trouble, self._about) if self._own else trouble) from None
        with closing(cursor):
            if cursor.description is None:
                raise MirrorError("The SQL asks for nothing; write a select.")
            names = [column[0] for column in cursor.description]
            rows = self._read(cursor, together)
            yield names, rows
            while len(rows) == together:
                rows = self._read(cursor, together)
                if rows:
                    yield names, rows
        del kept

    def _read(self, cursor: Any, together: int) -> list[Values]:
        with self._source.sentences():
            found: list[Values] = cursor.fetchmany(together)
            return found


def _readable(names: Sequence[str], rows: Sequence[Values]) -> list[int]:
    """The places of the columns that a line has room for.

    Ids beside their names and columns without a value go first, then those at the end.
    """
    wide = [
        max(len(cell(value)) for value in (name, *(row[n] for row in rows))) for n, name in enumerate(names)
    ]

    def fits(places: list[int]) -> bool:
        return sum(min(wide[place], _LEGIBLE) + 2 for place in places) - 2 <= _WIDE

    kept = list(range(len(names)))
    if not fits(kept):
        empty = [n for n in kept if all(row[n] is None for row in rows)]
        named = [n for n in kept if names[n].endswith("_id") and names[n].removesuffix("_id") in names]
        kept = [n for n in kept if n not in empty and n not in named] or kept
    while len(kept) > 1 and not fits(kept):
        kept.pop()
    return kept


def typed(
    kind: type[Row], columns: tuple[str, ...], fixed: Mapping[str, Any]
) -> Callable[[Sequence[str], list[Values], Parents], list[Any]]:
    """Makes rows of a provider's table, of the columns that are read and those whose value is one for all."""

    def make(_: Sequence[str], rows: list[Values], parents: Parents) -> list[Any]:
        return kind.made(Batch(rows, parents, columns, fixed))

    return make


def records(names: Sequence[str], rows: list[Values], _: Parents) -> list[Record]:
    """Makes rows whose columns the SQL names."""
    places = {name: place for place, name in enumerate(unique(names))}
    found = [Record.__new__(Record) for _ in rows]
    record: Record
    for record, record._values in zip(found, rows, strict=True):  # half the time of a call for each
        record._places = places
    return found
