"""What looks like a removal and is none: every table is the same afterwards, and so is its past."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from mirror.sandbox import Fault
from mirror.sandbox.balldontlie_objects import RELOAD
from mirror.tables import PROVIDER_TABLES
from tests.keep.worlds import Edit, Keeper

PAST = ("mirror_history", "mirror_links", "mirror_first_seen")


@dataclass(frozen=True)
class Lookalike:
    """How the providers are to behave, and what shows that they did: the exit code and how much less (or more) came.

    Where rows are missing they are looked for, and those looks bring others a second time: `less` is False there.
    `states` are the states of checkpoints, beside complete, that are there afterwards.
    """

    name: str
    less: bool = True
    code: int = 0
    states: frozenset[str] = frozenset()
    fault: Fault | None = None
    edit: Edit | None = None
    switches: Mapping[str, Any] = field(default_factory=dict)


def cut(share: Callable[[list[Any]], list[Any]]) -> Edit:
    """BALLDONTLIE's pages cut, but well-formed and without a word of there being more."""

    def edit(target: str, answer: Any) -> Any:
        if target.startswith("/f1/v1/") and len(answer["data"]) > 1:
            answer["meta"].pop("next_cursor", None)
            answer["data"] = share(answer["data"])
        return answer

    return edit


def at_first(edit: Edit) -> Edit:
    """The same for the first answer to every question; asked again, it is whole."""
    asked: set[str] = set()

    def once(target: str, answer: Any) -> Any:
        if target in asked:
            return None
        asked.add(target)
        return edit(target, answer)

    return once


