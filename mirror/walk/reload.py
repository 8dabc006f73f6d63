"""Rows that live on under another id: the provider loads its tables anew now and then, and counts on from where it was.

What came back with the same natural key is the same row. The two are linked in `mirror_links`, and the old one goes: a row
that others refer to (a driver, an event, a session) stays and gets `removed_at`, so that what refers to it finds it; any
other leaves its table for the history. The natural keys of facts hold ids of sessions and drivers, and those may be new
as well: they are compared under the ids that these have today. What was known of a session under its old id follows it
when the same has been walked to its end under the new one.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any, NamedTuple

from mirror.catalogue import Provider
from mirror.store import Store
from mirror.store.history import number_of
from mirror.tables import PROVIDER_TABLES
from mirror.walk.walk import Task

Where = dict[str, set[int]]  # columns with the values that tell the rows of a scope

# Rows that others refer to are linked and stay: by table, the parameter with which what refers to them is asked for.
_PARENTS = {
    "balldontlie_drivers": "driver_ids[]", "balldontlie_teams": "team_ids[]", "balldontlie_circuits": "circuit_ids[]",
    "balldontlie_events": "event_ids[]", "balldontlie_sessions": "session_ids[]",
}  # fmt: skip
# What people, teams and places are known by; what happens has an index that begins with its natural key.
NAMED = {
    "balldontlie_drivers": ("first_name", "last_name"),
    "balldontlie_teams": ("name",),
    "balldontlie_circuits": ("name",),
}
FEW = 4  # rows that must have come for each that is absent: a page cut in half is no removal


class _Row(NamedTuple):
    """A row: its place in the table, its id, its natural key as it stands there and with the ids of today."""

    place: int
    id: Any
    key: tuple[Any, ...]
    today: tuple[Any, ...]


class Reload:
    """What is known of one provider's rows under more than one id."""

    def __init__(self, provider: Provider, store: Store) -> None:
        self._provider, self._store = provider, store
        self._links: dict[str, dict[Any, Any]] | None = None  # of parents alone: there are few

    def former(self, table: str, where: Where) -> Where | None:
        """The scope `where` of a table with the ids that its parents had before too; None when they had no others."""
        wider = {column: values | self._olds(table, column, values) for column, values in where.items()}
        return None if wider == where else wider

    def link(self, table: str, where: Where, task: Task, number: int, now: str) -> frozenset[Any]:
        """Links rows of a scope that a complete walk left out to those that it brought. Returns the ids of the old ones.

        A row that was there before the walk is only linked to when its key tells that its parents have new ids, or where
        names are the key and nobody else has that name. `number` is the request that ended the walk.
        """
        rows = self._rows(table, where)
        absent, came = _parted(rows, task.ids)
        if table in NAMED:
            pairs = [(old[0], new[0]) for old, new in _alike(absent, came) if len(old) == len(new) == 1]
        else:
            born = set() if task.began is None else self._born(table, task.began)
            pairs = _pairs(absent, [row for row in came if row.id in born])
            linked = {row.place for pair in pairs for row in pair}
            left = ([row for row in rows if row.place not in linked] for rows in (absent, came))
            pairs += [(old, new) for old, new in _pairs(*left) if old.key != new.key]
        self._settle(table, pairs, [], number, now)
        return frozenset(old.id for old, _ in pairs)

    def follow(self, table: str, where: Where, wider: Where, task: Task, number: int, now: str) -> None:
        """Links what is known of a scope under former ids to what its complete walk brought; what is left of it is removed.

        `wider` is what `former` gave. Nothing is removed when the walk brought far less than was known.
        """
        own = self._rows(table, where)
        known = {row.place for row in own}
        before = [row for row in self._rows(table, wider) if row.place not in known]
        came = [row for row in own if row.id in task.ids]
        pairs = _pairs(before, came)
        linked = {old.place for old, _ in pairs}
        left = [row for row in before if row.place not in linked]
        self._settle(table, pairs, left if len(left) * FEW <= len(came) else [], number, now)

    def _settle(
        self, table: str, pairs: list[tuple[_Row, _Row]], gone: list[_Row], number: int, now: str
    ) -> None:
        """Writes the links, and takes the old rows away in their way."""
        if not pairs and not gone:
            return
        connection = self._store.connection
        with self._store.transaction():
            self._store.moment(now, number)
            self._store.forget()
            connection.executemany(
                'insert into mirror_links ("table", old_id, new_id, linked_at, request_id) values (?, ?, ?, ?, ?)'
                " on conflict do nothing",
                [(table, old.id, new.id, now, number) for old, new in pairs if old.id != new.id],
            )
            stays = table in _PARENTS
            marked = [*gone, *(old for old, _ in pairs if stays)]
            connection.executemany(
                f"update {table} set removed_at = ? where rowid = ?", [(now, row.place) for row in marked]
            )
            if stays:  # nobody asks for anything by their old ids any more
                scopes = [f"{_PARENTS[table]}={old.id}" for old, _ in pairs]
                connection.executemany(
                    "delete from mirror_checkpoints where provider = ? and ? in (scope, part_of)",
                    [(self._provider.name, scope) for scope in scopes],
                )
            else:
                connection.executemany(
                    f"delete from {table} where rowid = ?", [(old.place,) for old, _ in pairs]
                )
        if stays:
            self._links = None

    def _born(self, table: str, began: int) -> set[Any]:
        sql = "select row_id from mirror_first_seen where table_no = ? and request_id >= ?"
        return {row for (row,) in self._store.connection.execute(sql, (number_of(table), began))}

    def _rows(self, table: str, where: Where) -> list[_Row]:
        """The rows of a scope that are not removed, in the order of their ids; those without a whole key are left out."""
        natural = _natural_key(table)
        told, values = condition(where)
        sql = f"select rowid, id, {', '.join(natural)} from {table} where {told} and removed_at is null order by id"
        found = self._store.connection.execute(sql, values) if natural else ()
        return [
            _Row(place, own, tuple(key), tuple(map(self._today, [table] * len(key), natural, key)))
            for place, own, *key in found
            if None not in key
        ]

    # Ids of today

    def _known(self) -> dict[str, dict[Any, Any]]:
        """By table of parents, the ids they had with the next ones."""
        if self._links is None:
            marks = ", ".join("?" * len(_PARENTS))
            sql = f'select "table", old_id, new_id from mirror_links where "table" in ({marks})'
            self._links = {}
            for table, old, new in self._store.connection.execute(sql, tuple(_PARENTS)):
                self._links.setdefault(table, {})[old] = new
        return self._links

    def _olds(self, table: str, column: str, values: set[int]) -> set[Any]:
        """The ids that the rows which `column` refers to as `values` had before."""
        links = self._known().get(_parent(table, column), {})
        return {old for old in links if self._today(table, column, old) in values}

    def _today(self, table: str, column: str, value: Any) -> Any:
        """The id that the row which `column` refers to has now; of any other column the value itself."""
        links = self._known().get(_parent(table, column))
        seen = set()
        while links and value in links and value not in seen:
            seen.add(value)
            value = links[value]
        return value


