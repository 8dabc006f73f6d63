"""Sportradar: eight paths, JSON and XML, over one tree of stages."""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from mirror.sandbox.limits import Limit, Verdict
from mirror.sandbox.messages import Reply, Request, Visitor
from mirror.sandbox.sportradar_payloads import Payloads
from mirror.sandbox.sportradar_tree import Stage
from mirror.sandbox.switches import Switches
from mirror.sandbox.world import World
from mirror.sandbox.xml import NAMESPACES, to_xml

_PATH = re.compile(r"/formula1/(?:trial|production)/v2/[a-z]{2}/(?P<path>[^.]+)\.(?P<format>json|xml)")
_ROUTES = {
    "seasons": re.compile(r"seasons"),
    "merge_mappings": re.compile(r"competitors/merge_mappings"),
    "deleted_stages": re.compile(r"seasons/(sr:stage:\d+)/deleted_stages"),
    "schedule": re.compile(r"sport_events/(sr:stage:\d+)/schedule"),
    "summary": re.compile(r"sport_events/(sr:stage:\d+)/summary"),
    "probabilities": re.compile(r"sport_events/(sr:stage:\d+)/probabilities"),
    "competitor_profile": re.compile(r"competitors/(sr:competitor:\d+)/profile"),
    "team_profile": re.compile(r"teams/(sr:competitor:\d+)/profile"),
}
_XML_ROOTS = {"probabilities": "stage_probabilities"}
_SCHEMA = "http://schemas.sportradar.com/bsa/formula1/v1/json/endpoints/formula1/{}.json"


