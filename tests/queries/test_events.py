"""How an event may be named: the same in a query, in a view and on the command line, and never a guess within a season."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mirror import Mirror, MirrorError
from mirror.queries import of_part
from mirror.store import Store
from tests.queries.conftest import Empty
from tests.queries.worlds import answer, put, same

# season, id, name, circuit, place, country, code: a made-up mixture of calendars, with what is easily mistaken.
CALENDAR = (
    (2023, "2023-italian", "Italian Grand Prix", "Monza", "Monza", "Italy", "ITA"),
    (2024, "2024-bahrain", "Bahrain Grand Prix", "Bahrain", "Sakhir", "Bahrain", "BRN"),
    (2024, "2024-sakhir", "Sakhir Grand Prix", "Bahrain", "Sakhir", "Bahrain", "BRN"),
    (2024, "2024-emilia-romagna", "Emilia-Romagna Grand Prix", "Imola", "Imola", "Italy", "ITA"),
    (2024, "2024-monaco", "Monaco Grand Prix", "Monaco", "Monte Carlo", "Monaco", "MON"),
    (2024, "2024-spanish", "Spanish Grand Prix", "Catalunya", "Barcelona", "Spain", "ESP"),
    (2024, "2024-austrian", "Austrian Grand Prix", "Red Bull Ring", "Spielberg", "Austria", "AUT"),
    (2024, "2024-styrian", "Styrian Grand Prix", "Red Bull Ring", "Spielberg", "Austria", "AUT"),
    (2024, "2024-british", "British Grand Prix", "Silverstone", "Silverstone", "Britain", "GBR"),
    (2024, "2024-belgian", "Belgian Grand Prix", "Spa-Francorchamps", "Spa", "Belgium", "BEL"),
    (2024, "2024-italian", "Italian Grand Prix", "Monza", "Monza", "Italy", "ITA"),
    (2024, "2024-sao-paulo", "São Paulo Grand Prix", "Interlagos", "São Paulo", "Brazil", "BRA"),
    (2024, "2024-united-states", "United States Grand Prix", "Americas", "Austin", "United States", "USA"),
    (2024, "2024-las-vegas", "Las Vegas Grand Prix", "Las Vegas Strip", "Las Vegas", "United States", "USA"),
    (2024, "2024-abu-dhabi", "Etihad Airways Abu Dhabi Grand Prix", "Yas Marina", "Yas Island", "Emirates", "UAE"),
)  # fmt: skip
FOUND = {
    "Monza": ["2024-italian"], "monza": ["2024-italian"], "Silverstone": ["2024-british"], "Spa": ["2024-belgian"],
    "Spa-Francorchamps": ["2024-belgian"], "spa francorchamps": ["2024-belgian"], "Span": ["2024-spanish"],
    "Imola": ["2024-emilia-romagna"], "Emilia Romagna": ["2024-emilia-romagna"], "Barcelona": ["2024-spanish"],
    "Spain": ["2024-spanish"], "Monte Carlo": ["2024-monaco"], "Monaco": ["2024-monaco"],
    "Bahrain": ["2024-bahrain"], "Great Britain": ["2024-british"], "GBR": ["2024-british"],
    "Italy": ["2024-emilia-romagna", "2024-italian"], "ita": ["2024-emilia-romagna", "2024-italian"],
    "Italian": ["2024-italian"], "Ital": ["2024-italian"], "Italian Grand Prix": ["2024-italian"],
    "Austria": ["2024-austrian", "2024-styrian"], "Red Bull Ring": ["2024-austrian", "2024-styrian"],
    "United States": ["2024-united-states"], "USA": ["2024-las-vegas", "2024-united-states"],
    "Vegas": ["2024-las-vegas"], "Sao Paulo": ["2024-sao-paulo"], "São Paulo": ["2024-sao-paulo"],
    "Brazil": ["2024-sao-paulo"], "Abu Dhabi": ["2024-abu-dhabi"], "Etihad": ["2024-abu-dhabi"],
    "2024-italian": ["2024-italian"], "2024 Italian": ["2024-italian"], "2024-ital": ["2024-italian"],
    "11": ["2024-italian"], "sr:stage:9": ["2024-british"],
    "Grand": [row[1] for row in CALENDAR[1:]],
    "Nürburgring": [], "-": [], "!": [], "%": [], "_onza": [], "' or 1": [],
}  # fmt: skip


@pytest.fixture
def connection(empty: Empty) -> Iterator[sqlite3.Connection]:
    with closing(empty()) as made:
        yield calendar(made)


def calendar(made: sqlite3.Connection) -> sqlite3.Connection:
    """The calendar as BALLDONTLIE has it; of the British event also what Sportradar calls its country."""
    made.execute("pragma foreign_keys = off")
    same(made, "season", "2023", balldontlie=2023)
    same(made, "season", "2024", balldontlie=2024)
    put(made, "balldontlie_seasons", [{"year": 2023}, {"year": 2024}])
    for number, (season, event, name, circuit, place, country, code) in enumerate(CALENDAR, 1):
        date = f"{season}-{number:02}-01T12:00:00Z" if number < 13 else f"{season}-12-{number:02}T12:00:00Z"
        put(made, "balldontlie_circuits", [{"id": number, "name": circuit}])
        put(made, "balldontlie_events", [{
            "id": number, "name": name, "season": season, "start_date": date, "circuit_id": number,
            "location": place, "country_name": country, "country_code": code,
        }])  # fmt: skip
        put(made, "balldontlie_sessions", [{"id": number, "event_id": number, "name": "Race", "date": date}])
        put(
            made,
            "balldontlie_lap_times",
            [{"id": number, "session_id": number, "driver_id": 1, "lap_number": 2}],
        )
        more = {"sportradar": "sr:stage:9"} if event == "2024-british" else {}
        same(made, "event", event, balldontlie=number, **more)
        same(made, "session", f"{event}-race", balldontlie=number)
    put(made, "sportradar_venues", [{"id": "v", "name": "Silverstone", "country": "Great Britain"}])
    put(
        made,
        "sportradar_stages",
        [{"id": "sr:stage:9", "type": "event", "venue_id": "v", "description": "British"}],
    )
    return made


@pytest.mark.parametrize("given", FOUND)
def test_a_text_finds_what_it_fits_best_and_nothing_else(connection: sqlite3.Connection, given: str) -> None:
    sql = of_part("asked_events")
    found = {event for (event,) in connection.execute(sql, {"event": given, "season": 2024})}
    assert sorted(found) == sorted(FOUND[given])
    # A query about one session takes the latest of them.
    dates = {event: place for place, (_, event, *_) in enumerate(CALENDAR)}
    expected = {f"{max(found, key=lambda event: dates[event])}-race"} if found else set()
    assert {
        row["session_id"] for row in answer(connection, "lap_times", season=2024, event=given)
    } == expected


def test_nothing_finds_nothing_and_without_a_season_all_of_them_are_found(
    connection: sqlite3.Connection,
) -> None:
    def found(**given: object) -> list[str]:
        return sorted(
            event
            for (event,) in connection.execute(
                of_part("asked_events"), {"event": None, "season": None} | given
            )
        )

    assert found() == found(event="") == []
    assert found(event="Monza") == ["2023-italian", "2024-italian"]
    assert found(event="Monza", season="2023") == ["2023-italian"]
    assert found(event="2023-italian", season=None) == ["2023-italian"]
    connection.execute("update balldontlie_events set removed_at = '2025-01-01T00:00:00Z' where id = 1")
    assert found(event="Monza") == ["2024-italian"]


@pytest.fixture(scope="module")
def m(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirror]:
    path: Path = tmp_path_factory.mktemp("calendar") / "f1.db"
    Store(path).close()
    with closing(sqlite3.connect(path)) as made:
        calendar(made).commit()
    with Mirror(path) as opened:
        yield opened


@pytest.mark.parametrize("given", FOUND)
def test_a_view_finds_the_same_and_asks_back_where_several_fit(m: Mirror, given: str) -> None:
    ids = FOUND[given]
    if len(ids) == 1:
        assert [row.event_id for row in m.events(season=2024, event=given)] == ids
        assert [row.session_id for row in m.laps(season=2024, event=given)] == [f"{ids[0]}-race"]
        return
    with pytest.raises(MirrorError) as raised:
        m.laps(season=2024, event=given)
    told = str(raised.value)
    if ids:
        shown = sorted(ids)[:8]
        more = f" and {len(ids) - 8} more" if len(ids) > 8 else ""
        assert told == f"event {given!r} could be {', '.join(shown)}{more}; give one of these."
    else:
        assert told.startswith(f"There is no event {given!r} in 2024")


def test_one_of_each_season_that_is_named(m: Mirror) -> None:
    assert [row.event_id for row in m.events(season=[2023, 2024], event="Monza")] == [
        "2023-italian", "2024-italian",
    ]  # fmt: skip
    for ask, sentence in (
        (lambda: m.laps(event="Monza"), "event 'Monza' could be 2023-italian, 2024-italian; give season= or one of these."),
        (lambda: m.laps(event="Monzza"), "There is no event 'Monzza' here; did you mean 2023-italian or 2024-italian?"),
        (lambda: m.laps(event="Silverston", season=2024),
         "There is no event 'Silverston' in 2024; did you mean 2024-british?"),
        (lambda: m.laps(event="Spa", season=2023), "There is no event 'Spa' in 2023."),
    ):  # fmt: skip
        with pytest.raises(MirrorError) as raised:
            ask()
        assert str(raised.value) == sentence
