"""Run folders of album networks: laid out as those of image networks, on the same grid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from whence_engine.errors import BundleError, UsageError
from whence_engine.geo.sphere import distance_km, to_degrees
from whence_engine.grid import store
from whence_engine.grid.grid import Grid
from whence_engine.metrics import share_within
from whence_training.data.albums import AlbumCut, AlbumRows, real_albums, told
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.sequences import Sequences
from whence_training.data.simulation import read_model, simulated_albums
from whence_training.data.split import Side
from whence_training.fit.albums import AlbumRecipe, AlbumTask, album_cells, fit_albums, new_album_task
from whence_training.fit.fabric import Fabric
from whence_training.fit.loop import Event, Passed
from whence_training.fit.runs import CONFIG, RunFolder, vouched
from whence_training.nets.album import AlbumNetwork, AlbumNetworkConfig, Kind


@dataclass(frozen=True, eq=False)
class FittedAlbumRun:
    """What a finished run holds: the network in evaluation mode, its grid, and its settings."""

    network: AlbumNetwork
    grid: Grid
    config: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class AlbumGround:
    """What an album network is fitted on, and the real albums of the side to choose on."""

    train: EmbeddedPhotos
    train_albums: Sequence[AlbumRows]
    validation: EmbeddedPhotos
    validation_albums: Sequence[AlbumRows]
    grid: Grid

    @property
    def told(self) -> str:
        """Say what is there."""
        return f"fitting on {told(self.train_albums)}, choosing on {told(self.validation_albums)}"


@dataclass(frozen=True, eq=False)
class AlbumScorer:
    """Scores on albums that nothing is fitted on: shares within 25 and 750 km."""

    photos: EmbeddedPhotos
    albums: Sequence[AlbumRows]
    grid: Grid
    device: torch.device

    def __call__(self, network: nn.Module) -> Mapping[str, float]:
        """Return the scores of a task's network."""
        assert isinstance(network, AlbumTask)
        sequences = Sequences.of(self.albums, self.photos.manifest)
        cell = album_cells(network.network, sequences, self.photos.embedding, self.device)
        scored = np.flatnonzero((cell >= 0) & self.photos.manifest.precise)
        labels = self.photos.manifest.take(scored)
        lat, lon = to_degrees(self.grid.mean_xyz[cell[scored]])
        share = share_within(distance_km(labels.lat, labels.lon, lat, lon), (25.0, 750.0))
        return {"within_25_km": float(share[0]), "within_750_km": float(share[1])}


def read_album_ground(photos: EmbeddedPhotos, grid: Path, simulated: int = 0, seed: int = 0) -> AlbumGround:
    """Cut the albums of the sides to fit and to choose on; add simulated ones to the former.

    Raises
    ------
    UsageError
        `grid` is none, or there is nothing to choose on.
    """
    train, validation = (photos.take(photos.manifest.side == wanted) for wanted in (Side.TRAIN, Side.VALIDATION))
    if not len(validation):
        raise UsageError("There are no photos to choose on: see the split of the data that was embedded.")
    try:
        cells = store.load(grid)
    except BundleError as error:
        raise UsageError(f"{grid} is no grid ({error}): make one with the command `grid`.") from error
    made_up = simulated_albums(train.manifest, read_model(), simulated, seed) if simulated else []
    albums, chosen_on = (real_albums(part.manifest, AlbumCut()) for part in (train, validation))
    return AlbumGround(train, [*albums, *made_up], validation, chosen_on, cells)


def fit_album_run(
    photos: EmbeddedPhotos,
    albums: Sequence[AlbumRows],
    grid: Grid,
    recipe: AlbumRecipe,
    *,
    fabric: Fabric,
    folder: RunFolder,
    score: AlbumScorer | None = None,
) -> Iterator[Event]:
    """Fit into a run folder, from where it stands.

    Raises
    ------
    DivergedError, StorageError, UsageError
        As `loop.fit` does; the folder holds another run.
    """
    if fabric.is_global_zero:
        settings = {name: value for name, value in asdict(recipe).items() if name != "loop"}
        loop = {name: value for name, value in asdict(recipe.loop).items() if not name.endswith("_every")}
        folder.begin({"kind": "album", **settings, "loop": loop, "albums": told(albums)}, grid)
    fabric.barrier()
    if folder.finished:
        return
    task = new_album_task(photos, grid, recipe)
    for event in fit_albums(task, albums, photos, recipe, fabric=fabric, checkpoints=folder.checkpoints, score=score):
        if isinstance(event, Passed) and fabric.is_global_zero:
            folder.log({"pass": event.number, "step": event.step, "loss": event.loss, **event.scores})
        yield event
    if fabric.is_global_zero:
        folder.finish(task.network)
    fabric.barrier()


def open_album_run(path: Path) -> FittedAlbumRun:
    """Read a finished run.

    Raises
    ------
    UsageError
        It is none, is not finished, or its network or grid is not the one that its `config.json` vouches for.
    """
    config, grid, state = vouched(path, "fit-album")
    try:
        shape = dict(config["network"])
        width = state["lstm.weight_ih_l0"] if "lstm.weight_ih_l0" in state else state["transformer.enter.weight"]
        network = AlbumNetwork(AlbumNetworkConfig(Kind(shape.pop("kind")), **shape), width.shape[1], len(grid))
        network.load_state_dict(state)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise UsageError(f"{path / CONFIG} does not describe the weights beside it: {error}") from error
    return FittedAlbumRun(network.eval(), grid, config)
