"""The addresses of the charts in Datasette: pictures, specifications, and the script that makes figures react."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from datasette import NotFound, Request, Response
from datasette.app import Datasette

from mirror.charts import drawing
from mirror.charts.cache import Drawn
from mirror.charts.catalogue import CHARTS, Chart, chart_called
from mirror.charts.figure import Figure, asking, figure_of
from mirror.errors import UsageError

_STATIC = Path(__file__).parent / "static"
_NAME = r"(?P<name>[a-z0-9_]+)"
# Data may change with the next commit: a browser asks again, and hears 304 when nothing has.
_ASK_AGAIN = {"cache-control": "no-cache"}
_FOR_A_DAY = {"cache-control": "max-age=86400"}
_KINDS = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "json": "application/json; charset=utf-8",
}

_drawn: WeakKeyDictionary[Any, Drawn] = WeakKeyDictionary()


def parameters(chart: Chart, request: Request) -> dict[str, str]:
    """What the address fills in; what it leaves empty is left out."""
    return {
        one.name: request.args.get(one.name) or ""
        for one in chart.query.parameters
        if request.args.get(one.name)
    }


def address(datasette: Datasette, name: str, given: dict[str, str], kind: str = "") -> str:
    """Where a chart is: its page, or with `kind` its `svg`, `png` or `json`."""
    end = f".{kind}" if kind else ""
    asked = f"?{urlencode(given)}" if given else ""
    return str(datasette.urls.path(f"/-/charts/{name}{end}{asked}"))


def _found(name: str) -> Chart:
    try:
        return chart_called(name)
    except UsageError as trouble:
        raise NotFound(str(trouble)) from None


async def figure(datasette: Datasette, chart: Chart, given: dict[str, str]) -> Figure:
    """The chart with its rows, asked in one of Datasette's own threads."""
    database = datasette.get_database("f1")
    made: Figure = await database.execute_fn(lambda connection: figure_of(chart, asking(connection), given))
    return made


async def drawn(datasette: Datasette, chart: Chart, given: dict[str, str], kind: str) -> bytes:
    """The picture or the specification of a chart, from the cache while the data stay the same."""
    database = datasette.get_database("f1")
    kept = _drawn.get(database)
    if kept is None:
        kept = _drawn[database] = Drawn(Path(database.path))
    key = (chart.name, kind, tuple(sorted(given.items())))
    found, state = kept.get(key)
    if found is None:
        made = await figure(datasette, chart, given)
        found = await asyncio.to_thread(_draw, made, kind)
        kept.keep(key, state, found)
    return found


def _draw(made: Figure, kind: str) -> bytes:
    if kind == "svg":
        return drawing.svg(made.spec, made.chart.title, made.chart.query.description).encode()
    if kind == "png":
        return drawing.png(made.spec)
    return json.dumps(made.spec, ensure_ascii=False, separators=(",", ":")).encode()


async def picture(request: Request, datasette: Datasette) -> Response:
    """A chart as SVG, as PNG, or as its whole specification. Raises NotFound, which names the nearest chart."""
    kind = request.url_vars["kind"]
    chart = _found(request.url_vars["name"])
    try:
        body = await drawn(datasette, chart, parameters(chart, request), kind)
    except UsageError as trouble:
        return Response.text(f"{trouble}\n", status=400)
    return Response(body, headers=dict(_ASK_AGAIN), content_type=_KINDS[kind])


@cache
def _script() -> str:
    # In a process of its own: making it takes seconds in which no other thread of this one would run.
    words = f"import sys; from {drawing.__name__} import javascript; sys.stdout.buffer.write(javascript().encode())"
    made = subprocess.run([sys.executable, "-c", words], stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own words
    return made.stdout.decode()


async def vega() -> Response:
    """Vega, Vega-Lite and Embed, out of the installed package."""
    script = await asyncio.to_thread(_script)
    return Response(script, headers=dict(_FOR_A_DAY), content_type="text/javascript; charset=utf-8")


async def static(request: Request) -> Response:
    """The script and the style of the figures."""
    name = request.url_vars["file"]
    kind = "text/javascript" if name.endswith(".js") else "text/css"
    text = (_STATIC / name).read_text(encoding="utf-8")
    return Response(text, headers=dict(_ASK_AGAIN), content_type=f"{kind}; charset=utf-8")


async def listed(request: Request, datasette: Datasette) -> Response:
    """Every chart with its title, its parameters and its SVG; `/-/charts.json` says the same to programs."""
    told = [
        {
            "name": chart.name,
            "title": chart.title,
            "description": chart.query.description,
            "parameters": [one.name for one in chart.query.parameters],
            "page": address(datasette, chart.name, {}),
            "svg": address(datasette, chart.name, {}, "svg"),
            "json": address(datasette, chart.name, {}, "json"),
        }
        for chart in CHARTS.values()
    ]
    if request.url_vars.get("json"):
        return Response.json(told, headers=dict(_ASK_AGAIN))
    return Response.html(await datasette.render_template("charts.html", {"charts": told}, request=request))


async def warm() -> None:
    """Draws a small chart and makes the script, so that the first visitor does not wait for either."""
    await asyncio.to_thread(drawing.svg, {"data": {"values": [{"a": 1}]}, "mark": "point"}, "", "")
    await asyncio.to_thread(_script)


View = Callable[..., Awaitable[Response]]  # Datasette hands each the arguments that it names

ROUTES: list[tuple[str, View]] = [
    (r"^/-/charts(?P<json>\.json)?$", listed),
    (r"^/-/charts/vega\.js$", vega),
    (r"^/-/charts/(?P<file>charts\.js|charts\.css)$", static),
    (rf"^/-/charts/{_NAME}\.(?P<kind>svg|png|json)$", picture),
]
