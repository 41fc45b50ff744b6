"""The map as a widget: mouse, wheel, pinch and keyboard move it; pins can be picked, dropped and dragged.

Signals carry degrees. Nothing here decides anything: whoever listens does.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from whence_desktop import theme
from whence_desktop.map import marks, overlay
from whence_desktop.map.clusters import Clusters
from whence_desktop.map.discs import Discs
from whence_desktop.map.ground import Ground
from whence_desktop.map.labels import Labels
from whence_desktop.map.mercator import View, to_degrees, to_square
from whence_desktop.map.pace import Pace
from whence_desktop.map.raster import RasterLayer
from whence_desktop.map.scene import Scene
from whence_desktop.map.spoken import spoken
from whence_desktop.map.style import DARK, LIGHT, Palette
from whence_desktop.map.tiles import Tiles, in_eighths
from whence_desktop.map.trails import TrailLayer

PHOTOS_MIME = "application/x-whence-photos"
"""What photos are dragged as: their ids, separated by commas."""

_FRAME_S = 0.003  # spent on new tiles inside a frame
_BETWEEN_S = 0.0015  # and between two events: so long may the next one wait
_KEY_PX = 120.0
_KEYS = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Plus,
        Qt.Key.Key_Equal,
        Qt.Key.Key_Minus,
        Qt.Key.Key_0,
    }
)
_WHEEL_NOTCH = 120
_DRAG_STARTS_PX = 4


class MapWidget(QWidget):
    """A map of the world, and a `Scene` on it.

    Signals
    -------
    pin_chosen(int)
        A numbered pin was clicked.
    place_dropped(float, float)
        A pin was dropped (double click with Ctrl, or the menu key's "here") or dragged to a place: latitude, longitude.
    photos_dropped(object, float, float)
        Photos (list of ids) were dragged from the grid to a place.
    cluster_chosen(object)
        Photos with a position were clicked: int64 [N], rows of the arrays given to `show_photos`.
    view_changed()
        The map shows something else.
    """

    pin_chosen = Signal(int)
    place_dropped = Signal(float, float)
    photos_dropped = Signal(object, float, float)
    cluster_chosen = Signal(object)
    view_changed = Signal()

    def __init__(self, ground: Ground, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = self._wanted_palette()
        self._tiles = Tiles(ground.basemap, self._palette)
        self._labels = Labels(ground)
        self._discs = Discs()
        self._scene = Scene()
        self._clusters: Clusters | None = None
        self._view = View(0.5, 0.42, 2.0, 640, 480)
        self._ratio = 0.0
        self._painted_zoom = 0.0
        self._attribution = ""
        self._trails = TrailLayer.empty()
        self._pressed: QPointF | None = None
        self._dragging: str = ""
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._paint_ahead)
        self._ground = ground
        ground.named.connect(self._idle.start)
        self._pace = Pace(self)
        self._pace.rested.connect(self._idle.start)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(self.tr("Map"))
        self.setAccessibleDescription(spoken(self._scene))

    # --- what is shown ------------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What the map shows now."""
        return self._view

    @property
    def scene(self) -> Scene:
        """What lies on the map now."""
        return self._scene

    def show_scene(self, scene: Scene, *, fit: bool = False) -> None:
        """Lay another scene on the map; `fit` moves the map to its pins."""
        if scene.cells is not self._scene.cells:
            self._tiles.shade(scene.cells)
        self._scene = scene
        if fit:
            self.fit_pins(likely=True)
        self.setAccessibleDescription(spoken(scene))
        self.update()

    def show_trails(self, trails: TrailLayer) -> None:
        """Show tracks below all scenes."""
        if trails is not self._trails:
            self._trails = trails
            self._tiles.draw(trails)
            self.update()

    @property
    def trails(self) -> TrailLayer:
        """The tracks that are shown."""
        return self._trails

    def show_raster(self, raster: RasterLayer | None) -> None:
        """Show a raster map below all layers, or none."""
        if raster is not None:
            raster.arrived.connect(self._take_raster)
        self._attribution = raster.source.attribution if raster is not None else ""
        self._tiles.lay(raster)
        self.update()

    def _take_raster(self, place: tuple[int, int, int]) -> None:
        self._tiles.spoil(*place)
        self._idle.start()

    def show_photos(self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> None:
        """Show photos with a position (float64 [N] each) as clusters."""
        self.show_clusters(Clusters(lat_deg, lon_deg) if len(lat_deg) else None)

    def show_clusters(self, clusters: Clusters | None) -> None:
        """Show photos that were binned already."""
        self._clusters = clusters
        self._labels.avoid(clusters)
        self.update()

    def set_view(self, view: View) -> None:
        """Show something else."""
        before = self._view.zoom
        self._view = in_eighths(view).resized(self.width(), self.height())
        self._pace.move(self._view.zoom - before)
        if self._pace.runs_on:
            self._idle.start()
        self.update()
        self.view_changed.emit()

    def fit_pins(self, *, likely: bool = False) -> None:
        """Move the map to all candidates with their radii, or to the `likely` ones."""
        pins = [pin for pin in self._scene.pins if pin.likely or not likely]
        points = [to_square(pin.lat_deg, pin.lon_deg) for pin in pins]
        if self._scene.dropped:
            points.append(to_square(*self._scene.dropped))
        if not points:
            return
        around = self._view.fitted(np.stack(points))
        widest_km = max((pin.radius_km for pin in pins), default=1.0)
        room_px = max(min(self.width(), self.height()) / 2 - 24, 32)
        enough = around.zoom + float(np.log2(max(room_px * around.km_per_px / widest_km, 1e-9)))
        self.set_view(around.zoomed(min(around.zoom, np.floor(enough * 8) / 8)))

    # --- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Put the frame together from tiles and moving layers."""
        ratio = self.devicePixelRatioF()
        if ratio != self._ratio:
            self._ratio = ratio
            self._restyle()
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        if self._view.world_px < self.height():
            painter.fillRect(event.rect(), QColor(self._palette.sea))  # beyond the poles
        # After a zoom every tile is missing: the first frame is stretched, and painting begins between events.
        at_rest = self._view.zoom == self._painted_zoom and not self._pace.runs_on
        complete = self._tiles.paint(painter, self._view, _FRAME_S if at_rest else 0.0, self._aim)
        self._painted_zoom = self._view.zoom
        overlay.paint_graticule(painter, self._view, self._palette)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        complete &= self._labels.paint(painter, self._view, self._palette)
        if self._clusters is not None:
            complete &= self._discs.paint(painter, self._view, self._clusters, self._palette)
        overlay.paint_lines(painter, self._view, self._scene.lines, self._palette, ratio)
        overlay.paint_times(painter, self._view, self._trails, self._palette, ratio)
        overlay.paint_dots(painter, self._view, self._scene.dots, self._palette, ratio)
        overlay.paint_pins(painter, self._view, self._scene, self._palette, ratio)
        overlay.paint_scale(painter, self._view, self._palette, ratio)
        overlay.paint_attribution(painter, self._view, self._attribution, self._palette, ratio)
        painter.end()
        self._ground.read()
        if not complete and not self._pace.runs_on:
            self._idle.start()

    @property
    def _aim(self) -> View:
        """The view that tiles and names are prepared for."""
        return self._pace.aim(self._view)

    def _paint_ahead(self) -> None:
        """Between two events: paint some counts, tiles and names, and show them when all are there.

        While the zoom runs on, nothing is begun that would not be done when the hand's next move is due.
        """
        if self._pace.is_due():
            return
        aim = self._aim
        if self._clusters is not None and not self._discs.work(self._view, self._clusters, self._palette, _BETWEEN_S):
            return
        if self._tiles.work(aim, _BETWEEN_S) and self._labels.work(aim, self._palette, _BETWEEN_S):
            self._idle.stop()
            self.update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the desktop from light to dark and back."""
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange}:
            self._palette = self._wanted_palette()
            self._restyle()
            self.update()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._tiles.restyle(self._palette, self._ratio or 1.0)
        self._labels.restyle(self._ratio or 1.0)
        self._discs.restyle(self._ratio or 1.0)

    def _wanted_palette(self) -> Palette:
        return DARK if theme.is_dark(self.palette()) else LIGHT

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the middle where it is."""
        self._view = self._view.resized(event.size().width(), event.size().height())

    # --- hands --------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to drag the map, or the dropped pin."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._pressed = event.position()
        self._dragging = "pin" if self._on_dropped(event.position()) else ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag."""
        if self._pressed is None:
            return
        moved = event.position() - self._pressed
        if not self._dragging and moved.manhattanLength() >= _DRAG_STARTS_PX:
            self._dragging = "map"
        if self._dragging == "map":
            self._pressed = event.position()
            self.set_view(self._view.moved(moved.x(), moved.y()))
        elif self._dragging == "pin":
            self._put_dropped(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Finish a drag, or take the click for a choice."""
        if self._pressed is None:
            return
        if self._dragging == "pin" and self._scene.dropped is not None:
            self.place_dropped.emit(*self._scene.dropped)
        elif not self._dragging:
            self._click(event.position(), event.modifiers())
        self._pressed, self._dragging = None, ""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom in where it was clicked, out with Shift."""
        step = -1.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        self._zoom(step, event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom around the pointer, half a zoom a notch."""
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        if notches:
            self._zoom(max(min(notches, 4.0), -4.0) / 2, event.position())

    def event(self, event: QEvent) -> bool:
        """Take the pinch of a touchpad, and keep the keys of the map from the shortcuts of the window."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride and event.key() in _KEYS:
            event.accept()
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
            self._zoom(float(np.log2(max(1.0 + event.value(), 0.1))), event.position())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move, plus and minus zoom, 0 fits; everything else goes to the window."""
        moves = {
            Qt.Key.Key_Left: (_KEY_PX, 0.0),
            Qt.Key.Key_Right: (-_KEY_PX, 0.0),
            Qt.Key.Key_Up: (0.0, _KEY_PX),
            Qt.Key.Key_Down: (0.0, -_KEY_PX),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self.set_view(self._view.moved(*moves[key]))
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self._zoom(0.5, None)
        elif key is Qt.Key.Key_Minus:
            self._zoom(-0.5, None)
        elif key is Qt.Key.Key_0:
            self.fit_pins()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Welcome photos."""
        if event.mimeData().hasFormat(PHOTOS_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Welcome photos anywhere."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Photos were dropped at a place."""
        lat, lon = self._degrees(event.position())
        self.photos_dropped.emit(photos_in(event.mimeData()), lat, lon)
        event.acceptProposedAction()

    def drop_pin(self, lat_deg: float, lon_deg: float) -> None:
        """Drop a pin, as a double click with Ctrl does."""
        self._set_dropped((lat_deg, lon_deg))
        self.place_dropped.emit(lat_deg, lon_deg)

    def _click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.drop_pin(*self._degrees(at))
            return
        pin = overlay.pin_at(self._view, self._scene, at.x(), at.y())
        if pin is not None:
            self.pin_chosen.emit(pin.number)
        elif self._clusters is not None:
            rows = self._clusters.at(self._view, at.x(), at.y())
            if len(rows):
                self.cluster_chosen.emit(rows)

    def _zoom(self, step: float, at: QPointF | None) -> None:
        zoom = round((self._view.zoom + step) * 8) / 8
        self.set_view(self._view.zoomed(zoom, (at.x(), at.y()) if at is not None else None))

    def _degrees(self, at: QPointF) -> tuple[float, float]:
        lat, lon = to_degrees(self._view.to_square([at.x(), at.y()]))
        return float(lat), float(lon)

    def _on_dropped(self, at: QPointF) -> bool:
        if self._scene.dropped is None:
            return False
        x, y = self._view.to_px(to_square(*self._scene.dropped)).tolist()
        return bool(abs(at.x() - x) <= marks.PIN_WIDTH_PX / 2 and 0 <= y - at.y() <= marks.PIN_HEIGHT_PX)

    def _put_dropped(self, at: QPointF) -> None:
        self._set_dropped(self._degrees(at))

    def _set_dropped(self, place: tuple[float, float] | None) -> None:
        self._scene = replace(self._scene, dropped=place)
        self.update()


def photos_in(data: QMimeData) -> list[int]:
    """Return the ids of dragged photos."""
    text = bytes(data.data(PHOTOS_MIME).data()).decode("ascii")
    return [int(part) for part in text.split(",") if part]
