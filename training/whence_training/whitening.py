"""The first projection to the embedding, in closed form: principal components, their variances evened out.

Jégou and Chum 2012 (whitening for retrieval); a power below one keeps some of the variances' order.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class WhiteningConfig:
    """`power` 1 evens the variances out wholly, 0 leaves them."""

    power: float = 0.5


def fit_whitening(
    features: NDArray[np.float32], size: int, config: WhiteningConfig
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fit the projection on features of fitting photos.

    Parameters
    ----------
    features
        float32 [N, F].
    size
        D, at most F; directions without variance get weight 0.
    config
        How far to whiten.

    Returns
    -------
    weight float32 [D, F] and bias float32 [D]: embedding = weight @ feature + bias, with mean square 1 in total.
    """
    mean = features.mean(axis=0, dtype=np.float64)
    centred = features - mean
    _, singular, directions = np.linalg.svd(centred, full_matrices=False)
    deviation = np.zeros(size)
    kept = min(size, len(singular))
    deviation[:kept] = singular[:kept] / np.sqrt(len(features))
    weight = np.zeros((size, features.shape[1]))
    alive = deviation > deviation[0] * 1e-6
    weight[alive] = directions[: int(alive.sum())] / deviation[alive, None] ** config.power
    weight /= np.sqrt(((weight @ centred.T) ** 2).sum(axis=0).mean())
    return weight.astype(np.float32), (-weight @ mean).astype(np.float32)
