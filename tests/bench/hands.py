"""Hands for measurements of the window: what they do on the map, and how they wait."""

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget


def hand(widget: QWidget, delta: int, number: int) -> None:
    """An eighth of a zoom with the wheel, then a bit of a drag, in turn."""
    middle = QPointF(1280, 720)
    if number % 2 == 0:
        none = Qt.KeyboardModifier.NoModifier
        wheel = QWheelEvent(
            middle, middle, QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, none,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, wheel)
        return
    left = Qt.MouseButton.LeftButton
    there = middle + QPointF(24, 10 if number % 4 == 1 else -10)
    for kind, at in (
        (QEvent.Type.MouseButtonPress, middle),
        (QEvent.Type.MouseMove, there),
        (QEvent.Type.MouseButtonRelease, there),
    ):
        QApplication.sendEvent(widget, QMouseEvent(kind, at, at, left, left, Qt.KeyboardModifier.NoModifier))


def settle(seconds: float) -> None:
    """Let the window finish what it does."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()
