"""Every way in which a server may page: the mirror is the same under each."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from trial import WORLD, Hasty, Whole, ask, mirror, same, tables

from mirror.sandbox import Sandbox

BALLDONTLIE: list[dict[str, Any]] = [
    {"cursor_mode": "id_gt"},
    {"cursor_mode": "id_lt"},
    {"cursor_mode": "keyset_nontotal"},
    {"cursor_mode": "id_gt", "full_last_page_cursor": True},
    {"cursor_mode": "id_lt", "account": "404"},
    {"cursor_mode": "id_lt", "latency_ms": 3},
    {"full_last_page_cursor": True, "next_cursor_null": True},
    {"prev_cursor": "null", "unauthorized_body": "json", "x_ratelimit": "present"},
    {"per_page_over_100": "clamp", "futures_paginated": False},
    {"array_limit": 20},
    {"array_limit": 3},
    {"array_limit": 1, "cursor_mode": "id_gt"},
    {"account": "404"},
    {"unknown_season_events": "404"},
]
OTHERS: list[dict[str, Any]] = [
    {"etag": False},
    {"not_modified": True, "sportradar_error_style": "gateway"},
    {"probabilities_missing": "empty", "merge_empty": "absent"},
    {"altsportsdata_error_style": "nest", "unknown_event": "403"},
    {"has_more": 1},
]
STANDINGS, MESSAGES = "driver_standings", "race_control_messages"
CURSOR_MODES = ("id_gt", "id_lt", "keyset_nontotal")


def name(switches: dict[str, Any]) -> str:
    return ",".join(f"{name}={value}" for name, value in switches.items())


MATRIX = [("balldontlie", switches) for switches in BALLDONTLIE]
MATRIX += [(provider, switches) for provider in ("sportradar", "altsportsdata") for switches in OTHERS]


@pytest.mark.parametrize(
    ("provider", "switches"), MATRIX, ids=[f"{p}-{name(switches)}" for p, switches in MATRIX]
)
def test_the_mirror_is_the_same(
    box: Sandbox, whole: Whole, path: Path, provider: str, switches: dict[str, Any]
) -> None:
    box.switches = replace(WORLD, **switches)
    result = mirror(path, box, provider)
    assert same(tables(path, provider), whole[provider]) == {}
    assert (result.code, result.providers[0]["failed"]) == (0, [])
    before = len(box.seen)
    assert mirror(path, box, provider).code == 0
    assert [one for one in box.seen[before:] if one.endpoint != "me"] == []


class Stingy(Hasty):
    """A server whose pages hold seven rows, however many are asked for."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_set_param("per_page", "7")
        return super().handle_request(request)


