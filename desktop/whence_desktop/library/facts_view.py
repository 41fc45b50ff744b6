"""What the file of a photo says, as a small table below it."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from whence_desktop.library.facts import facts
from whence_engine.photo import Photo

_SHORT = 26  # letters of a value that leaves room for another beside it

_WHOLE = ' style="white-space: nowrap"'


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


def _table(facts: Sequence[tuple[str, str]]) -> str:
    """Return headings and values as HTML, two short ones side by side: the room is the photo's."""
    lines: list[list[tuple[str, str]]] = []
    for fact in facts:
        is_short = len(fact[1]) <= _SHORT
        if lines and len(lines[-1]) == 1 and is_short and len(lines[-1][0][1]) <= _SHORT:
            lines[-1].append(fact)
        else:
            lines.append([fact])
    return f"<table>{''.join(map(_row, lines))}</table>"


def _row(line: Sequence[tuple[str, str]]) -> str:
    first, *beside = [(f"<b>{escape(heading)}</b>&nbsp;&nbsp;", escape(value)) for heading, value in line]
    value = f"<td{_WHOLE}>{first[1]}&nbsp;&nbsp;&nbsp;</td>" if beside else f"<td colspan=2>{first[1]}</td>"
    return (
        f"<tr><td>{first[0]}</td>{value}{''.join(f'<td{_WHOLE}>{heading}{told}</td>' for heading, told in beside)}</tr>"
    )
