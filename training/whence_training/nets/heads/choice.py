"""Which head: parts that compose, named as on the command line ("smoothed+hierarchy+scene-task")."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_engine.grid.grid import Grid
from whence_training.nets.heads.flat import Flat
from whence_training.nets.heads.head import Head
from whence_training.nets.heads.hierarchy import Hierarchy
from whence_training.nets.heads.mvmf import Mixture
from whence_training.nets.heads.scenes import SceneExperts, SceneTask
from whence_training.nets.heads.targets import OneHot, Smoothed, Targets


class Part(StrEnum):
    """What a head can be put together from."""

    ONE_HOT = "one-hot"  # targets: the true cell alone; the default
    SMOOTHED = "smoothed"  # targets: near cells too
    HIERARCHY = "hierarchy"  # a softmax for every partition, answered with f*
    MVMF = "mvmf"  # a mixture of von Mises-Fisher instead of a softmax over cells
    SCENE_TASK = "scene-task"
    SCENE_EXPERTS = "scene-experts"


_APART = (
    {Part.ONE_HOT, Part.SMOOTHED, Part.MVMF},
    {Part.HIERARCHY, Part.MVMF},
    {Part.SCENE_TASK, Part.SCENE_EXPERTS},
)
"""Of each of these there can be one at most."""


@dataclass(frozen=True, slots=True)
class HeadChoice:
    """A head.

    Attributes
    ----------
    parts
        What it is put together from; none is a softmax with one-hot targets.
    tau_km
        Of smoothed targets; 75 km is PIGEON's.
    scene_weight
        Of the loss that tells scenes.
    """

    parts: frozenset[Part] = frozenset()
    tau_km: float = 75.0
    scene_weight: float = 0.5

    @property
    def name(self) -> str:
        """The parts' names, joined in a fixed order."""
        return "+".join(part for part in Part if part in self.parts) or Part.ONE_HOT

    @property
    def needs_scenes(self) -> bool:
        """Whether it learns from scenes."""
        return bool(self.parts & {Part.SCENE_TASK, Part.SCENE_EXPERTS})


def parse(name: str, tau_km: float = 75.0) -> HeadChoice:
    """Read names joined by `+`.

    Raises
    ------
    UsageError
        A name is unknown, or two of them do not go together.
    """
    try:
        parts = frozenset(Part(part.strip()) for part in name.split("+"))
    except ValueError as error:
        raise UsageError(f"Put a head together from {', '.join(Part)}, joined by +: {error}.") from error
    for apart in _APART:
        if len(parts & apart) > 1:
            raise UsageError(f"Choose one of {' and '.join(sorted(parts & apart))}: they do not go together.")
    return HeadChoice(parts, tau_km)


def build_head(choice: HeadChoice, embedding_size: int, grid: Grid, scenes: int = 0) -> Head:
    """Make a head over a grid.

    Raises
    ------
    UsageError
        It wants scenes or coarser partitions, and there are none.
    """
    if choice.needs_scenes and scenes < 2:
        raise UsageError(f"The head {choice.name} learns from at least two kinds of scene; the labels name {scenes}.")
    if Part.HIERARCHY in choice.parts and grid.coarser is None:
        raise UsageError("The head hierarchy needs a grid of several partitions: make one with several --t-max.")
    if Part.SCENE_EXPERTS in choice.parts:
        experts = [_cells(choice, embedding_size, grid) for _ in range(scenes)]
        return SceneExperts(experts, embedding_size, choice.scene_weight)
    head = _cells(choice, embedding_size, grid)
    if Part.SCENE_TASK in choice.parts:
        return SceneTask(head, embedding_size, scenes, choice.scene_weight)
    return head


def _cells(choice: HeadChoice, embedding_size: int, grid: Grid) -> Head:
    """Make the part that names cells."""
    if Part.MVMF in choice.parts:
        return Mixture(embedding_size, grid)
    if Part.HIERARCHY in choice.parts:
        return Hierarchy(embedding_size, grid, _targets(choice))
    return Flat(embedding_size, grid.prior(), _targets(choice)(grid.mean_xyz))


def _targets(choice: HeadChoice) -> Callable[[NDArray[np.float64]], Targets]:
    """Return what makes targets from the mean positions of a partition's cells."""
    if Part.SMOOTHED in choice.parts:
        return lambda mean_xyz: Smoothed(mean_xyz, choice.tau_km)
    return lambda _: OneHot()
