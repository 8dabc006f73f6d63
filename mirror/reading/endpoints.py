"""Every endpoint: its table, what lists its scopes, and what a scope fills in.

Printed by `python -m mirror.reading.printing` from the tables and `resources.py`; change those, not this file.
"""

# fmt: off

from typing import NamedTuple


class Endpoint(NamedTuple):
    """One endpoint of the catalogue; `needs` are the endpoints whose rows list its scopes."""

    table: str
    each: str
    ask: tuple[str, ...]
    needs: tuple[str, ...]


ENDPOINTS: dict[str, dict[str, Endpoint]] = {
    "balldontlie": {
        "drivers": Endpoint("balldontlie_drivers", "whole", (), ()),
        "teams": Endpoint("balldontlie_teams", "whole", (), ()),
        "circuits": Endpoint("balldontlie_circuits", "whole", (), ()),
        "seasons": Endpoint("balldontlie_seasons", "whole", (), ()),
        "events": Endpoint("balldontlie_events", "seasons", ("season",), ("seasons",)),
        "sessions": Endpoint("balldontlie_sessions", "events", ("event_ids[]",), ("seasons", "events")),
        "session_results": Endpoint("balldontlie_session_results", "sessions_begun", ("session_ids[]",), ("seasons", "events", "sessions")),
        "driver_standings": Endpoint("balldontlie_driver_standings", "seasons_begun", ("season",), ("seasons",)),
        "team_standings": Endpoint("balldontlie_team_standings", "seasons_begun", ("season",), ("seasons",)),
        "session_timing_stats": Endpoint("balldontlie_session_timing_stats", "sessions_begun", ("session_ids[]",), ("seasons", "events", "sessions")),
        "qualifying_results": Endpoint("balldontlie_qualifying_results", "sessions_qualifying", ("session_ids[]",), ("seasons", "events", "sessions")),
        "pit_stops": Endpoint("balldontlie_pit_stops", "sessions_begun", ("session_ids[]",), ("seasons", "events", "sessions")),
        "session_weather": Endpoint("balldontlie_session_weather", "sessions_begun", ("session_ids[]",), ("seasons", "events", "sessions")),
        "track_status": Endpoint("balldontlie_track_status", "sessions_begun", ("session_ids[]",), ("seasons", "events", "sessions")),
        "tire_stints": Endpoint("balldontlie_tire_stints", "sessions_begun", ("session_ids[]",), ("seasons", "events", "sessions")),
        "race_control_messages": Endpoint("balldontlie_race_control_messages", "sessions_begun", ("session_ids[]",), ("seasons", "events", "sessions")),
        "position_history": Endpoint("balldontlie_position_history", "sessions_begun", ("session_ids[]",), ("seasons", "events", "sessions")),
        "lap_times": Endpoint("balldontlie_lap_times", "sessions_begun", ("session_ids[]",), ("seasons", "events", "sessions")),
        "futures": Endpoint("balldontlie_futures", "events", ("event_ids[]",), ("seasons", "events")),
    },
    "sportradar": {
        "seasons": Endpoint("sportradar_stages", "whole", (), ()),
        "merge_mappings": Endpoint("sportradar_merge_mappings", "whole", (), ()),
        "schedule": Endpoint("sportradar_stages", "seasons", ("stage_id",), ("seasons",)),
        "deleted_stages": Endpoint("sportradar_deleted_stages", "seasons", ("stage_id",), ("seasons",)),
        "summary": Endpoint("sportradar_stage_results", "stages", ("stage_id",), ("seasons", "schedule")),
        "probabilities": Endpoint("sportradar_probabilities", "markets", ("stage_id",), ("seasons", "schedule")),
        "competitor_profile": Endpoint("sportradar_competitor_profiles", "competitors", ("competitor_id",), ("seasons", "summary")),
        "team_profile": Endpoint("sportradar_team_profiles", "teams", ("team_id",), ("seasons", "summary")),
    },
    "altsportsdata": {
        "sports": Endpoint("altsportsdata_sports", "whole", (), ()),
        "events": Endpoint("altsportsdata_events", "whole", (), ()),
        "event_detail": Endpoint("altsportsdata_heats", "events_begun", ("event_id",), ("events",)),
        "heat_scores": Endpoint("altsportsdata_heat_results", "heats_begun", ("event_id", "heat_id"), ("events", "event_detail")),
    },
}
