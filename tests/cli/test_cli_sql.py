"""`sql` reads, in four forms, and nothing but reads."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

Say = Callable[..., tuple[int, str, str]]

TEAMS = "select id, name from balldontlie_teams order by id limit 2"
VALUES = "select 1 as a, null as a, 'x,\"é\"' as b, 2.5 as c, x'00ff' as d, 9e999 as e"
ONLY_READS = "f1-mirror: The SQL was refused: a mirror is only read ("


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["--format", "csv"], 'a,a,b,c,d,e\n1,,"x,""é""",2.5,00ff,\n'),
        (["--json"], '[{"a": 1, "a_2": null, "b": "x,\\"é\\"", "c": 2.5, "d": "00ff", "e": null}]\n'),
        (
            ["--format", "ndjson"],
            '{"a": 1, "a_2": null, "b": "x,\\"é\\"", "c": 2.5, "d": "00ff", "e": null}\n',
        ),
        ([], 'a  a  b        c  d     e\n-  -  -----  ---  ----  -\n1     x,"é"  2.5  00ff\n'),
    ],
)
def test_the_forms(say: Say, demo: Path, words: list[str], printed: str) -> None:
    assert say("sql", VALUES, "--db", demo, *words) == (0, printed, "")


def test_json_is_a_list_of_objects(say: Say, demo: Path) -> None:
    with sqlite3.connect(demo) as connection:
        expected = [{"id": key, "name": name} for key, name in connection.execute(TEAMS)]
    code, out, _ = say("sql", TEAMS, "--json", "--db", demo)
    assert (code, json.loads(out), len(expected)) == (0, expected, 2)


@pytest.mark.parametrize(("form", "printed"), [("json", "[]\n"), ("csv", "id,name\n"), ("ndjson", "")])
def test_no_rows(say: Say, demo: Path, form: str, printed: str) -> None:
    assert say("sql", TEAMS, "--format", form, "--limit", "0", "--db", demo) == (0, printed, "")


def test_limit(say: Say, demo: Path) -> None:
    numbers = "select value from json_each('[1,2,3]')"
    assert say("sql", numbers, "--limit", "2", "--format", "csv", "--db", demo) == (0, "value\n1\n2\n", "")


@pytest.mark.parametrize(
    "statement",
    [
        "delete from balldontlie_teams",
        "update balldontlie_teams set name = 'x'",
        "create table t (a)",
        "create temp table t (a)",
        "drop table balldontlie_teams",
        "attach database ':memory:' as other",
        "pragma user_version = 7",
        "pragma query_only = off",
        "pragma journal_mode = delete",
        "vacuum into 'copy.db'",
        "begin immediate",
    ],
)
def test_it_only_reads(say: Say, demo: Path, statement: str) -> None:
    before = demo.read_bytes()
    code, out, err = say("sql", statement, "--db", demo)
    assert (code, out, err[: len(ONLY_READS)]) == (1, "", ONLY_READS)
    assert demo.read_bytes() == before
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("statement", ["pragma user_version", "pragma table_info(balldontlie_teams)"])
def test_pragmas_that_tell(say: Say, demo: Path, statement: str) -> None:
    assert say("sql", statement, "--db", demo)[0] == 0


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("selct 1", 'The SQL failed: near "selct": syntax error.'),
        (
            "select x from balldontlie_teams",
            "The SQL failed: no such column: x; there are id, name, display_name, color, extra, removed_at.",
        ),
        ("select * from lapz", "The SQL failed: no such table: lapz; did you mean 'laps'?"),
        ("select 1; select 2", "The SQL failed: You can only execute one statement at a time."),
        ("", "The SQL asks for nothing; write a select."),
    ],
)
def test_wrong_sql_is_one_sentence(say: Say, demo: Path, statement: str, sentence: str) -> None:
    assert say("sql", statement, "--db", demo) == (1, "", f"f1-mirror: {sentence}\n")


@pytest.mark.parametrize("command", [["sql", "select 1"], ["status"], ["serve"]])
def test_what_is_no_mirror_is_refused(say: Say, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir")
    sqlite3.connect(tmp_path / "other.db").execute("create table t (a)").connection.close()
    there_is_none = "There is no mirror at none.db; make one with 'f1-mirror sync', or name it with --db."
    no_database = "letter.txt is not a SQLite database; it was left alone, name another file with --db."
    foreign = "other.db is another program's database, not a mirror; it was left alone, name another file with --db."
    for name, sentence in (("none.db", there_is_none), ("letter.txt", no_database), ("other.db", foreign)):
        assert say(*command, "--db", name) == (1, "", f"f1-mirror: {sentence}\n")


def test_the_file_is_the_configured_one(say: Say, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("F1_MIRROR_DB", str(demo))
    assert say("sql", "select 1 as one", "--format", "csv") == (0, "one\n1\n", "")
