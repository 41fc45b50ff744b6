"""Bring the tracks of a library up to date with the files that a person named; only what changed is read again."""

import os
from collections.abc import Iterator
from pathlib import Path

from whence_engine.errors import TrackError
from whence_engine.events import Skipped
from whence_engine.library.library import Library
from whence_engine.library.tracks import TrackFile
from whence_engine.tracks.read import read_track
from whence_engine.tracks.sniff import files_in
from whence_engine.wording import Sentence


def read_tracks(library: Library) -> Iterator[Skipped]:
    """Read the named track files, and those of the named folders, that are new or changed.

    Yields a sentence for each file that cannot be used, each time, and one for what was left out of a track when it
    is read. A file that vanished is no reason to forget what it held: its track stays until the person removes it, and
    comes back when that is taken back.
    """
    table = library.index.tracks
    _wake_named(library)
    known = table.files()
    named = library.ledger.told.tracks()
    wanted: dict[Path, bool] = {}
    for path in named:
        for file in files_in(path):
            wanted.setdefault(file, file == path)
    for path, itself in wanted.items():
        yield from _refresh(library, path, known.get(path), itself=itself)
    table.rest(path for path in known if path not in wanted and not any(told in path.parents for told in named))


def bring_track(library: Library, path: Path) -> None:
    """Read a track file and lay what it holds ready; `library.tracks_used.use_tracks` lets it count.

    Parameters
    ----------
    path
        Absolute, of a file.

    Raises
    ------
    TrackError
        When it holds no track.
    """
    track = read_track(path)
    status = os.stat(path)  # noqa: PTH116 - the path may hold any bytes
    is_used = path in library.ledger.told.tracks()
    library.index.tracks.store(TrackFile(path, status.st_size, status.st_mtime_ns), track, rests=not is_used)


def _wake_named(library: Library) -> None:
    named = set(library.ledger.told.tracks())
    table = library.index.tracks
    table.wake(path for path in table.resting() if named & {path, *path.parents})


def _refresh(library: Library, path: Path, known: TrackFile | None, *, itself: bool) -> Iterator[Skipped]:
    """Read one file if it changed. A file that only lies in a named folder may well be no track: nothing is said."""
    table = library.index.tracks
    try:
        status = os.stat(path)  # noqa: PTH116 - the path may hold any bytes
    except (OSError, ValueError):
        held = known is not None and not known.error
        yield Skipped(path, _LOST if held else _GONE, harmless=held)
        return
    unchanged = known is not None and (known.size_bytes, known.mtime_ns) == (status.st_size, status.st_mtime_ns)
    if unchanged and known is not None:
        if known.error and itself:
            yield Skipped(path, known.error)
        return
    try:
        track = read_track(path)
    except TrackError as error:
        table.store(TrackFile(path, status.st_size, status.st_mtime_ns, error.said), None)
        if itself:
            yield Skipped(path, error.said)
        return
    table.store(TrackFile(path, status.st_size, status.st_mtime_ns), track)
    for note in track.notes:
        yield Skipped(path, note, harmless=True)


_GONE = Sentence("There is no such track file.")
_LOST = Sentence("The track file is gone; what was read from it counts.")
