"""The clock of a run, handed in as an argument so that no test sleeps."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # Linux


@dataclass(frozen=True)
class Boot:
    """One start of a machine: its id, and when it was (unix seconds) by what the clock on the wall tells now."""

    id: str
    at: float


@dataclass(frozen=True)
class Time:
    """The clock and the sleep of a run: unix seconds, and seconds on a clock that nobody sets.

    Where `boot_id` is given, `monotonic` tells the seconds since that boot of the machine, to every process alike.
    """

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] | None = None
    boot_id: str | None = None

    def steady(self) -> float:
        """Seconds since some moment, whatever is done to the clock. One handed in alone is taken as steady."""
        if self.monotonic is not None:
            return self.monotonic()
        return time.monotonic() if self.now is time.time else self.now()

    def boot(self) -> Boot | None:
        """The machine's present boot by the present clock; None where nobody can tell one boot from another."""
        return None if self.boot_id is None else Boot(self.boot_id, self.now() - self.steady())


def _since_boot() -> float:
    """Seconds since the machine was started, sleep included where the system counts it."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def _boot_id() -> str | None:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


SYSTEM = Time(monotonic=_since_boot, boot_id=_boot_id())
"""The clock of this machine."""
