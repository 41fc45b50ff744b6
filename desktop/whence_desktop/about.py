"""What this program is, and the notices of whatever it carries along."""

from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from whence_engine import __version__


class About(QDialog):
    """Version and licence, and third-party notices when they are asked for: they are long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Whence"))
        title = QLabel(f"<h2>Whence {__version__}</h2>")
        text = QLabel(
            self.tr(
                "Tells where photos were taken, on this computer and without a network. Made for one's own library; "
                "it is not for finding out where other people were. MIT licence, by the Whence contributors."
            )
        )
        text.setWordWrap(True)
        text.setMinimumWidth(420)
        qt = QLabel(self.tr("Qt {0} under the LGPL 3, through PySide6.").format(qVersion()))
        self.notices = QPlainTextEdit()
        self.notices.setReadOnly(True)
        self.notices.setTabChangesFocus(True)
        self.notices.setAccessibleName(self.tr("Third-party notices"))
        self.notices.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.notices.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.ask = buttons.addButton(self.tr("Third-party notices"), QDialogButtonBox.ButtonRole.ActionRole)
        self.ask.clicked.connect(self.show_notices)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (title, text, qt):
            layout.addWidget(widget)
        layout.addWidget(self.notices, 1)
        layout.addWidget(buttons)

    def show_notices(self) -> None:
        """Show whose work comes along, and under which licences."""
        from whence_engine.notices import third_party  # noqa: PLC0415 - the start does without

        self.notices.setPlainText(third_party())
        self.notices.show()
        self.ask.setEnabled(False)
        self.resize(900, 640)
        self.notices.setFocus()
