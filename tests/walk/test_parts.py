"""Scopes asked in parts: what is queued, what is kept, and what is said at the end."""

import dataclasses
from typing import Any

from mirror.catalogue import Page, Scope, Write
from mirror.freshness import LADDER
from mirror.http import Request
from mirror.instants import stamp, unix
from mirror.providers.balldontlie import BALLDONTLIE
from mirror.store import Settled, Store
from mirror.walk.parts import Parts, root_of, verdict
from tests.conformance.rows import NOW

LAPS = BALLDONTLIE.by_name["lap_times"]
SESSION = Scope("lap_times", (("session_ids[]", "1770"),), 2024, "2024-12-08T13:00:00Z")
AT = unix(NOW)


def add(store: Store, table: str, *rows: dict[str, Any]) -> None:
    """Puts rows into a table, everything they refer to as stubs."""
    writes = [Write(f"balldontlie_{table}", tuple(row), [tuple(row.values())]) for row in rows]
    number = store.leaving(Request("balldontlie", table, "/"), (), NOW)
    store.settle("balldontlie", table, NOW, Settled(number, "rows", 200), page=Page(writes))


def laps(store: Store, driver: int, *numbers: int) -> None:
    add(
        store,
        "lap_times",
        *(
            {"id": driver * 100 + n, "session_id": 1770, "driver_id": driver, "lap_number": n}
            for n in numbers
        ),
    )


def settle(store: Store, *scopes: Scope) -> None:
    store.check("balldontlie", [(scope, {"state": "complete"}) for scope in scopes])


def held(store: Store) -> dict[str, str]:
    return {text: row["state"] for text, row in store.checkpoints("balldontlie", "lap_times").items()}


def test_holes_name_the_drivers_whose_laps_do_not_add_up(store: Store) -> None:
    laps(store, 1, 1, 2, 3)
    laps(store, 2, 1, 3)
    laps(store, 3, 2, 3)
    add(store, "session_results", {"id": 1, "session_id": 1770, "driver_id": 1, "laps_completed": 4})
    parts = Parts(BALLDONTLIE, store, LADDER)
    assert parts.holes(LAPS, SESSION) == [
        (1, "has lap times to lap 3 of 4"),
        (2, None),
        (2, "laps 1 to 3 have 1 gaps"),
        (3, None),
        (3, "begins with lap 2"),
    ]
    assert parts.holes(BALLDONTLIE.by_name["drivers"], Scope("drivers")) == []


def test_only_the_suspects_are_asked_and_a_second_run_goes_on(store: Store) -> None:
    laps(store, 1, 1, 2, 3)
    laps(store, 2, 1, 3)
    parts = Parts(BALLDONTLIE, store, LADDER)
    (task,) = parts.begin(LAPS, SESSION, AT, {2})
    (part,) = task.scopes
    assert (part.text, part.part_of, root_of(part)) == (
        "session_ids[]=1770&driver_ids[]=2",
        SESSION.text,
        SESSION,
    )
    assert held(store) == {SESSION.text: "partial", part.text: "partial"}
    (again,) = Parts(BALLDONTLIE, store, LADDER).resume(LAPS, SESSION)
    assert [scope.text for scope in again.scopes] == [part.text]
    settle(store, part)
    assert parts.resume(LAPS, SESSION) == []


def test_a_hole_that_stays_is_the_provider_s_own(store: Store) -> None:
    laps(store, 2, 1, 3)
    parts = Parts(BALLDONTLIE, store, LADDER)
    (task,) = parts.begin(LAPS, SESSION, AT, {2})
    settle(store, *task.scopes)
    tasks, values = parts.conclude(LAPS, SESSION, AT)
    assert tasks == []
    assert (values["state"], values["verdict"], values["rows"]) == (
        "complete",
        "driver 2 laps 1 to 3 have 1 gaps",
        2,
    )
    assert parts.lossy == set()


def test_rows_that_the_walk_had_lost_make_it_ask_for_all_parts(store: Store) -> None:
    laps(store, 1, 1, 2)
    laps(store, 2, 1, 3)
    parts = Parts(BALLDONTLIE, store, LADDER)
    (task,) = parts.begin(LAPS, SESSION, AT, {2})
    laps(store, 2, 2)  # the part brings what was missing
    settle(store, *task.scopes)
    tasks, values = parts.conclude(LAPS, SESSION, AT)
    assert [task.scopes[0].text for task in tasks] == ["session_ids[]=1770&driver_ids[]=1"]
    assert (values, parts.lossy) == ({}, {"lap_times"})
    assert Parts(BALLDONTLIE, store, LADDER).lossy == {"lap_times"}
    settle(store, *tasks[0].scopes)
    tasks, values = parts.conclude(LAPS, SESSION, AT)
    assert (tasks, values["state"], values["verdict"], values["rows"]) == ([], "complete", None, 5)


def test_a_part_that_failed_keeps_the_scope_from_being_complete(store: Store) -> None:
    laps(store, 2, 1, 3)
    parts = Parts(BALLDONTLIE, store, LADDER)
    (task,) = parts.begin(LAPS, SESSION, AT, {2})
    store.check("balldontlie", [(task.scopes[0], {"state": "quarantined", "error": "500 oh"})])
    tasks, values = parts.conclude(LAPS, SESSION, AT)
    assert tasks == []
    assert (values["state"], values["attempts"], values["error"]) == (
        "quarantined",
        1,
        "a part of it failed: 500 oh",
    )


def test_a_verdict_names_five_holes_and_counts_the_rest() -> None:
    holes = [(number, "is short") for number in range(1, 8)]
    assert verdict([]) is None
    assert verdict(holes[:1]) == "driver 1 is short"
    assert verdict(holes) == "; ".join([*(f"driver {n} is short" for n in range(1, 6)), "and 2 more"])


def test_an_endpoint_without_a_way_to_be_split_has_no_parts(store: Store) -> None:
    whole = dataclasses.replace(LAPS, split=())
    assert Parts(BALLDONTLIE, store, LADDER).begin(whole, SESSION, AT, None) == []


def test_a_scope_that_nothing_is_known_to_cut_by_is_not_said_to_be_whole(store: Store) -> None:
    parts = Parts(BALLDONTLIE, store, LADDER)
    assert parts.begin(LAPS, SESSION, AT, None) == []
    assert parts.conclude(LAPS, SESSION, AT) == (
        [],
        {
            "state": "quarantined", "walk": None, "attempts": 1, "next_due": stamp(AT + 60),
            "error": "the walk does not add up, and nothing is known yet to ask it in parts by",
        },
    )  # fmt: skip
