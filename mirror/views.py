"""The views across providers, one file of `sql/views/` each, and how they get into a mirror.

A file's first comment line is the view's title, the comment lines after it its description, and `-- name: words` lines
describe its columns. What follows is one `select`. The views live in the mirror itself, so that every reader of the file
has them: Python, the command line, Datasette and any SQLite shell.

A view whose name begins with `crosswalk_` is a step that others are made of; the rest are for asking.
"""

import re
import sqlite3
from dataclasses import dataclass
from functools import cache

from mirror.places import SQL

_COLUMN = re.compile(r"-- ([a-z_0-9]+): (.+)")
_STEP = "crosswalk_"

# What is the same wherever it stands.
_SHARED = {
    "season": "The season, by its year.",
    "event_id": "The canonical id of the event (`2024-abu-dhabi`).",
    "event": "The event's name.",
    "session_id": "The canonical id of the session (`2024-abu-dhabi-race`).",
    "session": "The session's name.",
    "type": "The kind of session: practice, qualifying, sprint_qualifying, sprint, race or other.",
    "driver_id": "The canonical id of the driver (`lando-norris`).",
    "driver": "The driver's name.",
    "team_id": "The canonical id of the team (`mclaren`) that the provider names for this row; NULL when it names none.",
    "team": "The team's name.",
    "circuit": "The circuit's name.",
    "name": "The name.",
    "first_name": "The given name.",
    "last_name": "The family name.",
    "short_name": "The short name.",
    "city": "The city.",
    "country": "The country.",
    "lap_number": "The lap, from 1.",
    "position": "The place, from 1; NULL for the unclassified.",
    "stint_number": "The driver's stint, counted from 1.",
    "stop_number": "The driver's stop, counted from 1.",
    "category": "The kind of message.",
    "flag": "The flag shown.",
    "scope": "What the flag covers: track, sector or driver.",
    "sector": "The marshalling sector.",
    "message": "The words.",
    "date": "When it starts (UTC).",
    "status": "The state, in the provider's word.",
    "provider": "The provider whose row this is.",
    "provider_id": "The provider's own id, as text.",
}

_PREFACE = (
    "One row per thing of the real world, under canonical ids, each row with the provider it came from: BALLDONTLIE's where"
    " it has any facts of that kind for the session, else Sportradar's, else AltSportsData's. Rows that a provider has"
    " removed are left out. Durations and gaps are in milliseconds. Ids and the season are cheap to ask for: a race answers"
    " in a few milliseconds. A session is here once the crosswalk knows it, which every sync sees to at its end."
)


@dataclass(frozen=True, slots=True)
class View:
    """One view: its name, its words, the description of each column, and the `select` it is."""

    name: str
    title: str
    description: str
    columns: dict[str, str]
    sql: str

    @property
    def statement(self) -> str:
        """The statement that makes it, letter by letter as SQLite keeps it."""
        return f"CREATE VIEW {self.name} AS\n{self.sql}"


@cache
def views() -> dict[str, View]:
    """Every view by name, in the order of the alphabet."""
    return {path.stem: _read(path.stem, path.read_text("utf-8")) for path in sorted(SQL.glob("views/*.sql"))}


def asked() -> dict[str, View]:
    """The views that are for asking, without the steps they are made of."""
    return {name: view for name, view in views().items() if not name.startswith(_STEP)}


def _read(name: str, text: str) -> View:
    lines = text.splitlines()
    end = next(number for number, line in enumerate(lines) if not line.startswith("--"))
    words: list[str] = []
    columns: dict[str, str] = {}
    for line in lines[:end]:
        column = _COLUMN.fullmatch(line)
        if column is not None:
            columns[column.group(1)] = column.group(2)
        elif columns:
            last = next(reversed(columns))
            columns[last] += f" {line[3:]}"
        else:
            words.append(line[3:])
    return View(name, words[0], " ".join(words[1:]), columns, "\n".join(lines[end:]).strip())


def statements() -> list[str]:
    """The statements that make the views; a view may name one that comes later."""
    return [view.statement for view in views().values()]


def apply(connection: sqlite3.Connection) -> list[str]:
    """Makes the views of an open mirror those of today, in one transaction of its own. Returns the names it changed.

    A view that is as it should be is left alone, and so is one that somebody else put there.
    """
    there = dict(connection.execute("select name, sql from sqlite_schema where type = 'view'").fetchall())
    changed = [view for view in views().values() if there.get(view.name) != view.statement]
    if changed:
        connection.execute("begin immediate")
        for view in changed:
            connection.execute(f"drop view if exists {view.name}")
            connection.execute(view.statement)
        connection.execute("commit")
    return [view.name for view in changed]


def words_for(view: View, column: str) -> str:
    """The description of a column of a view; empty when nobody wrote one."""
    return view.columns.get(column) or _SHARED.get(column, "")


def described(connection: sqlite3.Connection, view: View) -> dict[str, str]:
    """The columns of a view in their order, each with its description."""
    names = [name for (name,) in connection.execute("select name from pragma_table_info(?)", (view.name,))]
    return {name: view.columns.get(name) or _SHARED[name] for name in names}


def page(connection: sqlite3.Connection) -> str:
    """The views as a page in Markdown, printed from the files and the columns that `connection` knows."""
    steps = [view for name, view in views().items() if name.startswith(_STEP)]
    parts = ["# The views across providers", _PREFACE]
    for view in asked().values():
        parts.append(f"## `{view.name}`: {view.title}\n\n{view.description}")
        rows = [f"| `{name}` | {words} |" for name, words in described(connection, view).items()]
        parts.append("\n".join(["| column | what it is |", "|---|---|", *rows]))
    parts.append(
        "## The steps they are made of\n\nFor those who write their own SQL over the providers' tables."
    )
    parts.append("\n".join(f"- `{view.name}`: {view.title}. {view.description}" for view in steps))
    return "\n\n".join(parts) + "\n"