def condition(where: Where) -> tuple[str, list[int]]:
    """The SQL that tells the rows of a scope, and its values."""
    told = " and ".join(f"{column} in ({', '.join('?' * len(values))})" for column, values in where.items())
    return told or "true", [value for values in where.values() for value in sorted(values)]


def _parted(rows: Iterable[_Row], ids: AbstractSet[Any]) -> tuple[list[_Row], list[_Row]]:
    """The rows without an id of `ids`, and those with one."""
    parted: tuple[list[_Row], list[_Row]] = ([], [])
    for row in rows:
        parted[row.id in ids].append(row)
    return parted


def _alike(some: Iterable[_Row], others: Iterable[_Row]) -> list[tuple[list[_Row], list[_Row]]]:
    """The rows of both that have the same natural key today."""
    by_key: dict[tuple[Any, ...], tuple[list[_Row], list[_Row]]] = defaultdict(lambda: ([], []))
    for place, rows in enumerate((some, others)):
        for row in rows:
            by_key[row.today][place].append(row)
    return list(by_key.values())


def _pairs(olds: Iterable[_Row], news: Iterable[_Row]) -> list[tuple[_Row, _Row]]:
    """Each old row with a new one of the same natural key, in the order of their ids."""
    return [pair for old, new in _alike(olds, news) for pair in zip(old, new, strict=False)]


@cache
def _parent(table: str, column: str) -> str:
    """The table of parents that a column refers to; nothing for any other column."""
    keys = PROVIDER_TABLES[table].columns[column].foreign_keys
    return next((key.column.table.name for key in keys if key.column.table.name in _PARENTS), "")


@cache
def _natural_key(table: str) -> tuple[str, ...]:
    """The columns of a table's natural key; none when it has none."""
    indexes = [index for index in PROVIDER_TABLES[table].indexes if not index.unique]
    return NAMED.get(table) or (tuple(column.name for column in indexes[0].columns) if indexes else ())
