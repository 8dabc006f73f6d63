"""What somebody may have meant whose SQL names a table, a view or a column that is not there."""

import difflib
import re
from collections.abc import Iterable

from mirror.queries import QUERIES
from mirror.reading.source import Source, SqlFailed

_UNKNOWN = re.compile(r"no such (table|column): (?:\w+\.)*([^\s.]+)")
_WORD = re.compile(r"\w+")
_LIKE = 0.6  # of 1: how like it a name must be
_NEAR = 3  # names that are shown


def with_suggestion(source: Source, sql: str, trouble: SqlFailed) -> SqlFailed:
    """The same trouble with the names that are like the one that is not there, or the trouble itself."""
    found = _UNKNOWN.search(str(trouble))
    if found is None:
        return trouble
    kind, name = found.groups()
    if kind == "table" and name in QUERIES:
        return SqlFailed(
            f"{str(trouble).rstrip('.')}; {name} is a query, m.q.{name}() or 'f1-mirror query {name}'."
        )
    tables = [
        one for (one,) in source.fetch("select name from sqlite_schema where type in ('table', 'view')")
    ]
    if kind == "column":
        named = set(_WORD.findall(sql.lower()))
        asked = [one for one in tables if one.lower() in named]
        known = [column for one in asked for column in _columns(source, one)]
    else:
        known = tables
    near = difflib.get_close_matches(name.lower(), dict.fromkeys(known), n=_NEAR, cutoff=_LIKE)
    if near:
        return SqlFailed(f"{str(trouble).rstrip('.')}; did you mean {_either(near)}?")
    if kind == "column" and known:
        return SqlFailed(f"{str(trouble).rstrip('.')}; there are {', '.join(dict.fromkeys(known))}.")
    return trouble


def _columns(source: Source, table: str) -> list[str]:
    return [one for (one,) in source.fetch("select name from pragma_table_info(?)", [table])]


def _either(names: Iterable[str]) -> str:
    return " or ".join(repr(one) for one in names)
