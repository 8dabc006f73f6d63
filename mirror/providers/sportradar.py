"""Sportradar's Formula 1 API v2: eight paths over one tree of stages.

The same stage appears at several levels of detail, so a row only takes the keys an answer brought. `team` vanishes from
competitors after a season and names are rewritten: absence never erases. A `result` object is a whole: a key that has
gone from it is NULL. Zero is expressed by absence and stays NULL.
"""

import codecs
from collections import Counter
from typing import Any

from mirror import durations
from mirror.catalogue import Endpoint, Fresh, NotAnAnswer, Page, Provider, Scope
from mirror.providers import deletion
from mirror.providers.xml import tree
from mirror.shaping.shape import Object, Rows, compact, cut, decode, members, put, store

_ENVELOPE = {"generated_at", "schema"}
_STAGE_LISTS = ("stages", "parents", "competitors", "teams")
_TABLES = {
    "stages": "stages", "parents": "stages", "competitors": "competitors", "teams": "teams", "markets": "probabilities",
    "outcomes": "probabilities", "mappings": "merge_mappings", "mapping": "merge_mappings",
    "deleted_stages": "deleted_stages",
}  # fmt: skip

_RESULTS = "sportradar_stage_results"

# A competitor that changed teams goes on in its own row; a team named for the first time fills the gap in it.
_MOVE_TEAM = """
update or ignore sportradar_stage_results set team_id = ?
where stage_id = ? and competitor_id = ? and team_id is not ?
"""


def _answer(endpoint: Endpoint, body: bytes, rows: Rows, *expected: str) -> Object:
    start = body.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    answer = tree(body) if start == b"<" else decode(body)
    if not isinstance(answer, dict):
        raise NotAnAnswer("the answer is not an object")
    if not answer.keys() & {*expected, "generated_at"}:
        raise NotAnAnswer(f"the answer has no {expected[0]}")
    for name in answer.keys() - _ENVELOPE - set(expected):
        rows.differs(endpoint.table, name, "unknown", answer[name])
    return answer


def _list(rows: Rows, around: Object, name: str) -> list[Object]:
    return members(rows, f"sportradar_{_TABLES[name]}", name, around.get(name))


def _object(rows: Rows, table: str, around: Object, name: str) -> Object | None:
    """The object in field `name`, None when there is none; anything else is noted."""
    found = around.get(name)
    if found is not None and not isinstance(found, dict):
        rows.differs(table, name, "type", found)
    return found if isinstance(found, dict) else None


def _length(around: Object, name: str) -> int:
    found = around.get(name)
    return len(found) if isinstance(found, list) else 0


def _page(rows: Rows, count: int, moves: list[tuple[Any, ...]] | None = None) -> Page:
    writes = rows.writes()
    stages = [row[w.columns.index("id")] for w in writes if w.table == "sportradar_stages" for row in w.rows]
    before = [(_MOVE_TEAM, moves)] if moves else []
    return Page(writes, rows.drift, count, before=before, after=deletion.seen(stages))


