"""The past of every provider row, written by the database itself: triggers printed from the tables.

`mirror_first_seen` knows which request brought a row first, `mirror_history` keeps a row as it was whenever it changes.
So nothing is written twice, a row that never changes costs a dozen bytes, and the state of any table at any moment can
be put together: the rows first seen by then, each in the version that was valid.
"""

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


def triggers() -> list[str]:
    """The statements that make every provider table keep its past."""
    made = []
    for name, table in PROVIDER_TABLES.items():
        born = (
            f"insert into mirror_first_seen (table_no, row_id, request_id)"
            f" select {number_of(name)}, {row_id(table, 'new')}, request_id from mirror_now"
        )
        old = ", ".join(f"'{column.name}', {_exact(column, 'old')}" for column in table.columns)
        was, will = (", ".join(f"{row}.{column.name}" for column in table.columns) for row in ("old", "new"))
        last = f"(select max(valid_to) from mirror_history where \"table\" = '{name}' and row_id = {row_id(table, 'old')})"
        made.append(f"create trigger {name}_first_seen after insert on {name} begin {born}; end")
        made.append(
            f"create trigger {name}_gone before delete on {name} begin"
            f' insert into mirror_history ("table", row_id, valid_from, valid_to, request_id, row)'
            f" select '{name}', {row_id(table, 'old')}, {last}, at, request_id, json_object({old}) from mirror_now; end"
        )
        made.append(
            f"create trigger {name}_past after update on {name} when ({was}) is not ({will}) begin"
            f' insert into mirror_history ("table", row_id, valid_from, valid_to, request_id, row)'
            f" select '{name}', {row_id(table, 'old')}, {last}, at, request_id, json_object({old}) from mirror_now;"
            f" {born} where {row_id(table, 'old')} is not {row_id(table, 'new')}; end"
        )
    return made


def _seen(name: str) -> str:
    """The query for the keys of the rows of table `name` that had been seen by the instant `:as_of`."""
    return (
        "select f.row_id from mirror_first_seen as f join mirror_requests as q on q.id = f.request_id"
        f" where f.table_no = {number_of(name)} and coalesce(q.answered_at, q.sent_at) <= :as_of"
    )


@cache
def as_of(name: str) -> str:
    """The query for the rows of table `name` as the mirror knew them at the instant `:as_of`, all columns in order."""
    table = PROVIDER_TABLES[name]
    columns = [column.name for column in table.columns]
    there = ", ".join(f"json_extract(h.row, '$.{column}') as {column}" for column in columns)
    return f"""
with
seen as materialized ({_seen(name)}),
past as materialized (
    select row_id, min(id) as id from mirror_history where "table" = '{name}' and valid_to > :as_of group by row_id
)
select {", ".join(f"t.{column}" for column in columns)} from {name} as t
where {row_id(table, "t")} in (select row_id from seen) and {row_id(table, "t")} not in (select row_id from past)
union all
select {there} from mirror_history as h join past on past.id = h.id
where h.row_id in (select row_id from seen)
"""


# The versions a row had before the present one, oldest first; the first began when the row was first seen.
LIFE = """
select
    coalesce(h.valid_from, (
        select min(coalesce(q.answered_at, q.sent_at))
        from mirror_first_seen as f join mirror_requests as q on q.id = f.request_id
        where f.table_no = :table_no and f.row_id = h.row_id
    )) as valid_from, h.valid_to, h.row
from mirror_history as h
where h."table" = :table and h.row_id = :row_id
order by h.id
"""
