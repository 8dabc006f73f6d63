"""The command as a whole: help, errors, exit codes."""

import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest

from mirror import cli
from mirror.errors import UsageError

ROOT = Path(__file__).parents[2]
Say = Callable[..., tuple[int, str, str]]

WRONG = [
    (["snyc"], "f1-mirror: There is no command 'snyc'; did you mean 'sync'? See 'f1-mirror --help'.\n"),
    (
        ["backup"],
        (
            f"f1-mirror: There is no command 'backup'; there are {', '.join(sorted(cli.COMMANDS))}."
            " See 'f1-mirror --help'.\n"
        ),
    ),
    (
        ["status", "--jsn"],
        "f1-mirror: No such option '--jsn'. Did you mean '--json'? See 'f1-mirror status --help'.\n",
    ),
    (["sync", "baldontlie"], "f1-mirror: There is no provider 'baldontlie'; did you mean balldontlie?\n"),
    (
        ["sync", "--endpoint", "lap_time"],
        "f1-mirror: There is no endpoint 'lap_time'; did you mean lap_times?\n",
    ),
    (
        ["sync", "--season", "24"],
        "f1-mirror: --season 24 is no season; write a year (2024), a range (2020..2024) or 'all'.\n",
    ),
    (
        ["sql", "select 1", "--json", "--format", "csv"],
        "f1-mirror: --json and --format csv do not go together; leave one away.\n",
    ),
    (
        ["demo", "--season", "all"],
        "f1-mirror: The demo's world is made of years: --season 2024 or --season 2023..2024.\n",
    ),
    (
        ["sandbox", "--switch", "cursor_mod=id_gt"],
        "f1-mirror: there is no switch 'cursor_mod'; did you mean cursor_mode?\n",
    ),
    (
        ["sandbox", "--fault", "@balldontlie"],
        "f1-mirror: a fault is written kind@provider/endpoint#nth, not '@balldontlie'.\n",
    ),
]


def outside(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        timeout=60,
    )


@pytest.mark.parametrize(
    ("words", "sentence"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_wrong_usage_is_one_sentence_and_exit_2(say: Say, words: list[str], sentence: str) -> None:
    assert say(*words) == (2, "", sentence)


def test_nothing_heavy_is_imported_for_help() -> None:
    code = """
import sys
from mirror.cli import COMMANDS, run
assert run(["--help"]) == 0
heavy = {"sqlalchemy", "sqlmodel", "httpx", "datasette", "rich", "pydantic", "msgspec", "uvicorn", "sqlite3"}
assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
"""
    done = outside("-c", code)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_help_with_an_example_and_the_line_of_the_list(say: Say, name: str) -> None:
    code, out, err = say(name, "--help")
    assert (code, err) == (0, "")
    assert "Example" in out
    assert f"  f1-mirror {name}" in out
    command: click.Command = getattr(import_module(f"mirror.cli.{name}"), name)
    assert (command.help or "").splitlines()[0] == cli.COMMANDS[name]


def test_help_lists_every_command(say: Say) -> None:
    code, out, err = say("--help")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.split("Commands:\n")[1].splitlines() if line[2] != " "] == list(
        cli.COMMANDS
    )


@pytest.mark.parametrize(
    ("raised", "code", "sentence"),
    [
        (UsageError("Two words\nof usage."), 2, "f1-mirror: Two words of usage.\n"),
        (KeyboardInterrupt(), 130, "\nf1-mirror: interrupted.\n"),
    ],
)
def test_an_error_is_its_sentence_and_its_code(
    say: Say, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int, sentence: str
) -> None:
    monkeypatch.setattr(cli.cli, "get_command", raising(raised))
    assert say("status") == (code, "", sentence)


def test_the_unexpected_is_a_sentence_that_quotes_nothing(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.cli, "get_command", raising(ValueError("a secret")))
    code, out, err = say("status")
    assert (code, out) == (1, "")
    assert err.startswith("f1-mirror: something unexpected went wrong (ValueError at __init__.py:")
    assert err.endswith("); F1_MIRROR_DEBUG=1 shows more.\n")
    assert "secret" not in err
    monkeypatch.setenv("F1_MIRROR_DEBUG", "1")
    assert "Traceback" in say("status")[2]


def raising(error: BaseException) -> Callable[..., None]:
    def get_command(*_: object) -> None:
        raise error

    return get_command


def test_a_reader_that_goes_away_is_no_trouble(demo: Path) -> None:
    query = "with recursive n(i) as (select 1 union all select i + 1 from n limit 300000) select i from n"
    writer = subprocess.Popen(
        [sys.executable, "-m", "mirror", "sql", query, "--format", "csv", "--db", str(demo)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    assert writer.stdout.readline() == b"i\n"
    writer.stdout.close()
    assert writer.stderr.read() == b""
    writer.stderr.close()
    assert writer.wait(30) == 1


@pytest.mark.parametrize("words", [["queries"], ["sql", "select 1"]])
@pytest.mark.parametrize(
    ("where", "code", "said"),
    [
        (">&-", 0, ""),
        (">&- 2>&-", 0, ""),
        pytest.param(
            ">/dev/full", 1,
            "f1-mirror: What was to be printed cannot be written (No space left on device).\n",
            marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device"),
        ),
    ],
)  # fmt: skip
def test_an_output_that_is_closed_or_full_is_told_in_a_sentence(
    demo: Path, words: list[str], where: str, code: int, said: str
) -> None:
    command = [sys.executable, "-m", "mirror", *words, *(["--db", str(demo)] if words[0] == "sql" else [])]
    ended = subprocess.run(
        ["sh", "-c", f'exec "$0" "$@" {where}', *command],
        check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "", said)


def test_the_version_is_the_distributions(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: {"f1-mirror": "1.2.3"}[name])
    assert say("--version") == (0, "f1-mirror, version 1.2.3\n", "")
