"""Where people take photos in the zones whose clocks showed one offset on one day.

The world prior's mass is dealt out to time zones once: each tile goes to the zone of most towns in the smallest S2 cell
around it that has any (15 km where towns are dense, 500 km in deserts), as GeoNames files them. What is farther from
any town is open sea and has next to no mass. A belief is then a choice of zones, summed over cells of 140 km.
"""

from datetime import datetime, timedelta, tzinfo
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import s2
from whence_engine.grid.prior import WorldPrior
from whence_engine.photo import Belief
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.zones import named_zone, offset_at

CELL_LEVEL = 6
_FINEST, _COARSEST = 9, 4
_ZONES = 4096  # more than there are: a row and a zone make one number
_KEPT = 0.995
"""The lightest cells are left out, up to half a percent of the mass: it goes to "don't know"."""


class ZoneMap:
    """Beliefs by offset and day; what was once worked out is kept."""

    def __init__(self, prior: WorldPrior, gazetteer: Gazetteer) -> None:
        self._prior = prior
        self._gazetteer = gazetteer
        self._cells_of = lru_cache(maxsize=64)(self._sum)
        self._zones_on = lru_cache(maxsize=512)(self._zones_at)

    def of_offset(self, offset: timedelta, local: datetime) -> tuple[Belief, float] | None:
        """Return cells of zones whose clocks were `offset` ahead of UTC at a local time, and their share of the prior.

        The belief has no sentence and no doubt yet: its masses sum to nearly 1. None where no zone had that offset.
        """
        hour = local.replace(minute=0, second=0, microsecond=0)
        return self._cells_of(self._zones_on(offset, hour))

    def of_zone(self, zone: tzinfo, local: datetime) -> tuple[Belief, float] | None:
        """Return the same for the offset that one zone had."""
        return self.of_offset(offset_at(zone, local), local)

    def _zones_at(self, offset: timedelta, local: datetime) -> tuple[int, ...]:
        return tuple(
            number for number, zone in enumerate(self._zones) if zone is not None and offset_at(zone, local) == offset
        )

    @cached_property
    def _zones(self) -> list[tzinfo | None]:
        return [named_zone(name) for name in self._gazetteer.time_zones]

    def _sum(self, zones: tuple[int, ...]) -> tuple[Belief, float] | None:
        if not zones:
            return None
        cell, zone, mass, xyz = self._dealt
        chosen = np.isin(zone, zones)
        ids, at = np.unique(cell[chosen], return_inverse=True)
        of_cell = np.bincount(at, mass[chosen])
        middle = np.stack([np.bincount(at, xyz[chosen, axis]) for axis in range(3)], axis=1)
        total = float(of_cell.sum())
        if total <= 0.0:
            return None
        order = np.argsort(-of_cell)
        kept = order[: int(np.searchsorted(np.cumsum(of_cell[order]), _KEPT * total)) + 1]
        middle = middle[kept] / np.linalg.norm(middle[kept], axis=1, keepdims=True)
        share = of_cell[kept] / total
        return Belief("", unknown=1.0 - float(share.sum()), cell_id=ids[kept], cell_mass=share, cell_xyz=middle), total

    @cached_property
    def _dealt(self) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Cell, zone, mass, and positions summed by mass, of every part: uint64, int64, float64 [P], float64 [P, 3]."""
        tiles, mass = self._prior.tile_id, self._prior.tile_mass
        zone = self._zone_of(tiles)
        known = zone >= 0
        level = s2.level(tiles[known])
        cells = s2.parent(tiles[known], np.minimum(level, CELL_LEVEL))
        ids, row = np.unique(cells, return_inverse=True)
        parts, at = np.unique(row * _ZONES + zone[known], return_inverse=True)
        weighted = mass[known, None] * s2.centre_xyz(tiles[known])
        xyz: NDArray[np.float64] = np.stack([np.bincount(at, weighted[:, axis]) for axis in range(3)], axis=1)
        of_part: NDArray[np.float64] = np.bincount(at, mass[known]).astype(np.float64)
        of_cell, of_zone = np.divmod(np.asarray(parts, np.int64), _ZONES)
        return np.asarray(ids[of_cell], np.uint64), np.asarray(of_zone, np.int64), of_part, xyz

    def _zone_of(self, tiles: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the number of the zone of each tile, -1 where no town is near: int64 [T]."""
        towns = self._gazetteer.towns
        leaves = s2.leaf_ids(towns.lat, towns.lon)
        zone = np.full(tiles.size, -1, np.int64)
        level = s2.level(tiles)
        for depth in range(_FINEST, _COARSEST - 1, -1):
            cells, winner = _plurality(s2.parent(leaves, depth), towns.zone.astype(np.int64))
            open_tiles = np.flatnonzero((zone < 0) & (level >= depth))
            around = s2.parent(tiles[open_tiles], depth)
            at = np.minimum(np.searchsorted(cells, around), cells.size - 1)
            found = cells[at] == around
            zone[open_tiles[found]] = winner[at[found]]
        return zone


def _plurality(cells: NDArray[np.uint64], zone: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the cells that have towns, rising, and the zone of most towns in each."""
    ids, row = np.unique(cells, return_inverse=True)
    pairs, count = np.unique(row * _ZONES + zone, return_counts=True)
    order = np.lexsort((-count, pairs // _ZONES))
    _, first = np.unique(pairs[order] // _ZONES, return_index=True)
    return ids, pairs[order][first] % _ZONES
