"""The few places between which an album's chain is computed: its leaves that matter, and the rest of the world as one.

Transitions are symmetric lifts between states, one matrix per time gap at which the travel prior is known, so that
time runs both ways alike. Each is scaled until whoever starts anywhere ends anywhere (Sinkhorn): the world prior is
what the chain says where no photo says anything.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.fix import FARTHEST_H
from whence_engine.cues.travel import TravelPrior
from whence_engine.locate.leaves import Leaves
from whence_engine.locate.transit import gaussian, half_chord2_km2, kernel_density

MOST_STATES = 128
_LEAST_MASS = 1e-5
_WIDE_KM = 100.0  # narrower kernels stay within a leaf and its neighbours, and need no look at the rest of the world
_NEGLIGIBLE = 25.0  # where half the squared distance is so many variances, a kernel is nothing beside its middle
_AT_ONCE = 32  # so many states at once stay in a core's cache
_ROUNDS = 12


@dataclass(frozen=True, eq=False)
class States:
    """States of a chain.

    Attributes
    ----------
    leaf
        Leaves that are states of their own, intp [N]; state N is the rest of the world.
    prior
        Mass of the world prior in each state, float64 [N + 1], summing to 1.
    lift
        Transitions at the time gaps of the travel prior, float64 [B, N + 1, N + 1], symmetric; weighted with the prior
        each row sums to 1.
    gap_h
        Those gaps, float64 [B].
    """

    leaf: NDArray[np.intp]
    prior: NDArray[np.float64]
    lift: NDArray[np.float64]
    gap_h: NDArray[np.float64]

    def step(self, mass: NDArray[np.float64], gap_h: float) -> NDArray[np.float64]:
        """Return the lift [N + 1] of what lies `gap_h` away in time from a photo known to be at `mass` [N + 1].

        Beyond the reach of the travel prior a photo says nothing: ones.
        """
        if gap_h > FARTHEST_H:
            return np.ones_like(mass)
        place = np.interp(np.log(max(gap_h, self.gap_h[0])), np.log(self.gap_h), np.arange(self.gap_h.size))
        low = min(int(place), self.gap_h.size - 2)
        part = place - low
        return np.asarray((1.0 - part) * (mass @ self.lift[low]) + part * (mass @ self.lift[low + 1]))

    def gathered(self, lift: NDArray[np.floating], prior: NDArray[np.float64]) -> NDArray[np.float64]:
        """Bring a lift on all leaves [..., L] down to the states [..., N + 1]; `prior` is the leaves' own [L]."""
        own = np.asarray(lift[..., self.leaf], np.float64)
        rest = np.maximum(lift @ prior - own @ self.prior[:-1], 0.0) / self.prior[-1]
        return np.concatenate([own, rest[..., None]], axis=-1)

    def spread(self, lift: NDArray[np.float64], leaves: int) -> NDArray[np.float64]:
        """Bring a lift on the states [N + 1] back to all leaves: float64 [L]."""
        everywhere = np.full(leaves, lift[-1])
        everywhere[self.leaf] = lift[:-1]
        return everywhere


def choose(mass: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the leaves that matter to some of T densities [T, L], heaviest first, at most `MOST_STATES`."""
    total = mass.sum(axis=0)
    count = min(MOST_STATES, total.size - 1)
    some = np.argpartition(total, total.size - count)[-count:]
    some = some[np.argsort(-total[some], kind="stable")]
    return np.asarray(some[total[some] > _LEAST_MASS * len(mass)], np.intp)


def states_of(leaf: NDArray[np.intp], leaves: Leaves, travel: TravelPrior) -> States:
    """Compute the transitions between the leaves `leaf` [N] and the rest of the world."""
    prior = np.append(leaves.prior[leaf], 0.0)
    prior[-1] = max(1.0 - prior.sum(), 1e-9)
    xyz, radius_km = leaves.xyz[leaf], leaves.radius_km[leaf]
    density = kernel_density(xyz, radius_km / 2.0, xyz, radius_km, travel).astype(np.float64).swapaxes(0, 1)
    meeting = np.empty((travel.spread_km.size, leaf.size + 1, leaf.size + 1))
    meeting[:, :-1, :-1] = (density + density.swapaxes(1, 2)) / 2.0
    reached = density @ prior[:-1]
    everywhere = np.maximum(_smoothed(xyz, radius_km, leaves, travel), reached)
    meeting[:, :-1, -1] = meeting[:, -1, :-1] = (everywhere - reached) / prior[-1] + 1e-30
    meeting[:, -1, -1] = (everywhere @ prior[:-1] + 1e-30) / max(prior[:-1].sum(), 1e-30)
    kernels = _balanced(meeting, prior)
    weight = travel.weight / travel.weight.sum(axis=1, keepdims=True)
    lift = weight[:, :-1] @ kernels.reshape(len(kernels), -1)
    lift += weight[:, -1:]
    return States(leaf, prior, lift.reshape(-1, *kernels.shape[1:]), travel.gap_h)


def _smoothed(
    xyz: NDArray[np.float64], radius_km: NDArray[np.float64], leaves: Leaves, travel: TravelPrior
) -> NDArray[np.float64]:
    """Return the prior's density under the wide kernels around `xyz` [N, 3], float64 [K, N]; 0 for narrow ones."""
    found = np.zeros((travel.spread_km.size, len(xyz)))
    prior = leaves.prior.astype(np.float32)
    wide = np.flatnonzero(travel.spread_km >= _WIDE_KM)
    for start in range(0, len(xyz), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        apart2 = half_chord2_km2(xyz[some], leaves.xyz)
        nearest = apart2.min(axis=0)
        for row in wide:
            spread_km = float(travel.spread_km[row])
            variance = spread_km**2 + np.square(radius_km[some].max() / 2.0) + np.square(leaves.radius_km / 2.0)
            near = np.flatnonzero(nearest < _NEGLIGIBLE * variance)
            part = apart2[:, near] if near.size < prior.size else apart2
            density = gaussian(part, spread_km, radius_km[some] / 2.0, leaves.radius_km[near])
            found[row, some] = density @ prior[near]
    return found


def _balanced(meeting: NDArray[np.float64], prior: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale symmetric matrices [K, N, N] by s_i s_j so that each row, weighted with the prior, sums to 1.

    After Sinkhorn and Knopp; K scales at once.
    """
    scale = 1.0 / np.sqrt(np.maximum(meeting @ prior, 1e-300))
    for _ in range(_ROUNDS):
        weighted = (meeting @ (prior * scale)[..., None])[..., 0]
        scale = np.sqrt(scale / np.maximum(weighted, 1e-300))
    balanced = meeting * scale[:, :, None]
    balanced *= scale[:, None, :]
    last = 1.0 / np.sqrt(balanced @ prior)
    balanced *= last[:, :, None]
    balanced *= last[:, None, :]
    return balanced
