"""Albums as arrays: of any lengths, behind each other, so that a whole pass is prepared without a loop over photos."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from whence_training.data.albums import AlbumRows
from whence_training.data.manifest import Manifest


@dataclass(frozen=True, eq=False)
class Sequences:
    """A albums of M photos in all.

    Attributes
    ----------
    rows
        int64 [M]: photos of a manifest, album after album.
    hours
        float64 [M]: when each was taken, from its album's first photo on; 0 where nobody knows.
    length
        int64 [A], each at least 1.
    """

    rows: NDArray[np.int64]
    hours: NDArray[np.float64]
    length: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the albums."""
        return len(self.length)

    @classmethod
    def of(cls, albums: Sequence[AlbumRows], manifest: Manifest) -> "Sequences":
        """Lay albums behind each other; simulated ones bring times of their own."""
        seconds = np.where(np.isnat(manifest.taken_at), 0, manifest.taken_at.astype("datetime64[s]").astype(np.int64))
        hours = [
            (seconds[album.rows] - seconds[album.rows[0]]) / 3600.0 if album.hours is None else album.hours
            for album in albums
        ]
        rows = [album.rows for album in albums]
        if not rows:
            return cls(np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64))
        return cls(np.concatenate(rows), np.concatenate(hours), np.array([len(part) for part in rows], np.int64))

    @property
    def album(self) -> NDArray[np.int64]:
        """The album of each photo: int64 [M]."""
        return np.repeat(np.arange(len(self)), self.length)

    def thinned(self, kept: float, rng: np.random.Generator) -> "Sequences":
        """Leave photos out at random, down to a share `kept`; an album that would lose all keeps all."""
        album = self.album
        keep = rng.random(len(self.rows)) < kept
        keep |= (np.bincount(album, keep, len(self)) == 0)[album]
        return Sequences(self.rows[keep], self.hours[keep], np.bincount(album[keep], minlength=len(self)))

    def shuffled(self, rng: np.random.Generator) -> "Sequences":
        """Draw the order inside each album anew: the control that takes from order what order gives.

        Times stay in order, so that no clock tells what the order was.
        """
        order = np.lexsort((rng.random(len(self.rows)), self.album))
        return replace(self, rows=self.rows[order])

    def padded(self, which: NDArray[np.int64], blank: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Lay out some albums [B] as rows and hours [B, T], T the longest of them; `blank` is the row of no photo."""
        start = np.cumsum(self.length) - self.length
        at = np.arange(self.length[which].max())[None, :]
        inside = at < self.length[which][:, None]
        flat = np.where(inside, start[which][:, None] + at, 0)
        return np.where(inside, self.rows[flat], blank), np.where(inside, self.hours[flat], 0.0)
