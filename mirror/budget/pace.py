"""When the next request may leave, so that no window of a provider is ever overrun.

A provider counts a request when it arrives, somewhere between the moments it was sent and answered. Of the requests in
any window, the one sent last arrived no earlier than it was sent, the others no later than they were answered. So a
request may leave when fewer than `limit` others are unanswered or were answered within the window before: that holds
whatever the network or a stalled thread does. A margin is added for clocks that do not run alike, less the smallest
latency seen, which is a margin too. No more is taken off: nobody can see which part of a latency was the way there.
"""

import math
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_UNLIMITED = 1e8  # requests; no client sends as many in any window
_HOUR = 3_600.0
_LONGEST_MARGIN = 36.0  # seconds; one per cent of an hour is enough for any clock
_SPACING = 0.99  # share of the rate at which requests follow each other after a burst
_BURST = 5.0
_BURST_SHARE = 1 / 6
NEVER_ANSWERED = 120.0  # seconds after which an answer is not to be expected any more
_STALE_NOW = 1.0  # seconds; how old a caller's `now` may be before it counts as a clock set back


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` requests in any `seconds` in a row; `name` is for people ("minute")."""

    limit: float
    seconds: float
    name: str


@dataclass
class Tally:
    """What one process knows of a provider's count, in seconds of a clock that nobody sets; it outlives a run.

    `counted` are the moments at which requests were counted at the latest, the ledger's of earlier processes among them;
    `silent_until` is how long the provider wants to be left alone.
    """

    counted: list[float]
    silent_until: float = -math.inf


class Pace:
    """What was spent in each window, and so when the next request may leave. It has no clock and takes no lock.

    `spent` are the moments (Unix seconds) of earlier requests, each the latest at which it may have been counted.
    Every `spend` must be followed by an `answered`, also when no answer came.
    Raises ValueError for a window without a positive limit and length.
    """

    def __init__(self, windows: Sequence[Window], spent: Iterable[float] = ()) -> None:
        for window in windows:
            if not (window.limit > 0 and window.seconds > 0):
                raise ValueError(f"The limit of a {window.name} must be above 0.")
        self._windows = [_Log(window) for window in windows if window.limit < _UNLIMITED]
        self._unanswered: deque[float] = deque()
        self._least_latency = math.inf
        self._last = -math.inf
        self._silent_until = -math.inf
        self.silence = ""
        """Why the provider wants to be left alone, in its own words."""
        for moment in sorted(spent):
            self._last = moment
            for log in self._windows:
                log.leave(moment)
                log.count(moment)

    def ready(self, now: float) -> float:
        """The earliest moment, `now` or later, at which one more request may leave, as far as is known now.

        While requests are unanswered it may move later; ask again when it has come.
        """
        return self.until_reset(now)[0]

    def until_reset(self, now: float) -> tuple[float, Window | None]:
        """The same moment as `ready`, with the window that binds; None when no window does."""
        self._look_at(now)
        moment, binding = max(now, self._silent_until), None
        latency = self._least_latency if self._least_latency < math.inf else 0.0
        for log in self._windows:
            opens = log.opens(now, len(self._unanswered), latency)
            if opens > moment:
                moment, binding = opens, log.window
        return moment, binding

    def spend(self, now: float) -> None:
        """One request leaves now."""
        self._look_at(now)
        if self._windows:
            self._unanswered.append(now)
        for log in self._windows:
            log.leave(now)

    def answered(self, sent: float, received: float) -> None:
        """The request that left at `sent` was answered, or given up, at `received`."""
        self._look_at(received)
        if not self._unanswered:
            return
        try:
            self._unanswered.remove(sent)
        except ValueError:
            self._unanswered.popleft()
        if received >= sent:
            self._least_latency = min(self._least_latency, received - sent)
        self._count(received)

    def hold(self, until: float, why: str | None = None) -> None:
        """The provider asked for silence until then, in these words."""
        self._silent_until = max(self._silent_until, until)
        if why is not None:
            self.silence = why

    @property
    def silent_until(self) -> float:
        """How long the provider wants to be left alone; minus infinity when it did not say."""
        return self._silent_until

    def _count(self, moment: float) -> None:
        self._last = max(self._last, moment)
        for log in self._windows:
            log.count(self._last)

    def _look_at(self, now: float) -> None:
        """Gives up what was never answered, and brings the moments along when the clock was set back."""
        if now < self._last - _STALE_NOW:
            self._last = now
            for log in self._windows:
                log.set_back(now)
        while self._unanswered and self._unanswered[0] < now - NEVER_ANSWERED:
            self._count(self._unanswered.popleft() + NEVER_ANSWERED)


class _Log:
    """One window: the last `limit` counted moments, oldest first, and the even spacing of the generic cell rate."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.limit = max(1, math.floor(window.limit))
        self.seconds = window.seconds if window.limit >= 1 else window.seconds / window.limit
        self.margin = min(max(0.04, 0.01 * self.seconds), 0.03 * self.seconds, _LONGEST_MARGIN)
        self.counted: deque[float] = deque(maxlen=self.limit)
        self.apart = self.seconds / (self.limit * _SPACING) if self.seconds < _HOUR else 0.0
        self.burst = min(self.limit, max(_BURST, self.limit * _BURST_SHARE))
        self.due = -math.inf  # when the last request would have left, had all been evenly spaced

    def opens(self, now: float, unanswered: int, least_latency: float) -> float:
        """The earliest moment at which this window takes one more request."""
        evenly = self.due - (self.burst - 1) * self.apart
        free_after = self.limit - unanswered  # so many of the last counted ones fill the window
        if free_after > len(self.counted):
            return evenly
        gap = self.seconds + max(0.0, self.margin - least_latency)
        last_in_the_way = self.counted[len(self.counted) - free_after] if free_after > 0 else now
        return max(evenly, last_in_the_way + gap)

    def leave(self, now: float) -> None:
        # The clock may have been set back: never owe more than one full burst.
        self.due = min(max(now, self.due), now + self.burst * self.apart) + self.apart

    def count(self, moment: float) -> None:
        self.counted.append(moment)

    def set_back(self, now: float) -> None:
        """Counts what is in the future as counted now."""
        later = len(self.counted) - bisect_right(self.counted, now)
        for _ in range(later):
            self.counted.pop()
        self.counted.extend([now] * later)
        self.due = min(self.due, now + self.burst * self.apart)
