"""Moments as this package writes them: UTC ISO 8601 text ending in `Z`, so that text order is time order."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from mirror.errors import UsageError


@lru_cache(maxsize=8192)
def canonical(text: str) -> str | None:
    """The instant in `text` as UTC ISO 8601 ending in `Z`, with the fraction it came with; None if it is no instant.

    A moment without a zone stays as it is: nobody said which zone it is in (AltSportsData prints such ones).
    """
    if len(text) < 16 or text[4] != "-" or text[10] not in "T ":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return text
    if text.endswith("Z") and text[10] == "T":
        return text
    fraction = _fraction(text)
    try:
        utc = moment.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    except OverflowError:
        return None
    return f"{utc.isoformat()}{fraction}Z"


def _fraction(text: str) -> str:
    rest = text[19:] if len(text) > 19 and text[19] == "." else ""
    digits = rest[1:]
    for place, char in enumerate(digits):
        if not char.isdigit():
            digits = digits[:place]
            break
    return f".{digits}" if digits else ""


@lru_cache(maxsize=16)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def stamp(seconds: float) -> str:
    """Unix seconds as the ledger writes them: UTC ISO 8601 with milliseconds."""
    whole, thousandths = divmod(int(seconds * 1000), 1000)
    return f"{_second(whole)}.{thousandths:03d}Z"


def unix(text: str) -> float:
    """The unix seconds of an instant in this package's own form; a moment without a zone is taken as UTC."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def later(text: str, **by: float) -> str:
    """The instant that is `by` (as in `timedelta`) after the instant in `text`."""
    return stamp(unix(text) + timedelta(**by).total_seconds())


def known_at(moment: datetime | str) -> str:
    """`moment` as the ledger writes moments. Raises UsageError when it is none, or has no zone."""
    try:
        instant = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        if instant.tzinfo is not None:
            return stamp(instant.timestamp())
    except (ValueError, OverflowError, AttributeError):
        raise UsageError(f"{str(moment)[:40]!r} is no moment; write one like 2025-03-20T14:00:00Z.") from None
    raise UsageError(f"The moment {moment} has no time zone; write it like 2025-03-20T14:00:00Z.")
