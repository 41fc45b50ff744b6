"""A belief, as it was said, to masses on the album's leaves."""

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import s2, sphere
from whence_engine.locate.leaves import Leaves
from whence_engine.photo import Belief

_NEGLIGIBLE = -60.0
"""Log density below the peak at which a kernel's tail is cut: e^-60 is nothing beside any floor."""


def masses(belief: Belief, leaves: Leaves) -> NDArray[np.float64]:
    """Integrate `belief` over `leaves`: float64 [L], summing to 1 - `belief.unknown`.

    A cell that is larger than leaves spreads over them as the world prior does inside it (people take photos where
    people take photos); a cell inside a leaf adds to that leaf.
    """
    total = np.zeros(leaves.ids.size)
    _add_cells(total, belief, leaves)
    for centre, spread_km, mass in zip(belief.kernel_xyz, belief.kernel_km, belief.kernel_mass, strict=True):
        total += mass * kernel(centre, float(spread_km), leaves)
    return total


def _add_cells(total: NDArray[np.float64], belief: Belief, leaves: Leaves) -> None:
    if belief.cell_id.size == 0:
        return
    start = np.searchsorted(leaves.first, s2.range_min(belief.cell_id), side="right") - 1
    stop = np.searchsorted(leaves.first, s2.range_max(belief.cell_id), side="right")
    one = stop - start == 1
    np.add.at(total, start[one], belief.cell_mass[one])
    first, length = start[~one], (stop - start)[~one]
    leaf = np.repeat(first - np.cumsum(length) + length, length) + np.arange(length.sum())
    cell = np.repeat(np.arange(first.size), length)
    inside = leaves.prior[leaf]
    share = inside / np.bincount(cell, inside, minlength=first.size)[cell]
    np.add.at(total, leaf, belief.cell_mass[~one][cell] * share)


def kernel(centre: NDArray[np.float64], spread_km: float, leaves: Leaves) -> NDArray[np.float64]:
    """Return the masses of a von Mises-Fisher kernel on `leaves`, float64 [L], summing to 1.

    `spread_km` is the standard deviation along each axis of the tangent plane (kappa = (R / spread)^2). The density
    is taken at each leaf's centre of mass, which the leaves' size around a kernel makes good enough; a kernel finer
    than its leaf falls into that leaf whole.
    """
    kappa = (sphere.EARTH_RADIUS_KM / max(spread_km, 1e-3)) ** 2
    home = int(leaves.leaf_of(centre[None])[0])
    if leaves.radius_km[home] >= 2.0 * spread_km:
        whole = np.zeros(leaves.ids.size)
        whole[home] = 1.0
        return whole
    log_density = kappa * (leaves.xyz @ centre - 1.0)  # the exponent of the von Mises-Fisher density
    log_density -= log_density.max()
    mass = np.zeros(leaves.ids.size)
    near = np.flatnonzero(log_density > _NEGLIGIBLE)
    mass[near] = np.exp(log_density[near]) * leaves.area_km2[near]
    return np.asarray(mass / mass.sum())
