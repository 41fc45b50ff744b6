"""Errors as a person meets them: one sentence in the window, details only for those who ask."""

import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QToolButton, QWidget

from whence_desktop import theme, wording
from whence_engine.errors import WhenceError


class Complaints(QFrame):
    """A strip at the top that says what went wrong last, until it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details = ""
        self._topic = ""
        self.bug = self.tr("Something went wrong inside Whence; nothing was lost.")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setAccessibleName(self.tr("Message"))
        self._more = QToolButton()
        self._more.setText(self.tr("Details"))
        self._more.clicked.connect(self._show_details)
        close = QToolButton()
        close.setText(self.tr("Close"))
        close.setToolTip(self.tr("Escape closes it, too."))
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 6, 4)
        self._sign = QLabel()
        self._sign.setAccessibleName(self.tr("Kind of message"))
        layout.addWidget(self._sign)
        layout.addWidget(self.sentence, 1)
        layout.addWidget(self._more)
        layout.addWidget(close)
        for button in (self._more, close):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def say_for_now(self, topic: str, sentence: str) -> None:
        """Show a sentence that holds until `take_back` of its topic."""
        self.say(sentence)
        self._topic = topic

    def inform(self, sentence: str) -> None:
        """Show a sentence about something that went well."""
        self.say(sentence)
        self._mark("\N{INFORMATION SOURCE}", theme.link(self.palette()))

    def say(self, sentence: str, details: str = "") -> None:
        """Show a sentence about something that did not go well."""
        self._topic = ""
        self._mark("⚠", theme.warning(self.palette()))
        self.sentence.setText(sentence)
        self._details = details
        self._more.setVisible(bool(details))
        self.show()

    def take_back(self, topic: str) -> None:
        """Hide what was said of a topic and is over; anything else stays."""
        if self._topic == topic:
            self.hide()

    def _mark(self, sign: str, colour: QColor) -> None:
        tint = QPalette(self.palette())
        tint.setColor(QPalette.ColorRole.WindowText, colour)
        self._sign.setPalette(tint)
        self._sign.setText(sign)

    def _show_details(self) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, self.tr("Details"), self.sentence.text(), parent=self.window())
        box.setDetailedText(self._details)
        box.open()


Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def catch_all(complaints: Complaints) -> Hook:
    """Let errors that nobody caught be told in the window; return the hook that was there before."""
    before = sys.excepthook

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, WhenceError):
            complaints.say(wording.said(error))
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        complaints.say(complaints.bug, text)

    sys.excepthook = tell
    return before
