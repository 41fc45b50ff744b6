"""How much of a density lies within each radius of a point: fractions of leaves inside discs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import sphere
from whence_engine.locate.leaves import Leaves
from whence_engine.metrics import RADII_KM

_AT_ONCE = 32  # so many points at once stay in a core's cache


@dataclass(frozen=True, slots=True, eq=False)
class Discs:
    """The discs of one radius around all anchors.

    Attributes
    ----------
    leaf
        Leaves that some disc touches, intp [C]: few for small discs, and the others need no look.
    share
        Share of each of them that lies in each disc, float32 [A, C].
    """

    leaf: NDArray[np.intp]
    share: NDArray[np.float32]
    _known: dict[int, tuple[NDArray[np.intp], NDArray[np.float32]]] = field(default_factory=dict, repr=False)

    def one(self, anchor: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return the leaves that the disc around one anchor touches, and their shares; asked again, at once."""
        if anchor not in self._known:
            some = np.flatnonzero(self.share[anchor])
            self._known[anchor] = self.leaf[some], self.share[anchor, some]
        return self._known[anchor]


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Discs around anchor points, measured on an album's leaves.

    Attributes
    ----------
    anchors
        Leaf indices whose points are the discs' centres, intp [A].
    apart_km
        Distances between the anchors, float32 [A, A].
    discs
        One for each radius of `RADII_KM`.
    """

    anchors: NDArray[np.intp]
    apart_km: NDArray[np.float32]
    discs: Sequence[Discs]

    def within(self, masses: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mass within each radius of each anchor for T densities on the leaves.

        `masses` is [T, L], each row summing to 1; the result is float64 [T, 5, A].
        """
        flat = masses.astype(np.float32)
        found = np.empty((len(flat), len(self.discs), self.anchors.size))
        for row, disc in enumerate(self.discs):
            found[:, row] = flat[:, disc.leaf] @ disc.share.T
        return np.minimum(found, 1.0, out=found)


def reach(anchors: NDArray[np.intp], leaves: Leaves) -> Reach:
    """Measure the discs of all five radii around the points of the leaves `anchors`.

    A leaf counts as a disc of its own area: it lies inside whole, not at all, or by the share that two discs of
    such radii and distance overlap (linear between touching and holding; exact at both ends and when concentric).
    """
    apart = distances_km(leaves.xyz[anchors], leaves.xyz)
    nearest = apart.min(axis=0, initial=np.inf)
    radius = leaves.radius_km.astype(np.float32)
    discs = []
    for radius_km in RADII_KM:
        leaf = np.flatnonzero(nearest < radius + np.float32(radius_km))
        some = apart[:, leaf] if leaf.size < radius.size else apart.copy()
        discs.append(Discs(leaf, _overlap(some, radius_km, radius[leaf])))
    return Reach(anchors, apart[:, anchors], discs)


def overlap(centres: NDArray[np.float64], radius_km: float, leaves: Leaves) -> NDArray[np.float32]:
    """Return the share of each leaf that lies in discs around `centres` (unit vectors [A, 3]): float32 [A, L]."""
    return _overlap(distances_km(centres, leaves.xyz), radius_km, leaves.radius_km.astype(np.float32))


def _overlap(apart_km: NDArray[np.float32], radius_km: float, radius: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn distances [A, C] to leaves of some `radius` in km [C] into shares, in place."""
    small = 2.0 * np.minimum(radius, np.float32(radius_km))
    part = np.multiply(apart_km, -1.0 / small, out=apart_km)
    part += (np.float32(radius_km) + radius) / small
    np.maximum(part, np.float32(0.0), out=part)
    np.minimum(part, np.float32(1.0), out=part)
    if (larger := radius > radius_km).any():
        part *= np.where(larger, (np.float32(radius_km) / radius) ** 2, np.float32(1.0))
    return part


def distances_km(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float32]:
    """Great-circle distances between two lists of unit vectors, float32 [A, B].

    Good to 10 m up to 10,000 km; only beyond, towards the antipode, single precision loses up to 5 km.
    """
    found = np.empty((len(a), len(b)), np.float32)
    against = -0.5 * b.T
    for start in range(0, len(a), _AT_ONCE):
        quarter = a[start : start + _AT_ONCE] @ against
        quarter += 0.5
        arc = np.clip(quarter, 0.0, 1.0, out=quarter).astype(np.float32)
        np.arcsin(np.sqrt(arc, out=arc), out=arc)
        np.multiply(arc, np.float32(2.0 * sphere.EARTH_RADIUS_KM), out=found[start : start + _AT_ONCE])
    return found
