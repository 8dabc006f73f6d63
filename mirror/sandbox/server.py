"""The server: one event loop on loopback, real HTTP/1.1, full control of the socket for what goes wrong on it."""

import asyncio
import contextlib
import json
import logging
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from types import TracebackType
from typing import Any, Protocol, Self, cast
from urllib.parse import parse_qsl, unquote

import httptools

from mirror.sandbox.altsportsdata import AltSportsData
from mirror.sandbox.balldontlie import BallDontLie
from mirror.sandbox.faults import Fault, Faults, spoil
from mirror.sandbox.limits import Verdict, Windows, peak
from mirror.sandbox.messages import Reply, Request, Seen, Visitor, as_json
from mirror.sandbox.sportradar import Sportradar
from mirror.sandbox.switches import Switches
from mirror.sandbox.world import World

log = logging.getLogger(__name__)

# Parameters whose values are secrets; they are in no log.
_SECRET = ("api_key",)


# The seconds in which requests are counted, and unix seconds.
Clock = Callable[[], tuple[float, float]]


def machine() -> tuple[float, float]:
    """The clock of this machine."""
    return time.monotonic(), time.time()


class Provider(Protocol):
    """What the server asks of each of the three."""

    name: str

    def endpoint(self, path: str) -> str | None: ...
    def visitor(self, request: Request, endpoint: str) -> Visitor: ...
    def limits(self, visitor: Visitor) -> Any: ...
    def over_limit(self, verdict: Verdict, unix: float) -> Reply: ...
    def headers(self, visitor: Visitor, verdict: Verdict, unix: float) -> dict[str, str]: ...
    def answer(self, request: Request, endpoint: str, visitor: Visitor, spent: int) -> Reply: ...


class Site:
    """Everything behind the socket: the providers under the switches in force, the faults, the windows, the log."""

    def __init__(self, switches: Switches, clock: Clock = machine) -> None:
        self._clock = clock
        self.faults = Faults()
        self.windows = Windows()
        self.seen: list[Seen] = []
        self._build(switches, None)

    def _build(self, switches: Switches, world: World | None) -> None:
        self.world = world or World(
            switches.seasons,
            events=switches.events,
            laps_scale=switches.laps_scale,
            seed=switches.seed,
            generation=switches.generation,
            now=switches.instant,
        )
        self.switches = switches
        self._providers: tuple[Provider, ...] = (
            BallDontLie(self.world, switches),
            Sportradar(self.world, switches),
            AltSportsData(self.world, switches),
        )

    def change(self, switches: Switches) -> None:
        """Put other switches in force; the world stays unless they ask for another one."""
        names = ("seasons", "events", "laps_scale", "seed", "generation", "now")
        same = all(getattr(switches, name) == getattr(self.switches, name) for name in names)
        self._build(switches, self.world if same else None)

    def handle(self, request: Request) -> tuple[Reply, Fault | None]:
        """The reply to a request, and the fault that hits it on the wire."""
        if request.path.startswith("/-/"):
            return self._control(request), None
        now, unix = self._clock()
        for provider in self._providers:
            endpoint = provider.endpoint(request.path)
            if endpoint is not None:
                break
        else:
            return as_json({"error": "Not Found"}, 404), None
        visitor = provider.visitor(request, endpoint)
        limits = provider.limits(visitor)
        unlimited = Verdict(True, None, 0, None)
        verdict = self.windows.ask(provider.name, visitor.key, limits, now) if limits else unlimited
        if request.method not in ("GET", "HEAD"):
            reply = as_json({"error": "Method Not Allowed"}, 405)
        elif verdict.allowed:
            spent = self.windows.spent(provider.name, visitor.key)
            reply = provider.answer(request, endpoint, visitor, spent)
        else:
            reply = provider.over_limit(verdict, unix)
        query = [(name, value) for name, value in request.query if name not in _SECRET]
        target = request.path + "?" + "&".join(f"{name}={value}" for name, value in query)
        fault = self.faults.strike(provider.name, endpoint, target)
        if fault is not None:
            reply = spoil(fault, reply, request, visitor, unix)
        reply.headers.update(provider.headers(visitor, verdict, unix))
        wire = 0 if fault is not None and fault.kind in ("reset", "timeout") else reply.status
        size = len(reply.body) if wire else 0
        self.seen.append(Seen(now, provider.name, endpoint, request.path, query, visitor.label, wire, size))
        return reply, fault

    def _control(self, request: Request) -> Reply:
        given = request.headers.get(":body", "")
        try:
            match request.method, request.path:
                case "GET", "/-/health":
                    return as_json({"status": "healthy"})
                case "GET", "/-/switches":
                    return as_json(self.switches.as_json())
                case "POST", "/-/switches":
                    self.change(self.switches.changed(json.loads(given)))
                    return as_json(self.switches.as_json())
                case "POST", "/-/faults":
                    self.faults.add(Fault.from_json(json.loads(given)))
                    return as_json({"added": True})
                case "DELETE", "/-/faults":
                    self.faults.clear()
                    return as_json({"cleared": True})
                case "GET", "/-/seen":
                    return as_json([asdict(one) for one in self.seen])
        except ValueError as refusal:
            return as_json({"error": str(refusal)}, 400)
        return as_json({"error": "Not Found"}, 404)


