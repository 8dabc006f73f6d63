"""Datasette on one mirror: read-only, on loopback unless told otherwise, under the rules of `datasette.yml`."""

import contextlib
import socket
import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import uvicorn
import yaml

# Datasette prints a traceback with all locals for every 404 when it finds rich, which takes up to two seconds.
from datasette import handle_exception
from datasette.app import Datasette
from datasette.database import Database

from mirror.errors import ConfigurationError, MirrorError
from mirror.places import DATASETTE_YML
from mirror.publish import NAME

handle_exception.rich = None

_LONGEST_VALUE = 5_000_000  # bytes; `randomblob(500000000)` would be answered otherwise
_METHODS = ("GET", "HEAD", "OPTIONS")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class ReadOnlyDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """The mirror as Datasette sees it: every connection only reads."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection that reads. Raises MirrorError when one is wanted that writes."""
        if write:
            raise MirrorError("A mirror is only read here.")
        address = f"{Path(self.path).absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        connection.execute("pragma query_only = on")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        self._all_connections.append(connection)
        return connection


def datasette(path: Path, *, allow_sql: bool = False) -> Datasette:
    """Datasette with the mirror at `path` under the name `f1`, whatever the file is called.

    `allow_sql` lets visitors write SQL of their own; that goes around the rules for single tables, so it is for people
    one trusts.
    """
    config = yaml.safe_load(DATASETTE_YML.read_text(encoding="utf-8"))
    metadata = {name: value for name, value in config.items() if name != "settings"}
    if allow_sql:
        config["settings"]["default_allow_sql"] = True
        del config["databases"][NAME]["allow_sql"]
    made = Datasette([], config=config, metadata=metadata, crossdb=False)
    made.remove_database("_memory")
    made.add_database(ReadOnlyDatabase(made, str(path), is_mutable=True), name=NAME)
    return made


def only_reads(app: App) -> App:
    """The application, which answers 405 to every method that might change something."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _METHODS:
            await app(scope, receive, send)
            return
        headers = [(b"allow", ", ".join(_METHODS).encode()), (b"content-type", b"text/plain; charset=utf-8")]
        await send({"type": "http.response.start", "status": 405, "headers": headers})
        await send({"type": "http.response.body", "body": b"This mirror is only read here.\n"})

    return answer


def serve(
    path: Path,
    host: str,
    port: int,
    *,
    allow_sql: bool = False,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Serves the mirror at `path` until Ctrl-C or SIGTERM; port 0 takes a free one, `announce` is told the address.

    Raises ConfigurationError when the address cannot be listened on.
    """
    listener = _listen(host, port)
    with contextlib.closing(listener):
        app = only_reads(datasette(path, allow_sql=allow_sql).app())
        config = uvicorn.Config(app, lifespan="on", log_level="warning", access_log=False)
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{listener.getsockname()[1]}/")
        with contextlib.suppress(KeyboardInterrupt):  # the way it is meant to end
            uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as trouble:
        listener.close()
        what = trouble.strerror or str(trouble)
        raise ConfigurationError(
            f"{host}:{port} cannot be listened on ({what}); name another port with --port."
        ) from None
    return listener
