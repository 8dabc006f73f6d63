"""The command `f1-mirror`. This file imports nothing heavy: a command's own module is loaded when it is run."""

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from mirror.errors import MirrorError

# Each command with its first line of help; its code is the function of that name in the module of that name.
COMMANDS = {
    "demo": "Mirror the three providers from the sandbox, with no key and no network.",
    "doctor": "Look for what is wrong or missing, and tell what to do about it.",
    "drift": "List where answers differ from the documentation.",
    "explain": "Tell why a provider's id stands for a driver, team, circuit, event, session or season.",
    "export": "Write the rows into files for other engines: CSV, NDJSON, Parquet.",
    "history": "Tell the life of one row: what it was, from when to when.",
    "plan": "Tell what a sync would ask: requests, minutes, quota.",
    "queries": "List the queries that have a name, or explain one.",
    "query": "Ask a mirror: a provider's endpoint, a view across providers, or a query by its name.",
    "rebuild": "Make the mirror again from its archive, with no network.",
    "sandbox": "Serve the three providers on loopback, with documented and hostile behaviour.",
    "serve": "Show a mirror in the browser with Datasette, read-only.",
    "snapshot": "Hand a mirror on: whole, checked, without secrets.",
    "sql": "Read a mirror with SQL.",
    "status": "Tell what a mirror holds, how fresh it is, and what failed.",
    "sync": "Mirror what is due.",
    "worker": "Keep a mirror true: sync on a schedule, densely while a session runs.",
}

_NO_ROOM = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EIO,
}  # where output goes; what is opened by name is told where it is opened
INTERRUPTED = 130  # as shells count SIGINT


class Commands(click.Group):
    """The commands, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"mirror.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names. Raises UsageError, which suggests the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib  # noqa: PLC0415 - only a misspelt command needs it

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            also = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(COMMANDS)}."
            raise click.UsageError(f"There is no command '{args[0]}'; {also}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="f1-mirror", prog_name="f1-mirror")
def cli() -> None:
    """Three Formula 1 data providers in one SQLite file, readable without network or key.

    \b
    Example, which needs no key:
      f1-mirror demo

    \b
    Completion of words in the shell (bash; zsh and fish alike):
      eval "$(_F1_MIRROR_COMPLETE=bash_source f1-mirror)"
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Runs a command and ends the process with its exit code."""
    # Where the caller closed standard output or error, a file that is opened would get its number, and what is printed.
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    code = run(args)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_stdout()
    except OSError as trouble:
        _let_go_of_stdout()
        code = code or _say(f"What was to be printed cannot be written ({trouble.strerror}).", 1)
    sys.exit(code)


def run(args: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code; whatever goes wrong is one sentence on standard error.

    0 is complete, 1 an error, 2 wrong usage, 3 stopped at a budget, 4 done but for some scopes, 130 interrupted.
    """
    try:
        return cli.main(args, prog_name="f1-mirror", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as no_arguments:
        no_arguments.show()
        return no_arguments.exit_code
    except click.ClickException as wrong:
        context = getattr(wrong, "ctx", None)
        see = f" See '{context.command_path} --help'." if context is not None else ""
        return _say(wrong.format_message() + see, wrong.exit_code)
    except MirrorError as error:
        return _say(str(error), error.code)
    except (KeyboardInterrupt, click.Abort):
        return _say("interrupted.", INTERRUPTED)
    except BrokenPipeError:
        _let_go_of_stdout()
        return 1
    except OSError as trouble:
        if trouble.errno not in _NO_ROOM or os.environ.get("F1_MIRROR_DEBUG"):
            return _surprised(trouble)
        return _say(f"What was to be printed cannot be written ({trouble.strerror}).", 1)
    except Exception as error:  # noqa: BLE001 - no one is shown a traceback who did not ask for it
        return _surprised(error)


def _surprised(error: Exception) -> int:
    if os.environ.get("F1_MIRROR_DEBUG"):
        traceback.print_exc()
        return 1
    return _say(f"{_unexpected(error)}; F1_MIRROR_DEBUG=1 shows more.", 1)


def _say(sentence: str, code: int) -> int:
    click.echo(f"f1-mirror: {' '.join(sentence.split())}", err=True)
    return code


def _unexpected(error: Exception) -> str:
    """What and where, and not the error's own text: that may quote anything."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(__file__).parent.parent in Path(frame.filename).parents]
    where = f" at {Path(own[-1].filename).name}:{own[-1].lineno}" if own else ""
    return f"something unexpected went wrong ({type(error).__name__}{where})"


def _let_go_of_stdout() -> None:
    """The reader has gone: what is still buffered goes nowhere, so that Python does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


__all__ = ["COMMANDS", "cli", "main", "run"]
