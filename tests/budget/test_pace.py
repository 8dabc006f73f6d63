"""No window is ever overrun as the server counts it, and hardly any of it is left unused."""

import heapq
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mirror.budget.pace import Pace, Window

Journey = Callable[
    [], tuple[float, float]
]  # seconds from leaving to arriving, and from arriving to being answered

LIMITS = [
    Window(1, 1, "second"),
    Window(25, 1, "second"),
    Window(5, 60, "minute"),
    Window(60, 60, "minute"),
    Window(600, 60, "minute"),
    Window(1_000, 3_600, "hour"),
]


def arrivals(windows: Sequence[Window], journey: Journey, *, until: float, clients: int) -> list[float]:
    """When requests arrive at a server, in order, if `clients` always have work; no clock, no sleep, no thread."""
    pace = Pace(windows)
    arrived: list[float] = []
    events: list[tuple[float, bool, int, float]] = [(0.0, True, client, 0.0) for client in range(clients)]
    while True:
        now, waiting, client, sent = heapq.heappop(events)
        if now > until:
            return sorted(arrived)
        if not waiting:
            pace.answered(sent, now)
        ready = pace.ready(now)
        if ready > now:
            answers = (moment for moment, waits, _, _ in events if not waits)
            heapq.heappush(events, (min(ready, *answers, ready), True, client, 0.0))
            continue
        pace.spend(now)
        there, back = journey()
        arrived.append(now + there)
        heapq.heappush(events, (now + there + back, False, client, now))


