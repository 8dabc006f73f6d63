"""Faults: what goes wrong on the way, put in front of whatever the provider would have said."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mirror.sandbox.messages import Reply, Request, Visitor, as_json

KINDS = (
    "500", "503-html", "200-html", "cut-json", "short-json", "reset", "timeout", "slow", "429", "429-body", "403-qps",
    "403-quota", "403-html", "401", "404", "400", "304", "empty", "no-data", "echo-key", "wrong-type",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    It hits requests of `provider` and `endpoint` whose path and query contain `match` (None matches everything), from
    the `nth` such request after it was added, `times` times (-1 is always). `seconds` is how long "slow" waits,
    `retry_after` what a 429 asks for. Raises ValueError for an unknown kind.
    """

    kind: str
    provider: str | None = None
    endpoint: str | None = None
    match: str | None = None
    nth: int = 1
    times: int = 1
    seconds: float = 1.0
    retry_after: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            near = difflib.get_close_matches(self.kind, KINDS, n=1)
            also = f" (did you mean {near[0]}?)" if near else ""
            raise ValueError(f"there is no fault {self.kind!r}; the kinds are {', '.join(KINDS)}{also}")

    @classmethod
    def from_json(cls, given: Any) -> "Fault":
        """A fault from a JSON object. Raises ValueError with one sentence."""
        if not isinstance(given, Mapping) or "kind" not in given:
            raise ValueError("a fault is a JSON object with a kind")
        unknown = sorted(set(given) - set(cls.__dataclass_fields__))
        if unknown:
            names = ", ".join(cls.__dataclass_fields__)
            raise ValueError(f"a fault has no {unknown[0]!r}; the names are {names}")
        return cls(**given)


class Faults:
    """The faults in force, each with the number of requests it has matched so far."""

    def __init__(self) -> None:
        self._counted: list[list[Any]] = []

    def add(self, fault: Fault) -> None:
        self._counted.append([fault, 0])

    def clear(self) -> None:
        self._counted.clear()

    @property
    def in_force(self) -> list[Fault]:
        """All of them, in the order they were put in force."""
        return [counted[0] for counted in self._counted]

    def strike(self, provider: str, endpoint: str, target: str) -> Fault | None:
        """Count a request with every fault it matches and return the first one that hits it."""
        hit: Fault | None = None
        for counted in self._counted:
            fault: Fault = counted[0]
            if fault.provider not in (None, provider) or fault.endpoint not in (None, endpoint):
                continue
            if fault.match is not None and fault.match not in target:
                continue
            counted[1] += 1
            due = counted[1] >= fault.nth and (fault.times < 0 or counted[1] < fault.nth + fault.times)
            if due and hit is None:
                hit = fault
        return hit


_HTML = "text/html; charset=utf-8"


def spoil(fault: Fault, reply: Reply, request: Request, visitor: Visitor, unix: float) -> Reply:
    """The reply a fault makes of a good one; faults of the wire (reset, timeout, slow, cut-json) change nothing."""
    match fault.kind:
        case "500":
            return as_json({"error": "Internal Server Error"}, 500)
        case "503-html":
            return Reply(503, b"<html><body><h1>503 Service Unavailable</h1></body></html>", _HTML)
        case "200-html":
            return Reply(200, b"<!DOCTYPE html><html><body>We will be back soon</body></html>", _HTML)
        case "short-json":
            return Reply(200, reply.body[: max(1, len(reply.body) // 2)], reply.content_type)
        case "429":
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return as_json({"error": "Too Many Requests"}, 429, headers)
        case "429-body":
            at = int(unix) + (60 if fault.retry_after is None else fault.retry_after)
            text = f"Rate limit exceeded. Please retry after {at}"
            return as_json(
                {"error": {"code": "RATE_LIMIT_EXCEEDED", "message": text, "retry_after": at}}, 429
            )
        case "403-qps":
            headers = {
                "X-Mashery-Error-Code": "ERR_403_DEVELOPER_OVER_QPS",
                "Retry-After": str(fault.retry_after or 1),
            }
            return Reply(403, b"<h1>Developer Over Qps</h1>", "text/xml", headers)
        case "403-quota":
            headers = {"X-Mashery-Error-Code": "ERR_403_DEVELOPER_OVER_RATE"}
            return Reply(403, b"<h1>Developer Over Rate</h1>", "text/xml", headers)
        case "403-html":
            return Reply(403, b"<html><body><h1>403 Forbidden</h1></body></html>", _HTML)
        case "401":
            return Reply(401, b"Unauthorized", "text/plain; charset=utf-8")
        case "404":
            return as_json({"error": "Not Found"}, 404)
        case "400":
            return as_json({"error": "Bad Request"}, 400)
        case "304":
            return Reply(304, b"")
        case "empty":
            return as_json({"data": [], "meta": {"per_page": int(request.one("per_page") or 25)}})
        case "no-data":
            return as_json({"message": "nothing here"})
        case "echo-key":
            told = f"The key {visitor.key} was refused for {request.path}?api_key={visitor.key}"
            return Reply(500, f"<html><body>{told}</body></html>".encode(), _HTML)
        case "wrong-type":
            return as_json({"data": {"unexpected": "object"}, "meta": {}})
        case _:
            return reply
