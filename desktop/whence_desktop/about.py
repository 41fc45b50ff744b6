"""What this program is, and the notices of whatever it carries along."""

from importlib import resources

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from whence_engine import __version__

NOTICES = ("whence_engine.places", "whence_desktop.map")
"""Packages that carry data of others, with a file NOTICE each."""


class About(QDialog):
    """Version, licence and third-party notices."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Whence"))
        self.resize(620, 520)
        title = QLabel(f"<h2>Whence {__version__}</h2>")
        text = QLabel(
            self.tr(
                "Tells where photos were taken, on this computer and without a network. Made for one's own library; "
                "it is not for finding out where other people were. MIT licence, by the Whence contributors."
            )
        )
        text.setWordWrap(True)
        self.notices = QPlainTextEdit(notices(self.tr("Qt {0} under the LGPL 3, through PySide6.").format(qVersion())))
        self.notices.setReadOnly(True)
        self.notices.setTabChangesFocus(True)
        self.notices.setAccessibleName(self.tr("Third-party notices"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (title, text):
            layout.addWidget(widget)
        layout.addWidget(self.notices, 1)
        layout.addWidget(buttons)


def notices(qt: str) -> str:
    """Return the notices of everything that comes along, as text."""
    files = ((resources.files(package) / "NOTICE").read_text(encoding="utf-8") for package in NOTICES)
    return "\n\n".join([qt, *(text.strip() for text in files)])
