"""The worker: keeps a mirror true for as long as it runs. The scheduler is dumb; the database knows what is due.

    alarm ─► round: live sessions first, in their share ─► then what can wait ─► the database names the next moment ─► alarm

One process, one thread that decides and writes, one run in `mirror_runs` whose heartbeat says that it is alive. A round
is short, so that a long backfill of one provider keeps nobody waiting, and what is under way is never behind it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any

from mirror.budget.pace import Tally, Window
from mirror.budget.windows import held_back, live_pause, windows
from mirror.catalogue import Fresh, Provider
from mirror.clock import SYSTEM, Time
from mirror.freshness import after_failure, live, running
from mirror.instants import stamp, unix
from mirror.providers import PROVIDERS
from mirror.run.ending import Result, Stop, heeding
from mirror.run.lane import Report
from mirror.run.sync import sweep
from mirror.selection import Selection, require_keys
from mirror.settings import Settings
from mirror.store import Store
from mirror.walk.due import listed, seasons
from mirror.worker.alarms import Alarms, Scheduled

if TYPE_CHECKING:
    import httpx

HOUR = 3_600.0
BEAT = 60.0  # seconds between two heartbeats
TURN = 60.0  # seconds that a round may take
_LEAST_TURN = 10.0  # seconds, in which a request that fails is tried again often enough to be believed
_HORIZON = 31 * 86_400.0  # seconds; the longest window that a provider counts in, and a day
_SHORTEST_LIFE = 1.0  # seconds that the most hasty answer is good for: Sportradar's summary
_CLOCK_WAS_SET = _SLEPT = 60.0  # seconds
_GIVEN_UP = ("refused", "down")

Known = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sessions:
    """A provider's sessions at one moment: whether any is live, when the next begins, and all times a month around."""

    live: bool
    next_start: float | None
    times: Sequence[tuple[float, float]]


def sessions(connection: Connection, provider: Provider, selection: Selection, now: float) -> Sessions:
    """What the mirrored schedule says at `now` (unix seconds) about the sessions of the month before and the month after."""
    scopes = [
        listed(connection, provider, endpoint, now=stamp(now + _HORIZON), laps=False)
        for endpoint in provider.endpoints
        if endpoint.fresh is Fresh.RESULT
    ]
    chosen = seasons(scopes, selection, stamp(now))
    wanted = [s for several in scopes for s in several if chosen is None or s.season in (None, *chosen)]
    times = sorted(
        {time for scope in wanted if (time := running(scope)) is not None and time[1] > now - _HORIZON}
    )
    # SQL compares instants as text, in which a whole second comes after its fractions: so everything begins a second late.
    ahead = [start + 1.0 for start, _ in times if start + 1.0 > now]
    return Sessions(any(live(scope, now - 1.0) for scope in wanted), min(ahead, default=None), times)


def next_due(connection: Connection, provider: str, now: float) -> float | None:
    """When, after `now` (unix seconds), the first scope of a provider is to be asked again, as its checkpoints say."""
    sql = (
        "select min(next_due) from mirror_checkpoints where provider = ? and part_of is null and next_due > ?"
    )
    [moment] = connection.execute(sql, (provider, stamp(now))).fetchone()
    return None if moment is None else unix(moment)


def work(
    path: Path,
    selection: Selection,
    settings: Settings,
    report: Report = lambda event: None,
    *,
    every: float = HOUR,
    clock: Time = SYSTEM,
    alarms: Alarms | None = None,
    transport: "httpx.BaseTransport | None" = None,
    stop: Stop | None = None,
) -> None:
    """Keeps the mirror at `path` true until a stop is wanted: by SIGTERM, by Ctrl-C or by `stop`.

    It looks at what is due when the database says so, and at least every `every` seconds. `report` is told of every
    round: `due` scopes, requests `sent`, `rows`, the state of each provider, and when the `next` round is.
    Raises MirrorError when it cannot begin (no key, another writer) or the disk gives way; no provider's error ends it.
    """
    require_keys(selection, settings.key)
    for name in selection.providers:
        if settings.key(name) is None:
            report(
                {"event": "skipped", "provider": name, "why": f"no key: get one at {PROVIDERS[name].sign_up}"}
            )
    keyed = tuple(name for name in selection.providers if settings.key(name) is not None)
    stop = stop or Stop()
    store = Store(path)
    scheduled = None
    if alarms is None:
        alarms = scheduled = Scheduled()
    chosen = replace(selection, providers=keyed)
    try:
        with heeding(stop):
            _Worker(store, chosen, settings, report, every, clock, alarms, transport, stop).run()
    finally:
        if scheduled is not None:
            scheduled.close()
        store.close()


