"""What the window does with keys that nobody else wants, and with what is dropped on it."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QMainWindow

from whence_desktop.lines import ENTER, is_override

_TOLD_MS = 8000


class Frame(QMainWindow):
    """A window in which Enter presses the button that has the keyboard, and on which folders can be dropped.

    Signals
    -------
    dropped(list)
        Folders and photos (paths) from a file manager.
    escaped()
        Escape was pressed, and nobody else wanted it.
    """

    dropped = Signal(object)
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.statusBar().setSizeGripEnabled(False)  # there from the start: nothing moves when something is said

    def tell(self, text: str) -> None:
        """Say something in passing, along the lower edge."""
        self.statusBar().showMessage(text, _TOLD_MS)

    def tell_end(self, text: str) -> None:
        """Say that the way ends here, behind what was said last."""
        before = self.statusBar().currentMessage()
        self.tell(before if text in before else f"{before} {text}".strip())

    def event(self, event: QEvent) -> bool:
        """Keep Enter on a button from the shortcuts: it is meant for the button, and accepts no candidate."""
        if is_override(event, ENTER) and isinstance(self.focusWidget(), QAbstractButton | QComboBox):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press a button, open a box, or tell of Escape."""
        focus, key = self.focusWidget(), Qt.Key(event.key())
        if key in ENTER and isinstance(focus, QAbstractButton):
            focus.click()
        elif key in ENTER and isinstance(focus, QComboBox):
            focus.showPopup()
        elif key is Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Welcome folders and photos from a file manager."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Tell what was dropped."""
        self.dropped.emit([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
