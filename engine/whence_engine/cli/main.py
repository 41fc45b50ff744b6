"""Where the `whence` command starts.

A command's module is imported only when that command runs, so that `whence --version` costs next to nothing.
"""

import errno
import os
import sys
import warnings
from importlib import import_module

import click

from whence_engine import __version__
from whence_engine.cli.group import Group
from whence_engine.errors import UsageError, WhenceError

COMMANDS = {
    "locate": "whence_engine.cli.locate:locate",
    "scan": "whence_engine.cli.library:scan",
    "status": "whence_engine.cli.library:status",
    "albums": "whence_engine.cli.library:albums",
    "accept": "whence_engine.cli.decide:accept",
    "date": "whence_engine.cli.decide:date",
    "apply": "whence_engine.cli.write:apply",
    "undo": "whence_engine.cli.write:undo",
    "written": "whence_engine.cli.write:written",
    "geotag": "whence_engine.cli.write:geotag",
    "explain": "whence_engine.cli.explain:explain",
    "sample": "whence_engine.cli.sample:sample",
    "places": "whence_engine.cli.places:places",
    "models": "whence_engine.cli.models:models",
    "selftest": "whence_engine.cli.selftest:selftest",
    "settings": "whence_engine.cli.settings:settings",
    "doctor": "whence_engine.cli.doctor:doctor",
}
"""Name -> module and attribute, in the order in which a newcomer meets them."""


class LazyGroup(Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Return all names, in the order of the declaration."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        """Import and return one command, or None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


_REFUSED = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="whence")
def whence() -> None:
    """Tell where old photos were taken, offline, and write accepted places into them unharmed."""


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status.

    0 done, 1 some photos failed or the work cannot be done, 2 wrong use, 130 interrupted.
    """
    try:
        outcome = whence.main(arguments, prog_name="whence", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Interrupted; what is done is kept, and the next run goes on from here.", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except WhenceError as error:
        click.echo(f"whence: {error}", err=True)
        return 2 if isinstance(error, UsageError) else 1
    except BrokenPipeError:
        _drop_output()  # whoever read our output has seen enough
        return 1
    except OSError as error:
        # A file that cannot be opened is the business of whoever opens it; a stream that cannot be written has no name.
        if error.filename is not None or error.errno not in _REFUSED:
            raise
        click.echo(f"whence: The output cannot be written: {error.strerror}.", err=True)
        _drop_output()
        return 1
    return outcome if isinstance(outcome, int) else 0


def _drop_output() -> None:
    """Let what is still to be written go nowhere: Python must not complain when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Entry point of the console script."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries tell developers is nothing to a photographer
    sys.exit(run(sys.argv[1:]))
