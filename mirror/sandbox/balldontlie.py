"""BALLDONTLIE: a request in, a documented answer out."""

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from random import Random
from typing import Any

from mirror.sandbox.balldontlie_filters import ENDPOINTS, BadRequest, listed, matches, whole
from mirror.sandbox.balldontlie_lists import Lists
from mirror.sandbox.balldontlie_objects import Objects, Row, dumps, lap_text, render
from mirror.sandbox.balldontlie_rows import SESSION_TABLES, Sheets
from mirror.sandbox.limits import Limit, Verdict
from mirror.sandbox.messages import Reply, Request, Visitor, as_json
from mirror.sandbox.switches import TIERS, Switches
from mirror.sandbox.world import World

ROOT = "/f1/v1/"
PER_MINUTE = {"free": 5, "all-star": 60, "goat": 600}
_ACCOUNT_WORDS = {"free": "free", "all-star": "paid", "goat": "paid_plus"}

# Rows kept in sorted lists of recent filters, so that a walk sorts once.
_KEPT_ROWS = 400_000

_ID = re.compile(rb'"id":(\d+)')

# Which field of a table changes under `mutation=change`, and into what.
_AMENDMENTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "lap_times": lambda row: {
        "lap_time": lap_text(row["lap_time_ms"] + 111),
        "lap_time_ms": row["lap_time_ms"] + 111,
    },
    "session_results": lambda row: {"retired": not row["retired"]},
    "session_timing_stats": lambda row: {"speed_trap": 400},
    "qualifying_results": lambda row: {"q1_lap": 3},
    "pit_stops": lambda row: {"total_time_seconds": 99.5},
    "tire_stints": lambda row: {"compound": "WET"},
    "session_weather": lambda row: {"humidity": 99},
    "race_control_messages": lambda row: {"message": row["message"] + " (CORRECTED)"},
    "track_status": lambda row: {"status": "Unknown"},
    "drivers": lambda row: {"racing_number": "98"},
    "teams": lambda row: {"color": "ABCDEF"},
    "circuits": lambda row: {"short_name": "Renamed"},
    "events": lambda row: {"location": "Moved"},
    "sessions": lambda row: {"name": "Renamed"},
}


