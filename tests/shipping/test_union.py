"""Two mirrors as one: which comes first does not matter, nothing is lost, and the past can still be asked."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from mirror.snapshot.rows import United
from mirror.snapshot.union import union
from tests.shipping.small import STATES, TABLES, Step, asked, hashes, minutes, moment, steps, told

FEW = settings(max_examples=6, deadline=None)  # an example is several files of some fifty tables each


class Place:
    """A folder for the mirrors of one example."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._number = folder, count()

    def told(self, said: list[Step]) -> Path:
        return told(self.folder / f"{next(self._number)}.db", said)

    def union(self, one: Path, two: Path) -> Path:
        path = self.folder / f"{next(self._number)}.db"
        union(one, two, path)
        return path


@contextmanager
def place() -> Iterator[Place]:
    with TemporaryDirectory() as folder:
        yield Place(Path(folder))


@FEW
@given(steps(1), steps(2))
def test_which_comes_first_changes_no_byte(a: list[Step], b: list[Step]) -> None:
    with place() as here:
        one, two = here.told(a), here.told(b)
        assert here.union(one, two).read_bytes() == here.union(two, one).read_bytes()


@FEW
@given(steps(1), steps(2))
def test_what_is_there_already_changes_nothing(a: list[Step], b: list[Step]) -> None:
    with place() as here:
        one, two = here.told(a), here.told(b)
        assert hashes(here.union(one, one)) == hashes(one)
        both = here.union(one, two)
        assert hashes(here.union(both, both)) == hashes(both)
        assert hashes(here.union(both, two)) == hashes(both)
        assert hashes(here.union(one, both)) == hashes(both)


@FEW
@given(steps(1), steps(2))
def test_nothing_is_lost(a: list[Step], b: list[Step]) -> None:
    with place() as here:
        one, two = here.told(a), here.told(b)
        both = here.union(one, two)
        for sql in (
            "select distinct target, answered_at from mirror_requests",
            "select provider, endpoint, scope from mirror_checkpoints",
        ):
            assert set(asked(both, sql)) == {*asked(one, sql), *asked(two, sql)}
        assert versions(both) == versions(one) | versions(two)
        assert asked(both, "pragma foreign_key_check") == []
        assert asked(both, "pragma integrity_check") == [("ok",)]
        state = "select endpoint, state from mirror_checkpoints"
        known = dict(sorted({*asked(one, state), *asked(two, state)}, key=_rank))
        assert dict(asked(both, state)) == known


def _rank(row: tuple[str, str]) -> int:
    return -STATES.index(row[1])


def versions(path: Path) -> set[tuple[str, str]]:
    """Every state in which a row ever was."""
    found = {(table, json.dumps(row)) for table in TABLES for row in dict_of(path, table)}
    past = asked(path, 'select "table", row from mirror_history')
    return found | {(table, json.dumps(json.loads(row))) for table, row in past if table in TABLES}


def dict_of(path: Path, table: str) -> list[dict[str, object]]:
    names = [name for (name,) in asked(path, f"select name from pragma_table_info('{table}')")]
    return [dict(zip(names, row, strict=True)) for row in asked(path, f"select * from {table}")]


@FEW
@given(steps(1), steps(2))
def test_what_both_knew_at_a_moment_is_known_of_that_moment(a: list[Step], b: list[Step]) -> None:
    with place() as here:
        one, two = here.told(a), here.told(b)
        both = here.union(one, two)
        for table in ("balldontlie_teams", "sportradar_stage_results"):
            ever: tuple[set[object], set[object]] = (set(), set())
            for first, second, now in zip(*(minutes(path, table) for path in (one, two, both)), strict=True):
                ever[0].update(first)
                ever[1].update(second)
                assert now.keys() <= ever[0] | ever[1]
                for key in ever[0] | ever[1]:
                    told = [
                        found.get(key)
                        for found, known in zip((first, second), ever, strict=True)
                        if key in known
                    ]
                    assert (
                        now.get(key) in told
                    )  # so where both say the same, or only one knows it, there is no choice


