"""The key is found in every spelling, and nothing else is touched."""

import html
import json
import string
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirror.http import redact

UUID = "3f9d2b1a-77aa-4c10-9e5e-0123456789ab"
ODD = 'a/b+c&d "e"\\f=é%'


def spellings(key: str) -> dict[str, str]:
    return {
        "raw": key,
        "percent": quote(key, safe=""),
        "path": quote(key),
        "form": quote_plus(key),
        "lower percent": "".join(
            f"%{byte:02x}" if chr(byte) not in string.ascii_letters + string.digits else chr(byte)
            for byte in key.encode()
        ),
        "every byte": "".join(f"%{byte:02X}" for byte in key.encode()),
        "json": json.dumps(key)[1:-1],
        "json utf-8": json.dumps(key, ensure_ascii=False)[1:-1],
        "json slashes": json.dumps(key)[1:-1].replace("/", "\\/"),
        "json every letter": "".join(f"\\u{ord(letter):04X}" for letter in key),
        "html": html.escape(key),
    }


@pytest.mark.parametrize("key", [UUID, ODD, "demo-0001", "x" * 40])
@pytest.mark.parametrize("spelling", list(spellings("")))
def test_every_spelling(key: str, spelling: str) -> None:
    written = spellings(key)[spelling]
    assert redact(f"<{written}|{written}>".encode(), key) == b"<[key]|[key]>"


def test_a_short_key_is_a_whole_word() -> None:
    body = b'{"racecontrol":"race","grace":1,"url":"?key=race&x"}'
    assert redact(body, "race") == b'{"racecontrol":"[key]","grace":1,"url":"?key=[key]&x"}'


def test_a_long_key_is_found_inside_words() -> None:
    assert redact(b"xxlongenoughyy", "longenough") == b"xx[key]yy"


@pytest.mark.parametrize("secret", [None, ""])
def test_without_a_key_nothing_changes(secret: str | None) -> None:
    assert redact(b"race", secret) == b"race"


def test_binary_bodies_survive() -> None:
    assert redact(bytes(range(256)) + UUID.encode() + b"\xff", UUID) == bytes(range(256)) + b"[key]\xff"


@given(
    key=st.text(string.ascii_letters + string.digits + "-_.:/+=&", min_size=8, max_size=40), noise=st.text()
)
def test_no_key_is_left(key: str, noise: str) -> None:
    before = noise.encode()
    if key.encode() not in before:
        assert key.encode() not in redact(
            before + quote(key, safe="").encode() + key.encode() + before, key
        ).replace(b"[key]", b"\0")


@given(st.binary())
def test_a_body_without_the_key_is_the_same(body: bytes) -> None:
    assert redact(body, UUID) == body
