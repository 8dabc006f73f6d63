"""What may be configured: environment variables, then `.env`, then `f1-mirror.toml`; the command line wins over all.

The three spell a setting alike (`BALLDONTLIE_API_KEY`, in any case); an empty value is none. Keys are held as secrets,
which print as stars.
"""

import difflib
import string
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from mirror.errors import ConfigurationError
from mirror.freshness import LADDER
from mirror.patience import ANSWER_SECONDS, MOST_SECONDS

TOML = Path("f1-mirror.toml")
DOTENV = Path(".env")

_KEY_LETTERS = frozenset(string.ascii_letters + string.digits + string.punctuation)


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole or parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be scheme and host without a path, like http://127.0.0.1:8765")
    return f"{parts.scheme}://{parts.netloc}"


def _key(value: SecretStr) -> SecretStr:
    if not _KEY_LETTERS.issuperset(value.get_secret_value()):
        raise ValueError("has blanks or letters in it that no key has; copy the key again")
    return value


def _language(value: str) -> str:
    if len(value) != 2 or not (value.isascii() and value.isalpha()):
        raise ValueError("must be a language code of two letters, like en")
    return value.lower()


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Key = Annotated[SecretStr, AfterValidator(_key)] | None
Address = Annotated[str, AfterValidator(_address)] | None


def _ladder(value: object) -> object:
    """Days like `1,3,14,45,120`, each above 0 and after the one before."""
    if not isinstance(value, str):
        return value
    try:
        days = tuple(float(part) for part in value.split(","))
    except ValueError:
        days = ()
    if not days or any(late <= early for early, late in zip((0.0, *days), days, strict=False)):
        raise ValueError("must be days that rise, like 1,3,14,45,120")
    return days


def _answer_seconds(value: float) -> float:
    if not 0 < value <= MOST_SECONDS:
        raise ValueError(f"must be above 0 and at most {MOST_SECONDS:g}")
    return value


Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)] | None


class Settings(BaseModel):
    """Everything that may be set; None is unset. Rates are requests per unit of time, and no limit is hard-coded."""

    model_config = ConfigDict(frozen=True)

    balldontlie_api_key: Key = None
    balldontlie_base_url: Address = None
    balldontlie_tier: Annotated[Literal["free", "all-star", "goat"], BeforeValidator(_lower)] | None = None
    balldontlie_requests_per_minute: Rate = None

    sportradar_api_key: Key = None
    sportradar_base_url: Address = None
    sportradar_access_level: Annotated[Literal["trial", "production"], BeforeValidator(_lower)] = "trial"
    sportradar_language: Annotated[str, AfterValidator(_language)] = "en"
    sportradar_format: Annotated[Literal["json", "xml"], BeforeValidator(_lower)] = "json"
    sportradar_requests_per_second: Rate = None
    sportradar_quota: Rate = None

    altsportsdata_api_key: Key = None
    altsportsdata_base_url: Address = None
    altsportsdata_requests_per_hour: Rate = None

    f1_mirror_db: str = "f1.db"
    f1_mirror_live_share: Annotated[float, Field(ge=0, le=0.9)] = 0.2
    f1_mirror_answer_seconds: Annotated[float, AfterValidator(_answer_seconds)] = ANSWER_SECONDS
    f1_mirror_recheck_days: Annotated[tuple[float, ...], NoDecode, BeforeValidator(_ladder)] = LADDER

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, found: dict[str, Any]) -> dict[str, Any]:
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}
        return {name: value for name, value in stripped.items() if value not in ("", None)}

    @classmethod
    def load(cls) -> "Settings":
        """The settings in force in the current folder. Raises ConfigurationError, which names the one at fault."""
        try:
            return _Found()
        except ValidationError as error:
            raise ConfigurationError(_sentence(error)) from None
        except (SettingsError, OSError, UnicodeDecodeError) as trouble:
            raise ConfigurationError(
                f"{DOTENV} cannot be read ({type(trouble).__name__}); mend it."
            ) from None

    @classmethod
    def given(cls, **values: Any) -> Self:
        """Settings of these values alone: nothing is read. Raises ConfigurationError like `load`."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise ConfigurationError(_sentence(error)) from None

    def key(self, provider: str) -> str | None:
        """The key for a provider, or None."""
        secret: SecretStr | None = getattr(self, f"{provider}_api_key")
        return None if secret is None else secret.get_secret_value()

    def base_url(self, provider: str) -> str | None:
        """Where to find a provider, when it is not where its documentation says: scheme and host; else None."""
        address: str | None = getattr(self, f"{provider}_base_url")
        return address


class _Found(Settings, BaseSettings):
    """The settings as they are found: the first source that has one decides."""

    model_config = SettingsConfigDict(env_file=DOTENV, env_file_encoding="utf-8", extra="ignore", frozen=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, InitSettingsSource(settings_cls, _toml())


def _toml() -> dict[str, Any]:
    try:
        found = tomllib.loads(TOML.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as trouble:
        raise ConfigurationError(f"{TOML} cannot be read ({type(trouble).__name__}); mend it.") from None
    except tomllib.TOMLDecodeError as trouble:
        raise ConfigurationError(f"{TOML} is no TOML ({trouble}); a text stands in quotes.") from None
    values = {}
    for name, value in found.items():
        if name.lower() not in Settings.model_fields:
            near = difflib.get_close_matches(name.lower(), Settings.model_fields, n=1)
            also = f", did you mean {near[0]}?" if near else "; the README lists the settings."
            raise ConfigurationError(f"{TOML} sets {name}, which is no setting{also}")
        values[name.lower()] = value
    return values


def _sentence(error: ValidationError) -> str:
    """One sentence about the first setting that does not do; what it was is told unless it may hold a secret."""
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]).upper()
    match first["type"]:
        case "literal_error":
            what = f"must be one of {first['ctx']['expected'].replace(' or ', ', ').replace(chr(39), '')}"
        case "value_error":
            what = str(first["ctx"]["error"])
        case "greater_than":
            what = "must be above 0"
        case "greater_than_equal" | "less_than_equal":
            what = "must be between 0 and 0.9"
        case "float_parsing" | "float_type" | "finite_number":
            what = "must be a number"
        case _:
            what = "is not what it must be: a text"
    secret = name.endswith(("_API_KEY", "_BASE_URL"))
    return f"{name} {what}." if secret else f"{name} {what}; it is {str(first['input'])[:40]!r}."
