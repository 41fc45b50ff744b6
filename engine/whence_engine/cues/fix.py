"""A moment at which a camera's place is known: what the chain along an album hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from whence_engine.geo import sphere
from whence_engine.photo import Camera, Photo, TimeSource
from whence_engine.wording import Sentence

LEAST_ERROR_KM = 0.02
"""A position without a stated error is a phone's or a receiver's: some metres, and the photographer moves."""

TOGETHER_H = 2.0
"""Positions of two cameras are compared when they were taken within this time of each other."""

APART_KM = 100.0
"""Farther apart than this, two cameras were not travelling together."""

FARTHEST_H = 110_000.0
"""Twelve years and a half, as far as the travel prior was fitted: beyond, a photo says nothing of this one."""

_TRUSTED = {TimeSource.EXIF, TimeSource.XMP, TimeSource.TAKEOUT, TimeSource.FILENAME}


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a camera was at one moment.

    Attributes
    ----------
    at
        Local time.
    name
        The file that tells it, for reasons.
    error_km
        How well the place is known, as a standard deviation along each axis.
    photo_id
        The photo that stands there.
    said
        A person said so; otherwise the file carries it.
    """

    at: datetime
    name: str
    camera: Camera
    lat_deg: float
    lon_deg: float
    error_km: float = LEAST_ERROR_KM
    photo_id: int = 0
    said: bool = False


def fix_of(photo: Photo) -> Fix | None:
    """Return where and when a photo was taken, if it carries a position and a trustworthy time."""
    moment, place = moment_of(photo), photo.position
    if moment is None or place is None or photo.error is not None:
        return None
    error_km = max(place.error_km or 0.0, LEAST_ERROR_KM)
    return Fix(moment, photo.path.name, photo.camera, place.lat_deg, place.lon_deg, error_km, photo.id)


def moment_of(photo: Photo) -> datetime | None:
    """Return the local time of a photo whose clock can be trusted to the minute."""
    taken = photo.taken
    if taken is None or taken.doubts or taken.span or taken.source not in _TRUSTED:
        return None
    return taken.local


def cameras_apart(fixes: Sequence[Fix]) -> bool:
    """Tell whether two cameras were far apart at the same time; `fixes` are in time order."""
    last: dict[Camera, Fix] = {}
    for fix in fixes:
        for camera, other in last.items():
            close_in_time = (fix.at - other.at).total_seconds() <= TOGETHER_H * 3600.0
            if camera != fix.camera and close_in_time and apart_km(fix, other) > APART_KM:
                return True
        last[fix.camera] = fix
    return False


def audible(fixes: Sequence[Fix], camera: Camera, *, strangers: bool) -> list[Fix]:
    """Return the fixes that may speak for a photo of `camera`."""
    if not strangers:
        return list(fixes)
    return [fix for fix in fixes if fix.camera == camera]


def apart_km(one: Fix, two: Fix) -> float:
    """Return the distance between two known places."""
    return float(sphere.distance_km(one.lat_deg, one.lon_deg, two.lat_deg, two.lon_deg))


def duration(seconds: float) -> Sentence:
    """Return a time span as a person says it."""
    if seconds < 90:
        return Sentence("{seconds:.0f} s", seconds=seconds)
    if seconds < 5400:
        return Sentence("{minutes:.0f} min", minutes=seconds / 60)
    if seconds < 172800:
        return Sentence("{hours:.0f} h", hours=seconds / 3600)
    return Sentence("{days:.0f} days", days=seconds / 86400)  # never one
