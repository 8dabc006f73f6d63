"""The addresses of the pages: each asks `Holdings` in a thread, and fills a template."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

from datasette import NotFound, Request, Response
from datasette.app import Datasette
from datasette.utils import tilde_decode
from datasette.views.base import DatasetteError
from datasette.views.table import table_view
from markupsafe import Markup, escape

from mirror.charts import CHARTS
from mirror.charts import routes as charts
from mirror.errors import UsageError
from mirror.queries import QUERIES, bind
from mirror.site.cells import cell
from mirror.site.figures import shown
from mirror.site.front import front as front_page
from mirror.site.holdings import Holdings, NotHere, Page
from mirror.site.names import NARROWED, is_narrow, query_called
from mirror.site.pickers import Ask, pickers
from mirror.site.served import NAME, Served, at_most, served, was_cut
from mirror.site.why import why

_STYLE = Path(__file__).parent / "site.css"
_ROWS_SHOWN = 200  # on the page of a query or a chart; as JSON and CSV there are all
_ASK_AGAIN = {"cache-control": "no-cache"}


def _served(datasette: Datasette) -> Served:
    mirror = served(datasette)
    assert mirror is not None  # noqa: S101 - the routes are there only when a mirror is served
    return mirror


def _holdings(datasette: Datasette) -> Holdings:
    mirror = _served(datasette)
    return Holdings(mirror.mirror, lambda path: str(datasette.urls.path(path)), mirror.settings)


async def _page(
    request: Request, datasette: Datasette, template: str, ask: Callable[[Holdings], Page]
) -> Response:
    try:
        told = await asyncio.to_thread(ask, _holdings(datasette))
    except NotHere as trouble:
        raise NotFound(str(trouble)) from None
    script = {"trail": [], **told, "charts_js": datasette.urls.path("/-/charts/charts.js"),
              "vega_js": datasette.urls.path("/-/charts/vega.js")}  # fmt: skip
    return Response.html(
        await datasette.render_template(template, script, request=request), headers=dict(_ASK_AGAIN)
    )


async def front(request: Request, datasette: Datasette) -> Response:
    """What the mirror holds."""
    return await _page(
        request, datasette, "front.html", lambda holdings: _front(_served(datasette), holdings)
    )


def _front(mirror: Served, holdings: Holdings) -> Page:
    now = mirror.clock()
    return mirror.remembered(("front", int(now // 60)), lambda: front_page(holdings, now))


async def warm(datasette: Datasette) -> None:
    """Makes what the first visitor would wait for."""
    await asyncio.to_thread(_front, _served(datasette), _holdings(datasette))
    await charts.warm()


def _named(request: Request, part: str = "name") -> str:
    """The part of the address as it was written: Datasette leads from `%20` to `~20`."""
    return str(tilde_decode(unquote(request.url_vars[part])))


async def season(request: Request, datasette: Datasette) -> Response:
    """One season. Raises NotFound."""
    year = _named(request, "year")
    return await _page(request, datasette, "season.html", lambda holdings: holdings.season(year))


async def event(request: Request, datasette: Datasette) -> Response:
    """One event. Raises NotFound."""
    name = _named(request)
    return await _page(request, datasette, "event.html", lambda holdings: holdings.event(name))


async def session(request: Request, datasette: Datasette) -> Response:
    """One session. Raises NotFound."""
    name = _named(request)
    return await _page(request, datasette, "session.html", lambda holdings: holdings.session(name))


async def driver(request: Request, datasette: Datasette) -> Response:
    """One driver. Raises NotFound."""
    name = _named(request)
    return await _page(request, datasette, "driver.html", lambda holdings: holdings.driver(name))


async def chart(request: Request, datasette: Datasette) -> Response:
    """One chart with its pickers and its rows. Raises NotFound."""
    name = request.url_vars["name"]
    if name not in CHARTS:
        raise NotFound(f"There is no chart {name[:60]!r}; /-/charts lists them.")
    wanted = CHARTS[name]
    given = charts.parameters(wanted, request)

    def ask(holdings: Holdings) -> Page:
        answer = getattr(holdings.mirror.q, name)(**given)
        rows = answer.dicts()
        columns = list(rows[0]) if rows else []
        figure = shown(wanted, given, holdings.to)
        return {
            "trail": [("Charts", holdings.to("/-/charts"))],
            "chart": figure | {"description": wanted.query.description},
            "about": _about(rows, given),
            "action": holdings.to(f"/-/charts/{name}"),
            "pickers": _form(pickers(_options(_served(datasette)), wanted.query, given)),
            "rows": rows[:_ROWS_SHOWN],
            "columns": [
                (column, column.replace("_", " ")) for column in columns if not column.endswith("_id")
            ],
            "more": len(rows) if len(rows) > _ROWS_SHOWN else 0,
            "why": answer.why if not rows else "",
        }

    try:
        return await _page(request, datasette, "chart.html", ask)
    except UsageError as trouble:
        return Response.text(f"{trouble}\n", status=400)


def _options(mirror: Served) -> Ask:
    """What can be chosen, looked up once while the file stays the same."""

    def ask(sql: str, values: Mapping[str, object]) -> list[tuple[str, str]]:
        return mirror.remembered(
            (sql, *values.values()),
            lambda: [(str(value), str(words)) for value, words in mirror.mirror.sql(sql, values).tuples()],
        )

    return ask


def _about(rows: list[dict[str, Any]], given: dict[str, str]) -> str:
    if rows and rows[0].get("session_id"):
        return str(rows[0]["session_id"])
    return str(rows[0].get("season") or "") if rows else given.get("season", "")


def _form(found: list[Any]) -> Markup:
    return Markup("").join(Markup(f"<p>{one.markup(number)}</p>") for number, one in enumerate(found, 1))  # noqa: S704


async def narrowed(request: Request, datasette: Datasette) -> Response:
    """A view that is asked in part: the latest, unless the address names an event, a session or a season."""
    mirror = _served(datasette)
    view = request.url_vars["table"]
    if is_narrow(list(request.args)):
        return await table_view(datasette, request)
    latest = await asyncio.to_thread(mirror.remembered, "latest", _holdings(datasette).latest)
    wanted = NARROWED[view]
    chosen = {wanted: "" if latest is None else str(latest[wanted])}
    return Response.redirect(
        f"{request.path}?{'&'.join(filter(None, (request.query_string, urlencode(chosen))))}"
    )


async def query(request: Request, datasette: Datasette) -> Response:
    """The page of a query, with the first rows of its answer: as JSON and CSV there are all.

    Raises DatasetteError for a value that the parameter cannot have: SQL would take it for a number all the same.
    """
    own = query_called(request.url_vars["table"])
    if own is None:
        return await table_view(datasette, request)
    try:
        bind(QUERIES[own], {one.name: request.args.get(one.name) for one in QUERIES[own].parameters})
    except UsageError as trouble:
        raise DatasetteError(str(trouble), status=400) from None
    if request.url_vars.get("format"):
        return await table_view(datasette, request)
    with at_most(_ROWS_SHOWN):
        return await table_view(datasette, request)


async def style() -> Response:
    """The style of the pages."""
    return Response(
        _STYLE.read_text(encoding="utf-8"), headers=dict(_ASK_AGAIN), content_type="text/css; charset=utf-8"
    )


async def robots() -> Response:
    """No robot has anything to do here: the data are the providers'."""
    return Response.text("User-agent: *\nDisallow: /\n")


