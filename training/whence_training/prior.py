"""Makes the world prior that comes with the engine: where people take photos.

The density is a mixture of histograms of photo positions over S2 cells of several levels and of the Earth as a whole,
so that it is sharp where many people photograph and never zero. Each histogram is the average of several whose cells
are turned against each other, so that no edge of a cell shows (Scott 1985, averaged shifted histograms). How much
each level counts is fitted: photographers are set aside in folds, and the mixture weights are those under which their
photos are likeliest (expectation maximisation; Jelinek and Mercer 1980 call it deleted interpolation). No
photographer may dominate: one place counts once for each, and one photographer at most `CAP` places.

The result is tiled adaptively and written as the engine's `grid/world.npz`.
"""

import argparse
import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_engine.geo import s2
from whence_engine.geo.sphere import EARTH_RADIUS_KM
from whence_engine.grid.prior import WorldPrior

GALLERY = "geoclip_100k/coordinates_100K.csv"
"""Positions without photographers: each counts as one photographer's only place."""
MAP_GROUP = "flickr_map_group/photos.csv.gz"
"""Positions with photographers."""

CAP = 300
"""A photographer counts for at most so many places; 203 of them then weigh less than half of the gallery."""
PLACE_LEVEL = 14
"""One place: a cell about 500 m wide."""
LEVELS = (2, 4, 6, 8, 10, 12, 14)
"""Levels of the histograms."""
TILE_LEVELS = (5, 14)
"""No tile is larger, so that cells inside one have nearly equal areas; none is smaller."""
TILE_WEIGHT = 2.0
"""A tile that weighs as much as so many places is split."""
LEAST_ANYWHERE = 1e-6
"""Weight that the uniform density keeps, however well a small world is known: no place is impossible."""
FOLDS = 5
TURNS = 8
"""Turned histograms that are averaged."""

EARTH_KM2 = 4 * np.pi * EARTH_RADIUS_KM**2


@dataclass(frozen=True, slots=True)
class Places:
    """Where photographers were, sorted by cell.

    Attributes
    ----------
    cell
        uint64 [N], S2 cells of `PLACE_LEVEL`, rising.
    photographer
        int64 [N].
    weight
        float64 [N]: 1 for a place, less where its photographer has more than `CAP` of them.
    held_out
        bool [N]: whether the photographer is known, and so can be set aside in fitting.
    """

    cell: NDArray[np.uint64]
    photographer: NDArray[np.int64]
    weight: NDArray[np.float64]
    held_out: NDArray[np.bool_]

    def of(self, rows: NDArray[np.bool_]) -> "Places":
        """Choose some of the places, in the same order."""
        return Places(self.cell[rows], self.photographer[rows], self.weight[rows], self.held_out[rows])


