"""Every chart there is: two files make one, and these tests prove it without a line for it."""

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree

from mirror.charts import CHARTS, Figure, asking, figure_of, png, svg
from mirror.charts.paint import INK
from mirror.places import SQL
from mirror.reading import Mirror, connect
from mirror.store import Store

_SVG = "{http://www.w3.org/2000/svg}"
_MARKS = ("mark-line", "mark-symbol", "mark-rect", "mark-area", "mark-rule")


def figure(path: Path, name: str, **given: str) -> Figure:
    connection = connect(path)
    try:
        return figure_of(CHARTS[name], asking(connection), given)
    finally:
        connection.close()


def drawn(figure: Figure) -> Element:
    picture: Element = ElementTree.fromstring(
        svg(figure.spec, figure.chart.title, figure.chart.query.description)
    )
    return picture


def marks(picture: Element) -> int:
    """Lines, points and bars that show data; those of axes and legends aside."""
    return sum(
        1
        for group in picture.iter(f"{_SVG}g")
        if (group.get("class") or "").startswith(_MARKS) and "role-mark" in (group.get("class") or "")
        for one in group.iter(f"{_SVG}path")
        if one.get("d")
    )


def words(picture: Element) -> list[str]:
    return [one.text for one in picture.iter(f"{_SVG}text") if one.text]


def titles(part: Any) -> set[str]:
    """The titles that a specification gives to its axes, legends and tooltips."""
    if isinstance(part, dict):
        found = {part["title"]} if isinstance(part.get("title"), str) else set()
        return found.union(*(titles(one) for one in part.values()))
    return set().union(*(titles(one) for one in part)) if isinstance(part, list) else set()


def test_there_are_charts_and_each_has_its_query() -> None:
    assert {path.name.removesuffix(".vl.json") for path in (SQL / "queries").glob("*.vl.json")} == set(CHARTS)
    wanted = {
        "lap_times",
        "race_trace",
        "position_chart",
        "tyre_stints",
        "points_by_round",
        "qualifying_gaps",
        "weather",
    }
    assert wanted <= set(CHARTS)


@pytest.mark.parametrize("name", CHARTS)
def test_it_draws_the_rows_it_is_given_and_names_its_axes(path: Path, name: str) -> None:
    made = figure(path, name)
    assert len(made.rows) > 3
    picture = drawn(made)
    names = {row.get("driver") or row.get("team") or row.get("session") for row in made.rows}
    assert marks(picture) >= min(len(names), 3)
    shown = words(picture)
    axes = {
        definition["title"]
        for encoding in _encodings(made.spec)
        for channel, definition in encoding.items()
        if channel in ("x", "y") and definition.get("title")
    }
    assert axes
    assert axes <= set(shown)


def _encodings(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [one for each in part for one in _encodings(each)]
    if not isinstance(part, dict):
        return []
    own = [part["encoding"]] if "encoding" in part else []
    return own + [
        one for key, each in part.items() if key not in ("encoding", "datasets") for one in _encodings(each)
    ]


@pytest.mark.parametrize("name", CHARTS)
def test_it_is_named_for_those_who_hear_it_and_asks_nothing_of_the_outside(path: Path, name: str) -> None:
    made = figure(path, name)
    text = svg(made.spec, made.chart.title, "What it <shows> & why")
    picture = ElementTree.fromstring(text)
    assert picture.get("role") == "img"
    assert [one.text for one in picture.findall(f"{_SVG}title")] == [made.chart.title]
    assert [one.text for one in picture.findall(f"{_SVG}desc")] == ["What it <shows> & why"]
    assert set(re.findall(r'(?:https?:)?//[^"\s<>]+', text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert f'"{INK}"' not in text
    assert "currentColor" in text
    assert "prefers-color-scheme:dark" in text


@pytest.mark.parametrize("name", CHARTS)
def test_it_is_an_altair_chart_that_can_be_changed(m: Mirror, name: str) -> None:
    chart = m.chart(name).properties(width=123)  # Altair refuses what is no Vega-Lite
    told = chart.to_dict()
    assert told["width"] == 123
    assert INK not in chart.to_json()
    assert told["datasets"]["rows"] == getattr(m.q, name)().dicts()


@pytest.mark.parametrize("name", CHARTS)
def test_it_draws_an_empty_frame_when_there_is_nothing(tmp_path: Path, name: str) -> None:
    Store(tmp_path / "f1.db").close()
    made = figure(tmp_path / "f1.db", name)
    assert made.rows == []
    assert marks(drawn(made)) == 0


@pytest.mark.parametrize("name", CHARTS)
def test_its_numbers_have_their_units(name: str) -> None:
    units = {"_ms": ("(s)", "(min:s)", "(ms)"), "_c": ("(°C)",)}
    for encoding in _encodings(dict(CHARTS[name].spec)):
        for channel in ("x", "y"):
            definition = encoding.get(channel, {})
            column, title = str(definition.get("field", "")), definition.get("title")
            for end, told in units.items():
                if column.endswith(end) and title:
                    assert title.endswith(told), (column, title)


def test_a_png_is_a_png(path: Path) -> None:
    assert png(figure(path, "tyre_stints").spec, scale=1).startswith(b"\x89PNG\r\n")


def test_two_drawings_of_the_same_rows_are_the_same(path: Path) -> None:
    made = figure(path, "race_trace")
    again = figure(path, "race_trace")
    assert made.spec == again.spec
    assert svg(made.spec, "a", "b") == svg(again.spec, "a", "b")
