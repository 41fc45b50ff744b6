"""The page that one sees while the library is empty: one click to work."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

_WIDTH_PX = 540


class FirstRun(QWidget):
    """What Whence does, and the two ways to begin.

    Signals
    -------
    folder_wanted(), sample_wanted(), help_wanted()
        The buttons and the link below them.
    """

    folder_wanted = Signal()
    sample_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(self.tr("Where were your photos taken?"))
        font = QFont(title.font())
        font.setPointSizeF(font.pointSizeF() * 1.8)
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        text = QLabel(
            self.tr(
                "Whence looks at a folder of photos, on this computer and without a network, and says where they may "
                "have been taken, how sure that is, and why. It changes no photo before you say so, and gives every "
                "byte back when you want it."
            )
        )
        text.setWordWrap(True)
        folder = QPushButton(self.tr("Open a folder of photos…"))
        folder.setDefault(True)
        folder.setMinimumHeight(34)
        folder.clicked.connect(self.folder_wanted)
        sample = QPushButton(self.tr("Try it on rendered sample photos"))
        sample.setMinimumHeight(34)
        sample.clicked.connect(self.sample_wanted)
        hint = QLabel(self.tr("Or drop a folder anywhere on this window."))
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        evening = self.tr("Read what a first evening looks like")
        first = QLabel(f'<a href="help">{evening}</a>')
        first.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        first.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        first.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        first.linkActivated.connect(lambda _link: self.help_wanted.emit())
        middle = QWidget()
        middle.setFixedWidth(_WIDTH_PX)
        column = QVBoxLayout(middle)
        column.setSpacing(14)
        for widget in (title, text, folder, sample, hint, first):
            column.addWidget(widget)
        # A layout that centres a widget does not ask how high its text is at that width.
        inner_px = _WIDTH_PX - column.contentsMargins().left() - column.contentsMargins().right()
        text.setMinimumHeight(text.heightForWidth(inner_px))
        self.setFocusProxy(folder)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
