"""The provider rows of two snapshots made one: carried over where they agree, their lives united where they do not.

Most rows are in one file alone or equal in both, and SQL carries them over. The others are the `special` ones: their two
lives are laid side by side (`life.united`). Everything large lies in the file attached as `work`, so memory stays flat.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Table

from mirror.providers import PROVIDERS
from mirror.snapshot.compare import quoted
from mirror.snapshot.ledger import SIDES, columns_of, keep_or_number
from mirror.snapshot.life import Birth, Life, Past, united
from mirror.store.history import as_json, keys_of, number_of, row_id
from mirror.tables import PROVIDER_TABLES
from mirror.walk.walk import FILTERED


class United(NamedTuple):
    """How a union came about: rows by where they come from, and how many rows the files told differently."""

    first: int
    second: int
    both: int
    differing: int


class Rows:
    """The provider rows of both sides and their past; `work.request` tells the numbers of requests."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._seen = {side: Seen(connection, side) for side in SIDES}
        self._first = self._second = self._both = self._differing = 0

    def unite(self) -> United:
        """Fills the provider tables, the history and the births of `main`."""
        self._births()
        for name, table in PROVIDER_TABLES.items():
            if self._known(name):
                self._table(name, table)
        self._number()
        return United(self._first, self._second, self._both, self._differing)

    def _known(self, name: str) -> bool:
        """Whether either side has, or ever had, a row of that table."""
        ways = [f"select 1 from temp.side{side}_{name}" for side in SIDES]
        ways.append(f"select 1 from work.birth where table_no = {number_of(name)}")
        return any(self._connection.execute(f"{sql} limit 1").fetchone() for sql in ways)

    def _births(self) -> None:
        run = self._connection.execute
        run(
            "create table work.birth (side integer, table_no integer, row_id, request integer, at text, old integer)"
        )
        for side in SIDES:
            run(
                f"""
                insert into work.birth
                select {side}, f.table_no, f.row_id, q.number, coalesce(q.at, ''), f.id
                from temp.side{side}_mirror_first_seen as f
                left join work.request as q on q.side = {side} and q.old = f.request_id
                """
            )
        run("create index work.birth_row on birth (table_no, row_id, side)")
        run(
            "create table work.came (table_no integer, row_id, request integer, seq, old, also, place, number)"
        )
        run(
            'create table work.past ("table", row_id, valid_from, valid_to, request, row, seq, old, also, place, number)'
        )
        run("create table work.special (row_id primary key, take integer) without rowid")
        run("create table work.present (row_id, side integer, row, primary key (row_id, side)) without rowid")

    def _table(self, name: str, table: Table) -> None:
        run = self._connection.execute
        run("delete from work.special")
        run("delete from work.present")
        self._find_special(name, table)
        for side in SIDES:
            run(
                f"""
                insert into work.present
                select s.row_id, {side}, {as_json(table, "t")} from temp.side{side}_{name} as t
                join work.special as s on s.row_id = {_own(table, "t")}
                """
            )
        rows = self._connection.execute("select row_id from work.special order by row_id").fetchall()
        for (row,) in rows:
            self._unite(name, table, row)
        self._carry(name, table)

    def _find_special(self, name: str, table: Table) -> None:
        """Rows that both files know and that may have different lives in them."""
        number = number_of(name)
        same = " and ".join(f"a.{key} is b.{key}" for key in keys_of(table))
        columns = [column.name for column in table.columns]
        was, now = (", ".join(f"{row}.{quoted(column)}" for column in columns) for row in "ab")
        ways = [
            f"""
            select {_own(table, "a")} from temp.side1_{name} as a join temp.side2_{name} as b on {same}
            where ({was}) is not ({now})
            """,
            f"""
            select row_id from work.birth where table_no = {number} group by row_id
            having max(side) > min(side) and max(sum(side = 1), sum(side = 2)) > 1
            """,
        ]
        for here, there in ((1, 2), (2, 1)):
            known = "exists (select 1 from work.birth as k where k.table_no = {} and k.row_id = {} and k.side = {})"
            own = _own(table, "a")
            ways += [
                f"""
                select {own} from temp.side{here}_{name} as a where {known.format(number, own, there)}
                    and not exists (select 1 from temp.side{there}_{name} as b where {same})
                """,
                f"""
                select h.row_id from temp.side{here}_mirror_history as h
                where h."table" = '{name}' and {known.format(number, "h.row_id", there)}
                """,
            ]
        for sql in ways:
            self._connection.execute(f"insert or ignore into work.special (row_id) {sql}")

    # One special row

    def _unite(self, name: str, table: Table, row: Any) -> None:
        lives = {side: self._life(side, name, table, row) for side in SIDES}
        numbers = {side: self._numbers(side, name, row) for side in SIDES}
        one, two = (life._replace(seen=None) for life in lives.values())
        made = one if one == two else united(lives[1], lives[2])
        self._differing += one != two
        take = next(
            (side for side in SIDES if made.present is not None and lives[side].present == made.present), 0
        )
        run = self._connection.execute
        run("update work.special set take = ? where row_id = ?", (take, row))
        for seq, birth in enumerate(made.births):
            old = [numbers[side][0].get(birth.request) for side in SIDES]
            run(
                "insert into work.came (table_no, row_id, request, seq, old, also) values (?, ?, ?, ?, ?, ?)",
                (number_of(name), row, birth.request, seq, *_agreed(old)),
            )
        for seq, past in enumerate(made.past):
            old = [numbers[side][1].get((past.valid_to, past.row)) for side in SIDES]
            run(
                'insert into work.past ("table", row_id, valid_from, valid_to, request, row, seq, old, also)'
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (name, row, *past, seq, *_agreed(old)),
            )

    def _life(self, side: int, name: str, table: Table, row: Any) -> Life:
        births = tuple(
            Birth(at, request)
            for at, request in self._connection.execute(
                "select at, request from work.birth where table_no = ? and row_id = ? and side = ? order by at, request",
                (number_of(name), row, side),
            )
        )
        past = tuple(
            Past(valid_from, valid_to, request, _today(table, told))
            for valid_from, valid_to, request, told in self._connection.execute(
                f"""
                select h.valid_from, h.valid_to, q.number, h.row from temp.side{side}_mirror_history as h
                left join work.request as q on q.side = {side} and q.old = h.request_id
                where h."table" = ? and h.row_id = ? order by h.id
                """,
                (name, row),
            )
        )
        found = self._connection.execute(
            "select row from work.present where row_id = ? and side = ?", (row, side)
        ).fetchone()
        if found is None:
            return Life(births, past, None)
        return Life(births, past, found[0], self._seen[side].last(table, json.loads(found[0])))

    def _numbers(self, side: int, name: str, row: Any) -> tuple[dict[Any, int], dict[Any, int]]:
        """The numbers of the row's births and of its past versions in that file."""
        births = self._connection.execute(
            "select request, old from work.birth where table_no = ? and row_id = ? and side = ?",
            (number_of(name), row, side),
        )
        past = self._connection.execute(
            f'select valid_to, row, id from temp.side{side}_mirror_history where "table" = ? and row_id = ?',
            (name, row),
        )
        return dict(births.fetchall()), {(at, told): number for at, told, number in past}

    # All the others

    def _carry(self, name: str, table: Table) -> None:
        run = self._connection.execute
        number, told = number_of(name), ", ".join(columns_of(name))
        own, order = _own(table, "t"), ", ".join(quoted(key) for key in keys_of(table))
        same = " and ".join(f"t.{key} is o.{key}" for key in keys_of(table))
        other = f"exists (select 1 from temp.side{{}}_{name} as o where {same})"
        usual = f"not exists (select 1 from work.special as s where s.row_id = {own} and s.take is not {{}})"
        chosen = f"exists (select 1 from work.special as s where s.row_id = {own})"
        run(
            f"""
            insert into main.{name} ({told})
            select {told} from (
                select t.* from temp.side1_{name} as t where {usual.format(1)}
                union all
                select t.* from temp.side2_{name} as t where {usual.format(2)} and ({chosen} or not {other.format(1)})
            ) order by {order}
            """
        )
        count = [run(f"select count(*) from temp.side{side}_{name}").fetchone()[0] for side in SIDES]
        both = run(f"select count(*) from temp.side1_{name} as t where {other.format(2)}").fetchone()[0]
        self._first, self._second, self._both = (
            self._first + count[0] - both, self._second + count[1] - both, self._both + both,
        )  # fmt: skip
        usual = "not exists (select 1 from work.special as s where s.row_id = x.row_id)"
        run(
            f"""
            insert into work.came (table_no, row_id, request, seq, old, also)
            select x.table_no, x.row_id,
                iif(y.old is null or (x.at, x.request) <= (y.at, y.request), x.request, y.request), 0,
                iif(y.old is null or (x.at, x.request) <= (y.at, y.request), x.old, y.old),
                iif(x.request is y.request, y.old, null)
            from work.birth as x left join work.birth as y on y.table_no = {number} and y.row_id = x.row_id and y.side = 2
            where x.table_no = {number} and x.side = 1 and {usual}
            union all
            select x.table_no, x.row_id, x.request, 0, x.old, null from work.birth as x
            where x.table_no = {number} and x.side = 2 and {usual}
                and not exists (
                    select 1 from work.birth as y where y.table_no = {number} and y.row_id = x.row_id and y.side = 1
                )
            """
        )
        for side in SIDES:
            run(
                f"""
                insert into work.past ("table", row_id, valid_from, valid_to, request, row, seq, old)
                select x."table", x.row_id, x.valid_from, x.valid_to, q.number, x.row, x.id, x.id
                from temp.side{side}_mirror_history as x
                left join work.request as q on q.side = {side} and q.old = x.request_id
                where x."table" = '{name}' and {usual}
                """
            )

    def _number(self) -> None:
        """Numbers what came and what passed: births in the order of their requests, versions in that of their ends."""
        run = self._connection.execute
        for kind, order in (
            ("came", "request, table_no, row_id, seq"),
            ("past", 'valid_to, "table", row_id, seq'),
        ):
            run(
                f"update work.{kind} set place = n.place from"
                f" (select rowid as row, row_number() over (order by {order}) as place from work.{kind}) as n"
                f" where n.row = {kind}.rowid"
            )
            keep_or_number(self._connection, f"work.{kind}")
        run(
            "insert into main.mirror_first_seen (id, table_no, row_id, request_id)"
            " select number, table_no, row_id, request from work.came order by number"
        )
        run(
            'insert into main.mirror_history (id, "table", row_id, valid_from, valid_to, request_id, row)'
            ' select number, "table", row_id, valid_from, valid_to, request, row from work.past order by number'
        )


