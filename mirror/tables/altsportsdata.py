"""The tables of AltSportsData's public API: events, their heats, and what the heats' scores say.

The provider documents two worlds that contradict each other: slug ids with `{"data": {"results": ...}}` (A), and
`f1:<uuid>` ids with bare arrays (B). Both land in the same tables under the provider's names in snake_case. Moments
come with and without a zone; those without stay as they are. Pages are named by their path after `/api/v1/public`.
"""

from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import SQLModel

from mirror import durations
from mirror.tables import columns


def _moment(what: str) -> Any:
    return columns.instant(f"{what} UTC, or as the provider wrote it when no zone is given.")


def _status(of: str) -> Any:
    return columns.text(
        f"The {of}'s state: LIVE, UPCOMING, NEXT, IN_WINDOW, COMPLETED, CANCELLED or POSTPONED."
    )


class Sport(SQLModel, table=True):
    """One league of the provider's list.

    GET /sports
    """

    __tablename__ = "altsportsdata_sports"

    id: str = columns.text("The league's id.", key=True)
    reference_id: int | None = columns.integer("The provider's numeric alias of the id.")
    key: str | None = columns.text("The league's code (`f1`), the prefix of its event ids.")
    name: str | None = columns.text("The league's name.")
    sport_type: str | None = columns.text("The code events are asked for by.")
    sport_group: str | None = columns.text("The group of sports the league is in.")
    home_page_url: str | None = columns.text("The league's own site.")
    logo: str | None = columns.text("The address of the league's logo.")
    tours: str | None = columns.json("The league's tours, as sent.")
    supported_markets: str | None = columns.json("The names of the markets offered.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Event(SQLModel, table=True):
    """One event: a race weekend.

    GET /events, GET /events/{eventId}
    """

    __tablename__ = "altsportsdata_events"

    id: str = columns.text("The id exactly as listed: a slug (A) or `f1:<uuid>` (B).", key=True)
    numeric_event_id: int | None = columns.integer("The provider's numeric alias of the id (B).")
    provider_id: str | None = columns.text("The id under which the provider's source knows the event (B).")
    name: str | None = columns.text("The event's name.")
    sport_type: str | None = columns.text("The league's code (`f1`).")
    sport_id: str | None = columns.text(
        "The league's id in the event's detail (B); the list says `sport_type`."
    )
    numeric_sport_id: int | None = columns.integer("The provider's numeric alias of the league (B).")
    tour_id: str | None = columns.text("The tour's id (B).")
    numeric_tournament_id: int | None = columns.integer("The provider's numeric alias of the tour (B).")
    tour_name: str | None = columns.text("The tour's name (B).")
    tour_year: int | None = columns.integer("The season in the list (B).")
    year: int | None = columns.integer("The season in the event's detail (B).")
    event_number: int | None = columns.integer("The event's place in its season (B).")
    event_status: str | None = _status("event")
    start_date: str | None = _moment("When the event starts.")
    end_date: str | None = _moment("When the event ends.")
    event_location: str | None = columns.text("The place (B).")
    event_location_numeric_id: int | None = columns.integer("The provider's number of the place (B).")
    event_location_group: str | None = columns.text("The group of places (B).")
    venue_name: str | None = columns.text("The `name` of the event's `venue` (A).")
    venue_location: str | None = columns.text("The `location` of the event's `venue` (A).")
    participants: int | None = columns.integer("The number of participants (A).")
    markets_available: int | None = columns.integer("The number of markets offered (A).")
    rounds: str | None = columns.json(
        "The rounds as sent (B), without their heats, which are rows of their own."
    )
    teams: str | None = columns.json("The teams as sent (B).")
    scores: str | None = columns.json("The scores as sent (B).")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Heat(SQLModel, table=True):
    """One heat of an event, with the round it is in.

    GET /events/{eventId}: `rounds[].heats[]`, GET /events/{eventId}/heats/{heatId}
    """

    __tablename__ = "altsportsdata_heats"

    event_id: str = columns.text(
        "The event, under the id it was asked by.", key=True, refers="altsportsdata_events.id", asked=True
    )
    heat_id: str = columns.text(
        "The heat's id: a slug (`race`) that repeats in every event (A), or a UUID (B).", key=True
    )
    name: str | None = columns.text("The heat's name (`name` or `heatName`).")
    status: str | None = _status("heat")
    reference_id: int | None = columns.integer("The provider's numeric alias of the id (B).")
    heat_no: int | None = columns.integer("The heat's number in its round (B).")
    start_date: str | None = _moment("When the heat starts (B).")
    end_date: str | None = _moment("When the heat ends (B).")
    round_id: str | None = columns.text("The round's id (B).")
    round_reference_id: int | None = columns.integer("The provider's numeric alias of the round (B).")
    round_name: str | None = columns.text("The round's name (`name` or `roundName`, B).")
    round_no: int | None = columns.integer("The round's number in its event (B).")
    round_status: str | None = _status("round")
    round_start_date: str | None = _moment("When the round starts (B).")
    round_end_date: str | None = _moment("When the round ends (B).")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class Athlete(SQLModel, table=True):
    """One athlete, as the scores embed one.

    GET /events/{eventId}/heats/{heatId}: `athlete`
    """

    __tablename__ = "altsportsdata_athletes"

    id: str = columns.text("The athlete's id.", key=True)
    reference_id: int | None = columns.integer("The provider's numeric alias of the id.")
    provider_id: str | None = columns.text("The id under which the provider's source knows the athlete.")
    first_name: str | None = columns.text("The given name.")
    middle_name: str | None = columns.text("The middle name.")
    last_name: str | None = columns.text("The family name.")
    nationality: str | None = columns.text("The nationality.")
    gender: str | None = columns.text("The gender.")
    dob: str | None = columns.text("The date of birth, as sent.")
    hometown: str | None = columns.text("The home town.")
    height: str | None = columns.text("The height as text; no unit is documented.")
    weight: str | None = columns.text("The weight as text; no unit is documented.")
    weight_class: str | None = columns.text("The weight class, for other sports.")
    stance: str | None = columns.text("The stance, for board sports.")
    team_id: str | None = columns.text("The `id` of the athlete's `team`.")
    team_reference_id: int | None = columns.integer("The `referenceId` of the athlete's `team`.")
    team_name: str | None = columns.text("The `name` of the athlete's `team`.")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()


class HeatResult(SQLModel, table=True):
    """One line of a heat's scores: a driver's result (A) or one score of an athlete (B), of which there may be several.

    GET /events/{eventId}/heats/{heatId}
    """

    __tablename__ = "altsportsdata_heat_results"
    __table_args__ = (
        ForeignKeyConstraint(
            ["event_id", "heat_id"], ["altsportsdata_heats.event_id", "altsportsdata_heats.heat_id"]
        ),
    )

    event_id: str = columns.text("The event, under the id it was asked by.", key=True, asked=True)
    heat_id: str = columns.text("The heat, under the id it was asked by.", key=True, asked=True)
    result_key: str = columns.text(
        "The score's id (B), or the line's place in the array from `0` (A).", key=True
    )
    position: int | None = columns.integer("The place (A); ties and gaps are possible.")
    participant: str | None = columns.text("The driver's name as shown (A); no id.")
    lap_time: str | None = columns.text("A best or last lap as `M:SS.mmm` (A); `gap` is not derived from it.")
    lap_time_ms: int | None = columns.twin("lap_time", durations.absolute_ms, "`lap_time` in milliseconds.")
    gap: str | None = columns.text("The gap to the leader (A): `0.000s`, `+5.234s`.")
    gap_ms: int | None = columns.twin(
        "gap", durations.any_gap_ms, "`gap` in milliseconds; NULL where it is laps."
    )
    gap_laps: int | None = columns.twin(
        "gap", durations.laps_down, "The laps in `gap`; NULL where it is a time."
    )
    reference_id: int | None = columns.integer("The provider's numeric alias of the score (B).")
    heat_status: str | None = _status("heat")
    provider_event_id: str | None = columns.text(
        "The row's own `eventId` (B), with or without the sport's prefix."
    )
    numeric_event_id: int | None = columns.integer("The provider's numeric alias of the event (B).")
    athlete_id: str | None = columns.text("The athlete (B).", refers="altsportsdata_athletes.id")
    athlete_round_seed: float | None = columns.number(
        "The athlete's seed in the round (B); 0 may mean missing."
    )
    athlete_round_rank: float | None = columns.number(
        "The final position in the heat (B); 0 may mean missing."
    )
    athlete_heat_score: float | None = columns.number(
        "The score (B), surfing and skating only; 0 may mean missing."
    )
    athlete_lap_time: float | None = columns.number("Lap time in seconds (B); 0 may mean missing.")
    athlete_penalty_time: float | None = columns.number("Penalty in seconds (B); 0 may mean missing.")
    athlete_joker_lap_time: float | None = columns.number("The joker lap in seconds (B), Nitrocross only.")
    athlete_joker_lap: float | None = columns.number("The number of the joker lap (B), Nitrocross only.")
    athlete_lap_status: str | None = columns.text("ACT, DNF, DNS, BYE or DSQ (B).")
    total_laps: float | None = columns.number(
        "Laps, `totalLaps` or `athleteTotalLaps` (B); the lap in Supercross."
    )
    round_score: float | None = columns.number("The round's score (B), skating only.")
    line_score1: float | None = columns.number("The score of the first line (B), skating only.")
    line_score2: float | None = columns.number("The score of the second line (B), skating only.")
    trick1_score: float | None = columns.number("The score of the first trick (B), skating only.")
    trick2_score: float | None = columns.number("The score of the second trick (B), skating only.")
    trick3_score: float | None = columns.number("The score of the third trick (B), skating only.")
    trick4_score: float | None = columns.number("The score of the fourth trick (B), skating only.")
    trick5_score: float | None = columns.number("The score of the fifth trick (B), skating only.")
    trick6_score: float | None = columns.number("The score of the sixth trick (B), skating only.")
    updated_at: str | None = _moment("When the score was last changed (B).")
    extra: str | None = columns.extra()
    removed_at: str | None = columns.removed_at()
