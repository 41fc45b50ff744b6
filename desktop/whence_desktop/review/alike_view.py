"""The user's own photos that look most like the one that is looked at, beside it: how alike, and how far away."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from whence_desktop import wording
from whence_desktop.library.thumbnails import Thumbnails
from whence_desktop.review import words
from whence_engine.geo.sphere import distance_km
from whence_engine.photo import Candidate, Photo

if TYPE_CHECKING:
    from whence_engine.cues.lookalike import Alike

_EDGE_PX = 80


class AlikeView(QWidget):
    """A strip of thumbnails, the most alike first.

    Signals
    -------
    pointed_at(float, float)
        One was chosen: its latitude and longitude.
    """

    pointed_at = Signal(float, float)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._found: tuple[Alike, ...] = ()
        self.heading = QLabel()
        self.heading.setWordWrap(True)
        self.list = QListWidget()
        self.list.setViewMode(QListWidget.ViewMode.IconMode)
        self.list.setFlow(QListWidget.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setMovement(QListWidget.Movement.Static)
        self.list.setIconSize(QSize(_EDGE_PX, _EDGE_PX))
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setHorizontalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(self.tr("Photos that look alike"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        self._fit()
        layout.addWidget(self.heading)
        layout.addWidget(self.list)
        thumbnails.ready.connect(self._redraw)
        self.list.currentRowChanged.connect(self._point)
        self.hide()

    def _fit(self) -> None:
        """Be as high as pictures, their two lines and the scroll bar."""
        lines, bar = 2 * self.fontMetrics().height(), self.list.horizontalScrollBar().sizeHint().height()
        self.list.setGridSize(QSize(_EDGE_PX + 26, _EDGE_PX + lines + 6))
        self.list.setFixedHeight(_EDGE_PX + lines + bar + 12)

    def wait(self) -> None:
        """Say that the library is being searched."""
        self._found = ()
        self.list.clear()
        self.heading.setText(self.tr("Looking for photos of yours that look alike …"))
        self.list.hide()
        self.show()

    def show_alike(self, found: Sequence["Alike"], place: Candidate | None) -> None:
        """Show photos, and how far each lies from the chosen candidate."""
        self._found = tuple(found)
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for one in self._found:
            item = QListWidgetItem(self._caption(one, place))
            item.setToolTip(f"{one.photo.path.name}, {one.photo.path.parent.name}")
            spoken = (one.photo.path.name, *item.text().splitlines())
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(spoken))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._picture(item, one.photo)
            self.list.addItem(item)
        self.list.blockSignals(blocked)
        self.list.setVisible(bool(self._found))
        some = self.tr("Your own photos that look most like it: likeness, distance from the candidate, day")
        none = self.tr("No photo of yours with a position looks like it.")
        self.heading.setText(some if self._found else none)
        self.show()

    def _caption(self, one: "Alike", place: Candidate | None) -> str:
        lines = [wording.number(one.cosine, ".2f")]
        at = one.photo.position
        if at is not None and place is not None:
            km = float(distance_km(at.lat_deg, at.lon_deg, place.lat_deg, place.lon_deg))
            lines[0] += f" · {words.distance(km)}"
        if one.photo.taken is not None:
            lines.append(wording.day(one.photo.taken.local))
        return "\n".join(lines)

    def _picture(self, item: QListWidgetItem, photo: Photo) -> None:
        image = self._thumbnails.get(photo)
        if image is not None:
            item.setIcon(QIcon(QPixmap.fromImage(image)))

    def _redraw(self, photo_id: int) -> None:
        for row, one in enumerate(self._found):
            if one.photo.id == photo_id:
                self._picture(self.list.item(row), one.photo)

    def _point(self, row: int) -> None:
        at = self._found[row].photo.position if 0 <= row < len(self._found) else None
        if at is not None:
            self.pointed_at.emit(at.lat_deg, at.lon_deg)
