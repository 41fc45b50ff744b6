"""What every head can do."""

from abc import ABC, abstractmethod
from typing import NamedTuple

from torch import Tensor, nn

from whence_training.nets.classify import Folded


class Truth(NamedTuple):
    """Where N photos were taken, and what they show.

    Attributes
    ----------
    row
        int64 [N]: their cells in the finest partition.
    xyz
        [N, 3]: their places as unit vectors.
    scene
        int64 [N]: the kind of scene, -1 where nobody said.
    """

    row: Tensor
    xyz: Tensor
    scene: Tensor


class Head(nn.Module, ABC):
    """From embeddings float32 [N, D] to losses, and in the end to logits over the finest partition."""

    @abstractmethod
    def losses(self, embedding: Tensor, truth: Truth) -> Tensor:
        """Return the loss of each photo: [N]."""

    @abstractmethod
    def folded(self) -> Folded:
        """Return what gives logits [N, C] for embeddings and is nothing but layers that can be written out."""

    def later(self) -> list[nn.Parameter]:
        """Return parameters that stand still until the others have found their place."""
        return []
