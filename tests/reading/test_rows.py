"""Rows are typed, light, and load what they refer to in batches; printed modules are not stale."""

import pickle
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mirror import Mirror, MirrorError, Record
from mirror.reading import printing
from mirror.reading.answer import Answer
from mirror.reading.balldontlie import Driver, LapTime
from mirror.reading.rows import Row


def statements(m: Mirror, block: Any) -> list[str]:
    """The SQL that runs while `block` does."""
    said: list[str] = []
    connection = m._connections.here().connection
    connection.set_trace_callback(said.append)
    try:
        block()
    finally:
        connection.set_trace_callback(None)
    return [one for one in said if not one.startswith("pragma")]


def test_a_row_has_the_columns_of_its_table_by_attribute_and_by_name(m: Mirror, race: int) -> None:
    lap = m.balldontlie.lap_times(session_ids=race, driver_ids=21957, lap_number=2).one()
    assert isinstance(lap, LapTime)
    with m._connections.here().connection as connection:
        cursor = connection.execute("select * from balldontlie_lap_times where id = ?", (lap.id,))
        names = [column[0] for column in cursor.description]
        stored = dict(zip(names, cursor.fetchone(), strict=True))
    assert dict(lap) == stored == {name: getattr(lap, name) for name in names}
    assert (lap["lap_number"], type(lap.is_pit_in_lap), lap.keys()) == (2, bool, names)
    assert repr(lap).startswith(f"LapTime(id={lap.id}, session_id={race}, driver_id=21957, ")
    assert lap == m.balldontlie.lap_times(session_ids=race, driver_ids=21957, lap_number=2).one()
    assert len({lap, m.balldontlie.lap_times(session_ids=race, driver_ids=21957, lap_number=2).one()}) == 1
    assert not hasattr(lap, "__dict__")
    with pytest.raises(KeyError):
        lap["lap_no"]


def test_embedded_objects_are_attributes(m: Mirror, race: int) -> None:
    lap = m.balldontlie.lap_times(session_ids=race, driver_ids=21957).first()
    assert lap is not None
    assert lap.session is not None
    assert lap.session.event is not None
    assert lap.session.event.circuit is not None
    assert lap.driver is not None
    assert lap.team is not None
    told = m.sql(
        "select d.last_name, t.name, s.type, e.season, c.name from balldontlie_lap_times l"
        " join balldontlie_drivers d on d.id = l.driver_id join balldontlie_teams t on t.id = l.team_id"
        " join balldontlie_sessions s on s.id = l.session_id join balldontlie_events e on e.id = s.event_id"
        " join balldontlie_circuits c on c.id = e.circuit_id where l.id = ?",
        [lap.id],
    ).one()
    event = lap.session.event
    found = (lap.driver.last_name, lap.team.name, lap.session.type, event.season, event.circuit.name)  # type: ignore[union-attr]
    assert found == tuple(dict(told).values()) or found == tuple(told[n] for n in range(5))


def test_parents_are_loaded_a_batch_at_a_time_and_kept_until_the_mirror_changes(
    path: Path, tmp_path: Path, race: int
) -> None:
    shutil.copy(path, tmp_path / "f1.db")
    with Mirror(tmp_path / "f1.db") as m, closing(sqlite3.connect(tmp_path / "f1.db")) as writer:
        writer.create_function("merged", 2, lambda one, _: one)
        laps = m.balldontlie.lap_times(session_ids=race)
        names: list[str | None] = []

        def read() -> None:
            names.clear()
            for lap in laps:
                names.append(f"{lap.driver.last_name} {lap.team.name} {lap.session.event.circuit.name}")  # type: ignore[union-attr]

        def asked() -> int:
            return len([one for one in statements(m, read) if one.startswith("select")])

        assert asked() == 1 + 5  # the laps; driver, team, session, event, circuit
        assert len(names) == laps.count() > 100
        before = list(names)
        assert (asked(), names) == (1, before)
        writer.execute("update balldontlie_drivers set last_name = 'Other'")
        writer.commit()
        assert (asked(), names) == (1 + 5, [f"Other {name.split(' ', 1)[1]}" for name in before if name])


def test_a_missing_parent_is_none_and_a_composite_one_is_found(m: Mirror) -> None:
    sport = m.sportradar.stages(type="sport").first()
    assert sport is not None
    assert sport.parent is None
    score = m.altsportsdata.heat_scores().first()
    assert score is not None
    assert score.heat is not None
    assert score.heat.event is not None
    assert (score.heat.event_id, score.heat.heat_id, score.heat.event.id) == (
        score.event_id,
        score.heat_id,
        score.event_id,
    )
    race = m.sportradar.stages(type="race").first()
    assert race is not None
    assert race.parent is not None
    assert race.parent.venue is not None
    assert race.parent.venue.name


