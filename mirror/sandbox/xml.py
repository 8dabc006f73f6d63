"""XML of a Sportradar payload, by the rules that tie its two formats together (sportradar 2)."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

NAMESPACES = {
    "2019": "http://schemas.sportradar.com/sportsapi/v1/formula1",
    "2025": "http://schemas.sportradar.com/sportsapi/formula1/v2",
}
# Lists whose container the root element itself replaces.
_BARE = {"seasons": "stages", "schedule": "stages", "deleted_stages": "stages", "merge_mappings": "mappings"}


def to_xml(root: str, payload: Mapping[str, Any], namespace: str) -> bytes:
    """A document whose attributes are the scalars, whose containers are the lists of a JSON payload."""
    fields = {name: value for name, value in payload.items() if name != "schema"}
    bare = _BARE.get(root)
    parts = [f"<{root} xmlns={quoteattr(namespace)}{_attributes(fields)}>"]
    for name, value in fields.items():
        if name == bare:
            parts += [_element(name.removesuffix("s"), item) for item in value]
        elif isinstance(value, list | Mapping):
            parts.append(_node(name, value))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(parts) + f"</{root}>").encode()


def _node(name: str, value: Any) -> str:
    if isinstance(value, list):
        return f"<{name}>" + "".join(_element(name.removesuffix("s"), item) for item in value) + f"</{name}>"
    return _element(name, value)


def _element(name: str, fields: Mapping[str, Any]) -> str:
    inside = "".join(_node(key, value) for key, value in fields.items() if isinstance(value, list | Mapping))
    head = f"<{name}{_attributes(fields)}"
    return f"{head}>{inside}</{name}>" if inside else f"{head}/>"


def _attributes(fields: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}={quoteattr(_text(value))}"
        for name, value in fields.items()
        if not isinstance(value, list | Mapping)
    )


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
