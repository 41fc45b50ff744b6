"""Tiny images: the picture itself at 16 x 16 in colour (Hays and Efros 2008, section 3; Torralba et al. 2008).

Compared by Euclidean distance. L*a*b* instead of RGB, so that the distance is about as large as the difference looks.
"""

import numpy as np
from numpy.typing import NDArray

from whence_training.retrieval.descriptors.lab import to_lab
from whence_training.retrieval.descriptors.pooling import grid_means

EDGE = 16


def tiny_image(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Shrink pictures: uint8 [N, 3, S, S] -> float32 [N, 3 x 16 x 16] in L*a*b*."""
    return grid_means(to_lab(pixels), EDGE).reshape(len(pixels), -1)
