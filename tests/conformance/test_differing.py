"""Answers that differ from their documentation: nothing stops, nothing is lost in silence, and drift says where."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Text

from mirror.catalogue import NotAnAnswer, Page
from mirror.shaping.shape import cut_of
from mirror.store import Store
from mirror.tables import PROVIDER_TABLES, columns
from tests.conformance.answers import IN_JSON, Answer
from tests.conformance.rows import Path, Row, drifted, dumped, leaves, said, shaped, stands, written

every_answer = pytest.mark.parametrize("answer", IN_JSON, ids=str)
of_balldontlie = pytest.mark.parametrize(
    "answer", [answer for answer in IN_JSON if answer.provider.name == "balldontlie"], ids=str
)
EXAMPLES = settings().max_examples // 3  # of every answer
NEWS = "said for the first time"

# Objects without a row of their own: where a new field of theirs is told of in the row around them.
FLAT = {
    ("balldontlie", "subject"): "subject",
    ("sportradar", "markets"): "market_novelty",
    ("altsportsdata", "venue"): "venue_novelty",
    ("altsportsdata", "team"): "team_novelty",
}


def objects(value: Any, path: Path = ()) -> Iterator[tuple[Path, Row]]:
    """Every object of an answer with the way to it, outermost first."""
    if isinstance(value, dict):
        yield path, value
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, member in members:
        yield from objects(member, (*path, step))


def at(content: Any, path: Path) -> Any:
    for step in path:
        content = content[step]
    return content


def changed(content: Any, path: Path, told: Row, *, without: str | None = None) -> Any:
    """A copy of `content` in which the object at `path` has the fields `told`, and the field `without` no more."""
    other = copy.deepcopy(content)
    at(other, path).update(told)
    at(other, path).pop(without, None)
    return other


def page_of(answer: Answer, content: Any) -> Page:
    return shaped(answer, json.dumps(content).encode())


def is_enclosing(path: Path) -> bool:
    """Whether an object is only the paper an answer comes in, and so has no row: envelope, meta, lists of markets."""
    return path in ((), ("meta",), ("probabilities",))


def holding(tables: dict[str, list[Row]], text: str) -> list[tuple[str, Row]]:
    """The rows whose JSON holds `text`: in `extra`, or in a column that keeps a part of the answer as it came."""
    found = []
    for name, rows in tables.items():
        json_columns = [c.name for c in PROVIDER_TABLES[name].columns if isinstance(c.type, columns.Json)]
        found += [(name, row) for row in rows if any(text in row.get(column, "") for column in json_columns)]
    return found


@every_answer
def test_an_unknown_field_at_any_level_is_kept_and_told(answer: Answer, store: Store) -> None:
    for number, (path, given_) in enumerate(objects(answer.content)):
        news = f"{NEWS} {number}"
        store.connection.execute("delete from mirror_drift")
        content = changed(answer.content, path, {"novelty": {"told": [news, 1.5, None]}})
        page = page_of(answer, content)
        assert written(store, answer, page) >= 0
        told = [(row["path"].rpartition(".")[2], row["kind"]) for row in drifted(store.connection)]
        kept = holding(dumped(store.connection), news)
        if is_enclosing(path) and not kept:
            assert told == [("novelty", "unknown")], path
            continue
        step = next((step for step in reversed(path) if isinstance(step, str)), "")
        if not all(news in row.get("extra", "") for _, row in kept):
            assert (told, len(kept)) == (
                [],
                1,
            )  # inside a part that a column keeps as it came: nothing is unknown to it
            continue
        assert len(kept) == (len(given_["outcomes"]) if step == "markets" else 1), path
        assert told == [(FLAT.get((answer.provider.name, step), "novelty"), "unknown")], path
        (entry,) = drifted(store.connection)
        assert news in entry["example"]
        own = given_.get("id", given_.get("year"))
        for table, row in kept:
            assert entry["table"] == table
            assert own is None or own in row.values(), path
        again = dumped(store.connection)
        assert written(store, answer, page) == 0, path
        assert dumped(store.connection) == again


@of_balldontlie
def test_a_wrong_type_is_kept_beside_a_null_and_told(answer: Answer, store: Store) -> None:
    plan = cut_of(answer.endpoint.table)
    kinds = PROVIDER_TABLES[answer.endpoint.table].columns
    for field, value in answer.content["data"][0].items():
        if field in plan.keys or field in plan.embedded or field == "subject":
            continue
        store.connection.execute("delete from mirror_drift")
        wrong: Any = 17 if isinstance(kinds[field].type, Text) else "not" if value is None else [value]
        page = page_of(answer, changed(answer.content, ("data", 0), {field: wrong}))
        written(store, answer, page)
        kind = "format" if isinstance(kinds[field].type, columns.Instant) else "type"
        example = json.dumps(wrong, separators=(",", ":"))
        assert drifted(store.connection) == [
            {"table": answer.endpoint.table, "path": field, "kind": kind, "example": example}
        ]
        row = next(
            r for r in dumped(store.connection)[answer.endpoint.table] if r[plan.keys[0]] == page.ids[0]
        )
        assert field not in row
        assert json.loads(row["extra"]) == {field: wrong}


@of_balldontlie
def test_a_missing_field_is_null_and_told(answer: Answer, store: Store) -> None:
    plan = cut_of(answer.endpoint.table)
    for field in answer.content["data"][0]:
        if field in plan.keys or field == "subject":
            continue
        store.connection.execute("delete from mirror_drift")
        store.connection.execute(f"delete from {answer.endpoint.table}")
        store.forget()
        page = page_of(answer, changed(answer.content, ("data", 0), {}, without=field))
        written(store, answer, page)
        told = [(row["table"], row["path"], row["kind"], row["example"]) for row in drifted(store.connection)]
        assert told == [(answer.endpoint.table, field, "missing", "null")]
        row = next(
            r for r in dumped(store.connection)[answer.endpoint.table] if r[plan.keys[0]] == page.ids[0]
        )
        column = plan.embedded[field][0] if field in plan.embedded else field
        assert column not in row
        assert "extra" not in row


WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([2**63, -(2**63), 2**64, 1e300, -0.0, 1.5])
    | st.text(max_size=8) | st.sampled_from(["", "\x00", "\ud800", "null", "2024-02-30T00:00:00Z", "+1 LAP", "x" * 300]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, content: Any) -> Any:
    """A documented answer with one to three places changed: a value replaced, a field dropped, renamed or doubled."""
    content = copy.deepcopy(content)
    for _ in range(draw(st.integers(1, 3))):
        holders = [(path, value) for path, value in containers(content) if value]
        if not holders:
            break
        _, holder = draw(st.sampled_from(holders))
        step = draw(st.sampled_from(list(holder) if isinstance(holder, dict) else list(range(len(holder)))))
        what = draw(st.sampled_from(["replace", "replace", "drop", "rename", "double"]))
        if what == "drop":
            del holder[step]
        elif what == "rename" and isinstance(holder, dict):
            holder[draw(st.text(min_size=1, max_size=6))] = holder.pop(step)
        elif what == "double" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[step]))
        else:
            holder[step] = draw(WILD)
    return content


def containers(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict | list):
        yield path, value
        for step, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from containers(member, (*path, step))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One mirror for many tries; each is undone."""
    folder: File = tmp_path_factory.mktemp("scratch")
    opened = Store(folder / "f1.db")
    yield opened
    opened.close()


