"""Bring times and albums of a library up to date after a scan, or after a person stated a time."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from whence_engine.albums.clock_offsets import correct
from whence_engine.albums.clocks import judge
from whence_engine.albums.group import group
from whence_engine.library.library import Library
from whence_engine.library.photos import Timed
from whence_engine.library.stated import Statements
from whence_engine.photo import CaptureTime, Photo


def arrange(library: Library) -> list[int]:
    """Decide which capture times count, correct clocks that are off, group all listed photos into albums; store it all.

    The whole library is grouped, whatever was scanned: one occasion may lie in several folders and on several disks.
    Only rows that change are written, and where neither photos nor statements changed since the last time, nothing is
    even read.

    Returns
    -------
    The ids of the albums, the one with the oldest photo first; an album whose photos mostly stay together keeps its
    id.
    """
    index = library.index
    stated = library.ledger.stated.count() + library.ledger.told.count_offsets()
    if not index.albums.is_up_to_date(stated):
        _arrange(library, stated)
    return [summary.id for summary in index.albums.summaries()]


def _arrange(library: Library, stated: int) -> None:
    index = library.index
    statements = library.ledger.stated.all()
    before: list[CaptureTime | None] = []
    heard: list[Photo] = []
    with index.transaction():
        for timed, photo in _times(index.photos.timeline(), statements):
            before.append(timed.taken)
            heard.append(photo)
        photos = correct(heard, library.ledger.told.clocks().offsets)
        changed = [photo for photo, taken in zip(photos, before, strict=True) if photo.taken != taken]
        index.photos.set_times((photo.id, photo.taken) for photo in changed)
        index.albums.store([[photo.id for photo in album] for album in group(photos)])
        index.albums.mark_up_to_date(stated)


def _times(timeline: Iterator[Timed], statements: Statements) -> Iterator[tuple[Timed, Photo]]:
    """Yield every photo as it is stored, and with the time that counts: a person's word, else what its folder says."""
    for _, folder in groupby(timeline, key=attrgetter("folder_id")):
        members = list(folder)
        for timed, heard in zip(members, judge([timed.photo for timed in members]), strict=True):
            stated = statements.of(heard.path, timed.identity)
            yield timed, heard if stated is None else replace(heard, taken=stated)