def front(rows: list[Any]) -> list[Any]:
    return rows[: len(rows) // 2]


def back(rows: list[Any]) -> list[Any]:
    return rows[len(rows) // 2 :]


def three_quarters(rows: list[Any]) -> list[Any]:
    return rows[: len(rows) * 3 // 4]


def short(keep: Callable[[list[Any]], list[Any]]) -> Edit:
    """The same rows of BALLDONTLIE's pages left out for ever, with the way to the next page told."""

    def edit(target: str, answer: Any) -> Any:
        if target.startswith("/f1/v1/"):
            answer["data"] = keep(answer["data"])
        return answer

    return edit


QUARANTINED = frozenset({"quarantined"})
LOOKALIKES = (
    Lookalike("an empty answer", fault=Fault("empty", provider="balldontlie", times=-1)),
    Lookalike("a page cut within its JSON", code=4, states=QUARANTINED, fault=Fault("short-json", times=-1)),
    Lookalike("a page cut on the wire", code=4, states=QUARANTINED, fault=Fault("cut-json", times=-1)),
    Lookalike("the first half of a page", edit=cut(front)),
    Lookalike("the second half of a page", edit=cut(back)),
    Lookalike("three quarters of a page", edit=cut(three_quarters)),
    Lookalike("half of a page in passing", edit=at_first(cut(front))),
    Lookalike("the last row of every page", less=False, edit=short(lambda rows: rows[:-1])),
    Lookalike("the last three rows of every page", less=False, edit=short(lambda rows: rows[:-3])),
    Lookalike("the end of longer pages", less=False, edit=short(lambda rows: rows[:-2] if len(rows) > 8 else rows)),
    Lookalike("the first two rows of every page", less=False, edit=short(lambda rows: rows[2:])),
    Lookalike(
        "a lost tier", states=frozenset({"not_entitled"}), switches={"balldontlie_keys": {"sandbox-goat": "free"}}
    ),
    Lookalike("a filter that is not honoured for several", less=False, switches={"array_limit": 1}),
    Lookalike("a season that is no longer listed", switches={"seasons_listed": 1}),
    Lookalike("a season that is not there any more", states=frozenset({"not_published"}), switches={"seasons": (2025,)}),
    Lookalike(
        "a quarantined scope", code=4, states=QUARANTINED, fault=Fault("500", endpoint="session_results", times=-1)
    ),
    Lookalike("a heat without scores", switches={"heat_shape": "empty"}),
)  # fmt: skip


@pytest.mark.parametrize("case", LOOKALIKES, ids=lambda case: case.name)
def test_nothing_is_removed(whole: Keeper, case: Lookalike) -> None:
    received = whole.result.rows
    before = whole.tables(*PAST)
    whole.switch(**case.switches)
    if case.fault is not None:
        whole.box.add(case.fault)
    whole.full(edit=case.edit)
    assert whole.tables(*PAST) == before
    assert whole.result.code == case.code
    assert (whole.result.rows < received) is case.less
    assert {state for (state,) in whole.ask("select distinct state from mirror_checkpoints")} - {
        "complete"
    } == case.states


def test_a_filter_that_is_never_honoured_removes_nothing(whole: Keeper) -> None:
    before = whole.tables()
    whole.switch(array_limit=0)
    whole.full("balldontlie")
    assert whole.result.code == 4
    assert whole.tables() == before


FACTS = (
    "driver_standings", "lap_times", "pit_stops", "position_history", "qualifying_results", "race_control_messages",
    "session_results", "session_timing_stats", "session_weather", "team_standings", "tire_stints", "track_status",
)  # fmt: skip


def facts(keeper: Keeper) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the tables whose ids may be allocated anew, without their ids (the first column)."""
    tables = keeper.tables()
    return {name: sorted((row[1:] for row in tables[f"balldontlie_{name}"]), key=repr) for name in FACTS}


def test_rows_under_new_ids_are_linked_and_not_doubled(whole: Keeper) -> None:
    before, rows = facts(whole), whole.tables()
    untouched = [name for name in PROVIDER_TABLES if name.removeprefix("balldontlie_") not in FACTS]
    ids = {name: {row[0] for row in rows[f"balldontlie_{name}"]} for name in FACTS}
    whole.switch(ids_generation=1)
    whole.full("balldontlie")
    after = whole.tables()
    assert facts(whole) == before  # the natural keys are what they were, each once, and nothing is marked
    assert {name: after[name] for name in untouched} == {name: rows[name] for name in untouched}
    for name in FACTS:
        table = f"balldontlie_{name}"
        linked: dict[int, int] = dict(
            whole.ask('select old_id, new_id from mirror_links where "table" = ?', table)
        )
        assert set(linked) == ids[name]
        assert set(linked.values()) == {row[0] for row in after[table]}
        assert not ids[name] & set(linked.values())
        kept = whole.ask('select row_id from mirror_history where "table" = ?', table)
        assert sorted(row for (row,) in kept) == sorted(ids[name])
    whole.now += 1
    whole.full("balldontlie")
    assert whole.tables() == after


PEOPLE_AND_PLACES = ("drivers", "teams", "circuits", "events", "sessions", "futures")


def as_first_numbered(keeper: Keeper) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that are there, facts without their own ids, and all others with the ids that they had at first."""
    found = {}
    for name in (*FACTS, *PEOPLE_AND_PLACES):
        table = PROVIDER_TABLES[f"balldontlie_{name}"]
        ids = ("id", *(column.name for column in table.columns if column.foreign_keys))
        columns = [
            f"{one.name} % {RELOAD}" if one.name in ids else one.name
            for one in table.columns
            if name in PEOPLE_AND_PLACES or one.name != "id"
        ]
        sql = f"select {', '.join(columns)} from balldontlie_{name} where removed_at is null"
        found[name] = sorted(keeper.ask(sql), key=repr)
    return found


@pytest.mark.parametrize("cursor_mode", ["keyset", "id_gt"])
def test_when_everything_has_new_ids_nothing_is_doubled(whole: Keeper, cursor_mode: str) -> None:
    """Drivers, events and sessions too: what was known of them under their old ids lives on under the new ones."""
    before = as_first_numbered(whole)
    whole.switch(ids_generation=1, ids_anew="all", cursor_mode=cursor_mode)
    whole.full("balldontlie")
    assert as_first_numbered(whole) == before
    for name in PEOPLE_AND_PLACES[:-1]:
        sql = f"""
        select count(*), count(old_id), count(*) filter (where new_id = old_id + {RELOAD}) from balldontlie_{name}
        left join mirror_links on "table" = 'balldontlie_{name}' and old_id = id where removed_at is not null
        """
        assert whole.ask(sql) == [(len(before[name]),) * 3]
    after = whole.tables()
    whole.now += 1
    whole.full("balldontlie")
    assert whole.tables() == after
