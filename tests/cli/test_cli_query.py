"""`query` and `queries` answer in four forms, with the library's filters, and say why there is nothing."""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from mirror import Mirror
from mirror.cli import cli
from mirror.queries import QUERIES

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def race(demo: Path) -> int:
    with Mirror(demo) as m:
        return min(session.id for session in m.balldontlie.sessions(type="Race"))


@pytest.mark.parametrize(
    "words",
    [
        ["--session-ids", "{race}", "--driver-ids", "21957,21960"],
        ["--session_ids={race}", "driver_ids=21957,21960"],
        ["session_ids[]={race}", "--driver-ids", "21957,21960"],
    ],
)
def test_filters_are_written_as_people_write_them(say: Say, demo: Path, race: int, words: list[str]) -> None:
    with Mirror(demo) as m:
        wanted = m.balldontlie.lap_times(session_ids=race, driver_ids=[21957, 21960]).dicts()
    words = [word.format(race=race) for word in words]
    code, out, err = say("query", "balldontlie.lap_times", *words, "--json", "--db", demo)
    assert (code, json.loads(out), err) == (0, wanted, "")
    assert isinstance(wanted[0]["is_pit_in_lap"], bool)


def test_the_forms(say: Say, demo: Path, tmp_path: Path) -> None:
    with Mirror(demo) as m:
        teams = m.balldontlie.teams().dicts()
    lines = say("query", "balldontlie.teams", "--format", "ndjson", "--db", demo)[1].splitlines()
    assert [json.loads(line) for line in lines] == teams
    table = list(
        csv.DictReader(io.StringIO(say("query", "balldontlie.teams", "--format", "csv", "--db", demo)[1]))
    )
    assert [row["name"] for row in table] == [team["name"] for team in teams]
    code, out, _ = say("query", "balldontlie.teams", "--limit", "2", "--db", demo)
    assert (code, len(out.splitlines())) == (0, 4)
    file = tmp_path / "teams.json"
    assert say("query", "balldontlie.teams", "--json", "--output", file, "--db", demo) == (0, "", "")
    assert json.loads(file.read_text(encoding="utf-8")) == teams
    code, _, err = say("query", "balldontlie.teams", "--output", tmp_path / "no" / "file", "--db", demo)
    assert (code, err) == (
        1,
        f"f1-mirror: {tmp_path / 'no' / 'file'} cannot be written (No such file or directory).\n",
    )


@pytest.mark.parametrize("words", [("query", "balldontlie.teams"), ("sql", "select 1 as a")])
def test_no_database_is_written_over(say: Say, demo: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    mirror = tmp_path / "f1.db"
    shutil.copy(demo, mirror)
    log = tmp_path / "f1.db-wal"
    for file in (mirror, log):
        found = say(*words, "--output", file, "--db", mirror)
        told = f"f1-mirror: {file} is a database or part of one; name another file with --output.\n"
        assert found == (2, "", told)
    assert mirror.read_bytes() == demo.read_bytes()
    assert say(*words, "--output", tmp_path / "rows.txt", "--db", mirror) == (0, "", "")


def test_views_and_queries_are_asked_by_their_names(say: Say, demo: Path) -> None:
    with Mirror(demo) as m:
        laps = m.laps(season=2024, session="race", driver="Norris", lap_number=[2, 3]).dicts()
        standings = m.q.standings(season=2024).dicts()
    words = ["season=2024", "session=race", "driver=Norris", "lap_number=2,3"]
    assert json.loads(say("query", "laps", *words, "--json", "--db", demo)[1]) == laps != []
    assert (
        json.loads(say("query", "q.standings", "--season", "2024", "--json", "--db", demo)[1])
        == standings
        != []
    )
    assert say("query", "race_trace", "--db", demo, "--format", "csv")[0] == 0


def test_an_answer_without_rows_says_why(say: Say, demo: Path, race: int) -> None:
    why = "Not everything behind this is known: 1 of 1 never asked (balldontlie lap_times session_ids[]=1)."
    assert say("query", "balldontlie.lap_times", "session_ids=1", "--json", "--db", demo) == (
        0,
        "[]\n",
        f"No rows. {why}\n",
    )
    assert say("query", "balldontlie.lap_times", "session_ids=1", "--strict", "--db", demo) == (
        1,
        "",
        f"f1-mirror: {why}\n",
    )
    code, out, err = say(
        "query", "balldontlie.lap_times", f"session_ids={race}", "lap_number=99", "--json", "--db", demo
    )
    assert (code, out, err[:45]) == (0, "[]\n", "No rows. The scope behind this is complete, t")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["balldontlie.laptimes"], 2, "There is nothing called 'balldontlie.laptimes' to ask for; did you mean 'balldontlie.lap_times'?"),
        (["laptimes"], 2, "There is nothing called 'laptimes' to ask for; did you mean"),
        (["balldontlie.lap_times", "--session", "1"], 2, "m.balldontlie.lap_times has no filter 'session'; did you mean 'session_ids'?"),
        (["balldontlie.lap_times", "--session-ids"], 2, "--session-ids wants a value."),
        (["balldontlie.lap_times", "1770"], 2, "A filter is written --name value or name=value, not '1770'."),
        (["balldontlie.lap_times", "session_ids=x"], 2, "session_ids wants a whole number, not 'x'."),
        (["balldontlie.teams", "--as-of", "2024-01-01"], 2, "The moment 2024-01-01 has no time zone; write it like"),
        (["balldontlie.teams", "--json", "--format", "csv"], 2, "--json and --format csv do not go together; leave one away."),
        (["balldontlie"], 2, "'balldontlie' is a provider; ask for one of balldontlie.drivers, balldontlie.teams, "),
        (["balldontlie.drivers", "driver_ids="], 2, "driver_ids wants a whole number, not ''."),
        (["balldontlie.drivers", "removed=maybe"], 2, "removed wants true or false, not 'maybe'."),
        (["laps", "season=abc"], 2, "season wants a year like 2024, not 'abc'."),
        (["race_trace", "season=2024", "--season", "2023"], 2, "race_trace: season is a whole number, which [2024, 2023] is not."),
        (["race_trace", f"season={'x' * 5000}"], 2, f"race_trace: season is a whole number, which '{'x' * 59}… is not."),
        (["laps", f"driver={'x' * 5000}"], 2, f"There is no driver '{'x' * 39}… here."),
        (["laps", "driver=Noris"], 2, "There is no driver 'Noris' here; did you mean lando-norris?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(
    say: Say, demo: Path, words: list[str], code: int, sentence: str
) -> None:
    said = say("query", *words, "--db", demo)
    assert (said[0], said[1], said[2][: len(sentence) + 11]) == (code, "", f"f1-mirror: {sentence}")
    assert said[2].count("\n") == 1