def template_variables(mirror: Served, request: Request | None) -> dict[str, Any]:
    """What templates use: how a value is shown, and the pickers of the query whose page it is."""

    def show(column: str, value: Any, row: Any) -> Any:
        if value is None:
            return Markup('<span class="f1-null" title="not known">&ndash;</span>')
        made = cell(column, value, row)
        return escape(value) if made is None else Markup(made)  # noqa: S704 - cell() escapes

    async def parameter_pickers(name: str) -> Markup | None:
        own = query_called(name)
        if request is None or own is None:
            return None
        query = QUERIES[own]
        given = {one.name: request.args.get(one.name) or "" for one in query.parameters}
        return _form(await asyncio.to_thread(pickers, _options(mirror), query, given))

    async def why_empty(name: str) -> str | None:
        given = {} if request is None else {key: request.args[key] for key in request.args}
        return await asyncio.to_thread(why, mirror.mirror, name, given)

    return {
        "f1_cell": show,
        "f1_cut": was_cut,
        "f1_exports": mirror.exports is not None,
        "f1_pickers": parameter_pickers,
        "f1_why": why_empty,
    }


ROUTES = [
    (r"^/$", front),
    (r"^/season/(?P<year>[^/]+)$", season),
    (r"^/event/(?P<name>[^/]+)$", event),
    (r"^/session/(?P<name>[^/]+)$", session),
    (r"^/driver/(?P<name>[^/]+)$", driver),
    (r"^/-/charts/(?P<name>[a-z0-9_]+)$", chart),
    (rf"^/(?P<database>{NAME})/(?P<table>{'|'.join(NARROWED)})(\.(?P<format>\w+))?$", narrowed),
    (rf"^/(?P<database>{NAME})/(?P<table>[a-z_]+)(\.(?P<format>\w+))?$", query),
    (r"^/-/f1/site\.css$", style),
    (r"^/robots\.txt$", robots),
]
