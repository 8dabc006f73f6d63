"""Every chart in a real browser: the picture at once, the interactive one in its place, and both show the same."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains

from mirror.charts import CHARTS
from tests.browser.browser import NARROW, Browser

Rows = list[dict[str, Any]]


def _lines(rows: Rows) -> dict[str, int]:
    return {"mark-line": len({row["driver"] for row in rows})}


# How many marks of a kind the rows make; a chart that is not here must have some.
MARKS: dict[str, Callable[[Rows], dict[str, int]]] = {
    "lap_times": _lines,
    "race_trace": _lines,
    "position_chart": _lines,
    "points_by_round": lambda rows: {**_lines(rows), "mark-symbol": len(rows)},
    "tyre_stints": lambda rows: {"mark-rect": len(rows)},
    "pit_stop_league": lambda rows: {"mark-rect": len(rows)},
    "pit_loss": lambda rows: {"mark-symbol": sum(row["duration_ms"] is not None for row in rows)},
    "qualifying_gaps": lambda rows: {
        "mark-symbol": sum(row[f"q{part}_gap_ms"] is not None for row in rows for part in (1, 2, 3))
    },
    "weather": lambda rows: {"mark-symbol": 2 * len(rows)},
}


def address(name: str, kind: str = "") -> str:
    parameters = {one.name for one in CHARTS[name].query.parameters}
    session = "2025-qatar-qualifying" if name == "qualifying_gaps" else "2025-qatar-race"
    return f"/-/charts/{name}{kind}" + (f"?session={session}" if "session" in parameters else "")


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_drawn_and_reacts(browser: Browser, name: str) -> None:
    browser.open(address(name, ".svg"))
    picture, words = browser.drawn(browser.find("svg"))
    browser.open(address(name))
    [figure] = browser.figures()
    marks, shown = browser.drawn(figure)
    spec = browser.run(
        "const done = await fetch(arguments[0]); return await done.json()", figure.get_attribute("data-spec")
    )
    rows = spec["datasets"]["rows"]
    assert len(rows) > 0
    expected = MARKS[name](rows) if name in MARKS else {}
    assert {kind: marks[kind] for kind in expected} == expected
    assert marks
    assert marks == picture
    assert {word for word in words if any(map(str.isalpha, word))} <= shown  # numbers depend on the width
    assert figure.get_attribute("data-drawn") == "yes"


def test_without_scripts_the_picture_stays(browser: Browser) -> None:
    browser.scripts(run=False)
    browser.open("/session/2025-qatar-race")
    pictures = browser.all("figure.chart img")
    assert len(pictures) >= 5
    for picture in pictures:
        browser.until(lambda picture=picture: picture.get_property("naturalWidth"), "a picture")
        assert picture.is_displayed()
        assert picture.get_attribute("alt")
    assert browser.all(".chart-place") == []
    assert browser.find("h1").text == "Qatar Airways Qatar Grand Prix 2025: Race"


@pytest.mark.parametrize("name", ["race_trace", "position_chart"])
def test_on_a_telephone_the_legend_is_below_and_leaves_room(browser: Browser, name: str) -> None:
    browser.screen(NARROW)
    browser.open(address(name))
    [figure] = browser.figures()
    plot, legend = (
        browser.run("return arguments[0].querySelector(arguments[1]).getBoundingClientRect()", figure, part)
        for part in (".role-frame.root .background", ".role-legend")
    )
    assert plot["width"] > NARROW[0] / 3
    assert plot["height"] > NARROW[1] / 3
    assert legend["top"] >= plot["bottom"]


def test_a_driver_of_the_legend_is_told_from_the_others(browser: Browser) -> None:
    browser.open(address("race_trace"))
    [figure] = browser.figures()
    assert _faint(browser) == 0
    legend = figure.find_elements("css selector", ".role-legend-label text")
    ActionChains(browser.driver).move_to_element(legend[0]).click().perform()
    browser.until(lambda: _faint(browser) == len(legend) - 1, "all drivers but one to fade")


def _faint(browser: Browser) -> int:
    lines = browser.all("figure .mark-line.role-mark path")
    return Counter(float(line.get_attribute("opacity") or 1) < 0.5 for line in lines)[True]


def test_a_mark_says_what_it_is(browser: Browser) -> None:
    browser.open(address("tyre_stints"))
    [figure] = browser.figures()
    first = figure.find_element("css selector", ".mark-rect.role-mark path")
    ActionChains(browser.driver).move_to_element(first).perform()
    browser.until(lambda: browser.all("#vg-tooltip-element.visible td.key"), "a tooltip")
    assert [one.text for one in browser.all("#vg-tooltip-element td.key")] == [
        "Driver", "Stint", "Compound", "From lap", "To lap", "Laps on the set before",
    ]  # fmt: skip
