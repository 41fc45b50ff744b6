"""Which pictures are worth reading: finding text takes several times as long as everything else together.

A photo that others with a position were taken close to in time is placed well without (`tests/bench/signs.py gaps`):
left to itself, the program reads only photos that time says little of, some of each album in turn, and so many a run;
the next run goes on where it was.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from whence_engine.cues.fix import moment_of
from whence_engine.inference.text import SMALLEST_PX
from whence_engine.photo import Photo

NEAR_H = 6.0
"""A photo with a position this near in time answers better than any sign."""

MOST_A_RUN = 1000
"""Pictures that one run reads by itself: one to two minutes on two cores (`tests/bench/signs.py cost`)."""


class ReadSigns(StrEnum):
    """The setting `read_signs`."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


def worth_reading(photos: Sequence[Photo], located: Sequence[Photo], how: ReadSigns) -> list[int]:
    """Return the ids of an album's photos whose text may tell where they were taken, those that tell most first.

    Parameters
    ----------
    located
        Photos with a position and a trusted time around the album.
    """
    open_photos = [photo for photo in photos if photo.position is None and photo.error is None and _is_legible(photo)]
    if how is ReadSigns.AUTO:
        moments = [moment for photo in located if (moment := moment_of(photo))]
        open_photos = [photo for photo in open_photos if not _answered(photo, moments)]
    return [open_photos[place].id for place in spread(len(open_photos))]


def _is_legible(photo: Photo) -> bool:
    return not 0 < max(photo.width_px, photo.height_px) < SMALLEST_PX


def _answered(photo: Photo, moments: Sequence[datetime]) -> bool:
    taken = moment_of(photo)
    return taken is not None and any(abs((taken - moment).total_seconds()) <= NEAR_H * 3600.0 for moment in moments)


def in_turn(albums: Sequence[Sequence[int]], how: ReadSigns) -> tuple[list[int], int]:
    """Take one photo of each album, then a second, and so on; return those of this run and how many are left."""
    longest = max((len(album) for album in albums), default=0)
    ids = [album[turn] for turn in range(longest) for album in albums if turn < len(album)]
    most = MOST_A_RUN if how is ReadSigns.AUTO else len(ids)
    return ids[:most], max(0, len(ids) - most)


def spread(count: int) -> list[int]:
    """Order `count` places so that any first few of them lie spread over all: 0 to 7 come as 0 4 2 6 1 5 3 7."""
    bits = max(1, (count - 1).bit_length())
    return sorted(range(count), key=lambda place: int(f"{place:0{bits}b}"[::-1], 2))
