"""What a person sees while a large library of an older Whence is copied before it is brought up to date."""

import sys
import time

import click

from whence_engine.events import Updating

_SOON_S = 0.5
"""What is done sooner needs no word on the way: the notice at its end says where the copy lies."""

_EVERY_S = 5.0
_MB = 1_000_000


class UpdateLine:
    """Hears how far an update is and says so on standard error: on a terminal in one line that moves on."""

    def __init__(self) -> None:
        self._tty = sys.stderr.isatty()
        self._name = ""
        self._began = self._spoke = time.monotonic()
        self._moves = False

    def __call__(self, told: Updating) -> None:
        """Take in how far it is."""
        now = time.monotonic()
        if now - self._began < _SOON_S:
            return
        whole = told.done_bytes == told.total_bytes
        if told.name != self._name:
            self._name, self._spoke = told.name, now
            total = told.total_bytes // _MB + 1
            click.echo(
                f"The {told.name} comes from an older Whence: a copy of it, {total} MB, is kept first.", err=True
            )
        elif self._tty or whole or now - self._spoke >= _EVERY_S:
            self._spoke = now
            self._say(f"{told.done_bytes // _MB} of {told.total_bytes // _MB} MB copied")
        if whole:
            self._end()
            click.echo(f"The {told.name} is being brought up to date.", err=True)

    def _say(self, text: str) -> None:
        click.echo(f"\r{text}" if self._tty else text, err=True, nl=not self._tty)
        self._moves = self._tty

    def _end(self) -> None:
        if self._moves:
            click.echo(err=True)
            self._moves = False
