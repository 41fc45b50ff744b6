"""Tracks, painted into the tiles as the basemap is: a million fixes cost a frame nothing.

Each track is kept once for every second zoom, without fixes that lie too close together to be told apart there, and
without ways that were gone before: a year of the same road to work is one line. So what is painted is bounded by the
pixels of the screen, not by the fixes. Points stand in chunks with a bounding box each, so that a tile looks only at
those that touch it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from whence_desktop import wording
from whence_desktop.map.basemap import path_of
from whence_desktop.map.mercator import TILE_PX, View, to_square
from whence_desktop.map.style import Palette

_ZOOMS = (3, 5, 7, 9, 11, 13, 15, 17)
_STEP_PX = 1.5  # points closer together than this are not drawn apart at their level's zoom
_CHUNK = 64
_BREAK_S = 6 * 3600.0  # between fixes farther apart in time no line is drawn
_WIDTH_PX = 2.4
_LABEL_PX = 150.0
_MOST_LABELS = 24
_LABELS_COARSER = 4.0  # zooms
_MOST_POINTS = 2048  # in a tile: about what can be drawn in the time of a few frames' tiles


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """One track: latitudes and longitudes in degrees, and the times that clocks there showed, seconds since 1970.

    All float64 [N], in the order of time.
    """

    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    local_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """Tracks as they are drawn at one zoom: points, which of them begin a line, their times, and boxes of chunks."""

    square: NDArray[np.float64]
    first: NDArray[np.bool_]
    local_s: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class TrailLayer:
    """Tracks at every detail; made beside the window, as it takes a second for a million fixes."""

    levels: tuple[_Level, ...] = ()

    @classmethod
    def empty(cls) -> "TrailLayer":
        """No tracks."""
        return cls()

    @classmethod
    def of(cls, trails: Sequence[Trail]) -> "TrailLayer":
        """Prepare tracks."""
        if not any(len(one.lat_deg) for one in trails):
            return cls()
        square = [to_square(one.lat_deg, one.lon_deg) for one in trails]
        for one in square:
            one[:, 0] = np.unwrap(one[:, 0], period=1.0)
        points = np.concatenate(square)
        times = np.concatenate([one.local_s for one in trails])
        first = np.concatenate([_begins(one.local_s) for one in trails])
        levels = []
        for zoom in reversed(_ZOOMS):
            step = _STEP_PX / (TILE_PX * 2.0**zoom)
            points, first, times = _thinned(points, first, times, step)
            levels.append(_level(*_gone_once(points, first, times, step)))
        return cls(tuple(reversed(levels)))

    def bounds(self) -> NDArray[np.float64]:
        """Return corners of all tracks in the square, float64 [P, 2]; none where there is no track."""
        if not self.levels:
            return np.empty((0, 2))
        return np.concatenate([self.levels[-1].low, self.levels[-1].high])

    def paint(self, painter: QPainter, zoom: float, window: QRect, palette: Palette) -> None:
        """Paint what falls inside `window`, pixels of the world at `zoom`."""
        if not self.levels:
            return
        world_px = TILE_PX * 2.0**zoom
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for copy in (-1, 0, 1):
            corner = np.array([window.left() - copy * world_px, window.top()], np.float64)
            size = np.array([window.width(), window.height()], np.float64)
            low, high = (corner - _WIDTH_PX) / world_px, (corner + size + _WIDTH_PX) / world_px
            level, rows, first = self._bounded(zoom, low, high)
            if len(rows):
                path = path_of(level.square[rows] * world_px - corner, first)
                join, cap = Qt.PenJoinStyle.RoundJoin, Qt.PenCapStyle.RoundCap
                painter.setPen(QPen(QColor(palette.track), _WIDTH_PX, Qt.PenStyle.SolidLine, cap, join))
                painter.drawPath(path)

    def times(self, view: View) -> list[tuple[float, float, str]]:
        """Return where in a window to write which time: far enough apart, with the date where the day changes."""
        if not self.levels or view.km_per_px > 2.0:
            return []
        level = self._level(view.zoom - _LABELS_COARSER)
        left, top, right, bottom = view.bounds
        shift = np.rint(view.x - level.square[:, 0].mean())
        rows, _ = _inside(level, np.array([left - shift, top]), np.array([right - shift, bottom]))
        at = (level.square[rows] + [shift - view.x, -view.y]) * view.world_px
        at += [view.width_px / 2, view.height_px / 2]
        seen = np.flatnonzero(
            (at[:, 0] > 0) & (at[:, 0] < view.width_px - 40) & (at[:, 1] > 8) & (at[:, 1] < view.height_px - 8)
        )
        placed: list[tuple[float, float, str]] = []
        day = ""
        taken: set[tuple[int, int]] = set()
        cells = np.floor(at[seen] / _LABEL_PX).astype(np.int64)
        _, where = np.unique(cells, axis=0, return_index=True)
        for row in np.sort(where).tolist():
            column, line = cells[row].tolist()
            if len(placed) == _MOST_LABELS or taken & {(column - 1, line), (column + 1, line)}:
                continue
            taken.add((column, line))
            moment = np.datetime64(round(float(level.local_s[rows[seen[row]]])), "s").astype(object)
            today = f"{wording.day(moment)} "
            placed.append((*at[seen[row]].tolist(), f"{today if today != day else ''}{moment:%H:%M}"))
            day = today
        return placed

    def _bounded(
        self, zoom: float, low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> tuple[_Level, NDArray[np.intp], NDArray[np.bool_]]:
        """Return what falls into a window; where it is a tangle, at a coarser level: a frame must not wait for it."""
        place = self.levels.index(self._level(zoom))
        while place and _count(self.levels[place], low, high) > _MOST_POINTS:
            place -= 1
        return self.levels[place], *_inside(self.levels[place], low, high)

    def _level(self, zoom: float) -> _Level:
        return self.levels[min(int(np.searchsorted(_ZOOMS, zoom)), len(_ZOOMS) - 1)]


def _begins(local_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    begins = np.ones(len(local_s), np.bool_)
    begins[1:] = np.diff(local_s) > _BREAK_S
    return begins


_Line = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]


def _thinned(square: NDArray[np.float64], first: NDArray[np.bool_], local_s: NDArray[np.float64], step: float) -> _Line:
    """Leave out points in the cell, `step` wide, of the point before."""
    keep = first.copy()
    keep[1:] |= np.diff(_cells(square, step)) != 0
    return square[keep], first[keep], local_s[keep]


def _gone_once(
    square: NDArray[np.float64], first: NDArray[np.bool_], local_s: NDArray[np.float64], step: float
) -> _Line:
    """Leave out ways between two cells that were gone before."""
    _, place = np.unique(_cells(square, step), return_inverse=True)
    here, before = place[1:].astype(np.int64), place[:-1].astype(np.int64)
    way = np.minimum(here, before) * len(place) + np.maximum(here, before)
    new = np.zeros(len(place), np.bool_)  # whether the way that ends here is drawn
    new[1 + np.unique(way, return_index=True)[1]] = True
    new &= ~first
    used = new.copy()
    used[:-1] |= new[1:]
    used |= first & np.concatenate([first[1:], [True]])  # a line of one point
    return square[used], ~new[used], local_s[used]


def _cells(square: NDArray[np.float64], step: float) -> NDArray[np.int64]:
    cell = np.floor(square / step).astype(np.int64)
    return np.asarray(cell[:, 0] * (1 << 32) + cell[:, 1])


def _level(square: NDArray[np.float64], first: NDArray[np.bool_], local_s: NDArray[np.float64]) -> _Level:
    starts = np.arange(0, len(square), _CHUNK)
    low, high = np.minimum.reduceat(square, starts, axis=0), np.maximum.reduceat(square, starts, axis=0)
    low[1:] = np.minimum(low[1:], square[starts[1:] - 1])  # a chunk's first way begins in the chunk before
    high[1:] = np.maximum(high[1:], square[starts[1:] - 1])
    return _Level(square, first, local_s, low, high)


def _count(level: _Level, low: NDArray[np.float64], high: NDArray[np.float64]) -> int:
    """Return at most how many points of a level lie in a window."""
    return _CHUNK * int(((level.high >= low) & (level.low <= high)).all(axis=1).sum())


def _inside(
    level: _Level, low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the rows of the chunks that touch a window of the square, and which of them begin a line."""
    chunks = np.flatnonzero(((level.high >= low) & (level.low <= high)).all(axis=1))
    if not len(chunks):
        return np.empty(0, np.intp), np.empty(0, np.bool_)
    rows = (chunks[:, None] * _CHUNK + np.arange(-1, _CHUNK)).ravel()
    rows = np.unique(rows[(rows >= 0) & (rows < len(level.square))])
    first = level.first[rows]
    first[1:] |= np.diff(rows) > 1
    first[0] = True
    start = level.square[rows[:-1]]
    end = level.square[rows[1:]]
    far = ((np.maximum(start, end) < low) | (np.minimum(start, end) > high)).any(axis=1)
    first[1:] |= far
    return rows, first
