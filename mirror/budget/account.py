"""Which tier a BALLDONTLIE key has: one call to the account route, whose body echoes the key and is never kept.

GET /account/v1/me answers `{email, api_key, tier, subscriptions: [{sport, tier}]}` to the header `Authorization: Bearer
KEY` (the vendor's OpenAPI file for accounts). Tiers are per sport, so the subscription for Formula 1 decides where there
is one.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from mirror.catalogue import Scope
from mirror.errors import NoAnswer
from mirror.http import Client, Request, Response
from mirror.instants import stamp, unix
from mirror.providers.balldontlie import GOAT, TIER_WORDS, TIERS
from mirror.settings import Settings
from mirror.store import Settled, Store

if TYPE_CHECKING:
    import httpx

PROVIDER, ENDPOINT = "balldontlie", "account"
# A tier may rise at any time, but a run that was killed and starts again need not ask twice.
_IS_FRESH = 120.0  # seconds
_TOP_IS_FRESH = 86_400.0


def last_told(store: Store, settings: Settings, now: float) -> tuple[int | None, bool]:
    """The tier (0 free, 1 all-star, 2 goat) that is configured or was told last, None where none was, and whether it counts
    at `now` (unix seconds); else it is to be asked for.
    """
    if settings.balldontlie_tier is not None:
        return TIERS.index(settings.balldontlie_tier), True
    known = store.checkpoint(PROVIDER, Scope(ENDPOINT))
    tier = None if known is None or known["tier"] is None else int(known["tier"])
    return tier, is_fresh(known, now)


def tier_of(
    store: Store,
    settings: Settings,
    base_url: str,
    key: str,
    now: float,
    transport: "httpx.BaseTransport | None",
    spend: Callable[[], None],
    puts_off: Callable[[int, Response], bool] = lambda number, response: False,
) -> int | None:
    """The tier (0 free, 1 all-star, 2 goat): configured, known from a moment ago, or asked for. None when not told.

    `puts_off` says whether an answer, with its number in the ledger, asks to come back later: then what was told last stays.
    """
    tier, counts = last_told(store, settings, now)
    if counts:
        return tier
    spend()
    request = Request(PROVIDER, ENDPOINT, "/account/v1/me")
    number = store.leaving(request, (), stamp(now))
    within = settings.f1_mirror_answer_seconds
    client = Client(base_url, key, {"Authorization": f"Bearer {key}"}, within=within, transport=transport)
    try:
        response = client.send(request)
    except NoAnswer as trouble:
        store.settle(PROVIDER, ENDPOINT, stamp(now), Settled(number, str(trouble)[:200]))
        return None
    finally:
        client.close()
    settled = Settled(number, "tier", response.status, round(response.seconds, 6), len(response.body))
    if puts_off(number, response):
        store.settle(PROVIDER, ENDPOINT, stamp(now), settled)
        return tier
    tier = told(response.body) if response.status == 200 else None
    checkpoint = {"state": "complete", "tier": tier, "asked_at": stamp(now)}
    store.settle(PROVIDER, ENDPOINT, stamp(now), settled, checkpoints=[(Scope(ENDPOINT), checkpoint)])
    return tier


def is_fresh(known: Mapping[str, Any] | None, now: float) -> bool:
    """Whether what was last learnt of the tier (or that it is not told) still counts at `now` (unix seconds)."""
    if known is None or known["asked_at"] is None:
        return False
    return 0 <= now - unix(known["asked_at"]) < (_TOP_IS_FRESH if known["tier"] == GOAT else _IS_FRESH)


def told(body: bytes) -> int | None:
    """The tier that an account's body tells for Formula 1; None when it tells none."""
    try:
        answer = msgspec.json.decode(body)
    except msgspec.MsgspecError:
        return None
    if isinstance(answer, dict) and isinstance(answer.get("data"), dict):
        answer = answer["data"]
    if not isinstance(answer, dict):
        return None
    subscriptions = answer.get("subscriptions")
    for subscription in subscriptions if isinstance(subscriptions, list) else []:
        if isinstance(subscription, dict) and _word(subscription.get("sport")) in (
            "f1",
            "formula1",
            "formula 1",
        ):
            return TIER_WORDS.get(_word(subscription.get("tier")))
    return TIER_WORDS.get(_word(answer.get("tier")))


def _word(value: Any) -> str:
    return value.lower() if isinstance(value, str) else ""
