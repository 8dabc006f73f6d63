"""The addresses of the charts in a real Datasette."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from mirror.charts import CHARTS
from mirror.serve import datasette


@pytest.fixture(scope="session")
def get(path: Path) -> Any:
    """Asks one Datasette on the mirror, outside any event loop."""
    served = datasette(path)

    def asked(address: str) -> Any:
        return asyncio.run(_asked(served, address))

    return asked


async def _asked(served: Any, address: str) -> Any:
    await served.invoke_startup()
    return await served.client.get(address)


def test_the_list_names_every_chart_with_its_svg_and_its_parameters(get: Any) -> None:
    told = get("/-/charts.json").json()
    assert [one["name"] for one in told] == list(CHARTS)
    for one in told:
        assert one["parameters"] == [each.name for each in CHARTS[one["name"]].query.parameters]
        assert one["svg"] == f"/-/charts/{one['name']}.svg"
        assert get(one["svg"]).status_code == 200
    page = get("/-/charts").text
    assert all(f'href="/-/charts/{name}.svg"' in page for name in CHARTS)


@pytest.mark.parametrize(
    ("end", "kind", "begins"),
    [
        ("svg", "image/svg+xml; charset=utf-8", b"<svg "),
        ("png", "image/png", b"\x89PNG"),
        ("json", "application/json; charset=utf-8", b'{"$schema":'),
    ],
)
def test_a_chart_is_a_picture_and_a_specification(get: Any, end: str, kind: str, begins: bytes) -> None:
    answer = get(f"/-/charts/tyre_stints.{end}?session=race")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.content.startswith(begins)
    assert get(f"/-/charts/tyre_stints.{end}?session=race").content == answer.content


def test_the_picture_is_that_of_the_session_asked_for(get: Any) -> None:
    sessions = {
        one["session_id"] for one in get("/f1/sessions.json?_shape=array&type=race&season=2025").json()
    }
    assert len(sessions) == 2
    pictures = {get(f"/-/charts/lap_times.json?session={one}").content for one in sessions}
    assert len(pictures) == 2


def test_an_unknown_chart_is_not_found_and_the_nearest_named(get: Any) -> None:
    answer = get("/-/charts/race_trac.svg")
    assert answer.status_code == 404
    assert "race_trace" in answer.text


def test_a_value_of_the_wrong_type_gets_one_sentence(get: Any) -> None:
    answer = get("/-/charts/race_trace.svg?season=abc")
    assert answer.status_code == 400
    assert answer.text == "race_trace: season is a whole number, which 'abc' is not.\n"


def test_the_scripts_come_from_the_package(get: Any) -> None:
    vega = get("/-/charts/vega.js")
    assert vega.headers["content-type"].startswith("text/javascript")
    assert "expressionInterpreter" in vega.text
    for name, kind in (("charts.js", "text/javascript"), ("charts.css", "text/css")):
        answer = get(f"/-/charts/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
    assert get("/-/charts/../routes.py").status_code == 404
    assert get("/-/charts/routes.py").status_code == 404
