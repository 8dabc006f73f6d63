"""What an answer means: good, worth another try, too fast, spent, not allowed, not there, or refused.

The rules are the providers': status first, then the words of a body that may be text, HTML, XML or JSON of four shapes.
"""

import json
import math
import re
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from enum import StrEnum, auto
from http import HTTPStatus
from typing import Any

from mirror.budget.silence import LONGEST
from mirror.http import Response

LONG_WAIT = 300.0  # seconds; a provider that asks for more counts by the hour, the day or the month
_LONG_SILENCE = 3600.0  # seconds; when a spent quota does not say how long
_LONGEST_BACKOFF = 30.0
_EARLIEST_TIMESTAMP = 1e9  # AltSportsData's retry_after is a Unix time above this, else a number of seconds
_READ_AS_JSON = 65_536  # bytes of an error body
_READ_AS_TEXT = 4_096
_WHY_LENGTH = 200

_DATA_LIST = re.compile(rb'"data"\s*:\s*\[')
_TAG = re.compile(r"<[^<>]*>")
_HEADLINE = re.compile(r"<(title|h1)\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_NOT_XML_DATA = (b"<html", b"<!doctype", b"<h1", b"<body", b"<head")

# AltSportsData, "Error codes": the status that goes with a code when the error comes inside a 200.
_STATUS_OF_CODE = {
    "VALIDATION_ERROR": 400,
    "INVALID_API_KEY": 401,
    "RESOURCE_NOT_FOUND": 404,
    "RATE_LIMIT_EXCEEDED": 429,
}


class Kind(StrEnum):
    """What to do next with an answer."""

    GOOD = auto()
    UNCHANGED = auto()
    AGAIN = auto()
    THROTTLED = auto()
    SPENT = auto()
    UNAUTHORIZED = auto()
    MISSING = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`why` is one phrase for people, at most 200 printable characters; `wait` is in seconds, None when nobody said."""

    kind: Kind
    why: str
    wait: float | None = None


_GOOD = Verdict(Kind.GOOD, "answered")
_UNCHANGED = Verdict(Kind.UNCHANGED, "not modified")


def judge(provider: str, response: Response, *, now: float) -> Verdict:
    """The meaning of `response`, which came at `now` (unix seconds). Never raises, whatever the body holds.

    Rules: BALLDONTLIE "Errors", Sportradar "Response codes", AltSportsData "Errors" and "Rate limits".
    """
    if response.status == HTTPStatus.NOT_MODIFIED:
        return _UNCHANGED
    if response.status not in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
        return _failed(provider, response, now)
    fault = _fault(provider, response)
    if fault is not None:
        return Verdict(Kind.AGAIN, f"{response.status}, but {fault}")
    if provider == "altsportsdata" and (status := _status_inside(response.body)) is not None:
        return _failed(provider, replace(response, status=status), now)
    return _GOOD


def rest(verdict: Verdict) -> float | None:
    """Seconds for which the whole provider wants to be left alone; None when it wants nothing of the kind.

    A short wait after a passing fault is the matter of one request.
    """
    if verdict.kind is Kind.SPENT:
        return _LONG_SILENCE if verdict.wait is None else verdict.wait
    lasting = verdict.kind is Kind.AGAIN and verdict.wait is not None and verdict.wait > LONG_WAIT
    return verdict.wait if lasting or verdict.kind is Kind.THROTTLED else None


def their_now(response: Response, now: float) -> float:
    """The moment of an answer (unix seconds) by the provider's clock, where its Date tells it; else `now`.

    What a provider says of times to come is to be counted from there: either clock may be wrong.
    """
    return _moment(response.headers.get("date")) or now


def backoff(attempt: int, jitter: float) -> float:
    """Seconds to wait after try number `attempt` (from 0); `jitter` in [0, 1) spreads those who failed together."""
    doubled = 0.5 * 2.0 ** min(attempt, 10)
    return min(doubled + 0.5 * jitter, _LONGEST_BACKOFF)


def _fault(provider: str, response: Response) -> str | None:
    """What is wrong with the first bytes of a 200, for a passing fault; None when nothing is."""
    start = response.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower()
    kind = response.headers.get("content-type", "").lower()
    if not start:
        return "the body is empty"
    if start.startswith((b"{", b"[")):
        if provider == "balldontlie" and not (start.startswith(b"{") and _DATA_LIST.search(response.body)):
            return "the body has no data list"
        return None
    if provider == "sportradar" and start.startswith(b"<") and not start.startswith(_NOT_XML_DATA):
        return None if "html" not in kind else "the body is a web page"
    return "the body is a web page" if start.startswith(b"<") else "the body is not JSON"


def _status_inside(body: bytes) -> int | None:
    """The status of an AltSportsData error that travels in a 200; None when the body is no error."""
    if b'"error"' not in body and b'"statusCode"' not in body and b'"message"' not in body:
        return None
    content = _json(body)
    if not isinstance(content, dict):
        return None
    for name in ("statusCode", "status"):
        status = content.get(name)
        if isinstance(status, int) and 400 <= status <= 599 and ("message" in content or "error" in content):
            return status
    error = content.get("error")
    if not error:
        return None
    if isinstance(error, dict):
        code = error.get("code")
        return _STATUS_OF_CODE.get(code, 500) if isinstance(code, str) else 500
    return 500


def _failed(provider: str, response: Response, now: float) -> Verdict:
    """The verdict on a status that is neither good nor 304."""
    status = response.status
    content = _json(response.body[:_READ_AS_JSON])
    why = _why(response, content)
    wait = _wait(provider, response, content, their_now(response, now))
    if provider == "sportradar" and status in (403, 429):
        return _sportradar_limit(response, why, wait)
    if status == 429:
        return _throttled(why, wait)
    if status in (401, 402):
        return Verdict(Kind.UNAUTHORIZED, why)
    if status == 403:
        # AltSportsData answers 403 "Event not found" for an event that is not there.
        return Verdict(Kind.MISSING if provider == "altsportsdata" else Kind.UNAUTHORIZED, why)
    if status in (404, 410):
        return Verdict(Kind.MISSING, why)
    if status in (408, 425) or status >= 500 or status < 300:
        return Verdict(Kind.AGAIN, why, wait)
    return Verdict(Kind.REFUSED, why)


def _sportradar_limit(response: Response, why: str, wait: float | None) -> Verdict:
    """A 403 or 429 of Sportradar, told apart by the words of its body and of its gateway's headers."""
    headers = response.headers
    named = f"{headers.get('x-mashery-error-code', '')} {headers.get('x-error-detail-header', '')} "
    words = (named + _text(response.body)).lower().replace("_", " ")
    if "over qps" in words or "queries per second" in words:
        return _throttled(why, max(1.0, wait or 0.0))
    # A gateway's "Limit Exceeded" is the quota; a "rate limit exceeded" passes.
    gateway = "limit exceeded" in words and "rate limit exceeded" not in words
    if gateway or any(mark in words for mark in ("over rate", "over limit", "quota")):
        return Verdict(Kind.SPENT, why, wait)
    if response.status == 429:
        return _throttled(why, wait)
    return Verdict(Kind.UNAUTHORIZED, why)


def _throttled(why: str, wait: float | None) -> Verdict:
    return Verdict(Kind.SPENT if wait is not None and wait > LONG_WAIT else Kind.THROTTLED, why, wait)


def _wait(provider: str, response: Response, content: Any, now: float) -> float | None:
    """Seconds the provider asks for, between 0 and a day; None when it does not say."""
    asked: list[Any] = [response.headers.get("retry-after")]
    if provider == "altsportsdata" and response.status == 429:
        error = content.get("error") if isinstance(content, dict) else None
        bodies = [part.get("retry_after") for part in (error, content) if isinstance(part, dict)]
        asked = [response.headers.get("x-ratelimit-reset"), *bodies, *asked]
    for value in asked:
        seconds = _seconds(value, now)
        if seconds is not None:
            return min(max(seconds, 0.0), LONGEST)
    if provider == "balldontlie" and response.status == 429:
        return 60.0 - now % 60.0  # no header is documented; the window is a minute
    return None


def _seconds(value: Any, now: float) -> float | None:
    """Seconds from now that a number of seconds, a Unix time or an HTTP date means; None for anything else."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:
        return math.inf
    except (TypeError, ValueError):
        moment = _moment(value)
        return None if moment is None else moment - now
    if math.isnan(number):
        return None
    return number - now if number > _EARLIEST_TIMESTAMP else number


def _moment(date: Any) -> float | None:
    """The unix seconds of an HTTP date; None for anything else."""
    try:
        return parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError, OverflowError, AttributeError, IndexError):
        return None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _text(body: bytes) -> str:
    """The words of a body that is text, HTML or XML."""
    return _TAG.sub(" ", body[:_READ_AS_TEXT].decode("utf-8", "replace"))


def _message(response: Response, content: Any) -> str:
    """What the body says to people: the message of one of the documented JSON shapes, a headline, or its text."""
    if isinstance(content, dict):
        for holder in (content.get("error"), content):
            if isinstance(holder, str):
                return holder
            if isinstance(holder, dict):
                said = holder.get("message") or holder.get("code")
                if isinstance(said, list):
                    said = "; ".join(map(str, said))
                if isinstance(said, str):
                    return said
        return ""
    if content is not None:
        return content if isinstance(content, str) else ""
    page = response.body[:_READ_AS_TEXT].decode("utf-8", "replace")
    headline = _HEADLINE.search(page)
    return _TAG.sub(" ", headline.group(2) if headline else page)


def _why(response: Response, content: Any) -> str:
    """`403 Developer Over Qps`: the status, then the message or the status's own phrase."""
    said = _message(response, content)
    if 300 <= response.status < 400 and "location" in response.headers:
        said = f"redirects to {response.headers['location']}"
    if not said.strip():
        try:
            said = HTTPStatus(response.status).phrase
        except ValueError:
            said = "without a message"
    printable = "".join(letter if letter.isprintable() else " " for letter in said)
    phrase = f"{response.status} " + " ".join(printable.split()).removeprefix(f"{response.status} ")
    return phrase if len(phrase) <= _WHY_LENGTH else phrase[: _WHY_LENGTH - 1] + "…"
