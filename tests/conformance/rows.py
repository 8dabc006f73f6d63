"""What stands in a mirror, as plain rows; and what a provider must have said for them to stand there."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean

from mirror.catalogue import Page
from mirror.http import Response
from mirror.instants import stamp
from mirror.providers.altsportsdata import snake
from mirror.shaping.shape import cut_of
from mirror.store import Settled, Store
from mirror.tables import PROVIDER_TABLES, columns
from tests.conformance.answers import Answer

Row = dict[str, Any]
NOON = 1_742_479_511.0  # 2025-03-20T14:05:11Z
NOW = stamp(NOON)


def shaped(answer: Answer, body: bytes) -> Page:
    """The page that `body` is for the question of `answer`."""
    return answer.endpoint.shape(answer.endpoint, body, (answer.scope,))


def written(store: Store, answer: Answer, page: Page, response: Response | None = None) -> int:
    """Commits a page as a run does: ledger, archive, rows. Returns how many rows changed."""
    request = answer.request
    number = store.leaving(request, (answer.scope,), NOW)
    if response is not None:
        store.archive.keep(number, request, response, NOW)
    settled = Settled(number, "rows", 200)
    return store.settle(answer.provider.name, answer.endpoint.name, NOW, settled, page=page)


def dumped(connection: sqlite3.Connection) -> dict[str, list[Row]]:
    """Every row of every provider table that has any, in the order of its key; a column that is NULL is left out."""
    tables: dict[str, list[Row]] = {}
    for name, table in PROVIDER_TABLES.items():
        keys = ", ".join(column.name for column in table.primary_key)
        cursor = connection.execute(f"select * from {name} order by {keys}")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        if rows:
            tables[name] = [{key: value for key, value in row.items() if value is not None} for row in rows]
    return tables


def drifted(connection: sqlite3.Connection) -> list[Row]:
    """The drift ledger: table, path, kind and example of each entry."""
    names = ("table", "path", "kind", "example")
    sql = 'select "table", path, kind, example from mirror_drift order by 1, 2, 3'
    return [dict(zip(names, row, strict=True)) for row in connection.execute(sql)]


def rebuilt(tables: Mapping[str, list[Row]], name: str, row: Row) -> Row:
    """The object of BALLDONTLIE that `row` of table `name` was cut from, its parents joined back in by their keys.

    A driver's team stands in the row around it; the subject of a price is told apart by the columns `subject_type`,
    `driver_id` and `team_id`.
    """
    plan = cut_of(name)
    found: Row = json.loads(row.get("extra", "{}"))
    for column in PROVIDER_TABLES[name].columns:
        if column.name in plan.plain and column.name.removesuffix("_id") not in plan.embedded:
            value = row.get(column.name)
            found[column.name] = (
                bool(value) if isinstance(column.type, Boolean) and value is not None else value
            )
    for field, (column_name, target) in plan.embedded.items():
        found[field] = _joined(tables, target, row.get(column_name))
        for inner, (own, inner_target) in plan.within.get(field, {}).items():
            found[field][inner] = _joined(tables, inner_target, row.get(own))
    if "subject_type" in PROVIDER_TABLES[name].columns:
        found.pop("subject_type")
        bet = {"driver": found.pop("driver"), "team": found.pop("team")}
        found["subject"] = {"type": row["subject_type"]} | {key: value for key, value in bet.items() if value}
    return found


def _joined(tables: Mapping[str, list[Row]], name: str, key: Any) -> Row | None:
    if key is None:
        return None
    (own,) = cut_of(name).keys
    return next(rebuilt(tables, name, row) for row in tables[name] if row[own] == key)


def timed(value: Any) -> Any:
    """`value` with every instant in it as a moment, so that two spellings of one compare equal."""
    if isinstance(value, dict):
        return {key: timed(member) for key, member in value.items()}
    if isinstance(value, list):
        return [timed(member) for member in value]
    if isinstance(value, str) and len(value) > 15 and value[:2] in ("19", "20") and value[10] in "T ":
        with contextlib.suppress(ValueError):  # it only looks like one
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else moment
    return value


Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every scalar of a JSON value with the way to it; an empty list or object and null say nothing."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from leaves(member, (*path, key))
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield from leaves(member, (*path, place))
    elif value is not None:
        yield path, value


def said(rows: Mapping[str, list[Row]]) -> set[tuple[str, str]]:
    """Every (name, value) that stands in the rows: of a column, and of a field inside its JSON."""
    found = set()
    for name, several in rows.items():
        for column in PROVIDER_TABLES[name].columns:
            for row in several:
                if column.name not in row:
                    continue
                found.add((column.name, spelled(row[column.name])))
                if isinstance(column.type, columns.Json):
                    inside = leaves(json.loads(row[column.name]), (column.name,))
                    found |= {(snake(_name(path)), spelled(value)) for path, value in inside}
    return found


def _name(path: Path) -> str:
    return next(step for step in reversed(path) if isinstance(step, str))


def spelled(value: Any) -> str:
    """A scalar as text in which 1 and 1.0, true and 1, and two spellings of one moment are the same."""
    if isinstance(value, bool | float) and float(value).is_integer():
        value = int(value)
    return str(timed(value))


# Fields that stand under another name than their own or their own with something before it.
_RENAMED = {
    "heat_name": "name", "heat_status": "status", "id": "result_key", "athlete_total_laps": "total_laps",
}  # fmt: skip


def stands(path: Path, value: Any, found: set[tuple[str, str]]) -> bool:
    """Whether the leaf at `path` stands in what the rows say: in its own column, in one named after it, or in JSON."""
    name = snake(_name(path))
    wanted = spelled(value)
    names = {name, _RENAMED.get(name, name)}
    return any(
        said == wanted and (own in names or own.endswith((f"_{name}", f"_{name}s"))) for own, said in found
    )
