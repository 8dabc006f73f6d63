"""What a run says: lines that outlive their reader, bars that count, and a summary that names what failed."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from mirror.cli.bars import Bars
from mirror.cli.progress import Lines, on_terminal, summary

DUE = {"event": "due", "provider": "balldontlie", "endpoints": {"teams": 1, "events": 3}}
PAGE = {"event": "page", "provider": "balldontlie", "endpoint": "teams", "rows": 1200}
DONE = {"event": "scope", "provider": "balldontlie", "endpoint": "teams", "scope": "", "state": "complete"}
FAILED = {
    "event": "scope", "provider": "balldontlie", "endpoint": "events", "scope": "season=[2024]",
    "state": "quarantined", "error": "500, five times", "next_due": "2026-11-22T00:00:00Z",
}  # fmt: skip
WAIT = {"event": "wait", "provider": "balldontlie", "seconds": 3600.4, "why": "the minute limit is spent"}

NOTHING = {"why": None, "resume_at": None, "requests": 0, "rows": 0, "failed": [], "not_entitled": []}
BROKEN = [
    {"endpoint": "events", "scope": f"season={n}", "error": "500", "next_due": "2026-11-22"} for n in range(7)
]
RESULT = {
    "code": 4,
    "requests": 1030,
    "rows": 5000,
    "seconds": 12.34,
    "providers": [
        NOTHING
        | {"provider": "balldontlie", "state": "failed", "requests": 1000, "rows": 4000, "failed": BROKEN}
        | {"not_entitled": ["lap_times", "pit_stops"]},
        NOTHING
        | {
            "provider": "sportradar",
            "state": "stopped",
            "why": "the quota limit is spent",
            "requests": 30,
            "rows": 1000,
        }
        | {"resume_at": "2026-12-01T00:00:00Z"},
        NOTHING | {"provider": "altsportsdata", "state": "skipped", "why": "no key"},
    ],
}


class Gone(io.StringIO):
    """A stream whose reader goes away after the first line."""

    def write(self, text: str) -> int:
        if self.getvalue():
            raise BrokenPipeError
        return super().write(text)


def test_lines_are_one_object_each() -> None:
    stream = io.StringIO()
    with Lines(stream) as report:
        report(DUE)
        report(FAILED)
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == [DUE, FAILED]


def test_lines_fall_silent_without_a_reader_and_the_run_goes_on() -> None:
    stream = Gone()
    with Lines(stream) as report:
        report(DUE)
        report(PAGE)
        report(FAILED)
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == [DUE]


def console() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=90, color_system=None, legacy_windows=False)


def last(console: Console, events: list[dict[str, object]]) -> str:
    """What is to be seen after the events, without the codes that move the cursor."""
    assert isinstance(console.file, io.StringIO)
    with Bars(console.file, console=console) as report:
        for event in events:
            report(event)
    return console.file.getvalue()


def test_bars_count_scopes_and_rows() -> None:
    seen = last(console(), [{"event": "start", "db": "f1.db", "providers": ["balldontlie"]}, DUE, PAGE, DONE])
    assert "balldontlie" in seen
    assert "1/4 1,200 rows 1,200 rows/s" in seen


def test_bars_grow_with_what_becomes_known() -> None:
    seen = last(console(), [DUE, DONE, DONE, DONE, DONE, {**DUE, "endpoints": {"sessions": 6}}])
    assert "4/10 0 rows 0 rows/s" in seen


def test_bars_count_down_while_they_wait_and_name_what_failed() -> None:
    seen = last(console(), [DUE, WAIT, FAILED])
    assert "balldontlie events season=[2024]: 500, five times" in seen
    assert "the minute limit is spent, 3600 s" in seen


@pytest.mark.parametrize(("term", "moves"), [("xterm-256color", True), ("dumb", False), ("unknown", False)])
def test_a_dumb_terminal_gets_no_bars(monkeypatch: pytest.MonkeyPatch, term: str, moves: bool) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setenv("TERM", term)
    assert on_terminal(stream) is moves
    monkeypatch.setattr(stream, "isatty", lambda: False)
    assert on_terminal(stream) is False


def test_the_summary() -> None:
    again = "; again after 2026-11-22"
    assert list(summary(RESULT, Path("f1.db"))) == [
        "balldontlie: failed; 4,000 rows in 1,000 requests",
        "  above the key's tier: lap_times, pit_stops",
        *(f"  failed: events season={n} (500){again}" for n in range(5)),
        "  and 2 more: 'f1-mirror status --db f1.db' names them",
        "sportradar: stopped, the quota limit is spent; 1,000 rows in 30 requests",
        "  it may go on at 2026-12-01T00:00:00Z",
        "altsportsdata: skipped, no key",
        "f1.db: some of it failed; 5,000 rows, 1,030 requests, 12.3 s",
    ]
