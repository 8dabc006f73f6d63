"""One answer of every endpoint, without a key in it, for as many requests as were said."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirror.cli import run
from mirror.doctor import PLANNED
from mirror.providers import PROVIDERS
from mirror.sandbox import Fault, Sandbox, Switches

KEYS = {"BALLDONTLIE": "sandbox-goat", "SPORTRADAR": "sandbox-sportradar", "ALTSPORTSDATA": "sandbox-pro"}
EXTRA = {
    "balldontlie": {"per_page_101", "no_such_path", "events_2025", "events_2024"},
    "sportradar": {"no_such_path", "not_modified"},
    "altsportsdata": set(),
}


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sandbox]:
    for name in list(os.environ):
        if name.startswith(("BALLDONTLIE_", "SPORTRADAR_", "ALTSPORTSDATA_", "F1_MIRROR_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    fast = Switches(events=2, laps_scale=0.1, balldontlie_rate=1e9, sportradar_qps=1e6, not_modified=True)
    with Sandbox(fast) as box:
        for name, key in KEYS.items():
            monkeypatch.setenv(f"{name}_API_KEY", key)
            monkeypatch.setenv(f"{name}_BASE_URL", box.url)
        monkeypatch.setenv("BALLDONTLIE_REQUESTS_PER_MINUTE", "1e9")
        monkeypatch.setenv("SPORTRADAR_REQUESTS_PER_SECOND", "1e9")
        yield box


def test_every_endpoint_is_recorded_once(box: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    box.add(Fault("echo-key", endpoint="teams", times=-1))
    assert run(["doctor", "--record", "answers", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("This sends at most 38 requests: balldontlie 23, sportradar 11, altsportsdata 4.\n")
    folder = Path("answers")
    assert json.loads(out) == {"folder": "answers", "requests": len(box.seen)}
    assert all(
        len([one for one in box.seen if one.provider == name]) <= most for name, most in PLANNED.items()
    )
    notes = json.loads((folder / "notes.json").read_text())
    for name, provider in PROVIDERS.items():
        wanted = set(provider.by_name) | EXTRA[name]
        if name == "sportradar":
            wanted = wanted - {"summary"} | {"summary_event", "summary_race"}
        assert set(notes[name]["answers"]) == wanted, notes[name]
    assert sum(PLANNED.values()) == len(box.seen)
    assert max(Counter((one.provider, one.path, tuple(one.query)) for one in box.seen).values()) <= 2
    # Nothing of an account was asked, and no key is in any file.
    assert not any(one.endpoint == "account" for one in box.seen)
    for file in folder.iterdir():
        assert not any(key.encode() in file.read_bytes() for key in KEYS.values()), file.name
    told = json.loads((folder / "balldontlie.lap_times.json").read_text())
    assert (told["status"], told["endpoint"], told["body"]) == (
        200,
        "lap_times",
        "balldontlie.lap_times.body.json",
    )
    assert told["bytes"] == (folder / told["body"]).stat().st_size > 0
    assert "content-type" in told["headers"]
    # What the contracts do not know, in one place.
    assert notes["balldontlie"]["answers"]["per_page_101"]["status"] == 400
    assert notes["sportradar"]["answers"]["not_modified"]["status"] == 304
    assert set(notes["altsportsdata"]["limit_headers"]) == {
        "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset",
    }  # fmt: skip
    assert {file.name for file in Path.cwd().iterdir()} == {"answers"}


def test_a_folder_that_is_a_file(box: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    Path("answers").write_text("taken")
    assert run(["doctor", "--record", "answers"]) == 2
    assert "answers" in capsys.readouterr().err
    assert box.seen == []


def test_without_a_key_there_is_nothing_to_record(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in list(os.environ):
        if name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    assert run(["doctor", "--record", "answers"]) == 1
    assert "There is no key" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
