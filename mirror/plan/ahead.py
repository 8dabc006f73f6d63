"""What answers still to come will list: a season brings events, an event sessions, a session its facts."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from mirror.catalogue import Endpoint, Provider, Scope
from mirror.instants import stamp
from mirror.plan.prices import DOCUMENTED, OWN, Ahead, Draft, Prices, priced, unanswered
from mirror.providers.balldontlie import TIERS
from mirror.selection import Selection
from mirror.store.store import read_checkpoints
from mirror.walk.due import Checkpoint, due, has_had_rows, listed, seasons, wanted

_SEASONS = 3  # how many BALLDONTLIE's documentation lists
_NEW_PEOPLE = 0.25  # share of a season's drivers and teams that no earlier season had, about

_LAPS = """
select session_id, sum(laps_completed), sum(laps_completed > 0)
from balldontlie_session_results
where removed_at is null and laps_completed is not null
group by session_id
"""


@dataclass(frozen=True)
class _Edge:
    """What one answer of `endpoint` lists (about a scope of kind `of`; None for any).

    `documented` is how many of each kind, `own` the query for the same in this mirror: rows (kind, how many an answer).
    `feeds` are the lists of scopes (`sql/each`) they get into, with the kinds that do; None for all.
    """

    endpoint: str
    of: str | None
    documented: Mapping[str, float]
    own: str
    feeds: Mapping[str, frozenset[str] | None]


_CHILDREN = """
select below.type, count(*) * 1.0 / count(distinct below.parent_id)
from sportradar_stages as below
join sportradar_stages as above on above.id = below.parent_id
where above.type = '{above}' and below.type = '{below}'
group by below.type
"""
_STANDING = """
select '{kind}', count(distinct r.stage_id || r.{kind}_id) * 1.0 / count(distinct r.stage_id)
from sportradar_stage_results as r
join sportradar_stages as s on s.id = r.stage_id
where s.type = 'season' and r.{kind}_id is not null and r.removed_at is null
"""
_EDGES = {
    "balldontlie": (
        _Edge(
            "events", None, {"event": 24},
            "select 'event', count(*) * 1.0 / count(distinct season) from balldontlie_events"
            " where removed_at is null and season is not null",
            {"events": None},
        ),
        _Edge(
            "sessions", None, {"practice": 2.5, "qualifying": 1.25, "sprint": 0.25, "race": 1},
            "select type, count(*) * 1.0 / (select count(distinct event_id) from balldontlie_sessions)"
            " from balldontlie_sessions where removed_at is null and event_id is not null group by type",
            {"sessions_begun": None, "sessions_qualifying": frozenset({"qualifying", "other"})},
        ),
    ),
    "sportradar": (
        _Edge(
            "schedule", None, {"event": 24, "practice": 60, "qualifying": 30, "race": 24, "sprint_race": 6},
            "select type, count(*) * 1.0 /"
            " (select count(distinct parent_id) from sportradar_stages where type = 'event') from sportradar_stages"
            " where removed_at is null and parent_id is not null"
            " and type not in ('sport', 'season', 'qualifying_part', 'lap') group by type",
            {"stages": None, "markets": frozenset({"event", "race"})},
        ),
        _Edge("summary", "season", {"competitor": 21}, _STANDING.format(kind="competitor"), {"competitors": None}),
        _Edge("summary", "season", {"team": 10}, _STANDING.format(kind="team"), {"teams": None}),
        _Edge(
            "summary", "qualifying", {"qualifying_part": 3},
            _CHILDREN.format(above="qualifying", below="qualifying_part"), {"stages": None},
        ),
        _Edge("summary", "race", {"lap": 60}, _CHILDREN.format(above="race", below="lap"), {"stages": None}),
        _Edge(
            "summary", "sprint_race", {"lap": 19},
            _CHILDREN.format(above="sprint_race", below="lap"), {"stages": None},
        ),
    ),
    "altsportsdata": (
        _Edge(
            "events", None, {"event": 24},
            "select 'event', count(*) * 1.0 / count(distinct coalesce(tour_year, year, substr(start_date, 1, 4)))"
            " from altsportsdata_events where removed_at is null and lower(sport_type) = 'f1'",
            {"events_begun": None},
        ),
        _Edge(
            "event_detail", None, {"heat": 5},
            "select 'heat', count(*) * 1.0 / count(distinct event_id)"
            " from altsportsdata_heats where removed_at is null",
            {"heats_begun": None},
        ),
    ),
}  # fmt: skip

_OF_SEASONS_BEGUN = (
    "seasons_begun",
    "stages",
    "markets",
)  # lists that hold a season itself, but for `seasons`
_ASKED = "for the seasons asked for"
_EVER = {"seasons", "events", "markets"}  # lists that also hold what has not begun

_KINDS = {
    "balldontlie": "select 'session_ids[]=' || id, type from balldontlie_sessions",
    "sportradar": "select 'stage_id=' || id, type from sportradar_stages",
}
_BRANCHED = (
    "select distinct 'stage_id=' || parent_id from sportradar_stages where type in ('qualifying_part', 'lap')"
)


def _kind(provider: str, given: str | None) -> str:
    """The kind of session or stage: BALLDONTLIE's types are no closed list, so theirs are told by their words."""
    word = (given or "").lower()
    if provider != "balldontlie":
        return word
    kinds = {
        "practice": "practice",
        "qualifying": "qualifying",
        "shootout": "qualifying",
        "sprint": "sprint",
        "race": "race",
    }
    return next((kind for part, kind in kinds.items() if part in word), "other")


