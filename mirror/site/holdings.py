"""What the pages of a season, an event, a session and a driver show: one function a page, with what its template names."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mirror.charts import CHARTS
from mirror.reading import Coverage, Mirror
from mirror.settings import Settings
from mirror.site.cells import at_the_track
from mirror.site.figures import shown

Page = dict[str, Any]

# The views of a session, an event or a season, and what a page calls them.
FACTS = {
    "results": "Results", "qualifying": "Qualifying", "laps": "Laps", "positions": "Positions by lap",
    "stints": "Tyre stints", "pit_stops": "Pit stops", "race_control": "Race control", "track_status": "Track status",
    "weather": "Weather", "probabilities": "Probabilities",
}  # fmt: skip
_OF_A_RACE = ("race_trace", "position_chart", "lap_times", "tyre_stints", "pit_loss", "weather")
_OF_A_QUALIFYING = ("qualifying_gaps", "lap_times", "tyre_stints", "weather")
CHARTS_OF = {
    "race": _OF_A_RACE, "sprint": _OF_A_RACE, "qualifying": _OF_A_QUALIFYING, "sprint_qualifying": _OF_A_QUALIFYING,
}  # fmt: skip
_OF_ANOTHER = ("lap_times", "tyre_stints", "weather")
# The views of a session that a chart is drawn from: where all are empty there is nothing to draw.
_DRAWN_FROM = {
    "race_trace": ("laps", "positions"), "position_chart": ("positions", "laps"), "lap_times": ("laps",),
    "tyre_stints": ("stints",), "pit_loss": ("pit_stops",), "weather": ("weather",), "qualifying_gaps": ("qualifying",),
}  # fmt: skip
WORDS = {
    "complete": "complete", "partial": "partial", "never_asked": "never asked", "not_entitled": "not entitled",
    "not_published": "not published", "quarantined": "quarantined",
}  # fmt: skip

# A name, and what stands for it while only the id of a thing is known.
_OR_ELSE = (
    ("event", "event_id"), ("session", "session_id"), ("driver", "driver_id"), ("team", "team_id"),
    ("name", "session_id"), ("name", "event_id"), ("name", "driver_id"),
)  # fmt: skip

_ID = """
select canonical_id from crosswalk where kind = :kind and (canonical_id = :id or provider_id = :id)
order by canonical_id = :id desc, provider limit 1
"""
_IDS = "select distinct canonical_id from crosswalk where kind = :kind"
_RACES = "select * from sessions where type = 'race' order by date desc limit 60"
_EVENTS = "select * from events where season = :season order by start_date, event_id"
_EVENT = "select * from events where event_id = :id"
_SESSIONS = "select * from sessions where event_id = :id order by date, session_id"
_ZONE = "select c.timezone from events as e join circuits as c on c.circuit_id = e.circuit_id where e.event_id = :id"
_SESSION = "select * from sessions where session_id = :id"
_WINNERS = "select event_id, driver from results where season = :season and type = 'race' and position = 1"
_RESULTS = "select * from results where session_id = :id order by position is null, position, driver"
_STANDINGS = """
select * from standings where season = :season and kind = :kind and round is null
order by position is null, position, points desc
"""
_OF_DRIVER = """
select r.*, s.date from results as r join sessions as s on s.session_id = r.session_id
where r.driver_id = :id and r.type in ('race', 'sprint') order by s.date desc limit 60
"""
_SEASONS_OF = """
select season, team, position, points from standings
where driver_id = :id and kind = 'driver' and round is null order by season desc
"""
_NAMES = """
select provider, provider_id, method, confidence from crosswalk
where kind = :kind and canonical_id = :id order by provider, provider_id
"""


class NotHere(Exception):
    """Nothing of that name is mirrored; the message names the nearest."""


@dataclass(frozen=True)
class Holdings:
    """What one mirror holds, page by page; `to` makes the address of a path."""

    mirror: Mirror
    to: Callable[[str], str]
    settings: Settings

    def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a statement as dicts; what nobody has named yet is called by its id."""
        found = self.mirror.sql(sql, values).dicts()
        for row in found:
            for name, other in _OR_ELSE:
                if name in row and row[name] is None and other in row:
                    row[name] = row[other]
        return found

    def canonical(self, kind: str, name: str) -> str:
        """The canonical id for a canonical or a provider's id. Raises NotHere, which names the nearest."""
        found = self.rows(_ID, kind=kind, id=name)
        if found:
            return str(found[0]["canonical_id"])
        known = [str(row["canonical_id"]) for row in self.rows(_IDS, kind=kind)]
        near = difflib.get_close_matches(name, known, n=3)
        also = f"; the nearest are {', '.join(near)}" if near else ""
        raise NotHere(f"The mirror has no {kind} {name[:60]!r}{also}.")

    def charts(
        self, names: tuple[str, ...], kinds: list[dict[str, Any]] | None = None, **given: str
    ) -> list[dict[str, Any]]:
        """The figures of those charts that there are; `nothing` says what is missing where `kinds` has none of it."""
        held = {kind["view"]: kind for kind in kinds or ()}
        found = []
        for name in names:
            if name in CHARTS:
                sources = [held[view] for view in _DRAWN_FROM.get(name, ()) if view in held]
                missing = sources and not any(kind["rows"] for kind in sources)
                nothing = f"{sources[0]['title'].lower()}: {sources[0]['words']}" if missing else ""
                found.append(shown(CHARTS[name], given, self.to) | {"nothing": nothing})
        return found

    def latest(self, view: str = "results") -> dict[str, Any] | None:
        """The latest race that has rows in `view`, as a row of the view `sessions`; None while there is none."""
        for race in self.rows(_RACES):
            if self.rows(
                f"select 1 as there from {view} where session_id = :id limit 1", id=race["session_id"]
            ):
                return race
        return None

    def season(self, name: str) -> Page:
        """One season: its events and standings. Raises NotHere."""
        year = int(self.canonical("season", name))
        winners = {row["event_id"]: row["driver"] for row in self.rows(_WINNERS, season=year)}
        events = self.rows(_EVENTS, season=year)
        for event in events:
            event["href"], event["winner"] = (
                self.to(f"/event/{event['event_id']}"),
                winners.get(event["event_id"]),
            )
            event["start_date"] = moment(event["start_date"])
        drivers = self.rows(_STANDINGS, season=year, kind="driver")
        for one in drivers:
            one["name"], one["href"] = one["driver"], self.to(f"/driver/{one['driver_id']}")
        teams = [one | {"name": one["team"]} for one in self.rows(_STANDINGS, season=year, kind="team")]
        return {
            "trail": [], "season": year, "events": events, "drivers": drivers, "teams": teams,
            "charts": self.charts(("points_by_round",), season=str(year)),
            "kinds": self.kinds(("results",), season=year),
            "why": self.mirror.coverage(endpoint="events").sentence,
        }  # fmt: skip

    def event(self, name: str) -> Page:
        """One event: its sessions, and the charts of its race. Raises NotHere."""
        event_id = self.canonical("event", name)
        event = self.rows(_EVENT, id=event_id)[0]
        sessions = self.rows(_SESSIONS, id=event_id)
        zone = self._zone(event_id)
        for one in sessions:
            one["href"], one["local"] = (
                self.to(f"/session/{one['session_id']}"),
                at_the_track(one["date"], zone),
            )
            one["date"] = moment(one["date"])
        season = self.rows(_EVENTS, season=event["season"])
        place = [one["event_id"] for one in season].index(event_id)
        race = next((one for one in sessions if one["type"] == "race"), None)
        kinds = [] if race is None else self.kinds(tuple(FACTS), session=race["session_id"])
        return {
            "trail": [(str(event["season"]), self.to(f"/season/{event['season']}"))],
            "event": event,
            "facts": _facts(event, "round", "circuit", "location", "country", "start_date", "status"),
            "zone": zone,
            "before": self._beside(season, place - 1), "after": self._beside(season, place + 1),
            "sessions": sessions,
            "charts": [] if race is None else [
                *self.charts(_OF_A_RACE[:5], kinds, session=race["session_id"]),
                *self.charts(("qualifying_gaps",), session=race["session_id"]),
            ],
            "kinds": kinds,
            "why": self.mirror.coverage(endpoint="sessions", season=event["season"]).sentence,
        }  # fmt: skip

    def _zone(self, event_id: str) -> str | None:
        """The time zone at the track, where a provider tells it."""
        found = self.rows(_ZONE, id=event_id)
        return found[0]["timezone"] if found else None

    def _beside(self, events: list[dict[str, Any]], place: int) -> dict[str, Any] | None:
        if not 0 <= place < len(events):
            return None
        return {"name": events[place]["name"], "href": self.to(f"/event/{events[place]['event_id']}")}

    def session(self, name: str) -> Page:
        """One session: its result, charts, coverage and verdicts. Raises NotHere."""
        session_id = self.canonical("session", name)
        session = self.rows(_SESSION, id=session_id)[0]
        results = self.rows(_RESULTS, id=session_id)
        for one in results:
            one["href"] = self.to(f"/driver/{one['driver_id']}")
        wanted = {
            "driver": "Driver", "team": "Team", "position": "Position", "grid": "Grid", "laps_completed": "Laps",
            "race_time_ms": "Time", "gap_to_leader_ms": "Gap", "laps_down": "Laps down", "fastest_lap_ms": "Fastest lap",
            "pit_stops": "Stops", "points": "Points", "status": "Status", "provider": "From",
        }  # fmt: skip
        held = [name for name in wanted if any(one[name] is not None for one in results)]
        kinds = self.kinds(tuple(FACTS), session=session_id)
        answer = self.mirror.results(session=session_id)
        return {
            "trail": [
                (str(session["season"]), self.to(f"/season/{session['season']}")),
                (session["event"], self.to(f"/event/{session['event_id']}")),
            ],
            "session": session,
            "facts": _facts(session, "type", "date", "status", "provider"),
            "local": at_the_track(session["date"], self._zone(session["event_id"])),
            "results": results,
            "columns": [(name, wanted[name]) for name in held],
            "why": answer.why if not results else "",
            "charts": self.charts(CHARTS_OF.get(session["type"], _OF_ANOTHER), kinds, session=session_id),
            "kinds": kinds,
            "verdicts": self.mirror.verdicts(session=session_id).dicts(),
        }

    def driver(self, name: str) -> Page:
        """One driver: seasons, results, and the names in the providers. Raises NotHere."""
        driver_id = self.canonical("driver", name)
        driver = self.rows("select * from drivers where driver_id = :id", id=driver_id)[0]
        seasons = self.rows(_SEASONS_OF, id=driver_id)
        for one in seasons:
            one["href"] = self.to(f"/season/{one['season']}")
        results = self.rows(_OF_DRIVER, id=driver_id)
        for one in results:
            one["href"] = self.to(f"/session/{one['session_id']}")
        return {
            "trail": [],
            "driver": driver,
            "facts": _facts(driver, "code", "number", "country", "born"),
            "seasons": seasons, "results": results,
            "why": "No result of a race or a sprint is mirrored.",
            "names": self.rows(_NAMES, kind="driver", id=driver_id),
        }  # fmt: skip

    def kinds(self, views: tuple[str, ...], **given: Any) -> list[dict[str, Any]]:
        """How many rows of each kind there are, and whether that is all: never a silent zero."""
        found = []
        for view in views:
            answer = getattr(self.mirror, view)(**given)
            state, words = _covered(answer.coverage)
            column, value = next(iter(given.items()))
            key = f"{column}_id" if column in ("session", "event") else column
            found.append(
                {"view": view, "title": FACTS[view], "rows": answer.count(), "state": state, "words": words,
                 "href": self.to(f"/f1/{view}?{key}={value}")}
            )  # fmt: skip
        return found


def _covered(coverage: Coverage) -> tuple[str, str]:
    """A state and the words for it: the state itself when all scopes share it, otherwise how many are in which."""
    states = {state: count for state, count in coverage.states.items() if count}
    if not states:
        return "never_asked", "nothing to ask for yet"
    if len(states) == 1:
        state = next(iter(states))
        return state, WORDS[state]
    told = ", ".join(f"{count:,} {WORDS[state]}" for state, count in states.items())
    return "partial", told


def _facts(row: Mapping[str, Any], *names: str) -> str:
    told = []
    for name in names:
        value = row.get(name)
        if value is not None:
            shown_value = moment(value) if name in ("date", "start_date") else value
            told.append(
                f"{name.replace('_', ' ')} {shown_value}" if name in ("round", "number") else f"{shown_value}"
            )
    return ", ".join(told)


def moment(text: str | None) -> str | None:
    """An instant as people read it."""
    return None if text is None else f"{text[:10]} {text[11:16]} UTC"
