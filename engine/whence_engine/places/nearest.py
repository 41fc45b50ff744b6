"""The nearest town of many points at once.

Towns are sorted into cubes of space, not into cells of latitude and longitude: so neither the poles nor the
antimeridian are special, and the towns within one cube's edge of a point lie in the 27 cubes around it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whence_engine.places.ragged import expand, lowest

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

ANY = -1
"""In place of a country: towns of all countries count."""

EDGES_KM = (24.0, 240.0)
"""Edges of the cubes; beyond the last a point has no nearest town."""

_CHUNK = 4096


def unit_vectors(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return float64 [N, 3]: the points on the unit sphere."""
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def chord_km(chord: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle distances in km for chords of the unit sphere."""
    return np.asarray(2 * EARTH_KM * np.arcsin(np.minimum(1.0, chord / 2)))


@dataclass(frozen=True, eq=False)
class _Cubes:
    """All towns sorted by the cube they lie in."""

    edge: float
    order: NDArray[np.int32]
    number: NDArray[np.int64]

    @classmethod
    def of(cls, xyz: NDArray[np.float64], edge_km: float) -> "_Cubes":
        edge = edge_km / EARTH_KM
        number = cls._number(cls._cube(xyz, edge), edge)
        order = np.argsort(number, kind="stable").astype(np.int32)
        return cls(edge, order, number[order])

    @staticmethod
    def _cube(xyz: NDArray[np.float64], edge: float) -> NDArray[np.int64]:
        return np.asarray(np.floor((xyz + 1) / edge).astype(np.int64) + 1)

    @staticmethod
    def _number(cube: NDArray[np.int64], edge: float) -> NDArray[np.int64]:
        side = int(2 / edge) + 4
        return np.asarray((cube[..., 0] * side + cube[..., 1]) * side + cube[..., 2])

    def around(self, xyz: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of `xyz` and, for each, the towns of the 27 cubes around it."""
        steps = np.array([(i, j, 0) for i in (-1, 0, 1) for j in (-1, 0, 1)])
        middle = self._number(self._cube(xyz, self.edge)[:, None, :] + steps, self.edge).ravel()
        start = np.searchsorted(self.number, middle - 1, side="left")
        stop = np.searchsorted(self.number, middle + 1, side="right")
        part, at = expand(start, stop - start)
        return part // len(steps), self.order[at].astype(np.int64)


def town_radius_km(population: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return how far towns reach: 1 km for a village, 5 for 100,000 people, 30 for London."""
    return np.asarray(np.maximum(1.0, 0.05 * population**0.4))


def pull(population: NDArray[np.int32], part: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how much farther than a hamlet each town is felt; zero for a mere part of another town.

    A city's own middle must not carry the name of the hamlet that it swallowed, nor a village beside a city the
    city's: the fourth root makes a city of two million eight times as near as a hamlet.
    """
    return np.asarray(np.where(part, 0.0, (population + 500.0) ** 0.25))


class TownIndex:
    """Finds towns by position.

    Parameters
    ----------
    lat_deg, lon_deg
        float64 [T], where the towns are.
    country
        int16 [T], the number of each town's country.
    pull
        float64 [T], by which distances within the first of `EDGES_KM` are divided; a town with none is never nearest.
    """

    def __init__(
        self,
        lat_deg: NDArray[np.float64],
        lon_deg: NDArray[np.float64],
        country: NDArray[np.int16],
        pull: NDArray[np.float64],
    ) -> None:
        self._xyz = unit_vectors(lat_deg, lon_deg)
        self._country = country
        self._pull = pull

    @cached_property
    def _levels(self) -> tuple[_Cubes, ...]:
        return tuple(_Cubes.of(self._xyz, edge) for edge in EDGES_KM)

    def nearest(
        self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], country: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the town whose name each point goes by: the nearest, counting distance by the towns' pull.

        Parameters
        ----------
        lat_deg, lon_deg
            float64 [N].
        country
            int64 [N], the country that the town must be of, or `ANY`.

        Returns
        -------
        town
            int64 [N], -1 where none is within the last of `EDGES_KM`.
        km
            float64 [N], great-circle distance, infinite where there is no town.
        """
        town = np.full(len(lat_deg), -1, dtype=np.int64)
        chord = np.full(len(lat_deg), np.inf)
        for begin in range(0, len(lat_deg), _CHUNK):
            here = slice(begin, begin + _CHUNK)
            point = unit_vectors(lat_deg[here], lon_deg[here])
            left = np.arange(len(point))
            for cubes, pull in zip(self._levels, (self._pull, np.sign(self._pull)), strict=True):
                found, near = self._in_cubes(cubes, pull, point[left], country[here][left])
                sure = found >= 0
                town[begin + left[sure]] = found[sure]
                chord[begin + left[sure]] = near[sure]
                left = left[~sure]
                if not len(left):
                    break
        return town, np.where(town < 0, np.inf, chord_km(np.where(town < 0, 0.0, chord)))

    def _in_cubes(
        self, cubes: _Cubes, pull: NDArray[np.float64], point: NDArray[np.float64], country: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return town (or -1) and chord of the nearest within one edge of the cubes: all of those are among them."""
        row, candidate = cubes.around(point)
        fits = ((country[row] == ANY) | (country[row] == self._country[candidate])) & (pull[candidate] > 0)
        row, candidate = row[fits], candidate[fits]
        chord = np.sqrt(((self._xyz[candidate] - point[row]) ** 2).sum(axis=1))
        at = lowest(row, np.where(chord <= cubes.edge, chord / pull[candidate], np.inf), len(point))
        found = at >= 0
        town, near = np.full(len(point), -1, dtype=np.int64), np.full(len(point), np.inf)
        town[found], near[found] = candidate[at[found]], chord[at[found]]
        return town, near

    def within(self, lat_deg: float, lon_deg: float, km: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the towns within `km` of a point, the nearest first, and their distances in km."""
        point = unit_vectors(np.array([lat_deg]), np.array([lon_deg]))
        chord = np.sqrt(((self._xyz - point) ** 2).sum(axis=1))
        town = np.flatnonzero(chord <= 2 * np.sin(min(km / EARTH_KM, np.pi) / 2))
        town = town[np.argsort(chord[town], kind="stable")]
        return town, chord_km(chord[town])
