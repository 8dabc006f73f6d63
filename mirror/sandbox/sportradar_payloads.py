"""Sportradar's payloads as JSON values, without the envelope: stages at every level of detail, profiles, odds."""

from datetime import timedelta
from typing import Any

from mirror.sandbox import sportradar_results as results
from mirror.sandbox.sportradar_people import People
from mirror.sandbox.sportradar_tree import (
    SPORT,
    Stage,
    Tree,
    urn,
)
from mirror.sandbox.switches import Switches
from mirror.sandbox.world import Event, Kind, Session, World
from mirror.sandbox.world.calendar import ROUNDS
from mirror.sandbox.world.people import Driver, entries, season_team

_NAMES = {
    Kind.PRACTICE: "Practice",
    Kind.QUALIFYING: "Qualification",
    Kind.SPRINT_QUALIFYING: "Sprint Qualification",
    Kind.SPRINT: "Sprint",
    Kind.RACE: "Race",
}
_CATEGORY = {
    "category": {"id": "sr:category:36", "name": "Formula 1"},
    "sport": {"id": "sr:sport:40", "name": "Formula 1"},
}
_WITH_ODDS = ("season", "event", "race")


class Payloads:
    """What every path answers in one world under some switches."""

    def __init__(self, world: World, switches: Switches) -> None:
        self._world = world
        self._switches = switches
        self.tree = Tree(world)
        self.people = People(world, switches)

    # Paths

    def seasons(self) -> dict[str, Any]:
        stages = self.tree.children(Stage(SPORT, "sport"))
        return {"stages": [self._stage(stage) for stage in stages[: self._switches.seasons_listed]]}

    def schedule(self, stage: Stage) -> dict[str, Any]:
        """The children of a stage; a season's events come with their sessions. Laps are never in a schedule."""
        return {
            "stages": [self._scheduled(child) for child in self.tree.children(stage) if child.type != "lap"]
        }

    def _scheduled(self, stage: Stage) -> dict[str, Any]:
        found = self._stage(stage)
        if stage.type == "event" and stage.event is not None:
            found["venue"] = self._venue(stage.event)
        nested = stage.type == "event" or (stage.type == "qualifying" and self._switches.schedule_parts)
        children = self.tree.children(stage) if nested else []
        if children:
            found["stages"] = [self._scheduled(child) for child in children]
        return found

    def summary(self, stage: Stage) -> dict[str, Any]:
        """A stage with its venue, its parents, the stages one level below and its results."""
        found = self._stage(stage)
        if stage.type == "event" and stage.event is not None:
            found["venue"] = self._venue(stage.event)
        parents = self._parents(stage)
        if parents:
            found["parents"] = parents
        children = self.tree.children(stage)
        if stage.type == "sport":
            children = children[:2]
        if children:
            found["stages"] = [self._stage(child) for child in children]
        competitors, teams = self._results(stage)
        if competitors:
            found["competitors"] = competitors
            found["teams"] = teams
        return {"stage": found}

    def probabilities(self, stage: Stage) -> dict[str, Any] | None:
        """Two markets, of drivers and of teams; None for a 404 where there are no odds."""
        cancelled = stage.event is not None and stage.event.cancelled
        found = self._stage(stage)
        parents = self._parents(stage)
        if parents:
            found["parents"] = parents
        if stage.type not in _WITH_ODDS or cancelled:
            return None if self._switches.probabilities_missing == "404" else {"stage": found}
        cars = entries(stage.season, stage.event.round if stage.event else ROUNDS)
        teams = list({car.team.id: car.team for car in cars}.values())
        if stage.event is None:
            title = f"Formula 1 {{}} Championship {stage.season} - Winner"
            names = (title.format("Constructors"), title.format("Drivers"))
        else:
            suffix = " Race" if stage.type == "race" else ""
            title = f"{stage.event.plain_name}{suffix} - "
            names = (title + "Winning Constructor", title + "Winner")
        markets = [
            self.people.market("team", names[0], teams, stage.id),
            self.people.market("competitor", names[1], [car.driver for car in cars], stage.id),
        ]
        return {"stage": found, "probabilities": {"markets": markets}}

    def deleted_stages(self, stage: Stage) -> dict[str, Any]:
        """A duplicate that was never listed, and what later generations have taken out of the tree."""
        gone = [stage_ for stage_ in self.tree.deleted if stage_.season == stage.season]
        event = self._world.events[stage.season][0]
        start = event.sessions[0].start
        ghost = {
            "id": urn(stage.id + 5_432),
            "description": "Practice 1",
            "disabled": True,
            "scheduled": start.isoformat(),
            "scheduled_end": (start + timedelta(hours=1)).isoformat(),
            "single_event": False,
            "type": "practice",
            "unique_stage_id": f"sr:stage_unique:{90_000 + event.circuit.id}",
        }
        names = ("id", "description", "scheduled", "scheduled_end", "single_event", "type", "unique_stage_id")
        stages = [ghost]
        for one in gone:
            told = self._stage(one)
            stages.append({**{name: told[name] for name in names}, "disabled": True})
        return {"stages": stages}

    # Stages

    def _stage(self, stage: Stage) -> dict[str, Any]:
        """A stage's own attributes."""
        event, session = stage.event, stage.session
        found: dict[str, Any] = {"id": urn(stage.id), "description": self._description(stage)}
        if stage.type == "season":
            events = self._world.events[stage.season]
            found["scheduled"] = events[0].sessions[0].start.isoformat()
            found["scheduled_end"] = events[-1].race.end.isoformat()
        elif event is not None and stage.type != "lap":
            found["scheduled"] = (session or event.sessions[0]).start.isoformat()
            found["scheduled_end"] = (session or event.race).end.isoformat()
        found["type"] = stage.type
        if event is not None and stage.type != "lap":
            status = self._status(event, stage)
            if status is not None:
                found["status"] = status
        if event is not None and session is not None and stage.type in ("race", "sprint_race"):
            found |= self._race(event, session)
        found["single_event"] = False
        if event is not None:
            found["unique_stage_id"] = self._unique(event, stage)
        found |= self._weather(stage)
        if stage.type == "season" and stage.season == 2025:
            found["gender"] = "men"
        return self.people.grown(found)

    def _description(self, stage: Stage) -> str:
        if stage.type == "sport":
            return "Formula 1"
        if stage.event is None:
            return f"Formula 1 {stage.season}"
        if stage.session is None:
            return f"{stage.event.plain_name} {stage.season}"
        if stage.type == "lap":
            return f"Lap {stage.number}"
        if stage.type == "qualifying_part":
            return f"{'SQ' if stage.session.kind is Kind.SPRINT_QUALIFYING else 'Q'}{stage.number}"
        if stage.session.kind is Kind.PRACTICE:
            return f"Practice {stage.session.slot + 1}"
        return _NAMES[stage.session.kind]

    def _status(self, event: Event, stage: Stage) -> str | None:
        status = self._world.status(event, stage.session)
        if status == "scheduled" and self._switches.future_status == "missing":
            return None
        final = "Finished" if self._switches.finished_forever else "Closed"
        return {"scheduled": "Not started", "live": "Running", "final": final, "cancelled": "Cancelled"}[
            status
        ]

    def _race(self, event: Event, session: Session) -> dict[str, Any]:
        outcome = self._world.outcome(session.id)
        if outcome is None:
            return {"laps": event.circuit.laps, "pit_open": False}
        done = max(len(run.laps) for run in outcome.runs)
        shortened = done < outcome.distance
        return {
            "substatus": "75% rule" if shortened else "All laps completed",
            "laps": outcome.distance,
            "laps_completed": done,
            "pit_open": False,
        }

    def _unique(self, event: Event, stage: Stage) -> str:
        slot = 0 if stage.session is None else 1 + stage.session.slot
        return f"sr:stage_unique:{100_000 + 4_000 * (event.circuit.id - 300) + 400 * slot + stage.number}"

    def _weather(self, stage: Stage) -> dict[str, Any]:
        if stage.session is None or stage.type not in ("qualifying", "race", "sprint_race"):
            return {}
        outcome = self._world.outcome(stage.session.id)
        if outcome is None:
            return {}
        reading = outcome.weather[0]
        return {
            "air_temperature": round(reading.air),
            "track_temperature": round(reading.track),
            "humidity": round(reading.humidity),
            "weather": "Light rain"
            if reading.rainfall
            else "Lightly clouded"
            if reading.humidity > 50
            else "Sunny",
        }

    def _parents(self, stage: Stage) -> list[dict[str, Any]]:
        above = self.tree.parent(stage)
        if above is None:
            return []
        found = self._stage(above)
        if above.type == "event" and above.event is not None:
            found["venue"] = self._venue(above.event)
        if above.type == "season":
            found |= _CATEGORY
        higher = self._parents(above)
        return [{**found, "parents": higher} if higher else found]

    def _venue(self, event: Event) -> dict[str, Any]:
        circuit = event.circuit
        found = {
            "id": f"sr:venue:{9_000 + circuit.id}",
            "name": circuit.name,
            "city": circuit.location,
            "country": circuit.nation.demonym_free_name,
            "country_code": circuit.nation.iso3,
            "coordinates": f"{circuit.id % 60}.{circuit.length:05d},{circuit.offset * 15}.{circuit.laps:02d}",
            "length": circuit.length,
            "laps": circuit.laps,
            "curves_left": 6 + circuit.id % 5,
            "curves_right": 8 + circuit.id % 6,
            "debut": 1950 + circuit.id % 70,
            "url_official": f"https://example.com/circuits/{circuit.id}",
        }
        # A zone and a capacity came later and are still missing for some.
        if circuit.country_code not in ("MON", "BEL"):
            found |= {"capacity": 60_000 + 500 * (circuit.id % 100), "timezone": circuit.timezone}
        return self.people.grown(found)

    # Results

    def _results(self, stage: Stage) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        absolute = self._switches.times == "absolute"
        if stage.type == "sport":
            return [], []
        if stage.event is None or stage.session is None:
            found = (
                results.season(self._world, stage.season)
                if stage.event is None
                else results.weekend(self._world, stage.event)
            )
            return (
                [self._competitor(driver, stage.season, row) for driver, row in found[0]],
                [{**self.people.team(team), "result": self._changed(row)} for team, row in found[1]],
            )
        rows = results.stage_results(self._world, stage, stage.session, absolute)
        teams = sorted(
            {run.entry.team.id: run.entry.team for run, _ in rows}.values(), key=lambda team: team.color
        )
        return (
            [self._competitor(run.entry.driver, stage.season, row) for run, row in rows],
            [self.people.team(team) for team in teams],
        )

    def _competitor(self, driver: Driver, season: int, result: dict[str, Any]) -> dict[str, Any]:
        """A driver with a result; the team is that of today, and only as long as the season lasts."""
        found = self.people.person(driver)
        under_way = self._world.now <= self._world.events[season][-1].race.end
        team = season_team(season, driver)
        if team is not None and (self._switches.team_present or under_way):
            found["team"] = self.people.team(team)
        return {**found, "result": self._changed(result)}

    def _changed(self, result: dict[str, Any]) -> dict[str, Any]:
        if self._switches.format_change and "points" in result:
            return {**result, "points": str(result["points"])}
        return result
