"""`f1-mirror snapshot` and `f1-mirror export`, as they are typed."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Say = Callable[..., tuple[int, str, str]]


def test_a_snapshot_is_made_proven_installed_and_told_of(demo: Path, say: Say, tmp_path: Path) -> None:
    folder, target = tmp_path / "shared", tmp_path / "own" / "f1.db"
    target.parent.mkdir()
    code, out, err = say(
        "snapshot", "create", "--to", folder, "--provider", "all", "--compress", "zstd", "--db", demo
    )
    assert (code, err) == (0, "")
    assert out.startswith(
        f"{folder}: a snapshot of demo, all seasons of altsportsdata, balldontlie, sportradar: "
    )
    assert say("snapshot", "verify", folder) == (0, out, "")
    code, told, _ = say("snapshot", "verify", folder, "--json")
    assert json.loads(told)["manifest"] == json.loads((folder / "manifest.json").read_bytes())
    code, out, err = say("snapshot", "install", folder, "--db", target)
    assert (code, err) == (0, "")
    assert out.startswith(f"{target}: now holds the snapshot {folder}, ")
    code, out, _ = say("status", "--db", target)
    assert code == 0
    assert out.startswith(
        "This is a snapshot, not a mirror that is kept up: all seasons of altsportsdata, balldontlie"
    )
    code, out, _ = say("status", "--db", target, "--json")
    assert json.loads(out)["snapshot"]["providers"] == ["altsportsdata", "balldontlie", "sportradar"]
    code, out, _ = say("snapshot", "install", folder, "--db", target, "--json")
    assert json.loads(out)["previous"] == str(target.with_name("f1.previous.db"))


def test_what_does_not_fit_is_one_sentence(demo: Path, say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    for words, code, says in (
        (
            ("snapshot", "create", "--to", folder, "--db", demo),
            2,
            "Say with --provider which providers go in",
        ),
        (
            ("snapshot", "create", "--to", folder, "--db", demo, "--provider", "sportrader"),
            2,
            "did you mean sportradar",
        ),
        (
            ("snapshot", "create", "--to", folder, "--db", demo, "--provider", "all", "--season", "x"),
            2,
            "is no season",
        ),
        (
            ("snapshot", "create", "--to", folder, "--db", "none.db", "--provider", "all"),
            1,
            "There is no mirror at none.db",
        ),
        (("snapshot", "create", "--provider", "all"), 2, "--to"),
        (("snapshot", "verify", folder), 1, "is not a folder"),
        (("snapshot", "install", folder, "--db", tmp_path / "f1.db"), 1, "is not a folder"),
        (("export", "--format", "xml", "--to", folder), 2, "xml"),
        (
            ("export", "--format", "csv", "--to", folder, "--db", demo, "--table", "laps"),
            2,
            "There is no table 'laps'",
        ),
    ):
        found, out, err = say(*words)
        assert (found, out, err.count("\n")) == (code, "", 1)
        assert says in err
        assert not folder.exists()


def test_an_export_tells_what_it_wrote(demo: Path, say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "exported"
    words = (
        "export",
        "--format",
        "ndjson",
        "--to",
        folder,
        "--table",
        "balldontlie_drivers",
        "--db",
        demo,
        "--json",
    )
    code, out, err = say(*words)
    assert (code, err) == (0, "")
    with closing(sqlite3.connect(demo)) as connection:
        (count,) = connection.execute("select count(*) from balldontlie_drivers").fetchone()
    assert json.loads(out)["tables"]["balldontlie_drivers"]["rows"] == count
    assert len((folder / "balldontlie_drivers" / "part-0.ndjson").read_text().splitlines()) == count
    code, _, err = say(*words)
    assert (code, err.count("\n")) == (1, 1)
    assert "is not empty" in err


def test_every_command_about_snapshots_has_an_example(say: Say) -> None:
    for words in (
        ("snapshot",),
        ("snapshot", "create"),
        ("snapshot", "verify"),
        ("snapshot", "install"),
        ("export",),
    ):
        code, out, _ = say(*words, "--help")
        assert code == 0
        assert f"f1-mirror {' '.join(words)}" in out.partition("Example")[2]
