"""What BALLDONTLIE says: rows of its tables, and its own questions.

Printed by `python -m mirror.reading.printing` from the tables and `resources.py`; change those, not this file.
"""

# fmt: off

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from mirror.reading.answer import Answer
from mirror.reading.filters import Ids, Text, Whole
from mirror.reading.resources import RESOURCES
from mirror.reading.room import Moment, Room
from mirror.reading.rows import Row


class Driver(Row):
    """One driver of any season, under the name and number of today.

    GET /f1/v1/drivers

    Columns:
      id: The provider's id of the driver; a reload by the provider may re-allocate it.
      first_name: The given name.
      last_name: The family name.
      display_name: The full name as shown.
      short_name: Initial and family name (`M. Verstappen`), not a three-letter code.
      country_code: Three letters, IOC and ISO codes mixed (NED, DEN, BHR, UAE), as the provider wrote it.
      country_name: The driver's country.
      racing_number: The number on the car today, as text; it changes between seasons.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "first_name", "last_name", "display_name", "short_name", "country_code", "country_name",
        "racing_number", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "balldontlie_drivers"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "first_name": "text", "last_name": "text", "display_name": "text",
        "short_name": "text", "country_code": "text", "country_name": "text", "racing_number": "text",
        "extra": "json", "removed_at": "instant",
    }

    id: int
    first_name: str | None
    last_name: str | None
    display_name: str | None
    short_name: str | None
    country_code: str | None
    country_name: str | None
    racing_number: str | None
    extra: str | None
    removed_at: str | None


class Team(Row):
    """One constructor.

    GET /f1/v1/teams

    Columns:
      id: The provider's id of the team; a reload by the provider may re-allocate it.
      name: The team's name.
      display_name: The name as shown.
      color: The team's colour, six hexadecimal digits without `#`.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("id", "name", "display_name", "color", "extra", "removed_at")

    TABLE: ClassVar[str] = "balldontlie_teams"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "name": "text", "display_name": "text", "color": "text", "extra": "json",
        "removed_at": "instant",
    }

    id: int
    name: str | None
    display_name: str | None
    color: str | None
    extra: str | None
    removed_at: str | None


class Circuit(Row):
    """One circuit.

    GET /f1/v1/circuits

    Columns:
      id: The provider's id of the circuit; a reload by the provider may re-allocate it.
      name: The circuit's name.
      short_name: The short name.
      country_code: Three letters, IOC and ISO codes mixed (NED, DEN, BHR, UAE), as the provider wrote it.
      country_name: The country the circuit is in.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("id", "name", "short_name", "country_code", "country_name", "extra", "removed_at")

    TABLE: ClassVar[str] = "balldontlie_circuits"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "name": "text", "short_name": "text", "country_code": "text", "country_name": "text",
        "extra": "json", "removed_at": "instant",
    }

    id: int
    name: str | None
    short_name: str | None
    country_code: str | None
    country_name: str | None
    extra: str | None
    removed_at: str | None


class Season(Row):
    """One season, known by its year.

    GET /f1/v1/seasons

    Columns:
      year: The year: the season's key, and the cursor of its list.
      display_name: The season as shown.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("year", "display_name", "extra", "removed_at")

    TABLE: ClassVar[str] = "balldontlie_seasons"
    KEYS: ClassVar[tuple[str, ...]] = ("year",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "year": "integer", "display_name": "text", "extra": "json", "removed_at": "instant",
    }

    year: int
    display_name: str | None
    extra: str | None
    removed_at: str | None


class Event(Row):
    """One race weekend or test.

    GET /f1/v1/events

    Columns:
      id: The provider's id of the event; a reload by the provider may re-allocate it.
      name: The name with its sponsor.
      short_name: The short name with its sponsor.
      season: The season, by its year.
      start_date: When the first session starts (UTC).
      end_date: When the last session starts, not when it ends (UTC).
      status: The state; answers say `final` where the filter's page says `Completed`.
      circuit_id: The circuit raced on.
      location: The place.
      country_code: Three letters, IOC and ISO codes mixed (NED, DEN, BHR, UAE), as the provider wrote it.
      country_name: The country the event is held in.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "name", "short_name", "season", "start_date", "end_date", "status", "circuit_id", "location",
        "country_code", "country_name", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "balldontlie_events"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "name": "text", "short_name": "text", "season": "integer", "start_date": "instant",
        "end_date": "instant", "status": "text", "circuit_id": "integer", "location": "text",
        "country_code": "text", "country_name": "text", "extra": "json", "removed_at": "instant",
    }

    id: int
    name: str | None
    short_name: str | None
    season: int | None
    start_date: str | None
    end_date: str | None
    status: str | None
    circuit_id: int | None
    location: str | None
    country_code: str | None
    country_name: str | None
    extra: str | None
    removed_at: str | None

    @property
    def circuit(self) -> Circuit | None:
        """The circuit of `circuit_id`, loaded together with those of the rows beside."""
        try:
            found: Circuit | None = self._batch.loaded[Circuit][self.circuit_id]
        except KeyError:
            found = self._parent(Circuit, self.circuit_id, "circuit_id")
        return found


class Session(Row):
    """One session of an event: practice, qualifying, sprint or race.

    GET /f1/v1/sessions

    Columns:
      id: The provider's id of the session; a reload by the provider may re-allocate it.
      event_id: The event this is a session of.
      type: Race, Qualifying, Practice, Sprint ...; not a closed list.
      name: The session's name, free text (`Race`, `Qual`).
      date: When the session starts (UTC).
      status: The state; answers say `final` where the filter's page says `Completed`.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("id", "event_id", "type", "name", "date", "status", "extra", "removed_at")

    TABLE: ClassVar[str] = "balldontlie_sessions"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "event_id": "integer", "type": "text", "name": "text", "date": "instant",
        "status": "text", "extra": "json", "removed_at": "instant",
    }

    id: int
    event_id: int | None
    type: str | None
    name: str | None
    date: str | None
    status: str | None
    extra: str | None
    removed_at: str | None

    @property
    def event(self) -> Event | None:
        """The event of `event_id`, loaded together with those of the rows beside."""
        try:
            found: Event | None = self._batch.loaded[Event][self.event_id]
        except KeyError:
            found = self._parent(Event, self.event_id, "event_id")
        return found


