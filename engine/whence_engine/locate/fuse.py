"""Fusion: several beliefs of one photo to one density (DESIGN: p ~ prior^(1 - sum w) * prod (b_k + floor_k)^w_k).

On common leaves the areas cancel, because the exponents sum to one, so the formula holds for masses as it does for
densities. What a cue leaves open ("don't know") and its floor are filled with the world prior: a cue that knows
nothing changes nothing, and one that is wrong and sure cannot veto the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LEAST_FLOOR = 1e-12  # nothing is impossible, and logarithms stay finite


RULED_OUT = 1e-9
"""What remains of a leaf's mass inside a disc that a person ruled out."""


@dataclass(frozen=True, slots=True)
class CueWeight:
    """How a cue counts: its exponent, and the share of the prior that is always mixed into it."""

    weight: float
    floor: float


UNKNOWN_CUE = CueWeight(1.0, 0.1)
"""How a cue counts that nobody fitted: as it says, but one time in ten it says nothing. Chosen, not fitted."""


@dataclass(frozen=True, slots=True, eq=False)
class Fused:
    """The fused density of one photo on the album's leaves.

    Attributes
    ----------
    mass
        float64 [L], summing to 1.
    gain
        Per cue, float64 [L]: its weighted log-evidence against the prior, w * log(b / prior).
    """

    mass: NDArray[np.float64]
    gain: Mapping[str, NDArray[np.float64]]


def gains(
    said: Mapping[str, NDArray[np.float64]], prior: NDArray[np.float64], weights: Mapping[str, CueWeight]
) -> dict[str, NDArray[np.float64]]:
    """Return cue name -> weighted log-evidence against the prior on each leaf, w * log((b + floor) / prior).

    Parameters
    ----------
    said
        Cue name -> masses on the leaves, float64 [L], each summing to at most 1; the rest is "don't know".
    prior
        Masses of the world prior, float64 [L], all positive, summing to 1.
    weights
        Cue name -> how it counts; a cue that is not named counts as `UNKNOWN_CUE`.
    """
    gain: dict[str, NDArray[np.float64]] = {}
    for cue, masses in said.items():
        how = weights.get(cue, UNKNOWN_CUE)
        unknown = max(0.0, 1.0 - float(masses.sum()))
        floor = max(how.floor, _LEAST_FLOOR)
        least = (1.0 - floor) * unknown + floor
        some = np.flatnonzero(masses)
        gain[cue] = np.full(masses.size, how.weight * np.log(least))
        gain[cue][some] = how.weight * np.log((1.0 - floor) * masses[some] / prior[some] + least)
    return gain


def combine(
    gain: Mapping[str, NDArray[np.float64]],
    log_prior: NDArray[np.float64],
    ruled_out: NDArray[np.float64] | None = None,
) -> Fused:
    """Return the density that the prior and all evidence make, less what a person ruled out (shares of leaves [L])."""
    mass = log_prior.copy()
    for values in gain.values():
        mass += values
    if ruled_out is not None:
        mass += np.log(np.maximum(1.0 - ruled_out, RULED_OUT))
    mass -= mass.max()
    np.exp(mass, out=mass)
    mass /= mass.sum()
    return Fused(mass, gain)


def fuse(
    said: Mapping[str, NDArray[np.float64]], prior: NDArray[np.float64], weights: Mapping[str, CueWeight]
) -> Fused:
    """Fuse the masses that each cue gave; parameters as for `gains`."""
    return combine(gains(said, prior, weights), np.log(prior))
