"""AltSportsData: events and heats in both worlds its documents describe, slugs in envelopes or uuids in bare arrays."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

from mirror.sandbox.altsportsdata_events import Heat, Meeting, Meetings, athlete, grown, status_word, uuid_of
from mirror.sandbox.altsportsdata_heats import Heats
from mirror.sandbox.limits import Limit, Verdict
from mirror.sandbox.messages import Reply, Request, Visitor, as_json
from mirror.sandbox.switches import Switches
from mirror.sandbox.world import World

ROOT = "/api/v1/public/"
PER_HOUR = {"demo": 100, "free": 1_000, "pro": 10_000}
_DEMO = re.compile(r"demo-\w{4}")
_KEYS = {"sandbox-free": "free", "sandbox-pro": "pro"}
_CODES = {400: "VALIDATION_ERROR", 401: "INVALID_API_KEY", 403: "FORBIDDEN", 404: "RESOURCE_NOT_FOUND"}
_ROUTES = {
    "health": re.compile(r"health"),
    "sports": re.compile(r"sports"),
    "events": re.compile(r"events"),
    "event": re.compile(r"events/([^/]+)"),
    "participants": re.compile(r"events/([^/]+)/participants"),
    "heat": re.compile(r"events/([^/]+)/heats/([^/]+)"),
}


class AltSportsData:
    """The provider under some switches. Every method is called from one thread."""

    name = "altsportsdata"

    def __init__(self, world: World, switches: Switches) -> None:
        self._world = world
        self._switches = switches
        self._meetings = Meetings(world)
        self._heats = Heats(world, switches)
        self._dice = Random(switches.seed)

    def endpoint(self, path: str) -> str | None:
        """The endpoint's name for a path of this provider, "unknown" below it, None for another provider's."""
        return self._route(path)[0] if path.startswith(ROOT) else None

    def _route(self, path: str) -> tuple[str, tuple[str, ...]]:
        for endpoint, route in _ROUTES.items():
            if (found := route.fullmatch(path[len(ROOT) :])) is not None:
                return endpoint, found.groups()
        return "unknown", ()

    def visitor(self, request: Request, endpoint: str) -> Visitor:
        """Who asks: X-API-KEY or a Bearer token; every key like demo-0001 is a demo key."""
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        sent = request.headers.get("x-api-key") or bearer
        tier = "demo" if _DEMO.fullmatch(sent) else _KEYS.get(sent)
        return Visitor(sent, sent if tier else "refused" if sent else "none", tier)

    def limits(self, visitor: Visitor) -> Sequence[Limit]:
        """An hour and a day, by tier."""
        if visitor.tier is None:
            return ()
        rate = self._switches.altsportsdata_rate
        hourly = PER_HOUR[visitor.tier] if rate is None else rate
        return (Limit.rate(hourly, 3_600.0), Limit.rate(10 * hourly, 86_400.0))

    def over_limit(self, verdict: Verdict, unix: float) -> Reply:
        at = int(unix + (verdict.wait or 0)) + 1
        message = f"Rate limit exceeded. Please retry after {at}"
        if self._switches.altsportsdata_error_style == "nest":
            return self._error(429, message)
        return as_json({"error": {"code": "RATE_LIMIT_EXCEEDED", "message": message, "retry_after": at}}, 429)

    def headers(self, visitor: Visitor, verdict: Verdict, unix: float) -> dict[str, str]:
        """The rate headers every answer carries."""
        limits = self.limits(visitor)
        met = verdict.limit or (limits[0] if limits else None)
        return {
            "X-RateLimit-Limit": str(met.count if met else 0),
            "X-RateLimit-Remaining": str(verdict.left),
            "X-RateLimit-Reset": str(int(unix + (verdict.wait or 0)) + 1),
        }

    def answer(self, request: Request, endpoint: str, visitor: Visitor, spent: int) -> Reply:
        """The documented answer to one request."""
        if endpoint == "health":
            return as_json({"data": {"status": "healthy"}})
        if visitor.tier is None:
            return self._error(401, "Authentication headers are missing or invalid")
        _, ids = self._route(request.path)
        if endpoint == "unknown":
            return self._error(404, f"Cannot GET {request.path}")
        if endpoint == "sports":
            return self._listed(self._sports())
        if endpoint == "events":
            return self._events(request)
        meeting = self._meetings.find(ids[0], self._wanted)
        if meeting is None:
            return self._error(int(self._switches.unknown_event), "Event not found")
        if endpoint == "event":
            row = self._event(meeting, detail=True)
            return as_json(row if self._uuids else {"data": row})
        if endpoint == "participants":
            return self._listed(self._participants(meeting))
        heat = meeting.heat(ids[1], self._wanted)
        return self._error(404, "Heat not found") if heat is None else self._heat(meeting, heat)

    @property
    def _uuids(self) -> bool:
        return self._switches.ids == "uuid"

    @property
    def _wanted(self) -> str | None:
        """The only kind of id that is found, None when both are."""
        return self._switches.ids if self._switches.strict_ids else None

    def _error(self, status: int, message: str) -> Reply:
        if self._switches.altsportsdata_error_style == "platform":
            return as_json({"error": {"code": _CODES[status], "message": message}}, status)
        body: dict[str, Any] = {
            "message": message,
            "statusCode": status,
            "timestamp": datetime.now(UTC).isoformat(),
        }
        if status == 403:
            body = {"stack": "Error", "message": message, "metadata": {}, **body}
        return as_json(body, status)

    def _meta(self, total: int, page: int, limit: int) -> dict[str, Any]:
        return {
            "total": total,
            "page": page,
            "limit": limit,
            "has_more": page * limit < total,
            "api_version": "v1",
            "timestamp": datetime.now(UTC).isoformat(),
        }

    def _listed(self, rows: list[dict[str, Any]]) -> Reply:
        if self._uuids:
            return as_json(rows)
        return as_json({"data": rows, "meta": self._meta(len(rows), 1, max(1, len(rows)))})

    def _date(self, at: datetime) -> str:
        return f"{at:%Y-%m-%dT%H:%M}" if self._switches.bare_dates else f"{at:%Y-%m-%dT%H:%M:%S}.000Z"

    # Lists

    def _sports(self) -> list[dict[str, Any]]:
        return [
            grown(
                self._switches,
                {
                    "id": uuid_of(f"sport/{key}"),
                    "name": name,
                    "key": key,
                    "sportType": key,
                    "sportGroup": "motorsport",
                    "homePageUrl": f"https://example.com/{key}",
                    "logo": None,
                    "tours": [{"id": uuid_of(f"tour/{key}"), "name": name}],
                    "supportedMarkets": ["eventWinnerProjections"],
                    "referenceId": 1174117206190029 + index,
                },
            )
            for index, (key, name) in enumerate((("f1", "Formula 1"), ("mx", "Motocross")))
        ]

    def _events(self, request: Request) -> Reply:
        asked = request.many("eventStatus[]") or request.many("eventStatus") or ["UPCOMING"]
        sport, start, end = request.one("sportType"), request.one("startDate"), request.one("endDate")
        found = [
            meeting
            for meeting in self._meetings.all
            if status_word(self._world, meeting) in asked
            and sport in (None, meeting.sport)
            and (start is None or start <= self._date(meeting.start))
            and (end is None or self._date(meeting.start) <= end)
        ]
        order = (request.one("sortOrder") or "DESC").upper()
        if order not in ("ASC", "DESC"):
            return self._error(400, "sortOrder must be ASC or DESC")
        found.sort(key=lambda meeting: meeting.start, reverse=order == "DESC")
        size = self._switches.has_more
        if size is None:
            return self._listed([self._event(meeting, detail=False) for meeting in found])
        try:
            page, limit = int(request.one("page") or 1), min(size, int(request.one("limit") or size))
        except ValueError:
            return self._error(400, "page and limit must be integers")
        shown = found[(page - 1) * limit : page * limit]
        rows = [self._event(meeting, detail=False) for meeting in shown]
        return as_json({"data": rows, "meta": self._meta(len(found), page, limit)})

    def _event(self, meeting: Meeting, *, detail: bool) -> dict[str, Any]:
        status = status_word(self._world, meeting)
        dates = {"startDate": self._date(meeting.start), "endDate": self._date(meeting.end)}
        if not self._uuids:
            row: dict[str, Any] = {
                "id": meeting.slug,
                "name": meeting.name,
                "sportType": meeting.sport,
                "eventStatus": status,
                **dates,
                "venue": {"name": meeting.venue, "location": meeting.location},
                "participants": len(meeting.cars),
                "marketsAvailable": 0,
            }
            if detail:
                row["rounds"] = [self._round(meeting)] if meeting.heats else []
            return grown(self._switches, row)
        row = {
            "id": meeting.uuid,
            "sportType": meeting.sport,
            "name": meeting.name,
            "tourId": uuid_of(f"tour/{meeting.sport}"),
            "tourName": meeting.tour,
            "tourYear": meeting.year,
            **dates,
            "eventStatus": status,
            "eventLocation": meeting.venue,
            "eventLocationGroup": meeting.location,
            "eventNumber": meeting.number,
            "rounds": [self._round(meeting)] if detail and meeting.heats else [],
            "teams": [],
            "scores": [],
        }
        return grown(self._switches, row)

    def _round(self, meeting: Meeting) -> dict[str, Any]:
        heats = [self._heat_row(meeting, heat, number) for number, heat in enumerate(meeting.heats, 1)]
        dates = {"startDate": self._date(meeting.start), "endDate": self._date(meeting.end)}
        status = status_word(self._world, meeting)
        if not self._uuids:
            return {"id": "weekend", "name": "Weekend", "no": 1, "status": status, **dates, "heats": heats}
        return {
            "id": uuid_of(f"{meeting.slug}/weekend"),
            "roundName": "Weekend",
            "roundNo": 1,
            **dates,
            "roundStatus": status,
            "scores": [],
            "heats": heats,
        }

    def _heat_row(self, meeting: Meeting, heat: Heat, number: int) -> dict[str, Any]:
        dates = {"startDate": self._date(heat.start), "endDate": self._date(heat.end)}
        status = status_word(self._world, meeting, heat)
        if not self._uuids:
            return grown(
                self._switches, {"id": heat.slug, "name": heat.name, "no": number, "status": status, **dates}
            )
        return grown(
            self._switches,
            {"id": heat.uuid, "heatName": heat.name, "heatNo": number, **dates, "heatStatus": status},
        )

    def _participants(self, meeting: Meeting) -> list[dict[str, Any]]:
        if self._uuids:
            return [{"athlete": grown(self._switches, athlete(car))} for car in meeting.cars]
        return [
            grown(
                self._switches,
                {
                    "publicId": f"f1:{car.driver.code.lower()}",
                    "athleteId": uuid_of(f"athlete/{car.driver.id}"),
                    "athleteName": car.driver.plain_name,
                    "countryCode": car.driver.nation.iso3,
                    "status": "CONFIRMED",
                },
            )
            for car in meeting.cars
        ]

    # Heats

    def _heat(self, meeting: Meeting, heat: Heat) -> Reply:
        shape = self._switches.heat_shape
        if shape == "empty":
            return as_json([])
        if shape == "results":
            body = {"heatId": heat.slug, "name": heat.name, "results": self._heats.results(meeting, heat)}
            return as_json({"data": grown(self._switches, body)})
        rows = self._heats.scores(meeting, heat)
        self._dice.shuffle(rows)
        if shape == "flat_status_envelope":
            return as_json({"status": 200, "data": rows})
        if shape == "flat_data_meta":
            return as_json({"data": rows, "meta": self._meta(len(rows), 1, max(1, len(rows)))})
        return as_json(rows)
