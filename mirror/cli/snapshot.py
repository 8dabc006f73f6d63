"""`f1-mirror snapshot`: its commands, each in the module `snapshot_<name>`, loaded when it is run."""

from importlib import import_module

import click

COMMANDS = {
    "create": "Make a snapshot of a mirror: a folder to hand on.",
    "verify": "Prove that a snapshot is what was made.",
    "install": "Put a snapshot in the place of a mirror, under whoever reads it.",
    "diff": "Tell what changed from one snapshot to another.",
    "delta": "Write the small file that turns one snapshot into another.",
    "apply": "Make a snapshot from another one and a delta.",
    "merge": "Make one snapshot of two.",
}


class Parts(click.Group):
    """The commands about snapshots, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"mirror.cli.snapshot_{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Parts)
def snapshot() -> None:
    """Hand a mirror on: whole, checked, without secrets.

    \b
    Example:
      f1-mirror snapshot create --to shared --provider all --db demo.db
    """
