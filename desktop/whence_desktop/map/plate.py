"""One picture of the still layers around the window, so that a frame draws that instead of sixty tiles.

Tiles are written in short rows, each to another page of memory; the same pixels as one picture take two thirds of the
time. The picture is a torus: a pixel of the world lies at its coordinates modulo the sides of the picture. So when the
map moves, what comes into sight is painted over what left it, and all else stays where it is.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from whence_desktop.map.mercator import TILE_PX

Place = tuple[float, int, int]
"""Zoom, column and row of a tile."""


class Spot(NamedTuple):
    """A tile in a view: its key, its left upper corner, and how much of its width is map.

    The corner is in pixels of the world at the zoom of the tile; the world to the left has negative ones.
    """

    place: Place
    left_px: int
    top_px: int
    width_px: int


class Plate:
    """The picture, and what was laid on it.

    Parameters
    ----------
    zoom
        Of its tiles.
    corner_px
        The pixel of the world that lies in the left upper corner of the picture.
    image
        At least `plate_size` of the window; it is written to.
    """

    def __init__(self, zoom: float, corner_px: QPoint, image: QImage) -> None:
        self.zoom = zoom
        self.image = image
        self._corner = corner_px
        self.size = image.deviceIndependentSize().toSize()
        self._laid: dict[tuple[int, int], object] = {}

    def keep(self, spots: Iterable[Spot]) -> None:
        """Forget all but these: others may lie in their place."""
        corners = [(spot.left_px, spot.top_px) for spot in spots]
        self._laid = {corner: self._laid[corner] for corner in corners if corner in self._laid}

    def has(self, spot: Spot, tile: object | None) -> bool:
        """Tell whether a tile was laid; for None, whether anything was laid there."""
        corner = spot.left_px, spot.top_px
        return corner in self._laid and (tile is None or self._laid[corner] is tile)

    def note(self, spot: Spot, tile: object | None) -> None:
        """Remember that a tile was painted into its `targets`, or that something stands in for it."""
        self._laid[spot.left_px, spot.top_px] = tile

    def targets(self, spot: Spot) -> Iterator[QRect]:
        """Yield where in the picture to paint a tile: more than once where it reaches across an edge."""
        width, height = self.size.width(), self.size.height()
        left, top = (spot.left_px - self._corner.x()) % width, (spot.top_px - self._corner.y()) % height
        for x in (left, left - width) if left + spot.width_px > width else (left,):
            for y in (top, top - height) if top + TILE_PX > height else (top,):
                yield QRect(x, y, spot.width_px, TILE_PX)

    def covered(self, zoom: float) -> QRectF:
        """Return the part of the world that was laid, in its pixels at a zoom."""
        if not self._laid:
            return QRectF()
        left, top = (min(corner[axis] for corner in self._laid) for axis in (0, 1))
        right, bottom = (max(corner[axis] for corner in self._laid) + TILE_PX for axis in (0, 1))
        scale = 2.0 ** (zoom - self.zoom)
        return QRectF(left * scale, top * scale, (right - left) * scale, (bottom - top) * scale)

    def show(self, painter: QPainter, zoom: float, window: QRect) -> None:
        """Draw what was laid inside `window`, pixels of the world at `zoom`; its corner is the painter's origin."""
        seen = self.covered(zoom) & QRectF(window)
        if seen.isEmpty():
            return
        scale = 2.0 ** (zoom - self.zoom)
        ratio = self.image.devicePixelRatio()
        columns = _pieces(seen.left() / scale, seen.right() / scale, self._corner.x(), self.size.width())
        rows = list(_pieces(seen.top() / scale, seen.bottom() / scale, self._corner.y(), self.size.height()))
        for x0, x1, left in columns:
            for y0, y1, top in rows:
                width, height = x1 - x0, y1 - y0
                target = QRectF(x0 * scale - window.x(), y0 * scale - window.y(), width * scale, height * scale)
                source = QRectF(left * ratio, top * ratio, width * ratio, height * ratio)
                painter.drawImage(target, self.image, source)


def plate_size(window: QSize) -> QSize:
    """Return how large a plate for a window has to be: tiles reach beyond it, and worlds meet within a tile."""
    across, down = math.ceil(window.width() / TILE_PX) + 2, math.ceil(window.height() / TILE_PX) + 1
    return QSize(across * TILE_PX, down * TILE_PX)


def _pieces(start: float, end: float, corner: int, side: int) -> Iterator[tuple[float, float, float]]:
    """Cut a stretch of the world where it reaches across an edge of the picture; yield also where each piece lies."""
    for turn in range(math.floor((start - corner) / side), math.ceil((end - corner) / side)):
        edge = corner + turn * side
        first, last = max(start, edge), min(end, edge + side)
        if first < last:
            yield first, last, first - edge
