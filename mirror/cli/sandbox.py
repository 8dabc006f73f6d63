"""`f1-mirror sandbox`."""

import http.client
import json
import os
import re
import signal
import sys
import threading
from dataclasses import asdict
from urllib.parse import urlsplit

import click

from mirror.errors import ConfigurationError, UsageError
from mirror.sandbox import Fault, Switches, serve

_FAULT = re.compile(r"(?P<kind>[^@#]+)(?:@(?P<provider>[^/#]+)(?:/(?P<endpoint>[^#]+))?)?(?:#(?P<nth>\d+))?")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one."
)
@click.option("--seasons", metavar="Y|Y..Y", help="The seasons of its world.  [default: 2024]")
@click.option("--switch", "switches", multiple=True, metavar="NAME=VALUE", help="How a provider behaves.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="KIND[@PROVIDER[/ENDPOINT]][#NTH]",
    help="What goes wrong, and when.",
)
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input does.")
def sandbox(
    host: str,
    port: int,
    seasons: str | None,
    switches: tuple[str, ...],
    faults: tuple[str, ...],
    with_parent: bool,
) -> None:
    """Serve the three providers on loopback, with documented and hostile behaviour.

    Their world is made up from a seed, but for the rows of their documentation, and the same in all three. It prints
    the variables that lead 'f1-mirror sync' to it, and ends with Ctrl-C.

    \b
    Examples:
      f1-mirror sandbox --seasons 2023..2024
      f1-mirror sandbox --switch cursor_mode=id_gt --fault 500@balldontlie/lap_times#3
    """
    words = [*switches, *([f"seasons={seasons}"] if seasons else [])]
    try:
        behaviour = Switches.parse(words)
        wrong = [parse_fault(text) for text in faults]
    except ValueError as error:
        sentence = str(error)
        raise UsageError(sentence if sentence.endswith("?") else f"{sentence}.") from None
    if with_parent:
        threading.Thread(target=_end_with_input, daemon=True).start()

    def announce(url: str) -> None:
        # The faults are added over the wire, and the wire answers only when this has returned.
        threading.Thread(target=_open, args=(url, wrong, behaviour), daemon=True).start()

    try:
        serve(behaviour, host, port, announce)
    except OSError as trouble:
        raise ConfigurationError(
            f"The sandbox cannot listen on {host}:{port} ({trouble.strerror}); name another port with --port."
        ) from None


def parse_fault(text: str) -> Fault:
    """The fault in `500@balldontlie/lap_times#3`: the third request for lap times is answered with a 500.

    Raises ValueError with one sentence.
    """
    found = _FAULT.fullmatch(text)
    if found is None:
        raise ValueError(f"a fault is written kind@provider/endpoint#nth, not {text!r}")
    return Fault(found["kind"], found["provider"], found["endpoint"], nth=int(found["nth"] or 1))


def environment(url: str, behaviour: Switches) -> dict[str, str]:
    """The variables that lead a sync to the sandbox at `url`, with the best key of each provider."""
    best = next((key for key, tier in behaviour.balldontlie_keys.items() if tier == "goat"), "sandbox-goat")
    sportradar = next(iter(behaviour.sportradar_keys), "")
    keys = {"BALLDONTLIE": best, "SPORTRADAR": sportradar, "ALTSPORTSDATA": "sandbox-pro"}
    lines: dict[str, str] = {}
    for provider, key in keys.items():
        lines |= {f"{provider}_BASE_URL": url, f"{provider}_API_KEY": key}
    return lines


def _open(url: str, faults: list[Fault], behaviour: Switches) -> None:
    for fault in faults:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        connection.request(
            "POST", "/-/faults", json.dumps(asdict(fault)), {"Content-Type": "application/json"}
        )
        connection.getresponse().read()
        connection.close()
    click.echo(f"# The sandbox is at {url}, and ends with Ctrl-C. What leads a sync to it:")
    for name, value in environment(url, behaviour).items():
        click.echo(f"export {name}={value}")
    sys.stdout.flush()


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
