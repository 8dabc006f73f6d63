"""Changed formats under the same name, and the command that lists where answers differ."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mirror.catalogue import Scope
from mirror.cli import run
from mirror.providers.altsportsdata import ALTSPORTSDATA
from mirror.providers.sportradar import other_forms
from mirror.sandbox import Sandbox
from mirror.selection import Selection
from tests.past.worlds import BEGIN, mirrored

ABSOLUTE, GAP, LAPS, OTHER = "1:36.957", "+0.535", "1l", "soon"
SUMMARIES = Selection(
    ("sportradar",), True, None, False, frozenset({"seasons", "schedule", "summary"}), laps=True, full=True
)


@pytest.mark.parametrize(
    ("stage", "field", "first", "others"),
    [
        ("practice", "fastest_lap_time", {ABSOLUTE}, {GAP}),
        ("race", "time", {ABSOLUTE}, {GAP, LAPS}),
        ("sprint_race", "time", {ABSOLUTE}, {GAP, LAPS}),
        ("race", "fastest_lap_time", {ABSOLUTE}, {ABSOLUTE}),
        ("qualifying_part", "fastest_lap_time", {ABSOLUTE, GAP, LAPS}, {ABSOLUTE, GAP, LAPS}),
        ("lap", "time", {ABSOLUTE, GAP, LAPS}, {ABSOLUTE, GAP, LAPS}),
        ("race", "gap_to_leader", {GAP, LAPS}, {GAP, LAPS}),
        ("practice", "interval_to_position_ahead", {GAP, LAPS}, {GAP, LAPS}),
    ],
)
def test_only_the_documented_form_is_no_drift(
    stage: str, field: str, first: set[str], others: set[str]
) -> None:
    names = {ABSOLUTE: "absolute", GAP: "gap", LAPS: "laps", OTHER: "other"}
    for position, fine in ((1, first), (2, others), (None, first | others)):
        for value, form in names.items():
            expected = {} if value in fine else {field: form}
            assert other_forms(stage, {"position": position, field: value}) == expected, (position, value)


@pytest.mark.parametrize("value", [None, 5, ["+1"]])
def test_what_is_no_text_has_no_form(value: Any) -> None:
    assert other_forms("race", {"position": 1, "time": value}) == {}


def heat(**result: Any) -> list[tuple[str, str, str, str]]:
    """What an answer of AltSportsData with that line twice differs in: table, path, kind and example."""
    endpoint = ALTSPORTSDATA.by_name["heat_scores"]
    line = {"position": 1, "participant": "Max Verstappen", "lapTime": "1:32.478", "gap": "0.000s"} | result
    body = json.dumps({"data": {"heat_id": "race", "results": [line, line]}}).encode()
    scope = Scope("heat_scores", (("event_id", "e"), ("heat_id", "race")))
    found = endpoint.shape(endpoint, body, (scope,)).drift
    return [(one.table, one.path, one.kind, one.example) for one in found]


@pytest.mark.parametrize(
    "result", [{}, {"gap": "+5.234s"}, {"gap": "+1 LAP"}, {"gap": None, "lapTime": None}]
)
def test_a_heat_written_as_documented_is_no_drift(result: dict[str, Any]) -> None:
    assert heat(**result) == []


@pytest.mark.parametrize(
    ("result", "path", "example"),
    [
        ({"gap": "1:33.012"}, "gap[absolute]", "1:33.012"),
        ({"gap": "soon"}, "gap[other]", "soon"),
        ({"lapTime": "+0.534"}, "lap_time[gap]", "+0.534"),
        ({"lapTime": "1l"}, "lap_time[laps]", "1l"),
    ],
)
def test_a_heat_written_in_another_way_is_drift_told_once(
    result: dict[str, Any], path: str, example: str
) -> None:
    ((table, told, kind, shown),) = heat(**result)
    assert (table, told, kind) == ("altsportsdata_heat_results", path, "format")
    assert example in shown


def drift(path: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert run(["drift", "--json", "--db", str(path)]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_change_of_april_2025_is_drift_and_nothing_else_is(
    box: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    path = tmp_path / "f1.db"
    mirrored(box, path, BEGIN, SUMMARIES, form=form)
    assert [one for one in drift(path, capsys) if one["kind"] == "format"] == []
    mirrored(box, path, BEGIN + 60, SUMMARIES, form=form, times="absolute")
    found = [one for one in drift(path, capsys) if one["kind"] == "format"]
    assert [(one["provider"], one["endpoint"], one["table"], one["path"]) for one in found] == [
        ("sportradar", "summary", "sportradar_stage_results", "fastest_lap_time[absolute]"),
        ("sportradar", "summary", "sportradar_stage_results", "time[absolute]"),
    ]
    with closing(sqlite3.connect(path)) as connection:
        for one in found:
            assert list(one) == [
                "provider", "endpoint", "table", "path", "kind", "example", "first_seen", "request", "count",
            ]  # fmt: skip
            scope, at = connection.execute(
                "select scope, answered_at from mirror_requests where id = ?", (one["request"],)
            ).fetchone()
            column = one["path"].partition("[")[0]
            kept = connection.execute(
                f"select count(*) from sportradar_stage_results where 'stage_id=' || stage_id = ? and {column} = ?",
                (scope, json.loads(one["example"])),
            ).fetchone()
            assert (one["first_seen"], kept) == (at, (1,))
            assert one["count"] >= 1


def test_without_drift_the_command_says_so(
    tmp_path: Path, box: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "f1.db"
    mirrored(box, path, BEGIN, Selection(("sportradar",), True, None, False, frozenset({"merge_mappings"})))
    assert run(["drift", "--db", str(path)]) == 0
    assert capsys.readouterr().out == "All answers are as documented.\n"
