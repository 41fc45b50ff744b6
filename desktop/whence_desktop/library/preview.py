"""One photo, large: upright, fitted or zoomed, with what its file says beside it and a heat map over it on demand."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from whence_desktop import theme, wording
from whence_desktop.jobs.pool import Pool
from whence_desktop.library.thumbnails import Thumbnails
from whence_engine.photo import Photo

_CLOSEST = 8.0
_STEP = 1.25


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which picture is waited for: the photo, and how long its shorter edge must be at least."""

    photo_id: int
    at_least_px: int


class Preview(QWidget):
    """Shows one photo as large as there is room.

    Signals
    -------
    stepped(int)
        The keyboard asks for the next (1) or the previous (-1) photo.
    """

    stepped = Signal(int)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._pool = Pool(threads=1, most_waiting=4, parent=self)
        self._pool.done.connect(self._take)
        self._pool.failed.connect(self._refuse)
        self._photo: Photo | None = None
        self._image: QImage | None = None
        self._overlay: QImage | None = None
        self._asked: _Asked | None = None
        self._sentence = ""
        self._zoom = 1.0  # of the fitted size
        self._middle = QPointF(0.5, 0.5)  # of the picture, in the middle of the widget
        self._pressed: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(120, 90)
        self.setAccessibleName(self.tr("Photo"))

    @property
    def photo(self) -> Photo | None:
        """The photo that is shown."""
        return self._photo

    def show_photo(self, photo: Photo | None) -> None:
        """Show another photo: its thumbnail at once, the picture as soon as it is decoded."""
        same = photo is not None and self._photo is not None and photo.id == self._photo.id
        self._photo = photo
        self._sentence = ""
        if not same:
            self._image = self._overlay = None
            self._zoom, self._middle = 1.0, QPointF(0.5, 0.5)
        self._asked = None
        if photo is not None and photo.error is not None:
            self._sentence = wording.said(photo.error)
        elif photo is not None:
            self._ask()
        self.setAccessibleDescription(photo.path.name if photo is not None else "")
        self.update()

    def show_overlay(self, rgba: NDArray[np.uint8] | None) -> None:
        """Lay a picture over the photo (uint8 [H, W, 4], stretched to it), or take it away."""
        if rgba is None:
            self._overlay = None
        else:
            height, width = rgba.shape[:2]
            packed = np.ascontiguousarray(rgba)
            self._overlay = QImage(packed.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
        self.update()

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom to a multiple of the fitted size; what lies under `at` stays there."""
        zoom = max(1.0, min(zoom, _CLOSEST))
        anchor = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        before = self._in_picture(anchor)
        self._zoom = zoom
        after = self._in_picture(anchor)
        self._move(before - after)
        self._ask()

    def close_pool(self) -> None:
        """Stop decoding."""
        self._pool.close()

    # --- decoding -----------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        if self._photo is None or self._photo.error is not None:
            return
        edge = min(self.width(), self.height()) * self.devicePixelRatioF() * self._zoom
        wanted = _Asked(self._photo.id, max(64, int(edge)))
        asked = self._asked
        if asked is not None and asked.photo_id == wanted.photo_id and asked.at_least_px >= wanted.at_least_px:
            return
        self._asked = wanted
        self._pool.ask(wanted, partial(_decoded, self._photo, wanted.at_least_px))

    def _take(self, asked: _Asked, image: QImage) -> None:
        if self._photo is not None and asked.photo_id == self._photo.id:
            self._image = image
            self.update()

    def _refuse(self, asked: _Asked, sentence: str) -> None:
        if self._photo is not None and asked.photo_id == self._photo.id:
            self._sentence = sentence.strip().splitlines()[-1]
            self.update()

    # --- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the photo, or what is there of it yet."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().base())
        image = self._best()
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            target = self._target()
            painter.drawImage(target, image)
            if self._overlay is not None:
                painter.drawImage(target, self._overlay)
        if self._sentence or image is None:
            painter.setPen(theme.quiet(self.palette()))
            text = self._sentence or ("" if self._photo is not None else self.tr("No photo is selected."))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(20, 20, -20, -20), flags, text)
        painter.end()

    def _best(self) -> QImage | None:
        if self._image is not None or self._photo is None or self._photo.error is not None:
            return self._image
        return self._thumbnails.get(self._photo)

    def _target(self) -> QRectF:
        """Where the picture lies in the widget."""
        image = self._best()
        if image is None:
            return QRectF(self.rect())
        fitted = min(self.width() / image.width(), self.height() / image.height())
        width, height = image.width() * fitted * self._zoom, image.height() * fitted * self._zoom
        left = self.width() / 2 - width * self._middle.x()
        top = self.height() / 2 - height * self._middle.y()
        return QRectF(left, top, width, height)

    def _in_picture(self, at: QPointF) -> QPointF:
        target = self._target()
        return QPointF(
            (at.x() - target.left()) / max(target.width(), 1.0), (at.y() - target.top()) / max(target.height(), 1.0)
        )

    def _move(self, by: QPointF) -> None:
        """Move the picture by shares of its size, no further than its edges."""
        target = self._target()
        room_x, room_y = (
            min(0.5, side / 2 / max(length, 1.0))
            for side, length in ((self.width(), target.width()), (self.height(), target.height()))
        )
        middle = self._middle + by
        self._middle = QPointF(max(room_x, min(middle.x(), 1.0 - room_x)), max(room_y, min(middle.y(), 1.0 - room_y)))
        self.update()

    # --- hands --------------------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom around the pointer."""
        notches = event.angleDelta().y() / 120
        self.set_zoom(self._zoom * _STEP**notches, event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom in, and out again."""
        self.set_zoom(1.0 if self._zoom > 1.0 else 3.0, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to drag the picture."""
        self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag the picture."""
        if self._pressed is not None:
            target = self._target()
            moved = self._pressed - event.position()
            self._pressed = event.position()
            self._move(QPointF(moved.x() / max(target.width(), 1.0), moved.y() / max(target.height(), 1.0)))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        self._pressed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows step through the album, plus and minus zoom."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.stepped.emit(1 if key is Qt.Key.Key_Right else -1)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.set_zoom(self._zoom * _STEP)
        elif key is Qt.Key.Key_Minus:
            self.set_zoom(self._zoom / _STEP)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for a larger picture where there is more room now."""
        self._ask()


def _decoded(photo: Photo, at_least_px: int) -> QImage:
    """Decode a photo for the screen; in the pool's thread. Raises UnreadableError."""
    from whence_desktop.library import pictures  # noqa: PLC0415 - the window opens without decoders

    return pictures.decoded(photo.path, at_least_px)
