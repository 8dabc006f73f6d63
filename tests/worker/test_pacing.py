"""What is left for sessions that will be live, and how their looks are spread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirror.budget.pace import Window
from mirror.budget.windows import held_back, live_pause, spent
from mirror.instants import stamp
from mirror.store import Store

MINUTE, HOUR = Window(60, 60, "minute"), Window(100, 3600, "hour")
DAY, PERIOD = Window(1000, 86_400, "day"), Window(1000, 2_592_000, "quota period")


@pytest.mark.parametrize(
    ("next_live", "limits"),
    [
        (None, [60, 100, 1000, 1000]),
        (0.0, [60, 80, 800, 800]),
        (3_599.0, [60, 80, 800, 800]),
        (3_600.0, [60, 100, 800, 800]),
        (86_400.0, [60, 100, 1000, 800]),
        (2_592_000.0, [60, 100, 1000, 1000]),
    ],
)
def test_calm_work_leaves_the_share_of_every_long_window_a_session_falls_into(
    next_live: float | None, limits: list[float]
) -> None:
    held = held_back([MINUTE, HOUR, DAY, PERIOD], 0.2, next_live, 0.0)
    assert [window.limit for window in held] == limits
    assert [(w.seconds, w.name) for w in held] == [(w.seconds, w.name) for w in (MINUTE, HOUR, DAY, PERIOD)]


def test_there_is_always_one_request_for_calm_work() -> None:
    assert held_back([Window(1, 3600, "hour")], 0.9, 0.0, 0.0) == [Window(1, 3600, "hour")]


def test_without_a_long_window_nothing_is_spread() -> None:
    assert live_pause([MINUTE], 0.2, [(0.0, 7200.0)], 5, 60.0) == 0.0


def test_two_hours_of_a_race_share_what_the_period_has_for_them() -> None:
    # 200 of 1,000 requests for two hours, two requests a look: 72 seconds, at its start as at its end.
    assert [live_pause([PERIOD], 0.2, [(0.0, 7200.0)], 2, now) for now in (0.0, 3600.0, 7199.0)] == [72.0] * 3


def test_sessions_at_the_same_time_count_once() -> None:
    assert live_pause([PERIOD], 0.2, [(0.0, 7200.0), (3600.0, 7200.0)], 2, 0.0) == 72.0


@given(
    starts=st.lists(st.integers(0, 200), min_size=1, max_size=8, unique=True),
    share=st.sampled_from([0.05, 0.2, 0.5, 0.9]),
    cost=st.integers(1, 4),
)
def test_no_window_spends_more_than_the_share_and_a_look(starts: list[int], share: float, cost: int) -> None:
    """Looks from the first session to the last, each as early as it may be: any day in a row, and its share."""
    sessions = [(start * 3600.0, start * 3600.0 + 5400.0) for start in starts]
    looks: list[float] = []
    now = min(start for start, _ in sessions)
    while now <= max(end for _, end in sessions):
        if not any(start <= now < end for start, end in sessions):
            now = min((start for start, _ in sessions if start > now), default=float("inf"))
            continue
        pause = live_pause([DAY], share, sessions, cost, now)
        if not looks or now >= looks[-1] + pause:
            looks.append(now)
        now = max(now + 1.0, looks[-1] + pause)
    for first in looks:
        spent = cost * sum(first <= look < first + DAY.seconds for look in looks)
        # A look at the beginning of each session is the least there can be.
        assert spent <= DAY.limit * share + cost * len(sessions)


NOW = 1_782_907_200.0
KILLED = None  # a request whose answer nobody has seen


@pytest.mark.parametrize(
    ("sent", "answered", "counts"),
    [
        (-10.0, -9.5, -9.5),
        (-59.0, -58.0, -58.0),
        (-62.0, -61.0, None),
        (-75.0, -50.0, -50.0),  # sent before the window began, and counted in it as it seems
        (-5.0, KILLED, 0.0),  # it may be on its way still
        (-100.0, KILLED, 0.0),
        (-150.0, KILLED, -30.0),
        (-181.0, KILLED, None),
        (+30.0, +31.0, 0.0),  # written before the clock was set back
        (+30.0, KILLED, 0.0),
    ],
)
def test_a_request_counts_from_the_latest_moment_at_which_it_may_have_been_counted(
    store: Store, sent: float, answered: float | None, counts: float | None
) -> None:
    for provider in ("balldontlie", "sportradar"):
        store.connection.execute(
            "insert into mirror_requests (provider, sent_at, answered_at) values (?, ?, ?)",
            (provider, stamp(NOW + sent), None if answered is None else stamp(NOW + answered)),
        )
    expected = [] if counts is None else [NOW + counts]
    assert spent(store.connection, "balldontlie", [MINUTE, Window(1, 1, "second")], NOW) == expected
