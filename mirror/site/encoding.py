"""Answers as JSON: what Datasette's own renderer says, in the usual shapes in half of its time."""

import json
from collections.abc import Mapping
from itertools import chain
from typing import Any

import msgspec
from datasette import Response
from datasette.renderer import json_renderer

_SHAPES = ("objects", "array")
_WISHES = ("_extra", "_json", "_json_infinity", "_nl")  # what Datasette's own renderer knows how to do
_JSON = "application/json; charset=utf-8"


def rendered(
    request: Any,
    args: Any,
    data: dict[str, Any],
    error: str | None,
    truncated: bool | None = None,
) -> Any:
    """The rows in `data` as an answer in JSON, as Datasette renders them; numbers that JSON has not are null."""
    rows = data.get("rows")
    if error or not rows:
        return json_renderer(request, args, data, error, truncated)
    columns = data.get("columns", ())
    told = rows if isinstance(rows[0], dict) else [dict(zip(columns, row, strict=True)) for row in rows]
    shape = args.get("_shape", "objects")
    if (
        shape not in _SHAPES
        or any(wish in args for wish in _WISHES)
        or bytes in set(map(type, chain.from_iterable(row.values() for row in told)))
    ):
        # Of the rows of a query Datasette makes lists when it reads JSON in them or finds an infinity, and then fails.
        parsed = [_parsed(row, args.getlist("_json")) for row in told] if "_json" in args else told
        others = {name: args.get(name) for name in args if name != "_json"}
        return json_renderer(request, others, data | {"rows": parsed}, error, truncated)
    answer: Any = told
    if shape == "objects":
        also = {} if truncated is None else {"truncated": truncated}
        answer = {name: value for name, value in data.items() if name != "columns"}
        answer |= {"rows": told, "ok": True} | also
    return Response(msgspec.json.encode(answer), content_type=_JSON)


def _parsed(row: Mapping[str, Any], columns: list[str]) -> dict[str, Any]:
    """The row with what is JSON in those columns read."""
    found = dict(row)
    for column in columns:
        try:
            found[column] = json.loads(found[column])
        except (KeyError, TypeError, ValueError):
            continue
    return found
