"""Properties: the order in which anything arrives does not matter, and no two ids of one source are ever one thing."""

from collections import defaultdict
from functools import cache
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mirror.crosswalk import judges
from mirror.crosswalk.decide import World, decide
from mirror.crosswalk.entries import DriverEntry
from mirror.crosswalk.link import link
from mirror.crosswalk.names import person_of
from mirror.crosswalk.tables import Tables
from mirror.tables import PROVIDER_TABLES
from tests.crosswalk.golden import Mirror, fill, lines

KINDS = ("driver", "team", "circuit", "event", "session")

Rows = list[tuple[str, dict[str, Any]]]


@cache
def golden() -> Rows:
    """Every row that the golden list becomes."""
    mirror = Mirror()
    for kind in KINDS:
        for line in lines(kind):
            fill(mirror, line)
    found: Rows = []
    for table in PROVIDER_TABLES:
        cursor = mirror.connection.execute(f"select * from {table}")
        names = [column[0] for column in cursor.description]
        found += [(table, dict(zip(names, row, strict=True))) for row in cursor]
    return found


def world_of(rows: Rows) -> World:
    mirror = Mirror()
    for table, row in rows:
        mirror.add(table, **row)
    return decide(Tables(mirror.connection), {})


@cache
def settled() -> World:
    return world_of(golden())


@settings(max_examples=8)  # each is a whole mirror
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(chance: Random) -> None:
    shuffled = golden().copy()
    chance.shuffle(shuffled)
    world = world_of(shuffled)
    assert sorted(world.rows, key=repr) == sorted(settled().rows, key=repr)
    assert sorted(world.open, key=repr) == sorted(settled().open, key=repr)


def test_the_golden_world_is_no_small_one() -> None:
    assert len(settled().rows) > 300
    assert len(settled().open) > 5


_names = st.sampled_from(
    [
        "Max Verstappen", "Verstappen, Jos", "M. Verstappen", "Verstappen", "Carlos Sainz", "Sainz Jr., Carlos",
        "Carlos Sainz Vázquez",
    ]
)  # fmt: skip
_sources = st.sampled_from(
    [
        ("balldontlie", "balldontlie"), ("sportradar", "sportradar"), ("altsportsdata", "altsportsdata"),
        ("altsportsdata", "participant"),
    ]
)  # fmt: skip


@st.composite
def drivers(draw: st.DrawFn) -> list[DriverEntry]:
    """Some persons of few names, so that there is much to confuse."""
    found = []
    for number in range(draw(st.integers(0, 9))):
        provider, source = draw(_sources)
        name = draw(_names)
        results = draw(st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(1, 2), max_size=4))
        found.append(
            DriverEntry(
                provider=provider, source=source, id=str(number), name=name, spellings=(person_of(name),),
                born=draw(st.sampled_from([None, "1994-09-01", "1972-03-04"])),
                country=draw(st.sampled_from([None, "ESP", "NLD"])), results=results,
                retired=draw(st.sampled_from([None, None, None, "2026-01-01"])),
            )
        )  # fmt: skip
    return found


@given(drivers(), st.randoms(use_true_random=False))
def test_persons_come_together_the_same_way_and_never_two_of_a_source(
    entries: list[DriverEntry], chance: Random
) -> None:
    things, unsettled = link(entries, judges.driver, judges.driver_keys)
    members = [entry.id for thing in things for entry in thing.members]
    assert sorted(members) == sorted(entry.id for entry in entries)
    for thing in things:
        sources = [entry.source for entry in thing.members]
        assert len(sources) == len(set(sources))
        for one in thing.members:
            assert not [two for two in thing.members if one.born and two.born and one.born != two.born]
    shuffled = entries.copy()
    chance.shuffle(shuffled)
    again, more = link(shuffled, judges.driver, judges.driver_keys)
    assert {frozenset(e.id for e in thing.members) for thing in again} == {
        frozenset(e.id for e in thing.members) for thing in things
    }
    assert {(one.entry.id, one.reason) for one in more} == {(one.entry.id, one.reason) for one in unsettled}


@given(drivers())
def test_what_a_judge_says_is_the_same_both_ways(entries: list[DriverEntry]) -> None:
    told: dict[frozenset[str], set[str]] = defaultdict(set)
    for one in entries:
        for two in entries:
            if one is not two:
                verdict = judges.driver(one, two)
                told[frozenset((one.id, two.id))].add(
                    type(verdict).__name__ + str(getattr(verdict, "confidence", ""))
                )
    assert all(len(words) == 1 for words in told.values())


_texts = st.one_of(
    st.none(), st.text(max_size=12), st.sampled_from(["Jr.", ",", "Grand Prix", "Sprint", "2024-02-30T00:00"])
)


@given(st.lists(st.tuples(_texts, _texts, _texts, _texts), min_size=1, max_size=4))
def test_whatever_a_provider_writes_there_is_an_answer(told: list[tuple[str | None, ...]]) -> None:
    mirror = Mirror()
    for n, (one, two, three, four) in enumerate(told):
        mirror.add(
            "balldontlie_drivers", id=n, first_name=one, last_name=two, display_name=three, country_code=four
        )
        mirror.add("balldontlie_circuits", id=n, name=one, country_code=two)
        mirror.add("balldontlie_teams", id=n, name=three)
        mirror.add(
            "balldontlie_events", id=n, name=one, season=2024, start_date=two, end_date=three, circuit_id=n
        )
        mirror.add("balldontlie_sessions", id=n, event_id=n, type=two, name=three, date=four)
        mirror.add("sportradar_competitors", id=f"c{n}", name=one, country_code=two)
        mirror.add("sportradar_competitor_profiles", competitor_id=f"c{n}", dateofbirth=three)
        mirror.add("sportradar_venues", id=f"v{n}", name=one, city=two, country=three)
        mirror.add("sportradar_stages", id=f"s{n}", type="season", description=one, scheduled=two)
        mirror.add(
            "sportradar_stages",
            id=f"e{n}",
            type="event",
            description=three,
            scheduled=four,
            parent_id=f"s{n}",
        )
        mirror.add("sportradar_stages", id=f"r{n}", type=one or "race", description=two, parent_id=f"e{n}")
        mirror.add(
            "altsportsdata_events",
            id=f"f1:{n}",
            name=one,
            start_date=two,
            event_location=three,
            sport_type="f1",
        )
        mirror.add("altsportsdata_heats", event_id=f"f1:{n}", heat_id=f"{n}", name=four, start_date=one)
        mirror.add(
            "altsportsdata_heat_results", event_id=f"f1:{n}", heat_id=f"{n}", result_key="0", participant=two
        )
        mirror.add(
            "altsportsdata_athletes",
            id=f"a{n}",
            first_name=one,
            last_name=two,
            dob=three,
            team_id=four,
            team_name=one,
        )
    world = decide(Tables(mirror.connection), {})
    keys = [(row.kind, row.provider, row.provider_id) for row in world.rows]
    assert len(keys) == len(set(keys))
    assert all(row.canonical_id.isascii() and row.canonical_id for row in world.rows)
