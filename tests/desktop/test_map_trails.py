"""Tracks at every detail: bounded by the screen, true to it, with times where there is room."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from whence_desktop.map.mercator import TILE_PX, View, to_square
from whence_desktop.map.style import LIGHT
from whence_desktop.map.trails import Trail, TrailLayer


def commute(days: int) -> Trail:
    """The same road there and back, day after day."""
    way = np.concatenate([np.linspace(0, 1, 100), np.linspace(1, 0, 100)])
    lat, lon = 38.7 + 0.1 * np.tile(way, days), -9.1 + 0.1 * np.tile(way, days)
    return Trail(lat, lon, 1.4e9 + 60.0 * np.arange(200 * days, dtype=np.float64))


def walk(count: int = 4000) -> Trail:
    bearing = np.cumsum(np.random.default_rng(7).normal(0, 0.05, count))
    lat, lon = 38.7 + np.cumsum(np.cos(bearing)) * 1e-4, -9.1 + np.cumsum(np.sin(bearing)) * 1e-4
    return Trail(lat, lon, 1.4e9 + 10.0 * np.arange(count, dtype=np.float64))


def view_of(trail: Trail, zoom: float, size: int = 400) -> View:
    return View(0.5, 0.5, zoom, size, size).centred_on(float(trail.lat_deg.mean()), float(trail.lon_deg.mean()))


def painted(layer: TrailLayer, view: View) -> NDArray[np.bool_]:
    """Paint a window of white; return where the track is."""
    image = QImage(view.width_px, view.height_px, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    left, top, _, _ = view.bounds
    corner = round(left * view.world_px), round(top * view.world_px)
    layer.paint(painter, view.zoom, QRect(*corner, view.width_px, view.height_px), LIGHT)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(view.height_px, -1, 4)
    return np.asarray(pixels[:, : view.width_px, 0] < 230) | (pixels[:, : view.width_px, 2] < 200)


def test_a_road_that_was_gone_every_day_is_drawn_once(qapp: object) -> None:
    once, often = TrailLayer.of([commute(1)]), TrailLayer.of([commute(300)])
    for few, many in zip(once.levels, often.levels, strict=True):
        assert len(many.square) <= 2 * len(few.square)


@pytest.mark.parametrize("zoom", [9.0, 12.5, 15.0])
def test_every_fix_on_the_screen_is_on_the_line(qapp: object, zoom: float) -> None:
    trail = walk()
    view = view_of(trail, zoom)
    drawn = painted(TrailLayer.of([trail]), view)
    at = np.rint(view.to_px(to_square(trail.lat_deg, trail.lon_deg))).astype(int)
    seen = at[((at >= 4) & (at < 396)).all(axis=1)]
    assert len(seen)
    near = [drawn[y - 3 : y + 4, x - 3 : x + 4].any() for x, y in seen.tolist()]
    assert all(near)
    assert not drawn.all()


def test_no_line_joins_two_days(qapp: object) -> None:
    lon = np.array([-9.2, -9.19, -9.01, -9.0])
    day = np.array([0.0, 60.0, 86400.0, 86460.0])
    trail = Trail(np.full(4, 38.7), lon, 1.4e9 + day)
    drawn = painted(TrailLayer.of([trail]), view_of(trail, 10.0))
    assert not drawn[:, 195:205].any()
    assert drawn.any()


def test_a_track_across_the_antimeridian_is_seen_from_both_sides(qapp: object) -> None:
    trail = Trail(np.zeros(2), np.array([179.9, -179.9]), np.array([0.0, 60.0]))
    layer = TrailLayer.of([trail])
    for lon in (179.95, -179.95):
        view = View(0.5, 0.5, 9.0, 200, 200).centred_on(0.0, lon)
        assert painted(layer, view)[:, 100].any()


def test_times_stand_apart_and_name_the_day_once(qapp: object) -> None:
    trail = walk()
    found = TrailLayer.of([trail]).times(view_of(trail, 13.0, 800))
    assert len(found) > 1
    assert sum("2014-05-13 " in text for _, _, text in found) == 1
    places = np.array([(x, y) for x, y, _ in found])
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + 1e9 * np.eye(len(places))
    assert apart.min() > 20
    assert TrailLayer.of([trail]).times(view_of(trail, 3.0)) == []


def test_nothing_is_nothing(qapp: object) -> None:
    layer = TrailLayer.of([Trail(np.empty(0), np.empty(0), np.empty(0))])
    assert layer.levels == ()
    assert layer.bounds().shape == (0, 2)
    assert layer.times(View(0.5, 0.5, 12.0, TILE_PX, TILE_PX)) == []
