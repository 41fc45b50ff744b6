"""Recipes: everything that decides how an image network is fitted, under a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import torch
from torch import nn

from whence_engine.card import InputSpec
from whence_engine.errors import UsageError
from whence_training.fit.image_task import ImageTask
from whence_training.fit.loop import LoopConfig
from whence_training.fit.prepare import Views
from whence_training.fit.schedule import Course, Schedule
from whence_training.nets.heads.choice import HeadChoice, Part
from whence_training.nets.image import ImageNetworkConfig

LATER_BEGINS, LATER_RATE = 0.5, 0.1
"""A mixture's centres and widths stand still for half of the steps, then move at a tenth of the rate (Izbicki 2019)."""

_INPUT = InputSpec(size_px=224, value_scale=2.0, mean=(1.0, 1.0, 1.0), std=(1.0, 1.0, 1.0))


class Optimiser(StrEnum):
    """How gradients become steps."""

    ADAGRAD = "adagrad"
    ADAMW = "adamw"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an image network is fitted.

    Attributes
    ----------
    network, input, head
        What is fitted.
    views
        How differently a photo may look each time.
    optimiser, rate, decay
        How gradients become steps; the full learning rate; weight decay of matrices and filters.
    body_rate
        What the rate is multiplied by for the body: less than 1 where it starts from weights.
    batch, accumulate
        Photos in a step of all processes together, and in how many parts a process computes its share.
    loop
        How long and with what care.
    """

    network: ImageNetworkConfig
    head: HeadChoice = field(default_factory=HeadChoice)
    input: InputSpec = _INPUT
    views: Views = field(default_factory=Views)
    optimiser: Optimiser = Optimiser.ADAMW
    rate: float = 1e-3
    decay: float = 0.05
    body_rate: float = 1.0
    batch: int = 256
    accumulate: int = 1
    loop: LoopConfig = field(default_factory=LoopConfig)


PRESETS: Mapping[str, Recipe] = {
    # Weyand et al. 2016: Inception with batch normalisation, AdaGrad at 0.045, one-hot cross-entropy. AdaGrad slows
    # down by itself, so the rate stays. Embedding and mirrored views are not in the paper.
    "planet": Recipe(
        network=ImageNetworkConfig("inception", width=1.0, embedding_size=1024),
        views=Views(mirrored=True),
        optimiser=Optimiser.ADAGRAD,
        rate=0.045,
        decay=0.0,
        loop=LoopConfig(schedule=Schedule(Course.CONSTANT, warmup=0.0)),
    ),
    "modern": Recipe(
        network=ImageNetworkConfig("compact", width=1.0, embedding_size=256),
        head=HeadChoice(frozenset({Part.SMOOTHED})),
        views=Views(smallest=0.8),
        rate=2e-3,
        loop=LoopConfig(average=0.999, clip_norm=1.0),
    ),
    "mobilenet": Recipe(
        network=ImageNetworkConfig("mobilenet", width=0.75, embedding_size=256),
        head=HeadChoice(frozenset({Part.SMOOTHED})),
        views=Views(smallest=0.8),
        body_rate=0.1,
        loop=LoopConfig(average=0.999, clip_norm=1.0),
    ),
}


def preset(name: str) -> Recipe:
    """Return a recipe by its name.

    Raises
    ------
    UsageError
        There is none of that name.
    """
    if name not in PRESETS:
        raise UsageError(f"Choose one of the presets {', '.join(PRESETS)}, not {name}.")
    return PRESETS[name]


def optimiser_of(recipe: Recipe, task: ImageTask) -> torch.optim.Optimizer:
    """Make the optimiser over a task's parameters."""
    groups = _groups(recipe, task)
    if recipe.optimiser is Optimiser.ADAGRAD:
        # As in TensorFlow and before it in DistBelief: from 0, every weight's first step would be a whole rate long.
        return torch.optim.Adagrad(groups, lr=recipe.rate, initial_accumulator_value=0.1)
    return torch.optim.AdamW(groups, lr=recipe.rate)


def _groups(recipe: Recipe, task: ImageTask) -> list[dict[str, Any]]:
    """Parameters by rate and decay; biases and normalisation never decay."""
    later = {id(parameter) for parameter in task.head.later()}
    body = {id(parameter) for parameter in task.network.body.parameters()}
    made: dict[tuple[float, float, float], list[nn.Parameter]] = {}
    for parameter in task.parameters():
        begins = LATER_BEGINS if id(parameter) in later else 0.0
        factor = LATER_RATE if begins else recipe.body_rate if id(parameter) in body else 1.0
        decay = recipe.decay if parameter.ndim > 1 and not begins else 0.0
        made.setdefault((factor, decay, begins), []).append(parameter)
    return [
        {"params": parameters, "lr": recipe.rate * factor, "weight_decay": decay, "begins": begins}
        for (factor, decay, begins), parameters in made.items()
    ]
