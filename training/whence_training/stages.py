"""The stages that the starter and the comparison of its variants share: each fits one thing, on the sides it may."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Rule
from whence_training import partition
from whence_training.config import GridConfig, StarterConfig
from whence_training.data.albums import AlbumRows, real_albums
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import PHOTOS, Manifest, capped, read_manifest, side
from whence_training.data.pixels import FittingPhotos, load_pixels
from whence_training.data.positions import read_positions
from whence_training.data.simulation import read_model, simulated_albums
from whence_training.data.split import Side, Split
from whence_training.fit import body, fabric
from whence_training.fit.albums import fit_albums, new_album_task
from whence_training.fit.heads import fit_head, head_logits, new_head
from whence_training.fit.image import WEIGHTS
from whence_training.fit.loop import Passed
from whence_training.nets.album import AlbumNetwork
from whence_training.nets.image import ImageNetwork, build_image_network
from whence_training.trust import Trust, fit_trust

GALLERY, MAP_GROUP = "coordinates/geoclip_100k/coordinates_100K.csv", "coordinates/flickr_map_group/photos.csv.gz"


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie: the data folder, where the bundle goes, where decoded pixels are kept."""

    data: Path
    bundle: Path
    cache: Path
    workers: int = 2


@dataclass(frozen=True, eq=False)
class Ground:
    """What fitting stands on.

    Attributes
    ----------
    manifest
        All labels, of every side.
    train, validation
        Photos to fit on and to choose on.
    lat, lon
        Positions that the grid is made of, degrees.
    grid
        The cells.
    """

    manifest: Manifest
    train: FittingPhotos
    validation: FittingPhotos
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    grid: Grid


def load_ground(places: Places, split: Split, config: StarterConfig) -> Ground:
    """Read labels, photos and positions, and make the grid.

    Raises
    ------
    UsageError
        The data folder lacks something.
    """
    manifest = read_manifest(places.data / PHOTOS, split)
    train, validation = (
        _fitting_photos(places, config, split, manifest, wanted) for wanted in (Side.TRAIN, Side.VALIDATION)
    )
    lat, lon = grid_positions(places.data, train.manifest, config.grid)
    return Ground(manifest, train, validation, lat, lon, partition.build_grid(lat, lon, grid_rules(config.grid)))


def new_network(places: Places, ground: Ground, config: StarterConfig) -> ImageNetwork:
    """Make an image network; a MobileNet starts from its weights in the data folder.

    Raises
    ------
    UsageError
        The weights are not there.
    """
    weights = places.data / WEIGHTS
    if config.network.body == "mobilenet" and not weights.is_file():
        raise UsageError(f"The data folder lacks {WEIGHTS}; the image network starts from it.")
    return build_image_network(config.network, len(ground.grid), weights)


def fit_body(network: ImageNetwork, ground: Ground, config: StarterConfig) -> Iterator[str]:
    """Fit projection and body in place."""
    body.fit_projection(network, body.pooled_features(network, ground.train, config.input), config.whitening)
    for step in body.tune(network, ground.train, ground.grid, spec=config.input, config=config.tune, seed=config.seed):
        yield f"fine-tuning, pass {step.epoch}: loss {step.loss:.3f}"


def fit_classifier(
    network: ImageNetwork, embedding: NDArray[np.float32], ground: Ground, config: StarterConfig
) -> Iterator[str]:
    """Fit the head on embeddings of the training side, and let the network end in it."""
    recipe = replace(config.head, loop=replace(config.head.loop, seed=config.seed))
    head = new_head(recipe, embedding.shape[1], ground.grid)
    photos = EmbeddedPhotos(ground.train.manifest, embedding)
    for event in fit_head(head, photos, ground.grid, recipe, fabric.start("cpu", "32-true")):
        if isinstance(event, Passed) and event.number % 20 == 0:
            yield f"classifier, pass {event.number}: loss {event.loss:.3f}"
    network.classify = head.folded()


def albums_to_learn(ground: Ground, config: StarterConfig) -> tuple[list[AlbumRows], list[AlbumRows]]:
    """Return the real and the simulated albums of the training side."""
    labels = ground.train.manifest
    return real_albums(labels, config.cut), simulated_albums(labels, read_model(), config.simulated, config.seed)


def fit_album_network(
    network: ImageNetwork,
    embedding: NDArray[np.float32],
    albums: Sequence[AlbumRows],
    ground: Ground,
    config: StarterConfig,
) -> tuple[AlbumNetwork, list[str]]:
    """Fit an album network on embeddings of the training side; returns it with a line for each pass."""
    recipe = replace(config.album, loop=replace(config.album.loop, seed=config.seed))
    photos = EmbeddedPhotos(ground.train.manifest, embedding)
    task = new_album_task(photos, ground.grid, recipe, network.classifier)
    events = fit_albums(task, albums, photos, recipe, fabric=fabric.start("cpu", "32-true"))
    told = [f"album network, pass {one.number}: loss {one.loss:.3f}" for one in events if isinstance(one, Passed)]
    return task.network, told


def single_logits(network: ImageNetwork, embedding: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logits of photos alone: embeddings [N, D] -> float32 [N, C]."""
    return head_logits(network.classify, embedding)


def trust_on_validation(logits: NDArray[np.float32], ground: Ground) -> Trust:
    """Fit temperature and trust on logits [N, C] of the validation side."""
    labels = ground.validation.manifest
    told = labels.measurable
    row = ground.grid.cells_of(labels.lat[told], labels.lon[told])
    return fit_trust(logits[told], ground.grid.prior(), row, labels.photographer[told])


def grid_positions(data: Path, train: Manifest, config: GridConfig) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Positions the grid is made of: the gallery, the map group and the training photos, thinned by photographer."""
    lats, lons = [], []
    for name in (GALLERY, MAP_GROUP):
        if not (data / name).is_file():
            raise UsageError(f"The data folder lacks {name}; the grid is made of it.")
        found = read_positions(data / name)
        lat, lon = found.lat, found.lon
        if name == MAP_GROUP and found.owner is not None:
            kept = partition.thinned(lat, lon, found.owner, config.thin_level)
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
        f"{name}: {trust.nll:.3f} nats a photo at best, {trust.nll_prior:.3f} with the world prior alone, "
        f"gain at least {trust.gain_low:.3f}; temperature {trust.temperature:.2f}, trust {trust.trust:.3f}"
    )


def _fitting_photos(
    places: Places, config: StarterConfig, split: Split, manifest: Manifest, wanted: Side
) -> FittingPhotos:
    labels = capped(side(manifest, wanted), split, config.seed)
    return FittingPhotos(labels, load_pixels(labels, config.input, places.cache, places.workers))
