"""A place that someone named, as kernels: the town and trips from it, or where people take photos in a large area."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.name_reading import Meaning
from whence_engine.geo import s2, sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.names import PlaceKind

_HEART, _OUTING = 0.7, 0.3
"""Most photos of a folder called after a town were taken in it, the others on trips from there."""

_OUTING_KM = 40.0
_LEAST_SPREAD_KM = 1.5
_ONE_KERNEL_KM = 70.0
"""Up to this radius an area is one kernel; a larger one is where people take photos in it."""

_HAUNTS = 12
"""So many kernels for a large area, and one for the rest of it."""

_HAUNT_LEVEL = 6  # S2 cells of about 140 km
_HAUNT_KM = 50.0

Kernels = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
"""Centres [K, 3], spreads in km [K] and masses [K], summing to 1."""


class PlaceKernels:
    """Makes kernels, and remembers those it made lately."""

    def __init__(self, gazetteer: Gazetteer, prior: WorldPrior) -> None:
        self._gazetteer = gazetteer
        self._prior = prior
        self.of = lru_cache(maxsize=256)(self._make)

    def _make(self, meaning: Meaning) -> Kernels:
        """Return centres [K, 3], spreads in km [K] and masses [K] (summing to 1) of where photos of a place lie."""
        hit = meaning.hit
        centre = sphere.to_xyz(hit.lat, hit.lon)
        if not meaning.area:
            spread_km = max(_LEAST_SPREAD_KM, 0.4 * hit.radius_km)
            outing_km = max(_OUTING_KM, spread_km)
            return np.stack([centre, centre]), np.array([spread_km, outing_km]), np.array([_HEART, _OUTING])
        if hit.radius_km <= _ONE_KERNEL_KM:
            return centre[None], np.array([0.45 * hit.radius_km]), np.ones(1)
        return self._haunts(meaning, centre)

    def _haunts(self, meaning: Meaning, centre: NDArray[np.float64]) -> Kernels:
        """Return kernels where the world prior has people take photos in a large area."""
        hit = meaning.hit
        tiles = self._prior.tile_id
        xyz = s2.centre_xyz(tiles)
        reach_km = 1.6 * hit.radius_km if hit.kind is PlaceKind.COUNTRY else 1.1 * hit.radius_km
        near = np.flatnonzero((sphere.distance_xyz_km(xyz, centre) <= reach_km) & (s2.level(tiles) >= _HAUNT_LEVEL))
        if not meaning.landscape and near.size:
            lat, lon = sphere.to_degrees(xyz[near])
            country, _ = self._gazetteer.borders.locate(lat, lon)
            near = near[country == self._gazetteer.countries[hit.country_code][0]]
        whole = centre[None], np.array([0.45 * hit.radius_km]), np.ones(1)
        if not near.size:
            return whole
        _, at = np.unique(s2.parent(tiles[near], _HAUNT_LEVEL), return_inverse=True)
        mass = np.bincount(at, self._prior.tile_mass[near])
        best = np.argsort(-mass)[:_HAUNTS]
        middle = np.stack([np.bincount(at, self._prior.tile_mass[near] * xyz[near, axis]) for axis in range(3)], axis=1)
        middle = middle[best] / np.linalg.norm(middle[best], axis=1, keepdims=True)
        covered = 0.95 * float(mass[best].sum() / mass.sum())
        weights = np.append(covered * mass[best] / mass[best].sum(), 1.0 - covered)
        spreads_km = np.append(np.full(best.size, _HAUNT_KM), whole[1])
        return np.concatenate([middle, whole[0]]), spreads_km, weights
