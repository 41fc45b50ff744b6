"""Averages over the cells of a grid laid on a picture."""

import numpy as np
from numpy.typing import NDArray


def grid_means(maps: NDArray[np.float32], cells: int) -> NDArray[np.float32]:
    """Average maps over `cells` x `cells` rectangles of as equal a size as whole pixels allow.

    Parameters
    ----------
    maps
        float32 [..., H, W], H and W at least `cells`.
    cells
        Per edge.

    Returns
    -------
    float32 [..., cells, cells]
    """
    means = maps
    for axis in (-2, -1):
        edges = np.round(np.linspace(0, maps.shape[axis], cells + 1)).astype(np.int64)
        shape = [1] * maps.ndim
        shape[axis] = cells
        size = np.diff(edges).reshape(shape).astype(np.float32)
        means = np.asarray(np.add.reduceat(means, edges[:-1], axis=axis) / size, np.float32)
    return means
