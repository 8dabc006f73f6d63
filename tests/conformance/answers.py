"""The documented answers of the catalogue: which file answers which endpoint, and what must have been asked for it.

A file `<endpoint>.json`, `<endpoint>_<anything>.json` or the same as XML in `fixtures/<provider>/` is an answer of that
endpoint. Nothing else has to be written for a new one.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mirror.catalogue import Endpoint, Provider, Scope
from mirror.http import Request
from mirror.places import FIXTURES
from mirror.providers import PROVIDERS

CASSETTES, EXPECTED = FIXTURES / "cassettes", FIXTURES / "expected"
SLOTS = {"access_level": "trial", "language": "en"}

_NAMED_OTHERWISE = {"event_detail": "event"}

# Where an answer says what it was asked for, and what to ask for when it does not say.
_SAID: dict[str, Sequence[tuple[str, ...]]] = {
    "session_ids[]": [("session", "id")],
    "event_ids[]": [("event", "id")],
    "season": [("season",)],
    "stage_id": [("stage", "id")],
    "competitor_id": [("competitor", "id")],
    "team_id": [("team", "id")],
    "event_id": [("eventId",), ("id",)],
    "heat_id": [("heatId",)],
}
_UNSAID = {"event_ids[]": "354", "stage_id": "sr:stage:1189123", "event_id": "f1-bahrain-gp-2026"}


@dataclass(frozen=True, repr=False)
class Answer:
    """One documented answer."""

    provider: Provider
    endpoint: Endpoint
    path: Path

    def __str__(self) -> str:
        return f"{self.provider.name}/{self.path.name}"

    __repr__ = __str__

    @cached_property
    def body(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def content(self) -> Any:
        """The answer as JSON says it; an answer in XML has a twin."""
        return json.loads(self.path.with_suffix(".json").read_bytes())

    @cached_property
    def scope(self) -> Scope:
        """What was asked."""
        content = self.content
        if isinstance(content, dict):
            content = content.get("data", content)
        first = content[0] if isinstance(content, list) else content
        return Scope(self.endpoint.name, tuple((name, _asked(first, name)) for name in self.endpoint.ask))

    @property
    def request(self) -> Request:
        suffix = self.path.suffix if self.provider.name == "sportradar" else ""
        return self.provider.request(self.endpoint, (self.scope,), suffix=suffix, slots=SLOTS)

    @property
    def cassette(self) -> Path:
        return CASSETTES / f"{self.provider.name}.yaml"

    @property
    def expected(self) -> Path:
        """The rows it becomes; JSON and XML become the same."""
        return EXPECTED / self.provider.name / f"{self.path.stem}.json"


def _asked(first: Any, name: str) -> str:
    for path in _SAID[name]:
        value = first
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        if value is not None:
            return str(value)
    return _UNSAID[name]


def _files(provider: Provider, endpoint: Endpoint) -> Iterator[Path]:
    stem = _NAMED_OTHERWISE.get(endpoint.name, endpoint.name)
    for path in sorted((FIXTURES / provider.name).iterdir()):
        if path.stem == stem or path.stem.startswith(f"{stem}_"):
            yield path


ANSWERS = [
    Answer(provider, endpoint, path)
    for provider in PROVIDERS.values()
    for endpoint in provider.endpoints
    for path in _files(provider, endpoint)
]
IN_JSON = [answer for answer in ANSWERS if answer.path.suffix == ".json"]
