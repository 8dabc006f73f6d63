"""Each documented answer, and each that no document mentions, has one verdict."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirror.http import Response
from mirror.run.verdict import Kind, Verdict, backoff, judge

NOW = 1_678_886_000.0  # 20 seconds into a minute
BDL, SR, ASD = "balldontlie", "sportradar", "altsportsdata"


def verdict(provider: str, status: int, body: Any = b"", **headers: str) -> Verdict:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return judge(
        provider, Response(status, {k.replace("_", "-"): v for k, v in headers.items()}, raw, 0.1), now=NOW
    )


GOOD = Verdict(Kind.GOOD, "answered")


@pytest.mark.parametrize(
    ("provider", "body", "kind"),
    [
        (BDL, {"data": [], "meta": {"per_page": 25}}, "application/json"),
        (BDL, b' \n{"meta":{},"data" : [{"id":1}]}', ""),
        (SR, {"generated_at": "x", "stages": []}, "application/json"),
        (SR, b'<?xml version="1.0"?><summary/>', "application/xml"),
        (SR, b"\xef\xbb\xbf<summary/>", ""),
        (ASD, [], "application/json"),
        (ASD, {"data": {"heatId": "race", "results": []}}, "text/html"),
        (ASD, {"status": 200, "data": []}, ""),
        (ASD, {"statusCode": 200, "message": "ok", "data": []}, ""),
        (ASD, {"error": None, "data": []}, ""),
        (ASD, [{"message": "x", "error": 1}], ""),
    ],
)
def test_good_answers(provider: str, body: Any, kind: str) -> None:
    assert verdict(provider, 200, body, content_type=kind) == GOOD


@pytest.mark.parametrize(
    ("provider", "body", "kind", "why"),
    [
        (BDL, b"", "application/json", "200, but the body is empty"),
        (BDL, b" \r\n ", "", "200, but the body is empty"),
        (BDL, b"Unauthorized", "text/plain", "200, but the body is not JSON"),
        (BDL, {"message": "ok"}, "", "200, but the body has no data list"),
        (BDL, {"data": {"id": 1}}, "", "200, but the body has no data list"),
        (BDL, [], "", "200, but the body has no data list"),
        (BDL, b"<html>", "text/html", "200, but the body is a web page"),
        (BDL, b"<summary/>", "application/xml", "200, but the body is a web page"),
        (ASD, b"<!DOCTYPE html>", "", "200, but the body is a web page"),
        (SR, b"<!DOCTYPE HTML><p>", "application/xml", "200, but the body is a web page"),
        (SR, b"<HTML>", "text/xml", "200, but the body is a web page"),
        (SR, b"<h1>Developer Inactive</h1>", "text/xml", "200, but the body is a web page"),
        (SR, b"<p>Maintenance", "text/html", "200, but the body is a web page"),
        (SR, b"null", "application/json", "200, but the body is not JSON"),
    ],
)
def test_a_200_without_data_is_a_passing_fault(provider: str, body: Any, kind: str, why: str) -> None:
    assert verdict(provider, 200, body, content_type=kind) == Verdict(Kind.AGAIN, why)


def test_304() -> None:
    assert verdict(SR, 304) == Verdict(Kind.UNCHANGED, "not modified")


@pytest.mark.parametrize(
    ("provider", "status", "body", "expected"),
    [
        (BDL, 400, {"error": "season is required"}, Verdict(Kind.REFUSED, "400 season is required")),
        (BDL, 401, b"Unauthorized", Verdict(Kind.UNAUTHORIZED, "401 Unauthorized")),
        (BDL, 401, {"error": "Unauthorized"}, Verdict(Kind.UNAUTHORIZED, "401 Unauthorized")),
        (
            BDL,
            401,
            {"error": {"code": "unauthorized", "message": "no"}},
            Verdict(Kind.UNAUTHORIZED, "401 no"),
        ),
        (BDL, 402, b"", Verdict(Kind.UNAUTHORIZED, "402 Payment Required")),
        (BDL, 403, b"", Verdict(Kind.UNAUTHORIZED, "403 Forbidden")),
        (BDL, 404, {"error": "Not Found"}, Verdict(Kind.MISSING, "404 Not Found")),
        (BDL, 406, b"", Verdict(Kind.REFUSED, "406 Not Acceptable")),
        (BDL, 410, b"", Verdict(Kind.MISSING, "410 Gone")),
        (BDL, 408, b"", Verdict(Kind.AGAIN, "408 Request Timeout")),
        (BDL, 425, b"", Verdict(Kind.AGAIN, "425 Too Early")),
        (BDL, 500, {"error": "oops"}, Verdict(Kind.AGAIN, "500 oops")),
        (BDL, 204, b"", Verdict(Kind.AGAIN, "204 No Content")),
        (
            BDL,
            503,
            b"<html><head><title>503 Service Unavailable</title></head><body>x</body></html>",
            Verdict(Kind.AGAIN, "503 Service Unavailable"),
        ),
        (SR, 400, {"message": "Bad id"}, Verdict(Kind.REFUSED, "400 Bad id")),
        (SR, 404, {"schema": "", "message": "Invalid route."}, Verdict(Kind.MISSING, "404 Invalid route.")),
        (SR, 403, b"<h1>Developer Inactive</h1>", Verdict(Kind.UNAUTHORIZED, "403 Developer Inactive")),
        (SR, 403, {"message": "Forbidden"}, Verdict(Kind.UNAUTHORIZED, "403 Forbidden")),
        (SR, 403, b"<h1>Developer Over Qps</h1>", Verdict(Kind.THROTTLED, "403 Developer Over Qps", 1.0)),
        (SR, 403, {"message": "Developer Over QPS"}, Verdict(Kind.THROTTLED, "403 Developer Over QPS", 1.0)),
        (SR, 403, b"<h1>Developer Over Rate</h1>", Verdict(Kind.SPENT, "403 Developer Over Rate")),
        (SR, 403, {"message": "Developer Over Limit"}, Verdict(Kind.SPENT, "403 Developer Over Limit")),
        (SR, 429, {"message": "Quota exceeded"}, Verdict(Kind.SPENT, "429 Quota exceeded")),
        (SR, 429, {"message": "Too Many Requests"}, Verdict(Kind.THROTTLED, "429 Too Many Requests")),
        (SR, 596, b"<h1>596 Service Not Found</h1>", Verdict(Kind.AGAIN, "596 Service Not Found")),
        (SR, 599, b"", Verdict(Kind.AGAIN, "599 without a message")),
        (ASD, 400, {"error": {"code": "VALIDATION_ERROR"}}, Verdict(Kind.REFUSED, "400 VALIDATION_ERROR")),
        (ASD, 401, {"message": "no key", "statusCode": 401}, Verdict(Kind.UNAUTHORIZED, "401 no key")),
        (
            ASD,
            403,
            {"message": "Event not found", "statusCode": 403},
            Verdict(Kind.MISSING, "403 Event not found"),
        ),
        (ASD, 404, {"message": "Heat not found"}, Verdict(Kind.MISSING, "404 Heat not found")),
        (ASD, 422, {"message": ["a must be set", "b"]}, Verdict(Kind.REFUSED, "422 a must be set; b")),
        (ASD, 429, {}, Verdict(Kind.THROTTLED, "429 Too Many Requests")),
        (ASD, 418, [1], Verdict(Kind.REFUSED, "418 I'm a Teapot")),
    ],
)
def test_each_status_of_each_provider(provider: str, status: int, body: Any, expected: Verdict) -> None:
    assert verdict(provider, status, body) == expected


def test_the_gateway_of_sportradar_speaks_in_headers() -> None:
    over_qps = verdict(SR, 403, b"", x_mashery_error_code="ERR_403_DEVELOPER_OVER_QPS", retry_after="2")
    over_rate = verdict(SR, 403, b"", x_error_detail_header="Account Over Rate Limit", retry_after="86400")
    detail = verdict(SR, 403, b"", x_error_detail_header="Account Over Queries Per Second Limit")
    assert over_qps == Verdict(Kind.THROTTLED, "403 Forbidden", 2.0)
    assert over_rate == Verdict(Kind.SPENT, "403 Forbidden", 86_400.0)
    assert detail == Verdict(Kind.THROTTLED, "403 Forbidden", 1.0)


def test_a_redirect_is_refused_and_says_where_to() -> None:
    assert verdict(BDL, 301, b"", location="/v2") == Verdict(Kind.REFUSED, "301 redirects to /v2")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"error": {"code": "RESOURCE_NOT_FOUND", "message": "gone"}}, Verdict(Kind.MISSING, "404 gone")),
        ({"error": {"code": "INVALID_API_KEY", "message": "bad"}}, Verdict(Kind.UNAUTHORIZED, "401 bad")),
        ({"error": {"code": "NEW_CODE", "message": "hm"}}, Verdict(Kind.AGAIN, "500 hm")),
        ({"error": "broken"}, Verdict(Kind.AGAIN, "500 broken")),
        ({"message": "Event not found", "statusCode": 403}, Verdict(Kind.MISSING, "403 Event not found")),
        ({"status": 422, "message": "bad"}, Verdict(Kind.REFUSED, "422 bad")),
        (
            {"error": {"code": "RATE_LIMIT_EXCEEDED", "message": "slow", "retry_after": NOW + 30}},
            Verdict(Kind.THROTTLED, "429 slow", 30.0),
        ),
    ],
)
def test_an_error_inside_a_200_of_altsportsdata(body: Any, expected: Verdict) -> None:
    assert verdict(ASD, 200, body) == expected


@pytest.mark.parametrize(
    ("headers", "body", "kind", "wait"),
    [
        ({"x_ratelimit_reset": str(NOW + 12)}, {"error": {"retry_after": 5}}, Kind.THROTTLED, 12.0),
        ({"x_ratelimit_reset": str(NOW + 3_000)}, {}, Kind.SPENT, 3_000.0),
        ({"x_ratelimit_reset": "soon"}, {"error": {"retry_after": NOW + 7}}, Kind.THROTTLED, 7.0),
        ({}, {"error": {"retry_after": 45}, "x": 1}, Kind.THROTTLED, 45.0),
        ({}, {"message": "x", "statusCode": 429, "retry_after": "9"}, Kind.THROTTLED, 9.0),
        ({"retry_after": "20"}, {"message": "x"}, Kind.THROTTLED, 20.0),
        ({"retry_after": "300"}, {}, Kind.THROTTLED, 300.0),
        ({"retry_after": "Wed, 15 Mar 2023 13:15:00 GMT"}, {}, Kind.THROTTLED, 100.0),
        ({"retry_after": "-5"}, {}, Kind.THROTTLED, 0.0),
        ({"x_ratelimit_reset": str(NOW - 9)}, {}, Kind.THROTTLED, 0.0),
        ({"retry_after": "9" * 400}, {}, Kind.SPENT, 86_400.0),
        ({}, {"retry_after": 10**400}, Kind.SPENT, 86_400.0),
        ({"retry_after": "nan"}, {}, Kind.THROTTLED, None),
        ({"retry_after": "later"}, {"error": {"retry_after": True}}, Kind.THROTTLED, None),
        ({}, {}, Kind.THROTTLED, None),
    ],
)
def test_how_long_altsportsdata_asks_to_wait(
    headers: dict[str, str], body: Any, kind: Kind, wait: float | None
) -> None:
    answered = verdict(ASD, 429, body, **headers)
    assert (answered.kind, answered.wait) == (kind, wait)


@pytest.mark.parametrize(
    ("provider", "status", "headers", "expected"),
    [
        (BDL, 429, {}, Verdict(Kind.THROTTLED, "429 Too Many Requests", 40.0)),
        (BDL, 429, {"retry_after": "3"}, Verdict(Kind.THROTTLED, "429 Too Many Requests", 3.0)),
        (BDL, 503, {"retry_after": "120"}, Verdict(Kind.AGAIN, "503 Service Unavailable", 120.0)),
        (SR, 429, {"retry_after": "1"}, Verdict(Kind.THROTTLED, "429 Too Many Requests", 1.0)),
        (SR, 429, {"retry_after": "3600"}, Verdict(Kind.SPENT, "429 Too Many Requests", 3_600.0)),
    ],
)
def test_waits_of_the_others(provider: str, status: int, headers: dict[str, str], expected: Verdict) -> None:
    assert verdict(provider, status, b"", **headers) == expected


def test_why_is_one_short_printable_phrase() -> None:
    answered = verdict(BDL, 400, {"error": "a\x00b\n\x1b[31mc\u202e " + "x" * 500})
    assert answered.why == "400 a b [31mc " + "x" * 185 + "…"
    assert len(answered.why) == 200


@pytest.mark.parametrize(
    "body", [b"[" * 200_000, b"<" * 200_000, b"<h1>" * 50_000, b'{"error":' * 20_000, b"\xff\xfe\x00"]
)
@pytest.mark.parametrize("status", [200, 403, 429, 500])
@pytest.mark.parametrize("provider", [BDL, SR, ASD])
def test_a_hostile_body_has_a_verdict(provider: str, status: int, body: bytes) -> None:
    assert len(verdict(provider, status, body).why) <= 200


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["error", "message", "code", "statusCode", "status", "retry_after", "data"]),
            inner,
        )
    ),
    max_leaves=6,
)


@given(
    provider=st.sampled_from([BDL, SR, ASD]),
    status=st.integers(200, 599),
    body=st.binary() | json_values.map(lambda value: json.dumps(value).encode()),
    wait=st.text() | st.floats().map(str),
)
def test_any_answer_has_a_sane_verdict(provider: str, status: int, body: bytes, wait: str) -> None:
    answered = verdict(provider, status, body, retry_after=wait, x_ratelimit_reset=wait)
    assert 0 < len(answered.why) <= 200
    assert answered.why.isprintable()
    assert answered.wait is None or 0 <= answered.wait <= 86_400
    if status not in (200, 203):
        assert answered.kind is not Kind.GOOD


def test_backoff_doubles_up_to_half_a_minute() -> None:
    assert [backoff(attempt, 0.0) for attempt in range(8)] == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert [backoff(0, 0.5), backoff(3, 0.9), backoff(5_000, 0.9)] == [0.75, 4.45, 30.0]
