"""The way to one provider: what is asked goes out, what is answered comes back as bytes, whatever it says.

`Kept` holds connections of the standard library, a quarter of the time of httpx a page. A proxy, and a transport that
was handed in, are httpx's own matter: `Handed`. Both fail with `Failed`. vcrpy hooks both. httpx is only loaded when it
is needed: the process that fetches for a long run shall be small.
"""

import http.client
import ipaddress
import re
import select
import socket
import ssl
import time
import urllib.request
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast
from urllib.parse import quote, urlsplit

from mirror.errors import ConfigurationError
from mirror.patience import Patience, Patient

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 10.0
MOST_BYTES = 64_000_000  # of one answer, as it came and decoded; no documented one has a tenth of it
_KEPT_ALIVE_SECONDS = 15.0
_HOST = re.compile(r"[0-9A-Za-z._:-]+")  # a name in ASCII, or an address


class Failed(Exception):
    """No whole answer came.

    `what` is the end of a sentence, `detail` what was said by whom it failed at (the key may be in it), `reached` whether
    the provider may have seen the request.
    """

    def __init__(self, what: str, detail: str | None = None, *, reached: bool) -> None:
        super().__init__(what)
        self.what, self.detail, self.reached = what, detail, reached


def too_large(most: int) -> Failed:
    """An answer has more than `most` bytes."""
    return Failed(f"the answer is larger than {most / 1e6:g} MB", reached=True)


class Address(NamedTuple):
    """Where a provider is: its host in ASCII, and what every path begins with."""

    scheme: str
    host: str
    port: int | None
    prefix: str


class Answer(NamedTuple):
    """Status, headers as they came, and the body as it came, without its transfer encoding."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


class Wire(Protocol):
    """A way to one provider; several threads share it."""

    def get(self, target: str, headers: Mapping[str, str]) -> Answer:
        """The whole answer to a GET of path and query. Raises Failed."""

    def close(self) -> None:
        """Closes the kept connections."""


def wire_to(
    base_url: str,
    *,
    patience: Patience,
    connections: int,
    transport: "httpx.BaseTransport | None" = None,
    most: int = MOST_BYTES,
) -> Wire:
    """The way to the provider at `base_url`, which waits for each read and for each answer as `patience` says.

    An answer of more than `most` bytes is not read to its end.

    It leads over `transport` where one is given, over the environment's proxy where that is meant for this provider,
    else straight there. Raises ConfigurationError when the address or the proxy cannot be used.
    """
    address = _address(base_url)
    proxy = None if transport is not None else _proxy(address)
    if transport is None and proxy is None:
        return Kept(address, patience, most)
    return Handed(base_url, transport or _through(proxy, address, connections, patience), patience, most)


class Kept:
    """Connections straight to the provider, kept while they are in use: as many as there are threads that ask at once."""

    def __init__(self, address: Address, patience: Patience, most: int) -> None:
        self._host, self._port, self._prefix = address.host, address.port, address.prefix
        self._patience, self._most = patience, most
        self._tls = _tls() if address.scheme == "https" else None
        self._idle: list[tuple[http.client.HTTPConnection, float]] = []  # the one used last is taken first

    def get(self, target: str, headers: Mapping[str, str]) -> Answer:
        """The whole answer to a GET of path and query. Raises Failed."""
        self._patience.begin()
        connection = self._taken() or self._connected()
        try:
            if isinstance(connection.sock, socket.socket):  # a cassette has none
                connection.sock.settimeout(self._patience.left())
            connection.request("GET", self._prefix + target, headers=dict(headers))
            response = connection.getresponse()
            answer = Answer(response.status, response.getheaders(), self._body(response))
        except Failed:
            connection.close()
            raise
        except (http.client.HTTPException, OSError, ValueError) as trouble:
            connection.close()
            raise _broken(trouble) from None
        self._idle.append((connection, time.monotonic()))
        return answer

    def close(self) -> None:
        """Closes the kept connections."""
        while self._idle:
            self._idle.pop()[0].close()

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        """The whole body. Raises Failed when it is too large."""
        length = response.length
        if not isinstance(length, int):  # in chunks, until the connection ends, or from a cassette
            body = response.read(self._most + 1)
            if len(body) > self._most:
                response.close()
                raise too_large(self._most)
            return body
        if length > self._most:
            response.close()
            raise too_large(self._most)
        return response.read()  # which, unlike a read of so many bytes, tells when it is cut

    def _taken(self) -> http.client.HTTPConnection | None:
        """A connection that can be used again; None when there is none."""
        while self._idle:
            connection, since = self._idle.pop()
            if time.monotonic() - since < _KEPT_ALIVE_SECONDS and _is_open(connection):
                return connection
            connection.close()
        return None

    def _connected(self) -> http.client.HTTPConnection:
        # By these names when it is needed, since that is where vcrpy puts its own.
        connection: http.client.HTTPConnection
        if self._tls is None:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=CONNECT_SECONDS)
        else:
            connection = http.client.HTTPSConnection(
                self._host, self._port, timeout=CONNECT_SECONDS, context=self._tls
            )
        try:
            connection.connect()
        except TimeoutError:
            connection.close()
            raise _no_connection() from None
        except OSError as trouble:
            connection.close()
            raise Failed("no connection", _words(trouble), reached=False) from None
        connection.response_class = cast("Any", self._response)
        return connection

    def _response(self, sock: socket.socket, **told: Any) -> http.client.HTTPResponse:
        """The answer on a connection, which reads with patience."""
        return _Final(cast("Any", Patient(sock, self._patience)), **told)


class _Final(http.client.HTTPResponse):
    """The standard library's answer, which of all that may come before one (RFC 9110, 15.2) only knows to skip a 100."""

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]  # it is not in the types
            if not HTTPStatus.SWITCHING_PROTOCOLS < status < HTTPStatus.OK:
                return version, status, reason
            http.client.parse_headers(self.fp)


