"""The still layers of the map (seas, land, waters, borders, probabilities), painted as tiles and kept.

Painting a whole window of coastline takes longer than a frame may. So a frame is put together from tiles of 256 pixels
that are painted once, a few milliseconds' worth at a time; where one is not ready, tiles of another zoom are stretched
into its place. There is always something to see, and nothing ever waits. All of it happens in the GUI thread, between
events: a second thread would fight for Python's lock at every frame.

Zooms are kept in eighths, so that tiles are always shown at the size they were painted for.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRegion

from whence_desktop.map.basemap import BLOCK_ZOOMS, UNITS, Basemap
from whence_desktop.map.cells import CellLayer
from whence_desktop.map.mercator import TILE_PX, View
from whence_desktop.map.raster import RasterLayer
from whence_desktop.map.style import Palette
from whence_desktop.map.trails import TrailLayer

_KEPT_TILES = 768  # of 256 KiB each at a device pixel ratio of 1: about ten windows of 2560 x 1440
_WORLD_ZOOM = 2.0
_DIMMED = 0.6  # of a raster map, made for daylight, in a dark window


Place = tuple[float, int, int]
"""Zoom, column and row of a tile."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A tile in a view: its key, where its left upper corner falls in the window, and how much of its width is map."""

    place: Place
    left_px: int
    top_px: int
    width_px: int