@FEW
@given(steps(1), steps(2), steps(3))
def test_three_files_give_the_same_coverage_and_requests_in_any_order(
    a: list[Step], b: list[Step], c: list[Step]
) -> None:
    with place() as here:
        one, two, three = here.told(a), here.told(b), here.told(c)
        left, right = here.union(here.union(one, two), three), here.union(one, here.union(two, three))
        for sql in ("select * from mirror_checkpoints", "select target, answered_at from mirror_requests"):
            assert sorted(asked(left, sql), key=repr) == sorted(asked(right, sql), key=repr)
        assert versions(left) == versions(right)


def test_of_two_values_the_one_seen_last_stands(tmp_path: Path) -> None:
    # The first file looked again at minute 5 and still saw what it had seen at minute 1.
    one = told(tmp_path / "one.db", [Step(1, "team", 1, 0, 1), Step(5, "scope", 1, 0, 1)])
    two = told(tmp_path / "two.db", [Step(3, "team", 1, 2, 2)])
    found = union(one, two, tmp_path / "both.db")
    assert found == United(first=0, second=0, both=1, differing=1)
    assert asked(tmp_path / "both.db", "select id, name from balldontlie_teams") == [(1, "Team 0")]
    history = (
        "select row_id, valid_from, valid_to, json_extract(row, '$.name') from mirror_history order by id"
    )
    assert asked(tmp_path / "both.db", history) == [
        (1, None, moment(3), "Team 0"),
        (1, moment(3), moment(5), "Team 2"),
    ]
    known = minutes(tmp_path / "both.db", "balldontlie_teams")
    assert [[row["name"] for row in known[minute].values()] for minute in (0, 1, 4, 6)] == [
        [], ["Team 0"], ["Team 2"], ["Team 0"],
    ]  # fmt: skip


def test_a_later_value_stands_against_an_earlier_look(tmp_path: Path) -> None:
    one = told(tmp_path / "one.db", [Step(1, "team", 1, 0, 1), Step(2, "scope", 1, 0, 1)])
    two = told(tmp_path / "two.db", [Step(3, "team", 1, 2, 2)])
    union(one, two, tmp_path / "both.db")
    assert asked(tmp_path / "both.db", "select name from balldontlie_teams") == [("Team 2",)]
    history = "select valid_from, valid_to, json_extract(row, '$.name') from mirror_history"
    assert asked(tmp_path / "both.db", history) == [(None, moment(3), "Team 0")]


def test_a_scope_that_one_was_refused_is_complete_when_the_other_has_it(tmp_path: Path) -> None:
    one = told(tmp_path / "one.db", [Step(1, "scope", 1, 0, 1)])
    two = told(tmp_path / "two.db", [Step(7, "scope", 1, 2, 2)])
    union(two, one, tmp_path / "both.db")
    assert asked(tmp_path / "both.db", "select endpoint, state, asked_at from mirror_checkpoints") == [
        ("teams", "complete", moment(1))
    ]


def test_a_past_that_both_share_is_not_doubled_and_keeps_its_numbers(tmp_path: Path) -> None:
    shared = [Step(1, "team", 1, 0, 0), Step(2, "team", 1, 1, 0), Step(3, "result", 1, 1, 0)]
    one = told(tmp_path / "one.db", shared)
    two = told(tmp_path / "two.db", [*shared, Step(5, "team", 1, 2, 0), Step(6, "total", 2, 2, 0)])
    union(one, two, tmp_path / "both.db")
    assert hashes(tmp_path / "both.db") == hashes(two)


def test_a_row_taken_out_in_one_file_comes_back_when_the_other_refers_to_it(tmp_path: Path) -> None:
    one = told(tmp_path / "one.db", [Step(1, "team", 1, 0, 1), Step(5, "gone", 1, 0, 1)])
    two = told(tmp_path / "two.db", [Step(2, "team", 1, 0, 2)])
    with sqlite3.connect(two) as connection:
        connection.execute("insert into balldontlie_team_standings (id, team_id) values (7, 1)")
    connection.close()
    union(one, two, tmp_path / "both.db")
    assert asked(tmp_path / "both.db", "select id, name from balldontlie_teams") == [(1, "Team 0")]
    assert asked(tmp_path / "both.db", "select id, team_id from balldontlie_team_standings") == [(7, 1)]
    assert asked(tmp_path / "both.db", "pragma foreign_key_check") == []
