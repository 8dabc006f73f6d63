"""Every table, view, query and link of a real demo answers; what a worker commits is on the next page."""

import asyncio
import html
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from mirror import views
from mirror.queries import QUERIES
from mirror.serve import datasette
from mirror.site.names import NARROWED, published, query_called
from mirror.store import Store
from mirror.tables import PROVIDER_TABLES
from tests.site.conftest import Answer, Ask
from tests.views.conftest import World

_LINK = re.compile(r'(?:href|src|data-spec)="(/[^"#]*)')
_SHOWN_ONCE = re.compile(
    r"[?&](_sort|_facet|_next|_search|_hide_sql|_show_hidden|_col|_nocol|_size|_labels|_shape)"
)


def test_every_table_view_and_query_is_listed_and_answers(ask: Ask, mirror: Path) -> None:
    [told, queries] = ask(mirror, "/f1.json", "/f1/-/queries.json?_size=max")
    listed = {one["name"] for one in told.json["tables"] if not one["hidden"]}
    assert listed == {*PROVIDER_TABLES, "crosswalk", "crosswalk_open"}
    named = {one["name"] for one in queries.json["queries"]}
    assert named == {published(name) for name in QUERIES}
    names = sorted(listed | named | set(views.asked()) - NARROWED.keys())
    pages = [page for name in names for page in (f"/f1/{name}", f"/f1/{name}.json?_shape=array")]
    answers = ask(mirror, *pages)
    assert {
        page: answer.status for page, answer in zip(pages, answers, strict=True) if answer.status != 200
    } == {}


def test_every_link_from_the_front_page_leads_somewhere(mirror: Path) -> None:
    """Breadth first, one of every kind: addresses that only sort or turn the page are not followed."""

    async def walked() -> dict[str, int]:
        shown = datasette(mirror)
        seen: dict[str, int] = {}
        waiting = ["/"]
        try:
            while waiting and len(seen) < 120:
                page = waiting.pop(0)
                if page in seen or _SHOWN_ONCE.search(page):
                    continue
                answer = Answer(await shown.client.get(page, follow_redirects=True))
                seen[page] = answer.status
                if answer.headers["content-type"].startswith("text/html"):
                    waiting += [html.unescape(link) for link in _LINK.findall(answer.text)]
        finally:
            shown.close()
        return seen

    seen = asyncio.run(walked())
    assert {page: status for page, status in seen.items() if status != 200} == {}
    assert {"/season/2024", "/event/2024-abu-dhabi", "/-/charts", "/f1/laps"} <= seen.keys()


def test_a_row_whose_key_has_a_null_has_a_page_and_the_table_a_next_page(mirror: Path) -> None:
    with closing(Store(mirror)) as store:
        World(store.connection).put(
            "sportradar_stage_results",
            *({"stage_id": stage, "team_id": team, "competitor_id": driver}
              for stage in ("a", "b") for team, driver in (("t", None), (None, "d"), ("t", "e"))),
        )  # fmt: skip

    async def walked() -> tuple[list[tuple[str, ...]], list[int]]:
        shown = datasette(mirror)
        address = "/f1/sportradar_stage_results"
        seen, more = [], ""
        try:
            while more is not None:
                told = (await shown.client.get(f"{address}.json?_size=2&_next={more}")).json()
                seen += [(one["stage_id"], one["team_id"], one["competitor_id"]) for one in told["rows"]]
                more = told["next"]
            links = re.findall(rf'href="({address}/[^"]+)"', (await shown.client.get(address)).text)
            return seen, [(await shown.client.get(link)).status_code for link in links]
        finally:
            shown.close()

    seen, statuses = asyncio.run(walked())
    assert seen == [
        (stage, team, driver)
        for stage in ("a", "b")
        for team, driver in (("t", None), (None, "d"), ("t", "e"))
    ]
    assert statuses == [200] * 6


def test_a_query_that_a_view_hides_has_another_name() -> None:
    assert {name: published(name) for name in ("standings", "weather", "race_trace", "verdicts")} == {
        "standings": "standings_query", "weather": "weather_query", "race_trace": "race_trace",
        "verdicts": "verdicts_query",
    }  # fmt: skip
    assert [query_called(name) for name in ("standings_query", "standings", "race_trace", "race_trace_query")] == [
        "standings", None, "race_trace", None,
    ]  # fmt: skip


