"""How one value is shown."""

from typing import Any

import pytest

from mirror.site.cells import at_the_track, cell, clock, gap


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [(0, "0.000"), (999, "0.999"), (32478, "32.478"), (60000, "1:00.000"), (92478, "1:32.478"), (5504742, "1:31:44.742"),
     (-92478, "-1:32.478")],
)  # fmt: skip
def test_a_duration_as_it_is_timed(milliseconds: int, shown: str) -> None:
    assert clock(milliseconds) == shown


@pytest.mark.parametrize(("milliseconds", "shown"), [(0, "+0.000"), (4464, "+4.464"), (-120, "-0.120")])
def test_a_gap_has_its_sign(milliseconds: int, shown: str) -> None:
    assert gap(milliseconds) == shown


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("lap_time_ms", 92478, '<span class="f1-number" title="92478 ms">1:32.478</span>'),
        ("q3_ms", 82595, '<span class="f1-number" title="82595 ms">1:22.595</span>'),
        ("gap_to_leader_ms", 4464, '<span class="f1-number" title="4464 ms">+4.464</span>'),
        ("lap_time_ms", None, None),
        ("lap_number", 3, None),
        ("lap_time", "1:32.478", None),
        ("color", "FF8700", '<span class="f1-swatch" style="background:#FF8700"></span> FF8700'),
        ("color", "red;}", None),
        ("compound", "SOFT", '<span class="f1-dot" style="background:#da291c"></span> SOFT'),
        ("compound", "<b>", None),
        ("flag", "YELLOW", '<span class="f1-flag" style="background:#e6b800"></span> YELLOW'),
        ("message", "SAFETY CAR", None),
    ],
)
def test_a_cell(column: str, value: Any, shown: str | None) -> None:
    assert cell(column, value, {}) == shown


@pytest.mark.parametrize(
    ("instant", "zone", "shown"),
    [
        ("2024-12-08T13:00:00.000Z", "Asia/Dubai", "2024-12-08 17:00 +04"),
        ("2024-07-07T14:00:00Z", "Europe/London", "2024-07-07 15:00 BST"),
        ("2024-12-08", "Asia/Dubai", None),
        ("2024-12-08T13:00:00.000Z", "Nowhere/Else", None),
        ("2024-12-08T13:00:00.000Z", "../../etc/passwd", None),
        ("2024-12-08T13:00:00.000Z", None, None),
        (None, "Asia/Dubai", None),
    ],
)
def test_the_clock_at_the_track(instant: str | None, zone: str | None, shown: str | None) -> None:
    assert at_the_track(instant, zone) == shown
