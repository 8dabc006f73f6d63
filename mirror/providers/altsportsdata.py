"""AltSportsData's public API: heat scores, and the sports, events and event details that lead to their ids.

The provider documents two worlds that contradict each other: slug ids with `{"data": {"results": [...]}}`, and
`f1:<uuid>` ids with bare arrays. Both are read; `200 []` is a normal answer.
"""

import re
from collections.abc import Mapping
from typing import Any

from mirror import durations
from mirror.catalogue import Endpoint, Fresh, NotAnAnswer, Page, Provider, Scope
from mirror.shaping.shape import Object, Rows, cut, decode, members, put, store

_STATUSES = ("LIVE", "UPCOMING", "NEXT", "IN_WINDOW", "COMPLETED", "CANCELLED", "POSTPONED")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_AROUND = {
    "status",
    "statusCode",
    *(f"meta.{name}" for name in ("total", "page", "limit", "has_more", "api_version", "timestamp")),
}


def snake(name: str) -> str:
    """`athleteLapTime` as the columns spell it: `athlete_lap_time`."""
    return _HUMP.sub("_", name).lower()


def _snaked(given: Object, renamed: Mapping[str, str] = {}) -> Object:
    return {renamed.get(name, snake(name)): value for name, value in given.items()}


def _content(body: bytes) -> tuple[Any, Mapping[str, Any]]:
    """What an answer is about, out of any of its envelopes, and what stands around it there (`status`, `meta.page`)."""
    answer = decode(body)
    around: dict[str, Any] = {}
    if isinstance(answer, dict) and "data" in answer:
        around = {name: value for name, value in answer.items() if name != "data"}
        if isinstance(around.get("meta"), dict):
            around |= {f"meta.{name}": value for name, value in around.pop("meta").items()}
        answer = answer["data"]
    elif isinstance(answer, dict) and ("error" in answer or "message" in answer):
        raise NotAnAnswer("the answer is an error")
    return answer, around


def _objects(rows: Rows, table: str, content: Any) -> list[Object]:
    if not isinstance(content, list):
        raise NotAnAnswer("the answer is not a list")
    return members(rows, table, "", content)


def _page(rows: Rows, table: str, count: int, around: Mapping[str, Any], ids: list[Any]) -> Page:
    for name in around.keys() - _AROUND:
        rows.differs(table, name, "unknown", around[name])
    more = str(_number(around.get("meta.page")) + 1) if around.get("meta.has_more") is True else None
    return Page(rows.writes(), rows.drift, count, more, ids)


def _number(page: Any) -> int:
    """The number of a page; 1 where it is not told: if it is a later one, the walk notices that it goes round."""
    try:
        return int(page)
    except (TypeError, ValueError):
        return 1


