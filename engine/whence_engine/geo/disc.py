"""The disc of a given radius that holds the most: where a constant answer does best."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whence_engine.geo import s2
from whence_engine.geo.sphere import chord, to_degrees

_TOLERANCE = 0.05  # centres closer together than this share of the radius are one centre
_TRIED = 8  # centres measured exactly per level
_PAIRS = 1 << 22  # distances held at a time: 32 MB


@dataclass(frozen=True, slots=True)
class Disc:
    """A disc on the Earth.

    Attributes
    ----------
    lat_deg, lon_deg
        Its centre.
    share
        The share of all mass that lies within it (edge included).
    """

    lat_deg: float
    lon_deg: float
    share: float


@dataclass(frozen=True, slots=True)
class _Cells:
    """Points summed up by the cell of one level that holds them."""

    id: NDArray[np.uint64]
    centre: NDArray[np.float64]
    mean: NDArray[np.float64]
    mass: NDArray[np.float64]
    radius_km: NDArray[np.float64]


def mass_within(
    centre_xyz: NDArray[np.float64], xyz: NDArray[np.float64], mass: NDArray[np.float64], radius_km: ArrayLike
) -> NDArray[np.float64]:
    """Mass of points within a radius of each centre.

    Parameters
    ----------
    centre_xyz, xyz
        Unit vectors, float64 [M, 3] and [N, 3].
    mass
        float64 [N].
    radius_km
        One radius, or [M].

    Returns
    -------
    float64 [M]
    """
    limit = np.broadcast_to(chord(radius_km) ** 2, len(centre_xyz))
    found = np.empty(len(centre_xyz))
    block = max(1, _PAIRS // max(1, len(xyz)))
    for at in range(0, len(centre_xyz), block):
        some = slice(at, at + block)
        squared = np.zeros((len(centre_xyz[some]), len(xyz)))
        for axis in range(3):  # coordinate by coordinate: 2 - 2 a.b would round a kilometre by metres
            squared += (centre_xyz[some, axis, None] - xyz[None, :, axis]) ** 2
        found[some] = (squared <= limit[some, None]) @ mass
    return found


def best_disc(xyz: NDArray[np.float64], mass: NDArray[np.float64], radius_km: float) -> Disc:
    """Find the disc that holds the most mass, among those centred where there is any.

    Branch and bound down the S2 quadtree: a cell whose every disc must hold less than the best one found is left
    alone. The heaviest cells of about the disc's size give the first one to beat. Centres are compared at 5 % of
    the radius.

    Parameters
    ----------
    xyz
        Unit vectors, float64 [N, 3], N at least 1.
    mass
        float64 [N], not negative, not all zero.
    radius_km
        Of the disc.
    """
    leaves, xyz, mass = _merged(xyz, mass)
    level = _level_of_radius(radius_km)
    start = _summed(leaves, xyz, mass, level)
    best, best_centre = _heaviest(start.mean[np.argsort(-start.mass, kind="stable")[:_TRIED]], xyz, mass, radius_km)
    survivors = s2.FACES
    for level in range(s2.MAX_LEVEL + 1):
        cells = _summed(leaves, xyz, mass, level)
        asked = np.nonzero(np.isin(s2.parent(cells.id, max(level - 1, 0)), survivors))[0]
        bound = _bounds(cells, asked, radius_km)
        tried = asked[np.argsort(-bound, kind="stable")[:_TRIED]]
        found, centre = _heaviest(cells.mean[tried], xyz, mass, radius_km)
        if found > best:
            best, best_centre = found, centre
        alive = asked[bound > best]
        survivors = cells.id[alive]
        if not len(alive) or cells.radius_km[alive].max() < _TOLERANCE * radius_km:
            break
    lat, lon = to_degrees(best_centre)
    return Disc(float(lat), float(lon), best / float(mass.sum()))


def _merged(
    xyz: NDArray[np.float64], mass: NDArray[np.float64]
) -> tuple[NDArray[np.uint64], NDArray[np.float64], NDArray[np.float64]]:
    """Distinct positions in curve order with the mass at each: many photos share theirs."""
    leaves, first, group = np.unique(s2.leaf_ids_xyz(xyz), return_index=True, return_inverse=True)
    return leaves, xyz[first], np.bincount(group, weights=mass).astype(np.float64)


def _level_of_radius(radius_km: float) -> int:
    """Level whose cells have about a radius."""
    return int(np.clip(np.round(np.log2(s2.radius_km(s2.FACES[0]) / radius_km)), 0, s2.MAX_LEVEL))


def _heaviest(
    centres: NDArray[np.float64], xyz: NDArray[np.float64], mass: NDArray[np.float64], radius_km: float
) -> tuple[float, NDArray[np.float64]]:
    """Give the most that a disc around one of the centres holds, and that centre."""
    found = mass_within(centres, xyz, mass, radius_km)
    return float(found.max()), centres[found.argmax()]


def _bounds(cells: _Cells, asked: NDArray[np.int64], radius_km: float) -> NDArray[np.float64]:
    """No disc centred inside an asked cell holds more than this."""
    reach = radius_km + cells.radius_km[asked] + cells.radius_km.max()
    return mass_within(cells.centre[asked], cells.centre, cells.mass, reach)


def _summed(leaves: NDArray[np.uint64], xyz: NDArray[np.float64], mass: NDArray[np.float64], level: int) -> _Cells:
    ids, first = np.unique(s2.parent(leaves, level), return_index=True)
    total = np.add.reduceat(mass, first)
    pull = np.add.reduceat(xyz * np.maximum(mass, np.finfo(float).tiny)[:, None], first)
    centre = s2.centre_xyz(ids)
    length = np.linalg.norm(pull, axis=1, keepdims=True)
    mean = np.where(length > 0, pull / np.where(length > 0, length, 1.0), centre)
    return _Cells(ids, centre, mean, total, s2.radius_km(ids))
