"""Answers are lazy, count themselves, become frames, and say why they are empty."""

import datetime as dt
import gc
import sqlite3
import sys
import tracemalloc
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from mirror import Mirror, MirrorError, NotOne
from mirror.listing import unique
from mirror.queries import QUERIES, bind
from mirror.reading import frame

NO_SESSION = {"circuits", "drivers", "events", "seasons", "standings", "teams"}


def test_rows_are_read_when_they_are_asked_for(m: Mirror, race: int) -> None:
    laps = m.balldontlie.lap_times(session_ids=race)
    rows = iter(laps)
    assert next(rows) == laps.first() == next(iter(laps)) == next(iter(laps))
    assert len(laps) == laps.count() == len(list(laps)) == len(laps.dicts()) == sum(1 for _ in laps)
    assert bool(laps)
    assert not m.balldontlie.lap_times(session_ids=1)
    assert laps.dicts() == [dict(lap) for lap in laps]


def test_one_is_one(m: Mirror, race: int) -> None:
    laps = m.balldontlie.lap_times(session_ids=race, driver_ids=21957)
    with pytest.raises(
        NotOne, match=r"^One row was wanted and balldontlie lap_times has \d+; narrow it by a filter\.$"
    ):
        laps.one()
    with pytest.raises(
        NotOne, match=r"^One row was wanted and balldontlie lap_times has none\. .*never asked"
    ):
        m.balldontlie.lap_times(session_ids=1).one()
    assert m.balldontlie.lap_times(session_ids=1).first() is None
    assert m.balldontlie.drivers(driver_ids=21957).one().last_name == "Norris"


def test_a_wide_answer_shows_the_columns_that_can_be_read_and_names_the_others(m: Mirror) -> None:
    told = ", ".join(
        f"'{name}' as {name}" for name in ("driver", "driver_id", *(f"number_{n}_ms" for n in range(8)))
    )
    assert repr(m.sql(f"select {told}, null as none_ms")).splitlines() == [
        "driver  number_0_ms  number_1_ms  number_2_ms  number_3_ms  number_4_ms  number_5_ms  number_6_ms  number_7_ms",
        "------  -----------  -----------  -----------  -----------  -----------  -----------  -----------  -----------",
        "driver  number_0_ms  number_1_ms  number_2_ms  number_3_ms  number_4_ms  number_5_ms  number_6_ms  number_7_ms",
        "not shown: driver_id, none_ms",
    ]  # fmt: skip
    assert repr(m.sql(f"select {told}, 'x' as more_ms")).splitlines()[-1] == "not shown: driver_id, more_ms"
    assert repr(m.sql("select 'a' as driver, 'b' as driver_id, null as c")).splitlines() == [
        "driver  driver_id  c",
        "------  ---------  -",
        "a       b",
    ]


def test_the_text_of_an_answer(m: Mirror) -> None:
    teams = m.balldontlie.teams()
    lines = repr(teams).splitlines()
    assert (len(lines), lines[12]) == (2 + 10 + len(lines[12:]), f"... {teams.count()} rows")
    assert max(map(len, lines)) <= 110
    shown = m.sql("select '<b>' as a, null as b")._repr_html_()
    assert shown == (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>&lt;b&gt;</td><td></td></tr></tbody></table>"
    )
    assert repr(m.balldontlie.lap_times(session_ids=1)).startswith("balldontlie lap_times: no rows. ")
    assert (
        m.balldontlie.lap_times(session_ids=1)._repr_html_().startswith("<p>balldontlie lap_times: no rows. ")
    )


def test_a_frame_has_the_right_types(m: Mirror, race: int) -> None:
    laps = m.balldontlie.lap_times(session_ids=race)
    df = laps.df("pandas")
    assert {name: str(kind) for name, kind in df.dtypes.items()} == {
        "id": "Int64", "session_id": "Int64", "driver_id": "Int64", "team_id": "Int64", "lap_number": "Int64",
        "lap_time_text": "str", "lap_time_ms": "Int64", "lap_time": "timedelta64[ms]", "is_pit_out_lap": "boolean",
        "is_pit_in_lap": "boolean", "extra": "str", "removed_at": "datetime64[us, UTC]",
    }  # fmt: skip
    rows = laps.dicts()
    assert df["lap_time_ms"].tolist() == [row["lap_time_ms"] for row in rows]
    assert df["lap_time"].tolist() == [pd.Timedelta(milliseconds=row["lap_time_ms"]) for row in rows]
    assert df["lap_time_text"].tolist() == [row["lap_time"] for row in rows]
    assert df["is_pit_in_lap"].tolist() == [row["is_pit_in_lap"] for row in rows]
    assert str(m.balldontlie.sessions().df("pandas")["date"].dtype).endswith(", UTC]")
    assert str(m.balldontlie.pit_stops(session_ids=race).df("pandas")["duration"].dtype) == "timedelta64[ms]"


