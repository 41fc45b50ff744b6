"""Capture times in words."""

from datetime import timedelta

from whence_desktop import wording
from whence_engine.photo import CaptureTime, Photo, TimeSource


def spelled_span(taken: CaptureTime) -> str:
    """Return the days, or the moment, that a time leaves open.

    >>> from datetime import datetime
    >>> from whence_engine.photo import TimeSource
    >>> spelled_span(CaptureTime(datetime(1987, 6, 1), TimeSource.USER, 1.0, timedelta(days=92)))
    '1987-06-01 … 1987-08-31'
    """
    if taken.span < timedelta(days=1):
        return wording.minute(taken.local)
    last = taken.local + taken.span - timedelta(seconds=1)
    first = wording.day(taken.local)
    return first if last.date() == taken.local.date() else f"{first} … {wording.day(last)}"


def has_time(photo: Photo) -> bool:
    """Tell whether something besides the file's own date says when a photo was taken."""
    taken = photo.taken
    return taken is not None and taken.source is not TimeSource.MTIME and not taken.doubts
