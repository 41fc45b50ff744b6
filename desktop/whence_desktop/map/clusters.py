"""Photos with a position, hundreds of thousands of them, as discs that say how many lie there.

Positions are kept as Morton codes (the bits of x and y in turn) in rising order. All points of a square of any size
that is a power of two then stand side by side, and counting squares of any zoom is one pass over the codes. Coarse
zooms are counted at the beginning, for the whole world; fine ones as they are looked at, around the view only.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from whence_desktop.map.mercator import TILE_PX, View, to_square

BIN_PX = 88
"""Least width of the square that one disc stands for."""

_BITS = 26
_WORLDWIDE = 8  # squares of up to 2 to this many a side are counted at the beginning

Bins = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]
"""Mean place of the photos of each square [B, 2], how many there are [B], and the row of the first [B]."""


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
        self._coarse = [self._count(0, len(code), depth) for depth in range(_WORLDWIDE + 1)]
        self._fine = lru_cache(maxsize=128)(self._count_region)

    def __len__(self) -> int:
        """Count the photos."""
        return len(self._code)

    def shown(self, view: View) -> Bins:
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
        margin = BIN_PX / view.world_px
        square, count, first = self._coarse[depth] if depth <= _WORLDWIDE else self._around(view, depth, margin)
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

    def _around(self, view: View, depth: int, margin: float) -> Bins:
        """Return the bins of the few large squares that a view touches."""
        left, top, right, bottom = view.bounds
        room = max(right - left, bottom - top) + 2 * margin
        coarse = int(np.clip(np.floor(-np.log2(room)), 0, depth))
        across = 1 << coarse
        columns = {int(x) % across for x in np.arange((left - margin) * across // 1, (right + margin) * across)}
        rows = range(
            max(0, int((top - margin) * across // 1)), min(across - 1, int((bottom + margin) * across // 1)) + 1
        )
        parts = [self._fine(depth, coarse, x, y) for y in rows for x in sorted(columns)]
        if not parts:
            return np.empty((0, 2)), np.empty(0, np.int64), np.empty(0, np.int64)
        squares, counts, firsts = zip(*parts, strict=True)
        return np.concatenate(squares), np.concatenate(counts), np.concatenate(firsts)

    def _count_region(self, depth: int, coarse: int, x: int, y: int) -> Bins:
        """Count inside one square of the coarser grid of 2 to `coarse` a side."""
        one = np.array([x, y], np.uint64)
        number = _spread(one[:1]) | (_spread(one[1:]) << np.uint64(1))
        shift = np.uint64(2 * (_BITS - coarse))
        edges = np.concatenate([number, number + np.uint64(1)]) << shift
        begin, end = np.searchsorted(self._code, edges)
        return self._count(int(begin), int(end), depth)

    def _count(self, begin: int, end: int, depth: int) -> Bins:
        """Count the photos of some rows by squares of the grid of 2 to `depth` a side."""
        squares = self._code[begin:end] >> np.uint64(2 * (_BITS - depth))
        first = np.flatnonzero(np.diff(squares, prepend=~squares[:1]))
        count = np.diff(first, append=len(squares))
        first += begin
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
