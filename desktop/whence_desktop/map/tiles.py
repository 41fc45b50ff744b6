"""The still layers of the map (seas, land, waters, borders, probabilities), painted as tiles and kept.

Painting a whole window of coastline takes longer than a frame may. So it is painted as tiles of 256 pixels, once, a few
milliseconds' worth at a time, and they are laid on one picture (`plate`) that each frame draws; where a tile is not
ready, what there was before is stretched into its place. There is always something to see, and nothing ever waits. All
of it happens in the GUI thread, between events: a second thread would fight for Python's lock at every frame. Nothing
is drawn under a clip that is no rectangle: Qt then scales span by span and shares that out to threads of its own, for
which a frame waits wherever something else keeps the processor busy.

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
from typing import TypeGuard

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from whence_desktop.map.basemap import BLOCK_ZOOMS, UNITS, Basemap
from whence_desktop.map.cells import CellLayer
from whence_desktop.map.mercator import LOWEST_ZOOM, TILE_PX, View
from whence_desktop.map.plate import Place, Plate, Spot, plate_size
from whence_desktop.map.raster import RasterLayer
from whence_desktop.map.style import Palette
from whence_desktop.map.trails import TrailLayer

_KEPT_TILES = 768  # of 256 KiB each at a device pixel ratio of 1: about ten windows of 2560 x 1440
_FEWEST_KEPT = 128
_WORLD_ZOOM = 2.0
_COARSER = 3  # zooms that are looked through for a tile to stand in for a missing one
_SPOILT = -1  # the series of no layers
_DIMMED = 0.6  # of a raster map, made for daylight, in a dark window
_STROKES = (
    # which lines of the basemap, whether as outlines of its fills, which colour of the palette, pixels
    ("rivers", False, "river", 1.0),
    ("lakes", True, "shore", 0.8),
    ("borders", False, "border", 1.0),
    ("land", True, "shore", 1.0),
)

_Layer = Callable[[QPainter], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Tile:
    """A picture, and the series of layers that it shows."""

    image: QImage
    series: int


@dataclass(frozen=True, slots=True, eq=False)
class _Begun:
    """A tile and the layers that are still to be painted into it: a coast of fjords must not hold up a frame."""

    place: Place
    tile: _Tile
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
        self._series = 0  # counts up with each probability layer; tiles of others are shown until they are painted anew
        self._kept: OrderedDict[Place, _Tile] = OrderedDict()
        self._begun: _Begun | None = None
        self._world: QImage | None = None
        self._plate: Plate | None = None
        self._next: Plate | None = None  # of the zoom that is aimed at, while `_plate` still serves
        self._spare: QImage | None = None  # of the plate before, as the memory of a new one is slow to come by

    def restyle(self, palette: Palette, ratio: float) -> None:
        """Take another palette or device pixel ratio."""
        if (palette, ratio) != (self._palette, self._ratio):
            self._palette, self._ratio = palette, ratio
            self._world = self._begun = self._plate = self._next = self._spare = None
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
        for place, tile in self._kept.items():
            zoom, at_column, at_row = place
            own = 2.0**-zoom
            x, y = at_column * own, at_row * own
            if x < left + side and left < x + own and y < top + side and top < y + own:
                self._kept[place] = replace(tile, series=_SPOILT)

    def paint(self, painter: QPainter, view: View, budget_s: float, aim: View | None = None) -> bool:
        """Paint a window, at most `budget_s` of it on new tiles; tell whether all tiles were there.

        `aim` is the view whose tiles `work` paints meanwhile, where that is another one. Without a budget the plate of
        another zoom is stretched where it covers the window: `work` makes the new one.
        """
        aim = aim or view
        spots = list(spots_of(aim))
        if budget_s:
            self._advance(spots, budget_s)
        left, top, _, _ = view.bounds
        corner = QPoint(round(left * view.world_px), round(top * view.world_px))
        window = QRect(corner, QSize(view.width_px, view.height_px))
        plate = self._plate_for(aim, view.zoom, window, spots, at_once=budget_s > 0.0)
        if plate.zoom == aim.zoom:
            self._lay(plate, spots)
        plate.show(painter, view.zoom, window)
        return plate.zoom == view.zoom and all(map(self._has, spots))

    def work(self, view: View, budget_s: float) -> bool:
        """Prepare the plate and the tiles of a view ahead of its next frame; tell whether all are there."""
        spots = list(spots_of(view))
        plate = self._plate
        if plate is not None and view.zoom != plate.zoom and not _is_plate(self._next, view.zoom, plate.size):
            self._next = self._new_plate(view.zoom, plate.size, spots)
            return False
        return self._advance(spots, budget_s)

    def _plate_for(self, aim: View, zoom: float, window: QRect, spots: list[Spot], *, at_once: bool) -> Plate:
        """Return the plate for a frame: unless it has to be right at once, the one of another zoom while that covers.

        When the map is zoomed out, it is the sharper one for as long as it does.
        """
        plate, size = self._plate, plate_size(window.size())
        if _is_plate(plate, aim.zoom, size):
            return plate
        ready = self._next if _is_plate(self._next, aim.zoom, size) else None
        may_wait = not at_once and not (ready and plate and aim.zoom > plate.zoom)
        if may_wait and plate and plate.size == size and plate.covered(zoom).contains(QRectF(window)):
            return plate
        new = ready or self._new_plate(aim.zoom, size, spots)
        self._spare = plate.image if plate is not None else None
        self._plate, self._next = new, None
        return new

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
        tile = self._kept.get(spot.place)
        return tile is not None and tile.series == self._series

    def _lay(self, plate: Plate, spots: list[Spot]) -> None:
        """Put tiles on the plate that are not there yet, or something in their place."""
        plate.keep(spots)
        todo = [spot for spot in spots if not plate.has(spot, self._kept.get(spot.place))]
        if not todo:
            return
        painter = QPainter(plate.image)
        for spot in todo:
            tile = self._kept.get(spot.place)
            for target in plate.targets(spot):
                if tile is None:
                    self._stand_in(painter, spot, target)
                else:
                    self._kept.move_to_end(spot.place)
                    painter.setClipRect(target)
                    painter.drawImage(target.topLeft(), tile.image)
            plate.note(spot, tile)
        painter.end()

    def _new_plate(self, zoom: float, size: QSize, spots: list[Spot]) -> Plate:
        """Return a plate for another zoom or window, with what the one before it shows, stretched."""
        corner = QPoint(min((spot.left_px for spot in spots), default=0), min((s.top_px for s in spots), default=0))
        room = self._next.image if self._next is not None else self._spare
        self._next = self._spare = None
        plate = Plate(zoom, corner, room if _is_of(room, size) else self._blank(size))
        before = self._plate
        if before is None:
            return plate
        covered = before.covered(zoom)
        painter = QPainter(plate.image)
        for spot in spots:
            place = QRect(spot.left_px, spot.top_px, spot.width_px, TILE_PX)
            if not covered.contains(QRectF(place)):
                self._stand_in(painter, spot, place.translated(-corner))
            plate.note(spot, None)
        painter.setClipping(False)
        before.show(painter, zoom, QRect(corner, size))
        painter.end()
        return plate

    def _stand_in(self, painter: QPainter, spot: Spot, target: QRect) -> None:
        """Paint coarser tiles in the place of one that is missing, or else the coarse world."""
        painter.setClipRect(target)
        zoom, column, row = spot.place
        for coarser in range(math.ceil(zoom) - 1, max(math.ceil(zoom) - 1 - _COARSER, 0), -1):
            side = TILE_PX * 2.0 ** (zoom - coarser)
            left, top = column * TILE_PX / side, row * TILE_PX / side
            places = _touched(float(coarser), left, top, left + spot.width_px / side, top + TILE_PX / side)
            if all(place in self._kept for place in places):
                for place in places:
                    corner = QPointF(target.x() + (place[1] - left) * side, target.y() + (place[2] - top) * side)
                    image = self._kept[place].image
                    painter.drawImage(QRectF(corner, QSizeF(side, side)), image, QRectF(image.rect()))
                return
        world = self._world or self._paint_world()
        scale = world.width() / (TILE_PX * 2.0**zoom)
        edges = (column * TILE_PX, row * TILE_PX, spot.width_px, TILE_PX)
        painter.drawImage(QRectF(target), world, QRectF(*(edge * scale for edge in edges)))

    def _paint_world(self) -> QImage:
        side = int(TILE_PX * 2**_WORLD_ZOOM)
        image = self._blank(QSize(side, side))
        for layer in self._layers(_WORLD_ZOOM, QRect(0, 0, side, side), None):
            _paint_into(image, layer)
        self._world = image
        return image

    def _paint_layer(self, spot: Spot) -> None:
        """Paint the next layer of a tile; with its last one the tile is there."""
        if self._begun is None or self._begun.place != spot.place or self._begun.tile.series != self._series:
            zoom, column, row = spot.place
            window = QRect(column * TILE_PX, row * TILE_PX, TILE_PX, TILE_PX)
            tile = _Tile(self._blank(window.size()), self._series)
            self._begun = _Begun(spot.place, tile, deque(self._layers(zoom, window, self._raster)))
        _paint_into(self._begun.tile.image, self._begun.left.popleft())
        if self._begun.left:
            return
        self._kept[spot.place] = self._begun.tile
        self._kept.move_to_end(spot.place)
        self._begun = None
        while len(self._kept) > max(_FEWEST_KEPT, _KEPT_TILES / self._ratio**2):
            self._kept.popitem(last=False)

    def _blank(self, size: QSize) -> QImage:
        width, height = math.ceil(size.width() * self._ratio), math.ceil(size.height() * self._ratio)
        image = QImage(width, height, QImage.Format.Format_RGB32)
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
    left, top, right, bottom = (edge * world_px for edge in view.bounds)
    across = math.ceil(world_px / TILE_PX)
    rows = _reach(top, bottom, across)
    found = []
    for copy in range(math.floor(left / world_px), math.ceil(right / world_px)):
        edge, end = round(copy * world_px), round((copy + 1) * world_px)
        for column in _reach(left - edge, right - edge, across):
            x = edge + column * TILE_PX
            width = min(TILE_PX, end - x)
            if width > 0:
                found += [Spot((view.zoom, column, row), x, row * TILE_PX, width) for row in rows]
    middle_x, middle_y = (left + right - TILE_PX) / 2, (top + bottom - TILE_PX) / 2
    found.sort(key=lambda spot: (spot.left_px - middle_x) ** 2 + (spot.top_px - middle_y) ** 2)
    return iter(found)


def _reach(start_px: float, end_px: float, across: int) -> range:
    """Return which of so many tiles touch a stretch of the world; a pixel more, as windows lie on whole ones."""
    return range(max(0, math.floor((start_px - 1) / TILE_PX)), min(across, math.floor((end_px + 1) / TILE_PX) + 1))


def _touched(zoom: float, left: float, top: float, right: float, bottom: float) -> list[Place]:
    """Return the tiles of a zoom that touch a rectangle, given in tiles."""
    columns, rows = range(math.floor(left), math.ceil(right)), range(math.floor(top), math.ceil(bottom))
    return [(zoom, column, row) for row in rows for column in columns]


def in_eighths(view: View) -> View:
    """Return the view with its zoom rounded to eighths."""
    return replace(view, zoom=round(view.zoom * 8) / 8)


def at_zoom(view: View, zoom: float) -> View:
    """Return the view of the same part of the world at another zoom: its window has another size."""
    scale = 2.0 ** (view.zoom - zoom)
    return replace(
        view, zoom=zoom, width_px=math.ceil(view.width_px / scale), height_px=math.ceil(view.height_px / scale)
    )


def way_station(view: View, ahead: float = 0.0) -> View:
    """Return the view at the whole zoom at or below its own, or at the next one where that is `ahead` zooms away."""
    return at_zoom(view, max(float(math.floor(view.zoom - ahead)), LOWEST_ZOOM))


def _is_plate(plate: Plate | None, zoom: float, size: QSize) -> TypeGuard[Plate]:
    return plate is not None and plate.zoom == zoom and plate.size == size


def _is_of(image: QImage | None, size: QSize) -> TypeGuard[QImage]:
    return image is not None and image.deviceIndependentSize().toSize() == size


def _paint_into(image: QImage, layer: _Layer) -> None:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    layer(painter)
    painter.end()
