"""What a sync would ask: requests, minutes and quota, from what the mirror knows already. Reads, and sends nothing.

Scopes that the mirror lists cost what `walk.batches` makes of them, and what their last walk took. Where an answer that
is still to come will list more of them (a season brings events, an event sessions), they are counted ahead: as many as
other answers of that kind brought to this mirror, else as many as the documentation adds up to. That is an estimate,
and says on what it rests.
"""

import heapq
import math
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mirror.budget import account
from mirror.budget.pace import Pace
from mirror.budget.silence import silence
from mirror.budget.windows import spent, windows
from mirror.clock import Boot
from mirror.plan.ahead import Foresight
from mirror.plan.prices import Draft
from mirror.providers import PROVIDERS
from mirror.providers.balldontlie import GOAT, TIERS
from mirror.selection import Selection
from mirror.settings import Settings
from mirror.store.files import mirror_ddl
from mirror.store.store import read_checkpoints

PATIENT = 300.0  # seconds; how long a sync waits for a window by itself


@dataclass(frozen=True)
class Line:
    """What one endpoint costs. `estimate` is False where every scope and its pages are known; `basis` says on what an
    estimate rests. `minutes` is its share of its provider's time, without long waits for a window.
    """

    provider: str
    endpoint: str
    scopes: int
    requests: int
    minutes: float
    estimate: bool
    basis: str | None


@dataclass(frozen=True)
class Plan:
    """What a sync would ask.

    `minutes` is how long the slowest provider takes, waiting for its windows included: they run side by side. `quota`
    has for each provider and window `limit`, `spent` before, `left`, and the `share` of it that the plan takes;
    `waits` the longest wait (`seconds`, `window`) of each provider that a sync without `--wait` would not wait out, and
    all such waits together (`together`, seconds). `skipped` is what is not asked, and why; `assumed` what was taken for
    granted; `silent` the providers that want to be left alone (`address`, `until`, `why`, and for how many `seconds` from
    now), which the minutes count too;
    `left` how many requests `--max-requests` leaves over.
    """

    requests: int
    minutes: float
    quota: dict[str, dict[str, dict[str, float]]]
    endpoints: list[Line]
    skipped: list[dict[str, str]]
    assumed: list[str] = field(default_factory=list)
    waits: dict[str, dict[str, Any]] = field(default_factory=dict)
    left: int = 0
    silent: dict[str, dict[str, Any]] = field(default_factory=dict)


def plan(
    connection: sqlite3.Connection | None,
    selection: Selection,
    settings: Settings,
    now: float,
    boot: Boot | None = None,
) -> Plan:
    """What `sync` of `selection` would ask at `now` (unix seconds) of the mirror that `connection` reads; None for a
    mirror that is still to be made. `boot` is the machine's present one, by the clock that tells `now`. Nothing is
    written, and nothing is sent.
    """
    if connection is None:
        connection = sqlite3.connect(":memory:")
        for statement in mirror_ddl():
            connection.execute(statement)
        try:
            return plan(connection, selection, settings, now)
        finally:
            connection.close()
    drafts: dict[str, list[Draft]] = {}
    paces: dict[str, Pace] = {}
    begins: dict[str, float] = {}
    silent: dict[str, dict[str, Any]] = {}
    quota: dict[str, dict[str, dict[str, float]]] = {}
    skipped: list[dict[str, str]] = []
    assumed: list[str] = []
    for name in selection.providers:
        provider = PROVIDERS[name]
        if settings.key(name) is None:
            why = f"no key: get one at {provider.sign_up} and set {name.upper()}_API_KEY"
            skipped.append({"provider": name, "why": why})
            continue
        tier = _tier(connection, settings, now) if name == account.PROVIDER else _Tier(None, None)
        drafts[name] = Foresight(connection, provider, selection, tier.tier, now).drafts(skipped)
        if tier.asks:
            drafts[name].insert(0, Draft(account.ENDPOINT, 1, 1.0))
        if tier.assumed is not None:
            assumed.append(tier.assumed)
        counted = windows(name, settings, tier.paced_for)
        ledger = spent(connection, name, counted, now, boot)
        paces[name], begins[name] = Pace(counted, ledger), now
        told = silence(connection, name, settings.base_url(name) or provider.base_url, now, boot)
        if told is not None:
            silent[name], begins[name] = told.told | {"seconds": round(told.until - now, 3)}, told.until
        quota[name] = {
            window.name: {"limit": window.limit, "spent": sum(at > now - window.seconds for at in ledger)}
            for window in counted
        }
    whole = {name: sum(draft.asks for draft in found) for name, found in drafts.items()}
    sent, seconds, waits = _sending(whole, paces, begins, selection.max_requests)
    for name, counts in quota.items():
        for window in counts.values():
            window["left"] = max(0.0, window["limit"] - window["spent"])
            window["share"] = round(sent[name] / window["limit"], 4)
    lines = []
    for name, found in drafts.items():
        sending = seconds[name] - (waits[name]["together"] if name in waits else 0.0)
        lines += _lines(name, found, sent[name], sending / 60)
    requests = sum(sent.values())
    last = max((begins[name] - now + seconds[name] for name in sent if sent[name]), default=0.0)
    left = sum(whole.values()) - requests
    return Plan(requests, round(last / 60, 2), quota, lines, skipped, assumed, waits, left, silent)


