"""Heads that know what a photo shows: indoors, nature, a town (Müller-Budack et al. 2018).

In the paper every kind of scene has a network of its own; here the experts share one body and differ in their heads.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from whence_training.nets.classify import Gated, Masses
from whence_training.nets.heads.head import Head, Truth
from whence_training.nets.image import Classifier


class SceneTask(Head):
    """Any head, with the scene as a second task for the body (the paper's MTN): what tells scenes may tell places.

    Parameters
    ----------
    inner
        The head that names cells.
    embedding_size, scenes
        D and the number of scenes.
    weight
        Of the second task's loss.
    """

    def __init__(self, inner: Head, embedding_size: int, scenes: int, weight: float = 0.5) -> None:
        super().__init__()
        self.inner, self.weight = inner, weight
        self.scene = Classifier(embedding_size, scenes)

    def losses(self, embedding: Tensor, truth: Truth) -> Tensor:
        """Return the loss of each photo; photos of unknown scene have no say in the second task."""
        return self.inner.losses(embedding, truth) + self.weight * scene_losses(self.scene(embedding), truth.scene)

    def folded(self) -> Classifier | Masses | Gated:
        """Return the cells alone."""
        return self.inner.folded()

    def later(self) -> list[nn.Parameter]:
        """Return what stands still at first."""
        return self.inner.later()


class SceneExperts(Head):
    """One head for each kind of scene, and a gate that tells scenes (the paper's ISN).

    A photo teaches the expert of its own scene, one of unknown scene all of them alike. Asked for cells, the experts
    are mixed by the gate's probabilities: where the gate is sure, that is the paper's choice of one.

    Parameters
    ----------
    experts
        A head for each scene.
    embedding_size
        D.
    weight
        Of the gate's loss.
    """

    def __init__(self, experts: Sequence[Head], embedding_size: int, weight: float = 0.5) -> None:
        super().__init__()
        self.experts, self.weight = nn.ModuleList(experts), weight
        self.gate = Classifier(embedding_size, len(experts))

    def losses(self, embedding: Tensor, truth: Truth) -> Tensor:
        """Return the loss of each photo."""
        each = torch.stack([expert.losses(embedding, truth) for expert in self._heads()], dim=1)
        known = truth.scene >= 0
        own = functional.one_hot(truth.scene.clamp_min(0), len(self.experts)).to(each.dtype)
        share = torch.where(known[:, None], own, 1 / len(self.experts))
        return (share * each).sum(dim=1) + self.weight * scene_losses(self.gate(embedding), truth.scene)

    def folded(self) -> Gated:
        """Return the experts under their gate."""
        parts = [expert.folded() for expert in self._heads()]
        return Gated(self.gate, [part for part in parts if not isinstance(part, Gated)])

    def later(self) -> list[nn.Parameter]:
        """Return what stands still at first."""
        return [parameter for expert in self._heads() for parameter in expert.later()]

    def _heads(self) -> list[Head]:
        return [expert for expert in self.experts if isinstance(expert, Head)]


def scene_losses(logits: Tensor, scene: Tensor) -> Tensor:
    """Cross-entropy of logits [N, S] for scenes [N], 0 where the scene is -1: [N]."""
    return functional.cross_entropy(logits.float(), scene, ignore_index=-1, reduction="none")
