"""From the target of a request back to the scopes that it asked for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirror.catalogue import Endpoint, Provider, Scope
from mirror.providers import PROVIDERS
from mirror.rebuild import scopes_of

SLOTS = {"access_level": "trial", "language": "en"}
ENDPOINTS = [(provider, endpoint) for provider in PROVIDERS.values() for endpoint in provider.endpoints]
ids = st.integers(-(10**12), 10**12).map(str)
texts = st.text(st.characters(codec="utf-8", exclude_characters="%/"), min_size=1, max_size=20)
queried = st.text(st.characters(codec="utf-8"), max_size=20)


@st.composite
def asked(draw: st.DrawFn, endpoint: Endpoint) -> tuple[Scope, ...]:
    def value(name: str) -> str:
        return draw(texts if f"{{{name}}}" in endpoint.path else ids | queried)

    params = tuple((name, value(name)) for name in endpoint.ask)
    if params and endpoint.batch > 1 and draw(st.booleans()):
        several = draw(st.lists(ids | queried, min_size=1, max_size=endpoint.batch, unique=True))
        return tuple(Scope(endpoint.name, ((endpoint.ask[0], one),)) for one in several)
    for name in endpoint.split[: draw(st.integers(0, len(endpoint.split)))]:
        cut = draw(st.lists(ids | queried, min_size=1, max_size=endpoint.together, unique=True))
        params += tuple((name, one) for one in cut)
    return (Scope(endpoint.name, params),)


@pytest.mark.parametrize(("provider", "endpoint"), ENDPOINTS, ids=lambda one: one.name)
@given(data=st.data())
def test_a_target_tells_what_was_asked(provider: Provider, endpoint: Endpoint, data: st.DataObject) -> None:
    scopes = data.draw(asked(endpoint))
    cursor = data.draw(st.none() | ids)
    suffix = data.draw(st.sampled_from([".json", ".xml"])) if provider.name == "sportradar" else ""
    size = data.draw(st.none() | st.integers(1, 100))
    request = provider.request(endpoint, scopes, cursor, suffix=suffix, slots=SLOTS, page_size=size)
    assert scopes_of(provider, endpoint, request.target) == scopes


@pytest.mark.parametrize(("provider", "endpoint"), ENDPOINTS, ids=lambda one: one.name)
def test_what_is_no_request_of_the_endpoint_asks_for_nothing(provider: Provider, endpoint: Endpoint) -> None:
    for target in ("", "/", "/elsewhere?x=1", "/f1/v1/drivers?per_page", f"{provider.prefix}nothing/of/it"):
        assert scopes_of(provider, endpoint, target) is None


def test_an_endpoint_that_asks_otherwise_now_does_not_take_an_older_target() -> None:
    provider = PROVIDERS["altsportsdata"]
    endpoint = provider.by_name["events"]
    target = provider.request(endpoint, (Scope("events"),)).target
    assert scopes_of(provider, endpoint, target) == (Scope("events"),)
    other = replace(endpoint, always=(*endpoint.always, ("more", "yes")))
    assert scopes_of(provider, other, target) is None