class Handed:
    """The way over a transport of httpx.

    It is called itself, below `httpx.Client`: no cookies, no redirects, no hooks, and a quarter less time.
    """

    def __init__(
        self, base_url: str, transport: "httpx.BaseTransport", patience: Patience, most: int
    ) -> None:
        self._base, self._transport, self._patience = base_url.rstrip("/"), transport, patience
        self._most = most
        read = patience.read
        seconds = {"connect": CONNECT_SECONDS, "read": read, "write": read, "pool": read}
        self._extensions = {"timeout": seconds}

    def get(self, target: str, headers: Mapping[str, str]) -> Answer:
        """The whole answer to a GET of path and query. Raises Failed."""
        import httpx  # noqa: PLC0415 - see above

        troubles = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, UnicodeError)
        self._patience.begin()
        sent = [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]
        try:
            answer = self._transport.handle_request(
                httpx.Request("GET", self._base + target, headers=sent, extensions=self._extensions)
            )
            try:
                stream = answer.stream
                if not isinstance(stream, httpx.SyncByteStream):
                    raise TypeError("a synchronous transport is needed")
                body = self._body(stream)
            finally:
                answer.close()
        except troubles as trouble:
            raise _failed(trouble) from None
        came = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw]
        return Answer(answer.status_code, came, body)

    def _body(self, stream: "httpx.SyncByteStream") -> bytes:
        """The whole body. Raises Failed when it is too large."""
        pieces, size = [], 0
        for piece in stream:
            self._patience.left()
            pieces.append(piece)
            size += len(piece)
            if size > self._most:
                raise too_large(self._most)
        return b"".join(pieces)

    def close(self) -> None:
        """Closes the transport."""
        self._transport.close()


def _is_open(connection: http.client.HTTPConnection) -> bool:
    """Whether the other side has kept the connection open, and said nothing since."""
    if not isinstance(connection.sock, socket.socket):
        return False
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return not poll.poll(0)


def _no_connection() -> Failed:
    return Failed(f"no connection within {CONNECT_SECONDS:g} seconds", reached=False)


def _broken(trouble: Exception) -> Failed:
    """What the standard library says on a connection that was made."""
    if isinstance(trouble, ValueError | http.client.InvalidURL):  # its text quotes what could not be sent
        return Failed("the request cannot be sent", reached=False)
    if isinstance(trouble, http.client.HTTPException):
        return Failed("the answer is cut or not HTTP", _words(trouble), reached=True)
    if isinstance(trouble, TimeoutError):
        return Failed("no answer in time", reached=True)
    return Failed("the connection broke", _words(trouble), reached=True)


def _failed(trouble: Exception) -> Failed:
    """What httpx says."""
    import httpx  # noqa: PLC0415 - see above

    match trouble:
        case httpx.ConnectTimeout():
            return _no_connection()
        case httpx.PoolTimeout():
            return Failed("every connection is in use", reached=False)
        case httpx.TimeoutException() | TimeoutError():
            return Failed("no answer in time", reached=True)
        case httpx.LocalProtocolError():  # its text quotes what could not be sent
            return Failed("the request cannot be sent", reached=False)
        case httpx.ConnectError():
            return Failed("no connection", _words(trouble), reached=False)
        case httpx.ProxyError():
            return Failed("the proxy refused", _words(trouble), reached=False)
        case httpx.RemoteProtocolError():
            return Failed("the answer is cut or not HTTP", _words(trouble), reached=True)
        case httpx.NetworkError():
            return Failed("the connection broke", _words(trouble), reached=True)
    left = not isinstance(trouble, httpx.UnsupportedProtocol | httpx.InvalidURL | UnicodeError)
    return Failed("no answer", _words(trouble), reached=left)


def _words(trouble: Exception) -> str:
    return str(trouble) or type(trouble).__name__


def _tls() -> ssl.SSLContext:
    """The certificates that httpx trusts."""
    from httpx import create_ssl_context  # noqa: PLC0415 - see above

    return create_ssl_context()


def _address(base_url: str) -> Address:
    try:
        parts = urlsplit(base_url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        address = Address(
            parts.scheme, host, parts.port, quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~")
        )
    except ValueError:
        address = Address("", "", None, "")
    if address.scheme not in ("http", "https") or not _HOST.fullmatch(address.host):
        raise ConfigurationError(
            f"The base URL {base_url!r} is not an address such as https://api.example.com."
        )
    return address


def _through(
    proxy: str | None, address: Address, connections: int, patience: Patience
) -> "httpx.HTTPTransport":
    """A transport of its own pool that goes through `proxy`. Raises ConfigurationError when it cannot."""
    import httpx  # noqa: PLC0415 - see above

    from mirror.patience.network import Network  # noqa: PLC0415 - it loads what httpx is made of

    limits = httpx.Limits(
        max_connections=connections,
        max_keepalive_connections=connections,
        keepalive_expiry=_KEPT_ALIVE_SECONDS,
    )
    try:
        transport = httpx.HTTPTransport(limits=limits, proxy=proxy)
    except (ImportError, ValueError, httpx.InvalidURL):
        pass  # the error quotes the proxy's address with its password: it goes no further
    else:
        transport._pool._network_backend = Network(patience)  # httpx hands none on
        return transport
    raise ConfigurationError(f"The proxy that the environment names for {address.scheme} cannot be used.")


def _proxy(address: Address) -> str | None:
    """The proxy of HTTP_PROXY, HTTPS_PROXY or ALL_PROXY, unless NO_PROXY or loopback says that there is none."""
    if _is_loopback(address.host) or urllib.request.proxy_bypass(address.host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(address.scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
