"""One candidate as a row: rank, place, how near, its chance, and a chip for each kind of evidence."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from whence_desktop import theme, wording
from whence_desktop.review import words
from whence_engine.photo import Candidate

_ROW_PX = 50
_CHANCE_PX = 128.0
_LEFT_PX = 34.0
_CHIP_GAP_PX = 5.0


class CandidateRow(QWidget):
    """A row that can be clicked, focused, and walked through with the arrow keys.

    Signals
    -------
    chosen(int)
        The candidate of this rank was clicked, or got the keyboard.
    accepted(int)
        It was double-clicked: that means it is right.
    stepped(int)
        The arrow keys ask for the row below (1) or above (-1).
    """

    chosen = Signal(int)
    accepted = Signal(int)
    stepped = Signal(int)

    def __init__(self, candidate: Candidate, *, tied: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.candidate = candidate
        self.tied = tied
        self._is_chosen = False
        self.setFixedHeight(_ROW_PX)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.spoken())
        self.setAccessibleDescription("; ".join(map(wording.said, candidate.because)))
        self.setToolTip(", ".join(self._shares()))

    def spoken(self) -> str:
        """Say the row as a screen reader should."""
        one = self.candidate
        chance = f"{100 * one.probability:.0f} %"
        place = wording.place(one.place) or self.tr("Open sea")
        said = self.tr("{0}: {1}, {2} {3}").format(one.rank, place, chance, words.within(one))
        return self.tr("{0}, a tie").format(said) if self.tied else said

    def mark(self, *, chosen: bool) -> None:
        """Show whether it is the chosen one; the Tab key reaches only that one, arrows the others."""
        self._is_chosen = chosen
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as wide as there is room."""
        return QSize(300, _ROW_PX)

    def mousePressEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose it."""
        self.chosen.emit(self.candidate.rank)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Accept it."""
        self.accepted.emit(self.candidate.rank)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk up and down."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps:
            self.stepped.emit(steps[key])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show that it is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self.palette().highlight().color()
        self._plate(painter, accent)
        one = self.candidate
        right = self.width() - _CHANCE_PX
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold if one.rank == 1 or self.tied else QFont.Weight.Normal)
        painter.setPen(self.palette().text().color())
        painter.setFont(strong)
        painter.drawText(QRectF(10, 4, 20, 22), Qt.AlignmentFlag.AlignCenter, str(one.rank))
        name = wording.place(one.place) or self.tr("Open sea")
        fitted = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(right - _LEFT_PX))
        painter.drawText(QRectF(_LEFT_PX, 4, right - _LEFT_PX, 22), Qt.AlignmentFlag.AlignVCenter, fitted)
        chance = QRectF(self.width() - 54, 4, 46, 22)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(chance, flags, f"{100 * one.probability:.0f} %")
        _bar(painter, QRectF(right + 6, 12, 62, 7), one.probability, accent)
        self._second_line(painter, accent)
        painter.end()

    def _plate(self, painter: QPainter, accent: QColor) -> None:
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._is_chosen:
            plate = QColor(accent)
            plate.setAlpha(72 if self.hasFocus() else 44)
            painter.setPen(accent)
            painter.setBrush(plate)
            painter.drawRoundedRect(box, 6, 6)
        if self.tied:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.warning(self.palette()))
            painter.drawRoundedRect(QRectF(3, 5, 4, self.height() - 10), 2, 2)

    def _second_line(self, painter: QPainter, accent: QColor) -> None:
        """Draw how near, and behind it a chip for each kind of evidence, as many as there is room for."""
        small = QFont(self.font())
        small.setPointSizeF(max(small.pointSizeF() - 1.0, 6.0))
        painter.setFont(small)
        metrics = painter.fontMetrics()
        quiet = theme.quiet(self.palette())
        near = words.within(self.candidate)
        painter.setPen(quiet)
        painter.drawText(QRectF(_LEFT_PX, 26, self.width(), 18), Qt.AlignmentFlag.AlignVCenter, near)
        left = _LEFT_PX + metrics.horizontalAdvance(near) + 12
        for (_, share), text in zip(self.candidate.cues, self._shares(), strict=True):
            box = QRectF(left, 27, metrics.horizontalAdvance(text) + 12, 17)
            if box.right() > self.width() - 8:
                break
            _chip(painter, box, share, accent)
            painter.setPen(self.palette().text().color())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            left = box.right() + _CHIP_GAP_PX

    def _shares(self) -> list[str]:
        return [f"{words.cue(name)} {100 * share:.0f} %" for name, share in self.candidate.cues]


def _chip(painter: QPainter, box: QRectF, share: float, accent: QColor) -> None:
    """Draw a plate, filled from the left as far as the share goes."""
    plate, filled = QColor(accent), QColor(accent)
    plate.setAlpha(26)
    filled.setAlpha(80)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(plate)
    painter.drawRoundedRect(box, 5, 5)
    painter.save()
    painter.setClipRect(QRectF(box.left(), box.top(), box.width() * share, box.height()))
    painter.setBrush(filled)
    painter.drawRoundedRect(box, 5, 5)
    painter.restore()


def _bar(painter: QPainter, box: QRectF, chance: float, colour: QColor) -> None:
    track = QColor(colour)
    track.setAlpha(50)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(track)
    painter.drawRoundedRect(box, 3, 3)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(box.left(), box.top(), max(box.width() * chance, 4.0), box.height()), 3, 3)
