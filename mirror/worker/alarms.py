"""When to look again: one job a provider in APScheduler, which knows nothing but the moment that the database named."""

from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Protocol

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from mirror.run.ending import Stop

_LISTEN = 1.0  # seconds; how long a signal may go unnoticed


class Alarms(Protocol):
    """Rings for each provider at the moment that was last set for it, and once."""

    def ring_at(self, provider: str, moment: float) -> None:
        """Rings at `moment` (unix seconds), at once when it is past, and not at the moment set before."""

    def wait(self, seconds: float, stop: Stop) -> set[str]:
        """The providers that rang; none when `seconds` have gone by or a stop is wanted."""


class Scheduled:
    """Alarms by the system's clock. Nothing is kept: after a restart the database says what is due."""

    def __init__(self) -> None:
        self._rung: SimpleQueue[str] = SimpleQueue()
        # A job only rings, so it needs no thread of its own; one that was missed (a laptop that slept) rings late, once.
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": DebugExecutor()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.start()

    def ring_at(self, provider: str, moment: float) -> None:
        """See `Alarms`."""
        trigger = DateTrigger(datetime.fromtimestamp(moment, UTC))
        self._scheduler.add_job(self._rung.put, trigger, [provider], id=provider, replace_existing=True)

    def wait(self, seconds: float, stop: Stop) -> set[str]:
        """See `Alarms`."""
        waited = 0.0
        while waited < seconds and not stop.wanted.is_set():
            try:
                rung = {self._rung.get(timeout=min(_LISTEN, seconds - waited))}
            except Empty:
                waited += _LISTEN
                continue
            while not self._rung.empty():
                rung.add(self._rung.get())
            return rung
        return set()

    def close(self) -> None:
        """Ends the scheduler's thread."""
        self._scheduler.shutdown()
