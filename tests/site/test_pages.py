"""What the pages say, whole, of a mirror that was put together by hand."""

import re
from contextlib import closing
from pathlib import Path

from mirror.store import Store
from tests.site.conftest import Ask
from tests.views.conftest import World

COVERAGE = [
    "Coverage",
    "What the mirror holds of it",
    "What | Rows | Coverage",
    "Results | 2 | never asked",
    "Qualifying | 0 | quarantined",
    "Laps | 4 | complete",
    "Positions by lap | 0 | never asked",
    "Tyre stints | 0 | partial",
    "Pit stops | 0 | not entitled",
    "Race control | 1 | never asked",
    "Track status | 0 | never asked",
    "Weather | 0 | not published",
    "Probabilities | 0 | nothing to ask for yet",
]


def test_the_front_page(ask: Ask, mirror: Path) -> None:
    [page] = ask(mirror, "/")
    lines = page.lines
    assert lines[:7] == [
        "f1-mirror",
        "What three Formula 1 data providers say, in one SQLite file. Last refreshed at 2024-12-08 23:00 UTC.",
        "Search drivers, events and race control",
        "Search",
        "Seasons",
        "2024",
        "1 event, 3 sessions",
    ]
    assert lines[7] == "Latest race: Etihad Airways Abu Dhabi Grand Prix 2024"
    held = lines.index("What the mirror holds")
    assert lines[held : held + 6] == [
        "What the mirror holds",
        "BALLDONTLIE",
        "1 request in the last 30 days; 5 of 5 left in the minute.",
        "19 endpoints, 17 rows, 36 scopes not complete",
        "BALLDONTLIE",
        "Endpoint | Rows | Coverage | Last asked with success | Next due",
    ]
    assert [line for line in lines if line.startswith(("qualifying", "pit_stops", "tire", "session_weather", "lap_t"))] == [
        "qualifying_results | 0 | 1 never asked, 1 quarantined | - | -",
        "pit_stops | 0 | 2 never asked, 1 not entitled | - | -",
        "session_weather | 0 | 2 never asked, 1 not published | - | -",
        "tire_stints | 0 | 1 partial, 2 never asked | - | -",
        "lap_times | 4 | 1 complete, 2 never asked | 2024-12-08 23:00 UTC | -",
    ]  # fmt: skip
    assert lines[lines.index("Does it add up?") :] == [
        "Does it add up?",
        "The referee looks at every session: all verdicts.",
        "Verdicts",
        "Check | Sessions that pass | That fail | Not checked",
        "lap_positions_once | 0 | 0 | 1",
        "laps_contiguous | 1 | 0 | 2",
        "positions_once | 1 | 0 | 2",
        "providers_agree | 0 | 0 | 3",
        "sectors_add_up | 0 | 0 | 3",
        "stints_tile | 0 | 0 | 3",
        "stops_match_stints | 0 | 0 | 1",
        "weekend_points_add_up | 0 | 0 | 1",
    ]


def test_a_season_that_a_lone_event_names_does_not_lead(ask: Ask, mirror: Path) -> None:
    with closing(Store(mirror)) as store:
        world = World(store.connection)
        world.put("balldontlie_seasons", {"year": 2026}, {"year": 2023})
        world.put("balldontlie_events", {"id": 999, "name": "Testing", "season": 2026})
        world.same("event", "2026-testing", balldontlie="999")
        world.same("season", "2026", balldontlie="2026")
    [front, trace, season] = ask(mirror, "/", "/f1/race_trace", "/season/2026")
    assert front.lines[5:9] == ["2024", "1 event, 3 sessions", "2026", "1 event, named only"]
    seasons = re.findall(r'<option value="(\d{4})">([^<]+)', trace.text)
    assert seasons == [("2024", "2024"), ("2026", "2026 (named only)"), ("2023", "2023 (named only)")]
    assert season.lines[:4] == [
        "Season 2026",
        "Events",
        "Event | Round | Circuit | Country | Starts (UTC) | Winner | Status",
        "Testing | 1 | - | - | - | - | -",
    ]


def test_the_front_page_shows_the_latest_race_that_can_be_drawn(ask: Ask, mirror: Path) -> None:
    with closing(Store(mirror)) as store:
        world = World(store.connection)
        world.put(
            "balldontlie_events",
            {"id": 999, "name": "Next Grand Prix", "season": 2024, "start_date": "2024-12-13"},
        )
        world.put(
            "balldontlie_sessions",
            {"id": 1999, "event_id": 999, "type": "Race", "name": "Race", "date": "2024-12-15T13:00:00.000Z"},
        )
        world.put("balldontlie_session_results", {"id": 9, "session_id": 1999, "driver_id": 4, "position": 1})
        world.same("event", "2024-next", balldontlie="999")
        world.same("session", "2024-next-race", balldontlie="1999")
    [front] = ask(mirror, "/")
    assert [line for line in front.lines if line.startswith("Latest")] == [
        "Latest race: Next Grand Prix 2024",
        "Latest race with laps: Etihad Airways Abu Dhabi Grand Prix 2024",
    ]
    assert re.findall(r'data-spec="([^"]+)', front.text) == [
        "/-/charts/race_trace.json?session=2024-abu-dhabi-race"
    ]


