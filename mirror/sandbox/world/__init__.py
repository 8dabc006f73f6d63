"""The world behind the sandbox: one deterministic set of facts that all three providers tell in their own ways.

Drivers, teams, circuits and calendars carry public names. Everything they do here is made up from a seed, except for
the rows the providers' documentation prints, around which the season 2024 is built.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from mirror.sandbox.world import documented
from mirror.sandbox.world.calendar import Event, Kind, Session, calendar, chosen
from mirror.sandbox.world.control import lap_starts, messages, slow_laps, track_flags, weather
from mirror.sandbox.world.people import Driver, Team
from mirror.sandbox.world.racing import distance, driven, race
from mirror.sandbox.world.season import Result, Standing, Weekend, run_season, standings
from mirror.sandbox.world.session import Outcome
from mirror.sandbox.world.timed import practice, qualifying

__all__ = ["Event", "Kind", "Outcome", "Result", "Session", "World", "documented"]


class World:
    """All facts of some seasons. Two worlds with equal arguments are equal; sessions are run when first asked for.

    Raises ValueError for a season that cannot be built (2018 to 2026 can).
    """

    def __init__(
        self,
        seasons: Sequence[int],
        *,
        events: int | None = None,
        laps_scale: float = 1.0,
        seed: int = 0,
        generation: int = 0,
        now: datetime = datetime(2026, 7, 1, tzinfo=UTC),
    ) -> None:
        self.seasons = tuple(sorted(set(seasons)))
        self.laps_scale = laps_scale
        self.seed = seed
        self.generation = generation
        self.now = now
        self.events: dict[int, tuple[Event, ...]] = {year: chosen(year, events) for year in self.seasons}
        self.event_by_id = {event.id: event for year in self.seasons for event in self.events[year]}
        self.session_by_id = {
            session.id: (event, session) for event in self.event_by_id.values() for session in event.sessions
        }
        self._weekends: dict[int, dict[int, Weekend]] = {}
        self._standings: dict[int, tuple[list[Standing[Driver]], list[Standing[Team]]]] = {}
        self._outcomes: dict[int, Outcome | None] = {}

    def status(self, event: Event, session: Session | None = None) -> str:
        """scheduled, live, final or cancelled; of a session, or of the whole weekend."""
        if event.cancelled:
            return "cancelled"
        start = session.start if session else event.sessions[0].start
        end = session.end if session else event.race.end
        return "scheduled" if self.now < start else "live" if self.now < end else "final"

    def weekends(self, season: int) -> dict[int, Weekend]:
        """Event id -> orders and results, for what counts towards the standings.

        That is the whole calendar of 2024, whose standings are documented, and the chosen events of other seasons.
        """
        if season not in self._weekends:
            events = calendar(season) if season == 2024 else self.events[season]
            run = run_season(season, events, self.seed, self.generation)
            self._weekends[season] = {weekend.event.id: weekend for weekend in run}
        return self._weekends[season]

    def standings(self, season: int) -> tuple[list[Standing[Driver]], list[Standing[Team]]]:
        """Drivers' and teams' championship over the races that are over."""
        if season not in self._standings:
            over = [week for week in self.weekends(season).values() if self.status(week.event) == "final"]
            self._standings[season] = standings(season, over)
        return self._standings[season]

    def results(self, event: Event, session: Session) -> tuple[Result, ...]:
        """Results of a race or sprint that is over, without running its laps."""
        weekend = self.weekends(event.season).get(event.id)
        if weekend is None or self.status(event, session) != "final":
            return ()
        return weekend.results.get(session.id, ())

    def outcome(self, session_id: int) -> Outcome | None:
        """All facts of one session, None when it is not over, was cancelled or is not of this world."""
        if session_id not in self._outcomes:
            self._outcomes[session_id] = self._run(session_id)
        return self._outcomes[session_id]

    def _run(self, session_id: int) -> Outcome | None:
        event, session = self.session_by_id.get(session_id, (None, None))
        if event is None or session is None or self.status(event, session) != "final":
            return None
        weekend = self.weekends(event.season)[event.id]
        rng = Random(f"{self.seed}/{session_id}")
        slow = range(0)
        if session.kind.is_race:
            scheduled = distance(event, session.kind, self.laps_scale)
            laps = driven(event, session.kind, scheduled)
            slow = slow_laps(event, session.kind, laps, rng)
            runs = race(event, session, weekend.results[session_id], laps, slow, rng)
        elif session.kind.is_qualifying:
            runs = qualifying(event, session, weekend.orders[session_id], rng)
            scheduled = 0
        else:
            runs = practice(event, weekend.orders[session_id], self.laps_scale, rng)
            scheduled = 0
        starts = lap_starts(session, runs)
        flags = track_flags(event, session, starts, slow, rng)
        told = messages(session, runs, starts, flags, self.laps_scale, rng)
        return Outcome(event, session, scheduled, runs, flags, told, weather(session, rng))