def test_an_empty_frame_has_the_types_of_a_full_one(m: Mirror, path: Path) -> None:
    asked = {
        f"q.{name}": (one.sql, bind(one, {"q": "ver"} if name == "search" else {}))
        for name, one in QUERIES.items()
    }
    del asked["q.verdicts"], asked["q.disagreements"]  # slow, and of the views' columns
    for name in m.views():
        where = (
            ""
            if name in NO_SESSION
            else " where session_id = (select session_id from results where type = 'race')"
        )
        asked[name] = f"select * from {name}{where}", {}
    differ = {}
    with closing(sqlite3.connect(path)) as connection:
        for name, (sql, values) in asked.items():
            cursor = connection.execute(sql, values)
            names = unique([column[0] for column in cursor.description])
            full, empty = (frame.frame(names, rows, {}, "pandas") for rows in (cursor.fetchall(), []))
            assert list(full.columns) == list(empty.columns)
            for column in full.columns:
                known = full[column].notna().any() and str(full[column].dtype) != str(empty[column].dtype)
                if known and (name, column) != ("q.clean_pace", "gap_ms"):  # of medians, so with a half
                    differ[f"{name}.{column}"] = (str(full[column].dtype), str(empty[column].dtype))
    assert differ == {}
    assert str(m.laps(season=1950).df("pandas")["lap_number"].dtype) == "Int64"


def test_a_frame_of_polars(m: Mirror, race: int) -> None:
    laps = m.balldontlie.lap_times(session_ids=race)
    df = laps.df("polars")
    assert dict(df.schema) == {
        "id": pl.Int64, "session_id": pl.Int64, "driver_id": pl.Int64, "team_id": pl.Int64, "lap_number": pl.Int64,
        "lap_time_text": pl.String, "lap_time_ms": pl.Int64, "lap_time": pl.Duration("ms"), "is_pit_out_lap": pl.Boolean,
        "is_pit_in_lap": pl.Boolean, "extra": pl.String, "removed_at": pl.Datetime("us", "UTC"),
    }  # fmt: skip
    assert df["lap_time"].to_list() == [dt.timedelta(milliseconds=row["lap_time_ms"]) for row in laps.dicts()]
    assert m.balldontlie.sessions().df("polars").schema["date"] == pl.Datetime("us", "UTC")


@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_missing_is_missing_in_a_frame(m: Mirror, engine: Any) -> None:
    values = "(1, null, null, 1.5), (null, 10, '2025-01-01T00:00:00Z', null)"
    sql = f"select column1 as is_a, column2 as gap_ms, column3 as at_at, column4 as x from (values {values})"
    df = m.sql(sql).df(engine)
    assert list(df.columns) == ["is_a", "gap_ms", "gap", "at_at", "x"]
    rows = df.to_dict("records") if engine == "pandas" else df.to_dicts()
    missing = [
        [
            name
            for name, value in row.items()
            if value is None or value is pd.NA or value is pd.NaT or value != value
        ]
        for row in rows
    ]
    assert missing == [["gap_ms", "gap", "at_at"], ["is_a", "x"]]
    assert (rows[0]["is_a"], rows[1]["gap_ms"], rows[0]["x"]) == (True, 10, 1.5)
    assert rows[1]["gap"] == dt.timedelta(milliseconds=10)
    assert rows[1]["at_at"] == dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    assert list(m.sql("select 1 as a where 0").df(engine).columns) == ["a"]