class _Worker:
    """One worker over one open mirror."""

    def __init__(
        self,
        store: Store,
        selection: Selection,
        settings: Settings,
        report: Report,
        every: float,
        clock: Time,
        alarms: Alarms,
        transport: "httpx.BaseTransport | None",
        stop: Stop,
    ) -> None:
        self._store, self._selection, self._settings, self._report = store, selection, settings, report
        self._every, self._clock, self._alarms = every, clock, alarms
        self._transport, self._stop = transport, stop
        self._tallies: dict[str, Tally] = {}
        self._set: dict[str, float] = {}  # the alarms that have not rung
        self._looked: dict[str, float] = {}  # when each provider's live sessions were last looked at
        self._cost: dict[str, int] = {}  # requests that such a look takes
        self._failures: Counter[str] = Counter()  # rounds in a row in which a provider was down
        self._sent = self._rows = 0
        self._due = 0  # scopes, in the present round
        self._note = "has begun"

    def run(self) -> None:
        self._store.begin_run("worker", asdict(self._selection), stamp(self._clock.now()))
        code = 1
        try:
            self._all_at_once()
            while not self._stop.wanted.is_set():
                self._beat()
                listened = self._clock.steady()
                rung = self._alarms.wait(BEAT, self._stop)
                steady = self._clock.steady()
                was_set = abs(self._clock.now() - steady - self._ahead) > _CLOCK_WAS_SET
                if was_set or steady - listened > BEAT + _SLEPT:  # the machine slept, and no alarm rang
                    self._all_at_once()
                elif rung:
                    self._round(sorted(rung, key=self._selection.providers.index))
            code = 0
        finally:
            self._beat()
            self._store.end_run(stamp(self._clock.now()), self._sent, self._rows, code)

    def _all_at_once(self) -> None:
        """Looks at every provider now: at the beginning, and when the machine has slept or someone has set its clock."""
        self._ahead = self._clock.now() - self._clock.steady()
        for name in self._selection.providers:
            self._wake(name, self._clock.now())

    def _wake(self, name: str, moment: float) -> None:
        self._set[name] = moment
        self._alarms.ring_at(name, moment)

    def _beat(self) -> None:
        self._store.beat(stamp(self._clock.now()), self._note, self._sent, self._rows)

    # A round

    def _round(self, names: Sequence[str]) -> None:
        """Asks what is due of the providers that rang, and sets their alarms again."""
        for name in names:
            self._set.pop(name, None)
        began = self._clock.now()
        known = {name: self._sessions(name, began) for name in self._selection.providers}
        playing = [name for name in names if known[name].live and self._may_look(name, known[name], began)]
        looked = self._sweep(playing, True, began + TURN, began, known)
        for name, part in looked.items():
            self._looked[name], self._cost[name] = began, max(1, part["requests"])
        calm = [name for name in names if looked.get(name, {}).get("state") not in _GIVEN_UP]
        waited = self._sweep(calm, False, self._turn_ends(known), began, known)
        if not self._stop.wanted.is_set():
            for name in names:
                self._wake(
                    name, self._next(name, [part[name] for part in (looked, waited) if name in part], began)
                )
        self._tell(names, [looked, waited], [name for name in known if known[name].live])

    def _sessions(self, name: str, now: float) -> Sessions:
        return sessions(self._store.connection, PROVIDERS[name], self._selection, now)

    def _may_look(self, name: str, known: Sessions, now: float) -> bool:
        return name not in self._looked or self._looked[name] + self._pause(name, known, now) <= now

    def _pause(self, name: str, known: Sessions, now: float) -> float:
        """How long to leave live sessions alone, so that their share lasts."""
        counted = windows(name, self._settings, None)
        return live_pause(
            counted, self._settings.f1_mirror_live_share, known.times, self._cost.get(name, 1), now
        )

    def _turn_ends(self, known: Mapping[str, Sessions]) -> float:
        """When what can wait has to make room: for another provider, or for a session that begins."""
        now = self._clock.now()
        starts = [sessions.next_start for sessions in known.values() if sessions.next_start is not None]
        looks = [now + _LEAST_TURN for sessions in known.values() if sessions.live]
        return max(min([now + TURN, *self._set.values(), *starts, *looks]), now + _LEAST_TURN)

    def _sweep(
        self, names: Sequence[str], alive: bool, until: float, now: float, known: Mapping[str, Sessions]
    ) -> dict[str, Known]:
        """Asks what is due of what is live, or of everything else, and tells how each provider fared."""
        if not names or self._stop.wanted.is_set():
            return {}
        share = self._settings.f1_mirror_live_share

        def calm(name: str, settings: Settings, tier: int | None) -> list[Window]:
            next_live = now if known[name].live else known[name].next_start
            return held_back(windows(name, settings, tier), share, next_live, now)

        counted_in: Callable[[str, Settings, int | None], list[Window]] = windows if alive else calm
        result: Result = sweep(
            self._store, replace(self._selection, providers=tuple(names), live=alive), self._settings, self._hear,
            clock=self._clock, transport=self._transport, stop=self._stop, until=until, tallies=self._tallies,
            counted_in=counted_in,
        )  # fmt: skip
        self._sent += result.requests
        self._rows += result.rows
        return {part["provider"]: part for part in result.providers}

    def _hear(self, event: Mapping[str, Any]) -> None:
        if event["event"] == "due":
            self._due += sum(event["endpoints"].values())

    # The next round

    def _next(self, name: str, parts: Sequence[Known], began: float) -> float:
        """When to look at a provider again, by what became of it in a round that began at `began`."""
        now = self._clock.now()
        states = [part["state"] for part in parts]
        if "refused" in states:  # people change keys and plans, but not every minute
            return now + HOUR
        if "down" in states:
            self._failures[name] += 1
            return unix(after_failure(min(self._failures[name], 3), now))
        self._failures[name] = 0
        known = self._sessions(name, now)
        moments = [now + self._every, next_due(self._store.connection, name, now), known.next_start]
        looked, pause = self._looked.get(name), self._pause(name, known, now)
        if known.live and (
            looked != began or pause >= _SHORTEST_LIFE
        ):  # else the lifetimes of its answers decide
            moments.append(now if looked is None else looked + pause)
        for part in parts:
            if part["state"] in ("unfinished", "stopped"):
                moments.append(now if part["resume_at"] is None else unix(part["resume_at"]))
        return max(now, min(moment for moment in moments if moment is not None))

    def _tell(
        self, names: Sequence[str], fared: Sequence[Mapping[str, Known]], playing: Sequence[str]
    ) -> None:
        """The health line."""
        parts = [part for sweep in fared for part in sweep.values()]
        sent, rows = sum(part["requests"] for part in parts), sum(part["rows"] for part in parts)
        upcoming = None if not self._set else stamp(min(self._set.values()))
        told = {
            name: {"state": part["state"]} | ({"why": part["why"]} if part["why"] else {})
            for sweep in fared
            for name, part in sweep.items()
        }
        self._report(
            {
                "event": "round", "at": stamp(self._clock.now()), "asked": list(names), "live": list(playing),
                "due": self._due, "sent": sent, "rows": rows, "next": upcoming, "providers": told,
            }
        )  # fmt: skip
        trouble = "".join(
            f"; {name} is {part['state']}" for name, part in told.items() if part["state"] != "complete"
        )
        running = f"; live: {', '.join(playing)}" if playing else ""
        self._note = f"{sent} requests in the last round{running}{trouble}; next at {upcoming or 'no time'}"
        self._due = 0
