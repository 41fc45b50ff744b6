"""An image network under its head, as the loop wants it: from a batch to its loss."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from whence_training.fit.prepare import Prepare
from whence_training.nets.classify import Folded
from whence_training.nets.heads.head import Head, Truth
from whence_training.nets.image import ImageNetwork


class ImageBatch(NamedTuple):
    """Photos: pixels uint8 [N, 3, S, S], luck float32 [N, 8], and where they were taken."""

    pixels: Tensor
    luck: Tensor
    truth: Truth


class ImageTask(nn.Module):
    """Mean loss of a batch.

    The network's own classifier stands aside: while it learns, the head takes the embedding.
    """

    def __init__(self, network: ImageNetwork, head: Head, prepare: Prepare) -> None:
        super().__init__()
        network.classify = nn.Identity()
        self.network, self.head, self.prepare = network, head, prepare

    def forward(self, batch: ImageBatch) -> Tensor:
        """Return the loss."""
        embedding = self.embed(batch.pixels, batch.luck).float()
        with torch.autocast(embedding.device.type, enabled=False):  # logarithms want more digits than bfloat16 has
            return self.head.losses(embedding, batch.truth).mean()

    def embed(self, pixels: Tensor, luck: Tensor) -> Tensor:
        """Return embeddings float32 [N, D]."""
        return self.network.embed(self.network.pooled(self.prepare(pixels, luck)))

    def folded(self) -> Folded:
        """Return what the head has become, on the network's device."""
        device = next(self.network.parameters()).device
        return self.head.folded().to(device)

    def finished(self) -> ImageNetwork:
        """Return the network with what its head has become."""
        self.network.classify = self.folded()
        return self.network.eval()
