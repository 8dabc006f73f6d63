"""Which season a row belongs to: its own columns say so, or the row it refers to. Drivers, teams and circuits have none."""

import re
import sqlite3
from collections.abc import Collection

from mirror.tables import PROVIDER_TABLES

# The tables that know their season, with the SQL that tells it of the row `t`.
_OWN = {
    "balldontlie_seasons": "t.year",
    "balldontlie_events": "t.season",
    "balldontlie_driver_standings": "t.season",
    "balldontlie_team_standings": "t.season",
    "altsportsdata_events": "coalesce(t.tour_year, t.year, cast(substr(t.start_date, 1, 4) as integer))",
    "sportradar_stages": "(select season from temp.season_of_tree where id = t.id)",
}

# A stage belongs to the season it hangs under, however deep; what is above a season belongs to none.
_TREE = """
create temp table season_of_tree as
with recursive tree (id, season, depth) as (
    select id, cast(substr(scheduled, 1, 4) as integer), 0 from {schema}.sportradar_stages where type = 'season'
    union all
    select below.id, tree.season, tree.depth + 1
    from {schema}.sportradar_stages as below join tree on below.parent_id = tree.id where tree.depth < 16
)
select id, min(season) as season from tree group by id
"""

# The columns that lead to a row which has a season, by provider; the first that a table has counts.
_LEADING = {
    "balldontlie": {"session_id": "balldontlie_sessions", "event_id": "balldontlie_events"},
    "sportradar": {"stage_id": "sportradar_stages", "season_id": "sportradar_stages"},
    "altsportsdata": {"event_id": "altsportsdata_events"},
}
_LEADS = {
    name: next(lead for lead in _LEADING[name.partition("_")[0]].items() if lead[0] in table.columns)
    for name, table in PROVIDER_TABLES.items()
    if name not in _OWN and _LEADING[name.partition("_")[0]].keys() & set(table.columns.keys())
}
_PARENTS = [name for name in PROVIDER_TABLES if any(name == parent for _, parent in _LEADS.values())]

SEASONED: frozenset[str] = frozenset({*_OWN, *_LEADS})
"""The tables whose rows belong to a season."""


def know_seasons(connection: sqlite3.Connection, schema: str = "main") -> None:
    """Makes the temporary tables that `season_of` and `within` look into, from the mirror attached as `schema`."""
    connection.execute(_TREE.format(schema=schema))
    connection.execute("create unique index temp.season_of_tree_by_id on season_of_tree (id)")
    for name in _PARENTS:
        (key,) = PROVIDER_TABLES[name].primary_key
        connection.execute(
            f"create temp table season_of_{name} as select t.{key.name} as id, {season_of(name)} as season"
            f" from {schema}.{name} as t"
        )
        connection.execute(f"create unique index temp.season_of_{name}_by_id on season_of_{name} (id)")


def season_of(table: str) -> str:
    """The SQL of the season of the row `t` of `table`, NULL when it has none; `know_seasons` was called before."""
    if table in _OWN:
        return _OWN[table]
    if table not in _LEADS:
        return "null"
    column, parent = _LEADS[table]
    return f"(select season from temp.season_of_{parent} where id = t.{column})"


def within(table: str, seasons: Collection[int]) -> str:
    """The SQL condition that the row `t` of `table` belongs to one of the seasons, or to none."""
    years = ", ".join(str(year) for year in sorted(seasons))
    if table in _LEADS:
        column, parent = _LEADS[table]
        other = f"select id from temp.season_of_{parent} where season not in ({years})"
        return f"(t.{column} is null or t.{column} not in ({other}))"
    return f"coalesce({season_of(table)} in ({years}), true)"


def within_then(table: str, seasons: Collection[int], row: str) -> str:
    """The same condition for a row of `table` that is kept as a JSON object in the column `row`."""
    condition = within(table, seasons)
    named = sorted(set(re.findall(r"\bt\.(\w+)", condition))) or ["id"]
    columns = ", ".join(f"json_extract({row}, '$.{name}') as {name}" for name in named)
    return f"exists (select 1 from (select {columns}) as t where {condition})"
