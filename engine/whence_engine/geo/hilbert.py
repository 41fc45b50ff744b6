"""The Hilbert curve of an S2 face, thirty levels deep, by table: six levels a step.

A face of the cube is a square of 2^30 x 2^30 leaves; the curve numbers them so that each quarter of each square
is one contiguous run. Which quarter comes when depends on the square's orientation: one bit says that the axes are
swapped, one that they run backwards (S2 geometry library, "S2 cell hierarchy").
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

LEVELS = 30
SWAP = 1
INVERT = 2

_STEP = 6  # levels a table covers: 128 kB, which a core's second-level cache holds
_SIDE = (1 << _STEP) - 1
_CELLS = 1 << (2 * _STEP)
_SHIFTS = tuple(range(LEVELS - _STEP, -1, -_STEP))
_QUARTER_OF_VISIT = np.array(
    [[0, 1, 3, 2], [0, 2, 3, 1], [3, 2, 0, 1], [3, 1, 0, 2]]
)  # [orientation, visit] -> 2 i + j
_TURN_OF_VISIT = np.array([SWAP, 0, 0, INVERT | SWAP])


@cache
def _tables() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Six levels at once: orientation and (i, j) -> orientation and position, and the way back.

    Both tables are int64 [4 * 4096], read at `orientation << 12 | cell`, and hold the same packing. An entry's
    orientation is the one below the six levels, so that it leads straight into the next step.
    """
    start = np.arange(4).repeat(_CELLS)
    position = np.tile(np.arange(_CELLS), 4)
    orientation, i, j = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for shift in range(2 * _STEP - 2, -1, -2):
        visit = (position >> shift) & 3
        quarter = _QUARTER_OF_VISIT[orientation, visit]
        i, j = (i << 1) | (quarter >> 1), (j << 1) | (quarter & 1)
        orientation = orientation ^ _TURN_OF_VISIT[visit]
    to_ij = orientation << 2 * _STEP | i << _STEP | j
    to_position = np.empty_like(to_ij)
    to_position[start << 2 * _STEP | i << _STEP | j] = orientation << 2 * _STEP | position
    return to_position, to_ij


def position_of(face: NDArray[np.int64], i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.int64]:
    """Position along the curve of leaf (i, j) of a face.

    Parameters
    ----------
    face, i, j
        int64 [N]: 0..5, and 0..2^30 - 1 each.

    Returns
    -------
    int64 [N]
        0..2^60 - 1.
    """
    table = _tables()[0]
    position = np.zeros_like(i)
    state = (face & SWAP) << 2 * _STEP
    for shift in _SHIFTS:
        entry = table[state | ((i >> shift) & _SIDE) << _STEP | ((j >> shift) & _SIDE)]
        position <<= 2 * _STEP
        position |= entry & (_CELLS - 1)
        state = entry & ~(_CELLS - 1)
    return position


def ij_of(face: NDArray[np.int64], position: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Leaf (i, j) at a position along the curve of a face: the inverse of `position_of`."""
    table = _tables()[1]
    i, j = np.zeros_like(position), np.zeros_like(position)
    state = (face & SWAP) << 2 * _STEP
    for shift in _SHIFTS:
        entry = table[state | ((position >> 2 * shift) & (_CELLS - 1))]
        i = (i << _STEP) | ((entry >> _STEP) & _SIDE)
        j = (j << _STEP) | (entry & _SIDE)
        state = entry & ~(_CELLS - 1)
    return i, j