def shape_stages(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """Seasons, and the schedule below a stage: `stages` are the children of the stage that was asked."""
    rows = Rows()
    answer = _answer(endpoint, body, rows, "stages")
    asked = dict(scopes[0].params).get("stage_id")
    moves: list[tuple[Any, ...]] = []
    stages = _list(rows, answer, "stages")
    for given in stages:
        _stage(rows, given, moves, asked)
    return _page(rows, len(stages), moves)


def shape_summary(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """A stage with its parents, its children, and the results of its competitors and teams."""
    rows = Rows()
    answer = _answer(endpoint, body, rows, "stage")
    given = answer.get("stage")
    if not isinstance(given, dict):
        raise NotAnAnswer("the answer has no stage")
    moves: list[tuple[Any, ...]] = []
    _stage(rows, given, moves)
    return _page(rows, _length(given, "competitors") + _length(given, "teams"), moves)


def shape_probabilities(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """The markets of a stage; an outcome's id is not the id of the competitor it is about."""
    rows = Rows()
    answer = _answer(endpoint, body, rows, "probabilities", "stage")
    moves: list[tuple[Any, ...]] = []
    stage = _object(rows, "sportradar_stages", answer, "stage")
    if stage is not None:
        _stage(rows, stage, moves)
    probabilities = _object(rows, endpoint.table, answer, "probabilities") or {}
    for name in probabilities.keys() - {"markets"}:
        rows.differs(endpoint.table, f"probabilities.{name}", "unknown", probabilities[name])
    count = 0
    for market in _list(rows, probabilities, "markets"):
        about = {f"market_{name}": value for name, value in market.items() if name != "outcomes"}
        if not market.get("outcomes"):  # a market is told by its outcomes: without any it would be lost
            rows.differs(endpoint.table, "outcomes", "missing", market)
        for outcome in _list(rows, market, "outcomes"):
            _outcome(rows, scopes[0].value("stage_id"), about, outcome)
            count += 1
    return _page(rows, count, moves)


def _outcome(rows: Rows, stage_id: str, about: Object, outcome: Object) -> None:
    given = {"market_description": None} | about
    for name, value in outcome.items():
        given[f"outcome_{name}" if name in ("id", "name") else name] = value
    put(rows, "sportradar_probabilities", given, asked={"stage_id": stage_id})


def shape_competitor_profile(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """A driver's `info`. A team asked through this path answers as a team, as it did in 2019."""
    rows = Rows()
    answer = _answer(endpoint, body, rows, "competitor", "info", "teams", "team", "competitors")
    kind = "team" if "team" in answer and "competitor" not in answer else "competitor"
    return _profile(rows, answer, kind, scopes[0].value("competitor_id"))


def shape_team_profile(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """A team's `info`, and the drivers it lists."""
    rows = Rows()
    answer = _answer(endpoint, body, rows, "team", "info", "competitors", "competitor", "teams")
    return _profile(rows, answer, "team", scopes[0].value("team_id"))


def _profile(rows: Rows, answer: Object, kind: str, asked: str) -> Page:
    for name in ("competitor", "team"):
        given = _object(rows, f"sportradar_{name}s", answer, name)
        if given is not None:
            put(rows, f"sportradar_{name}s", given, partial=True)
    listed: Object = {}
    for name in ("competitor", "team"):
        items = _list(rows, answer, f"{name}s")
        for item in items:
            put(rows, f"sportradar_{name}s", item, partial=True, path=f"{name}s.")
        if f"{name}s" in answer and name != kind:
            listed[f"{name}_ids"] = compact([item.get("id") for item in items])
    info = _object(rows, f"sportradar_{kind}_profiles", answer, "info")
    row, rest = cut(rows, f"sportradar_{kind}_profiles", info or {}, skip=listed)
    store(rows, f"sportradar_{kind}_profiles", {f"{kind}_id": asked, **row, **listed}, rest)
    return _page(rows, 1)


def shape_merge_mappings(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """Who was merged into whom in the last seven days; no one, most of the time."""
    rows = Rows()
    answer = _answer(endpoint, body, rows, "mappings", "mapping")
    mappings = _list(rows, answer, "mappings") or _list(rows, answer, "mapping")
    for given in mappings:
        put(rows, "sportradar_merge_mappings", given)
    page = _page(rows, len(mappings))
    pairs = [(given.get("merged_id"), given.get("retained_id")) for given in mappings]
    page.after += deletion.merged(
        [(old, kept) for old, kept in pairs if isinstance(old, str) and isinstance(kept, str)]
    )
    return page


def shape_deleted_stages(endpoint: Endpoint, body: bytes, scopes: tuple[Scope, ...]) -> Page:
    """The stages that were deleted from a season."""
    rows = Rows()
    answer = _answer(endpoint, body, rows, "stages", "deleted_stages")
    stages = _list(rows, answer, "stages") or _list(rows, answer, "deleted_stages")
    for given in stages:
        put(rows, "sportradar_deleted_stages", given, asked={"season_id": scopes[0].value("stage_id")})
    page = _page(rows, len(stages))
    ids = [given["id"] for given in stages if isinstance(given.get("id"), str)]
    page.after += deletion.deleted(ids)
    if isinstance(answer.get("stages"), list) and len(ids) == len(
        answer["stages"]
    ):  # nothing on it was unreadable
        page.after += deletion.no_longer_listed(scopes[0].value("stage_id"), compact(ids))
    return page


def _stage(rows: Rows, given: Object, moves: list[tuple[Any, ...]], parent: Any = None) -> Any:
    for above in _list(rows, given, "parents"):
        parent = _stage(rows, above, moves)
    asked = {} if parent is None else {"parent_id": parent}
    stage_id = put(rows, "sportradar_stages", given, asked=asked, partial=True, skip=_STAGE_LISTS)
    if stage_id is None:
        return None
    for child in _list(rows, given, "stages"):
        _stage(rows, child, moves, stage_id)
    entries = [(c, _object(rows, _RESULTS, c, "team")) for c in _list(rows, given, "competitors")]
    for team in _list(rows, given, "teams"):
        team_id = put(rows, "sportradar_teams", team, partial=True, skip=("result", "competitors"))
        if team_id is not None:
            _result(rows, {"stage_id": stage_id, "competitor_id": None, "team_id": team_id}, team, given)
        entries += [(c, _object(rows, _RESULTS, c, "team") or team) for c in _list(rows, team, "competitors")]
    times = Counter(str(competitor.get("id")) for competitor, _ in entries)
    for competitor, employer in entries:
        key = {"stage_id": stage_id, "competitor_id": _competitor(rows, competitor)}
        if key["competitor_id"] is None:
            continue
        if employer is not None:
            skip = ("result", "competitors")
            key["team_id"] = put(rows, "sportradar_teams", employer, partial=True, skip=skip, path="team.")
            if key["team_id"] is not None and times[str(competitor.get("id"))] == 1:
                moves.append((key["team_id"], stage_id, key["competitor_id"], key["team_id"]))
        _result(rows, key, competitor, given)
    return stage_id


def _competitor(rows: Rows, given: Object) -> Any:
    return put(rows, "sportradar_competitors", given, partial=True, skip=("team", "result"))


def _result(rows: Rows, key: Object, holder: Object, stage: Object) -> None:
    result = _object(rows, _RESULTS, holder, "result")
    if result is None:
        rows.add(_RESULTS, key, partial=True)
        return
    row, rest = cut(rows, _RESULTS, result, asked=key)
    store(rows, _RESULTS, row, rest)
    for field, form in other_forms(str(stage.get("type")), result).items():
        path = f"{field}[{form}]"
        if not any((found.table, found.path) == (_RESULTS, path) for found in rows.drift):
            rows.differs(_RESULTS, path, "format", result[field])


_DURATIONS = ("time", "fastest_lap_time", "gap_to_leader", "interval_to_position_ahead")
# The forms of those who are not first; the first has an absolute time there.
_BEHIND = {
    ("practice", "fastest_lap_time"): {"gap"},
    ("race", "time"): {"gap", "laps"},
    ("sprint_race", "time"): {"gap", "laps"},
}


def other_forms(stage_type: Any, result: Object) -> dict[str, str]:
    """The durations of a result whose form is not the documented one of their place: field -> form.

    A form is `absolute` (`1:34:05.715`), `gap` (`+16.772`), `laps` (`1l`, `12L`) or `other`. Stage Summary documents
    which stands where; in April 2025 the provider had absolute times in all places for a while. Where nothing is
    documented (qualifying, laps) only a form of its own kind counts.
    """
    position = result.get("position")
    texts = {field: result[field] for field in _DURATIONS if isinstance(result.get(field), str)}
    forms = {field: durations.form(text) for field, text in texts.items()}
    return {
        field: form for field, form in forms.items() if form not in _documented(stage_type, field, position)
    }


def _documented(stage_type: Any, field: str, position: Any) -> set[str]:
    if field in ("gap_to_leader", "interval_to_position_ahead"):
        return {"gap", "laps"}
    if stage_type in ("race", "sprint_race") and field == "fastest_lap_time":
        return {"absolute"}
    others = _BEHIND.get((stage_type, field))
    if others is None or position is None:
        return {"absolute"} | (others or {"gap", "laps"})
    return {"absolute"} if str(position) == "1" else others


def _line(name: str, path: str, table: str, each: str, fresh: Fresh, shape: Any, **more: Any) -> Endpoint:
    return Endpoint(name, path, f"sportradar_{table}", each, fresh, shape, **more)


STAGE, LIST, SEASON, RESULT, PROFILE, MARKET = (
    ("stage_id",),
    Fresh.LIST,
    Fresh.SEASON,
    Fresh.RESULT,
    Fresh.PROFILE,
    Fresh.MARKET,
)

# fmt: off
ENDPOINTS = (
    #     name                  path                                      fills                  scopes listed by  grows old  read by                     asked with                 lives (s)
    _line("seasons",            "seasons",                                "stages",              "whole",          LIST,      shape_stages,                                          ttl=300),
    _line("merge_mappings",     "competitors/merge_mappings",             "merge_mappings",      "whole",          LIST,      shape_merge_mappings,                                  ttl=300),
    _line("schedule",           "sport_events/{stage_id}/schedule",       "stages",              "seasons",        SEASON,    shape_stages,               ask=STAGE,                 ttl=300),
    _line("deleted_stages",     "seasons/{stage_id}/deleted_stages",      "deleted_stages",      "seasons",        SEASON,    shape_deleted_stages,       ask=STAGE,                 ttl=300),
    _line("summary",            "sport_events/{stage_id}/summary",        "stage_results",       "stages",         RESULT,    shape_summary,              ask=STAGE,                 ttl=1),
    _line("probabilities",      "sport_events/{stage_id}/probabilities",  "probabilities",       "markets",        MARKET,    shape_probabilities,        ask=STAGE,                 ttl=300),
    _line("competitor_profile", "competitors/{competitor_id}/profile",    "competitor_profiles", "competitors",    PROFILE,   shape_competitor_profile,   ask=("competitor_id",),    ttl=300),
    _line("team_profile",       "teams/{team_id}/profile",                "team_profiles",       "teams",          PROFILE,   shape_team_profile,         ask=("team_id",),          ttl=300),
)
# fmt: on

SPORTRADAR = Provider(
    name="sportradar",
    title="Sportradar",
    base_url="https://api.sportradar.com",
    prefix="/formula1/{access_level}/v2/{language}/",
    endpoints=ENDPOINTS,
    authorize=lambda key: {"x-api-key": key},
    season_of="year",
    sign_up="https://developer.sportradar.com",
    free=(("seasons", ()), ("merge_mappings", ())),
)
