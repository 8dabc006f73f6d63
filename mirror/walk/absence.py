"""Rows that a complete walk did not bring: whether they are gone, live on under another id, or were only left out.

Nothing is removed because an answer is silent. A row counts as absent only when its scope was walked from the first page
to the last in one run, with rows in it and the filters honoured. Then:

- a row whose natural key came back under another id lives on under that one (`mirror.walk.reload`);
- where only few rows are absent they are asked for again, in other words, so that the ends of pages lie elsewhere: between
  two scopes that are known to have rows, where they can share a request; then by driver, after a driver whose rows are
  all there was asked for in the same way; or, where no driver tells the rows apart, in smaller pages. Only when each of
  these answers brings every other row it was asked for and none of the absent ones, and the scope adds up no worse
  without them, do they get `removed_at`. A row that comes back loses it again. Where many are absent at once, the
  answer is taken for a cut one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from mirror.catalogue import Endpoint, Fresh, Provider, Scope
from mirror.store import Store
from mirror.walk import walk
from mirror.walk.reload import FEW, NAMED, Reload, Where, condition
from mirror.walk.walk import Task

_ONE_PAGE = 80  # rows that surely share a page
_SMALLER_PAGE = 67  # rows; ends nowhere near the end of a whole page, nor do two of them
_DRIVER = "driver_ids[]"


class Absence:
    """What one provider's complete walks left out."""

    def __init__(self, provider: Provider, store: Store) -> None:
        self._provider, self._store = provider, store
        self._reload = Reload(provider, store)

    def look(self, task: Task, scope: Scope, number: int, now: str) -> Task | None:
        """Links what lives on under another id. Returns the first task that asks again for what is still absent.

        `number` is the request that ended the walk. None when nothing is absent, or nothing may be said of it.
        """
        endpoint = task.endpoint
        if not (endpoint.paged and task.whole and task.ids) or task.confirms:
            return None
        where = _columns(scope)
        if where is None or not (where or endpoint.table in NAMED):
            return None
        wider = self._reload.former(endpoint.table, where)
        if wider is not None:
            self._reload.follow(endpoint.table, where, wider, task, number, now)
        absent = self._absent(endpoint.table, where, task.ids) if task.again else []
        came = self._came(endpoint.table, where, task.ids) if absent else 0
        if not came:
            return None
        left = frozenset(absent) - self._reload.link(endpoint.table, where, task, number, now)
        if not left or len(left) * FEW > came or endpoint.fresh is Fresh.LIST:
            return None
        first, *then = self._looks(endpoint, scope, left, came)
        return replace(first, then=tuple(then))

    def conclude(self, task: Task, number: int, now: str, holes: Callable[[], int]) -> Task | None:
        """What another look says: the task of the next one, or, when it was the last, marks the rows that are gone.

        `holes` counts the scope's holes.
        """
        table = task.endpoint.table
        if task.confirms & task.ids or not all(self._is_whole(table, scope, task) for scope in task.scopes):
            return None
        if task.then:
            return replace(task.then[0], then=task.then[1:])
        self._remove(table, task.confirms, number, now, holes)
        return None

    def _remove(
        self, table: str, gone: frozenset[Any], number: int, now: str, holes: Callable[[], int]
    ) -> None:
        before = holes()
        with self._store.transaction():
            self._store.moment(now, number)
            self._store.forget()
            self._store.connection.execute("savepoint removal")
            self._store.connection.executemany(
                f"update {table} set removed_at = ? where id = ? and removed_at is null",
                [(now, row) for row in sorted(gone)],
            )
            if (
                holes() > before
            ):  # without them the scope has gaps: the answer is short, not the table too long
                self._store.connection.execute("rollback to removal")
            self._store.connection.execute("release removal")

    # How to ask again

    def _looks(self, endpoint: Endpoint, scope: Scope, left: frozenset[Any], came: int) -> list[Task]:
        """The tasks that ask again for the rows `left`, each in other words; `came` is how many others came."""
        scope = scope._replace(part_of=None)  # what is asked here is no part that anything waits for
        again = Task(endpoint, (scope, *self._witnesses(endpoint, scope)), confirms=left)
        drivers = self._by_driver(endpoint, scope, left)
        if drivers and came > _ONE_PAGE:
            return drivers
        smaller = Task(endpoint, (scope,), confirms=left, page_size=min(_SMALLER_PAGE, (came + 1) // 2))
        return [again, *(drivers or [smaller])]

    def _by_driver(self, endpoint: Endpoint, scope: Scope, left: frozenset[Any]) -> list[Task]:
        """The same by driver: first one who lost no row, then those of the rows `left`; none where no driver tells.

        Who has other rows is asked for alone, so that a page that loses its end would lose those. Who has none is asked
        for beside the first, since an empty answer says nothing.
        """
        root = Scope(endpoint.name, scope.params[:1], scope.season)
        where = _columns(root)
        if endpoint.split[:1] != (_DRIVER,) or where is None:
            return []
        told, values = condition(where)
        sql = f"select id, driver_id from {endpoint.table} where {told} and removed_at is null"
        known = self._store.connection.execute(sql, values).fetchall()
        rows = Counter(driver for _, driver in known)
        stay = {driver for row, driver in known if row not in left}
        gone = sorted({driver for row, driver in known if row in left}, key=str)
        others = sorted((-count, driver) for driver, count in rows.items() if driver not in (None, *gone))
        if None in gone or not others:
            return []
        _, witness = others[0]
        alone = [driver for driver in gone if driver in stay]
        beside = [driver for driver in gone if driver not in stay]
        if sum(rows[driver] for driver in (*beside, witness)) > _ONE_PAGE:
            alone, beside = gone, []
        asked = [[witness], *([driver] for driver in alone), *([[*beside, witness]] if beside else [])]
        return [
            Task(
                endpoint,
                (root._replace(params=(*root.params, *((_DRIVER, str(driver)) for driver in several))),),
                confirms=left,
            )
            for several in asked
        ]

    def _is_whole(self, table: str, scope: Scope, task: Task) -> bool:
        """Whether a second look brought every row of `scope` that is known, but for those it is about."""
        where = _columns(scope)
        if where is None or not self._came(table, where, task.ids):
            return False
        return task.confirms.issuperset(self._absent(table, where, task.ids))

    def _witnesses(self, endpoint: Endpoint, scope: Scope) -> list[Scope]:
        """The scopes before and after `scope` that have rows, and few enough to share a page with it.

        A page that is cut at either end then lacks rows of theirs.
        """
        if endpoint.batch == 1:
            return []
        name, own = scope.params[0][0], int(scope.params[0][1])
        known = self._store.checkpoints(self._provider.name, endpoint.name)
        room = _ONE_PAGE - (known.get(scope.text, {}).get("rows") or 0)
        fitting = {
            int(row["scope"].partition("=")[2]): row
            for row in known.values()
            if row["state"] == "complete" and row["part_of"] is None and 0 < (row["rows"] or 0) <= room // 2
        }
        before = max((number for number in fitting if number < own), default=None)
        after = min((number for number in fitting if number > own), default=None)
        return [
            Scope(endpoint.name, ((name, str(number)),), fitting[number]["season"])
            for number in (before, after)
            if number is not None
        ][: endpoint.batch - 1]

    def _absent(self, table: str, where: Where, ids: AbstractSet[Any]) -> list[Any]:
        told, values = condition(where)
        sql = f"select id from {table} where {told} and removed_at is null"
        return [row for (row,) in self._store.connection.execute(sql, values) if row not in ids]

    def _came(self, table: str, where: Where, ids: AbstractSet[Any]) -> int:
        told, values = condition(where)
        rows = self._store.connection.execute(f"select id from {table} where {told}", values)
        return sum(row in ids for (row,) in rows)


def _columns(scope: Scope) -> Where | None:
    """The columns that tell the rows of a scope, with their values; None when its parameters are no columns."""
    where: Where = defaultdict(set)
    for name, value in scope.params:
        if name not in walk.FILTERED or not value.lstrip("-").isdigit():
            return None
        where[walk.FILTERED[name]].add(int(value))
    return dict(where)
