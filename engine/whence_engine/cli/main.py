"""Where the `whence` command starts. Commands are imported only when they run, so that `--version` costs nothing."""

import sys

import click

from whence_engine import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="whence")
def whence() -> None:
    """Tell where old photos were taken, offline, and write the place into them unharmed."""


def main() -> None:
    """Run the command line and exit: 0 done, 1 some photos failed, 2 wrong use, 130 interrupted."""
    sys.exit(whence(standalone_mode=True))
