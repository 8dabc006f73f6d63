"""What AltSportsData says: rows of its tables, and its own questions.

Printed by `python -m mirror.reading.printing` from the tables and `resources.py`; change those, not this file.
"""

# fmt: off

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from mirror.reading.answer import Answer
from mirror.reading.filters import Day, Text, Texts
from mirror.reading.resources import RESOURCES
from mirror.reading.room import Moment, Room
from mirror.reading.rows import Row


class Sport(Row):
    """One league of the provider's list.

    GET /sports

    Columns:
      id: The league's id.
      reference_id: The provider's numeric alias of the id.
      key: The league's code (`f1`), the prefix of its event ids.
      name: The league's name.
      sport_type: The code events are asked for by.
      sport_group: The group of sports the league is in.
      home_page_url: The league's own site.
      logo: The address of the league's logo.
      tours: The league's tours, as sent.
      supported_markets: The names of the markets offered.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "reference_id", "key", "name", "sport_type", "sport_group", "home_page_url", "logo", "tours",
        "supported_markets", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "altsportsdata_sports"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "text", "reference_id": "integer", "key": "text", "name": "text", "sport_type": "text",
        "sport_group": "text", "home_page_url": "text", "logo": "text", "tours": "json",
        "supported_markets": "json", "extra": "json", "removed_at": "instant",
    }

    id: str
    reference_id: int | None
    key: str | None
    name: str | None
    sport_type: str | None
    sport_group: str | None
    home_page_url: str | None
    logo: str | None
    tours: str | None
    supported_markets: str | None
    extra: str | None
    removed_at: str | None


class Event(Row):
    """One event: a race weekend.

    GET /events, GET /events/{eventId}

    Columns:
      id: The id exactly as listed: a slug (A) or `f1:<uuid>` (B).
      numeric_event_id: The provider's numeric alias of the id (B).
      provider_id: The id under which the provider's source knows the event (B).
      name: The event's name.
      sport_type: The league's code (`f1`).
      sport_id: The league's id in the event's detail (B); the list says `sport_type`.
      numeric_sport_id: The provider's numeric alias of the league (B).
      tour_id: The tour's id (B).
      numeric_tournament_id: The provider's numeric alias of the tour (B).
      tour_name: The tour's name (B).
      tour_year: The season in the list (B).
      year: The season in the event's detail (B).
      event_number: The event's place in its season (B).
      event_status: The event's state: LIVE, UPCOMING, NEXT, IN_WINDOW, COMPLETED, CANCELLED or POSTPONED.
      start_date: When the event starts. UTC, or as the provider wrote it when no zone is given.
      end_date: When the event ends. UTC, or as the provider wrote it when no zone is given.
      event_location: The place (B).
      event_location_numeric_id: The provider's number of the place (B).
      event_location_group: The group of places (B).
      venue_name: The `name` of the event's `venue` (A).
      venue_location: The `location` of the event's `venue` (A).
      participants: The number of participants (A).
      markets_available: The number of markets offered (A).
      rounds: The rounds as sent (B), without their heats, which are rows of their own.
      teams: The teams as sent (B).
      scores: The scores as sent (B).
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "numeric_event_id", "provider_id", "name", "sport_type", "sport_id", "numeric_sport_id",
        "tour_id", "numeric_tournament_id", "tour_name", "tour_year", "year", "event_number", "event_status",
        "start_date", "end_date", "event_location", "event_location_numeric_id", "event_location_group",
        "venue_name", "venue_location", "participants", "markets_available", "rounds", "teams", "scores",
        "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "altsportsdata_events"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "text", "numeric_event_id": "integer", "provider_id": "text", "name": "text",
        "sport_type": "text", "sport_id": "text", "numeric_sport_id": "integer", "tour_id": "text",
        "numeric_tournament_id": "integer", "tour_name": "text", "tour_year": "integer", "year": "integer",
        "event_number": "integer", "event_status": "text", "start_date": "instant", "end_date": "instant",
        "event_location": "text", "event_location_numeric_id": "integer", "event_location_group": "text",
        "venue_name": "text", "venue_location": "text", "participants": "integer",
        "markets_available": "integer", "rounds": "json", "teams": "json", "scores": "json", "extra": "json",
        "removed_at": "instant",
    }

    id: str
    numeric_event_id: int | None
    provider_id: str | None
    name: str | None
    sport_type: str | None
    sport_id: str | None
    numeric_sport_id: int | None
    tour_id: str | None
    numeric_tournament_id: int | None
    tour_name: str | None
    tour_year: int | None
    year: int | None
    event_number: int | None
    event_status: str | None
    start_date: str | None
    end_date: str | None
    event_location: str | None
    event_location_numeric_id: int | None
    event_location_group: str | None
    venue_name: str | None
    venue_location: str | None
    participants: int | None
    markets_available: int | None
    rounds: str | None
    teams: str | None
    scores: str | None
    extra: str | None
    removed_at: str | None


