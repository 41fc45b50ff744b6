"""How much of a density lies within each radius of a point: fractions of leaves inside discs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import sphere
from whence_engine.locate.leaves import Leaves
from whence_engine.metrics import RADII_KM


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Discs around anchor points, measured on an album's leaves.

    Attributes
    ----------
    anchors
        Leaf indices whose points are the discs' centres, intp [A].
    share
        Share of each leaf that lies in each disc, float32 [5, A, L], one slice per radius of `RADII_KM`.
    """

    anchors: NDArray[np.intp]
    share: NDArray[np.float32]

    def within(self, masses: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mass within each radius of each anchor for T densities on the leaves.

        `masses` is [T, L], each row summing to 1; the result is float64 [T, 5, A].
        """
        radii, anchors, leaves = self.share.shape
        flat = masses.astype(np.float32) @ self.share.reshape(radii * anchors, leaves).T
        return np.minimum(flat.reshape(-1, radii, anchors).astype(np.float64), 1.0)


def reach(anchors: NDArray[np.intp], leaves: Leaves) -> Reach:
    """Measure the discs of all five radii around the points of the leaves `anchors`.

    A leaf counts as a disc of its own area: it lies inside whole, not at all, or by the share that two discs of
    such radii and distance overlap (linear between touching and holding; exact at both ends and when concentric).
    """
    apart = distances_km(leaves.xyz[anchors], leaves.xyz)
    share = np.empty((len(RADII_KM), anchors.size, leaves.ids.size), np.float32)
    for row, radius_km in enumerate(RADII_KM):
        share[row] = _overlap(apart, radius_km, leaves)
    return Reach(anchors, share)


def overlap(centres: NDArray[np.float64], radius_km: float, leaves: Leaves) -> NDArray[np.float32]:
    """Return the share of each leaf that lies in discs around `centres` (unit vectors [A, 3]): float32 [A, L]."""
    return _overlap(distances_km(centres, leaves.xyz), radius_km, leaves)


def _overlap(apart_km: NDArray[np.float32], radius_km: float, leaves: Leaves) -> NDArray[np.float32]:
    radius = leaves.radius_km.astype(np.float32)
    small = np.minimum(radius, radius_km)
    part = np.clip((radius_km + radius - apart_km) / (2.0 * small), 0.0, 1.0)
    return np.asarray(part * np.minimum(1.0, (radius_km / radius) ** 2), np.float32)


def distances_km(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float32]:
    """Great-circle distances between two lists of unit vectors, float32 [A, B], good to 10 m."""
    chord2 = np.clip(2.0 - 2.0 * (a @ b.T), 0.0, 4.0)
    return (2.0 * sphere.EARTH_RADIUS_KM * np.arcsin(np.sqrt(chord2) / 2.0)).astype(np.float32)
