"""The rules of the house: imports run one way, what ships is there, and no secret or private place is written down."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

from mirror import places, providers
from mirror.settings import Settings

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "mirror"

# Who may import whom: a room imports the rooms before it in this list, and its own.
STOREYS = [
    {"errors", "places", "disk", "instants", "listing", "durations", "clock", "child"},
    {"identity"},
    {"queries"},
    {"tables"},
    {"patience"},
    {"wire"},
    {"http"},
    {"catalogue"},
    {"shaping"},
    {"providers"},
    {"settings", "selection", "freshness", "views", "search", "crosswalk", "seasons"},
    {"store"},
    {"walk", "budget"},
    {"plan", "past"},
    {"run"},
    {"rebuild"},
    {"snapshot"},
    {"export"},
    {"reading"},
    {"charts"},
    {"status"},
    {"site"},
    {"publish"},
    {"serve", "sandbox", "worker", "doctor"},
    {"cli"},
    {"__main__"},
]
TEXTS = sorted(
    path
    for pattern in (
        "*.md",
        "docs/*.md",
        "*.toml",
        "*.lock",
        "*.yml",
        ".ci/run",
        "mirror/**/*.py",
        "sql/**/*.sql",
        "sql/**/*.json",
        "mirror/**/*.html",
        "mirror/**/*.js",
        "mirror/**/*.css",
        "tests/**/*.py",
    )
    for path in ROOT.glob(pattern)
)


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The rooms that a file imports when it is loaded."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            parts = node.module.split(".")
            if parts[0] == "mirror":
                found |= {parts[1]} if len(parts) > 1 else {name.name for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("mirror.")}
    return found


def test_every_room_has_its_storey() -> None:
    rooms = {room(path) for path in PACKAGE.rglob("*.py")} - {"__init__"}
    assert rooms == {name for storey in STOREYS for name in storey}


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
def test_imports_run_one_way(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        return
    height = next(number for number, storey in enumerate(STOREYS) if room(path) in storey)
    allowed = {name for storey in STOREYS[: height + 1] for name in storey}
    assert imported(path) <= allowed


def test_http_and_store_do_not_know_each_other() -> None:
    # The archive keeps requests and answers, which are plain values; it never sends.
    assert "store" not in imported(PACKAGE / "http.py")
    for path in (PACKAGE / "store").glob("*.py"):
        names = re.findall(r"^from mirror\.http import (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert {name for line in names for name in line.split(", ")} <= {"Request", "Response"}


def test_the_sandbox_and_the_mirror_share_no_code() -> None:
    shared = {name for path in (PACKAGE / "sandbox").rglob("*.py") for name in imported(path)}
    assert shared <= {"places", "sandbox"}


@pytest.mark.parametrize("provider", providers.PROVIDERS.values(), ids=lambda provider: provider.name)
def test_every_file_of_sql_that_the_catalogue_names_is_there_and_no_other(
    provider: providers.Provider,
) -> None:
    named = {endpoint.each for endpoint in provider.endpoints}
    assert {path.stem for path in (places.SQL / "each" / provider.name).glob("*.sql")} == named


def test_what_ships_is_in_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {
        "sql": "mirror/sql",
        "fixtures": "mirror/fixtures",
        "datasette.yml": "mirror/datasette.yml",
    }
    assert all((ROOT / name).exists() for name in included)


def test_every_dependency_is_pinned_in_the_lock_and_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    wanted = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    lock = [
        line
        for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
        if line[0] != "#"
    ]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+", line) for line in lock)
    pinned = {line.split("==")[0] for line in lock}
    assert {re.split(r"[=<>[]", one)[0].lower() for one in wanted} <= pinned
    assert all(re.search(rf'"{re.escape(one)}", +# \S', text) for one in wanted)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_private_place_and_no_registry_is_written_down(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    private = [
        r"/ro" + r"ot/",
        r"/wo" + r"rk/",
        r"/tm" + r"p/\w",
        r"/ho" + r"me/\w",
        "py" + r"pi\.org",
        "pythonho" + "sted",
    ]
    assert [pattern for pattern in private if re.search(pattern, text)] == []


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in readme] == []


def test_fixtures_are_json_or_xml_that_hold_no_key() -> None:
    for path in sorted(places.FIXTURES.rglob("*.json")):
        text = path.read_text(encoding="utf-8")
        json.loads(text)
        assert not re.search(r"api[_-]?key", text, re.IGNORECASE), path.name
