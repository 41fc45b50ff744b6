"""`python -m whence_training COMMAND`: nothing is imported but the room of the command, and what it runs.

So help is quick, `grid` needs no torch, and a GPU machine needs only the packages of what it computes.
"""

import sys
from importlib import import_module

import click

from whence_engine.errors import WhenceError
from whence_engine.inference.quiet import keep_quiet

ROOMS = ("report", "networks", "albums", "starter", "data", "bundles")
"""Modules of `commands`; a command is looked for in this order, those that want few packages first."""


class Rooms(click.Group):
    """Commands of all rooms, imported when they are called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Name all commands."""
        return sorted(str(command.name) for room in ROOMS for command in commands_of(room))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        """Find a command."""
        return next((one for room in ROOMS for one in commands_of(room) if one.name == cmd_name), None)


def commands_of(room: str) -> tuple[click.Command, ...]:
    """Import a room and return its commands."""
    commands: tuple[click.Command, ...] = import_module(f"whence_training.commands.{room}").COMMANDS
    return commands


@click.group(cls=Rooms)
def cli() -> None:
    """Reproduce the models that Whence runs."""


def main() -> None:
    """Run a command; what a person can mend is one line on standard error."""
    keep_quiet()
    try:
        cli(prog_name="python -m whence_training")
    except WhenceError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