class Heat(Row):
    """One heat of an event, with the round it is in.

    GET /events/{eventId}: `rounds[].heats[]`, GET /events/{eventId}/heats/{heatId}

    Columns:
      event_id: The event, under the id it was asked by.
      heat_id: The heat's id: a slug (`race`) that repeats in every event (A), or a UUID (B).
      name: The heat's name (`name` or `heatName`).
      status: The heat's state: LIVE, UPCOMING, NEXT, IN_WINDOW, COMPLETED, CANCELLED or POSTPONED.
      reference_id: The provider's numeric alias of the id (B).
      heat_no: The heat's number in its round (B).
      start_date: When the heat starts (B). UTC, or as the provider wrote it when no zone is given.
      end_date: When the heat ends (B). UTC, or as the provider wrote it when no zone is given.
      round_id: The round's id (B).
      round_reference_id: The provider's numeric alias of the round (B).
      round_name: The round's name (`name` or `roundName`, B).
      round_no: The round's number in its event (B).
      round_status: The round's state: LIVE, UPCOMING, NEXT, IN_WINDOW, COMPLETED, CANCELLED or POSTPONED.
      round_start_date: When the round starts (B). UTC, or as the provider wrote it when no zone is given.
      round_end_date: When the round ends (B). UTC, or as the provider wrote it when no zone is given.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "event_id", "heat_id", "name", "status", "reference_id", "heat_no", "start_date", "end_date",
        "round_id", "round_reference_id", "round_name", "round_no", "round_status", "round_start_date",
        "round_end_date", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "altsportsdata_heats"
    KEYS: ClassVar[tuple[str, ...]] = ("event_id", "heat_id")
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "event_id": "text", "heat_id": "text", "name": "text", "status": "text", "reference_id": "integer",
        "heat_no": "integer", "start_date": "instant", "end_date": "instant", "round_id": "text",
        "round_reference_id": "integer", "round_name": "text", "round_no": "integer", "round_status": "text",
        "round_start_date": "instant", "round_end_date": "instant", "extra": "json", "removed_at": "instant",
    }

    event_id: str
    heat_id: str
    name: str | None
    status: str | None
    reference_id: int | None
    heat_no: int | None
    start_date: str | None
    end_date: str | None
    round_id: str | None
    round_reference_id: int | None
    round_name: str | None
    round_no: int | None
    round_status: str | None
    round_start_date: str | None
    round_end_date: str | None
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


class Athlete(Row):
    """One athlete, as the scores embed one.

    GET /events/{eventId}/heats/{heatId}: `athlete`

    Columns:
      id: The athlete's id.
      reference_id: The provider's numeric alias of the id.
      provider_id: The id under which the provider's source knows the athlete.
      first_name: The given name.
      middle_name: The middle name.
      last_name: The family name.
      nationality: The nationality.
      gender: The gender.
      dob: The date of birth, as sent.
      hometown: The home town.
      height: The height as text; no unit is documented.
      weight: The weight as text; no unit is documented.
      weight_class: The weight class, for other sports.
      stance: The stance, for board sports.
      team_id: The `id` of the athlete's `team`.
      team_reference_id: The `referenceId` of the athlete's `team`.
      team_name: The `name` of the athlete's `team`.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "id", "reference_id", "provider_id", "first_name", "middle_name", "last_name", "nationality",
        "gender", "dob", "hometown", "height", "weight", "weight_class", "stance", "team_id",
        "team_reference_id", "team_name", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "altsportsdata_athletes"
    KEYS: ClassVar[tuple[str, ...]] = ("id",)
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "id": "text", "reference_id": "integer", "provider_id": "text", "first_name": "text",
        "middle_name": "text", "last_name": "text", "nationality": "text", "gender": "text", "dob": "text",
        "hometown": "text", "height": "text", "weight": "text", "weight_class": "text", "stance": "text",
        "team_id": "text", "team_reference_id": "integer", "team_name": "text", "extra": "json",
        "removed_at": "instant",
    }

    id: str
    reference_id: int | None
    provider_id: str | None
    first_name: str | None
    middle_name: str | None
    last_name: str | None
    nationality: str | None
    gender: str | None
    dob: str | None
    hometown: str | None
    height: str | None
    weight: str | None
    weight_class: str | None
    stance: str | None
    team_id: str | None
    team_reference_id: int | None
    team_name: str | None
    extra: str | None
    removed_at: str | None


