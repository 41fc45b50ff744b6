"""Chance without state: a number for every key, the same on every machine and in any order.

Keys are mixed by the finaliser of SplitMix64 (Steele, Lea and Flood, 2014: Fast splittable pseudorandom number
generators).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whence_engine.geo.sphere import EARTH_RADIUS_KM

_GOLDEN, _FIRST, _SECOND = (np.uint64(value) for value in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_SQRT3 = 1.7320508075688772


def mixed(*keys: ArrayLike) -> NDArray[np.uint64]:
    """Mix integer keys, of shapes that broadcast to [...], into uint64 [...]."""
    state = np.zeros(1, np.uint64)
    with np.errstate(over="ignore"):
        for key in keys:
            state = state * _FIRST + np.asarray(key).astype(np.uint64) + _GOLDEN
            state = (state ^ (state >> np.uint64(30))) * _FIRST
            state = (state ^ (state >> np.uint64(27))) * _SECOND
            state ^= state >> np.uint64(31)
    return state


def uniform(*keys: ArrayLike) -> NDArray[np.float64]:
    """Draw from [0, 1) for integer keys of shapes that broadcast to [...]: float64 [...], at least 1-d."""
    return (mixed(*keys) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def normal(*keys: ArrayLike) -> NDArray[np.float64]:
    """Draw nearly normal numbers of mean 0 and deviation 1: four sixteen-bit draws added; never beyond 3.5."""
    bits, low = mixed(*keys), np.uint64(0xFFFF)
    total = sum(((bits >> np.uint64(shift)) & low).astype(np.int64) for shift in (0, 16, 32, 48))
    return (np.asarray(total).astype(np.float64) * 2.0**-16 - 2.0) * _SQRT3


def direction(*keys: ArrayLike) -> NDArray[np.float64]:
    """Draw unit vectors, nearly evenly over the sphere: float64 [..., 3]."""
    return unit(np.stack([normal(*keys, axis) for axis in range(3)], axis=-1))


def unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale vectors [..., 3] to length 1; added in a fixed order, so that every machine rounds alike."""
    x, y, z = vector[..., 0], vector[..., 1], vector[..., 2]
    return vector / np.sqrt(x * x + y * y + z * z)[..., None]


def dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiply vectors [..., 3] in a fixed order of additions."""
    return a[..., 0] * b[..., 0] + a[..., 1] * b[..., 1] + a[..., 2] * b[..., 2]


def east_north(xyz: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the unit vectors to the east and to the north at unit vectors [..., 3], none of them a pole."""
    x, y, z = xyz[..., 0], xyz[..., 1], xyz[..., 2]
    east = unit(np.stack([-y, x, np.zeros_like(x)], axis=-1))
    north = np.stack([-z * east[..., 1], z * east[..., 0], x * east[..., 1] - y * east[..., 0]], axis=-1)
    return east, unit(north)


def moved(xyz: NDArray[np.float64], east_km: ArrayLike, north_km: ArrayLike) -> NDArray[np.float64]:
    """Go some way over the tangent plane and back to the sphere: unit vectors [..., 3]."""
    east, north = east_north(xyz)
    step = np.asarray(east_km)[..., None] * east + np.asarray(north_km)[..., None] * north
    return unit(xyz + step / EARTH_RADIUS_KM)
