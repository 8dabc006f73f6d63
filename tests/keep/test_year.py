"""A year of re-checks: what is asked on which day, and what is not."""

import pytest

from tests.keep.worlds import DAY, HOUR, RACE, RACE_NIGHT, Edit, Keeper, Year

SEASON, WEEKEND, RACE_STAGE = "sr:stage:1189123", "sr:stage:1194139", "sr:stage:1194155"
OTHER_WEEKENDS = {"sr:stage:1189343", "sr:stage:1193921"}
PRACTICES = ("sr:stage:1194141", "sr:stage:1194143", "sr:stage:1194145")
QUALIFYING = ("sr:stage:1194147", "sr:stage:1194149", "sr:stage:1194151", "sr:stage:1194153")
# What has no season, or never ends, is asked once a day: two endpoints are called seasons.
LISTS = [
    "circuits", "drivers", "me", "merge_mappings", "seasons", "seasons", "summary sr:stage:7668", "teams",
]  # fmt: skip
BULK = {
    f"{endpoint} {RACE}"
    for endpoint in ("lap_times", "pit_stops", "position_history", "race_control_messages", "session_timing_stats",
                     "tire_stints")
}  # fmt: skip
RACES = "session_results 1780 1883 1885 1890"  # the sprint among them


def beyond_lists(asked: list[str]) -> list[str]:
    """What was asked beside the lists of the day."""
    left = list(asked)
    for one in LISTS:
        if one in left:
            left.remove(one)
    return left


def test_a_second_sync_with_nothing_new_sends_nothing(raced: Keeper) -> None:
    before = raced.tables("mirror_history", "mirror_checkpoints")
    assert raced.sync("balldontlie", "sportradar", season="2025") == []
    assert raced.tables("mirror_history", "mirror_checkpoints") == before


def test_a_correction_is_found_at_the_next_rung_by_asking_that_weekend_alone(year: Year) -> None:
    assert year.asked[84] == LISTS  # the day of the correction
    assert year.asked[119] == sorted(
        [*LISTS, "session_results 1888 1889"]
    )  # the rung of the day before the race
    assert year.asked[120] == sorted(
        [
            *LISTS, f"deleted_stages {SEASON}", f"schedule {SEASON}", f"session_results {RACE}", "sessions 378",
            *(f"summary {stage}" for stage in (SEASON, WEEKEND, RACE_STAGE)),
        ]
    )  # fmt: skip
    first, second, third = year.podium[1]
    assert all(year.podium[day] == [first, second, third] for day in year.podium if day < 120)
    assert all(year.podium[day][:2] == [first, second] for day in year.podium)
    after = {tuple(year.podium[day]) for day in year.podium if day >= 120}
    assert len(after) == 1
    assert third not in after.pop()


def test_the_bulk_follows_the_correction_once(year: Year) -> None:
    # The race's own stage is asked again when its answer came before that of its weekend, which is chance.
    others = {f"summary {stage}" for stage in (*OTHER_WEEKENDS, RACE_STAGE)}
    asked = set(beyond_lists(year.asked[121])) - others
    assert asked == BULK | {f"summary {stage}" for stage in (*PRACTICES, *QUALIFYING)}
    for day in (122, 123):  # other sessions are on their last rung then
        assert not BULK & set(year.asked[day])
    gone = year.keeper.ask(
        "select session_id from balldontlie_race_control_messages where removed_at like '2026-04-07%'"
    )
    assert gone == [(RACE,)]  # a message that went with the correction


def test_after_the_last_rung_a_season_is_closed(year: Year) -> None:
    assert set(year.asked[124]) >= BULK
    for day in (125, 126, 127, 146, 200, 365):
        assert year.asked[day] == LISTS
    # The standings' year ends on its last day, so their last rung is the latest; they have changed since the race.
    assert beyond_lists(year.asked[144]) == ["driver_standings 2025", "events 2025", "team_standings 2025"]
    assert beyond_lists(year.asked[145]) == [RACES]


def running_for_ever(_target: str, answer: dict[str, object]) -> object:
    """The same answer, but nothing in it has ended by its status."""

    def told(value: object) -> object:
        if isinstance(value, list):
            return [told(one) for one in value]
        if isinstance(value, dict):
            return {
                n: "In Progress" if n == "status" and v in ("final", "Closed") else told(v)
                for n, v in value.items()
            }
        return value

    return told(answer)


