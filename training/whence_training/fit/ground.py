"""What an image network is fitted on: photos in memory, or in shards that are read as they are wanted."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from whence_engine.errors import BundleError, UsageError
from whence_engine.geo.sphere import to_xyz
from whence_engine.grid import store
from whence_engine.grid.grid import Grid
from whence_training.data.manifest import capped, read_data, side
from whence_training.data.pixels import FittingPhotos, LabelledPhotos, load_pixels
from whence_training.data.shard_index import SCENES, ShardedPhotos, read_shards
from whence_training.data.split import Side, split_of
from whence_training.fit.cells import grid_for, grid_of
from whence_training.fit.image_task import ImageBatch
from whence_training.fit.images import DevicePhotos, Scorer
from whence_training.fit.recipes import Recipe
from whence_training.fit.sharded import Sharded, read_pixels
from whence_training.fit.source import Source
from whence_training.nets.heads.head import Truth

MOST_SCORED = 10_000
"""Photos of the validation side that are held in memory and looked at after each pass."""


class Ground(Protocol):
    """Photos to fit on and to choose on, whatever they lie in."""

    @property
    def grid(self) -> Grid:
        """The cells."""

    @property
    def scenes(self) -> tuple[str, ...]:
        """Names of the scenes that labels tell apart."""

    @property
    def photos(self) -> int:
        """How many are fitted on."""

    @property
    def scored(self) -> int:
        """How many are looked at after each pass."""

    @property
    def photographers(self) -> int:
        """Of how many people the photos are that are fitted on."""

    def source(self, recipe: Recipe, device: torch.device) -> Source[ImageBatch]:
        """Return batches to fit on."""

    def scorer(self, device: torch.device) -> Scorer:
        """Return what scores on the photos to choose on."""


@dataclass(frozen=True, eq=False)
class ImageGround:
    """Photos of a data folder, decoded into memory."""

    train: FittingPhotos
    validation: LabelledPhotos
    grid: Grid
    scenes: tuple[str, ...]

    @property
    def photos(self) -> int:
        """How many are fitted on."""
        return len(self.train)

    @property
    def scored(self) -> int:
        """How many are looked at after each pass."""
        return len(self.validation)

    @property
    def photographers(self) -> int:
        """Of how many people the photos are that are fitted on."""
        return len(np.unique(self.train.manifest.photographer))

    def source(self, recipe: Recipe, device: torch.device) -> Source[ImageBatch]:
        """Return batches to fit on, from the device if the photos fit there."""
        return DevicePhotos.of(self.train, self.grid, self.scenes, device).source(recipe)

    def scorer(self, device: torch.device) -> Scorer:
        """Return what scores on the validation side."""
        return Scorer(DevicePhotos.of(self.validation, self.grid, self.scenes, device), self.grid)


@dataclass(frozen=True, eq=False)
class ShardGround:
    """Photos in shards: those to fit on are read while the device computes, by `workers` processes."""

    train: ShardedPhotos
    validation: ShardedPhotos
    grid: Grid
    recipe: Recipe
    workers: int

    @property
    def scenes(self) -> tuple[str, ...]:
        """Names of the scenes that labels tell apart."""
        return SCENES if (self.train.index.scene >= 0).any() else ()

    @property
    def photos(self) -> int:
        """How many are fitted on."""
        return len(self.train)

    @property
    def scored(self) -> int:
        """How many are looked at after each pass."""
        return min(MOST_SCORED, len(self.validation))

    @property
    def photographers(self) -> int:
        """Of how many people the photos are that are fitted on."""
        return len(np.unique(self.train.index.photographer))

    def source(self, recipe: Recipe, device: torch.device) -> Source[ImageBatch]:
        """Return batches to fit on."""
        truth = _truth(self.train, self.grid, device)

        def take(pixels: Tensor, rows: Tensor, luck: Tensor) -> ImageBatch:
            return ImageBatch(pixels, luck, Truth(*(column[rows] for column in truth)))

        return Sharded(
            self.train,
            recipe.input,
            batch=recipe.batch,
            accumulate=recipe.accumulate,
            seed=recipe.loop.seed,
            take=take,
            workers=self.workers,
            device=device,
        )

    def scorer(self, device: torch.device) -> Scorer:
        """Return what scores on some photos of the validation side, the same ones each time."""
        rows = np.sort(np.random.default_rng(0).permutation(len(self.validation))[: self.scored])
        pixels = torch.from_numpy(read_pixels(self.validation, rows, self.recipe.input))
        truth = Truth(
            *(column[torch.from_numpy(rows).to(device)] for column in _truth(self.validation, self.grid, device))
        )
        return Scorer(DevicePhotos(pixels, truth, device, rows.astype(np.str_)), self.grid)


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


def read_shard_ground(folder: Path, recipe: Recipe, *, grid: Path | None = None, workers: int = 2) -> ShardGround:
    """Read the index of shards that the command `shards` wrote, and the grid, or make one.

    Raises
    ------
    UsageError
        There are no shards of the training or of the validation side, or `grid` is no grid.
    """
    train, validation = (read_shards(folder / where) for where in (Side.TRAIN, Side.VALIDATION))
    index = train.index
    cells = grid_of(index.lat, index.lon, index.photographer) if grid is None else _read_grid(grid)
    return ShardGround(train, validation, cells, recipe, workers)


def _truth(photos: ShardedPhotos, grid: Grid, device: torch.device) -> Truth:
    index = photos.index
    return Truth(
        torch.from_numpy(grid.cells_of(index.lat, index.lon)).to(device),
        torch.from_numpy(to_xyz(index.lat, index.lon).astype(np.float32)).to(device),
        torch.from_numpy(index.scene.astype(np.int64)).to(device),
    )


def _read_grid(path: Path) -> Grid:
    try:
        return store.load(path)
    except BundleError as error:
        raise UsageError(f"{path} is no grid ({error}): make one with the command `grid`.") from error