def test_a_row_is_whole_whatever_the_question_fixes(m: Mirror, race: int) -> None:
    first = m.altsportsdata.heat_scores().first()
    assert first is not None
    heat = m.altsportsdata.heat_scores(first.event_id, first.heat_id)
    order = m.balldontlie.position_history(session_ids=[race])
    both = m.balldontlie.position_history(session_ids=race, removed=True)
    questions: list[Answer[Any]] = [
        heat, order, both, m.balldontlie.drivers(driver_ids=21957), m.balldontlie.sessions(type="Race"),
        m.balldontlie.lap_times(session_ids=race, driver_ids=21957, lap_number=2),
        m.balldontlie.lap_times(session_ids=[race, race], lap_number=2),
    ]  # fmt: skip
    for answer in questions:
        told = [dict(zip(answer.columns, values, strict=True)) for values in answer.tuples()]
        assert told != []
        assert answer.dicts() == told
        assert len(answer) == len(told)
        assert [tuple(row.values()) for row in told] == list(answer.tuples())  # not what len() has kept
        row = answer[0]
        assert (dict(row), pickle.loads(pickle.dumps(row))) == (told[0], row)
    assert {row.session.id for row in order} == {race}  # type: ignore[union-attr] # all have one
    assert {(row.heat.event_id, row.heat.heat_id) for row in heat} == {(first.event_id, first.heat_id)}  # type: ignore[union-attr] # all have one


def test_records_of_sql(m: Mirror) -> None:
    row = m.sql("select 1 as a, 'x' as b, 2 as a").one()
    assert (row.a, row["b"], row[2], row.keys(), dict(row)) == (
        1,
        "x",
        2,
        ["a", "b", "a_2"],
        {"a": 1, "b": "x", "a_2": 2},
    )
    assert repr(row) == "Record(a=1, b='x', a_2=2)"
    assert pickle.loads(pickle.dumps(row)) == row
    with pytest.raises(AttributeError, match=r"^there is no column 'c'; there are a, b, a_2\.$"):
        row.c  # noqa: B018 - asking for it is the test
    assert isinstance(row, Record)


def test_a_misspelt_column_is_told_with_the_nearest(m: Mirror) -> None:
    with pytest.raises(AttributeError, match=r"^there is no column 'drver'; did you mean 'driver'"):
        m.laps().first().drver  # type: ignore[union-attr]  # noqa: B018 - asking for it is the test


def test_the_printed_modules_are_those_of_the_tables_and_the_catalogue() -> None:
    for name, text in printing.printed().items():
        assert (printing.FOLDER / name).read_text(encoding="utf-8") == text, (
            f"python -m mirror.reading.printing ({name})"
        )


def test_help_tells_what_a_filter_and_a_column_are(m: Mirror) -> None:
    told = m.balldontlie.lap_times.__doc__
    assert told is not None
    assert "GET /f1/v1/lap_times" in told
    assert "session_ids: The sessions, by id." in told
    assert "lap_time_ms: The lap's duration in milliseconds" in (LapTime.__doc__ or "")
    assert all(one.__doc__ and "Columns:" in one.__doc__ for one in Row.__subclasses__())
    assert Driver.TABLE == "balldontlie_drivers"


def test_nothing_heavy_is_imported(path: Path) -> None:
    code = (
        "import sys\nfrom mirror import Mirror\n"
        f"m = Mirror({str(path)!r})\nm.balldontlie.drivers().first().display_name\nm.laps().first()\n"
        "list(m.q.standings())\nm.sql('select 1').one()\nm.balldontlie.drivers().coverage.complete\n"
        "print(sorted({one.split('.')[0] for one in sys.modules} & "
        "{'sqlmodel', 'sqlalchemy', 'pydantic', 'httpx', 'msgspec', 'pandas', 'polars', 'click', 'yaml', 'numpy'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_row_survives_a_pickle_but_not_what_it_refers_to(m: Mirror, race: int) -> None:
    lap = m.balldontlie.lap_times(session_ids=race).first()
    assert lap is not None
    copy = pickle.loads(pickle.dumps(lap))
    assert (copy, hash(copy), dict(copy), type(copy)) == (lap, hash(lap), dict(lap), type(lap))
    with pytest.raises(
        MirrorError, match=r"^The row was pickled without its mirror; .* asked of a Mirror\.$"
    ):
        copy.driver  # noqa: B018 - asking for it is the test


def test_what_is_not_there_is_asked_for_once(m: Mirror, race: int) -> None:
    rows = list(m.balldontlie.lap_times(session_ids=race))
    for row in rows:
        row.driver_id = None if row.driver_id == rows[0].driver_id else -1
    said = statements(m, lambda: [row.driver for row in rows])
    assert [row.driver for row in rows] == [None] * len(rows)
    assert len([one for one in said if one.startswith("select")]) <= 2
