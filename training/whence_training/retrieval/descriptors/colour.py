"""Colour: a joint histogram in CIE L*a*b* (Hays and Efros 2008, section 3).

4 x 14 x 14 bins: few for lightness, as the other descriptors measure that. Compared by chi-squared distance.
"""

import numpy as np
from numpy.typing import NDArray

from whence_training.retrieval.descriptors.lab import to_lab

BINS = (4, 14, 14)
_LOW, _HIGH = np.array([0.0, -70.0, -70.0]), np.array([100.0, 70.0, 70.0])
"""Photos hardly leave this range; what does counts in the outermost bins."""


def colour_histogram(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Count colours: uint8 [N, 3, S, S] -> float32 [N, 784], rows sum to 1."""
    lab = to_lab(pixels).reshape(len(pixels), 3, -1)
    bins = np.array(BINS)[:, None]
    step = ((_HIGH - _LOW)[:, None] / bins).astype(np.float32)
    at = np.clip(((lab - _LOW[:, None].astype(np.float32)) / step).astype(np.int32), 0, bins - 1)
    joint = (at[:, 0] * BINS[1] + at[:, 1]) * BINS[2] + at[:, 2]
    size = int(np.prod(BINS))
    joint += (np.arange(len(pixels)) * size)[:, None]
    counts = np.bincount(joint.ravel(), minlength=len(pixels) * size).reshape(len(pixels), size)
    return np.asarray(counts / joint.shape[1], np.float32)