def test_a_chart_with_nothing_to_draw_is_a_sentence(ask: Ask, mirror: Path) -> None:
    [session, event, chart] = ask(
        mirror, "/session/1770", "/event/354", "/-/charts/weather?session=2024-abu-dhabi-race"
    )
    for page in (session, event):
        assert [line for line in page.lines if "nothing to draw" in line] == [
            "Tyre stints: there is nothing to draw (tyre stints: partial).",
            "Pit loss: there is nothing to draw (pit stops: not entitled).",
            *(["Weather: there is nothing to draw (weather: not published)."] * (page is session)),
        ]
        drawn = re.findall(r'data-spec="/-/charts/(\w+)', page.text)
        assert drawn == [
            "race_trace",
            "position_chart",
            "lap_times",
            *(["qualifying_gaps"] * (page is event)),
        ]
    assert re.findall(r'<li><a href="/-/charts/(\w+)', event.text) == drawn
    assert "<figure" not in chart.text


def test_what_nobody_has_named_yet_goes_by_its_id(ask: Ask, mirror: Path) -> None:
    with closing(Store(mirror)) as store:
        for table, names in (
            ("drivers", ("display_name", "first_name", "last_name")), ("events", ("name",)), ("sessions", ("name",)),
            ("teams", ("name",)),
        ):  # fmt: skip
            nothing = ", ".join(f"{name} = null" for name in names)
            store.connection.execute(f"update balldontlie_{table} set {nothing}")
    [front, event, session, driver, chart, rows] = ask(
        mirror, "/", "/event/354", "/session/1770", "/driver/4", "/-/charts/race_trace", "/f1/balldontlie_sessions"
    )  # fmt: skip
    assert "Latest race: 2024-abu-dhabi 2024" in front.lines
    assert event.lines[0] == "2024-abu-dhabi 2024"
    assert "2024-abu-dhabi-race | race | 2024-12-08 13:00 UTC | - | final" in event.lines
    assert session.lines[0] == "2024-abu-dhabi 2024: 2024-abu-dhabi-race"
    assert "lando-norris | mclaren | 1 | 3 | 0 | balldontlie" in session.lines
    assert driver.lines[0] == "lando-norris"
    assert not any(">None" in page.text for page in (front, event, session, driver, chart, rows))


def test_an_empty_mirror_says_so(ask: Ask, tmp_path: Path) -> None:
    with closing(Store(tmp_path / "f1.db")):
        pass
    [front, laps, trace, search] = ask(
        tmp_path / "f1.db", "/", "/f1/laps", "/f1/race_trace", "/f1/search.json?q=norris&_shape=array"
    )
    assert front.lines[1:4] == [
        "What three Formula 1 data providers say, in one SQLite file. It has not been filled yet.",
        "Search drivers, events and race control",
        "Search",
    ]
    assert "No season has been mirrored yet: run f1-mirror sync." in front.lines
    assert "known: 2 of 2 never asked (balldontlie seasons, sportradar seasons)." in laps.text
    assert re.search(r"known: (\d) of \1 never asked \(balldontlie drivers, balldontlie teams,", trace.text)
    assert search.json == []


def test_a_season(ask: Ask, mirror: Path) -> None:
    [page] = ask(mirror, "/season/2024")
    assert page.lines[:4] == [
        "Season 2024",
        "Events",
        "Event | Round | Circuit | Country | Starts (UTC) | Winner | Status",
        (
            "Etihad Airways Abu Dhabi Grand Prix | 1 | Yas Marina Circuit | United Arab Emirates | 2024-12-06 09:30 UTC"
            " | Lando Norris | final"
        ),
    ]
    assert page.lines[5:7] == ["No standings of drivers.", "No standings of teams."]


def test_an_event(ask: Ask, mirror: Path) -> None:
    [page] = ask(mirror, "/event/2024-abu-dhabi")
    assert page.lines[:7] == [
        "Etihad Airways Abu Dhabi Grand Prix 2024",
        "round 1, Yas Marina Circuit, Yas Island, United Arab Emirates, 2024-12-06 09:30 UTC, final",
        "Sessions",
        "Session | Type | Starts | At the track | Status",
        "FP1 | practice | 2024-12-06 09:30 UTC | - | final",
        "Qual | qualifying | 2024-12-07 14:00 UTC | - | final",
        "Race | race | 2024-12-08 13:00 UTC | - | final",
    ]
    assert page.lines[-len(COVERAGE) :] == COVERAGE


