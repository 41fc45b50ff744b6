"""Embeddings that know what is the same place."""

import torch
from torch import Tensor


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
