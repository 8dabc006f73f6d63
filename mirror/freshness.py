"""When an answer is old enough to be asked for again. Pure: from what is known of the scope and the present moment.

Closed is closed, and still checked: stewards and courts rewrite results months later, so a result is asked again on a
ladder of days after its session ended, each rung further away, and then never. Statuses are free text and may never
become terminal, so it is the date that counts.
"""

from mirror.catalogue import Endpoint, Fresh, Scope
from mirror.instants import stamp, unix

DAY = 86_400.0
LADDER = (1.0, 3.0, 14.0, 45.0, 120.0)  # days after the end
_LIST_DAYS = 1.0
_SEASON_HOURS = 6.0
_SESSION_HOURS = 4.0  # how long after its start a session is over when nobody says when it ended
_MISSING_DAYS = 1.0
_MISSING_DAYS_OLD = 30.0
_FAILED_AGAIN = (60.0, 600.0, 3_600.0, 21_600.0, DAY, 7 * DAY)  # seconds


def ended(scope: Scope) -> float | None:
    """When what the scope is about was over (unix seconds); None when nothing is known of its time."""
    if scope.ends_at is not None and scope.ends_at != scope.starts_at:
        return unix(scope.ends_at)
    return None if scope.starts_at is None else unix(scope.starts_at) + _SESSION_HOURS * 3600


def next_due(endpoint: Endpoint, scope: Scope, now: float) -> str | None:
    """When a scope that was completed at `now` (unix seconds) is to be asked again; None when it is closed.

    While the thing is under way its lifetime decides; afterwards the ladder.
    """
    if endpoint.fresh is Fresh.LIST:
        return stamp(now + _LIST_DAYS * DAY)
    end = ended(scope)
    if end is None:
        return stamp(now + _LIST_DAYS * DAY)
    if now < end:
        wait = _SEASON_HOURS * 3600 if endpoint.fresh in (Fresh.SEASON, Fresh.MARKET) else float(endpoint.ttl)
        return stamp(now + wait)
    if endpoint.fresh is Fresh.MARKET:
        return None
    rungs = LADDER if endpoint.fresh is not Fresh.BULK else LADDER[-1:]
    return next((stamp(end + rung * DAY) for rung in rungs if end + rung * DAY > now), None)


def after_missing(scope: Scope, now: float) -> str:
    """When a scope that is not published (404) is worth another try."""
    end = ended(scope)
    old = end is not None and now - end > LADDER[-1] * DAY
    return stamp(now + (_MISSING_DAYS_OLD if old else _MISSING_DAYS) * DAY)


def after_failure(attempts: int, now: float) -> str:
    """When a scope that failed in `attempts` runs in a row is tried again."""
    return stamp(now + _FAILED_AGAIN[min(max(attempts, 1), len(_FAILED_AGAIN)) - 1])
