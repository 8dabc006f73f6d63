"""When an answer is old enough to be asked for again. Pure: from what is known of the scope and the present moment.

Closed is closed, and still checked: stewards and courts rewrite results months later, so a result is asked again on a
ladder of days after its session ended, each rung further away, and then never. Statuses are free text and may never
become terminal, so it is the date that counts.
"""

import re
from collections.abc import Mapping, Sequence

from mirror.catalogue import Endpoint, Fresh, Scope
from mirror.instants import stamp, unix

DAY = 86_400.0
LADDER = (1.0, 3.0, 14.0, 45.0, 120.0)  # days after the end
_LIST_DAYS = 1.0
_SEASON_HOURS = 6.0
_MARKET_NEAR_DAYS = 7.0
_PROFILE_DAYS = 30.0
_BULK_LAGS_DAYS = 4.0  # not a week: the weekend before must not fall on the same days
_SESSION_HOURS = 4.0  # how long after its start a session is over when nobody says when it ended
_OVERTIME_HOURS = 24.0  # how long a status that says so keeps a session under way
_LONGEST_SESSION = 12 * 3_600.0  # seconds; what is meant to last longer is a weekend or a season
_CALLED_OFF = {"cancelled", "canceled", "postponed"}
_MISSING_DAYS = 1.0
_MISSING_DAYS_OLD = 30.0
_FAILED_AGAIN = (60.0, 600.0, 3_600.0, 21_600.0, DAY, 7 * DAY)  # seconds
_AFTER_CHANGE = 3_600.0  # seconds
_UNDER_WAY = {
    "live", "running", "started", "in progress", "in_progress", "warmup", "in grid", "red flag", "yellow flag",
    "red and yellow flag", "white flag", "safety car", "in_window",
}  # fmt: skip

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})")


def ended(scope: Scope) -> float | None:
    """When what the scope is about was over (unix seconds); None when nothing is known of its time."""
    if scope.ends_at is not None and scope.ends_at != scope.starts_at:
        return unix(scope.ends_at)
    return None if scope.starts_at is None else unix(scope.starts_at) + _SESSION_HOURS * 3600


def under_way(scope: Scope, now: float) -> bool:
    """Whether what the scope is about has not ended: by its date, or a little longer by what its status says."""
    end = ended(scope)
    if end is None:
        return False
    return now < end or ((scope.status or "").lower() in _UNDER_WAY and now < end + _OVERTIME_HOURS * 3600)


def max_age(headers: Mapping[str, str]) -> float | None:
    """The seconds an answer may be kept by its own `Cache-Control`; None when it does not say."""
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    return float(found.group(1)) if found else None


def running(scope: Scope) -> tuple[float, float] | None:
    """From when to when the session is meant to run that the scope is about (unix seconds).

    None for what is no session, or has no time, or was called off.
    """
    end = ended(scope)
    if scope.starts_at is None or end is None or (scope.status or "").lower() in _CALLED_OFF:
        return None
    start = unix(scope.starts_at)
    return (start, end) if end - start <= _LONGEST_SESSION else None


def live(scope: Scope, now: float) -> bool:
    """Whether the scope is about a session that has begun and is still under way."""
    times = running(scope)
    return times is not None and times[0] <= now and under_way(scope, now)


def next_due(
    endpoint: Endpoint, scope: Scope, now: float, ladder: Sequence[float] = LADDER, lives: float | None = None
) -> str | None:
    """When a scope that was completed at `now` (unix seconds) is to be asked again; None when it is closed.

    While the thing is under way its lifetime decides (`lives` seconds where the answer said so); afterwards the ladder
    of days, of which the bulk has the first rung (it may come in late) and the last, some days after the results', which it
    follows.
    """
    fresh = scope.fresh or endpoint.fresh
    end = ended(scope)
    if fresh is Fresh.LIST or end is None:
        return stamp(now + _LIST_DAYS * DAY)
    if under_way(scope, now):
        return stamp(now + _lifetime(endpoint, fresh, end - now, lives))
    if fresh in (Fresh.MARKET, Fresh.PROFILE):
        return None
    rungs = ladder if fresh is not Fresh.BULK else (*ladder[:1], ladder[-1] + _BULK_LAGS_DAYS)
    return next((stamp(end + rung * DAY) for rung in rungs if end + rung * DAY > now), None)


def _lifetime(endpoint: Endpoint, fresh: Fresh, left: float, lives: float | None) -> float:
    """How many seconds an answer about something under way stays good; `left` are those until its end."""
    if fresh is Fresh.MARKET and left > _MARKET_NEAR_DAYS * DAY:
        return _LIST_DAYS * DAY
    if fresh is Fresh.PROFILE:
        return _PROFILE_DAYS * DAY
    if fresh in (Fresh.SEASON, Fresh.MARKET):
        return _SEASON_HOURS * 3600
    return float(endpoint.ttl) if lives is None else lives


def after_change(now: float) -> str:
    """When the bulk of a session is asked again whose results have changed: soon, but not in the same breath."""
    return stamp(now + _AFTER_CHANGE)


def after_missing(scope: Scope, now: float) -> str:
    """When a scope that is not published (404) is worth another try."""
    end = ended(scope)
    old = end is not None and now - end > LADDER[-1] * DAY
    return stamp(now + (_MISSING_DAYS_OLD if old else _MISSING_DAYS) * DAY)


def after_failure(attempts: int, now: float) -> str:
    """When a scope that failed in `attempts` runs in a row is tried again."""
    return stamp(now + _FAILED_AGAIN[min(max(attempts, 1), len(_FAILED_AGAIN)) - 1])
