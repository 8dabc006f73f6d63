"""Which windows each provider counts in. Every number can be configured; these are what the documentation says."""

from collections.abc import Sequence
from dataclasses import replace
from sqlite3 import Connection

from mirror.budget.clocks import Span, spans
from mirror.budget.pace import NEVER_ANSWERED, Window
from mirror.clock import Boot
from mirror.instants import stamp, unix
from mirror.providers.balldontlie import REQUESTS_PER_MINUTE
from mirror.settings import Settings

_SPORTRADAR_QPS, _SPORTRADAR_QUOTA = (
    1.0,
    1000.0,
)  # the trial's, Mashery era; today's are shown in the user's console
_ALTSPORTSDATA_HOUR, _ALTSPORTSDATA_DEMO_HOUR = 1000.0, 100.0  # the Free tier's, and that of demo keys
_PERIOD_DAYS = 30
_LONG = 3_600.0  # seconds; a window from here on can be spent before a session that falls into it
DAY = 86_400.0


def windows(provider: str, settings: Settings, tier: int | None) -> list[Window]:
    """The windows to stay inside. BALLDONTLIE's depends on the tier; without one it is the slowest."""
    if provider == "balldontlie":
        rate = settings.balldontlie_requests_per_minute or REQUESTS_PER_MINUTE[tier or 0]
        return [_window(rate, 60.0, "minute")]
    if provider == "sportradar":
        trial = settings.sportradar_access_level == "trial"
        quota = settings.sportradar_quota or (_SPORTRADAR_QUOTA if trial else None)
        rates = [_window(settings.sportradar_requests_per_second or _SPORTRADAR_QPS, 1.0, "second")]
        return rates if quota is None else [*rates, Window(quota, _PERIOD_DAYS * DAY, "quota period")]
    demo = (settings.altsportsdata_api_key is not None) and (settings.key(provider) or "").startswith("demo-")
    hour = settings.altsportsdata_requests_per_hour or (
        _ALTSPORTSDATA_DEMO_HOUR if demo else _ALTSPORTSDATA_HOUR
    )
    return [_window(hour, 3600.0, "hour"), Window(10 * hour, DAY, "day")]


def spent(
    connection: Connection, provider: str, counted: Sequence[Window], now: float, boot: Boot | None = None
) -> list[float]:
    """When the provider can have counted, at the latest, what the ledger has in these windows at `now` (unix seconds).

    `boot` is the machine's present one by the clock that tells `now`: with it, nobody can have set the clock in between.
    Nobody knows when a request was counted whose process was killed before an answer came: for as long as one waits
    for an answer it counts as now.
    """
    longest = max((window.seconds for window in counted), default=0.0)
    sql = (
        "select sent_at, answered_at, coalesce(seconds, 0.0) from mirror_requests"
        " where provider = ? and sent_at >= ? and id >= ? and id < ?"
    )
    moments: list[float] = []
    for span in spans(connection, boot, now):
        since = stamp(now - span.behind - longest - NEVER_ANSWERED)
        for sent, answered, seconds in connection.execute(sql, (provider, since, span.first, span.end)):
            came = None if answered is None else unix(answered)
            moments.append(_counted(span, unix(sent), came, seconds, now))
    return sorted(moment for moment in moments if moment > now - longest)


def _counted(span: Span, sent: float, answered: float | None, seconds: float, now: float) -> float:
    """When a request was counted at the latest: no later than it was answered, as long as that is believable."""
    left = sent + span.behind
    if left > now:
        left = span.latest
    if answered is None:
        return min(left + NEVER_ANSWERED, now)
    # An answer that was archived may have been dealt with by a later process, and by another clock.
    came = max(left + seconds, answered + span.behind)
    return min(came if came <= now else span.latest, now)


def held_back(counted: Sequence[Window], share: float, next_live: float | None, now: float) -> list[Window]:
    """The windows for work that can wait: `share` of each long one is left for the sessions that fall into it.

    `next_live` is when the next session begins, or now while one runs (unix seconds); None when none is known of.
    """

    def kept(window: Window) -> Window:
        if window.seconds < _LONG or next_live is None or next_live >= now + window.seconds:
            return window
        return replace(window, limit=max(1.0, window.limit * (1 - share)))

    return [kept(window) for window in counted]


def live_pause(
    counted: Sequence[Window],
    share: float,
    sessions: Sequence[tuple[float, float]],
    requests: int,
    now: float,
) -> float:
    """Seconds between two looks at what is live, each of so many requests, for the share to last as long as the sessions.

    `sessions` are the times (unix seconds) of those that were, are and will be, a window's length around; without a
    share the whole window is theirs. The window that counts is the fullest that begins in a session and holds `now`:
    so however often this is asked, none of them gets more than the share.
    """

    def busiest(seconds: float) -> float:
        firsts = [
            max(start, now - seconds) for start, end in sessions if start <= now and end > now - seconds
        ]
        return max((_covered(sessions, first, first + seconds) for first in firsts), default=0.0)

    pauses = [
        requests * busiest(window.seconds) / (window.limit * (share or 1.0))
        for window in counted
        if window.seconds >= _LONG
    ]
    return max(pauses, default=0.0)


def _covered(times: Sequence[tuple[float, float]], first: float, last: float) -> float:
    """How many seconds between two moments lie in any of the times."""
    total, reached = 0.0, first
    for start, end in sorted(times):
        total += max(0.0, min(end, last) - max(start, reached))
        reached = max(reached, min(end, last))
    return total


def _window(limit: float, seconds: float, name: str) -> Window:
    """A window that holds at least one request: half a request a second is one in two seconds."""
    return Window(limit, seconds, name) if limit >= 1 else Window(1.0, seconds / limit, name)
