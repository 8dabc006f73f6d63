"""Keys, tiers and sliding windows."""

import time
from dataclasses import replace

import pytest

from mirror.sandbox.limits import Limit, Windows, peak

FREE = ("drivers", "teams", "circuits", "seasons", "events")
ALL_STAR = ("sessions", "session_results", "driver_standings?season=2024", "team_standings?season=2024")
GOAT = (
    "lap_times?session_ids[]=1770",
    "qualifying_results?session_ids[]=1769",
    "pit_stops?session_ids[]=1770",
    "tire_stints?session_ids[]=1770",
    "session_weather?session_ids[]=1770",
    "race_control_messages?session_ids[]=1770",
    "position_history?session_ids[]=1770",
    "session_timing_stats?session_ids[]=1770",
    "track_status?session_ids[]=1770",
    "odds/futures",
)


def test_a_window_slides():
    windows, limits = Windows(), [Limit(2, 10.0)]
    asked = [windows.ask("p", "k", limits, at).allowed for at in (0.0, 9.0, 9.5, 10.0, 10.5, 19.0, 19.5)]
    assert asked == [True, True, False, True, False, True, False]
    refused = windows.ask("p", "k", limits, 19.5)
    assert (refused.limit, refused.left, refused.wait) == (limits[0], 0, 0.5)
    assert windows.ask("p", "other", limits, 19.5).allowed


def test_the_tightest_of_several_limits_counts():
    windows, limits = Windows(), [Limit(2, 1.0), Limit(3, None)]
    asked = [windows.ask("p", "k", limits, at) for at in (0.0, 0.1, 0.2, 2.0, 9.0, 99.0)]
    assert [verdict.allowed for verdict in asked] == [True, True, False, True, False, False]
    assert [verdict.limit for verdict in asked] == [None, None, limits[0], None, limits[1], limits[1]]
    assert asked[5].wait is None


def test_a_long_and_a_short_window_are_both_true():
    windows, limits = Windows(), [Limit(2, 10.0), Limit(3, 100.0)]
    asked = [windows.ask("p", "k", limits, at).allowed for at in (0.0, 1.0, 2.0, 20.0, 21.0, 99.0, 100.5)]
    assert asked == [True, True, False, True, False, False, True]


@pytest.mark.parametrize(
    ("rate", "limit"), [(5, Limit(5, 60.0)), (0.5, Limit(1, 120.0)), (2.5, Limit(2, 48.0))]
)
def test_a_rate_may_be_a_fraction(rate, limit):
    assert Limit.rate(rate, 60.0) == limit


def test_peak_counts_the_busiest_window():
    assert peak([], 1.0) == 0
    assert peak([5.0, 0.0, 0.4, 0.9, 1.0, 1.3], 1.0) == 4
    assert peak([0.0, 1.0, 2.0], 1.0) == 1


@pytest.mark.parametrize(
    ("key", "granted"),
    [("sandbox-free", FREE), ("sandbox-all-star", FREE + ALL_STAR), ("sandbox-goat", FREE + ALL_STAR + GOAT)],
)
def test_a_tier_opens_its_endpoints_and_no_other(ask, key, granted):
    every = FREE + ALL_STAR + GOAT
    assert {target: ask.balldontlie(target, key).status for target in every} == {
        target: 200 if target in granted else 401 for target in every
    }


def test_a_tier_can_be_raised_while_running(ask, box):
    assert ask.balldontlie("sessions", "sandbox-free").status == 401
    box.switches = replace(box.switches, balldontlie_keys={"sandbox-free": "goat"})
    assert ask.balldontlie("sessions", "sandbox-free").status == 200
    assert ask.balldontlie("drivers", "sandbox-goat").status == 401


def test_a_sport_endpoint_wants_the_raw_key_and_the_account_a_bearer(ask, box):
    assert ask.balldontlie("drivers", "Bearer sandbox-goat").status == 401
    assert ask.get("/f1/v1/drivers").status == 401
    me = ask.get("/account/v1/me", {"Authorization": "Bearer sandbox-all-star"})
    assert me.json() == {
        "email": "sandbox@example.com",
        "api_key": "sandbox-all-star",
        "tier": "paid",
        "subscriptions": [{"sport": "f1", "tier": "paid"}],
    }
    refused = ask.get("/account/v1/me", {"Authorization": "Bearer wrong"})
    assert (refused.status, refused.json()["error"]["code"]) == (401, "unauthorized")
    assert [tier["rate_limit"] for tier in ask.get("/account/v1/plans/f1").json()["tiers"]] == [5, 60, 600]
    box.switches = replace(box.switches, account="404")
    assert ask.get("/account/v1/me", {"Authorization": "Bearer sandbox-goat"}).status == 404


def test_routes_and_formats_that_are_not_there(ask):
    assert ask.balldontlie("nothing").json() == {"error": "Not Found"}
    headers = {"Authorization": "sandbox-goat"}
    assert ask.get("/f1/v1/drivers", {**headers, "Accept": "text/html"}).status == 406
    assert ask.get("/f1/v1/drivers", {**headers, "Accept": "text/html, */*"}).status == 200
    assert ask.get("/nba/v1/teams", headers).status == 404


