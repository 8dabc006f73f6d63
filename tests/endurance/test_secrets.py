"""Keys stay in the process: their bytes are in no file, no event and no sentence, whatever happens."""

import html
import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from trial import ALL, KEYS, WORLD, Clock, ask, bodies, mirror, now

from mirror.errors import MirrorError
from mirror.sandbox import Fault, Sandbox
from mirror.store.archive import archive_path

ODD = "q7\"W<&>\\/%+'~Zk="
SHORT = "Zq9_x"
DEMO = "demo-Q7w8"


def spellings(key: str) -> set[bytes]:
    """The key as it may be written in a URL, in JSON or in HTML."""
    written = {
        key,
        quote(key, safe=""),
        quote(key),
        json.dumps(key)[1:-1],
        html.escape(key),
        key.replace("/", "\\/"),
    }
    return {text.encode() for text in written}


def told_nowhere(folder: Path, path: Path, keys: Mapping[str, str], said: list[Any]) -> None:
    """Asserts that no key is in any file of the folder, packed or not, nor in what was said."""
    secret = set().union(*(spellings(key) for key in keys.values()))
    files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    assert {"f1.db", "f1.archive.db"} <= files.keys()
    kept = bodies(path)
    assert kept
    unpacked = {f"body {number}": body for number, (_, _, body) in kept.items()}
    spoken = {"events": json.dumps(said, default=str).encode()}
    for name, content in {**files, **unpacked, **spoken}.items():
        assert [spelling for spelling in secret if spelling in content] == [], name


def run(path: Path, box: Sandbox, keys: Mapping[str, str], **more: Any) -> list[Any]:
    """Everything that a run with these keys says, its exceptions included."""
    said: list[Any] = []
    configured = {f"{provider}_api_key": key for provider, key in keys.items()}
    try:
        result = mirror(
            path, box, report=lambda event: said.append(dict(event)), configured=configured, **more
        )
        said.append(result.providers)
    except MirrorError as trouble:
        said += [str(trouble), repr(trouble), repr(trouble.__context__), repr(trouble.__cause__)]
    # A file that is being written has its log beside it: what is in there must not tell either.
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("update mirror_runs set planned = 'null'")
        connection.commit()
    return said


def echo(box: Sandbox) -> None:
    for provider in ALL:
        box.add(Fault("echo-key", provider, None, None, 3, 4))


def refuse(box: Sandbox) -> None:
    for provider in ALL:
        box.add(Fault("401", provider, None, None, 4, 3))


def echo_always(box: Sandbox) -> None:
    for endpoint in ("lap_times", "summary", "heat"):
        box.add(Fault("echo-key", None, endpoint, None, 1, -1))


TROUBLES: dict[str, Callable[[Sandbox], None]] = {
    "none": lambda box: None, "echo": echo, "401": refuse, "echo always": echo_always
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("kind", ["plain", "odd", "short"])
def test_keys_are_told_nowhere(box: Sandbox, path: Path, tmp_path: Path, kind: str, trouble: str) -> None:
    key = {"plain": KEYS["balldontlie"], "odd": ODD, "short": SHORT}[kind]
    box.switches = replace(WORLD, balldontlie_keys={key: "goat"}, sportradar_keys=(key,))
    TROUBLES[trouble](box)
    keys = {"balldontlie": key, "sportradar": key, "altsportsdata": DEMO}
    said = run(path, box, keys, clock=now())
    told_nowhere(tmp_path, path, keys, said)
    [(account,)] = ask(
        path, "select count(*) from mirror_requests where endpoint = 'account' and status = 200"
    )
    assert account == 1
    assert ask(archive_path(path), "select count(*) from responses where endpoint = 'account'") == [(0,)]


@pytest.mark.parametrize("style", ["mashery", "gateway"])
@pytest.mark.parametrize("body", ["text", "json"])
def test_keys_that_are_refused_are_told_nowhere(
    box: Sandbox, path: Path, tmp_path: Path, style: str, body: str
) -> None:
    nest = "nest" if style == "gateway" else "platform"
    box.switches = replace(
        WORLD,
        sportradar_error_style=style,  # type: ignore[arg-type] # parametrised
        unauthorized_body=body,  # type: ignore[arg-type] # parametrised
        altsportsdata_error_style=nest,  # type: ignore[arg-type] # parametrised
    )
    keys = {"balldontlie": ODD, "sportradar": "wrong-key-4711", "altsportsdata": "another-wrong-key"}
    said = run(path, box, keys, clock=Clock(now().at))
    assert [part["state"] for part in said[-1]] == ["refused"] * 3
    told_nowhere(tmp_path, path, keys, said)


def test_a_body_that_repeats_the_key_is_kept_without_it(box: Sandbox, path: Path) -> None:
    box.add(Fault("echo-key", "altsportsdata", "sports"))
    run(path, box, {"altsportsdata": DEMO}, clock=now())
    [body] = [body for status, _, body in bodies(path).values() if status == 500]
    assert body == (
        b"<html><body>The key [key] was refused for /api/v1/public/sports?api_key=[key]</body></html>"
    )
