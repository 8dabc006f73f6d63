"""What happened in one session: the facts all three providers tell in their own ways."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from mirror.sandbox.world.calendar import Event, Session
from mirror.sandbox.world.people import Entry


@dataclass(frozen=True, slots=True)
class Stint:
    """A run on one set: `age` in laps when it was fitted, `laps` driven on it now."""

    compound: str
    is_new: bool
    age: int
    laps: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A pit stop at the end of `lap`: the UTC instant and the time in the pit lane in ms."""

    lap: int
    at: datetime
    ms: int


@dataclass(slots=True)
class Run:
    """One car's session. `laps` are times in ms, lap 1 first; `best` is (ms, lap), `sectors` ms, `speeds` km/h."""

    entry: Entry
    position: int | None
    status: str
    grid: int | None = None
    half_points: int = 0
    road: int | None = None
    laps: list[int] = field(default_factory=list)
    pit_in: set[int] = field(default_factory=set)
    pit_out: set[int] = field(default_factory=set)
    stints: list[Stint] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    parts: dict[int, tuple[int, int]] = field(default_factory=dict)
    best: tuple[int, int] | None = None
    sectors: tuple[int, int, int] | None = None
    speeds: tuple[int, int, int, int] | None = None

    @property
    def total_ms(self) -> int:
        return sum(self.laps)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of race control at its true UTC instant."""

    at: datetime
    lap: int
    category: str
    flag: str | None
    scope: str | None
    sector: int | None
    number: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Weather:
    """One reading: degrees Celsius, percent, hPa, m/s, degrees, mm."""

    air: int | float
    track: int | float
    humidity: int | float
    pressure: int | float
    wind_speed: int | float
    wind_direction: int
    rainfall: int | float


@dataclass(frozen=True)
class Outcome:
    """A finished session: runs in the order of the classification, unclassified ones last."""

    event: Event
    session: Session
    distance: int
    runs: tuple[Run, ...]
    flags: tuple[tuple[datetime, str], ...]
    messages: tuple[Message, ...]
    weather: tuple[Weather, ...]

    @cached_property
    def orders(self) -> list[list[int]]:
        """For each lap from 1: indices into `runs` in the order at the START of that lap (lap 1 is the grid).

        A car has a place on every lap it completed, and on lap 1 if it started at all.
        """
        if self.session.kind.is_race:
            return self._race_orders()
        return self._timed_orders()

    def _race_orders(self) -> list[list[int]]:
        started = [index for index, run in enumerate(self.runs) if run.status != "dns"]
        orders = [sorted(started, key=lambda index: self.runs[index].grid or 0)]
        elapsed = [0] * len(self.runs)
        for lap in range(2, max((len(run.laps) for run in self.runs), default=0) + 1):
            running = [index for index in started if len(self.runs[index].laps) >= lap]
            for index in running:
                elapsed[index] += self.runs[index].laps[lap - 2]
            orders.append(sorted(running, key=lambda index: (elapsed[index], index)))
        return orders

    def _timed_orders(self) -> list[list[int]]:
        best = [10**9] * len(self.runs)
        orders = []
        for lap in range(1, max((len(run.laps) for run in self.runs), default=0) + 1):
            running = [index for index, run in enumerate(self.runs) if len(run.laps) >= lap]
            orders.append(sorted(running, key=lambda index: (best[index], self.runs[index].entry.number)))
            for index in running:
                best[index] = min(best[index], self.runs[index].laps[lap - 1])
        return orders
