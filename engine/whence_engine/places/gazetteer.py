"""The gazetteer: a point to a name, a name to points, offline.

Towns, divisions and countries are those of GeoNames, borders those of country-coder: who holds a place in fact. Where
the two differ it is as GeoNames files it: every polygon belongs to the country of most towns inside it.
"""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whence_engine.places.borders import SEA, BorderMap
from whence_engine.places.names import PlaceHit, PlaceKind, PlaceName, Town
from whence_engine.places.nearest import ANY
from whence_engine.places.search import Search
from whence_engine.places.store import PACKAGED, Store, Towns

OFFSHORE_KM = 25.0
"""Outside all outlines a point takes the country of a town that near: islets that nobody outlined."""

_CHUNK = 2048


class Gazetteer:
    """Names of places, from one file. Safe to share among threads.

    >>> gazetteer = Gazetteer.open()
    >>> gazetteer.reverse(np.array([48.8566]), np.array([2.3522]))[0].label(Level.CITY)
    'Paris, France'
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._search = Search(store)

    @classmethod
    def open(cls, path: Path | None = None) -> "Gazetteer":
        """Open a gazetteer file, the packaged one by default.

        Raises
        ------
        PlacesError
            It is missing, altered, no gazetteer, or made for another version.
        """
        return cls(Store(path or PACKAGED))

    @property
    def attribution(self) -> str:
        """Whose data this is, as their licences ask to say."""
        return self._store.meta["attribution"]

    @property
    def towns(self) -> Towns:
        """All towns as arrays, most people first."""
        return self._store.towns

    @property
    def borders(self) -> BorderMap:
        """The outlines of the countries, which it numbers as `towns.country` does."""
        return self._store.borders

    @cached_property
    def countries(self) -> dict[str, tuple[int, str]]:
        """ISO 3166-1 alpha-2 code -> number of the country in `towns` and `borders`, and its English name."""
        areas = enumerate(self._store.areas)
        return {area.code: (number, area.name) for number, area in areas if area.kind == PlaceKind.COUNTRY}

    @property
    def time_zones(self) -> list[str]:
        """IANA names of the time zones that `towns.zone` numbers."""
        return self._store.zones

    def time_zones_at(self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the number in `time_zones` of the town nearest to each point, int64 [N]; -1 far from any town.

        Parameters
        ----------
        lat_deg, lon_deg
            float64 [N], finite, in range.
        """
        found = [np.empty(0, np.int64)]
        for begin in range(0, len(lat_deg), _CHUNK):
            _, town, *_ = self._resolve(lat_deg[begin : begin + _CHUNK], lon_deg[begin : begin + _CHUNK])
            found.append(np.where(town >= 0, self._store.towns.zone[town], -1).astype(np.int64))
        return np.concatenate(found)

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def reverse(self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> list[PlaceName]:
        """Return what each point is called.

        The country's outline decides, and the nearest town inside it gives the name. Where an outline puts the very
        middle of a town into another country than GeoNames does, the town is believed as far as it reaches.

        Parameters
        ----------
        lat_deg, lon_deg
            float64 [N]; latitudes beyond a pole count as the pole, longitudes wrap.

        Returns
        -------
        list of PlaceName
            One for each point, empty for open sea and for coordinates that are not finite.
        """
        lat_deg, lon_deg = np.broadcast_arrays(np.asarray(lat_deg, float), np.asarray(lon_deg, float))
        names = [PlaceName()] * len(lat_deg)
        real = np.flatnonzero(np.isfinite(lat_deg) & np.isfinite(lon_deg))
        if not len(real):
            return names
        lat_deg, lon_deg = np.clip(lat_deg[real], -90, 90), (lon_deg[real] + 180) % 360 - 180
        lon_deg[lon_deg >= 180] = -180  # rounding
        found = [
            self._resolve(lat_deg[begin : begin + _CHUNK], lon_deg[begin : begin + _CHUNK])
            for begin in range(0, len(real), _CHUNK)
        ]
        country, town, city, town_km, border_km = (np.concatenate(column) for column in zip(*found, strict=True))
        for i in np.argsort(town).tolist():  # towns of one block of names together
            if country[i] != SEA:
                numbers = int(country[i]), int(town[i]), int(city[i])
                names[real[i]] = self._name(*numbers, float(town_km[i]), float(border_km[i]))
        return names

    def _resolve(
        self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Return country (or `SEA`), nearest town and city (or -1), distances of that town and of the border in km."""
        towns, index = self._store.towns, self._store.index
        outlined, border_km = self._store.borders.locate(lat_deg, lon_deg)
        town, town_km = index.nearest(lat_deg, lon_deg, np.full(len(lat_deg), ANY))
        believed_km = np.where(towns.misplaced[town], towns.radius_km[town], -1.0)
        believed_km[outlined == SEA] = OFFSHORE_KM
        country = np.where(town_km <= believed_km, towns.country[town], outlined)
        town[country == SEA] = -1
        abroad = np.flatnonzero((country != SEA) & ((town < 0) | (towns.country[town] != country)))
        town[abroad], town_km[abroad] = index.nearest(lat_deg[abroad], lon_deg[abroad], country[abroad])
        town_km[town < 0] = np.inf
        city = self._store.cities.city(lat_deg, lon_deg, country)
        return country, town, city, town_km, border_km

    def _name(self, country: int, town: int, city: int, town_km: float, border_km: float) -> PlaceName:
        areas = self._store.areas
        region = int(self._store.towns.region[town]) if town >= 0 else -1
        return PlaceName(
            name=self._store.town_name(town) if town >= 0 else "",
            city=self._store.town_name(city) if city >= 0 else "",
            region=areas[region].name if region >= 0 else "",
            country=areas[country].name,
            country_code=areas[country].code,
            continent=areas[areas[country].parent].name,
            distance_km=town_km,
            border_km=border_km,
        )

    def search(self, text: str, *, limit: int = 10, complete: bool = True) -> list[PlaceHit]:
        """Return the places that `text` may mean, the likeliest first.

        Case, diacritics and punctuation make no difference; other names and scripts are known. What follows a comma
        (or the last words) may say what is around: "Paris, Texas", "Springfield IL", "Cambridge, UK". Names that only
        begin like `text` follow after those that are the same, so that a search can be run while someone types.

        Parameters
        ----------
        text
            Whatever was typed; nothing in it leads to an error.
        limit
            At most so many are returned.
        complete
            Whether names count that only begin like `text`: right for typing, wrong for captions.
        """
        return self._search.find(text, limit, complete=complete)

    def bearing(self, name: str, *, limit: int = 10) -> list[PlaceHit]:
        """Return the places that are called `name` as a whole, in any language, the likeliest first.

        Unlike `search` it reads nothing into parts of the name: right for finding names in running text.
        """
        return self._search.bearing(name, limit)

    def town_names(self, numbers: NDArray[np.integer[Any]]) -> list[str]:
        """Return what towns are called, by their numbers in `towns` (integers [N])."""
        return [self._store.town_name(number) for number in numbers.tolist()]

    def towns_near(self, lat_deg: float, lon_deg: float, km: float) -> list[Town]:
        """Return the towns within `km` of a point, the nearest first, each with its time zone."""
        towns, areas = self._store.towns, self._store.areas
        found = []
        for town, distance_km in zip(*self._store.index.within(lat_deg, lon_deg, km), strict=True):
            country, region = areas[towns.country[town]], int(towns.region[town])
            found.append(
                Town(
                    name=self._store.town_name(int(town)),
                    region=areas[region].name if region >= 0 else "",
                    country=country.name,
                    country_code=country.code,
                    lat=float(towns.lat[town]),
                    lon=float(towns.lon[town]),
                    population=int(towns.population[town]),
                    time_zone=self._store.zones[towns.zone[town]],
                    distance_km=float(distance_km),
                )
            )
        return found
