"""From a provider's object to rows, by the foreign keys of the tables. Pure: nothing here reads or writes anything.

An object inside an object becomes a row of its own and an id: `driver` inside a lap is a `drivers` row plus
`driver_id`, because the lap's column `driver_id` refers to the drivers' table. What the embedded object carries beyond
its own table and the embedding table has a column for (`driver.team`, `team_id`) is a fact of the embedding row.
A field without a column goes to `extra` and is reported; so does a value of the wrong type, whose column is then NULL.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Boolean, ForeignKey, Numeric, Table, Text
from sqlalchemy.types import TypeEngine

from mirror.catalogue import Drift, NotAnAnswer, Write
from mirror.instants import canonical
from mirror.tables import PROVIDER_TABLES, columns

LARGEST = 2**63 - 1
_EXAMPLE = 200
_ORDER = {name: place for place, name in enumerate(PROVIDER_TABLES)}
WRONG = object()  # what an acceptor returns for a value of the wrong type

Object = dict[str, Any]
Row = tuple[Any, ...]
# Rows by table, columns and whether they are partial; each with its key.
Kept = tuple[tuple[tuple[str, tuple[str, ...], bool], tuple[tuple[Any, Row], ...]], ...]


def compact(value: Any) -> str:
    """`value` as compact JSON text."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def decode(body: bytes) -> Any:
    """The JSON value in `body`. Raises NotAnAnswer when it is not JSON."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        try:  # the standard library also reads numbers of any size and lone surrogates
            return json.loads(body, parse_float=_finite, parse_constant=_refused)
        except (ValueError, RecursionError) as trouble:
            raise NotAnAnswer("the answer is not JSON") from trouble


def _finite(text: str) -> float | str:
    """The number in `text`; one beyond any float stays text, since there is no JSON for infinity."""
    number = float(text)
    return number if number - number == 0 else text


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


class Untyped(str):
    """A value out of XML, where everything is text: the column decides what it is."""

    __slots__ = ()


def _typed(value: Any) -> Any:
    """The number or truth value in an untyped text; anything else as it is."""
    if isinstance(value, Untyped):
        try:
            return msgspec.json.decode(str(value))
        except msgspec.MsgspecError:
            return value
    return value


def _whole(value: Any) -> Any:
    value = _typed(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
    return value if fits else WRONG


def _number(value: Any) -> Any:
    value = _typed(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) <= LARGEST else WRONG
    return value if isinstance(value, float) and value - value == 0 else WRONG


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        return WRONG
    try:
        value.encode()
    except UnicodeEncodeError:
        return WRONG
    return str(value)


def _truth(value: Any) -> Any:
    value = _typed(value)
    return value if isinstance(value, bool) else WRONG


def _instant(value: Any) -> Any:
    moment = canonical(value) if isinstance(value, str) else None
    return WRONG if moment is None else moment


def acceptor(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    """The function that takes a JSON value into a column of this kind, or returns WRONG."""
    if isinstance(kind, columns.Instant):
        return _instant
    if isinstance(kind, columns.Json):
        return compact
    if isinstance(kind, Boolean):
        return _truth
    if isinstance(kind, Text):
        return _text
    return _number if isinstance(kind, Numeric) else _whole


@dataclass(frozen=True)
class Cut:
    """How objects of one table are cut, read once from the table.

    `plain`: field → (column, acceptor). `embedded`: field → (id column, its table). `within`: field of an embedded
    object that belongs to this row, by the embedding field. `twins`: column → (source column, parser).
    """

    table: str
    keys: tuple[str, ...]
    required: tuple[str, ...]
    plain: Mapping[str, tuple[str, Callable[[Any], Any]]]
    embedded: Mapping[str, tuple[str, str]]
    within: Mapping[str, Mapping[str, tuple[str, str]]]
    twins: tuple[tuple[str, str, Callable[[str], int | None]], ...]
    whole: tuple[str, ...]
    references: Mapping[str, str]


def _has_single_key(key: ForeignKey) -> bool:
    return len(key.column.table.primary_key.columns) == 1


@cache
def cut_of(name: str) -> Cut:
    """The cut of the provider table `name`."""
    table: Table = PROVIDER_TABLES[name]
    plain: dict[str, tuple[str, Callable[[Any], Any]]] = {}
    embedded: dict[str, tuple[str, str]] = {}
    within: dict[str, dict[str, tuple[str, str]]] = {}
    twins = []
    references = {}
    for column in table.columns:
        if column.name in ("extra", "removed_at"):
            continue
        target = next((key.column.table.name for key in column.foreign_keys if _has_single_key(key)), None)
        if target is not None:
            references[column.name] = target
        if "twin" in column.info:
            source, read = column.info["twin"]
            twins.append((column.name, source, read))
        elif "asked" in column.info:
            continue
        elif target is not None and column.name.endswith("_id") and not column.info.get("flat"):
            stem = column.name.removesuffix("_id")
            if "within" in column.info:
                within.setdefault(column.info["within"], {})[stem] = (column.name, target)
                continue
            embedded[stem] = (column.name, target)
            plain[column.name] = (column.name, acceptor(column.type))
        else:
            plain[column.name] = (column.name, acceptor(column.type))
    for field in within.keys() - embedded.keys():
        embedded |= within.pop(
            field
        )  # the field around them has no table of its own and is opened by its provider
    return Cut(
        table=name,
        keys=tuple(column.name for column in table.primary_key),
        required=tuple(column.name for column in table.primary_key if not column.nullable),
        plain=plain,
        embedded=embedded,
        within=within,
        twins=tuple(twins),
        whole=tuple(column.name for column in table.columns if column.info.get("whole")),
        references=references,
    )


class Rows:
    """The rows cut from one answer, gathered by table and set of columns, parents first; and what was unexpected."""

    def __init__(self) -> None:
        self._writes: dict[tuple[str, tuple[str, ...], bool], dict[Any, tuple[Any, ...]]] = {}
        self._drift: dict[tuple[str, str, str], Drift] = {}

    def add(self, table: str, row: Mapping[str, Any], *, partial: bool = False) -> None:
        """Keeps one row. A row of an answer that has the same key and columns as an earlier one takes its place."""
        key = tuple(row.get(name) for name in cut_of(table).keys)
        self._writes.setdefault((table, tuple(row), partial), {})[key] = tuple(row.values())

    def kept(self) -> Kept:
        """The rows, as `take` takes them."""
        return tuple((kind, tuple(batch.items())) for kind, batch in self._writes.items())

    def take(self, kept: Kept) -> bool:
        """Keeps rows that were cut before. Returns whether they agree with those that are there."""
        agree = True
        for kind, rows in kept:
            batch = self._writes.get(kind)
            if batch is None:
                self._writes[kind] = dict(rows)
                continue
            for key, row in rows:
                known = batch.setdefault(key, row)
                if known is not row and known != row:
                    agree = False
        return agree

    def differs(self, table: str, path: str, kind: str, value: Any) -> None:
        """Notes one difference from the documentation."""
        known = self._drift.get((table, path, kind))
        if known is not None:
            known.count += 1
        else:
            self._drift[(table, path, kind)] = Drift(table, path, kind, compact(value)[:_EXAMPLE])

    @property
    def drift(self) -> list[Drift]:
        """What was unexpected, each thing once, in the order it was met."""
        return list(self._drift.values())

    def writes(self) -> list[Write]:
        """What to write, parents before children."""
        batches = sorted(self._writes.items(), key=lambda batch: _ORDER[batch[0][0]])
        return [
            Write(table, names, list(rows.values()), partial) for (table, names, partial), rows in batches
        ]


def cut(
    rows: Rows,
    table: str,
    given: Object,
    *,
    asked: Mapping[str, Any] | None = None,
    path: str = "",
    skip: Iterable[str] = (),
    renamed: Mapping[str, str] | None = None,
) -> tuple[Object, Object]:
    """Cuts `given` into rows: one of `table`, and one for every object it embeds.

    `asked` are columns the question knows; `skip` fields that somebody else takes care of; `renamed` other spellings
    of a field. Returns the row and the fields of `given` that its table has no column for and that an embedding row
    may want. The row itself is not yet in `rows`: `store` puts it there.
    """
    plan = cut_of(table)
    row: Object = dict(asked or {})
    rest: Object = {}
    for field, value in given.items():
        if field in skip:
            continue
        name = field if renamed is None else renamed.get(field, field)
        if name in plan.embedded and (value is None or isinstance(value, dict)):
            _embed(rows, plan, row, rest, name, value, path)
        elif name in plan.plain:
            column, accept = plan.plain[name]
            taken = None if value is None else accept(value)
            if taken is WRONG:
                rest[field] = value
                rows.differs(table, f"{path}{field}", "format" if accept is _instant else "type", value)
                taken = _other_spelling(value, accept) if column in plan.keys else None
            row[column] = taken
        else:
            rest[field] = value
            if not (path and isinstance(value, dict | None)):  # a row around it may want that: see `store`
                rows.differs(table, f"{path}{field}", "unknown", value)
    for column in plan.whole:
        row.setdefault(column, None)
    for column, source, read in plan.twins:
        if source in row:
            row[column] = None if row[source] is None else read(row[source])
    return row, rest


def _other_spelling(key: Any, accept: Callable[[Any], Any]) -> Any:
    """A key that came as text for a number, or the other way round, since a row without one would be lost; else None."""
    if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) <= len(str(LARGEST)):
        taken = accept(int(key))
    else:
        taken = accept(str(key)) if type(key) is int else WRONG
    return None if taken is WRONG else taken


def _embed(
    rows: Rows, plan: Cut, row: Object, rest: Object, name: str, value: Object | None, path: str
) -> None:
    """Makes the object in field `name` a row of its own, its id a column of `row`, its surplus columns of `row` too."""
    column, table = plan.embedded[name]
    lifted = plan.within.get(name, {})
    if value is None:
        row.update(dict.fromkeys(own for own, _ in lifted.values()))
        row[column] = None
        return
    inner, surplus = cut(rows, table, value, path=f"{path}{name}.")
    for field, (own, target) in lifted.items():
        inside = surplus.pop(field, None)
        if isinstance(inside, dict):
            row[own] = put(rows, target, inside, path=f"{path}{name}.{field}.", partial=True)
        elif field in value:
            row[own] = None
            if inside is not None:
                surplus[field] = inside
    row[column] = store(rows, table, inner, surplus, path=f"{path}{name}.", partial=True)
    if row[column] is None:
        rest[name] = value


def store(rows: Rows, table: str, row: Object, rest: Object, *, path: str = "", partial: bool = False) -> Any:
    """Adds a row that was cut, with its rest in `extra`. Returns its key, or None when it has none and is only noted."""
    plan = cut_of(table)
    without = next((name for name in plan.required if row.get(name) is None), None)
    if without is not None:
        rows.differs(table, f"{path}{without}", "missing", {**row, **rest})
        return None
    for field, value in rest.items():
        if path and isinstance(value, dict | None):
            rows.differs(table, f"{path}{field}", "unknown", value)
    if rest:
        row = {**row, "extra": compact(rest)}
    rows.add(table, row, partial=partial)
    return row[plan.keys[0]]


def put(
    rows: Rows,
    table: str,
    given: Object,
    *,
    asked: Mapping[str, Any] | None = None,
    path: str = "",
    partial: bool = False,
    skip: Iterable[str] = (),
    renamed: Mapping[str, str] | None = None,
) -> Any:
    """Cuts `given` and adds its row: `cut` and `store` in one. Returns the key, None for an object without one."""
    row, rest = cut(rows, table, given, asked=asked, path=path, skip=skip, renamed=renamed)
    return store(rows, table, row, rest, path=path, partial=partial)


def members(rows: Rows, table: str, path: str, found: Any) -> list[Object]:
    """The objects of the list `found`; whatever else stands there is noted, for it becomes no row."""
    if isinstance(found, list):
        for item in found:
            if not isinstance(item, dict):
                rows.differs(table, path, "type", item)
        return [item for item in found if isinstance(item, dict)]
    if found is not None:
        rows.differs(table, path, "type", found)
    return []


def stubs(writes: Iterable[Write]) -> list[Write]:
    """Rows of the id alone for everything the rows of `writes` refer to and do not bring along themselves."""
    writes = [write for write in writes if not write.brings]
    wanted: dict[str, dict[Any, None]] = {}
    for write in writes:
        for name, target in cut_of(write.table).references.items():
            if name in write.columns:
                place = write.columns.index(name)
                wanted.setdefault(target, {}).update(dict.fromkeys([row[place] for row in write.rows]))
    for write in writes:
        missing = wanted.get(write.table)
        if missing:
            place = write.columns.index(cut_of(write.table).keys[0])
            for row in write.rows:
                missing.pop(row[place], None)
    for missing in wanted.values():
        missing.pop(None, None)
    return [
        Write(table, cut_of(table).keys, [(value,) for value in sorted(values)], partial=True)
        for table, values in wanted.items()
        if values
    ]