# The key


@dataclass(frozen=True)
class _Tier:
    """The key's tier and that whose rate counts, whether sync asks for it, and what is taken for granted meanwhile."""

    tier: int | None
    paced_for: int | None
    asks: bool = False
    assumed: str | None = None


def _tier(connection: sqlite3.Connection, settings: Settings, now: float) -> _Tier:
    """What sync will find out of BALLDONTLIE's tier, as far as the mirror can tell."""
    if settings.balldontlie_tier is not None:
        tier = TIERS.index(settings.balldontlie_tier)
        return _Tier(tier, tier)
    known = read_checkpoints(connection, account.PROVIDER, account.ENDPOINT).get("")
    if known is None:
        words = f"BALLDONTLIE: the key's tier is not known yet and taken to be {TIERS[GOAT]}; BALLDONTLIE_TIER sets it"
        return _Tier(GOAT, GOAT, asks=True, assumed=words)
    if known["tier"] is None:
        asked = {e.name: e.tier for e in PROVIDERS[account.PROVIDER].endpoints}
        proven = connection.execute(
            "select distinct endpoint from mirror_checkpoints where provider = ? and completed_at is not null",
            (account.PROVIDER,),
        )
        paced_for = max((asked.get(endpoint, 0) for (endpoint,) in proven), default=0)
        words = f"BALLDONTLIE: the account tells no tier; the rate is taken to be that of {TIERS[paced_for]}"
        return _Tier(None, paced_for, asks=not account.is_fresh(known, now), assumed=words)
    tier = int(known["tier"])
    if account.is_fresh(known, now):
        return _Tier(tier, tier)
    return _Tier(
        tier, tier, asks=True, assumed=f"BALLDONTLIE: the key's tier is taken to be still {TIERS[tier]}"
    )


# When it is sent


def _sending(
    whole: Mapping[str, int], paces: Mapping[str, Pace], begins: Mapping[str, float], most: int | None
) -> tuple[dict[str, int], dict[str, float], dict[str, dict[str, Any]]]:
    """Sends nothing, but lets each pace go through it: how many requests each provider gets to send, side by side and
    `most` together, how many seconds after it begins its last one leaves, and the longest wait for a window among them.
    """
    sent = dict.fromkeys(whole, 0)
    seconds = dict.fromkeys(whole, 0.0)
    waits: dict[str, dict[str, Any]] = {}
    coming = [(begins[name], name) for name, count in whole.items() if count]
    heapq.heapify(coming)
    while coming and (most is None or sum(sent.values()) < most):
        before, name = heapq.heappop(coming)
        moment, window = paces[name].until_reset(before)
        if moment > before:
            if window is not None and moment - before > PATIENT:
                known = waits.setdefault(name, {"seconds": 0.0, "window": window.name, "together": 0.0})
                known["together"] += moment - before
                if moment - before > known["seconds"]:
                    known |= {"seconds": moment - before, "window": window.name}
            heapq.heappush(coming, (moment, name))
            continue
        paces[name].spend(moment)
        paces[name].answered(moment, moment)
        sent[name] += 1
        seconds[name] = moment - begins[name]
        if sent[name] < whole[name]:
            heapq.heappush(coming, (moment, name))
    return sent, seconds, waits


def _lines(provider: str, drafts: list[Draft], sent: int, minutes: float) -> list[Line]:
    """The drafts of one provider as lines, as far as `sent` requests reach."""
    lines, left = [], sent
    for draft in drafts:
        asks = min(draft.asks, left)
        left -= asks
        if asks or not draft.asks:
            share = minutes * asks / sent if sent else 0.0
            basis = "; ".join(draft.basis) or None
            lines.append(
                Line(
                    provider,
                    draft.endpoint,
                    math.ceil(draft.scopes - 0.5),
                    asks,
                    round(share, 2),
                    basis is not None,
                    basis,
                )
            )
    return lines
