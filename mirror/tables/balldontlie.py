"""The tables of the BALLDONTLIE F1 API: one class per endpoint, one column per field of its answers.

Column names are the provider's. An embedded object is `<name>_id`; the driver's team is a fact of the row that embeds
it (`F1DriverWithTeam` means the team of that season), never of the driver.
"""

from typing import Any

from sqlalchemy import Index
from sqlmodel import SQLModel

from mirror.tables import columns


def _id(what: str) -> Any:
    return columns.integer(
        f"The provider's id of the {what}; a reload by the provider may re-allocate it.", key=True
    )


def _season() -> Any:
    return columns.integer("The season, by its year.", refers="balldontlie_seasons.year")


def _session() -> Any:
    return columns.integer("The session this belongs to.", refers="balldontlie_sessions.id")


def _driver() -> Any:
    return columns.integer("The driver.", refers="balldontlie_drivers.id")


def _team_of_driver() -> Any:
    return columns.integer(
        "The driver's team in the season of this row; NULL when the provider names none.",
        refers="balldontlie_teams.id",
        within="driver",
    )


def _country_code() -> Any:
    return columns.text(
        "Three letters, IOC and ISO codes mixed (NED, DEN, BHR, UAE), as the provider wrote it."
    )


class Driver(SQLModel, table=True):
    """One driver of any season, under the name and number of today.

    GET /f1/v1/drivers
    """

    __tablename__ = "balldontlie_drivers"

    id: int = _id("driver")
    first_name: str | None = columns.text("The given name.")
    last_name: str | None = columns.text("The family name.")
    display_name: str | None = columns.text("The full name as shown.")
    short_name: str | None = columns.text(
        "Initial and family name (`M. Verstappen`), not a three-letter code."
    )
    country_code: str | None = _country_code()
    country_name: str | None = columns.text("The driver's country.")
    racing_number: str | None = columns.text(
        "The number on the car today, as text; it changes between seasons."
    )
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Team(SQLModel, table=True):
    """One constructor.

    GET /f1/v1/teams
    """

    __tablename__ = "balldontlie_teams"

    id: int = _id("team")
    name: str | None = columns.text("The team's name.")
    display_name: str | None = columns.text("The name as shown.")
    color: str | None = columns.text("The team's colour, six hexadecimal digits without `#`.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Circuit(SQLModel, table=True):
    """One circuit.

    GET /f1/v1/circuits
    """

    __tablename__ = "balldontlie_circuits"

    id: int = _id("circuit")
    name: str | None = columns.text("The circuit's name.")
    short_name: str | None = columns.text("The short name.")
    country_code: str | None = _country_code()
    country_name: str | None = columns.text("The country the circuit is in.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Season(SQLModel, table=True):
    """One season, known by its year.

    GET /f1/v1/seasons
    """

    __tablename__ = "balldontlie_seasons"

    year: int = columns.integer("The year: the season's key, and the cursor of its list.", key=True)
    display_name: str | None = columns.text("The season as shown.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Event(SQLModel, table=True):
    """One race weekend or test.

    GET /f1/v1/events
    """

    __tablename__ = "balldontlie_events"
    __table_args__ = (Index("balldontlie_events_by_season", "season", "start_date"),)

    id: int = _id("event")
    name: str | None = columns.text("The name with its sponsor.")
    short_name: str | None = columns.text("The short name with its sponsor.")
    season: int | None = _season()
    start_date: str | None = columns.instant("When the first session starts (UTC).")
    end_date: str | None = columns.instant("When the last session starts, not when it ends (UTC).")
    status: str | None = columns.text(
        "The state; answers say `final` where the filter's page says `Completed`."
    )
    circuit_id: int | None = columns.integer("The circuit raced on.", refers="balldontlie_circuits.id")
    location: str | None = columns.text("The place.")
    country_code: str | None = _country_code()
    country_name: str | None = columns.text("The country the event is held in.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Session(SQLModel, table=True):
    """One session of an event: practice, qualifying, sprint or race.

    GET /f1/v1/sessions
    """

    __tablename__ = "balldontlie_sessions"
    __table_args__ = (Index("balldontlie_sessions_by_event", "event_id", "type", "name"),)

    id: int = _id("session")
    event_id: int | None = columns.integer("The event this is a session of.", refers="balldontlie_events.id")
    type: str | None = columns.text("Race, Qualifying, Practice, Sprint ...; not a closed list.")
    name: str | None = columns.text("The session's name, free text (`Race`, `Qual`).")
    date: str | None = columns.instant("When the session starts (UTC).")
    status: str | None = columns.text(
        "The state; answers say `final` where the filter's page says `Completed`."
    )
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class SessionResult(SQLModel, table=True):
    """The result of one driver in one session, without grid, points, gap or reason of retirement.

    GET /f1/v1/session_results
    """

    __tablename__ = "balldontlie_session_results"
    __table_args__ = (Index("balldontlie_session_results_by_session", "session_id", "driver_id"),)

    id: int = _id("result")
    session_id: int | None = _session()
    driver_id: int | None = _driver()
    team_id: int | None = _team_of_driver()
    position: int | None = columns.integer("The place in the classification; NULL for the unclassified.")
    is_winner: bool | None = columns.boolean("Whether `position` is 1; derived by the provider.")
    laps_completed: int | None = columns.integer("Laps completed.")
    pit_stops: int | None = columns.integer("The number of pit stops.")
    retired: bool | None = columns.boolean("Whether the driver retired.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class DriverStanding(SQLModel, table=True):
    """The total of one driver in one season's championship; the provider has none per round.

    GET /f1/v1/driver_standings
    """

    __tablename__ = "balldontlie_driver_standings"
    __table_args__ = (Index("balldontlie_driver_standings_by_season", "season", "driver_id"),)

    id: int = _id("standing")
    season: int | None = _season()
    driver_id: int | None = _driver()
    team_id: int | None = _team_of_driver()
    position: int | None = columns.integer("The place in the championship.")
    points: float | None = columns.number("Championship points; halves exist.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class TeamStanding(SQLModel, table=True):
    """The total of one team in one season's championship; the provider has none per round.

    GET /f1/v1/team_standings
    """

    __tablename__ = "balldontlie_team_standings"
    __table_args__ = (Index("balldontlie_team_standings_by_season", "season", "team_id"),)

    id: int = _id("standing")
    season: int | None = _season()
    team_id: int | None = columns.integer("The team.", refers="balldontlie_teams.id")
    position: int | None = columns.integer("The place in the championship.")
    points: float | None = columns.number("Championship points; halves exist.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class LapTime(SQLModel, table=True):
    """One lap of one driver in one session.

    GET /f1/v1/lap_times
    """

    __tablename__ = "balldontlie_lap_times"
    __table_args__ = (Index("balldontlie_lap_times_by_session", "session_id", "driver_id", "lap_number"),)

    id: int = _id("lap")
    session_id: int | None = _session()
    driver_id: int | None = _driver()
    team_id: int | None = _team_of_driver()
    lap_number: int | None = columns.integer("The lap, from 1; lap 1 may be missing or have no time.")
    lap_time: str | None = columns.text("The lap's duration as `M:SS.mmm`.")
    lap_time_ms: int | None = columns.integer("The lap's duration in milliseconds, as the provider gives it.")
    is_pit_out_lap: bool | None = columns.boolean("Whether the lap began in the pit lane.")
    is_pit_in_lap: bool | None = columns.boolean("Whether the lap ended in the pit lane.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class QualifyingResult(SQLModel, table=True):
    """The best laps of one driver in the parts of one qualifying session.

    GET /f1/v1/qualifying_results
    """

    __tablename__ = "balldontlie_qualifying_results"
    __table_args__ = (Index("balldontlie_qualifying_results_by_session", "session_id", "driver_id"),)

    id: int = _id("qualifying result")
    session_id: int | None = _session()
    driver_id: int | None = _driver()
    team_id: int | None = _team_of_driver()
    q1_time: str | None = columns.text("The best lap of Q1 as `M:SS.mmm`.")
    q1_time_ms: int | None = columns.integer("The best lap of Q1 in milliseconds.")
    q1_lap: int | None = columns.integer("The number of the driver's lap that set the Q1 time.")
    q2_time: str | None = columns.text("The best lap of Q2 as `M:SS.mmm`; NULL for those out in Q1.")
    q2_time_ms: int | None = columns.integer("The best lap of Q2 in milliseconds.")
    q2_lap: int | None = columns.integer("The number of the driver's lap that set the Q2 time.")
    q3_time: str | None = columns.text("The best lap of Q3 as `M:SS.mmm`; NULL for those out before.")
    q3_time_ms: int | None = columns.integer("The best lap of Q3 in milliseconds.")
    q3_lap: int | None = columns.integer("The number of the driver's lap that set the Q3 time.")
    final_position: int | None = columns.integer("The place in qualifying, before grid penalties.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class PitStop(SQLModel, table=True):
    """One pit stop of one driver in one session.

    GET /f1/v1/pit_stops
    """

    __tablename__ = "balldontlie_pit_stops"
    __table_args__ = (Index("balldontlie_pit_stops_by_session", "session_id", "driver_id", "stop_number"),)

    id: int = _id("pit stop")
    session_id: int | None = _session()
    driver_id: int | None = _driver()
    team_id: int | None = _team_of_driver()
    stop_number: int | None = columns.integer("The driver's stop, counted from 1.")
    lap: int | None = columns.integer("The lap of the stop.")
    time_of_day: str | None = columns.text("The clock at the circuit, local `HH:MM:SS` without a date.")
    duration_seconds: float | None = columns.number("Seconds in the pit lane, not the time standing still.")
    total_time_seconds: float | None = columns.number(
        "Seconds; equal to duration_seconds in every answer seen."
    )
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class TireStint(SQLModel, table=True):
    """One driver's run on one set of tyres in one session.

    GET /f1/v1/tire_stints
    """

    __tablename__ = "balldontlie_tire_stints"
    __table_args__ = (Index("balldontlie_tire_stints_by_session", "session_id", "driver_id", "stint_number"),)

    id: int = _id("stint")
    session_id: int | None = _session()
    driver_id: int | None = _driver()
    team_id: int | None = _team_of_driver()
    stint_number: int | None = columns.integer("The driver's stint, counted from 1.")
    compound: str | None = columns.text("The compound: SOFT, MEDIUM, HARD ...")
    is_new: bool | None = columns.boolean("Whether the set was new; NULL when not known.")
    start_lap: int | None = columns.integer(
        "Looks like the set's age in laps when fitted (0 if new), not a race lap."
    )
    total_laps: int | None = columns.integer(
        "Laps on the set; for a used set perhaps with those of earlier sessions."
    )
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class SessionWeather(SQLModel, table=True):
    """The weather of one session, summed up: no time series.

    GET /f1/v1/session_weather
    """

    __tablename__ = "balldontlie_session_weather"
    __table_args__ = (Index("balldontlie_session_weather_by_session", "session_id"),)

    id: int = _id("weather row")
    session_id: int | None = _session()
    air_temp: float | None = columns.number("Air temperature, degrees Celsius.")
    track_temp: float | None = columns.number("Track temperature, degrees Celsius.")
    humidity: float | None = columns.number("Relative humidity, per cent.")
    pressure: float | None = columns.number("Air pressure; no unit is documented, looks like millibars.")
    wind_speed: float | None = columns.number(
        "Wind speed; no unit is documented, probably metres per second."
    )
    wind_direction: int | None = columns.integer("Wind direction, degrees.")
    rainfall: float | None = columns.number("Rainfall, a number (0 when dry) and no truth value.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class RaceControlMessage(SQLModel, table=True):
    """One message of race control; two may be alike in everything but the id.

    GET /f1/v1/race_control_messages
    """

    __tablename__ = "balldontlie_race_control_messages"
    __table_args__ = (Index("balldontlie_race_control_messages_by_session", "session_id", "utc_time"),)

    id: int = _id("message")
    session_id: int | None = _session()
    utc_time: str | None = columns.instant(
        "When it was sent; may be 4 or 5 hours later than real UTC. Kept as given."
    )
    lap: int | None = columns.integer("The leader's lap; 1 also before the start.")
    category: str | None = columns.text("The kind of message: Flag, Other ...")
    flag: str | None = columns.text("The flag shown, for messages about flags.")
    scope: str | None = columns.text("What the flag covers: track, sector or driver.")
    sector: int | None = columns.integer("The marshalling sector, where one is meant.")
    driver_number: str | None = columns.text("The racing number of the driver meant, as text; no driver id.")
    message: str | None = columns.text("The words.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class PositionHistory(SQLModel, table=True):
    """The position of one driver on one lap of one session.

    GET /f1/v1/position_history
    """

    __tablename__ = "balldontlie_position_history"
    __table_args__ = (
        Index("balldontlie_position_history_by_session", "session_id", "driver_id", "lap_number"),
    )

    id: int = _id("position")
    session_id: int | None = _session()
    driver_id: int | None = _driver()
    team_id: int | None = _team_of_driver()
    lap_number: int | None = columns.integer(
        "The lap; lap 1 looks like the grid, lap n like the order at its start."
    )
    position: int | None = columns.integer("The position, from 1.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class SessionTimingStats(SQLModel, table=True):
    """The bests of one driver in one session: lap, sectors and speeds.

    GET /f1/v1/session_timing_stats
    """

    __tablename__ = "balldontlie_session_timing_stats"
    __table_args__ = (Index("balldontlie_session_timing_stats_by_session", "session_id", "driver_id"),)

    id: int = _id("row of bests")
    session_id: int | None = _session()
    driver_id: int | None = _driver()
    team_id: int | None = _team_of_driver()
    best_lap_time: str | None = columns.text("The best lap as `M:SS.mmm`.")
    best_lap_time_ms: int | None = columns.integer("The best lap in milliseconds.")
    best_lap_number: int | None = columns.integer("The number of the best lap.")
    best_sector_1: float | None = columns.number(
        "The best first sector in seconds, though OpenAPI says milliseconds."
    )
    best_sector_2: float | None = columns.number("The best second sector in seconds.")
    best_sector_3: float | None = columns.number("The best third sector in seconds.")
    speed_i1: int | None = columns.integer(
        "Top speed at the first intermediate; no unit is documented, looks like km/h."
    )
    speed_i2: int | None = columns.integer(
        "Top speed at the second intermediate; no unit is documented, looks like km/h."
    )
    speed_fl: int | None = columns.integer(
        "Top speed at the finish line; no unit is documented, looks like km/h."
    )
    speed_trap: int | None = columns.integer(
        "Top speed in the speed trap; no unit is documented, looks like km/h."
    )
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class TrackStatus(SQLModel, table=True):
    """One change of the track's status in one session.

    GET /f1/v1/track_status
    """

    __tablename__ = "balldontlie_track_status"
    __table_args__ = (Index("balldontlie_track_status_by_session", "session_id", "utc_time"),)

    id: int = _id("status")
    session_id: int | None = _session()
    utc_time: str | None = columns.instant(
        "When the status began (UTC, milliseconds; true where messages are late)."
    )
    status: str | None = columns.text(
        "AllClear, Yellow, Red, SC, SCDeployed, VSCDeployed ...; not a closed list."
    )
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Future(SQLModel, table=True):
    """One bookmaker's price for one driver or team in one market of an event.

    GET /f1/v1/odds/futures (OpenAPI only)
    """

    __tablename__ = "balldontlie_futures"
    __table_args__ = (Index("balldontlie_futures_by_event", "event_id", "market_type", "vendor"),)

    id: int = _id("price")
    event_id: int = columns.integer(
        "The event it was asked for; the answer does not say it.",
        key=True,
        refers="balldontlie_events.id",
        asked=True,
    )
    market_type: str | None = columns.text("The kind of market.")
    market_name: str | None = columns.text("The market's name.")
    subject_type: str | None = columns.text("What is bet on: `driver` or `constructor`.", within="subject")
    driver_id: int | None = columns.integer(
        "The driver bet on; NULL when it is a constructor.", refers="balldontlie_drivers.id", within="subject"
    )
    team_id: int | None = columns.integer(
        "The team bet on; NULL when it is a driver.", refers="balldontlie_teams.id", within="subject"
    )
    vendor: str | None = columns.text("The bookmaker.")
    american_odds: int | None = columns.integer("American odds: the gain on 100, or minus the stake for 100.")
    decimal_odds: float | None = columns.number("Decimal odds: the return on a stake of 1.")
    updated_at: str | None = columns.instant("When the bookmaker last changed the price (UTC).")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()
