"""What Sportradar says: rows of its tables, and its own questions.

Printed by `python -m mirror.reading.printing` from the tables and `resources.py`; change those, not this file.
"""

# fmt: off

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from mirror.reading.answer import Answer
from mirror.reading.filters import Season, Text, Texts
from mirror.reading.resources import RESOURCES
from mirror.reading.room import Moment, Room
from mirror.reading.rows import Row


class Sport(Row):
    """One sport, as a season names it.

    sport_events/{stage_id}/summary: `sport` of a season

    Columns:
      id: The sport's id (`sr:sport:40`).
      name: The sport's name.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("id", "name", "extra", "removed_at")

    TABLE: ClassVar[str] = "sportradar_sports"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "text", "name": "text", "extra": "json", "removed_at": "instant",
    }

    id: str
    name: str | None
    extra: str | None
    removed_at: str | None


class Category(Row):
    """One category of a sport (Formula 1), as a season names it.

    sport_events/{stage_id}/summary: `category` of a season

    Columns:
      id: The category's id (`sr:category:36`).
      name: The category's name.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("id", "name", "extra", "removed_at")

    TABLE: ClassVar[str] = "sportradar_categories"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "text", "name": "text", "extra": "json", "removed_at": "instant",
    }

    id: str
    name: str | None
    extra: str | None
    removed_at: str | None


class Venue(Row):
    """One circuit; every key but id and name may be missing.

    sport_events/{stage_id}/summary: `venue` of an event

    Columns:
      id: The venue's id (`sr:venue:...`).
      name: The circuit's name.
      city: The city.
      country: The country.
      country_code: The country's code, three letters.
      coordinates: Latitude and longitude in degrees, with a comma between.
      length: The length of a lap in metres.
      laps: Laps of a race here.
      curves_left: The number of left-hand curves.
      curves_right: The number of right-hand curves.
      debut: The year of the first race here.
      url_official: The circuit's own site.
      capacity: Spectators; absent in older answers.
      timezone: The IANA time zone; absent in older answers.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "name", "city", "country", "country_code", "coordinates", "length", "laps", "curves_left",
        "curves_right", "debut", "url_official", "capacity", "timezone", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "sportradar_venues"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "text", "name": "text", "city": "text", "country": "text", "country_code": "text",
        "coordinates": "text", "length": "integer", "laps": "integer", "curves_left": "integer",
        "curves_right": "integer", "debut": "integer", "url_official": "text", "capacity": "integer",
        "timezone": "text", "extra": "json", "removed_at": "instant",
    }

    id: str
    name: str | None
    city: str | None
    country: str | None
    country_code: str | None
    coordinates: str | None
    length: int | None
    laps: int | None
    curves_left: int | None
    curves_right: int | None
    debut: int | None
    url_official: str | None
    capacity: int | None
    timezone: str | None
    extra: str | None
    removed_at: str | None


class Stage(Row):
    """One node of the tree: sport, season, event, practice, qualifying, qualifying_part, sprint_race, race or
    lap.

    sport_events/{stage_id}/summary, sport_events/{stage_id}/schedule, seasons

    Columns:
      id: The stage's id (`sr:stage:...`); not derivable from another's.
      parent_id: The stage this is part of; NULL for the sport.
      type: The level; both qualifyings of a sprint weekend are `qualifying`.
      description: The name in words; may change, do not key on it.
      scheduled: When it starts (UTC); absent on sport and lap, and rewritten later.
      scheduled_end: When it ends (UTC); absent on sport and lap.
      status: The state; Closed and Cancelled are final, old stages may stay Finished.
      substatus: How a race ended: `All laps completed`, `2 hour rule`, `75% rule` ...
      single_event: Whether the event stands alone.
      unique_stage_id: The slot this stage fills in every season; since February 2024.
      laps: Laps planned in a race.
      laps_completed: Laps run in a race; may disagree with `laps` after the finish.
      pit_open: Whether the pit lane is open in a race.
      air_temperature: Air temperature, degrees Celsius.
      track_temperature: Track temperature, degrees Celsius.
      humidity: Relative humidity, per cent.
      weather: The weather in words (`Sunny`, `Lightly clouded`).
      disabled: Whether the provider has withdrawn the stage.
      gender: `men`; seen on one season in one feed.
      venue_id: The circuit of an event.
      category_id: The category of a season.
      sport_id: The sport of a season.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "parent_id", "type", "description", "scheduled", "scheduled_end", "status", "substatus",
        "single_event", "unique_stage_id", "laps", "laps_completed", "pit_open", "air_temperature",
        "track_temperature", "humidity", "weather", "disabled", "gender", "venue_id", "category_id",
        "sport_id", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "sportradar_stages"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "text", "parent_id": "text", "type": "text", "description": "text", "scheduled": "instant",
        "scheduled_end": "instant", "status": "text", "substatus": "text", "single_event": "boolean",
        "unique_stage_id": "text", "laps": "integer", "laps_completed": "integer", "pit_open": "boolean",
        "air_temperature": "number", "track_temperature": "number", "humidity": "number", "weather": "text",
        "disabled": "boolean", "gender": "text", "venue_id": "text", "category_id": "text",
        "sport_id": "text", "extra": "json", "removed_at": "instant",
    }

    id: str
    parent_id: str | None
    type: str | None
    description: str | None
    scheduled: str | None
    scheduled_end: str | None
    status: str | None
    substatus: str | None
    single_event: bool | None
    unique_stage_id: str | None
    laps: int | None
    laps_completed: int | None
    pit_open: bool | None
    air_temperature: float | None
    track_temperature: float | None
    humidity: float | None
    weather: str | None
    disabled: bool | None
    gender: str | None
    venue_id: str | None
    category_id: str | None
    sport_id: str | None
    extra: str | None
    removed_at: str | None

    @property
    def category(self) -> Category | None:
        """The category of `category_id`, loaded together with those of the rows beside."""
        try:
            found: Category | None = self._batch.loaded[Category][self.category_id]
        except KeyError:
            found = self._parent(Category, self.category_id, "category_id")
        return found

    @property
    def parent(self) -> Stage | None:
        """The parent of `parent_id`, loaded together with those of the rows beside."""
        try:
            found: Stage | None = self._batch.loaded[Stage][self.parent_id]
        except KeyError:
            found = self._parent(Stage, self.parent_id, "parent_id")
        return found

    @property
    def sport(self) -> Sport | None:
        """The sport of `sport_id`, loaded together with those of the rows beside."""
        try:
            found: Sport | None = self._batch.loaded[Sport][self.sport_id]
        except KeyError:
            found = self._parent(Sport, self.sport_id, "sport_id")
        return found

    @property
    def venue(self) -> Venue | None:
        """The venue of `venue_id`, loaded together with those of the rows beside."""
        try:
            found: Venue | None = self._batch.loaded[Venue][self.venue_id]
        except KeyError:
            found = self._parent(Venue, self.venue_id, "venue_id")
        return found


