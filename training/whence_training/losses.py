"""Losses: cells that know how far apart they are, and embeddings that know what is the same place."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from whence_engine.geo.sphere import distance_xyz_km


def smoothed_targets(
    truth_xyz: NDArray[np.float64], cell_xyz: NDArray[np.float64], row: NDArray[np.int64], tau_km: float
) -> NDArray[np.float32]:
    """Smooth targets by distance: y_i ~ exp(-(d(cell_i, x) - d(true cell, x)) / tau) (Haas et al., PIGEON, 2023).

    Parameters
    ----------
    truth_xyz
        Unit vectors float64 [N, 3].
    cell_xyz
        Mean photo positions of the cells, float64 [C, 3].
    row
        The true cell of each photo, int64 [N].
    tau_km
        How far a neighbour still counts.

    Returns
    -------
    float32 [N, C], rows sum to 1.
    """
    distance = distance_xyz_km(truth_xyz[:, None], cell_xyz[None])
    excess = np.maximum(distance - distance[np.arange(len(row)), row][:, None], 0.0)
    weight = np.exp(-excess / tau_km)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True), np.float32)


def soft_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy of logits [N, C] against distributions [N, C]."""
    return -(targets * functional.log_softmax(logits, dim=1)).sum(dim=1).mean()


def same_place_loss(
    embedding: Tensor, distance_km: Tensor, near_km: float, far_km: float, temperature: float
) -> Tensor:
    """Contrastive loss on places: photos within `near_km` attract, those beyond `far_km` repel, between is ignored.

    Khosla et al. 2020 (supervised contrastive), with the sum over positives inside the logarithm: one good match
    is enough, as many pairs of one place show nothing in common.

    Parameters
    ----------
    embedding
        float32 [N, D] of length 1.
    distance_km
        float32 [N, N].
    near_km, far_km, temperature
        Radii in km; divisor of the cosines.
    """
    others = ~torch.eye(len(embedding), dtype=torch.bool)
    near = (distance_km <= near_km) & others
    counted = near | (distance_km > far_km)
    cosine = embedding @ embedding.T / temperature
    has_match = near.any(dim=1)
    all_ = torch.logsumexp(cosine.masked_fill(~counted, -torch.inf)[has_match], dim=1)
    match = torch.logsumexp(cosine.masked_fill(~near, -torch.inf)[has_match], dim=1)
    return (all_ - match).mean()