def test_a_status_that_never_becomes_terminal_closes_all_the_same(raced: Keeper) -> None:
    raced.now += 1
    raced.full("balldontlie", "sportradar", season="2025", edit=running_for_ever)
    assert raced.ask("select distinct status from balldontlie_sessions where status is not null") == [
        ("In Progress",)
    ]
    assert raced.ask("select distinct status from sportradar_stages where type = 'race'") == [
        ("In Progress",)
    ]
    raced.now += 130 * DAY
    last_rung = raced.sync("balldontlie", "sportradar", season="2025", edit=running_for_ever)
    assert {f"summary {RACE_STAGE}", f"lap_times {RACE}"} <= set(last_rung)
    for _ in range(3):
        raced.now += 30 * DAY
        asked = raced.sync("balldontlie", "sportradar", season="2025", edit=running_for_ever)
    assert asked == LISTS


def test_the_days_of_the_rechecks_are_the_users(raced: Keeper) -> None:
    raced.configured = {"f1_mirror_recheck_days": "2,10"}
    raced.now += 1
    raced.full("balldontlie", endpoints=["session_results"], season="2025")
    asked = {}
    for day in range(1, 16):
        raced.now = RACE_NIGHT + day * DAY
        asked[day] = raced.sync("balldontlie", endpoints=["session_results"], season="2025")
    days = [
        day
        for day in asked
        if any(one.split()[0] == "session_results" and str(RACE) in one.split() for one in asked[day])
    ]
    assert days == [2, 10]


@pytest.mark.parametrize(("day", "asked"), [(4, False), (69, True)])
def test_standings_that_change_without_a_race_near_bring_the_results_forward(
    raced: Keeper, day: int, asked: bool
) -> None:
    raced.now = RACE_NIGHT + (day - 1) * DAY
    raced.sync("balldontlie", season="2025")
    raced.switch(generation=1)
    raced.now += DAY
    changing = raced.sync("balldontlie", season="2025")
    assert "driver_standings 2025" in changing
    assert not any(one.startswith("session_results") for one in changing)
    raced.now += DAY
    following = raced.sync("balldontlie", season="2025")
    assert (RACES in following) is asked
    raced.now += DAY
    bulk = {one for one in raced.sync("balldontlie", season="2025") if one in BULK}
    assert bulk == (BULK if asked else set())


def more_points(_target: str, answer: dict[str, object]) -> object:
    """A season whose leader has a point more than the weekends gave."""
    stage = answer.get("stage")
    if isinstance(stage, dict) and stage.get("id") == SEASON:
        leader = max(stage["competitors"], key=lambda one: one["result"].get("points", 0))
        leader["result"]["points"] += 1
    return answer


@pytest.mark.parametrize(("day", "forward"), [(3, set()), (45, {WEEKEND, *OTHER_WEEKENDS})])
def test_standings_that_are_not_the_sum_of_points_bring_the_weekends_forward(
    raced: Keeper, day: int, forward: set[str]
) -> None:
    raced.now = RACE_NIGHT + (day - 1) * DAY
    raced.sync("sportradar", season="2025")
    raced.now += DAY
    edit: Edit = more_points
    assert f"summary {SEASON}" in raced.sync("sportradar", season="2025", edit=edit)
    raced.now += 2 * HOUR
    assert raced.sync("sportradar", season="2025", edit=edit) == sorted(
        f"summary {stage}" for stage in forward
    )
    raced.now += 2 * HOUR
    assert raced.sync("sportradar", season="2025", edit=edit) == []


LIVE = {f"{one} {RACE}" for one in (
    "lap_times", "pit_stops", "position_history", "race_control_messages", "session_results", "session_timing_stats",
    "session_weather", "tire_stints", "track_status",
)}  # fmt: skip


@pytest.mark.parametrize(("header", "lives"), [(None, 300), ("max-age=90, public", 90)])
def test_a_session_under_way_is_asked_at_its_lifetime(racing: Keeper, header: str | None, lives: int) -> None:
    headers = {} if header is None else {"cache-control": header}
    racing.sync("balldontlie", season="2025", headers=headers)
    for _ in range(2):
        racing.now += lives - 1
        assert racing.sync("balldontlie", season="2025", headers=headers) == []
        racing.now += 1
        assert set(racing.sync("balldontlie", season="2025", headers=headers)) == LIVE


def test_a_stage_under_way_is_asked_when_its_own_header_says(racing: Keeper) -> None:
    headers = {"cache-control": "max-age=90, public"}
    racing.sync("sportradar", season="2025", headers=headers)
    racing.now += 89
    assert racing.sync("sportradar", season="2025", headers=headers) == []
    racing.now += 1
    assert racing.sync("sportradar", season="2025", headers=headers) == [f"summary {RACE_STAGE}"]
