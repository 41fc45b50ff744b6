"""Makes the starter bundle, all of it, with fixed seeds."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from whence_engine.card import ALBUM, IMAGE
from whence_engine.card import read as read_card
from whence_training import partition
from whence_training.bundle import Measured, add_scores, write_card, write_grid
from whence_training.config import StarterConfig
from whence_training.data.albums import AlbumCut, real_albums
from whence_training.data.manifest import PHOTOS, read_manifest, side
from whence_training.data.pixels import LabelledPhotos, load_pixels, normalise
from whence_training.data.split import Side, Split
from whence_training.export import check_album, check_image, export_album, export_image
from whence_training.fit.albums import logits_of_albums
from whence_training.fit.body import embed, pooled_features
from whence_training.nets.album import AlbumNetwork
from whence_training.nets.image import ImageNetwork
from whence_training.run_bundle import run_bundle
from whence_training.scores import score, table
from whence_training.stages import (
    Places,
    albums_to_learn,
    fit_album_network,
    fit_body,
    fit_classifier,
    grid_rules,
    load_ground,
    new_network,
    single_logits,
    trust_line,
    trust_on_validation,
)

PARITY_HALF = 0.02
"""Largest difference, as a share of the largest value, that float16 weights may make."""


def make_starter(places: Places, split: Split, config: StarterConfig) -> Iterator[str]:
    """Make the bundle; yields a line for each thing that is done.

    Raises
    ------
    UsageError
        When the data folder lacks something.
    """
    torch.manual_seed(config.seed)
    ground = load_ground(places, split, config)
    train, validation, grid = ground.train, ground.validation, ground.grid
    yield f"{len(ground.manifest)} photos; fitting on {len(train)}, choosing on {len(validation)}"
    yield f"{len(ground.lat)} positions for the grid"
    yield from partition.described(grid, partition.held_out_ceilings(ground.lat, ground.lon, grid_rules(config.grid)))
    network = new_network(places, ground, config)
    yield from fit_body(network, ground, config)
    learnt, unseen = (embed(network, pooled_features(network, photos, config.input)) for photos in (train, validation))
    yield from fit_classifier(network, learnt, ground, config)
    real, simulated = albums_to_learn(ground, config)
    album_network, passes = fit_album_network(network, learnt, [*real, *simulated], ground, config)
    yield from passes
    in_album = logits_of_albums(album_network, real_albums(validation.manifest, config.cut), unseen)
    single, album = (trust_on_validation(logits, ground) for logits in (single_logits(network, unseen), in_album))
    yield trust_line("image network", single)
    yield trust_line("album network", album)
    places.bundle.mkdir(parents=True, exist_ok=True)
    write_grid(grid, places.bundle)
    yield from export_networks(network, album_network, validation, config, places.bundle)
    measured = Measured(single, album, len(train), len(validation), len(ground.lat), len(real), len(simulated))
    write_card(places.bundle, config, ground.manifest, grid, measured)
    yield from evaluate(places, split, config.cut)


def export_networks(
    network: ImageNetwork, album_network: AlbumNetwork, photos: LabelledPhotos, config: StarterConfig, bundle: Path
) -> Iterator[str]:
    """Write both graphs and compare them with PyTorch on prepared photos."""
    export_image(network, config.input.size_px, bundle / IMAGE)
    export_album(album_network, bundle / ALBUM)
    images = normalise(photos.pixels[:8], config.input)
    worst = check_image(network, bundle / IMAGE, images, PARITY_HALF)
    yield f"{IMAGE}: {(bundle / IMAGE).stat().st_size / 1e6:.1f} MB, embeddings within {worst:.1e} of PyTorch"
    few = photos.take(np.arange(min(64, len(photos))))
    embedding = embed(network, pooled_features(network, few, config.input))
    worst = check_album(album_network, bundle / ALBUM, embedding, PARITY_HALF, (1, 2, len(embedding), 333))
    yield f"{ALBUM}: {(bundle / ALBUM).stat().st_size / 1e6:.1f} MB, logits within {worst:.1e} of PyTorch"


def evaluate(places: Places, split: Split, cut: AlbumCut) -> Iterator[str]:
    """Score the bundle on the test side, write the scores into its card, and yield the table."""
    manifest = read_manifest(places.data / PHOTOS, split)
    test = side(manifest, Side.TEST)
    photos = LabelledPhotos(test, load_pixels(test, read_card(places.bundle).input, places.cache, places.workers))
    albums = real_albums(test, cut)
    scores = score(run_bundle(places.bundle, photos, albums), test, albums, side(manifest, Side.TRAIN))
    add_scores(places.bundle, scores)
    yield from table(scores)
