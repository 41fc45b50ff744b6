"""Fits the travel prior: how far photographers go in a given time, and to what kind of place.

Timed, exact positions of training photographers -> pairs of photos at gaps from seconds to months -> per gap a
mixture over a ladder of kernel spreads and "anywhere", by expectation maximisation. Each photographer counts the
same at each gap, and a gap with little data leans on its neighbours. At gaps of
years, where hardly anybody has times, the positions of a group of photographers without times are read as well.

Who goes far goes where people go (Kalogerakis et al., ICCV 2009: the distance alone predicts worse than distance and
destination): the wide kernels are weighted with the world prior, and "anywhere" is the world prior itself.
"""

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import s2, sphere
from whence_engine.grid.prior import WorldPrior
from whence_training.data.manifest import Manifest, read_manifest, side
from whence_training.data.split import Side, split_of

SPREAD_KM = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
GAP_H = (1 / 120, 1 / 30, 1 / 12, 1 / 4, 0.5, 1, 2, 4, 8, 16, 36, 72, 168, 720, 4320, 17280, 69120)
POPULAR_FROM_KM = 100.0
"""Kernels from this spread on are weighted with the world prior. Chosen on the validation side: the log loss there is
7.75 without, 7.54, 7.33 and 7.33 from 1000, 300 and 100 km on; below, the prior is too coarse to say."""

WORLD_LEVEL, HERE_LEVEL = 7, 9
"""S2 levels (about 70 and 17 km) on which wide kernels are normalised, and on which a place's popularity is read."""

FASTEST_KMH = 1100.0
"""Pairs that are faster have a wrong time or place, and are left out."""

MOST_PAIRS = 400
"""Of one photographer at one gap, so that long walks do not drown everyone else."""

MAP_GROUP = "coordinates/flickr_map_group/photos.csv.gz"
"""Positions of many photographers in the order of upload, without times: photos far apart in that order are far apart
in time, which tells the tail of long jumps."""

CLOCKLESS_FROM_H = 17280.0
"""From this gap on, photographers without times are read too. Chosen on the validation side: the log loss there is
8.14 without them, 8.09 from two years or half a year on, 8.11 from a month on."""

APART = 0.05
"""Photos of the map group are far apart in time where this share of their photographer's photos lies between them."""

HELD_OUT_OF = 5
"""One photographer of the map group in so many is not fitted on."""

LEAN = 12.0
"""Pseudo-pairs with which each gap leans on the mean of its neighbours."""


@dataclass(frozen=True, eq=False)
class Track:
    """Times (seconds, rising) and unit vectors [N, 3] of one photographer."""

    seconds: NDArray[np.float64]
    xyz: NDArray[np.float64]


def tracks(photos: Path, manifest: Manifest) -> Iterator[Track]:
    """Yield what is known of each photographer's movement: timed exact photos, and `moves.csv` beside them."""
    timed = manifest.take(np.asarray((manifest.precision == "exact") & ~np.isnat(manifest.taken_at)))
    for folder in np.unique(timed.folder):
        own = timed.take(np.asarray(timed.folder == folder))
        points = set(zip(own.taken_at.astype(np.int64).tolist(), own.lat.tolist(), own.lon.tolist(), strict=True))
        points |= set(_moves(photos / str(folder) / "moves.csv"))
        seconds, lat, lon = np.array(sorted(points), np.float64).T
        yield Track(seconds, sphere.to_xyz(lat, lon))