def shape_sports(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """The provider's leagues."""
    content, around = _content(body)
    rows = Rows()
    ids = [put(rows, endpoint.table, _snaked(given)) for given in _objects(rows, endpoint.table, content)]
    return _page(rows, endpoint.table, len(ids), around, ids)


def shape_events(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """The events of every status. A list is less than the detail, so it erases nothing."""
    content, around = _content(body)
    rows = Rows()
    ids = [_event(rows, given) for given in _objects(rows, endpoint.table, content)]
    return _page(rows, endpoint.table, len(ids), around, ids)


def shape_event(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """One event with its rounds, whose heats become rows."""
    content, around = _content(body)
    if not isinstance(content, dict) or not content.keys() & {"id", "name"}:
        raise NotAnAnswer("the answer is not an event")
    rows = Rows()
    heats = _event(rows, {**content, "id": scopes[0].value("event_id")}, listed=content.get("id"))
    return _page(rows, endpoint.table, _heat_count(content), around, [heats])


def _heat_count(content: Object) -> int:
    rounds = content.get("rounds")
    lists = [one.get("heats") for one in rounds if isinstance(one, dict)] if isinstance(rounds, list) else []
    return sum(len(heats) for heats in [*lists, content.get("heats")] if isinstance(heats, list))


def _event(rows: Rows, given: Object, listed: Any = None) -> Any:
    event = _snaked(given)
    venue = event.pop("venue", None)
    if isinstance(venue, dict):
        event |= {f"venue_{snake(name)}": value for name, value in venue.items()}
    elif venue is not None:
        event["venue"] = venue
    heats = event.pop("heats", None)
    bare: list[Any] = []
    rounds = event.pop("rounds", None)
    for one in rounds if isinstance(rounds, list) else []:
        if isinstance(one, dict):
            around = _snaked(one, {"roundName": "name", "roundNo": "no", "roundStatus": "status"})
            _heats(
                rows, event.get("id"), around.pop("heats", None), {f"round_{k}": v for k, v in around.items()}
            )
            one = {name: value for name, value in one.items() if name != "heats"}
        bare.append(one)
    if rounds is not None:
        event["rounds"] = bare if isinstance(rounds, list) else rounds
    if listed is not None and listed != event.get("id"):
        event["listed_id"] = listed
    event_id = put(rows, "altsportsdata_events", event, partial=True)
    _heats(rows, event_id, heats, {})
    return event_id


_ROUND = (
    "round_id",
    "round_reference_id",
    "round_name",
    "round_no",
    "round_status",
    "round_start_date",
    "round_end_date",
)


def _heats(rows: Rows, event_id: Any, heats: Any, around: Object) -> None:
    known = {name: value for name, value in around.items() if name in _ROUND}
    for given in members(rows, "altsportsdata_heats", "heats", heats):
        heat = _snaked(given, {"heatName": "name", "heatStatus": "status", "id": "heat_id", "no": "heat_no"})
        put(rows, "altsportsdata_heats", known | heat, asked={"event_id": event_id}, partial=True)


def shape_heat_scores(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """The scores of one heat, in either of the documented shapes."""
    content, around = _content(body)
    scope = scopes[0]
    asked = {"event_id": scope.value("event_id"), "heat_id": scope.value("heat_id")}
    rows = Rows()
    if isinstance(content, dict) and isinstance(content.get("results"), list):
        heat = {snake(name): value for name, value in content.items() if name != "results"}
        if heat.get("heat_id") == asked["heat_id"]:
            del heat["heat_id"]
        put(rows, "altsportsdata_heats", _given(heat), asked=asked, partial=True)
        results = _objects(rows, endpoint.table, content["results"])
        for place, given in enumerate(results):
            result = _snaked(given)
            put(rows, endpoint.table, result, asked=asked | {"result_key": str(place)})
            _note_forms(rows, endpoint.table, result)
    else:
        results = _objects(rows, endpoint.table, content)
        rows.add("altsportsdata_heats", asked, partial=True)
        for place, given in enumerate(results):
            _score(rows, endpoint.table, given, asked, place)
    return _page(rows, endpoint.table, len(results), around, [])


def _note_forms(rows: Rows, table: str, result: Object) -> None:
    """Reports a duration that is not written as documented: a lap time is absolute, a gap has its sign or is `0.000s`."""
    for field, documented in (("lap_time", {"absolute"}), ("gap", {"gap", "laps"})):
        text = result.get(field)
        if not isinstance(text, str) or (field == "gap" and durations.any_gap_ms(text) == 0):
            continue
        path = f"{field}[{durations.form(text)}]"
        if durations.form(text) not in documented and all(
            (found.table, found.path) != (table, path) for found in rows.drift
        ):
            rows.differs(table, path, "format", text)


def _given(heat: Object) -> Object:
    """A heat that calls itself something else than it was asked by keeps that name beside."""
    return {("own_heat_id" if name == "heat_id" else name): value for name, value in heat.items()}


def _score(rows: Rows, table: str, given: Object, asked: Mapping[str, Any], place: int) -> None:
    score = _snaked(given, {"athleteTotalLaps": "total_laps", "eventId": "provider_event_id"})
    if score.get("heat_id") == asked["heat_id"]:
        del score["heat_id"]
    key = score.pop("id", None)
    athlete = score.get("athlete")
    if isinstance(athlete, dict):
        score["athlete"] = _athlete(athlete)
    row, rest = cut(
        rows, table, _given(score), asked={**asked, "result_key": str(place if key is None else key)}
    )
    store(rows, table, row, rest)


def _athlete(given: Object) -> Object:
    athlete = _snaked(given)
    team = athlete.pop("team", None)
    if isinstance(team, dict):
        athlete |= {f"team_{snake(name)}": value for name, value in team.items()}
    elif team is not None:
        athlete["team"] = team
    return athlete


def _line(name: str, path: str, table: str, each: str, fresh: Fresh, shape: Any, **more: Any) -> Endpoint:
    return Endpoint(name, path, f"altsportsdata_{table}", each, fresh, shape, **more)


_ALL_F1 = (("sportType", "f1"), *(("eventStatus[]", status) for status in _STATUSES))

# fmt: off
ENDPOINTS = (
    #     name            path                                fills           scopes listed by  grows old      read by            asked with
    _line("sports",       "sports",                           "sports",       "whole",          Fresh.LIST,    shape_sports),
    _line("events",       "events",                           "events",       "whole",          Fresh.LIST,    shape_events,      always=_ALL_F1),
    _line("event_detail", "events/{event_id}",                "heats",        "events_begun",   Fresh.SEASON,  shape_event,       ask=("event_id",)),
    _line("heat_scores",  "events/{event_id}/heats/{heat_id}", "heat_results", "heats_begun",   Fresh.RESULT,  shape_heat_scores, ask=("event_id", "heat_id")),
)
# fmt: on

ALTSPORTSDATA = Provider(
    name="altsportsdata",
    title="AltSportsData",
    base_url="https://api.altsportsdata.com",
    prefix="/api/v1/public/",
    endpoints=ENDPOINTS,
    authorize=lambda key: {"X-API-KEY": key},
    season_of="year",
    sign_up="https://altsportsdata.com",
    free=(("sports", ()), ("events", ())),
    cursor_name="page",
)
