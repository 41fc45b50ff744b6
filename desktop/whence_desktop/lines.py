"""Lines to type into, whose Enter means what is typed and never reaches the shortcuts of the window."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class Line(QLineEdit):
    """A line for words; its Enter is its own, and accepts no candidate."""

    def event(self, event: QEvent) -> bool:
        """Keep Enter from the shortcuts of the window, also while suggestions are open below."""
        if is_override(event, ENTER):
            event.accept()
            return True
        return super().event(event)


def is_override(event: QEvent, keys: frozenset[Qt.Key]) -> bool:
    """Tell whether Qt asks with this event who wants one of these keys before the shortcuts get it."""
    return isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride and Qt.Key(event.key()) in keys
