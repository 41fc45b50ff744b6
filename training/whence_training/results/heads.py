"""Table (b): losses and heads compared, each fitted to the same body with the same budget and several seeds."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.metrics import expected_calibration_error, median_km
from whence_training.data.manifest import joined, read_data, side
from whence_training.data.pixels import LabelledPhotos, load_pixels
from whence_training.data.split import Side
from whence_training.fit import fabric as fabrics
from whence_training.fit.fabric import Fabric
from whence_training.fit.ground import ImageGround, read_ground
from whence_training.fit.image import fit_task, new_task
from whence_training.fit.image_task import ImageTask
from whence_training.fit.images import DevicePhotos, network_outputs
from whence_training.fit.loop import LoopConfig
from whence_training.fit.prepare import Views
from whence_training.fit.recipes import Recipe
from whence_training.nets.heads.choice import parse
from whence_training.nets.heads.hierarchy import Hierarchy
from whence_training.nets.image import ImageNetworkConfig
from whence_training.results.request import Request
from whence_training.results.table import People, Table, difference, difference_cell, percent, share_cell, verdict

RADII_KM = (25.0, 200.0, 750.0, 2500.0)
JUDGED_KM = 200.0
"""Differences and calibration are told for this radius."""

BASE = "one-hot"
FINEST_ALONE = "hierarchy, finest softmax alone"


@dataclass(frozen=True, slots=True)
class Rival:
    """A head in the table: how it is built, and what was published of it."""

    head: str
    tau_km: float = 75.0
    published: str = ""


RIVALS: Mapping[str, Rival] = {
    BASE: Rival("one-hot"),
    "smoothed over 75 km": Rival("smoothed", 75.0, "+0.1 at 25 km (1)"),
    "smoothed over 300 km": Rival("smoothed", 300.0),
    "hierarchy, f*": Rival("hierarchy", published="+0.7, +0.7, -0.1, +0.6 (2)"),
    "smoothed over 300 km, hierarchy, f*": Rival("smoothed+hierarchy", 300.0),
    "mixture of von Mises-Fisher": Rival("mvmf", published="-1.5 at 25 km (3)"),
    "scenes as a second task": Rival("one-hot+scene-task"),
    "scene experts": Rival("one-hot+scene-experts", published="0.0, -0.3, -1.4, -1.0 (4)"),
}

SOURCES = (
    "published gains, in points at 25, 200, 750 and 2500 km: (1) PIGEON's ablation on street views, tau 75 km",
    "(2) f* over its own finest softmax, ResNet-50, Im2GPS3k; (4) ResNet-101 with scene experts, ResNet-50 without",
    "(3) a mixture, searched inside the cell, against cells alone, EfficientNet-B4, Im2GPS3k; +3.3 at 1 km",
)


@dataclass(frozen=True, eq=False)
class Found:
    """What one fitted network says of the test photos.

    Attributes
    ----------
    error_km
        float64 [N]: from the mean position of the most probable cell.
    nats, nats_fitted
        Of the true cell, as the network says it and with the temperature that suits the validation side.
    temperature
        That temperature.
    calibration, calibration_fitted
        Expected calibration error of the chance stated for `JUDGED_KM`, without and with the temperature.
    """

    error_km: NDArray[np.float64]
    nats: float
    nats_fitted: float
    temperature: float
    calibration: float
    calibration_fitted: float


@dataclass(frozen=True, eq=False)
class Arena:
    """What all heads meet on: photos on the device, cells, and how far cells are apart."""

    ground: ImageGround
    test: LabelledPhotos
    fabric: Fabric
    photos: Mapping[Side, DevicePhotos]
    near: Tensor

    @classmethod
    def of(cls, request: Request, recipe: Recipe) -> "Arena":
        """Read the photos of a data folder."""
        ground = read_ground(request.data, request.cache, recipe, workers=request.workers)
        labels = side(read_data(request.data), Side.TEST)
        labels = labels.take(labels.precise)
        test = LabelledPhotos(labels, load_pixels(labels, recipe.input, request.cache, request.workers))
        fabric = fabrics.start(request.device.split(":")[0])
        photos = {
            where: DevicePhotos.of(some, ground.grid, ground.scenes, fabric.device)
            for where, some in ((Side.TRAIN, ground.train), (Side.VALIDATION, ground.validation), (Side.TEST, test))
        }
        xyz = ground.grid.mean_xyz
        near = torch.from_numpy(distance_xyz_km(xyz[:, None], xyz[None]) <= JUDGED_KM).float().to(fabric.device)
        return cls(ground, test, fabric, photos, near)


def build(request: Request) -> Table:
    """Fit every head with every seed, and put them side by side.

    Raises
    ------
    UsageError
        The data folder lacks something.
    """
    began = time.perf_counter()
    recipe = recipe_of(request)
    arena = Arena.of(request, recipe)
    found: dict[str, list[Found]] = {}
    for name, one in _each(request, arena, tuple(rivals_for(arena.ground))):
        found |= one
        print(f"{name}: fitted {request.seeds} times, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return _table(arena, recipe, found, request, time.perf_counter() - began)


def _each(request: Request, arena: Arena, names: Sequence[str]) -> Iterator[tuple[str, dict[str, list[Found]]]]:
    """Yield what becomes of each head, in order: on a GPU beside each other, as one small network leaves it idle."""
    if arena.fabric.device.type != "cuda":
        yield from ((name, _rival(arena, request, name)) for name in names)
        return
    with ProcessPoolExecutor(min(len(names), request.workers), get_context("spawn")) as pool:
        yield from zip(names, pool.map(_beside, [request] * len(names), names), strict=True)


def _beside(request: Request, name: str) -> dict[str, list[Found]]:
    """Do what `_rival` does, in a process of its own."""
    return _rival(Arena.of(request, recipe_of(request)), request, name)


def _rival(arena: Arena, request: Request, name: str) -> dict[str, list[Found]]:
    """Fit one head with every seed."""
    recipe, rival = recipe_of(request), RIVALS[name]
    found: dict[str, list[Found]] = {}
    for seed in range(request.seeds):
        fitted = _fit(arena, recipe, rival, seed)
        found.setdefault(name, []).append(judged(arena, fitted, fitted.folded()))
        if isinstance(fitted.head, Hierarchy) and rival.head == "hierarchy":
            found.setdefault(FINEST_ALONE, []).append(judged(arena, fitted, fitted.head.levels[0]))
    return found


def recipe_of(request: Request) -> Recipe:
    """Return what all heads share: body, steps, rate, views."""
    size_px, width, passes = (32, 0.25, 2) if request.quick else (64, 0.5, 20)
    loop = LoopConfig(passes=passes, look_every=10**9, average=0.98, clip_norm=1.0)
    return Recipe(
        network=ImageNetworkConfig("compact", width=width, embedding_size=128),
        input=replace(Recipe(ImageNetworkConfig()).input, size_px=size_px),
        views=Views(smallest=0.8),
        rate=2e-3 if request.quick else 3e-3,
        batch=64 if request.quick else 512,
        loop=loop,
    )


def rivals_for(ground: ImageGround) -> dict[str, Rival]:
    """Return the heads that these photos can teach: without scenes, none that learns from scenes."""
    enough = len(ground.scenes) > 1
    return {name: rival for name, rival in RIVALS.items() if enough or not parse(rival.head).needs_scenes}


def judged(arena: Arena, task: ImageTask, classify: nn.Module) -> Found:
    """Ask a fitted network for the test photos through a classifier, its temperature from the validation side."""
    logits = {where: _logits(arena, task, classify, where) for where in (Side.VALIDATION, Side.TEST)}
    temperature = best_temperature(logits[Side.VALIDATION], arena.photos[Side.VALIDATION].truth.row)
    truth, test = arena.photos[Side.TEST].truth, logits[Side.TEST]
    answer = arena.ground.grid.mean_xyz[test.argmax(dim=1).cpu().numpy()]
    labels = arena.test.manifest
    error_km = distance_xyz_km(to_xyz(labels.lat, labels.lon), answer)
    each = [
        (_nats(test / t, truth.row), expected_calibration_error(_stated(test / t, arena.near), error_km <= JUDGED_KM))
        for t in (1.0, temperature)
    ]
    return Found(error_km, each[0][0], each[1][0], temperature, each[0][1], each[1][1])


def best_temperature(logits: Tensor, row: Tensor) -> float:
    """Return the temperature among 61 from 1/4 to 16 that costs the fewest nats."""
    candidates = np.geomspace(0.25, 16, 61).tolist()
    return float(min(candidates, key=lambda t: _nats(logits / t, row)))


def _fit(arena: Arena, recipe: Recipe, rival: Rival, seed: int) -> ImageTask:
    head = replace(parse(rival.head), tau_km=rival.tau_km)
    recipe = replace(recipe, head=head, loop=replace(recipe.loop, seed=seed))
    task = new_task(recipe, arena.ground.grid, arena.ground.scenes)
    for _ in fit_task(task, arena.photos[Side.TRAIN].source(recipe), recipe, arena.fabric):
        pass
    return task


def _table(arena: Arena, recipe: Recipe, found: Mapping[str, list[Found]], request: Request, seconds: float) -> Table:
    labels = arena.test.manifest
    errors = {name: np.stack([one.error_km for one in runs]) for name, runs in found.items()}
    rows = [_row(name, runs, errors[name], errors[BASE], labels.photographer) for name, runs in found.items()]
    header = (
        "head", *(f"{radius:g} km" for radius in RADII_KM), "median km", "nats", "nats, T fitted", "T",
        f"calibration error at {JUDGED_KM:g} km", "... T fitted", f"over {BASE} at {JUDGED_KM:g} km", "published",
    )  # fmt: skip
    ground = arena.ground
    return Table(
        name="heads",
        data="toy planet" if (request.data / "split.toml").is_file() else "real photos",
        title="Losses and heads, each on the same body with the same budget",
        header=header,
        rows=tuple(rows),
        people=People.of(joined([ground.train.manifest, ground.validation.manifest]), labels),
        setting=(*_setting(arena, recipe, request, seconds), *SOURCES),
        reading=_reading(errors, found, labels.photographer),
    )


def _setting(arena: Arena, recipe: Recipe, request: Request, seconds: float) -> tuple[str, ...]:
    ground = arena.ground
    cells = ", ".join(str(len(each)) for each in ground.grid.partitions())
    photos = (
        f"{len(ground.train)} photos to fit on, {len(ground.validation)} for temperatures, {len(arena.test)} reported"
    )
    body = f"body `{recipe.network.body}` of width {recipe.network.width:g}, from nothing, {recipe.input.size_px} px"
    steps = f"{recipe.loop.passes} passes in steps of {recipe.batch}, AdamW at {recipe.rate:g}"
    return (
        f"{photos}; cells by partition, finest first: {cells}; the answer is the mean position of the likeliest cell",
        f"{body}, {steps}: the same for every head; {request.seeds} seeds; {arena.fabric.device.type}, {seconds:.0f} s",
        "nats and calibration are of the chance of cells: densities and softmaxes compare; T suits the validation side",
    )


def _row(
    name: str, runs: list[Found], error_km: NDArray[np.float64], base_km: NDArray[np.float64], who: NDArray[np.str_]
) -> tuple[str, ...]:
    def mean(attribute: str) -> float:
        return float(np.mean([getattr(one, attribute) for one in runs]))

    gain = "" if name == BASE else difference_cell(error_km <= JUDGED_KM, base_km <= JUDGED_KM, who)
    return (
        name,
        *(share_cell(error_km <= radius, who) for radius in RADII_KM),
        f"{np.mean([median_km(each) for each in error_km]):.0f}",
        f"{mean('nats'):.2f}",
        f"{mean('nats_fitted'):.2f}",
        f"{mean('temperature'):.2f}",
        f"{100 * mean('calibration'):.1f}",
        f"{100 * mean('calibration_fitted'):.1f}",
        gain,
        RIVALS[name].published if name in RIVALS else "",
    )


def _reading(
    errors: Mapping[str, NDArray[np.float64]], found: Mapping[str, list[Found]], who: NDArray[np.str_]
) -> tuple[str, ...]:
    lines = []
    for radius in (JUDGED_KM, 2500.0):
        told: dict[str, list[str]] = {}
        for name, error_km in errors.items():
            if name != BASE:
                told.setdefault(verdict(difference(error_km <= radius, errors[BASE] <= radius, who)), []).append(name)
        parts = [f"{what}: {'; '.join(names)}" for what, names in sorted(told.items())]
        lines.append(f"right within {radius:g} km against {BASE}: {'. '.join(parts)}")
    if FINEST_ALONE in errors:
        gain = difference(errors["hierarchy, f*"] <= JUDGED_KM, errors[FINEST_ALONE] <= JUDGED_KM, who)
        lines.append(
            f"f* against its own finest softmax within {JUDGED_KM:g} km: {percent(gain, signed=True)} points, "
            f"{verdict(gain)}; it is over-confident by construction, and its temperature is "
            f"{np.mean([one.temperature for one in found['hierarchy, f*']]):.2f}"
        )
    return tuple(lines)


def _logits(arena: Arena, task: ImageTask, classify: nn.Module, where: Side) -> Tensor:
    photos = arena.photos[where]
    task.eval()
    return torch.cat([logits for _, logits in network_outputs(task, photos, classify)])


def _nats(logits: Tensor, row: Tensor) -> float:
    return float(torch.nn.functional.cross_entropy(logits, row))


def _stated(logits: Tensor, near: Tensor) -> NDArray[np.float64]:
    """Chance stated for `JUDGED_KM` round the most probable cell: [N]."""
    chance = torch.softmax(logits, dim=1)
    return np.asarray((chance * near[chance.argmax(dim=1)]).sum(dim=1).double().cpu().numpy())
