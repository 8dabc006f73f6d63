"""The past of every provider row, written by the database itself: triggers printed from the tables.

`mirror_first_seen` knows which request brought a row first, `mirror_history` keeps a row as it was whenever it changes.
So nothing is written twice, a row that never changes costs a dozen bytes, and the state of any table at any moment can
be put together: the rows first seen by then, each in the version that was valid.
"""

import sqlite3
from functools import cache
from zlib import crc32

from sqlalchemy import Column, Numeric, Table

from mirror.tables import PROVIDER_TABLES

_NOW = "(select {} from mirror_now)"


def keys_of(table: Table) -> list[str]:
    """The columns of the table's key."""
    return [column.name for column in table.primary_key]


def number_of(name: str) -> int:
    """The number under which `mirror_first_seen` knows a table."""
    return crc32(name.encode()) & 0x7FFF


def row_id(table: Table, row: str) -> str:
    """The SQL that names a row of `table`: its key, the parts of a composite one joined by a comma."""
    keys = keys_of(table)
    if len(keys) == 1:
        return f"{row}.{keys[0]}"
    return " || ',' || ".join(f"coalesce({row}.{key}, '')" for key in keys)


def _exact(column: "Column[object]", row: str) -> str:
    """The value of a column as JSON that reads back as the same value: decimals need 17 digits where 15 do not do."""
    value = f"{row}.{column.name}"
    if not isinstance(column.type, Numeric):
        return value
    short, long = f"printf('%!.15g', {value})", f"printf('%!.17g', {value})"
    exact = f"case when cast({short} as real) = {value} then {short} else {long} end"
    return f"case typeof({value}) when 'real' then json({exact}) else {value} end"


def as_json(table: Table, row: str) -> str:
    """The SQL of a whole row as the history keeps it: a JSON object of its columns, every value exact."""
    pairs = ", ".join(f"'{column.name}', {_exact(column, row)}" for column in table.columns)
    return f"json_object({pairs})"


def triggers() -> list[str]:
    """The statements that make every provider table keep its past."""
    made = []
    for name, table in PROVIDER_TABLES.items():
        born = (
            f"insert into mirror_first_seen (table_no, row_id, request_id)"
            f" select {number_of(name)}, {row_id(table, 'new')}, request_id from mirror_now"
        )
        old = as_json(table, "old")
        was, will = (", ".join(f"{row}.{column.name}" for column in table.columns) for row in ("old", "new"))
        last = f"(select max(valid_to) from mirror_history where \"table\" = '{name}' and row_id = {row_id(table, 'old')})"
        made.append(f"create trigger {name}_first_seen after insert on {name} begin {born}; end")
        made.append(
            f"create trigger {name}_gone before delete on {name} begin"
            f' insert into mirror_history ("table", row_id, valid_from, valid_to, request_id, row)'
            f" select '{name}', {row_id(table, 'old')}, {last}, at, request_id, {old} from mirror_now; end"
        )
        made.append(
            f"create trigger {name}_past after update on {name} when ({was}) is not ({will}) begin"
            f' insert into mirror_history ("table", row_id, valid_from, valid_to, request_id, row)'
            f" select '{name}', {row_id(table, 'old')}, {last}, at, request_id, {old} from mirror_now;"
            f" {born} where {row_id(table, 'old')} is not {row_id(table, 'new')}; end"
        )
    return made


@cache
def as_of_sql(name: str) -> str:
    """The query for the rows of table `name` as the mirror knew them at `:as_of`: all columns, in the order of the key.

    A row may have come, gone and come again: one that comes again later was, until then, what its history says, and is
    not there when that ended before.
    """
    table = PROVIDER_TABLES[name]
    columns = [column.name for column in table.columns]
    there = ", ".join(f"json_extract(h.row, '$.{column}') as {column}" for column in columns)
    return f"""
with
born as materialized (
    select f.row_id, coalesce(q.answered_at, q.sent_at) as at
    from mirror_first_seen as f join mirror_requests as q on q.id = f.request_id
    where f.table_no = {number_of(name)}
),
seen as materialized (select row_id from born where at <= :as_of),
again as materialized (select row_id, min(at) as at from born where at > :as_of group by row_id),
past as materialized (
    select row_id, min(id) as id from mirror_history where "table" = '{name}' and valid_to > :as_of group by row_id
)
select {", ".join(f"t.{column}" for column in columns)} from {name} as t
where {row_id(table, "t")} in (select row_id from seen)
    and {row_id(table, "t")} not in (select row_id from past) and {row_id(table, "t")} not in (select row_id from again)
union all
select {there} from mirror_history as h join past on past.id = h.id left join again on again.row_id = h.row_id
where h.row_id in (select row_id from seen) and (again.at is null or h.valid_to < again.at)
order by {", ".join(str(1 + columns.index(key)) for key in keys_of(table))}
"""


# When a row came: more than once when it had gone in between.
BIRTHS = """
select coalesce(q.answered_at, q.sent_at)
from mirror_first_seen as f join mirror_requests as q on q.id = f.request_id
where f.table_no = :table_no and f.row_id = :row_id
order by 1
"""

# The versions a row had before the present one, oldest first, each with the moment at which it ended.
VERSIONS = """
select valid_to, row from mirror_history where "table" = :table and row_id = :row_id order by id
"""

# What became of a row (table, id): whether it went from its table, else its `removed_at`.
Marks = dict[tuple[str, int | str], tuple[bool, str | None]]


def marks(connection: sqlite3.Connection) -> dict[tuple[str, int], Marks]:
    """What the history says was removed, brought back or taken out of its table: (moment, request) -> rows.

    A row is in it as it was at the end of that moment. A row that went on under another key counts as taken out.
    """
    births: dict[tuple[int, int | str], list[str]] = {}
    for number, row, at in connection.execute(_REBIRTHS):
        births.setdefault((number, row), []).append(at)
    found: dict[tuple[str, int], Marks] = {}
    for (name,) in connection.execute('select distinct "table" from mirror_history').fetchall():
        if name not in PROVIDER_TABLES:
            continue
        sql = _ENDS.format(name=name, row_id=row_id(PROVIDER_TABLES[name], "t"))
        for at, request, row, until, gone, was, becomes in connection.execute(sql, {"table": name}):
            came_again = births.get((number_of(name), row), ())
            went = bool(gone) or any(at < birth and (until is None or birth <= until) for birth in came_again)
            if went or was != becomes:
                found.setdefault((at, request), {})[(name, row)] = (went, None if went else becomes)
    return found


_REBIRTHS = """
select f.table_no, f.row_id, coalesce(q.answered_at, q.sent_at)
from mirror_first_seen as f join mirror_requests as q on q.id = f.request_id
where (f.table_no, f.row_id) in (select table_no, row_id from mirror_first_seen group by 1, 2 having count(*) > 1)
"""

# Every version that ended, and what came after it.
_ENDS = """
with
present as materialized (select {row_id} as row_id, t.removed_at from {name} as t),
life as (
    select h.id, h.row_id, h.valid_to, h.request_id, json_extract(h.row, '$.removed_at') as was,
        lead(h.id) over w as later, lead(h.valid_to) over w as until,
        lead(json_extract(h.row, '$.removed_at')) over w as becomes
    from mirror_history as h where h."table" = :table window w as (partition by h.row_id order by h.id)
)
select life.valid_to, life.request_id, life.row_id, life.until, life.later is null and present.row_id is null,
    life.was, iif(life.later is null, present.removed_at, life.becomes)
from life left join present on life.later is null and present.row_id = life.row_id
order by life.id
"""
