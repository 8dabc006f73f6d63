"""Prints `datasette.yml` from tables and views: `python -m mirror.publish > datasette.yml`; a test says when it is stale.

The same file is Datasette's configuration and its metadata. The database is called `f1` there, whatever its file is.
"""

import inspect
import sqlite3
import sys
from contextlib import closing
from typing import Any

import yaml
from sqlalchemy import Table
from sqlmodel import SQLModel

from mirror import tables, views
from mirror.providers import PROVIDERS
from mirror.site.served import NAME
from mirror.store.files import mirror_ddl
from mirror.tables import altsportsdata, balldontlie, sportradar, world

# Facets that nobody asked for time out on large tables, and a download goes around every other rule.
SETTINGS: dict[str, Any] = {
    "default_allow_sql": False,
    "allow_download": False,
    "allow_signed_tokens": False,
    "suggest_facets": False,
    "default_page_size": 50,
    "max_returned_rows": 5000,  # the laps of a race are more than a thousand
    "sql_time_limit_ms": 2000,
    "max_csv_mb": 100,
    "num_sql_threads": 3,
}

_HEADER = "# Printed by `python -m mirror.publish > datasette.yml` from tables and views; change them, not this file.\n"
_LABELS = ("display_name", "name", "description", "last_name", "message", "outcome_name", "market_name")
_SIZE_OF_FACTS = 100  # rows on a page: about five laps of a race


def document() -> dict[str, Any]:
    """The configuration and metadata of Datasette, as `datasette.yml` holds them."""
    described = {str(table.name): _described(table) for table in tables.PROVIDER_TABLES.values()}
    described |= {str(table.name): _of_the_world(table) for table in tables.WORLD_TABLES.values()}
    hidden = sorted(name for name in SQLModel.metadata.tables if name.startswith("mirror_"))
    return {
        "title": "f1-mirror",
        "description": "What three Formula 1 data providers say, in one SQLite file.",
        "settings": SETTINGS,
        "databases": {
            NAME: {
                "description": (
                    "Views without a prefix are one world out of three providers, under canonical ids; tables are named"
                    " after the provider whose answers they hold. Durations and gaps are in milliseconds, instants in UTC."
                ),
                "allow_sql": False,
                "tables": _views() | described | {name: {"hidden": True, "allow": False} for name in hidden},
            }
        },
    }


def _views() -> dict[str, Any]:
    """The views across providers; the steps they are made of are not listed, but can be read."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in mirror_ddl():
            connection.execute(statement)
        found = {
            name: {
                "title": view.title,
                "description": view.description,
                "size": _SIZE_OF_FACTS,
                "columns": views.described(connection, view),
            }
            for name, view in views.asked().items()
        }
    return found | {
        name: {"title": view.title, "description": view.description, "hidden": True}
        for name, view in views.views().items()
        if name not in found
    }


def _of_the_world(table: Table) -> dict[str, Any]:
    """A table over all providers; the one that only the writer needs is not listed."""
    documented = inspect.cleandoc(_classes()[str(table.name)].__doc__ or "")
    title = str(table.name).replace("_", " ").capitalize()
    found: dict[str, Any] = {"title": title, "description": documented, "columns": _columns(table)}
    return found | ({"hidden": True} if table.name == "crosswalk_source" else {"facets": ["kind"]})


def _described(table: Table) -> dict[str, Any]:
    provider, _, resource = table.name.partition("_")
    title = f"{PROVIDERS[provider].title}: {resource.replace('_', ' ')}"
    documented = inspect.cleandoc(_classes()[table.name].__doc__ or "").split("\n\n")
    columns = table.columns.keys()
    found: dict[str, Any] = {"title": title, "description": " ".join(documented[0].split())}
    if len(documented) > 1:
        found["source"] = " ".join(documented[1].split())
    label = next((name for name in _LABELS if name in columns), None)
    if label is not None:
        found["label_column"] = label
    found |= _order(table)
    if any(index.columns and not index.unique for index in table.indexes):
        found["size"] = _SIZE_OF_FACTS
    if "season" in (index.columns.keys()[0] for index in table.indexes):
        found["facets"] = ["season"]
    found["columns"] = _columns(table)
    return found


def _columns(table: Table) -> dict[str, str]:
    return {str(column.name): column.comment for column in table.columns if column.comment}


def _order(table: Table) -> dict[str, str]:
    """The newest first, where there is a date to tell by and it costs no sorting of a large table."""
    for name in ("start_date", "date", "scheduled", "year"):
        if name in table.columns and table.name.endswith(("_events", "_sessions", "_stages", "_seasons")):
            return {"sort_desc": name}
    return {}


def _classes() -> dict[str, type[SQLModel]]:
    modules = (balldontlie, sportradar, altsportsdata, world)
    return {
        str(one.__tablename__): one
        for module in modules
        for one in vars(module).values()
        if inspect.isclass(one) and issubclass(one, SQLModel) and one is not SQLModel
    }


def text() -> str:
    """`datasette.yml`, letter by letter."""
    return _HEADER + yaml.safe_dump(document(), sort_keys=False, allow_unicode=True, width=110)


if __name__ == "__main__":
    sys.stdout.write(text())