def test_views_that_look_at_everything_begin_with_the_latest(ask: Ask, mirror: Path) -> None:
    answers = ask(
        mirror,
        "/f1/verdicts",
        "/f1/verdict_rows.json?_shape=array",
        "/f1/disagreements",
        "/f1/verdicts?season=2024",
    )
    assert [(answer.status, answer.headers.get("location")) for answer in answers] == [
        (302, "/f1/verdicts?event_id=2024-abu-dhabi"),
        (302, "/f1/verdict_rows.json?_shape=array&event_id=2024-abu-dhabi"),
        (302, "/f1/disagreements?season=2024"),
        (200, None),
    ]


def test_full_text_search(ask: Ask, mirror: Path) -> None:
    words = ("safety+dep", "NORRIS", "", "%22+OR+a", "norrisx")
    messages = "/f1/balldontlie_race_control_messages.json?_shape=array&_search"
    asked = [f"/f1/search.json?_shape=array&q={one}" for one in words]
    asked += [f"{messages}=nonsense", f"{messages}=safety"]
    message, driver, nothing, syntax, none, table, found = (answer.json for answer in ask(mirror, *asked))
    assert message == [
        {
            "kind": "message", "title": "SAFETY CAR DEPLOYED <b>",
            "detail": "Etihad Airways Abu Dhabi Grand Prix 2024: Race", "driver_id": None, "event_id": "2024-abu-dhabi",
            "session_id": "2024-abu-dhabi-race", "lap_number": 2, "date": "2024-12-08T13:10:00.000Z",
        }
    ]  # fmt: skip
    assert driver == [
        {
            "kind": "driver", "title": "Lando Norris", "detail": "Britain", "driver_id": "lando-norris", "event_id": None,
            "session_id": None, "lap_number": None, "date": None,
        }
    ]  # fmt: skip
    assert (nothing, syntax, none, table) == ([], [], [], [])
    assert [row["id"] for row in found] == [7]


def test_what_is_committed_is_on_the_next_page(mirror: Path) -> None:
    """A writer and readers at once: counts, rows and the front page are those of the moment, and nobody is locked out."""

    async def watched(store: Store) -> list[tuple[int, bool]]:
        shown = datasette(mirror)
        seen = []
        try:
            for number in range(100, 103):
                with store.transaction():
                    store.connection.execute(
                        "insert into balldontlie_lap_times (id, session_id, driver_id, lap_number, lap_time_ms)"
                        " values (?, 1770, 4, ?, 90000)",
                        (number, number),
                    )
                    before = Answer(await shown.client.get("/f1/laps.json?_shape=array")).json
                after = Answer(await shown.client.get("/f1/laps.json?_shape=array")).json
                front = Answer(await shown.client.get("/")).lines
                row = next(line for line in front if line.startswith("lap_times |"))
                seen.append((len(after) - len(before), row.startswith(f"lap_times | {len(after)} |")))
        finally:
            shown.close()
        return seen

    with closing(Store(mirror)) as store:
        store.connection.execute("pragma foreign_keys = off")
        assert asyncio.run(watched(store)) == [(1, True)] * 3


def test_another_mirror_put_into_the_file_is_on_the_next_page(mirror: Path, tmp_path: Path) -> None:
    """The way `snapshot install` replaces a file that is served: a backup into it."""
    with closing(Store(tmp_path / "other.db")):
        pass

    async def watched() -> list[list[str]]:
        shown = datasette(mirror)
        try:
            first = Answer(await shown.client.get("/")).lines
            with (
                closing(sqlite3.connect(tmp_path / "other.db")) as source,
                closing(sqlite3.connect(mirror)) as target,
            ):
                source.backup(target)
            return [first, Answer(await shown.client.get("/")).lines]
        finally:
            shown.close()

    first, second = asyncio.run(watched())
    assert "1 event, 3 sessions" in first
    assert "No season has been mirrored yet: run f1-mirror sync." in second


def test_a_snapshot_on_a_read_only_disk(ask: Ask, mirror: Path, tmp_path: Path) -> None:
    from mirror.snapshot.create import chosen, create  # noqa: PLC0415 - this test alone makes one

    create(mirror, tmp_path / "made", chosen(["all"]), clock=lambda: 1_733_700_000.0)
    folder = tmp_path / "made"
    folder.chmod(0o500)
    try:
        [front, laps, search] = ask(
            folder / "f1.db", "/", "/f1/laps.json?_shape=array", "/f1/search.json?_shape=array&q=norris"
        )
        assert sorted(path.name for path in folder.iterdir()) == ["f1.db", "manifest.json"]
    finally:
        folder.chmod(0o700)
    assert front.lines[1].endswith("This is a snapshot as of 2024-12-08 23:00 UTC.")
    assert len(laps.json) == 4
    assert [row["title"] for row in search.json] == ["Lando Norris"]
