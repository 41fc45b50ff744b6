"""Fitting an image network, into a run folder."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from whence_engine.errors import UsageError
from whence_engine.grid.grid import Grid
from whence_training.fit.fabric import Fabric
from whence_training.fit.ground import Ground
from whence_training.fit.image_task import ImageBatch, ImageTask
from whence_training.fit.images import Scorer
from whence_training.fit.loop import Event, Passed, fit
from whence_training.fit.prepare import Prepare
from whence_training.fit.recipes import Recipe, optimiser_of
from whence_training.fit.runs import RunFolder, spec_to_json
from whence_training.fit.source import Source
from whence_training.nets.heads.choice import build_head
from whence_training.nets.image import ImageNetwork, build_image_network
from whence_training.nets.synced import synchronise

WEIGHTS = "weights/mobilenet_v1_075_224.npz"


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
    source: Source[ImageBatch],
    recipe: Recipe,
    fabric: Fabric,
    *,
    folder: RunFolder | None = None,
    score: Scorer | None = None,
) -> Iterator[Event]:
    """Fit in place.

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
        source,
        optimiser_of(recipe, task),
        recipe.loop,
        fabric=fabric,
        checkpoints=None if folder is None else folder.checkpoints,
        score=score,
    )


def fit_run(
    ground: Ground, recipe: Recipe, fabric: Fabric, folder: RunFolder, weights: Path | None = None
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
    source, score = ground.source(recipe, fabric.device), ground.scorer(fabric.device)
    for event in fit_task(task, source, recipe, fabric, folder=folder, score=score):
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


def settings_of(recipe: Recipe, ground: Ground) -> dict[str, Any]:
    """Return what makes a run the run it is, as plain values."""
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
        "photos": ground.photos,
        "photographers": ground.photographers,
    }


def weights_of(data: Path | None, recipe: Recipe) -> Path | None:
    """Return where the body starts from; None for one that starts from nothing.

    Raises
    ------
    UsageError
        The data folder lacks the weights, or there is none.
    """
    if recipe.network.body != "mobilenet":
        return None
    if data is None or not (data / WEIGHTS).is_file():
        raise UsageError(f"A mobilenet starts from {WEIGHTS} of a data folder: give one that has it.")
    return data / WEIGHTS
