"""The still layers of the map (seas, land, waters, borders, probabilities), painted as tiles and kept.

Painting a whole window of coastline takes longer than a frame may. So a frame is put together from tiles of 256 pixels
that are painted once, a few milliseconds' worth at a time; where one is not ready, tiles of another zoom are stretched
into its place. There is always something to see, and nothing ever waits. All of it happens in the GUI thread, between
events: a second thread would fight for Python's lock at every frame.

Zooms are kept in eighths, so that tiles are shown at rest at the size they were painted for. While the zoom runs on,
painting tiles for each eighth that it passes would be work for nobody: then the tiles of the whole zoom below are
painted (`way_station`), which serve for all eighths above it.
"""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

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
_MOST_SHRUNK = 2.0  # zooms: a jump from a street to the world would have to show millions of its tiles
_DIMMED = 0.6  # of a raster map, made for daylight, in a dark window
_STROKES = (
    # which lines of the basemap, whether as outlines of its fills, which colour of the palette, pixels
    ("rivers", False, "river", 1.0),
    ("lakes", True, "shore", 0.8),
    ("borders", False, "border", 1.1),
    ("land", True, "shore", 1.0),
)

Place = tuple[float, int, int]
"""Zoom, column and row of a tile."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A tile in a view: its key, where its left upper corner falls in the window, and how much of its width is map."""

    place: Place
    left_px: int
    top_px: int
    width_px: int


