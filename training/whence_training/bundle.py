"""Writes a model bundle: the files, then the card that vouches for them."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import whence_engine
from whence_engine.card import ALBUM, CARD, GRID, IMAGE, Kind, ModelCard, PerNetwork, file_sha256
from whence_engine.card import read as read_card
from whence_engine.grid import store
from whence_engine.grid.grid import Grid
from whence_training.config import StarterConfig
from whence_training.data.manifest import Manifest
from whence_training.data.split import Side
from whence_training.scores import Scores, to_json
from whence_training.trust import Trust

NAME = "starter"
LICENCE = (
    "MIT for what was trained here. The image network starts from Google's MobileNetV1 0.75 (ImageNet; Apache-2.0); "
    "the repository its file was taken from states no licence of its own."
)
INTENDED_USE = (
    "For finding again, on one's own computer, where one's own photos were taken. What this model can do is recognise "
    "a place that is already in the library; it cannot tell where on Earth a picture was taken: a worldwide classifier "
    "cannot be had from this little data, its belief falls back to where people take photos, and its scores say so. "
    "For today's accuracy install a published model or train one. Not for finding out where other people were."
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was fitted and counted on the way, for the card."""

    trust_single: Trust
    trust_album: Trust
    train_photos: int
    validation_photos: int
    positions: int
    real_albums: int
    simulated_albums: int


def write_grid(grid: Grid, bundle: Path) -> None:
    """Write `grid.npz`."""
    store.save(grid, bundle / GRID)


def write_card(bundle: Path, config: StarterConfig, manifest: Manifest, grid: Grid, measured: Measured) -> ModelCard:
    """Write `card.json` over the files that lie in the bundle; scores come later (`add_scores`)."""
    card = ModelCard(
        kind=Kind.CLASSIFIER,
        name=NAME,
        version=whence_engine.__version__,
        licence=LICENCE,
        intended_use=INTENDED_USE,
        data=_data(manifest, measured),
        input=config.input,
        embedding_size=config.network.embedding_size,
        grid_hash=grid.content_hash(),
        files={name: file_sha256(bundle / name) for name in (GRID, IMAGE, ALBUM)},
        temperature=PerNetwork(measured.trust_single.temperature, measured.trust_album.temperature),
        trust=PerNetwork(measured.trust_single.trust, measured.trust_album.trust),
    )
    (bundle / CARD).write_text(card.to_json(), encoding="utf-8")
    return card


def add_scores(bundle: Path, scores: Scores) -> None:
    """Write measured scores into the card."""
    card = replace(read_card(bundle), scores=to_json(scores))
    (bundle / CARD).write_text(card.to_json(), encoding="utf-8")


def _data(manifest: Manifest, measured: Measured) -> str:
    people = {side: len(np.unique(manifest.photographer[manifest.side == side])) for side in Side}
    test_photos = int((manifest.side == Side.TEST).sum())
    return (
        f"Photos: travel photos of {people[Side.TRAIN]} photographers ({measured.train_photos} photos) to fit, "
        f"{people[Side.VALIDATION]} ({measured.validation_photos}) for choices, temperature and trust, "
        f"{people[Side.TEST]} ({test_photos}) for the scores only, no photographer on two sides; from public "
        "repositories, most without a stated licence; none of them is in this bundle. "
        "Two thirds show Europe and North America. "
        f"Grid and world prior: {measured.positions} positions (GeoCLIP's gallery, MIT; a Flickr map group, thinned; "
        f"the training photos). Albums to learn from: {measured.real_albums} real ones cut by time, "
        f"{measured.simulated_albums} simulated from training photos. Body: ImageNet weights, MobileNetV1 0.75."
    )
