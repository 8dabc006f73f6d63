"""One redacted answer of every endpoint, saved with its headers: it settles what no document says about a provider.

Only a person with a real key can answer these questions. Nothing of an account is asked for or kept.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from mirror.catalogue import Endpoint, Params, Provider, Scope
from mirror.clock import Time
from mirror.doctor.asking import NotNow, Questions
from mirror.errors import DiskTrouble, NoAnswer
from mirror.http import Request, Response
from mirror.instants import stamp
from mirror.providers import PROVIDERS
from mirror.settings import Settings
from mirror.store import Store

PLANNED = {"balldontlie": 23, "sportradar": 11, "altsportsdata": 4}  # requests at most
_PATIENCE = 300.0  # seconds
_SEASONS = 3  # that may be asked for one with a race behind it
_LIMITS = ("ratelimit", "rate-limit", "quota", "retry-after", "x-plan", "x-packages", "mashery")
_CACHING = ("cache-control", "etag", "expires", "age", "last-modified", "vary")
_MADE_UP = "f1-mirror-asks-for-what-is-not-there"

Note = Callable[[str], None]
# Asks for one thing under a name; None when there was no answer to read.
Ask = Callable[[str, Request], Response | None]


def record(
    folder: Path,
    settings: Settings,
    store: Store | None,
    note: Note,
    *,
    clock: Time,
    transport: httpx.BaseTransport | None = None,
) -> int:
    """Saves `<provider>.<endpoint>.json` (status, headers, seconds) and its body beside it, and `notes.json`.

    `note` is told a line an answer. Returns how many requests were sent. Raises DiskTrouble.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise DiskTrouble(f"{folder} cannot be made ({trouble.strerror}); name another folder.") from trouble
    notes: dict[str, Any] = {"recorded_at": stamp(clock.now())}
    sent = 0
    for name, provider in PROVIDERS.items():
        if settings.key(name) is None:
            continue
        questions = Questions(provider, settings, store, clock, transport, patience=_PATIENCE)
        recorder = _Recorder(folder, questions, note, clock)
        try:
            _ASKED[name](provider, recorder.ask, settings, stamp(clock.now()))
        except NotNow as later:
            recorder.notes["stopped"] = str(later)
            note(f"{name}: stopped, {later}")
        notes[name] = recorder.notes
        sent += questions.asked
    _write(folder / "notes.json", json.dumps(notes, indent=2, ensure_ascii=False).encode())
    return sent


class _Recorder:
    """Saves what one provider answers."""

    def __init__(self, folder: Path, questions: Questions, note: Note, clock: Time) -> None:
        self._folder, self._questions, self._note, self._clock = folder, questions, note, clock
        self.notes: dict[str, Any] = {"answers": {}, "limit_headers": {}, "caching_headers": {}}

    def ask(self, name: str, request: Request) -> Response | None:
        """Asks and saves. Returns the answer when it is a good one."""
        own = f"{request.provider}.{name}"
        try:
            response = self._questions.ask(request)
        except NoAnswer as trouble:
            self.notes["answers"][name] = str(trouble)
            self._note(f"{own}: {trouble}")
            return None
        body = f"{own}.body.{_ending(response)}"
        told = {
            "provider": request.provider, "endpoint": request.endpoint, "target": request.target, "status": response.status,
            "headers": response.headers, "seconds": round(response.seconds, 6), "bytes": len(response.body),
            "asked_at": stamp(self._clock.now()), "body": body,
        }  # fmt: skip
        _write(self._folder / f"{own}.json", json.dumps(told, indent=2, ensure_ascii=False).encode())
        _write(self._folder / body, response.body)
        self.notes["answers"][name] = {
            "status": response.status,
            "bytes": len(response.body),
            **_counted(response),
        }
        for header, value in response.headers.items():
            if any(word in header for word in _LIMITS):
                self.notes["limit_headers"].setdefault(header, value)
            if header in _CACHING:
                self.notes["caching_headers"].setdefault(name, {})[header] = value
        self._note(f"{own}: {response.status}, {len(response.body):,} bytes")
        return response if response.status == 200 else None


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as trouble:
        raise DiskTrouble(f"{path} cannot be written ({trouble.strerror}); name another folder.") from trouble


def _ending(response: Response) -> str:
    kind = response.headers.get("content-type", "")
    return next((ending for ending in ("json", "xml", "html") if ending in kind), "txt")


def _counted(response: Response) -> Mapping[str, Any]:
    """How many rows an answer has, and what its `meta` says, where it has such things."""
    answer = _read(response)
    data = answer.get("data") if isinstance(answer, dict) else answer
    found: dict[str, Any] = {} if not isinstance(data, list) else {"rows": len(data)}
    if isinstance(answer, dict) and isinstance(answer.get("meta"), dict):
        found["meta"] = answer["meta"]
    return found


def _read(response: Response | None) -> Any:
    try:
        return None if response is None else json.loads(response.body)
    except ValueError:
        return None


def _rows(content: Any, *names: str) -> list[Mapping[str, Any]]:
    """The objects of the first list under one of the names, or of the content itself."""
    lists = [content, *(content.get(name) for name in names)] if isinstance(content, dict) else [content]
    return next(([row for row in one if isinstance(row, dict)] for one in lists if isinstance(one, list)), [])


def _past(rows: list[Mapping[str, Any]], name: str, now: str) -> Iterator[Mapping[str, Any]]:
    """The rows whose date has come, the latest first."""
    dated = [row for row in rows if isinstance(row.get(name), str) and row[name] <= now]
    return iter(sorted(dated, key=lambda row: str(row[name]), reverse=True))


