"""Photos in an order, and where each of them lies: sixteen bytes a photo, for a million of them."""

from array import array

import numpy as np
from numpy.typing import NDArray


class Rows:
    """Photos by row and rows by photo.

    Attributes
    ----------
    ids
        The photos, in order.
    """

    def __init__(self, photo_id: NDArray[np.int64]) -> None:
        self.ids = array("q", photo_id.tobytes())
        self._order = np.argsort(photo_id).astype(np.int32)
        self._sorted = photo_id[self._order]

    def row_of(self, photo: int) -> int | None:
        """Return the row of a photo, or None where it has none."""
        place = int(np.searchsorted(self._sorted, photo))
        if place == len(self._sorted) or self._sorted[place] != photo:
            return None
        return int(self._order[place])
