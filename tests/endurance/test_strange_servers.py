"""Servers that page and take arrays as no document says: the mirror is the same, or says that it is not."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from trial import THREE, WORLD, Hasty, Whole, ask, mirror, now, same, states, tables

from mirror.sandbox import Sandbox

BY_SESSION = ["session_results", "session_weather", "pit_stops"]
MESSAGES = "race_control_messages"


class Changed(Hasty):
    """A server that changes the questions and the answers of another."""

    def __init__(
        self,
        question: Callable[[httpx.Request], httpx.Response | None] = lambda request: None,
        answer: Callable[[httpx.Request, dict[str, Any]], None] = lambda request, body: None,
    ) -> None:
        super().__init__()
        self._question, self._answer = question, answer
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path.rpartition("/")[2])
        refused = self._question(request)
        if refused is not None:
            return refused
        response = super().handle_request(request)
        body = json.loads(response.read())
        self._answer(request, body)
        return httpx.Response(response.status_code, json=body)


def takes_two_ids(request: httpx.Request) -> None:
    """Drops the sessions after the second without a word."""
    ids = request.url.params.get_list("session_ids[]")[:2]
    if ids:
        rest = [pair for pair in request.url.params.multi_items() if pair[0] != "session_ids[]"]
        request.url = request.url.copy_with(params=[*(("session_ids[]", one) for one in ids), *rest])


@pytest.mark.parametrize("refusal", [None, 400, 414, 500], ids=str)
def test_arrays_of_which_a_server_takes_two(
    box: Sandbox, whole: Whole, path: Path, refusal: int | None
) -> None:
    def question(request: httpx.Request) -> httpx.Response | None:
        if refusal is not None and len(request.url.params.get_list("session_ids[]")) > 2:
            return httpx.Response(refusal, text="too many")
        takes_two_ids(request)
        return None

    server = Changed(question)
    result = mirror(path, box, "balldontlie", clock=now(), endpoints=BY_SESSION, transport=server)
    assert (result.code, result.providers[0]["failed"]) == (0, [])
    for endpoint in BY_SESSION:
        assert same(tables(path, f"balldontlie_{endpoint}"), whole[f"balldontlie_{endpoint}"]) == {}
    # The one shared request, tried five times where that may pass, and then those alone that it has not answered.
    tries, answered = (5 if refusal == 500 else 1), (2 if refusal is None else 0)
    alone = len(states(path, "session_weather")) - answered
    assert server.asked.count("session_weather") == tries + alone


def test_a_request_that_is_answered_from_end_to_end_is_believed(box: Sandbox, path: Path) -> None:
    """Practice has no pit stops, and that its answer is empty is no reason to ask again: not in a later run either."""
    server = Changed()
    assert mirror(path, box, "balldontlie", endpoints=["session_results"], transport=server).code == 0
    shared = server.asked.count("session_results")
    assert shared < len(states(path, "session_results"))
    assert mirror(path, box, "balldontlie", endpoints=["pit_stops"], transport=server).code == 0
    assert server.asked.count("pit_stops") == shared


@pytest.mark.parametrize("mode", ["keyset", "id_gt"])
def test_a_cursor_on_every_page_that_has_rows(box: Sandbox, whole: Whole, path: Path, mode: str) -> None:
    """A short page has one as well, which leads to an empty page or back into it: the first was all there is."""

    def answer(_: httpx.Request, body: dict[str, Any]) -> None:
        if body.get("data"):
            last = body["data"][-1]
            body["meta"]["next_cursor"] = last.get("id", last.get("year"))

    box.switches = replace(WORLD, cursor_mode=mode)  # type: ignore[arg-type] # parametrised
    server = Changed(answer=answer)
    result = mirror(path, box, "balldontlie", transport=server)
    assert (result.code, result.providers[0]["failed"]) == (0, [])
    assert same(tables(path, "balldontlie"), whole["balldontlie"]) == {}
    assert len(server.asked) <= 2 * ask(path, "select count(distinct target) from mirror_requests")[0][0]
    assert server.asked.count("driver_standings") == 1 + len(states(path, "driver_standings"))  # one has rows
    assert (
        server.asked.count("session_results") == 4
    )  # four sessions and one, each request and its empty page


@pytest.mark.parametrize("mode", ["keyset", "id_lt"])
def test_messages_without_a_category_on_pages_that_lose_rows(box: Sandbox, path: Path, mode: str) -> None:
    """No category brings them: where the pages are seen to lose others, the session is not called complete."""

    def question(request: httpx.Request) -> None:
        request.url = request.url.copy_set_param("per_page", "7")

    def answer(request: httpx.Request, body: dict[str, Any]) -> None:
        if request.url.path.endswith(MESSAGES):
            for row in body["data"]:
                row["category"] = None if row["id"] % 3 == 0 else row["category"]
            if "category" in request.url.params:
                body["data"] = [row for row in body["data"] if row["category"] is not None]

    box.switches = replace(WORLD, cursor_mode=mode)  # type: ignore[arg-type] # parametrised
    transport = Changed(question, answer)
    result = mirror(path, box, "balldontlie", endpoints=[MESSAGES], transport=transport)
    told = {failed["error"] for failed in result.providers[0]["failed"]}
    if mode == "keyset":
        assert (result.code, told) == (0, set())
    else:
        assert told == {"its pages lose rows, and those without a category cannot be asked for by it"}


@pytest.mark.parametrize("number", [str, lambda page: None], ids=["text", "missing"])
def test_pages_whose_number_is_no_number(
    season: Sandbox, unharmed: Whole, path: Path, number: Callable[[Any], Any]
) -> None:
    """A text that is one is followed; where none is told, what is missing is said."""

    def answer(request: httpx.Request, body: Any) -> None:
        if request.url.path.endswith("/events"):
            body["meta"]["page"] = number(body["meta"]["page"])

    season.switches = replace(THREE, has_more=1)
    result = mirror(path, season, "altsportsdata", transport=Changed(answer=answer))
    missing = same(tables(path, "altsportsdata_events"), unharmed["altsportsdata_events"]) != {}
    assert (result.code, missing) == ((0, False) if number is str else (4, True))
