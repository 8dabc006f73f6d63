"""What two snapshots know about themselves, made one: requests without doubles, and the checkpoint that says more.

The files are the sides 1 and 2 of the connection (`union.sides`). Numbers stay where they mean the same in both files;
where they do not, everything of that kind is numbered anew in the order of time, and `work.request` tells which was which.
"""

import json
import sqlite3
from collections.abc import Sequence

from sqlmodel import SQLModel

# What a scope's checkpoint says, from most to least: who holds the rows, knows more than who was refused them.
_KNOWS = ("complete", "partial", "not_published", "quarantined", "not_entitled")
SIDES = (1, 2)


def columns_of(table: str) -> list[str]:
    """The columns of a table of this version, as SQL."""
    return [f'"{column.name}"' for column in SQLModel.metadata.tables[table].columns]


def unite(connection: sqlite3.Connection) -> None:
    """Fills the ledger of `main` but for the past of the rows, and makes `work.request` (side, old, number, at)."""
    _requests(connection)
    _checkpoints(connection)
    _drift(connection)
    _best(connection, "mirror_links", ('"table"', "old_id"), "linked_at desc")
    _mark(connection)


def _both(table: str, *, numbered: bool = False) -> str:
    """The rows of both sides, each with its `side`; `numbered` ones with the new number of their `request_id`."""
    told = ", ".join(f"t.{name}" for name in columns_of(table) if not (numbered and name == '"request_id"'))
    number = (
        ", (select number from work.request as q where q.side = {side} and q.old = t.request_id) as request_id"
        if numbered
        else ""
    )
    return " union all ".join(
        f"select {side} as side, {told}{number.format(side=side)} from temp.side{side}_{table} as t"
        for side in SIDES
    )


def keep_or_number(connection: sqlite3.Connection, table: str) -> None:
    """Sets `number` of the rows of `table`, which have a `place` in the order of time and the number they had.

    The old number (`old`, and `also` where another file had it too) stays when it says the same everywhere: each place has
    one, and no two places share it. Otherwise all rows are numbered by their places.
    """
    unclear, places, numbers = connection.execute(
        f"""
        select coalesce(sum(least is null or least <> most or gaps), 0), count(*), count(distinct least) from (
            select min(min(old, coalesce(also, old))) as least, max(max(old, coalesce(also, old))) as most,
                max(old is null) as gaps
            from {table} group by place
        )
        """
    ).fetchone()
    kept = unclear == 0 and places == numbers
    connection.execute(f"update {table} set number = {'old' if kept else 'place'}")


def _requests(connection: sqlite3.Connection) -> None:
    """A request that both files tell of in the same words is one. (Of its run a snapshot does not tell.)"""
    told = [name for name in columns_of("mirror_requests") if name not in ('"id"', '"run_id"')]
    order = ", ".join(['"answered_at"', *(name for name in told if name != '"answered_at"')])
    connection.execute(
        f"""
        create table work.sent as
        select *, null as also, null as number, dense_rank() over (order by {order}, k) as place
        from (
            select side, id as old, {", ".join(told)}, row_number() over (partition by side, {order} order by id) as k
            from ({_both("mirror_requests")})
        )
        """
    )
    keep_or_number(connection, "work.sent")
    connection.execute(
        f"""
        insert into main.mirror_requests (id, {", ".join(told)})
        select number, {", ".join(told)} from work.sent group by number order by number
        """
    )
    connection.execute(
        "create table work.request (side integer, old integer, number integer, at text, primary key (side, old))"
    )
    connection.execute(
        "insert into work.request select side, old, number, coalesce(answered_at, sent_at, '') from work.sent"
    )
    connection.execute("create index work.sent_at on sent (side, provider, endpoint, answered_at)")


def _checkpoints(connection: sqlite3.Connection) -> None:
    """Of each scope the checkpoint that knows more, of equals the newer; parts go with the scope they are parts of."""
    columns = columns_of("mirror_checkpoints")
    states = " ".join(f"when '{state}' then {place}" for place, state in enumerate(_KNOWS))
    further = ", ".join(f"{name} desc" for name in columns)
    connection.execute(
        f"""
        create table work.checkpoint as
        select *, dense_rank() over (
            partition by provider, endpoint, scope
            order by case state {states} else {len(_KNOWS)} end, coalesce(asked_at, '') desc, {further}
        ) as choice
        from ({_both("mirror_checkpoints")})
        """
    )
    connection.execute("create index work.checkpoint_scope on checkpoint (provider, endpoint, scope, side)")
    connection.execute(
        f"""
        insert into main.mirror_checkpoints ({", ".join(columns)})
        select distinct {", ".join(columns)} from (
            select c.*, rank() over (partition by provider, endpoint, scope order by choice) as best
            from work.checkpoint as c
            where c.part_of is null or not exists (
                select 1 from work.checkpoint as p
                where p.provider = c.provider and p.endpoint = c.endpoint and p.scope = c.part_of and p.side = c.side
                    and p.choice > 1
            )
        ) where best = 1 order by provider, endpoint, scope
        """
    )


def _drift(connection: sqlite3.Connection) -> None:
    """The first sighting counts, and the greater count: what both files saw is not to be counted twice."""
    keys = ("provider", "endpoint", '"table"', "path", "kind")
    _best(connection, "mirror_drift", keys, "first_seen")
    same = " and ".join(f"t.{key} is mirror_drift.{key}" for key in keys)
    connection.execute(
        f'update main.mirror_drift set "count" = (select max(t."count") from ({_both("mirror_drift")}) as t where {same})'
    )


def _mark(connection: sqlite3.Connection) -> None:
    """Says that the result is a snapshot too: of the providers and seasons of both, as of the later moment."""
    marks = connection.execute(
        f"select providers, seasons, as_of from ({_both('mirror_snapshot')})"
    ).fetchall()
    providers = sorted({name for told, *_ in marks for name in json.loads(told)})
    seasons = None
    if all(told is not None for _, told, _ in marks):
        seasons = json.dumps(sorted({year for _, told, _ in marks for year in json.loads(told)}))
    as_of = max((moment for *_, moment in marks if moment is not None), default=None)
    connection.execute(
        "insert into main.mirror_snapshot values (1, ?, ?, ?)", (json.dumps(providers), seasons, as_of)
    )


def _best(connection: sqlite3.Connection, table: str, keys: Sequence[str], order: str) -> None:
    """Of each key the first row in that order; of rows that are equal in it, the one that reads greater."""
    columns = columns_of(table)
    further = ", ".join(f"{name} desc" for name in columns)
    told = ", ".join(columns)
    connection.execute(
        f"""
        insert into main.{table} ({told})
        select {told} from (
            select *, row_number() over (partition by {", ".join(keys)} order by {order}, {further}) as choice
            from ({_both(table, numbered=True)})
        ) where choice = 1 order by {", ".join(keys)}
        """
    )
