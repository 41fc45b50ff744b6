"""Points on the sphere: unit vectors, great-circle distance, means without an antimeridian.

The Earth is a sphere here, as in every published table of the field: haversine distance with a radius of 6371 km.
The ellipsoid would change a distance by at most half a percent.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_KM = 6371.0
"""Mean radius of the Earth in km, rounded as the Im2GPS protocol's public evaluation codes round it, so that a
share within 25 km means the same as in their tables."""

_VANISHING = 1e-9
"""A mean vector shorter than this share of its weights (6 mm of ground) is rounding, not a direction."""


def to_xyz(lat_deg: ArrayLike, lon_deg: ArrayLike) -> NDArray[np.float64]:
    """Turn positions in degrees into unit vectors.

    Parameters
    ----------
    lat_deg, lon_deg
        Degrees, of shapes that broadcast to [...]; longitudes of any turn.

    Returns
    -------
    float64 [..., 3]
        x through (0, 0), y through (0, 90 E), z through the north pole; rounded as s2sphere rounds.
    """
    lat, lon = np.broadcast_arrays(
        np.radians(np.asarray(lat_deg, np.float64)), np.radians(np.asarray(lon_deg, np.float64))
    )
    cos_lat = np.cos(lat)
    xyz = np.empty((*lat.shape, 3))
    np.multiply(np.cos(lon), cos_lat, out=xyz[..., 0])
    np.multiply(np.sin(lon), cos_lat, out=xyz[..., 1])
    np.sin(lat, out=xyz[..., 2])
    return xyz


def to_degrees(xyz: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitude and longitude in degrees of vectors of any length; longitudes within [-180, 180].

    Parameters
    ----------
    xyz
        float64 [..., 3].

    Returns
    -------
    lat_deg, lon_deg
        float64 [...] each; the longitude of a pole is 0 or 180.
    """
    v = np.asarray(xyz, np.float64)
    x, y, z = v[..., 0], v[..., 1], v[..., 2]
    return np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))


def distance_km(
    lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike
) -> NDArray[np.float64]:
    """Great-circle distance in km by the haversine formula; NaN where any coordinate is NaN.

    Parameters
    ----------
    lat1_deg, lon1_deg, lat2_deg, lon2_deg
        Degrees, of shapes that broadcast to [...].

    Returns
    -------
    float64 [...]
        From 0 to half the circumference; rounding near the antipode cannot leave that range.
    """
    lat1, lon1, lat2, lon2 = (np.radians(np.asarray(a, np.float64)) for a in (lat1_deg, lon1_deg, lat2_deg, lon2_deg))
    haversine = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(haversine, 0.0, 1.0))))


def angle_rad(a: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    """Angle between unit vectors, accurate from nanometres apart to the antipode.

    The arc cosine of the dot product loses everything under 100 m; half-sum and half-difference lose nothing
    (Kahan, "How Futile are Mindless Assessments of Roundoff", section 12).

    Parameters
    ----------
    a, b
        Unit vectors, of shapes that broadcast to [..., 3].

    Returns
    -------
    float64 [...]
        Radians, 0 to pi.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    return np.asarray(2 * np.arctan2(np.linalg.norm(a - b, axis=-1), np.linalg.norm(a + b, axis=-1)))


def distance_xyz_km(a: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    """Great-circle distance in km between unit vectors; shapes as `angle_rad`."""
    return EARTH_RADIUS_KM * angle_rad(a, b)


def chord(distance_km: ArrayLike) -> NDArray[np.float64]:
    """Straight-line distance between unit vectors that lie `distance_km` apart: what a search in space compares.

    Distances beyond half the circumference count as half of it.
    """
    half = np.asarray(distance_km, np.float64) / (2 * EARTH_RADIUS_KM)
    return np.asarray(2 * np.sin(np.clip(half, 0.0, np.pi / 2)))


def mean_xyz(xyz: ArrayLike, weights: ArrayLike | None = None) -> NDArray[np.float64]:
    """Mean position of points as a unit vector: the normalised weighted sum, which knows no antimeridian and no pole.

    Where the sum vanishes (antipodes, a whole great circle) every point is as good a mean as any other, and the
    heaviest one is returned, the first among equals.

    Parameters
    ----------
    xyz
        Unit vectors, float64 [..., N, 3] with N at least 1.
    weights
        Non-negative, of a shape that broadcasts to [..., N]; equal when absent.

    Returns
    -------
    float64 [..., 3]
    """
    points = np.asarray(xyz, np.float64)
    if points.shape[-2] == 0:
        raise ValueError("the mean of no points does not exist")
    mass = (
        np.ones(points.shape[:-1])
        if weights is None
        else np.broadcast_to(np.asarray(weights, np.float64), points.shape[:-1])
    )
    total = np.einsum("...n,...nk->...k", mass, points)
    length = np.linalg.norm(total, axis=-1, keepdims=True)
    heaviest = np.take_along_axis(points, mass.argmax(axis=-1)[..., None, None], axis=-2)[..., 0, :]
    vanishes = length <= _VANISHING * mass.sum(axis=-1)[..., None]
    return np.asarray(np.where(vanishes, heaviest, total / np.where(vanishes, 1.0, length)))


def destination(
    lat_deg: ArrayLike, lon_deg: ArrayLike, bearing_deg: ArrayLike, distance_km: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where a great circle leads.

    Parameters
    ----------
    lat_deg, lon_deg
        Start, degrees; at a pole the longitude tells which way bearing 0 points.
    bearing_deg
        Clockwise from north, degrees.
    distance_km
        Along the great circle; all four shapes broadcast to [...].

    Returns
    -------
    lat_deg, lon_deg
        float64 [...] each, longitudes within [-180, 180].
    """
    lat, lon, bearing = (np.radians(np.asarray(a, np.float64)) for a in (lat_deg, lon_deg, bearing_deg))
    turn = np.asarray(distance_km, np.float64) / EARTH_RADIUS_KM
    zero = np.zeros(np.broadcast_shapes(lat.shape, lon.shape, bearing.shape, turn.shape))
    up = to_xyz(lat_deg, lon_deg)
    north = np.stack([-np.sin(lat) * np.cos(lon) + zero, -np.sin(lat) * np.sin(lon) + zero, np.cos(lat) + zero], -1)
    east = np.stack([-np.sin(lon) + zero, np.cos(lon) + zero, zero], axis=-1)
    ahead = north * np.cos(bearing)[..., None] + east * np.sin(bearing)[..., None]
    return to_degrees(up * np.cos(turn)[..., None] + ahead * np.sin(turn)[..., None])