class Competitor(Row):
    """One driver. Teams share the id namespace; the list an id came from says which it is.

    sport_events/{stage_id}/summary: `competitors`

    Columns:
      id: The driver's id (`sr:competitor:...`).
      name: `Last, First`, the current name.
      gender: The gender.
      nationality: The nationality, current and not historical.
      country_code: Three letters, not strictly ISO (GBR, NLD, but also ENG), current and not historical.
      abbreviation: Three letters (`VER`); since January 2025.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("id", "name", "gender", "nationality", "country_code", "abbreviation", "extra", "removed_at")

    TABLE: ClassVar[str] = "sportradar_competitors"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "text", "name": "text", "gender": "text", "nationality": "text", "country_code": "text",
        "abbreviation": "text", "extra": "json", "removed_at": "instant",
    }

    id: str
    name: str | None
    gender: str | None
    nationality: str | None
    country_code: str | None
    abbreviation: str | None
    extra: str | None
    removed_at: str | None


class Team(Row):
    """One constructor.

    sport_events/{stage_id}/summary: `teams`, and `team` of a competitor

    Columns:
      id: The team's id (`sr:competitor:...`, shared with drivers).
      name: The current name, also in answers about old seasons.
      gender: `male` for teams.
      nationality: The nationality, current and not historical.
      country_code: Three letters, not strictly ISO (GBR, NLD, but also ENG), current and not historical.
      abbreviation: A short form; seen in profiles alone.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("id", "name", "gender", "nationality", "country_code", "abbreviation", "extra", "removed_at")

    TABLE: ClassVar[str] = "sportradar_teams"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "text", "name": "text", "gender": "text", "nationality": "text", "country_code": "text",
        "abbreviation": "text", "extra": "json", "removed_at": "instant",
    }

    id: str
    name: str | None
    gender: str | None
    nationality: str | None
    country_code: str | None
    abbreviation: str | None
    extra: str | None
    removed_at: str | None