class Nameless(Hasty):
    """A server that does not say who drove the laps of number 3."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        body = json.loads(response.read())
        if request.url.path.endswith("/lap_times"):
            for row in body["data"]:
                row["driver"] = row["driver"] if row["lap_number"] != 3 else None
        return httpx.Response(response.status_code, json=body)


def test_laps_of_nobody_end_no_run(box: Sandbox, whole: Whole, path: Path) -> None:
    assert mirror(path, box, "balldontlie", endpoints=["lap_times"], transport=Nameless()).code == 0
    [(laps, nobodys)] = ask(path, "select count(*), sum(driver_id is null) from balldontlie_lap_times")
    third = [row for row in whole["balldontlie_lap_times"]["balldontlie_lap_times"] if row[4] == 3]
    assert (laps, nobodys) == (len(whole["balldontlie_lap_times"]["balldontlie_lap_times"]), len(third))


def test_messages_asked_in_parts_are_linked_to_their_new_ids(box: Sandbox, path: Path) -> None:
    """A session whose messages fill several pages is asked by category, and no category tells which rows are gone."""
    only: dict[str, Any] = {"endpoints": [MESSAGES], "transport": Stingy()}
    assert mirror(path, box, "balldontlie", **only).code == 0
    [before] = tables(path, f"balldontlie_{MESSAGES}").values()
    box.switches = replace(WORLD, ids_generation=1)
    assert mirror(path, box, "balldontlie", full=True, **only).code == 0
    [after] = tables(path, f"balldontlie_{MESSAGES}").values()
    assert sorted(map(repr, (row[1:] for row in after))) == sorted(map(repr, (row[1:] for row in before)))
    assert ask(path, "select count(*) from mirror_links") == [(len(before),)]


@pytest.mark.parametrize("mode", ["keyset", "id_lt"])
def test_standings_of_many_small_pages_are_whole_or_said_not_to_be(
    box: Sandbox, whole: Whole, path: Path, mode: str
) -> None:
    """The drivers of a season are not all known when its standings are asked for, so these cannot be asked by driver."""
    box.switches = replace(WORLD, cursor_mode=mode)  # type: ignore[arg-type] # parametrised
    result = mirror(path, box, "balldontlie", endpoints=[STANDINGS], transport=Stingy())
    told = "season=2024" in {failed["scope"] for failed in result.providers[0]["failed"]}
    missing = tables(path, f"balldontlie_{STANDINGS}") != whole[f"balldontlie_{STANDINGS}"]
    assert (told, missing) == ((False, False) if mode == "keyset" else (True, True))


def test_a_list_that_does_not_heed_its_filter_is_told(box: Sandbox, whole: Whole, path: Path) -> None:
    """Seasons without events are answered with all events: that is said, and nothing wrong is kept."""
    box.switches = replace(WORLD, unknown_season_events="all")
    result = mirror(path, box, "balldontlie")
    assert same(tables(path, "balldontlie"), whole["balldontlie"]) == {}
    assert (result.code, {failed["scope"] for failed in result.providers[0]["failed"]}) == (
        4,
        {"season=2025", "season=2026"},
    )


@pytest.mark.parametrize("mode", CURSOR_MODES)
@pytest.mark.parametrize(
    "endpoint", ["lap_times", "position_history", "race_control_messages", "tire_stints"]
)
def test_an_endpoint_named_alone_is_whole(
    box: Sandbox, whole: Whole, path: Path, mode: str, endpoint: str
) -> None:
    box.switches = replace(WORLD, cursor_mode=mode)  # type: ignore[arg-type] # parametrised
    assert mirror(path, box, "balldontlie", endpoints=[endpoint]).code == 0
    table = f"balldontlie_{endpoint}"
    assert same(tables(path, table), whole[table]) == {}


@pytest.mark.parametrize("mode", CURSOR_MODES)
@pytest.mark.parametrize(
    "switches",
    [{"lap1": "null_time"}, {"weather_rows": "many"}, {"team_per": "session"}, {"ids_generation": 1}],
    ids=name,
)
def test_other_worlds_are_the_same_too(
    box: Sandbox, tmp_path: Path, mode: str, switches: dict[str, Any]
) -> None:
    endpoints = ["lap_times", "session_weather", "track_status", "position_history"]
    made = []
    for number, cursor_mode in enumerate(("keyset", mode)):
        box.switches = replace(WORLD, cursor_mode=cursor_mode, **switches)  # type: ignore[arg-type] # parametrised
        path = tmp_path / f"{number}.db"
        assert mirror(path, box, "balldontlie", endpoints=endpoints).code == 0
        made.append(tables(path, *(f"balldontlie_{endpoint}" for endpoint in endpoints)))
    assert same(made[1], made[0]) == {}
    assert len(made[0]) == 4
    assert all(made[0].values())


def test_walks_that_lost_rows_are_remembered(box: Sandbox, path: Path) -> None:
    box.switches = replace(WORLD, cursor_mode="id_gt")
    assert mirror(path, box, "balldontlie", endpoints=["lap_times"]).code == 0
    [(lossy,)] = ask(path, "select count(*) from mirror_checkpoints where lossy and endpoint = 'lap_times'")
    assert lossy > 0
    assert ask(path, "select scope, verdict from mirror_checkpoints where verdict like '%laps%'") == []


@pytest.mark.parametrize("mode", ["keyset", *CURSOR_MODES])
@pytest.mark.parametrize("mutation", ["insert", "delete", "change"])
def test_rows_that_change_during_a_walk(
    box: Sandbox, whole: Whole, path: Path, mode: str, mutation: str
) -> None:
    """At most the one row of a session that changed is missing or other; the rest is there, and the run ends."""
    box.switches = replace(WORLD, cursor_mode=mode, mutation=mutation)  # type: ignore[arg-type] # parametrised
    walked = ("lap_times", "position_history", "tire_stints", "race_control_messages", "track_status")
    assert mirror(path, box, "balldontlie").code == 0
    listed = {
        session for (session,) in ask(path, "select id from balldontlie_sessions where event_id is not null")
    }
    for endpoint in walked:
        table = f"balldontlie_{endpoint}"
        [got], [want] = tables(path, table).values(), whole[table].values()
        strange = {row[0]: row for row in set(got) - set(want)}
        missing = {row[0]: row for row in set(want) - set(got) if row[1] in listed}
        assert max(Counter(row[1] for row in missing.values()).values(), default=0) <= 1
        if mutation == "change":
            assert strange.keys() == missing.keys()
            assert all(strange[id_][1:3] == missing[id_][1:3] for id_ in strange)
        else:
            assert strange == {}
