"""The world prior: where people take photos, before anything is known of a photo.

`world.npz` beside this module tiles the whole Earth with S2 cells, small where many people photograph, and gives
each tile its share of all photos. No tile has none: the open sea is unlikely, not impossible. `world.md` says what
it was made of; `whence_training.prior` makes it.
"""

from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whence_engine.errors import BundleError
from whence_engine.geo import s2
from whence_engine.geo.disc import Disc, best_disc
from whence_engine.geo.sphere import distance_xyz_km, to_xyz

_LOG_STEPS = 256  # a stored mass is 2 to a whole number of such parts: right to 0.14 %
_GRAIN = 0.01  # what is closer together than this share of a radius is one point to the search for a disc
_EDGE = 0.02  # a disc's edge is followed by cells of this share of its radius


@dataclass(frozen=True, eq=False)
class WorldPrior:
    """A probability over the Earth, uniform by leaves inside each tile.

    Attributes
    ----------
    tile_id
        uint64 [T], rising: S2 cells that cover the Earth without overlap.
    tile_mass
        float64 [T], positive, sums to 1.
    """

    tile_id: NDArray[np.uint64]
    tile_mass: NDArray[np.float64]

    @classmethod
    def load(cls, file: Path | Traversable | None = None) -> Self:
        """Read a prior, by default the one that comes with Whence.

        Raises
        ------
        BundleError
            The file cannot be read, leaves a part of the Earth out, or holds masses that are none.
        """
        source = resources.files("whence_engine.grid") / "world.npz" if file is None else file
        try:
            with source.open("rb") as opened, np.load(opened, allow_pickle=False) as archive:
                levels, log_mass = archive["level"], archive["log_mass"]
        except Exception as error:  # zipfile, zlib and numpy raise whatever a damaged byte makes them meet
            raise BundleError("The world prior cannot be read ({why}): install Whence again.", why=error) from error
        if levels.dtype != np.uint8 or log_mass.dtype != np.uint16 or not levels.ndim == log_mass.ndim == 1:
            raise BundleError("The world prior is damaged: install Whence again.")
        mass = np.exp2(-log_mass / _LOG_STEPS)
        if len(mass) != len(levels) or not (mass > 0).all():
            raise BundleError("The world prior is damaged: install Whence again.")
        return cls(_tiles_of_levels(levels.astype(np.int64)), mass / mass.sum())

    def save(self, file: Path) -> None:
        """Write the prior: the levels of its tiles in curve order say which they are; masses keep three digits."""
        log_mass = np.round(-np.log2(self.tile_mass) * _LOG_STEPS).astype(np.uint16)
        np.savez_compressed(file, allow_pickle=False, level=s2.level(self.tile_id).astype(np.uint8), log_mass=log_mass)

    def mass_of(self, ids: ArrayLike) -> NDArray[np.float64]:
        """Probability of S2 cells: the masses of children sum to their parent's, those of the faces to 1.

        Parameters
        ----------
        ids
            Valid cells of any levels, uint64 [...].

        Returns
        -------
        float64 [...], positive
        """
        cells = np.asarray(ids, np.uint64)
        first = np.searchsorted(self._last_leaf, s2.range_min(cells))
        stop = np.searchsorted(self._last_leaf, s2.range_max(cells)) + 1
        # Cells nest: a query is one tile or a part of it, or a whole number of tiles.
        part = np.exp2(2.0 * np.minimum(self._level[first] - s2.level(cells), 0))
        whole = self._running[stop] - self._running[first]
        return np.asarray(np.where(stop - first == 1, self.tile_mass[first] * part, whole))

    def mass_within(self, lat_deg: float, lon_deg: float, radius_km: float) -> float:
        """Probability of the disc around a position.

        The disc's edge is followed down the quadtree by cells of 2 % of its radius.
        """
        centre, total, cells = to_xyz(lat_deg, lon_deg), 0.0, s2.FACES
        while len(cells):
            distance, reach = distance_xyz_km(s2.centre_xyz(cells), centre), s2.radius_km(cells)
            fine = (reach < _EDGE * radius_km) | (s2.level(cells) == s2.MAX_LEVEL)
            inside = (distance + reach <= radius_km) | (fine & (distance <= radius_km))
            outside = (distance - reach > radius_km) | fine
            total += float(self.mass_of(cells[inside]).sum())
            cells = s2.children(cells[~inside & ~outside]).reshape(-1)
        return min(total, 1.0)

    def best_disc(self, radius_km: float) -> Disc:
        """Find the disc of a radius that holds the most: the answer for a photo of which nothing is known.

        The centre is sought over cells of 1 % of the radius, and the disc's mass then taken exactly: quick for
        large discs, half a minute for 1 km.
        """
        level = int(np.clip(np.log2(s2.radius_km(s2.FACES[0]) / (_GRAIN * radius_km)), 0, s2.MAX_LEVEL))
        cells, first = np.unique(s2.parent(self.tile_id, np.minimum(self._level, level)), return_index=True)
        found = best_disc(s2.centre_xyz(cells), np.add.reduceat(self.tile_mass, first), radius_km)
        return Disc(found.lat_deg, found.lon_deg, self.mass_within(found.lat_deg, found.lon_deg, radius_km))

    @cached_property
    def _last_leaf(self) -> NDArray[np.uint64]:
        return s2.range_max(self.tile_id)

    @cached_property
    def _level(self) -> NDArray[np.int64]:
        return s2.level(self.tile_id)

    @cached_property
    def _running(self) -> NDArray[np.float64]:
        return np.concatenate([[0.0], np.cumsum(self.tile_mass)])


def _tiles_of_levels(levels: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Ids of tiles that cover the Earth, from their levels in curve order."""
    if not len(levels) or levels.min() < 0 or levels.max() > s2.MAX_LEVEL:
        raise BundleError("The world prior is damaged: install Whence again.")
    size = np.uint64(1) << (2 * (s2.MAX_LEVEL - levels) + 1).astype(np.uint64)  # in ids: two a leaf
    start = np.cumsum(size, dtype=np.uint64) - size
    ids = np.asarray(start + (size >> np.uint64(1)), np.uint64)
    covered = sum(4.0**-level * count for level, count in enumerate(np.bincount(levels)))
    if covered != len(s2.FACES) or not s2.is_valid(ids).all() or (s2.level(ids) != levels).any():
        raise BundleError("The world prior leaves a part of the Earth out: install Whence again.")
    return ids