def _share_begun(season: int | None, now: float) -> float:
    """About how much of a season's calendar, March to early December, is over at `now`."""
    moment = datetime.fromtimestamp(now, UTC)
    if season is None or season != moment.year:
        return 1.0 if season is None or season < moment.year else 0.0
    first, last = datetime(season, 3, 1, tzinfo=UTC), datetime(season, 12, 8, tzinfo=UTC)
    return min(1.0, max(0.0, (moment - first) / (last - first)))


class Foresight:
    """Goes through one provider's endpoints as a sync would, wave by wave, and counts.

    `tier` is the key's tier, None where nobody told it; `now` is in unix seconds.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        provider: Provider,
        selection: Selection,
        tier: int | None,
        now: float,
    ) -> None:
        self._connection, self._provider, self._selection = connection, provider, selection
        self._tier, self._now = tier, now
        sql = _KINDS.get(provider.name)
        rows = connection.execute(sql) if sql else ()
        self._kinds = {scope: _kind(provider.name, kind) for scope, kind in rows}
        self._endpoints = wanted(provider, selection)
        self._allowed = [e for e in self._endpoints if tier is None or e.tier <= tier]
        self._ahead: defaultdict[str, list[Ahead]] = defaultdict(list)
        self._counted_on: defaultdict[str, list[str]] = defaultdict(list)

    def drafts(self, skipped: list[dict[str, str]]) -> list[Draft]:
        """What each endpoint comes to, in the order of the catalogue; what is above the tier goes to `skipped`."""
        if self._tier is not None:
            for endpoint in self._endpoints:
                if endpoint.tier > self._tier:
                    why = f"above the key's tier: {TIERS[endpoint.tier]} has it, this one is {TIERS[self._tier]}"
                    skipped.append({"provider": self._provider.name, "endpoint": endpoint.name, "why": why})
        moment = stamp(self._now)
        found = due(
            self._connection, self._provider, self._selection, now=moment, tier=self._tier, began=moment
        )
        self._foresee(found)
        laps = {}
        if self._provider.name == "balldontlie":
            laps = {
                f"session_ids[]={session}": (all_, drivers)
                for session, all_, drivers in self._connection.execute(_LAPS)
            }
        made = []
        for endpoint in self._allowed:
            known = read_checkpoints(self._connection, self._provider.name, endpoint.name)
            prices = Prices(endpoint, known, self._kinds, laps)
            draft = priced(endpoint, found[endpoint.name], self._ahead[endpoint.name], prices)
            if (
                endpoint.unsaid
                and draft.scopes
                and not has_had_rows(self._connection, self._provider.name, endpoint.name)
            ):
                draft.requests += 1  # whether the question is heeded: see `mirror.run.canary`
            for words in self._counted_on[endpoint.name]:
                draft.rests_on(f"scopes counted {words}")
            made.append(draft)
        return [draft for draft in made if draft.scopes]

    def _foresee(self, found: Mapping[str, list[tuple[Scope, Checkpoint | None]]]) -> None:
        """Counts the scopes that answers still to come will list."""
        years = self._years()
        unlisted = any(unanswered(row) for _, row in found.get("seasons", ()))
        if unlisted:
            for year in years:
                season = Ahead("season", 1.0, _share_begun(year, self._now))
                begins = Ahead("season", 1.0, float(year <= datetime.fromtimestamp(self._now, UTC).year))
                self._feed(dict.fromkeys(_OF_SEASONS_BEGUN), begins, _ASKED)
                self._feed({"seasons": None}, season, _ASKED)
            self._feed({"stages": None}, Ahead("sport", 1.0, 1.0), _ASKED)
        branched = {scope for (scope,) in self._connection.execute(_BRANCHED)}
        for endpoint in self._allowed:
            above = [*self._ahead[endpoint.name]]
            for scope, row in found[endpoint.name]:
                if unanswered(row) and scope.text not in branched:
                    above += self._about(endpoint, scope, years)
            for edge in _EDGES[self._provider.name]:
                if edge.endpoint == endpoint.name and (self._selection.laps or "lap" not in edge.documented):
                    self._follow(edge, [one for one in above if edge.of in (None, one.kind)])

    def _about(self, endpoint: Endpoint, scope: Scope, years: Iterable[int]) -> list[Ahead]:
        """What a scope that was never answered is about; a list of all events is about every season asked for."""
        if not endpoint.ask and endpoint.name == "events":
            return [Ahead("season", 1.0, _share_begun(year, self._now)) for year in years]
        kind = self._kinds.get(scope.text, "")
        if endpoint.each == "seasons" or kind == "season":
            return [Ahead("season", 1.0, _share_begun(scope.season, self._now))]
        begun = scope.starts_at is None or scope.starts_at <= stamp(self._now)
        return [Ahead(kind, 1.0, float(begun))]

    def _years(self) -> list[int]:
        """The seasons that a list still to come is taken to hold."""
        known = [
            listed(self._connection, self._provider, e, now=stamp(self._now), laps=False)
            for e in self._allowed
            if e.each in ("seasons", "events_begun")
        ]
        chosen = seasons(known, self._selection, stamp(self._now))
        year = datetime.fromtimestamp(self._now, UTC).year
        return sorted(range(year - _SEASONS + 1, year + 1) if chosen is None else chosen)

    def _follow(self, edge: _Edge, above: list[Ahead]) -> None:
        """Counts what the answers about `above` will list."""
        if not above:
            return
        own: defaultdict[str, float] = defaultdict(float)
        for kind, number in self._connection.execute(edge.own):
            if number is not None:
                own[_kind(self._provider.name, kind) if edge.of is None else kind] += number
        below, words = (own, OWN) if own else (edge.documented, DOCUMENTED)
        for place, one in enumerate(above):
            again = _NEW_PEOPLE if edge.of == "season" and (place or own) else 1.0
            for kind, number in below.items():
                self._feed(edge.feeds, Ahead(kind, one.count * number * again, one.begun), words)

    def _feed(self, lists: Mapping[str, frozenset[str] | None], ahead: Ahead, words: str) -> None:
        """Adds scopes to come to every endpoint whose list they will be in."""
        for endpoint in self._allowed:
            kinds = lists.get(endpoint.each, frozenset())
            if kinds is not None and ahead.kind not in kinds:
                continue
            begun = 1.0 if endpoint.each in _EVER else ahead.begun
            here = Ahead(ahead.kind, ahead.count * begun, ahead.begun / begun if begun else 0.0)
            if here.count:
                self._ahead[endpoint.name].append(here)
                if words not in self._counted_on[endpoint.name]:
                    self._counted_on[endpoint.name].append(words)
