"""Where settings come from, which one wins, and one sentence for each that does not do."""

from pathlib import Path

import pytest

from mirror.errors import ConfigurationError
from mirror.settings import Settings

DEFAULTS = {
    "balldontlie_api_key": None,
    "balldontlie_base_url": None,
    "balldontlie_tier": None,
    "balldontlie_requests_per_minute": None,
    "sportradar_api_key": None,
    "sportradar_base_url": None,
    "sportradar_access_level": "trial",
    "sportradar_language": "en",
    "sportradar_format": "json",
    "sportradar_requests_per_second": None,
    "sportradar_quota": None,
    "altsportsdata_api_key": None,
    "altsportsdata_base_url": None,
    "altsportsdata_requests_per_hour": None,
    "f1_mirror_db": "f1.db",
    "f1_mirror_live_share": 0.2,
    "f1_mirror_answer_seconds": 100.0,
    "f1_mirror_recheck_days": (1.0, 3.0, 14.0, 45.0, 120.0),
}

WRONG = [
    ("F1_MIRROR_ANSWER_SECONDS", "0", "must be above 0 and at most 120; it is '0'."),
    ("F1_MIRROR_ANSWER_SECONDS", "121", "must be above 0 and at most 120; it is '121'."),
    ("F1_MIRROR_ANSWER_SECONDS", "soon", "must be a number; it is 'soon'."),
    ("BALLDONTLIE_API_KEY", "a b", "has blanks or letters in it that no key has; copy the key again."),
    ("BALLDONTLIE_API_KEY", "schlüssel", "has blanks or letters in it that no key has; copy the key again."),
    (
        "BALLDONTLIE_BASE_URL",
        "http://h/f1/v1",
        "must be scheme and host without a path, like http://127.0.0.1:8765.",
    ),
    (
        "SPORTRADAR_BASE_URL",
        "localhost:80",
        "must be scheme and host without a path, like http://127.0.0.1:8765.",
    ),
    (
        "SPORTRADAR_BASE_URL",
        "http://[::1",
        "must be scheme and host without a path, like http://127.0.0.1:8765.",
    ),
    (
        "SPORTRADAR_BASE_URL",
        "http://a:b@h",
        "must be scheme and host without a path, like http://127.0.0.1:8765.",
    ),
    (
        "ALTSPORTSDATA_BASE_URL",
        "http://h?k=1",
        "must be scheme and host without a path, like http://127.0.0.1:8765.",
    ),
    ("BALLDONTLIE_TIER", "gold", "must be one of free, all-star, goat; it is 'gold'."),
    ("SPORTRADAR_ACCESS_LEVEL", "test", "must be one of trial, production; it is 'test'."),
    ("SPORTRADAR_FORMAT", "yaml", "must be one of json, xml; it is 'yaml'."),
    ("SPORTRADAR_LANGUAGE", "eng", "must be a language code of two letters, like en; it is 'eng'."),
    ("SPORTRADAR_QUOTA", "-1", "must be above 0; it is '-1'."),
    ("SPORTRADAR_REQUESTS_PER_SECOND", "fast", "must be a number; it is 'fast'."),
    ("BALLDONTLIE_REQUESTS_PER_MINUTE", "nan", "must be a number; it is 'nan'."),
    ("ALTSPORTSDATA_REQUESTS_PER_HOUR", "0", "must be above 0; it is '0'."),
]


def found() -> dict[str, object]:
    return Settings.load().model_dump()


def test_without_anything_there_are_the_defaults() -> None:
    assert found() == DEFAULTS


def test_the_environment_wins_over_dotenv_and_dotenv_over_toml(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("f1-mirror.toml").write_text(
        'sportradar_quota = 1\nSPORTRADAR_LANGUAGE = "de"\nf1_mirror_db = "toml.db"\nbdl = "x"\n'.replace(
            'bdl = "x"\n', ""
        )
    )
    Path(".env").write_text("SPORTRADAR_QUOTA=2\nsportradar_language=FR\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("SPORTRADAR_QUOTA", "3.5")
    assert found() == DEFAULTS | {
        "sportradar_quota": 3.5,
        "sportradar_language": "fr",
        "f1_mirror_db": "toml.db",
    }


def test_an_empty_variable_unsets(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("BALLDONTLIE_API_KEY=abcdefgh\nSPORTRADAR_FORMAT=xml\n")
    monkeypatch.setenv("BALLDONTLIE_API_KEY", "")
    monkeypatch.setenv("SPORTRADAR_FORMAT", " ")
    assert found() == DEFAULTS


def test_values_are_brought_into_one_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALLDONTLIE_API_KEY", " abcdefgh\n")
    monkeypatch.setenv("BALLDONTLIE_TIER", "ALL-STAR")
    monkeypatch.setenv("BALLDONTLIE_BASE_URL", "http://127.0.0.1:8765/")
    settings = Settings.load()
    assert (settings.key("balldontlie"), settings.key("sportradar")) == ("abcdefgh", None)
    assert (settings.base_url("balldontlie"), settings.base_url("sportradar")) == (
        "http://127.0.0.1:8765",
        None,
    )
    assert settings.balldontlie_tier == "all-star"
    assert "abcdefgh" not in repr(settings)


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_what_does_not_do_is_one_sentence_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        Settings.load()
    assert str(caught.value) == f"{name} {sentence}"


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        (
            'ballontlie_api_key = "x"',
            "f1-mirror.toml sets ballontlie_api_key, which is no setting, did you mean balldontlie_api_key?",
        ),
        ('colour = "x"', "f1-mirror.toml sets colour, which is no setting; the README lists the settings."),
        (
            "balldontlie_api_key = secret",
            "f1-mirror.toml is no TOML (Invalid value (at line 1, column 23)); a text stands in quotes.",
        ),
        ("balldontlie_api_key = 5", "BALLDONTLIE_API_KEY is not what it must be: a text."),
    ],
)
def test_a_wrong_toml_is_one_sentence(toml: str, sentence: str) -> None:
    Path("f1-mirror.toml").write_text(toml)
    with pytest.raises(ConfigurationError) as caught:
        Settings.load()
    assert str(caught.value) == sentence


def test_a_dotenv_that_is_no_text_is_one_sentence() -> None:
    Path(".env").write_bytes(b"A=\xff\n")
    with pytest.raises(ConfigurationError) as caught:
        Settings.load()
    assert str(caught.value) == ".env cannot be read (UnicodeDecodeError); mend it."


def test_given_settings_read_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPORTRADAR_QUOTA", "7")
    assert Settings.given(sportradar_language="de").model_dump() == DEFAULTS | {"sportradar_language": "de"}
    with pytest.raises(ConfigurationError, match="SPORTRADAR_QUOTA must be above 0"):
        Settings.given(sportradar_quota=0)
