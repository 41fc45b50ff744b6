"""What a person looks for among the photos of the whole library, across albums."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SURE = 0.8
"""From this chance of its best candidate on a photo counts as sure."""


class Show(StrEnum):
    """How far photos, or some photo of an album, must have come to be shown."""

    ALL = "all"
    TO_REVIEW = "to-review"
    SURE = "sure"
    DOUBTFUL = "doubtful"
    CONFLICTS = "conflicts"
    ACCEPTED = "accepted"
    WRITTEN = "written"
    NO_PLACE = "no-place"
    WITHOUT_POSITION = "without-position"


@dataclass(frozen=True, slots=True)
class Sought:
    """What photos are narrowed to; what is None or empty does not matter.

    Attributes
    ----------
    show
        How far they have come.
    text
        Words that must all occur, in whatever letters: in name, folder, captions, camera, place or day.
    year
        Of the capture time that counts.
    camera, folder
        As `camera_name` and `shown_path` name them; the folder is the one that the photo lies in itself.
    """

    show: Show = Show.ALL
    text: str = ""
    year: int | None = None
    camera: str | None = None
    folder: str | None = None


def place_as_kept(label: str) -> str:
    """Return a place in English alone."""
    return label


def day_in_english(day: date) -> str:
    """Return how a day can be typed.

    >>> day_in_english(date(2014, 7, 12))
    '2014-07-12 12 July 2014'
    """
    return f"{day.isoformat()} {day.day} {_MONTHS[day.month - 1]} {day.year:04}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoken:
    """What places and days are called by whoever types: texts in which the words are looked for.

    Attributes
    ----------
    place
        What the English name of a place is called; the English name is looked at too.
    day
        Everything that a day may be typed as.
    """

    place: Callable[[str], str] = place_as_kept
    day: Callable[[date], str] = day_in_english


def camera_name(make: str, model: str) -> str:
    """Return what a camera is called: its make once, though many models begin with it."""
    return model if make and model.casefold().startswith(make.casefold()) else f"{make} {model}".strip()


def shown_path(path: str) -> str:
    """Return a path as it can be shown: bytes that are no UTF-8 escaped."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
