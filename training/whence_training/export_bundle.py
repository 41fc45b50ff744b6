"""`export`: finished runs become a bundle that the engine loads, with its card, as small as measures no worse."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.card import ALBUM, CARD, GRID, IMAGE, Kind, ModelCard, file_sha256
from whence_engine.errors import BundleError, UsageError
from whence_engine.grid import store
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.session import Contract, Network
from whence_engine.inference.verify import verify_bundle
from whence_training.bundle_trust import believed, fit_bundle, photos_of
from whence_training.data.albums import AlbumCut, real_albums, whole
from whence_training.data.pixels import FittingPhotos, normalise
from whence_training.data.split import Side
from whence_training.export import check_album, check_image, export_album, export_image
from whence_training.fit.album_runs import FittedAlbumRun, open_album_run
from whence_training.fit.runs import FittedRun, open_run
from whence_training.precision import Comparison, Precision, compare
from whence_training.quantise import quantise
from whence_training.stages import trust_line

CALIBRATED_ON = 256
"""Photos of the training side whose activations say which range 8 bits have to span."""

EXACT, HALVED = 1e-3, 3e-2
"""Largest difference to PyTorch, as a share of the largest value, with weights in float32 and in float16."""

INTENDED_USE = (
    "For finding again, on one's own computer, where one's own photos were taken. Its scores say what it can do, on "
    "photographers like those it learnt from. Not for finding out where other people were."
)

_BATCH = 16


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported, and what its card shall say.

    Attributes
    ----------
    image, album
        Run folders of `fit-image` and `fit-album`; the latter may be None.
    data, cache, workers
        The data folder that the runs were fitted on, for calibration, the choice of precision, trust and parity.
    precision
        Of the weights; None: the smallest that measures no worse. Album networks know no int8: float16 serves then.
    name, version, licence
        For the card.
    """

    image: Path
    album: Path | None
    data: Path
    cache: Path
    output: Path
    precision: Precision | None = None
    name: str = "own"
    version: str = "1"
    licence: str = "not stated"
    workers: int = 2


def export_bundle(order: Order) -> Iterator[str]:
    """Write a bundle; yields what was done and measured, as lines.

    Raises
    ------
    UsageError
        The output is not empty, a run is none, or the runs do not belong together.
    ParityError
        A graph does not compute what PyTorch computes.
    BundleError
        The engine finds a fault in the bundle.
    """
    if order.output.exists() and any(order.output.iterdir()):
        raise UsageError(f"Name an empty folder for the bundle: there is something in {order.output}.")
    run = open_run(order.image)
    album = None if order.album is None else _album_of(order.album, run)
    photos = photos_of(order.data, Side.VALIDATION, order.cache, run.input, order.workers)
    train = photos_of(order.data, Side.TRAIN, order.cache, run.input, order.workers)
    order.output.mkdir(parents=True, exist_ok=True)
    store.save(run.grid, order.output / GRID)
    yield from _write_image(order, run, photos, train)
    bundle_files = [GRID, IMAGE]
    if album is not None:
        yield from _write_album(order, album, _outputs(order.output / IMAGE, run, photos)["embedding"], photos)
        bundle_files.append(ALBUM)
    files = {name: file_sha256(order.output / name) for name in bundle_files}
    card = _card(order, run, photos, train, files)
    (order.output / CARD).write_text(card.to_json(), encoding="utf-8")
    single, inside = fit_bundle(Bundle.open(order.output), photos, real_albums(photos.manifest, AlbumCut()))
    (order.output / CARD).write_text(believed(card, single, inside).to_json(), encoding="utf-8")
    yield trust_line("image network", single)
    if inside is not None:
        yield trust_line("album network", inside)
    for fault in verify_bundle(order.output):
        raise BundleError(fault.reason)
    yield f"{order.output}: every file is what its card says; measure it with: evaluate --bundle {order.output}"


def _album_of(path: Path, run: FittedRun) -> FittedAlbumRun:
    album = open_album_run(path)
    if album.grid.content_hash() != run.grid.content_hash():
        raise UsageError(f"Fit an album network on the image network's own grid: {path} was fitted on another.")
    if album.network.embedding_size != run.network.config.embedding_size:
        raise UsageError(
            f"Fit an album network on embeddings of the image network: {path} takes {album.network.embedding_size} "
            f"numbers a photo, and the image network gives {run.network.config.embedding_size}."
        )
    return album


