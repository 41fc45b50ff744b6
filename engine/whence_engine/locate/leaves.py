"""The common measure: one adaptive set of S2 leaves on which every belief of an album becomes masses.

The leaves tile the whole Earth. They are as coarse as the world prior where nothing else speaks and as fine as a
belief needs where it proposes a place. Splitting is by ancestors: a cell is split when something finer is wanted
inside it, and what no one splits is a leaf.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import s2, sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.photo import Belief

BASE_LEVEL = 4
"""Coarsest leaves: 1,536 cells of about 500 km, fine enough for the discs of a country and a continent."""

PRIOR_LEVEL = 9
"""Finest leaves that are cut for the world prior's sake alone: about 15 km."""

HEAVY = 4e-4
"""Share of the world prior above which a leaf is cut into four, down to `PRIOR_LEVEL`."""

FINEST_LEVEL = 13
"""About 1 km across: the finest radius that a candidate can claim."""

_EDGE_KM = 7842.0  # mean edge of a level-0 cell on a sphere of 6371 km; it halves at each level
_FINEST_KM = 1.0  # kernels finer than the finest leaves want no more of them
_RINGS = ((0.0, 1), (1.0, 6), (2.0, 8))  # where a kernel wants fine leaves: (distance in spreads, directions)


@dataclass(frozen=True, eq=False)
class Leaves:
    """A tiling of the Earth.

    Attributes
    ----------
    ids
        S2 cell ids, uint64 [L], ascending and disjoint; together they cover the sphere.
    xyz
        The point that stands for each leaf, unit vectors float64 [L, 3]: the mean photo position where one is
        known, else the centre.
    prior
        Mass of the world prior in each leaf, float64 [L], summing to 1.
    """

    ids: NDArray[np.uint64]
    xyz: NDArray[np.float64]
    prior: NDArray[np.float64]

    @cached_property
    def first(self) -> NDArray[np.uint64]:
        """Smallest leaf-cell id (level 30) inside each leaf, uint64 [L]."""
        return s2.range_min(self.ids)

    @cached_property
    def area_km2(self) -> NDArray[np.float64]:
        """Area of each leaf, float64 [L]."""
        return s2.area_km2(self.ids)

    @cached_property
    def radius_km(self) -> NDArray[np.float64]:
        """Radius of the disc of the same area, float64 [L]."""
        return np.asarray(np.sqrt(self.area_km2 / np.pi))

    @cached_property
    def log_prior(self) -> NDArray[np.float64]:
        """Logarithm of the prior's masses, float64 [L]."""
        return np.log(self.prior)

    def leaf_of(self, xyz: NDArray[np.float64]) -> NDArray[np.intp]:
        """Index of the leaf that holds each point of `xyz` [N, 3]: intp [N]."""
        return np.searchsorted(self.first, s2.leaf_ids_xyz(xyz), side="right") - 1


def build_leaves(prior: WorldPrior, beliefs: Sequence[Belief]) -> Leaves:
    """Tile the Earth finely enough for `prior` and for every one of `beliefs`."""
    cell_id = [belief.cell_id for belief in beliefs if belief.cell_id.size]
    cell_xyz = [belief.cell_xyz for belief in beliefs if belief.cell_id.size]
    cells = np.concatenate([_no_cells(), *cell_id])
    ids = _tiling(prior, cells, np.concatenate([cells, around_kernels(beliefs)]))
    xyz = s2.centre_xyz(ids)
    if cell_id:
        said, said_xyz = np.concatenate(cell_id), np.concatenate(cell_xyz)
        order = np.argsort(said, kind="stable")
        place = np.minimum(np.searchsorted(said[order], ids), said.size - 1)
        known = said[order][place] == ids
        xyz[known] = said_xyz[order][place[known]]
    mass = prior.mass_of(ids)
    return Leaves(ids, xyz, mass / mass.sum())


def refine(base: Leaves, prior: WorldPrior, wanted: NDArray[np.uint64]) -> Leaves:
    """Cut the leaves of `base` until each cell of `wanted` is a leaf or is cut itself; what need not be cut stays."""
    wanted = np.unique(wanted)
    level = s2.level(wanted)
    home = np.searchsorted(base.first, s2.range_min(wanted), side="right") - 1
    base_level = s2.level(base.ids)
    cut = np.unique(home[level > base_level[home]])
    if not cut.size:
        return base
    whole, fresh = base.ids[cut], [_no_cells()]
    carried = _no_cells()
    for depth in range(int(base_level[cut].min()), int(level.max())):
        split = _held(carried, s2.parent(wanted[level > depth], depth))
        fresh.append(carried[~split])
        parents = np.concatenate([carried[split], whole[base_level[cut] == depth]])
        carried = s2.children(parents).ravel()
    new = np.sort(np.concatenate([*fresh, carried]))
    mass = prior.mass_of(new)
    stays = np.ones(base.ids.size, np.bool_)
    stays[cut] = False
    ids = np.concatenate([base.ids[stays], new])
    order = np.argsort(ids, kind="stable")  # two rising runs: merged, not sorted
    mass = np.concatenate([base.prior[stays], mass])[order]
    xyz = np.concatenate([base.xyz[stays], s2.centre_xyz(new)])[order]
    made = Leaves(ids[order], xyz, mass / mass.sum())
    area = np.concatenate([base.area_km2[stays], s2.area_km2(new)])[order]
    made.__dict__["area_km2"] = area  # known already for what stays
    return made


