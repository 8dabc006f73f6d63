"""The quick way through a page that is exactly as documented.

A page of laps is nine tenths repetition: every row embeds its session with its event with its circuit, and its driver
with the team. The decoder of a table takes the row's own fields typed and leaves the embedded objects as raw bytes, so
equal objects are cut once and found again by their bytes. A page that differs in anything from the documentation (one
field more, one less, another type) is not for this way: `read` returns None and the careful way in `shape` takes it.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from operator import attrgetter
from typing import Annotated, Any

import msgspec
from sqlalchemy import Boolean, Numeric, Text

from mirror.catalogue import Page, Write
from mirror.instants import canonical
from mirror.shaping.shape import LARGEST, Kept, Rows, cut, cut_of, decode
from mirror.tables import PROVIDER_TABLES, columns

Ids = tuple[Any, ...]


class Meta(msgspec.Struct, forbid_unknown_fields=True):
    """The documented `meta` of BALLDONTLIE's envelope."""

    per_page: int
    next_cursor: int | None = None
    prev_cursor: int | None = None


_INTEGER = Annotated[int, msgspec.Meta(ge=-LARGEST, le=LARGEST)]


class _Surprise(Exception):
    """Something on the page is not as documented."""


@lru_cache(maxsize=512)
def _parent(table: str, field: str, raw: bytes) -> tuple[Ids, Kept]:
    """What the embedded object `raw` in `field` of `table` puts into its row, and the rows it becomes itself."""
    plan = cut_of(table)
    column, _ = plan.embedded[field]
    lifted = [own for own, _ in plan.within.get(field, {}).values()]
    value = decode(raw)
    if value is None:
        return (None,) * (1 + len(lifted)), ()
    rows = Rows()
    row, rest = cut(rows, table, {field: value})
    if rest or rows.drift or row.get(column) is None or any(own not in row for own in lifted):
        raise _Surprise
    return (row[column], *(row[own] for own in lifted)), rows.kept()


class _Parents(dict[bytes, Ids]):
    """The ids of the objects embedded in one field of one page, by their bytes; each is cut when it is first met."""

    def __init__(self, table: str, field: str, rows: Rows) -> None:
        super().__init__()
        self._table, self._field, self._rows = table, field, rows

    def __missing__(self, raw: bytes) -> Ids:
        ids, kept = _parent(self._table, self._field, raw)
        if not self._rows.take(kept):
            raise _Surprise  # two words on one thing: the last counts, which only the careful way can tell
        self[raw] = ids
        return ids


def _type(kind: Any, key: bool) -> Any:
    if isinstance(kind, Boolean):
        taken: Any = bool
    elif isinstance(kind, Text):
        taken = str
    else:
        taken = _INTEGER | float if isinstance(kind, Numeric) else _INTEGER
    return taken if key else taken | None


class Reader:
    """Reads the documented pages of one table."""

    def __init__(self, table: str) -> None:
        plan = cut_of(table)
        kinds = {column.name: column for column in PROVIDER_TABLES[table].columns}
        fields = [name for name in plan.plain if name.removesuffix("_id") not in plan.embedded]
        row = msgspec.defstruct(
            "Row",
            [(name, _type(kinds[name].type, name in plan.keys)) for name in fields]
            + [(name, msgspec.Raw) for name in plan.embedded],
            forbid_unknown_fields=True,
        )
        rows = list[row]  # type: ignore[valid-type]  # mypy knows no types that are made at run time
        envelope = msgspec.defstruct("Envelope", [("data", rows), ("meta", Meta)], forbid_unknown_fields=True)
        self._decode: Callable[[bytes], Any] = msgspec.json.Decoder(envelope).decode
        self._table, self._plan = table, plan
        self._own: Callable[[Any], Ids] = (
            attrgetter(*fields) if len(fields) > 1 else lambda r: (getattr(r, fields[0]),)
        )
        self._moments = [n for n, name in enumerate(fields) if isinstance(kinds[name].type, columns.Instant)]
        self._key = attrgetter(plan.keys[0])
        if plan.twins or plan.whole or len(plan.keys) > 1:
            raise ValueError(f"{table} has columns that only the careful way fills")
        self._columns = tuple(fields)
        for field, (column, _) in plan.embedded.items():
            self._columns += (column, *(own for own, _ in plan.within.get(field, {}).values()))
        self._brings = plan.references.keys() <= set(self._columns[len(fields) :])

    def read(self, body: bytes) -> Page | None:
        """The page in `body`; None when anything on it is not as documented."""
        try:
            answer = self._decode(body)
            return self._page(answer.data, answer.meta)
        except (msgspec.MsgspecError, UnicodeError, RecursionError, _Surprise):
            return None

    def _page(self, data: list[Any], meta: Meta) -> Page:
        rows = Rows()
        own = self._own
        parents = [(attrgetter(field), _Parents(self._table, field, rows)) for field in self._plan.embedded]
        if len(parents) == 2:
            (first, firsts), (second, seconds) = parents
            tuples = [own(r) + firsts[bytes(first(r))] + seconds[bytes(second(r))] for r in data]
        elif len(parents) == 1:
            ((first, firsts),) = parents
            tuples = [own(r) + firsts[bytes(first(r))] for r in data]
        else:
            tuples = [own(r) for r in data]
        if self._moments:
            tuples = [self._settle(values) for values in tuples]
        ids = [self._key(r) for r in data]
        if len(set(ids)) != len(ids):
            tuples = list(dict(zip(ids, tuples, strict=True)).values())
        writes = rows.writes()
        if tuples:
            writes.append(Write(self._table, self._columns, tuples, brings=self._brings))
        cursor = meta.next_cursor
        short = len(data) < meta.per_page
        return Page(writes, [], len(data), None if cursor is None else str(cursor), ids, short)

    def _settle(self, values: Ids) -> Ids:
        settled = list(values)
        for place in self._moments:
            if settled[place] is not None:
                settled[place] = canonical(settled[place])
                if settled[place] is None:
                    raise _Surprise
        return tuple(settled)


@cache
def reader(table: str) -> Reader:
    """The reader of the documented pages of `table`."""
    return Reader(table)
