"""`f1-mirror demo`."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from mirror import serve as serving
from mirror import status as looking
from mirror.child import start
from mirror.cli.bars import Bars
from mirror.cli.listing import width
from mirror.cli.options import reading
from mirror.cli.progress import Silence, on_terminal, summary
from mirror.cli.serve import announce
from mirror.cli.status import describe
from mirror.errors import MirrorError, UsageError
from mirror.providers import PROVIDERS
from mirror.run.sync import sync
from mirror.selection import Selection, parse_seasons
from mirror.settings import Settings

_UNLIMITED = 1e9  # requests
_PATIENCE = 10.0  # seconds for the sandbox to end by itself

# The sandbox enforces the providers' limits unless told otherwise, and then a season would take hours. A market that
# was never opened may be a 404 or an empty answer; the empty one leaves the demo complete. Of AltSportsData's two worlds
# the one with athletes fills every table.
_SWITCHES = (
    "balldontlie_rate=1e9",
    "sportradar_qps=1e9",
    "sportradar_quota=none",
    "altsportsdata_rate=1e9",
    "probabilities_missing=empty",
    "ids=uuid",
    "heat_shape=flat",
)


@click.command()
@click.option("--db", type=click.Path(dir_okay=False, path_type=Path), default="demo.db", show_default=True)
@click.option(
    "--season", metavar="Y|Y..Y", default="2024", show_default=True, help="The seasons of the world."
)
@click.option("--laps", is_flag=True, help="Sportradar's lap stages too.")
@click.option(
    "--switch", "switches", multiple=True, metavar="NAME=VALUE", help="As 'f1-mirror sandbox' takes them."
)
@click.option("--no-serve", is_flag=True, help="Stop when the mirror is made.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Where to serve."
)
def demo(db: Path, season: str, laps: bool, switches: tuple[str, ...], no_serve: bool, port: int) -> int:
    """Mirror the three providers from the sandbox, with no key and no network.

    Starts the sandbox on loopback, mirrors everything it has into one file, says what the file holds, and serves it
    with Datasette until Ctrl-C. What is configured for real providers is not looked at.

    \b
    Example:
      f1-mirror demo --no-serve
    """
    seasons, _ = parse_seasons(season)
    if seasons is None:
        raise UsageError("The demo's world is made of years: --season 2024 or --season 2023..2024.")
    with running_sandbox((*_SWITCHES, f"seasons={season}", *switches)) as environment:
        settings = Settings.given(
            **environment,
            balldontlie_requests_per_minute=_UNLIMITED,
            sportradar_requests_per_second=_UNLIMITED,
            sportradar_quota=_UNLIMITED,
            altsportsdata_requests_per_hour=_UNLIMITED,
        )
        everything = Selection(tuple(PROVIDERS), named=True, seasons=seasons, current=False, laps=laps)
        # In a pipe the demo is read by people too: no JSON lines.
        with Bars(sys.stdout) if on_terminal(sys.stdout) else Silence() as report:
            result = sync(db, everything, settings, report)
    for line in summary(vars(result), db):
        click.echo(line)
    click.echo()
    with reading(db) as connection:
        for line in describe(looking.status(connection, db), width(sys.stdout)):
            click.echo(line)
    if result.code == 0 and not no_serve:
        click.echo()
        serving.serve(db, "127.0.0.1", port, announce=announce)
    return result.code


@contextlib.contextmanager
def running_sandbox(switches: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The sandbox in a child process of its own, ended with the block; yields the settings that lead to it.

    It ends also when this process is killed: its standard input ends then. Raises MirrorError when it does not start,
    with what it said.
    """
    words = [word for switch in switches for word in ("--switch", switch)]
    options = ("--port", "0", "--with-parent", *words)
    child = start("mirror", "sandbox", *options, stderr=subprocess.PIPE, text=True)
    try:
        yield _announced(child)
    finally:
        child.terminate()
        try:
            child.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()


def _announced(child: "subprocess.Popen[str]") -> dict[str, str]:
    """The settings in the lines `export NAME=VALUE` that the sandbox prints when it is ready."""
    wanted = {f"{provider}_{what}" for provider in PROVIDERS for what in ("base_url", "api_key")}
    found: dict[str, str] = {}
    assert child.stdout is not None and child.stderr is not None  # noqa: S101, PT018 - both were asked for as pipes
    for line in child.stdout:
        name, equals, value = line.removeprefix("export ").strip().partition("=")
        if equals and name.lower() in wanted:
            found[name.lower()] = value
        if found.keys() == wanted:
            return found
    said = child.stderr.read().strip().removeprefix("f1-mirror: ")
    raise MirrorError(f"The sandbox did not start: {said or 'it said nothing'}")
