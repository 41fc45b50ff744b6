"""Where a photographer may be who was known to be somewhere: the travel prior on an album's leaves.

Everything here is told as a *lift*: how much likelier a leaf becomes than it is by the world prior alone. Weighted with
the prior a lift sums to one; 1 everywhere says nothing. A lift of a known place is the same before and after it.
"""

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.travel import TravelPrior
from whence_engine.geo import sphere
from whence_engine.locate.leaves import Leaves

_UNDERFLOW = 80.0
"""Exponents beyond this are nothing in single precision."""


def lifts(
    xyz: NDArray[np.float64], error_km: NDArray[np.float64], leaves: Leaves, travel: TravelPrior
) -> NDArray[np.float32]:
    """Return the lift of each kernel of the travel prior around known places.

    Parameters
    ----------
    xyz, error_km
        The places, unit vectors float64 [S, 3], and how well each is known, float64 [S].

    Returns
    -------
    float32 [S, K + 1, L]; the last of each is "anywhere": 1.
    """
    kernels = kernel_density(xyz, error_km, leaves.xyz, leaves.radius_km, travel)
    prior = leaves.prior.astype(np.float32)
    per_ground = (leaves.area_km2 / leaves.prior).astype(np.float32)
    narrow = travel.spread_km < travel.popular_from_km
    kernels[:, narrow] *= per_ground
    kernels /= np.maximum(kernels @ prior, np.float32(1e-30))[..., None]
    anywhere = np.ones((len(xyz), 1, leaves.ids.size), np.float32)
    return np.concatenate([kernels, anywhere], axis=1)


def kernel_density(
    xyz: NDArray[np.float64],
    error_km: NDArray[np.float64],
    to_xyz: NDArray[np.float64],
    to_radius_km: NDArray[np.float64],
    travel: TravelPrior,
) -> NDArray[np.float32]:
    """Return the density per km2 of each kernel around `xyz` [S, 3], averaged over discs at `to_xyz` [L, 3].

    A disc of radius r blurs a kernel by r / 2 along each axis, its own standard deviation: so a kernel much finer
    than a leaf falls into that leaf whole, wherever in it. float32 [S, K, L].
    """
    found = np.empty((len(xyz), travel.spread_km.size, len(to_xyz)), np.float32)
    apart2 = half_chord2_km2(xyz, to_xyz)
    for start in range(0, len(xyz), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        for row, spread_km in enumerate(travel.spread_km):
            found[some, row] = gaussian(apart2[some], spread_km, error_km[some], to_radius_km)
    return found


_AT_ONCE = 32  # so many places at once stay in a core's cache


def half_chord2_km2(xyz: NDArray[np.float64], to_xyz: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return half the squared chord between unit vectors [S, 3] and [L, 3], in km2: float32 [S, L]."""
    square = xyz @ (-(sphere.EARTH_RADIUS_KM**2) * to_xyz.T)
    square += sphere.EARTH_RADIUS_KM**2
    return np.asarray(np.maximum(square, 0.0, out=square).astype(np.float32))


def gaussian(
    half_apart2: NDArray[np.float32],
    spread_km: float,
    error_km: NDArray[np.float64],
    to_radius_km: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Return the density per km2 of one kernel at distances given by `half_chord2_km2`: float32 [S, L]."""
    own = (spread_km**2 + np.square(error_km)).astype(np.float32)[:, None]
    inverse = own + np.square(to_radius_km / 2.0).astype(np.float32)
    np.divide(np.float32(-1.0), inverse, out=inverse)
    density = half_apart2 * inverse
    np.maximum(density, np.float32(-_UNDERFLOW), out=density)
    np.exp(density, out=density)
    inverse *= np.float32(-0.5 / np.pi)
    density *= inverse
    return density
