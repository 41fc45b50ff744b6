"""Cut a photographer's time line into albums: photos of one occasion, whatever the occasion's pace.

The rule is PhotoTOC's (Platt, Czerwinski and Field, "PhotoTOC: Automatic Clustering for Browsing Personal
Photographs", 2003, section on time clustering): a new album opens at a gap g_i when

    log g_i >= K + mean of log g_j over the gaps j = i - d .. i + d,

with K = log 17 and d = 10, terms beyond the ends left out. So the threshold follows the pace of the photos around:
minutes on a day of sightseeing, days on a slow journey. Two things are added, because the paper's cameras wrote no
bursts and its libraries were large:

- No gap counts as shorter than `SHORTEST_GAP_S`; otherwise ten frames in one second would tear the next minute off.
- Every mean includes `PRIOR_GAPS` imagined gaps of `TYPICAL_GAP_S`; otherwise a gap that has no neighbours is its own
  mean, and two photos ten years apart one album.

Photos whose time says too little (none, only that of the file, a clock in doubt, a month or a year) are grouped by
folder, in the natural order of their file names: for scanned prints that order is the only clock there is.
"""

import itertools
import math
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from whence_engine.photo import Photo, TimeSource

K = math.log(17.0)
D = 10
"""Gaps on either side that tell the pace: a cut depends on no photo that is further than `D + 1` photos away."""
SHORTEST_GAP_S = 60.0
TYPICAL_GAP_S = 600.0
PRIOR_GAPS = 2.0

_LONGEST_SPAN = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1)
_DIGITS = re.compile(r"([0-9]+)")

_AS_NAMED: Mapping[int, int] = MappingProxyType({})

FolderKey = tuple[str, datetime | None, timedelta]


def group(photos: Iterable[Photo], order: Mapping[int, int] = _AS_NAMED) -> list[tuple[Photo, ...]]:
    """Group photos into albums.

    Laws, all held by tests: every photo is in exactly one album; the answer does not depend on the order of `photos`;
    photos that are added after all others leave every album as it is that ended more than `D` photos before the last;
    photos that are grouped by folder touch no album of another folder.

    Parameters
    ----------
    photos
        Of one library; several cameras are merged into one time line. Capture times are those that count, doubts
        included (`clocks.judge`).

    order
        Photo id -> its place among prints that a person laid in an order: it goes before that of the file names.

    Returns
    -------
    Albums along the time line, then those by folder; each in time order, or in the order of file names. There is no
    largest album: five thousand photos of one day at one pace are one album, and whatever runs over albums must take
    its length as it comes.
    """
    timed: list[Photo] = []
    by_folder: dict[FolderKey, list[Photo]] = defaultdict(list)
    for photo in photos:
        if is_timed(photo):
            timed.append(photo)
        else:
            by_folder[_folder_key(photo)].append(photo)
    albums = _along_time(_in_time_order(timed, order))
    folders = (tuple(sorted(group, key=partial(_as_laid, order))) for group in by_folder.values())
    return albums + sorted(folders, key=lambda album: min(map(by_name, album)))


def is_timed(photo: Photo) -> bool:
    """Tell whether the capture time is good enough to place the photo on the time line: to the day, and undoubted."""
    taken = photo.taken
    return (
        taken is not None and taken.source is not TimeSource.MTIME and not taken.doubts and taken.span <= _LONGEST_SPAN
    )


def moment(photo: Photo) -> datetime:
    """Return the middle of the time in which a photo was taken (a day's noon); the photo must be timed."""
    assert photo.taken is not None
    if not photo.taken.span:
        return photo.taken.local
    return photo.taken.local + min(photo.taken.span, datetime.max - photo.taken.local) / 2


def cuts(moments_s: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the indices of the photos that open a new album, the first one excepted.

    Parameters
    ----------
    moments_s
        float64 [N], seconds, rising.
    """
    if len(moments_s) < 2:
        return np.empty(0, np.intp)
    log_gaps = np.log(np.maximum(np.diff(moments_s), SHORTEST_GAP_S))
    # Windows are summed one by one, not as differences of a running sum: a cut must not depend on far photos, not
    # even by rounding.
    windows = sliding_window_view(np.pad(log_gaps, D), 2 * D + 1)
    counted = sliding_window_view(np.pad(np.ones_like(log_gaps), D), 2 * D + 1)
    prior = PRIOR_GAPS * math.log(TYPICAL_GAP_S)
    mean = (windows.sum(axis=1) + prior) / (counted.sum(axis=1) + PRIOR_GAPS)
    return np.flatnonzero(log_gaps >= K + mean) + 1


def _as_laid(order: Mapping[int, int], photo: Photo) -> tuple[Any, ...]:
    return order.get(photo.id, math.inf), by_name(photo)


def _in_time_order(photos: Iterable[Photo], order: Mapping[int, int]) -> list[tuple[datetime, Photo]]:
    """Sort by moment, photos of one moment by name: those names alone are taken apart."""
    dated = sorted(((moment(photo), photo) for photo in photos), key=itemgetter(0))
    ordered: list[tuple[datetime, Photo]] = []
    for _, same in itertools.groupby(dated, key=itemgetter(0)):
        members = list(same)
        ordered += sorted(members, key=lambda each: _as_laid(order, each[1])) if len(members) > 1 else members
    return ordered


def _along_time(photos: Sequence[tuple[datetime, Photo]]) -> list[tuple[Photo, ...]]:
    if not photos:
        return []
    seconds = np.array([(at - _EPOCH).total_seconds() for at, _ in photos])
    bounds = [0, *cuts(seconds).tolist(), len(photos)]
    return [tuple(photo for _, photo in photos[start:end]) for start, end in itertools.pairwise(bounds)]


def _folder_key(photo: Photo) -> FolderKey:
    """Return what makes one album: the folder, and the month or year where one is known."""
    folder = folder_of(photo)
    taken = photo.taken
    if taken is None or taken.doubts or taken.source is TimeSource.MTIME:
        return folder, None, timedelta(0)
    return folder, taken.local, taken.span


def folder_of(photo: Photo) -> str:
    """Return the folder of a photo; pathlib takes ten times as long."""
    return os.path.dirname(photo.path)  # noqa: PTH120


def by_name(photo: Photo) -> tuple[Any, ...]:
    """Return a key that sorts by folder and then by file name as people do: `print 2` before `print 10`.

    Ties are broken by the name's letters and the id, so that the order is total.
    """
    folder, name = os.path.split(photo.path)
    parts = _DIGITS.split(name.casefold())
    natural = [(len(number := part.lstrip("0")), number) if odd % 2 else (0, part) for odd, part in enumerate(parts)]
    return folder, natural, name, photo.id
