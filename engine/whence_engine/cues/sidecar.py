"""`sidecar`: a position that another file of the same picture carries.

XMP and JSON files beside a photo are read with it and state its own position (`files.read`; where they contradict it,
`locate.placed` shows both). This cue looks one step farther: the RAW file of a RAW+JPEG pair with all that lies beside
it, and the original of an edited copy. Nothing is taken over silently: it is evidence with a reason, to be accepted and
written like any other. Whoever edits a photo keeps its time, so a copy of another second is another picture.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from whence_engine.cues.cue import Known
from whence_engine.geo import sphere
from whence_engine.library.library import Library
from whence_engine.photo import Album, Belief, Photo, Position
from whence_engine.wording import Sentence

SURE = 0.97
LEAST_KM = 0.02

_EDITED = re.compile(
    r"(?P<stem>.+?)[-_ ~]*(?:\b|_)(?:edit|edited|bearbeitet|modifié|editado|modificato|bewerkt|edytowane)(?:[-_ ]\d+)?",
    re.IGNORECASE,
)
_APPLE_EDITED = re.compile(r"IMG_E(?P<number>\d{4,})", re.IGNORECASE)
_SUFFIXES = (".jpg", ".heic", ".jpeg", ".dng", ".png", ".tif", ".tiff")


class Sidecar:
    """Kernels where another file of the same picture says it was taken."""

    name = "sidecar"
    replaces: tuple[str, ...] = ("gear",)

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return a belief for each photo without a position of which another file has one."""
        beliefs = {}
        for photo in album.photos:
            found = next(beside(photo, known.library), None)
            if found is None:
                continue
            path, position = found
            beliefs[photo.id] = Belief(
                because=Sentence("Another file of this picture, {name}, carries this position.", name=path.name),
                unknown=1.0 - SURE,
                kernel_xyz=sphere.to_xyz(position.lat_deg, position.lon_deg)[None],
                kernel_km=np.array([max(position.error_km or 0.0, LEAST_KM)]),
                kernel_mass=np.array([SURE]),
            )
        return beliefs


def beside(photo: Photo, library: Library) -> Iterator[tuple[Path, Position]]:
    """Yield files of the same picture that have a position, the surest first; none for a photo that has one itself."""
    if photo.position is not None or photo.error is not None:
        return
    for path in (*photo.companions, *_originals(photo.path)):
        other = library.index.photos.at(path)
        if other is None or other.position is None:
            continue
        if path in photo.companions or _of_one_second(photo, other):
            yield path, other.position


def _originals(path: Path) -> Iterator[Path]:
    """Yield what the original of an edited copy may be called."""
    edited, apple = _EDITED.fullmatch(path.stem), _APPLE_EDITED.fullmatch(path.stem)
    stem = edited["stem"] if edited else f"IMG_{apple['number']}" if apple else ""
    if not stem:
        return
    for suffix in dict.fromkeys((path.suffix, *_SUFFIXES)):
        yield from (path.with_name(stem + case) for case in dict.fromkeys((suffix, suffix.lower(), suffix.upper())))


def _of_one_second(one: Photo, other: Photo) -> bool:
    return (
        one.taken is not None
        and other.taken is not None
        and abs((one.taken.local - other.taken.local).total_seconds()) < 2
    )
