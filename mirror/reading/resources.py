"""What can be asked of each provider's tables: one line a resource, with the provider's own filters.

The names, the filters and their meaning are those of the providers' pages. Nothing is required here, for everything is
in the file; `cursor` and `per_page` are no filters. `python -m mirror.reading.printing` prints the typed methods from
these lines.
"""

from typing import Any, NamedTuple

from mirror.errors import UsageError
from mirror.reading.filters import (
    Condition,
    Filter,
    among,
    country,
    day,
    ids,
    integer,
    search,
    several,
    status,
    text,
    whole,
    word,
    words,
)


class Resource(NamedTuple):
    """A list that can be asked for: its table, its filters, its order, and the endpoints that fill it.

    `positional` filters may be given without their name. `where` is a condition that always holds. `behind` are the
    endpoints whose scopes say whether an answer is whole. `list` tables hold stubs, rows known by their key alone,
    which a provider's own list does not show.
    """

    name: str
    table: str
    order: str
    filters: tuple[Filter, ...] = ()
    behind: tuple[str, ...] = ()
    where: str | None = None
    positional: int = 0
    page: str | None = None
    list: bool = False


# BALLDONTLIE

_SESSIONS = ids("session_ids", "session_id", "The sessions, by id.")
_DRIVERS = ids("driver_ids", "driver_id", "The drivers, by id.")
_SEASON = integer("season", "season", "The season, by its year.")
_LAP = integer("lap_number", "lap_number", "The lap.")
_NULLS_LAST = "t.{0} is null, t.{0}"


def _balldontlie(name: str, order: str, *filters: Filter, **more: Any) -> Resource:
    return Resource(name, f"balldontlie_{name}", order, filters, (name,), **more)


# fmt: off
BALLDONTLIE = (
    #            name                     order                                                     filters
    _balldontlie("drivers",               "t.id",
                 search(("first_name", "last_name", "display_name", "short_name"), "A part of the driver's name, whatever its case and accents."),
                 country("country_code", "The driver's country, by any of its codes (`NL`, `NLD`, `NED`)."),
                 ids("driver_ids", "id", "The drivers, by id."), list=True),
    _balldontlie("teams",                 "t.id",
                 search(("name", "display_name"), "A part of the team's name, whatever its case and accents."),
                 ids("team_ids", "id", "The teams, by id."), list=True),
    _balldontlie("circuits",              "t.id",
                 search(("name", "short_name"), "A part of the circuit's name, whatever its case and accents."),
                 country("country_code", "The circuit's country, by any of its codes (`MC`, `MCO`, `MON`)."),
                 ids("circuit_ids", "id", "The circuits, by id."), list=True),
    _balldontlie("seasons",               "t.year desc", list=True),
    _balldontlie("events",                "t.start_date desc, t.id desc", _SEASON,
                 status("status", "The state, as stored or as documented (`Completed` is `final`, `Scheduled`)."),
                 ids("circuit_ids", "circuit_id", "The circuits, by id."), ids("event_ids", "id", "The events, by id."), list=True),
    _balldontlie("sessions",              "t.date desc, t.id desc", ids("event_ids", "event_id", "The events, by id."),
                 word("type", "type", "The type: `Race`, `Qualifying`, `Practice` ..."),
                 status("status", "The state, as stored or as documented (`Completed` is `final`, `Scheduled`)."), list=True),
    _balldontlie("session_results",       _NULLS_LAST.format("position") + ", t.id", _SESSIONS, _DRIVERS),
    _balldontlie("driver_standings",      _NULLS_LAST.format("position") + ", t.id", _SEASON, _DRIVERS),
    _balldontlie("team_standings",        _NULLS_LAST.format("position") + ", t.id", _SEASON, ids("team_ids", "team_id", "The teams, by id.")),
    _balldontlie("lap_times",             "t.lap_number, t.id", _SESSIONS, _DRIVERS, _LAP),
    _balldontlie("qualifying_results",    _NULLS_LAST.format("final_position") + ", t.id", _SESSIONS, _DRIVERS),
    _balldontlie("pit_stops",             "t.id", _SESSIONS, _DRIVERS),
    _balldontlie("tire_stints",           "t.stint_number, t.driver_id, t.id", _SESSIONS, _DRIVERS),
    _balldontlie("session_weather",       "t.id", _SESSIONS),
    _balldontlie("race_control_messages", "t.utc_time, t.id", _SESSIONS,
                 word("category", "category", "The kind of message (`Flag`)."), word("flag", "flag", "The flag shown (`YELLOW`).")),
    _balldontlie("position_history",      "t.lap_number, t.position, t.id", _SESSIONS, _DRIVERS, _LAP),
    _balldontlie("session_timing_stats",  _NULLS_LAST.format("best_lap_time_ms") + ", t.id", _SESSIONS, _DRIVERS),
    _balldontlie("track_status",          "t.utc_time, t.id", _SESSIONS, word("status", "status", "The status (`AllClear`, `Yellow`, `Red`, `SC`).")),
    _balldontlie("futures",               "t.id, t.event_id", ids("event_ids", "event_id", "The events they were asked for, by id."),
                 word("market_type", "market_type", "The kind of market."), page="GET /f1/v1/odds/futures"),
)
# fmt: on