def _balldontlie(provider: Provider, ask: Ask, settings: Settings, now: str) -> None:  # noqa: ARG001 - as the others
    known: dict[str, str] = {}
    years: list[str] = []

    def rows(endpoint: Endpoint, values: Mapping[str, str], name: str) -> list[Mapping[str, Any]]:
        scope = Scope(endpoint.name, tuple((param, values[param]) for param in endpoint.ask))
        return _rows(_read(ask(name, provider.request(endpoint, (scope,)))), "data")

    for endpoint in provider.endpoints:
        wanted = "qualifying" if endpoint.each == "sessions_qualifying" else "race"
        values = known | ({"session_ids[]": known[wanted]} if wanted in known else {})
        if endpoint.name == "seasons":
            listed = [row.get("year") for row in rows(endpoint, values, endpoint.name)]
            years = sorted((str(year) for year in listed if str(year) <= now[:4]), reverse=True)
        elif endpoint.name == "events":
            # In January the newest season has no race behind it yet.
            for number, year in enumerate(years[:_SEASONS]):
                name = "events" if number == 0 else f"events_{year}"
                event = next(_past(rows(endpoint, {"season": year}, name), "end_date", now), None)
                if event is not None:
                    known |= {"season": year, "event_ids[]": str(event["id"])}
                    break
        elif set(endpoint.ask) <= values.keys():
            found = rows(endpoint, values, endpoint.name)
            for session in _past(found, "date", now) if endpoint.name == "sessions" else ():
                kind = str(session.get("type")).lower()
                known.setdefault("qualifying" if "qualifying" in kind else kind, str(session["id"]))
    drivers = provider.prefix + "drivers"
    ask("per_page_101", Request(provider.name, "drivers", drivers, (("per_page", "101"),)))
    ask("no_such_path", Request(provider.name, "unknown", provider.prefix + _MADE_UP))


def _sportradar(provider: Provider, ask: Ask, settings: Settings, now: str) -> None:
    slots = {"access_level": settings.sportradar_access_level, "language": settings.sportradar_language}

    def request(endpoint: str, **asked: Any) -> Request:
        params: Params = tuple((name, str(value)) for name, value in asked.items())
        scope = Scope(endpoint, params)
        return provider.request(provider.by_name[endpoint], (scope,), suffix=".json", slots=slots)

    seasons = ask("seasons", request("seasons"))
    ask("merge_mappings", request("merge_mappings"))
    season = next(_past(_rows(_read(seasons), "stages"), "scheduled", now), None)
    if seasons is not None and "etag" in seasons.headers:
        again = request("seasons")
        ask(
            "not_modified",
            Request(again.provider, "seasons", again.path, (), (("If-None-Match", seasons.headers["etag"]),)),
        )
    if season is not None:
        schedule = ask("schedule", request("schedule", stage_id=season["id"]))
        ask("deleted_stages", request("deleted_stages", stage_id=season["id"]))
        ask("probabilities", request("probabilities", stage_id=season["id"]))
        event = next(_past(_rows(_read(schedule), "stages"), "scheduled", now), None)
        if event is not None:
            _sportradar_event(ask, request, event["id"])
    path = request("seasons").path.replace("seasons.json", f"{_MADE_UP}.json")
    ask("no_such_path", Request(provider.name, "unknown", path))


def _sportradar_event(ask: Ask, request: Callable[..., Request], event: Any) -> None:
    content = _read(ask("summary_event", request("summary", stage_id=event)))
    stage = content.get("stage") if isinstance(content, dict) else None
    race = next((one for one in _rows(stage, "stages") if one.get("type") == "race"), None)
    summary = (
        _read(ask("summary_race", request("summary", stage_id=race["id"]))) if race is not None else None
    )
    ran = summary.get("stage") if isinstance(summary, dict) else None
    for competitor in [*_rows(ran, "competitors"), *_rows(stage, "competitors")][:1]:
        profile = _read(
            ask("competitor_profile", request("competitor_profile", competitor_id=competitor["id"]))
        )
        team = competitor.get("team") or next(iter(_rows(profile, "teams")), None)
        if isinstance(team, dict) and "id" in team:
            ask("team_profile", request("team_profile", team_id=team["id"]))


def _altsportsdata(provider: Provider, ask: Ask, settings: Settings, now: str) -> None:  # noqa: ARG001 - as the others
    def request(endpoint: str, params: Params = ()) -> Request:
        return provider.request(provider.by_name[endpoint], (Scope(endpoint, params),))

    ask("sports", request("sports"))
    events = _rows(_read(ask("events", request("events"))), "data")
    event = next(_past(events, "startDate", now), None)
    if event is None:
        return
    about = (("event_id", str(event["id"])),)
    content = _read(ask("event_detail", request("event_detail", about)))
    detail = content.get("data", content) if isinstance(content, dict) else None
    heats = [heat for one in [*_rows(detail, "rounds"), detail] for heat in _rows(one, "heats")]
    for heat in heats[-1:]:
        heat_id = heat.get("heatId") or heat.get("id")
        ask("heat_scores", request("heat_scores", (*about, ("heat_id", str(heat_id)))))


_ASKED: Mapping[str, Callable[[Provider, Ask, Settings, str], None]] = {
    "balldontlie": _balldontlie, "sportradar": _sportradar, "altsportsdata": _altsportsdata,
}  # fmt: skip
