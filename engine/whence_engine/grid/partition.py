"""The adaptive partition: cells of the S2 quadtree that hold neither too many photos nor too few.

Starting at the faces of the cube, a cell with more than `t_max` photos gives way to its four children; when nothing
is left to split, cells with fewer than `t_min` are dropped (PlaNet, section 3). Cities end as small cells, deserts
as large ones, oceans as none.

A data set is a sorted array of leaf ids, nothing else: a leaf is under 1 cm wide, so positions need not be kept
beside it. Data that come in chunks are sorted chunk by chunk and merged (`merge_sorted`): 16 bytes a photo at the
height of the merge, 2 GB for PlaNet's 126 million; the array may also be one mapped from disk. The counting is two
binary searches a cell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whence_engine.errors import UsageError
from whence_engine.geo import s2
from whence_engine.geo.sphere import distance_xyz_km
from whence_engine.grid.grid import Grid

_CHUNK = 1 << 18  # leaves turned back into vectors at a time: about 20 MB


@dataclass(frozen=True, slots=True)
class Rule:
    """When a cell is split and when it is dropped.

    Attributes
    ----------
    t_max
        A cell with more photos is split.
    t_min
        A cell with fewer photos is dropped; at least 1.
    max_level
        No cell is split below this level (16 is about 150 m wide): photos in bulk at one coordinate stop here.
    min_level
        Cells above this level are split whatever they hold.
    """

    t_max: int
    t_min: int
    max_level: int = 16
    min_level: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.t_min <= self.t_max:
            raise UsageError(
                "A partition needs 1 <= t_min <= t_max, not t_min {t_min} and t_max {t_max}.",
                t_min=self.t_min,
                t_max=self.t_max,
            )
        if not 0 <= self.min_level <= self.max_level <= s2.MAX_LEVEL:
            raise UsageError(
                "Cell levels go from 0 to {finest}, not {min_level} to {max_level}.",
                finest=s2.MAX_LEVEL,
                min_level=self.min_level,
                max_level=self.max_level,
            )


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What a perfect classifier over a grid would reach: never mistaken in the cell, never better than its mean.

    Attributes
    ----------
    photos
        How many it was measured on.
    radii_km
        The thresholds.
    share
        Photos within each radius of the answer, where a photo in no cell counts as wrong.
    share_total
        The same, where a photo in no cell falls to its nearest relative (`Grid.cells_of`).
    share_centre
        As `share`, where the answer is the middle of the cell and not the mean photo position.
    covered
        Share of the photos that lie in a cell.
    """

    photos: int
    radii_km: tuple[float, ...]
    share: tuple[float, ...]
    share_total: tuple[float, ...]
    share_centre: tuple[float, ...]
    covered: float


@dataclass(slots=True)
class _Sums:
    """Running sums of unit vectors over the cells of one partition."""

    first: NDArray[np.int64]
    stop: NDArray[np.int64]
    total: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        self.total = np.zeros((len(self.first), 3))

    def add(self, start: int, xyz: NDArray[np.float64]) -> None:
        """Add points that stand at `start` and after in the sorted leaves."""
        running = np.concatenate([np.zeros((1, 3)), xyz.cumsum(axis=0)])
        touched = slice(
            np.searchsorted(self.stop, start, side="right"), np.searchsorted(self.first, start + len(xyz), side="left")
        )
        first, stop = (np.clip(edge[touched] - start, 0, len(xyz)) for edge in (self.first, self.stop))
        self.total[touched] += running[stop] - running[first]


def sorted_leaves(lat_deg: ArrayLike, lon_deg: ArrayLike, *, distinct: bool = False) -> NDArray[np.uint64]:
    """Sorted leaf ids of photo positions: the form in which data enters a partition.

    Parameters
    ----------
    lat_deg, lon_deg
        Degrees, [N].
    distinct
        Keep one photo per position (leaf): bulk uploads at one coordinate are one observation.

    Returns
    -------
    uint64 [N] or shorter

    Raises
    ------
    UsageError
        A position has no place on Earth.
    """
    leaves = s2.leaf_ids(lat_deg, lon_deg).reshape(-1)
    leaves.sort()
    return without_doubles(leaves) if distinct else leaves


def merge_sorted(chunks: Iterable[NDArray[np.uint64]], *, distinct: bool = False) -> NDArray[np.uint64]:
    """One sorted array of several sorted ones, each uint64 [N_k]; with `distinct`, one of each id."""
    merged = np.concatenate([np.empty(0, np.uint64), *chunks])
    merged.sort(kind="stable")
    return without_doubles(merged) if distinct else merged