def _own(table: Table, row: str) -> str:
    """The SQL that names a row, as `mirror.store.history.row_id`, but compared as it is, so that an index serves."""
    return f"+({row_id(table, row)})"


def _agreed(numbers: list[int | None]) -> tuple[int | None, int | None]:
    """The numbers that the files have for one thing: the first that is there, and the other."""
    known = [number for number in numbers if number is not None]
    return (known[0] if known else None), (known[1] if len(known) > 1 else None)


def _today(table: Table, row: str) -> str:
    """A version as a file of today would have kept it: the columns of this version in their order."""
    told = json.loads(row)
    names = [column.name for column in table.columns]
    if list(told) == names:
        return row
    return json.dumps({name: told.get(name) for name in names}, separators=(",", ":"), ensure_ascii=False)


class Seen:
    """When one side last looked at a row, as the checkpoints of the scopes that show it tell."""

    def __init__(self, connection: sqlite3.Connection, side: int) -> None:
        self._connection, self._side = connection, side

    def last(self, table: Table, row: dict[str, Any]) -> Birth | None:
        """The end of the last complete look at the row, with a request that was answered then; None if there was none."""
        looks = [look for scope in _scopes(table, row) if (look := self._completed(*scope)) is not None]
        return max(looks, key=lambda look: look.at, default=None)

    def _completed(self, provider: str, endpoint: str, scope: str) -> Birth | None:
        found = self._connection.execute(
            f"""
            select c.completed_at, (
                select min(q.number) from work.sent as q
                where q.side = {self._side} and q.provider = c.provider and q.endpoint = c.endpoint
                    and q.answered_at = c.completed_at
            )
            from temp.side{self._side}_mirror_checkpoints as c
            where c.provider = ? and c.endpoint = ? and c.scope = ? and c.completed_at is not null
            """,
            (provider, endpoint, scope),
        ).fetchone()
        return None if found is None else Birth(*found)


# A scope that shows rows of another table than its endpoint's: (endpoint, parameter) -> (table, column).
_SHOWS_TOO = {("sportradar", "summary", "stage_id"): ("sportradar_stages", ("id", "parent_id"))}


def _scopes(table: Table, row: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The scopes whose answers hold the row: (provider, endpoint, scope)."""
    for provider in PROVIDERS.values():
        for endpoint in provider.endpoints:
            if endpoint.table == table.name:
                asked = [(name, row.get(FILTERED.get(name, name))) for name in endpoint.ask]
                if all(value is not None for _, value in asked):
                    yield provider.name, endpoint.name, "&".join(f"{name}={value}" for name, value in asked)
    for (provider_name, endpoint_name, name), (shown, columns) in _SHOWS_TOO.items():
        if shown == table.name:
            for column in columns:
                if row.get(column) is not None:
                    yield provider_name, endpoint_name, f"{name}={row[column]}"