class Tiles:
    """Paints and keeps tiles for one palette, one device pixel ratio and one probability layer."""

    def __init__(self, basemap: Basemap, palette: Palette) -> None:
        self._basemap = basemap
        self._palette = palette
        self._ratio = 1.0
        self._cells = CellLayer.empty()
        self._trails = TrailLayer.empty()
        self._raster: RasterLayer | None = None
        self._stale: set[tuple[int, Place]] = set()  # shown until they are painted anew
        self._series = 0  # counts up with each probability layer
        self._kept: OrderedDict[tuple[int, Place], QImage] = OrderedDict()
        self._world: QImage | None = None
        self._whole: tuple[int, float] | None = None  # series and zoom that were last seen whole

    def restyle(self, palette: Palette, ratio: float) -> None:
        """Take another palette or device pixel ratio."""
        if (palette, ratio) != (self._palette, self._ratio):
            self._palette, self._ratio = palette, ratio
            self._world = self._whole = None
            self._kept.clear()

    def shade(self, cells: CellLayer) -> None:
        """Take another probability layer; until its tiles are painted, those of the layer before it are shown."""
        self._cells = cells
        self._series += 1

    def draw(self, trails: TrailLayer) -> None:
        """Take other tracks, as `shade` takes other probabilities."""
        self._trails = trails
        self._series += 1

    def lay(self, raster: RasterLayer | None) -> None:
        """Take another raster map, or none."""
        self._raster = raster
        self._world = None
        self._series += 1

    def spoil(self, level: int, column: int, row: int) -> None:
        """Paint anew what a tile of the raster map covers; until then the old tiles are shown."""
        side = 2.0**-level
        left, top = column * side, row * side
        for key in self._kept:
            series, (zoom, at_column, at_row) = key
            own = 2.0**-zoom
            x, y = at_column * own, at_row * own
            if series == self._series and x < left + side and left < x + own and y < top + side and top < y + own:
                self._stale.add(key)

    def paint(self, painter: QPainter, view: View, budget_s: float) -> bool:
        """Paint a window, at most `budget_s` of it on new tiles; tell whether all tiles were there."""
        spots = list(spots_of(view))
        missing = [spot for spot in spots if not self._has(spot)]
        until = time.perf_counter() + budget_s
        while missing and time.perf_counter() < until:
            self._make(missing.pop(0))
        if missing:
            gaps = QRegion()
            for spot in missing:
                gaps += QRect(spot.left_px, spot.top_px, spot.width_px, TILE_PX)
            painter.save()
            painter.setClipRegion(gaps, Qt.ClipOperation.IntersectClip)
            self._stretch(painter, view)
            painter.restore()
        else:
            self._whole = self._series, view.zoom
        for spot in spots:
            self._show(painter, self._series, spot, QRect(spot.left_px, spot.top_px, spot.width_px, TILE_PX))
        return not missing

    def work(self, view: View, budget_s: float) -> bool:
        """Paint tiles of a view ahead of its next frame; tell whether all are there."""
        until = time.perf_counter() + budget_s
        for spot in spots_of(view):
            if not self._has(spot):
                if time.perf_counter() >= until:
                    return False
                self._make(spot)
        return True

    def _has(self, spot: Spot) -> bool:
        key = self._series, spot.place
        return key in self._kept and key not in self._stale

    def _show(self, painter: QPainter, series: int, spot: Spot, target: QRect) -> None:
        key = series, spot.place
        tile = self._kept.get(key)
        if tile is not None:
            self._kept.move_to_end(key)
            painter.drawImage(target, tile, QRect(0, 0, math.ceil(spot.width_px * self._ratio), tile.height()))

    def _stretch(self, painter: QPainter, view: View) -> None:
        """Fill the window with what is there: tiles of the last whole picture, and the coarse world where none is."""
        series, zoom = self._whole or (self._series, view.zoom)
        scale = 2.0 ** (view.zoom - zoom)
        before = replace(
            view, zoom=zoom, width_px=math.ceil(view.width_px / scale), height_px=math.ceil(view.height_px / scale)
        )
        spots = list(spots_of(before))
        if not all((series, spot.place) in self._kept for spot in spots):
            self._stretch_world(painter, view)
        for spot in spots:
            edges = (spot.left_px, spot.top_px, spot.left_px + spot.width_px, spot.top_px + TILE_PX)
            x0, y0, x1, y1 = (round(edge * scale) for edge in edges)
            self._show(painter, series, spot, QRect(x0, y0, x1 - x0, y1 - y0))

    def _stretch_world(self, painter: QPainter, view: View) -> None:
        world = self._world or self._paint_world()
        left, top, right, _ = view.bounds
        side = round(view.world_px)
        for copy in range(math.floor(left), math.ceil(right)):
            corner = QPoint(round((copy - left) * view.world_px), round(-top * view.world_px))
            painter.drawImage(QRect(corner, QSize(side, side)), world, world.rect())

    def _paint_world(self) -> QImage:
        side = int(TILE_PX * 2**_WORLD_ZOOM)
        image = self._blank(side, side)
        painter = QPainter(image)
        self._layers(painter, _WORLD_ZOOM, QRect(0, 0, side, side))
        painter.end()
        self._world = image
        return image

    def _make(self, spot: Spot) -> None:
        zoom, column, row = spot.place
        image = self._blank(TILE_PX, TILE_PX)
        painter = QPainter(image)
        self._layers(painter, zoom, QRect(column * TILE_PX, row * TILE_PX, TILE_PX, TILE_PX), self._raster)
        painter.end()
        self._kept[self._series, spot.place] = image
        self._stale.discard((self._series, spot.place))
        while len(self._kept) > _KEPT_TILES:
            self._stale.discard(self._kept.popitem(last=False)[0])

    def _blank(self, width_px: int, height_px: int) -> QImage:
        image = QImage(
            math.ceil(width_px * self._ratio), math.ceil(height_px * self._ratio), QImage.Format.Format_RGB32
        )
        image.setDevicePixelRatio(self._ratio)
        image.fill(QColor(self._palette.sea))
        return image

    def _layers(self, painter: QPainter, zoom: float, window: QRect, raster: RasterLayer | None = None) -> None:
        """Paint all still layers inside `window`, pixels of the world at `zoom`."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._fills(painter, zoom, window)
        if raster is None:
            self._cells.paint(painter, zoom, window, self._palette)
            self._lines(painter, zoom, window)
        else:
            self._lines(painter, zoom, window)  # seen where the raster map has no tiles
            is_dark = QColor(self._palette.land).lightness() < 128
            raster.paint(painter, zoom, window, self._ratio, _DIMMED if is_dark else 1.0)
            self._cells.paint(painter, zoom, window, self._palette)
        self._trails.paint(painter, zoom, window, self._palette)

    def _fills(self, painter: QPainter, zoom: float, window: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for name, colour in (("land", self._palette.land), ("lakes", self._palette.lake)):
            painter.setBrush(QColor(colour))
            for level, block in self._in_blocks(painter, zoom, window):
                painter.drawPath(self._basemap.path(level, name, block))

    def _lines(self, painter: QPainter, zoom: float, window: QRect) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        strokes = (
            ("rivers", False, self._palette.river, 1.0),
            ("lakes", True, self._palette.shore, 0.8),
            ("borders", False, self._palette.border, 1.1),
            ("land", True, self._palette.shore, 1.0),
        )
        for name, outline, colour, width in strokes:
            pen = QPen(QColor(colour), width)
            pen.setCosmetic(True)
            painter.setPen(pen)
            for level, block in self._in_blocks(painter, zoom, window):
                painter.drawPath(self._basemap.path(level, name, block, outline))

    def _in_blocks(self, painter: QPainter, zoom: float, window: QRect) -> Iterator[tuple[int, int]]:
        """Yield level and number of each block that a window touches, with the painter moved to its corner."""
        level = self._basemap.level(zoom)
        count = 1 << BLOCK_ZOOMS[level]
        side_px = TILE_PX * 2.0**zoom / count
        columns = range(max(int(window.left() / side_px), 0), min(math.ceil((window.right() + 1) / side_px), count))
        rows = range(max(int(window.top() / side_px), 0), min(math.ceil((window.bottom() + 1) / side_px), count))
        scale = side_px * count / UNITS
        for row in rows:
            for column in columns:
                painter.save()
                painter.translate(QPointF(column * side_px - window.left(), row * side_px - window.top()))
                painter.scale(scale, scale)
                yield level, row * count + column
                painter.restore()


def spots_of(view: View) -> Iterator[Spot]:
    """Yield the tiles of a view, those nearest to its middle first.

    A world that is no whole number of tiles wide ends in a tile of which only a part is map.
    """
    world_px = view.world_px
    left, top, right, _ = view.bounds
    across = math.ceil(world_px / TILE_PX)
    found = []
    for copy in range(math.floor(left), math.ceil(right)):
        edge = round((copy - left) * world_px)
        first, last = max(0, -edge // TILE_PX), min(across, (view.width_px - edge) // TILE_PX + 1)
        rim = round(-top * world_px)
        for row in range(max(0, -rim // TILE_PX), min(across, (view.height_px - rim) // TILE_PX + 1)):
            for column in range(first, last):
                width = min(TILE_PX, round(world_px) - column * TILE_PX)
                spot = Spot((view.zoom, column, row), edge + column * TILE_PX, rim + row * TILE_PX, width)
                if spot.left_px < view.width_px and spot.left_px > -TILE_PX:
                    found.append(spot)
    middle_x, middle_y = (view.width_px - TILE_PX) / 2, (view.height_px - TILE_PX) / 2
    found.sort(key=lambda spot: (spot.left_px - middle_x) ** 2 + (spot.top_px - middle_y) ** 2)
    return iter(found)


def in_eighths(view: View) -> View:
    """Return the view with its zoom rounded to eighths."""
    return replace(view, zoom=round(view.zoom * 8) / 8)
