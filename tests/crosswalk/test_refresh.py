"""The crosswalk in the mirror: made again when its tables changed, written only where it differs, overridden by a file."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mirror.crosswalk import refresh
from mirror.crosswalk.overrides import read
from mirror.store import Store

NOW = "2026-07-01T00:00:00.000Z"
COLUMNS = "kind, canonical_id, provider, provider_id, method, confidence, evidence, valid_from, valid_to"


def put(connection: sqlite3.Connection, table: str, **row: Any) -> None:
    names = ", ".join(row)
    sql = f"insert or replace into {table} ({names}) values ({', '.join('?' * len(row))})"
    connection.execute(sql, list(row.values()))


@pytest.fixture
def mirror(store: Store) -> sqlite3.Connection:
    """Two providers that know Lewis Hamilton."""
    connection = store.connection
    connection.execute("pragma foreign_keys = off")
    put(
        connection, "balldontlie_drivers", id=44, first_name="Lewis", last_name="Hamilton", country_code="GBR"
    )
    put(
        connection,
        "sportradar_competitors",
        id="sr:competitor:7135",
        name="Hamilton, Lewis",
        country_code="GBR",
    )
    return connection


def ids(connection: sqlite3.Connection, kind: str = "driver") -> dict[tuple[str, str], tuple[str, str]]:
    sql = "select provider, provider_id, canonical_id, method from crosswalk where kind = ?"
    return {
        (one, two): (canonical, method) for one, two, canonical, method in connection.execute(sql, (kind,))
    }


def changes(connection: sqlite3.Connection) -> tuple[list[Any], ...]:
    return tuple(
        connection.execute(f"select rowid, * from {table} order by 1").fetchall()
        for table in ("crosswalk", "crosswalk_open", "crosswalk_source")
    )


def test_whole_rows(mirror: sqlite3.Connection) -> None:
    assert refresh(mirror) is True
    rows = mirror.execute(f"select {COLUMNS} from crosswalk order by provider").fetchall()
    one = '{"name":"Lewis Hamilton","with":["sportradar sr:competitor:7135"]}'
    two = {
        "country": True, "likeness": "same", "name": "Hamilton, Lewis", "names": ["Lewis Hamilton", "Hamilton, Lewis"],
        "with": ["balldontlie 44"],
    }  # fmt: skip
    assert rows == [
        ("driver", "lewis-hamilton", "balldontlie", "44", "anchor", 1.0, one, None, None),
        (
            "driver", "lewis-hamilton", "sportradar", "sr:competitor:7135", "name+country", 0.93,
            json.dumps(two, separators=(",", ":")), None, None,
        ),
    ]  # fmt: skip
    assert mirror.execute("select typeof(confidence) from crosswalk").fetchall() == [("real",), ("real",)]


def test_a_second_time_writes_nothing(mirror: sqlite3.Connection) -> None:
    refresh(mirror)
    before, version = changes(mirror), mirror.execute("pragma data_version").fetchone()
    written = mirror.total_changes
    assert refresh(mirror) is False
    assert (changes(mirror), mirror.total_changes) == (before, written)
    assert mirror.execute("pragma data_version").fetchone() == version


def test_what_changes_nothing_touches_no_row(mirror: sqlite3.Connection) -> None:
    refresh(mirror)
    before = changes(mirror)
    put(mirror, "balldontlie_seasons", year=2030)  # a stub
    assert refresh(mirror) is False
    assert changes(mirror)[:2] == before[:2]
    assert refresh(mirror) is False


def test_a_row_that_came_a_row_that_changed_and_a_row_that_went(mirror: sqlite3.Connection) -> None:
    refresh(mirror)
    put(mirror, "balldontlie_drivers", id=4, first_name="Lando", last_name="Norris", country_code="GBR")
    assert refresh(mirror) is True
    assert ids(mirror)[("balldontlie", "4")] == ("lando-norris", "alone")
    mirror.execute("update sportradar_competitors set name = 'Norris, Lando'")
    assert refresh(mirror) is True
    assert {key: canonical for key, (canonical, _) in ids(mirror).items()} == {
        ("balldontlie", "4"): "lando-norris",
        ("balldontlie", "44"): "lewis-hamilton",
        ("sportradar", "sr:competitor:7135"): "lando-norris",
    }
    mirror.execute("delete from balldontlie_drivers where id = 4")
    assert refresh(mirror) is True
    assert set(ids(mirror)) == {("balldontlie", "44"), ("sportradar", "sr:competitor:7135")}


def test_a_removed_row_keeps_its_id_and_says_since_when(mirror: sqlite3.Connection) -> None:
    mirror.execute("update balldontlie_drivers set removed_at = ?", (NOW,))
    refresh(mirror)
    assert ids(mirror)[("balldontlie", "44")] == ("lewis-hamilton", "name+country")
    sql = "select valid_to from crosswalk order by provider"
    assert mirror.execute(sql).fetchall() == [(NOW,), (None,)]


def test_a_stub_has_no_row(mirror: sqlite3.Connection) -> None:
    put(mirror, "sportradar_competitors", id="sr:competitor:1")
    put(mirror, "balldontlie_drivers", id=1)
    put(mirror, "balldontlie_teams", id=1)
    put(mirror, "balldontlie_circuits", id=1)
    put(mirror, "balldontlie_events", id=1)
    put(mirror, "balldontlie_sessions", id=1)
    put(mirror, "sportradar_stages", id="sr:stage:1")
    refresh(mirror)
    assert set(ids(mirror)) == {("balldontlie", "44"), ("sportradar", "sr:competitor:7135")}
    assert mirror.execute("select distinct kind from crosswalk").fetchall() == [("driver",)]


# Ids that live on under another


def test_merged_ids_go_on_to_the_last_of_their_line(mirror: sqlite3.Connection) -> None:
    put(mirror, "sportradar_competitors", id="sr:competitor:1", removed_at=NOW)
    put(mirror, "sportradar_merge_mappings", merged_id="sr:competitor:1", retained_id="sr:competitor:2")
    put(mirror, "sportradar_merge_mappings", merged_id="sr:competitor:2", retained_id="sr:competitor:7135")
    put(mirror, "sportradar_merge_mappings", merged_id="sr:competitor:8", retained_id="sr:competitor:9")
    put(mirror, "sportradar_merge_mappings", merged_id="sr:competitor:9", retained_id="sr:competitor:8")
    refresh(mirror)
    sql = "select provider_id, canonical_id, valid_to from crosswalk where method = 'merged' order by 1"
    assert mirror.execute(sql).fetchall() == [
        ("sr:competitor:1", "lewis-hamilton", NOW),
        ("sr:competitor:2", "lewis-hamilton", None),
    ]


def test_a_merged_team_is_no_driver(mirror: sqlite3.Connection) -> None:
    put(mirror, "sportradar_teams", id="sr:competitor:5771", name="RB")
    put(mirror, "sportradar_merge_mappings", merged_id="sr:competitor:3", retained_id="sr:competitor:5771")
    refresh(mirror)
    assert ids(mirror, "team")[("sportradar", "sr:competitor:3")] == ("racing-bulls", "merged")
    assert ("sportradar", "sr:competitor:3") not in ids(mirror)


def test_reallocated_ids_of_balldontlie_go_on(mirror: sqlite3.Connection) -> None:
    put(mirror, "balldontlie_drivers", id=1044, first_name="Lewis", last_name="Hamilton", country_code="GBR")
    mirror.execute("update balldontlie_drivers set removed_at = ? where id = 44", (NOW,))
    link = ("balldontlie_drivers", 44, 1044, NOW)
    mirror.execute('insert into mirror_links ("table", old_id, new_id, linked_at) values (?, ?, ?, ?)', link)
    refresh(mirror)
    assert ids(mirror) == {
        ("balldontlie", "1044"): ("lewis-hamilton", "anchor"),
        ("balldontlie", "44"): ("lewis-hamilton", "reallocated"),
        ("sportradar", "sr:competitor:7135"): ("lewis-hamilton", "name+country"),
    }


def test_a_team_that_was_renamed_is_one_team_with_its_former_name(mirror: sqlite3.Connection) -> None:
    put(mirror, "sportradar_teams", id="sr:competitor:5771", name="RB")
    put(mirror, "balldontlie_teams", id=812, name="RB")
    mirror.execute("update sportradar_teams set name = 'Visa Cash App Racing Bulls'")
    refresh(mirror)
    assert {key: canonical for key, (canonical, _) in ids(mirror, "team").items()} == {
        ("balldontlie", "812"): "racing-bulls",
        ("sportradar", "sr:competitor:5771"): "racing-bulls",
    }
    sql = (
        "select json_extract(evidence, '$.former_names') from crosswalk where kind = 'team' order by provider"
    )
    assert mirror.execute(sql).fetchall() == [(None,), ('["RB"]',)]


# Canonical ids


def test_two_of_one_name_have_two_ids(mirror: sqlite3.Connection) -> None:
    put(mirror, "balldontlie_drivers", id=45, first_name="Lewis", last_name="Hamilton", country_code="AUS")
    refresh(mirror)
    assert {key: canonical for key, (canonical, _) in ids(mirror).items()} == {
        ("balldontlie", "44"): "lewis-hamilton",
        ("balldontlie", "45"): "lewis-hamilton-balldontlie-45",
        ("sportradar", "sr:competitor:7135"): "lewis-hamilton",
    }


def test_names_that_have_no_latin_letter_have_an_id_too(mirror: sqlite3.Connection) -> None:
    put(mirror, "sportradar_competitors", id="sr:competitor:24", name="周冠宇")
    put(mirror, "sportradar_competitors", id="sr:competitor:25", name="-")
    put(mirror, "sportradar_teams", id="sr:competitor:26", name="赛车")
    put(mirror, "sportradar_venues", id="sr:venue:1", name="上海")
    refresh(mirror)
    assert ids(mirror)[("sportradar", "sr:competitor:24")][0] == "sportradar-24"
    assert ids(mirror)[("sportradar", "sr:competitor:25")][0] == "sportradar-25"
    assert ids(mirror, "team")[("sportradar", "sr:competitor:26")][0] == "sportradar-26"
    assert ids(mirror, "circuit")[("sportradar", "sr:venue:1")][0] == "sportradar-1"


# The file of overrides


def overridden(store: Store, text: str) -> None:
    store.path.with_name("f1.crosswalk.csv").write_text(text, encoding="utf-8")
    store.settle_world()


def test_the_file_beside_the_mirror_counts_at_once(store: Store, mirror: sqlite3.Connection) -> None:
    refresh(mirror)
    overridden(
        store, "kind,provider,provider_id,canonical_id\ndriver,sportradar,sr:competitor:7135,another-lewis\n"
    )
    assert ids(mirror) == {
        ("balldontlie", "44"): ("lewis-hamilton", "alone"),
        ("sportradar", "sr:competitor:7135"): ("another-lewis", "override"),
    }
    store.path.with_name("f1.crosswalk.csv").unlink()
    store.settle_world()
    assert ids(mirror)[("sportradar", "sr:competitor:7135")] == ("lewis-hamilton", "name+country")


def test_an_override_joins_what_no_rule_joins(store: Store, mirror: sqlite3.Connection) -> None:
    put(mirror, "altsportsdata_athletes", id="a", last_name="LH44")
    overridden(store, "driver,altsportsdata,a,lewis-hamilton\n")
    assert ids(mirror)[("altsportsdata", "a")] == ("lewis-hamilton", "override")
    sql = "select confidence, evidence from crosswalk where provider = 'altsportsdata'"
    [(confidence, evidence)] = mirror.execute(sql).fetchall()
    assert (confidence, json.loads(evidence)["with"]) == (
        1.0,
        ["balldontlie 44", "sportradar sr:competitor:7135"],
    )


def test_sessions_follow_an_event_that_was_overridden(store: Store, mirror: sqlite3.Connection) -> None:
    put(mirror, "balldontlie_events", id=1, name="Big Bank Grand Prix", season=2027)
    put(mirror, "balldontlie_sessions", id=10, event_id=1, type="Race", name="Race")
    put(mirror, "altsportsdata_events", id="f1:x", name="Shop Prix", sport_type="f1", year=2027)
    put(mirror, "altsportsdata_heats", event_id="f1:x", heat_id="race", name="Race")
    refresh(mirror)
    assert len({canonical for canonical, _ in ids(mirror, "session").values()}) == 2
    overridden(store, "event,altsportsdata,f1:x,2027-big-bank\n")
    assert {canonical for canonical, _ in ids(mirror, "session").values()} == {"2027-big-bank-race"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("driver,sportradar,x", "it needs kind, provider, provider_id, canonical_id"),
        ("driver,sportradar,,x", "it needs kind, provider, provider_id, canonical_id"),
        ("person,sportradar,x,y", "'person' is none of driver, team, circuit, event, session, season"),
        ("driver,f1,x,y", "'f1' is none of balldontlie, sportradar, altsportsdata"),
        (
            "driver,sportradar,x,Lewis Hamilton",
            "'Lewis Hamilton' is no canonical id, which has lower-case letters, digits and dashes",
        ),
    ],
)  # fmt: skip
def test_a_line_that_is_wrong_is_one_sentence_and_the_others_count(line: str, sentence: str) -> None:
    found, wrong = read(
        ["kind,provider,provider_id,canonical_id", line, "", "# more", "team,sportradar,t,alpine"]
    )
    assert found == {("team", "sportradar", "t"): "alpine"}
    assert wrong == [f"Line 2 of the overrides was left out: {sentence}."]


def test_of_two_lines_that_contradict_the_first_counts() -> None:
    found, wrong = read(["team,sportradar,t,alpine", "team,sportradar,t,alpine", "team,sportradar,t,haas"])
    assert found == {("team", "sportradar", "t"): "alpine"}
    assert wrong == [
        "Line 3 of the overrides was left out: team sportradar t has two canonical ids, and the first one counts."
    ]


# An older mirror


def test_an_older_mirror_gets_its_crosswalk_when_it_is_opened(
    store: Store, mirror: sqlite3.Connection
) -> None:
    path = store.path
    for (view,) in mirror.execute("select name from sqlite_schema where type = 'view'").fetchall():
        mirror.execute(f"drop view {view}")
    for table in ("crosswalk", "crosswalk_open", "crosswalk_source"):
        mirror.execute(f"drop table {table}")
    store.close()
    opened = Store(path)
    try:
        found: Mapping[tuple[str, str], tuple[str, str]] = ids(opened.connection)
        schema = opened.connection.execute(
            "select sql from sqlite_schema where name = 'crosswalk'"
        ).fetchone()
    finally:
        opened.close()
    assert set(found) == {("balldontlie", "44"), ("sportradar", "sr:competitor:7135")}
    assert "PRIMARY KEY (kind, provider, provider_id)" in schema[0]
    store.__init__(path)  # type: ignore[misc] - the fixture closes it again


def test_overrides_elsewhere_may_be_named(mirror: sqlite3.Connection, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("driver,balldontlie,44,sir-lewis\n", encoding="utf-8")
    refresh(mirror, tmp_path / "mine.csv")
    assert ids(mirror)[("balldontlie", "44")] == ("sir-lewis", "override")
