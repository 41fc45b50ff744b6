"""The moving layers: graticule, tracks, candidates with their radius, and the scale bar."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from whence_desktop.map import areas, marks
from whence_desktop.map.basemap import path_of
from whence_desktop.map.mercator import View, to_degrees, to_square
from whence_desktop.map.scene import Dots, Line, Pin, Scene, Trail
from whence_desktop.map.style import Palette
from whence_desktop.map.trails import TrailLayer
from whence_engine.geo import sphere

_ALL_BEARINGS = 72
_SMALLEST_DISC_PX = 6.0
_DOT_PX = 5.0
_CORNER_PX = 8  # from the scale's plate to the edges of the map
_DENSEST_PX = 1.5  # points of a track closer together than this are not drawn apart
_DASHES = {Trail.NEIGHBOUR: Qt.PenStyle.DashLine, Trail.TRACK: Qt.PenStyle.SolidLine}


def paint_graticule(painter: QPainter, view: View, palette: Palette) -> None:
    """Draw parallels and meridians."""
    lats, lons = graticule(view)
    colour = QColor(palette.graticule)
    # Rectangles: with float coordinates Qt strokes a line as a path, which takes five times as long.
    for y in view.to_px(to_square(lats, 0.0))[:, 1].tolist():
        painter.fillRect(0, round(y), view.width_px, 1, colour)
    for lon in lons:
        x = (lon / 360.0 + 0.5 - view.x) * view.world_px + view.width_px / 2
        painter.fillRect(round(x), 0, 1, view.height_px, colour)


def paint_lines(painter: QPainter, view: View, lines: Sequence[Line], palette: Palette, ratio: float) -> None:
    """Draw tracks and lines to neighbours, with their notes."""
    for line in lines:
        colour = palette.track if line.kind is Trail.TRACK else palette.neighbour
        painter.setPen(
            QPen(QColor(colour), 2.0, _DASHES[line.kind], Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        square = to_square(line.lat_deg, line.lon_deg)
        square[:, 0] = np.unwrap(square[:, 0], period=1.0)
        at = (square - [view.x, view.y]) * view.world_px
        at[:, 0] -= np.rint(at[:, 0].mean() / view.world_px) * view.world_px
        at += [view.width_px / 2, view.height_px / 2]
        thin = at[_apart(at)]
        first = np.zeros(len(thin), np.bool_)
        first[:1] = True
        painter.drawPath(path_of(thin, first))
        for (x, y), note in zip(at.tolist(), line.notes, strict=False):
            if note and 0 <= x <= view.width_px and 0 <= y <= view.height_px:
                _note(painter, (x + 7, y), marks.note(note, colour, palette.halo, ratio))


def paint_times(painter: QPainter, view: View, trails: TrailLayer, palette: Palette, ratio: float) -> None:
    """Write the time beside tracks, wherever there is room for it."""
    for x, y, text in trails.times(view):
        _note(painter, (x + 7, y), marks.note(text, palette.track, palette.halo, ratio))


def paint_dots(painter: QPainter, view: View, dots: Sequence[Dots], palette: Palette, ratio: float) -> None:
    """Draw photos at places that are tried out."""
    for some in dots:
        picture = marks.disc(_DOT_PX, palette.photos if some.quiet else palette.chosen, palette.halo, ratio)
        off = _DOT_PX + 2
        at = np.rint(view.to_px(to_square(some.lat_deg, some.lon_deg)) - off).astype(np.int64)
        seen = ((at >= -2 * off) & (at <= [view.width_px, view.height_px])).all(axis=1)
        for x, y in np.unique(at[seen], axis=0).tolist():  # an album of thousands lies on a few hundred pixels
            painter.drawImage(x, y, picture)


def paint_pins(painter: QPainter, view: View, scene: Scene, palette: Palette, ratio: float) -> None:
    """Draw the candidates: first all radii, then all pins, the chosen one and the best on top."""
    ordered = sorted(scene.pins, key=lambda pin: (pin.chosen, -pin.number))
    for pin in ordered:
        _disc(painter, view, pin, palette)
    at = view.to_px(to_square([pin.lat_deg for pin in ordered], [pin.lon_deg for pin in ordered]))
    for pin, (x, y) in zip(ordered, at.tolist(), strict=True):
        colour = palette.chosen if pin.chosen else palette.pin
        _pin(painter, x, y, marks.pin(pin.number, colour, palette.halo, ratio))
    if scene.dropped is not None:
        x, y = view.to_px(to_square(*scene.dropped)).tolist()
        _pin(painter, x, y, marks.pin(0, palette.dropped, palette.halo, ratio))


def paint_scale(painter: QPainter, view: View, palette: Palette, ratio: float) -> None:
    """Draw the scale bar in the left lower corner."""
    width, text = scale_bar(view)
    picture = marks.scale(round(width), text, palette.town, palette.halo, ratio)
    painter.drawImage(
        _CORNER_PX, round(view.height_px - _CORNER_PX - picture.deviceIndependentSize().height()), picture
    )


def paint_attribution(painter: QPainter, view: View, text: str, palette: Palette, ratio: float) -> None:
    """Say in the right lower corner whose raster map it is; markup that some files carry is left out."""
    plain = unescape(re.sub(r"<[^>]*>", "", text)).strip()
    if plain:
        picture = marks.note(plain, palette.town, palette.halo, ratio)
        left = view.width_px - picture.deviceIndependentSize().width() - 4
        _note(painter, (left, view.height_px - 12), picture)


def pin_at(view: View, scene: Scene, x_px: float, y_px: float) -> Pin | None:
    """Return the pin under a point of the window, the topmost one."""
    for pin in sorted(scene.pins, key=lambda pin: (not pin.chosen, pin.number)):
        x, y = view.to_px(to_square(pin.lat_deg, pin.lon_deg)).tolist()
        if abs(x_px - x) <= marks.PIN_WIDTH_PX / 2 and 0 <= y - y_px <= marks.PIN_HEIGHT_PX:
            return pin
    return None


def scale_bar(view: View, longest_px: float = 120.0) -> tuple[float, str]:
    """Return width in pixels and text of a scale bar at the middle of a view: 1, 2 or 5 times a power of ten."""
    longest_km = longest_px * view.km_per_px
    power = 10.0 ** np.floor(np.log10(longest_km))
    length_km = float(power * max(step for step in (1, 2, 5) if step * power <= longest_km))
    text = f"{length_km:.0f} km" if length_km >= 1 else f"{length_km * 1000:.0f} m"
    return length_km / view.km_per_px, text


def graticule(view: View) -> tuple[list[float], list[float]]:
    """Return latitudes and longitudes, in degrees, of the lines that a view shows: about one every 200 pixels."""
    wanted = 200.0 / view.world_px * 360.0
    step = next((step for step in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0) if step >= wanted), 30.0)
    left, top, right, bottom = view.bounds
    west, east = (left - 0.5) * 360.0, (right - 0.5) * 360.0
    (south, north), _ = to_degrees([[0.0, min(bottom, 1.0)], [0.0, max(top, 0.0)]])
    if (north - south) / step > 200:  # a window without height
        return [], []
    lats = np.arange(np.ceil(south / step), np.floor(north / step) + 1) * step
    lons = np.arange(np.ceil(west / step), np.floor(east / step) + 1) * step
    return lats.tolist(), lons.tolist()


def _apart(at: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which points of a line [P, 2] in pixels are a step away from the one before."""
    steps = np.floor(np.cumsum(np.hypot(*np.diff(at, axis=0, prepend=at[:1]).T)) / _DENSEST_PX)
    keep = np.diff(steps, prepend=-1.0) > 0
    keep[-1:] = True
    return np.asarray(keep)


