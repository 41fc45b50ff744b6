"""Table (c): looking a photo up against classifying it, by how many photos there are to look among or to learn from."""

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from whence_engine.card import InputSpec
from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.metrics import RADII_KM
from whence_training.data.embedded import EmbeddedPhotos
from whence_training.data.manifest import Manifest
from whence_training.data.pixels import FittingPhotos, load_pixels
from whence_training.evaluation.constant import constant_errors_km
from whence_training.fit import fabric as fabrics
from whence_training.results.frozen import Frozen, is_made_up, learnt, linear, named, pictures_of, recipe_for, starter
from whence_training.results.request import Request
from whence_training.results.table import People, Table, difference, difference_cell, percent, share_cell, verdict
from whence_training.retrieval.density import DensityConfig, answer
from whence_training.retrieval.descriptors.describe import MEASURES, describe
from whence_training.retrieval.descriptors.textons import fit_textons
from whence_training.retrieval.measures import Measure
from whence_training.retrieval.neighbours import Space, nearest

EMBEDDING, TOGETHER, CLASSIFIER, CONSTANT = "embedding", "all five descriptors", "linear classifier", "best constant"
OWN = "the network's own classifier"
TEXTONS = ("textons",)
NEAREST, DENSITY = "nearest", "density"
JUDGED_KM = 200.0
"""Differences are told for this radius."""

_PARTS = (64, 16, 4, 1)  # the gallery is divided by these
_QUICK_TRAIN, _QUICK_TEST = 1200, 400
_LARGEST_PX = 128

PUBLISHED = {
    (TOGETHER, NEAREST): "- / 12.0 / 15.0 / 23.0 / 47.0 (1)",
    (TOGETHER, DENSITY): "2.5 / 21.9 / 32.1 / 35.4 / 51.9 (2)",
    (EMBEDDING, DENSITY): "14.4 / 33.3 / 47.7 / 61.6 / 73.4 (3)",
    (OWN, ""): "8.4 / 24.5 / 37.6 / 53.6 / 71.3 (4)",
}
SOURCES = (
    "published, Im2GPS's 237 photos: (1) Hays and Efros 2008, 6 million photos, as remembered; (2) Hays and Efros "
    "2014, 6 million, a learner on the neighbours; (3) Vo et al. 2017, 28 million; (4) PlaNet, 91 million"
)

Described = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
"""What the descriptors make of photos: by name, train float32 [N, D] and test float32 [M, D]."""

Key = tuple[str, str, int]
"""Method, answer, photos in the gallery."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Photos to look among and photos to report, in one order, for one seed.

    Attributes
    ----------
    frozen
        What the network makes of them.
    described
        What the descriptors make of them.
    """

    frozen: Frozen
    described: Described