def _write_image(order: Order, run: FittedRun, photos: FittingPhotos, train: FittingPhotos) -> Iterator[str]:
    """Write `image.onnx` in float32 and in what else may be wanted, compare, and keep one."""
    smaller = [p for p in (Precision.INT8, Precision.FLOAT16) if order.precision in {None, p}]
    shown = normalise(photos.pixels[:8], run.input)
    with tempfile.TemporaryDirectory(dir=order.output.parent) as temporary:
        paths = {precision: Path(temporary) / f"{precision}.onnx" for precision in (*smaller, Precision.FLOAT32)}
        reference = paths[Precision.FLOAT32]
        export_image(run.network, run.input.size_px, reference, half=False)
        worst = check_image(run.network, reference, shown, EXACT)
        yield f"float32: {reference.stat().st_size / 1e6:.1f} MB, embeddings within {worst:.1e} of PyTorch"
        if Precision.FLOAT16 in paths:
            export_image(run.network, run.input.size_px, paths[Precision.FLOAT16])
            check_image(run.network, paths[Precision.FLOAT16], shown, HALVED)
        if Precision.INT8 in paths:
            between = Path(temporary) / "between.onnx"
            export_image(run.network, run.input.size_px, between, whole_convolutions=True)
            few = np.sort(np.random.default_rng(0).permutation(len(train))[:CALIBRATED_ON])
            quantise(between, normalise(train.pixels[few], run.input), paths[Precision.INT8])
        compared = _compared(paths, run, photos)
        yield from (one.told for one in compared)
        chosen = order.precision or next((one.precision for one in compared if one.no_worse), Precision.FLOAT32)
        paths[chosen].replace(order.output / IMAGE)
    yield f"{IMAGE}: {chosen}{'' if order.precision is None else ', as ordered'}"


def _compared(paths: dict[Precision, Path], run: FittedRun, photos: FittingPhotos) -> list[Comparison]:
    """Measure the smaller files against float32 on the photos that a distance may be measured on, fewest bits first."""
    told = photos.take(photos.manifest.measurable)
    row = run.grid.cells_of(told.manifest.lat, told.manifest.lon)
    logits = {precision: _outputs(path, run, told)["logits"] for precision, path in paths.items()}
    reference = logits.pop(Precision.FLOAT32)
    return [
        compare(
            precision, paths[precision].stat().st_size, found, whole=reference, row=row,
            photographer=told.manifest.photographer,
        )
        for precision, found in logits.items()
    ]  # fmt: skip


def _write_album(
    order: Order, album: FittedAlbumRun, embedding: NDArray[np.float32], photos: FittingPhotos
) -> Iterator[str]:
    """Write `album.onnx` in float32 and float16, compare on the real albums of the validation side, and keep one."""
    path, few, told = order.output / ALBUM, embedding[:64], photos.manifest.measurable
    logits: dict[Precision, NDArray[np.float32]] = {}
    for precision, tolerance in ((Precision.FLOAT32, EXACT), (Precision.FLOAT16, HALVED)):
        export_album(album.network, path, half=precision is Precision.FLOAT16)
        worst = check_album(album.network, path, few, tolerance, (1, 2, len(few), 333))
        logits[precision] = _in_albums(path, album, embedding, photos)[told]
        yield f"{ALBUM}: in {precision} logits within {worst:.1e} of PyTorch"
    labels = photos.manifest.take(told)
    one = compare(
        Precision.FLOAT16, path.stat().st_size, logits[Precision.FLOAT16], whole=logits[Precision.FLOAT32],
        row=album.grid.cells_of(labels.lat, labels.lon), photographer=labels.photographer,
    )  # fmt: skip
    yield one.told
    if order.precision is Precision.FLOAT32 or (order.precision is None and not one.no_worse):
        export_album(album.network, path, half=False)


def _in_albums(
    path: Path, album: FittedAlbumRun, embedding: NDArray[np.float32], photos: FittingPhotos
) -> NDArray[np.float32]:
    """Logits of photos inside their real albums, float32 [N, C]; a photo in none is an album of one."""
    network = Network(path.read_bytes(), path.name, Contract("embeddings", 1, {"logits": len(album.grid)}))
    logits = np.empty((len(photos), len(album.grid)), np.float32)
    for rows in whole(real_albums(photos.manifest, AlbumCut()), len(photos)):
        logits[rows] = network.run(embedding[rows][None])["logits"][0]
    return logits


def _outputs(path: Path, run: FittedRun, photos: FittingPhotos) -> dict[str, NDArray[np.float32]]:
    outputs = {"embedding": run.network.config.embedding_size, "logits": len(run.grid)}
    network = Network(path.read_bytes(), path.name, Contract("image", 3, outputs))
    parts = [
        network.run(normalise(photos.pixels[start : start + _BATCH], run.input))
        for start in range(0, len(photos), _BATCH)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in outputs}


def _card(
    order: Order, run: FittedRun, photos: FittingPhotos, train: FittingPhotos, files: dict[str, str]
) -> ModelCard:
    people = [len(np.unique(part.manifest.photographer)) for part in (train, photos)]
    return ModelCard(
        kind=Kind.CLASSIFIER,
        name=order.name,
        version=order.version,
        licence=order.licence,
        intended_use=INTENDED_USE,
        data=(
            f"{len(train)} photos of {people[0]} photographers to fit; {len(photos)} of {people[1]} others for the "
            f"choice of precision, temperature and trust. {len(run.grid)} cells."
        ),
        input=run.input,
        embedding_size=run.network.config.embedding_size,
        grid_hash=run.grid.content_hash(),
        files=files,
    )
