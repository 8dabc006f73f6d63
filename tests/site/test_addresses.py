"""Addresses that somebody wrote by hand, or that lead nowhere: a sentence and the status that fits."""

import sqlite3
from pathlib import Path

import pytest

from mirror.site.trouble import troubled
from tests.site.conftest import Ask

NO_JSON = "The address has something that is not JSON where JSON is expected."
NO_THROUGH = "The address asks _through= for what is no table, column and value."


@pytest.mark.parametrize(("page", "status", "told"), [
    ("/f1/balldontlie_drivers.json?last_name__arraycontains=x", 400, "malformed JSON"),
    ("/f1/drivers.json?_next=99999999999999999999999", 400,
     "The address asks for what cannot be looked up (datatype mismatch)."),
    ("/f1/laps.json?_through=x", 400, NO_JSON),
    ("/f1/laps.json?_through=%7B%7D", 400, NO_THROUGH),
    ("/f1/laps.json?_through=%7B%22table%22:1%7D", 400, NO_THROUGH),
    ("/f1/laps.json?season__in=%5B", 400, NO_JSON),
    ("/f1/race_trace.json?_timelimit=x", 400, "The address has 'x' where a whole number is expected."),
    ("/f1/race_trace.json?season=2024'", 400, "race_trace: season is a whole number, which \"2024'\" is not."),
    ("/f1/standings_query.json?season=x", 400, "standings: season is a whole number, which 'x' is not."),
    ("/season/20245.json", 404, "The mirror has no season '20245.json'."),
])  # fmt: skip
def test_what_cannot_be_is_told_in_a_sentence(
    ask: Ask, mirror: Path, page: str, status: int, told: str
) -> None:
    [answer] = ask(mirror, page)
    assert (answer.status, answer.json["error"]) == (status, told)


def test_a_facet_of_no_column_is_told_in_a_sentence() -> None:
    told = troubled(sqlite3.OperationalError("no such column: x"), ["_facet"])
    assert told == ("The address asks for what cannot be looked up (no such column: x).", None, 400)
    assert troubled(sqlite3.OperationalError("disk I/O error"), ["_facet"]) is None
    assert troubled(KeyError("table"), ["_facet"]) is None


@pytest.mark.parametrize("page", ["/f1/laps.xml", "/f1/race_trace.xml", "/f1/laps.db"])
def test_a_form_that_does_not_exist_is_not_found(ask: Ask, mirror: Path, page: str) -> None:
    [answer] = ask(mirror, page)
    assert answer.status == 404
    assert (
        f"There is no answer in the form &#39;{page[-3:].strip('.')}&#39;; there are csv and json."
        in answer.text
    )


@pytest.mark.parametrize(("page", "told"), [
    ("/f1/laps?session_id=xx",
     "There is no session &#39;xx&#39; here; a canonical id is wanted, such as 2024-abu-dhabi-race."),
    ("/f1/results?driver_id=zz", "There is no driver &#39;zz&#39; here; a canonical id is wanted, such as lando-norris."),
    ("/f1/drivers?_next=999999", "There is nothing further: the rows end before that."),
    ("/f1/race_trace?event=nowhere&utm=1", "There is no event &#39;nowhere&#39; here."),
    ("/f1/search?q=", "No word was given to look for."),
])  # fmt: skip
def test_an_empty_page_says_what_was_not_found(ask: Ask, mirror: Path, page: str, told: str) -> None:
    [answer] = ask(mirror, page)
    assert answer.status == 200
    assert told in answer.text


def test_a_name_with_signs_in_the_address_is_found_as_it_was_written(ask: Ask, mirror: Path) -> None:
    first, second = ask(mirror, "/driver/lando~2Dnorris", "/driver/Lando%20N%C3%B6rris")
    assert first.status == 200
    assert (second.status, second.headers["location"]) == (302, "/driver/Lando~20N~C3~B6rris")
    [third] = ask(mirror, second.headers["location"])
    assert "The mirror has no driver &#39;Lando Nörris&#39;; the nearest are lando-norris." in third.text


def test_a_search_ends_at_a_nul(ask: Ask, mirror: Path) -> None:
    nothing, some, same = ask(
        mirror, *(f"/f1/search.json?_shape=array&q={q}" for q in ("%00", "norris%00x", "norris"))
    )
    assert (nothing.status, nothing.json) == (200, [])
    assert some.json == same.json != []