# Sportradar


def _of_season(name: str, value: Any, column: str, sql: str) -> Condition:
    """The seasons of a year, or the one with that id, put into `sql`."""
    if isinstance(value, str):
        condition, values = "id = ?", [text(name, value)]
    else:
        condition, values = "substr(scheduled, 1, 4) = ?", [f"{whole(name, value):04}"]
    seasons = f"select id from sportradar_stages where type = 'season' and {condition}"
    return sql.format(column=column, seasons=seasons), values


_TREE = """{column} in (
    with recursive tree (id, depth) as (
        select id, 0 from ({seasons})
        union select s.id, tree.depth + 1 from sportradar_stages as s join tree on s.parent_id = tree.id where tree.depth < 8
    ) select id from tree)"""
_BELOW = """t.id in (
    with recursive tree (id, depth) as (
        select id, 1 from sportradar_stages where parent_id in ({marks}) and coalesce(type, '') <> 'lap'
        union select s.id, tree.depth + 1 from sportradar_stages as s join tree on s.parent_id = tree.id
        where tree.depth < 3 and s.type in ('practice', 'qualifying', 'sprint_race', 'race')
    ) select id from tree)"""
_PERSON = "coalesce((select retained_id from sportradar_merge_mappings where merged_id = ?), ?)"


def _below(name: str, value: Any) -> Condition:
    values = several(name, value, text)
    return _BELOW.format(marks=", ".join("?" * len(values))), values


def _merged(column: str) -> Filter:
    """A competitor by id; one that was merged into another is found under the other's."""

    def asks(name: str, value: Any) -> Condition:
        given = text(name, value)
        return f"(t.{column} = ? or t.{column} = {_PERSON})", [given, given, given]

    return Filter(
        column, "The driver, by id; a merged id leads to the one that stays.", "Text", asks, column=column
    )


def _sportradar(name: str, table: str, order: str, *filters: Filter, **more: Any) -> Resource:
    return Resource(name, f"sportradar_{table}", order, filters, more.pop("behind", (name,)), **more)


_IN_SEASON = Filter(
    "season", "The season, by its year or the id of its stage.", "Season", lambda n, v: _of_season(n, v, "t.id", _TREE)
)  # fmt: skip
_DELETED_FROM = Filter(
    "season", "The season, by its year or the id of its stage.", "Season",
    lambda n, v: _of_season(n, v, "t.season_id", "{column} in ({seasons})"),
)  # fmt: skip
_RESULTS_ORDER = "t.competitor_id is null, t.position is null, t.position, t.competitor_id, t.team_id"
_STAGE = words("stage_id", "stage_id", "The stage, by id.")
_TREE_ENDPOINTS = ("seasons", "schedule", "summary")

# fmt: off
SPORTRADAR = (
    #           name                  table                  order                                 filters
    _sportradar("seasons",            "stages",              "t.scheduled desc, t.id", where="t.type = 'season'", page="seasons"),
    _sportradar("stages",             "stages",              "t.scheduled is null, t.scheduled, t.id",
                words("type", "type", "The level: `season`, `event`, `practice`, `qualifying`, `qualifying_part`, `sprint_race`, `race`, `lap`."),
                _IN_SEASON, words("parent_id", "parent_id", "The stage it is part of, by id."),
                words("status", "status", "The state (`Closed`, `Cancelled`, `Not started` ...)."),
                words("id", "id", "The stage, by id."), behind=_TREE_ENDPOINTS, list=True, page="sport_events/{stage_id}/schedule, sport_events/{stage_id}/summary"),
    _sportradar("schedule",           "stages",              "t.scheduled is null, t.scheduled, t.id",
                Filter("stage_id", "The season or event whose events and sessions are wanted, by id.", "Texts", _below), positional=1, list=True, page="sport_events/{stage_id}/schedule"),
    _sportradar("summary",            "stage_results",       _RESULTS_ORDER, _STAGE, words("competitor_id", "competitor_id", "The driver, by id."),
                words("team_id", "team_id", "The team, by id."), positional=1, page="sport_events/{stage_id}/summary"),
    _sportradar("probabilities",      "probabilities",       "t.stage_id, t.market_type, t.market_name, t.probability desc, t.outcome_id", _STAGE,
                word("market_type", "market_type", "Whom the market is about: `competitor` or `team`."), positional=1, page="sport_events/{stage_id}/probabilities"),
    _sportradar("competitor_profile", "competitor_profiles", "t.competitor_id", _merged("competitor_id"), positional=1, page="competitors/{competitor_id}/profile"),
    _sportradar("team_profile",       "team_profiles",       "t.team_id", words("team_id", "team_id", "The team, by id."), positional=1, page="teams/{team_id}/profile"),
    _sportradar("merge_mappings",     "merge_mappings",      "t.merged_id", words("merged_id", "merged_id", "The id that is gone."),
                words("retained_id", "retained_id", "The id that stays."), page="competitors/merge_mappings"),
    _sportradar("deleted_stages",     "deleted_stages",      "t.season_id, t.id", _DELETED_FROM, positional=1, page="seasons/{stage_id}/deleted_stages"),
    _sportradar("competitors",        "competitors",         "t.id", search(("name",), "A part of the driver's name, whatever its case and accents."),
                words("id", "id", "The driver, by id."), words("abbreviation", "abbreviation", "Three letters (`VER`)."), behind=("summary",), list=True),
    _sportradar("teams",              "teams",               "t.id", search(("name",), "A part of the team's name, whatever its case and accents."),
                words("id", "id", "The team, by id."), behind=("summary",), list=True),
    _sportradar("venues",             "venues",              "t.id", search(("name",), "A part of the circuit's name, whatever its case and accents."),
                words("id", "id", "The venue, by id."), country("country_code", "The country, by any of its codes."), behind=("schedule", "summary"), list=True),
)
# fmt: on


