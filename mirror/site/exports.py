"""The ready-made files of an export, listed and handed out: what its manifest names, and nothing else."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette import NotFound, Request, Response
from datasette.app import Datasette
from datasette.utils.asgi import asgi_send_file
from markupsafe import Markup

from mirror.errors import FileRefused
from mirror.site.served import served

_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".ndjson": "application/x-ndjson",
    ".parquet": "application/vnd.apache.parquet",
}
_TOGETHER = 1 << 18  # bytes sent at a time
_SEASON = "season="


@dataclass(frozen=True)
class Ready:
    """One ready-made file: its path in the folder, the season it is cut to (None: all), its rows and bytes."""

    table: str
    path: str
    season: str | None
    rows: int
    size: str

    @property
    def name(self) -> str:
        """What the file is called where it is saved."""
        return f"{self.table}{f'-{self.season}' if self.season else ''}{Path(self.path).suffix}"


@dataclass(frozen=True)
class Exports:
    """A folder that `f1-mirror export` has written; a later export in its place is seen at once."""

    folder: Path

    def told(self) -> dict[str, Any]:
        """Its manifest. Raises FileRefused when there is none."""
        try:
            told = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            told = None
        if not isinstance(told, dict) or told.get("format") != "f1-mirror export":
            raise FileRefused(
                f"{self.folder} holds no export; make one with 'f1-mirror export --to {self.folder}'."
            )
        return told

    def files(self, table: str | None = None) -> list[Ready]:
        """The files with rows, of all tables or of one, in the order of the manifest."""
        tables = self.told()["tables"]
        return [
            Ready(name, one["path"], _season(one["path"]), one["rows"], _size(one["bytes"]))
            for name in (tables if table is None else (table,))
            for one in tables.get(name, {}).get("files", ())
            if one["rows"]
        ]

    def found(self, path: str) -> Ready:
        """The file at that path of the manifest, which must lie in the folder itself. Raises NotFound."""
        for one in self.files():
            inside = (self.folder / one.path).resolve()
            if one.path == path and inside.is_relative_to(self.folder.resolve()) and inside.is_file():
                return one
        raise NotFound("The export has no such file; /-/exports lists what it has.")


def _season(path: str) -> str | None:
    part = next((part for part in Path(path).parts if part.startswith(_SEASON)), "")
    year = part.removeprefix(_SEASON)
    return year if year.isdigit() else None


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.1f} kB"


class _Download:
    """A file as Datasette sends it, in larger pieces than its own."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name

    async def asgi_send(self, send: Callable[..., Any]) -> None:
        """Sends the file."""
        kind = _TYPES.get(self._path.suffix, "application/octet-stream")
        await asgi_send_file(send, self._path, filename=self._name, content_type=kind, chunk_size=_TOGETHER)


def _exports(datasette: Datasette) -> Exports:
    mirror = served(datasette)
    if mirror is None or mirror.exports is None:
        raise NotFound(
            "No export is served: make one with 'f1-mirror export', and name its folder with --exports."
        )
    return Exports(mirror.exports)


def links(exports: Exports, table: str, to: Callable[[str], str]) -> Markup | None:
    """The files of a table as links, None where there are none (any more)."""
    try:
        found = exports.files(table)
    except FileRefused:
        return None
    one = Markup('<a href="{}" download>{} ({:,} rows, {})</a>')
    told = [
        one.format(to(f"/-/exports/{file.path}"), file.season or "all", file.rows, file.size)
        for file in found
    ]
    return Markup("<p>Ready-made files: {}</p>").format(Markup(", ").join(told)) if told else None


async def listed(request: Request, datasette: Datasette) -> Response:
    """Every file of the export by table. Raises NotFound when none is served."""
    exports = _exports(datasette)
    told = exports.told()
    by_table: dict[str, list[dict[str, Any]]] = {}
    for one in exports.files():
        href = datasette.urls.path(f"/-/exports/{one.path}")
        by_table.setdefault(one.table, []).append(
            {"label": one.season or "all", "href": href, "rows": one.rows, "size": one.size}
        )
    page = {"trail": [], "form": told["form"], "created_at": told["created_at"], "tables": by_table,
            "manifest": datasette.urls.path("/-/exports/manifest.json"),
            "charts_js": datasette.urls.path("/-/charts/charts.js"),
            "vega_js": datasette.urls.path("/-/charts/vega.js")}  # fmt: skip
    return Response.html(await datasette.render_template("exports.html", page, request=request))


async def manifest(datasette: Datasette) -> Response:
    """What is in which file, with sizes and hashes."""
    return Response.json(_exports(datasette).told())


async def download(request: Request, datasette: Datasette) -> Any:
    """One file. Raises NotFound for every path that the manifest does not name."""
    exports = _exports(datasette)
    one = exports.found(unquote(request.url_vars["path"]))
    return _Download(exports.folder / one.path, one.name)


ROUTES = [
    (r"^/-/exports$", listed),
    (r"^/-/exports/manifest\.json$", manifest),
    (r"^/-/exports/(?P<path>.+)$", download),
]
