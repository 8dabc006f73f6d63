"""Lap times and gaps, read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirror.durations import absolute_ms, any_gap_ms, gap_ms, laps_down

# Each text, and what absolute_ms, gap_ms, any_gap_ms and laps_down make of it
READ = {
    "1:34:05.715": (5_645_715, None, 5_645_715, None),
    "1:32.478": (92_478, None, 92_478, None),
    "94:05.715": (5_645_715, None, 5_645_715, None),
    "59.9": (59_900, None, 59_900, None),
    "75.25": (75_250, None, 75_250, None),
    "12": (12_000, None, 12_000, None),
    "0:45:31:870": (2_731_870, None, 2_731_870, None),
    "1:36:957": (96_957, None, 96_957, None),
    "0.000s": (0, None, 0, None),
    " 1:32.478 ": (92_478, None, 92_478, None),
    "+16.772": (None, 16_772, 16_772, None),
    " +0.186 ": (None, 186, 186, None),
    "+1:04.357": (None, 64_357, 64_357, None),
    "+5.234s": (None, 5_234, 5_234, None),
    "1l": (None, None, None, 1),
    "12L": (None, None, None, 12),
    "+1 LAP": (None, None, None, 1),
    "+2 Laps": (None, None, None, 2),
    "1:75.300": (None, None, None, None),
    "1:345": (1_345, None, 1_345, None),
    "1:60:00.000": (None, None, None, None),
    "-0.300": (None, None, None, None),
    "1:32,478": (None, None, None, None),
    "9" * 5000: (None, None, None, None),
    "9" * 5000 + "L": (None, None, None, None),
    "DNF": (None, None, None, None),
    "+": (None, None, None, None),
    "": (None, None, None, None),
}


@pytest.mark.parametrize("text", READ, ids=lambda text: text[:16])
def test_reads(text: str) -> None:
    assert (absolute_ms(text), gap_ms(text), any_gap_ms(text), laps_down(text)) == READ[text]


def printed(ms: int) -> str:
    """`ms` the way the providers print it: no hours and no minutes where there are none."""
    seconds, fraction = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{seconds:02}.{fraction:03}"
    return f"{minutes}:{seconds:02}.{fraction:03}" if minutes else f"{seconds}.{fraction:03}"


@given(st.integers(0, 100 * 3_600_000))
def test_what_is_printed_is_read_back(ms: int) -> None:
    text = printed(ms)
    assert (absolute_ms(text), gap_ms(text), any_gap_ms(text), laps_down(text)) == (ms, None, ms, None)
    assert (absolute_ms("+" + text), gap_ms("+" + text), any_gap_ms("+" + text)) == (None, ms, ms)


@given(st.integers(0, 999), st.sampled_from(["{}l", "{}L", "+{} LAP", "+{} laps"]))
def test_laps_are_never_a_time(laps: int, form: str) -> None:
    text = form.format(laps)
    assert (absolute_ms(text), gap_ms(text), any_gap_ms(text), laps_down(text)) == (None, None, None, laps)


@given(st.text())
def test_any_text_has_at_most_one_absolute_reading(text: str) -> None:
    assert sum(reading is not None for reading in (absolute_ms(text), gap_ms(text), laps_down(text))) <= 1
