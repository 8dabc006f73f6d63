"""What follows from a page, without a server: and with three that go on from a cursor in three ways."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirror.catalogue import Page, Scope, Write
from mirror.providers.balldontlie import BALLDONTLIE
from mirror.walk import checkpoints, walk
from mirror.walk.walk import Step, Task

LAPS, RESULTS, DRIVERS, EVENTS, STINTS, MESSAGES = (
    BALLDONTLIE.by_name[name]
    for name in ("lap_times", "session_results", "drivers", "events", "tire_stints", "race_control_messages")
)


def session(number: int, **more: Any) -> Scope:
    return Scope("lap_times", (("session_ids[]", str(number)),), **more)


def page(
    ids: Sequence[Any],
    cursor: str | None = None,
    sessions: Sequence[Any] = (),
    table: str = "lap_times",
    *,
    short: bool = False,
) -> Page:
    writes = (
        [Write(f"balldontlie_{table}", ("id", "session_id"), list(zip(ids, sessions, strict=True)))]
        if sessions
        else []
    )
    return Page(writes, count=len(ids), ids=list(ids), next_cursor=cursor, short=short)


ONE, TWO = Task(LAPS, (session(1770),)), Task(RESULTS, (session(1770), session(1769)))
TOGETHER = "more than one page together"
STRANGE = "the answer holds session_id 9, which was not asked for"
LATER = Task(LAPS, (session(1770),), cursor="20", pages=1, rows=2, ids={10, 20}, cursors=frozenset({"20"}))


def after(task: Task, answer: Page) -> Task:
    """The task after a page, which leaves `task` as it is."""
    return walk.advanced(replace(task, ids=frozenset(task.ids)), answer)


@pytest.mark.parametrize(
    ("task", "answer", "expected"),
    [
        (ONE, page([1, 2]), (Step.DONE, "")),
        (ONE, page([]), (Step.DONE, "")),
        (ONE, page([], "20"), (Step.DONE, "")),  # nothing comes after nothing
        (ONE, page([1], "1"), (Step.NEXT, "")),  # a short page is not the last one
        (LATER, page([30]), (Step.PROVE, "")),
        (LATER, page([], "30"), (Step.PROVE, "")),
        (LATER, page([30], "30"), (Step.NEXT, "")),
        (LATER, page([20, 30], "30"), (Step.NEXT, "")),
        (LATER, page([30], "20"), (Step.BROKEN, "the cursor 20 came back")),
        (LATER, page([20, 10], "40"), (Step.BROKEN, "a page brought nothing new")),
        (LATER, page([20, 10]), (Step.PROVE, "")),
        (TWO, page([1, 2]), (Step.DONE, "")),
        (TWO, page([1, 2], "2"), (Step.APART, TOGETHER)),
        (ONE, page([1], "1", short=True), (Step.NEXT, "")),
        (TWO, page([1, 2], "2", short=True), (Step.NEXT, "")),
        (after(ONE, page([1], "1", short=True)), page([]), (Step.DONE, "")),
        (after(ONE, page([1], "1", short=True)), page([2], short=True), (Step.PROVE, "")),
        (after(ONE, page([1], "1")), page([]), (Step.PROVE, "")),  # a full page may have been the first of two
        (after(LATER, page([30], "30", short=True)), page([]), (Step.PROVE, "")),
        (after(ONE, page([1, 3], "1", short=True)), page([3], "3", short=True), (Step.DONE, "")),
        (after(LATER, page([30], "15", short=True)), page([20, 30], "30", short=True), (Step.PROVE, "")),
        (after(TWO, page([1, 2], "2", short=True)), page([]), (Step.DONE, "")),
        (after(TWO, page([1, 3], "1", short=True)), page([3], "3", short=True), (Step.DONE, "")),
        (after(TWO, page([1, 2], "2", short=True)), page([3], "3", short=True), (Step.APART, TOGETHER)),
        (ONE, page([1], sessions=[1770]), (Step.DONE, "")),
        (ONE, page([1], sessions=[None]), (Step.DONE, "")),
        (ONE, page([1, 2], "2", [1770, 9]), (Step.UNFILTERED, STRANGE)),
        (TWO, page([1, 2], None, [1770, 1769], "session_results"), (Step.DONE, "")),
        (TWO, page([1, 2], None, [1770, 9], "session_results"), (Step.APART, STRANGE)),
    ],
)  # fmt: skip
def test_what_follows_from_a_page(task: Task, answer: Page, expected: tuple[Step, str]) -> None:
    before = repr(task)
    assert walk.step(task, answer) == expected
    assert repr(task) == before


def test_a_walk_without_end_is_broken_off() -> None:
    task = Task(LAPS, (session(1770),), cursor="1", pages=walk.MOST_PAGES)
    assert walk.step(task, page([2], "2")) == (Step.BROKEN, f"more than {walk.MOST_PAGES} pages")


def test_a_task_goes_on_with_what_a_page_brought() -> None:
    task = Task(LAPS, (session(1770),), tries=3, not_before=99.0)
    first = walk.advanced(task, page([10, 20], "20"))
    assert (first.cursor, first.pages, first.rows, first.ids, first.cursors) == ("20", 1, 2, {10, 20}, {"20"})
    assert (first.tries, first.not_before, first.ordered) == (0, 0.0, True)
    second = walk.advanced(first, page([20, 30]))
    assert (second.cursor, second.pages, second.rows, second.ids, second.cursors) == (
        None,
        2,
        4,
        {10, 20, 30},
        {"20"},
    )
    assert second.ordered is False  # the cursor's own row came again


@pytest.mark.parametrize(
    ("cursor", "ids", "ordered"),
    [
        (None, [1, 2, 3], True),
        (None, [3, 2, 1], True),
        (None, [1, 3, 2], False),
        (None, [1, 1], False),
        ("3", [4, 5], True),
        ("3", [2, 1], True),
        ("3", [2, 5], False),
        ("3", [], True),
        (None, [1, "a"], False),
        (None, [1, None], False),
    ],
)
def test_ids_rise_or_fall_or_do_not(cursor: str | None, ids: list[Any], ordered: bool) -> None:
    assert walk.advanced(Task(LAPS, (session(1770),), cursor=cursor), page(ids, "9")).ordered is ordered


def test_order_once_lost_stays_lost() -> None:
    task = walk.advanced(Task(LAPS, (session(1770),)), page([2, 1, 3], "3"))
    assert walk.advanced(task, page([4, 5], "5")).ordered is False


def test_fresh_scopes_share_requests_and_half_walked_ones_go_on() -> None:
    fresh = [session(number) for number in range(6)]
    partial = {"state": "partial", "cursor": "77", "pages": 3, "rows": 250, "walk": "ordered", "restarts": 1}
    again = partial | {"cursor": None, "restarts": None}
    tasks = walk.batches(
        RESULTS,
        [(fresh[0], None), (session(90), partial), *((s, None) for s in fresh[1:]), (session(91), again)],
    )
    told = [
        (
            [scope.text.partition("=")[2] for scope in task.scopes],
            task.cursor,
            task.pages,
            task.rows,
            task.restarts,
        )
        for task in tasks
    ]
    assert told == [
        (["90"], "77", 3, 250, 1),
        (["91"], None, 0, 0, 0),
        (["0", "1", "2", "3"], None, 0, 0, 0),
        (["4", "5"], None, 0, 0, 0),
    ]
    assert (tasks[0].cursors, tasks[0].ordered) == ({"77"}, True)


@pytest.mark.parametrize(
    ("first", "second"),
    [(page([1], "1", short=True), (Step.DONE, "")), (page([1], "1"), (Step.PROVE, ""))],
    ids=["short", "full"],
)
def test_a_killed_walk_knows_that_its_only_page_was_short(first: Page, second: tuple[Step, str]) -> None:
    known = {"attempts": 0} | checkpoints.under_way(after(ONE, first), 0.0)
    (task,) = walk.batches(LAPS, [(session(1770), known)])
    assert (task.cursor, walk.step(task, page([]))) == ("1", second)


def test_a_scope_that_is_asked_alone_carries_its_etag() -> None:
    known = {"state": "complete", "etag": '"v1"', "cursor": None}
    tasks = walk.batches(LAPS, [(session(1), known), (session(2), None)])
    assert [(task.scopes, task.etag) for task in tasks] == [((session(1),), '"v1"'), ((session(2),), None)]


def test_parts_narrow_one_parameter_after_the_other() -> None:
    whole = session(1770, season=2024)
    assert walk.next_split(LAPS, whole) == "driver_ids[]"
    drivers = walk.parts(LAPS, whole, "driver_ids[]", [1, 2])
    assert [part.text for part in drivers] == [
        "session_ids[]=1770&driver_ids[]=1",
        "session_ids[]=1770&driver_ids[]=2",
    ]
    assert {(part.part_of, part.season, part.endpoint) for part in drivers} == {
        ("session_ids[]=1770", 2024, "lap_times")
    }
    assert walk.next_split(LAPS, drivers[0]) == "lap_number"
    (lap,) = walk.parts(LAPS, drivers[0], "lap_number", [5])
    assert (lap.text, lap.part_of) == ("session_ids[]=1770&driver_ids[]=1&lap_number=5", "session_ids[]=1770")
    assert walk.next_split(LAPS, lap) is None


def test_parts_of_several_are_cut_into_single_ones() -> None:
    few = walk.parts(STINTS, session(1770), "driver_ids[]", list(range(1, 10)))
    assert [[value for name, value in part.params if name == "driver_ids[]"] for part in few] == [
        list("1234567"),
        list("89"),
    ]
    assert walk.next_split(STINTS, few[0]) == "driver_ids[]"
    single = walk.parts(STINTS, few[1], "driver_ids[]", [])
    assert [part.text for part in single] == [
        "session_ids[]=1770&driver_ids[]=8",
        "session_ids[]=1770&driver_ids[]=9",
    ]
    assert walk.next_split(STINTS, single[0]) is None


def test_which_walks_can_be_believed() -> None:
    whole = session(1770)
    part = walk.parts(LAPS, whole, "driver_ids[]", [1])[0]
    assert [walk.trusts_order(endpoint) for endpoint in (DRIVERS, EVENTS, LAPS, MESSAGES)] == [
        True,
        True,
        False,
        False,
    ]
    assert [walk.walks(LAPS, whole), walk.walks(LAPS, part), walk.walks(MESSAGES, whole)] == [
        True,
        False,
        False,
    ]


# Three servers, as the documentation leaves open how they go on: rows are (id, what they are sorted by).
Rows = list[tuple[int, int]]
Server = Callable[[Rows, str | None, int], Page]


def keyset(rows: Rows, cursor: str | None, most: int) -> Page:
    """Goes on after the cursor's row in the order of (column, id)."""
    by_column = sorted(rows, key=lambda row: (row[1], row[0]))
    start = 0 if cursor is None else 1 + [number for number, _ in by_column].index(int(cursor))
    return cut(by_column[start:], most)


