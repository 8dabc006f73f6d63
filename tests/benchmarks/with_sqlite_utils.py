"""sqlite-utils as its documentation uses it: `upsert_all` of flat dictionaries, a transaction a page.

An embedded object is replaced by its id and upserted into its own table, as often as it comes; foreign keys are
declared when a table is made. The client is the floor's, so that the difference is the library's alone. (Whoever drops
the repeated objects of a page by hand first, as the floor does, needs about half the CPU time.)
"""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import sqlite_utils

from tests.benchmarks.job import PREFIX, Job, pages

# The embedding field and its table, in the order in which a row's parents have to be there.
_PARENTS = {
    "circuit": "circuits",
    "event": "events",
    "session": "sessions",
    "team": "teams",
    "driver": "drivers",
}
_KEYS: dict[str, str | tuple[str, ...]] = {"seasons": "year", "futures": ("id", "event_id")}

Row = dict[str, Any]


def run(job: Job) -> None:
    """Fills the job's file."""
    database = sqlite_utils.Database(job.db)
    database.enable_wal()
    database.execute("pragma synchronous = normal")
    database.execute("pragma foreign_keys = on")
    for endpoint, target, data in pages(job):
        if endpoint == "futures":
            event = int(parse_qs(urlsplit(target).query)["event_ids[]"][0])
            data = [_future(row, event) for row in data]
        found: dict[str, list[Row]] = {resource: [] for resource in _PARENTS.values()}
        rows = [_flat(row, found) for row in data]
        with database.atomic():
            for resource, parents in found.items():
                _upsert(database, resource, parents)
            _upsert(database, endpoint, rows)
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()


def _flat(row: Row, found: dict[str, list[Row]]) -> Row:
    """The row with ids in place of the objects in it, which go to `found`."""
    flat: Row = {}
    for name, value in row.items():
        if name not in _PARENTS:
            flat[name] = value
        elif value is None:
            flat[f"{name}_id"] = None
        else:
            parent = _flat(value, found)
            if name == "driver" and "team" in value:  # the team belongs to the row, not to the driver
                flat["team_id"] = parent.pop("team_id")
            flat[f"{name}_id"] = parent["id"]
            found[_PARENTS[name]].append(parent)
    return flat


def _future(row: Row, event: int) -> Row:
    subject = row["subject"]
    known = {name: value for name, value in row.items() if name != "subject"}
    return known | {
        "event_id": event, "subject_type": subject["type"], "driver": subject.get("driver"), "team": subject.get("team")
    }  # fmt: skip


def _upsert(database: sqlite_utils.Database, resource: str, rows: list[Row]) -> None:
    if rows:
        references = [
            (f"{name}_id", PREFIX + parent, "id")
            for name, parent in _PARENTS.items()
            if f"{name}_id" in rows[0]
        ]
        database.table(PREFIX + resource).upsert_all(
            rows, pk=_KEYS.get(resource, "id"), foreign_keys=references
        )
