"""Calibration: what the fused density claims, corrected to what came true.

One straight line in log-odds per radius (Platt scaling), fitted on photographers of the training and validation sides.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import BundleError
from whence_engine.locate.fuse import CueWeight

_EDGE = 1e-6
_SAME_TIME_H = 1.0 / 120.0  # gaps below half a minute are alike: the travel prior knows no shorter ones


@dataclass(frozen=True, slots=True)
class Calibration:
    """Slopes and offsets in log-odds, one per radius of `RADII_KM`; the identity is (1, 0)."""

    slope: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0, 1.0)
    offset: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0, 0.0)

    def apply(self, within: NDArray[np.float64]) -> NDArray[np.float64]:
        """Correct chances of shape [5, ...]; the result rises with the radius."""
        shape = (5,) + (1,) * (within.ndim - 1)
        clipped = np.clip(within, _EDGE, 1.0 - _EDGE)
        odds = np.log(clipped / (1.0 - clipped))
        odds = odds * np.reshape(self.slope, shape) + np.reshape(self.offset, shape)
        return np.asarray(np.maximum.accumulate(1.0 / (1.0 + np.exp(-odds)), axis=0))


@dataclass(frozen=True, slots=True)
class ChainWeights:
    """How much photos of an album say of each other.

    Attributes
    ----------
    echo
        How far others believe what an open photo says of itself, against the prior: what it shows need not hold for
        them, and two photos of one album are not independent. Chosen, not fitted: the sets that the project measures
        on carry no evidence but positions.
    detour
        The chance that a photo is off the way between the two that speak for it: people leave a place and come back
        to it, and two photos of one place are not two witnesses that nobody left it between them. It then hangs on
        one of them, by the inverse square of the time to each.
    floor
        Share of the prior that is always mixed into what the others say.
    """

    echo: float = 0.7
    detour: float = 0.5
    floor: float = 0.04

    def joined(
        self, sides: Sequence[tuple[NDArray[np.float64], float]], prior: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Join the lifts of one or two sides [L], each with its time gap in hours, to one.

        Weighted with the prior [L] it sums to 1, as each of them does.
        """
        lift = alone(sides)
        if len(sides) == 2:
            way = sides[0][0] * sides[1][0]
            way *= (1.0 - self.detour) / max(float(way @ prior), 1e-300)
            lift *= self.detour
            lift += way
        lift *= 1.0 - self.floor
        lift += self.floor
        return lift


def alone(sides: Sequence[tuple[NDArray[np.float64], float]]) -> NDArray[np.float64]:
    """Return the lift of a photo that hangs on one of its sides, mostly on the nearer one in time."""
    nearness = [max(gap_h, _SAME_TIME_H) ** -2.0 for _, gap_h in sides]
    whole = sum(nearness)
    mixed = np.asarray(sides[0][0] * (nearness[0] / whole))
    for (lift, _), near in zip(sides[1:], nearness[1:], strict=True):
        mixed += lift * (near / whole)
    return mixed


@dataclass(frozen=True, slots=True)
class Fitted:
    """Everything about fusion that was fitted, as it ships."""

    weights: dict[str, CueWeight]
    calibration: Calibration
    chain: ChainWeights = ChainWeights()


def read_fitted(path: Path | None = None) -> Fitted:
    """Read fitted weights from `path`, or those that ship with the program.

    Raises
    ------
    BundleError
        When the file is missing or cannot be read.
    """
    source = path or resources.files("whence_engine.locate").joinpath("fitted.json")
    try:
        raw = json.loads(source.read_text(encoding="utf-8"))
        weights = {cue: CueWeight(float(w["weight"]), float(w["floor"])) for cue, w in raw["cues"].items()}
        calibration = Calibration(
            tuple(float(value) for value in raw["calibration"]["slope"]),
            tuple(float(value) for value in raw["calibration"]["offset"]),
        )
        told = raw["chain"]
        chain = ChainWeights(float(told["echo"]), float(told["detour"]), float(told["floor"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError("Reinstall Whence: its fitted weights cannot be read ({why}).", why=error) from error
    return Fitted(weights, calibration, chain)
