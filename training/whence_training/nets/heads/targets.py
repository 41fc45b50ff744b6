"""What a softmax over cells is to say: the true cell alone, or its neighbours too."""

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from whence_engine.geo.sphere import EARTH_RADIUS_KM


class Targets(Protocol):
    """Losses of logits [N, C] for photos in cells `row` [N] at places `xyz` [N, 3]: [N]."""

    def __call__(self, logits: Tensor, row: Tensor, xyz: Tensor) -> Tensor:
        """Return the loss of each photo."""


class OneHot(nn.Module):
    """The true cell and nothing else (PlaNet, section 3): plain cross-entropy."""

    def forward(self, logits: Tensor, row: Tensor, xyz: Tensor) -> Tensor:  # noqa: ARG002 - as `Targets` are called
        """Return the loss of each photo."""
        return functional.cross_entropy(logits.float(), row, reduction="none")


class Smoothed(nn.Module):
    """Near cells too: y_i ~ exp(-(d(cell_i, x) - d(true cell, x)) / tau), summing to 1 (Haas et al., PIGEON, 2023).

    As tau goes to 0 this is `OneHot`. A cell nearer to the photo than its own (a long cell's mean is far away) counts
    as much as the true one, never more: unbounded weights would drown the true cell where tau is small.

    Parameters
    ----------
    cell_xyz
        float64 [C, 3]: mean photo positions of the cells.
    tau_km
        How far a neighbour still counts.
    """

    cell_xyz: Tensor

    def __init__(self, cell_xyz: NDArray[np.float64], tau_km: float) -> None:
        super().__init__()
        self.tau_km = tau_km
        self.register_buffer("cell_xyz", torch.from_numpy(cell_xyz.astype(np.float32)), persistent=False)

    def targets(self, row: Tensor, xyz: Tensor) -> Tensor:
        """Return the distributions to be learnt: [N, C]."""
        away = distance_km(xyz.float(), self.cell_xyz)
        excess = (away - away.gather(1, row[:, None])).clamp_min(0.0)
        return torch.softmax(-excess / self.tau_km, dim=1)

    def forward(self, logits: Tensor, row: Tensor, xyz: Tensor) -> Tensor:
        """Return the loss of each photo."""
        with torch.no_grad():
            wanted = self.targets(row, xyz)
        return -(wanted * torch.log_softmax(logits.float(), dim=1)).sum(dim=1)


def distance_km(xyz: Tensor, other: Tensor) -> Tensor:
    """Great-circle distances of unit vectors [N, 3] from [C, 3], by the chord: [N, C] in km."""
    chord = torch.cdist(xyz, other, compute_mode="donot_use_mm_for_euclid_dist")
    return 2 * EARTH_RADIUS_KM * torch.asin((chord / 2).clamp_max(1.0))
