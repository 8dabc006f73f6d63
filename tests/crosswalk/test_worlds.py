"""The sandbox's worlds: what three providers tell of one world comes together exactly as that world knows it."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from mirror.crosswalk import refresh
from mirror.crosswalk.decide import decide
from mirror.crosswalk.tables import Tables
from mirror.rebuild import rebuild
from mirror.sandbox import Sandbox
from mirror.sandbox.altsportsdata_events import Meetings, uuid_of
from mirror.sandbox.sportradar_tree import Tree, competitor, urn
from mirror.sandbox.world import World
from mirror.sandbox.world.calendar import CIRCUITS
from mirror.sandbox.world.people import DRIVERS, TEAMS
from mirror.store.archive import archive_path
from mirror.tables import PROVIDER_TABLES
from tests.past.worlds import BEGIN, DAY, SMALL, mirrored

SEASONS, EVENTS, SCALE = (2023, 2024), 4, 0.05
SLUGS = {"ids": "slug", "heat_shape": "results"}
UUIDS = {"ids": "uuid", "heat_shape": "flat"}

Id = tuple[str, str]  # provider, id


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(SMALL) as served:
        yield served


@pytest.fixture(scope="module")
def mirrors(box: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One mirror of each of AltSportsData's worlds, and one that first saw the one and then the other."""
    folder = tmp_path_factory.mktemp("worlds")
    made = {name: folder / name / "f1.db" for name in ("slug", "uuid", "both")}
    for path in made.values():
        path.parent.mkdir()
    world = {"seasons": SEASONS, "events": EVENTS, "laps_scale": SCALE}
    mirrored(box, made["slug"], BEGIN, **world, **SLUGS)
    mirrored(box, made["uuid"], BEGIN, **world, **UUIDS)
    mirrored(box, made["both"], BEGIN, **world, **SLUGS)
    mirrored(box, made["both"], BEGIN + 40 * DAY, **world, **UUIDS)
    return made


def truth() -> dict[str, list[set[Id]]]:
    """The ids of everything in the world under all names that the providers give it."""
    world = World(SEASONS, events=EVENTS, laps_scale=SCALE)
    meetings, tree = Meetings(world), Tree(world)
    things: dict[str, list[set[Id]]] = defaultdict(list)
    stages: dict[int, str] = {}
    for stage in tree._stages.values():  # the tree has no list of its own
        if stage.type == "event" and stage.event is not None:
            stages[stage.event.id] = urn(stage.id)
        elif stage.session is not None and stage.type not in ("lap", "qualifying_part"):
            stages[stage.session.id] = urn(stage.id)
    for meeting in meetings.all:
        if meeting.event is None:
            continue
        event = meeting.event
        own = {("balldontlie", str(event.id)), ("sportradar", stages.get(event.id, "not there"))}
        things["event"].append(own | {("altsportsdata", id_) for id_ in (meeting.slug, meeting.uuid)})
        for heat in meeting.heats:
            own = {
                ("balldontlie", str(heat.session_id)),
                ("sportradar", stages.get(heat.session_id, "not there")),
            }
            asked = product((meeting.slug, meeting.uuid), (heat.slug, heat.uuid))
            things["session"].append(own | {("altsportsdata", ",".join(ids)) for ids in asked})
    for circuit in CIRCUITS:
        things["circuit"].append(
            {
                ("balldontlie", str(circuit.id)),
                ("sportradar", f"sr:venue:{9000 + circuit.id}"),
                ("altsportsdata", f"venue:{circuit.name}"),
            }
        )
    for driver in DRIVERS.values():
        things["driver"].append(
            {
                ("balldontlie", str(driver.id)),
                ("sportradar", competitor(driver)),
                ("altsportsdata", uuid_of(f"athlete/{driver.id}")),
                ("altsportsdata", f"participant:{driver.plain_name}"),
                *({("sportradar", "sr:competitor:911407")} if driver.code == "COL" else ()),
            }
        )
    for team in TEAMS.values():
        things["team"].append(
            {
                ("balldontlie", str(team.id)),
                ("sportradar", competitor(team)),
                ("altsportsdata", uuid_of(f"team/{team.id}")),
            }
        )
    return things


