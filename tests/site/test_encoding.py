"""JSON as Datasette's own renderer writes it, and which connection a statement gets."""

import asyncio
import json
import sqlite3
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette import Request
from datasette.renderer import json_renderer
from datasette.utils import MultiParams

from mirror.serve import datasette
from mirror.site.encoding import rendered
from mirror.site.served import served

COLUMNS = ["name", "n", "x"]
ROWS = [('Pérez "Checo" </script>', 9_007_199_254_740_993, 0.1), (None, -1, None), ("\u2028[1]", 0, 1e300)]
WISHES = [{}, {"_nl": "on"}, {"_json": "x"}, {"_json_infinity": "1"}, {"_extra": "columns"}]


@pytest.mark.parametrize("wish", WISHES, ids=str)
@pytest.mark.parametrize("shape", ["objects", "array", "arrays", "arrayfirst", "object", "odd"])
@pytest.mark.parametrize("rows", [ROWS, [], [(b"\x00\xff", 1, 2)]], ids=["rows", "none", "bytes"])
def test_json_says_what_datasettes_own_says(rows: list[Any], shape: str, wish: dict[str, str]) -> None:
    answers = []
    for how in (rendered, json_renderer):
        # Datasette itself fails where it has made lists of rows; of a table they are dicts.
        wished = [_row(row) for row in rows] if how is rendered else [dict(_row(row)) for row in rows]
        data = {"ok": True, "rows": wished, "columns": list(COLUMNS), "next": None}
        args = MultiParams(
            {
                name: [value]
                for name, value in {"_shape": shape, **wish}.items()
                if how is rendered or name != "_json"
            }
        )
        answers.append(how(Request.fake(f"/x.json?{urlencode(wish)}"), args, data, None, False))
    ours, theirs = answers
    assert (ours.status, ours.content_type) == (theirs.status, theirs.content_type)
    assert _read(ours.body) == _read(theirs.body)


@pytest.mark.parametrize(("shape", "told"), [
    ("array", [{"name": "a", "n": 1, "x": None}]), ("arrays", [["a", 1, None]]), ("arrayfirst", ["a"]),
])  # fmt: skip
def test_an_infinity_is_null_in_every_shape(shape: str, told: list[Any]) -> None:
    data = {"ok": True, "rows": [_row(("a", 1, float("inf")))], "columns": list(COLUMNS)}
    answer = _read(rendered(Request.fake("/"), MultiParams({"_shape": [shape]}), data, None, False).body)
    assert (answer["rows"] if shape == "arrays" else answer) == told


@pytest.mark.parametrize("shape", ["array", "arrays"])
def test_columns_of_json_are_read_in_every_shape(shape: str) -> None:
    data = {"ok": True, "rows": [_row(('[1, {"a": null}]', 1, "no [json"))], "columns": list(COLUMNS)}
    args = MultiParams({"_shape": [shape], "_json": ["name", "x", "other"]})
    answer = _read(rendered(Request.fake("/"), args, data, None, False).body)
    told = answer["rows"][0] if shape == "arrays" else list(answer[0].values())
    assert told == [[1, {"a": None}], 1, "no [json"]


def _read(body: str | bytes) -> Any:
    text = body if isinstance(body, str) else body.decode()
    try:
        return json.loads(text)
    except json.JSONDecodeError:  # a row a line
        return [json.loads(line) for line in text.splitlines()]


def _row(values: tuple[Any, ...]) -> sqlite3.Row:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    row: sqlite3.Row = connection.execute("select ? as name, ? as n, ? as x", values).fetchone()
    connection.close()
    return row


def test_a_statement_gets_the_connection_that_was_given_back_last(mirror: Path) -> None:
    together = threading.Barrier(3, timeout=10)

    def at_once(connection: sqlite3.Connection) -> int:
        together.wait()
        return id(connection)

    async def all_of_them() -> tuple[set[int], set[int]]:
        shown = datasette(mirror)
        try:
            database = served(shown)
            assert database is not None
            three = set(await asyncio.gather(*(database.execute_fn(at_once) for _ in range(3))))
            return three, {await database.execute_fn(id) for _ in range(12)}
        finally:
            shown.close()

    three, alone = asyncio.run(all_of_them())
    assert (len(three), len(alone)) == (3, 1)
    assert alone < three