class StageResult(Row):
    """The result or standing of one driver, or of one team, in one stage.

    sport_events/{stage_id}/summary: `result`

    Columns:
      stage_id: The stage.
      competitor_id: The driver; NULL in the row of a team.
      team_id: The driver's team at that stage, or the team of the row; the provider drops it after a season.
      position: The place.
      points: Points; absent for none. Halves exist.
      car_number: The number on the car.
      status: The driver's state: Finished, Out, Disqualified, Pit stop ...
      substatus: `Retired`, or `Unknown` for a normal finisher.
      grid: The place on the grid.
      laps: Laps completed.
      lapsled: Laps in the lead.
      pitstop_count: The number of pit stops.
      time: The winner's time, `+gap` of others, `1l` when lapped; absent if out.
      time_ms: `time` in milliseconds; NULL where it is a gap or laps.
      time_gap_ms: The gap in `time` in milliseconds; NULL without a leading plus sign.
      time_laps_down: The laps behind in `time`; NULL for a time.
      fastest_lap_time: The fastest lap; in practice absolute for the first and `+gap` for the rest.
      fastest_lap_time_ms: `fastest_lap_time` in milliseconds; NULL where it is a gap.
      fastest_lap_gap_ms: The gap in `fastest_lap_time` in milliseconds; NULL where it is a time.
      gap_to_leader: `+4.464` or `12L`; the leader may have one too. Since 2025.
      gap_to_leader_ms: `gap_to_leader` in milliseconds; NULL where it is laps.
      gap_to_leader_laps: The laps in `gap_to_leader`; NULL where it is a time.
      interval_to_position_ahead: `+0.186` to the car ahead. Since 2025.
      interval_to_position_ahead_ms: `interval_to_position_ahead` in milliseconds; NULL where it is laps.
      interval_to_position_ahead_laps: The laps in `interval_to_position_ahead`; NULL where it is a time.
      races: Races started in the season.
      races_with_points: Races with points in the season; absent for none.
      victories: Victories in the season; absent for none.
      podiums: Podiums in the season; absent for none.
      polepositions: Pole positions in the season; absent for none.
      fastest_laps: Fastest laps in the season; absent for none.
      victory_pole_and_fastest_lap: Races won from pole with the fastest lap in the season; absent for none.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "stage_id", "competitor_id", "team_id", "position", "points", "car_number", "status", "substatus",
        "grid", "laps", "lapsled", "pitstop_count", "time", "time_ms", "time_gap_ms", "time_laps_down",
        "fastest_lap_time", "fastest_lap_time_ms", "fastest_lap_gap_ms", "gap_to_leader", "gap_to_leader_ms",
        "gap_to_leader_laps", "interval_to_position_ahead", "interval_to_position_ahead_ms",
        "interval_to_position_ahead_laps", "races", "races_with_points", "victories", "podiums",
        "polepositions", "fastest_laps", "victory_pole_and_fastest_lap", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "sportradar_stage_results"
    KEYS: ClassVar[tuple[str, ...]] = ("stage_id", "competitor_id", "team_id")
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "stage_id": "text", "competitor_id": "text", "team_id": "text", "position": "integer",
        "points": "number", "car_number": "integer", "status": "text", "substatus": "text", "grid": "integer",
        "laps": "integer", "lapsled": "integer", "pitstop_count": "integer", "time": "text",
        "time_ms": "integer", "time_gap_ms": "integer", "time_laps_down": "integer",
        "fastest_lap_time": "text", "fastest_lap_time_ms": "integer", "fastest_lap_gap_ms": "integer",
        "gap_to_leader": "text", "gap_to_leader_ms": "integer", "gap_to_leader_laps": "integer",
        "interval_to_position_ahead": "text", "interval_to_position_ahead_ms": "integer",
        "interval_to_position_ahead_laps": "integer", "races": "integer", "races_with_points": "integer",
        "victories": "integer", "podiums": "integer", "polepositions": "integer", "fastest_laps": "integer",
        "victory_pole_and_fastest_lap": "integer", "extra": "json", "removed_at": "instant",
    }

    stage_id: str
    competitor_id: str | None
    team_id: str | None
    position: int | None
    points: float | None
    car_number: int | None
    status: str | None
    substatus: str | None
    grid: int | None
    laps: int | None
    lapsled: int | None
    pitstop_count: int | None
    time: str | None
    time_ms: int | None
    time_gap_ms: int | None
    time_laps_down: int | None
    fastest_lap_time: str | None
    fastest_lap_time_ms: int | None
    fastest_lap_gap_ms: int | None
    gap_to_leader: str | None
    gap_to_leader_ms: int | None
    gap_to_leader_laps: int | None
    interval_to_position_ahead: str | None
    interval_to_position_ahead_ms: int | None
    interval_to_position_ahead_laps: int | None
    races: int | None
    races_with_points: int | None
    victories: int | None
    podiums: int | None
    polepositions: int | None
    fastest_laps: int | None
    victory_pole_and_fastest_lap: int | None
    extra: str | None
    removed_at: str | None

    @property
    def competitor(self) -> Competitor | None:
        """The competitor of `competitor_id`, loaded together with those of the rows beside."""
        try:
            found: Competitor | None = self._batch.loaded[Competitor][self.competitor_id]
        except KeyError:
            found = self._parent(Competitor, self.competitor_id, "competitor_id")
        return found

    @property
    def stage(self) -> Stage | None:
        """The stage of `stage_id`, loaded together with those of the rows beside."""
        try:
            found: Stage | None = self._batch.loaded[Stage][self.stage_id]
        except KeyError:
            found = self._parent(Stage, self.stage_id, "stage_id")
        return found

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class Probability(Row):
    """The chance of one outcome in one market of a season, an event or a race.

    sport_events/{stage_id}/probabilities

    Columns:
      stage_id: The stage bet on.
      market_type: `team` or `competitor`; markets have no id.
      market_name: The market (`outright`).
      market_description: The market in words; may be absent.
      outcome_id: Looks like a competitor's id and is none: never join on it.
      outcome_name: The outcome's name; may differ from the team's.
      probability: Per cent, two decimals; a market adds up to about 100.
      competitor_id: The driver; NULL in a market of teams.
      team_id: The team; NULL in a market of drivers.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "stage_id", "market_type", "market_name", "market_description", "outcome_id", "outcome_name",
        "probability", "competitor_id", "team_id", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "sportradar_probabilities"
    KEYS: ClassVar[tuple[str, ...]] = ("stage_id", "market_type", "market_name", "market_description", "outcome_id")
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "stage_id": "text", "market_type": "text", "market_name": "text", "market_description": "text",
        "outcome_id": "text", "outcome_name": "text", "probability": "number", "competitor_id": "text",
        "team_id": "text", "extra": "json", "removed_at": "instant",
    }

    stage_id: str
    market_type: str
    market_name: str
    market_description: str | None
    outcome_id: str
    outcome_name: str | None
    probability: float | None
    competitor_id: str | None
    team_id: str | None
    extra: str | None
    removed_at: str | None

    @property
    def competitor(self) -> Competitor | None:
        """The competitor of `competitor_id`, loaded together with those of the rows beside."""
        try:
            found: Competitor | None = self._batch.loaded[Competitor][self.competitor_id]
        except KeyError:
            found = self._parent(Competitor, self.competitor_id, "competitor_id")
        return found

    @property
    def stage(self) -> Stage | None:
        """The stage of `stage_id`, loaded together with those of the rows beside."""
        try:
            found: Stage | None = self._batch.loaded[Stage][self.stage_id]
        except KeyError:
            found = self._parent(Stage, self.stage_id, "stage_id")
        return found

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class CompetitorProfile(Row):
    """The biography of one driver; every key may be missing, and numbers come as text.

    competitors/{competitor_id}/profile: `info`

    Columns:
      competitor_id: The driver.
      car_number: The number on the car; since 2025.
      car_nickname: The car's name.
      debut: The date of the first race.
      first_points: The date of the first points.
      first_pole: The date of the first pole position.
      first_victory: The date of the first victory.
      wcs_won: World championships won, as text.
      dateofbirth: The date of birth.
      placeofbirth: The place of birth.
      placeofbirth_id: The place of birth's id (`sr:city:...`).
      country: The country of origin; documented, never seen.
      country_code: The country of origin's code; documented, never seen.
      country_of_residence: The country lived in, in capitals.
      country_code_of_residence: The code of the country lived in.
      country_of_residence_id: The id of the country lived in (`sr:country:...`).
      height: Height as text; looks like centimetres.
      weight: Weight as text; looks like kilograms.
      salary: Yearly salary, as text, without a currency.
      url_official: The driver's own site.
      team_ids: The ids of the profile's `teams`, in their order.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "competitor_id", "car_number", "car_nickname", "debut", "first_points", "first_pole", "first_victory",
        "wcs_won", "dateofbirth", "placeofbirth", "placeofbirth_id", "country", "country_code",
        "country_of_residence", "country_code_of_residence", "country_of_residence_id", "height", "weight",
        "salary", "url_official", "team_ids", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "sportradar_competitor_profiles"
    KEYS: ClassVar[tuple[str, ...]] = ("competitor_id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "competitor_id": "text", "car_number": "integer", "car_nickname": "text", "debut": "text",
        "first_points": "text", "first_pole": "text", "first_victory": "text", "wcs_won": "text",
        "dateofbirth": "text", "placeofbirth": "text", "placeofbirth_id": "text", "country": "text",
        "country_code": "text", "country_of_residence": "text", "country_code_of_residence": "text",
        "country_of_residence_id": "text", "height": "text", "weight": "text", "salary": "text",
        "url_official": "text", "team_ids": "json", "extra": "json", "removed_at": "instant",
    }

    competitor_id: str
    car_number: int | None
    car_nickname: str | None
    debut: str | None
    first_points: str | None
    first_pole: str | None
    first_victory: str | None
    wcs_won: str | None
    dateofbirth: str | None
    placeofbirth: str | None
    placeofbirth_id: str | None
    country: str | None
    country_code: str | None
    country_of_residence: str | None
    country_code_of_residence: str | None
    country_of_residence_id: str | None
    height: str | None
    weight: str | None
    salary: str | None
    url_official: str | None
    team_ids: str | None
    extra: str | None
    removed_at: str | None

    @property
    def competitor(self) -> Competitor | None:
        """The competitor of `competitor_id`, loaded together with those of the rows beside."""
        try:
            found: Competitor | None = self._batch.loaded[Competitor][self.competitor_id]
        except KeyError:
            found = self._parent(Competitor, self.competitor_id, "competitor_id")
        return found


class TeamProfile(Row):
    """The make-up of one team and its car; every key may be missing, and numbers come as text.

    teams/{team_id}/profile: `info`

    Columns:
      team_id: The team.
      foundation_year: The year of foundation, as text.
      location: The team's seat.
      country: The country of origin; documented, never seen.
      country_code: The country of origin's code; documented, never seen.
      country_of_residence: The country of the seat.
      country_code_of_residence: The code of the country of the seat.
      country_of_residence_id: The id of the country of the seat; documented, never seen.
      url_official: The team's own site.
      debut: The date of the first race.
      first_points: The date of the first points.
      first_pole: The date of the first pole position.
      first_victory: The date of the first victory.
      president: The president.
      sports_director: The sports director (the page says Sport Director).
      technical_director: The technical director.
      chief_engineer: The chief engineer; documented, never seen.
      f1_license: The licence the team races under.
      car_name: The car's type.
      car_nickname: The car's name.
      car_construction_year: The year the car was built, as text.
      car_chassis: The chassis.
      car_engine_name: The engine.
      car_engine_size: The engine's size, as text.
      car_fuel_type: The fuel.
      car_tyres: The tyres.
      front_color: Colour of the front, as `0xf1eff5`.
      front_wing_color: Colour of the front wing, as `0xf1eff5`.
      middle_sides_color: Colour of the middle's sides, as `0xf1eff5`.
      middle_back_center_color: Colour of the middle's back centre, as `0xf1eff5`.
      middle_back_sides_color: Colour of the middle's back sides, as `0xf1eff5`.
      back_wing_color: Colour of the rear wing, as `0xf1eff5`.
      competitor_ids: The ids of the profile's `competitors`, in their order.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "team_id", "foundation_year", "location", "country", "country_code", "country_of_residence",
        "country_code_of_residence", "country_of_residence_id", "url_official", "debut", "first_points",
        "first_pole", "first_victory", "president", "sports_director", "technical_director", "chief_engineer",
        "f1_license", "car_name", "car_nickname", "car_construction_year", "car_chassis", "car_engine_name",
        "car_engine_size", "car_fuel_type", "car_tyres", "front_color", "front_wing_color",
        "middle_sides_color", "middle_back_center_color", "middle_back_sides_color", "back_wing_color",
        "competitor_ids", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "sportradar_team_profiles"
    KEYS: ClassVar[tuple[str, ...]] = ("team_id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "team_id": "text", "foundation_year": "text", "location": "text", "country": "text",
        "country_code": "text", "country_of_residence": "text", "country_code_of_residence": "text",
        "country_of_residence_id": "text", "url_official": "text", "debut": "text", "first_points": "text",
        "first_pole": "text", "first_victory": "text", "president": "text", "sports_director": "text",
        "technical_director": "text", "chief_engineer": "text", "f1_license": "text", "car_name": "text",
        "car_nickname": "text", "car_construction_year": "text", "car_chassis": "text",
        "car_engine_name": "text", "car_engine_size": "text", "car_fuel_type": "text", "car_tyres": "text",
        "front_color": "text", "front_wing_color": "text", "middle_sides_color": "text",
        "middle_back_center_color": "text", "middle_back_sides_color": "text", "back_wing_color": "text",
        "competitor_ids": "json", "extra": "json", "removed_at": "instant",
    }

    team_id: str
    foundation_year: str | None
    location: str | None
    country: str | None
    country_code: str | None
    country_of_residence: str | None
    country_code_of_residence: str | None
    country_of_residence_id: str | None
    url_official: str | None
    debut: str | None
    first_points: str | None
    first_pole: str | None
    first_victory: str | None
    president: str | None
    sports_director: str | None
    technical_director: str | None
    chief_engineer: str | None
    f1_license: str | None
    car_name: str | None
    car_nickname: str | None
    car_construction_year: str | None
    car_chassis: str | None
    car_engine_name: str | None
    car_engine_size: str | None
    car_fuel_type: str | None
    car_tyres: str | None
    front_color: str | None
    front_wing_color: str | None
    middle_sides_color: str | None
    middle_back_center_color: str | None
    middle_back_sides_color: str | None
    back_wing_color: str | None
    competitor_ids: str | None
    extra: str | None
    removed_at: str | None

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class MergeMapping(Row):
    """One competitor merged into another; the feed shows it for 7 days, this table for ever.

    competitors/merge_mappings

    Columns:
      merged_id: The id that is gone from the provider.
      retained_id: The id that stays valid.
      name: The name of the merged profile.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("merged_id", "retained_id", "name", "extra", "removed_at")

    TABLE: ClassVar[str] = "sportradar_merge_mappings"
    KEYS: ClassVar[tuple[str, ...]] = ("merged_id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "merged_id": "text", "retained_id": "text", "name": "text", "extra": "json", "removed_at": "instant",
    }

    merged_id: str
    retained_id: str | None
    name: str | None
    extra: str | None
    removed_at: str | None

    @property
    def merged(self) -> Competitor | None:
        """The merged of `merged_id`, loaded together with those of the rows beside."""
        try:
            found: Competitor | None = self._batch.loaded[Competitor][self.merged_id]
        except KeyError:
            found = self._parent(Competitor, self.merged_id, "merged_id")
        return found

    @property
    def retained(self) -> Competitor | None:
        """The retained of `retained_id`, loaded together with those of the rows beside."""
        try:
            found: Competitor | None = self._batch.loaded[Competitor][self.retained_id]
        except KeyError:
            found = self._parent(Competitor, self.retained_id, "retained_id")
        return found


class DeletedStage(Row):
    """One stage that the provider deleted from a season.

    seasons/{stage_id}/deleted_stages

    Columns:
      season_id: The season it was asked for.
      id: The deleted stage's id; it may never have been seen as a stage.
      type: The stage's level in the tree.
      description: The stage's name.
      scheduled: When it was to start (UTC).
      scheduled_end: When it was to end (UTC).
      single_event: Whether the event stood alone.
      disabled: Whether the provider has withdrawn the stage.
      unique_stage_id: The slot the stage filled in every season; since February 2024.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "season_id", "id", "type", "description", "scheduled", "scheduled_end", "single_event", "disabled",
        "unique_stage_id", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "sportradar_deleted_stages"
    KEYS: ClassVar[tuple[str, ...]] = ("season_id", "id")
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "season_id": "text", "id": "text", "type": "text", "description": "text", "scheduled": "instant",
        "scheduled_end": "instant", "single_event": "boolean", "disabled": "boolean",
        "unique_stage_id": "text", "extra": "json", "removed_at": "instant",
    }

    season_id: str
    id: str
    type: str | None
    description: str | None
    scheduled: str | None
    scheduled_end: str | None
    single_event: bool | None
    disabled: bool | None
    unique_stage_id: str | None
    extra: str | None
    removed_at: str | None

    @property
    def season(self) -> Stage | None:
        """The season of `season_id`, loaded together with those of the rows beside."""
        try:
            found: Stage | None = self._batch.loaded[Stage][self.season_id]
        except KeyError:
            found = self._parent(Stage, self.season_id, "season_id")
        return found


