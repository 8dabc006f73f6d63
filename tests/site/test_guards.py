"""What a visitor cannot do, with and without SQL of their own: every attack is refused, and nothing of it is answered."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from mirror.errors import MirrorError
from mirror.serve import datasette
from mirror.site.guards import LONGEST_VALUE
from tests.site.conftest import Answer, Ask

SECRETS = ("secret-target", "mirror_runs.pid", "/f1/v1/")


def sql(text: str) -> str:
    return f"/f1/-/query.json?_shape=array&sql={quote(text)}"


PATHS = ("/", "/f1/-/create", "/f1/balldontlie_teams/-/insert", "/f1/search", "/-/charts", "/-/logout")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_nothing_but_reading(mirror: Path, method: str) -> None:
    async def asked() -> list[Answer]:
        shown = datasette(mirror)
        try:
            return [Answer(await shown.client.request(method, path, content=b"{}")) for path in PATHS]
        finally:
            shown.close()

    refused = (405, "This mirror is only read here.\n", "GET, HEAD, OPTIONS")
    answers = asyncio.run(asked())
    assert [(one.status, one.text, one.headers["allow"]) for one in answers] == [refused] * len(PATHS)


@pytest.mark.parametrize(
    "statement",
    [
        "select * from mirror_requests",
        "select count(*) from mirror_runs",
        "select target from main.MIRROR_REQUESTS",
        "with mirror as (select target from mirror_requests) select * from mirror",
        "select (select target from mirror_requests limit 1)",
        "select error from mirror_checkpoints",
        "select hex(randomblob(500000000))",
        "select zeroblob(500000000)",
        "select load_extension('x')",
        "select * from pragma_table_info('balldontlie_teams') where writefile('x', 'y')",
    ],
)
def test_what_no_sql_may(ask: Ask, mirror: Path, statement: str) -> None:
    [answer] = ask(mirror, sql(statement), allow_sql=True)
    assert answer.status == 400
    assert not any(secret in answer.text for secret in SECRETS)
    assert len(answer.text) < 2_000


@pytest.mark.parametrize(
    "statement",
    ["attach 'other.db' as other", "delete from balldontlie_teams", "pragma writable_schema = 1", "vacuum"],
)
def test_a_connection_of_the_site_refuses_it_too(mirror: Path, statement: str) -> None:
    async def tried() -> None:
        shown = datasette(mirror)
        try:
            await shown.get_database("f1").execute_fn(
                lambda connection: connection.execute(statement).fetchall()
            )
        finally:
            shown.close()

    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|authorization denied"):
        asyncio.run(tried())


def test_no_connection_of_the_site_writes(mirror: Path) -> None:
    shown = datasette(mirror)
    with closing(shown), pytest.raises(MirrorError, match=r"^A mirror is only read here\.$"):
        shown.get_database("f1").connect(write=True)


def test_a_value_may_be_as_long_as_any_text_of_a_provider_and_no_longer(ask: Ask, mirror: Path) -> None:
    [longest, longer] = ask(
        mirror,
        sql(f"select length(zeroblob({LONGEST_VALUE})) as n"),
        sql(f"select length(zeroblob({LONGEST_VALUE + 1})) as n"),
        allow_sql=True,
    )
    assert (longest.status, longest.json) == (200, [{"n": LONGEST_VALUE}])
    assert longer.status == 400


def test_where_nothing_is_to_be_seen(ask: Ask, mirror: Path) -> None:
    pages = {
        sql("select 1"): 403,
        "/f1/mirror_requests": 403,
        "/f1/mirror_requests.json": 403,
        "/f1/mirror_requests/1": 403,
        "/f1/mirror_requests.csv": 403,
        "/f1/MIRROR_REQUESTS": 404,
        "/f1.db": 403,
        "/_memory": 404,
        "/_internal": 404,
        "/-/auth-token?token=x": 403,
        "/f1/../../etc/passwd": 404,
        "/event/..%2F..%2Fetc%2Fpasswd": 302,
        "/-/charts/..%2Fcharts.css": 302,
        "/-/static/..%2F..%2Fapp.py": 404,
        "/f1/search_messages_data/1": 403,
    }
    answers = ask(mirror, *pages)
    assert dict(zip(pages, [answer.status for answer in answers], strict=True)) == pages
    assert not any(secret in answer.text for answer in answers for secret in SECRETS)


def test_bookkeeping_that_the_configuration_does_not_know_is_not_shown_either(ask: Ask, mirror: Path) -> None:
    with closing(sqlite3.connect(mirror)) as writer:
        writer.execute("create table mirror_new (id integer primary key, what text) strict")
    [page, json, listed] = ask(mirror, "/f1/mirror_new", "/f1/mirror_new.json", "/f1.json")
    assert (page.status, json.status) == (403, 403)
    assert "What the mirror notes for itself is not shown." in page.text
    assert [one["hidden"] for one in listed.json["tables"] if one["name"] == "mirror_new"] == [True]


@pytest.mark.parametrize("address", ["/f1/race_trace?_timelimit=<b>", "/f1/laps?_next=<b>"])
def test_an_address_without_its_number_gets_one_sentence(ask: Ask, mirror: Path, address: str) -> None:
    [page] = ask(mirror, address)
    assert page.status == 400
    assert page.lines[:2] == ["Error 400", "The address has '<b>' where a whole number is expected."]


def test_an_error_is_a_page_of_the_site(ask: Ask, mirror: Path) -> None:
    [page] = ask(mirror, "/nowhere")
    assert page.status == 404
    assert page.lines == [
        "Error 404",
        "Database not found",
        "Search drivers, events and race control",
        "Search",
        "Or go to the front page.",
    ]
    assert '<link rel="stylesheet" href="/-/f1/site.css">' in page.text


def test_what_an_answer_may_load(ask: Ask, mirror: Path) -> None:
    answers = ask(mirror, "/", "/f1", "/f1/laps.json", "/-/charts", "/nowhere", "/robots.txt")
    policy = (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    for answer in answers:
        assert answer.headers["content-security-policy"] == policy
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert answers[-1].text == "User-agent: *\nDisallow: /\n"


def test_what_a_provider_says_is_text_and_no_markup(ask: Ask, mirror: Path) -> None:
    for page in ask(
        mirror, "/f1/race_control", "/f1/search?q=safety", "/f1/search?q=%3Cscript%3Ealert(1)%3C/script%3E"
    ):
        assert page.status == 200
        assert "DEPLOYED <b>" not in page.text
        assert "<script>alert" not in page.text
