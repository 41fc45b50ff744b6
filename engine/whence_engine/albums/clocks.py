"""What only a whole folder can tell about its capture times.

One photo cannot know that its time is wrong; a folder can: when all its photos share one second, somebody's program
set it; when its photos follow each other by seconds, in the order of their names, years after the date that the folder
is named after, then somebody fed prints to a scanner.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from whence_engine.albums.group import by_name, folder_of
from whence_engine.files import names
from whence_engine.files.timestamps import DOUBT_FACTOR
from whence_engine.photo import CaptureTime, ClockDoubt, Photo, TimeSource

FEWEST_PHOTOS = 4
"""Fewer photos than this prove nothing: a burst shares a second too."""
MOST = 0.9
"""So many of a folder's photos must agree; a stray one among them is no acquittal."""
SCAN_PACE = timedelta(minutes=4)
"""Feeding the next print takes at most this long, in the median."""
SCAN_DELAY = timedelta(days=180)
"""Scans are made long after the date that their folder is named after; holiday photos are copied within weeks."""

_FOLDERS_ASKED = 4
_MACHINES = frozenset((TimeSource.EXIF, TimeSource.XMP, TimeSource.TAKEOUT))


def judge(photos: Iterable[Photo]) -> list[Photo]:
    """Return the photos with the capture times that count after their folders were heard; their order stays.

    A time that falls into doubt gives way to what file and folder names say; where they say nothing it stays, with
    its doubt and less trust. Only times that a machine wrote are heard; what a person stated or named is not doubted.
    """
    listed = list(photos)
    by_folder: dict[str, list[int]] = defaultdict(list)
    for number, photo in enumerate(listed):
        if _is_exact(photo):
            by_folder[folder_of(photo)].append(number)
    for numbers in by_folder.values():
        if len(numbers) < FEWEST_PHOTOS:
            continue
        members = [listed[number] for number in numbers]
        for doubt, accused in ((ClockDoubt.ALL_EQUAL, _of_one_second(members)), (ClockDoubt.SCAN, _scanned(members))):
            for which in accused:
                listed[numbers[which]] = _doubted(listed[numbers[which]], doubt)
    return listed


def _is_exact(photo: Photo) -> bool:
    taken = photo.taken
    return taken is not None and taken.source in _MACHINES and taken.span <= timedelta(minutes=1)


def _local(photo: Photo) -> datetime:
    assert photo.taken is not None
    return photo.taken.local


def _of_one_second(photos: Sequence[Photo]) -> list[int]:
    """Return the photos that share one second, where nearly the whole folder does."""
    [(second, count)] = Counter(map(_local, photos)).most_common(1)
    if count < max(FEWEST_PHOTOS, MOST * len(photos)):
        return []
    return [number for number, photo in enumerate(photos) if _local(photo) == second]


def _scanned(photos: Sequence[Photo]) -> list[int]:
    """Return the photos that were scanned one after the other, long after the date that their folder is named after."""
    named = _from_folders(photos[0])
    if named is None:
        return []
    late = [number for number, photo in enumerate(photos) if _local(photo) >= named.local + named.span + SCAN_DELAY]
    if len(late) < max(FEWEST_PHOTOS, MOST * len(photos)):
        return []
    in_order = sorted(late, key=lambda number: by_name(photos[number]))
    steps_s = [(_local(photos[after]) - _local(photos[before])).total_seconds() for before, after in pairwise(in_order)]
    forward = sum(step > 0 for step in steps_s)
    return late if forward >= MOST * len(steps_s) and median(steps_s) <= SCAN_PACE.total_seconds() else []


def _doubted(photo: Photo, doubt: ClockDoubt) -> Photo:
    """Return the photo with the most trusted of its doubted time and what its names say."""
    taken = photo.taken
    assert taken is not None
    trust = taken.trust if taken.doubts else taken.trust * DOUBT_FACTOR
    doubted = replace(taken, trust=trust, doubts=taken.doubts | {doubt})
    said = (doubted, names.from_file_name(photo.path.stem), _from_folders(photo))
    return replace(photo, taken=max((one for one in said if one is not None), key=lambda one: one.trust))


def _from_folders(photo: Photo) -> CaptureTime | None:
    return names.from_folders(photo.path.parent.parts[-_FOLDERS_ASKED:])
