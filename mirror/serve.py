"""Datasette on one mirror: read-only, on loopback unless told otherwise, under the rules of `datasette.yml`."""

import contextlib
import errno
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import uvicorn
import yaml
from datasette.app import Datasette

from mirror.errors import ConfigurationError
from mirror.places import DATASETTE_YML
from mirror.settings import Settings
from mirror.site.app import Site
from mirror.site.served import NAME, Served

try:  # ten times as fast, where PyYAML was built with it
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

# Seconds a thread keeps Python to itself while others wait. Datasette's time limit looks at the clock a thousand times in a
# query; at Python's own 5 ms a turn, a query of 40 ms took two seconds while pages were written beside it.
_TURN = 0.0005


def datasette(
    path: Path,
    *,
    allow_sql: bool = False,
    settings: Settings | None = None,
    clock: Callable[[], float] = time.time,
    warm_up: bool = False,
    exports: Path | None = None,
) -> Datasette:
    """Datasette with the mirror at `path` under the name `f1`, whatever the file is called.

    `allow_sql` lets visitors write SQL of their own; that goes around the rules for single tables, so it is for people
    one trusts. The limits of `settings` are what the pages count the budget against, at the moment of `clock` (unix
    seconds). `warm_up` makes what the first visitor would wait for. `exports` is a folder of
    `f1-mirror export`, whose files are handed out. Raises FileRefused.
    """
    config = yaml.load(DATASETTE_YML.read_text(encoding="utf-8"), Loader=SafeLoader)
    metadata = {name: value for name, value in config.items() if name != "settings"}
    if allow_sql:
        config["settings"]["default_allow_sql"] = True
        del config["databases"][NAME]["allow_sql"]
    made = Site(path, config=config, metadata=metadata, crossdb=False)
    made.remove_database("_memory")
    mirror = Served(made, path, settings or Settings.given(), clock=clock, warm_up=warm_up, exports=exports)
    made.add_database(mirror, name=NAME)
    return made


def serve(
    path: Path,
    host: str,
    port: int,
    *,
    allow_sql: bool = False,
    exports: Path | None = None,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Serves the mirror at `path` until Ctrl-C or SIGTERM; port 0 takes a free one, `announce` is told the address.

    Raises ConfigurationError when the address cannot be listened on.
    """
    listener = _listen(host, port)
    sys.setswitchinterval(_TURN)
    with contextlib.closing(listener):
        app = datasette(path, allow_sql=allow_sql, warm_up=True, exports=exports).app()
        config = uvicorn.Config(app, lifespan="on", log_level="warning", access_log=False)
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{listener.getsockname()[1]}/")
        with contextlib.suppress(KeyboardInterrupt):  # the way it is meant to end
            uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Told the protocol, asyncio sends small pieces at once; else every second answer waits 40 ms for the last one's echo.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as trouble:
        listener.close()
        what = trouble.strerror or str(trouble)
        elsewhere = isinstance(trouble, socket.gaierror) or trouble.errno == errno.EADDRNOTAVAIL
        instead = "address with --host" if elsewhere else "port with --port"
        raise ConfigurationError(
            f"{host}:{port} cannot be listened on ({what}); name another {instead}."
        ) from None
    return listener