def by_id(rows: Rows, cursor: str | None, most: int) -> Page:
    """Takes the rows with a greater id, sorted by the column: rows are lost."""
    left = [row for row in rows if cursor is None or row[0] > int(cursor)]
    return cut(sorted(left, key=lambda row: row[1]), most)


def ties(rows: Rows, cursor: str | None, most: int) -> Page:
    """Goes on with everything that is not before the cursor's row in the column alone: ties come again."""
    known = dict(rows)
    left = [row for row in rows if cursor is None or row[1] >= known[int(cursor)]]
    return cut(sorted(left, key=lambda row: row[1]), most)


def cut(rows: Rows, most: int) -> Page:
    ids = [number for number, _ in rows[:most]]
    return page(ids, str(ids[-1]) if len(rows) > most else None)


def walked(server: Server, rows: Rows, most: int) -> tuple[Step, Task]:
    task, step = Task(LAPS, (session(1770),)), Step.NEXT
    while step is Step.NEXT:
        answer = server(rows, task.cursor, most)
        step, _ = walk.step(task, answer)
        task = walk.advanced(task, answer)
        assert task.pages <= len(rows) + 2
    return step, task


ROWS = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 6)), unique_by=lambda row: row[0], max_size=25)


@given(ROWS, st.integers(1, 6))
def test_a_total_order_brings_every_row(rows: Rows, most: int) -> None:
    step, task = walked(keyset, rows, most)
    assert step is (Step.DONE if len(rows) <= most else Step.PROVE)
    assert task.ids == {number for number, _ in rows}
    assert task.rows == len(rows)


@pytest.mark.parametrize("server", [by_id, ties])
@given(rows=ROWS, most=st.integers(1, 6))
def test_no_server_keeps_a_walk_going_for_ever_and_one_page_is_always_whole(
    server: Server, rows: Rows, most: int
) -> None:
    step, task = walked(server, rows, most)
    if len(rows) <= most:
        assert (step, task.ids) == (Step.DONE, {number for number, _ in rows})
    else:
        assert step in (Step.PROVE, Step.BROKEN)


@given(ROWS, st.integers(1, 6))
def test_ties_that_lose_rows_are_never_taken_for_an_order(rows: Rows, most: int) -> None:
    step, task = walked(ties, rows, most)
    if step is Step.PROVE and task.ordered:
        assert task.ids == {number for number, _ in rows}


@given(st.sets(st.integers(1, 60), max_size=25), st.integers(1, 6), st.booleans())
def test_lists_in_the_order_of_their_ids_are_whole_and_known_to_be(
    ids: set[int], most: int, falling: bool
) -> None:
    rows = [(number, -number if falling else number) for number in ids]
    step, task = walked(keyset, rows, most)
    assert (step in (Step.DONE, Step.PROVE), task.ordered, task.ids) == (True, True, ids)