class Sportradar(Room):
    """The tables of Sportradar, asked by its own names and filters; all return an Answer."""

    PROVIDER = "sportradar"

    def seasons(
        self, *, removed: bool = False, strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Stage]:
        """Rows of `sportradar_stages`. One node of the tree: sport, season, event, practice, qualifying,
        qualifying_part, sprint_race, race or lap.

        seasons

        Filters:
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][0]
        given = {**others}
        return self._ask(resource, Stage, given, removed=removed, strict=strict, as_of=as_of)

    def stages(
        self, *, type: Texts = None, season: Season = None, parent_id: Texts = None, status: Texts = None,
        id: Texts = None, removed: bool = False, strict: bool | None = None, as_of: Moment = None,
        **others: Any,
    ) -> Answer[Stage]:
        """Rows of `sportradar_stages`. One node of the tree: sport, season, event, practice, qualifying,
        qualifying_part, sprint_race, race or lap.

        sport_events/{stage_id}/schedule, sport_events/{stage_id}/summary

        Filters:
          type: The level: `season`, `event`, `practice`, `qualifying`, `qualifying_part`, `sprint_race`,
              `race`, `lap`.
          season: The season, by its year or the id of its stage.
          parent_id: The stage it is part of, by id.
          status: The state (`Closed`, `Cancelled`, `Not started` ...).
          id: The stage, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][1]
        given = {"type": type, "season": season, "parent_id": parent_id, "status": status, "id": id, **others}
        return self._ask(resource, Stage, given, removed=removed, strict=strict, as_of=as_of)

    def schedule(
        self, stage_id: Texts = None, *, removed: bool = False, strict: bool | None = None,
        as_of: Moment = None, **others: Any,
    ) -> Answer[Stage]:
        """Rows of `sportradar_stages`. One node of the tree: sport, season, event, practice, qualifying,
        qualifying_part, sprint_race, race or lap.

        sport_events/{stage_id}/schedule

        Filters:
          stage_id: The season or event whose events and sessions are wanted, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][2]
        given = {"stage_id": stage_id, **others}
        return self._ask(resource, Stage, given, removed=removed, strict=strict, as_of=as_of)

    def summary(
        self, stage_id: Texts = None, *, competitor_id: Texts = None, team_id: Texts = None,
        removed: bool = False, strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[StageResult]:
        """Rows of `sportradar_stage_results`. The result or standing of one driver, or of one team, in one
        stage.

        sport_events/{stage_id}/summary

        Filters:
          stage_id: The stage, by id.
          competitor_id: The driver, by id.
          team_id: The team, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][3]
        given = {"stage_id": stage_id, "competitor_id": competitor_id, "team_id": team_id, **others}
        return self._ask(resource, StageResult, given, removed=removed, strict=strict, as_of=as_of)

    def probabilities(
        self, stage_id: Texts = None, *, market_type: Text = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Probability]:
        """Rows of `sportradar_probabilities`. The chance of one outcome in one market of a season, an event
        or a race.

        sport_events/{stage_id}/probabilities

        Filters:
          stage_id: The stage, by id.
          market_type: Whom the market is about: `competitor` or `team`.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][4]
        given = {"stage_id": stage_id, "market_type": market_type, **others}
        return self._ask(resource, Probability, given, removed=removed, strict=strict, as_of=as_of)

    def competitor_profile(
        self, competitor_id: Text = None, *, removed: bool = False, strict: bool | None = None,
        as_of: Moment = None, **others: Any,
    ) -> Answer[CompetitorProfile]:
        """Rows of `sportradar_competitor_profiles`. The biography of one driver; every key may be missing,
        and numbers come as text.

        competitors/{competitor_id}/profile

        Filters:
          competitor_id: The driver, by id; a merged id leads to the one that stays.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][5]
        given = {"competitor_id": competitor_id, **others}
        return self._ask(resource, CompetitorProfile, given, removed=removed, strict=strict, as_of=as_of)

    def team_profile(
        self, team_id: Texts = None, *, removed: bool = False, strict: bool | None = None,
        as_of: Moment = None, **others: Any,
    ) -> Answer[TeamProfile]:
        """Rows of `sportradar_team_profiles`. The make-up of one team and its car; every key may be missing,
        and numbers come as text.

        teams/{team_id}/profile

        Filters:
          team_id: The team, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][6]
        given = {"team_id": team_id, **others}
        return self._ask(resource, TeamProfile, given, removed=removed, strict=strict, as_of=as_of)

    def merge_mappings(
        self, *, merged_id: Texts = None, retained_id: Texts = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[MergeMapping]:
        """Rows of `sportradar_merge_mappings`. One competitor merged into another; the feed shows it for 7
        days, this table for ever.

        competitors/merge_mappings

        Filters:
          merged_id: The id that is gone.
          retained_id: The id that stays.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][7]
        given = {"merged_id": merged_id, "retained_id": retained_id, **others}
        return self._ask(resource, MergeMapping, given, removed=removed, strict=strict, as_of=as_of)

    def deleted_stages(
        self, season: Season = None, *, removed: bool = False, strict: bool | None = None,
        as_of: Moment = None, **others: Any,
    ) -> Answer[DeletedStage]:
        """Rows of `sportradar_deleted_stages`. One stage that the provider deleted from a season.

        seasons/{stage_id}/deleted_stages

        Filters:
          season: The season, by its year or the id of its stage.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][8]
        given = {"season": season, **others}
        return self._ask(resource, DeletedStage, given, removed=removed, strict=strict, as_of=as_of)

    def competitors(
        self, *, search: Text = None, id: Texts = None, abbreviation: Texts = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Competitor]:
        """Rows of `sportradar_competitors`. One driver. Teams share the id namespace; the list an id came
        from says which it is.

        sport_events/{stage_id}/summary: `competitors`

        Filters:
          search: A part of the driver's name, whatever its case and accents.
          id: The driver, by id.
          abbreviation: Three letters (`VER`).
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][9]
        given = {"search": search, "id": id, "abbreviation": abbreviation, **others}
        return self._ask(resource, Competitor, given, removed=removed, strict=strict, as_of=as_of)

    def teams(
        self, *, search: Text = None, id: Texts = None, removed: bool = False, strict: bool | None = None,
        as_of: Moment = None, **others: Any,
    ) -> Answer[Team]:
        """Rows of `sportradar_teams`. One constructor.

        sport_events/{stage_id}/summary: `teams`, and `team` of a competitor

        Filters:
          search: A part of the team's name, whatever its case and accents.
          id: The team, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][10]
        given = {"search": search, "id": id, **others}
        return self._ask(resource, Team, given, removed=removed, strict=strict, as_of=as_of)

    def venues(
        self, *, search: Text = None, id: Texts = None, country_code: Text = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Venue]:
        """Rows of `sportradar_venues`. One circuit; every key but id and name may be missing.

        sport_events/{stage_id}/summary: `venue` of an event

        Filters:
          search: A part of the circuit's name, whatever its case and accents.
          id: The venue, by id.
          country_code: The country, by any of its codes.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][11]
        given = {"search": search, "id": id, "country_code": country_code, **others}
        return self._ask(resource, Venue, given, removed=removed, strict=strict, as_of=as_of)
