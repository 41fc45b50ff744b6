"""RAW+JPEG pairs: two files that a camera wrote for one photo."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from whence_engine.photo import Photo, TimeSource

_LEADS = ("JPEG", "HEIC")
"""What a camera writes beside a RAW file; the first of them leads where there are both."""

CLOCK_TOLERANCE = timedelta(seconds=2)
"""The two files of a pair are written one after the other, and some formats have no fractions of a second."""


def pairs(photos: Iterable[Photo]) -> dict[Photo, tuple[Photo, ...]]:
    """Return lead -> its companions for every RAW+JPEG pair among `photos`.

    Two files are one photo when they lie in one folder, share their stem (in any case), and neither their capture
    times nor their cameras contradict each other. A damaged file is left alone, so that its row can say so.
    """
    namesakes: dict[tuple[str, str], list[Photo]] = defaultdict(list)
    for photo in photos:
        if photo.error is None and (photo.format == "RAW" or photo.format in _LEADS):
            namesakes[str(photo.path.parent), photo.path.stem.lower()].append(photo)
    found: dict[Photo, tuple[Photo, ...]] = {}
    for group in namesakes.values():
        leads = sorted((p for p in group if p.format in _LEADS), key=lambda p: (_LEADS.index(p.format), str(p.path)))
        raws = sorted((p for p in group if p.format == "RAW"), key=lambda p: str(p.path))
        companions = tuple(raw for raw in raws if leads and _agree(leads[0], raw))
        if companions:
            found[leads[0]] = companions
    return found


def _agree(one: Photo, other: Photo) -> bool:
    if one.camera.model and other.camera.model and one.camera.model != other.camera.model:
        return False
    times = [photo.taken for photo in (one, other) if photo.taken and photo.taken.source is TimeSource.EXIF]
    if len(times) < 2:
        return True
    return abs(times[0].local - times[1].local) <= CLOCK_TOLERANCE
