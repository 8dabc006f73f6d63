"""One request to one answer: decoded, and without the key wherever it came back.

Whatever goes wrong on the wire becomes one sentence, and whether the provider may have seen the request.
"""

import re
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from mirror.errors import ConfigurationError, NoAnswer
from mirror.patience import ANSWER_SECONDS, READ_SECONDS, Patience
from mirror.wire import MOST_BYTES, Failed, too_large, wire_to

if TYPE_CHECKING:
    import httpx

_SHORT_KEY = 8
_GZIP = 16 + zlib.MAX_WBITS  # with its header and checksum
_MEMBERS = 100  # of one gzip body; whoever sends more of them wants to keep somebody busy
_PLACEHOLDER = b"[key]"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a provider. The key is not in it: the client adds it, so a request can be printed and stored."""

    provider: str
    endpoint: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def target(self) -> str:
        """Path and query as they go over the wire: brackets of names literal, everything else percent-encoded."""
        return _target(self.path, self.params)


@lru_cache(maxsize=256)
def _target(path: str, params: tuple[tuple[str, str], ...]) -> str:
    written = quote(path, safe="/:@!$&'()*+,;=~%")
    if not params:
        return written
    return f"{written}?{'&'.join([_pair(name, value) for name, value in params])}"


@lru_cache(maxsize=1024)
def _pair(name: str, value: str) -> str:
    return f"{quote(name, safe='[]')}={quote(value, safe='')}"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of any status. Header names are lower-case; the key is replaced in headers and in the decoded body."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


class Client:
    """Sends requests to one provider; shared by several threads.

    `headers` holds what every request carries, the key included; `secret` is the key, replaced wherever it comes back.
    `timeout` is in seconds, for each read, `within` for a whole answer; `connections` is how many may be open at once.
    `most` is how many bytes an answer may have, decoded.
    Raises ConfigurationError when the address, a header or a proxy setting cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        secret: str | None,
        headers: Mapping[str, str],
        *,
        timeout: float = READ_SECONDS,
        within: float = ANSWER_SECONDS,
        transport: "httpx.BaseTransport | None" = None,
        connections: int = 16,
        clock: Callable[[], float] = time.perf_counter,
        most: int = MOST_BYTES,
    ) -> None:
        self._secret = secret
        self._clock = clock
        self._most = most
        self._headers = _sendable({"user-agent": "f1-mirror", "accept-encoding": "gzip", **headers})
        self._wire = wire_to(
            base_url,
            patience=Patience(timeout, within),
            connections=connections,
            transport=transport,
            most=most,
        )

    def send(self, request: Request) -> Response:
        """The provider's answer, whatever its status; redirects are not followed.

        `seconds` is the time from the call to the last byte.
        Raises NoAnswer when there is none, none that is whole, or too large a one; its sentence never contains the key.
        """
        started = self._clock()
        try:
            status, headers, body = self._exchange(request)
        except Failed as failed:
            why, reached = _why(failed, self._secret), failed.reached
        else:
            return Response(status, headers, body, self._clock() - started)
        # Raised out here so that the original, which may quote a header with the key, is not carried along.
        raise NoAnswer(f"{request.provider} {request.endpoint}: {why}.", reached=reached)

    def close(self) -> None:
        """Closes the kept connections."""
        self._wire.close()

    def _exchange(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        status, came, body = self._wire.get(request.target, self._headers | dict(request.headers))
        headers: dict[str, str] = {}
        for name, value in came:
            name = name.lower()
            if name != "set-cookie":
                value = redact(value.encode("latin-1"), self._secret).decode("latin-1")
                headers[name] = f"{headers[name]}, {value}" if name in headers else value
        if "content-encoding" in headers:
            body = _decoded(body, headers["content-encoding"], self._most)
        return status, headers, redact(body, self._secret)


def redact(data: bytes, secret: str | None) -> bytes:
    """`data` with every spelling of the key (raw, percent-encoded, JSON- or HTML-escaped) replaced by `[key]`.

    A key shorter than 8 characters is replaced only where it stands as a whole word.
    """
    if not secret:
        return data
    key = _key(secret)
    if key.raw not in data:
        if not any(start in data for start in key.escapes):
            return data
        if not any(probe in data for probe in key.probes):
            return data
    return key.spellings.sub(_PLACEHOLDER, data)


@dataclass(frozen=True, slots=True)
class _Key:
    """A key and what tells quickly, without the slow pattern of all its spellings, that a text does not hold it."""

    raw: bytes
    escapes: tuple[bytes, ...]  # one of these begins any spelling but the raw one
    probes: tuple[bytes, ...]  # one of these is in any spelling
    spellings: re.Pattern[bytes]


@lru_cache(maxsize=16)
def _key(secret: str) -> _Key:
    raw = secret.encode()
    # Encoders leave letters and digits alone, unless they spell out every character.
    longest_run = max(re.findall(r"[A-Za-z0-9]+", secret), key=len, default="").encode()
    percent = [b"".join(form % byte for byte in raw) for form in (b"%%%02X", b"%%%02x")]
    unicode = [b"".join(form % ord(letter) for letter in secret) for form in (b"\\u%04X", b"\\u%04x")]
    pattern = b"".join(_character(character) for character in secret)
    if len(secret) < _SHORT_KEY:
        pattern = rb"(?<!\w)" + pattern + rb"(?!\w)"
    escapes = (b"%", b"\\", b"&", b"+") if " " in secret else (b"%", b"\\", b"&")
    return _Key(raw, escapes, (longest_run, *percent, *unicode), re.compile(pattern))


def _character(character: str) -> bytes:
    """A pattern of the ways in which one character of the key may be written."""
    raw = character.encode()
    utf16 = character.encode("utf-16-be")
    units = [utf16[place : place + 2].hex().encode() for place in range(0, len(utf16), 2)]
    ways = [
        b"(?i:" + b"".join(b"%%%02x" % byte for byte in raw) + b")",
        b"(?i:&#(?:0*%d|x0*%x);)" % (ord(character), ord(character)),
        b"".join(rb"\\u(?i:" + unit + b")" for unit in units),
    ]
    if character in _ENTITIES:
        ways.append(_ENTITIES[character])
    if character in '"\\/':
        ways.append(re.escape(b"\\" + raw))
    if character == " ":
        ways.append(rb"\+")
    ways.append(re.escape(raw))  # last, since the others may begin with it
    return b"(?:" + b"|".join(ways) + b")"


_ENTITIES = {"&": b"&amp;", "<": b"&lt;", ">": b"&gt;", '"': b"&quot;", "'": b"&apos;"}


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers, the last of equal names alone; ConfigurationError names the header, not what is in it."""
    sendable: dict[str, tuple[str, str]] = {}
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable() and value == value.strip()):
            raise ConfigurationError(
                f"The {name} header cannot be sent: its value has blanks or letters beyond ASCII."
            )
        sendable[name.lower()] = (name, value)
    return dict(sendable.values())


def _decoded(body: bytes, encoding: str, most: int) -> bytes:
    """The body without its Content-Encoding. Raises Failed when it is cut, damaged, in another encoding or too large."""
    match encoding.strip().lower():
        case "" | "identity":
            return body
        case "gzip" | "x-gzip":
            return _unzipped(body, most)
    raise Failed("the body has an encoding that was not asked for", reached=True)


def _unzipped(body: bytes, most: int) -> bytes:
    """What one or several gzip members hold, at most so many bytes. Raises Failed.

    Not `gzip.decompress`, which fills the memory with a thousand times of what came, nor httpx's decoder, which takes a
    stream that ends early for a whole one.
    """
    pieces: list[bytes] = []
    size = 0
    while body:
        if len(pieces) == _MEMBERS:
            raise too_large(most)
        member = zlib.decompressobj(wbits=_GZIP)
        try:
            piece = member.decompress(body, most + 1 - size)
        except zlib.error:
            raise _damaged() from None
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise too_large(most)
        if not member.eof:
            raise _damaged()
        body = member.unused_data.lstrip(b"\0")  # members may be padded
    return b"".join(pieces)


def _damaged() -> Failed:
    return Failed("the compressed body is cut or damaged", reached=True)


def _why(failed: Failed, secret: str | None) -> str:
    """The end of a sentence about a failure, without the key."""
    if failed.detail is None:
        return failed.what
    detail = redact(failed.detail.encode("utf-8", "replace"), secret).decode("utf-8", "replace")
    detail = " ".join("".join(letter if letter.isprintable() else " " for letter in detail).split())[:200]
    return f"{failed.what} ({detail})"