def test_a_word_that_no_row_has_is_told_with_those_there_are(say: Say, demo: Path) -> None:
    code, out, err = say("query", "balldontlie.sessions", "type=race", "--json", "--db", demo)
    assert (code, out) == (0, "[]\n")
    assert re.match(
        r"No rows\. There is no type 'race' here; there are (\w[\w ]*, )+Race(, \w[\w ]*)*\. ", err
    )
    code, out, err = say("query", "laps", "session_id=monaco", "--json", "--db", demo)
    told = (
        "No rows. There is no session 'monaco' here; a canonical id is wanted, such as 2024-abu-dhabi-race. "
    )
    assert (code, out, err[: len(told)]) == (0, "[]\n", told)


def test_a_filter_that_is_written_twice_has_both_values_and_truth_has_words(
    say: Say, demo: Path, race: int
) -> None:
    once = say(
        "query", "balldontlie.lap_times", f"session_ids={race}", "driver_ids=21957,21960", "--db", demo
    )
    twice = [f"session_ids={race}", "driver_ids=21957", "--driver-ids", "21960"]
    assert say("query", "balldontlie.lap_times", *twice, "--db", demo) == once
    with Mirror(demo) as m:
        wanted = m.laps(is_pit_in_lap=1).count()
    code, out, _ = say("query", "laps", "is_pit_in_lap=True", "--format", "ndjson", "--db", demo)
    assert (code, out.count("\n")) == (0, wanted)
    assert wanted > 0


def test_as_of(say: Say, demo: Path) -> None:
    early = say("query", "balldontlie.teams", "--as-of", "2020-01-01T00:00:00Z", "--json", "--db", demo)
    assert early[:2] == (0, "[]\n")
    late = say("query", "balldontlie.teams", "--as-of", "2099-01-01T00:00:00Z", "--json", "--db", demo)
    assert late == say("query", "balldontlie.teams", "--json", "--db", demo)


def test_queries_lists_them_with_titles(say: Say) -> None:
    code, out, err = say("queries", "--json")
    told = json.loads(out)
    assert (code, err, [one["name"] for one in told]) == (0, "", sorted(QUERIES))
    assert told[0].keys() == {"name", "title", "description", "parameters"}
    assert [one["title"] for one in told] == [QUERIES[one["name"]].title for one in told]
    assert all(one["title"] in say("queries")[1] for one in told)
    explained = say("queries", "race_trace")[1]
    assert explained.startswith(f"race_trace: {QUERIES['race_trace'].title}\n")
    assert say("queries", "race_trase")[:2] == (2, "")


@pytest.mark.parametrize(
    ("words", "incomplete", "expected"),
    [
        (["query"], "balldontlie.lap", {"balldontlie.lap_times"}),
        (["query", "balldontlie.lap_times"], "--sess", {"--session-ids"}),
        (["query", "fastest_laps"], "--sea", {"--season"}),
        ([], "quer", {"queries", "query"}),
    ],
)
def test_the_shell_completes_words(words: list[str], incomplete: str, expected: set[str]) -> None:
    done = CliRunner().invoke(
        cli, prog_name="f1-mirror", env={"_F1_MIRROR_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(["f1-mirror", *words, incomplete]),
        "COMP_CWORD": str(len(words) + 1)},
    )  # fmt: skip
    assert {line.split(",")[1] for line in done.output.splitlines()} == expected
