"""An answer knows what stands behind it, and `strict` insists on it."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mirror import IncompleteAnswer, Mirror, MirrorError
from mirror.cli import run
from mirror.store import Store


@pytest.fixture
def copy(path: Path, tmp_path: Path) -> Path:
    """A copy of the mirror whose checkpoints a test may change."""
    made = tmp_path / "f1.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("vacuum into ?", (str(made),))
    return made


def marked(path: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(sql, values).rowcount > 0


STATE = "update mirror_checkpoints set state = ?, next_due = ?, error = ? where endpoint = 'lap_times' and scope = ?"
SENTENCES = {
    "partial": "1 of 1 half asked (balldontlie lap_times session_ids[]={race})",
    "not_entitled": "1 of 1 above the key's tier (balldontlie lap_times session_ids[]={race})",
    "not_published": "1 of 1 not published by the provider (balldontlie lap_times session_ids[]={race}: why)",
    "quarantined": "1 of 1 quarantined (balldontlie lap_times session_ids[]={race} until 2026-08-01 12:00 UTC: why)",
}


@pytest.mark.parametrize("state", SENTENCES)
def test_each_state_of_a_scope_is_told_and_is_not_strict(copy: Path, race: int, state: str) -> None:
    marked(copy, STATE, state, "2026-08-01T12:00:00.000Z", "why", f"session_ids[]={race}")
    with Mirror(copy) as m:
        coverage = m.balldontlie.lap_times(session_ids=race).coverage
        sentence = f"Not everything behind this is known: {SENTENCES[state].format(race=race)}."
        assert coverage.states == dict.fromkeys(coverage.states, 0) | {state: 1}
        assert (coverage.complete, coverage.sentence, str(coverage)) == (False, sentence, sentence)
        (scope,) = coverage.scopes
        assert (scope.scope, scope.state, scope.season, scope.next_due) == (
            f"session_ids[]={race}", state, 2025, "2026-08-01T12:00:00.000Z",
        )  # fmt: skip
        with pytest.raises(IncompleteAnswer) as raised:
            m.balldontlie.lap_times(session_ids=race, strict=True)
        assert (str(raised.value), raised.value.coverage) == (sentence, coverage)
    with Mirror(copy, strict=True) as m:
        with pytest.raises(IncompleteAnswer):
            m.balldontlie.lap_times(session_ids=race)
        assert m.balldontlie.lap_times(session_ids=race, strict=False).count() > 0


def test_what_was_never_asked_is_named(m: Mirror, race: int) -> None:
    coverage = m.balldontlie.lap_times(session_ids=[race, 1, 2]).coverage
    assert {scope.scope: scope.state for scope in coverage.scopes} == {
        f"session_ids[]={race}": "complete", "session_ids[]=1": "never_asked", "session_ids[]=2": "never_asked",
    }  # fmt: skip
    assert m.balldontlie.lap_times(session_ids=[1, 2]).why == (
        "Not everything behind this is known: 2 of 2 never asked"
        " (balldontlie lap_times session_ids[]=1, balldontlie lap_times session_ids[]=2)."
    )


def test_a_complete_answer_is_strict_enough(path: Path, race: int) -> None:
    with Mirror(path, strict=True) as m:
        assert m.balldontlie.lap_times(session_ids=[race]).count() > 0
        assert m.balldontlie.drivers().count() > 0
        assert m.balldontlie.events(season=2025).count() == 2
        assert m.sportradar.seasons().count() > 0
        empty = m.balldontlie.lap_times(session_ids=[race], lap_number=999)
        assert (empty.dicts(), empty.coverage.complete) == ([], True)
        assert empty.why.startswith(
            "The scope behind this is complete, the last of them on 2026-07-01: what is not here"
        )
        event = m.altsportsdata.heat_scores().first()
        assert event is not None
        scores = m.altsportsdata.heat_scores(event.event_id, event.heat_id)
        assert [scope.scope for scope in scores.coverage.scopes] == [
            f"event_id={event.event_id}&heat_id={event.heat_id}"
        ]
        stage = m.sportradar.stages(type="race").first()
        assert stage is not None
        assert [str(scope) for scope in m.sportradar.summary(stage.id).coverage.scopes] == [
            f"sportradar summary stage_id={stage.id}"
        ]


def test_an_answer_of_everything_wants_every_season(copy: Path) -> None:
    with Mirror(copy) as m:
        assert m.balldontlie.lap_times(strict=True).coverage.complete
    marked(copy, "delete from mirror_checkpoints where endpoint = 'events' and season = 2024")
    with Mirror(copy) as m:
        missing = m.balldontlie.lap_times().coverage.missing
        assert [(scope.endpoint, scope.scope, scope.state) for scope in missing] == [
            ("events", "season=2024", "never_asked")
        ]
        assert m.laps(season=2025, strict=True).count() > 0
        with pytest.raises(IncompleteAnswer):
            m.balldontlie.lap_times(strict=True)


def test_an_empty_mirror_was_never_asked(tmp_path: Path) -> None:
    Store(tmp_path / "f1.db").close()
    with Mirror(tmp_path / "f1.db") as m:
        for answer in (
            m.balldontlie.drivers(),
            m.balldontlie.lap_times(),
            m.laps(season=2024, event="Monaco"),
            m.q.fastest_laps(),
        ):
            assert (list(answer), answer.coverage.complete) == ([], False)
        assert (
            m.balldontlie.drivers().why
            == "Not everything behind this is known: 1 of 1 never asked (balldontlie drivers)."
        )
        with pytest.raises(IncompleteAnswer):
            m.laps(season=2024, strict=True)


def test_an_empty_answer_names_the_provider_that_was_never_asked(copy: Path) -> None:
    marked(copy, "delete from mirror_checkpoints where provider = 'balldontlie'")
    marked(copy, "delete from balldontlie_tire_stints")
    with Mirror(copy) as m:
        for answer in (
            m.stints(),
            m.q.tyre_stints(),
            m.sql("select * from stints join results using (session_id)"),
        ):
            assert (answer.count(), answer.coverage.complete) == (0, False)
            assert {scope.provider for scope in answer.coverage.missing} == {"balldontlie"}
        with pytest.raises(IncompleteAnswer, match=r"never asked .*balldontlie"):
            m.q.tyre_stints(strict=True)
        # What another provider tells is whole without the one that was not asked.
        assert m.standings(strict=True).count() > 0
        assert m.sql("select * from results", strict=True).count() > 0


def test_the_views_and_queries_know_the_endpoints_behind_them(copy: Path, race: int) -> None:
    with Mirror(copy) as m:
        session = m.sql(
            "select canonical_id from crosswalk where kind = 'session' and provider = 'balldontlie' and provider_id = ?",
            [str(race)],
        ).one()
        laps = m.laps(session_id=session.canonical_id)
        assert [str(scope) for scope in laps.coverage.scopes] == [
            f"balldontlie lap_times session_ids[]={race}"
        ]
        assert laps.coverage.complete
        asked = m.q.lap_times(session=session.canonical_id)
        assert f"balldontlie lap_times session_ids[]={race}" in {
            str(scope) for scope in asked.coverage.scopes
        }
        assert m.laps(session_id=session.canonical_id, strict=True).count() > 0
    marked(copy, STATE, "quarantined", "2026-08-01T12:00:00.000Z", "why", f"session_ids[]={race}")
    with Mirror(copy) as m, pytest.raises(IncompleteAnswer, match="quarantined"):
        m.q.lap_times(session=session.canonical_id, strict=True)


def test_sql_is_covered_by_the_tables_it_reads(m: Mirror) -> None:
    behind = m.sql("select * from balldontlie_drivers").coverage
    assert ([str(scope) for scope in behind.scopes], behind.complete) == (["balldontlie drivers"], True)
    assert m.sql("select 1").coverage.scopes == ()


def test_coverage_of_the_mirror_is_that_of_status(
    path: Path, m: Mirror, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["status", "--json", "--db", str(path)]) == 0
    told = json.loads(capsys.readouterr().out)["providers"]
    for provider, facts in told.items():
        for endpoint, known in facts["endpoints"].items():
            states = m.coverage(provider, endpoint, 2025).states
            whole = m.coverage(provider, endpoint).states
            assert states["complete"] <= whole["complete"] == known["scopes"]["complete"], (
                provider,
                endpoint,
            )
    assert m.coverage("balldontlie", "lap_times", 2025).complete
    assert len(m.coverage("balldontlie", "lap_times").dicts()) == len(
        m.coverage("balldontlie", "lap_times").df("pandas")
    )
    for wrong in (
        {"provider": "espn"},
        {"endpoint": "laps"},
        {"provider": "sportradar", "endpoint": "laptimes"},
    ):
        with pytest.raises(MirrorError, match=r"^There is no (provider|endpoint) "):
            m.coverage(**wrong)


@pytest.fixture(autouse=True)
def let_go(tmp_path: Path) -> Iterator[None]:
    yield
    shutil.rmtree(tmp_path, ignore_errors=True)
