"""Red flags of photos of a library: each photo is seen beside the known places around it in time."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import timedelta

from whence_engine.cues.fix import Fix, audible, cameras_apart, fix_of, moment_of
from whence_engine.library.library import Library
from whence_engine.library.photos import BEYOND
from whence_engine.library.results import Flag, RedFlag
from whence_engine.locate.flags import red_flags
from whence_engine.photo import Candidate, Photo

_NEAR = timedelta(hours=3)


class Watch:
    """Known places around some photos, read once for all of them."""

    def __init__(self, library: Library, photos: Sequence[Photo]) -> None:
        moments = [moment for photo in photos if photo.position is None and (moment := moment_of(photo))]
        located = library.index.photos.located_around(min(moments), max(moments), _NEAR) if moments else []
        self._located = [photo for photo in located if photo.taken is not None]
        self._moments = [photo.taken.local for photo in self._located if photo.taken is not None]
        self._heard: dict[tuple[int, int], tuple[list[Fix], bool]] = {}

    def flags(self, photo: Photo, ranked: Sequence[Candidate]) -> tuple[RedFlag, ...]:
        """Return what keeps a threshold from accepting the first of `ranked`.

        Of a photo that has a position only its contradictions are told: no threshold touches the rest.
        """
        if photo.position is not None:
            return tuple(flag for flag in red_flags(photo, (), ()) if flag.kind is Flag.POSITIONS)
        return red_flags(photo, ranked, self._near(photo))

    def _near(self, photo: Photo) -> list[Fix]:
        moment = moment_of(photo)
        if moment is None:
            return []
        first = max(0, bisect_left(self._moments, moment - _NEAR) - BEYOND)
        last = bisect_right(self._moments, moment + _NEAR) + BEYOND
        if (first, last) not in self._heard:
            known = [fix for one in self._located[first:last] if (fix := fix_of(one))]
            self._heard[first, last] = known, cameras_apart(known)
        known, strangers = self._heard[first, last]
        return audible(known, photo.camera, strangers=strangers)


def flags_of(library: Library, photo: Photo, ranked: Sequence[Candidate]) -> tuple[RedFlag, ...]:
    """Return the red flags of the best candidate of one photo, as `Watch.flags` does."""
    return Watch(library, [photo]).flags(photo, ranked)
