"""The map of tracks: photos lie on it as dots, and a click on one tells which."""

from PySide6.QtCore import QPointF, Qt, Signal

from whence_desktop.map.mercator import to_square
from whence_desktop.map.widget import MapWidget

_NEAR_PX = 8.0


class TrailMap(MapWidget):
    """A map whose dots can be clicked.

    Signals
    -------
    dot_chosen(int, int)
        A dot was clicked: which of the scene's `dots`, and which place of it.
    """

    dot_chosen = Signal(int, int)

    def _click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        nearest = min(self._near(at), default=None)
        if nearest is None or modifiers & Qt.KeyboardModifier.ControlModifier:
            super()._click(at, modifiers)
        else:
            _, some, row = nearest
            self.dot_chosen.emit(some, row)

    def _near(self, at: QPointF) -> list[tuple[float, int, int]]:
        """Return the nearest dot of each group under the pointer: distance in pixels, group, place."""
        found = []
        for some, dots in enumerate(self.scene.dots):
            if len(dots.lat_deg):
                off_px = abs(self.view.to_px(to_square(dots.lat_deg, dots.lon_deg)) - [at.x(), at.y()]).max(axis=1)
                row = int(off_px.argmin())
                if off_px[row] <= _NEAR_PX:
                    found.append((float(off_px[row]), some, row))
        return found
