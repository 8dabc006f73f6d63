"""Rows as lines of text in columns."""

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

_GAP = 2
_LEAST = 6  # columns are not made narrower than this
_AHEAD = 1000  # rows looked at to find the widths


def unique(names: Sequence[str]) -> list[str]:
    """The names with a number behind those that were there before: an object holds each name once."""
    seen: list[str] = []
    for name in names:
        number, own = 2, name
        while own in seen:
            own, number = f"{name}_{number}", number + 1
        seen.append(own)
    return seen


def table(names: Sequence[str], rows: Iterable[Sequence[Any]], limit: int | None) -> Iterator[str]:
    """Rows as lines of text in columns, numbers to the right; no line longer than `limit` when there is one.

    Columns that have no room are named at the end.
    """
    coming = iter(rows)
    ahead = list(islice(coming, _AHEAD))
    cells = [[cell(value) for value in row] for row in ahead]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    shown = len(widths)
    if limit is not None:
        shown = _fit(widths, limit)
    right = [
        all(isinstance(row[n], int | float | None) for row in ahead) and bool(ahead) for n in range(shown)
    ]
    yield _line(names, widths, right, shown)
    yield (" " * _GAP).join("-" * one for one in widths[:shown])
    for row in chain(cells, ([cell(value) for value in row] for row in coming)):
        yield _line(row, widths, right, shown)
    if limit is not None and shown < len(names):
        yield from textwrap.wrap(f"not shown: {', '.join(names[shown:])}", max(limit, 1))


def _fit(widths: list[int], limit: int) -> int:
    """Narrows the widest columns until they fit, and returns how many columns can be shown at all."""
    shown = max(1, min(len(widths), (limit + _GAP) // (_LEAST + _GAP)))
    while sum(widths[:shown]) + _GAP * (shown - 1) > limit:
        widest = max(range(shown), key=lambda n: widths[n])
        if widths[widest] <= 1:
            break
        widths[widest] -= 1
    return shown


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], shown: int) -> str:
    made = []
    for cell, wide, to_the_right in zip(cells[:shown], widths, right, strict=False):
        cut = cell if len(cell) <= wide else cell[: wide - 1] + "…"
        made.append(cut.rjust(wide) if to_the_right else cut.ljust(wide))
    return (" " * _GAP).join(made).rstrip()


def cell(value: Any) -> str:
    """A value in one line; what a terminal might take for a command is left out."""
    told = plain(value)
    text = "" if told is None else str(told)
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)


def plain(value: Any) -> Any:
    """A value that JSON has: bytes as hexadecimal digits, infinities as None."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
