"""The views by the names people use, and the queries by theirs."""

import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from mirror import Mirror, MirrorError
from mirror.queries import QUERIES
from mirror.views import asked


@pytest.fixture(scope="module")
def event(m: Mirror) -> str:
    """The canonical id of the first event."""
    found = m.sql("select event_id from events order by round limit 1").one()
    return str(found.event_id)


def test_every_view_is_a_method_with_its_words(m: Mirror) -> None:
    assert set(asked()) <= set(m.views()) <= set(dir(m))
    for name, view in asked().items():
        method = getattr(m, name)
        assert " ".join(method.__doc__.split()).startswith(f"{view.title}. {view.description}")
        assert max(map(len, method.__doc__.splitlines())) <= 100
        answer = method()
        assert answer.columns == [
            one for one in inspect.signature(method).parameters if one in answer.columns
        ]
        assert answer.count() == m.sql(f"select count(*) as n from {name}").one().n


def test_a_race_is_asked_for_by_its_names(m: Mirror, event: str) -> None:
    wanted = m.sql(
        "select * from laps where session_id = ? and driver_id = 'lando-norris' order by lap_number",
        [f"{event}-race"],
    ).dicts()
    assert len(wanted) > 3
    stem = event.partition("-")[2].replace("-", " ")
    own = m.sql("select provider_id from sessions where session_id = ?", [f"{event}-race"]).one().provider_id
    for filters in (
        {"event": event, "session": "race", "driver": "Norris"},
        {"season": 2025, "event": stem.title(), "session": "Race", "driver": "NOR"},
        {"season": 2025, "event": stem.upper(), "type": "race", "driver": "lando norris"},
        {"session": f"{event}-race", "driver": "lando-norris"},
        {"session": int(own), "driver": 21957},
        {
            "session_id": [f"{event}-race"],
            "driver_id": "lando-norris",
            "lap_number": [one["lap_number"] for one in wanted],
        },
        {"event": [event], "session": ["race"], "driver": ["Norris"], "team": "mclaren"},
    ):
        assert m.laps(**filters).dicts() == wanted, filters


def test_a_type_of_session_may_mean_many(m: Mirror) -> None:
    races = {row.session_id for row in m.results(season=2025, session="race")}
    assert len(races) == 2
    assert all(one.endswith("-race") for one in races)
    assert {row.type for row in m.sessions(session="qualifying")} == {"qualifying"}
    assert {row.session_id.rpartition("-")[2] for row in m.sessions(session="FP1")} == {"fp1"}


@pytest.mark.parametrize(
    ("view", "filters", "sentence"),
    [
        ("laps", {"driver": "e"}, r"driver 'e' could be [a-z-]+(, [a-z-]+){7} and \d+ more\."),
        ("laps", {"driver": "Noris"}, r"There is no driver 'Noris' here; did you mean lando-norris\?"),
        ("laps", {"team": "Mclarn"}, r"There is no team 'Mclarn' here; did you mean mclaren\?"),
        ("laps", {"driver": ""}, r"There is no driver '' here\."),
        ("laps", {"season": "2025"}, r"season wants a year like 2024, not '2025'\."),
        ("laps", {"lap": 3}, r"m\.laps has no filter 'lap'; there are season, event_id, .*, provider\."),
        ("laps", {"circuit": "Monza"}, r"m\.laps has no filter 'circuit'; there are .*\."),
        ("laps", {"lap_number": b"3"}, r"lap_number wants a number or a text, not bytes\."),
        ("events", {"event": "Grand Prix"}, r"event 'Grand Prix' could be 20\d\d-[a-z-]+(, 20\d\d-[a-z-]+)+; give season= or one of these\."),
    ],
)  # fmt: skip
def test_what_cannot_be_resolved_is_one_sentence(
    m: Mirror, view: str, filters: dict[str, object], sentence: str
) -> None:
    if view == "laps" and "season" in filters:
        filters = filters | {"event": "Monaco"}
    with pytest.raises(MirrorError, match=f"^{sentence}$"):
        getattr(m, view)(**filters).dicts()


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda m: m.lapz, "A Mirror has no 'lapz'; did you mean 'laps'?"),
        (lambda m: m.q.fastest_lap, "There is no query 'fastest_lap'; did you mean 'fastest_laps'?"),
        (lambda m: m.balldontlie.laptimes, "balldontlie has no 'laptimes'; did you mean 'lap_times'?"),
        (lambda m: m.q.fastest_laps(lap=3), "fastest_laps has no parameter 'lap'; it has"),
    ],
)
def test_a_misspelt_name_gets_a_suggestion(m: Mirror, ask, sentence: str) -> None:
    with pytest.raises(MirrorError, match=f"^{re.escape(sentence)}"):
        ask(m)
    assert not hasattr(m, "lapz")
    assert not hasattr(m.q, "nothing")


def test_queries_are_methods_with_their_words(m: Mirror) -> None:
    assert dir(m.q) == sorted(QUERIES)
    for name in dir(m.q):
        method, query = getattr(m.q, name), QUERIES[name]
        assert [one for one in inspect.signature(method).parameters if one not in ("strict", "as_of")] == [
            one.name for one in query.parameters
        ]
        assert query.title in method.__doc__
        assert query.description in " ".join(method.__doc__.split())
        assert max(map(len, method.__doc__.splitlines())) <= 100
    assert all(query.title in repr(m.q) for query in QUERIES.values())


def test_a_query_is_its_file(m: Mirror) -> None:
    query = QUERIES["standings"]
    parameters = {one.name: None for one in query.parameters} | {"season": 2025}
    assert m.q.standings(season=2025).dicts() == m.sql(query.sql, parameters).dicts() != []


def test_reasons_are_explained(m: Mirror) -> None:
    told = m.explain("driver", "balldontlie", 21957)
    assert (told["canonical_id"], sorted(one["provider"] for one in told["others"])) == (
        "lando-norris", ["altsportsdata", "sportradar"],
    )  # fmt: skip
    for given, sentence in (
        (("driver", "balldontlie", 1), "The crosswalk has no driver 1 of balldontlie."),
        (
            ("drivr", "balldontlie", 1),
            "There is no kind 'drivr' in the crosswalk; did you mean 'driver'? There are driver, team, circuit, event, session, season.",
        ),
        (
            ("driver", "bdl", 1),
            "There is no provider 'bdl' in the crosswalk; there are balldontlie, sportradar, altsportsdata.",
        ),
    ):
        with pytest.raises(MirrorError) as raised:
            m.explain(*given)
        assert str(raised.value) == sentence


def test_the_verdicts_of_an_event_are_those_of_the_view(m: Mirror) -> None:
    def told(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return sorted((dict(row) for row in rows), key=lambda row: (row["session_id"], row["check"]))

    first, last = (row.event_id for row in m.events(season=2025))
    for given, wanted in (
        ({}, {"event_id": last}),
        ({"event": first}, {"event_id": first}),
        ({"event": first, "session": "race"}, {"session_id": f"{first}-race"}),
        ({"session": f"{first}-fp1"}, {"session_id": f"{first}-fp1"}),
    ):
        rows = m.q.verdicts(**given).dicts()
        assert told(rows) == told(m.verdicts(**wanted)) != []
        assert list(rows[0]) == m.verdicts().columns