class SessionResult(Row):
    """The result of one driver in one session, without grid, points, gap or reason of retirement.

    GET /f1/v1/session_results

    Columns:
      id: The provider's id of the result; a reload by the provider may re-allocate it.
      session_id: The session this belongs to.
      driver_id: The driver.
      team_id: The driver's team in the season of this row; NULL when the provider names none.
      position: The place in the classification; NULL for the unclassified.
      is_winner: Whether `position` is 1; derived by the provider.
      laps_completed: Laps completed.
      pit_stops: The number of pit stops.
      retired: Whether the driver retired.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "session_id", "driver_id", "team_id", "position", "is_winner", "laps_completed", "pit_stops",
        "retired", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "balldontlie_session_results"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "session_id": "integer", "driver_id": "integer", "team_id": "integer",
        "position": "integer", "is_winner": "boolean", "laps_completed": "integer", "pit_stops": "integer",
        "retired": "boolean", "extra": "json", "removed_at": "instant",
    }

    id: int
    session_id: int | None
    driver_id: int | None
    team_id: int | None
    position: int | None
    is_winner: bool | None
    laps_completed: int | None
    pit_stops: int | None
    retired: bool | None
    extra: str | None
    removed_at: str | None

    @property
    def driver(self) -> Driver | None:
        """The driver of `driver_id`, loaded together with those of the rows beside."""
        try:
            found: Driver | None = self._batch.loaded[Driver][self.driver_id]
        except KeyError:
            found = self._parent(Driver, self.driver_id, "driver_id")
        return found

    @property
    def session(self) -> Session | None:
        """The session of `session_id`, loaded together with those of the rows beside."""
        try:
            found: Session | None = self._batch.loaded[Session][self.session_id]
        except KeyError:
            found = self._parent(Session, self.session_id, "session_id")
        return found

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class DriverStanding(Row):
    """The total of one driver in one season's championship; the provider has none per round.

    GET /f1/v1/driver_standings

    Columns:
      id: The provider's id of the standing; a reload by the provider may re-allocate it.
      season: The season, by its year.
      driver_id: The driver.
      team_id: The driver's team in the season of this row; NULL when the provider names none.
      position: The place in the championship.
      points: Championship points; halves exist.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("id", "season", "driver_id", "team_id", "position", "points", "extra", "removed_at")

    TABLE: ClassVar[str] = "balldontlie_driver_standings"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "season": "integer", "driver_id": "integer", "team_id": "integer",
        "position": "integer", "points": "number", "extra": "json", "removed_at": "instant",
    }

    id: int
    season: int | None
    driver_id: int | None
    team_id: int | None
    position: int | None
    points: float | None
    extra: str | None
    removed_at: str | None

    @property
    def driver(self) -> Driver | None:
        """The driver of `driver_id`, loaded together with those of the rows beside."""
        try:
            found: Driver | None = self._batch.loaded[Driver][self.driver_id]
        except KeyError:
            found = self._parent(Driver, self.driver_id, "driver_id")
        return found

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class TeamStanding(Row):
    """The total of one team in one season's championship; the provider has none per round.

    GET /f1/v1/team_standings

    Columns:
      id: The provider's id of the standing; a reload by the provider may re-allocate it.
      season: The season, by its year.
      team_id: The team.
      position: The place in the championship.
      points: Championship points; halves exist.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("id", "season", "team_id", "position", "points", "extra", "removed_at")

    TABLE: ClassVar[str] = "balldontlie_team_standings"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "season": "integer", "team_id": "integer", "position": "integer", "points": "number",
        "extra": "json", "removed_at": "instant",
    }

    id: int
    season: int | None
    team_id: int | None
    position: int | None
    points: float | None
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


class LapTime(Row):
    """One lap of one driver in one session.

    GET /f1/v1/lap_times

    Columns:
      id: The provider's id of the lap; a reload by the provider may re-allocate it.
      session_id: The session this belongs to.
      driver_id: The driver.
      team_id: The driver's team in the season of this row; NULL when the provider names none.
      lap_number: The lap, from 1; lap 1 may be missing or have no time.
      lap_time: The lap's duration as `M:SS.mmm`.
      lap_time_ms: The lap's duration in milliseconds, as the provider gives it.
      is_pit_out_lap: Whether the lap began in the pit lane.
      is_pit_in_lap: Whether the lap ended in the pit lane.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "session_id", "driver_id", "team_id", "lap_number", "lap_time", "lap_time_ms", "is_pit_out_lap",
        "is_pit_in_lap", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "balldontlie_lap_times"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "session_id": "integer", "driver_id": "integer", "team_id": "integer",
        "lap_number": "integer", "lap_time": "text", "lap_time_ms": "integer", "is_pit_out_lap": "boolean",
        "is_pit_in_lap": "boolean", "extra": "json", "removed_at": "instant",
    }

    id: int
    session_id: int | None
    driver_id: int | None
    team_id: int | None
    lap_number: int | None
    lap_time: str | None
    lap_time_ms: int | None
    is_pit_out_lap: bool | None
    is_pit_in_lap: bool | None
    extra: str | None
    removed_at: str | None

    @property
    def driver(self) -> Driver | None:
        """The driver of `driver_id`, loaded together with those of the rows beside."""
        try:
            found: Driver | None = self._batch.loaded[Driver][self.driver_id]
        except KeyError:
            found = self._parent(Driver, self.driver_id, "driver_id")
        return found

    @property
    def session(self) -> Session | None:
        """The session of `session_id`, loaded together with those of the rows beside."""
        try:
            found: Session | None = self._batch.loaded[Session][self.session_id]
        except KeyError:
            found = self._parent(Session, self.session_id, "session_id")
        return found

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class QualifyingResult(Row):
    """The best laps of one driver in the parts of one qualifying session.

    GET /f1/v1/qualifying_results

    Columns:
      id: The provider's id of the qualifying result; a reload by the provider may re-allocate it.
      session_id: The session this belongs to.
      driver_id: The driver.
      team_id: The driver's team in the season of this row; NULL when the provider names none.
      q1_time: The best lap of Q1 as `M:SS.mmm`.
      q1_time_ms: The best lap of Q1 in milliseconds.
      q1_lap: The number of the driver's lap that set the Q1 time.
      q2_time: The best lap of Q2 as `M:SS.mmm`; NULL for those out in Q1.
      q2_time_ms: The best lap of Q2 in milliseconds.
      q2_lap: The number of the driver's lap that set the Q2 time.
      q3_time: The best lap of Q3 as `M:SS.mmm`; NULL for those out before.
      q3_time_ms: The best lap of Q3 in milliseconds.
      q3_lap: The number of the driver's lap that set the Q3 time.
      final_position: The place in qualifying, before grid penalties.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "session_id", "driver_id", "team_id", "q1_time", "q1_time_ms", "q1_lap", "q2_time",
        "q2_time_ms", "q2_lap", "q3_time", "q3_time_ms", "q3_lap", "final_position", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "balldontlie_qualifying_results"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "session_id": "integer", "driver_id": "integer", "team_id": "integer",
        "q1_time": "text", "q1_time_ms": "integer", "q1_lap": "integer", "q2_time": "text",
        "q2_time_ms": "integer", "q2_lap": "integer", "q3_time": "text", "q3_time_ms": "integer",
        "q3_lap": "integer", "final_position": "integer", "extra": "json", "removed_at": "instant",
    }

    id: int
    session_id: int | None
    driver_id: int | None
    team_id: int | None
    q1_time: str | None
    q1_time_ms: int | None
    q1_lap: int | None
    q2_time: str | None
    q2_time_ms: int | None
    q2_lap: int | None
    q3_time: str | None
    q3_time_ms: int | None
    q3_lap: int | None
    final_position: int | None
    extra: str | None
    removed_at: str | None

    @property
    def driver(self) -> Driver | None:
        """The driver of `driver_id`, loaded together with those of the rows beside."""
        try:
            found: Driver | None = self._batch.loaded[Driver][self.driver_id]
        except KeyError:
            found = self._parent(Driver, self.driver_id, "driver_id")
        return found

    @property
    def session(self) -> Session | None:
        """The session of `session_id`, loaded together with those of the rows beside."""
        try:
            found: Session | None = self._batch.loaded[Session][self.session_id]
        except KeyError:
            found = self._parent(Session, self.session_id, "session_id")
        return found

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class PitStop(Row):
    """One pit stop of one driver in one session.

    GET /f1/v1/pit_stops

    Columns:
      id: The provider's id of the pit stop; a reload by the provider may re-allocate it.
      session_id: The session this belongs to.
      driver_id: The driver.
      team_id: The driver's team in the season of this row; NULL when the provider names none.
      stop_number: The driver's stop, counted from 1.
      lap: The lap of the stop.
      time_of_day: The clock at the circuit, local `HH:MM:SS` without a date.
      duration_seconds: Seconds in the pit lane, not the time standing still.
      total_time_seconds: Seconds; equal to duration_seconds in every answer seen.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "session_id", "driver_id", "team_id", "stop_number", "lap", "time_of_day", "duration_seconds",
        "total_time_seconds", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "balldontlie_pit_stops"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "session_id": "integer", "driver_id": "integer", "team_id": "integer",
        "stop_number": "integer", "lap": "integer", "time_of_day": "text", "duration_seconds": "number",
        "total_time_seconds": "number", "extra": "json", "removed_at": "instant",
    }

    id: int
    session_id: int | None
    driver_id: int | None
    team_id: int | None
    stop_number: int | None
    lap: int | None
    time_of_day: str | None
    duration_seconds: float | None
    total_time_seconds: float | None
    extra: str | None
    removed_at: str | None

    @property
    def driver(self) -> Driver | None:
        """The driver of `driver_id`, loaded together with those of the rows beside."""
        try:
            found: Driver | None = self._batch.loaded[Driver][self.driver_id]
        except KeyError:
            found = self._parent(Driver, self.driver_id, "driver_id")
        return found

    @property
    def session(self) -> Session | None:
        """The session of `session_id`, loaded together with those of the rows beside."""
        try:
            found: Session | None = self._batch.loaded[Session][self.session_id]
        except KeyError:
            found = self._parent(Session, self.session_id, "session_id")
        return found

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class TireStint(Row):
    """One driver's run on one set of tyres in one session.

    GET /f1/v1/tire_stints

    Columns:
      id: The provider's id of the stint; a reload by the provider may re-allocate it.
      session_id: The session this belongs to.
      driver_id: The driver.
      team_id: The driver's team in the season of this row; NULL when the provider names none.
      stint_number: The driver's stint, counted from 1.
      compound: The compound: SOFT, MEDIUM, HARD ...
      is_new: Whether the set was new; NULL when not known.
      start_lap: Looks like the set's age in laps when fitted (0 if new), not a race lap.
      total_laps: Laps on the set; for a used set perhaps with those of earlier sessions.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "session_id", "driver_id", "team_id", "stint_number", "compound", "is_new", "start_lap",
        "total_laps", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "balldontlie_tire_stints"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "session_id": "integer", "driver_id": "integer", "team_id": "integer",
        "stint_number": "integer", "compound": "text", "is_new": "boolean", "start_lap": "integer",
        "total_laps": "integer", "extra": "json", "removed_at": "instant",
    }

    id: int
    session_id: int | None
    driver_id: int | None
    team_id: int | None
    stint_number: int | None
    compound: str | None
    is_new: bool | None
    start_lap: int | None
    total_laps: int | None
    extra: str | None
    removed_at: str | None

    @property
    def driver(self) -> Driver | None:
        """The driver of `driver_id`, loaded together with those of the rows beside."""
        try:
            found: Driver | None = self._batch.loaded[Driver][self.driver_id]
        except KeyError:
            found = self._parent(Driver, self.driver_id, "driver_id")
        return found

    @property
    def session(self) -> Session | None:
        """The session of `session_id`, loaded together with those of the rows beside."""
        try:
            found: Session | None = self._batch.loaded[Session][self.session_id]
        except KeyError:
            found = self._parent(Session, self.session_id, "session_id")
        return found

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class SessionWeather(Row):
    """The weather of one session, summed up: no time series.

    GET /f1/v1/session_weather

    Columns:
      id: The provider's id of the weather row; a reload by the provider may re-allocate it.
      session_id: The session this belongs to.
      air_temp: Air temperature, degrees Celsius.
      track_temp: Track temperature, degrees Celsius.
      humidity: Relative humidity, per cent.
      pressure: Air pressure; no unit is documented, looks like millibars.
      wind_speed: Wind speed; no unit is documented, probably metres per second.
      wind_direction: Wind direction, degrees.
      rainfall: Rainfall, a number (0 when dry) and no truth value.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "session_id", "air_temp", "track_temp", "humidity", "pressure", "wind_speed", "wind_direction",
        "rainfall", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "balldontlie_session_weather"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "session_id": "integer", "air_temp": "number", "track_temp": "number",
        "humidity": "number", "pressure": "number", "wind_speed": "number", "wind_direction": "integer",
        "rainfall": "number", "extra": "json", "removed_at": "instant",
    }

    id: int
    session_id: int | None
    air_temp: float | None
    track_temp: float | None
    humidity: float | None
    pressure: float | None
    wind_speed: float | None
    wind_direction: int | None
    rainfall: float | None
    extra: str | None
    removed_at: str | None

    @property
    def session(self) -> Session | None:
        """The session of `session_id`, loaded together with those of the rows beside."""
        try:
            found: Session | None = self._batch.loaded[Session][self.session_id]
        except KeyError:
            found = self._parent(Session, self.session_id, "session_id")
        return found


