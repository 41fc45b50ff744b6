"""The pairs of one moment as a list: which photos, and what each pair tells."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from whence_desktop.spelling import spelled as spelled_path
from whence_engine.albums.clock_offsets import spelled
from whence_engine.albums.pairs import Pair, offset_of
from whence_engine.errors import UsageError
from whence_engine.photo import Photo

_ROWS = 3


class PairsView(QListWidget):
    """One row a pair; a photo that waits for its match comes last.

    Signals
    -------
    removed(object)
        Some pairs are to be forgotten; nothing in the list is the photo that waits.
    """

    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: Sequence[Pair] = ()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFixedHeight(_ROWS * self.fontMetrics().lineSpacing() + 2 * self.frameWidth() + 6)
        self.setAccessibleName(self.tr("Photos that show the same moment"))

    def show_pairs(self, pairs: Sequence[Pair], waiting: Photo | None) -> None:
        """List pairs, and the photo that waits for its match."""
        self._pairs = pairs
        self.clear()
        for pair in pairs:
            item = QListWidgetItem(f"{_said(pair.wrong)} = {_said(pair.right)}   {_told(pair)}", self)
            item.setToolTip(f"{spelled_path(pair.wrong.path)}\n{spelled_path(pair.right.path)}")
        if waiting is not None:
            self.addItem(self.tr("{0} = … (select another camera's photo)").format(_said(waiting)))
        self.setVisible(self.count() > 0)

    def texts(self) -> list[str]:
        """Return what stands in the list."""
        return [self.item(row).text() for row in range(self.count())]

    def remove(self) -> None:
        """Ask to forget the chosen rows, all if none is chosen."""
        rows = sorted(self.row(item) for item in self.selectedItems()) or list(range(self.count()))
        chosen = [self._pairs[row] for row in rows if row < len(self._pairs)]
        if rows:
            self.removed.emit(chosen)


def _said(photo: Photo) -> str:
    return photo.path.name.encode("utf-8", "backslashreplace").decode("utf-8")


def _told(pair: Pair) -> str:
    try:
        return spelled(offset_of([pair]).add)
    except UsageError:  # a person said since when one of them was taken, in words: the pair tells nothing now
        return "?"