class HeatResult(Row):
    """One line of a heat's scores: a driver's result (A) or one score of an athlete (B), of which there may
    be several.

    GET /events/{eventId}/heats/{heatId}

    Columns:
      event_id: The event, under the id it was asked by.
      heat_id: The heat, under the id it was asked by.
      result_key: The score's id (B), or the line's place in the array from `0` (A).
      position: The place (A); ties and gaps are possible.
      participant: The driver's name as shown (A); no id.
      lap_time: A best or last lap as `M:SS.mmm` (A); `gap` is not derived from it.
      lap_time_ms: `lap_time` in milliseconds.
      gap: The gap to the leader (A): `0.000s`, `+5.234s`.
      gap_ms: `gap` in milliseconds; NULL where it is laps.
      gap_laps: The laps in `gap`; NULL where it is a time.
      reference_id: The provider's numeric alias of the score (B).
      heat_status: The heat's state: LIVE, UPCOMING, NEXT, IN_WINDOW, COMPLETED, CANCELLED or POSTPONED.
      provider_event_id: The row's own `eventId` (B), with or without the sport's prefix.
      numeric_event_id: The provider's numeric alias of the event (B).
      athlete_id: The athlete (B).
      athlete_round_seed: The athlete's seed in the round (B); 0 may mean missing.
      athlete_round_rank: The final position in the heat (B); 0 may mean missing.
      athlete_heat_score: The score (B), surfing and skating only; 0 may mean missing.
      athlete_lap_time: Lap time in seconds (B); 0 may mean missing.
      athlete_penalty_time: Penalty in seconds (B); 0 may mean missing.
      athlete_joker_lap_time: The joker lap in seconds (B), Nitrocross only.
      athlete_joker_lap: The number of the joker lap (B), Nitrocross only.
      athlete_lap_status: ACT, DNF, DNS, BYE or DSQ (B).
      total_laps: Laps, `totalLaps` or `athleteTotalLaps` (B); the lap in Supercross.
      round_score: The round's score (B), skating only.
      line_score1: The score of the first line (B), skating only.
      line_score2: The score of the second line (B), skating only.
      trick1_score: The score of the first trick (B), skating only.
      trick2_score: The score of the second trick (B), skating only.
      trick3_score: The score of the third trick (B), skating only.
      trick4_score: The score of the fourth trick (B), skating only.
      trick5_score: The score of the fifth trick (B), skating only.
      trick6_score: The score of the sixth trick (B), skating only.
      updated_at: When the score was last changed (B). UTC, or as the provider wrote it when no zone is given.
      extra: Fields the provider sent that have no column, as JSON; NULL when there are none.
      removed_at: When the provider was proven to have removed this row (UTC); NULL while it stands.
    """

    __slots__ = (
        "event_id", "heat_id", "result_key", "position", "participant", "lap_time", "lap_time_ms", "gap",
        "gap_ms", "gap_laps", "reference_id", "heat_status", "provider_event_id", "numeric_event_id",
        "athlete_id", "athlete_round_seed", "athlete_round_rank", "athlete_heat_score", "athlete_lap_time",
        "athlete_penalty_time", "athlete_joker_lap_time", "athlete_joker_lap", "athlete_lap_status",
        "total_laps", "round_score", "line_score1", "line_score2", "trick1_score", "trick2_score",
        "trick3_score", "trick4_score", "trick5_score", "trick6_score", "updated_at", "extra", "removed_at",
    )

    TABLE: ClassVar[str] = "altsportsdata_heat_results"
    KEYS: ClassVar[tuple[str, ...]] = ("event_id", "heat_id", "result_key")
    COLUMNS: ClassVar[Mapping[str, str]] = {
        "event_id": "text", "heat_id": "text", "result_key": "text", "position": "integer",
        "participant": "text", "lap_time": "text", "lap_time_ms": "integer", "gap": "text",
        "gap_ms": "integer", "gap_laps": "integer", "reference_id": "integer", "heat_status": "text",
        "provider_event_id": "text", "numeric_event_id": "integer", "athlete_id": "text",
        "athlete_round_seed": "number", "athlete_round_rank": "number", "athlete_heat_score": "number",
        "athlete_lap_time": "number", "athlete_penalty_time": "number", "athlete_joker_lap_time": "number",
        "athlete_joker_lap": "number", "athlete_lap_status": "text", "total_laps": "number",
        "round_score": "number", "line_score1": "number", "line_score2": "number", "trick1_score": "number",
        "trick2_score": "number", "trick3_score": "number", "trick4_score": "number",
        "trick5_score": "number", "trick6_score": "number", "updated_at": "instant", "extra": "json",
        "removed_at": "instant",
    }

    event_id: str
    heat_id: str
    result_key: str
    position: int | None
    participant: str | None
    lap_time: str | None
    lap_time_ms: int | None
    gap: str | None
    gap_ms: int | None
    gap_laps: int | None
    reference_id: int | None
    heat_status: str | None
    provider_event_id: str | None
    numeric_event_id: int | None
    athlete_id: str | None
    athlete_round_seed: float | None
    athlete_round_rank: float | None
    athlete_heat_score: float | None
    athlete_lap_time: float | None
    athlete_penalty_time: float | None
    athlete_joker_lap_time: float | None
    athlete_joker_lap: float | None
    athlete_lap_status: str | None
    total_laps: float | None
    round_score: float | None
    line_score1: float | None
    line_score2: float | None
    trick1_score: float | None
    trick2_score: float | None
    trick3_score: float | None
    trick4_score: float | None
    trick5_score: float | None
    trick6_score: float | None
    updated_at: str | None
    extra: str | None
    removed_at: str | None

    @property
    def athlete(self) -> Athlete | None:
        """The athlete of `athlete_id`, loaded together with those of the rows beside."""
        try:
            found: Athlete | None = self._batch.loaded[Athlete][self.athlete_id]
        except KeyError:
            found = self._parent(Athlete, self.athlete_id, "athlete_id")
        return found

    @property
    def heat(self) -> Heat | None:
        """The heat of `event_id, heat_id`, loaded together with those of the rows beside."""
        try:
            found: Heat | None = self._batch.loaded[Heat][(self.event_id, self.heat_id)]
        except KeyError:
            found = self._parent(Heat, (self.event_id, self.heat_id), "event_id", "heat_id")
        return found


