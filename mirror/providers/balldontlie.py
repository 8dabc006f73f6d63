"""BALLDONTLIE's F1 API: the vendor's documentation of 18 endpoints, and the odds of its OpenAPI file.

Pages are not in id order while the cursor is a single id, so a walk by cursor may lose rows: scopes are chosen to fit
one page of 100 rows where that is possible (four sessions of one row per driver), and longer walks are proven or split.
"""

from collections.abc import Mapping
from typing import Any

from mirror.catalogue import Endpoint, Fresh, NotAnAnswer, Page, Provider, Scope
from mirror.shaping.documented import reader
from mirror.shaping.shape import Object, Rows, cut_of, decode, put

FREE, ALL_STAR, GOAT = 0, 1, 2
TIERS = ("free", "all-star", "goat")
# The account route says `paid` and `paid_plus` where the documentation says ALL-STAR and GOAT.
TIER_WORDS = {
    "free": FREE,
    "all-star": ALL_STAR,
    "allstar": ALL_STAR,
    "paid": ALL_STAR,
    "goat": GOAT,
    "paid_plus": GOAT,
}
REQUESTS_PER_MINUTE = (5.0, 60.0, 600.0)

SESSION = ("session_ids[]",)
_META = {"next_cursor", "per_page", "prev_cursor"}


def _envelope(body: bytes, table: str, rows: Rows) -> tuple[list[Any], Mapping[str, Any]]:
    answer = decode(body)
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), list):
        raise NotAnAnswer("the answer has no list of data")
    for name in answer.keys() - {"data", "meta"}:
        rows.differs(table, name, "unknown", answer[name])
    meta = answer.get("meta")
    if not isinstance(meta, dict):
        rows.differs(table, "meta", "missing" if meta is None else "type", meta)
        return answer["data"], {}
    return answer["data"], meta


def shape(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """One page of any of the 18 endpoints. Raises NotAnAnswer for a body without a list of data."""
    return reader(endpoint.table).read(body) or _carefully(endpoint, body, {})


def shape_futures(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """Odds name their subject `{"type", "driver" | "team"}`, and only the question says for which event they are."""
    return _carefully(endpoint, body, {"event_id": int(scopes[0].value("event_ids[]"))})


def _carefully(endpoint: Endpoint, body: bytes, asked: Mapping[str, Any]) -> Page:
    table, rows = endpoint.table, Rows()
    data, meta = _envelope(body, table, rows)
    plan = cut_of(table)
    documented = {name for name in plan.plain if name.removesuffix("_id") not in plan.embedded} | set(
        plan.embedded
    )
    ids: list[Any] = []
    for given in data:
        if not isinstance(given, dict):
            rows.differs(table, "", "type", given)
            continue
        given = _flat_subject(given) if "subject" in given else given
        for name in documented - given.keys():
            rows.differs(table, name, "missing", None)
        ids.append(put(rows, table, given, asked=asked))
    for name in meta.keys() - _META:
        rows.differs(table, f"meta.{name}", "unknown", meta[name])
    cursor = meta.get("next_cursor")
    if isinstance(cursor, float) and cursor.is_integer():  # the documented integer, as some encoders write it
        cursor = int(cursor)
    size = meta.get("per_page")
    short = isinstance(size, int) and len(data) < size
    return Page(rows.writes(), rows.drift, len(data), None if cursor is None else str(cursor), ids, short)


def _flat_subject(given: Object) -> Object:
    subject = given["subject"]
    if not isinstance(subject, dict):
        return given
    rest = {name: value for name, value in subject.items() if name not in ("type", "driver", "team")}
    flat = {name: value for name, value in given.items() if name != "subject"}
    flat |= {
        "subject_type": subject.get("type"),
        "driver": subject.get("driver"),
        "team": subject.get("team"),
    }
    return flat | ({"subject": rest} if rest else {})


def _line(name: str, tier: int, each: str, fresh: Fresh, **more: Any) -> Endpoint:
    more.setdefault("shape", shape)
    return Endpoint(
        name, more.pop("path", name), f"balldontlie_{name}", each, fresh, tier=tier, paged=True, **more
    )


LIST, SEASON, RESULT, BULK, MARKET = Fresh.LIST, Fresh.SEASON, Fresh.RESULT, Fresh.BULK, Fresh.MARKET
DRIVER, LAP = "driver_ids[]", "lap_number"

# fmt: off
ENDPOINTS = (
    #     name                     tier      scopes listed by   grows old  asked with                    at once    a long walk is asked again by, proven by
    _line("drivers",               FREE,     "whole",           LIST,                                               split=("search",)),
    _line("teams",                 FREE,     "whole",           LIST,                                               split=("search",)),
    _line("circuits",              FREE,     "whole",           LIST,                                               split=("search",)),
    _line("seasons",               FREE,     "whole",           LIST),
    _line("events",                FREE,     "seasons",         SEASON,    ask=("season",),                         split=("circuit_ids[]",)),
    _line("sessions",              ALL_STAR, "events",          SEASON,    ask=("event_ids[]",),         batch=12),
    _line("session_results",       ALL_STAR, "sessions_begun",  RESULT,    ask=SESSION,                  batch=4,   split=(DRIVER,), proof="session_results"),
    _line("driver_standings",      ALL_STAR, "seasons_begun",   SEASON,    ask=("season",)),
    _line("team_standings",        ALL_STAR, "seasons_begun",   SEASON,    ask=("season",)),
    _line("session_timing_stats",  GOAT,     "sessions_begun",  BULK,      ask=SESSION,                  batch=4,   split=(DRIVER,), proof="session_timing_stats"),
    _line("qualifying_results",    GOAT,     "sessions_qualifying", BULK,  ask=SESSION,                  batch=4,   split=(DRIVER,), proof="qualifying_results"),
    _line("pit_stops",             GOAT,     "sessions_begun",  BULK,      ask=SESSION,                  batch=4,   split=(DRIVER,), proof="pit_stops"),
    _line("session_weather",       GOAT,     "sessions_begun",  BULK,      ask=SESSION,                  batch=20),
    _line("track_status",          GOAT,     "sessions_begun",  BULK,      ask=SESSION,                  batch=6,   split=("status",)),
    _line("tire_stints",           GOAT,     "sessions_begun",  BULK,      ask=SESSION,                             split=(DRIVER,), together=7),
    _line("race_control_messages", GOAT,     "sessions_begun",  BULK,      ask=SESSION,                             split=("category", "flag")),
    _line("position_history",      GOAT,     "sessions_begun",  BULK,      ask=SESSION,                             split=(DRIVER, LAP), proof="position_history"),
    _line("lap_times",             GOAT,     "sessions_begun",  BULK,      ask=SESSION,                             split=(DRIVER, LAP), proof="lap_times"),
    _line("futures",               GOAT,     "events",          MARKET,    ask=("event_ids[]",),         path="odds/futures", shape=shape_futures, unsaid="event_id"),
)
# fmt: on

BALLDONTLIE = Provider(
    name="balldontlie",
    title="BALLDONTLIE",
    base_url="https://api.balldontlie.io",
    prefix="/f1/v1/",
    endpoints=ENDPOINTS,
    authorize=lambda key: {"Authorization": key},
    season_of="year",
    sign_up="https://www.balldontlie.io",
    free=(("seasons", (("per_page", "1"),)), ("teams", (("per_page", "1"),))),
    per_page=100,
)
