"""The probability layer: S2 cells in colour, painted into the tiles.

Cells are taken by density, not mass: a small cell that holds as much as a large one is the likelier place to point at.
The strongest colour holds the first sixth of the chance, each weaker one the next; what stays clear holds a twentieth.
Edges of cells are great circles; long ones are drawn in short steps.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTransform

from whence_desktop.map.basemap import path_of
from whence_desktop.map.mercator import TILE_PX, to_square
from whence_desktop.map.style import Palette
from whence_engine.geo import s2, sphere

_STEPS = 8
_OPAQUE = 150  # of 255: coasts and borders stay visible underneath

SHARE = 0.95
"""Share of the chance that lies in what is coloured."""


@dataclass(frozen=True, slots=True, eq=False)
class CellLayer:
    """Cells by colour: one path for each step of the palette's ramp, and where each path lies in the square.

    Attributes
    ----------
    paths
        In the square, the least likely first; a cell across the antimeridian reaches beyond it.
    version
        Counts up with each layer made, so that two layers are told apart cheaply.
    """

    paths: tuple[QPainterPath, ...] = ()

    @classmethod
    def empty(cls) -> "CellLayer":
        """No probabilities."""
        return cls()

    @classmethod
    def of(cls, cell_id: NDArray[np.uint64], mass: NDArray[np.float64], steps: int) -> "CellLayer":
        """Colour cells (uint64 [C]) with masses (float64 [C]) in `steps` steps, one for each share of the chance."""
        shown, before = densest(mass / s2.area_km2(cell_id), mass)
        step = steps - 1 - np.minimum((before / SHARE * steps).astype(int), steps - 1)
        outlines = outlines_of(cell_id[shown])
        paths = []
        for number in range(steps):
            chosen = outlines[step == number]
            first = np.zeros(chosen.shape[:2], np.bool_)
            first[:, 0] = True
            paths.append(path_of(chosen.reshape(-1, 2), first.ravel()))
        return cls(tuple(paths))

    def paint(self, painter: QPainter, zoom: float, window: QRect, palette: Palette) -> None:
        """Paint what falls inside `window`, pixels of the world at `zoom`."""
        world_px = TILE_PX * 2.0**zoom
        painter.setPen(Qt.PenStyle.NoPen)
        for path, colour in zip(self.paths, palette.heat, strict=False):
            shade = QColor(colour)
            shade.setAlpha(_OPAQUE)
            painter.setBrush(shade)
            for copy in (-1, 0, 1):
                place = QTransform(world_px, 0, 0, world_px, copy * world_px - window.left(), -float(window.top()))
                if place.mapRect(path.boundingRect()).intersects(QRect(0, 0, window.width(), window.height())):
                    painter.setTransform(place, combine=True)
                    painter.drawPath(path)
                    painter.setTransform(place.inverted()[0], combine=True)


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
