"""The travel prior: how far a photographer has gone after a given time, and to what kind of place.

A mixture of isotropic kernels of fixed spreads (a ladder from a street to a continent) and of "anywhere", whose
weights change with the time gap: a heavy tail without a formula for it. Who goes far goes where people go, so the wide
kernels are weighted with the world prior (destination popularity). Fitted by `python -m whence_training travel`
on photographers of the training side (after Kalogerakis et al., ICCV 2009, who count travel by distance and gap).
"""

import json
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whence_engine.errors import BundleError


@dataclass(frozen=True, slots=True, eq=False)
class TravelPrior:
    """Weights of a ladder of kernels by time gap.

    Attributes
    ----------
    spread_km
        Standard deviations along each axis, rising, float64 [K].
    popular_from_km
        Kernels of this spread and wider are weighted with the world prior; narrower ones are even over the ground.
    gap_h
        Time gaps at which the weights are known, rising, float64 [B].
    weight
        float64 [B, K + 1], rows summing to 1; the last column is "anywhere people take photos".
    """

    spread_km: NDArray[np.float64]
    popular_from_km: float
    gap_h: NDArray[np.float64]
    weight: NDArray[np.float64]

    @classmethod
    def load(cls) -> "TravelPrior":
        """Read the prior that ships; raises BundleError when it is missing or altered."""
        source = resources.files("whence_engine.cues").joinpath("travel.json")
        try:
            raw = json.loads(source.read_text(encoding="utf-8"))
            spread_km, gap_h, weight = (np.asarray(raw[name], np.float64) for name in ("spread_km", "gap_h", "weight"))
            prior = cls(spread_km, float(raw["popular_from_km"]), gap_h, weight)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BundleError("Reinstall Whence: its travel prior cannot be read ({why}).", why=error) from error
        if prior.weight.shape != (prior.gap_h.size, prior.spread_km.size + 1):
            raise BundleError("Reinstall Whence: its travel prior is not the one that shipped.")
        return prior

    def at(self, gap_h: ArrayLike) -> NDArray[np.float64]:
        """Return the weights for time gaps of any sign, float64 [..., K + 1]: linear in the gap's logarithm."""
        gap = np.abs(np.asarray(gap_h, np.float64))
        place = np.interp(
            np.log(np.maximum(gap, self.gap_h[0])), np.log(self.gap_h), np.arange(self.gap_h.size, dtype=np.float64)
        )
        low = np.minimum(place.astype(np.intp), self.gap_h.size - 2)
        part = (place - low)[..., None]
        return np.asarray((1.0 - part) * self.weight[low] + part * self.weight[low + 1])
