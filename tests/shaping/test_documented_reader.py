"""The quick way through a page and the careful one say the same, or the quick one says nothing."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Numeric, Text

from mirror.catalogue import Page
from mirror.places import FIXTURES
from mirror.providers import balldontlie
from mirror.shaping.documented import reader
from mirror.shaping.shape import cut_of
from mirror.tables import PROVIDER_TABLES, columns

ENDPOINTS = [endpoint for endpoint in balldontlie.ENDPOINTS if endpoint.name != "futures"]
every_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: str(endpoint.name))

Told = Mapping[tuple[str, bool, frozenset[str]], Mapping[Any, Mapping[str, Any]]]


def told(page: Page) -> tuple[Told, Any, Any, Any]:
    """What a page says, without the order of columns and rows."""
    writes: dict[tuple[str, bool, frozenset[str]], dict[Any, dict[str, Any]]] = {}
    for write in page.writes:
        (key,) = cut_of(write.table).keys
        rows = [dict(zip(write.columns, row, strict=True)) for row in write.rows]
        assert (write.table, write.partial, frozenset(write.columns)) not in writes
        writes[(write.table, write.partial, frozenset(write.columns))] = {row[key]: row for row in rows}
        assert len({row[key] for row in rows}) == len(rows)
    return writes, page.count, page.next_cursor, page.ids


def both(endpoint: Any, body: bytes) -> tuple[Page | None, Page]:
    return reader(endpoint.table).read(body), balldontlie._carefully(endpoint, body, {})


@every_endpoint
def test_documented_answers_go_the_quick_way_and_say_the_same(endpoint: Any) -> None:
    body = (FIXTURES / "balldontlie" / f"{endpoint.name}.json").read_bytes()
    quick, careful = both(endpoint, body)
    assert quick is not None
    assert told(quick) == told(careful)
    assert (quick.drift, careful.drift) == ([], [])


INTEGERS = st.integers(0, 9) | st.sampled_from([-1, 2**63 - 1, -(2**63) + 1])
NUMBERS = INTEGERS | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(max_size=6) | st.sampled_from(["Pérez", "周冠宇", "\x00", "😀", "null", "1:23.456"])
INSTANTS = st.sampled_from(
    ["2024-12-08T13:00:00.000Z", "2024-12-08T14:00:00+01:00", "2024-12-08T13:00", "2024-12-08 13:00:00Z"]
)
STRANGE = st.sampled_from(
    [
        2**63,
        -(2**63),
        10**30,
        1.0,
        1.5,
        "1",
        True,
        [],
        {},
        {"id": 1},
        "\ud800",
        "2024-13-01T00:00:00Z",
        "soon",
    ]
)


def values(kind: Any) -> st.SearchStrategy[Any]:
    if isinstance(kind, Boolean):
        return st.booleans()
    if isinstance(kind, columns.Instant):
        return INSTANTS
    if isinstance(kind, Text):
        return TEXTS
    return NUMBERS if isinstance(kind, Numeric) else INTEGERS


@st.composite
def objects(draw: st.DrawFn, table: str, *, strange: bool, among: int = 2) -> dict[str, Any]:
    """An object of `table` as documented; now and then a value is strange when that is asked for."""
    plan = cut_of(table)
    kinds = PROVIDER_TABLES[table].columns
    made: dict[str, Any] = {}
    for name in plan.plain:
        if name.removesuffix("_id") not in plan.embedded:
            typed = st.integers(1, among) if name in plan.keys else st.none() | values(kinds[name].type)
            made[name] = draw(typed)
    for field, (_, target) in plan.embedded.items():
        made[field] = draw(st.none() | objects(target, strange=strange))
        for inner, (_, of) in plan.within.get(field, {}).items():
            if made[field] is not None:
                made[field][inner] = draw(st.none() | objects(of, strange=strange))
    if strange and draw(st.integers(0, 9)) == 0:
        made[draw(st.sampled_from(sorted(made)))] = draw(STRANGE)
    return made


def pages(table: str, *, strange: bool) -> st.SearchStrategy[bytes]:
    rows = st.lists(objects(table, strange=strange, among=4), max_size=4)
    metas = st.fixed_dictionaries(
        {"per_page": st.just(100)}, optional={"next_cursor": st.none() | st.integers(0, 9)}
    )
    return st.builds(lambda data, meta: json.dumps({"data": data, "meta": meta}).encode(), rows, metas)


def consistent(body: bytes) -> bool:
    """Whether a page says only one thing of each parent."""
    said: dict[tuple[str, Any], str] = {}

    def look(value: Any, under: str) -> bool:
        if not isinstance(value, dict):
            return True
        own = {name: member for name, member in value.items() if not (under == "driver" and name == "team")}
        same = said.setdefault((under, value["id"]), json.dumps(own, sort_keys=True)) == json.dumps(
            own, sort_keys=True
        )
        return same and all(look(member, name) for name, member in value.items())

    return all(look(member, name) for row in json.loads(body)["data"] for name, member in row.items())


@every_endpoint
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_pages_of_documented_shape_go_the_quick_way_and_say_the_same(
    endpoint: Any, data: st.DataObject
) -> None:
    body = data.draw(pages(endpoint.table, strange=False))
    quick, careful = both(endpoint, body)
    assert careful.drift == []
    if quick is None:
        assert not consistent(body)
    else:
        assert told(quick) == told(careful)


@every_endpoint
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_pages_with_strange_values_say_the_same_or_go_the_careful_way(
    endpoint: Any, data: st.DataObject
) -> None:
    body = data.draw(pages(endpoint.table, strange=True))
    quick, careful = both(endpoint, body)
    if quick is not None:
        assert careful.drift == []
        assert told(quick) == told(careful)


LAPS = next(endpoint for endpoint in ENDPOINTS if endpoint.name == "lap_times")


def lap(number: int, **driver: Any) -> dict[str, Any]:
    names = (
        "first_name",
        "last_name",
        "display_name",
        "short_name",
        "country_code",
        "country_name",
        "racing_number",
    )
    return {
        "id": number, "session": None, "driver": dict.fromkeys(names) | {"id": 7, "team": None} | driver,
        "lap_number": number, "lap_time": None, "lap_time_ms": None, "is_pit_out_lap": None, "is_pit_in_lap": None,
    }  # fmt: skip


def test_the_last_of_contradicting_parents_counts_also_when_it_was_there_before() -> None:
    data = [lap(1, racing_number="1"), lap(2, racing_number="33"), lap(3, racing_number="1")]
    page = balldontlie.shape(LAPS, json.dumps({"data": data, "meta": {"per_page": 100}}).encode(), ())
    (drivers,) = [write for write in page.writes if write.table == "balldontlie_drivers"]
    assert [row[drivers.columns.index("racing_number")] for row in drivers.rows] == ["1"]


@pytest.mark.parametrize("number", [2**63, -(2**63), 10**30])
def test_a_number_no_column_holds_goes_the_careful_way(number: int) -> None:
    body = json.dumps({"data": [lap(1) | {"lap_time_ms": number}], "meta": {"per_page": 100}}).encode()
    assert reader(LAPS.table).read(body) is None
    page = balldontlie.shape(LAPS, body, ())
    assert [(d.path, d.kind, d.example) for d in page.drift] == [("lap_time_ms", "type", str(number))]


@pytest.mark.parametrize(
    "change", [{"new": 1}, {"lap_time": 1}, {"is_pit_in_lap": "no"}, {"session": 17}, {"session": {}}]
)
def test_a_page_that_differs_goes_the_careful_way(change: dict[str, Any]) -> None:
    body = json.dumps({"data": [lap(1) | change], "meta": {"per_page": 100}}).encode()
    assert reader(LAPS.table).read(body) is None


@pytest.mark.parametrize("missing", sorted(lap(1)))
def test_a_page_that_lacks_a_field_goes_the_careful_way(missing: str) -> None:
    row = {name: value for name, value in lap(1).items() if name != missing}
    assert reader(LAPS.table).read(json.dumps({"data": [row], "meta": {"per_page": 100}}).encode()) is None


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b'{"data": [', b'{"data": [{"session": ' + b"[" * 100_000]
)
def test_a_body_that_is_no_page_goes_the_careful_way(body: bytes) -> None:
    assert reader(LAPS.table).read(body) is None


def test_a_table_that_the_quick_way_cannot_fill_has_no_reader() -> None:
    with pytest.raises(ValueError, match="only the careful way fills"):
        reader("sportradar_stage_results")
