"""What a person's decisions say of photos: known places, and discs that are ruled out."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from whence_engine.cues.fix import LEAST_ERROR_KM, Fix, moment_of
from whence_engine.locate.evidence import NotHere
from whence_engine.photo import Album, Decision, Photo

_BESIDE = 2  # places on either side of an album that are looked at
_LEAST_RADIUS_KM = 1.0


def fix_said(photo: Photo, decision: Decision) -> Fix | None:
    """Return the known place that a person's acceptance makes of a photo with a trustworthy time."""
    moment = moment_of(photo)
    if moment is None or decision.lat_deg is None or decision.lon_deg is None:
        return None
    error_km = max((decision.radius_km or 0.0) / 2.0, LEAST_ERROR_KM)  # most of it lies within the stated radius
    place = decision.lat_deg, decision.lon_deg
    return Fix(moment, photo.path.name, photo.camera, *place, error_km, photo.id, said=True)


def around(album: Album, placed: Sequence[Fix]) -> list[Fix]:
    """Return those of `placed` (in time order) that stand in an album, and the next ones on either side of it."""
    moments = [moment for photo in album.photos if (moment := moment_of(photo))]
    if not moments:
        return []
    first = bisect_left(placed, min(moments), key=lambda fix: fix.at)
    last = bisect_right(placed, max(moments), key=lambda fix: fix.at)
    return list(placed[max(0, first - _BESIDE) : last + _BESIDE])


def not_here(rejections: Sequence[Decision]) -> tuple[NotHere, ...]:
    """Return the discs that a person ruled out."""
    return tuple(
        NotHere(one.lat_deg, one.lon_deg, max(one.radius_km or 0.0, _LEAST_RADIUS_KM))
        for one in rejections
        if one.lat_deg is not None and one.lon_deg is not None
    )
