"""Moments: one spelling for each, so that text order is time order."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirror.instants import canonical, later, stamp, unix

FIRST, LAST = datetime.fromisoformat("1950-01-02"), datetime.fromisoformat("2100-12-30")
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(FIRST, LAST, timezones=ZONES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-12-08T13:00:00.000Z", "2024-12-08T13:00:00.000Z"),
        ("2025-03-14T01:30:00+00:00", "2025-03-14T01:30:00Z"),
        ("2025-03-14T01:30:00+11:00", "2025-03-13T14:30:00Z"),
        ("2025-03-14T01:30:00.125+11:00", "2025-03-13T14:30:00.125Z"),
        ("2025-03-14 01:30:00Z", "2025-03-14T01:30:00Z"),
        ("2026-03-06T00:00", "2026-03-06T00:00"),  # nobody said in which zone
        ("2025-03-14", None),
        ("2025-02-30T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_spellings(text: str, expected: str | None) -> None:
    assert canonical(text) == expected


@given(MOMENTS)
def test_a_moment_keeps_its_time_and_ends_in_z(moment: datetime) -> None:
    text = canonical(moment.isoformat())
    assert text is not None
    assert text.endswith("Z")
    assert datetime.fromisoformat(text) == moment
    assert canonical(text) == text


@given(MOMENTS, MOMENTS)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    texts = [canonical(moment.replace(microsecond=0).isoformat()) or "" for moment in (one, other)]
    assert (texts[0] < texts[1]) == (one.replace(microsecond=0) < other.replace(microsecond=0))


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    found = canonical(text)
    assert found is None or isinstance(datetime.fromisoformat(found), datetime)


@given(st.integers(0, 4_000_000_000_000))
def test_stamp_and_unix_are_each_other_s_way_back(milliseconds: int) -> None:
    text = stamp(milliseconds / 1000)
    assert abs(unix(text) * 1000 - milliseconds) <= 1
    assert canonical(text) == text


def test_later_adds_and_a_moment_without_a_zone_is_utc() -> None:
    assert later("2024-12-08T13:00:00.000Z", days=1, hours=2) == "2024-12-09T15:00:00.000Z"
    assert unix("2026-03-06T00:00") == datetime(2026, 3, 6, tzinfo=UTC).timestamp()