class _Undo(Exception):
    pass


def rows_of(store: Store, answer: Answer, page: Page) -> dict[str, list[Row]]:
    """The rows a page becomes in an empty mirror, which is empty again afterwards."""
    for name in reversed(PROVIDER_TABLES):
        store.connection.execute(f"delete from {name}")
        store.forget()
    written(store, answer, page)
    assert store.connection.execute("pragma foreign_key_check").fetchall() == []
    return dumped(store.connection)


@every_answer
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_whatever_comes_nothing_stops_and_nothing_is_lost_in_silence(
    answer: Answer, scratch: Store, data: st.DataObject
) -> None:
    content = data.draw(damaged(answer.content))
    try:
        page = page_of(answer, content)
    except NotAnAnswer:
        return
    rows = rows_of(scratch, answer, page)
    if page.drift:
        return  # the drift ledger tells of it
    found = said(rows)
    told = {"generated_at", "schema", "meta"}
    lost = [(p, v) for p, v in leaves(content) if not told & set(p) and not stands(p, v, found)]
    assert [(p, v) for p, v in lost if not is_repeated(content, p)] == []


def is_repeated(content: Any, path: Path) -> bool:
    """Whether a leaf stands in an object that the answer says more than once: the last one counts."""
    names = [o.get("id", o.get("year")) for _, o in objects(content)]
    around = [at(content, path[:length]) for length in range(1, len(path))]
    owners = [o.get("id", o.get("year")) for o in around if isinstance(o, dict)]
    return any(owner is not None and names.count(owner) > 1 for owner in owners)


DEEP = b"[" * 100_000
ODD_BODIES = [
    b"", b" ", b"null", b"true", b"17", b'""', b"[]", b"{}", b"[[]]", b"[null]", b'{"data": null}', b'{"data": {}}',
    b'{"data": [null, 1, "x", []], "meta": 3}', b'{"data": [], "meta": {"next_cursor": {}}}', b'{"stage": []}',
    b'{"stages": {}, "probabilities": [], "competitor": 1, "info": "x", "team": []}', b"\xff\xfe", b"\xef\xbb\xbf[]",
    b"<html>", b"<a/>", b"<a><b/></a>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"[NaN]", b'{"data": [{"id": NaN}]}',
    b'{"data": [{"id": 1, "new": -Infinity}], "meta": {}}', DEEP, b'{"data":' + DEEP, b'{"data": [{"id": 1, "new": ' + DEEP,
    b"[" * 900 + b"]" * 900, b'{"data": [{"id": 1, "new": ' + b"[" * 900 + b"]" * 900 + b"}]}",
]  # fmt: skip


@every_answer
def test_an_odd_body_is_an_answer_or_none_and_never_an_error(answer: Answer, scratch: Store) -> None:
    for body in ODD_BODIES:
        try:
            page = shaped(answer, body)
        except NotAnAnswer:
            continue
        assert page.writes == [] or rows_of(scratch, answer, page)


@pytest.mark.parametrize(
    ("spelled", "kept"),
    [
        ("1e999", "1e999"),  # there is no JSON for infinity: it stays text
        ("-1e999", "-1e999"),
        (str(2**63), 2**63),
        ("1" + "0" * 400, 10**400),
        ("[[[null]]]", [[[None]]]),
        ('"\\ud800"', "\ud800"),
        ('{"a": null}', {"a": None}),
        ("null", None),
    ],
)
def test_a_value_no_column_takes_stays_as_it_came(spelled: str, kept: Any, store: Store) -> None:
    drivers = next(answer for answer in IN_JSON if answer.endpoint.name == "drivers")
    body = f'{{"data": [{{"id": 1, "racing_number": "4", "new": {spelled}}}], "meta": {{"per_page": 1}}}}'.encode()
    page = shaped(drivers, body)
    assert written(store, drivers, page) == 1
    (row,) = dumped(store.connection)["balldontlie_drivers"]
    assert json.loads(row.pop("extra")) == {"new": kept}
    assert row == {"id": 1, "racing_number": "4"}
    assert written(store, drivers, shaped(drivers, body)) == 0