def _disc(painter: QPainter, view: View, pin: Pin, palette: Palette) -> None:
    if pin.radius_km / view.km_per_px < _SMALLEST_DISC_PX:
        return
    outline = _circle(pin.lat_deg, pin.lon_deg, pin.radius_km)
    outline = outline + np.array([np.rint(view.x - outline[0, 0]), 0.0])
    left, top, right, bottom = view.bounds
    if (outline.max(axis=0) < [left, top]).any() or (outline.min(axis=0) > [right, bottom]).any():
        return
    colour = QColor(palette.chosen if pin.chosen else palette.pin)
    fill = QColor(colour)
    fill.setAlpha(34 if pin.chosen else 16)
    at = (outline - [view.x, view.y]) * view.world_px + [view.width_px / 2, view.height_px / 2]
    areas.fill(painter, at, view.width_px, view.height_px, fill)
    # Qt rasterises single lines ten times as fast as the outline of a stroked path.
    painter.setPen(QPen(colour, 2.0 if pin.chosen else 1.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLines([QLineF(*start, *end) for start, end in pairwise(at.tolist())])


@lru_cache(maxsize=64)
def _circle(lat_deg: float, lon_deg: float, radius_km: float) -> NDArray[np.float64]:
    """All points at a distance, in the square; around a pole it is closed along the rim of the map."""
    bearing = np.linspace(0.0, 360.0, _ALL_BEARINGS + 1)
    square = to_square(*sphere.destination(lat_deg, lon_deg, bearing, radius_km))
    square[:, 0] = np.unwrap(square[:, 0], period=1.0)
    if abs(square[-1, 0] - square[0, 0]) > 0.5:
        rim = -0.1 if lat_deg > 0 else 1.1
        ends = np.array([[square[-1, 0], rim], [square[0, 0], rim], square[0]])
        square = np.concatenate([square, ends])
    return square


def _pin(painter: QPainter, x: float, y: float, picture: QImage) -> None:
    painter.drawImage(QPointF(x - marks.PIN_WIDTH_PX / 2, y - marks.PIN_HEIGHT_PX + 1), picture)


def _note(painter: QPainter, at: tuple[float, float], picture: QImage) -> None:
    """Put a few words to the right of a point."""
    painter.drawImage(QPointF(round(at[0] - 3), round(at[1] - picture.deviceIndependentSize().height() / 2)), picture)
