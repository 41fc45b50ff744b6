"""One softmax over the finest partition: PlaNet's own head."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from whence_training.nets.heads.head import Head, Truth
from whence_training.nets.heads.targets import Targets
from whence_training.nets.image import Classifier


class Flat(Head):
    """A linear layer, and targets that say what its softmax should be.

    Parameters
    ----------
    embedding_size
        D.
    prior
        float64 [C]: where the photos are; the softmax starts there.
    targets
        What is to be learnt.
    """

    def __init__(self, embedding_size: int, prior: NDArray[np.float64], targets: Targets) -> None:
        super().__init__()
        self.cells = starting_at(prior, embedding_size)
        self.targets = targets

    def losses(self, embedding: Tensor, truth: Truth) -> Tensor:
        """Return the loss of each photo."""
        return self.targets(self.cells(embedding), truth.row, truth.xyz)

    def folded(self) -> Classifier:
        """Return the linear layer."""
        return self.cells


def starting_at(prior: NDArray[np.float64], embedding_size: int) -> Classifier:
    """Make a classifier that, before it has learnt anything, says what share of the photos each cell holds."""
    made = Classifier(embedding_size, len(prior))
    with torch.no_grad():
        made.linear.bias.copy_(torch.from_numpy(np.log(np.maximum(prior, 1e-9))))
    return made
