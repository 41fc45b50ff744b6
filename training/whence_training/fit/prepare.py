"""From stored bytes to the network's input, on the device: what `preprocess` does after scaling, and mild views."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from whence_engine.card import InputSpec


@dataclass(frozen=True, slots=True)
class Views:
    """How differently one photo may look each time.

    Attributes
    ----------
    smallest
        Edge of the smallest square that is cut out, as a share of the whole; 1 cuts nothing.
    mirrored
        Whether half of the views are mirrored: it doubles the data, and turns lettering and the side of the road.

    Colours are left alone: they are clues, and jitter was found to harm (PlaNet-like networks on little data lose a
    tenth of their right countries by it).
    """

    smallest: float = 1.0
    mirrored: bool = False


class Prepare(nn.Module):
    """Pixels uint8 [N, 3, S, S] and luck float32 [N, 8] -> float32 [N, 3, S, S], a view of each while training."""

    slope: Tensor
    offset: Tensor

    def __init__(self, spec: InputSpec, views: Views) -> None:
        super().__init__()
        self.views = views
        std = np.asarray(spec.std, np.float64)
        slope, offset = spec.value_scale / 255.0 / std, np.asarray(spec.mean, np.float64) / std
        for name, values in (("slope", slope), ("offset", offset)):
            self.register_buffer(name, torch.from_numpy(values.astype(np.float32))[:, None, None], persistent=False)

    def forward(self, pixels: Tensor, luck: Tensor) -> Tensor:
        """Return the network's input."""
        image = pixels * self.slope - self.offset
        if self.training and (self.views.smallest < 1 or self.views.mirrored):
            image = self._viewed(image, luck)
        return image.contiguous(memory_format=torch.channels_last)

    def _viewed(self, image: Tensor, luck: Tensor) -> Tensor:
        """Cut a square of random size and place, and mirror half of them."""
        edge = self.views.smallest + (1 - self.views.smallest) * luck[:, 0]
        across, down = ((1 - edge) * (2 * luck[:, k] - 1) for k in (1, 2))
        mirror = torch.where(luck[:, 3] < 0.5, -1.0, 1.0) if self.views.mirrored else torch.ones_like(edge)
        nothing = torch.zeros_like(edge)
        theta = torch.stack(
            [torch.stack([edge * mirror, nothing, across], 1), torch.stack([nothing, edge, down], 1)], dim=1
        )
        where = functional.affine_grid(theta, list(image.shape), align_corners=False)
        return functional.grid_sample(image, where, mode="bilinear", padding_mode="reflection", align_corners=False)
