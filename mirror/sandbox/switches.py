"""Every way in which a provider may behave, as one frozen dataclass: what no document settles is a switch.

Section numbers are those of the providers' contracts; a default is what the contract takes for most likely.
"""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from mirror.sandbox.world.calendar import LOAD_ORDER

TIERS = ("free", "all-star", "goat")


def _balldontlie_keys() -> Mapping[str, str]:
    return {"sandbox-goat": "goat", "sandbox-all-star": "all-star", "sandbox-free": "free"}


@dataclass(frozen=True)
class Switches:
    """The behaviour of all three providers and the size of their world."""

    # The world
    seasons: tuple[int, ...] = (2024,)  # years that hold events, 2018 to 2026
    events: int | None = None  # events per season; None is all 24
    laps_scale: float = 1.0  # shrinks sessions; documented ones keep their length
    seed: int = 0  # another seed, other results
    generation: int = 0  # 1 and more: results were corrected since (balldontlie 4.2-9, sportradar 5)
    now: str = "2026-07-01T00:00:00+00:00"  # the world's clock: later sessions are still scheduled

    # BALLDONTLIE
    cursor_mode: Literal["keyset", "id_gt", "id_lt", "keyset_nontotal"] = "keyset"  # 4.1
    full_last_page_cursor: bool = False  # 4: a full last page has a cursor to an empty one
    next_cursor_null: bool = False  # 4: null where it is absent by default
    prev_cursor: Literal["absent", "null"] = "absent"  # 8
    unauthorized_body: Literal["text", "json"] = "text"  # 3
    per_page_over_100: Literal["400", "clamp"] = "400"  # 3
    array_limit: int | None = None  # 5: more ids than this and the filter is ignored
    retry_after: int | None = None  # 2: seconds in Retry-After of a 429
    x_ratelimit: Literal["absent", "present"] = "absent"  # 2
    lap1: Literal["absent", "null_time"] = "absent"  # 7.3
    account: Literal["yes", "404"] = "yes"  # 2: the account routes
    futures_paginated: bool = True  # 8
    team_per: Literal["season", "session"] = "season"  # 6: what driver.team means
    weather_rows: Literal["1", "many"] = "1"  # 5.14
    ids_generation: int = 0  # 7.13: another number, ids allocated again
    ids_anew: Literal["facts", "all"] = (
        "facts"  # 7.13: which: of facts and standings, or of what they are about too
    )
    unknown_season_events: Literal["empty", "404", "all"] = "empty"  # 3: events of a season without any
    balldontlie_rate: float | None = None  # 2: requests a minute, None is the tier's 5, 60 or 600
    balldontlie_keys: Mapping[str, str] = field(default_factory=_balldontlie_keys)  # 2: key -> tier

    # Sportradar
    sportradar_error_style: Literal["mashery", "gateway"] = "mashery"  # 1.6
    etag: bool = True  # 1.5
    not_modified: bool = False  # 1.5: If-None-Match is honoured
    times: Literal["gaps", "absolute"] = "gaps"  # 4.3: the change of April 2025
    team_present: bool = False  # 5.1: False drops competitor.team once a season is over
    namespace: Literal["2019", "2025"] = "2025"  # 2: XML namespace
    finished_forever: bool = False  # 3: stages stay Finished
    future_status: Literal["present", "missing"] = "present"  # 3: status of what is still to come
    probabilities_missing: Literal["404", "empty"] = "404"  # 4.4
    merges: Literal["1", "0"] = "1"  # 4.7: whether there is a merge to tell
    merge_empty: Literal["list", "absent"] = "list"  # 4.7: how no merge is told
    schedule_parts: bool = False  # 4.2: qualifying parts nested in the schedule
    seasons_listed: int | None = None  # 4.1: only the newest N seasons
    sportradar_quota: int | None = 1000  # 1.4: requests per key, None is no end
    sportradar_qps: float = 1.0  # 1.4
    sportradar_keys: tuple[str, ...] = ("sandbox-sportradar",)  # 1.3

    # AltSportsData
    heat_shape: Literal["results", "flat", "flat_status_envelope", "flat_data_meta", "empty"] = "results"  # 3
    ids: Literal["slug", "uuid"] = "slug"  # 1: how events and heats are listed
    strict_ids: bool = False  # 7: an id of the other kind is not found
    altsportsdata_error_style: Literal["platform", "nest"] = "platform"  # 5
    unknown_event: Literal["404", "403"] = "404"  # 5
    duplicates: bool = False  # 3.2: a row per athlete and lap, as in supercross
    zeros_for_nulls: bool = False  # 3.2
    total_laps_name: Literal["athleteTotalLaps", "totalLaps"] = "athleteTotalLaps"  # 3.2
    has_more: int | None = None  # 4.2: events come in pages of this size
    bare_dates: bool = False  # 8: dates without seconds and Z
    altsportsdata_rate: float | None = None  # 6: requests an hour, None is the tier's

    # All three
    latency_ms: int = 0  # every answer waits this long
    new_fields: bool = False  # fields nobody documented appear
    format_change: bool = False  # a documented field changes its type
    mutation: Literal["none", "insert", "change", "delete"] = (
        "none"  # balldontlie 10: a row changes while it is walked
    )

    def __post_init__(self) -> None:
        for year in self.seasons:
            if year not in LOAD_ORDER:
                raise ValueError(f"seasons={year} is not one of {min(LOAD_ORDER)} to {max(LOAD_ORDER)}")
        for tier in self.balldontlie_keys.values():
            if tier not in TIERS:
                raise ValueError(f"balldontlie_keys: the tier {tier!r} is not one of {', '.join(TIERS)}")
        if self.instant.tzinfo is None:
            raise ValueError(f"now={self.now} has no time zone; write it like 2026-07-01T00:00:00+00:00")

    @property
    def instant(self) -> datetime:
        """`now` as a datetime. Raises ValueError when it is none."""
        try:
            return datetime.fromisoformat(self.now)
        except ValueError:
            raise ValueError(
                f"now={self.now} is not a time; write it like 2026-07-01T00:00:00+00:00"
            ) from None

    @classmethod
    def parse(cls, words: Iterable[str]) -> Switches:
        """Switches from words like `cursor_mode=id_gt`, `seasons=2023..2024` or `balldontlie_keys=a:goat,b:free`.

        Raises ValueError with one sentence that names what is allowed.
        """
        changes: dict[str, Any] = {}
        for word in words:
            name, equals, value = word.partition("=")
            if not equals:
                raise ValueError(f"a switch is written name=value, not {word!r}")
            changes[name.strip()] = value.strip()
        return cls().changed(changes)

    def changed(self, changes: Mapping[str, Any]) -> Switches:
        """These switches with some values, texts or JSON values, changed. Raises ValueError with one sentence."""
        if not isinstance(changes, Mapping):
            raise ValueError("switches are changed by a JSON object of names and values")  # noqa: TRY004  one kind of refusal
        return replace(self, **{name: _value(name, given) for name, given in changes.items()})

    def as_json(self) -> dict[str, Any]:
        """All switches as JSON values."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }


@cache
def _hints() -> dict[str, Any]:
    hints = get_type_hints(Switches)
    return {one.name: hints[one.name] for one in fields(Switches)}


def _value(name: str, given: Any) -> Any:
    """What a switch takes for a given text or JSON value."""
    if name not in _hints():
        near = difflib.get_close_matches(name, _hints(), n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"the names are {', '.join(_hints())}"
        raise ValueError(f"there is no switch {name!r}; {hint}")
    hint = _hints()[name]
    if get_origin(hint) in (Union, types.UnionType):
        if given is None or given in ("none", "None", "null", ""):
            return None
        hint = next(part for part in get_args(hint) if part is not types.NoneType)
    return _convert(name, hint, given)


def _convert(name: str, hint: Any, given: Any) -> Any:
    text = str(given)
    if get_origin(hint) is Literal:
        allowed = get_args(hint)
        if text in allowed:
            return text
        near = difflib.get_close_matches(text, allowed, n=1)
        also = f" (did you mean {near[0]}?)" if near else ""
        raise ValueError(f"{name}={text} is not one of {', '.join(allowed)}{also}")
    if hint is bool:
        flags = {
            "true": True,
            "yes": True,
            "on": True,
            "1": True,
            "false": False,
            "no": False,
            "off": False,
            "0": False,
        }
        if text.lower() not in flags:
            raise ValueError(f"{name}={text} is not yes or no")
        return flags[text.lower()]
    if hint in (int, float):
        try:
            return hint(text)
        except ValueError:
            raise ValueError(
                f"{name}={text} is not {'a whole number' if hint is int else 'a number'}"
            ) from None
    if hint == tuple[int, ...]:
        return _years(name, given)
    if hint == tuple[str, ...]:
        return (
            tuple(given)
            if isinstance(given, list | tuple)
            else tuple(part for part in text.split(",") if part)
        )
    if get_origin(hint) is Mapping:
        if isinstance(given, Mapping):
            return {str(key): str(value) for key, value in given.items()}
        pairs = [part.partition(":") for part in text.split(",") if part]
        if not all(colon for _, colon, _ in pairs):
            raise ValueError(f"{name}={text} is not written key:tier,key:tier")
        return {key: value for key, _, value in pairs}
    return text


def _years(name: str, given: Any) -> tuple[int, ...]:
    parts = given if isinstance(given, list | tuple) else str(given).split(",")
    years: list[int] = []
    try:
        for part in parts:
            first, dots, last = str(part).partition("..")
            years += range(int(first), int(last or first) + 1) if dots else [int(first)]
    except ValueError:
        raise ValueError(f"{name}={given} is not written like 2024, 2023..2024 or 2022,2024") from None
    return tuple(years)
