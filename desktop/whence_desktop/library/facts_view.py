"""What the file of a photo says, as a small table below it."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from whence_desktop.library.facts import facts
from whence_engine.photo import Photo


class FactsView(QLabel):
    """Headings and values; text that can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setContentsMargins(8, 4, 8, 4)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(self.tr("What the file says"))

    def show_photo(self, photo: Photo | None) -> None:
        """Show what is known of another photo."""
        self.setText(_table(facts(photo)) if photo is not None else "")


def _table(rows: Sequence[tuple[str, str]]) -> str:
    """Return rows of headings and values as HTML."""
    cells = ((escape(heading), escape(value)) for heading, value in rows)
    lines = (f"<tr><td><b>{heading}</b>&nbsp;&nbsp;</td><td>{value}</td></tr>" for heading, value in cells)
    return f"<table>{''.join(lines)}</table>"
