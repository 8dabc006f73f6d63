"""`f1-mirror explain`: why, in words and as JSON."""

import json
from pathlib import Path

import pytest

from mirror.cli import run
from mirror.crosswalk import explain
from mirror.store import Store
from tests.crosswalk.test_refresh import put


@pytest.fixture
def path(store: Store) -> Path:
    """A mirror with one settled driver and one that is not, closed again."""
    connection = store.connection
    connection.execute("pragma foreign_keys = off")
    put(
        connection, "balldontlie_drivers", id=44, first_name="Lewis", last_name="Hamilton", country_code="GBR"
    )
    put(
        connection,
        "sportradar_competitors",
        id="sr:competitor:7135",
        name="Hamilton, Lewis",
        country_code="ENG",
    )
    put(
        connection,
        "altsportsdata_athletes",
        id="a",
        first_name="Lewis",
        last_name="Hamilton",
        nationality="AUS",
    )
    put(
        connection, "sportradar_merge_mappings", merged_id="sr:competitor:1", retained_id="sr:competitor:7135"
    )
    put(
        connection,
        "balldontlie_events",
        id=1,
        name="Monaco Grand Prix",
        season=2024,
        start_date="2024-05-24T11:30:00Z",
    )
    put(
        connection, "altsportsdata_events", id="f1:x", name="Monaco GP", sport_type="f1", year=2024,
        start_date="2024-05-24T00:00", event_location_group="Monte Carlo, Monaco",
    )  # fmt: skip
    store.settle_world()
    return store.path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str], str]:
    code = run(["explain", *words])
    caught = capsys.readouterr()
    return code, caught.out.splitlines(), caught.err


def test_why_in_sentences(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines, _ = told(capsys, "driver", "sportradar", "sr:competitor:7135", "--db", str(path))
    assert (code, lines) == (
        0,
        [
            (
                "The driver sportradar sr:competitor:7135 (Hamilton, Lewis) is lewis-hamilton: the same country,"
                " 'Lewis Hamilton' is 'Hamilton, Lewis' (confidence 0.93)."
            ),
            "So is balldontlie 44 (Lewis Hamilton): the others were compared with it.",
            "So is sportradar sr:competitor:1: the provider merged this id into another, sr:competitor:7135.",
        ],
    )


def test_what_is_open_is_told_with_what_it_may_be(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reason = "Lewis Hamilton and Lewis Hamilton: the countries differ."
    code, lines, _ = told(capsys, "driver", "altsportsdata", "a", "--db", str(path))
    assert (code, lines) == (
        0,
        [
            (
                "The driver altsportsdata a (Lewis Hamilton) is lewis-hamilton-altsportsdata-a: no other provider has it,"
                " as far as the mirror knows."
            ),
            f"Open: {reason} It may be lewis-hamilton.",
        ],
    )
    code, lines, _ = told(capsys, "--open", "--db", str(path))
    assert [line.split() for line in lines[:1]] == [["kind", "provider", "id", "why"]]
    assert lines[2:] == [f"driver  altsportsdata  a   {reason} It may be lewis-hamilton."]
    code, lines, _ = told(capsys, "--open", "--json", "--db", str(path))
    assert json.loads("".join(lines)) == [
        {
            "kind": "driver", "provider": "altsportsdata", "provider_id": "a", "reason": reason,
            "candidates": ["lewis-hamilton"],
        }
    ]  # fmt: skip


def test_json_is_what_python_gives(store: Store, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = explain(store.connection, "event", "altsportsdata", "f1:x")
    assert found is not None
    assert found["canonical_id"] == "2024-monaco"
    assert (found["method"], found["confidence"], found["valid_from"]) == ("name+days", 0.97, "2024-05-24")
    assert [other["provider"] for other in found["others"]] == ["balldontlie"]
    code, lines, _ = told(capsys, "event", "altsportsdata", "f1:x", "--json", "--db", str(path))
    assert (code, json.loads("".join(lines))) == (0, found)
    assert explain(store.connection, "event", "altsportsdata", "f1:y") is None


INCOMPLETE = "Name KIND, PROVIDER and ID, or ask for all that is not settled with --open."
KINDS = "There is no kind 'person'; there are driver, team, circuit, event, session, season."


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["driver", "sportradar", "none"], 1, "The crosswalk has no driver none of sportradar."),
        ([], 2, INCOMPLETE),
        (["driver"], 2, INCOMPLETE),
        (["driver", "sportradar", "x", "--open"], 2, INCOMPLETE),
        (["person", "sportradar", "x"], 2, KINDS),
        (["driver", "f1", "x"], 2, "There is no provider 'f1'; there are balldontlie, sportradar, altsportsdata."),
    ],
)  # fmt: skip
def test_what_it_cannot_tell_is_one_sentence(
    path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, sentence: str
) -> None:
    ended, lines, error = told(capsys, *words, "--db", str(path))
    assert (ended, lines) == (code, [])
    assert error.startswith(f"f1-mirror: {sentence}")
    assert error.count("\n") == 1


def test_lines_left_out_of_the_overrides_are_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.with_name("f1.crosswalk.csv").write_text("driver,sportradar\n", encoding="utf-8")
    code, lines, error = told(capsys, "--open", "--db", str(path))
    assert (code, len(lines)) == (0, 3)
    assert error == (
        "f1-mirror: Line 1 of the overrides was left out: it needs kind, provider, provider_id, canonical_id.\n"
    )


def test_a_mirror_of_an_earlier_time_has_none_yet(
    path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    for (view,) in store.connection.execute("select name from sqlite_schema where type = 'view'").fetchall():
        store.connection.execute(f"drop view {view}")
    store.connection.execute("drop table crosswalk")
    code, _, error = told(capsys, "driver", "balldontlie", "44", "--db", str(path))
    assert (code, error) == (
        1,
        f"f1-mirror: {path} has no crosswalk yet; the next 'f1-mirror sync' makes it.\n",
    )
