"""Fits temperature and trust of a bundle, as the engine runs it, and writes them into its card.

For bundles that come from elsewhere, as GeoCLIP does, and for those that `export` has just written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.card import CARD, InputSpec, Kind, ModelCard, PerNetwork
from whence_engine.errors import UsageError
from whence_engine.inference.bundle import Bundle
from whence_training.data.albums import AlbumCut, AlbumRows, real_albums, whole
from whence_training.data.manifest import capped, read_data, side
from whence_training.data.pixels import FittingPhotos, load_pixels, normalise
from whence_training.data.split import Side, split_of
from whence_training.stages import trust_line
from whence_training.trust import TEMPERATURES, Trust, fit_trust, fit_trust_to

_BATCH = 16


def fit_and_write(data: Path, cache: Path, folder: Path, workers: int) -> Iterator[str]:
    """Fit a bundle on the validation side of a data folder and write its card; yields what was fitted, as lines.

    Raises
    ------
    UsageError
        The data folder has no photos for it, or the bundle is a zip.
    BundleError
        The bundle cannot be used.
    """
    bundle = Bundle.open(folder)
    photos = photos_of(data, Side.VALIDATION, cache, bundle.card.input, workers)
    single, album = fit_bundle(bundle, photos, real_albums(photos.manifest, AlbumCut()))
    write_trust(folder, single, album)
    yield trust_line("image network", single)
    if album is not None:
        yield trust_line("album network", album)


def photos_of(data: Path, wanted: Side, cache: Path, spec: InputSpec, workers: int) -> FittingPhotos:
    """Return the photos of a side that may be fitted on, as a network wants to see them."""
    labels = capped(side(read_data(data), wanted), split_of(data), 0)
    return FittingPhotos(labels, load_pixels(labels, spec, cache, workers))


def fit_bundle(bundle: Bundle, photos: FittingPhotos, albums: Sequence[AlbumRows]) -> tuple[Trust, Trust | None]:
    """Fit both networks of a bundle on photos of the validation side; None where there is no album network.

    Raises
    ------
    UsageError
        There is no photo that a distance may be measured on.
    """
    told = photos.manifest.measurable
    if not told.any():
        raise UsageError("Trust needs photos of known places on the validation side; the data folder has none.")
    labels, grid = photos.manifest.take(told), bundle.grid
    row = grid.cells_of(labels.lat, labels.lon)
    outputs = _outputs(bundle, photos)
    if bundle.card.kind is Kind.GALLERY:
        mass = _gallery_mass(bundle, outputs["embedding"][told], row)
        at = {float(temperature): mass[number] for number, temperature in enumerate(TEMPERATURES)}
        single = fit_trust_to(at.__getitem__, grid.prior()[row], labels.photographer)
    else:
        single = fit_trust(outputs["logits"][told], grid.prior(), row, labels.photographer)
    if not bundle.card.has_album:
        return single, None
    network, inside = bundle.album_network(), np.empty((len(photos), len(grid)), np.float32)
    for rows in whole(albums, len(photos)):
        inside[rows] = network.run(outputs["embedding"][rows][None])["logits"][0]
    return single, fit_trust(inside[told], grid.prior(), row, labels.photographer)


def believed(card: ModelCard, single: Trust, album: Trust | None) -> ModelCard:
    """Return a card with what was fitted on it."""
    both = (single, album or Trust(1.0, 0.0, single.nll, single.nll_prior, 0.0))
    return replace(
        card,
        temperature=PerNetwork(*(trust.temperature for trust in both)),
        trust=PerNetwork(*(trust.trust for trust in both)),
        scores={**card.scores, "calibrated": True},
    )


def write_trust(folder: Path, single: Trust, album: Trust | None) -> None:
    """Write what was fitted into the card of the bundle in a folder.

    Raises
    ------
    UsageError
        The bundle is a zip, whose card cannot be changed in place.
    """
    if not folder.is_dir():
        raise UsageError(f"Unpack {folder} and name its folder: a card inside a zip is not changed.")
    card = Bundle.open(folder).card
    (folder / CARD).write_text(believed(card, single, album).to_json(), encoding="utf-8")


def _outputs(bundle: Bundle, photos: FittingPhotos) -> dict[str, NDArray[np.float32]]:
    network = bundle.image_network()
    parts = [network.run(normalise(pixels, bundle.card.input)) for pixels in _batches(photos.pixels)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _gallery_mass(bundle: Bundle, embedding: NDArray[np.float32], row: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probability of each photo's true cell at each of `TEMPERATURES`: float64 [temperatures, N]."""
    mass = np.empty((len(TEMPERATURES), len(row)))
    for start in range(0, len(row), _BATCH):
        here = slice(start, start + _BATCH)
        asked, cells = embedding[here], row[here]
        for number, temperature in enumerate(TEMPERATURES):
            mass[number, here] = bundle.gallery.cell_mass(asked, float(temperature))[np.arange(len(cells)), cells]
    return mass


def _batches(pixels: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    for start in range(0, len(pixels), _BATCH):
        yield pixels[start : start + _BATCH]
