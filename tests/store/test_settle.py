"""A page, its checkpoint and its cost commit together, after its body is safe; or nothing of it does."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from mirror.catalogue import Drift, Page, Scope, Write
from mirror.errors import MirrorError
from mirror.http import Request, Response
from mirror.store import Settled, Store
from tests.conformance.rows import NOW, Row, drifted, dumped

ASKED = Request("balldontlie", "teams", "/f1/v1/teams", (("per_page", "100"),))
SCOPE = Scope("teams")
TEAMS = Write("balldontlie_teams", ("id", "name"), [(1, "A"), (2, "B")])
LATER = "2025-03-20T15:00:00.000Z"


def response(body: bytes = b'{"data": []}', status: int = 200) -> Response:
    return Response(status, {"etag": '"1"'}, body, 0.125)


def ledger(store: Store) -> list[Row]:
    cursor = store.connection.execute("select * from mirror_requests order by id")
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def settle(store: Store, page: Page, number: int | None = None, **values: Any) -> int:
    number = store.leaving(ASKED, (SCOPE,), NOW) if number is None else number
    checkpoint = {"state": "complete", "rows": page.count, **values}
    settled = Settled(number, "rows", 200, 0.125, 12)
    return store.settle("balldontlie", "teams", LATER, settled, page=page, checkpoints=[(SCOPE, checkpoint)])


def test_the_ledger_knows_a_request_before_it_leaves(store: Store) -> None:
    assert store.leaving(ASKED, (SCOPE, Scope("teams", (("search", "a"),))), NOW) == 1
    sent = {
        "id": 1, "run_id": 0, "provider": "balldontlie", "endpoint": "teams", "scope": " search=a",
        "target": "/f1/v1/teams?per_page=100", "sent_at": NOW,
    }  # fmt: skip
    assert ledger(store) == [sent]
    settled = Settled(1, "rows", 200, 0.125, 12, cost=2)
    assert store.settle("balldontlie", "teams", LATER, settled, page=Page([TEAMS], count=2)) == 2
    told = {"answered_at": LATER, "status": 200, "seconds": 0.125, "bytes": 12, "cost": 2, "outcome": "rows"}
    assert ledger(store) == [sent | told]


def test_numbers_go_on_after_the_highest_of_mirror_and_archive(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    store = Store(path)
    first, second = store.leaving(ASKED, (SCOPE,), NOW), store.leaving(ASKED, (SCOPE,), NOW)
    store.archive.keep(second + 5, ASKED, response(), NOW)
    store.close()
    store = Store(path)
    assert (first, second, store.leaving(ASKED, (SCOPE,), NOW)) == (1, 2, 8)
    store.close()


def test_checkpoint_drift_and_rows_are_there_together(store: Store) -> None:
    drift = [Drift("balldontlie_teams", "motto", "unknown", '"x"')]
    assert settle(store, Page([TEAMS], drift, count=2)) == 2
    assert dumped(store.connection) == {"balldontlie_teams": [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]}
    assert drifted(store.connection) == [
        {"table": "balldontlie_teams", "path": "motto", "kind": "unknown", "example": '"x"'}
    ]
    known = store.checkpoints("balldontlie", "teams")[""]
    assert {name: value for name, value in known.items() if value is not None} == {
        "provider": "balldontlie", "endpoint": "teams", "scope": "", "state": "complete", "rows": 2,
    }  # fmt: skip


def test_a_checkpoint_keeps_what_was_not_told_again(store: Store) -> None:
    settle(store, Page(), verdict="holes")
    settle(store, Page(count=3))
    known = store.checkpoints("balldontlie", "teams")[""]
    assert (known["rows"], known["verdict"]) == (3, "holes")


def test_drift_that_was_seen_is_counted_and_keeps_its_first_example(store: Store) -> None:
    for example in ("1", "2", "3"):
        settle(store, Page(drift=[Drift("balldontlie_teams", "motto", "unknown", example)]))
    found = store.connection.execute("select example, count, request_id from mirror_drift").fetchall()
    assert found == [("1", 3, 1)]


BAD = [
    Page([TEAMS, Write("sportradar_teams", ("id", "name"), [(None, "C")])]),
    Page([TEAMS, Write("balldontlie_teams", ("id", "name"), [(3, object())])]),
    Page([TEAMS], before=[("insert into nowhere values (?)", [(1,)])]),
    Page([TEAMS], drift=[Drift("balldontlie_teams", None, "unknown", "1")]),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("page", BAD, ids=["key", "value", "statement", "drift"])
def test_an_error_undoes_all_of_it_and_the_next_page_is_taken(store: Store, page: Page) -> None:
    settle(store, Page([Write("balldontlie_teams", ("id", "name"), [(1, "before")])], count=1))
    before = (dumped(store.connection), store.checkpoints("balldontlie", "teams"), drifted(store.connection))
    number = store.leaving(ASKED, (SCOPE,), NOW)
    sent = ledger(store)
    with pytest.raises(MirrorError):
        settle(store, page, number, state="never")
    assert not store.connection.in_transaction
    after = (dumped(store.connection), store.checkpoints("balldontlie", "teams"), drifted(store.connection))
    assert (after, ledger(store)) == (before, sent)
    assert settle(store, Page([TEAMS], count=2), number) == 2


def test_an_exception_of_the_caller_undoes_a_transaction(store: Store) -> None:
    def fail() -> None:
        with store.transaction():
            store.note("balldontlie", [(SCOPE, {"state": "complete"})])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert store.checkpoints("balldontlie", "teams") == {}
    assert not store.connection.in_transaction


def test_what_is_referred_to_and_not_there_gets_a_row_of_its_own(store: Store) -> None:
    lap = Write("balldontlie_lap_times", ("id", "session_id", "driver_id"), [(1, 1770, 7), (2, 1770, None)])
    settle(store, Page([lap]))
    assert dumped(store.connection) == {
        "balldontlie_drivers": [{"id": 7}],
        "balldontlie_sessions": [{"id": 1770}],
        "balldontlie_lap_times": [
            {"id": 1, "session_id": 1770, "driver_id": 7},
            {"id": 2, "session_id": 1770},
        ],
    }


def bodies(store: Store) -> tuple[int, int]:
    connection = sqlite3.connect(store.archive.path)
    found = [
        connection.execute(f"select count(*) from {name}").fetchone()[0] for name in ("bodies", "responses")
    ]
    connection.close()
    return found[0], found[1]


def test_a_body_is_archived_once_and_every_answer_noted(store: Store) -> None:
    for number, body in enumerate((b"one", b"two", b"one", b"one"), 1):
        store.archive.keep(number, ASKED, response(body, 200 + number), NOW)
    assert bodies(store) == (2, 4)
    assert store.archive.answers([1, 2, 3, 99]) == {
        number: (ASKED.target, response(body, 200 + number))
        for number, body in ((1, b"one"), (2, b"two"), (3, b"one"))
    }
    assert store.archive.last_id() == 4


def test_a_number_is_archived_once(store: Store) -> None:
    store.archive.keep(1, ASKED, response(b"one"), NOW)
    with pytest.raises(MirrorError):
        store.archive.keep(1, ASKED, response(b"other"), NOW)
    assert bodies(store) == (1, 1)  # the second body went with its answer
    store.archive.keep(2, ASKED, response(b"other"), NOW)


def test_threads_may_archive_at_once(store: Store) -> None:
    def keep(first: int) -> None:
        for number in range(first, first + 20):
            store.archive.keep(number, ASKED, response(b"%d" % (number % 7)), NOW)

    threads = [threading.Thread(target=keep, args=(first,)) for first in (1, 101, 201)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert bodies(store) == (7, 60)


def test_an_answer_that_was_archived_and_not_dealt_with_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    store = Store(path)
    dealt, waiting, lost = (store.leaving(ASKED, (SCOPE,), NOW) for _ in range(3))
    for number in (dealt, waiting):
        store.archive.keep(number, ASKED, response(b"body %d" % number), NOW)
    settle(store, Page(), dealt)
    store.close()
    store = Store(path)
    assert store.unsettled("balldontlie") == {ASKED.target: (waiting, response(b"body %d" % waiting))}
    assert store.unsettled("sportradar") == {}
    assert lost == 3
    store.close()


def test_the_longest_whole_numbers_and_odd_texts_come_back_as_they_went(store: Store) -> None:
    odd = [(1, "\x00"), (2**63 - 1, "周冠宇 😀"), (-(2**63) + 1, "")]
    settle(store, Page([Write("balldontlie_teams", ("id", "name"), odd)]))
    assert store.connection.execute(
        "select id, name from balldontlie_teams order by id"
    ).fetchall() == sorted(odd)
