"""The clock of a run, handed in as an argument so that no test sleeps."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Time:
    """The clock and the sleep of a run: unix seconds, and seconds on a clock that nobody sets."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] | None = None

    def steady(self) -> float:
        """Seconds since some moment, whatever is done to the clock. One handed in alone is taken as steady."""
        if self.monotonic is not None:
            return self.monotonic()
        return time.monotonic() if self.now is time.time else self.now()


SYSTEM = Time()
"""The clock of this machine."""
