"""Lap times and gaps as the providers print them, read into milliseconds and laps.

The forms are listed in Sportradar's Stage Summary page (absolute times, `+gap`, `1l` / `12L`), in BALLDONTLIE's lap
times (`M:SS.mmm`) and in AltSportsData's heat scores (`+5.234s`). Formula E once used four colon groups.
"""

import re

# Minutes after hours and seconds after minutes stay below 60, so `1:36:957` is read as a minute and not as an hour.
_CLOCK = re.compile(
    r"(?:(?:([0-9]{1,4}):(?=[0-5]?[0-9]:))?([0-9]{1,5}):(?=[0-5]?[0-9](?![0-9])))?"
    r"([0-9]{1,6})(?:\.([0-9]{1,3})|:([0-9]{3}))?s?"
)
_LAPS = re.compile(r"\+?\s*([0-9]{1,6})\s*l(?:aps?)?", re.IGNORECASE)


def _clock_ms(text: str) -> int | None:
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds, decimals, thousandths = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return whole * 1000 + int((decimals or thousandths or "0").ljust(3, "0"))


def absolute_ms(text: str) -> int | None:
    """The duration `1:34:05.715` or `1:32.478` in milliseconds; None for a gap, laps or any other text."""
    return _clock_ms(text.strip())


def gap_ms(text: str) -> int | None:
    """The gap `+16.772`, `+1:04.357` or `+5.234s` in milliseconds; None without the leading plus sign."""
    text = text.strip()
    return _clock_ms(text[1:].strip()) if text.startswith("+") else None


def any_gap_ms(text: str) -> int | None:
    """A gap in milliseconds where the plus sign may be missing (`0.000s` of the leader); None for laps or text."""
    return _clock_ms(text.strip().removeprefix("+").strip())


def laps_down(text: str) -> int | None:
    """The laps behind in `1l`, `12L` or `+1 LAP`; None for a time."""
    found = _LAPS.fullmatch(text.strip())
    return int(found.group(1)) if found else None


def form(text: str) -> str:
    """How a duration is written: `absolute` (`1:34:05.715`), `gap` (`+16.772`), `laps` (`1l`, `12L`) or `other`."""
    if laps_down(text) is not None:
        return "laps"
    if gap_ms(text) is not None:
        return "gap"
    return "other" if absolute_ms(text) is None else "absolute"
