"""Photos with a position, hundreds of thousands of them, as discs that say how many lie there.

Positions are kept as Morton codes (the bits of x and y in turn) in rising order. All points of a square of any size
that is a power of two then stand side by side, and counting squares of any zoom is one pass over the codes.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from whence_desktop.map.mercator import TILE_PX, View, to_square

BIN_PX = 88
"""Least width of the square that one disc stands for."""

_BITS = 26


class Clusters:
    """Counts of photos by squares of the map, for any zoom.

    Parameters
    ----------
    lat_deg, lon_deg
        float64 [N].
    """

    def __init__(self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> None:
        square = to_square(lat_deg, lon_deg)
        x = np.minimum(((square[:, 0] % 1.0) * (1 << _BITS)).astype(np.uint64), np.uint64((1 << _BITS) - 1))
        y = np.clip(square[:, 1] * (1 << _BITS), 0, (1 << _BITS) - 1).astype(np.uint64)
        code = _spread(x) | (_spread(y) << np.uint64(1))
        order = np.argsort(code, kind="stable")
        self.order = order
        """Rows of the photos in the order in which they are kept, int64 [N]."""
        self._code = code[order]
        self._square = np.column_stack([square[order, 0] % 1.0, square[order, 1]])
        self._sums = np.concatenate([np.zeros((1, 2)), np.cumsum(self._square, axis=0)])
        self._bins = lru_cache(maxsize=32)(self._count)

    def __len__(self) -> int:
        """Count the photos."""
        return len(self._code)

    def shown(self, view: View) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the discs that a view shows.

        Returns
        -------
        square
            Where each is: the mean of its photos, float64 [B, 2].
        count
            How many photos it stands for, int64 [B].
        first
            The first of its rows in `order`; they follow each other, int64 [B].
        """
        depth = int(np.clip(np.ceil(view.zoom + np.log2(TILE_PX / BIN_PX) - 1e-9), 0, _BITS))
        square, count, first = self._bins(depth)
        margin = BIN_PX / view.world_px
        left, top, right, bottom = view.bounds
        x = (square[:, 0] - (left - margin)) % 1.0
        seen = (x <= right - left + 2 * margin) & (square[:, 1] >= top - margin) & (square[:, 1] <= bottom + margin)
        return square[seen], count[seen], first[seen]

    def at(self, view: View, x_px: float, y_px: float, reach_px: float = 14.0) -> NDArray[np.int64]:
        """Return the rows of the photos whose disc lies under a point of the window, int64 [N]."""
        square, count, first = self.shown(view)
        if not len(count):
            return np.empty(0, np.int64)
        away = np.hypot(*(view.to_px(square) - [x_px, y_px]).T)
        nearest = int(away.argmin())
        if away[nearest] > reach_px:
            return np.empty(0, np.int64)
        return np.asarray(self.order[first[nearest] : first[nearest] + count[nearest]])

    def _count(self, depth: int) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        squares = self._code >> np.uint64(2 * (_BITS - depth))
        first = np.flatnonzero(np.diff(squares, prepend=~squares[:1]))
        count = np.diff(first, append=len(squares))
        mean = (self._sums[first + count] - self._sums[first]) / count[:, None]
        return mean, count, first


def _spread(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero between any two of the low 32 bits."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        value = (value | (value << np.uint64(shift))) & np.uint64(mask)
    return value
