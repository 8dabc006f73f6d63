"""Rows as objects: light, typed, and able to load what they refer to, a batch of rows at a time.

A `Row` is a row of a provider's table, with a slot for each column; a `Record` is a row of a view, a query or SQL of
one's own. Both are mappings too: `row["lap_number"]`, `dict(row)`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

Values = tuple[Any, ...]
R = TypeVar("R", bound="Row")

# Asks the mirror: SQL and its values in, tuples out.
Fetch = Callable[[str, Sequence[Any]], list[Values]]

_MOST = 10_000  # parents an answer keeps of one table


class Parents:
    """The parents that the rows of one answer have asked for, each loaded once."""

    __slots__ = ("_fetch", "_loaded")

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._loaded: dict[type[Row], dict[Values, Row]] = {}

    def find(self, kind: type[R], keys: Values, batch: "Batch", places: Sequence[int]) -> R | None:
        """The row of `kind` with these keys; the first miss loads those of all rows of the batch."""
        loaded = self._loaded.setdefault(kind, {})
        if keys not in loaded:
            if len(loaded) > _MOST:
                loaded.clear()
            wanted = {tuple(values[place] for place in places) for values in batch.rows} - loaded.keys()
            found = self._load(kind, [one for one in wanted if None not in one])
            where = [list(kind.COLUMNS).index(key) for key in kind.KEYS]
            together = Batch(found, self)
            for values in found:
                loaded[tuple(values[place] for place in where)] = kind(values, together)
        row = loaded.get(keys)
        return row if isinstance(row, kind) else None

    def _load(self, kind: "type[Row]", wanted: list[Values]) -> list[Values]:
        columns = ", ".join(f't."{name}"' for name in kind.COLUMNS)
        keys = ", ".join(f't."{name}"' for name in kind.KEYS)
        each = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(kind.KEYS)))
        sql = f"select {columns} from {kind.TABLE} as t where ({keys}) in (select {each} from json_each(?))"
        return self._fetch(sql, [json.dumps(wanted)])


class Batch:
    """Rows that were read together, as the database gave them."""

    __slots__ = ("parents", "rows")

    def __init__(self, rows: list[Values], parents: Parents) -> None:
        self.rows = rows
        self.parents = parents


class Row:
    """A row of a provider's table; its columns are attributes, and so are the things it refers to."""

    __slots__ = ("_batch",)

    TABLE: ClassVar[str]
    KEYS: ClassVar[tuple[str, ...]]
    COLUMNS: ClassVar[Mapping[str, str]]  # name -> kind: integer, number, text, boolean, instant, json

    _batch: Batch

    def __init__(self, values: Values, batch: Batch) -> None:
        raise NotImplementedError

    def _parent(self, kind: type[R], keys: Values, places: tuple[int, ...]) -> R | None:
        return None if None in keys else self._batch.parents.find(kind, keys, self._batch, places)

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

    def __hash__(self) -> int:
        return hash((self.TABLE, *(getattr(self, key) for key in self.KEYS)))

    def __repr__(self) -> str:
        told = (f"{name}={getattr(self, name)!r}" for name in self.COLUMNS if getattr(self, name) is not None)
        return f"{type(self).__name__}({', '.join(told)})"


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
            raise AttributeError(f"there is no column {name}; there are {', '.join(self._places)}") from None

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
