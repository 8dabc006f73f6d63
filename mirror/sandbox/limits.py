"""Sliding windows: the exact times of what was allowed, per key."""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` requests in any `seconds`; seconds None means for ever, a quota."""

    count: int
    seconds: float | None

    @classmethod
    def rate(cls, count: float, seconds: float) -> "Limit":
        """A rate that may be a fraction: half a request a second is one in two seconds."""
        whole = max(1, int(count))
        return cls(whole, seconds * whole / count if count > 0 else None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass, which limit it met else, what is left of the tightest and when that is renewed.

    `wait` counts seconds; None when waiting does not help.
    """

    allowed: bool
    limit: Limit | None
    left: int
    wait: float | None


class Windows:
    """The log of allowed requests of every key. A refused request does not count."""

    def __init__(self) -> None:
        self._allowed: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._spent: dict[tuple[str, str], int] = defaultdict(int)

    def ask(self, provider: str, key: str, limits: Sequence[Limit], now: float) -> Verdict:
        """Count a request against all limits, or refuse it for the first limit that is met."""
        times = self._allowed[provider, key]
        longest = max((limit.seconds or 0.0 for limit in limits), default=0.0)
        while times and times[0] <= now - longest:
            times.popleft()
        tightest: tuple[int, float | None] | None = None
        for limit in limits:
            used, wait = self._used(times, provider, key, limit, now)
            left = limit.count - used
            if left <= 0:
                return Verdict(False, limit, 0, wait)
            if tightest is None or left < tightest[0]:
                tightest = (left, wait if wait is not None else limit.seconds)
        times.append(now)
        self._spent[provider, key] += 1
        return Verdict(True, None, tightest[0] - 1 if tightest else 0, tightest[1] if tightest else None)

    def spent(self, provider: str, key: str) -> int:
        """How many requests of a key were ever allowed."""
        return self._spent[provider, key]

    def _used(
        self, times: deque[float], provider: str, key: str, limit: Limit, now: float
    ) -> tuple[int, float | None]:
        """Requests inside a limit's window, and the seconds until the oldest of them leaves it."""
        if limit.seconds is None:
            return self._spent[provider, key], None
        used, oldest = 0, now
        if times and times[0] > now - limit.seconds:
            used, oldest = len(times), times[0]
        else:
            for at in reversed(times):
                if at <= now - limit.seconds:
                    break
                used, oldest = used + 1, at
        return used, oldest + limit.seconds - now if used else None


def peak(times: Sequence[float], seconds: float) -> int:
    """The greatest number of times that lie within `seconds` of each other (a window is open at one end)."""
    ordered = sorted(times)
    return max(
        (index - bisect_right(ordered, at - seconds) + 1 for index, at in enumerate(ordered)), default=0
    )
