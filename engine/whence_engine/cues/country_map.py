"""What tells of countries only, as masses on cells: in each, people take photos where the world prior has them."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo import s2, sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.places.gazetteer import Gazetteer

_COARSEST, _FINEST = 4, 9  # levels of cells: about 500 km down to 15 km, as fusion cuts its leaves for the prior
_HEAVY = 0.002  # share of a belief above which a cell is cut into four

Cells = tuple[NDArray[np.uint64], NDArray[np.float64], NDArray[np.float64]]


class CountryMap:
    """The world prior's tiles by country."""

    def __init__(self, gazetteer: Gazetteer, prior: WorldPrior) -> None:
        self._gazetteer = gazetteer
        self._prior = prior

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """ISO codes of the countries, in their order here; the last, "", is the sea."""
        return (*(code for code, _ in sorted(self._gazetteer.countries.items(), key=lambda one: one[1][0])), "")

    @cached_property
    def _country(self) -> NDArray[np.int64]:
        """Number of the country of each tile, int64 [T]; the sea is the last."""
        lat, lon = sphere.to_degrees(s2.centre_xyz(self._prior.tile_id))
        number, _ = self._gazetteer.borders.locate(lat, lon)
        return np.where(number < 0, len(self.codes) - 1, number)

    @cached_property
    def mass(self) -> NDArray[np.float64]:
        """Share of the world's photos in each country, float64 [K], summing to 1."""
        return np.asarray(np.bincount(self._country, self._prior.tile_mass, minlength=len(self.codes)), np.float64)

    def named(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """Return the values of a mapping by ISO code in the order of `codes`, float64 [K]; 0 for what it lacks."""
        return np.array([weights.get(code, 0.0) for code in self.codes])

    def cells(self, mass: NDArray[np.float64]) -> Cells:
        """Spread masses of countries over the cells where people take photos in them.

        Parameters
        ----------
        mass
            Of each country, float64 [K], summing to at most 1.

        Returns
        -------
        S2 cells (uint64 [C]), their masses (float64 [C]), the mean photo position in each (unit vectors [C, 3]).
        """
        tiles, country = self._prior.tile_id, self._country
        spread = self._prior.tile_mass * (mass / np.maximum(self.mass, 1e-300))[country]
        running = np.concatenate([[0.0], np.cumsum(spread)])
        last = s2.range_max(tiles)

        def within(cells: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
            first = np.searchsorted(last, s2.range_min(cells))
            return first, np.searchsorted(tiles, s2.range_max(cells), side="right")

        nodes = np.unique(s2.parent(tiles[spread > 0], _COARSEST))
        kept = []
        for level in range(_COARSEST, _FINEST + 1):
            first, stop = within(nodes)
            here = running[stop] - running[first]
            split = (here > _HEAVY) & (stop - first > 1) & (level < _FINEST)
            kept.append(nodes[~split & (here > 0)])
            nodes = s2.children(nodes[split]).ravel()
        cells = np.sort(np.concatenate(kept))
        first, stop = within(cells)
        moments = np.concatenate([np.zeros((1, 3)), np.cumsum(spread[:, None] * s2.centre_xyz(tiles), axis=0)])
        middle = moments[stop] - moments[first]
        return cells, running[stop] - running[first], middle / np.linalg.norm(middle, axis=1, keepdims=True)
