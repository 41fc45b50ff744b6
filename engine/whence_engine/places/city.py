"""The town that a person names to say where something roughly is: not Alfama but Lisbon.

Importance is the logarithm of the population; it fades with the distance, the more slowly the larger the town is. So
London covers its suburbs, while a village in the Alps keeps its name beside a city two valleys away.
"""

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import EARTH_RADIUS_KM, to_xyz
from whence_engine.places.nearest import Cubes, town_radius_km
from whence_engine.places.ragged import lowest

REACH_KM = 25.0
"""No town lends its name to what lies farther away: the radius of a city-level answer."""

LEAST_PEOPLE = 500
_FADE = 1.6
_FADE_KM = 5.0
"""One power of ten in people is lost over (5 km + the town's radius) / 1.6: set on the cases of the tests."""


class CityIndex:
    """Finds the most important town around each of many points.

    Parameters
    ----------
    lat_deg, lon_deg
        float64 [T], where the towns are.
    country
        int16 [T], the number of each town's country.
    population
        int32 [T]; towns of fewer than `LEAST_PEOPLE` lend nobody a name.
    """

    def __init__(
        self,
        lat_deg: NDArray[np.float64],
        lon_deg: NDArray[np.float64],
        country: NDArray[np.int16],
        population: NDArray[np.int32],
    ) -> None:
        self._town = np.flatnonzero(population >= LEAST_PEOPLE)
        self._xyz = to_xyz(lat_deg[self._town], lon_deg[self._town])
        self._country = country[self._town]
        people = population[self._town]
        self._importance = np.log10(people)
        self._loss_per_km = _FADE / (_FADE_KM + town_radius_km(people))
        self._cubes = Cubes.of(self._xyz, REACH_KM)

    def city(
        self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], country: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the number of the most important town around each point, int64 [N], -1 where there is none.

        Parameters
        ----------
        lat_deg, lon_deg
            float64 [N].
        country
            int64 [N], the country that the town must be of.
        """
        point = to_xyz(lat_deg, lon_deg)
        row, candidate = self._cubes.around(point)
        fits = country[row] == self._country[candidate]
        row, candidate = row[fits], candidate[fits]
        km = EARTH_RADIUS_KM * np.sqrt(((self._xyz[candidate] - point[row]) ** 2).sum(axis=1))
        loss = km * self._loss_per_km[candidate] - self._importance[candidate]
        at = lowest(row, np.where(km <= REACH_KM, loss, np.inf), len(point))
        return np.where(at >= 0, self._town[candidate[np.maximum(at, 0)]] if len(candidate) else -1, -1)
