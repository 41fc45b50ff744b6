"""How this photographer travels: the travel prior, moved towards what the known places of the library show.

Some people stay in one town for years, others cross a continent each week. After Kalogerakis et al. (2009), who let a
user's own album speak among the references, pairs of known places at each time gap are counted by the kernel that
explains them, and the shipped weights count as so many pairs beside them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.fix import Fix
from whence_engine.cues.travel import TravelPrior
from whence_engine.geo import sphere
from whence_engine.locate.leaves import Leaves
from whence_engine.locate.timeline import hours_between
from whence_engine.locate.transit import kernel_density

SHIPPED_PAIRS = 6.0
"""The shipped weights of each time gap count as so many pairs of known places. Chosen on the photographers of train and
validation: the log lift of the truth there is 6.19 without habits, 6.32, 6.36 and 6.38 with 20, 8 and 4."""

_PAIRS = 12
"""Most pairs that are looked at for one time gap, spread over the whole time."""

_NEARBY = 0.5
"""A pair at one time gap says half as much of the next shorter and the next longer one."""

_FACTOR = 1.6
_ROUNDS = 5


def adapted(travel: TravelPrior, fixes: Sequence[Fix], leaves: Leaves, shipped: float = SHIPPED_PAIRS) -> TravelPrior:
    """Return the travel prior of whoever was at `fixes` (in time order); people's words are not counted.

    `leaves` tell how popular places are; coarse ones will do. The shipped weights count as `shipped` pairs.
    """
    own = [fix for fix in fixes if not fix.said]
    pairs = _pairs(own, travel.gap_h)
    if not any(pairs):
        return travel
    flat = sorted({pair for of_gap in pairs for pair in of_gap})
    likelihood = dict(zip(flat, _likelihoods(own, flat, leaves, travel), strict=True))
    counts = np.zeros_like(travel.weight)
    weight = travel.weight / travel.weight.sum(axis=1, keepdims=True)
    for row, of_gap in enumerate(pairs):
        if of_gap:
            counts[row] = _counted(np.stack([likelihood[pair] for pair in of_gap]), weight[row], shipped)
    shared = counts.copy()
    shared[1:] += _NEARBY * counts[:-1]
    shared[:-1] += _NEARBY * counts[1:]
    moved = shipped * weight + shared
    return TravelPrior(travel.spread_km, travel.popular_from_km, travel.gap_h, moved / moved.sum(axis=1, keepdims=True))


def _pairs(fixes: Sequence[Fix], gap_h: NDArray[np.float64]) -> list[list[tuple[int, int]]]:
    """Return, per time gap, pairs of rows of `fixes` about that far apart in time; no row starts two of them."""
    if len(fixes) < 2:
        return [[] for _ in gap_h]
    hours = np.array([hours_between(fixes[0].at, fix.at) for fix in fixes])
    found = []
    for gap in gap_h.tolist():
        low = np.searchsorted(hours, hours + gap / _FACTOR)
        high = np.searchsorted(hours, hours + gap * _FACTOR, side="right")
        first = np.flatnonzero((high > low) & (low < hours.size))
        some = first[np.linspace(0, first.size - 1, min(first.size, _PAIRS)).astype(np.intp)] if first.size else first
        middle = (low + high) // 2
        found.append([(int(row), min(int(middle[row]), int(high[row]) - 1)) for row in some])
    return found


def _likelihoods(
    fixes: Sequence[Fix], pairs: Sequence[tuple[int, int]], leaves: Leaves, travel: TravelPrior
) -> NDArray[np.float64]:
    """Density per km2 of each component at the second place of each pair, seen from the first: [P, K + 1]."""
    at = sphere.to_xyz([fix.lat_deg for fix in fixes], [fix.lon_deg for fix in fixes])
    error_km = np.array([fix.error_km for fix in fixes])
    start, end = np.array(pairs).T
    home = leaves.leaf_of(at)
    popular = leaves.prior[home] / leaves.area_km2[home]
    variance = np.square(travel.spread_km) + np.square(error_km[start])[:, None] + np.square(error_km[end])[:, None]
    km = sphere.distance_xyz_km(at[start], at[end])[:, None]
    kernels = np.exp(-0.5 * np.square(km) / variance) / (2.0 * np.pi * variance)
    wide = travel.spread_km >= travel.popular_from_km
    if wide.any():
        some = TravelPrior(travel.spread_km[wide], travel.popular_from_km, travel.gap_h, travel.weight)
        from_where, of = np.unique(start, return_inverse=True)
        density = kernel_density(at[from_where], error_km[from_where], leaves.xyz, leaves.radius_km, some)
        smoothed = np.asarray(density @ leaves.prior.astype(np.float32), np.float64)[of]
        kernels[:, wide] *= popular[end][:, None] / np.maximum(smoothed, 1e-30)
    return np.concatenate([kernels, popular[end][:, None]], axis=1)


def _counted(likelihood: NDArray[np.float64], weight: NDArray[np.float64], shipped: float) -> NDArray[np.float64]:
    """Count which component explains each pair, the shipped weights counting beside them: float64 [K + 1]."""
    mixed, counts = weight, np.zeros_like(weight)
    for _ in range(_ROUNDS):
        joint = likelihood * mixed + 1e-300
        counts = (joint / joint.sum(axis=1, keepdims=True)).sum(axis=0)
        mixed = shipped * weight + counts
        mixed = mixed / mixed.sum()
    return counts
