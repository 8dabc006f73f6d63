"""The past answers like the present: tables, embedded objects, views, queries and SQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from mirror import Mirror, MirrorError
from mirror.instants import stamp
from mirror.sandbox import Sandbox
from mirror.tables import PROVIDER_TABLES
from tests.past.worlds import BEGIN, DAY, SMALL, Tables, mirrored, rows

RESULTS = "select * from balldontlie_session_results order by id"


class Corrected:
    """A mirror whose race was corrected once, what its tables were before and are after, and a moment of each."""

    def __init__(self, box: Sandbox, path: Path) -> None:
        self.path = path
        self.before = stamp(mirrored(box, path, BEGIN))
        self.was: Tables = rows(path)
        with Mirror(path) as m:
            self.results_view = m.results().dicts()
            self.standings = m.q.standings().dicts()
        self.after = stamp(mirrored(box, path, BEGIN + 40 * DAY, generation=1))
        self.became: Tables = rows(path)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Corrected:
    with Sandbox(SMALL) as box:
        return Corrected(box, tmp_path_factory.mktemp("corrected") / "f1.db")


@pytest.fixture
def m(corrected: Corrected) -> Iterator[Mirror]:
    with Mirror(corrected.path) as opened:
        yield opened


def test_every_table_is_as_it_was(corrected: Corrected) -> None:
    assert corrected.was != corrected.became
    for moment, tables in ((corrected.before, corrected.was), (corrected.after, corrected.became)):
        with Mirror(corrected.path, as_of=moment) as then:
            for name in PROVIDER_TABLES:
                found = sorted(then.sql(f"select * from {name}").tuples(), key=repr)
                assert found == tables[name], (name, moment)


def test_each_question_can_be_asked_of_a_moment(m: Mirror, corrected: Corrected) -> None:
    now = m.sql(RESULTS).dicts()
    then = m.sql(RESULTS, as_of=corrected.before).dicts()
    assert now != then == m.sql(RESULTS, as_of=corrected.before).dicts()
    assert m.sql(RESULTS, as_of=corrected.after).dicts() == now
    by_id = {row.id: dict(row) for row in m.balldontlie.session_results(as_of=corrected.before)}
    assert by_id == {row["id"]: {name: _truth(name, value) for name, value in row.items()} for row in then}
    assert m.balldontlie.session_results(as_of="2020-01-01T00:00:00Z").count() == 0
    counted = m.sql("select count(*) as n from balldontlie_session_results", as_of="2020-01-01T00:00:00Z")
    assert counted.one().n == 0  # a count names no column, and SQLite then names no database


def _truth(name: str, value: object) -> object:
    return None if value is None else bool(value) if name in ("is_winner", "retired") else value


def test_views_and_queries_are_of_the_moment_too(m: Mirror, corrected: Corrected) -> None:
    assert m.results(as_of=corrected.before).dicts() == corrected.results_view != m.results().dicts()
    assert m.q.standings(as_of=corrected.before).dicts() == corrected.standings
    assert m.q.standings(as_of=corrected.before).df("pandas").shape[0] == len(corrected.standings)


def test_embedded_objects_are_of_the_same_moment(m: Mirror, corrected: Corrected) -> None:
    (driver,) = (row for row in corrected.was["balldontlie_drivers"] if row[0] == 21957)
    result = next(row for row in m.balldontlie.session_results(driver_ids=21957, as_of=corrected.before))
    assert result.driver is not None
    assert tuple(dict(result.driver).values()) == driver


def test_an_answer_knows_its_moment(m: Mirror, corrected: Corrected) -> None:
    asked = datetime(2026, 7, 10, 14, tzinfo=timezone(timedelta(hours=2)))
    assert m.balldontlie.teams(as_of=asked).as_of == datetime(2026, 7, 10, 12, tzinfo=UTC)
    assert m.balldontlie.teams().as_of is None
    with Mirror(corrected.path, as_of=asked) as then:
        assert then.sql("select 1").as_of == then.teams().as_of == asked
        assert then.balldontlie.teams(as_of="2026-07-11T00:00:00Z").as_of == datetime(2026, 7, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        datetime(2026, 7, 10),  # noqa: DTZ001 - the wrong one
        "2026-07-10T00:00:00",
        "yesterday",
        "2026-07-10",
        7,
    ],
)
def test_a_moment_without_a_zone_is_an_error(corrected: Corrected, wrong: object) -> None:
    with pytest.raises(MirrorError, match=r"(has no time zone|is no moment)"):
        Mirror(corrected.path, as_of=wrong)  # type: ignore[arg-type] # what a person may give
    with Mirror(corrected.path) as m, pytest.raises(MirrorError):
        m.laps(as_of=wrong)


def test_the_coverage_is_that_of_the_moment(m: Mirror, corrected: Corrected) -> None:
    early = m.balldontlie.drivers(as_of="2020-01-01T00:00:00Z")
    assert (early.dicts(), early.coverage.states["never_asked"]) == ([], 1)
    assert m.balldontlie.drivers(as_of=corrected.before).coverage.complete


def test_the_present_is_not_reached_from_the_past(m: Mirror, corrected: Corrected) -> None:
    with pytest.raises(
        MirrorError, match=r"^With as_of a table is named without 'main\.': that is the present\.$"
    ):
        m.sql("select * from main.balldontlie_session_results", as_of=corrected.before).dicts()
    with pytest.raises(MirrorError, match=r"^The SQL was refused"):
        m.sql("insert into temp.balldontlie_session_results (id) values (1)", as_of=corrected.before).dicts()
