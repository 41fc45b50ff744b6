"""Calibration: what the fused density claims, corrected to what came true.

One straight line in log-odds per radius (Platt scaling), fitted on photographers of the training side.
"""

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import BundleError
from whence_engine.locate.fuse import CueWeight

_EDGE = 1e-6


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
class Fitted:
    """Everything about fusion that was fitted, as it ships."""

    weights: dict[str, CueWeight]
    calibration: Calibration


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
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError(f"Reinstall Whence: its fitted weights cannot be read ({error}).") from error
    return Fitted(weights, calibration)
