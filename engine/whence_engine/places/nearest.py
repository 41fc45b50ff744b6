"""The nearest town of many points at once.

Towns are sorted into cubes of space, not into cells of latitude and longitude: so neither the poles nor the
antimeridian are special, and the towns within one cube's edge of a point lie in the 27 cubes around it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import chord, distance_xyz_km, to_xyz
from whence_engine.places.ragged import expand, lowest

ANY = -1
"""In place of a country: towns of all countries count."""

REACH_KM = (12.0, 48.0, 240.0)
"""Towns as near as the first compete by their pull; beyond the last a point has no nearest town."""


def town_radius_km(population: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return how far towns reach: 1 km for a village, 5 for 100,000 people, 30 for London."""
    return np.asarray(np.maximum(1.0, 0.05 * population**0.4))


def pull(population: NDArray[np.int32], part: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how much farther than a hamlet each town is felt; zero for a mere part of another town.

    A city's own middle must not carry the name of the hamlet that it swallowed, nor a village beside a city the
    city's: the fourth root makes a city of two million eight times as near as a hamlet.
    """
    return np.asarray(np.where(part, 0.0, (population + 500.0) ** 0.25))


@dataclass(frozen=True, eq=False)
class Cubes:
    """All towns sorted by the cube they lie in; `edge` as a chord of the unit sphere."""

    edge: float
    order: NDArray[np.int32]
    number: NDArray[np.int64]

    @classmethod
    def of(cls, xyz: NDArray[np.float64], edge_km: float) -> "Cubes":
        """Sort towns at the unit vectors `xyz` (float64 [T, 3]) into cubes of that edge."""
        edge = float(chord(edge_km))
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


class TownIndex:
    """Finds towns by position.

    Parameters
    ----------
    lat_deg, lon_deg
        float64 [T], where the towns are.
    country
        int16 [T], the number of each town's country.
    pull
        float64 [T], by which distances up to the first of `REACH_KM` are divided; a town with none is never nearest.
    """

    def __init__(
        self,
        lat_deg: NDArray[np.float64],
        lon_deg: NDArray[np.float64],
        country: NDArray[np.int16],
        pull: NDArray[np.float64],
    ) -> None:
        self._xyz = to_xyz(lat_deg, lon_deg)
        self._country = country
        self._pull = pull
        self._sorted: dict[float, Cubes] = {}

    def _cubes(self, reach_km: float) -> Cubes:
        """Return the towns in cubes of that edge, sorted when they are first needed."""
        if reach_km not in self._sorted:
            self._sorted[reach_km] = Cubes.of(self._xyz, reach_km)
        return self._sorted[reach_km]

    def nearest(
        self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], country: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the town whose name each point goes by: the nearest, counting distances up to 12 km by pull.

        Parameters
        ----------
        lat_deg, lon_deg
            float64 [N].
        country
            int64 [N], the country that the town must be of, or `ANY`.

        Returns
        -------
        town
            int64 [N], -1 where none is within the last of `REACH_KM`.
        km
            float64 [N], great-circle distance, infinite where there is no town.
        """
        point = to_xyz(lat_deg, lon_deg)
        town = np.full(len(point), -1, dtype=np.int64)
        for reach_km in REACH_KM:
            left = np.flatnonzero(town < 0)
            if len(left):
                pull = self._pull if reach_km == REACH_KM[0] else np.sign(self._pull)
                town[left] = self._in_cubes(self._cubes(reach_km), pull, point[left], country[left])
        return town, np.where(town < 0, np.inf, distance_xyz_km(self._xyz[town], point))

    def _in_cubes(
        self, cubes: Cubes, pull: NDArray[np.float64], point: NDArray[np.float64], country: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the town nearest by pull among those within one edge of the cubes, or -1."""
        row, candidate = cubes.around(point)
        fits = ((country[row] == ANY) | (country[row] == self._country[candidate])) & (pull[candidate] > 0)
        row, candidate = row[fits], candidate[fits]
        apart = np.sqrt(((self._xyz[candidate] - point[row]) ** 2).sum(axis=1))
        at = lowest(row, np.where(apart <= cubes.edge, apart / pull[candidate], np.inf), len(point))
        town = np.full(len(point), -1, dtype=np.int64)
        town[at >= 0] = candidate[at[at >= 0]]
        return town

    def within(self, lat_deg: float, lon_deg: float, km: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the towns within `km` of a point, the nearest first, and their distances in km."""
        point = to_xyz(lat_deg, lon_deg)
        town = np.flatnonzero(((self._xyz - point) ** 2).sum(axis=1) <= chord(km) ** 2)
        distance_km = distance_xyz_km(self._xyz[town], point)
        order = np.argsort(distance_km, kind="stable")
        return town[order], distance_km[order]