_Layer = Callable[[QPainter], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Begun:
    """A tile and the layers that are still to be painted into it: a coast of fjords must not hold up a frame."""

    key: tuple[int, Place]
    image: QImage
    left: deque[_Layer]


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
        self._begun: _Begun | None = None
        self._world: QImage | None = None
        self._whole: tuple[int, float] | None = None  # series and zoom that were last seen whole

    def restyle(self, palette: Palette, ratio: float) -> None:
        """Take another palette or device pixel ratio."""
        if (palette, ratio) != (self._palette, self._ratio):
            self._palette, self._ratio = palette, ratio
            self._world = self._whole = self._begun = None
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
        self._begun = None
        side = 2.0**-level
        left, top = column * side, row * side
        for key in self._kept:
            series, (zoom, at_column, at_row) = key
            own = 2.0**-zoom
            x, y = at_column * own, at_row * own
            if series == self._series and x < left + side and left < x + own and y < top + side and top < y + own:
                self._stale.add(key)

    def paint(self, painter: QPainter, view: View, budget_s: float, aim: View | None = None) -> bool:
        """Paint a window, at most `budget_s` of it on new tiles; tell whether all tiles were there.

        `aim` is the view whose tiles `work` paints meanwhile, where that is another one.
        """
        spots = list(spots_of(view))
        if budget_s:
            self._advance(spots, budget_s)
        missing = [spot for spot in spots if not self._has(spot)]
        if missing:
            gaps = QRegion()
            for spot in missing:
                gaps += QRect(spot.left_px, spot.top_px, spot.width_px, TILE_PX)
            self._stretch(painter, view, aim or view, gaps)
        else:
            self._whole = self._series, view.zoom
        for spot in spots:
            self._show(painter, self._series, spot, QRect(spot.left_px, spot.top_px, spot.width_px, TILE_PX))
        return not missing

    def work(self, view: View, budget_s: float) -> bool:
        """Paint tiles of a view ahead of its next frame; tell whether all are there."""
        if not self._advance(spots_of(view), budget_s):
            return False
        self._whole = self._series, view.zoom
        return True

    def _advance(self, spots: Iterable[Spot], budget_s: float) -> bool:
        """Paint one layer of one tile after the other until all tiles are there or the time is up; tell which."""
        until = time.perf_counter() + budget_s
        for spot in spots:
            while not self._has(spot):
                if time.perf_counter() >= until:
                    return False
                self._paint_layer(spot)
        return True

    def _has(self, spot: Spot) -> bool:
        key = self._series, spot.place
        return key in self._kept and key not in self._stale

    def _show(self, painter: QPainter, series: int, spot: Spot, target: QRect) -> bool:
        """Draw a tile, at any size; tell whether it is there."""
        key = series, spot.place
        tile = self._kept.get(key)
        if tile is None:
            return False
        self._kept.move_to_end(key)
        painter.drawImage(target, tile, QRect(0, 0, math.ceil(spot.width_px * self._ratio), tile.height()))
        return True

    def _stretch(self, painter: QPainter, view: View, aim: View, gaps: QRegion) -> None:
        """Fill gaps with what is there: tiles of the aim, else of the last whole picture, else the coarse world."""
        painter.save()
        for series, zoom in dict.fromkeys([(self._series, aim.zoom), self._whole or (self._series, aim.zoom)]):
            if zoom <= view.zoom + _MOST_SHRUNK:
                gaps = self._stretch_tiles(painter, view, (series, zoom), gaps)
        if not gaps.isEmpty():
            painter.setClipRegion(gaps)
            self._stretch_world(painter, view)
        painter.restore()

    def _stretch_tiles(self, painter: QPainter, view: View, kept: tuple[int, float], gaps: QRegion) -> QRegion:
        """Fill gaps with tiles of a series and a zoom; return those that are left."""
        series, zoom = kept
        scale = 2.0 ** (view.zoom - zoom)
        painter.setClipRegion(gaps)
        filled = QRegion()
        for spot in spots_of(at_zoom(view, zoom)):
            edges = (spot.left_px, spot.top_px, spot.left_px + spot.width_px, spot.top_px + TILE_PX)
            x0, y0, x1, y1 = (round(edge * scale) for edge in edges)
            target = QRect(x0, y0, x1 - x0, y1 - y0)
            if self._show(painter, series, spot, target):
                filled += target
        return gaps - filled

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
        for layer in self._layers(_WORLD_ZOOM, QRect(0, 0, side, side), None):
            _paint_into(image, layer)
        self._world = image
        return image

    def _paint_layer(self, spot: Spot) -> None:
        """Paint the next layer of a tile; with its last one the tile is there."""
        key = self._series, spot.place
        if self._begun is None or self._begun.key != key:
            zoom, column, row = spot.place
            window = QRect(column * TILE_PX, row * TILE_PX, TILE_PX, TILE_PX)
            self._begun = _Begun(key, self._blank(TILE_PX, TILE_PX), deque(self._layers(zoom, window, self._raster)))
        _paint_into(self._begun.image, self._begun.left.popleft())
        if self._begun.left:
            return
        self._kept[key] = self._begun.image
        self._begun = None
        self._stale.discard(key)
        while len(self._kept) > _KEPT_TILES:
            self._stale.discard(self._kept.popitem(last=False)[0])

    def _blank(self, width_px: int, height_px: int) -> QImage:
        image = QImage(
            math.ceil(width_px * self._ratio), math.ceil(height_px * self._ratio), QImage.Format.Format_RGB32
        )
        image.setDevicePixelRatio(self._ratio)
        image.fill(QColor(self._palette.sea))
        return image

    def _layers(self, zoom: float, window: QRect, raster: RasterLayer | None) -> list[_Layer]:
        """Return what paints each still layer inside `window`, pixels of the world at `zoom`, the lowest first."""
        fills: list[_Layer] = [
            partial(self._fill, name=name, colour=colour, zoom=zoom, window=window)
            for name, colour in (("land", self._palette.land), ("lakes", self._palette.lake))
        ]
        lines: list[_Layer] = [
            partial(self._stroke, name=name, outline=outline, pen=pen, zoom=zoom, window=window)
            for name, outline, pen in self._pens()
        ]
        cells = partial(self._cells.paint, zoom=zoom, window=window, palette=self._palette)
        trails = partial(self._trails.paint, zoom=zoom, window=window, palette=self._palette)
        if raster is None:
            return [*fills, cells, *lines, trails]
        is_dark = QColor(self._palette.land).lightness() < 128
        opacity = _DIMMED if is_dark else 1.0
        picture = partial(raster.paint, zoom=zoom, window=window, ratio=self._ratio, opacity=opacity)
        return [*fills, *lines, picture, cells, trails]  # lines are seen where the raster map has no tiles

    def _pens(self) -> Iterator[tuple[str, bool, QPen]]:
        for name, outline, colour, width in _STROKES:
            pen = QPen(QColor(getattr(self._palette, colour)), width)
            pen.setCosmetic(True)
            yield name, outline, pen

    def _fill(self, painter: QPainter, *, name: str, colour: str, zoom: float, window: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        for level, block in self._in_blocks(painter, zoom, window):
            painter.drawPath(self._basemap.path(level, name, block))

    def _stroke(self, painter: QPainter, *, name: str, outline: bool, pen: QPen, zoom: float, window: QRect) -> None:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
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


def at_zoom(view: View, zoom: float) -> View:
    """Return the view of the same part of the world at another zoom: its window has another size."""
    scale = 2.0 ** (view.zoom - zoom)
    return replace(
        view, zoom=zoom, width_px=math.ceil(view.width_px / scale), height_px=math.ceil(view.height_px / scale)
    )


def way_station(view: View) -> View:
    """Return the view at the whole zoom at or below its own."""
    return at_zoom(view, float(math.floor(view.zoom)))


def _paint_into(image: QImage, layer: _Layer) -> None:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    layer(painter)
    painter.end()
