"""`serve`: what Datasette shows of a mirror, what it refuses, and that `datasette.yml` says what the tables say."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mirror import publish, views
from mirror.places import DATASETTE_YML
from mirror.serve import datasette
from mirror.site.served import Served
from mirror.tables import PROVIDER_TABLES, WORLD_TABLES

ROOT = Path(__file__).parents[2]
Say = Callable[..., tuple[int, str, str]]


def test_datasette_yml_is_what_the_tables_say() -> None:
    assert DATASETTE_YML.read_text(encoding="utf-8") == publish.text(), (
        "python -m mirror.publish > datasette.yml"
    )


def test_every_column_of_every_table_is_described() -> None:
    tables = yaml.safe_load(publish.text())["databases"]["f1"]["tables"]
    assert {name: set(tables[name]["columns"]) for name in PROVIDER_TABLES} == {
        name: set(table.columns.keys()) for name, table in PROVIDER_TABLES.items()
    }
    asked = views.asked()
    assert {name for name in tables if "columns" in tables[name]} == {*PROVIDER_TABLES, *WORLD_TABLES, *asked}
    assert all(all(tables[name]["columns"].values()) for name in asked)
    assert all(
        facts == {"hidden": True, "allow": False}
        for name, facts in tables.items()
        if name.startswith("mirror_")
    )


def ask(path: Path, *pages: str, allow_sql: bool = False) -> list[tuple[int, Any]]:
    """Status and body (JSON where it is) of each page of the mirror at `path`, asked without a server."""

    async def asked() -> list[tuple[int, Any]]:
        shown = datasette(path, allow_sql=allow_sql)
        answers = []
        try:
            for page in pages:
                answer = await shown.client.get(page)
                is_json = answer.headers["content-type"].startswith("application/json")
                answers.append((answer.status_code, answer.json() if is_json else answer.text))
        finally:
            shown.close()
        return answers

    return asyncio.run(asked())


def test_the_file_is_f1_whatever_it_is_called(demo: Path, tmp_path: Path) -> None:
    odd = tmp_path / "2026 100%#?.db"
    shutil.copy(demo, odd)
    [(status, rows), (_, page)] = ask(odd, "/f1/balldontlie_teams.json?_shape=array", "/f1/balldontlie_teams")
    assert (status, len(rows)) == (200, 12)
    assert "The team&#39;s name." in page


def test_what_is_denied(demo: Path) -> None:
    pages = [
        "/f1/mirror_checkpoints",
        "/f1/mirror_runs.json",
        "/f1/-/query.json?sql=select+1",
        "/f1.db",
        "/_memory",
    ]
    answers = ask(demo, *pages)
    assert dict(zip(pages, [status for status, _ in answers], strict=True)) == {
        "/f1/mirror_checkpoints": 403,
        "/f1/mirror_runs.json": 403,
        "/f1/-/query.json?sql=select+1": 403,
        "/f1.db": 403,
        "/_memory": 404,
    }


def test_sql_of_ones_own_when_it_is_allowed(demo: Path) -> None:
    [one, huge] = ask(
        demo,
        "/f1/-/query.json?sql=select+1+as+one&_shape=array",
        "/f1/-/query.json?sql=select+hex(randomblob(9000000))&_shape=array",
        allow_sql=True,
    )
    assert one == (200, [{"one": 1}])
    assert huge[0] == 400


def test_no_connection_writes(demo: Path) -> None:
    shown = datasette(demo)
    database = shown.get_database("f1")
    assert isinstance(database, Served)
    with pytest.raises(Exception, match="only read here"):
        database.connect(write=True)
    shown.close()


@pytest.fixture
def served(demo: Path) -> Iterator[str]:
    child = subprocess.Popen(
        [sys.executable, "-m", "mirror", "serve", "--port", "0", "--db", str(demo)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    line = child.stdout.readline()
    assert line.startswith("Serving at http://127.0.0.1:")
    yield line.split()[2].rstrip(",")
    child.send_signal(signal.SIGINT)
    said, _ = child.communicate(timeout=30)
    assert (child.returncode, said) == (0, "")


def test_over_the_wire(served: str) -> None:
    with urllib.request.urlopen(
        f"{served}f1/balldontlie_seasons.json?_shape=array&_sort=year", timeout=30
    ) as answer:
        assert [row["year"] for row in json.load(answer)] == [2024, 2025, 2026]
    for method, path, status in (("POST", "f1/-/create", 405), ("DELETE", "", 405), ("GET", "nowhere", 404)):
        request = urllib.request.Request(
            f"{served}{path}", method=method, data=b"{}" if method == "POST" else None
        )
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=30)
        caught.value.close()
        assert (method, path, caught.value.code) == (method, path, status)


def test_a_host_that_is_not_of_this_machine_is_one_sentence(say: Say, demo: Path) -> None:
    code, out, err = say(
        "serve", "--db", demo, "--host", "192.0.2.1", "--port", "0"
    )  # kept for documentation
    assert (code, out) == (1, "")
    assert re.fullmatch(
        r"f1-mirror: 192\.0\.2\.1:0 cannot be listened on \(.+\); name another address with --host\.\n", err
    )


def test_a_port_in_use_is_one_sentence(say: Say, demo: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = (
            f"127.0.0.1:{port} cannot be listened on (Address already in use); name another port with --port."
        )
        assert say("serve", "--db", demo, "--port", str(port)) == (1, "", f"f1-mirror: {sentence}\n")
