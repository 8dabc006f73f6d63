"""What a filter may be given and what it asks for: a value in, a condition of SQL with its values out.

Values are always bound, never written into the SQL. What does not fit is a UsageError of one sentence.
"""

import json
import operator
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from mirror.errors import UsageError
from mirror.places import SQL

Condition = tuple[str, list[Any]]
Whole = int | None
Ids = int | Iterable[int] | None
Text = str | None
Texts = str | Iterable[str] | None
Day = str | date | None
Season = int | str | None

_SHOWN = 40  # letters of a wrong value that are quoted
_BOUND = 50  # values bound one by one; more go as one list


class Filter(NamedTuple):
    """One filter of a resource: its name, how its value is read, and the condition it asks for.

    `type` is how the value is annotated, one of the types of this file. `also` is the provider's own spelling. What an
    `orders` filter asks for is no condition but the order.
    """

    name: str
    about: str
    type: str
    asks: Callable[[str, Any], Condition]
    also: str | None = None
    column: str | None = None
    orders: bool = False


# Values


def whole(name: str, value: Any) -> int:
    """A whole number of 64 bits. Raises UsageError."""
    if not isinstance(value, bool):
        try:
            number = operator.index(value)
        except TypeError:
            pass
        else:
            if -(2**63) <= number < 2**63:
                return number
            raise UsageError(f"{name} wants a whole number of 64 bits, not {quoted(value)}.")
    raise UsageError(f"{name} wants a whole number, not {quoted(value)}.")


def text(name: str, value: Any) -> str:
    """A text that a database can hold. Raises UsageError."""
    if not isinstance(value, str):
        raise UsageError(f"{name} wants a text, not {quoted(value)}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{name} wants a text of whole letters, not {quoted(value)}.") from None
    return str(value)


def several(name: str, value: Any, one: Callable[[str, Any], Any]) -> list[Any]:
    """A value or an iterable of values, each read by `one`, as a list. Raises UsageError."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        return [one(name, value)]
    if isinstance(value, dict):
        raise UsageError(f"{name} wants a value or a list of them, not {quoted(value)}.")
    return [one(name, each) for each in value]


def quoted(value: Any) -> str:
    """What was given, as a sentence can show it: in one line, and cut where it is long."""
    try:
        told = repr(value)
    except Exception:  # noqa: BLE001 - somebody else's repr
        told = type(value).__name__
    told = "".join(letter if letter.isprintable() else "?" for letter in told)
    return told if len(told) <= _SHOWN else f"{told[:_SHOWN]}…"


def among(column: str, values: list[Any]) -> Condition:
    """The condition that `column` is one of the values; of none when there are none."""
    if len(values) == 1:
        return f"{column} = ?", values
    if len(values) <= _BOUND:
        return f"{column} in ({', '.join('?' * len(values))})", values
    return f"{column} in (select value from json_each(?))", [json.dumps(values)]


# Kinds of filters


def ids(name: str, column: str, about: str) -> Filter:
    """An array of whole numbers (`name[]` in the provider's query), also a single one."""
    return Filter(
        name, about, "Ids", lambda n, v: among(f"t.{column}", several(n, v, whole)), f"{name}[]", column
    )


def integer(name: str, column: str, about: str) -> Filter:
    """One whole number."""
    return Filter(name, about, "Whole", lambda n, v: (f"t.{column} = ?", [whole(n, v)]), column=column)


def word(name: str, column: str, about: str) -> Filter:
    """A text that the column equals, letter by letter."""
    return Filter(name, about, "Text", lambda n, v: (f"t.{column} = ?", [text(n, v)]), column=column)


def words(name: str, column: str, about: str, also: str | None = None) -> Filter:
    """A text, or several, one of which the column equals."""
    return Filter(name, about, "Texts", lambda n, v: among(f"t.{column}", several(n, v, text)), also, column)


# The documentation of a filter and the answers use different words for one state.
_SAME_STATUS = ({"completed", "final"}, {"scheduled"}, {"cancelled", "canceled"})


def status(column: str, about: str) -> Filter:
    """A state, as stored or as documented (`Completed` is `final`)."""

    def asks(name: str, value: Any) -> Condition:
        given = text(name, value)
        same: set[str] = next((known for known in _SAME_STATUS if given.lower() in known), set())
        return among(f"t.{column}", sorted({given} | same | {known.title() for known in same}))

    return Filter("status", about, "Text", asks, column=column)


def search(columns: tuple[str, ...], about: str) -> Filter:
    """A part of one of the names, whatever its case and accents."""

    def asks(name: str, value: Any) -> Condition:
        part = folded(text(name, value))
        told = " or ".join(f"instr(folded(t.{column}), ?) > 0" for column in columns)
        return f"({told})", [part] * len(columns)

    return Filter("search", about, "Text", asks)


_UNDIVIDED = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)


@cache
def folded(name: str | None) -> str:
    """A name without case and accents: `Pérez` and `PEREZ` are one."""
    if not isinstance(name, str):
        return ""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_UNDIVIDED)


def country(column: str, about: str) -> Filter:
    """A country by any of its codes: ISO of two and three letters, IOC, FIA."""

    def asks(name: str, value: Any) -> Condition:
        given = text(name, value).strip().upper()
        if len(given) not in (2, 3) or not given.isalpha():
            raise UsageError(f"{name} wants two or three letters like NL, NLD or NED, not {quoted(value)}.")
        codes, values = among("code", [given])
        same = f"select code from ({_countries()}) where iso2 in (select iso2 from ({_countries()}) where {codes})"
        return f"(upper(t.{column}) = ? or upper(t.{column}) in ({same}))", [given, *values]

    return Filter("country_code", about, "Text", asks, column=column)


@cache
def _countries() -> str:
    lines = (SQL / "countries.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")).rstrip().rstrip(";")


def day(name: str, column: str, about: str, *, after: bool, also: str | None = None) -> Filter:
    """A day or moment: at or after it, or up to it; a day is meant whole."""

    def asks(filter_name: str, value: Any) -> Condition:
        given = value.isoformat() if isinstance(value, date) else text(filter_name, value)
        try:
            datetime.fromisoformat(given)
        except ValueError:
            raise UsageError(f"{filter_name} wants a date like 2024-07-28, not {quoted(value)}.") from None
        if after:
            return f"t.{column} >= ?", [given]
        return (f"substr(t.{column}, 1, 10) <= ?" if len(given) == 10 else f"t.{column} <= ?"), [given]

    return Filter(name, about, "Day", asks, also, column)