def album_leaves(
    base: Leaves,
    prior: WorldPrior,
    beliefs: Sequence[Belief],
    points: NDArray[np.float64],
    spread_km: NDArray[np.float64],
) -> Leaves:
    """Refine `base` for `beliefs`, and for kernels of all `spread_km` [K] around known `points` [N, 3]."""
    wanted = [around_kernels(beliefs)]
    cells = np.concatenate([_no_cells(), *(belief.cell_id for belief in beliefs)])
    if cells.size:
        cells = np.unique(cells)
        foreign = cells[base.ids[np.minimum(np.searchsorted(base.ids, cells), base.ids.size - 1)] != cells]
        wanted.append(foreign)
    if len(points):
        coarse = np.maximum(spread_km, _FINEST_KM)
        ladder = np.unique(coarse)
        wanted.append(around(np.repeat(points, ladder.size, axis=0), np.tile(ladder, len(points))))
    leaves = refine(base, prior, np.concatenate(wanted))
    stand_at(leaves, points)
    for belief in beliefs if leaves is not base and cells.size and foreign.size else ():
        place = np.minimum(np.searchsorted(leaves.ids, belief.cell_id), leaves.ids.size - 1)
        known = leaves.ids[place] == belief.cell_id
        leaves.xyz[place[known]] = belief.cell_xyz[known]
    return leaves


def stand_at(leaves: Leaves, points: NDArray[np.float64]) -> None:
    """Let each of the finest leaves that holds some of `points` (unit vectors [N, 3]) be represented by their mean."""
    home = leaves.leaf_of(points)
    home, points = home[fine := s2.level(leaves.ids[home]) >= FINEST_LEVEL], points[fine]
    if home.size:
        order = np.argsort(home, kind="stable")
        leaf, first = np.unique(home[order], return_index=True)
        total = np.add.reduceat(points[order], first)
        leaves.xyz[leaf] = total / np.linalg.norm(total, axis=1, keepdims=True)


def _held(cells: NDArray[np.uint64], rising: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Tell which of `cells` are among `rising`, which are in order: bool [N]."""
    if not rising.size:
        return np.zeros(cells.size, np.bool_)
    return np.asarray(rising[np.minimum(np.searchsorted(rising, cells), rising.size - 1)] == cells)


def _tiling(prior: WorldPrior, cells: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the coarsest tiling in which each cell of `wanted` is a leaf or is split, ascending.

    Where the prior is heavy it is split too, so that no leaf hides where in it people are; but not inside `cells`,
    the cells of a network, which answers with their mean photo position.
    """
    level = s2.level(wanted)
    deepest = max(PRIOR_LEVEL, int(level.max(initial=0)))
    tiles = []
    nodes = _base_cells()
    for depth in range(BASE_LEVEL, deepest):
        split = np.isin(nodes, np.unique(s2.parent(wanted[level > depth], depth)))
        if depth < PRIOR_LEVEL:
            split |= (prior.mass_of(nodes) > HEAVY) & ~_inside(nodes, cells)
        tiles.append(nodes[~split])
        nodes = s2.children(nodes[split]).ravel()
    tiles.append(nodes)
    return np.sort(np.concatenate(tiles))


def _inside(nodes: NDArray[np.uint64], cells: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Tell which of `nodes` lie inside one of `cells`, or are one: bool [N]."""
    if not cells.size:
        return np.zeros(nodes.size, np.bool_)
    rising = np.unique(cells)
    at = np.minimum(np.searchsorted(s2.range_max(rising), nodes), rising.size - 1)
    return np.asarray(
        (s2.range_min(rising[at]) <= nodes)
        & (nodes <= s2.range_max(rising[at]))
        & (s2.level(nodes) >= s2.level(rising[at]))
    )


def _no_cells() -> NDArray[np.uint64]:
    return np.empty(0, np.uint64)


def _base_cells() -> NDArray[np.uint64]:
    """All cells of `BASE_LEVEL`: an S2 id is a position on the curve with a one bit behind it."""
    low_bit = np.uint64(1) << np.uint64(2 * (30 - BASE_LEVEL))
    count = 6 * 4**BASE_LEVEL
    return np.arange(count, dtype=np.uint64) * (low_bit << np.uint64(1)) + low_bit


def around_kernels(beliefs: Sequence[Belief]) -> NDArray[np.uint64]:
    """Cells about half as large as each kernel is wide, at its centre and around it."""
    speaking = [belief for belief in beliefs if belief.kernel_km.size]
    if not speaking:
        return _no_cells()
    return around(
        np.concatenate([belief.kernel_xyz for belief in speaking]),
        np.concatenate([belief.kernel_km for belief in speaking]),
    )


def around(xyz: NDArray[np.float64], spread_km: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Cells about half as large as kernels at `xyz` [N, 3] are wide ([N]), at each centre and around it."""
    lat, lon = sphere.to_degrees(xyz)
    wanted = np.ceil(np.log2(2.0 * _EDGE_KM / np.maximum(spread_km, 1e-3)))
    level = np.clip(wanted, BASE_LEVEL, FINEST_LEVEL).astype(np.int64)
    rings = [(spreads, turn * 360.0 / turns) for spreads, turns in _RINGS for turn in range(turns)]
    spreads, bearing = np.array(rings).T[:, :, None]
    lats, lons = sphere.destination(*np.broadcast_arrays(lat, lon, bearing, spreads * spread_km))
    return np.unique(s2.parent(s2.leaf_ids(lats, lons), level))