class _Connection(asyncio.Protocol):
    """One keep-alive connection; requests are answered in their order, one at a time."""

    def __init__(self, site: Site, connections: "set[_Connection]") -> None:
        self._site = site
        self._connections = connections
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: list[tuple[Request, bool]] = []
        self._busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.transport.write(
                b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            self.transport.close()

    # httptools' callbacks

    def on_message_begin(self) -> None:
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body = b""

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        path, _, query = self._url.decode("latin-1").partition("?")
        if self._body:
            # No client can send a header of this name, so a body cannot be forged.
            self._headers[":body"] = self._body.decode("utf-8", "replace")
        pairs = parse_qsl(query, keep_blank_values=True) if query else []
        request = Request(self._parser.get_method().decode(), unquote(path), pairs, self._headers)
        self._waiting.append((request, self._parser.should_keep_alive()))
        self._next()

    # Answers

    def _next(self) -> None:
        while self._waiting and not self._busy and not self.transport.is_closing():
            request, keep_alive = self._waiting.pop(0)
            try:
                reply, fault = self._site.handle(request)
            except Exception:
                # A mistake of the sandbox itself must be seen as such, not as a connection that hangs.
                log.exception("the sandbox failed on %s", request.path)
                reply, fault = Reply(500, b"the sandbox failed", "text/plain"), None
            delay = self._site.switches.latency_ms / 1000
            if fault is not None and fault.kind == "slow":
                delay += fault.seconds
            if delay > 0:
                self._busy = True
                asyncio.get_running_loop().call_later(delay, self._late, request, reply, fault, keep_alive)
            else:
                self._send(request, reply, fault, keep_alive)

    def _late(self, request: Request, reply: Reply, fault: Fault | None, keep_alive: bool) -> None:
        self._busy = False
        if not self.transport.is_closing():
            self._send(request, reply, fault, keep_alive)
            self._next()

    def _send(self, request: Request, reply: Reply, fault: Fault | None, keep_alive: bool) -> None:
        kind = fault.kind if fault is not None else None
        if kind == "timeout":
            self._busy = True
            return
        if kind == "reset":
            peer: socket.socket = self.transport.get_extra_info("socket")
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
            return
        lines = [
            f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}",
            "X-Sandbox: synthetic",
        ]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        body = reply.body
        if reply.status != 304:
            lines += [f"Content-Type: {reply.content_type}", f"Content-Length: {len(body)}"]
        if not keep_alive or kind == "cut-json":
            lines.append("Connection: close")
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        if kind == "cut-json":
            body = body[: len(body) // 2]
        self.transport.write(head if request.method == "HEAD" or reply.status == 304 else head + body)
        if not keep_alive or kind == "cut-json":
            self.transport.close()


class Sandbox:
    """The three providers on 127.0.0.1, in a thread of their own.

    Use as a context manager: entering it binds `port` (0 takes a free one, which `port` then tells) and returns when
    requests are answered. `clock` is asked once for each of them.
    Raises OSError when the port is taken.
    """

    def __init__(
        self,
        switches: Switches | None = None,
        port: int = 0,
        *,
        clock: Clock = machine,
    ) -> None:
        self._site = Site(switches or Switches(), clock)
        self.port = port
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> Self:
        listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self.port = listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(self._loop, listener, started), name="sandbox", daemon=True
        )
        self._thread.start()
        started.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop = None

    def _run(
        self, loop: asyncio.AbstractEventLoop, listener: socket.socket, started: threading.Event
    ) -> None:
        connections: set[_Connection] = set()
        server = loop.run_until_complete(
            loop.create_server(lambda: _Connection(self._site, connections), sock=listener)
        )
        loop.call_soon(started.set)
        loop.run_forever()
        server.close()
        for connection in list(connections):
            connection.transport.abort()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    def _do(self, change: Callable[[], None]) -> None:
        """Do something between two requests, in the server's thread, and wait for it."""
        if self._loop is None:
            change()
            return

        async def run() -> None:
            change()

        asyncio.run_coroutine_threadsafe(run(), self._loop).result()

    @property
    def url(self) -> str:
        """Scheme and host, the base of all three providers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def switches(self) -> Switches:
        """The switches in force; assign others to change them from the next request on."""
        return self._site.switches

    @switches.setter
    def switches(self, switches: Switches) -> None:
        self._do(lambda: self._site.change(switches))

    @property
    def world(self) -> World:
        """The facts all three providers tell."""
        return self._site.world

    @property
    def seen(self) -> list[Seen]:
        """Every request so far, as the server saw it."""
        return list(self._site.seen)

    def add(self, fault: Fault) -> None:
        """Put a fault in force; it counts requests from now on."""
        self._do(lambda: self._site.faults.add(fault))

    @property
    def faults(self) -> list[Fault]:
        """The faults in force."""
        return self._site.faults.in_force

    def clear_faults(self) -> None:
        """Take all faults back."""
        self._do(self._site.faults.clear)

    def peak(self, provider: str, seconds: float, key: str | None = None) -> int:
        """The greatest number of requests a provider saw in any window of `seconds`, of all keys or one key's label."""
        times = [one.at for one in self.seen if one.provider == provider and key in (None, one.key)]
        return peak(times, seconds)


def serve(switches: Switches, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `announce` is called once with the URL. Raises OSError when the port is taken."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            # Windows has no such handlers, and they are the main thread's alone: there it ends with its process.
            with contextlib.suppress(NotImplementedError, ValueError):
                loop.add_signal_handler(number, stop.set)
        site, connections = Site(switches), set[_Connection]()
        server = await loop.create_server(lambda: _Connection(site, connections), host, port)
        announce(f"http://{host}:{server.sockets[0].getsockname()[1]}")
        await stop.wait()
        server.close()
        for connection in list(connections):
            connection.transport.abort()

    asyncio.run(run())
