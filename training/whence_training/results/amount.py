"""Table (d): how accuracy grows with the number of photos."""

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray

from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.metrics import RADII_KM, median_km
from whence_training.data.manifest import Manifest
from whence_training.evaluation.constant import constant_errors_km
from whence_training.fit import fabric as fabrics
from whence_training.fit.images import DevicePhotos
from whence_training.nets.heads.head import Truth
from whence_training.results.frozen import (
    Frozen,
    Pictures,
    is_made_up,
    learnt,
    linear,
    named,
    pictures_of,
    recipe_for,
    starter,
)
from whence_training.results.request import Request
from whence_training.results.table import People, Table, difference, percent, share_cell, verdict

NETWORK, LINEAR = "network from nothing", "linear classifier on a frozen body"
JUDGED_KM = 200.0
_PARTS = (64, 16, 4, 1)
_LEAST = 8  # photos; fewer make no batch to speak of
_LONGER = 4
"""Passes over few photos are at most this many times as many as over all of them: fewer steps, but more of a photo."""

PUBLISHED = ("0.9 M", "- / 3.8 / 7.6 / 21.6 / 43.5"), ("6.2 M", "6.3 / 18.1 / 30.0 / 45.6 / 65.8"), (
    "91 M", "8.4 / 24.5 / 37.6 / 53.6 / 71.3"
)  # fmt: skip
"""PlaNet on Im2GPS's 237 photos, by the photos it was trained on; the first row as remembered."""

Key = tuple[str, int]
"""Method, and photos learnt from."""


def build(request: Request) -> Table:
    """Fit on 1/64, 1/16, 1/4 and all of the training photos, with several seeds.

    Raises
    ------
    UsageError
        The data folder lacks something.
    """
    began = time.perf_counter()
    errors: dict[Key, list[NDArray[np.float64]]] = {}
    ground = _pictures(request) if is_made_up(request.data) else starter(request)
    labels, learnt_from = (
        (ground.test_labels, ground.labels) if isinstance(ground, Pictures)
        else (ground.test.manifest, ground.train.manifest)
    )  # fmt: skip
    for seed in range(request.seeds):
        for key, error_km in _measured(ground, labels, seed, request):
            errors.setdefault(key, []).append(error_km)
            print(f"seed {seed}, {key[1]} photos: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    stacked = {key: np.stack(each) for key, each in errors.items()}
    return Table(
        name="amount",
        data=named(request.data),
        title=f"How accuracy grows with the number of photos, {named(request.data)}",
        header=("method", "photos", *(f"{radius:g} km" for radius in RADII_KM), "median km"),
        rows=tuple(_rows(stacked, labels, learnt_from)),
        people=People.of(learnt_from, labels),
        setting=_setting(ground, len(labels), request, time.perf_counter() - began),
        reading=tuple(_reading(stacked, labels.photographer)),
    )


def _pictures(request: Request) -> Pictures:
    return pictures_of(request, recipe_for(request, 0), fabrics.start(request.device.split(":")[0]))


def _measured(
    ground: Pictures | Frozen, labels: Manifest, seed: int, request: Request
) -> Iterator[tuple[Key, NDArray[np.float64]]]:
    """Yield errors in km, float64 [M], for each number of photos; the fewer are always among the more."""
    truth = to_xyz(labels.lat, labels.lon)
    total = len(ground.train)
    order = np.random.default_rng(seed).permutation(total)
    for part in (part for part in _PARTS if total // part >= _LEAST):
        rows = np.sort(order[: total // part])
        if isinstance(ground, Pictures):
            method, logits = NETWORK, _network_logits(ground, rows, part, seed, request)
        else:
            method, logits = LINEAR, linear(ground.train.take(rows), ground.grid, ground.test.embedding)
        yield (method, len(rows)), distance_xyz_km(ground.grid.mean_xyz[logits.argmax(axis=1)], truth)


def _network_logits(
    ground: Pictures, rows: NDArray[np.int64], part: int, seed: int, request: Request
) -> NDArray[np.float32]:
    """Fit the small network on some of the photos and ask it for those to report."""
    recipe = recipe_for(request, seed)
    recipe = replace(
        recipe,
        batch=min(recipe.batch, len(rows)),
        loop=replace(recipe.loop, passes=recipe.loop.passes * min(part, _LONGER)),
    )
    at = torch.from_numpy(rows)
    few = DevicePhotos(
        ground.train.pixels[at.to(ground.train.pixels.device)],
        Truth(*(column[at.to(column.device)] for column in ground.train.truth)),
        ground.train.device,
        ground.train.names[rows],
    )
    logits = learnt(ground, recipe, fabrics.start(request.device.split(":")[0]), few).test.logits
    assert logits is not None
    return logits


def _rows(
    errors: Mapping[Key, NDArray[np.float64]], labels: Manifest, learnt_from: Manifest
) -> Iterator[tuple[str, ...]]:
    owner, constant = labels.photographer, constant_errors_km(labels, learnt_from)
    shares = (share_cell(constant[:, k] <= radius, owner) for k, radius in enumerate(RADII_KM))
    yield "best constant", f"{len(learnt_from)}", *shares, f"{median_km(constant[:, -1]):.0f}"
    for (method, photos), error in sorted(errors.items(), key=lambda item: item[0][1]):
        shares = (share_cell(error <= radius, owner) for radius in RADII_KM)
        yield method, f"{photos}", *shares, f"{np.mean([median_km(each) for each in error]):.0f}"
    for amount, told in PUBLISHED:
        yield "published: PlaNet on Im2GPS", amount, *told.split(" / "), ""


def _setting(ground: Pictures | Frozen, reported: int, request: Request, seconds: float) -> tuple[str, ...]:
    recipe = recipe_for(request, 0)
    device = fabrics.start(request.device.split(":")[0]).device.type
    how = (
        f"body `{recipe.network.body}` of width {recipe.network.width:g}, {recipe.input.size_px} px, "
        f"{recipe.loop.passes} passes over all photos, {_LONGER} times as many over a quarter and less, steps of "
        f"{recipe.batch}, targets smoothed over {recipe.head.tau_km:g} km"
        if isinstance(ground, Pictures)
        else f"the starter's frozen body, {ground.train.embedding.shape[1]} numbers a photo"
    )
    sizes = (
        f"{len(ground.train)} photos to learn from at most, {reported} reported; drawn anew for each of "
        f"{request.seeds} seeds, the {len(ground.grid)} cells are the same for all; {device}, {seconds:.0f} s"
    )
    source = "published: PlaNet's three sizes of training data on Im2GPS's 237 photos, the first as remembered"
    return sizes, how, source


def _reading(errors: Mapping[Key, NDArray[np.float64]], owner: NDArray[np.str_]) -> Iterator[str]:
    keys = sorted(errors, key=lambda key: key[1])
    for fewer, more in pairwise(keys):
        gain = difference(errors[more] <= JUDGED_KM, errors[fewer] <= JUDGED_KM, owner)
        times = more[1] / fewer[1]
        yield (
            f"{more[1]} photos against {fewer[1]} ({times:.0f} times as many), within {JUDGED_KM:g} km: "
            f"{percent(gain, signed=True)} points, {verdict(gain)}"
        )
    yield "published: 6.9 times as many photos as 0.9 M gave 22.4 points within 200 km, 14.7 times as many again 7.6"
