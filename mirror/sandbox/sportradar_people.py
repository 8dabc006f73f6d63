"""Sportradar's drivers and teams: as they stand in results, their profiles, merges and odds."""

from collections.abc import Iterable
from typing import Any

from mirror.sandbox.sportradar_tree import DRIVER_BY_COMPETITOR, TEAM_BY_COMPETITOR, competitor, outcome_id
from mirror.sandbox.switches import Switches
from mirror.sandbox.world import World
from mirror.sandbox.world.calendar import ROUNDS
from mirror.sandbox.world.people import DRIVERS, Driver, Team, entries, season_team

_MERGED = 911_407


class People:
    """Who is who in one world under some switches."""

    def __init__(self, world: World, switches: Switches) -> None:
        self._world = world
        self._switches = switches

    def person(self, driver: Driver) -> dict[str, Any]:
        return self.grown(
            {
                "id": competitor(driver),
                "name": self.name(driver),
                "gender": "male",
                "nationality": driver.nation.demonym_free_name,
                "country_code": driver.nation.iso3,
                "abbreviation": driver.code,
            }
        )

    def team(self, team: Team) -> dict[str, Any]:
        return {
            "id": competitor(team),
            "name": self.name(team),
            "gender": "male",
            "nationality": team.nation.demonym_free_name,
            "country_code": team.nation.iso3,
        }

    def name(self, subject: Driver | Team) -> str:
        """`Last, First`; a team renamed since is renamed in old results too."""
        if isinstance(subject, Driver):
            return f"{subject.last_name}, {subject.first_name}"
        renamed = self._world.generation > 0 and subject.name == "RB"
        return "Visa Cash App RB" if renamed else subject.name

    def grown(self, fields: dict[str, Any]) -> dict[str, Any]:
        if self._switches.new_fields:
            return {
                **fields,
                "sandbox_note": "new",
                "sandbox_rating": 7.5,
                "sandbox_object": {"nested": "value"},
            }
        return fields

    def profile(self, id_: int, *, team: bool) -> dict[str, Any] | None:
        """The profile of a driver or a team; the competitors' path knows teams too, the teams' path no driver."""
        if id_ in TEAM_BY_COMPETITOR:
            return self._team_profile(TEAM_BY_COMPETITOR[id_])
        driver = DRIVER_BY_COMPETITOR.get(id_)
        return None if team or driver is None else self._driver_profile(driver)

    def _driver_profile(self, driver: Driver) -> dict[str, Any]:
        found: dict[str, Any] = {"competitor": self.person(driver)}
        now = max(self._world.seasons, default=2024)
        current = season_team(now, driver)
        if current is not None:
            found["teams"] = [{**self.team(current), "abbreviation": current.name[:3].upper()}]
        year = int(driver.born[:4])
        info: dict[str, Any] = {
            "debut": f"{year + 20}-03-16",
            "first_points": f"{year + 21}-05-12",
            "dateofbirth": driver.born,
            "placeofbirth": driver.nation.name,
            "placeofbirth_id": f"sr:city:{driver.id}",
            "car_number": driver.racing_number,
        }
        # What grows old is left out of profiles of later years: only half the drivers have it.
        if driver.id % 2 == 0:
            info |= {
                "first_victory": f"{year + 22}-07-07",
                "country_of_residence": "MONACO",
                "country_code_of_residence": "MCO",
                "height": str(168 + driver.id % 17),
                "weight": str(62 + driver.id % 13),
                "salary": "1000000",
                "wcs_won": str(driver.id % 4),
                "url_official": f"https://example.com/{driver.code.lower()}",
            }
        return {**found, "info": info}

    def _team_profile(self, team: Team) -> dict[str, Any]:
        cars = entries(max(self._world.seasons, default=2024), ROUNDS)
        info = {
            "url_official": f"https://example.com/{team.id}",
            "country_code_of_residence": team.nation.iso3,
            "country_of_residence": team.nation.name.upper(),
            "debut": f"{1950 + team.id % 60}-05-13",
            "foundation_year": str(1949 + team.id % 60),
            "location": team.nation.name,
            "car_name": f"{team.name} S-{team.id % 100}",
            "car_construction_year": "2024",
            "car_tyres": "Sandbox",
            "car_engine_size": "1600",
            "president": "Person, Synthetic",
            "sports_director": "Director, Synthetic",
            "front_color": f"0x{team.color.lower()}",
            "f1_license": team.nation.iso3,
        }
        drivers = [self.person(car.driver) for car in cars if car.team is team]
        found: dict[str, Any] = {
            "team": {**self.team(team), "abbreviation": team.name[:3].upper()},
            "info": info,
        }
        return {**found, "competitors": drivers} if drivers else found

    def merge_mappings(self) -> dict[str, Any]:
        if self._switches.merges == "0":
            return {"mappings": []} if self._switches.merge_empty == "list" else {}
        kept = DRIVERS["COL"]
        mapping = {
            "retained_id": competitor(kept),
            "merged_id": f"sr:competitor:{_MERGED}",
            "name": self.name(kept),
        }
        return {"mappings": [mapping]}

    def market(self, kind: str, title: str, subjects: Iterable[Driver | Team], stage: int) -> dict[str, Any]:
        outcomes: list[dict[str, Any]] = []
        left, subjects = 10_000, list(subjects)
        for place, subject in enumerate(subjects):
            share = left if place == len(subjects) - 1 else max(1, left * 2 // 7)
            left -= share
            entity: dict[str, Any] = {
                "id": competitor(subject),
                "name": self.name(subject),
                "gender": "male",
            }
            if isinstance(subject, Driver) and place % 3 == 0:
                entity |= {
                    "nationality": subject.nation.demonym_free_name,
                    "country_code": subject.nation.iso3,
                }
            name = self.name(subject) if isinstance(subject, Driver) else f"{subject.name} Motorsport"
            outcomes.append(
                {"id": outcome_id(subject, stage), "name": name, "probability": share / 100, kind: entity}
            )
        outcomes.sort(key=lambda outcome: -outcome["probability"])
        return {"name": "outright", "type": kind, "description": title, "outcomes": outcomes}
