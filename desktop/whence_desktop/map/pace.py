"""How the hand moves the map: whether its zoom runs on, and when the next move is due."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from whence_desktop.map.mercator import View
from whence_desktop.map.tiles import way_station

_REST_MS = 150  # a zoom that changes again within this time runs on
_STEP_S = 0.0025  # the longest that painting one layer of a tile usually takes
_AHEAD = 0.25  # zooms: so far before a whole zoom the tiles of the next one are begun when zooming out


class Pace(QObject):
    """What the last moves tell of the next.

    Signals
    -------
    rested()
        A zoom that ran on came to rest.
    """

    rested = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.runs_on = False
        self._ahead = 0.0
        self._moved_s = 0.0
        self._beat_s = 0.0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._come_to_rest)

    def move(self, zooms: float) -> None:
        """Note that the map was moved, and by how many zooms."""
        now = time.perf_counter()
        self._moved_s, self._beat_s = now, now - self._moved_s
        if zooms:
            self.runs_on = self._rest.isActive()
            self._ahead = _AHEAD if zooms < 0 else 0.0
            self._rest.start()

    def aim(self, view: View) -> View:
        """Return the view to prepare tiles and names for: while the zoom runs on, of the whole zoom below."""
        return way_station(view, self._ahead) if self.runs_on else view

    def is_due(self) -> bool:
        """Tell whether, while the zoom runs on, the next move is due before another piece of work would be done."""
        return self.runs_on and 0.0 < self._moved_s + self._beat_s - time.perf_counter() < _STEP_S

    def _come_to_rest(self) -> None:
        if self.runs_on:
            self.runs_on = False
            self.rested.emit()
