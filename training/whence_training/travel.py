"""Fits the travel prior: how far photographers go in a given time.

Timed, exact positions of training photographers -> pairs of photos at gaps from seconds to months -> per gap a
mixture over a ladder of kernel spreads and "anywhere", by expectation maximisation. Each photographer counts the
same at each gap, and a gap with little data leans on its neighbours.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import sphere
from whence_training.data.manifest import Manifest, read_manifest, side
from whence_training.data.split import Side, split_of

SPREAD_KM = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
GAP_H = (1 / 120, 1 / 30, 1 / 12, 1 / 4, 0.5, 1, 2, 4, 8, 16, 36, 72, 168, 720, 4320)
ANYWHERE_PER_KM2 = 1.0 / 1.5e8
"""Density of "anywhere": people take photos nearly everywhere on 150 million km2 of land."""

FASTEST_KMH = 1100.0
"""Pairs that are faster have a wrong time or place, and are left out."""

MOST_PAIRS = 400
"""Of one photographer at one gap, so that long walks do not drown everyone else."""

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


def distances_at(track: Track, gap_h: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return how far the photographer had gone, in km, for pairs whose gap is within a factor 1.6 of `gap_h`."""
    low, high = gap_h * 3600 / 1.6, gap_h * 3600 * 1.6
    pairs = []
    for first, at in enumerate(track.seconds):
        start, stop = np.searchsorted(track.seconds, [at + low, at + high])
        if stop > start:
            second = int(rng.integers(start, stop))
            km = float(sphere.distance_xyz_km(track.xyz[first], track.xyz[second]))
            if km <= FASTEST_KMH * (track.seconds[second] - at) / 3600 + 1.0:
                pairs.append(km)
    rng.shuffle(pairs)
    return np.array(pairs[:MOST_PAIRS])


def likelihoods(km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Density per km2 of each component at distances `km` [N]: float64 [N, K + 1]."""
    spread = np.asarray(SPREAD_KM)
    kernels = np.exp(-0.5 * (km[:, None] / spread) ** 2) / (2.0 * np.pi * spread**2)
    return np.concatenate([kernels, np.full((km.size, 1), ANYWHERE_PER_KM2)], axis=1)


def fit(samples: Sequence[Sequence[NDArray[np.float64]]], rounds: int = 200) -> NDArray[np.float64]:
    """Fit the weights by expectation maximisation.

    Parameters
    ----------
    samples
        Per gap, per photographer: distances in km.

    Returns
    -------
    float64 [B, K + 1], rows summing to 1.
    """
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
    for km in of_gap:
        if km.size:
            joint = likelihoods(km) * weight
            total += (joint / joint.sum(axis=1, keepdims=True)).sum(axis=0) / np.sqrt(km.size)
    return total


def log_loss(samples: Sequence[Sequence[NDArray[np.float64]]], weight: NDArray[np.float64]) -> float:
    """Mean negative log density (per km2), each photographer at each gap counting once."""
    each = [
        -np.log(likelihoods(km) @ row).mean()
        for of_gap, row in zip(samples, weight, strict=True)
        for km in of_gap
        if km.size
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
    samples = {of: samples_of(data / "photos", side(manifest, of), seed) for of in (Side.TRAIN, Side.VALIDATION)}
    weight = fit(samples[Side.TRAIN])
    anywhere = np.zeros_like(weight)
    anywhere[:, -1] = 1.0
    fitted, blind = (log_loss(samples[Side.VALIDATION], row) for row in (weight, anywhere))
    print(f"validation log loss: fitted {fitted:.3f}, anywhere {blind:.3f}")
    for gap, row, of_gap in zip(GAP_H, weight, samples[Side.TRAIN], strict=True):
        pairs = sum(km.size for km in of_gap)
        print(f"{gap:9.3f} h {pairs:5d} pairs  " + " ".join(f"{100 * value:5.1f}" for value in row))
    described = {
        "fitted_on": sorted(set(side(manifest, Side.TRAIN).folder.tolist())),
        "spread_km": SPREAD_KM,
        "gap_h": [round(gap, 6) for gap in GAP_H],
        "weight": [[round(float(value), 6) for value in row] for row in weight],
    }
    output.write_text(json.dumps(described) + "\n", encoding="utf-8")


def samples_of(photos: Path, manifest: Manifest, seed: int) -> list[list[NDArray[np.float64]]]:
    """Return, per gap of `GAP_H` and per photographer, distances in km."""
    rng = np.random.default_rng(seed)
    known = list(tracks(photos, manifest))
    return [[distances_at(track, gap, rng) for track in known] for gap in GAP_H]
