"""A sentence above the map where something is missing there, with a button that sees to it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class UnseenNote(QFrame):
    """Says that the chosen model has not seen the photos of the album, and offers to let it look.

    Signals
    -------
    wanted()
        All photos are to be located again.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        sentence = QLabel(
            self.tr("The chosen model has not seen all of these photos yet, so the map shows no chances.")
        )
        sentence.setWordWrap(True)
        self.again = QPushButton(self.tr("Locate again"))
        self.again.setToolTip(self.tr("The model looks at all photos of the library; what you decided stays."))
        self.again.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.again.clicked.connect(self._ask)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 6, 4)
        layout.addWidget(sentence, 1)
        layout.addWidget(self.again)
        self.hide()

    def _ask(self) -> None:
        self.hide()
        self.wanted.emit()
