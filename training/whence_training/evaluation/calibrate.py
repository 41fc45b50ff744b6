"""Honest chances: one temperature for each radius, fitted on photographers that are neither learnt from nor reported.

The chance that an answer is right within R km is the probability that the method puts there (prediction density,
arXiv:2111.11952). A single temperature suits the whole distribution; a radius of its own has a temperature of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.metrics import RADII_KM
from whence_training.evaluation.answers import Chance

TEMPERATURES = np.geomspace(0.25, 32.0, 43)
_CERTAIN = 1e-4
"""No chance is taken to be nearer to 0 or 1 than this, so that one photo cannot decide everything."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The temperature of each radius, and the mean log-likelihood (nats) of being right or wrong: before, after."""

    temperature: tuple[float, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]


def fit_calibration(chance: Chance, error_km: NDArray[np.float64], photographer: NDArray[np.str_]) -> Calibration:
    """Search the temperature under which being right or wrong is likeliest, every photographer counting the same.

    Parameters
    ----------
    chance
        Of the validation photos.
    error_km
        float64 [N]: of their first answers, NaN where there is none.
    photographer
        [N].
    """
    _, group, size = np.unique(photographer, return_inverse=True, return_counts=True)
    weight = 1 / size[group] / len(size)
    right = np.nan_to_num(error_km, nan=np.inf)[:, None] <= np.array(RADII_KM)
    likelihood = np.stack([weight @ _log_likelihood(chance(float(t)), right) for t in TEMPERATURES])
    best = likelihood.argmax(axis=0)
    plain = weight @ _log_likelihood(chance(1.0), right)
    return Calibration(
        tuple(float(TEMPERATURES[at]) for at in best),
        tuple(float(value) for value in plain),
        tuple(float(likelihood[at, k]) for k, at in enumerate(best)),
    )


def stated(chance: Chance, calibration: Calibration) -> NDArray[np.float64]:
    """Return calibrated chances, float64 [N, R]; a wider radius is never less likely than a narrower one."""
    columns = [chance(temperature)[:, k] for k, temperature in enumerate(calibration.temperature)]
    return np.maximum.accumulate(np.stack(columns, axis=1), axis=1)


def _log_likelihood(chance: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    bounded = np.clip(chance, _CERTAIN, 1 - _CERTAIN)
    return np.where(right, np.log(bounded), np.log1p(-bounded))
