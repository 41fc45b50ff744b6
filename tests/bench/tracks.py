"""Fit and measure how far a photographer strays between two fixes: `python tests/bench/tracks.py --data DIR`.

Three photos of one traveller: the outer two are fixes, the one between is sought on the line between them. Its distance
r from there follows a Rayleigh density of spread s, and in a share TAIL of cases one of TAIL_WIDTH times that spread:

    s^2 = ERROR^2 + 4 f (1 - f) ((WANDER g)^2 + (BEND d)^2)

with g the hours between the fixes, d the kilometres, and f how far the photo lies between them in time. The second
line is for photos outside a track: s = ERROR + STRAY g^POWER from one fix alone. Fitted by random search on the
training side of `training/whence_training/split.toml`; the coverage printed last is that of its test side.
"""

import argparse
import csv
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import sphere
from whence_engine.tracks import between

SPLIT = Path(__file__).resolve().parents[2] / "training" / "whence_training" / "split.toml"
_STEPS = 12_000
_FASTEST_KM_H = 1000.0


def travellers(data: Path, sets: list[str]) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Yield times in hours, rising, and unit vectors of every traveller of some sets."""
    for labels in sorted(path for pattern in sets for path in (data / "photos").glob(f"{pattern}/labels.csv")):
        found: dict[str, set[tuple[float, float, float]]] = defaultdict(set)
        with labels.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["taken_at"] and row["precision"] == "exact":
                    hours = (datetime.fromisoformat(row["taken_at"]) - datetime(1970, 1, 1)).total_seconds() / 3600
                    found[row["photographer"]].add((hours, float(row["lat"]), float(row["lon"])))
        for rows in found.values():
            table = np.array(sorted(rows))
            yield table[:, 0], sphere.to_xyz(table[:, 1], table[:, 2])


def triples(data: Path, sets: list[str]) -> NDArray[np.float64]:
    """Return gap in hours, share of it, km between the fixes, km from the line: float64 [N, 4]."""
    rows = []
    for hours, xyz in travellers(data, sets):
        for first in range(len(hours)):
            for last in range(first + 2, min(first + 12, len(hours))):
                gap = hours[last] - hours[first]
                middle = (first + last) // 2
                share = (hours[middle] - hours[first]) / gap if gap > 0 else 0.0
                apart = float(sphere.distance_xyz_km(xyz[first], xyz[last]))
                if gap > between.LONGEST_GAP_H or not 0.05 < share < 0.95 or apart > _FASTEST_KM_H * gap:
                    continue
                at = (1 - share) * xyz[first] + share * xyz[last]
                rows.append((gap, share, apart, float(sphere.distance_xyz_km(at / np.linalg.norm(at), xyz[middle]))))
    return np.array(rows)


def pairs(data: Path, sets: list[str]) -> NDArray[np.float64]:
    """Return gap in hours and km between two photos within the reach outside a track: float64 [N, 2]."""
    rows = []
    for hours, xyz in travellers(data, sets):
        for first in range(len(hours)):
            for last in range(first + 1, min(first + 12, len(hours))):
                gap = hours[last] - hours[first]
                apart = float(sphere.distance_xyz_km(xyz[first], xyz[last]))
                if 0.005 < gap <= between.REACH_H and apart < _FASTEST_KM_H * gap:
                    rows.append((gap, apart))
    return np.array(rows)


def loss(r_km: NDArray[np.float64], spread_km: NDArray[np.float64], tail: float, width: float) -> float:
    """Return the mean negative log density of distances."""

    def rayleigh(spread: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((r_km + 0.005) / spread**2 * np.exp(-((r_km + 0.005) ** 2) / (2 * spread**2)))

    return float(-np.log((1 - tail) * rayleigh(spread_km) + tail * rayleigh(width * spread_km) + 1e-300).mean())


def searched(start: list[float], cost: Callable[[NDArray[np.float64]], float]) -> NDArray[np.float64]:
    """Return the logarithms of constants that cost least, by random search."""
    random = np.random.default_rng(0)
    best = np.log(start)
    least = cost(best)
    for step in range(_STEPS):
        tried = best + random.normal(0, 0.15 if step < _STEPS / 3 else 0.03, best.size)
        if (value := cost(tried)) < least:
            best, least = tried, value
    return np.asarray(np.exp(best))


def main() -> None:
    """Print the constants and what they cover."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    split = tomllib.loads(SPLIT.read_text(encoding="utf-8"))
    gap, share, apart, off = triples(data, split["train"]).T

    def spread(constants: NDArray[np.float64]) -> NDArray[np.float64]:
        error, wander, bend = constants[:3]
        return np.asarray(np.sqrt(error**2 + 4 * share * (1 - share) * ((wander * gap) ** 2 + (bend * apart) ** 2)))

    found = searched(
        [0.01, 0.03, 0.3, 0.1, 20.0],
        lambda log: loss(off, spread(np.exp(log)), min(0.9, float(np.exp(log[3]))), float(np.exp(log[4]))),
    )
    print(f"{off.size} triples:", _named(found, "ERROR_KM WANDER_KM_H BEND TAIL TAIL_WIDTH"))
    hours, km = pairs(data, split["train"]).T
    found = searched(
        [0.05, 1.0, 0.8, 0.1, 10.0],
        lambda log: loss(
            km, np.exp(log[0]) + np.exp(log[1]) * hours ** np.exp(log[2]), min(0.9, np.exp(log[3])), np.exp(log[4])
        ),
    )
    print(f"{km.size} pairs:", _named(found, "ERROR_KM STRAY_KM POWER TAIL TAIL_WIDTH"))
    gap, share, apart, off = triples(data, split["test"]).T
    near = between.spread_km(gap * 3600.0, share, apart)
    inside = [(off <= factor * near).mean() for factor in (1.1774, 2.1460)]
    print(
        f"test side, {off.size} triples: within the 50 % circle {inside[0]:.3f}, within the 90 % circle {inside[1]:.3f}"
    )


def _named(values: NDArray[np.float64], names: str) -> str:
    return "  ".join(f"{name} {value:.4f}" for name, value in zip(names.split(), values, strict=True))


if __name__ == "__main__":
    main()
