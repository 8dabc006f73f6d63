"""Why an id stands for what it stands for, in words."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

_OTHERS = """
select provider, provider_id, method, confidence, evidence from crosswalk
where kind = ? and canonical_id = ? and not (provider = ? and provider_id = ?) order by provider, provider_id
"""
_OPEN = "select * from crosswalk_open"
_SHORTLY = {
    "alone": "no other provider has it, as far as the mirror knows",
    "anchor": "the others were compared with it",
    "merged": "the provider merged this id into another",
    "reallocated": "the provider gave it another id",
    "override": "the file of overrides says so",
}


def explain(
    connection: sqlite3.Connection, kind: str, provider: str, provider_id: str
) -> dict[str, Any] | None:
    """All that the crosswalk knows of one id: its row with the evidence, the `others` of the same thing, what is `open`.

    Returns None when the crosswalk has no such id. Confidence is 0 to 1.
    """
    own = "kind = ? and provider = ? and provider_id = ?"
    key = (kind, provider, provider_id)
    row = next(iter(_all(connection, f"select * from crosswalk where {own}", key)), None)
    if row is None:
        return None
    others = _all(connection, _OTHERS, (kind, row["canonical_id"], provider, provider_id))
    return {**row, "others": others, "open": _all(connection, f"{_OPEN} where {own} order by reason", key)}


def unresolved(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Everything that is not settled: kind, provider, provider_id, reason, candidates (canonical ids)."""
    return _all(connection, f"{_OPEN} order by kind, provider, provider_id, reason", ())


def sentences(told: Mapping[str, Any]) -> list[str]:
    """What `explain` found, in sentences."""
    lines = [f"The {told['kind']} {_named(told)} is {told['canonical_id']}: {_why(told)}."]
    if told["evidence"].get("former_names"):
        lines.append(f"It was called {', then '.join(told['evidence']['former_names'])}.")
    if told["valid_from"] or told["valid_to"]:
        lines.append(f"Its id is known from {told['valid_from'] or 'no day'} to {told['valid_to'] or 'now'}.")
    lines += [f"So is {_named(other)}: {_why(other)}." for other in told["others"]]
    lines += [f"Open: {open_sentence(one)}" for one in told["open"]]
    return lines


def open_sentence(one: Mapping[str, Any]) -> str:
    """Why an id is not settled, with what it may be."""
    may_be = f" It may be {' or '.join(one['candidates'])}." if one["candidates"] else ""
    return f"{one['reason']}{may_be}"


def _named(row: Mapping[str, Any]) -> str:
    name = row["evidence"].get("name")
    return f"{row['provider']} {row['provider_id']}" + (f" ({name})" if name else "")


def _why(row: Mapping[str, Any]) -> str:
    if row["method"] in _SHORTLY:
        onward = f", {row['evidence']['now']}" if "now" in row["evidence"] else ""
        return f"{_SHORTLY[row['method']]}{onward}"
    told = [
        text for name, value in row["evidence"].items() if (text := _evidence(name, value, row["evidence"]))
    ]
    return f"{', '.join(told)} (confidence {row['confidence']:g})"


def _evidence(name: str, value: Any, evidence: Mapping[str, Any]) -> str | None:
    """One piece of evidence in words; None for what is told with another."""
    if isinstance(value, bool):
        words = {
            "country": "country", "born": "date of birth", "code": "three letters", "standings": "place in the standings"
        }  # fmt: skip
        return f"{'the same' if value else 'another'} {words[name]}" if name in words else None
    match name:
        case "names":
            return f"{value[0]!r} is {value[1]!r}"
        case "sessions":
            return f"the same place in {evidence['same_place']} of {value} sessions"
        case "drives":
            return f"the same drivers in {value} drives"
        case "days_apart":
            return "on the same days" if value == 0 else f"{value} days apart"
        case "hours_apart":
            return "at the same time" if value == 0 else f"{value:g} hours apart"
        case "places":
            return f"both at {' and '.join(value)}"
        case "year":
            return f"both {value}"
        case _:
            return None


def _all(connection: sqlite3.Connection, sql: str, values: tuple[str, ...]) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    return [
        {
            name: json.loads(value) if name in ("evidence", "candidates") else value
            for name, value in row.items()
        }
        for row in rows
    ]
