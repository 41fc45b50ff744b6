"""The Equal Earth projection: areas as they are, continents as they look (Savric, Patterson and Jenny 2018)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = np.sqrt(3) / 2
_STEPS = 12

HALF_WIDTH, HALF_HEIGHT = 2.7066299836, 1.3173627591
"""Where the equator and the central meridian end."""


@dataclass(frozen=True, eq=False)
class Raster:
    """A picture of the world, pixel by pixel.

    Attributes
    ----------
    lat, lon
        float64 [P], degrees, of the pixels that show the world.
    inside
        bool [H, W]: which pixels those are, first row in the north.
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    inside: NDArray[np.bool_]

    def picture(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Lay values [P] out as [H, W], NaN around the world."""
        out = np.full(self.inside.shape, np.nan)
        out[self.inside] = values
        return out


def project(
    lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project positions in degrees, [...] each, onto the plane: x to the east, y to the north."""
    theta = np.arcsin(_M * np.sin(np.radians(lat_deg)))
    return np.radians(lon_deg) * np.cos(theta) / (_M * _slope(theta)), _height(theta)


def raster(width_px: int) -> Raster:
    """Ask the middle of every pixel which place it shows."""
    height_px = round(width_px * HALF_HEIGHT / HALF_WIDTH)
    x = ((np.arange(width_px) + 0.5) / width_px * 2 - 1) * HALF_WIDTH
    y = (1 - (np.arange(height_px) + 0.5) / height_px * 2) * HALF_HEIGHT
    theta = y / _A[0]
    for _ in range(_STEPS):  # Newton's; the slope is positive everywhere
        theta = theta - (_height(theta) - y) / _slope(theta)
    lat = np.degrees(np.arcsin(np.clip(np.sin(theta) / _M, -1, 1)))
    lon = np.degrees(x[None] * _M * _slope(theta)[:, None] / np.cos(theta)[:, None])
    inside = np.abs(lon) <= 180
    return Raster(np.broadcast_to(lat[:, None], lon.shape)[inside], lon[inside], inside)


def _height(theta: NDArray[np.float64]) -> NDArray[np.float64]:
    square = theta**2
    return np.asarray(theta * (_A[0] + _A[1] * square + square**3 * (_A[2] + _A[3] * square)))


def _slope(theta: NDArray[np.float64]) -> NDArray[np.float64]:
    square = theta**2
    return np.asarray(_A[0] + 3 * _A[1] * square + square**3 * (7 * _A[2] + 9 * _A[3] * square))
