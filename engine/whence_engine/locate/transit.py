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
    chord2 = np.maximum(2.0 - 2.0 * (xyz @ to_xyz.T), 0.0) * sphere.EARTH_RADIUS_KM**2
    apart2 = chord2.astype(np.float32)[:, None, :]
    own = np.square(travel.spread_km)[None, :] + np.square(error_km)[:, None]
    variance = own.astype(np.float32)[..., None] + np.square(to_radius_km / 2.0).astype(np.float32)
    exponent = np.minimum(apart2 / (2.0 * variance), np.float32(_UNDERFLOW))
    return np.asarray(np.exp(-exponent) / (np.float32(2.0 * np.pi) * variance))
