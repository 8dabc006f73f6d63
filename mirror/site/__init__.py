"""The site: the Datasette plugin that shows a mirror. In a Datasette that serves none under the name `f1` it does nothing.

    request ─► pages ─► Holdings (Mirror, in a thread) ─► template
                └─► charts.routes ─► query ─► painted ─► picture

What is decided stands in the other modules; here are only Datasette's hooks, in the package itself, because that is
where Datasette looks for the templates of a plugin.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

# Datasette prints a traceback with all locals for every 404 when it finds rich, which takes up to two seconds.
from datasette import handle_exception as handling
from datasette import hookimpl
from markupsafe import Markup

from mirror import views
from mirror.queries import QUERIES
from mirror.site.cells import cell
from mirror.site.guards import App, guard, only_reads
from mirror.site.names import published
from mirror.site.served import NAME, Served, served
from mirror.site.trouble import troubled

if TYPE_CHECKING:  # Datasette loads its plugins while it is being loaded itself
    from datasette import Request
    from datasette.app import Datasette
    from jinja2 import Environment

handling.rich = None


@hookimpl
def startup(datasette: "Datasette") -> Callable[[], Awaitable[None]] | None:
    """Makes the named queries known, and where it is wanted, makes what the first visitor would wait for."""
    mirror: Served | None = served(datasette)
    if mirror is None:
        return None

    async def begin() -> None:
        for query in QUERIES.values():
            await datasette.add_query(
                NAME, published(query.name), query.sql, title=query.title, description=query.description,
                hide_sql=True, is_trusted=True, parameters=[one.name for one in query.parameters],
            )  # fmt: skip
        if mirror.warm_up:
            from mirror.site.pages import warm  # noqa: PLC0415 - see above

            _kept.add(asyncio.create_task(warm(datasette)))

    return begin


LINKED = {
    "driver_id": "driver",
    "event_id": "event",
    "session_id": "session",
}  # columns of canonical ids, and their pages

_kept: set[asyncio.Task[None]] = set()  # a task that nobody holds may be collected before it ends


@hookimpl
def register_routes(datasette: "Datasette") -> Sequence[tuple[str, Any]]:
    """The pages and the charts."""
    if served(datasette) is None:
        return []
    from mirror.charts import routes as charts  # noqa: PLC0415 - see above
    from mirror.site import exports, pages  # noqa: PLC0415 - see above

    return [*charts.ROUTES, *exports.ROUTES, *pages.ROUTES]


@hookimpl
def asgi_wrapper(datasette: "Datasette") -> Callable[[App], App]:
    """Refuses every method that might change something, and says what pages may load."""
    return only_reads if served(datasette) is not None else lambda app: app


@hookimpl
def handle_exception(datasette: "Datasette", request: "Request", exception: Exception) -> Any:
    """One sentence for what takes too long, for the bookkeeping, for addresses that cannot be; the rest is Datasette's."""
    if served(datasette) is None:
        return None
    from datasette.views.base import DatasetteError  # noqa: PLC0415 - see above

    trouble = troubled(exception, list(request.args))
    if trouble is None:
        return None
    sentence, title, status = trouble
    told = DatasetteError(sentence, title=title, status=status)
    return handling.handle_exception(datasette, request, told)


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: "Datasette") -> None:
    """Guards the connections to the mirror; Datasette's own are left alone."""
    if database == NAME and served(datasette) is not None:
        guard(conn)


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: "Datasette"
) -> Markup | None:
    """Links canonical ids to their pages, and shows durations as a clock, colours, compounds and flags as they look."""
    if database != NAME or served(datasette) is None:
        return None
    kind = LINKED.get(column)
    if (
        kind is not None
        and isinstance(value, str)
        and (table is None or "_" not in table or table in views.views())
    ):
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/{kind}/{value}"), value)
    shown = cell(column, value, dict(row) if row is not None else {})
    return None if shown is None else Markup(shown)  # noqa: S704 - made by cell(), which escapes what is the mirror's


@hookimpl
def prepare_jinja2_environment(env: "Environment", datasette: "Datasette") -> None:
    """Lets the page of an error know whose it is: Datasette tells that template next to nothing."""
    env.globals["f1_is_served"] = lambda: served(datasette) is not None


@hookimpl
def extra_css_urls(datasette: "Datasette") -> list[str]:
    """The style of the pages and the figures."""
    if served(datasette) is None:
        return []
    return [datasette.urls.path("/-/f1/site.css"), datasette.urls.path("/-/charts/charts.css")]


@hookimpl
def extra_template_vars(datasette: "Datasette", request: "Request | None") -> dict[str, Any]:
    """What every template may use: the picker of a parameter, and the way a value is shown."""
    mirror: Served | None = served(datasette)
    if mirror is None:
        return {}
    from mirror.site.pages import template_variables  # noqa: PLC0415 - see above

    return template_variables(mirror, request)


@hookimpl
def menu_links(datasette: "Datasette") -> list[dict[str, str]]:
    """The pages in the menu."""
    mirror: Served | None = served(datasette)
    if mirror is None:
        return []
    ready = [{"href": datasette.urls.path("/-/exports"), "label": "Files to download"}]
    return [
        {"href": datasette.urls.path("/"), "label": "Front page"},
        {"href": datasette.urls.path("/-/charts"), "label": "Charts"},
        {"href": datasette.urls.path(f"/{NAME}/-/queries"), "label": "Queries"},
        {"href": datasette.urls.path(f"/{NAME}"), "label": "Tables and views"},
        *(ready if mirror.exports is not None else []),
    ]


@hookimpl
def top_table(datasette: "Datasette", database: str, table: str) -> Markup | None:
    """The ready-made files of a table, above its rows."""
    mirror: Served | None = served(datasette)
    if mirror is None or mirror.exports is None or database != NAME:
        return None
    from mirror.site.exports import Exports, links  # noqa: PLC0415 - see above

    return links(Exports(mirror.exports), table, datasette.urls.path)
