"""Rows as objects: light, typed, and able to load what they refer to, a batch of rows at a time.

A `Row` is a row of a provider's table, with a slot for each column; a `Record` is a row of a view, a query or SQL of
one's own. Both are mappings too: `row["lap_number"]`, `dict(row)`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import repeat
from operator import itemgetter
from typing import Any, ClassVar, Self, TypeVar

from mirror.errors import MirrorError

Values = tuple[Any, ...]
R = TypeVar("R", bound="Row")

# Asks the mirror: SQL and its values in, tuples out.
Fetch = Callable[[str, Sequence[Any]], list[Values]]

_MOST = 10_000  # parents that are kept of one table


class Parents:
    """The parents that rows have asked for since the mirror last changed, each loaded once."""

    __slots__ = ("_fetch", "loaded")

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self.loaded: dict[type[Row], dict[Any, Any]] = {}  # by key; None where there is none

    def find(self, kind: type[R], key: Any, batch: "Batch", columns: Sequence[str]) -> R | None:
        """The row of `kind` with this key, a value or a tuple of those of `columns`; the first miss loads those of all
        rows of the batch.
        """
        loaded = self.loaded.setdefault(kind, {})
        if key not in loaded:
            told = [batch.column(name) for name in columns]
            wanted = {key, *(told[0] if len(told) == 1 else zip(*told, strict=True))} - loaded.keys()
            found = self._load(kind, wanted)
            key_of = itemgetter(*[list(kind.COLUMNS).index(name) for name in kind.KEYS])
            together = Batch(found, self, tuple(kind.COLUMNS))
            if len(loaded) > _MOST:
                loaded = self.loaded[kind] = {}
            # All at once, for another thread may be looking.
            loaded.update(
                dict.fromkeys(wanted) | dict(zip(map(key_of, found), kind.made(together), strict=True))
            )
        row: R | None = loaded[key]
        return row

    def _load(self, kind: "type[Row]", wanted: Iterable[Any]) -> list[Values]:
        columns = ", ".join(f't."{name}"' for name in kind.COLUMNS)
        keys = ", ".join(f't."{name}"' for name in kind.KEYS)
        if len(kind.KEYS) == 1:
            each, told = "value", [one for one in wanted if one is not None]
        else:
            each = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(kind.KEYS)))
            told = [one for one in wanted if None not in one]
        sql = f"select {columns} from {kind.TABLE} as t where ({keys}) in (select {each} from json_each(?))"
        return self._fetch(sql, [json.dumps(told)]) if told else []


def _no_column(name: str, known: Iterable[str]) -> AttributeError:
    from mirror.reading.room import instead  # noqa: PLC0415 - the room is above the rows; only a misspelt name needs it

    return AttributeError(f"there is no column {name!r}{instead(name, known)}")


class Batch:
    """Rows that were read together, as the database gave them, and the parents loaded so far.

    `columns` names what the rows hold; a column in `fixed` was not read, since its value is known to be one for all.
    """

    __slots__ = ("columns", "fixed", "loaded", "parents", "rows")

    def __init__(
        self,
        rows: list[Values],
        parents: Parents,
        columns: tuple[str, ...],
        fixed: Mapping[str, Any] | None = None,
    ) -> None:
        self.rows = rows
        self.parents = parents
        self.loaded = parents.loaded
        self.columns = columns
        self.fixed = fixed or {}

    def column(self, name: str) -> Iterable[Any]:
        """The values of a column."""
        if name in self.fixed:
            return repeat(self.fixed[name], len(self.rows))
        return map(itemgetter(self.columns.index(name)), self.rows)


def _alone(kind: type[R], values: Values) -> R:
    """A row that came out of a pickle: no mirror is behind it."""
    return kind.made(Batch([values], Parents(_no_mirror), tuple(kind.COLUMNS)))[0]


def _no_mirror(*_: object) -> list[Values]:
    raise MirrorError("The row was pickled without its mirror; what it refers to must be asked of a Mirror.")


class Row:
    """A row of a provider's table; its columns are attributes, and so are the things it refers to."""

    # No __getattr__ here: with one, reading any attribute takes longer.
    __slots__ = ("_batch",)

    TABLE: ClassVar[str]
    KEYS: ClassVar[tuple[str, ...]]
    COLUMNS: ClassVar[Mapping[str, str]]  # name -> kind: integer, number, text, boolean, instant, json

    _batch: Batch

    @classmethod
    def made(cls, batch: Batch) -> list[Self]:
        """The rows of a batch."""
        filled = _filling(cls, batch.columns, tuple(batch.fixed))  # type: ignore[arg-type] # mypy has no hash for type[Self]
        found: list[Self] = filled(cls, batch, *batch.fixed.values())
        return found

    def _parent(self, kind: type[R], key: Any, *columns: str) -> R | None:
        """What the row refers to by `key`, its values of `columns`, when it has not been loaded yet."""
        return self._batch.parents.find(kind, key, self._batch, columns)

    def keys(self) -> list[str]:
        """The names of the columns."""
        return list(self.COLUMNS)

    def __getitem__(self, name: str) -> Any:
        if name not in self.COLUMNS:
            raise KeyError(name)
        return getattr(self, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.COLUMNS)

    def __len__(self) -> int:
        return len(self.COLUMNS)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and dict(self) == dict(other)

    def __reduce__(self) -> tuple[Any, ...]:
        return _alone, (type(self), tuple(getattr(self, name) for name in self.COLUMNS))

    def __hash__(self) -> int:
        return hash((self.TABLE, *(getattr(self, key) for key in self.KEYS)))

    def __repr__(self) -> str:
        told = (f"{name}={getattr(self, name)!r}" for name in self.COLUMNS if getattr(self, name) is not None)
        return f"{type(self).__name__}({', '.join(told)})"


