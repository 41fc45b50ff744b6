"""How many bits the weights of an image network need: as few as measure no worse on photos of the validation side."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from whence_engine.metrics import bootstrap
from whence_training.trust import TEMPERATURES, softmax

CONFIDENCE = 0.9

MOST_EXTRA_NATS = 0.02
"""What fewer bits may cost a photo however few photographers there are to show it: 2 % of the chance of its cell."""


class Precision(StrEnum):
    """How the weights are stored, fewest bits first."""

    INT8 = "int8"  # convolutions; all other large weights as float16
    FLOAT16 = "float16"  # computed in float32
    FLOAT32 = "float32"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one precision costs against float32.

    Attributes
    ----------
    size
        Bytes of the file.
    extra_nats, low, high
        By how much the true cell is less likely, in nats a photo, every photographer counting the same, and the ends of
        its interval, photographers drawn.
    """

    precision: Precision
    size: int
    extra_nats: float
    low: float
    high: float

    @property
    def no_worse(self) -> bool:
        """Whether the difference is within what drawing other photographers makes, and small."""
        return self.low <= 0 and self.extra_nats <= MOST_EXTRA_NATS

    @property
    def told(self) -> str:
        """Return a line."""
        verdict = "no worse" if self.no_worse else "worse"
        extra, low, high = (round(nats, 4) + 0.0 for nats in (self.extra_nats, self.low, self.high))
        return (
            f"{self.precision}: {self.size / 1e6:.1f} MB, the true cell {extra:+.4f} nats less likely than "
            f"in float32 [{low:+.4f}, {high:+.4f}]: {verdict}"
        )


def best_temperature(logits: NDArray[np.float32], row: NDArray[np.int64]) -> float:
    """Return the temperature at which true cells int64 [N] are likeliest under logits [N, C]."""
    losses = [-_log_likelihood(logits, row, float(temperature)).mean() for temperature in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def compare(
    precision: Precision,
    size: int,
    found: NDArray[np.float32],
    *,
    whole: NDArray[np.float32],
    row: NDArray[np.int64],
    photographer: NDArray[np.str_],
) -> Comparison:
    """Compare logits [N, C] of one precision with those of float32, on photos [N] of the validation side.

    Both are read at the temperature that is best for float32: over-confidence would hide what is lost.
    """
    temperature = best_temperature(whole, row)
    extra = _log_likelihood(whole, row, temperature) - _log_likelihood(found, row, temperature)
    people, group, size_of = np.unique(photographer, return_inverse=True, return_counts=True)
    by_photographer = np.bincount(group, weights=extra) / size_of
    interval = bootstrap(lambda rows: by_photographer[rows].mean(), people, confidence=CONFIDENCE)
    return Comparison(precision, size, float(by_photographer.mean()), float(interval.low), float(interval.high))


def _log_likelihood(logits: NDArray[np.float32], row: NDArray[np.int64], temperature: float) -> NDArray[np.float64]:
    given = softmax(logits, temperature)[np.arange(len(row)), row]
    return np.asarray(np.log(np.maximum(given, np.finfo(np.float64).tiny)))