def test_moments_without_a_zone_stay_text() -> None:
    df = frame.frame(
        ["start_date"], [("2026-03-06T00:00",), ("2026-03-06T00:00Z",)], {"start_date": "instant"}, "pandas"
    )
    assert df["start_date"].tolist() == ["2026-03-06T00:00", "2026-03-06T00:00Z"]


def test_an_engine_that_is_not_there_is_one_sentence(m: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MirrorError, match=r"^A frame is made by pandas or polars, not by 'spark'\.$"):
        m.balldontlie.teams().df("spark")  # type: ignore[arg-type] # the test
    monkeypatch.setattr(frame, "find_spec", lambda name: None)
    with pytest.raises(
        MirrorError, match=r"^polars is not installed; 'pip install f1-mirror\[polars\]' installs it\.$"
    ):
        m.balldontlie.teams().df("polars")
    with pytest.raises(
        MirrorError,
        match=r"^pandas or polars is not installed; 'pip install f1-mirror\[pandas\]' installs it\.$",
    ):
        m.balldontlie.teams().df()


def test_iterating_keeps_no_row(m: Mirror) -> None:
    def peak(rows: int) -> int:
        numbers = "with recursive n (i) as (select 1 union all select i + 1 from n where i < ?) select i, 'lap ' || i from n"
        gc.collect()
        tracemalloc.start()
        try:
            assert sum(1 for _ in m.sql(numbers, [rows])) == rows
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1_000)
    assert peak(60_000) < peak(3_000) + 100_000


def test_rows_of_a_table_keep_no_row_either(m: Mirror) -> None:
    first = sys.getrefcount(None)
    seen = 0
    for lap in m.balldontlie.lap_times():
        assert len(lap._batch.rows) <= 256
        seen += lap.driver is not None
    assert seen == m.balldontlie.lap_times().count()
    assert first


def test_rows_have_places_and_slices(m: Mirror) -> None:
    answer, rows = m.balldontlie.drivers(), list(m.balldontlie.drivers())
    assert len(rows) > 5
    assert (answer[0], answer[3], answer[-1]) == (rows[0], rows[3], rows[-1])
    for part in (
        slice(2),
        slice(1, 3),
        slice(-2, None),
        slice(None, None, 2),
        slice(3, 1),
        slice(0, 0),
        slice(None),
    ):
        assert answer[part] == rows[part]
    assert answer.head(2) == rows[:2]
    with pytest.raises(IndexError, match=rf"^balldontlie drivers has {len(rows)} rows, and none at 5000\.$"):
        answer[5000]
    with pytest.raises(IndexError, match=r"none at -5000\.$"):
        answer[-5000]
    with pytest.raises(TypeError):
        answer["first_name"]  # type: ignore[call-overload] # what is tried here


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"event": "Nowhere"}, "There is no event 'Nowhere' here."),
        ({"season": 1950}, "There is no season 1950 here."),
        ({"session": "warm-up"}, "There is no session 'warm-up' here."),
        ({"driver": "Nobody"}, "There is no driver 'Nobody' here."),
    ],
)
def test_an_empty_answer_says_what_was_asked_for_that_is_not_here(
    m: Mirror, given: dict[str, Any], sentence: str
) -> None:
    answer = m.q.race_trace(**given)
    assert list(answer) == []
    assert answer.why == f"{sentence} {answer.coverage.sentence}"
    assert repr(answer) == f"the query race_trace: no rows. {answer.why}"
    assert m.q.race_trace().why == m.q.race_trace().coverage.sentence


def test_an_empty_answer_says_that_the_event_was_cancelled(m: Mirror, path: Path, tmp_path: Path) -> None:
    event = m.events(season=2025)[0]
    own = """
        select cast(provider_id as integer) from crosswalk
        where kind = 'session' and provider = 'balldontlie' and canonical_id like ?
    """
    copy = tmp_path / "f1.db"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as made:
        source.backup(made)
        made.execute(
            f"update balldontlie_sessions set status = 'cancelled' where id in ({own})",
            [f"{event.event_id}-%"],
        )
        made.commit()
    asked = {"event": event.event_id, "stint_number": 99}
    assert m.stints(**asked).why == m.stints(**asked).coverage.sentence
    with Mirror(copy) as other:
        answer = other.stints(**asked)
        assert answer.why == f"{event.name} was cancelled. {answer.coverage.sentence}"
