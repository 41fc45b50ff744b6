"""Fitting a head on frozen embeddings, by the loop that fits everything: the starter, its rivals and the tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from whence_engine.grid.grid import Grid
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import refuse_held_out
from whence_training.fit.fabric import Fabric
from whence_training.fit.images import truth_of
from whence_training.fit.loop import Event, LoopConfig, fit
from whence_training.fit.recipes import LATER_BEGINS, LATER_RATE
from whence_training.fit.schedule import Course, Schedule
from whence_training.fit.source import Shuffled
from whence_training.nets.heads.choice import HeadChoice, Part, build_head
from whence_training.nets.heads.head import Head, Truth
from whence_training.nets.image import Classifier


@dataclass(frozen=True, slots=True)
class HeadRecipe:
    """How a head is fitted: AdamW, all photos in one step.

    Attributes
    ----------
    choice
        Which head.
    rate, decay
        Of AdamW.
    loop
        How long; a pass is a step.
    """

    choice: HeadChoice = field(default_factory=lambda: HeadChoice(frozenset({Part.SMOOTHED}), tau_km=150.0))
    rate: float = 5e-3
    decay: float = 0.05
    loop: LoopConfig = field(
        default_factory=lambda: LoopConfig(passes=60, schedule=Schedule(Course.CONSTANT, warmup=0.0))
    )


class EmbeddedBatch(NamedTuple):
    """Embeddings float32 [N, D], and where their photos were taken."""

    embedding: Tensor
    truth: Truth


class HeadTask(nn.Module):
    """A head as the loop wants it: from a batch to its mean loss."""

    def __init__(self, head: Head) -> None:
        super().__init__()
        self.head = head

    def forward(self, batch: EmbeddedBatch) -> Tensor:
        """Return the loss."""
        return self.head.losses(batch.embedding, batch.truth).mean()


def new_head(recipe: HeadRecipe, embedding_size: int, grid: Grid) -> Head:
    """Make a head that has learnt nothing: whatever the photo, it says where the grid's photos are.

    Raises
    ------
    UsageError
        It wants scenes, or partitions that the grid lacks.
    """
    head = build_head(recipe.choice, embedding_size, grid)
    for part in head.modules():
        if isinstance(part, Classifier):
            nn.init.zeros_(part.linear.weight)
    return head


def fit_head(head: Head, photos: EmbeddedPhotos, grid: Grid, recipe: HeadRecipe, fabric: Fabric) -> Iterator[Event]:
    """Fit in place, on the photos that a distance may be measured on.

    Raises
    ------
    HeldOutError
        A photo of the test side is among these.
    DivergedError
        The loss is no number.
    """
    refuse_held_out(photos.manifest)
    photos = photos.take(photos.manifest.measurable)
    embedding = torch.from_numpy(photos.embedding).to(fabric.device)
    truth = Truth(*(column.to(fabric.device) for column in truth_of(photos.manifest, grid, ())))
    source = Shuffled(
        len(photos),
        batch=len(photos),
        seed=recipe.loop.seed,
        take=lambda rows, _: EmbeddedBatch(embedding[rows], Truth(*(column[rows] for column in truth))),
        name=lambda rows: f"all {len(rows)} photos",
        device=fabric.device,
    )
    task = HeadTask(head).to(fabric.device)
    yield from fit(task, source, _optimiser(head, recipe), recipe.loop, fabric=fabric)


@torch.inference_mode()
def head_logits(head: nn.Module, embedding: NDArray[np.float32]) -> NDArray[np.float32]:
    """Ask what a head has folded into: embeddings [N, D] -> float32 [N, C]."""
    return np.asarray(head(torch.from_numpy(embedding)).float().numpy())


def _optimiser(head: Head, recipe: HeadRecipe) -> torch.optim.Optimizer:
    later = head.later()
    apart = {id(parameter) for parameter in later}
    first = [parameter for parameter in head.parameters() if id(parameter) not in apart]
    groups = [{"params": first, "weight_decay": recipe.decay}]
    if later:
        moving = {"params": later, "lr": recipe.rate * LATER_RATE, "weight_decay": 0.0, "begins": LATER_BEGINS}
        groups.append(moving)
    return torch.optim.AdamW(groups, lr=recipe.rate)
