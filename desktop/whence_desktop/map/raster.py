"""A raster map below names, pins and layers: tiles of a file or of a server, read and decoded beside the window.

What is not there yet is asked for, and the coarser tiles that are there stand in; `arrived` says which part of the map
to paint anew.
"""

import math
from collections import OrderedDict
from collections.abc import Iterator
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter

from whence_desktop.jobs.pool import Pool
from whence_desktop.map.mercator import TILE_PX

_KEPT = 320
_MOST_WAITING = 512
_ANCESTORS = 5
_CONNECTIONS = 2
_LONGEST_EDGE_PX = 1024

Place = tuple[int, int, int]
"""Zoom, column and row of a tile, rows from the north."""


class Source(Protocol):
    """Where tiles come from."""

    name: str
    attribution: str
    lowest: int
    highest: int

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return the bytes of a tile, or None where there is none; called in a thread."""
        ...

    def close(self) -> None:
        """End it."""
        ...


class RasterLayer(QObject):
    """Tiles of one source, decoded.

    Signals
    -------
    arrived(object)
        The tile at a `Place` can be painted now.
    failed(str)
        A sentence: the source does not answer.
    """

    arrived = Signal(object)
    failed = Signal(str)

    def __init__(self, source: Source, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self._kept: OrderedDict[Place, QImage | None] = OrderedDict()
        self._pool = Pool(_CONNECTIONS, _MOST_WAITING, parent=self)
        self._pool.done.connect(self._take)
        self._pool.failed.connect(self._miss)

    def paint(self, painter: QPainter, zoom: float, window: QRect, ratio: float, opacity: float) -> None:
        """Paint what falls inside `window`, pixels of the world at `zoom`."""
        wanted = zoom + math.log2(max(ratio, 1.0))
        if wanted < self.source.lowest - 1:
            return
        level = min(max(round(wanted), self.source.lowest), self.source.highest)
        side_px = TILE_PX * 2.0 ** (zoom - level)
        painter.save()
        painter.setOpacity(opacity)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for place in _places(level, side_px, window):
            _, column, row = place
            left, top = round(column * side_px) - window.left(), round(row * side_px) - window.top()
            right, bottom = round((column + 1) * side_px) - window.left(), round((row + 1) * side_px) - window.top()
            self._paint_one(painter, QRect(left, top, right - left, bottom - top), place)
        painter.restore()

    def close(self) -> None:
        """Stop reading."""
        self._pool.close()
        self.source.close()

    def _paint_one(self, painter: QPainter, target: QRect, place: Place) -> None:
        """Paint a tile, or the part of a coarser one that is there already."""
        level, column, row = place
        if place in self._kept:
            self._kept.move_to_end(place)
            image = self._kept[place]
            if image is not None:
                painter.drawImage(QRectF(target), image, QRectF(image.rect()))
            return
        self._pool.ask(place, partial(self._decoded, place))
        for up in range(1, min(_ANCESTORS, level - self.source.lowest) + 1):
            image = self._kept.get((level - up, column >> up, row >> up))
            if image is not None:
                width, height = image.width() / (1 << up), image.height() / (1 << up)
                inner = column - (column >> up << up), row - (row >> up << up)
                part = QRectF(inner[0] * width, inner[1] * height, width, height)
                painter.drawImage(QRectF(target), image, part)
                return

    def _decoded(self, place: Place) -> QImage | None:
        """Read and decode a tile; in a thread of the pool."""
        data = self.source.tile(*place)
        image = QImage.fromData(data) if data else QImage()
        if image.isNull():
            return None
        if max(image.width(), image.height()) > _LONGEST_EDGE_PX:
            image = image.scaled(_LONGEST_EDGE_PX, _LONGEST_EDGE_PX, Qt.AspectRatioMode.KeepAspectRatio)
        return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

    def _take(self, place: Place, image: QImage | None) -> None:
        self._kept[place] = image
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        if image is not None:
            self.arrived.emit(place)

    def _miss(self, _place: Place, sentence: str) -> None:
        self.failed.emit(sentence)


def _places(level: int, side_px: float, window: QRect) -> Iterator[Place]:
    count = 1 << level
    columns = range(max(int(window.left() / side_px), 0), min(math.ceil((window.right() + 1) / side_px), count))
    rows = range(max(int(window.top() / side_px), 0), min(math.ceil((window.bottom() + 1) / side_px), count))
    return ((level, column, row) for row in rows for column in columns)
