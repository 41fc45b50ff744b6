"""Albums to learn from: real ones cut by time; those that `simulation` makes up are always told apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_training.data.manifest import Manifest


@dataclass(frozen=True, eq=False)
class AlbumRows:
    """One album.

    Attributes
    ----------
    rows
        Rows of a manifest, int64 [T], in time order.
    simulated
        Whether it was made up; reports say so.
    hours
        float64 [T] from the first photo on, where the album was made up with times; else those of the manifest hold.
    """

    rows: NDArray[np.int64]
    simulated: bool = False
    hours: NDArray[np.float64] | None = None


def told(albums: Sequence[AlbumRows]) -> str:
    """Say how many albums there are, and of what kind; every report does."""
    real, simulated = ([len(album.rows) for album in albums if album.simulated == made_up] for made_up in (False, True))
    parts = [
        f"{len(lengths)} {name} albums of {sum(lengths)} photos"
        for name, lengths in (("real", real), ("SIMULATED", simulated))
        if lengths
    ]
    return " and ".join(parts) or "no albums"


@dataclass(frozen=True, slots=True)
class AlbumCut:
    """When a real album ends.

    Attributes
    ----------
    gap_hours
        A longer silence opens a new album.
    """

    gap_hours: float = 24.0


def real_albums(manifest: Manifest, cut: AlbumCut) -> list[AlbumRows]:
    """Group timed photos by album and cut where more than the gap lies between two; single photos stay alone."""
    timed = np.flatnonzero(~np.isnat(manifest.taken_at))
    _, code = np.unique(manifest.album[timed], return_inverse=True)
    at = manifest.taken_at[timed].astype("datetime64[s]").astype(np.int64)
    order = np.lexsort((at, code))
    breaks = (np.diff(code[order]) != 0) | (np.diff(at[order]) > cut.gap_hours * 3600)
    parts = np.split(timed[order].astype(np.int64), np.flatnonzero(breaks) + 1)
    return [AlbumRows(part) for part in parts if len(part)]


def whole(albums: Sequence[AlbumRows], photos: int) -> list[NDArray[np.int64]]:
    """Rows of the albums, and one more album for each photo that is in none."""
    inside = np.zeros(photos, np.bool_)
    for album in albums:
        inside[album.rows] = True
    return [album.rows for album in albums] + [np.array([row], np.int64) for row in np.flatnonzero(~inside)]
