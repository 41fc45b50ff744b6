"""How far apart two vectors are."""

from enum import StrEnum

import torch
from torch import Tensor

_PAIRS = 1 << 26
"""Numbers held at a time where every pair of coordinates is looked at: 256 MB."""


class Measure(StrEnum):
    """Distances that IM2GPS compares its descriptors by."""

    EUCLIDEAN = "euclidean"
    CITY_BLOCK = "city block"
    CHI_SQUARED = "chi-squared"


def distances(query: Tensor, gallery: Tensor, measure: Measure) -> Tensor:
    """Return all distances: float32 [Q, D] and [G, D] -> float32 [Q, G].

    Chi-squared is half the sum of (a - b)^2 / (a + b): 0 for equal histograms, 1 for those that share no bin.
    """
    if measure is not Measure.CHI_SQUARED:
        power = 2.0 if measure is Measure.EUCLIDEAN else 1.0
        return torch.cdist(query, gallery, p=power)
    block = max(1, _PAIRS // (gallery.numel() or 1))
    parts = [_chi_squared(query[at : at + block], gallery) for at in range(0, len(query), block)]
    return torch.cat(parts) if parts else query.new_zeros((0, len(gallery)))


def _chi_squared(query: Tensor, gallery: Tensor) -> Tensor:
    apart, both = query[:, None] - gallery[None], query[:, None] + gallery[None]
    return apart.square_().div_(both.clamp_min_(1e-12)).sum(dim=2) / 2