def found(path: Path) -> dict[str, dict[str, set[Id]]]:
    """The ids of each thing of the crosswalk, by kind and canonical id."""
    made: dict[str, dict[str, set[Id]]] = defaultdict(lambda: defaultdict(set))
    with closing(sqlite3.connect(path)) as connection:
        for kind, canonical, *own in connection.execute(
            "select kind, canonical_id, provider, provider_id from crosswalk"
        ):
            made[kind][canonical].add((own[0], own[1]))
    return made


@pytest.mark.parametrize("name", ["slug", "uuid", "both"])
@pytest.mark.parametrize("kind", ["driver", "team", "circuit", "event", "session"])
def test_everything_comes_together_as_the_world_knows_it(
    mirrors: dict[str, Path], name: str, kind: str
) -> None:
    made = found(mirrors[name])[kind]
    there = set().union(*made.values())
    expected = [known for thing in truth()[kind] if (known := thing & there)]
    assert sorted(map(sorted, made.values())) == sorted(map(sorted, expected))
    providers = [{provider for provider, _ in thing} for thing in expected]
    least = {"driver": 24, "team": 0 if name == "slug" else 10, "circuit": 4, "event": 8, "session": 40}[kind]
    assert sum(len(three) == 3 for three in providers) >= least  # slugs come with no teams


@pytest.mark.parametrize("name", ["slug", "uuid", "both"])
def test_nothing_of_the_world_is_unsettled(mirrors: dict[str, Path], name: str) -> None:
    with closing(sqlite3.connect(mirrors[name])) as connection:
        assert connection.execute("select * from crosswalk_open").fetchall() == []


def test_canonical_ids_read_as_people_say_them(mirrors: dict[str, Path]) -> None:
    made = found(mirrors["uuid"])
    assert {"2023", "2024", "2026"} <= set(made["season"])
    assert {"2024-abu-dhabi", "2023-saudi-arabian", "2024-emilia-romagna"} <= set(made["event"])
    sprint = {name for name in made["session"] if name.startswith("2024-qatar")}
    ends = ("fp1", "sprint-qualifying", "sprint", "qualifying", "race")
    assert sprint == {f"2024-qatar-{end}" for end in ends}
    assert {"lando-norris", "nico-hulkenberg", "patricio-oward", "nyck-de-vries", "sergio-perez"} <= set(
        made["driver"]
    )
    assert {"mclaren", "red-bull", "racing-bulls", "sauber", "audi"} <= set(made["team"])
    assert "yas-marina-circuit" in made["circuit"]


def test_a_rebuilt_mirror_has_the_same_crosswalk(mirrors: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "f1.db"
    for one, two in ((mirrors["uuid"], path), (archive_path(mirrors["uuid"]), archive_path(path))):
        two.write_bytes(one.read_bytes())
    before = found(path)
    rebuild(path)
    assert found(path) == before
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert refresh(connection) is False


@pytest.mark.parametrize("alone", ["balldontlie", "sportradar", "altsportsdata"])
def test_a_provider_that_comes_later_changes_no_canonical_id(mirrors: dict[str, Path], alone: str) -> None:
    with closing(sqlite3.connect(mirrors["uuid"])) as whole, closing(sqlite3.connect(":memory:")) as part:
        whole.backup(part)
        together = decide(Tables(part), {})
        for table in PROVIDER_TABLES:
            if not table.startswith(alone):
                part.execute(f"delete from {table}")
        first = decide(Tables(part), {})
    kinds = {row.kind for row in first.rows}
    assert len(first.rows) > 50
    for kind in kinds:
        ids = together.ids(kind)
        assert first.ids(kind) == {key: ids[key] for key in first.ids(kind)}