def test_balldontlie_refuses_what_is_over_the_rate(ask, box):
    box.switches = replace(
        box.switches, balldontlie_rate=3, balldontlie_keys={"mine": "goat", "yours": "goat"}
    )
    assert [ask.balldontlie("seasons", "mine").status for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = ask.balldontlie("seasons", "mine")
    assert refused.json() == {"error": "Too many requests"}
    assert "Retry-After" not in refused.headers
    assert ask.balldontlie("seasons", "yours").status == 200
    box.switches = replace(box.switches, retry_after=12, x_ratelimit="present")
    told = ask.balldontlie("seasons", "mine")
    assert (told.status, told.headers["Retry-After"], told.headers["x-ratelimit-limit"]) == (429, "12", "3")
    assert told.headers["x-ratelimit-remaining"] == "0"
    assert 0 < int(told.headers["x-ratelimit-reset"]) - time.time() < 62


def test_each_balldontlie_tier_has_its_rate(ask, box):
    box.switches = replace(box.switches, balldontlie_rate=None, x_ratelimit="present")
    keys = ("sandbox-free", "sandbox-all-star", "sandbox-goat")
    limits = [ask.balldontlie("seasons", key).headers["x-ratelimit-limit"] for key in keys]
    assert limits == ["5", "60", "600"]


@pytest.mark.parametrize(
    ("style", "qps", "quota", "inactive"),
    [
        (
            "mashery",
            (403, b"<h1>Developer Over Qps</h1>"),
            (403, b"<h1>Developer Over Rate</h1>"),
            b"<h1>Developer Inactive</h1>",
        ),
        (
            "gateway",
            (429, b'{"message":"Too Many Requests"}'),
            (403, b'{"message":"Limit Exceeded"}'),
            b'{"message":"Forbidden"}',
        ),
    ],
)
def test_sportradar_refuses_in_both_styles(ask, box, style, qps, quota, inactive):
    key = f"key-{style}"
    box.switches = replace(
        box.switches,
        sportradar_error_style=style,
        sportradar_keys=(key,),
        sportradar_qps=0.001,
        sportradar_quota=2,
    )
    target = "/formula1/trial/v2/en/seasons.json"
    assert ask.get(target, {"x-api-key": key}).status == 200
    throttled = ask.get(target, {"x-api-key": key})
    assert (throttled.status, throttled.body, throttled.headers["Retry-After"]) == (*qps, "1")
    box.switches = replace(box.switches, sportradar_qps=1e6)
    assert ask.get(f"{target}?api_key={key}").status == 200
    spent = ask.get(target, {"x-api-key": key})
    assert (spent.status, spent.body) == quota
    for headers in ({}, {"x-api-key": "wrong"}):
        refused = ask.get(target, headers)
        assert (refused.status, refused.body) == (403, inactive)
    assert box.seen[-1].key == "refused"


def test_altsportsdata_tells_its_limits_on_every_answer(ask, box):
    box.switches = replace(box.switches, altsportsdata_rate=None)
    limits = {
        key: ask.altsportsdata("sports", key).headers for key in ("demo-aaaa", "sandbox-free", "sandbox-pro")
    }
    assert [headers["X-RateLimit-Limit"] for headers in limits.values()] == ["100", "1000", "10000"]
    assert [ask.altsportsdata("sports", "demo-aaaa").headers["X-RateLimit-Remaining"] for _ in range(2)] == [
        "98",
        "97",
    ]
    box.switches = replace(box.switches, altsportsdata_rate=2)
    answers = [ask.altsportsdata("sports", "demo-bbbb") for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    error = answers[2].json()["error"]
    assert error["retry_after"] == int(answers[2].headers["X-RateLimit-Reset"])
    assert 3500 < error["retry_after"] - time.time() < 3610
    assert ask.get("/api/v1/public/sports", {"Authorization": "Bearer demo-cccc"}).status == 200
    assert ask.altsportsdata("sports", "demo-toolong").json()["error"]["code"] == "INVALID_API_KEY"


def test_the_log_knows_what_was_asked_and_hides_keys(ask, box):
    start = len(box.seen)
    ask.balldontlie("lap_times?session_ids[]=1770&per_page=2")
    ask.get("/formula1/trial/v2/en/seasons.json?api_key=my-secret")
    first, second = box.seen[start:]
    assert (first.provider, first.endpoint, first.path) == ("balldontlie", "lap_times", "/f1/v1/lap_times")
    assert first.query == [("session_ids[]", "1770"), ("per_page", "2")]
    assert (first.key, first.status) == ("sandbox-goat", 200)
    assert first.bytes > 1000
    assert (second.endpoint, second.query, second.key, second.status) == ("seasons", [], "refused", 403)
    assert "my-secret" not in repr(box.seen)
    assert first.at <= second.at
    assert box.peak("balldontlie", 60, "sandbox-goat") >= 1
    assert box.peak("balldontlie", 60, "nobody") == 0
