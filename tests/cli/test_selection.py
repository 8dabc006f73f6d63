"""What a command line selects, and which keys it needs."""

import pytest

from mirror.errors import ConfigurationError, UsageError
from mirror.selection import Selection, parse_seasons, require_keys, select

ALL = ("balldontlie", "sportradar", "altsportsdata")


@pytest.mark.parametrize(
    ("text", "seasons"),
    [
        (None, (None, True)),
        ("all", (None, False)),
        ("2024", (frozenset({2024}), False)),
        ("2022..2024", (frozenset({2022, 2023, 2024}), False)),
        ("2024..2024", (frozenset({2024}), False)),
    ],
)
def test_seasons(text: str | None, seasons: tuple[frozenset[int] | None, bool]) -> None:
    assert parse_seasons(text) == seasons


@pytest.mark.parametrize(
    "text", ["", "24", "2024..", "..2024", "2020-2024", "1949", "2020..20244", "²024", "2024,2025"]
)
def test_no_season(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_seasons(text)
    assert (
        str(caught.value)
        == f"--season {text} is no season; write a year (2024), a range (2020..2024) or 'all'."
    )


def test_a_season_that_ends_before_it_begins() -> None:
    with pytest.raises(
        UsageError, match=r"^--season 2024\.\.2020 ends before it begins; write 2020\.\.2024\.$"
    ):
        parse_seasons("2024..2020")


def test_nothing_said_is_everything_of_the_current_season() -> None:
    assert select() == Selection(ALL, named=False, seasons=None, current=True)


def test_everything_said() -> None:
    assert select(
        ["sportradar", "balldontlie", "sportradar"],
        season="2024",
        endpoints=["seasons", "lap_times"],
        laps=True,
        full=True,
        max_requests=5,
        wait=True,
    ) == Selection(
        ("sportradar", "balldontlie"),
        named=True,
        seasons=frozenset({2024}),
        current=False,
        endpoints=frozenset({"seasons", "lap_times"}),
        laps=True,
        full=True,
        max_requests=5,
        wait=True,
    )


def test_an_endpoint_alone_selects_whose_it_is() -> None:
    assert select(endpoints=["lap_times"]).providers == ("balldontlie",)
    assert select(endpoints=["seasons"]).providers == ("balldontlie", "sportradar")


def test_an_endpoint_of_another_provider() -> None:
    with pytest.raises(UsageError) as caught:
        select(["sportradar"], endpoints=["lap_times"])
    assert (
        str(caught.value)
        == "The endpoint 'lap_times' is BALLDONTLIE's, which is not among the providers named."
    )


def test_a_provider_named_needs_its_key() -> None:
    keys = {"balldontlie": "k"}
    require_keys(select(["balldontlie"]), keys.get)
    require_keys(select(), keys.get)
    with pytest.raises(ConfigurationError) as caught:
        require_keys(select(["balldontlie", "sportradar"]), keys.get)
    assert str(caught.value) == (
        "There is no key for Sportradar: get one at https://developer.sportradar.com and put it into SPORTRADAR_API_KEY"
        " (environment, .env or f1-mirror.toml)."
    )


def test_without_any_key_it_says_where_to_get_and_put_one() -> None:
    with pytest.raises(ConfigurationError) as caught:
        require_keys(select(), {}.get)
    assert str(caught.value) == (
        "There is no key to sync with: get one from a provider and put it into BALLDONTLIE_API_KEY"
        " (https://www.balldontlie.io), SPORTRADAR_API_KEY (https://developer.sportradar.com), ALTSPORTSDATA_API_KEY"
        " (https://altsportsdata.com), in the environment, .env or f1-mirror.toml; 'f1-mirror demo' needs none."
    )
