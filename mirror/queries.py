"""The questions that have a name: `sql/queries/*.sql`, each with its title, its description and its parameters.

    -- Race trace                                        the title
    -- The gap to the leader at the end of each lap ...  the description: what, units, what is left out and why
    -- :season integer The season; the latest race ...   a parameter: name, type (integer, number, text), description
    -- with: asked chosen=season_races                   parts of `sql/queries/with/` that stand before it as CTEs
    select ...

A part is made once, before it is read, in a table that costs SQLite 25 microseconds even when it stays empty; one whose
comment ends with the line `Folded.` becomes a part of what reads it where it is read once. SQLite compiles a part anew
wherever it is named, and the parts it stands on with it.

Every parameter is optional: NULL and '' let the query choose. The SQL that comes out is pure and stands alone, so that
Python, the command line and Datasette give the same answer.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mirror.errors import MirrorError, UsageError
from mirror.places import SQL

FOLDER = SQL / "queries"
_PARAMETER = re.compile(r":([a-z][a-z_]*) (integer|number|text) (\S.*)")
_NAMED = re.compile(r"(?<![:\w]):([A-Za-z_]\w*)")
_UNREAD = re.compile(r"'(?:[^']|'')*'|--[^\n]*")  # texts and comments
_QUOTED = 60  # letters of a wrong value that a sentence shows
_WITH = re.compile(r"with\s+", re.IGNORECASE)


class MalformedQuery(MirrorError):
    """A file of `sql/queries/` whose header or parts do not fit; the sentence names file and line."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a query; `type` is `integer`, `number` or `text`."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Query:
    """One question: its name (that of the file), title, description, parameters, and SQL that stands alone."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    sql: str


@dataclass(frozen=True)
class _Text:
    """A file taken apart: the comment lines of its header, the parts it stands on, and its SQL."""

    path: Path
    comments: tuple[str, ...]
    parts: tuple[str, ...]
    sql: str

    @property
    def hint(self) -> str:
        """How SQLite is to take it as a part: each is made once, but one that says `Folded` goes into its only reader."""
        return "" if self.comments[-1:] == ("Folded.",) else "materialized "


class Queries(Mapping[str, Query]):
    """The queries of a folder by name, each read when it is first asked for.

    Raises KeyError for a name that is not there and MalformedQuery for a file whose header does not fit.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._read: dict[str, Query] = {}

    def __getitem__(self, name: str) -> Query:
        if name not in self._read:
            path = self._folder / f"{name}.sql"
            if not re.fullmatch(r"\w+", name) or not path.is_file():
                raise KeyError(name)
            self._read[name] = _query(path)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(path.stem for path in self._folder.glob("*.sql")))

    def __len__(self) -> int:
        return sum(1 for _ in self)


QUERIES = Queries()


