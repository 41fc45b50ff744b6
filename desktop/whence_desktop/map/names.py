"""The names that a map may show, prepared once for all maps."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from whence_desktop import wording
from whence_desktop.map.basemap import Basemap
from whence_desktop.map.mercator import to_square
from whence_engine.places.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Countries and towns.

    Attributes
    ----------
    gazetteer
        Names the towns, as they are shown.
    countries
        What the countries of the basemap are called in the window's language.
    country_xy, country_radius
        Where their names belong, and how much room there is: in the square, float64 [C, 2] and [C].
    town_xy, population
        The towns that are no parts of others, most people first: in the square, float64 [T, 2], and int32 [T].
    """

    gazetteer: Gazetteer
    countries: tuple[str, ...]
    country_xy: NDArray[np.float64]
    country_radius: NDArray[np.float64]
    town_xy: NDArray[np.float64]
    population: NDArray[np.int32]
    _town: NDArray[np.intp]
    _country: dict[int, str]

    @classmethod
    def of(cls, basemap: Basemap, gazetteer: Gazetteer) -> Self:
        """Prepare all names of a basemap and a gazetteer."""
        english = {code: name for code, (_, name) in gazetteer.countries.items()}
        towns = gazetteer.towns
        whole = np.flatnonzero(~towns.part)
        town = whole[np.argsort(-towns.population[whole], kind="stable")]
        return cls(
            gazetteer,
            tuple(wording.place(english.get(code, code)) for code in basemap.country_code.tolist()),
            basemap.country_xy,
            basemap.country_radius,
            to_square(towns.lat[town], towns.lon[town]),
            towns.population[town],
            town,
            dict(gazetteer.countries.values()),
        )

    def towns(self, rows: NDArray[np.integer[Any]]) -> list[str]:
        """Return what towns (rows of `town_xy`) are called in the window's language."""
        towns = self._town[rows]
        names, countries = self.gazetteer.town_names(towns), self.gazetteer.towns.country[towns].tolist()
        return [
            wording.town(name, self._country.get(country, "")) for name, country in zip(names, countries, strict=True)
        ]
