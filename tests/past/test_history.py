"""The life of one row, and the command that prints it."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator

import pytest

from mirror import past
from mirror.cli import run
from mirror.errors import MirrorError, UsageError
from mirror.instants import stamp
from mirror.store.files import open_reading
from tests.past.conftest import Corrected

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def reading(corrected: Corrected) -> Iterator[sqlite3.Connection]:
    connection = open_reading(corrected.path)
    yield connection
    connection.close()


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def said(*words: object) -> tuple[int, str, str]:
        code = run([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return said


def changed_rows(connection: sqlite3.Connection, table: str) -> list[object]:
    sql = 'select distinct row_id from mirror_history where "table" = ? order by 1'
    return [row for (row,) in connection.execute(sql, (table,))]


@pytest.mark.parametrize(
    "table", ["balldontlie_session_results", "sportradar_stage_results", "balldontlie_driver_standings"]
)
def test_a_life_is_what_as_of_says_at_every_moment(
    reading: sqlite3.Connection, corrected: Corrected, table: str
) -> None:
    names = changed_rows(reading, table)
    assert names
    for name in names:
        versions = past.history(reading, table, str(name))
        keys = [column.name for column in past.table_called(table).primary_key]
        key = ",".join("" if versions[0]["row"][k] is None else str(versions[0]["row"][k]) for k in keys)
        assert key == str(name)
        ends = [version["valid_to"] for version in versions]
        assert [version["valid_from"] for version in versions[1:]] == ends[:-1]
        for moment in corrected.moments:
            at = stamp(moment)
            then = [
                v["row"]
                for v in versions
                if (v["valid_from"] or "") <= at and (v["valid_to"] is None or at < v["valid_to"])
            ]
            now = [
                row
                for row in past.as_of(reading, table, at)
                if all(row[k] == versions[0]["row"][k] for k in keys)
            ]
            assert then == now


def test_the_first_version_begins_when_its_answer_came(reading: sqlite3.Connection) -> None:
    (driver,) = reading.execute("select min(id) from balldontlie_drivers").fetchone()
    came = reading.execute(
        """select answered_at from mirror_requests where id = (
            select min(request_id) from mirror_first_seen where row_id = ? and table_no = (
                select table_no from mirror_first_seen where request_id = (
                    select min(id) from mirror_requests where endpoint = 'drivers') limit 1))""",
        (driver,),
    ).fetchone()[0]
    (version,) = past.history(reading, "balldontlie_drivers", str(driver))
    assert (version["valid_from"], version["valid_to"], version["row"]["id"]) == (came, None, driver)


def test_the_command_prints_every_version(
    say: Say, reading: sqlite3.Connection, corrected: Corrected
) -> None:
    table = "balldontlie_session_results"
    name = changed_rows(reading, table)[0]
    code, out, err = say("history", table, name, "--json", "--db", corrected.path)
    assert (code, err) == (0, "")
    versions = json.loads(out)
    assert versions == past.history(reading, table, str(name))
    assert [list(version) for version in versions] == [["valid_from", "valid_to", "row"]] * len(versions)
    assert len(versions) > 1
    assert versions[-1]["valid_to"] is None
    code, out, err = say("history", table, name, "--db", corrected.path)
    assert (code, err) == (0, "")
    spans = re.findall(r"^(\S+) \.\. (\S+)$", out, re.MULTILINE)
    assert spans == [(v["valid_from"], v["valid_to"] or "now") for v in versions]


def test_a_removed_row_says_so(say: Say, reading: sqlite3.Connection, corrected: Corrected) -> None:
    name, removed = reading.execute(
        "select id, removed_at from sportradar_stages where removed_at is not null"
    ).fetchone()
    code, out, err = say("history", "sportradar_stages", name, "--db", corrected.path)
    assert (code, err) == (0, "")
    assert out.endswith(f"Removed by the provider: {removed}.\n")
    versions = past.history(reading, "sportradar_stages", name)
    assert [version["row"]["removed_at"] for version in versions][-2:] == [None, removed]


@pytest.mark.parametrize(
    ("table", "name", "sentence"),
    [
        ("lap_times", "1", "There is no table lap_times; did you mean balldontlie_lap_times?"),
        ("balldontlie_driver", "1", "There is no table balldontlie_driver; did you mean balldontlie_drivers"),
        ("mirror_history", "1", "There is no table mirror_history; "),
        (
            "balldontlie_drivers",
            "x",
            "A row of balldontlie_drivers is named by its id, a whole number; 'x' is none.",
        ),
        (
            "balldontlie_drivers",
            "9" * 30,
            "A row of balldontlie_drivers is named by its id, a whole number; ",
        ),
        (
            "sportradar_stage_results",
            "x",
            "A row of sportradar_stage_results is named by stage_id,competitor_id,team_id, ",
        ),
    ],
)
def test_what_cannot_be_is_one_sentence(
    say: Say, corrected: Corrected, table: str, name: str, sentence: str
) -> None:
    code, out, err = say("history", table, name, "--db", corrected.path)
    assert (code, out, err.count("\n")) == (UsageError.code, "", 1)
    assert err.startswith(f"f1-mirror: {sentence}")


def test_an_unknown_row_names_the_nearest(reading: sqlite3.Connection) -> None:
    ids = sorted(row for (row,) in reading.execute("select id from balldontlie_drivers"))
    with pytest.raises(MirrorError) as numbers:
        past.history(reading, "balldontlie_drivers", str(ids[-1] + 1_000_000))
    nearest = ", ".join(str(row) for row in ids[:-4:-1])
    assert (
        str(numbers.value)
        == f"balldontlie_drivers has no row {ids[-1] + 1_000_000}; the nearest are {nearest}."
    )
    (stage,) = reading.execute("select max(id) from sportradar_stages").fetchone()
    with pytest.raises(
        MirrorError, match=rf"^sportradar_stages has no row {stage}x; the nearest are {stage}[,.]"
    ):
        past.history(reading, "sportradar_stages", f"{stage}x")
