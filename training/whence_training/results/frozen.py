"""Frozen embeddings for the tables that need no picture any more, and the plainest classifier on them."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

import whence_engine.inference
from whence_engine.grid.grid import Grid
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import Manifest, read_data, side
from whence_training.data.pixels import LabelledPhotos, load_pixels
from whence_training.data.split import Side
from whence_training.fit import fabric as fabrics
from whence_training.fit.fabric import Fabric
from whence_training.fit.ground import read_ground
from whence_training.fit.heads import HeadRecipe, fit_head, head_logits, new_head
from whence_training.fit.image import fit_task, new_task
from whence_training.fit.images import DevicePhotos, network_outputs
from whence_training.fit.loop import LoopConfig
from whence_training.fit.prepare import Views
from whence_training.fit.recipes import Recipe
from whence_training.nets.heads.choice import parse
from whence_training.nets.image import ImageNetworkConfig
from whence_training.results.request import Request

STARTER = Path(whence_engine.inference.__file__).parent / "starter"
TAU_KM = 150.0
"""How far a neighbouring cell still counts, in the heads of these tables."""


@dataclass(frozen=True, eq=False)
class Frozen:
    """Photos to learn from and photos to report, as a frozen network sees them, and the cells to name.

    Attributes
    ----------
    train, test
        Embeddings, logits where the network classifies; a distance may be measured on all of them.
    grid
        The cells.
    """

    train: EmbeddedPhotos
    test: EmbeddedPhotos
    grid: Grid


@dataclass(frozen=True, eq=False)
class Pictures:
    """Photos of a data folder with their pixels as a network wants them, on the device, and the cells to name."""

    train: DevicePhotos
    labels: Manifest
    test: DevicePhotos
    test_labels: Manifest
    grid: Grid
    scenes: tuple[str, ...]


def is_made_up(data: Path) -> bool:
    """Whether a data folder has a split of its own, as the toy planet has."""
    return (data / "split.toml").is_file()


def named(data: Path) -> str:
    """Name a data folder in a table."""
    return "toy planet" if is_made_up(data) else "real photos"


def recipe_for(request: Request, seed: int) -> Recipe:
    """Return the recipe of the small network that these tables fit from nothing."""
    size_px, width, passes = (32, 0.25, 10) if request.quick else (64, 0.5, 15)
    return Recipe(
        network=ImageNetworkConfig("compact", width=width, embedding_size=128),
        head=replace(parse("smoothed"), tau_km=TAU_KM),
        input=replace(Recipe(ImageNetworkConfig()).input, size_px=size_px),
        views=Views(smallest=0.8),
        rate=2e-3,
        batch=64 if request.quick else 256,
        loop=LoopConfig(passes=passes, seed=seed, look_every=10**9, average=0.98, clip_norm=1.0),
    )


def pictures_of(request: Request, recipe: Recipe, fabric: Fabric) -> Pictures:
    """Read the photos to learn from and those to report.

    Raises
    ------
    UsageError
        The data folder lacks something.
    """
    ground = read_ground(request.data, request.cache, recipe, workers=request.workers)
    labels = side(read_data(request.data), Side.TEST)
    labels = labels.take(labels.precise)
    test = LabelledPhotos(labels, load_pixels(labels, recipe.input, request.cache, request.workers))
    here, there = (DevicePhotos.of(some, ground.grid, ground.scenes, fabric.device) for some in (ground.train, test))
    return Pictures(here, ground.train.manifest, there, labels, ground.grid, ground.scenes)


def learnt(pictures: Pictures, recipe: Recipe, fabric: Fabric, photos: DevicePhotos | None = None) -> Frozen:
    """Fit a network from nothing, on `photos` or on all of the training side, and freeze it."""
    task = new_task(recipe, pictures.grid, pictures.scenes)
    source = (pictures.train if photos is None else photos).source(recipe)
    for _ in fit_task(task, source, recipe, fabric):
        pass
    task.eval()
    parts = [
        [torch.cat(column).float().cpu().numpy() for column in zip(*network_outputs(task, some, classify), strict=True)]
        for classify in [task.folded()]
        for some in (pictures.train, pictures.test)
    ]
    train, test = (
        EmbeddedPhotos(labels, embedding, logits)
        for labels, (embedding, logits) in zip((pictures.labels, pictures.test_labels), parts, strict=True)
    )
    return Frozen(train, test, pictures.grid)


def starter(request: Request) -> Frozen:
    """Run the starter bundle that comes with the engine: a body frozen as ImageNet left it, and its cells.

    Raises
    ------
    UsageError
        The data folder lacks something.
    """
    from whence_training.evaluation.subject import of_bundle  # noqa: PLC0415 - brings ONNX Runtime

    subject = of_bundle(STARTER, request.data, request.cache, request.workers)
    assert subject.grid is not None
    train, test = subject.sides[Side.TRAIN], subject.sides[Side.TEST]
    return Frozen(train.take(train.manifest.measurable), test.take(test.manifest.precise), subject.grid)


def linear(photos: EmbeddedPhotos, grid: Grid, asked: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fit a linear classifier on frozen embeddings, from the prior of the cells, and ask it.

    Parameters
    ----------
    photos
        What is fitted on, full batch.
    grid
        The C cells.
    asked
        Embeddings float32 [M, D].

    Returns
    -------
    float32 [M, C]
        Logits.

    Raises
    ------
    HeldOutError
        A photo of a test photographer is among those to fit on.
    """
    recipe = HeadRecipe(replace(parse("smoothed"), tau_km=TAU_KM))
    head = new_head(recipe, photos.embedding.shape[1], grid)
    for _ in fit_head(head, photos, grid, recipe, fabrics.start("cpu", "32-true")):
        pass
    return head_logits(head.folded(), asked)