class Table:
    """The sorted rows of one filter, and where each id stands in them."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self._places: dict[int, int] | None = None

    def place(self, id_: int) -> int | None:
        """The index of an id, None when no row has it."""
        if self._places is None:
            self._places = {row.id: index for index, row in enumerate(self.rows)}
        return self._places.get(id_)


class BallDontLie:
    """The provider under some switches. Every method is called from one thread."""

    name = "balldontlie"

    def __init__(self, world: World, switches: Switches) -> None:
        self._world = world
        self._switches = switches
        self._objects = objects = Objects(world, switches)
        self._sheets = Sheets(world, switches, objects)
        self._lists = Lists(world, switches, objects)
        self._tables: OrderedDict[tuple[Any, ...], Table] = OrderedDict()
        self._kept = 0
        self._walked: set[tuple[str, int]] = set()
        self._dice = Random(switches.seed)

    # What the server asks

    def endpoint(self, path: str) -> str | None:
        """The endpoint's name for a path of this provider, "unknown" for a path below it, None for another's."""
        if path.startswith(ROOT):
            name = path[len(ROOT) :].rstrip("/")
            name = "futures" if name == "odds/futures" else name
            return name if name in ENDPOINTS else "unknown"
        if path.startswith("/account/v1/"):
            return {"/account/v1/me": "me", "/account/v1/plans/f1": "plans"}.get(path, "unknown")
        return None

    def visitor(self, request: Request, endpoint: str) -> Visitor:
        """Who asks. Sport endpoints want the raw key, the account route a Bearer one."""
        sent = request.headers.get("authorization", "")
        if endpoint == "me":
            sent = sent.removeprefix("Bearer ")
        tier = self._switches.balldontlie_keys.get(sent)
        return Visitor(sent, sent if tier else "refused" if sent else "none", tier)

    def limits(self, visitor: Visitor) -> Sequence[Limit]:
        """A sliding minute; nothing for a key that is refused anyway."""
        if visitor.tier is None:
            return ()
        rate = self._switches.balldontlie_rate
        return (Limit.rate(PER_MINUTE[visitor.tier] if rate is None else rate, 60.0),)

    def over_limit(self, verdict: Verdict, unix: float) -> Reply:
        headers = {}
        if self._switches.retry_after is not None:
            headers["Retry-After"] = str(self._switches.retry_after)
        return as_json({"error": "Too many requests"}, 429, headers)

    def headers(self, visitor: Visitor, verdict: Verdict, unix: float) -> dict[str, str]:
        """Headers that every answer carries."""
        if self._switches.x_ratelimit == "absent" or not (limits := self.limits(visitor)):
            return {}
        reset = int(unix + (verdict.wait or 0)) + 1
        return {
            "x-ratelimit-limit": str(limits[0].count),
            "x-ratelimit-remaining": str(verdict.left),
            "x-ratelimit-reset": str(reset),
        }

    def answer(self, request: Request, endpoint: str, visitor: Visitor, spent: int) -> Reply:
        """The documented answer to one request."""
        if request.path.startswith("/account/"):
            return self._account(endpoint, visitor)
        if visitor.tier is None:
            return self._unauthorized()
        if endpoint == "unknown":
            return as_json({"error": "Not Found"}, 404)
        accept = request.headers.get("accept", "*/*")
        if "json" not in accept and "*/*" not in accept and "application/*" not in accept:
            return as_json({"error": "Not Acceptable"}, 406)
        if TIERS.index(visitor.tier) < TIERS.index(ENDPOINTS[endpoint].tier):
            return self._unauthorized()
        try:
            return self._page(endpoint, request)
        except BadRequest as refusal:
            return as_json({"error": str(refusal)}, 400)

    def _unauthorized(self) -> Reply:
        if self._switches.unauthorized_body == "json":
            return as_json({"error": "Unauthorized"}, 401)
        return Reply(401, b"Unauthorized", "text/plain; charset=utf-8")

    def _account(self, endpoint: str, visitor: Visitor) -> Reply:
        if self._switches.account == "404" or endpoint == "unknown":
            return as_json({"error": {"code": "not_found", "message": "Not found"}}, 404)
        if endpoint == "plans":
            tiers = [
                {
                    "tier": _ACCOUNT_WORDS[tier],
                    "rate_limit": PER_MINUTE[tier],
                    "rate_limit_window_seconds": 60,
                }
                for tier in TIERS
            ]
            return as_json({"sport": "f1", "tiers": tiers})
        if visitor.tier is None:
            return as_json({"error": {"code": "unauthorized", "message": "Invalid API key"}}, 401)
        tier = _ACCOUNT_WORDS[visitor.tier]
        return as_json(
            {
                "email": "sandbox@example.com",
                "api_key": visitor.key,
                "tier": tier,
                "subscriptions": [{"sport": "f1", "tier": tier}],
            }
        )

    # One page

    def _page(self, endpoint: str, request: Request) -> Reply:
        spec = ENDPOINTS[endpoint]
        per_page = whole(request, "per_page", 25)
        if per_page > 100:
            if self._switches.per_page_over_100 == "400":
                raise BadRequest("per_page must be at most 100")
            per_page = 100
        if per_page < 1:
            raise BadRequest("per_page must be at least 1")
        ahead = self._ahead(endpoint)
        cursor = whole(request, "cursor", None)
        cursor = None if cursor is None else cursor - ahead
        filters = {name: tuple(id_ - ahead for id_ in listed(request, name)) for name in spec.lists}
        if spec.required == "season" and request.one("season") is None:
            raise BadRequest("season is required")
        if spec.required == "session_ids[]" and not filters["session_ids[]"]:
            raise BadRequest("session_ids[] is required")
        limit = self._switches.array_limit
        if limit is not None:
            filters = {name: () if len(ids) > limit else ids for name, ids in filters.items()}
        unknown = self._switches.unknown_season_events
        if endpoint == "events" and unknown == "404" and whole(request, "season", None) not in (
            None, *self._world.seasons
        ):  # fmt: skip
            return as_json({"error": "Not Found"}, 404)
        if cursor is not None and self._switches.mutation != "none":
            self._walk_on(endpoint, filters)
        table = self._table(endpoint, filters, request)
        if endpoint == "futures" and not self._switches.futures_paginated:
            return Reply(200, b'{"data":[' + _renumbered(render(table.rows), ahead) + b"]}")
        rows, last = self._slice(endpoint, table, cursor, per_page)
        meta: dict[str, Any] = {}
        if rows and (not last or (self._switches.full_last_page_cursor and len(rows) == per_page)):
            meta["next_cursor"] = rows[-1].id + ahead
        elif self._switches.next_cursor_null:
            meta["next_cursor"] = None
        if self._switches.prev_cursor == "null":
            meta["prev_cursor"] = None
        meta["per_page"] = per_page
        data = _renumbered(render(rows, b"year" if endpoint == "seasons" else b"id"), ahead)
        return Reply(200, b'{"data":[' + data + b'],"meta":' + dumps(meta) + b"}")

    def _ahead(self, endpoint: str) -> int:
        """How far all ids of an endpoint's rows, and of what stands in them, are from those of the first generation."""
        return self._objects.reload if self._switches.ids_anew == "all" and endpoint != "seasons" else 0

    def _slice(
        self, endpoint: str, table: Table, cursor: int | None, per_page: int
    ) -> tuple[Sequence[Row], bool]:
        """The rows of a page, and whether it is the last."""
        mode, rows = self._switches.cursor_mode, table.rows
        if mode == "keyset_nontotal":
            rows = sorted(rows, key=lambda row: (row.order[:-1] or row.order, self._dice.random()))
            table = Table(rows)
        if mode in ("keyset", "keyset_nontotal"):
            place = -1 if cursor is None else table.place(cursor)
            if place is None:
                raise BadRequest("cursor is not valid")
            return rows[place + 1 : place + 1 + per_page], place + 1 + per_page >= len(rows)
        if cursor is not None:
            if mode == "id_lt" or ENDPOINTS[endpoint].descending:
                rows = [row for row in rows if row.id < cursor]
            else:
                rows = [row for row in rows if row.id > cursor]
        return rows[:per_page], per_page >= len(rows)

    # Filters

    def _table(self, endpoint: str, filters: dict[str, tuple[int, ...]], request: Request) -> Table:
        others = tuple(
            (name, request.one(name))
            for name in (
                "season",
                "status",
                "type",
                "search",
                "country_code",
                "lap_number",
                "category",
                "flag",
                "market_type",
            )
        )
        key = (endpoint, tuple(filters.items()), others)
        table = self._tables.get(key)
        if table is None:
            table = Table(self._rows(endpoint, filters, request))
            self._tables[key] = table
            self._kept += len(table.rows)
            while self._kept > _KEPT_ROWS and len(self._tables) > 1:
                self._kept -= len(self._tables.popitem(last=False)[1].rows)
        else:
            self._tables.move_to_end(key)
        return table

    def _rows(self, endpoint: str, filters: dict[str, tuple[int, ...]], request: Request) -> list[Row]:
        if endpoint in SESSION_TABLES:
            return self._session_rows(endpoint, filters, request)
        if endpoint in ("driver_standings", "team_standings"):
            season = whole(request, "season", 0)
            rows = getattr(self._lists, endpoint)(season) if season in self._world.seasons else []
            wanted = set(next(iter(filters.values())))
            return [row for row in rows if not wanted or row.driver in wanted]
        rows = self._mutated(endpoint, 0, getattr(self._lists, endpoint)())
        any_season = self._switches.unknown_season_events == "all"
        return [row for row in rows if matches(self._world, any_season, endpoint, row, filters, request)]

    def _session_rows(
        self, endpoint: str, filters: dict[str, tuple[int, ...]], request: Request
    ) -> list[Row]:
        wanted = filters["session_ids[]"] or tuple(self._world.session_by_id)
        drivers = set(filters.get("driver_ids[]", ()))
        rows: list[Row] = []
        for session_id in dict.fromkeys(wanted):
            rows += self._mutated(endpoint, session_id, self._sheets.of_session(endpoint, session_id))
        if drivers:
            rows = [row for row in rows if row.driver in drivers]
        if endpoint in ("lap_times", "position_history"):
            lap = whole(request, "lap_number", None)
            rows = [row for row in rows if lap is None or row.value == lap]
        elif endpoint == "race_control_messages":
            asked = (request.one("category"), request.one("flag"))
            rows = [
                row for row in rows if all(a is None or a == b for a, b in zip(asked, row.value, strict=True))
            ]
        elif endpoint == "track_status":
            status = request.one("status")
            rows = [row for row in rows if status is None or row.value == status]
        if len(wanted) > 1:
            rows.sort(key=attrgetter("order", "id"))
        return rows

    # Changes under a walk

    def _walk_on(self, endpoint: str, filters: dict[str, tuple[int, ...]]) -> None:
        """A second page was asked for: from now on the row that changes has changed."""
        sessions: Iterable[int] = (0,)
        if endpoint in SESSION_TABLES:
            sessions = filters["session_ids[]"] or self._world.session_by_id
        fresh = {(endpoint, session_id) for session_id in sessions} - self._walked
        if fresh:
            self._walked |= fresh
            self._tables = OrderedDict(
                (key, table) for key, table in self._tables.items() if key[0] != endpoint
            )
            self._kept = sum(len(table.rows) for table in self._tables.values())

    def _mutated(self, endpoint: str, session_id: int, rows: list[Row]) -> list[Row]:
        """The rows of a sheet whose first row appears, changes or goes when the walk leaves its page."""
        kind, walked = self._switches.mutation, (endpoint, session_id) in self._walked
        if kind == "none" or not rows or walked == (kind == "insert"):
            return rows
        if kind in ("insert", "delete"):
            return rows[1:]
        return [_amended(endpoint, rows[0]), *rows[1:]] if walked else rows


def _renumbered(rows: bytes, ahead: int) -> bytes:
    return _ID.sub(lambda found: b'"id":%d' % (int(found[1]) + ahead), rows) if ahead else rows


def _amended(endpoint: str, row: Row) -> Row:
    if endpoint not in _AMENDMENTS:
        return row
    fields = json.loads(b"{" + row.tail + b"}")
    return row._replace(tail=dumps({**fields, **_AMENDMENTS[endpoint](fields)})[1:-1])
