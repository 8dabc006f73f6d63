"""What a run knows of time, and of what its providers count: from the ledger at first, from itself since."""

from collections.abc import Callable

from mirror.budget import clocks
from mirror.budget.pace import Pace, Tally, Window
from mirror.budget.silence import silence
from mirror.budget.windows import spent
from mirror.clock import Time
from mirror.settings import Settings
from mirror.store import Store

CountedIn = Callable[[str, Settings, int | None], list[Window]]


class Counting:
    """The time of one run: the clock's when it began and steady since, so that nobody sets it. And its tallies by provider.

    `counted_in` says which windows to stay inside. `tallies` outlive the run where the process does.
    """

    def __init__(
        self, store: Store, settings: Settings, clock: Time, tallies: dict[str, Tally], counted_in: CountedIn
    ) -> None:
        self._store, self._settings, self._clock = store, settings, clock
        self._tallies, self._counted_in = tallies, counted_in
        self.boot = clock.boot()
        self._ahead = clock.now() - clock.steady() if self.boot is None else self.boot.at

    def now(self) -> float:
        """Unix seconds, had nobody set the clock since the run began."""
        return self._clock.steady() + self._ahead

    def begin(self) -> None:
        """Notes by which clock the requests of this run are timed."""
        clocks.note(self._store, self.boot, self.now())

    def left_at(self, number: int, now: float) -> float:
        """When a request of the ledger left, an earlier process's too (unix seconds)."""
        sql = "select sent_at from mirror_requests where id = ?"
        [sent_at] = self._store.connection.execute(sql, (number,)).fetchone()
        return clocks.moment(self._store.connection, number, sent_at, self.boot, now)

    def pace(self, provider: str, address: str, tier: int | None, now: float) -> Pace:
        """The pace of a provider at `address`, with what was spent in its windows, and how long it is left alone."""
        counted = self._counted_in(provider, self._settings, tier)
        longest = max((window.seconds for window in counted), default=0.0)
        if provider not in self._tallies:
            ledger = spent(self._store.connection, provider, counted, now, self.boot)
            self._tallies[provider] = Tally([moment - self._ahead for moment in ledger])
        tally = self._tallies[provider]
        tally.counted = [moment for moment in tally.counted if moment + self._ahead > now - longest]
        pace = Pace(counted, [moment + self._ahead for moment in tally.counted])
        told = silence(self._store.connection, provider, address, now, self.boot)
        if told is not None:
            pace.hold(told.until, told.why)
        pace.hold(tally.silent_until + self._ahead)
        return pace

    def count(self, provider: str, moment: float) -> None:
        """One more request was counted at `moment` (unix seconds) at the latest."""
        self._tallies[provider].counted.append(moment - self._ahead)

    def recount(self, provider: str, moment: float) -> None:
        """The request that was counted last was so at `moment` at the latest."""
        self._tallies[provider].counted[-1] = moment - self._ahead

    def end(self, provider: str, pace: Pace, flying: int) -> None:
        """Keeps what is known of a provider for the next run of this process; so many requests are still on the wire."""
        tally = self._tallies[provider]
        tally.counted.extend(self.now() - self._ahead for _ in range(flying))
        tally.silent_until = pace.silent_until - self._ahead