def without_doubles(leaves: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return sorted leaves, uint64 [N], each once."""
    return leaves[np.concatenate([[True], leaves[1:] != leaves[:-1]])] if len(leaves) else leaves


def build(leaves: NDArray[np.uint64], rules: Sequence[Rule]) -> Grid:
    """Partition photos, once for each rule, and link every cell to the cell of the next coarser partition around it.

    Parameters
    ----------
    leaves
        uint64 [N], sorted (`sorted_leaves`).
    rules
        From the finest partition to the coarsest: `t_max` must not fall, `max_level` must not rise.

    Returns
    -------
    Grid
        The finest, its rows in curve order; `coarser` leads to the others.

    Raises
    ------
    UsageError
        A partition ends with no cell, or the rules are not in order.
    """
    if not rules:
        raise UsageError("A grid needs at least one partition.")
    for fine, coarse in pairwise(rules):
        if coarse.t_max < fine.t_max or coarse.max_level > fine.max_level or coarse.min_level > fine.min_level:
            raise UsageError("Coarser partitions need a t_max and levels that are no finer than those before them.")
    cells = [_split(leaves, rule) for rule in rules]
    sums = [_Sums(first, stop) for _, first, stop in cells]
    for start in range(0, len(leaves), _CHUNK):
        xyz = s2.centre_xyz(leaves[start : start + _CHUNK])
        for partition in sums:
            partition.add(start, xyz)
    grid: Grid | None = None
    for (ids, first, stop), partition in zip(reversed(cells), reversed(sums), strict=True):
        mean = partition.total / np.linalg.norm(partition.total, axis=1, keepdims=True)
        parent = np.full(len(ids), -1, np.int32) if grid is None else grid.find(ids).astype(np.int32)
        grid = Grid(cell_id=ids, count=stop - first, mean_xyz=mean, parent=parent, coarser=grid)
    assert grid is not None
    return grid


def ceiling(grid: Grid, lat_deg: ArrayLike, lon_deg: ArrayLike, radii_km: Sequence[float]) -> Ceiling:
    """Measure what the partition alone costs, on photos [N] that it was not made of.

    The answer for a photo is the mean photo position of its cell.
    """
    return ceiling_of_leaves(grid, s2.leaf_ids(lat_deg, lon_deg).reshape(-1), radii_km)


def ceiling_of_leaves(grid: Grid, leaves: NDArray[np.uint64], radii_km: Sequence[float]) -> Ceiling:
    """Measure `ceiling` on photos given by their leaves, uint64 [N], in any order and of any number."""
    radii = np.asarray(radii_km, np.float64)
    centre = s2.centre_xyz(grid.cell_id)
    hits, inside = np.zeros((3, len(radii)), np.int64), 0
    for start in range(0, len(leaves), _CHUNK):
        some = leaves[start : start + _CHUNK]
        xyz, rows, covered = s2.centre_xyz(some), grid.cells_of_leaves(some), grid.find(some) >= 0
        by_mean, by_centre = (
            distance_xyz_km(xyz, answer[rows])[:, None] <= radii for answer in (grid.mean_xyz, centre)
        )
        hits += [
            (by_mean & covered[:, None]).sum(axis=0),
            by_mean.sum(axis=0),
            (by_centre & covered[:, None]).sum(axis=0),
        ]
        inside += int(covered.sum())
    share, share_total, share_centre = (tuple(row.tolist()) for row in hits / max(1, len(leaves)))
    return Ceiling(len(leaves), tuple(radii_km), share, share_total, share_centre, inside / max(1, len(leaves)))


def _split(leaves: NDArray[np.uint64], rule: Rule) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Cells of one partition in curve order, with the first and one past the last of their sorted leaves."""
    cells, kept = s2.FACES, [(np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64))]
    for level in range(rule.max_level + 1):
        first = np.searchsorted(leaves, s2.range_min(cells))
        stop = np.searchsorted(leaves, s2.range_max(cells), side="right")
        count = stop - first
        final = ((count <= rule.t_max) & (level >= rule.min_level)) | (level == rule.max_level)
        keep = final & (count >= rule.t_min)
        kept.append((cells[keep], first[keep], stop[keep]))
        cells = s2.children(cells[~final & (count >= rule.t_min)]).reshape(-1)
    ids, first, stop = (np.concatenate(column) for column in zip(*kept, strict=True))
    if not len(ids):
        raise UsageError(
            "No cell holds {t_min} of the {count} photos: t_min is too large for this data.",
            t_min=rule.t_min,
            count=len(leaves),
        )
    order = np.argsort(ids)
    return ids[order], first[order], stop[order]
