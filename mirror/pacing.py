"""Which windows each provider counts in. Every number can be configured; these are what the documentation says."""

from mirror.pace import Window
from mirror.providers.balldontlie import REQUESTS_PER_MINUTE
from mirror.settings import Settings

_SPORTRADAR_QPS, _SPORTRADAR_QUOTA = (
    1.0,
    1000.0,
)  # the trial's, Mashery era; today's are shown in the user's console
_ALTSPORTSDATA_HOUR, _ALTSPORTSDATA_DEMO_HOUR = 1000.0, 100.0  # the Free tier's, and that of demo keys
_PERIOD_DAYS = 30
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


def _window(limit: float, seconds: float, name: str) -> Window:
    """A window that holds at least one request: half a request a second is one in two seconds."""
    return Window(limit, seconds, name) if limit >= 1 else Window(1.0, seconds / limit, name)