# AltSportsData

_HEAT_EVENT = words("event_id", "event_id", "The event, by id.", also="eventId")
_HEAT = words("heat_id", "heat_id", "The heat, by id.", also="heatId")


def _order(name: str, value: Any) -> Condition:
    given = text(name, value).upper()
    if given not in ("ASC", "DESC"):
        raise UsageError(f"{name} wants ASC or DESC, not {given[:40]!r}.")
    return f"t.start_date {given.lower()}, t.id {given.lower()}", []


def _statuses(name: str, value: Any) -> Condition:
    return among("upper(t.event_status)", [one.upper() for one in several(name, value, text)])


def _altsportsdata(name: str, table: str, order: str, *filters: Filter, **more: Any) -> Resource:
    return Resource(name, f"altsportsdata_{table}", order, filters, more.pop("behind", (name,)), **more)


# fmt: off
ALTSPORTSDATA = (
    #              name            table           order                               filters
    _altsportsdata("sports",       "sports",       "t.id", page="GET /sports"),
    _altsportsdata("events",       "events",       "t.start_date desc, t.id desc",
                   words("sport_type", "sport_type", "The league's code (`f1`).", also="sportType"),
                   Filter("event_status", "The state: `UPCOMING`, `LIVE`, `COMPLETED` ...; one or several.", "Texts", _statuses, "eventStatus", "event_status"),
                   day("start_date", "start_date", "The first day on which it may start.", after=True, also="startDate"),
                   day("end_date", "start_date", "The last day on which it may start.", after=False, also="endDate"),
                   Filter("sort_order", "`DESC`, the newest first, or `ASC`.", "Text", _order, "sortOrder", orders=True),
                   words("id", "id", "The event, by id."), list=True, page="GET /events"),
    _altsportsdata("event_detail", "heats",        "t.event_id, t.start_date, t.heat_no, t.heat_id", _HEAT_EVENT, positional=1, page="GET /events/{eventId}"),
    _altsportsdata("heat_scores",  "heat_results", "t.event_id, t.heat_id, coalesce(t.position, t.athlete_round_rank) is null, coalesce(t.position, t.athlete_round_rank), length(t.result_key), t.result_key",
                   _HEAT_EVENT, _HEAT, words("athlete_id", "athlete_id", "The athlete, by id."), positional=2, page="GET /events/{eventId}/heats/{heatId}"),
    _altsportsdata("athletes",     "athletes",     "t.id", search(("first_name", "last_name"), "A part of the athlete's name, whatever its case and accents."),
                   words("id", "id", "The athlete, by id."), behind=("heat_scores",), list=True),
)
# fmt: on

RESOURCES = {"balldontlie": BALLDONTLIE, "sportradar": SPORTRADAR, "altsportsdata": ALTSPORTSDATA}


def markdown() -> str:
    """The resources and their filters as Markdown, a table for each provider."""
    made = []
    for provider, resources in RESOURCES.items():
        made += [
            f"### m.{provider}",
            "",
            "| resource | provider's page | filters | order |",
            "|---|---|---|---|",
        ]
        for one in resources:
            filters = "<br>".join(f"`{each.name}`: {each.about}" for each in one.filters) or "none"
            page = one.page or (f"GET /f1/v1/{one.name}" if provider == "balldontlie" else "")
            told = f"`{page}`" if page else "a table of the mirror, beside the provider's pages"
            made.append(f"| `{one.name}` | {told} | {filters} | {one.order.replace('t.', '')} |")
        made.append("")
    return "\n".join(made)
