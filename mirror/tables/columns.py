"""The kinds of column a table may have. Each carries its description and unit where the code can print it.

A kind is read back from the column itself: its SQL type says what values it takes, its `info` where they come from:
`within` (the embedded object whose own table has no place for it: `driver.team`), `asked` (the answer does not say it,
the question did), `twin` (parsed from another column of the row), `whole` (part of an object that is always sent whole,
so an absent key means NULL).
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import REAL, Boolean, Integer, LargeBinary, Numeric, Text
from sqlalchemy.types import TypeEngine
from sqlmodel import Field


class Instant(Text):
    """A moment: UTC ISO 8601 text ending in `Z`, with the fraction the provider gave."""


class Json(Text):
    """A list or an object, kept as compact JSON text."""


class Anything(LargeBinary):
    """A whole number or a text: a column that converts nothing."""


class Whole(Integer):
    """A count or an id: a whole number of up to 64 bits."""


INTEGER, NUMBER, TEXT, BOOLEAN = Whole(), Numeric(asdecimal=False), Text(), Boolean(create_constraint=False)
INSTANT, JSON, ANYTHING = Instant(), Json(), Anything()


def _column(
    kind: TypeEngine[Any],
    description: str,
    *,
    key: bool = False,
    optional: bool = False,
    refers: str | None = None,
    **info: Any,
) -> Any:
    described: dict[str, Any] = {"comment": description, "info": info}
    if key:
        described["autoincrement"] = False
    named: dict[str, Any] = {} if refers is None else {"foreign_key": refers}
    return Field(
        default=None,
        sa_type=kind,
        description=description,
        primary_key=key,
        nullable=optional or not key,
        sa_column_kwargs=described,
        **named,
    )


def integer(description: str, **more: Any) -> Any:
    """A column of whole numbers."""
    return _column(INTEGER, description, **more)


def number(description: str, **more: Any) -> Any:
    """A column of decimal numbers (points, temperatures, seconds); 437 and 437.0 are one value."""
    return _column(NUMBER, description, **more)


def real(description: str, **more: Any) -> Any:
    """A column of decimal numbers that are never stored as whole ones."""
    return _column(REAL(asdecimal=False), description, **more)


def text(description: str, **more: Any) -> Any:
    """A column of text, exactly as the provider wrote it."""
    return _column(TEXT, description, **more)


def anything(description: str, **more: Any) -> Any:
    """A column of whole numbers or texts, each kept as it is."""
    return _column(ANYTHING, description, **more)


def boolean(description: str, **more: Any) -> Any:
    """A column of truth values, stored as 0 and 1."""
    return _column(BOOLEAN, description, **more)


def instant(description: str, **more: Any) -> Any:
    """A column of moments: UTC ISO 8601 text."""
    return _column(INSTANT, description, **more)


def json(description: str, **more: Any) -> Any:
    """A column of JSON text."""
    return _column(JSON, description, **more)


def twin(source: str, read: Callable[[str], int | None], description: str, **more: Any) -> Any:
    """A column of whole numbers parsed from the text column `source` of the same row by `read`."""
    return _column(INTEGER, description, twin=(source, read), **more)


def extra() -> Any:
    """The column every provider row has for what no column was made for."""
    return _column(JSON, "Fields the provider sent that have no column, as JSON; NULL when there are none.")


def removed_at(**more: Any) -> Any:
    """The column every provider row has for the moment it was proven gone; `unless` is SQL that keeps it gone."""
    return _column(
        INSTANT, "When the provider was proven to have removed this row (UTC); NULL while it stands.", **more
    )