def test_a_session_by_any_of_its_ids(ask: Ask, mirror: Path) -> None:
    [page, by_provider] = ask(mirror, "/session/2024-abu-dhabi-race", "/session/1770")
    lines = page.lines
    assert by_provider.lines == lines
    assert lines[:6] == [
        "Etihad Airways Abu Dhabi Grand Prix 2024: Race",
        "race, 2024-12-08 13:00 UTC, final, balldontlie",
        "Result",
        "Driver | Team | Position | Laps | Laps down | From",
        "Lando Norris | McLaren | 1 | 3 | 0 | balldontlie",
        "Max Verstappen | Red Bull | 2 | 3 | 0 | balldontlie",
    ]
    end = lines.index("Does it add up?")
    assert lines[end - len(COVERAGE) : end] == COVERAGE
    assert lines[end:] == [
        "Does it add up?",
        "Verdicts",
        "Check | Verdict | Rows that fail | Detail",
        "lap_positions_once | not checked | 0 | no positions of this session are here",
        "laps_contiguous | ok | 0 | -",
        "positions_once | ok | 0 | -",
        "providers_agree | not checked | 0 | fewer than two providers have a result of this session here",
        "sectors_add_up | not checked | 0 | no sectors of this session are here",
        "stints_tile | not checked | 0 | no stints of this session are here",
        "stops_match_stints | not checked | 0 | stints and stops of this session are not both here",
        "weekend_points_add_up | not checked | 0 | no provider here gives points per race and per weekend",
    ]


def test_a_driver(ask: Ask, mirror: Path) -> None:
    [page] = ask(mirror, "/driver/lando-norris")
    assert page.lines == [
        "Lando Norris",
        "number 4, Britain",
        "No standings.",
        "Races and sprints",
        "Event | Season | Session | Team | Grid | Position | Points | Status",
        "Etihad Airways Abu Dhabi Grand Prix | 2024 | Race | McLaren | - | 1 | - | -",
        "Known as",
        "In the providers",
        "Provider | Id | Matched by | Confidence",
        "balldontlie | 4 | test | 1.0",
    ]


def test_what_is_not_there_names_the_nearest(ask: Ask, mirror: Path) -> None:
    pages = ("/driver/lando-noris", "/event/abu-dhabi", "/session/x", "/season/1999", "/-/charts/race_trac")
    answers = ask(mirror, *pages)
    assert [answer.status for answer in answers] == [404] * 5
    for answer, sentence in zip(
        answers,
        (
            "The mirror has no driver &#39;lando-noris&#39;; the nearest are lando-norris.",
            "The mirror has no event &#39;abu-dhabi&#39;; the nearest are 2024-abu-dhabi.",
            "The mirror has no session &#39;x&#39;.",
            "The mirror has no season &#39;1999&#39;.",
            "There is no chart &#39;race_trac&#39;",
        ),
        strict=True,
    ):
        assert sentence in answer.text


def test_the_clock_at_the_track_where_the_zone_is_known(ask: Ask, mirror: Path) -> None:
    with closing(Store(mirror)) as store:
        store.connection.execute("pragma foreign_keys = off")
        store.connection.execute(
            "insert into sportradar_venues (id, name, timezone) values ('sr:venue:9', 'Yas Marina', 'Asia/Dubai')"
        )
        store.connection.execute(
            "insert into crosswalk (kind, canonical_id, provider, provider_id, method, confidence, evidence)"
            " values ('circuit', 'yas-marina-circuit', 'sportradar', 'sr:venue:9', 'test', 1.0, '{}')"
        )
    [event, session] = ask(mirror, "/event/2024-abu-dhabi", "/session/1770")
    assert event.lines[6] == "Race | race | 2024-12-08 13:00 UTC | 2024-12-08 17:00 +04 | final"
    assert (
        session.lines[1]
        == "race, 2024-12-08 13:00 UTC, final, balldontlie (2024-12-08 17:00 +04 at the track)"
    )


def test_from_the_front_page_to_the_race_trace_in_three_clicks(ask: Ask, mirror: Path) -> None:
    [front, event, trace] = ask(
        mirror, "/", "/event/2024-abu-dhabi", "/-/charts/race_trace?session=2024-abu-dhabi-race"
    )
    assert 'href="/event/2024-abu-dhabi"' in front.text
    assert 'href="/-/charts/race_trace?session=2024-abu-dhabi-race"' in event.text
    assert trace.lines[0] == "Race trace: 2024-abu-dhabi-race"
