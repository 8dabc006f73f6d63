"""Sportradar's ids: the stage tree of a world, and the numbers of competitors and outcomes.

Ids follow no rule a client could use. An event takes 218 of them, sprint weekends put the laps of the sprint elsewhere.
"""

from dataclasses import dataclass

from mirror.sandbox.world import Event, Kind, Session, World
from mirror.sandbox.world.people import DRIVERS, TEAMS, Driver, Team

SPORT = 7668
SEASON_IDS = {
    2026: 1274113,
    2025: 1189123,
    2024: 1107547,
    2023: 1031201,
    2022: 937183,
    2021: 851021,
    2020: 760037,
    2019: 651189,
    2018: 560153,
}
DRIVER_BY_COMPETITOR = {driver.competitor: driver for driver in DRIVERS.values()}
TEAM_BY_COMPETITOR = {team.competitor: team for team in TEAMS.values()}

_TYPES = {
    Kind.PRACTICE: "practice",
    Kind.QUALIFYING: "qualifying",
    Kind.SPRINT_QUALIFYING: "qualifying",
    Kind.SPRINT: "sprint_race",
    Kind.RACE: "race",
}
_OFFSETS = {False: (2, 4, 6, 8, 16), True: (2, 4, 12, 14, 22)}


@dataclass(frozen=True, slots=True)
class Stage:
    """A node of the tree: what is set says what it is; `number` counts qualifying parts and laps from 1."""

    id: int
    type: str
    season: int = 0
    event: Event | None = None
    session: Session | None = None
    number: int = 0


def urn(number: int) -> str:
    return f"sr:stage:{number}"


def competitor(subject: Driver | Team) -> str:
    return f"sr:competitor:{subject.competitor}"


def outcome_id(subject: Driver | Team, stage: int) -> str:
    """An outcome's id: it looks like a competitor's and is none."""
    return f"sr:competitor:{7_400_000 + (stage * 31 + subject.competitor * 7) % 500_000}"


class Tree:
    """All stages of a world, found by id; laps exist for the laps that were driven."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._stages: dict[int, Stage] = {SPORT: Stage(SPORT, "sport")}
        self._children: dict[int, list[int]] = {SPORT: []}
        self._parent: dict[int, int] = {}
        self._laps_of: dict[int, int] = {}
        self._lapped: set[int] = set()
        for year in reversed(world.seasons):
            self._add(Stage(SEASON_IDS[year], "season", year), SPORT)
            for event in world.events[year]:
                self._event(event, year)
        if world.generation > 0:
            self.deleted = tuple(self._drop(year) for year in world.seasons)
        else:
            self.deleted = ()

    def _add(self, stage: Stage, parent: int) -> None:
        self._stages[stage.id] = stage
        self._children[stage.id] = []
        self._children[parent].append(stage.id)
        self._parent[stage.id] = parent

    def _event(self, event: Event, year: int) -> None:
        base = SEASON_IDS[year] + 2 + 218 * (event.round - 1)
        self._add(Stage(base, "event", year, event), SEASON_IDS[year])
        for offset, session in zip(_OFFSETS[event.sprint], event.sessions, strict=True):
            id_ = base + offset
            self._add(Stage(id_, _TYPES[session.kind], year, event, session), base)
            if session.kind.is_qualifying:
                for part in (1, 2, 3):
                    self._add(Stage(id_ + 2 * part, "qualifying_part", year, event, session, part), id_)
            elif session.kind.is_race:
                sprint = session.kind is Kind.SPRINT
                first = SEASON_IDS[year] + 10_000 + 200 * event.round if sprint else id_ + 2
                self._laps_of[id_] = first
                for lap in range(1, 101):
                    self._parent[first + 2 * (lap - 1)] = id_

    def _drop(self, year: int) -> Stage:
        """Take the first practice of a season's first event out of the tree."""
        event = self._children[SEASON_IDS[year]][0]
        gone = self._stages.pop(self._children[event].pop(0))
        del self._parent[gone.id]
        return gone

    def find(self, id_: int) -> Stage | None:
        """The stage with an id; None for what is not, or no longer, there."""
        if id_ not in self._stages and (above := self._parent.get(id_)) in self._laps_of:
            self.children(self._stages[above])
        return self._stages.get(id_)

    def parent(self, stage: Stage) -> Stage | None:
        above = self._parent.get(stage.id)
        return None if above is None else self._stages[above]

    def children(self, stage: Stage) -> list[Stage]:
        """The stages one level below, laps included once they were driven."""
        if stage.id in self._laps_of and stage.id not in self._lapped and stage.session is not None:
            self._lapped.add(stage.id)
            outcome = self._world.outcome(stage.session.id)
            laps = max((len(run.laps) for run in outcome.runs), default=0) if outcome else 0
            for lap in range(1, laps + 1):
                id_ = self._laps_of[stage.id] + 2 * (lap - 1)
                self._add(Stage(id_, "lap", stage.season, stage.event, stage.session, lap), stage.id)
        return [self._stages[id_] for id_ in self._children[stage.id]]
