"""Between two known places: the travel prior from the one before and to the one after, multiplied.

Isotropic Gaussians in the tangent plane multiply in closed form, so that two mixtures give a mixture: where both
anchors agree the product is narrow and lies between them (interpolation), where they contradict each other it keeps
both (a jump happened, nobody knows when).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.travel import TravelPrior
from whence_engine.geo import sphere

_LEAST_SHARE = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """A photo whose place is known.

    Attributes
    ----------
    xyz
        Its place, unit vector float64 [3].
    gap_h
        Time between it and the photo in question, not negative.
    error_km
        How well the place is known.
    density_per_km2
        Of the world prior around it: how likely someone who is anywhere is right there.
    """

    xyz: NDArray[np.float64]
    gap_h: float
    error_km: float
    density_per_km2: float


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Kernels (unit vectors [K, 3], spreads in km [K], masses [K]) and the rest, which may be anywhere."""

    xyz: NDArray[np.float64]
    spread_km: NDArray[np.float64]
    mass: NDArray[np.float64]
    anywhere: float


def from_one(anchor: Anchor, travel: TravelPrior) -> Mixture:
    """Return where a photographer may be who was at `anchor` (or will be there)."""
    weight = travel.at(anchor.gap_h)
    spread = np.hypot(travel.spread_km, anchor.error_km)
    return _pruned(np.repeat(anchor.xyz[None], spread.size, axis=0), spread, weight[:-1], float(weight[-1]))


def between(before: Anchor, after: Anchor, travel: TravelPrior) -> Mixture:
    """Return where a photographer may be who was at `before` and will be at `after`."""
    one, two = travel.at(before.gap_h), travel.at(after.gap_h)
    spread_one = np.hypot(travel.spread_km, before.error_km)
    spread_two = np.hypot(travel.spread_km, after.error_km)
    apart_km = float(sphere.distance_xyz_km(before.xyz, after.xyz))
    var_one, var_two = (spread_one**2)[:, None], (spread_two**2)[None, :]
    both = var_one + var_two
    meet = np.exp(-(apart_km**2) / (2.0 * both)) / (2.0 * np.pi * both)
    mass = one[:-1, None] * two[None, :-1] * meet
    toward_after = var_one / both  # the surer anchor pulls harder
    xyz = _along(before.xyz, after.xyz, toward_after.ravel())
    spread = np.sqrt(var_one * var_two / both).ravel()
    only_one = one[:-1] * two[-1] * after.density_per_km2
    only_two = one[-1] * two[:-1] * after.density_per_km2
    anywhere = float(one[-1] * two[-1] * after.density_per_km2)
    return _pruned(
        np.concatenate([xyz, np.repeat([before.xyz, after.xyz], spread_one.size, axis=0)]),
        np.concatenate([spread, spread_one, spread_two]),
        np.concatenate([mass.ravel(), only_one, only_two]),
        anywhere,
    )


def _along(start: NDArray[np.float64], end: NDArray[np.float64], part: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points on the great circle from `start` to `end` at shares `part` [N]: [N, 3]. Antipodes stay at `start`."""
    angle = float(sphere.angle_rad(start, end))
    if angle < 1e-12 or np.pi - angle < 1e-6:
        return np.repeat(start[None], part.size, axis=0)
    first = np.sin((1.0 - part) * angle) / np.sin(angle)
    second = np.sin(part * angle) / np.sin(angle)
    return np.asarray(first[:, None] * start + second[:, None] * end)


def _pruned(
    xyz: NDArray[np.float64], spread: NDArray[np.float64], mass: NDArray[np.float64], anywhere: float
) -> Mixture:
    """Normalise, and give to "anywhere" what is too small to be worth a kernel."""
    total = float(mass.sum()) + anywhere
    if total <= 0.0:
        return Mixture(xyz[:0], spread[:0], mass[:0], 1.0)
    share = mass / total
    keep = share >= _LEAST_SHARE
    return Mixture(xyz[keep], spread[keep], share[keep], 1.0 - float(share[keep].sum()))