class Sportradar:
    """The provider under some switches. Every method is called from one thread."""

    name = "sportradar"

    def __init__(self, world: World, switches: Switches) -> None:
        self._switches = switches
        self._payloads = Payloads(world, switches)

    def endpoint(self, path: str) -> str | None:
        """The endpoint's name for a path of this provider, "unknown" below it, None for another provider's."""
        if not path.startswith("/formula1/"):
            return None
        return self._route(path)[0]

    def _route(self, path: str) -> tuple[str, int, str]:
        """Endpoint, the number in its id (0 when it has none) and format of a path."""
        if (parts := _PATH.fullmatch(path)) is not None:
            for endpoint, route in _ROUTES.items():
                if (found := route.fullmatch(parts["path"])) is not None:
                    id_ = int(found[1].rpartition(":")[2]) if route.groups else 0
                    return endpoint, id_, parts["format"]
        return "unknown", 0, "json"

    def visitor(self, request: Request, endpoint: str) -> Visitor:
        """Who asks: the header counts before the query."""
        sent = request.headers.get("x-api-key") or request.one("api_key") or ""
        known = sent in self._switches.sportradar_keys
        return Visitor(sent, sent if known else "refused" if sent else "none", "trial" if known else None)

    def limits(self, visitor: Visitor) -> Sequence[Limit]:
        """Requests a second, and a quota for ever."""
        if visitor.tier is None:
            return ()
        limits = [Limit.rate(self._switches.sportradar_qps, 1.0)]
        if self._switches.sportradar_quota is not None:
            limits.append(Limit(self._switches.sportradar_quota, None))
        return limits

    def over_limit(self, verdict: Verdict, unix: float) -> Reply:
        quota = verdict.limit is not None and verdict.limit.seconds is None
        if self._switches.sportradar_error_style == "gateway":
            if quota:
                return _message(403, "Limit Exceeded")
            return _message(429, "Too Many Requests", {"Retry-After": "1"})
        if quota:
            return _mashery("Developer Over Rate", "ERR_403_DEVELOPER_OVER_RATE", "Account Over Rate Limit")
        detail = "Account Over Queries Per Second Limit"
        reply = _mashery("Developer Over Qps", "ERR_403_DEVELOPER_OVER_QPS", detail)
        reply.headers["Retry-After"] = "1"
        return reply

    def headers(self, visitor: Visitor, verdict: Verdict, unix: float) -> dict[str, str]:
        """Headers that every answer carries."""
        return {"Vary": "Accept-Encoding", "Via": "1.1 varnish-v4"}

    def answer(self, request: Request, endpoint: str, visitor: Visitor, spent: int) -> Reply:
        """The documented answer to one request."""
        if visitor.tier is None:
            if self._switches.sportradar_error_style == "gateway":
                return _message(403, "Forbidden")
            return _mashery("Developer Inactive", "ERR_403_DEVELOPER_INACTIVE", "Account Inactive")
        _, id_, format_ = self._route(request.path)
        now = datetime.now(UTC).replace(microsecond=0)
        payload = self._payload(endpoint, id_)
        if isinstance(payload, str):
            body = {"generated_at": now.isoformat(), "schema": "", "message": payload}
            headers = {"Cache-Control": "no-cache, private"}
            return Reply(404, _json(body), "application/json", headers)
        return self._rendered(request, endpoint, payload, format_, now, spent)

    def _payload(self, endpoint: str, id_: int) -> dict[str, Any] | str:
        """The payload without its envelope, or the message of a 404."""
        told = self._payloads
        if endpoint == "unknown":
            return "Invalid route."
        if endpoint == "seasons":
            return told.seasons()
        if endpoint == "merge_mappings":
            return told.people.merge_mappings()
        if endpoint in ("competitor_profile", "team_profile"):
            return told.people.profile(id_, team=endpoint == "team_profile") or "Wrong identifier"
        stage: Stage | None = told.tree.find(id_)
        if stage is None or (endpoint == "deleted_stages" and stage.type != "season"):
            return "Wrong identifier"
        if endpoint == "deleted_stages":
            return told.deleted_stages(stage)
        if endpoint == "schedule":
            return told.schedule(stage)
        if endpoint == "summary":
            return told.summary(stage)
        return told.probabilities(stage) or "No outrights for this category"

    def _rendered(
        self,
        request: Request,
        endpoint: str,
        payload: dict[str, Any],
        format_: str,
        now: datetime,
        spent: int,
    ) -> Reply:
        ttl = 1 if endpoint == "summary" else 300
        # The moment of rendering would make every answer a new one.
        digest = hashlib.md5(json.dumps(payload).encode(), usedforsecurity=False).hexdigest()
        etag = f'W/"{digest}"'
        headers = {
            "Cache-Control": f"max-age={ttl}, public, s-maxage={ttl}",
            "Age": str(int(now.timestamp()) % ttl),
            "X-Plan-Qps-Allotted": f"{self._switches.sportradar_qps:g}",
            "X-Plan-Quota-Current": str(spent),
        }
        if self._switches.sportradar_quota is not None:
            headers["X-Plan-Quota-Allotted"] = str(self._switches.sportradar_quota)
        if self._switches.etag:
            headers["Etag"] = etag
        if self._switches.not_modified and request.headers.get("if-none-match") == etag:
            return Reply(304, b"", headers=headers)
        envelope = {"generated_at": now.isoformat(), "schema": _SCHEMA.format(endpoint), **payload}
        if format_ == "xml":
            root = _XML_ROOTS.get(endpoint, endpoint)
            if endpoint == "competitor_profile" and "competitor" not in payload:
                root = "team_profile"
            body = to_xml(root, envelope, NAMESPACES[self._switches.namespace])
            return Reply(200, body, "application/xml; charset=utf-8", headers)
        return Reply(200, _json(envelope), "application/json", headers)


def _json(value: Any) -> bytes:
    """JSON as PHP writes it: slashes and everything beyond ASCII escaped."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode()


def _message(status: int, text: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, _json({"message": text}), "application/json", headers or {})


def _mashery(title: str, code: str, detail: str) -> Reply:
    headers = {"X-Mashery-Error-Code": code, "X-Error-Detail-Header": detail}
    return Reply(403, f"<h1>{title}</h1>".encode(), "text/xml", headers)
