"""The commands `snapshot diff`, `delta`, `apply` and `merge`: what they print, and one sentence for what is wrong."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mirror.cli import run
from mirror.snapshot.verify import verify


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs `snapshot` with those words: exit code, standard output, standard error."""

    def said(*words: object) -> tuple[int, str, str]:
        code = run(["snapshot", *map(str, words)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return said


def test_a_week_goes_on_as_a_delta(
    snapshots: Path, tmp_path: Path, say: Callable[..., tuple[int, str, str]]
) -> None:
    a, b, week = snapshots / "a", snapshots / "b", tmp_path / "week.delta"
    code, out, err = say("diff", a, b)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert "balldontlie_events: 1 row changed (status 1)" in lines
    assert "balldontlie lap times: scopes complete 25 → 30" in lines
    told = json.loads(say("diff", a, b, "--json")[1])
    assert {
        "table": "balldontlie_events",
        "added": 0,
        "removed": 0,
        "changed": 1,
        "columns": {"status": 1},
    } in told["tables"]
    code, out, err = say("delta", a, b, "--to", week, "--json")
    assert (code, json.loads(out)["bytes"], err) == (0, week.stat().st_size, "")
    code, out, err = say("apply", week, "--base", a, "--to", tmp_path / "new")
    assert (code, out.splitlines()[-1], err) == (
        0,
        "it is the snapshot that the delta was made for, to the byte",
        "",
    )
    assert say("diff", b, tmp_path / "new")[1] == f"{b} and {tmp_path / 'new'} hold the same\n"


def test_a_merge_says_where_its_rows_are_from(
    snapshots: Path, tmp_path: Path, say: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, err = say("merge", snapshots / "bdl", snapshots / "b", "--to", tmp_path / "to", "--json")
    told = json.loads(out)
    bdl, whole = verify(snapshots / "bdl").rows, verify(snapshots / "b").rows
    assert (code, err) == (0, "")
    assert told["rows"] == {"first": 0, "second": whole - bdl, "both": bdl, "differing": 0}
    assert told["manifest"]["sha256"] == verify(tmp_path / "to").sha256


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("diff", "nowhere", "{a}"), "f1-mirror: nowhere is not a folder; a snapshot is the folder that"),
        (
            ("delta", "{a}", "{b}", "--to", "{a}/manifest.json"),
            "manifest.json is there already; name another file with --to.",
        ),
        (
            ("delta", "{a}", "{b}", "--to", "no/where"),
            "f1-mirror: no/where cannot be written (No such file or directory)",
        ),
        (("apply", "{a}/f1.db", "--base", "{a}", "--to", "to"), "f1.db is no delta of f1-mirror"),
        (
            ("apply", "nothing", "--base", "{a}", "--to", "to"),
            "f1-mirror: nothing cannot be read (No such file or directory)",
        ),
        (("merge", "{a}", "{b}", "--to", "{b}"), "name another with --to."),
        (("merge", "{a}", "{a}/f1.db", "--to", "to"), "f1.db is not a folder"),
    ],
    ids=lambda told: told[0] if isinstance(told, tuple) else None,
)
def test_what_is_wrong_is_one_sentence(
    snapshots: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    say: Callable[..., tuple[int, str, str]],
    words: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = say(*(word.format(a=snapshots / "a", b=snapshots / "b") for word in words))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert sentence in err
    assert list(tmp_path.iterdir()) == []
