"""What goes in and out of a provider: a request that was parsed, a reply that is complete."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One request: the decoded path, the query in its order, header names in lower case."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]

    def one(self, name: str) -> str | None:
        """The last value of a query parameter."""
        return next((value for key, value in reversed(self.query) if key == name), None)

    def many(self, name: str) -> list[str]:
        """All values of a query parameter."""
        return [value for key, value in self.query if key == name]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: status, body and the headers besides length and connection."""

    status: int
    body: bytes
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


def as_json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """A compact JSON reply."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, headers=headers or {})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: `key` as it was sent, `label` as it may be shown, `tier` None when the key is not known."""

    key: str
    label: str
    tier: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as the server saw it: `at` in monotonic seconds, `bytes` of the body sent, never a secret key."""

    at: float
    provider: str
    endpoint: str
    path: str
    query: list[tuple[str, str]]
    key: str
    status: int
    bytes: int
