"""Bring times and albums of a library up to date after a scan, or after a person stated a time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from whence_engine.albums.clock_offsets import Correction, correct, estimate
from whence_engine.albums.clocks import judge
from whence_engine.albums.group import group
from whence_engine.files.devices import keeps_time
from whence_engine.library.library import Library
from whence_engine.library.photos import Timed
from whence_engine.library.stated import Statements
from whence_engine.photo import Camera, CaptureTime, Photo


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
    ledger = library.ledger
    stated = ledger.words.mark()
    if not index.albums.is_up_to_date(stated):
        _arrange(library, stated)
    return [summary.id for summary in index.albums.summaries()]


def _arrange(library: Library, stated: int) -> None:
    index = library.index
    statements = library.ledger.stated.all()
    laid = library.ledger.orders.all()
    order: dict[int, int] = {}
    before: list[CaptureTime | None] = []
    heard: list[Photo] = []
    with index.transaction():
        for timed, photo in _times(index.photos.timeline(), statements):
            before.append(timed.taken)
            heard.append(photo)
            if timed.identity in laid:
                order[photo.id] = laid[timed.identity]
        photos = correct(heard, library.ledger.told.clocks().offsets)
        changed = [photo for photo, taken in zip(photos, before, strict=True) if photo.taken != taken]
        index.photos.set_times((photo.id, photo.taken) for photo in changed)
        index.albums.store([[photo.id for photo in album] for album in group(photos, order)])
        index.albums.mark_up_to_date(stated)


def offsets_told_by_phones(library: Library, camera: Camera) -> list[Correction]:
    """Return how far the clock of a camera is off, by the phones that photographed the same moments.

    One for each stretch of its use that tells something, however small; none where nothing can be told.
    """
    times = _times(library.index.photos.timeline(), library.ledger.stated.all())
    heard = (photo for _, photo in times)
    asked = [photo for photo in heard if photo.camera == camera or keeps_time(photo.camera)]
    return [one for one in estimate(asked, timedelta(0)) if one.camera == camera]


def _times(timeline: Iterator[Timed], statements: Statements) -> Iterator[tuple[Timed, Photo]]:
    """Yield every photo as it is stored, and with the time that counts: a person's word, else what its folder says."""
    for _, folder in groupby(timeline, key=attrgetter("folder_id")):
        members = list(folder)
        for timed, heard in zip(members, judge([timed.photo for timed in members]), strict=True):
            stated = statements.of(heard.path, timed.identity)
            yield timed, heard if stated is None else replace(heard, taken=stated)
