"""What days and places are called by whoever types them into the search, in English and in the window's language."""

from collections.abc import Iterator
from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from whence_desktop import wording
from whence_engine.library.albums import AlbumSummary
from whence_engine.library.sought import Spoken, day_in_english
from whence_engine.places.fold import fold_letters

_MOST_DAYS = 31


def shown_day(day: date) -> str:
    """Return a day as lists show it, in the person's locale."""
    pattern = QCoreApplication.translate("AlbumsModel", "d MMM yyyy")
    return QLocale().toString(QDate(day.year, day.month, day.day), pattern)


def typed_day(day: date) -> str:
    """Return how a day can be typed.

    >>> typed_day(date(2014, 7, 12))
    '2014-07-12 12 July 2014 2014-07-12 12 Jul 2014 July'
    """
    return f"{day_in_english(day)} {wording.day(day)} {shown_day(day)} {QLocale().standaloneMonthName(day.month)}"


SPOKEN = Spoken(wording.place, typed_day)
"""For a search over photos."""


def typed_days(album: AlbumSummary) -> str:
    """Return how the days of an album can be typed, as they are compared; those of a long one only from month to month.

    Nothing for an album without a time.
    """
    return fold_letters("\n".join(map(typed_day, _days(album))))


def typed_place(label: str) -> str:
    """Return how a place can be typed, as it is compared."""
    return fold_letters(f"{label}\n{wording.place(label)}")


def _days(album: AlbumSummary) -> Iterator[date]:
    if album.first is None:
        return
    day = album.first.date()
    last = day if album.last is None else album.last.date()
    every = (last - day).days <= _MOST_DAYS
    while day < last:
        yield day
        day = day + timedelta(days=1) if every else _next_month(day)
    yield last


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
