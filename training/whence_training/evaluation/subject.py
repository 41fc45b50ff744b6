"""What is evaluated: a model's view of every photo, by side of the split."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.card import read as read_card
from whence_engine.errors import UsageError
from whence_engine.grid import store
from whence_engine.grid.grid import Grid
from whence_training.data import embedded
from whence_training.data.albums import AlbumCut, AlbumRows, real_albums
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import capped, read_data, side
from whence_training.data.pixels import LabelledPhotos, load_pixels
from whence_training.data.split import Side, split_of
from whence_training.fit.embed import embed_data
from whence_training.fit.fabric import start
from whence_training.fit.runs import open_run
from whence_training.run_bundle import run_bundle

SEED = 0
"""Of the choice among photos of sets that the split caps."""


@dataclass(frozen=True, eq=False)
class Subject:
    """A model and its view of the photos.

    Attributes
    ----------
    name, about
        What it calls itself, and one sentence on it.
    sides
        Photos of each side with embeddings, and logits where the model classifies. Those of the training side are the
        gallery in which photos are looked up.
    grid
        The cells that logits are of; None where there are none.
    in_album
        Logits float32 [N, C] of an album network, for validation and test side; empty where there is none.
    """

    name: str
    about: str
    sides: Mapping[Side, EmbeddedPhotos]
    grid: Grid | None = None
    in_album: Mapping[Side, NDArray[np.float32]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what cannot be judged.

        Raises
        ------
        UsageError
            A side has no photo, or there are logits and no grid of their size.
        """
        for wanted in Side:
            if not len(self.sides[wanted]):
                raise UsageError(f"Add photos of the {wanted} side: a report needs all three sides of the split.")
        logits = self.sides[Side.TEST].logits
        if logits is not None and (self.grid is None or len(self.grid) != logits.shape[1]):
            raise UsageError(f"Name the grid of {self.name}: its logits are of {logits.shape[1]} cells.")

    def albums(self, of: Side) -> list[AlbumRows]:
        """Return the real albums of a side."""
        return real_albums(self.sides[of].manifest, AlbumCut())


def of_bundle(bundle: Path, data: Path, cache: Path, workers: int) -> Subject:
    """Run a bundle over all sides through the engine's own loader.

    Raises
    ------
    BundleError
        The bundle is missing or altered.
    UsageError
        The data folder lacks something.
    """
    card, split, manifest = read_card(bundle), split_of(data), read_data(data)
    sides, in_album, grid = {}, {}, None
    for wanted in Side:
        labels = side(manifest, wanted)
        if wanted is Side.TRAIN:
            labels = capped(labels, split, SEED)
        photos = LabelledPhotos(labels, load_pixels(labels, card.input, cache, workers))
        output = run_bundle(bundle, photos, real_albums(labels, AlbumCut()))
        sides[wanted] = EmbeddedPhotos(labels, output.embedding, output.single)
        if output.album is not None:
            in_album[wanted] = output.album
        grid = output.bundle.grid
    about = f"{card.kind} bundle, version {card.version}, {card.embedding_size} numbers a photo"
    return Subject(card.name, about, sides, grid, in_album)


def of_run(run: Path, data: Path, cache: Path, workers: int) -> Subject:
    """Run the network of a finished run over all sides.

    Raises
    ------
    UsageError
        The run is none or not finished, or the data folder lacks something.
    """
    fitted = open_run(run)
    photos = embed_data(fitted, data, cache, start(), workers=workers)
    about = f"network of a run, body {fitted.network.config.body}, {photos.embedding.shape[1]} numbers a photo"
    return Subject(run.name, about, _by_side(photos), fitted.grid)


def of_embedded(file: Path, grid: Path | None) -> Subject:
    """Read embedded photos; `grid` is that of their logits.

    Raises
    ------
    UsageError
        The file holds no embedded photos, or lacks a side.
    BundleError
        The grid cannot be read.
    """
    photos = embedded.load(file)
    sides = _by_side(photos)
    cells = None if grid is None else store.load(grid)
    if cells is None:
        sides = {wanted: EmbeddedPhotos(some.manifest, some.embedding) for wanted, some in sides.items()}
    about = f"embedded photos, {photos.embedding.shape[1]} numbers each"
    return Subject(file.stem, about, sides, cells)


def _by_side(photos: EmbeddedPhotos) -> dict[Side, EmbeddedPhotos]:
    return {wanted: photos.take(np.asarray(photos.manifest.side == wanted)) for wanted in Side}
