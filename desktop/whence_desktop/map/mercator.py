"""Web Mercator (EPSG:3857) as a unit square, and a view of it: where a point of the Earth is on the screen.

The square's x runs from 180 W eastwards, y from 85.05 N southwards. The world repeats in x: a view near the
antimeridian shows both sides of it. Everything takes and gives arrays.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

TILE_PX = 256
"""At zoom 0 the world is that wide; it doubles with each zoom."""

LOWEST_ZOOM, HIGHEST_ZOOM = 1.0, 19.0
MAX_LAT_DEG = 85.0511287798066
EARTH_CIRCUMFERENCE_KM = 40030.17359
"""Of the sphere of 6371 km on which Whence measures distances."""


def to_square(lat_deg: ArrayLike, lon_deg: ArrayLike) -> NDArray[np.float64]:
    """Project degrees [...] to the square: float64 [..., 2]; latitudes beyond the square count as its rim."""
    lat = np.radians(np.clip(np.asarray(lat_deg, np.float64), -MAX_LAT_DEG, MAX_LAT_DEG))
    x = np.asarray(lon_deg, np.float64) / 360.0 + 0.5
    return np.stack(np.broadcast_arrays(x, 0.5 - np.arcsinh(np.tan(lat)) / (2.0 * np.pi)), axis=-1)


def to_degrees(square: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return latitudes and longitudes (-180 to 180) of points of the square, float64 [..., 2]."""
    xy = np.asarray(square, np.float64)
    lat = np.degrees(np.arctan(np.sinh((0.5 - xy[..., 1]) * 2.0 * np.pi)))
    return lat, ((xy[..., 0] % 1.0) - 0.5) * 360.0


@dataclass(frozen=True, slots=True)
class View:
    """What a window shows.

    Attributes
    ----------
    x, y
        Middle of the window in the square; x from 0 to 1.
    zoom
        The world is `TILE_PX * 2**zoom` pixels wide.
    width_px, height_px
        Of the window, in device-independent pixels.
    """

    x: float
    y: float
    zoom: float
    width_px: int
    height_px: int

    @property
    def world_px(self) -> float:
        """Width of the world in pixels."""
        return float(TILE_PX * 2.0**self.zoom)

    @property
    def lat_deg(self) -> float:
        """Latitude of the middle."""
        return float(to_degrees([self.x, self.y])[0])

    @property
    def km_per_px(self) -> float:
        """Scale at the middle of the window."""
        return float(EARTH_CIRCUMFERENCE_KM * np.cos(np.radians(self.lat_deg)) / self.world_px)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the window in the square; left may be below 0 and right above 1."""
        half_x, half_y = self.width_px / 2 / self.world_px, self.height_px / 2 / self.world_px
        return self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y

    def to_px(self, square: ArrayLike) -> NDArray[np.float64]:
        """Window pixels of points of the square [..., 2], each taken where it is nearest to the middle."""
        xy = np.asarray(square, np.float64)
        away = xy - np.array([self.x, self.y])
        away[..., 0] -= np.rint(away[..., 0])
        return np.asarray(away * self.world_px + np.array([self.width_px / 2, self.height_px / 2]))

    def to_square(self, px: ArrayLike) -> NDArray[np.float64]:
        """Points of the square under window pixels [..., 2]; x is not wrapped."""
        away = np.asarray(px, np.float64) - np.array([self.width_px / 2, self.height_px / 2])
        return np.asarray(away / self.world_px + np.array([self.x, self.y]))

    def moved(self, dx_px: float, dy_px: float) -> "View":
        """Return the view after the map was dragged by so many pixels."""
        return self._centred(self.x - dx_px / self.world_px, self.y - dy_px / self.world_px, self.zoom)

    def zoomed(self, zoom: float, at_px: tuple[float, float] | None = None) -> "View":
        """Return the view at another zoom; what lies under `at_px` (else the middle) stays there."""
        zoom = float(np.clip(zoom, LOWEST_ZOOM, HIGHEST_ZOOM))
        anchor = at_px or (self.width_px / 2, self.height_px / 2)
        x, y = self.to_square(anchor).tolist()
        scale = 2.0 ** (self.zoom - zoom)
        return self._centred(x + (self.x - x) * scale, y + (self.y - y) * scale, zoom)

    def resized(self, width_px: int, height_px: int) -> "View":
        """Return the view in a window of another size."""
        window = replace(self, width_px=max(width_px, 1), height_px=max(height_px, 1))
        return window.moved(0.0, 0.0)

    def centred_on(self, lat_deg: float, lon_deg: float) -> "View":
        """Return the view around another point."""
        x, y = to_square(lat_deg, lon_deg).tolist()
        return self._centred(x, y, self.zoom)

    def fitted(self, square: NDArray[np.float64], margin_px: float = 48.0, closest: float = 12.0) -> "View":
        """Return the view that shows all of the points [N, 2], across the antimeridian where that is shorter."""
        if not len(square):
            return self
        x = np.sort(square[:, 0] % 1.0)
        gaps = np.diff(x, append=x[0] + 1.0)
        west = x[(int(gaps.argmax()) + 1) % len(x)]
        width = 1.0 - float(gaps.max())
        top, bottom = float(square[:, 1].min()), float(square[:, 1].max())
        room_x = max(self.width_px - 2 * margin_px, 32.0) / TILE_PX
        room_y = max(self.height_px - 2 * margin_px, 32.0) / TILE_PX
        scale = min(room_x / max(width, 1e-12), room_y / max(bottom - top, 1e-12))
        zoom = float(np.clip(np.log2(scale), LOWEST_ZOOM, closest))
        return self._centred(float(west) + width / 2, (top + bottom) / 2, zoom)

    def _centred(self, x: float, y: float, zoom: float) -> "View":
        half = self.height_px / 2 / (TILE_PX * 2.0**zoom)
        y = 0.5 if half >= 0.5 else float(np.clip(y, half, 1.0 - half))
        return replace(self, x=float(x % 1.0), y=y, zoom=zoom)
