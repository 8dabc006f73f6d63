"""Any table as it was known at a moment: held against what the file said at that moment."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from mirror import past
from mirror.errors import UsageError
from mirror.instants import stamp
from mirror.sandbox import Sandbox
from mirror.store import Store
from mirror.store.files import open_reading
from mirror.tables import PROVIDER_TABLES
from tests.past.conftest import Corrected
from tests.past.worlds import BEGIN, DAY, mirrored, rows


@pytest.fixture
def reading(corrected: Corrected) -> Iterator[sqlite3.Connection]:
    connection = open_reading(corrected.path)
    yield connection
    connection.close()


def known(connection: sqlite3.Connection, moment: float) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: sorted((tuple(row.values()) for row in past.as_of(connection, name, stamp(moment))), key=repr)
        for name in PROVIDER_TABLES
    }


@pytest.mark.parametrize("run", [0, 1, 2])
def test_every_table_is_as_it_was_saved_then(
    reading: sqlite3.Connection, corrected: Corrected, run: int
) -> None:
    assert known(reading, corrected.moments[run]) == corrected.tables[run]


def test_before_the_first_answer_nothing_was_known(reading: sqlite3.Connection) -> None:
    assert known(reading, BEGIN - 1) == {name: [] for name in PROVIDER_TABLES}


def test_three_podiums_at_three_moments(reading: sqlite3.Connection, corrected: Corrected) -> None:
    (race,) = reading.execute("select id from balldontlie_sessions where type = 'Race'").fetchone()

    def podium(moment: float) -> list[int]:
        found = past.as_of(reading, "balldontlie_session_results", datetime.fromtimestamp(moment, UTC))
        ranked = sorted(
            (row["position"], row["driver_id"])
            for row in found
            if row["session_id"] == race and row["position"]
        )
        return [driver for place, driver in ranked if place <= 3]

    first, second, third = (podium(moment) for moment in corrected.moments)
    fourth = second[2]
    assert len({*first, fourth}) == 4
    assert second == [*first[:2], fourth]  # the third was disqualified
    assert third == [*first[1:], fourth]  # then he was not, but the winner was


def test_a_zone_is_only_another_spelling(reading: sqlite3.Connection, corrected: Corrected) -> None:
    utc = datetime.fromtimestamp(corrected.moments[1], UTC)
    elsewhere = utc.astimezone(timezone(timedelta(hours=9)))
    table = "balldontlie_driver_standings"
    said = past.as_of(reading, table, utc)
    assert said == past.as_of(reading, table, elsewhere) == past.as_of(reading, table, elsewhere.isoformat())
    assert said != past.as_of(reading, table, datetime.fromtimestamp(corrected.moments[0], UTC))


@pytest.mark.parametrize("moment", ["2026-07-01T00:00:00", "2026-07-01", datetime(2026, 7, 1)])  # noqa: DTZ001 - the case
def test_a_moment_without_a_zone_is_refused(reading: sqlite3.Connection, moment: str | datetime) -> None:
    with pytest.raises(UsageError, match=r"^The moment 2026-07-01\S*( 00:00:00)? has no time zone; [^.]+\.$"):
        past.as_of(reading, "balldontlie_drivers", moment)


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_moment_is_refused(reading: sqlite3.Connection, moment: str) -> None:
    with pytest.raises(UsageError, match=r"is no moment; write one like 2025-03-20T14:00:00Z\.$"):
        past.as_of(reading, "balldontlie_drivers", moment)


def test_a_row_that_goes_and_comes_again_is_not_there_in_between(store: Store) -> None:
    def write(number: int, sql: str) -> None:
        at = stamp(BEGIN + number * DAY)
        with store.transaction():
            store.moment(at, number)
            store.connection.execute(
                "insert into mirror_requests (id, provider, sent_at, answered_at) values (?, 'x', ?, ?)",
                (number, at, at),
            )
            store.connection.execute(sql)

    table = "balldontlie_circuits"
    write(1, f"insert into {table} (id, name) values (7, 'one')")
    write(2, f"update {table} set name = 'two' where id = 7")
    write(3, f"delete from {table} where id = 7")
    write(4, f"insert into {table} (id, name) values (7, 'four')")
    write(5, f"update {table} set name = 'five' where id = 7")

    def names(number: int) -> list[str]:
        return [row["name"] for row in past.as_of(store.connection, table, stamp(BEGIN + number * DAY))]

    assert [names(number) for number in range(7)] == [[], ["one"], ["two"], [], ["four"], ["five"], ["five"]]
    lived = [
        (v["valid_from"], v["valid_to"], v["row"]["name"]) for v in past.history(store.connection, table, "7")
    ]
    on = [stamp(BEGIN + number * DAY) for number in range(6)]
    assert lived == [
        (on[1], on[2], "one"),
        (on[2], on[3], "two"),
        (on[4], on[5], "four"),
        (on[5], None, "five"),
    ]


def pages(path: Path, names: list[str]) -> dict[str, list[bytes]] | None:
    """The bytes of the pages of these tables and of their indexes; None when this SQLite cannot tell which they are."""
    connection = sqlite3.connect(path)
    try:
        owners = dict(connection.execute("select name, tbl_name from sqlite_schema").fetchall())
        (size,) = connection.execute("pragma page_size").fetchone()
        found = connection.execute("select name, pageno from dbstat order by pageno").fetchall()
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()
    content = path.read_bytes()
    kept: dict[str, list[bytes]] = {name: [] for name in names}
    for name, number in found:
        if owners.get(name, name) in kept:
            kept[owners.get(name, name)].append(content[(number - 1) * size : number * size])
    return kept


def test_asking_everything_again_for_nothing_writes_nothing(box: Sandbox, tmp_path: Path) -> None:
    path, names = tmp_path / "f1.db", [*PROVIDER_TABLES, "mirror_history", "mirror_first_seen"]
    mirrored(box, path, BEGIN)
    before, told = rows(path, *names[-2:]), pages(path, names)
    mirrored(box, path, BEGIN + DAY)
    assert rows(path, *names[-2:]) == before
    assert pages(path, names) == told
