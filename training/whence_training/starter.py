"""Makes the starter bundle, all of it, with fixed seeds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from whence_engine.card import ALBUM, IMAGE
from whence_engine.card import read as read_card
from whence_engine.errors import UsageError
from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Rule
from whence_training import fit_album, fit_image, partition
from whence_training.bundle import Measured, add_scores, write_card, write_grid
from whence_training.config import GridConfig, StarterConfig
from whence_training.data.albums import AlbumCut, real_albums, simulated_albums
from whence_training.data.manifest import Manifest, capped, read_manifest, side
from whence_training.data.pixels import FittingPhotos, LabelledPhotos, load_pixels, normalise
from whence_training.data.split import Side, Split
from whence_training.export import check_album, check_image, export_album, export_image
from whence_training.nets.album import AlbumNetwork
from whence_training.nets.image import ImageNetwork, build_image_network
from whence_training.run_bundle import run_bundle
from whence_training.scores import score, table
from whence_training.trust import Trust, fit_trust

PHOTOS, WEIGHTS = "photos", "weights/mobilenet_v1_075_224.npz"
GALLERY, MAP_GROUP = "coordinates/geoclip_100k/coordinates_100K.csv", "coordinates/flickr_map_group/photos.csv.gz"
PARITY_HALF = 0.02
"""Largest difference, as a share of the largest value, that float16 weights may make."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie: the data folder, where the bundle goes, where decoded pixels are kept."""

    data: Path
    bundle: Path
    cache: Path
    workers: int = 2


def make_starter(places: Places, split: Split, config: StarterConfig) -> Iterator[str]:
    """Make the bundle; yields a line for each thing that is done.

    Raises
    ------
    UsageError
        When the data folder lacks something.
    """
    torch.manual_seed(config.seed)
    places.bundle.mkdir(parents=True, exist_ok=True)
    manifest = read_manifest(places.data / PHOTOS, split)
    train, validation = (_fitting(places, config, split, manifest, wanted) for wanted in (Side.TRAIN, Side.VALIDATION))
    yield f"{len(manifest)} photos; fitting on {len(train)}, choosing on {len(validation)}"
    lat, lon = grid_positions(places.data, train.manifest, config.grid)
    rules = grid_rules(config.grid)
    grid = partition.build_grid(lat, lon, rules)
    yield f"{len(lat)} positions for the grid"
    yield from partition.described(grid, partition.held_out_ceiling(lat, lon, rules))
    weights = places.data / WEIGHTS if config.network.body == "mobilenet" else None
    network = build_image_network(config.network, len(grid), weights)
    yield from fit_body(network, train, grid, config)
    embedding = {
        photos.manifest.side[0]: fit_image.embed(network, fit_image.pooled_features(network, photos, config.input))
        for photos in (train, validation)
    }
    yield from fit_classifier(network, embedding[Side.TRAIN], train.manifest, grid, config)
    real = real_albums(train.manifest, config.cut)
    simulated = simulated_albums(train.manifest, config.simulation, config.seed)
    album_network = AlbumNetwork(config.album_network, config.network.embedding_size, len(grid))
    for step in fit_album.fit_album(
        album_network, [*real, *simulated], embedding[Side.TRAIN], train.manifest,
        start=network.classify, grid=grid, config=config.album_head, seed=config.seed,
    ):  # fmt: skip
        yield f"album network, pass {step.epoch}: loss {step.loss:.3f}"
    single, album = fit_trusts(
        network, album_network, embedding[Side.VALIDATION], validation=validation, grid=grid, config=config
    )
    yield trust_line("image network", single)
    yield trust_line("album network", album)
    write_grid(grid, places.bundle)
    yield from export_networks(network, album_network, validation, config, places.bundle)
    write_card(places.bundle, config, manifest, grid, Measured(single, album, len(lat), len(real), len(simulated)))
    yield from evaluate(places, split, config.cut)


def fit_body(network: ImageNetwork, train: FittingPhotos, grid: Grid, config: StarterConfig) -> Iterator[str]:
    """Fit projection and body in place."""
    fit_image.fit_projection(network, fit_image.pooled_features(network, train, config.input), config.whitening)
    for step in fit_image.tune(
        network, train, grid, spec=config.input, config=config.tune, tau_km=config.head.tau_km, seed=config.seed
    ):
        yield f"fine-tuning, pass {step.epoch}: loss {step.loss:.3f}"


def fit_classifier(
    network: ImageNetwork, embedding: NDArray[np.float32], labels: Manifest, grid: Grid, config: StarterConfig
) -> Iterator[str]:
    """Fit the classifier in place, on the photos that a distance may be measured on."""
    told = labels.measurable
    for step in fit_image.fit_classifier(network.classify, embedding[told], labels.take(told), grid, config.head):
        if step.epoch % 20 == 0:
            yield f"classifier, pass {step.epoch}: loss {step.loss:.3f}"


def fit_trusts(
    network: ImageNetwork,
    album_network: AlbumNetwork,
    embedding: NDArray[np.float32],
    *,
    validation: FittingPhotos,
    grid: Grid,
    config: StarterConfig,
) -> tuple[Trust, Trust]:
    """Fit temperature and trust of both networks on the validation side."""
    labels = validation.manifest
    albums = real_albums(labels, config.cut)
    with torch.inference_mode():
        single = network.classify(torch.from_numpy(embedding)).numpy()
    in_album = fit_album.logits_of_albums(album_network, albums, embedding)
    told = labels.measurable
    row = grid.cells_of(labels.lat[told], labels.lon[told])
    first, second = (
        fit_trust(logits[told], grid.prior(), row, labels.photographer[told]) for logits in (single, in_album)
    )
    return first, second


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
    embedding = fit_image.embed(network, fit_image.pooled_features(network, few, config.input))
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


def grid_positions(data: Path, train: Manifest, config: GridConfig) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Positions the grid is made of: the gallery, the map group and the training photos, thinned by photographer."""
    lats, lons = [], []
    for name in (GALLERY, MAP_GROUP):
        if not (data / name).is_file():
            raise UsageError(f"The data folder lacks {name}; the grid is made of it.")
        lat, lon = partition.read_positions(data / name)
        if name == MAP_GROUP:
            kept = partition.thinned(lat, lon, partition.read_owners(data / name), config.thin_level)
            lat, lon = lat[kept], lon[kept]
        lats.append(lat)
        lons.append(lon)
    told = train.take(train.measurable)
    kept = partition.thinned(told.lat, told.lon, told.photographer, config.thin_level)
    return np.concatenate([*lats, told.lat[kept]]), np.concatenate([*lons, told.lon[kept]])


def grid_rules(config: GridConfig) -> Sequence[Rule]:
    """Rules of the partition, finest first."""
    return [Rule(most, least, config.max_level) for most, least in zip(config.t_max, config.t_min, strict=True)]


def trust_line(name: str, trust: Trust) -> str:
    """Return what was fitted, as a line."""
    return (
        f"{name}: temperature {trust.temperature:.2f}, trust {trust.trust:.3f}; "
        f"{trust.nll:.3f} nats a photo, {trust.nll_prior:.3f} with the world prior alone"
    )


def _fitting(places: Places, config: StarterConfig, split: Split, manifest: Manifest, wanted: Side) -> FittingPhotos:
    labels = capped(side(manifest, wanted), split, config.seed)
    return FittingPhotos(labels, load_pixels(labels, config.input, places.cache, places.workers))
