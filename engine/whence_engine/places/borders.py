"""Which country a point is in, and how near its border runs.

Borders are kept as arcs that know what lies on their left and on their right: one arc for two countries. A point is in
the country on the east side of the first border west of it. Cells of a quarter of a degree without a border near them
know their country at once, so that walk ends after a cell or two.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import EARTH_RADIUS_KM
from whence_engine.places.ragged import expand, lowest

SEA = -1
"""In place of a country's number: none."""

MIXED = -2
"""In place of a cell's country: a border runs within `NEAR_KM` of the cell."""

NEAR_KM = 3.0
"""How near a border has to be for its distance to be known."""

ROWS, COLUMNS = 720, 1440
CELL_DEG = 0.25
SOUTH_DEG = -60.0
"""South of it everything is Antarctica."""

KM_PER_DEG = EARTH_RADIUS_KM * np.pi / 180


@dataclass(frozen=True, eq=False)
class BorderMap:
    """The borders of the world's countries; out at sea they are drawn generously, and beyond them is nobody's sea.

    Attributes
    ----------
    lon, lat
        float32 [P], degrees; the vertices of all arcs. Segment i runs from vertex i to vertex i + 1.
    left, right
        int16 [P], number of the country on either side of segment i, or `SEA`.
    cells
        int16 [ROWS, COLUMNS] from (-90, -180), number of the country of each cell, `SEA` or `MIXED`.
    run_cell, run_first, run_length
        int32 [R], ascending by cell: `run_length` segments from `run_first` are within `NEAR_KM` of cell `run_cell`.
    polar
        Number of the country of everything south of the borders.
    """

    lon: NDArray[np.float32]
    lat: NDArray[np.float32]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    cells: NDArray[np.int16]
    run_cell: NDArray[np.int32]
    run_first: NDArray[np.int32]
    run_length: NDArray[np.int32]
    polar: int

    def locate(
        self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the country of each point and how far its nearest border is.

        Parameters
        ----------
        lat_deg, lon_deg
            float64 [N], latitude -90 to 90, longitude -180 up to, not including, 180.

        Returns
        -------
        country
            int64 [N], number of the country or `SEA`.
        border_km
            float64 [N], distance to the nearest border; infinite beyond `NEAR_KM`.
        """
        row = np.clip(np.floor((lat_deg + 90) / CELL_DEG), 0, ROWS - 1).astype(np.int64)
        column = np.floor((lon_deg + 180) / CELL_DEG).astype(np.int64)
        country = self.cells[row, column].astype(np.int64)
        border_km = np.full(len(country), np.inf)
        mixed = np.flatnonzero(country == MIXED)
        if len(mixed):
            where = lat_deg[mixed], lon_deg[mixed], row[mixed], column[mixed]
            country[mixed] = self._walk_west(*where)
            border_km[mixed] = self._border_km(*where)
        return country, border_km

    def _segments(self, cell: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        first = np.searchsorted(self.run_cell, cell, side="left")
        last = np.searchsorted(self.run_cell, cell, side="right")
        row, run = expand(first, last - first)
        part, segment = expand(self.run_first[run].astype(np.int64), self.run_length[run].astype(np.int64))
        return row[part], segment

    def _ends(
        self, segment: NDArray[np.int64], lon_deg: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return begin and direction of segments in degrees, the begin within half a turn of `lon_deg`."""
        x, y = self.lon[segment].astype(np.float64), self.lat[segment].astype(np.float64)
        dx, dy = self.lon[segment + 1] - x, self.lat[segment + 1] - y
        return x - 360 * np.round((x - lon_deg) / 360), y, dx - 360 * np.round(dx / 360), dy

    def _walk_west(
        self,
        lat_deg: NDArray[np.float64],
        lon_deg: NDArray[np.float64],
        row: NDArray[np.int64],
        column: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        country = np.where(lat_deg < SOUTH_DEG, self.polar, SEA)
        left = np.arange(len(lat_deg))
        for step in range(COLUMNS):
            cell = (column[left] - step) % COLUMNS
            known = self.cells[row[left], cell].astype(np.int64)
            country[left[known != MIXED]] = known[known != MIXED]
            left, cell = left[known == MIXED], cell[known == MIXED]
            if not len(left):
                break
            point, segment = self._segments(row[left] * COLUMNS + cell)
            lat, lon = lat_deg[left][point], lon_deg[left][point]
            x, y, dx, dy = self._ends(segment, lon)
            rising = y <= lat
            crosses = rising != (y + dy <= lat)
            slope = dx / np.where(crosses, dy, 1.0)
            west = np.where(crosses, (lon - x - (lat - y) * slope) % 360, np.inf)
            edge = (column[left] - step) * CELL_DEG - 180
            west[west > (lon_deg[left] - edge)[point]] = np.inf
            at = lowest(point, west, len(left))
            found = at >= 0
            hit = segment[at[found]]
            country[left[found]] = np.where(rising[at[found]], self.right[hit], self.left[hit])
            left = left[~found]
        return country

    def _border_km(
        self,
        lat_deg: NDArray[np.float64],
        lon_deg: NDArray[np.float64],
        row: NDArray[np.int64],
        column: NDArray[np.int64],
    ) -> NDArray[np.float64]:
        point, segment = self._segments(row * COLUMNS + column)
        x, y, dx, dy = self._ends(segment, lon_deg[point])
        shrink = np.cos(np.radians(lat_deg))[point]
        px, py, dx = (lon_deg[point] - x) * shrink, lat_deg[point] - y, dx * shrink
        along = np.clip((px * dx + py * dy) / np.maximum(dx * dx + dy * dy, 1e-18), 0, 1)
        km = np.hypot(px - along * dx, py - along * dy) * KM_PER_DEG
        nearest = km[lowest(point, km, len(lat_deg))]
        return np.where(nearest <= NEAR_KM, nearest, np.inf)
