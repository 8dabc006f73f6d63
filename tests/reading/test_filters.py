"""Every documented filter of every endpoint answers what the provider answers to the same parameters over HTTP."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirror import Mirror, MirrorError
from mirror.reading.resources import BALLDONTLIE, RESOURCES

Ask = Callable[..., list[dict[str, Any]]]

# endpoint, filters; RACE and the like stand for ids that only the mirror knows.
CASES: list[tuple[str, dict[str, Any]]] = [
    ("drivers", {}),
    ("drivers", {"search": "nor"}),
    ("drivers", {"search": "VERSTAPPEN"}),
    ("drivers", {"country_code": "GB"}),
    ("drivers", {"country_code": "NED"}),
    ("drivers", {"driver_ids": [21957, 21959]}),
    ("drivers", {"driver_ids": [21957], "country_code": "GB", "search": "lando"}),
    ("teams", {}),
    ("teams", {"search": "mc"}),
    ("teams", {"team_ids": [805, 807]}),
    ("circuits", {}),
    ("circuits", {"search": "bahrain"}),
    ("circuits", {"country_code": "MC"}),
    ("circuits", {"country_code": "ITA"}),
    ("circuits", {"circuit_ids": [307, 310]}),
    ("seasons", {}),
    ("events", {}),
    ("events", {"season": 2025}),
    ("events", {"season": 2025, "status": "Completed"}),
    ("events", {"season": 2025, "status": "Scheduled"}),
    ("events", {"season": 2025, "status": "final"}),
    ("events", {"season": 2025, "circuit_ids": ["CIRCUIT"]}),
    ("events", {"event_ids": ["EVENT"]}),
    ("sessions", {"event_ids": ["EVENT"]}),
    ("sessions", {"type": "Race"}),
    ("sessions", {"type": "Practice", "status": "Completed"}),
    ("sessions", {"status": "Scheduled"}),
    ("session_results", {"session_ids": ["RACE"]}),
    ("session_results", {"session_ids": ["RACE", "QUALIFYING"]}),
    ("session_results", {"session_ids": ["RACE"], "driver_ids": [21957, 21959]}),
    ("session_results", {"driver_ids": [21957]}),
    ("driver_standings", {"season": 2025}),
    ("driver_standings", {"season": 2025, "driver_ids": [21957, 21959]}),
    ("team_standings", {"season": 2025}),
    ("team_standings", {"season": 2025, "team_ids": [805]}),
    ("lap_times", {"session_ids": ["RACE"]}),
    ("lap_times", {"session_ids": ["RACE"], "lap_number": 3}),
    ("lap_times", {"session_ids": ["RACE", "QUALIFYING"], "driver_ids": [21957]}),
    ("qualifying_results", {"session_ids": ["QUALIFYING"]}),
    ("qualifying_results", {"driver_ids": [21957]}),
    ("pit_stops", {"session_ids": ["RACE"]}),
    ("pit_stops", {"session_ids": ["RACE"], "driver_ids": [21957]}),
    ("tire_stints", {"session_ids": ["RACE"]}),
    ("tire_stints", {"session_ids": ["RACE"], "driver_ids": [21957, 21959]}),
    ("session_weather", {"session_ids": ["RACE", "QUALIFYING"]}),
    ("session_weather", {}),
    ("race_control_messages", {"session_ids": ["RACE"]}),
    ("race_control_messages", {"session_ids": ["RACE"], "category": "Flag"}),
    ("race_control_messages", {"session_ids": ["RACE"], "category": "Flag", "flag": "YELLOW"}),
    ("race_control_messages", {"flag": "GREEN"}),
    ("position_history", {"session_ids": ["RACE"]}),
    ("position_history", {"session_ids": ["RACE"], "lap_number": 1}),
    ("position_history", {"session_ids": ["RACE"], "driver_ids": [21957]}),
    ("session_timing_stats", {"session_ids": ["RACE"]}),
    ("session_timing_stats", {"session_ids": ["QUALIFYING"], "driver_ids": [21957]}),
    ("track_status", {"session_ids": ["RACE"]}),
    ("track_status", {"session_ids": ["RACE"], "status": "AllClear"}),
    ("futures", {"event_ids": ["EVENT"]}),
    ("futures", {"event_ids": ["EVENT"], "market_type": "race_winner"}),
    # Together, in another case, with spaces, twice, in another order, and with what nobody has.
    ("drivers", {"search": "lando n"}),
    ("drivers", {"search": " norris "}),
    ("drivers", {"search": "nobody at all"}),
    ("drivers", {"country_code": "ZZ"}),
    ("drivers", {"search": "o", "country_code": "NED", "driver_ids": [21959, 21957, 21957, 1]}),
    ("teams", {"search": "MC", "team_ids": [807, 805]}),
    ("circuits", {"search": "a", "country_code": "ITA", "circuit_ids": ["CIRCUIT", 307, 310]}),
    ("events", {"status": "completed"}),
    ("events", {"status": "Postponed"}),
    ("events", {"season": 1900}),
    ("events", {"season": 2025, "status": "Completed", "circuit_ids": ["CIRCUIT"], "event_ids": ["EVENT", 1]}),
    ("sessions", {"event_ids": ["EVENT"], "type": "Race", "status": "Completed"}),
    ("sessions", {"type": "race"}),
    ("session_results", {"session_ids": ["QUALIFYING", "RACE", "RACE", 1], "driver_ids": [21959, 21957, 1]}),
    ("lap_times", {"session_ids": ["RACE", "QUALIFYING"], "driver_ids": [21959, 21957], "lap_number": 3}),
    ("lap_times", {"session_ids": ["RACE"], "lap_number": 0}),
    ("lap_times", {"session_ids": ["RACE"], "lap_number": -1}),
    ("qualifying_results", {"session_ids": ["QUALIFYING", "RACE"], "driver_ids": [21959, 21957]}),
    ("position_history", {"session_ids": ["RACE"], "driver_ids": [21957, 21959], "lap_number": 2}),
    ("race_control_messages", {"session_ids": ["RACE", "QUALIFYING"], "category": "flag"}),
    ("race_control_messages", {"category": "Flag", "flag": "DOUBLE YELLOW"}),
    ("track_status", {"session_ids": ["RACE", "QUALIFYING"], "status": "Yellow"}),
    ("track_status", {"status": "allclear"}),
    ("driver_standings", {"season": 2025, "driver_ids": [1]}),
]  # fmt: skip

# Where the provider orders by a column that ties, only that column says what comes first.
TIED = {
    "session_results": "position",
    "lap_times": "lap_number",
    "qualifying_results": "final_position",
    "tire_stints": "stint_number",
    "session_timing_stats": "best_lap_time_ms",
    "position_history": "lap_number",
    "race_control_messages": "utc_time",
    "futures": "id",
}


@pytest.fixture(scope="session")
def known(m: Mirror, race: int) -> dict[str, int]:
    session = m.balldontlie.sessions(type="Race").first()
    assert session is not None
    event = next(one for one in m.balldontlie.sessions() if one.id == race).event
    assert event is not None
    assert event.circuit is not None
    qualifying = next(
        one.id for one in m.balldontlie.sessions(event_ids=event.id) if one.type == "Qualifying"
    )
    return {"RACE": race, "QUALIFYING": qualifying, "EVENT": event.id, "CIRCUIT": event.circuit.id}


def meant(filters: Mapping[str, Any], known: Mapping[str, int]) -> dict[str, Any]:
    return {
        name: [known.get(one, one) for one in value] if isinstance(value, list) else value
        for name, value in filters.items()
    }


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A provider's row as its table holds it: an embedded object is its id."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name == "subject":
            found |= {"subject_type": value["type"]}
            found |= {f"{one}_id": value[one]["id"] for one in ("driver", "team") if one in value}
        elif isinstance(value, dict):
            found[f"{name}_id"] = value["id"]
            if value.get("team"):
                found["team_id"] = value["team"]["id"]
        else:
            found[name] = value
    return found


@pytest.mark.parametrize(
    ("endpoint", "filters"), CASES, ids=lambda part: part if isinstance(part, str) else "-".join(part)
)
def test_a_filter_means_what_it_means_to_the_provider(
    m: Mirror, ask: Ask, known: dict[str, int], endpoint: str, filters: dict[str, Any]
) -> None:
    filters = meant(filters, known)
    arrays = {
        each.name for one in BALLDONTLIE if one.name == endpoint for each in one.filters if each.type == "Ids"
    }
    told = [
        flat(row) for row in ask(endpoint, **{f"{k}[]" if k in arrays else k: v for k, v in filters.items()})
    ]
    answer = getattr(m.balldontlie, endpoint)(**filters)
    found = answer.dicts()

    def key(row: Mapping[str, Any]) -> Any:
        return row["year"] if endpoint == "seasons" else row["id"]

    order = TIED.get(endpoint)
    if order is None:
        assert [key(row) for row in found] == [key(row) for row in told]
    else:
        assert [row[order] for row in found] == [row[order] for row in told]
    by_key = {key(row): row for row in found}
    assert len(by_key) == len(found) == answer.count()
    assert {key(row): {name: by_key[key(row)].get(name) for name in row} for row in told} == {
        key(row): row for row in told
    }
    assert by_key.keys() == {key(row) for row in told}


def test_every_filter_of_every_endpoint_is_among_the_cases() -> None:
    tried = {(endpoint, name) for endpoint, filters in CASES for name in filters}
    declared = {(one.name, each.name) for one in BALLDONTLIE for each in one.filters}
    assert declared - tried == set()
    assert {endpoint for endpoint, _ in CASES} == {one.name for one in BALLDONTLIE}
    assert len(BALLDONTLIE) == 19


def test_the_declared_filters_are_those_of_the_documentation() -> None:
    documented = {
        "drivers": {"search", "country_code", "driver_ids"},
        "teams": {"search", "team_ids"},
        "circuits": {"search", "country_code", "circuit_ids"},
        "seasons": set(),
        "events": {"season", "status", "circuit_ids", "event_ids"},
        "sessions": {"event_ids", "type", "status"},
        "session_results": {"session_ids", "driver_ids"},
        "driver_standings": {"season", "driver_ids"},
        "team_standings": {"season", "team_ids"},
        "lap_times": {"session_ids", "driver_ids", "lap_number"},
        "qualifying_results": {"session_ids", "driver_ids"},
        "pit_stops": {"session_ids", "driver_ids"},
        "tire_stints": {"session_ids", "driver_ids"},
        "session_weather": {"session_ids"},
        "race_control_messages": {"session_ids", "category", "flag"},
        "position_history": {"session_ids", "driver_ids", "lap_number"},
        "session_timing_stats": {"session_ids", "driver_ids"},
        "track_status": {"session_ids", "status"},
        "futures": {"event_ids", "market_type"},
    }
    assert {one.name: {each.name for each in one.filters} for one in BALLDONTLIE} == documented


def test_search_is_blind_to_case_and_accents(m: Mirror) -> None:
    names = [driver.display_name for driver in m.balldontlie.drivers(search="PEREZ")]
    assert (
        names == [driver.display_name for driver in m.balldontlie.drivers(search="pérez")] == ["Sergio Pérez"]
    )
    assert (
        m.sportradar.competitors(search="hulkenberg").one().id
        == m.sportradar.competitors(search="HÜLKENBERG").one().id
    )


@pytest.mark.parametrize(
    "codes", [("NL", "NLD", "NED"), ("DE", "DEU", "GER"), ("GB", "GBR", "uk"), ("MC", "MCO", "MON")]
)
def test_a_country_has_several_codes(m: Mirror, codes: tuple[str, ...]) -> None:
    found = [m.balldontlie.drivers(country_code=code).dicts() for code in codes]
    assert found[0]
    assert found.count(found[0]) == len(codes)


def test_a_scalar_an_iterator_and_the_brackets_of_the_provider_are_taken(m: Mirror, race: int) -> None:
    wanted = m.balldontlie.lap_times(session_ids=[race]).dicts()
    assert m.balldontlie.lap_times(session_ids=race).dicts() == wanted
    assert m.balldontlie.lap_times(session_ids=iter([race])).dicts() == wanted
    assert m.balldontlie.lap_times(**{"session_ids[]": [race]}).dicts() == wanted
    assert m.balldontlie.lap_times(session_ids=[race, *range(900_000, 900_200)]).dicts() == wanted
    for name, nothing in (
        ("session_ids", m.balldontlie.lap_times(session_ids=[], strict=True)),
        ("driver", m.laps(driver=())),
    ):
        assert nothing.dicts() == []
        assert nothing.why.startswith(f"{name} is an empty list, which nothing fits. All ")
    assert (
        m.balldontlie.lap_times(session_ids=None, lap_number=None).count()
        == m.balldontlie.lap_times().count()
    )


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"session_id": 1}, "m.balldontlie.lap_times has no filter 'session_id'; did you mean 'session_ids'? There are session_ids, driver_ids, lap_number."),
        ({"cursor": 1}, "m.balldontlie.lap_times has no filter 'cursor'; there are session_ids, driver_ids, lap_number."),
        ({"session_ids": "1770"}, "session_ids wants a whole number, not '1770'."),
        ({"session_ids": [True]}, "session_ids wants a whole number, not True."),
        ({"session_ids": {"a": 1}}, "session_ids wants a value or a list of them, not {'a': 1}."),
        ({"session_ids": 2**70}, f"session_ids wants a whole number of 64 bits, not {2**70}."),
        ({"lap_number": 2.5}, "lap_number wants a whole number, not 2.5."),
        ({"lap_number": [1, 2]}, "lap_number wants a whole number, not [1, 2]."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_sentence(m: Mirror, filters: dict[str, Any], sentence: str) -> None:
    with pytest.raises(MirrorError, match=f"^{re.escape(sentence)}$"):
        m.balldontlie.lap_times(**filters)


@pytest.mark.parametrize(
    ("endpoint", "filters", "sentence"),
    [
        ("drivers", {"country_code": "NETHERLANDS"}, "country_code wants two or three letters like NL, NLD or NED, not 'NETHERLANDS'."),
        ("drivers", {"search": 4}, "search wants a text, not 4."),
        ("drivers", {"search": "\ud800"}, "search wants a text of whole letters, not '\\ud800'."),
    ],
)  # fmt: skip
def test_texts_that_do_not_fit(m: Mirror, endpoint: str, filters: dict[str, Any], sentence: str) -> None:
    with pytest.raises(MirrorError, match=f"^{re.escape(sentence)}$"):
        getattr(m.balldontlie, endpoint)(**filters)


VALUES = st.one_of(
    st.none(), st.integers(), st.text(), st.floats(), st.booleans(), st.binary(), st.dates(), st.datetimes(),
    st.lists(st.one_of(st.integers(), st.text(), st.none()), max_size=3), st.dictionaries(st.text(), st.integers(), max_size=1),
    st.sampled_from(["' or 1=1 --", "'; drop table balldontlie_drivers; --", "1) or (1=1", "\x00", "%", "_", "race", "Norris"]),
)  # fmt: skip
QUESTIONS = [
    (provider, one, each.name)
    for provider, several in RESOURCES.items()
    for one in several
    for each in one.filters
]


def sentence_of(ask: Callable[[], object]) -> str | None:
    """What is said instead of an answer, None when there is one; any other exception is a failure."""
    try:
        ask()
    except MirrorError as error:
        return str(error)
    return None


def is_a_sentence(said: str | None) -> bool:
    return said is None or ("\n" not in said and said.endswith((".", "?")))


@given(st.sampled_from(QUESTIONS), VALUES)
def test_a_filter_answers_or_says_in_a_sentence_why_not(
    m: Mirror, question: tuple[str, Any, str], value: Any
) -> None:
    provider, resource, name = question
    whole = getattr(getattr(m, provider), resource.name)
    found: list[Any] = []
    said = sentence_of(lambda: found.extend(tuple(dict(row).items()) for row in whole(**{name: value})))
    assert is_a_sentence(said)
    assert set(found) <= {tuple(dict(row).items()) for row in whole()}


@given(
    st.sampled_from(["season", "event", "session", "driver", "team", "lap_number", "type", "provider"]),
    VALUES,
)
def test_a_filter_of_a_view_answers_or_says_why_not(m: Mirror, name: str, value: Any) -> None:
    found: list[int] = []
    said = sentence_of(lambda: found.append(m.laps(**{name: value}).count()))
    assert is_a_sentence(said)
    assert all(0 <= one <= m.laps().count() for one in found)


SQL = [
    "select 1; select 2",
    "pragma query_only = off",
    "attach 'x' as y",
    "",
    ";",
    "--",
    "delete from balldontlie_teams",
]


@given(st.text(max_size=30) | st.sampled_from(SQL), VALUES)
def test_any_text_as_sql_answers_or_says_why_not(m: Mirror, path: Path, sql: str, value: Any) -> None:
    before = path.stat().st_mtime_ns
    said = sentence_of(lambda: list(m.sql(sql, (value,))))
    assert said is None or "\n" not in said
    assert path.stat().st_mtime_ns == before
