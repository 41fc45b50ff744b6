"""The map under hands: mouse, wheel, keyboard, drag and drop."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from whence_desktop.map.ground import Ground
from whence_desktop.map.mercator import to_degrees, to_square
from whence_desktop.map.scene import Line, Pin, Scene, Trail
from whence_desktop.map.widget import PHOTOS_MIME, MapWidget

LISBON, PORTO = Pin(1, 38.72, -9.14, 25.0, "Lisbon", chosen=True), Pin(2, 41.15, -8.61, 25.0, "Porto")


@pytest.fixture
def world(qtbot: QtBot, ground: Ground) -> MapWidget:
    widget = MapWidget(ground)
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def at(world: MapWidget, lat: float, lon: float) -> QPoint:
    x, y = world.view.to_px(to_square(lat, lon)).tolist()
    return QPoint(round(x), round(y))


def wheel(world: MapWidget, where: QPointF, notches: float) -> None:
    event = QWheelEvent(
        where, world.mapToGlobal(where), QPoint(), QPoint(0, round(120 * notches)), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(world, event)


def test_all_candidates_and_their_radii_are_in_sight(world: MapWidget) -> None:
    world.show_scene(Scene(pins=(LISBON, PORTO)), fit=True)
    for pin in (LISBON, PORTO):
        point = at(world, pin.lat_deg, pin.lon_deg)
        assert 0 < point.x() < 600
        assert 0 < point.y() < 400
    world.show_scene(Scene(pins=(Pin(1, 48.0, 10.0, 2500.0),)), fit=True)
    assert 2 * 2500.0 / world.view.km_per_px < 420


def test_dragging_moves_the_ground_under_the_hand(world: MapWidget, qtbot: QtBot) -> None:
    world.show_scene(Scene(pins=(LISBON,)), fit=True)
    before = world.view
    grabbed = before.to_square([300, 200])
    qtbot.mousePress(world, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    for step in range(1, 11):
        qtbot.mouseMove(world, QPoint(300 + 10 * step, 200 + 5 * step))
        QApplication.processEvents()
    qtbot.mouseRelease(world, Qt.MouseButton.LeftButton, pos=QPoint(400, 250))
    np.testing.assert_allclose(world.view.to_px(grabbed), [400, 250], atol=1.5)


def test_the_wheel_zooms_around_the_pointer(world: MapWidget) -> None:
    world.show_scene(Scene(pins=(LISBON,)), fit=True)
    under = world.view.to_square([150, 90])
    zoom = world.view.zoom
    wheel(world, QPointF(150, 90), 1)
    assert world.view.zoom == zoom + 0.5
    np.testing.assert_allclose(world.view.to_px(under), [150, 90], atol=0.01)
    wheel(world, QPointF(150, 90), -1)
    assert world.view.zoom == zoom


def test_a_double_click_zooms_in_and_with_shift_out(world: MapWidget, qtbot: QtBot) -> None:
    zoom = world.view.zoom
    qtbot.mouseDClick(world, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert world.view.zoom == zoom + 1
    qtbot.mouseDClick(world, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, pos=QPoint(300, 200))
    assert world.view.zoom == zoom


def test_the_keyboard_moves_and_zooms(world: MapWidget, qtbot: QtBot) -> None:
    world.show_scene(Scene(pins=(LISBON, PORTO)), fit=True)
    fitted = world.view
    qtbot.keyClick(world, Qt.Key.Key_Right)
    assert world.view.x > fitted.x
    qtbot.keyClick(world, Qt.Key.Key_Plus)
    qtbot.keyClick(world, Qt.Key.Key_Plus)
    qtbot.keyClick(world, Qt.Key.Key_Minus)
    assert world.view.zoom == fitted.zoom + 0.5
    qtbot.keyClick(world, Qt.Key.Key_0)
    assert world.view == fitted


def test_clicking_a_pin_says_which(world: MapWidget, qtbot: QtBot) -> None:
    world.show_scene(Scene(pins=(LISBON, PORTO)), fit=True)
    tip = at(world, PORTO.lat_deg, PORTO.lon_deg)
    with qtbot.waitSignal(world.pin_chosen) as chosen:
        qtbot.mouseClick(world, Qt.MouseButton.LeftButton, pos=tip - QPoint(0, 20))
    assert chosen.args == [2]


def test_a_pin_can_be_dropped_and_dragged(world: MapWidget, qtbot: QtBot) -> None:
    world.show_scene(Scene(pins=(LISBON,)), fit=True)
    with qtbot.waitSignal(world.place_dropped) as dropped:
        qtbot.mouseClick(world, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, QPoint(200, 150))
    np.testing.assert_allclose(dropped.args, to_degrees(world.view.to_square([200, 150])))
    with qtbot.waitSignal(world.place_dropped) as dragged:
        qtbot.mousePress(world, Qt.MouseButton.LeftButton, pos=QPoint(200, 140))
        qtbot.mouseMove(world, QPoint(260, 190))
        qtbot.mouseMove(world, QPoint(300, 220))
        qtbot.mouseRelease(world, Qt.MouseButton.LeftButton, pos=QPoint(300, 220))
    np.testing.assert_allclose(dragged.args, to_degrees(world.view.to_square([300, 220])), atol=1e-6)


def test_photos_can_be_dragged_onto_the_map(world: MapWidget, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setData(PHOTOS_MIME, b"7,8,9")
    drop = QDropEvent(
        QPointF(120, 80), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(world.photos_dropped) as dropped:
        world.dropEvent(drop)
    ids, lat, lon = dropped.args
    assert ids == [7, 8, 9]
    np.testing.assert_allclose([lat, lon], to_degrees(world.view.to_square([120, 80])))


def test_a_cluster_tells_which_photos_it_stands_for(world: MapWidget, qtbot: QtBot) -> None:
    world.show_photos(np.array([38.7, 38.7001, 60.0]), np.array([-9.1, -9.1, 20.0]))
    world.show_scene(Scene(pins=(Pin(1, 38.9, -8.9, 25.0),)), fit=True)
    with qtbot.waitSignal(world.cluster_chosen) as chosen:
        qtbot.mouseClick(world, Qt.MouseButton.LeftButton, pos=at(world, 38.7, -9.1))
    assert sorted(chosen.args[0].tolist()) == [0, 1]


def test_the_whole_picture_comes_without_any_further_event(world: MapWidget, qtbot: QtBot) -> None:
    world.set_view(world.view.zoomed(4.0).centred_on(46.0, 8.0))
    qtbot.waitUntil(lambda: not world._idle.isActive() and world._tiles.work(world.view, 0.0), timeout=20_000)
    first = world.grab().toImage()
    assert first == world.grab().toImage()


def test_a_zoom_that_runs_on_becomes_sharp_when_it_comes_to_rest(world: MapWidget, qtbot: QtBot) -> None:
    for _ in range(3):
        wheel(world, QPointF(300, 200), 0.25)
    assert world._aim.zoom < world.view.zoom < world._aim.zoom + 1
    qtbot.waitUntil(lambda: world._tiles.work(world.view, 0.0), timeout=20_000)
    assert world._aim == world.view


def test_the_map_follows_the_desktop_into_the_dark(world: MapWidget, qtbot: QtBot) -> None:
    light = world.grab().toImage().pixelColor(5, 5).lightness()
    dark = QPalette()
    dark.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.black)
    world.setPalette(dark)
    QApplication.processEvents()
    assert world.grab().toImage().pixelColor(5, 5).lightness() < light / 2


def test_everything_at_once_can_be_painted_anywhere(world: MapWidget) -> None:
    """Pins on the poles and the antimeridian, tracks across it, a window without height: painted without a word."""
    lat, lon = np.linspace(-10, 10, 200), np.linspace(170, 190, 200)
    line = Line(Trail.TRACK, lat, (lon + 180) % 360 - 180, ("09:00", "", "noon"))
    pins = (Pin(1, 89.0, 0.0, 750.0), Pin(2, -17.0, 179.9, 200.0, chosen=True), Pin(11, -89.9, 10.0, 2500.0))
    for zoom, (y, x) in ((1.0, (0, 0)), (3.0, (-17, 179.9)), (6.0, (0, 180)), (2.0, (85, 0)), (19.0, (-17, 180))):
        world.show_scene(Scene(pins=pins, lines=(line,), dropped=(0.0, -180.0)))
        world.set_view(world.view.zoomed(zoom).centred_on(y, x))
        assert not world.grab().isNull()
    world.resize(300, 1)
    assert not world.grab().isNull()
