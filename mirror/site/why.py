"""Why a table, a view or a query has nothing to show: what was asked of the providers for it, in a sentence."""

from collections.abc import Mapping
from typing import Any

from mirror import views
from mirror.errors import MirrorError
from mirror.queries import QUERIES
from mirror.reading import Mirror
from mirror.reading.endpoints import ENDPOINTS
from mirror.site.names import query_called

_IDS = ("event_id", "session_id", "driver_id", "team_id")


def why(mirror: Mirror, name: str, given: Mapping[str, str]) -> str | None:
    """The sentence for the table, view or query `name` under the arguments of its page; None when there is none to say."""
    try:
        if "_next" in given:
            return "There is nothing further: the rows end before that."
        query = query_called(name)
        if query is not None:
            asked = {one.name: given.get(one.name) for one in QUERIES[query].parameters}
            return str(getattr(mirror.q, query)(**asked).why)
        if name in views.asked():
            return str(getattr(mirror, name)(**_narrowing(given)).why)
        provider = name.partition("_")[0]
        endpoints = [own for own, one in ENDPOINTS.get(provider, {}).items() if one.table == name]
        if not endpoints:
            return None
        return mirror.coverage(provider, endpoints[0] if len(endpoints) == 1 else None).sentence
    except MirrorError:  # the arguments name nothing that is here
        return None


def _narrowing(given: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: given[name] for name in _IDS if given.get(name)}
    season = given.get("season", "")
    return found | ({"season": int(season)} if season.isdecimal() and len(season) == 4 else {})
