"""How a value is shown in a table: lap times as a clock, colours, compounds and flags as they look. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DURATION = re.compile(
    r"(?:^|_)(?:time|lap|sector|race|pit|duration|q[123]|pole|best|median|mean|elapsed|fastest)\w*_ms$|^q[123]_ms$"
)
_GAP = re.compile(r"(?:gap|interval|loss|delta|gain|difference|behind)\w*_ms$")
_COLOR = re.compile(r"[0-9a-fA-F]{6}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_COMPOUNDS = {
    "SOFT": "#da291c", "MEDIUM": "#e6b800", "HARD": "#8a8f98", "INTERMEDIATE": "#2e8b3d", "WET": "#1666c0",
    "HYPERSOFT": "#e58fc0", "ULTRASOFT": "#7a3aa8", "SUPERSOFT": "#c00f16",
}  # fmt: skip
_FLAGS = {
    "GREEN": "#1a9c3c", "CLEAR": "#1a9c3c", "YELLOW": "#e6b800", "DOUBLE YELLOW": "#e6b800", "RED": "#d1242f",
    "BLUE": "#1666c0", "CHEQUERED": "#444a52", "BLACK AND WHITE": "#444a52", "BLACK": "#000000", "WHITE": "#d6dade",
}  # fmt: skip


def clock(milliseconds: int) -> str:
    """A duration as it is timed: `1:32.478`, `32.478`, `1:31:44.742`.

    >>> clock(92478)
    '1:32.478'
    """
    sign = "-" if milliseconds < 0 else ""
    seconds, thousandths = divmod(abs(milliseconds), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{sign}{hours}:{minutes:02}:{seconds:02}.{thousandths:03}"
    return (
        f"{sign}{minutes}:{seconds:02}.{thousandths:03}" if minutes else f"{sign}{seconds}.{thousandths:03}"
    )


def gap(milliseconds: int) -> str:
    """A gap as it is shown: `+4.464`, `-0.120`."""
    return f"{'+' if milliseconds >= 0 else ''}{clock(milliseconds)}"


def cell(column: str, value: Any, row: Mapping[str, Any]) -> str | None:
    """The markup of one value, or None where it is shown as it is; the value itself is in the title."""
    if isinstance(value, int | float) and not isinstance(value, bool) and column.endswith("_ms"):
        if _GAP.search(column):
            return _titled(gap(round(value)), f"{value} ms")
        return _titled(clock(round(value)), f"{value} ms") if _DURATION.search(column) else None
    if not isinstance(value, str):
        return None
    if column.endswith("color") and _COLOR.fullmatch(value):
        return f'<span class="f1-swatch" style="background:#{value}"></span> {value}'
    if column == "compound" and value.upper() in _COMPOUNDS:
        return _mark(value, _COMPOUNDS[value.upper()], round_=True)
    if column == "flag" and value.upper() in _FLAGS:
        return _mark(value, _FLAGS[value.upper()], round_=False)
    if _INSTANT.fullmatch(value) and row.get("timezone"):
        local = at_the_track(value, str(row["timezone"]))
        return None if local is None else _titled(local, value)
    return None


def _titled(shown: str, title: str) -> str:
    return f'<span class="f1-number" title="{escape(title)}">{escape(shown)}</span>'


def _mark(value: str, color: str, *, round_: bool) -> str:
    shape = "f1-dot" if round_ else "f1-flag"
    return f'<span class="{shape}" style="background:{color}"></span> {escape(value)}'


def at_the_track(value: str | None, zone: str | None) -> str | None:
    """A moment by the clock at the track; None when nobody knows the moment or the zone."""
    if value is None or zone is None or not _INSTANT.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value).astimezone(ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname()}"
