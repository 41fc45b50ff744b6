"""One page of the help: text, pictures that fit, links between pages, and what was searched for marked."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from whence_desktop.help import dressing
from whence_desktop.help.pages import Page, anchor
from whence_desktop.help.search import spans

_SMALLEST, _LARGEST = -4, 12  # steps of the zoom, points each


class PageView(QTextBrowser):
    """Shows pages; goes back and forward among those that were shown.

    Signals
    -------
    turned(str)
        Another page is shown: its name.
    """

    turned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: Mapping[str, Page] = {}
        self._query = ""
        self._zoom = 0
        self._is_bare = False
        self.setOpenLinks(False)
        self.setAccessibleName(self.tr("Page of the help"))
        self.anchorClicked.connect(self._follow)
        self.sourceChanged.connect(self._arrived)

    def set_pages(self, pages: Mapping[str, Page]) -> None:
        """Take the pages that there are, by name; what is shown is shown anew."""
        self._pages = pages
        if self.name in pages:
            self.reload()

    @property
    def name(self) -> str:
        """Name of the page that is shown; empty before the first."""
        return _name(self.source())

    @property
    def zoom(self) -> int:
        """By how many points letters are larger than elsewhere."""
        return self._zoom

    def show_page(self, name: str, section: int = 0) -> None:
        """Show a page from one of its sections on."""
        page = self._pages[name]
        url = QUrl.fromLocalFile(str(page.file))
        if section:
            url.setFragment(anchor(page.sections[section].heading))
        if url == self.source():
            self._arrived(url)
        else:
            self.setSource(url, QTextDocument.ResourceType.MarkdownResource)

    def mark(self, query: str) -> None:
        """Mark what a search finds on this page and the next ones; an empty query marks nothing."""
        self._query = query
        marks = []
        for block in dressing.blocks(self.document()) if query else ():
            for start, end in spans(block.text(), query):
                mark = QTextEdit.ExtraSelection()
                cursor = QTextCursor(block)
                cursor.setPosition(block.position() + start)
                cursor.setPosition(block.position() + end, QTextCursor.MoveMode.KeepAnchor)
                mark.cursor = cursor
                mark.format.setBackground(self.palette().highlight())
                mark.format.setForeground(self.palette().highlightedText())
                marks.append(mark)
        self.setExtraSelections(marks)

    def larger(self, by: int) -> None:
        """Show letters larger or smaller by some points; by 0 as they were at first."""
        wanted = min(max(self._zoom + by, _SMALLEST), _LARGEST) if by else 0
        self.zoomIn(wanted - self._zoom)
        self._zoom = wanted

    # --- how ----------------------------------------------------------------------------------------------------------

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802 - Qt's name
        """Give Qt the text of a page, with the keys in it."""
        if kind == QTextDocument.ResourceType.MarkdownResource.value:
            self._is_bare = True
            return self._pages[_name(QUrl(name))].markdown
        return super().loadResource(kind, name)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit pictures into the new width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Dress the page again when the desktop turns dark or light."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self.name in self._pages:
            self.reload()

    def _arrived(self, url: QUrl) -> None:
        if self._is_bare:
            self._is_bare = False
            dressing.dress(self.document(), self.palette())
            self._fit()
            self.mark(self._query)
            self.turned.emit(_name(url))
        self._scroll_to(url.fragment(QUrl.ComponentFormattingOption.FullyDecoded))

    def _fit(self) -> None:
        dressing.fit_pictures(self.document(), self.viewport().width(), self.devicePixelRatioF())

    def _scroll_to(self, fragment: str) -> None:
        """Put the heading of a fragment at the upper edge."""
        for block in dressing.headings(self.document()):
            if anchor(block.text()) == fragment:
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(round(top))
                return
        self.verticalScrollBar().setValue(0)

    def _follow(self, link: QUrl) -> None:
        """Go to another page, or let the system's browser open what lies elsewhere."""
        target = self.source().resolved(link)
        if target.isLocalFile() and _name(target) in self._pages:
            self.setSource(target, QTextDocument.ResourceType.MarkdownResource)
        else:
            QDesktopServices.openUrl(target)


def _name(url: QUrl) -> str:
    return url.fileName().removesuffix(".md")
