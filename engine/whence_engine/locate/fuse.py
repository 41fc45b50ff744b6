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


@dataclass(frozen=True, slots=True)
class CueWeight:
    """How a cue counts: its exponent, and the share of the prior that is always mixed into it."""

    weight: float
    floor: float


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


def fuse(
    said: Mapping[str, NDArray[np.float64]], prior: NDArray[np.float64], weights: Mapping[str, CueWeight]
) -> Fused:
    """Fuse the masses that each cue gave.

    Parameters
    ----------
    said
        Cue name -> masses on the leaves, float64 [L], each summing to at most 1; the rest is "don't know".
    prior
        Masses of the world prior, float64 [L], all positive, summing to 1.
    weights
        Cue name -> how it counts; a cue that is not named counts with weight 1 and a floor of 0.02.
    """
    log_mass = np.log(prior)
    gain: dict[str, NDArray[np.float64]] = {}
    for cue, masses in said.items():
        how = weights.get(cue, CueWeight(1.0, 0.02))
        unknown = max(0.0, 1.0 - float(masses.sum()))
        floor = max(how.floor, _LEAST_FLOOR)
        believed = (1.0 - floor) * (masses + unknown * prior) + floor * prior
        gain[cue] = how.weight * np.log(believed / prior)
        log_mass = log_mass + gain[cue]
    mass = np.exp(log_mass - log_mass.max())
    return Fused(np.asarray(mass / mass.sum()), gain)
