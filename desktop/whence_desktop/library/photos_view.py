"""The photos of an album as a grid of thumbnails with badges; selection, keyboard and drag come from Qt."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from whence_desktop import theme
from whence_desktop.library.photos_model import Cell, PhotosModel, Role
from whence_desktop.selection import Selection
from whence_engine.library.overview import PhotoState
from whence_engine.library.sought import SURE

SIZES_PX = (96, 128, 160, 208, 256)
"""Edges of a thumbnail that one can choose from."""

_MARGIN_PX = 7
_SIGNS = {
    PhotoState.HAS_POSITION: "GPS",
    PhotoState.ACCEPTED: "✓",
    PhotoState.WRITTEN: "✓✓",
    PhotoState.NO_PLACE: "–",  # noqa: RUF001 - a dash for "none"
    PhotoState.SKIPPED: "›",  # noqa: RUF001 - an arrow for "later"
    PhotoState.UNREADABLE: "!",
}


class PhotosView(QListView):
    """A grid of thumbnails; what is current and selected in it is the window's selection, in every grid alike."""

    def __init__(self, model: PhotosModel, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos = model
        self._shared = selection
        self._edge_px = SIZES_PX[1]
        self._is_following = False
        self.setModel(model)
        self.setItemDelegate(PhotoDelegate(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(4000)
        self.setDragEnabled(True)
        self.setSpacing(0)
        self.setAccessibleName(self.tr("Photos of the album"))
        self.selectionModel().selectionChanged.connect(self._tell)
        self.selectionModel().currentChanged.connect(self._tell)
        selection.photos_changed.connect(self.follow)
        self.set_edge(self._edge_px)

    @property
    def photos(self) -> PhotosModel:
        """What it shows."""
        return self._photos

    @property
    def edge_px(self) -> int:
        """Edge of a thumbnail."""
        return self._edge_px

    def set_edge(self, edge_px: int) -> None:
        """Draw thumbnails of another size."""
        self._edge_px = edge_px
        line = self.fontMetrics().height()
        self.setGridSize(QSize(edge_px + 2 * _MARGIN_PX, edge_px + 2 * _MARGIN_PX + line))

    def larger(self, step: int) -> None:
        """Go one size up (1) or down (-1)."""
        place = SIZES_PX.index(self._edge_px) + step
        self.set_edge(SIZES_PX[max(0, min(place, len(SIZES_PX) - 1))])

    def select(self, photo: int, photos: Sequence[int]) -> bool:
        """Look at a photo and select some, where the first is shown; tell whether it is."""
        current = self._photos.row_of(photo)
        if current is None:
            return False
        chosen = QItemSelection()
        rows = sorted(row for one in photos if (row := self._photos.row_of(one)) is not None)
        for _, run in groupby(enumerate(rows), lambda place: place[1] - place[0]):
            side_by_side = [row for _, row in run]
            chosen.select(self._photos.index(side_by_side[0]), self._photos.index(side_by_side[-1]))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self._photos.index(current), flags.NoUpdate)
        self.selectionModel().select(chosen, flags.ClearAndSelect)
        return True

    def follow(self) -> None:
        """Select what is selected elsewhere."""
        photo, chosen = self._shared.photo, self._chosen()
        row = None if photo is None else self._photos.row_of(photo)
        if row is None or photo is None or self._is_following:
            return
        if row != self.currentIndex().row() or (chosen and tuple(chosen) != self._shared.photos):
            self._is_following = True
            self.select(photo, self._shared.photos)
            self._is_following = False

    def _chosen(self) -> list[int]:
        chosen = self.selectionModel().selection()
        ranges = sorted((chosen.at(n).top(), chosen.at(n).bottom() + 1) for n in range(chosen.size()))
        return [one for begin, end in ranges for one in self._photos.ids[begin:end]]

    def _tell(self) -> None:
        if not self._is_following:
            current = self.currentIndex()
            self._shared.look_at_photo(current.data(Role.ID) if current.isValid() else None, self._chosen())


class PhotoDelegate(QStyledItemDelegate):
    """Draws a thumbnail, its name, and a badge for how far the photo has come."""

    def __init__(self, view: PhotosView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(  # noqa: N802 - Qt's name
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Fill the grid."""
        return self._view.gridSize()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one photo."""
        cell: Cell | None = index.data(Role.CELL)
        if cell is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        edge = self._view.edge_px
        box = QRect(option.rect.left() + _MARGIN_PX, option.rect.top() + _MARGIN_PX, edge, edge)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(option.palette.highlight().color(), 1.5))
            painter.setBrush(theme.chosen(option.palette))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 5, 5)
        shown = _picture(painter, box, index.data(Qt.ItemDataRole.DecorationRole), option)
        _badge(painter, shown, cell, option)
        painter.setFont(option.font)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(option.palette.text().color() if is_chosen else theme.quiet(option.palette))
        name = QRect(box.left(), box.bottom() + 1, edge, self._view.fontMetrics().height())
        fitted = self._view.fontMetrics().elidedText(cell.photo.path.name, Qt.TextElideMode.ElideMiddle, edge)
        painter.drawText(name, Qt.AlignmentFlag.AlignCenter, fitted)
        painter.restore()


def _picture(painter: QPainter, box: QRect, image: QImage | None, option: QStyleOptionViewItem) -> QRect:
    """Draw a thumbnail, or a plate until it is there; return where."""
    if image is None:
        plate = option.palette.mid().color()
        plate.setAlpha(60)
        painter.fillRect(box.adjusted(4, 12, -4, -12), plate)
        return box.adjusted(4, 12, -4, -12)
    size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    target = QRect(0, 0, size.width(), size.height())
    target.moveCenter(box.center())
    painter.drawImage(target, image)
    return target


def _badge(painter: QPainter, box: QRect, cell: Cell, option: QStyleOptionViewItem) -> None:
    """Draw a sign for the state in its colour; for a photo to review the chance of its best candidate."""
    if cell.state is PhotoState.TO_REVIEW:
        if cell.chance is None:
            return
        text = f"{100 * cell.chance:.0f} %"
    else:
        text = _SIGNS[cell.state]
    if cell.flags:
        text = f"⚠ {text}"
    font = QFont(option.font)
    font.setPointSizeF(max(option.font.pointSizeF() - 1.0, 6.0))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    width = max(metrics.horizontalAdvance(text) + 9, metrics.height() + 2)
    plate = QRectF(box.right() - width - 3, box.top() + 4, width, metrics.height() + 2)
    painter.setPen(QPen(QColor(255, 255, 255, 210), 1))
    painter.setBrush(theme.badge(cell.state, is_sure=(cell.chance or 0.0) >= SURE))
    painter.drawRoundedRect(plate, 7, 7)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
