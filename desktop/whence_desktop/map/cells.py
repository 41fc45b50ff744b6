"""The probability layer: S2 cells in colour, painted into the tiles.

Cells are taken by density, not mass: a small cell that holds as much as a large one is the likelier place to point at.
The strongest colour holds the first sixth of the chance, each weaker one the next; what stays clear holds a twentieth.
Edges of cells are great circles; long ones are drawn in short steps.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPaintDevice, QPainter

from whence_desktop.map.basemap import path_of
from whence_desktop.map.mercator import TILE_PX, to_square
from whence_desktop.map.style import Palette
from whence_engine.geo import s2, sphere

_STEPS = 8
_SMALL_PX = 24.0  # the edges of a cell so small are straight on the screen
_OPAQUE = 150  # of 255: coasts and borders stay visible underneath

SHARE = 0.95
"""Share of the chance that lies in what is coloured."""


def _none() -> NDArray[np.float64]:
    return np.empty((0, 4 * _STEPS + 1, 2))


@dataclass(frozen=True, slots=True, eq=False)
class CellLayer:
    """Cells by colour.

    Attributes
    ----------
    outlines
        Closed, in the square, float64 [C, P, 2]; a cell across the antimeridian reaches beyond it.
    step
        Which colour of the palette's ramp each has, the least likely 0: int64 [C].
    low, high
        Left upper and right lower corner of the box around each, float64 [C, 2].
    """

    outlines: NDArray[np.float64] = field(default_factory=_none)
    step: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    low: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    high: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))

    @classmethod
    def empty(cls) -> "CellLayer":
        """No probabilities."""
        return cls()

    @classmethod
    def of(cls, cell_id: NDArray[np.uint64], mass: NDArray[np.float64], steps: int) -> "CellLayer":
        """Colour cells (uint64 [C]) with masses (float64 [C]) in `steps` steps, one for each share of the chance."""
        shown, before = densest(mass / s2.area_km2(cell_id), mass)
        step = steps - 1 - np.minimum((before / SHARE * steps).astype(np.int64), steps - 1)
        outlines = outlines_of(cell_id[shown])
        return cls(outlines, step, outlines.min(axis=1), outlines.max(axis=1))

    def __len__(self) -> int:
        """Count the cells that are coloured."""
        return len(self.step)

    def paint(self, painter: QPainter, zoom: float, window: QRect, palette: Palette) -> None:
        """Paint what falls inside `window`, pixels of the world at `zoom`, over all that the painter paints on.

        Cells elsewhere cost next to nothing.
        """
        world_px = TILE_PX * 2.0**zoom
        corner = np.array([window.left(), window.top()]) / world_px
        size = np.array([window.width(), window.height()]) / world_px
        lefts = [corner - [copy, 0.0] for copy in (-1.0, 0.0, 1.0)]
        seen = [(left, rows) for left in lefts if len(rows := self._touched(left, left + size))]
        if not seen:
            return
        sheet = _sheet(painter.device())
        on_sheet = QPainter(sheet)
        on_sheet.setRenderHint(QPainter.RenderHint.Antialiasing)
        on_sheet.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        on_sheet.setPen(Qt.PenStyle.NoPen)
        for left, rows in seen:
            is_small = (self.high[rows] - self.low[rows]).max(axis=1) * world_px < _SMALL_PX
            for some, every in ((rows[~is_small], 1), (rows[is_small], _STEPS)):
                self._fill(on_sheet, some, (self.outlines[some, ::every] - left) * world_px, palette)
        on_sheet.end()
        painter.drawImage(0, 0, sheet)

    def _touched(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.intp]:
        return np.flatnonzero(
            (self.low[:, 0] <= high[0])
            & (self.low[:, 1] <= high[1])
            & (self.high[:, 0] >= low[0])
            & (self.high[:, 1] >= low[1])
        )

    def _fill(self, painter: QPainter, rows: NDArray[np.intp], points: NDArray[np.float64], palette: Palette) -> None:
        for number in np.unique(self.step[rows]).tolist():
            chosen = points[self.step[rows] == number]
            first = np.zeros(chosen.shape[:2], np.bool_)
            first[:, 0] = True
            shade = QColor(palette.heat[number])
            shade.setAlpha(_OPAQUE)
            painter.setBrush(shade)
            painter.drawPath(path_of(chosen.reshape(-1, 2), first.ravel()))


def _sheet(device: QPaintDevice) -> QImage:
    """Return a clear sheet to paint on in place of a device: to blend large areas Qt waits for threads of its own."""
    sheet = QImage(device.width(), device.height(), QImage.Format.Format_ARGB32_Premultiplied)
    sheet.setDevicePixelRatio(device.devicePixelRatio())
    sheet.fill(Qt.GlobalColor.transparent)
    return sheet


def densest(density: NDArray[np.float64], mass: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the fewest cells, densest first, that hold `SHARE` of the mass, and the share in those before each.

    They are the highest-density region of statistics: intp [K], float64 [K].
    """
    order = np.argsort(-density, kind="stable")
    held = np.cumsum(mass[order])
    if not held.size or held[-1] <= 0.0:
        return order[:0], held[:0]
    before = (held - mass[order]) / held[-1]
    few = before < SHARE
    return order[few], before[few]


def outlines_of(cell_id: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return closed outlines of cells in the square, float64 [C, P, 2]; x runs on across the antimeridian."""
    corner = s2.vertices_xyz(cell_id)
    share = (np.arange(_STEPS) / _STEPS)[:, None]
    sides = corner[:, :, None] * (1 - share) + np.roll(corner, -1, axis=1)[:, :, None] * share
    points = sides.reshape(len(cell_id), 4 * _STEPS, 3)
    points = np.concatenate([points, points[:, :1]], axis=1)
    square = to_square(*sphere.to_degrees(points))
    x = square[..., 0]
    square[..., 0] = x - np.rint(x - x[:, :1])
    return square