def peak(moments: Sequence[float], seconds: float) -> int:
    """The most of the sorted moments that fall into any window of that length, its start not included."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def utilisation(moments: Sequence[float], window: Window) -> float:
    """The share of the allowed rate that was used, from the first request to the first of the last full window."""
    limit = int(window.limit)
    rounds = (len(moments) - 1) // limit
    return rounds * window.seconds / (moments[rounds * limit] - moments[0])


def clients_for(window: Window) -> int:
    return 1 if window.limit == 1 else 4 if window.limit < 60 else 16


@settings(max_examples=60, deadline=None)
@given(
    window=st.sampled_from(LIMITS[:5]),
    clients=st.integers(1, 16),
    there=st.lists(st.floats(0.0001, 0.2) | st.floats(0.0001, 5.0), min_size=1, max_size=12),
    back=st.lists(st.floats(0.0001, 0.2), min_size=1, max_size=7),
)
@example(
    Window(25, 1, "second"), 5, [0.125, 0.0625], [0.0625, 0.125]
)  # steady as a whole, not on the way there
def test_no_window_of_the_server_is_overrun(
    window: Window, clients: int, there: list[float], back: list[float]
) -> None:
    count = iter(range(1_000_000))

    def journey() -> tuple[float, float]:
        step = next(count)
        return there[step % len(there)], back[step % len(back)]

    moments = arrivals([window], journey, until=3.2 * window.seconds, clients=clients)
    assert len(moments) > 0
    assert peak(moments, window.seconds) <= window.limit


@pytest.mark.parametrize("window", LIMITS, ids=lambda window: f"{window.limit}/{window.name}")
@pytest.mark.parametrize("least", [0.001, 0.05, 0.15])
def test_jitter_does_not_overrun(window: Window, least: float) -> None:
    dice = random.Random(1770)
    moments = arrivals(
        [window],
        lambda: (least / 2 + dice.uniform(0, 0.05), least / 2 + dice.uniform(0, 0.01)),
        until=max(2.5 * window.seconds, 90),
        clients=clients_for(window),
    )
    assert peak(moments, window.seconds) <= window.limit


@pytest.mark.parametrize("window", LIMITS, ids=lambda window: f"{window.limit}/{window.name}")
@pytest.mark.parametrize("latency", [(0.001, 0.001), (0.02, 0.02), (0.001, 0.02)], ids=str)
def test_nearly_all_of_a_window_is_used(window: Window, latency: tuple[float, float]) -> None:
    dice = random.Random(21957)
    moments = arrivals(
        [window],
        lambda: (dice.uniform(*latency) / 2, dice.uniform(*latency) / 2),
        until=max(4.5 * window.seconds, 90),
        clients=clients_for(window),
    )
    assert utilisation(moments, window) >= 0.95
    assert peak(moments, window.seconds) <= window.limit


def used_up(window: Window, moments: Sequence[float], latency: float = 0.0) -> Pace:
    pace = Pace([window])
    for moment in moments:
        pace.spend(moment)
        pace.answered(moment, moment + latency)
    return pace


def test_a_full_window_opens_when_its_oldest_answer_leaves_it() -> None:
    pace = used_up(Window(5, 60, "minute"), [0.0, 1.0, 2.0, 3.0, 4.0])
    assert pace.ready(4.0) == pytest.approx(60.6)
    assert pace.until_reset(4.0) == (pace.ready(4.0), Window(5, 60, "minute"))
    assert pace.ready(61.0) == 61.0
    assert pace.until_reset(61.0) == (61.0, None)


def test_what_is_unanswered_has_not_been_counted_yet() -> None:
    pace = Pace([Window(1, 1, "second")])
    pace.spend(0.0)
    assert pace.ready(30.0) == pytest.approx(31.03)
    pace.answered(0.0, 30.0)
    assert pace.ready(30.5) == pytest.approx(31.0)


def test_an_answer_that_never_comes_does_not_shut_the_gate_for_ever() -> None:
    pace = Pace([Window(1, 1, "second")])
    pace.spend(0.0)
    assert pace.ready(200.0) == 200.0
    pace.spend(200.0)
    assert pace.ready(200.0) > 201.0


def test_an_answer_to_nothing_changes_nothing() -> None:
    pace = Pace([Window(1, 1, "second")])
    pace.answered(0.0, 1.0)
    assert pace.ready(1.0) == 1.0


def test_an_answer_with_another_sent_moment_frees_the_oldest() -> None:
    pace = Pace([Window(2, 1, "second")])
    pace.spend(0.0)
    pace.answered(0.01, 0.02)
    pace.spend(0.6)
    assert pace.ready(0.7) == pytest.approx(0.02 + 1.03 - 0.01)


def test_a_burst_then_even_spacing() -> None:
    pace = Pace([Window(60, 60, "minute")])
    now, left = 0.0, []
    for _ in range(13):
        now = pace.ready(now)
        pace.spend(now)
        pace.answered(now, now)
        left.append(now)
    assert left == pytest.approx([0.0] * 10 + [1 / 0.99, 2 / 0.99, 3 / 0.99])


def test_an_hour_has_no_spacing() -> None:
    pace = used_up(Window(1_000, 3_600, "hour"), [0.0] * 999)
    assert pace.ready(0.0) == 0.0
    pace.spend(0.0)
    pace.answered(0.0, 0.0)
    assert pace.ready(0.0) == 3_636.0


def test_what_was_spent_before_counts() -> None:
    spent = [40.0, 10.0, 20.0, 30.0, 50.0]
    assert Pace([Window(5, 60, "minute")], spent).ready(55.0) == pytest.approx(70.6)
    assert Pace([Window(6, 60, "minute")], spent).ready(55.0) == 55.0
    assert Pace([Window(5, 60, "minute")], [*spent, 0.0]).ready(55.0) == pytest.approx(70.6)


def test_the_strictest_window_binds() -> None:
    hour, day = Window(2, 3_600, "hour"), Window(2, 86_400, "day")
    pace = Pace([hour, day], [0.0, 10.0])
    assert pace.until_reset(20.0) == (86_436.0, day)


def test_silence_that_the_provider_asked_for() -> None:
    pace = Pace([Window(60, 60, "minute")])
    pace.hold(40.0)
    pace.hold(30.0)
    assert pace.until_reset(10.0) == (40.0, None)
    assert pace.ready(41.0) == 41.0


@pytest.mark.parametrize("back", [5.0, 3_600.0, 1e9])
def test_a_clock_set_back_neither_opens_the_gate_nor_shuts_it_for_long(back: float) -> None:
    window = Window(60, 60, "minute")
    start = 2e9
    pace = used_up(window, [start] * 60)
    now = start - back
    opens = pace.ready(now)
    assert now + 60 <= opens <= now + 62
    assert pace.ready(opens) == opens


def test_a_slightly_old_now_leaves_the_moments_as_they_are() -> None:
    pace = used_up(Window(1, 1, "second"), [100.0])
    assert pace.ready(99.9) == pytest.approx(101.03)
    assert pace.ready(100.0) == pytest.approx(101.03)


def test_without_limits_nothing_waits_and_nothing_is_kept() -> None:
    pace = Pace([Window(1e9, 60, "minute"), Window(float("inf"), 1, "second")])
    for _ in range(1_000):
        pace.spend(5.0)
    assert pace.until_reset(5.0) == (5.0, None)
    assert not pace._windows
    assert not pace._unanswered


def test_a_rate_below_one() -> None:
    pace = used_up(Window(0.5, 60, "minute"), [0.0])
    assert pace.ready(1.0) == pytest.approx(120 / 0.99)


@pytest.mark.parametrize("limit", [0, -1, float("nan")])
def test_a_limit_of_nothing_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match=r"^The limit of a minute must be above 0\.$"):
        Pace([Window(limit, 60, "minute")])
