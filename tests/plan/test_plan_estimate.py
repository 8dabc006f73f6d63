"""A fan-out that nobody knows yet: what is told instead, and on what it rests."""

from collections.abc import Callable

from plan_worlds import NOW, Mirrored, asked, settings

from mirror.plan import plan
from mirror.selection import select

World = Callable[..., Mirrored]
NOWHERE = "http://127.0.0.1:9"

# One season of 24 events: scopes as the documentation of the three providers adds up, pages as the sandbox has them.
# One request finds out whether the odds are those of the event that was asked for.
SEASON = {
    "balldontlie": {
        "account": 1, "drivers": 1, "teams": 1, "circuits": 1, "seasons": 1, "events": 1, "sessions": 2,
        "session_results": 30, "driver_standings": 1, "team_standings": 1, "session_timing_stats": 30,
        "qualifying_results": 8, "pit_stops": 30, "session_weather": 6, "track_status": 20, "tire_stints": 348,
        "race_control_messages": 281, "position_history": 790, "lap_times": 782, "futures": 25,
    },
    "sportradar": {
        "seasons": 1, "merge_mappings": 1, "schedule": 1, "deleted_stages": 1, "summary": 236, "probabilities": 49,
        "competitor_profile": 21, "team_profile": 10,
    },
    "altsportsdata": {"sports": 1, "events": 1, "event_detail": 24, "heat_scores": 120},
}  # fmt: skip


def test_an_empty_mirror_is_planned_by_the_documented_season() -> None:
    told = plan(None, select(season="2024"), settings(NOWHERE), NOW)
    assert asked(told) == {
        (provider, endpoint): count
        for provider, counts in SEASON.items()
        for endpoint, count in counts.items()
    }
    assert told.requests == sum(sum(counts.values()) for counts in SEASON.values())
    assert told.assumed == [
        "BALLDONTLIE: the key's tier is not known yet and taken to be goat; BALLDONTLIE_TIER sets it"
    ]
    estimates = {line.endpoint: line.basis for line in told.endpoints if line.estimate}
    assert estimates["heat_scores"] == "scopes counted as documented for a season of 24 events"
    exact = [(line.provider, line.endpoint) for line in told.endpoints if not line.estimate]
    assert exact == [
        ("balldontlie", "account"), ("sportradar", "seasons"), ("sportradar", "merge_mappings"),
        ("altsportsdata", "sports"), ("altsportsdata", "events"),
    ]  # fmt: skip


def test_laps_are_counted_only_when_asked_for() -> None:
    without = plan(None, select(("sportradar",), season="2024"), settings(NOWHERE), NOW)
    laps = plan(None, select(("sportradar",), season="2024", laps=True), settings(NOWHERE), NOW)
    assert laps.requests - without.requests == 24 * 60 + 6 * 19


def test_a_season_to_come_has_no_sessions_yet_and_a_running_one_a_share() -> None:
    counts = {
        year: asked(plan(None, select(("balldontlie",), season=year), settings(NOWHERE), NOW))
        for year in ("2025", "2026", "2027")
    }
    key = ("balldontlie", "lap_times")
    assert counts["2027"].get(key) is None
    assert counts["2027"][("balldontlie", "sessions")] == 2
    assert 0.3 < counts["2026"][key] / counts["2025"][key] < 0.6


def test_several_seasons_cost_several_times_as_much() -> None:
    one = asked(plan(None, select(("altsportsdata",), season="2024"), settings(NOWHERE), NOW))
    three = asked(plan(None, select(("altsportsdata",), season="2022..2024"), settings(NOWHERE), NOW))
    assert (one[("altsportsdata", "heat_scores")], three[("altsportsdata", "heat_scores")]) == (120, 360)
    assert three[("altsportsdata", "events")] == 1


def test_a_season_never_seen_is_taken_to_be_like_one_that_was(world: World) -> None:
    mirrored = world(seasons=(2023, 2024), laps_scale=1.0)
    mirrored.sync()
    told = mirrored.plan(season="2023")
    result = mirrored.sync(season="2023")
    assert abs(told.requests - result.requests) <= 0.15 * result.requests
    bases = {line.endpoint: line.basis for line in told.endpoints}
    assert bases["lap_times"] == (
        "pages as in the answers this mirror has; scopes counted as in the answers this mirror has"
    )
    assert bases["events"] == "pages as in the answers this mirror has"


def test_known_events_are_fanned_out_by_what_is_documented(world: World) -> None:
    mirrored = world(events=2)
    mirrored.sync(("balldontlie",), endpoints=("events",))
    lines = {line.endpoint: line for line in mirrored.plan(("balldontlie",)).endpoints}
    known = ("scopes", "requests", "estimate")
    assert [getattr(lines["sessions"], name) for name in known] == [2, 1, False]
    assert [getattr(lines["session_results"], name) for name in known] == [10, 3, True]
    assert "events" not in lines
