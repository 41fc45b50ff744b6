"""Libraries of real trips, made in memory from timed, exact photos, with some positions kept and the rest hidden."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from whence_engine.albums.group import group
from whence_engine.cues.fix import fix_of
from whence_engine.locate.evidence import Evidence, Said
from whence_engine.locate.fusion import locate
from whence_engine.locate.locator import Locator
from whence_engine.photo import Album, Camera, Candidate, CaptureTime, Photo, Position, PositionSource, TimeSource
from whence_training.data.manifest import Manifest

AROUND, BEYOND = timedelta(hours=3), 24
"""What the program looks at besides an album: known places of so long around it, and so many before and after."""

LEAST_PHOTOS = 10
MOST_PHOTOS = 200


@dataclass(frozen=True, eq=False)
class Library:
    """One photographer's photos in time order, some with their positions.

    Attributes
    ----------
    photos
        Those that kept their position carry it.
    truth
        Latitude and longitude of every photo, float64 [N, 2].
    hidden
        Which lost their position, bool [N].
    """

    photographer: str
    folder: str
    photos: tuple[Photo, ...]
    truth: NDArray[np.float64]
    hidden: NDArray[np.bool_]

    @property
    def known(self) -> list[Photo]:
        """The photos that kept their position, in time order."""
        return [photo for photo in self.photos if photo.position]


def libraries(manifest: Manifest, kept: float, *, by_day: bool, seed: int) -> Iterator[Library]:
    """Yield a library of each photographer with enough timed, exact photos; a share `kept` of positions stays."""
    rng = np.random.default_rng(seed)
    timed = manifest.take(np.asarray((manifest.precision == "exact") & ~np.isnat(manifest.taken_at)))
    for who in np.unique(timed.photographer):
        own = timed.take(np.flatnonzero(timed.photographer == who))
        own = own.take(np.sort(rng.permutation(len(own))[:MOST_PHOTOS]))
        own = own.take(np.argsort(own.taken_at, kind="stable"))
        if len(own) >= LEAST_PHOTOS and len(np.unique(own.taken_at)) > len(own) / 2:
            yield _library(own, kept, by_day=by_day, rng=rng)


def _library(own: Manifest, kept: float, *, by_day: bool, rng: np.random.Generator) -> Library:
    moments = [cast("datetime", at.astype("datetime64[s]").astype(object)) for at in own.taken_at]
    units = [str(at.date()) if by_day else row for row, at in enumerate(moments)]
    names = sorted(set(units), key=str)
    shown = set(rng.permutation(len(names))[: max(1, round(kept * len(names)))].tolist()) if kept else set()
    keep = np.array([names.index(unit) in shown for unit in units])
    camera = Camera("Camera", str(own.photographer[0]))
    photos = tuple(
        Photo(
            path=Path(f"/{row}.jpg"),
            size_bytes=1,
            mtime_ns=1,
            inode=row,
            format="JPEG",
            id=row + 1,
            camera=camera,
            taken=CaptureTime(at, TimeSource.EXIF, 0.9),
            position=Position(lat, lon, PositionSource.EXIF) if stays else None,
        )
        for row, (at, lat, lon, stays) in enumerate(zip(moments, own.lat.tolist(), own.lon.tolist(), keep, strict=True))
    )
    truth = np.stack([own.lat, own.lon], axis=1)
    return Library(str(own.photographer[0]), str(own.folder[0]), photos, truth, ~keep)


Tell = Callable[[Album], Said]
"""What cues say of an album."""


def answers(
    library: Library, locator: Locator, tell: Tell = lambda _: {}, *, chained: bool = True
) -> list[tuple[Candidate, ...]]:
    """Return the candidates of each hidden photo, in time order: albums cut and fused as the program does.

    `tell` gives what cues say besides the known places; unless `chained`, nothing else speaks.
    """
    fixes = [fix for photo in library.known if (fix := fix_of(photo))] if chained else []
    found: dict[int, tuple[Candidate, ...]] = {}
    for number, members in enumerate(group(list(library.photos)), start=1):
        moments = [photo.taken.local for photo in members if photo.taken]
        first = bisect_left(fixes, min(moments) - AROUND, key=lambda fix: fix.at)
        last = bisect_right(fixes, max(moments) + AROUND, key=lambda fix: fix.at)
        near = tuple(fixes[max(0, first - BEYOND) : last + BEYOND])
        album = Album(number, tuple(members))
        found |= locate(locator, album, Evidence(tell(album), near, chained=chained))
    return [found[photo.id] for photo in library.photos if not photo.position]