@cache
def _filling(kind: type[Row], columns: tuple[str, ...], fixed: tuple[str, ...]) -> Callable[..., list[Any]]:
    """A function of a batch and the fixed values that makes its rows; written out for these columns, as dataclasses are,
    since each row is filled as the loop binds it, and a call for each would take twice as long.
    """
    truths = [name for name, told in kind.COLUMNS.items() if told == "boolean"]
    lines = [
        f"def filled({', '.join(['kind', '_', *(f'_{name}' for name in fixed)])}):",
        "    found = [kind() for each in _.rows]",
        f"    for row, ({''.join(f'row.{name}, ' for name in columns)}) in zip(found, _.rows, strict=True):",
        "        row._batch = _",
        *(f"        row.{name} = _{name}" for name in fixed),
        *(f"        row.{name} = None if row.{name} is None else row.{name} != 0" for name in truths),
        "    return found",
    ]
    made: dict[str, Any] = {}
    exec("\n".join(lines), made)  # noqa: S102 - the names are those of our own tables
    filled: Callable[..., list[Any]] = made["filled"]
    return filled


class Record:
    """A row whose columns the SQL names: `record.name`, `record["name"]` or `record[0]`."""

    __slots__ = ("_places", "_values")

    _places: Mapping[str, int]
    _values: Values

    def __init__(self, values: Values, places: Mapping[str, int]) -> None:
        self._values = values
        self._places = places

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[self._places[name]]
        except KeyError:
            raise _no_column(name, self._places) from None

    def __getitem__(self, name: str | int) -> Any:
        return self._values[name if isinstance(name, int) else self._places[name]]

    def keys(self) -> list[str]:
        """The names of the columns."""
        return list(self._places)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._places]

    def __reduce__(self) -> tuple[Any, ...]:
        return Record, (self._values, dict(self._places))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and dict(self) == dict(other)

    def __hash__(self) -> int:
        return hash(self._values)

    def __repr__(self) -> str:
        return (
            f"Record({', '.join(f'{name}={self._values[place]!r}' for name, place in self._places.items())})"
        )
