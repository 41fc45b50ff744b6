"""Pictures side by side, to be dragged into order; Alt with the arrow keys moves the selected ones too."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QIcon, QImage, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from whence_desktop.library.thumbnails import Thumbnails
from whence_desktop.scans.spans import has_time, spelled_span
from whence_engine.photo import Photo

_EDGE_PX = 128
_ID = Qt.ItemDataRole.UserRole


class _Above(QStyledItemDelegate):
    """Draws the picture above its name."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Put the picture on top."""
        super().initStyleOption(option, index)
        option.decorationPosition = QStyleOptionViewItem.Position.Top
        option.displayAlignment = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


class Prints(QListWidget):
    """The photos of an album, in an order that can be changed.

    Signals
    -------
    reordered()
        The order was changed by hand.
    """

    reordered = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._photos: dict[int, Photo] = {}
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setItemDelegate(_Above(self))
        self.setIconSize(QSize(_EDGE_PX, _EDGE_PX))
        self.setSpacing(6)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Prints in order"))
        self.setAccessibleDescription(self.tr("Alt with the arrow keys moves the selected prints."))
        thumbnails.ready.connect(self._draw)

    def show_photos(self, photos: Sequence[Photo]) -> None:
        """Show photos in the order in which they count now; what was selected stays so."""
        chosen = {photo.id for photo in self.selected()}
        with QSignalBlocker(self):
            self.clear()
            self._photos = {photo.id: photo for photo in photos}
            for photo in photos:
                self._add(photo)
                self.item(self.count() - 1).setSelected(photo.id in chosen)

    def photos(self) -> list[Photo]:
        """Return the photos in the order in which they lie."""
        return [self._photos[self.item(row).data(_ID)] for row in range(self.count())]

    def selected(self) -> list[Photo]:
        """Return the selected photos, in order."""
        chosen = {item.data(_ID) for item in self.selectedItems()}
        return [photo for photo in self.photos() if photo.id in chosen]

    def move_selected(self, step: int) -> None:
        """Move the selected photos one place earlier (-1) or later (1), together."""
        rows = sorted((self.row(item) for item in self.selectedItems()), reverse=step > 0)
        if not rows or not 0 <= rows[0] + step < self.count():
            return
        for row in rows:
            item = self.takeItem(row)
            self.insertItem(row + step, item)
            item.setSelected(True)
        self.reordered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move prints with Alt and the arrow keys."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_selected(step)
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Lay dragged prints down."""
        before = [photo.id for photo in self.photos()]
        super().dropEvent(event)
        if [photo.id for photo in self.photos()] != before:
            self.reordered.emit()

    def _add(self, photo: Photo) -> None:
        item = QListWidgetItem(self)
        item.setData(_ID, photo.id)
        when = spelled_span(photo.taken) if has_time(photo) and photo.taken is not None else self.tr("no time")
        item.setText(f"{photo.path.name}\n{when}".encode("utf-8", "backslashreplace").decode("utf-8"))
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        item.setSizeHint(QSize(_EDGE_PX + 56, _EDGE_PX + 3 * self.fontMetrics().height()))
        self._picture(item, photo)

    def _picture(self, item: QListWidgetItem, photo: Photo) -> None:
        image = self._thumbnails.get(photo) if photo.error is None else None
        item.setIcon(QIcon(_plate(image, self.devicePixelRatioF())))

    def _draw(self, photo_id: int) -> None:
        if photo_id not in self._photos:
            return
        for row in range(self.count()):
            item = self.item(row)
            if item.data(_ID) == photo_id and not self._thumbnails.has_none(self._photos[photo_id]):
                self._picture(item, self._photos[photo_id])


def _plate(image: QImage | None, ratio: float) -> QPixmap:
    """Return a square with a picture in its middle, or nothing in it yet: names below stand in line."""
    plate = QPixmap(round(_EDGE_PX * ratio), round(_EDGE_PX * ratio))
    plate.fill(Qt.GlobalColor.transparent)
    if image is not None:
        fitted = image.scaled(
            plate.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter = QPainter(plate)
        painter.drawImage((plate.width() - fitted.width()) // 2, (plate.height() - fitted.height()) // 2, fitted)
        painter.end()
    plate.setDevicePixelRatio(ratio)
    return plate