@dataclass(frozen=True, slots=True)
class Histogram:
    """Weights of places by cell, for cells of any level.

    Attributes
    ----------
    cell
        uint64 [N], rising.
    running
        float64 [N + 1]: the weight before each.
    """

    cell: NDArray[np.uint64]
    running: NDArray[np.float64]

    @classmethod
    def of(cls, cell: NDArray[np.uint64], weight: NDArray[np.float64]) -> "Histogram":
        """Sort cells [N] with their weights [N]."""
        order = np.argsort(cell)
        return cls(cell[order], np.concatenate([[0.0], np.cumsum(weight[order])]))

    def weight(self, cells: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Weight inside cells: uint64 [T] -> float64 [T]."""
        first = np.searchsorted(self.cell, s2.range_min(cells))
        stop = np.searchsorted(self.cell, s2.range_max(cells), side="right")
        return np.asarray(self.running[stop] - self.running[first])

    def share(self, cells: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Share of all weight inside cells: uint64 [T] -> float64 [T]."""
        return np.asarray(self.weight(cells) / self.running[-1])

    def density(self, cells: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Share of all weight per km² in cells: uint64 [T] -> float64 [T]."""
        once, row = np.unique(cells, return_inverse=True)
        return np.asarray((self.share(once) / s2.area_km2(once))[row])


def build(coordinates_dir: Path, output: Path) -> WorldPrior:
    """Make the prior from photo positions and write it.

    Parameters
    ----------
    coordinates_dir
        Folder that holds `GALLERY` and `MAP_GROUP`.
    output
        The `.npz` to write.

    Raises
    ------
    UsageError
        A file is missing or lacks a column.
    """
    places = read_places(coordinates_dir)
    mixture = fit(places)
    prior = bake(places, mixture)
    prior.save(output)
    return prior


def read_places(coordinates_dir: Path) -> Places:
    """Read both lists of positions and weigh them."""
    gallery = _columns(coordinates_dir / GALLERY, ("LAT", "LON"))
    group = _columns(coordinates_dir / MAP_GROUP, ("lat", "lon", "photographer"))
    first_unknown = 1 + int(group[:, 2].max(initial=0))
    cell = s2.parent(np.concatenate([s2.leaf_ids(*gallery.T), s2.leaf_ids(*group[:, :2].T)]), PLACE_LEVEL)
    photographer = np.concatenate([first_unknown + np.arange(len(gallery)), group[:, 2].astype(np.int64)])
    pairs = np.unique(np.stack([cell, photographer.astype(np.uint64)], axis=1), axis=0)
    cell, photographer = pairs[:, 0], pairs[:, 1].astype(np.int64)
    count = np.bincount(photographer)[photographer]
    return Places(cell, photographer, np.minimum(1.0, CAP / count), photographer < first_unknown)


def fit(places: Places) -> NDArray[np.float64]:
    """Mixture weights of the uniform density and of the histogram at each level: float64 [1 + levels], sums to 1.

    Photographers that are set aside count equally, however many places each has.
    """
    known = np.unique(places.photographer[places.held_out])
    fold = np.random.default_rng(0).permutation(len(known)) % FOLDS
    densities, shares = [], []
    for k in range(FOLDS):
        aside = np.isin(places.photographer, known[fold == k]) & places.held_out
        if aside.any():
            tested = places.of(aside)
            densities.append(component_densities(places.of(~aside), s2.centre_xyz(tested.cell)))
            shares.append(1 / np.bincount(tested.photographer)[tested.photographer])
    density, share = np.concatenate(densities, axis=1), np.concatenate(shares)
    mixture = _likeliest_mixture(density, share / share.sum())
    missing = max(0.0, LEAST_ANYWHERE - float(mixture[0]))
    mixture[0] += missing
    return mixture / (1.0 + missing)


def component_densities(places: Places, xyz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Density per km² of each component at points, unit vectors [T, 3] -> float64 [1 + levels, T]."""
    rows = np.zeros((1 + len(LEVELS), len(xyz)))
    rows[0] = 1 / EARTH_KM2
    place_xyz = s2.centre_xyz(places.cell)
    for number, turn in enumerate(_turns()):
        histogram = Histogram.of(s2.leaf_ids_xyz(place_xyz @ turn), places.weight)
        leaf = s2.leaf_ids_xyz(xyz @ turn)
        for row, level in enumerate(LEVELS, start=1):
            turns = TURNS if level < PLACE_LEVEL else 1  # a place is no finer than its own cell
            if number < turns:
                rows[row] += histogram.density(s2.parent(leaf, level)) / turns
    return rows


def bake(places: Places, mixture: NDArray[np.float64]) -> WorldPrior:
    """Tile the Earth and give each tile its mass under the mixture.

    In a tile smaller than a histogram's cells that is the density at its centre; in any other, what lies in it.
    """
    histogram = Histogram.of(places.cell, places.weight)
    tile = _tiles(histogram)
    level, area = s2.level(tile), s2.area_km2(tile)
    inside = histogram.share(tile)
    density = component_densities(places, s2.centre_xyz(tile))
    mass = mixture[0] * density[0] * area
    for row, histogram_level in enumerate(LEVELS, start=1):
        mass += mixture[row] * np.where(level > histogram_level, density[row] * area, inside)
    return WorldPrior(tile, mass / mass.sum())


def _columns(path: Path, names: Sequence[str]) -> NDArray[np.float64]:
    """Columns of a CSV file as float64 [N, columns]."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            header = next(csv.reader(file))
            table = np.loadtxt(file, delimiter=",", usecols=[header.index(name) for name in names], ndmin=2)
            return np.asarray(table, np.float64)
    except (OSError, ValueError, StopIteration) as error:
        raise UsageError(f"{path} cannot be read as positions with columns {', '.join(names)}: {error}.") from error


def _turns() -> list[NDArray[np.float64]]:
    """Rotations, float64 [3, 3] each: none first, then any, always the same."""
    rng = np.random.default_rng(0)
    return [np.eye(3), *(np.linalg.qr(rng.normal(size=(3, 3))).Q for _ in range(TURNS - 1))]


def _likeliest_mixture(
    density: NDArray[np.float64], share: NDArray[np.float64], rounds: int = 300
) -> NDArray[np.float64]:
    """Weights of components under which the points are likeliest: float64 [K, T], shares [T] -> float64 [K]."""
    mixture = np.full(len(density), 1 / len(density))
    for _ in range(rounds):
        joint = mixture[:, None] * density
        mixture = (joint / joint.sum(axis=0)) @ share
    return mixture


def _tiles(histogram: Histogram) -> NDArray[np.uint64]:
    """Cells that cover the Earth, split where photographers were: uint64 [T], rising."""
    largest, smallest = TILE_LEVELS
    cells, kept = s2.FACES, []
    for level in range(smallest + 1):
        heavy = histogram.weight(cells) >= TILE_WEIGHT
        split = (heavy | (level < largest)) & (level < smallest)
        kept.append(cells[~split])
        cells = s2.children(cells[split]).reshape(-1)
    return np.sort(np.concatenate(kept))


def main(argv: Sequence[str] | None = None) -> int:
    """Run `python -m whence_training prior --data DIR --output FILE`."""
    parser = argparse.ArgumentParser(prog="prior", description="Make the world prior of the engine.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the lists of photo positions")
    parser.add_argument("--output", type=Path, required=True, help="the .npz to write")
    arguments = parser.parse_args(argv)
    prior = build(arguments.data, arguments.output)
    disc = prior.best_disc(2500.0)
    print(f"{len(prior.tile_id):,} tiles, {arguments.output.stat().st_size:,} bytes")
    print(f"the best 2500 km are around {disc.lat_deg:.2f}, {disc.lon_deg:.2f} and hold {disc.share:.1%}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