class AltSportsData(Room):
    """The tables of AltSportsData, asked by its own names and filters; all return an Answer."""

    PROVIDER = "altsportsdata"

    def sports(
        self, *, removed: bool = False, strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Sport]:
        """Rows of `altsportsdata_sports`. One league of the provider's list.

        GET /sports

        Filters:
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][0]
        given = {**others}
        return self._ask(resource, Sport, given, removed=removed, strict=strict, as_of=as_of)

    def events(
        self, *, sport_type: Texts = None, event_status: Texts = None, start_date: Day = None,
        end_date: Day = None, sort_order: Text = None, id: Texts = None, removed: bool = False,
        strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[Event]:
        """Rows of `altsportsdata_events`. One event: a race weekend.

        GET /events

        Filters:
          sport_type: The league's code (`f1`).
          event_status: The state: `UPCOMING`, `LIVE`, `COMPLETED` ...; one or several.
          start_date: The first day on which it may start.
          end_date: The last day on which it may start.
          sort_order: `DESC`, the newest first, or `ASC`.
          id: The event, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][1]
        given = {
            "sport_type": sport_type, "event_status": event_status, "start_date": start_date,
            "end_date": end_date, "sort_order": sort_order, "id": id, **others,
        }
        return self._ask(resource, Event, given, removed=removed, strict=strict, as_of=as_of)

    def event_detail(
        self, event_id: Texts = None, *, removed: bool = False, strict: bool | None = None,
        as_of: Moment = None, **others: Any,
    ) -> Answer[Heat]:
        """Rows of `altsportsdata_heats`. One heat of an event, with the round it is in.

        GET /events/{eventId}

        Filters:
          event_id: The event, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][2]
        given = {"event_id": event_id, **others}
        return self._ask(resource, Heat, given, removed=removed, strict=strict, as_of=as_of)

    def heat_scores(
        self, event_id: Texts = None, heat_id: Texts = None, *, athlete_id: Texts = None,
        removed: bool = False, strict: bool | None = None, as_of: Moment = None, **others: Any,
    ) -> Answer[HeatResult]:
        """Rows of `altsportsdata_heat_results`. One line of a heat's scores: a driver's result (A) or one
        score of an athlete (B), of which there may be several.

        GET /events/{eventId}/heats/{heatId}

        Filters:
          event_id: The event, by id.
          heat_id: The heat, by id.
          athlete_id: The athlete, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][3]
        given = {"event_id": event_id, "heat_id": heat_id, "athlete_id": athlete_id, **others}
        return self._ask(resource, HeatResult, given, removed=removed, strict=strict, as_of=as_of)

    def athletes(
        self, *, search: Text = None, id: Texts = None, removed: bool = False, strict: bool | None = None,
        as_of: Moment = None, **others: Any,
    ) -> Answer[Athlete]:
        """Rows of `altsportsdata_athletes`. One athlete, as the scores embed one.

        GET /events/{eventId}/heats/{heatId}: `athlete`

        Filters:
          search: A part of the athlete's name, whatever its case and accents.
          id: The athlete, by id.
          removed: Also the rows that the provider was proven to have removed.
          strict: Raise IncompleteAnswer unless everything behind the answer is complete.
          as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.

        Raises MirrorError for a filter that does not exist and for a value that does not fit.
        """
        resource = RESOURCES[self.PROVIDER][4]
        given = {"search": search, "id": id, **others}
        return self._ask(resource, Athlete, given, removed=removed, strict=strict, as_of=as_of)
