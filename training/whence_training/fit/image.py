"""Fitting an image network on a data folder, into a run folder."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from whence_engine.errors import BundleError, UsageError
from whence_engine.grid import store
from whence_engine.grid.grid import Grid
from whence_training.data.manifest import capped, read_data, side
from whence_training.data.pixels import FittingPhotos, LabelledPhotos, load_pixels
from whence_training.data.split import Side, split_of
from whence_training.fit.cells import grid_for
from whence_training.fit.fabric import Fabric
from whence_training.fit.image_task import ImageTask
from whence_training.fit.images import DevicePhotos, Scorer
from whence_training.fit.loop import Event, Passed, fit
from whence_training.fit.prepare import Prepare
from whence_training.fit.recipes import Recipe, optimiser_of
from whence_training.fit.runs import RunFolder, spec_to_json
from whence_training.nets.heads.choice import build_head
from whence_training.nets.image import ImageNetwork, build_image_network
from whence_training.nets.synced import synchronise

WEIGHTS = "weights/mobilenet_v1_075_224.npz"


@dataclass(frozen=True, eq=False)
class ImageGround:
    """What an image network is fitted on: photos that a distance may be measured on, cells, names of the scenes."""

    train: FittingPhotos
    validation: LabelledPhotos
    grid: Grid
    scenes: tuple[str, ...]


def read_ground(data: Path, cache: Path, recipe: Recipe, *, grid: Path | None = None, workers: int = 2) -> ImageGround:
    """Read labels and photos of the sides to fit and to choose on, and the grid, or make one.

    Raises
    ------
    UsageError
        The data folder lacks something, or `grid` is none.
    """
    everything = read_data(data)
    train = capped(side(everything, Side.TRAIN), split_of(data), recipe.loop.seed)
    parts = [labels.take(labels.measurable) for labels in (train, side(everything, Side.VALIDATION))]
    if not all(len(labels) for labels in parts):
        raise UsageError(f"{data} has no photos to fit on or none to choose on: see its split.toml.")
    pixels = [load_pixels(labels, recipe.input, cache, workers) for labels in parts]
    cells = grid_for(data, parts[0]) if grid is None else _read_grid(grid)
    scenes = tuple(sorted(set(parts[0].scene.tolist()) - {""}))
    return ImageGround(FittingPhotos(parts[0], pixels[0]), LabelledPhotos(parts[1], pixels[1]), cells, scenes)


def new_task(recipe: Recipe, grid: Grid, scenes: Sequence[str], weights: Path | None = None) -> ImageTask:
    """Make a fresh network under its head; the seed decides its weights.

    Raises
    ------
    UsageError
        The head lacks scenes or partitions, or the weights do not fit.
    """
    torch.manual_seed(recipe.loop.seed)
    try:
        network = build_image_network(recipe.network, len(grid), weights)
    except (OSError, ValueError) as error:
        raise UsageError(f"The body cannot start from {weights}: {error}.") from error
    head = build_head(recipe.head, recipe.network.embedding_size, grid, len(scenes))
    return ImageTask(network, head, Prepare(recipe.input, recipe.views))


def fit_task(
    task: ImageTask,
    train: DevicePhotos,
    recipe: Recipe,
    fabric: Fabric,
    *,
    folder: RunFolder | None = None,
    score: Scorer | None = None,
) -> Iterator[Event]:
    """Fit in place on photos that lie where they are wanted.

    Raises
    ------
    DivergedError, StorageError, UsageError
        As `loop.fit` does.
    """
    if fabric.world_size > 1:
        synchronise(task.network)
    if fabric.device.type == "cuda":
        task.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    yield from fit(
        task,
        train.source(batch=recipe.batch, accumulate=recipe.accumulate, seed=recipe.loop.seed),
        optimiser_of(recipe, task),
        recipe.loop,
        fabric=fabric,
        checkpoints=None if folder is None else folder.checkpoints,
        score=score,
    )


def fit_run(
    ground: ImageGround, recipe: Recipe, fabric: Fabric, folder: RunFolder, weights: Path | None = None
) -> Iterator[Event]:
    """Fit into a run folder, from where it stands.

    Raises
    ------
    DivergedError, StorageError, UsageError
        As `loop.fit` does; the folder holds another run.
    """
    if fabric.is_global_zero:
        folder.begin(settings_of(recipe, ground), ground.grid)
    fabric.barrier()
    if folder.finished:
        return
    task = new_task(recipe, ground.grid, ground.scenes, weights)
    train, validation = (
        DevicePhotos.of(photos, ground.grid, ground.scenes, fabric.device)
        for photos in (ground.train, ground.validation)
    )
    score = Scorer(validation, ground.grid)
    for event in fit_task(task, train, recipe, fabric, folder=folder, score=score):
        if isinstance(event, Passed) and fabric.is_global_zero:
            folder.log(
                {"pass": event.number, "step": event.step, "loss": event.loss, "rate": event.rate}
                | {"photos_a_second": event.photos_a_second, **event.scores}
            )
        yield event
    if fabric.is_global_zero:
        folder.finish(plain(task.finished(), recipe, len(ground.grid)))
    fabric.barrier()


def plain(network: ImageNetwork, recipe: Recipe, cells: int) -> ImageNetwork:
    """Return the same network without what several processes needed."""
    made = ImageNetwork(recipe.network, cells)
    made.classify = network.classify
    made.load_state_dict(network.state_dict())
    return made.eval()


def settings_of(recipe: Recipe, ground: ImageGround) -> dict[str, Any]:
    """Return what makes a run the run it is, as plain values."""
    labels = ground.train.manifest
    return {
        "network": asdict(recipe.network),
        "head": {"name": recipe.head.name, "tau_km": recipe.head.tau_km, "scene_weight": recipe.head.scene_weight},
        "input": spec_to_json(recipe.input),
        "scenes": list(ground.scenes),
        "views": asdict(recipe.views),
        "optimiser": str(recipe.optimiser),
        "rate": recipe.rate,
        "decay": recipe.decay,
        "body_rate": recipe.body_rate,
        "batch": recipe.batch,
        "loop": {name: value for name, value in asdict(recipe.loop).items() if not name.endswith("_every")},
        "photos": len(labels),
        "photographers": len(np.unique(labels.photographer)),
    }


def weights_of(data: Path, recipe: Recipe) -> Path | None:
    """Return where the body starts from; None for one that starts from nothing.

    Raises
    ------
    UsageError
        The data folder lacks the weights.
    """
    if recipe.network.body != "mobilenet":
        return None
    if not (data / WEIGHTS).is_file():
        raise UsageError(f"The data folder lacks {WEIGHTS}; a mobilenet starts from it.")
    return data / WEIGHTS


def _read_grid(path: Path) -> Grid:
    try:
        return store.load(path)
    except BundleError as error:
        raise UsageError(f"{path} is no grid ({error}): make one with the command `grid`.") from error