def bind(query: Query, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values for every parameter of `query`, None where the query is to choose (nothing, None or '' was given).

    Raises UsageError for a parameter that the query does not have, and for a value of the wrong type.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            raise UsageError(f"{query.name} has no parameter {name!r}{_instead(name, known)}")
    return {name: _value(query, parameter, given.get(name)) for name, parameter in known.items()}


def of_part(name: str) -> str:
    """The SQL that asks for the rows of a part of `sql/queries/with/`, standing alone."""
    return _composed(_Text(FOLDER / f"{name}.sql", (), (name,), f"select * from {name}"))


def page(queries: Mapping[str, Query] = QUERIES) -> str:
    """The queries as a page in Markdown, printed from the headers of their files."""
    parts = [
        "# The questions that have a name",
        (
            "Each is a file of `sql/queries/`, asked alike as `m.q.<name>(...)` in Python, as `f1-mirror query <name>` on"
            " the command line and as a page of the site. Every parameter may be left out. Durations and gaps are in"
            " milliseconds; what is not known is NULL, never 0."
        ),
        (
            "An `event` is an id, ours or a provider's, or a text, whatever its case. A text means what it fits best: a"
            " whole name, then whole words of a name, then those of a circuit, a place or a country, then a part of a name."
            " Where several events fit equally well, such as those of a country or of several seasons, a query about one"
            " takes the latest that has what it needs, and says which by `session_id`; the views ask back instead."
        ),
        "\n".join(f"- [`{name}`](#{name}): {query.title}" for name, query in queries.items()),
    ]
    for name, query in queries.items():
        parts.append(f"## {name}\n\n**{query.title}.** {query.description}")
        rows = [f"| `{one.name}` | {one.type} | {one.description} |" for one in query.parameters]
        parts.append("\n".join(["| parameter | type | what it chooses |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _instead(name: str, known: Iterable[str]) -> str:
    names = list(known)
    if not names:
        return "; it has none."
    near = difflib.get_close_matches(name, names, n=1)
    return f"; it has {', '.join(names)}.{f' Did you mean {near[0]!r}?' if near else ''}"


def _value(query: Query, parameter: Parameter, value: Any) -> int | float | str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, bool):
        if parameter.type == "text" and isinstance(value, str | int):
            return str(value)
        if isinstance(value, str):
            value = _number(value, parameter.type)
        if isinstance(value, int) and -(2**63) <= value < 2**63:
            return value
        if parameter.type == "number" and isinstance(value, float):
            return value
    words = {"integer": "a whole number", "number": "a number", "text": "a text"}
    raise UsageError(
        f"{query.name}: {parameter.name} is {words[parameter.type]}, which {_quoted(value)} is not."
    )


def _quoted(value: Any) -> str:
    told = repr(value)
    return told if len(told) <= _QUOTED else f"{told[:_QUOTED]}…"


def _number(text: str, kind: str) -> int | float | str:
    """The number that a text is, or the text itself when it is none."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text) if kind == "number" else text
    except ValueError:
        return text


def _query(path: Path) -> Query:
    text = _text(path)
    if not text.comments:
        raise MalformedQuery(f"{path.name}, line 1: a query begins with its title, as a comment.")
    title, *rest = text.comments
    described: list[str] = []
    parameters: list[Parameter] = []
    for number, line in enumerate(rest, 2):
        if line.startswith(":"):
            found = _PARAMETER.fullmatch(line)
            if found is None:
                raise MalformedQuery(
                    f"{path.name}, line {number}: a parameter is `:name type description`, of type integer, number or text."
                )
            parameters.append(Parameter(*found.groups()))
        elif parameters:
            raise MalformedQuery(f"{path.name}, line {number}: the description stands before the parameters.")
        else:
            described.append(line)
    if not described:
        raise MalformedQuery(f"{path.name}, line 2: a description follows the title.")
    sql = _composed(text)
    _check(path, [parameter.name for parameter in parameters], sql)
    return Query(path.stem, title, " ".join(described), tuple(parameters), sql)


def _check(path: Path, told: list[str], sql: str) -> None:
    """Every parameter is told once and used."""
    used = set(_NAMED.findall(_UNREAD.sub("", sql)))
    twice = {name for name in told if told.count(name) > 1}
    for names, wrong in (
        (twice, "is told twice"),
        (used - set(told), "is used but not told in the header"),
        (set(told) - used, "is told in the header but not used"),
    ):
        if names:
            raise MalformedQuery(f"{path.name}, line 1: the parameter :{min(names)} {wrong}.")


def _text(path: Path) -> _Text:
    comments: list[str] = []
    parts: tuple[str, ...] = ()
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if not line.startswith("--"):
            break
        if line[2:3] != " " or not line[3:].strip() or parts:
            raise MalformedQuery(
                f"{path.name}, line {number}: a line of the header is `-- text`, and `-- with:` ends it."
            )
        if line.startswith("-- with: "):
            parts = tuple(line.removeprefix("-- with: ").split())
        else:
            comments.append(line[3:].strip())
    sql = "\n".join(lines[len(comments) + bool(parts) :]).strip()
    if not sql or sql.endswith(";"):
        raise MalformedQuery(
            f"{path.name}, line {len(lines)}: one statement without a semicolon follows the header."
        )
    return _Text(path, tuple(comments), parts, sql)


def _composed(text: _Text) -> str:
    """The SQL with the parts it stands on before it as common table expressions, each once and after its own parts."""
    parts: dict[str, _Text] = {}
    _gather(text, text.path.parent / "with", (), parts)
    before = ",\n".join(f"{name} as {part.hint}(\n{part.sql}\n)" for name, part in parts.items())
    if not before:
        return text.sql
    own = _WITH.match(text.sql)
    return f"with {before}" + (f",\n{text.sql[own.end() :]}" if own else f"\n{text.sql}")


def _gather(text: _Text, folder: Path, above: tuple[str, ...], parts: dict[str, _Text]) -> None:
    for told in text.parts:
        name, _, file = told.partition("=")
        path = folder / f"{file or name}.sql"
        if name in above or not path.is_file():
            wrong = "stands on itself" if name in above else "is not in the folder `with`"
            raise MalformedQuery(f"{text.path.name}: the part {name!r} {wrong}.")
        if name not in parts:
            part = _text(path)
            _gather(part, folder, (*above, name), parts)
            parts[name] = part


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - `python -m mirror.queries` prints docs/queries.md
