"""`sync` from the outside: what it prints and how it ends, against the sandbox."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mirror.sandbox import Fault, Sandbox, Switches

Say = Callable[..., tuple[int, str, str]]

SMALL = Switches(events=2, laps_scale=0.1, balldontlie_rate=1e9)


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox(SMALL, port=0) as box:
        monkeypatch.setenv("BALLDONTLIE_BASE_URL", box.url)
        monkeypatch.setenv("BALLDONTLIE_API_KEY", "sandbox-goat")
        monkeypatch.setenv("BALLDONTLIE_REQUESTS_PER_MINUTE", "1e9")
        yield box


def test_without_a_key_it_says_where_to_get_and_put_one(say: Say) -> None:
    code, out, err = say("sync")
    assert (code, out) == (1, "")
    assert err.startswith("f1-mirror: There is no key to sync with: get one from a provider and put it into ")
    assert err.endswith("'f1-mirror demo' needs none.\n")
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.usefixtures("box")
def test_a_provider_named_without_a_key_is_an_error(say: Say) -> None:
    code, out, err = say("sync", "balldontlie", "sportradar")
    assert (code, out) == (1, "")
    assert err.startswith(
        "f1-mirror: There is no key for Sportradar: get one at https://developer.sportradar.com"
    )


@pytest.mark.usefixtures("box")
def test_outside_a_terminal_every_event_is_a_line(say: Say) -> None:
    code, out, err = say("sync", "--endpoint", "teams", "--endpoint", "circuits", "--log", "auto")
    assert (code, err) == (0, "")
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["event"] for event in events] == [
        "start", "tier", "due", "page", "scope", "page", "scope", "done",
    ]  # fmt: skip
    assert {event["endpoint"]: event["state"] for event in events if event["event"] == "scope"} == {
        "teams": "complete",
        "circuits": "complete",
    }
    assert events[-1]["code"] == 0
    assert Path("f1.db").exists()


@pytest.mark.usefixtures("box")
def test_json_prints_the_result_alone(say: Say) -> None:
    code, out, err = say("sync", "--endpoint", "teams", "--json", "--db", "other.db")
    assert (code, err) == (0, "")
    result = json.loads(out)
    assert (result["code"], result["rows"]) == (0, 12)
    assert [(one["provider"], one["state"]) for one in result["providers"]] == [("balldontlie", "complete")]
    assert Path("other.db").exists()


@pytest.mark.usefixtures("box")
def test_a_budget_that_is_spent_is_exit_3(say: Say) -> None:
    code, out, _ = say("sync", "--season", "2024", "--max-requests", "3", "--json")
    result = json.loads(out)
    assert (code, result["code"], result["requests"]) == (3, 3, 3)


def test_a_scope_that_fails_is_exit_4_and_named(say: Say, box: Sandbox) -> None:
    box.add(Fault("400", endpoint="teams", times=-1))
    code, out, _ = say("sync", "--endpoint", "teams", "--endpoint", "circuits", "--json")
    result = json.loads(out)
    assert (code, result["code"]) == (4, 4)
    assert [(one["endpoint"], one["scope"]) for one in result["providers"][0]["failed"]] == [("teams", "")]
    code, out, err = say("status")
    assert (code, err) == (0, "")
    assert "balldontlie teams : quarantined until " in out


def test_no_key_is_printed(say: Say, box: Sandbox) -> None:
    box.add(Fault("echo-key", endpoint="teams", times=-1))
    code, out, err = say("sync", "--endpoint", "circuits", "--endpoint", "teams", "--max-requests", "6")
    assert code in (3, 4)
    assert "sandbox-goat" not in out + err
    for file in Path.cwd().iterdir():
        assert b"sandbox-goat" not in file.read_bytes()


def test_a_key_that_is_refused_is_exit_1(say: Say, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALLDONTLIE_API_KEY", "sandbox-unknown")
    code, out, err = say("sync", "--json")
    assert code == 1
    assert "sandbox-unknown" not in out + err
    assert [one.status for one in box.seen][-1] == 401


@pytest.mark.usefixtures("box")
def test_the_bars_end_in_a_summary_that_names_the_providers_without_a_key(say: Say) -> None:
    code, out, err = say("sync", "--season", "2024", "--max-requests", "2", "--log", "bars")
    assert (code, err) == (3, "")
    lines = " ".join(out.split())
    assert "sportradar: skipped, no key: get one at https://developer.sportradar.com" in lines
    assert "stopped, go on later; " in lines