def _moves(path: Path) -> Iterator[tuple[int, float, float]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = np.datetime64(datetime.fromisoformat(row["taken_at"]), "s")
            yield int(at.astype(np.int64)), float(row["lat"]), float(row["lon"])


def clockless(path: Path, rng: np.random.Generator) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Yield where each photographer of the map group was, and where long before or after: unit vectors [N, 3] each.

    Nothing where the file is missing: other data folders have none.
    """
    if not path.exists():
        return
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [(int(row["photographer"]), float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)]
    who, lat, lon = np.array(rows).T
    for one in np.unique(who):
        own = np.flatnonzero(who == one)
        if int(one) % HELD_OUT_OF == 0 or own.size < MOST_PAIRS:
            continue
        first, second = rng.integers(0, own.size, (2, MOST_PAIRS))
        far = np.abs(first - second) > APART * own.size
        at = sphere.to_xyz(lat[own], lon[own])
        yield at[first[far]], at[second[far]]


@dataclass(frozen=True, eq=False)
class World:
    """Where people take photos, as the wide kernels see it.

    Attributes
    ----------
    prior
        The world prior that ships.
    xyz, mass
        Its cells of `WORLD_LEVEL`, or larger ones where it is coarser: unit vectors float32 [W, 3], masses float32 [W].
    """

    prior: WorldPrior
    xyz: NDArray[np.float32]
    mass: NDArray[np.float32]

    @classmethod
    def load(cls) -> "World":
        """Read the world prior and coarsen it."""
        prior = WorldPrior.load()
        level = np.minimum(s2.level(prior.tile_id), WORLD_LEVEL)
        cells, first = np.unique(s2.parent(prior.tile_id, level), return_index=True)
        mass = np.add.reduceat(prior.tile_mass, first)
        return cls(prior, s2.centre_xyz(cells).astype(np.float32), mass.astype(np.float32))

    def per_km2(self, xyz: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the density of the prior at unit vectors [N, 3], float64 [N]."""
        cells = s2.parent(s2.leaf_ids_xyz(xyz), HERE_LEVEL)
        return np.asarray(self.prior.mass_of(cells) / s2.area_km2(cells))

    def smoothed(self, xyz: NDArray[np.float64], spread_km: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the prior's density under kernels around `xyz` [N, 3], float64 [N, K]."""
        at, of = np.unique(xyz, axis=0, return_inverse=True)
        km = sphere.EARTH_RADIUS_KM * np.arccos(np.clip(at.astype(np.float32) @ self.xyz.T, -1.0, 1.0))
        found = np.empty((len(at), spread_km.size))
        for column, spread in enumerate(spread_km):
            found[:, column] = _gaussian(km, float(spread)) @ self.mass
        return found[of.reshape(-1)]


def pairs_at(track: Track, gap_h: float, rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the photographer was and where he had gone after about `gap_h`: unit vectors [N, 3] each.

    The gap of a pair is within a factor 1.6 of `gap_h`; there are at most `MOST_PAIRS`.
    """
    low, high = gap_h * 3600 / 1.6, gap_h * 3600 * 1.6
    pairs = []
    for first, at in enumerate(track.seconds):
        start, stop = np.searchsorted(track.seconds, [at + low, at + high])
        if stop > start:
            second = int(rng.integers(start, stop))
            km = float(sphere.distance_xyz_km(track.xyz[first], track.xyz[second]))
            if km <= FASTEST_KMH * (track.seconds[second] - at) / 3600 + 1.0:
                pairs.append((first, second))
    rng.shuffle(pairs)
    some = np.array(pairs[:MOST_PAIRS], np.intp).reshape(-1, 2)
    return track.xyz[some[:, 0]], track.xyz[some[:, 1]]


def likelihoods(start: NDArray[np.float64], end: NDArray[np.float64], world: World) -> NDArray[np.float64]:
    """Density per km2 at `end` of each component around `start` (unit vectors [N, 3]): float64 [N, K + 1]."""
    spread = np.asarray(SPREAD_KM)
    wide = spread >= POPULAR_FROM_KM
    here = world.per_km2(end)
    kernels = _gaussian(sphere.distance_xyz_km(start, end)[:, None], spread)
    kernels[:, wide] *= here[:, None] / np.maximum(world.smoothed(start, spread[wide]), 1e-30)
    return np.concatenate([kernels, here[:, None]], axis=1)


def _gaussian(km: NDArray[Any], spread_km: NDArray[np.float64] | float) -> NDArray[Any]:
    return np.asarray(np.exp(-0.5 * (km / spread_km) ** 2) / (2.0 * np.pi * np.square(spread_km)))


Samples = Sequence[Sequence[NDArray[np.float64]]]
"""Per gap, per photographer: the likelihoods of his pairs, [N, K + 1]."""


def fit(samples: Samples, rounds: int = 200) -> NDArray[np.float64]:
    """Fit the weights by expectation maximisation: float64 [B, K + 1], rows summing to 1."""
    components = len(SPREAD_KM) + 1
    weight = np.full((len(samples), components), 1.0 / components)
    for _ in range(rounds):
        counts = np.stack([_counts(of_gap, row) for of_gap, row in zip(samples, weight, strict=True)])
        around = np.stack([weight[max(0, b - 1) : b + 2].mean(axis=0) for b in range(len(samples))])
        counts += LEAN * around + 1e-4
        weight = counts / counts.sum(axis=1, keepdims=True)
    return weight


def _counts(of_gap: Sequence[NDArray[np.float64]], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Count how often each component is expected to have acted; a photographer counts as the root of his pairs."""
    total = np.zeros(weight.size)
    for likelihood in of_gap:
        if len(likelihood):
            joint = likelihood * weight
            total += (joint / joint.sum(axis=1, keepdims=True)).sum(axis=0) / np.sqrt(len(joint))
    return total


def log_loss(samples: Samples, weight: NDArray[np.float64]) -> float:
    """Mean negative log density (per km2), each photographer at each gap counting once."""
    each = [
        -np.log(likelihood @ row).mean()
        for of_gap, row in zip(samples, weight, strict=True)
        for likelihood in of_gap
        if len(likelihood)
    ]
    return float(np.mean(each))


def fit_travel(data: Path, output: Path, seed: int) -> None:
    """Fit on the training side, print the loss on the validation side, and write the prior that ships.

    Parameters
    ----------
    data
        Folder that holds `photos/SET/labels.csv`.
    output
        `travel.json` to write.
    """
    manifest = read_manifest(data / "photos", split_of(data))
    world = World.load()
    samples = {of: samples_of(data / "photos", side(manifest, of), world, seed) for of in (Side.TRAIN, Side.VALIDATION)}
    far = [likelihoods(*pair, world) for pair in clockless(data / MAP_GROUP, np.random.default_rng(seed))]
    timed = zip(GAP_H, samples[Side.TRAIN], strict=True)
    weight = fit([[*of_gap, *far] if gap_h >= CLOCKLESS_FROM_H else of_gap for gap_h, of_gap in timed])
    anywhere = np.zeros_like(weight)
    anywhere[:, -1] = 1.0
    fitted, blind = (log_loss(samples[Side.VALIDATION], row) for row in (weight, anywhere))
    print(f"validation log loss: fitted {fitted:.3f}, anywhere {blind:.3f}")
    for gap, row, of_gap in zip(GAP_H, weight, samples[Side.TRAIN], strict=True):
        pairs = sum(map(len, of_gap))
        print(f"{gap:9.3f} h {pairs:5d} pairs  " + " ".join(f"{100 * value:5.1f}" for value in row))
    described = {
        "command": "python -m whence_training travel --data DIR --output FILE",
        "fitted_on": sorted(set(side(manifest, Side.TRAIN).folder.tolist())),
        "and_without_times": len(far),
        "spread_km": SPREAD_KM,
        "popular_from_km": POPULAR_FROM_KM,
        "gap_h": [round(gap, 6) for gap in GAP_H],
        "weight": [[round(float(value), 6) for value in row] for row in weight],
    }
    output.write_text(json.dumps(described) + "\n", encoding="utf-8")


def samples_of(photos: Path, manifest: Manifest, world: World, seed: int) -> list[list[NDArray[np.float64]]]:
    """Return, per gap of `GAP_H` and per photographer, the likelihoods of the pairs at that gap."""
    rng = np.random.default_rng(seed)
    known = list(tracks(photos, manifest))
    return [[likelihoods(*pairs_at(track, gap, rng), world) for track in known] for gap in GAP_H]
