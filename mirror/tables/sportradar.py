"""The tables of Sportradar's Formula 1 API v2: the stage tree, what stands in its stages, and the feeds beside it.

Column names are the provider's. Absent keys are NULL, and NULL is not zero: the provider leaves zeros out. Pages are
named by their path after the language code.
"""

from typing import Any

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from mirror import durations
from mirror.tables import columns


def _stage_of(what: str, **more: Any) -> Any:
    return columns.text(what, refers="sportradar_stages.id", **more)


def _competitor(what: str, **more: Any) -> Any:
    return columns.text(what, refers="sportradar_competitors.id", **more)


def _team(what: str, **more: Any) -> Any:
    return columns.text(what, refers="sportradar_teams.id", **more)


def _nationality() -> Any:
    return columns.text("The nationality, current and not historical.")


def _country_code() -> Any:
    return columns.text(
        "Three letters, not strictly ISO (GBR, NLD, but also ENG), current and not historical."
    )


class Sport(SQLModel, table=True):
    """One sport, as a season names it.

    sport_events/{stage_id}/summary: `sport` of a season
    """

    __tablename__ = "sportradar_sports"

    id: str = columns.text("The sport's id (`sr:sport:40`).", key=True)
    name: str | None = columns.text("The sport's name.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Category(SQLModel, table=True):
    """One category of a sport (Formula 1), as a season names it.

    sport_events/{stage_id}/summary: `category` of a season
    """

    __tablename__ = "sportradar_categories"

    id: str = columns.text("The category's id (`sr:category:36`).", key=True)
    name: str | None = columns.text("The category's name.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Venue(SQLModel, table=True):
    """One circuit; every key but id and name may be missing.

    sport_events/{stage_id}/summary: `venue` of an event
    """

    __tablename__ = "sportradar_venues"

    id: str = columns.text("The venue's id (`sr:venue:...`).", key=True)
    name: str | None = columns.text("The circuit's name.")
    city: str | None = columns.text("The city.")
    country: str | None = columns.text("The country.")
    country_code: str | None = columns.text("The country's code, three letters.")
    coordinates: str | None = columns.text("Latitude and longitude in degrees, with a comma between.")
    length: int | None = columns.integer("The length of a lap in metres.")
    laps: int | None = columns.integer("Laps of a race here.")
    curves_left: int | None = columns.integer("The number of left-hand curves.")
    curves_right: int | None = columns.integer("The number of right-hand curves.")
    debut: int | None = columns.integer("The year of the first race here.")
    url_official: str | None = columns.text("The circuit's own site.")
    capacity: int | None = columns.integer("Spectators; absent in older answers.")
    timezone: str | None = columns.text("The IANA time zone; absent in older answers.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Stage(SQLModel, table=True):
    """One node of the tree: sport, season, event, practice, qualifying, qualifying_part, sprint_race, race or lap.

    sport_events/{stage_id}/summary, sport_events/{stage_id}/schedule, seasons
    """

    __tablename__ = "sportradar_stages"
    __table_args__ = (Index("sportradar_stages_by_parent", "parent_id"),)

    id: str = columns.text("The stage's id (`sr:stage:...`); not derivable from another's.", key=True)
    parent_id: str | None = _stage_of("The stage this is part of; NULL for the sport.")
    type: str | None = columns.text("The level; both qualifyings of a sprint weekend are `qualifying`.")
    description: str | None = columns.text("The name in words; may change, do not key on it.")
    scheduled: str | None = columns.instant(
        "When it starts (UTC); absent on sport and lap, and rewritten later."
    )
    scheduled_end: str | None = columns.instant("When it ends (UTC); absent on sport and lap.")
    status: str | None = columns.text(
        "The state; Closed and Cancelled are final, old stages may stay Finished."
    )
    substatus: str | None = columns.text(
        "How a race ended: `All laps completed`, `2 hour rule`, `75% rule` ..."
    )
    single_event: bool | None = columns.boolean("Whether the event stands alone.")
    unique_stage_id: str | None = columns.text(
        "The slot this stage fills in every season; since February 2024."
    )
    laps: int | None = columns.integer("Laps planned in a race.")
    laps_completed: int | None = columns.integer(
        "Laps run in a race; may disagree with `laps` after the finish."
    )
    pit_open: bool | None = columns.boolean("Whether the pit lane is open in a race.")
    air_temperature: float | None = columns.number("Air temperature, degrees Celsius.")
    track_temperature: float | None = columns.number("Track temperature, degrees Celsius.")
    humidity: float | None = columns.number("Relative humidity, per cent.")
    weather: str | None = columns.text("The weather in words (`Sunny`, `Lightly clouded`).")
    disabled: bool | None = columns.boolean("Whether the provider has withdrawn the stage.")
    gender: str | None = columns.text("`men`; seen on one season in one feed.")
    venue_id: str | None = columns.text("The circuit of an event.", refers="sportradar_venues.id")
    category_id: str | None = columns.text("The category of a season.", refers="sportradar_categories.id")
    sport_id: str | None = columns.text("The sport of a season.", refers="sportradar_sports.id")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at(
        unless="exists (with recursive up (id) as (select sportradar_stages.id union"
        " select s.parent_id from sportradar_stages as s join up on s.id = up.id)"
        " select 1 from sportradar_deleted_stages as d join up on d.id = up.id where d.removed_at is null)"
    )


class Competitor(SQLModel, table=True):
    """One driver. Teams share the id namespace; the list an id came from says which it is.

    sport_events/{stage_id}/summary: `competitors`
    """

    __tablename__ = "sportradar_competitors"

    id: str = columns.text("The driver's id (`sr:competitor:...`).", key=True)
    name: str | None = columns.text("`Last, First`, the current name.")
    gender: str | None = columns.text("The gender.")
    nationality: str | None = _nationality()
    country_code: str | None = _country_code()
    abbreviation: str | None = columns.text("Three letters (`VER`); since January 2025.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Team(SQLModel, table=True):
    """One constructor.

    sport_events/{stage_id}/summary: `teams`, and `team` of a competitor
    """

    __tablename__ = "sportradar_teams"

    id: str = columns.text("The team's id (`sr:competitor:...`, shared with drivers).", key=True)
    name: str | None = columns.text("The current name, also in answers about old seasons.")
    gender: str | None = columns.text("`male` for teams.")
    nationality: str | None = _nationality()
    country_code: str | None = _country_code()
    abbreviation: str | None = columns.text("A short form; seen in profiles alone.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class StageResult(SQLModel, table=True):
    """The result or standing of one driver, or of one team, in one stage.

    sport_events/{stage_id}/summary: `result`
    """

    __tablename__ = "sportradar_stage_results"
    __table_args__ = (
        # NULLs differ from one another in a primary key, so the key is made unique a second time without them.
        Index(
            "sportradar_stage_results_key",
            "stage_id",
            sql("coalesce(competitor_id, '')"),
            sql("coalesce(team_id, '')"),
            unique=True,
        ),
    )

    stage_id: str = _stage_of("The stage.", key=True)
    competitor_id: str | None = _competitor("The driver; NULL in the row of a team.", key=True, optional=True)
    team_id: str | None = _team(
        "The driver's team at that stage, or the team of the row; the provider drops it after a season.",
        key=True,
        optional=True,
    )
    position: int | None = columns.integer("The place.", whole=True)
    points: float | None = columns.number("Points; absent for none. Halves exist.", whole=True)
    car_number: int | None = columns.integer("The number on the car.", whole=True)
    status: str | None = columns.text(
        "The driver's state: Finished, Out, Disqualified, Pit stop ...", whole=True
    )
    substatus: str | None = columns.text("`Retired`, or `Unknown` for a normal finisher.", whole=True)
    grid: int | None = columns.integer("The place on the grid.", whole=True)
    laps: int | None = columns.integer("Laps completed.", whole=True)
    lapsled: int | None = columns.integer("Laps in the lead.", whole=True)
    pitstop_count: int | None = columns.integer("The number of pit stops.", whole=True)
    time: str | None = columns.text(
        "The winner's time, `+gap` of others, `1l` when lapped; absent if out.", whole=True
    )
    time_ms: int | None = columns.twin(
        "time", durations.absolute_ms, "`time` in milliseconds; NULL where it is a gap or laps."
    )
    time_gap_ms: int | None = columns.twin(
        "time", durations.gap_ms, "The gap in `time` in milliseconds; NULL without a leading plus sign."
    )
    time_laps_down: int | None = columns.twin(
        "time", durations.laps_down, "The laps behind in `time`; NULL for a time."
    )
    fastest_lap_time: str | None = columns.text(
        "The fastest lap; in practice absolute for the first and `+gap` for the rest.", whole=True
    )
    fastest_lap_time_ms: int | None = columns.twin(
        "fastest_lap_time",
        durations.absolute_ms,
        "`fastest_lap_time` in milliseconds; NULL where it is a gap.",
    )
    fastest_lap_gap_ms: int | None = columns.twin(
        "fastest_lap_time",
        durations.gap_ms,
        "The gap in `fastest_lap_time` in milliseconds; NULL where it is a time.",
    )
    gap_to_leader: str | None = columns.text(
        "`+4.464` or `12L`; the leader may have one too. Since 2025.", whole=True
    )
    gap_to_leader_ms: int | None = columns.twin(
        "gap_to_leader", durations.any_gap_ms, "`gap_to_leader` in milliseconds; NULL where it is laps."
    )
    gap_to_leader_laps: int | None = columns.twin(
        "gap_to_leader", durations.laps_down, "The laps in `gap_to_leader`; NULL where it is a time."
    )
    interval_to_position_ahead: str | None = columns.text(
        "`+0.186` to the car ahead. Since 2025.", whole=True
    )
    interval_to_position_ahead_ms: int | None = columns.twin(
        "interval_to_position_ahead",
        durations.any_gap_ms,
        "`interval_to_position_ahead` in milliseconds; NULL where it is laps.",
    )
    interval_to_position_ahead_laps: int | None = columns.twin(
        "interval_to_position_ahead",
        durations.laps_down,
        "The laps in `interval_to_position_ahead`; NULL where it is a time.",
    )
    races: int | None = columns.integer("Races started in the season.", whole=True)
    races_with_points: int | None = columns.integer(
        "Races with points in the season; absent for none.", whole=True
    )
    victories: int | None = columns.integer("Victories in the season; absent for none.", whole=True)
    podiums: int | None = columns.integer("Podiums in the season; absent for none.", whole=True)
    polepositions: int | None = columns.integer("Pole positions in the season; absent for none.", whole=True)
    fastest_laps: int | None = columns.integer("Fastest laps in the season; absent for none.", whole=True)
    victory_pole_and_fastest_lap: int | None = columns.integer(
        "Races won from pole with the fastest lap in the season; absent for none.", whole=True
    )
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Probability(SQLModel, table=True):
    """The chance of one outcome in one market of a season, an event or a race.

    sport_events/{stage_id}/probabilities
    """

    __tablename__ = "sportradar_probabilities"
    __table_args__ = (
        # NULLs differ from one another in a primary key, so the key is made unique a second time without them.
        Index(
            "sportradar_probabilities_key",
            "stage_id",
            "market_type",
            "market_name",
            sql("coalesce(market_description, '')"),
            "outcome_id",
            unique=True,
        ),
    )

    stage_id: str = _stage_of("The stage bet on.", key=True)
    market_type: str = columns.text("`team` or `competitor`; markets have no id.", key=True)
    market_name: str = columns.text("The market (`outright`).", key=True)
    market_description: str | None = columns.text(
        "The market in words; may be absent.", key=True, optional=True
    )
    outcome_id: str = columns.text("Looks like a competitor's id and is none: never join on it.", key=True)
    outcome_name: str | None = columns.text("The outcome's name; may differ from the team's.")
    probability: float | None = columns.number("Per cent, two decimals; a market adds up to about 100.")
    competitor_id: str | None = _competitor("The driver; NULL in a market of teams.")
    team_id: str | None = _team("The team; NULL in a market of drivers.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class CompetitorProfile(SQLModel, table=True):
    """The biography of one driver; every key may be missing, and numbers come as text.

    competitors/{competitor_id}/profile: `info`
    """

    __tablename__ = "sportradar_competitor_profiles"

    competitor_id: str = _competitor("The driver.", key=True)
    car_number: int | None = columns.integer("The number on the car; since 2025.")
    car_nickname: str | None = columns.text("The car's name.")
    debut: str | None = columns.text("The date of the first race.")
    first_points: str | None = columns.text("The date of the first points.")
    first_pole: str | None = columns.text("The date of the first pole position.")
    first_victory: str | None = columns.text("The date of the first victory.")
    wcs_won: str | None = columns.text("World championships won, as text.")
    dateofbirth: str | None = columns.text("The date of birth.")
    placeofbirth: str | None = columns.text("The place of birth.")
    placeofbirth_id: str | None = columns.text("The place of birth's id (`sr:city:...`).")
    country: str | None = columns.text("The country of origin; documented, never seen.")
    country_code: str | None = columns.text("The country of origin's code; documented, never seen.")
    country_of_residence: str | None = columns.text("The country lived in, in capitals.")
    country_code_of_residence: str | None = columns.text("The code of the country lived in.")
    country_of_residence_id: str | None = columns.text("The id of the country lived in (`sr:country:...`).")
    height: str | None = columns.text("Height as text; looks like centimetres.")
    weight: str | None = columns.text("Weight as text; looks like kilograms.")
    salary: str | None = columns.text("Yearly salary, as text, without a currency.")
    url_official: str | None = columns.text("The driver's own site.")
    team_ids: str | None = columns.json("The ids of the profile's `teams`, in their order.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class TeamProfile(SQLModel, table=True):
    """The make-up of one team and its car; every key may be missing, and numbers come as text.

    teams/{team_id}/profile: `info`
    """

    __tablename__ = "sportradar_team_profiles"

    team_id: str = _team("The team.", key=True)
    foundation_year: str | None = columns.text("The year of foundation, as text.")
    location: str | None = columns.text("The team's seat.")
    country: str | None = columns.text("The country of origin; documented, never seen.")
    country_code: str | None = columns.text("The country of origin's code; documented, never seen.")
    country_of_residence: str | None = columns.text("The country of the seat.")
    country_code_of_residence: str | None = columns.text("The code of the country of the seat.")
    country_of_residence_id: str | None = columns.text(
        "The id of the country of the seat; documented, never seen."
    )
    url_official: str | None = columns.text("The team's own site.")
    debut: str | None = columns.text("The date of the first race.")
    first_points: str | None = columns.text("The date of the first points.")
    first_pole: str | None = columns.text("The date of the first pole position.")
    first_victory: str | None = columns.text("The date of the first victory.")
    president: str | None = columns.text("The president.")
    sports_director: str | None = columns.text("The sports director (the page says Sport Director).")
    technical_director: str | None = columns.text("The technical director.")
    chief_engineer: str | None = columns.text("The chief engineer; documented, never seen.")
    f1_license: str | None = columns.text("The licence the team races under.")
    car_name: str | None = columns.text("The car's type.")
    car_nickname: str | None = columns.text("The car's name.")
    car_construction_year: str | None = columns.text("The year the car was built, as text.")
    car_chassis: str | None = columns.text("The chassis.")
    car_engine_name: str | None = columns.text("The engine.")
    car_engine_size: str | None = columns.text("The engine's size, as text.")
    car_fuel_type: str | None = columns.text("The fuel.")
    car_tyres: str | None = columns.text("The tyres.")
    front_color: str | None = columns.text("Colour of the front, as `0xf1eff5`.")
    front_wing_color: str | None = columns.text("Colour of the front wing, as `0xf1eff5`.")
    middle_sides_color: str | None = columns.text("Colour of the middle's sides, as `0xf1eff5`.")
    middle_back_center_color: str | None = columns.text("Colour of the middle's back centre, as `0xf1eff5`.")
    middle_back_sides_color: str | None = columns.text("Colour of the middle's back sides, as `0xf1eff5`.")
    back_wing_color: str | None = columns.text("Colour of the rear wing, as `0xf1eff5`.")
    competitor_ids: str | None = columns.json("The ids of the profile's `competitors`, in their order.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class MergeMapping(SQLModel, table=True):
    """One competitor merged into another; the feed shows it for 7 days, this table for ever.

    competitors/merge_mappings
    """

    __tablename__ = "sportradar_merge_mappings"

    merged_id: str = _competitor("The id that is gone from the provider.", key=True)
    retained_id: str | None = _competitor("The id that stays valid.")
    name: str | None = columns.text("The name of the merged profile.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class DeletedStage(SQLModel, table=True):
    """One stage that the provider deleted from a season.

    seasons/{stage_id}/deleted_stages
    """

    __tablename__ = "sportradar_deleted_stages"

    season_id: str = _stage_of("The season it was asked for.", key=True, asked=True)
    id: str = columns.text("The deleted stage's id; it may never have been seen as a stage.", key=True)
    type: str | None = columns.text("The stage's level in the tree.")
    description: str | None = columns.text("The stage's name.")
    scheduled: str | None = columns.instant("When it was to start (UTC).")
    scheduled_end: str | None = columns.instant("When it was to end (UTC).")
    single_event: bool | None = columns.boolean("Whether the event stood alone.")
    disabled: bool | None = columns.boolean("Whether the provider has withdrawn the stage.")
    unique_stage_id: str | None = columns.text(
        "The slot the stage filled in every season; since February 2024."
    )
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()
