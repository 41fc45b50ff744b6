"""What an album's answers rest on besides pixels, in forms that a fingerprint can be made of."""

from datetime import datetime, timedelta

from whence_engine.photo import Photo
from whence_engine.tracks.track import Track

_AROUND = timedelta(hours=22)  # zones lie up to 15 hours from UTC, and fixes up to 6 hours from a photo


def told_around(track: Track, first: datetime, last: datetime) -> bytes:
    """Return what a track holds of the time in which photos were taken, in whatever zone, and its name if it does."""
    around = track.within(first - _AROUND, last + _AROUND)
    return f"{track.name}".encode("utf-8", "surrogateescape") + around if around else b""


def read_of(photo: Photo) -> tuple[object, ...]:
    """Return what cues read of a photo besides its pixels, in a form that is the same in every process."""
    taken = photo.taken
    when = taken and (taken.local, taken.span, taken.offset, taken.source, taken.trust, sorted(taken.doubts))
    told = photo.camera, photo.software, photo.texts, photo.world_time
    return photo.id, photo.path, when, photo.position, photo.also_at, photo.error, told
