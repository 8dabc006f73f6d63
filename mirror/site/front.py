"""The front page: what the mirror holds, how fresh and how whole it is, and what is left of the budget."""

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from mirror.budget.windows import windows
from mirror.providers import PROVIDERS
from mirror.reading import connect
from mirror.site.holdings import WORDS, Holdings, Page, moment
from mirror.status import STATES, WINDOWS, status

_REFRESHED = "select max(answered_at) from mirror_requests"
# A season that a lone event names, and nothing else is known of, does not lead.
_SEASONS = """
select e.season, e.events, coalesce(s.sessions, 0) as sessions
from (select season, count(*) as events from events group by season) as e
left join (select season, count(*) as sessions from sessions group by season) as s on s.season = e.season
order by s.sessions is null, e.season desc
"""
_FIRST = "select driver from standings where season = :season and kind = 'driver' and round is null and position = 1"


def front(holdings: Holdings, now: float) -> Page:
    """What the front page names, at `now` (unix seconds)."""
    with closing(connect(holdings.mirror.path)) as connection:
        told = status(connection, holdings.mirror.path, now=now)
        refreshed = connection.execute(_REFRESHED).fetchone()[0]
    race = holdings.latest()
    event = None if race is None else race["event_id"]
    return {
        "refreshed": _fresh(refreshed, told),
        "search": holdings.to("/f1/search"),
        "seasons": _seasons(holdings),
        "latest": _latest(holdings, race),
        "links": [
            ("All charts", holdings.to("/-/charts")),
            ("All queries", holdings.to("/f1/-/queries")),
            ("All tables and views", holdings.to("/f1")),
            ("Where providers disagree", holdings.to("/f1/disagreements")),
            ("Coverage, endpoint by endpoint", holdings.to("/f1/coverage")),
        ],
        "providers": [_provider(holdings, name, one) for name, one in told["providers"].items()],
        "verdicts": [] if event is None else _verdicts(holdings, event),
        "verdicts_href": holdings.to("/f1/verdicts"),
    }  # fmt: skip


def _latest(holdings: Holdings, race: dict[str, Any] | None) -> list[Page]:
    """The latest race, and where nothing of it can be drawn yet, the latest one of which the race trace can."""
    drawn = holdings.latest("laps")
    told: list[Page] = []
    for words, one in (("Latest race", race), ("Latest race with laps", drawn)):
        if one is not None and one["session_id"] not in (other["session_id"] for other in told):
            charts = holdings.charts(("race_trace",), session=one["session_id"]) if one == drawn else []
            told.append(
                {
                    "words": words,
                    "session_id": one["session_id"],
                    "title": f"{one['event']} {one['season']}",
                    "href": holdings.to(f"/event/{one['event_id']}"),
                    "charts": charts,
                }
            )
    return told


def _verdicts(holdings: Holdings, event: str) -> list[dict[str, Any]]:
    """How many sessions of the event pass each check, by the named query: the view looks at more than it shows."""
    counted: dict[str, Counter[str]] = {}
    for row in holdings.mirror.q.verdicts(event=event).dicts():
        counted.setdefault(row["check"], Counter())[row["verdict"]] += 1
    return [
        {"check": check, "ok": one["ok"], "failed": one["failed"], "not_checked": one["not checked"]}
        for check, one in sorted(counted.items())
    ]


def _fresh(refreshed: str | None, told: Mapping[str, Any]) -> str:
    """When it was filled last, and whether somebody goes on."""
    snapshot, worker = told["snapshot"], told["worker"]
    if snapshot is not None:
        seasons = snapshot["seasons"]
        which = "" if seasons is None else f", with the seasons {', '.join(map(str, seasons))}"
        as_of = (
            "that knows nothing yet" if snapshot["as_of"] is None else f"as of {moment(snapshot['as_of'])}"
        )
        return f"This is a snapshot {as_of}{which}."
    if refreshed is None:
        return "It has not been filled yet."
    goes_on = " A worker keeps it up to date." if worker is not None and worker["alive"] else ""
    return f"Last refreshed at {moment(refreshed)}.{goes_on}"


def _seasons(holdings: Holdings) -> list[dict[str, Any]]:
    found = holdings.rows(_SEASONS)
    for row in found:
        first = holdings.rows(_FIRST, season=row["season"])
        row["href"] = holdings.to(f"/season/{row['season']}")
        row["champion"] = first[0]["driver"] if first else None
    return found


def _provider(holdings: Holdings, name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    endpoints = []
    unfinished = 0
    for endpoint, one in told["endpoints"].items():
        scopes = one["scopes"]
        unfinished += sum(
            count for state, count in scopes.items() if state not in ("complete", "not_published")
        )
        covered = ", ".join(f"{scopes[state]:,} {WORDS[state]}" for state in STATES if scopes[state])
        endpoints.append(
            {
                "endpoint": endpoint,
                "rows": one["rows"],
                "coverage": covered or "nothing to ask for yet",
                "last_success": moment(one["last_success"]),
                "next_due": moment(one["next_due"]),
            }
        )
    rows = sum(one["rows"] for one in endpoints)
    whole = "everything complete" if not unfinished else f"{unfinished:,} scopes not complete"
    return {
        "title": PROVIDERS[name].title,
        "words": _budget(holdings, name, told["requests"]),
        "summary": f"{len(endpoints)} endpoints, {rows:,} rows, {whole}",
        "unfinished": unfinished,
        "endpoints": endpoints,
    }


def _budget(holdings: Holdings, name: str, spent: Mapping[str, float]) -> str:
    """What was spent and what is left, of the windows that the ledger counts."""
    known = {seconds: window for window, seconds in WINDOWS.items()}
    told = [
        f"{max(0, round(window.limit - spent[known[window.seconds]])):,} of {round(window.limit):,} left"
        f" in the {window.name}"
        for window in windows(name, holdings.settings, None)
        if window.seconds in known
    ]
    asked = round(spent["month"])
    return f"{asked:,} request{'' if asked == 1 else 's'} in the last 30 days{'; ' if told else ''}{', '.join(told)}."
