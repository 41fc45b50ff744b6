"""Where people take photos, by what the towns there have in common: a time zone, or a country.

The world prior's mass is dealt out to labels of towns once: each tile goes to the label of most towns in the smallest
S2 cell around it that has any (15 km where towns are dense, 500 km in deserts). What is farther from any town is open
sea and has next to no mass. A belief is then a choice of labels, summed over cells of 140 km.
"""

from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import s2
from whence_engine.grid.prior import WorldPrior
from whence_engine.photo import Belief

CELL_LEVEL = 6
_FINEST, _COARSEST = 9, 4
_LABELS = 4096  # more than there are: a row and a label make one number
_KEPT = 0.995
"""The lightest cells are left out, up to half a percent of the mass: it goes to "don't know"."""


class TownMap:
    """Beliefs by sets of labels; what was once worked out is kept.

    Parameters
    ----------
    prior
        Where people take photos.
    lat_deg, lon_deg, label
        Of each town: float64 [T], and a number from 0 to 4095, int64 [T].
    """

    def __init__(
        self, prior: WorldPrior, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], label: NDArray[np.int64]
    ) -> None:
        self._prior = prior
        self._lat, self._lon, self._label = lat_deg, lon_deg, label
        self.cells = lru_cache(maxsize=64)(self._cells)

    def _cells(self, labels: tuple[int, ...]) -> tuple[Belief, float] | None:
        """Return the cells of some labels, and their share of the prior; None where they have none.

        The belief has no sentence and no doubt yet: its masses sum to nearly 1.
        """
        if not labels:
            return None
        cell, label, mass, xyz = self._dealt
        chosen = np.isin(label, labels)
        ids, at = np.unique(cell[chosen], return_inverse=True)
        of_cell = np.bincount(at, mass[chosen])
        total = float(of_cell.sum())
        if total <= 0.0:
            return None
        middle = np.stack([np.bincount(at, xyz[chosen, axis]) for axis in range(3)], axis=1)
        order = np.argsort(-of_cell)
        kept = order[: int(np.searchsorted(np.cumsum(of_cell[order]), _KEPT * total)) + 1]
        middle = middle[kept] / np.linalg.norm(middle[kept], axis=1, keepdims=True)
        share = of_cell[kept] / total
        return Belief("", unknown=1.0 - float(share.sum()), cell_id=ids[kept], cell_mass=share, cell_xyz=middle), total

    @cached_property
    def _dealt(self) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Cell, label, mass, and positions summed by mass, of each part: uint64, int64, float64 [P], float64 [P, 3]."""
        tiles, mass = self._prior.tile_id, self._prior.tile_mass
        label = self._label_of(tiles)
        known = label >= 0
        cells = s2.parent(tiles[known], np.minimum(s2.level(tiles[known]), CELL_LEVEL))
        ids, row = np.unique(cells, return_inverse=True)
        parts, at = np.unique(row * _LABELS + label[known], return_inverse=True)
        weighted = mass[known, None] * s2.centre_xyz(tiles[known])
        xyz: NDArray[np.float64] = np.stack([np.bincount(at, weighted[:, axis]) for axis in range(3)], axis=1)
        of_part: NDArray[np.float64] = np.bincount(at, mass[known]).astype(np.float64)
        of_cell, of_label = np.divmod(np.asarray(parts, np.int64), _LABELS)
        return np.asarray(ids[of_cell], np.uint64), np.asarray(of_label, np.int64), of_part, xyz

    def _label_of(self, tiles: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the label of each tile, -1 where no town is near: int64 [T]."""
        leaves = s2.leaf_ids(self._lat, self._lon)
        label = np.full(tiles.size, -1, np.int64)
        level = s2.level(tiles)
        for depth in range(_FINEST, _COARSEST - 1, -1):
            cells, winner = _plurality(s2.parent(leaves, depth), self._label)
            open_tiles = np.flatnonzero((label < 0) & (level >= depth))
            around = s2.parent(tiles[open_tiles], depth)
            at = np.minimum(np.searchsorted(cells, around), cells.size - 1)
            found = cells[at] == around
            label[open_tiles[found]] = winner[at[found]]
        return label


def _plurality(cells: NDArray[np.uint64], label: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the cells that have towns, rising, and the label of most towns in each."""
    ids, row = np.unique(cells, return_inverse=True)
    pairs, count = np.unique(row * _LABELS + label, return_counts=True)
    order = np.lexsort((-count, pairs // _LABELS))
    _, first = np.unique(pairs[order] // _LABELS, return_index=True)
    return ids, pairs[order][first] % _LABELS
