"""The files of an export on the pages: listed, handed out as they are, and nothing beside them."""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from datasette import NotFound

from mirror.errors import FileRefused
from mirror.export import export
from mirror.site.exports import Exports
from tests.site.conftest import Ask


@pytest.fixture
def exported(mirror: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "exported"
    export(mirror, folder, "csv")
    return folder


LAPS = "balldontlie_lap_times/season=2024/part-0.csv"


def test_a_file_is_handed_out_as_it_is(mirror: Path, exported: Path, ask: Ask) -> None:
    [answer, manifest] = ask(mirror, f"/-/exports/{LAPS}", "/-/exports/manifest.json", exports=exported)
    assert answer.status == 200
    assert answer.text.encode() == (exported / LAPS).read_bytes()
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="balldontlie_lap_times-2024.csv"'
    assert answer.headers["content-length"] == str((exported / LAPS).stat().st_size)
    assert manifest.json == json.loads((exported / "manifest.json").read_text())


def test_the_pages_lead_to_the_files(mirror: Path, exported: Path, ask: Ask) -> None:
    link = f'<a href="/-/exports/{LAPS}" download>'
    size = f"{(exported / LAPS).stat().st_size / 1e3:.1f} kB"
    pages = ["/", "/-/exports", "/f1/balldontlie_lap_times", "/f1/laps"]
    [front, listed, table, other] = ask(mirror, *pages, exports=exported)
    assert f"{link}2024</a> (4 rows, {size})" in listed.text
    assert f"<p>Ready-made files: {link}2024 (4 rows, {size})</a></p>" in table.text
    assert all('<a href="/-/exports">Files to download</a>' in page.text for page in (front, table, other))
    assert '<li><a href="/-/exports">Files to download</a></li>' in front.text
    assert "Ready-made files" not in other.text


TRICKS = [
    "../f1.db", "..%2Ff1.db", "%2e%2e/f1.db", "balldontlie_lap_times/../../f1.db",
    "balldontlie_lap_times%2F..%2F..%2Ff1.db", "/etc/passwd", "%2Fetc%2Fpasswd", "..%5Cf1.db", "balldontlie_lap_times",
    "balldontlie_lap_times/", f"{LAPS}%00", "beside.txt",
]  # fmt: skip


def test_nothing_else_in_the_folder_or_beside_it_is_handed_out(
    mirror: Path, exported: Path, ask: Ask
) -> None:
    (exported / "beside.txt").write_text("not in the manifest")
    answers = ask(mirror, *(f"/-/exports/{path}" for path in TRICKS), exports=exported)
    # Datasette sends a visitor of a percent sign to its own spelling of the path, where there is nothing either.
    assert {answer.status for answer in answers} == {302, 404}
    moved = [answer.headers["location"] for answer in answers if answer.status == 302]
    assert {answer.status for answer in ask(mirror, *moved, exports=exported)} <= {302, 404}
    for path in TRICKS:
        with pytest.raises(NotFound):
            Exports(exported).found(unquote(path))


def test_a_link_out_of_the_folder_is_not_followed(mirror: Path, exported: Path) -> None:
    assert Exports(exported).found(LAPS).path == LAPS
    (exported / LAPS).unlink()
    (exported / LAPS).symlink_to(mirror)
    with pytest.raises(NotFound):
        Exports(exported).found(LAPS)


def test_a_manifest_that_names_a_file_outside_hands_out_nothing(mirror: Path, exported: Path) -> None:
    assert mirror.is_file()
    told = json.loads((exported / "manifest.json").read_text())
    told["tables"]["balldontlie_lap_times"]["files"][0]["path"] = "../f1.db"
    (exported / "manifest.json").write_text(json.dumps(told))
    with pytest.raises(NotFound):
        Exports(exported).found("../f1.db")


def test_without_an_export_there_is_no_page_and_no_link(mirror: Path, ask: Ask) -> None:
    [listed, file, table] = ask(mirror, "/-/exports", f"/-/exports/{LAPS}", "/f1/balldontlie_lap_times")
    assert (listed.status, file.status, table.status) == (404, 404, 200)
    assert "--exports" in listed.text
    assert "Files to download" not in table.text


def test_a_folder_without_an_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="holds no export; make one with"):
        Exports(tmp_path).told()


def test_a_later_export_in_its_place_is_seen_at_once(mirror: Path, exported: Path) -> None:
    exports = Exports(exported)
    assert [one.name for one in exports.files("balldontlie_lap_times")] == ["balldontlie_lap_times-2024.csv"]
    exported.rename(exported.with_name("old"))
    export(mirror, exported, "ndjson", tables=["balldontlie_lap_times"])
    assert [one.name for one in exports.files()] == ["balldontlie_lap_times-2024.ndjson"]