class RaceControlMessage(Row):
    """One message of race control; two may be alike in everything but the id.

    GET /f1/v1/race_control_messages

    Columns:
      id: The provider's id of the message; a reload by the provider may re-allocate it.
      session_id: The session this belongs to.
      utc_time: When it was sent; may be 4 or 5 hours later than real UTC. Kept as given.
      lap: The leader's lap; 1 also before the start.
      category: The kind of message: Flag, Other ...
      flag: The flag shown, for messages about flags.
      scope: What the flag covers: track, sector or driver.
      sector: The marshalling sector, where one is meant.
      driver_number: The racing number of the driver meant, as text; no driver id.
      message: The words.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "session_id", "utc_time", "lap", "category", "flag", "scope", "sector", "driver_number",
        "message", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "balldontlie_race_control_messages"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "session_id": "integer", "utc_time": "instant", "lap": "integer", "category": "text",
        "flag": "text", "scope": "text", "sector": "integer", "driver_number": "text", "message": "text",
        "extra": "json", "removed_at": "instant",
    }

    id: int
    session_id: int | None
    utc_time: str | None
    lap: int | None
    category: str | None
    flag: str | None
    scope: str | None
    sector: int | None
    driver_number: str | None
    message: str | None
    extra: str | None
    removed_at: str | None

    @property
    def session(self) -> Session | None:
        """The session of `session_id`, loaded together with those of the rows beside."""
        try:
            found: Session | None = self._batch.loaded[Session][self.session_id]
        except KeyError:
            found = self._parent(Session, self.session_id, "session_id")
        return found


class PositionHistory(Row):
    """The position of one driver on one lap of one session.

    GET /f1/v1/position_history

    Columns:
      id: The provider's id of the position; a reload by the provider may re-allocate it.
      session_id: The session this belongs to.
      driver_id: The driver.
      team_id: The driver's team in the season of this row; NULL when the provider names none.
      lap_number: The lap; lap 1 looks like the grid, lap n like the order at its start.
      position: The position, from 1.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("id", "session_id", "driver_id", "team_id", "lap_number", "position", "extra", "removed_at")

    TABLE: ClassVar[str] = "balldontlie_position_history"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "session_id": "integer", "driver_id": "integer", "team_id": "integer",
        "lap_number": "integer", "position": "integer", "extra": "json", "removed_at": "instant",
    }

    id: int
    session_id: int | None
    driver_id: int | None
    team_id: int | None
    lap_number: int | None
    position: int | None
    extra: str | None
    removed_at: str | None

    @property
    def driver(self) -> Driver | None:
        """The driver of `driver_id`, loaded together with those of the rows beside."""
        try:
            found: Driver | None = self._batch.loaded[Driver][self.driver_id]
        except KeyError:
            found = self._parent(Driver, self.driver_id, "driver_id")
        return found

    @property
    def session(self) -> Session | None:
        """The session of `session_id`, loaded together with those of the rows beside."""
        try:
            found: Session | None = self._batch.loaded[Session][self.session_id]
        except KeyError:
            found = self._parent(Session, self.session_id, "session_id")
        return found

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class SessionTimingStats(Row):
    """The bests of one driver in one session: lap, sectors and speeds.

    GET /f1/v1/session_timing_stats

    Columns:
      id: The provider's id of the row of bests; a reload by the provider may re-allocate it.
      session_id: The session this belongs to.
      driver_id: The driver.
      team_id: The driver's team in the season of this row; NULL when the provider names none.
      best_lap_time: The best lap as `M:SS.mmm`.
      best_lap_time_ms: The best lap in milliseconds.
      best_lap_number: The number of the best lap.
      best_sector_1: The best first sector in seconds, though OpenAPI says milliseconds.
      best_sector_2: The best second sector in seconds.
      best_sector_3: The best third sector in seconds.
      speed_i1: Top speed at the first intermediate; no unit is documented, looks like km/h.
      speed_i2: Top speed at the second intermediate; no unit is documented, looks like km/h.
      speed_fl: Top speed at the finish line; no unit is documented, looks like km/h.
      speed_trap: Top speed in the speed trap; no unit is documented, looks like km/h.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "session_id", "driver_id", "team_id", "best_lap_time", "best_lap_time_ms", "best_lap_number",
        "best_sector_1", "best_sector_2", "best_sector_3", "speed_i1", "speed_i2", "speed_fl", "speed_trap",
        "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "balldontlie_session_timing_stats"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "session_id": "integer", "driver_id": "integer", "team_id": "integer",
        "best_lap_time": "text", "best_lap_time_ms": "integer", "best_lap_number": "integer",
        "best_sector_1": "number", "best_sector_2": "number", "best_sector_3": "number",
        "speed_i1": "integer", "speed_i2": "integer", "speed_fl": "integer", "speed_trap": "integer",
        "extra": "json", "removed_at": "instant",
    }

    id: int
    session_id: int | None
    driver_id: int | None
    team_id: int | None
    best_lap_time: str | None
    best_lap_time_ms: int | None
    best_lap_number: int | None
    best_sector_1: float | None
    best_sector_2: float | None
    best_sector_3: float | None
    speed_i1: int | None
    speed_i2: int | None
    speed_fl: int | None
    speed_trap: int | None
    extra: str | None
    removed_at: str | None

    @property
    def driver(self) -> Driver | None:
        """The driver of `driver_id`, loaded together with those of the rows beside."""
        try:
            found: Driver | None = self._batch.loaded[Driver][self.driver_id]
        except KeyError:
            found = self._parent(Driver, self.driver_id, "driver_id")
        return found

    @property
    def session(self) -> Session | None:
        """The session of `session_id`, loaded together with those of the rows beside."""
        try:
            found: Session | None = self._batch.loaded[Session][self.session_id]
        except KeyError:
            found = self._parent(Session, self.session_id, "session_id")
        return found

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class TrackStatus(Row):
    """One change of the track's status in one session.

    GET /f1/v1/track_status

    Columns:
      id: The provider's id of the status; a reload by the provider may re-allocate it.
      session_id: The session this belongs to.
      utc_time: When the status began (UTC, milliseconds; true where messages are late).
      status: AllClear, Yellow, Red, SC, SCDeployed, VSCDeployed ...; not a closed list.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = ("id", "session_id", "utc_time", "status", "extra", "removed_at")

    TABLE: ClassVar[str] = "balldontlie_track_status"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "session_id": "integer", "utc_time": "instant", "status": "text", "extra": "json",
        "removed_at": "instant",
    }

    id: int
    session_id: int | None
    utc_time: str | None
    status: str | None
    extra: str | None
    removed_at: str | None

    @property
    def session(self) -> Session | None:
        """The session of `session_id`, loaded together with those of the rows beside."""
        try:
            found: Session | None = self._batch.loaded[Session][self.session_id]
        except KeyError:
            found = self._parent(Session, self.session_id, "session_id")
        return found


