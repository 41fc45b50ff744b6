"""Rows of different length in flat arrays."""

import numpy as np
from numpy.typing import NDArray


def expand(start: NDArray[np.int64], count: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all numbers of the ranges `start .. start + count`, one range after the other.

    Parameters
    ----------
    start, count
        int64 [N].

    Returns
    -------
    row
        int64 [sum of count], the range each number is of, ascending.
    index
        int64 [sum of count], the number.
    """
    row = np.repeat(np.arange(len(count)), count)
    first = np.cumsum(count) - count
    return row, np.arange(len(row)) - (first - start)[row]


def lowest(row: NDArray[np.int64], value: NDArray[np.float64], rows: int) -> NDArray[np.int64]:
    """Return the position of the lowest value of each row.

    Parameters
    ----------
    row
        int64 [M], ascending.
    value
        float64 [M].
    rows
        How many rows there are.

    Returns
    -------
    position
        int64 [rows], into `value`; -1 for a row without a finite value. Of equals the first counts.
    """
    position = np.full(rows, -1, dtype=np.int64)
    if len(row):
        begin = np.flatnonzero(np.diff(row, prepend=-1))
        least = np.full(rows, np.inf)
        least[row[begin]] = np.minimum.reduceat(value, begin)
        found = np.flatnonzero((value == least[row]) & np.isfinite(value))[::-1]
        position[row[found]] = found
    return position
