"""Progress for people: a bar on a terminal, a plain line now and then in a pipe; always on standard error."""

import sys
import time
from collections.abc import Iterator
from types import TracebackType
from typing import NoReturn, Self, TypeVar

import click
from tqdm import tqdm

from whence_engine.cli.session import printable
from whence_engine.events import AlbumDone, Event, Finished, PhotoDone, PhotoFailed, Skipped, Started

Row = TypeVar("Row")

_EVERY_S = 5.0

_WORDS = {
    "scan": ("Scanning", "photos"),
    "infer": ("Looking at pictures", "photos"),
    "read": ("Reading text in pictures", "photos"),
    "locate": ("Locating", "photos"),
    "selftest": ("Looking for hidden places", "photos"),
    "apply": ("Writing", "photos"),
    "undo": ("Undoing", "photos"),
    "sample": ("Drawing", "photos"),
}


class Progress:
    """Watches events go by, draws them, and counts what failed.

    Attributes
    ----------
    failed
        Photos that could not go on.
    skipped
        Files and folders that could not be looked at, so that photos may be missing.
    other_files
        Files that are no pictures.
    """

    def __init__(self) -> None:
        self.failed = 0
        self.skipped = 0
        self.other_files = 0
        self._bar: tqdm[NoReturn] | None = None
        self._tty = sys.stderr.isatty()
        self._stage = ""
        self._count = 0
        self._total: int | None = None
        self._began = self._spoke = 0.0

    def watch(self, events: Iterator[Event]) -> Iterator[Event]:
        """Pass `events` through, telling a person about them."""
        for event in events:
            self._see(event)
            yield event

    def rows(self, stage: str, total: int, rows: Iterator[Row]) -> Iterator[Row]:
        """Pass the rows of a stage through, one photo each, for a consumer that prints them."""
        self._open(stage, total)
        for row in rows:
            if self._bar is not None:
                self._bar.clear()  # the row is printed where the bar stands
            yield row
            self._step(1)
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _see(self, event: Event) -> None:
        match event:
            case Started(stage=stage, total=total):
                self._open(stage, total)
            case PhotoDone():
                self._step(1)
            case AlbumDone(album=album) if self._stage == "locate":
                self._step(len(album.photos))
            case PhotoFailed(path=path, reason=reason):
                self.failed += 1
                self._say(f"{printable(path)}: {reason}")
                self._step(1)
            case Skipped(path=path, reason=reason, harmless=harmless):
                self.skipped += not harmless
                self._say(f"{printable(path)}: {reason}")
            case Finished(other_files=other_files):
                self.other_files += other_files
                self._close()

    def _open(self, stage: str, total: int | None) -> None:
        self._close()
        self._stage, self._total, self._count = stage, total, 0
        self._began = self._spoke = time.monotonic()
        words, unit = _WORDS.get(stage, (stage.capitalize(), "photos"))
        if self._tty:
            self._bar = tqdm(total=total, desc=words, unit=f" {unit}", file=sys.stderr, leave=False, dynamic_ncols=True)

    def _step(self, count: int) -> None:
        self._count += count
        if self._bar is not None:
            self._bar.update(count)
        elif not self._tty and time.monotonic() - self._spoke >= _EVERY_S:
            self._spoke = time.monotonic()
            self._line()

    def _line(self) -> None:
        passed = time.monotonic() - self._began
        rate = self._count / passed if passed > 0 else 0.0
        words, unit = _WORDS.get(self._stage, (self._stage.capitalize(), "photos"))
        left = ""
        if self._total and rate > 0:
            left = f", about {max(0.0, (self._total - self._count) / rate):.0f} s left"
        of = f" of {self._total}" if self._total else ""
        click.echo(f"{words}: {self._count}{of} {unit}, {rate:.{0 if rate >= 10 else 1}f} a second{left}", err=True)

    def _say(self, text: str) -> None:
        if self._bar is not None:
            self._bar.write(text, file=sys.stderr)
        else:
            click.echo(text, err=True)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