def build(request: Request) -> Table:
    """Measure every method at every size of the gallery.

    Raises
    ------
    UsageError
        The data folder lacks something.
    """
    began = time.perf_counter()
    errors: dict[Key, list[NDArray[np.float64]]] = {}
    for seed, ground in enumerate(_grounds(request)):
        for key, error_km in measured(ground, seed, request).items():
            errors.setdefault(key, []).append(error_km)
        print(f"seed {seed}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    labels, learnt_from = ground.frozen.test.manifest, ground.frozen.train.manifest
    stacked = {key: np.stack(each) for key, each in errors.items()}
    return Table(
        name="retrieval",
        data=named(request.data),
        title=f"Looking up against classifying, {named(request.data)}",
        header=("method", "answer", "photos", *(f"{r:g} km" for r in RADII_KM), _OVER, "published"),
        rows=tuple(_rows(stacked, labels, learnt_from)),
        people=People.of(learnt_from, labels),
        setting=_setting(ground, request, time.perf_counter() - began),
        reading=tuple(_reading(stacked, labels.photographer)),
    )


def measured(ground: Ground, seed: int, request: Request) -> dict[Key, NDArray[np.float64]]:
    """Return errors in km, float64 [M], of every method, answer and size of the gallery."""
    train, test = ground.frozen.train, ground.frozen.test
    order = np.random.default_rng(seed).permutation(len(train))
    parts = [np.sort(order[: len(order) // part]) for part in _PARTS]
    device = str(fabrics.start(request.device.split(":")[0]).device)
    place, truth = (to_xyz(some.manifest.lat, some.manifest.lon) for some in (train, test))
    spaces = {EMBEDDING: [Space(Measure.EUCLIDEAN, test.embedding, train.embedding)]}
    each = {name: Space(MEASURES[name], asked, held) for name, (held, asked) in ground.described.items()}
    spaces |= {TOGETHER: list(each.values())} | {name: [space] for name, space in each.items()}
    found: dict[Key, NDArray[np.float64]] = {}
    for name, some in spaces.items():
        sizes = parts if name in {EMBEDDING, TOGETHER} else parts[-1:]
        for part, near in zip(
            sizes, nearest(some, DensityConfig().neighbours, parts=sizes, device=device), strict=True
        ):
            where = place[near.row]
            found[name, NEAREST, len(part)] = distance_xyz_km(where[:, 0], truth)
            found[name, DENSITY, len(part)] = distance_xyz_km(answer(where, near.distance), truth)
    for part in parts:
        logits = linear(train.take(part), ground.frozen.grid, test.embedding)
        found[CLASSIFIER, "", len(part)] = distance_xyz_km(ground.frozen.grid.mean_xyz[logits.argmax(axis=1)], truth)
    if test.logits is not None:
        answered = ground.frozen.grid.mean_xyz[test.logits.argmax(axis=1)]
        found[OWN, "", len(train)] = distance_xyz_km(answered, truth)
    return found


def _grounds(request: Request) -> Iterator[Ground]:
    """Yield what each seed measures on: another network on the toy planet, another dictionary of textons anywhere."""
    described: Described = {}
    if not is_made_up(request.data):
        frozen = _fewer(starter(request), request)
        for seed in range(request.seeds):
            described = _described(frozen, seed, request, described)
            yield Ground(frozen, described)
        return
    fabric = fabrics.start(request.device.split(":")[0])
    pictures = pictures_of(request, recipe_for(request, 0), fabric)
    for seed in range(request.seeds):
        frozen = _fewer(learnt(pictures, recipe_for(request, seed), fabric), request)
        described = _described(frozen, seed, request, described)
        yield Ground(frozen, described)


def _fewer(frozen: Frozen, request: Request) -> Frozen:
    """Leave photos out where it must be quick; always the same ones."""
    if not request.quick:
        return frozen
    rng = np.random.default_rng(0)

    def some(photos: EmbeddedPhotos, most: int) -> EmbeddedPhotos:
        return photos.take(np.sort(rng.permutation(len(photos))[:most]))

    return Frozen(some(frozen.train, _QUICK_TRAIN), some(frozen.test, _QUICK_TEST), frozen.grid)


def _described(frozen: Frozen, seed: int, request: Request, before: Described) -> Described:
    """Describe the pictures; the dictionary of textons is fitted on those of the training side, anew for each seed."""
    with Image.open(frozen.train.manifest.path[0]) as first:
        spec = InputSpec(size_px=min(*first.size, _LARGEST_PX))
    train, test = (
        load_pixels(photos.manifest, spec, request.cache, request.workers) for photos in (frozen.train, frozen.test)
    )
    words = fit_textons(FittingPhotos(frozen.train.manifest, train), seed)
    only = TEXTONS if before else MEASURES
    held, asked = (describe(pixels, words, request.workers, only=only) for pixels in (train, test))
    return {name: (held[name], asked[name]) if name in only else before[name] for name in MEASURES}


_OVER = f"over {CONSTANT} at {JUDGED_KM:g} km"


def _rows(
    errors: Mapping[Key, NDArray[np.float64]], labels: Manifest, learnt_from: Manifest
) -> Iterator[tuple[str, ...]]:
    owner = labels.photographer
    constant = constant_errors_km(labels, learnt_from)
    judged = constant[:, RADII_KM.index(JUDGED_KM)] <= JUDGED_KM
    shares = (share_cell(constant[:, k] <= radius, owner) for k, radius in enumerate(RADII_KM))
    yield (CONSTANT, "", f"{len(learnt_from)}", *shares, "", "")
    largest = max(size for _, _, size in errors)
    for method, kind, size in sorted(errors, key=_rank):
        error = errors[method, kind, size]
        yield (
            method,
            kind,
            f"{size}",
            *(share_cell(error <= radius, owner) for radius in RADII_KM),
            difference_cell(error <= JUDGED_KM, np.broadcast_to(judged, error.shape), owner),
            PUBLISHED.get((method, kind), "") if size == largest else "",
        )


def _rank(key: Key) -> tuple[int, str, int]:
    """Descriptors first, then all of them, then the embedding, then the classifier; larger galleries later."""
    method, kind, size = key
    order = (*MEASURES, TOGETHER, EMBEDDING, CLASSIFIER, OWN)
    return order.index(method), "" if kind == NEAREST else kind, size


def _setting(ground: Ground, request: Request, seconds: float) -> tuple[str, ...]:
    frozen, config = ground.frozen, DensityConfig()
    network = (
        "a compact network fitted from nothing, another for each seed"
        if is_made_up(request.data)
        else "the starter's frozen body"
    )
    device = fabrics.start(request.device.split(":")[0]).device.type
    sizes = (
        f"{len(frozen.train)} photos to look among and to learn from, {len(frozen.test)} reported; smaller galleries "
        f"are drawn anew for each of {request.seeds} seeds; {len(frozen.grid)} cells; {device}, {seconds:.0f} s"
    )
    embedding = (
        f"embedding: {network}, {frozen.train.embedding.shape[1]} numbers; the linear classifier is fitted on the same "
        "embeddings of the same photos as are looked among"
    )
    answers = (
        f"{NEAREST}: the place of the most similar photo; {DENSITY}: the mode of the density of {config.neighbours} "
        f"neighbours, kernels of {config.sigma_km:g} km, weights 1 / distance^{config.power:g}, then the most similar "
        f"neighbour within {config.snap_km:g} km"
    )
    return sizes, embedding, answers, SOURCES


def _reading(errors: Mapping[Key, NDArray[np.float64]], owner: NDArray[np.str_]) -> Iterator[str]:
    sizes = sorted({size for method, _, size in errors if method == EMBEDDING})

    def right(method: str, kind: str, size: int) -> NDArray[np.bool_]:
        return np.asarray(errors[method, kind, size] <= JUDGED_KM)

    def told(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> str:
        gain = difference(one, other, owner)
        return f"{percent(gain, signed=True)} points, {verdict(gain)}"

    smallest, largest = sizes[0], sizes[-1]
    for size in (smallest, largest):
        gain = told(right(EMBEDDING, DENSITY, size), right(CLASSIFIER, "", size))
        yield f"looking up (density) against classifying on {size} photos, within {JUDGED_KM:g} km: {gain}"
    gain = told(right(EMBEDDING, DENSITY, largest), right(EMBEDDING, NEAREST, largest))
    yield f"the density of neighbours against the nearest alone: {gain}"
    gain = told(right(EMBEDDING, NEAREST, largest), right(TOGETHER, NEAREST, largest))
    yield f"the embedding against all five descriptors, nearest: {gain}"
    best = max(MEASURES, key=lambda name: float(right(name, NEAREST, largest).mean()))
    gain = told(right(TOGETHER, NEAREST, largest), right(best, NEAREST, largest))
    yield f"all five descriptors against the best of them ({best}), nearest: {gain}"
    for method, kind in ((EMBEDDING, DENSITY), (CLASSIFIER, "")):
        gain = told(right(method, kind, largest), right(method, kind, smallest))
        yield f"{method}: {largest} photos against {smallest}: {gain}"
