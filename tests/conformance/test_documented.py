"""Every documented answer of the catalogue, from the wire to the rows and back."""

import json
from pathlib import Path

import pytest
import yaml

from mirror.places import FIXTURES
from mirror.providers import PROVIDERS
from mirror.run.verdict import Kind, judge
from mirror.store import Store
from tests.conformance.answers import ANSWERS, CASSETTES, IN_JSON, Answer
from tests.conformance.record import record
from tests.conformance.replay import KEY, replayed
from tests.conformance.rows import (
    NOON,
    drifted,
    dumped,
    leaves,
    rebuilt,
    said,
    shaped,
    stands,
    timed,
    written,
)

every_answer = pytest.mark.parametrize("answer", ANSWERS, ids=str)

# What an answer says about itself and not about the sport.
ENVELOPE = {"generated_at", "schema", "meta"}


def test_every_endpoint_has_a_documented_answer_and_every_answer_an_endpoint() -> None:
    endpoints = {(p.name, e.name) for p in PROVIDERS.values() for e in p.endpoints}
    assert {(answer.provider.name, answer.endpoint.name) for answer in ANSWERS} == endpoints
    files = {path for name in PROVIDERS for path in (FIXTURES / name).iterdir()}
    assert sorted(answer.path for answer in ANSWERS) == sorted(files)


def test_every_expectation_belongs_to_an_answer() -> None:
    kept = set((FIXTURES / "expected").glob("*/*"))
    assert kept == {answer.expected for answer in ANSWERS}


@every_answer
def test_it_becomes_these_rows_and_a_second_time_changes_nothing(answer: Answer, store: Store) -> None:
    response = replayed(answer.provider.name)[answer.path.name]
    assert response.body == answer.body
    assert judge(answer.provider.name, response, now=NOON).kind is Kind.GOOD
    page = shaped(answer, response.body)
    assert written(store, answer, page, response) > 0
    rows = dumped(store.connection)
    assert rows == json.loads(answer.expected.read_text(encoding="utf-8"))
    assert drifted(store.connection) == []
    assert store.connection.execute("pragma foreign_keys").fetchone() == (1,)
    assert store.connection.execute("pragma foreign_key_check").fetchall() == []
    assert written(store, answer, shaped(answer, response.body), response) == 0
    assert dumped(store.connection) == rows
    held = store.archive.answers([1, 2])
    assert [(target, kept.body) for target, kept in held.values()] == [
        (answer.request.target, answer.body)
    ] * 2


@pytest.mark.parametrize("answer", [a for a in ANSWERS if a.provider.name == "balldontlie"], ids=str)
def test_balldontlie_can_be_rebuilt_from_the_rows(answer: Answer, store: Store) -> None:
    page = shaped(answer, answer.body)
    written(store, answer, page)
    tables = dumped(store.connection)
    name = answer.endpoint.table
    key = "year" if name == "balldontlie_seasons" else "id"
    rows = {row[key]: row for row in tables[name]}
    assert timed([rebuilt(tables, name, rows[row_id]) for row_id in page.ids]) == timed(
        answer.content["data"]
    )
    cursor = answer.content["meta"].get("next_cursor")
    assert page.next_cursor == (None if cursor is None else str(cursor))
    assert page.count == len(answer.content["data"]) == len(rows)


@pytest.mark.parametrize("answer", [a for a in ANSWERS if a.provider.name != "balldontlie"], ids=str)
def test_every_word_of_the_others_stands_in_the_rows(answer: Answer, store: Store) -> None:
    written(store, answer, shaped(answer, answer.body))
    found = said(dumped(store.connection))
    content = answer.content
    about = {k: v for k, v in content.items() if k not in ENVELOPE} if isinstance(content, dict) else content
    words = list(leaves(about))
    assert words
    assert [(path, value) for path, value in words if not stands(path, value, found)] == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_cassette_is_what_recording_makes_of_the_fixtures_today(provider: str, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.yaml"
    record(provider, fresh)
    kept = CASSETTES / f"{provider}.yaml"
    stale = f"{kept.name} is stale: python -m tests.conformance.record"
    assert kept.read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8"), stale


@pytest.mark.parametrize("path", sorted(CASSETTES.iterdir()), ids=lambda path: path.name)
def test_no_cassette_holds_a_key_or_an_address_of_this_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert KEY not in text
    assert "127.0.0.1" not in text
    taken = yaml.safe_load(text)["interactions"]
    assert len(taken) == sum(f"{answer.provider.name}.yaml" == path.name for answer in ANSWERS)
    headers = {
        name.lower() for one in taken for name in (*one["request"]["headers"], *one["response"]["headers"])
    }
    assert headers == {"accept-encoding", "user-agent", "content-type", "content-length"}
    base_url = PROVIDERS[path.stem].base_url
    assert all(
        one["request"]["uri"].startswith(f"{base_url}/") and "api_key" not in one["request"]["uri"]
        for one in taken
    )


def test_answers_in_json_and_xml_are_both_there() -> None:
    assert len(IN_JSON) < len(ANSWERS)
