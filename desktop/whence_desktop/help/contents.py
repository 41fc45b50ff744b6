"""The list beside a page of the help: all pages, or what a search found."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from whence_desktop.help.pages import Page
from whence_desktop.help.search import Hit

_WHERE = int(Qt.ItemDataRole.UserRole)
_RICH = _WHERE + 1


class Contents(QListWidget):
    """Pages to go to.

    Signals
    -------
    wanted(str, int)
        A page and one of its sections: an entry was chosen.
    """

    wanted = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Rich(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(False)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def list_pages(self, pages: Sequence[Page], shown: str) -> None:
        """List all pages; the one that is shown is the current one."""
        self.setAccessibleName(self.tr("Contents"))
        self.clear()
        for page in pages:
            self._add(page.title, escape(page.title), page.name, 0)
        self.select(shown)

    def list_hits(self, hits: Sequence[Hit]) -> None:
        """List what was found, the best first, which becomes the current one."""
        self.setAccessibleName(self.tr("Found, the best first"))
        self.clear()
        for hit in hits:
            name = f"{hit.title} → {hit.heading}" if hit.heading else hit.title
            rich = f"<b>{escape(name)}</b><br>{_marked(hit.excerpt, hit.spans)}"
            self._add(f"{name}\n{hit.excerpt}", rich, hit.page, hit.section)
        self.setCurrentRow(0)

    def choose_current(self) -> None:
        """Go to the current entry."""
        item = self.currentItem()
        if item is not None:
            self._choose(item)

    def select(self, page: str) -> None:
        """Make the entry of a page the current one."""
        for row in range(self.count()):
            if self.item(row).data(_WHERE)[0] == page:
                self.setCurrentRow(row)
                return

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Break the lines of entries anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _add(self, text: str, rich: str, page: str, section: int) -> None:
        item = QListWidgetItem(text)
        item.setData(_WHERE, (page, section))
        item.setData(_RICH, rich)
        self.addItem(item)

    def _choose(self, item: QListWidgetItem) -> None:
        self.wanted.emit(*item.data(_WHERE))


class _Rich(QStyledItemDelegate):
    """Paints entries with the found words in bold; lines break at the width of the list."""

    _PADDING_PX = 6

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the style's background, then the text."""
        self.initStyleOption(option, index)
        option.text = ""
        style = self._view.style() or QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, self._view)
        context = QAbstractTextDocumentLayout.PaintContext()
        palette: QPalette = option.palette
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if is_chosen else QPalette.ColorRole.Text
        palette.setColor(QPalette.ColorRole.Text, palette.color(role))
        context.palette = palette
        painter.save()
        rect = option.rect
        painter.translate(rect.left() + self._PADDING_PX, rect.top() + self._PADDING_PX)
        document = self._document(index)
        document.documentLayout().draw(painter, context)
        painter.restore()

    def sizeHint(  # noqa: N802 - Qt's name
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the room that the broken lines take."""
        return QSize(self._width(), round(self._document(index).size().height()) + 2 * self._PADDING_PX)

    def _width(self) -> int:
        return max(60, self._view.viewport().width())

    def _document(self, index: QModelIndex | QPersistentModelIndex) -> QTextDocument:
        document = QTextDocument()
        document.setDefaultFont(self._view.font())
        document.setDocumentMargin(0)
        document.setHtml(index.data(_RICH))
        document.setTextWidth(self._width() - 2 * self._PADDING_PX)
        return document


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text as HTML with some of its words in bold."""
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), f"<b>{escape(text[start:end])}</b>"]
        at = end
    return "".join([*parts, escape(text[at:])])
