"""The real client, answered by a cassette: nothing leaves the machine, and no key is in the file."""

import contextlib
from collections.abc import Iterator
from functools import cache

import vcr  # type: ignore[import-untyped]  # it ships no types

from mirror.http import Client, Response
from mirror.providers import PROVIDERS
from tests.conformance.answers import ANSWERS, CASSETTES

KEY = "4b1d-the-key-of-nobody-9f6e"
SECRET_HEADERS = ["authorization", "x-api-key"]


@contextlib.contextmanager
def playing(provider: str) -> Iterator[Client]:
    """A client of `provider` that hears its cassette and nothing else."""
    owner = PROVIDERS[provider]
    deck = vcr.VCR(filter_headers=SECRET_HEADERS, match_on=["method", "uri"], record_mode="none")
    client = Client(owner.base_url, KEY, owner.authorize(KEY))
    try:
        with deck.use_cassette(str(CASSETTES / f"{provider}.yaml")):
            yield client
    finally:
        client.close()


@cache
def replayed(provider: str) -> dict[str, Response]:
    """Every answer on the cassette of `provider`, by the name of its file."""
    with playing(provider) as client:
        return {a.path.name: client.send(a.request) for a in ANSWERS if a.provider.name == provider}
