"""The planet itself: land and climate as smooth fields, realms and countries with sharp borders, towns and sights.

It is as large as the Earth. Everything follows from a seed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_training.planet.chance import direction, dot, mixed, moved, normal, uniform, unit
from whence_training.planet.noise import Real, sphere_noise

REALMS, COUNTRIES, TOWNS, SIGHTS, LANDMARKS = 6, 36, 110, 90, 4
"""Continents of culture, countries, towns, places in nature that people travel to, landmarks of each town."""

SEA_LEVEL = 0.5
_CANDIDATES, _APART_KM = 6000, 60.0
_TREELESS_Z = 0.93  # of the sine of latitude; nobody travels beyond


@dataclass(frozen=True, eq=False)
class Terrain:
    """The land at N points, float64 [N] each, 0 .. 1; below `SEA_LEVEL` of `height` lies the sea."""

    height: Real
    relief: Real
    warmth: Real
    wet: Real
    soil: Real
    leaf: Real


@dataclass(frozen=True, eq=False)
class World:
    """Where people live and go.

    Attributes
    ----------
    seed
        Of everything.
    country_xyz, country_realm
        Centres [K, 3] and realms int64 [K].
    place_xyz, town, popularity, country, radius_km
        Towns and sights: [P, 3], bool [P], and [P] each.
    landmark_xyz
        [P, LANDMARKS, 3]; of sights, viewpoints.
    """

    seed: int
    country_xyz: Real
    country_realm: NDArray[np.int64]
    place_xyz: Real
    town: NDArray[np.bool_]
    popularity: Real
    country: NDArray[np.int64]
    radius_km: Real
    landmark_xyz: Real

    def country_of(self, xyz: Real) -> NDArray[np.int64]:
        """Give the country of unit vectors [N, 3]: the nearest centre, borders bent by a field: int64 [N]."""
        bend = np.stack([sphere_noise(xyz, mixed_key(self.seed, 20 + axis), 700.0, 3) for axis in range(3)], axis=-1)
        return _nearest(unit(xyz + 0.12 * (bend - 0.5)), self.country_xyz)

    def terrain(self, xyz: Real) -> Terrain:
        """Give the land at unit vectors [N, 3]."""
        return terrain(self.seed, xyz)


def mixed_key(*keys: int) -> int:
    """Mix keys into one that leaves room for counting on."""
    return int(mixed(*keys)[0] >> np.uint64(16))


def height(seed: int, xyz: Real) -> Real:
    """Give the height of the land alone at unit vectors [..., 3]."""
    return sphere_noise(xyz, mixed_key(seed, 1), 4500.0, 7)


def terrain(seed: int, xyz: Real) -> Terrain:
    """Give the land at unit vectors [N, 3]: fields from continents down to valleys."""

    def field(number: int, spacing_km: float, octaves: int) -> Real:
        return sphere_noise(xyz, mixed_key(seed, number), spacing_km, octaves)

    rough = field(2, 1100.0, 5)
    relief = np.clip(2.6 * (rough - 0.45), 0.0, 1.0)
    z = xyz[..., 2]
    warmth = np.clip(1.02 - 1.05 * z * z - 0.25 * relief + 0.30 * (field(3, 1500.0, 3) - 0.5), 0.0, 1.0)
    return Terrain(height(seed, xyz), relief, warmth, field(4, 1300.0, 4), field(5, 500.0, 3), field(6, 350.0, 3))


def make_world(seed: int) -> World:
    """Make the planet of a seed."""
    realm_xyz = direction(seed, 30, np.arange(REALMS))
    candidates = direction(seed, 31, np.arange(_CANDIDATES))
    land = terrain(seed, candidates)
    usable = (land.height > SEA_LEVEL + 0.004) & (np.abs(candidates[:, 2]) < _TREELESS_Z)
    near_sea = land.height < SEA_LEVEL + 0.03
    drawn = uniform(seed, 32, np.arange(_CANDIDATES))
    lovely = near_sea | (land.relief > 0.5)
    towns = _spread(candidates, usable & (drawn < np.where(near_sea, 1.0, 0.12)), TOWNS)
    taken = np.zeros(_CANDIDATES, np.bool_)
    taken[towns] = True
    sights = _spread(candidates, usable & ~taken & lovely & (drawn > 0.3), SIGHTS)
    place_xyz = _settled(seed, np.concatenate([candidates[towns], candidates[sights]]))
    town = np.arange(len(place_xyz)) < len(towns)
    rank = np.where(town, np.arange(len(place_xyz)), np.arange(len(place_xyz)) - len(towns))
    popularity = np.where(town, 1.0, 0.5) / (rank + 4.0)
    inland = np.flatnonzero(usable & ~taken)
    country_xyz = candidates[inland[_spread(candidates[inland], np.ones(len(inland), np.bool_), COUNTRIES, 500.0)]]
    radius_km = np.where(town, 2.0 + 40.0 * popularity, 12.0)
    half = World(
        seed=seed,
        country_xyz=country_xyz,
        country_realm=_nearest(country_xyz, realm_xyz),
        place_xyz=place_xyz,
        town=town,
        popularity=popularity,
        country=np.zeros(len(town), np.int64),
        radius_km=radius_km,
        landmark_xyz=_landmarks(seed, place_xyz, radius_km),
    )
    return World(**{**vars(half), "country": half.country_of(place_xyz)})


def _settled(seed: int, xyz: Real) -> Real:
    """Move places [P, 3] to low land nearby, mostly a coast: people live by the water and travel to it."""
    place, trial = np.arange(len(xyz))[:, None], np.arange(300)
    around = moved(xyz[:, None, :], *(100.0 * normal(seed, 35 + axis, place, trial) for axis in range(2)))
    level = height(seed, around)
    lowest = np.where(level > SEA_LEVEL, level, 2.0).argmin(axis=1)
    stays = (uniform(seed, 37, np.arange(len(xyz))) < 0.2) | (level.max(axis=1) <= SEA_LEVEL)
    return np.where(stays[:, None], xyz, around[np.arange(len(xyz)), lowest])


def _landmarks(seed: int, place_xyz: Real, radius_km: Real) -> Real:
    place, number = np.arange(len(place_xyz))[:, None], np.arange(LANDMARKS)
    east, north = (0.45 * radius_km[:, None] * normal(seed, 33 + axis, place, number) for axis in range(2))
    centre = np.repeat(place_xyz[:, None, :], LANDMARKS, axis=1)
    spot = moved(centre, east, north)
    return np.where((height(seed, spot) < SEA_LEVEL)[..., None], centre, spot)


def _spread(xyz: Real, usable: NDArray[np.bool_], count: int, apart_km: float = _APART_KM) -> NDArray[np.int64]:
    """Pick the first points that keep their distance from those picked before: int64 [at most count]."""
    nearest = 1.0 - (apart_km / 6371.0) * (apart_km / 6371.0) / 2.0
    free, picked = usable.copy(), []
    for row in range(len(xyz)):
        if free[row]:
            picked.append(row)
            free &= dot(xyz, xyz[row]) < nearest
            if len(picked) == count:
                break
    return np.array(picked, np.int64)


def _nearest(xyz: Real, centres: Real) -> NDArray[np.int64]:
    return np.asarray(dot(xyz[..., None, :], centres).argmax(axis=-1), np.int64)
