"""The disc of a given radius that holds the most: where a constant answer does best."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whence_engine.geo import s2
from whence_engine.geo.sphere import EARTH_RADIUS_KM, angle_rad, chord, mean_xyz, to_degrees

_TOLERANCE = 0.05  # centres closer together than this share of the radius are one centre
_TRIED = 8  # centres measured exactly per level, before the last
_PAIRS = 1 << 20  # distances held at a time: 8 MB
_CENTRES = 256  # centres taken at a time; neighbours, if they come in curve order
_NARROWEST_FACE_RAD = 2 * np.sqrt(2) / 3  # no cell of level k is narrower than this over 2^k (S2's minimum width)
_SLACK_RAD = 1e-6  # 6 m: what the cosine of a small angle may lose


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
    """Mass of points within a radius of each centre (edge included).

    Parameters
    ----------
    centre_xyz, xyz
        Unit vectors, float64 [M, 3] and [N, 3]; quickest where centres that stand side by side lie side by side.
    mass
        float64 [N].
    radius_km
        One radius, or [M].

    Returns
    -------
    float64 [M]
    """
    reach_km = np.broadcast_to(np.asarray(radius_km, np.float64), len(centre_xyz))
    found = np.empty(len(centre_xyz))
    for at in range(0, len(centre_xyz), _CENTRES):
        some = slice(at, at + _CENTRES)
        near = _near(centre_xyz[some], xyz, float(reach_km[some].max()))
        found[some] = _mass_of_pairs(centre_xyz[some], xyz[near], mass[near], chord(reach_km[some]) ** 2)
    return found


def _near(centres: NDArray[np.float64], xyz: NDArray[np.float64], radius_km: float) -> NDArray[np.bool_]:
    """Points that can lie within a radius of any of the centres, by one look at each: bool [N]."""
    middle = mean_xyz(centres)
    widest = angle_rad(middle, centres).max() + radius_km / EARTH_RADIUS_KM
    return np.asarray(xyz @ middle >= np.cos(min(np.pi, widest + _SLACK_RAD)) - _SLACK_RAD**2)


def _mass_of_pairs(
    centres: NDArray[np.float64], xyz: NDArray[np.float64], mass: NDArray[np.float64], limit: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mass of the points whose squared chord to each centre is within its limit: [M, 3], [N, 3], [N], [M] -> [M]."""
    found = np.zeros(len(centres))
    block = max(1, _PAIRS // len(centres))
    for at in range(0, len(xyz), block):
        points = xyz[at : at + block]
        squared = np.zeros((len(centres), len(points)))
        for axis in range(3):  # coordinate by coordinate: 2 - 2 a.b would round a kilometre by metres
            squared += (centres[:, axis, None] - points[None, :, axis]) ** 2
        found += (squared <= limit[:, None]) @ mass[at : at + block]
    return found


def best_disc(xyz: NDArray[np.float64], mass: NDArray[np.float64], radius_km: float) -> Disc:
    """Find the disc that holds the most mass, among those centred where there is any.

    Branch and bound down the S2 quadtree: a cell whose every disc must hold less than the best one found is left
    alone. The heaviest cells of about the disc's size give the first one to beat, and only cells beside one with a
    quarter of that can do so: wider cells than the disc meet at most four at a point. Centres are compared at 5 %
    of the radius.

    Parameters
    ----------
    xyz
        Unit vectors, float64 [N, 3], N at least 1.
    mass
        float64 [N], not negative, not all zero.
    radius_km
        Of the disc, more than 0.
    """
    leaves, xyz, mass = _merged(xyz, mass)
    start = _summed(leaves, xyz, mass, _level(float(s2.radius_km(s2.FACES[0])) / radius_km))
    best, best_centre = _heaviest(start.mean[np.argsort(-start.mass, kind="stable")[:_TRIED]], xyz, mass, radius_km)
    top = _level(_NARROWEST_FACE_RAD * EARTH_RADIUS_KM / (2 * radius_km))
    survivors = _beside_heavy(_summed(leaves, xyz, mass, top), best / 4, radius_km)
    for level in range(top, s2.MAX_LEVEL + 1):
        cells = _summed(leaves, xyz, mass, level)
        asked = np.nonzero(np.isin(s2.parent(cells.id, max(level - 1, top)), survivors))[0]
        bound = _bounds(cells, asked, radius_km)
        fine = 2 * cells.radius_km[asked].max() < _TOLERANCE * radius_km
        tried = asked[bound > best] if fine else asked[np.argsort(-bound, kind="stable")[:_TRIED]]
        found, centre = _heaviest(cells.mean[tried], xyz, mass, radius_km)
        if found > best:
            best, best_centre = found, centre
        survivors = cells.id[asked[bound > best]]
        if fine or not len(survivors):
            break
    lat, lon = to_degrees(best_centre)
    return Disc(float(lat), float(lon), best / float(mass.sum()))


def _merged(
    xyz: NDArray[np.float64], mass: NDArray[np.float64]
) -> tuple[NDArray[np.uint64], NDArray[np.float64], NDArray[np.float64]]:
    """Distinct positions in curve order with the mass at each: many photos share theirs."""
    leaves, first, group = np.unique(s2.leaf_ids_xyz(xyz), return_index=True, return_inverse=True)
    return leaves, xyz[first], np.bincount(group, weights=mass).astype(np.float64)


def _level(times_smaller_than_a_face: float) -> int:
    """Deepest level at which cells are not smaller than that."""
    return int(np.clip(np.floor(np.log2(times_smaller_than_a_face)), 0, s2.MAX_LEVEL))


def _beside_heavy(cells: _Cells, least: float, radius_km: float) -> NDArray[np.uint64]:
    """Give the cells from somewhere in which a disc reaches a cell that holds at least so much."""
    heavy = cells.mass >= min(least, cells.mass.max())
    reach = radius_km + cells.radius_km + cells.radius_km[heavy].max()
    return cells.id[mass_within(cells.centre, cells.centre[heavy], np.ones(heavy.sum()), reach) > 0]


def _heaviest(
    centres: NDArray[np.float64], xyz: NDArray[np.float64], mass: NDArray[np.float64], radius_km: float
) -> tuple[float, NDArray[np.float64]]:
    """Give the most that a disc around one of the centres holds, and that centre."""
    found = mass_within(centres, xyz, mass, radius_km)
    return (float(found.max()), centres[found.argmax()]) if len(found) else (0.0, xyz[0])


def _bounds(cells: _Cells, asked: NDArray[np.int64], radius_km: float) -> NDArray[np.float64]:
    """No disc centred inside an asked cell holds more than this."""
    reach = radius_km + cells.radius_km[asked] + cells.radius_km.max()
    return mass_within(cells.centre[asked], cells.centre, cells.mass, reach)


def _summed(leaves: NDArray[np.uint64], xyz: NDArray[np.float64], mass: NDArray[np.float64], level: int) -> _Cells:
    ids, first = np.unique(s2.parent(leaves, level), return_index=True)
    total = np.add.reduceat(mass, first)
    pull = np.add.reduceat(xyz * mass[:, None], first)
    centre = s2.centre_xyz(ids)
    length = np.linalg.norm(pull, axis=1, keepdims=True)
    mean = np.where(length > 0, pull / np.where(length > 0, length, 1.0), centre)
    return _Cells(ids, centre, mean, total, s2.radius_km(ids))