class Future(Row):
    """One bookmaker's price for one driver or team in one market of an event.

    GET /f1/v1/odds/futures (OpenAPI only)

    Columns:
      id: The provider's id of the price; a reload by the provider may re-allocate it.
      event_id: The event it was asked for; the answer does not say it.
      market_type: The kind of market.
      market_name: The market's name.
      subject_type: What is bet on: `driver` or `constructor`.
      driver_id: The driver bet on; NULL when it is a constructor.
      team_id: The team bet on; NULL when it is a driver.
      vendor: The bookmaker.
      american_odds: American odds: the gain on 100, or minus the stake for 100.
      decimal_odds: Decimal odds: the return on a stake of 1.
      updated_at: When the bookmaker last changed the price (UTC).
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "event_id", "market_type", "market_name", "subject_type", "driver_id", "team_id", "vendor",
        "american_odds", "decimal_odds", "updated_at", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "balldontlie_futures"
    KEYS: ClassVar[tuple[str, ...]] = ("id", "event_id")
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "integer", "event_id": "integer", "market_type": "text", "market_name": "text",
        "subject_type": "text", "driver_id": "integer", "team_id": "integer", "vendor": "text",
        "american_odds": "integer", "decimal_odds": "number", "updated_at": "instant", "extra": "json",
        "removed_at": "instant",
    }

    id: int
    event_id: int
    market_type: str | None
    market_name: str | None
    subject_type: str | None
    driver_id: int | None
    team_id: int | None
    vendor: str | None
    american_odds: int | None
    decimal_odds: float | None
    updated_at: str | None
    extra: str | None
    removed_at: str | None

    @property
    def driver(self) -> Driver | None:
        """The driver of `driver_id`, loaded together with those of the rows beside."""
        try:
            found: Driver | None = self._batch.loaded[Driver][self.driver_id]
        except KeyError:
            found = self._parent(Driver, self.driver_id, "driver_id")
        return found

    @property
    def event(self) -> Event | None:
        """The event of `event_id`, loaded together with those of the rows beside."""
        try:
            found: Event | None = self._batch.loaded[Event][self.event_id]
        except KeyError:
            found = self._parent(Event, self.event_id, "event_id")
        return found

    @property
    def team(self) -> Team | None:
        """The team of `team_id`, loaded together with those of the rows beside."""
        try:
            found: Team | None = self._batch.loaded[Team][self.team_id]
        except KeyError:
            found = self._parent(Team, self.team_id, "team_id")
        return found


class BallDontLie(Room):
    """The tables of BALLDONTLIE, asked by its own names and filters; all return an Answer."""

    PROVIDER = "balldontlie"

    def drivers(
        self, *, search: Text = None, country_code: Text = None, driver_ids: Ids = None,
        removed: bool = False, strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Driver]:
        """Rows of `balldontlie_drivers`. One driver of any season, under the name and number of today.

        GET /f1/v1/drivers

        Filters:
          search: A part of the driver's name, whatever its case and accents.
          country_code: The driver's country, by any of its codes (`NL`, `NLD`, `NED`).
          driver_ids: The drivers, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][0]
        given = {"search": search, "country_code": country_code, "driver_ids": driver_ids, **others}
        return self._ask(resource, Driver, given, removed=removed, strict=strict, as_of=as_of)

    def teams(
        self, *, search: Text = None, team_ids: Ids = None, removed: bool = False, strict: bool | None = None,
        as_of: Moment = None, **others: Any,
    ) -> Answer[Team]:
        """Rows of `balldontlie_teams`. One constructor.

        GET /f1/v1/teams

        Filters:
          search: A part of the team's name, whatever its case and accents.
          team_ids: The teams, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][1]
        given = {"search": search, "team_ids": team_ids, **others}
        return self._ask(resource, Team, given, removed=removed, strict=strict, as_of=as_of)

    def circuits(
        self, *, search: Text = None, country_code: Text = None, circuit_ids: Ids = None,
        removed: bool = False, strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Circuit]:
        """Rows of `balldontlie_circuits`. One circuit.

        GET /f1/v1/circuits

        Filters:
          search: A part of the circuit's name, whatever its case and accents.
          country_code: The circuit's country, by any of its codes (`MC`, `MCO`, `MON`).
          circuit_ids: The circuits, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][2]
        given = {"search": search, "country_code": country_code, "circuit_ids": circuit_ids, **others}
        return self._ask(resource, Circuit, given, removed=removed, strict=strict, as_of=as_of)

    def seasons(
        self, *, removed: bool = False, strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Season]:
        """Rows of `balldontlie_seasons`. One season, known by its year.

        GET /f1/v1/seasons

        Filters:
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][3]
        given = {**others}
        return self._ask(resource, Season, given, removed=removed, strict=strict, as_of=as_of)

    def events(
        self, *, season: Whole = None, status: Text = None, circuit_ids: Ids = None, event_ids: Ids = None,
        removed: bool = False, strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Event]:
        """Rows of `balldontlie_events`. One race weekend or test.

        GET /f1/v1/events

        Filters:
          season: The season, by its year.
          status: The state, as stored or as documented (`Completed` is `final`, `Scheduled`).
          circuit_ids: The circuits, by id.
          event_ids: The events, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][4]
        given = {
            "season": season, "status": status, "circuit_ids": circuit_ids, "event_ids": event_ids, **others,
        }
        return self._ask(resource, Event, given, removed=removed, strict=strict, as_of=as_of)

    def sessions(
        self, *, event_ids: Ids = None, type: Text = None, status: Text = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Session]:
        """Rows of `balldontlie_sessions`. One session of an event: practice, qualifying, sprint or race.

        GET /f1/v1/sessions

        Filters:
          event_ids: The events, by id.
          type: The type: `Race`, `Qualifying`, `Practice` ...
          status: The state, as stored or as documented (`Completed` is `final`, `Scheduled`).
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][5]
        given = {"event_ids": event_ids, "type": type, "status": status, **others}
        return self._ask(resource, Session, given, removed=removed, strict=strict, as_of=as_of)

    def session_results(
        self, *, session_ids: Ids = None, driver_ids: Ids = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[SessionResult]:
        """Rows of `balldontlie_session_results`. The result of one driver in one session, without grid,
        points, gap or reason of retirement.

        GET /f1/v1/session_results

        Filters:
          session_ids: The sessions, by id.
          driver_ids: The drivers, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][6]
        given = {"session_ids": session_ids, "driver_ids": driver_ids, **others}
        return self._ask(resource, SessionResult, given, removed=removed, strict=strict, as_of=as_of)

    def driver_standings(
        self, *, season: Whole = None, driver_ids: Ids = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[DriverStanding]:
        """Rows of `balldontlie_driver_standings`. The total of one driver in one season's championship; the
        provider has none per round.

        GET /f1/v1/driver_standings

        Filters:
          season: The season, by its year.
          driver_ids: The drivers, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][7]
        given = {"season": season, "driver_ids": driver_ids, **others}
        return self._ask(resource, DriverStanding, given, removed=removed, strict=strict, as_of=as_of)

    def team_standings(
        self, *, season: Whole = None, team_ids: Ids = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[TeamStanding]:
        """Rows of `balldontlie_team_standings`. The total of one team in one season's championship; the
        provider has none per round.

        GET /f1/v1/team_standings

        Filters:
          season: The season, by its year.
          team_ids: The teams, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][8]
        given = {"season": season, "team_ids": team_ids, **others}
        return self._ask(resource, TeamStanding, given, removed=removed, strict=strict, as_of=as_of)

    def lap_times(
        self, *, session_ids: Ids = None, driver_ids: Ids = None, lap_number: Whole = None,
        removed: bool = False, strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[LapTime]:
        """Rows of `balldontlie_lap_times`. One lap of one driver in one session.

        GET /f1/v1/lap_times

        Filters:
          session_ids: The sessions, by id.
          driver_ids: The drivers, by id.
          lap_number: The lap.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][9]
        given = {"session_ids": session_ids, "driver_ids": driver_ids, "lap_number": lap_number, **others}
        return self._ask(resource, LapTime, given, removed=removed, strict=strict, as_of=as_of)

    def qualifying_results(
        self, *, session_ids: Ids = None, driver_ids: Ids = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[QualifyingResult]:
        """Rows of `balldontlie_qualifying_results`. The best laps of one driver in the parts of one
        qualifying session.

        GET /f1/v1/qualifying_results

        Filters:
          session_ids: The sessions, by id.
          driver_ids: The drivers, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][10]
        given = {"session_ids": session_ids, "driver_ids": driver_ids, **others}
        return self._ask(resource, QualifyingResult, given, removed=removed, strict=strict, as_of=as_of)

    def pit_stops(
        self, *, session_ids: Ids = None, driver_ids: Ids = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[PitStop]:
        """Rows of `balldontlie_pit_stops`. One pit stop of one driver in one session.

        GET /f1/v1/pit_stops

        Filters:
          session_ids: The sessions, by id.
          driver_ids: The drivers, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][11]
        given = {"session_ids": session_ids, "driver_ids": driver_ids, **others}
        return self._ask(resource, PitStop, given, removed=removed, strict=strict, as_of=as_of)

    def tire_stints(
        self, *, session_ids: Ids = None, driver_ids: Ids = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[TireStint]:
        """Rows of `balldontlie_tire_stints`. One driver's run on one set of tyres in one session.

        GET /f1/v1/tire_stints

        Filters:
          session_ids: The sessions, by id.
          driver_ids: The drivers, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][12]
        given = {"session_ids": session_ids, "driver_ids": driver_ids, **others}
        return self._ask(resource, TireStint, given, removed=removed, strict=strict, as_of=as_of)

    def session_weather(
        self, *, session_ids: Ids = None, removed: bool = False, strict: bool | None = None,
        as_of: Moment = None, **others: Any,
    ) -> Answer[SessionWeather]:
        """Rows of `balldontlie_session_weather`. The weather of one session, summed up: no time series.

        GET /f1/v1/session_weather

        Filters:
          session_ids: The sessions, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][13]
        given = {"session_ids": session_ids, **others}
        return self._ask(resource, SessionWeather, given, removed=removed, strict=strict, as_of=as_of)

    def race_control_messages(
        self, *, session_ids: Ids = None, category: Text = None, flag: Text = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[RaceControlMessage]:
        """Rows of `balldontlie_race_control_messages`. One message of race control; two may be alike in
        everything but the id.

        GET /f1/v1/race_control_messages

        Filters:
          session_ids: The sessions, by id.
          category: The kind of message (`Flag`).
          flag: The flag shown (`YELLOW`).
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][14]
        given = {"session_ids": session_ids, "category": category, "flag": flag, **others}
        return self._ask(resource, RaceControlMessage, given, removed=removed, strict=strict, as_of=as_of)

    def position_history(
        self, *, session_ids: Ids = None, driver_ids: Ids = None, lap_number: Whole = None,
        removed: bool = False, strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[PositionHistory]:
        """Rows of `balldontlie_position_history`. The position of one driver on one lap of one session.

        GET /f1/v1/position_history

        Filters:
          session_ids: The sessions, by id.
          driver_ids: The drivers, by id.
          lap_number: The lap.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][15]
        given = {"session_ids": session_ids, "driver_ids": driver_ids, "lap_number": lap_number, **others}
        return self._ask(resource, PositionHistory, given, removed=removed, strict=strict, as_of=as_of)

    def session_timing_stats(
        self, *, session_ids: Ids = None, driver_ids: Ids = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[SessionTimingStats]:
        """Rows of `balldontlie_session_timing_stats`. The bests of one driver in one session: lap, sectors
        and speeds.

        GET /f1/v1/session_timing_stats

        Filters:
          session_ids: The sessions, by id.
          driver_ids: The drivers, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][16]
        given = {"session_ids": session_ids, "driver_ids": driver_ids, **others}
        return self._ask(resource, SessionTimingStats, given, removed=removed, strict=strict, as_of=as_of)

    def track_status(
        self, *, session_ids: Ids = None, status: Text = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[TrackStatus]:
        """Rows of `balldontlie_track_status`. One change of the track's status in one session.

        GET /f1/v1/track_status

        Filters:
          session_ids: The sessions, by id.
          status: The status (`AllClear`, `Yellow`, `Red`, `SC`).
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][17]
        given = {"session_ids": session_ids, "status": status, **others}
        return self._ask(resource, TrackStatus, given, removed=removed, strict=strict, as_of=as_of)

    def futures(
        self, *, event_ids: Ids = None, market_type: Text = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Future]:
        """Rows of `balldontlie_futures`. One bookmaker's price for one driver or team in one market of an
        event.

        GET /f1/v1/odds/futures

        Filters:
          event_ids: The events they were asked for, by id.
          market_type: The kind of market.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][18]
        given = {"event_ids": event_ids, "market_type": market_type, **others}
        return self._ask(resource, Future, given, removed=removed, strict=strict, as_of=as_of)
