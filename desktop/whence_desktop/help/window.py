"""The window of the help: a list at the left, a search above it, the page at the right."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QSplitter, QToolBar, QVBoxLayout, QWidget

from whence_desktop.help.contents import Contents
from whence_desktop.help.page_view import PageView
from whence_desktop.help.pages import Page
from whence_desktop.help.search import Index

_GROUP = "help"
_SIZE_PX = (960, 720)


class HelpWindow(QMainWindow):
    """One page, and the way to all others. It has no parent, so that no dialog of the program locks it."""

    def __init__(self, store: QSettings) -> None:
        super().__init__()
        self._store = store
        self._pages: Sequence[Page] = ()
        self._index = Index(())
        self.view = PageView()
        self.contents = Contents()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the help"))
        self.search.setAccessibleName(self.tr("Search the help"))
        self.search.setClearButtonEnabled(True)
        self.nothing = QLabel(self.tr("Nothing was found. Fewer or shorter words find more."))
        self.nothing.setWordWrap(True)
        self.nothing.setMargin(8)
        self.nothing.hide()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(6, 6, 0, 6)
        for widget in (self.search, self.nothing, self.contents):
            column.addWidget(widget)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(left)
        self._split.addWidget(self.view)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([_SIZE_PX[0] // 4, 3 * _SIZE_PX[0] // 4])
        self.setCentralWidget(self._split)
        self._add_actions()
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.contents.choose_current)
        self.contents.wanted.connect(self.view.show_page)
        self.view.turned.connect(self._turned)
        self.resize(*_SIZE_PX)
        self._restore()

    def set_pages(self, pages: Sequence[Page]) -> None:
        """Take the pages that there are; what is shown and what is searched for stay."""
        self._pages = pages
        self._index = Index(pages)
        self.view.set_pages({page.name: page for page in pages})
        self._search(self.search.text())

    def show_page(self, name: str) -> None:
        """Come to the front with a page; a search that was begun ends."""
        self.search.clear()
        self.view.show_page(name)
        self.show()
        self.raise_()
        self.activateWindow()
        self.view.setFocus()

    # --- how ----------------------------------------------------------------------------------------------------------

    def _add_actions(self) -> None:
        bar = QToolBar(self.tr("Help"))
        bar.setMovable(False)
        self.addToolBar(bar)
        back = self._action(self.tr("Back"), ["Alt+Left", "Back"], self.view.backward)
        forward = self._action(self.tr("Forward"), ["Alt+Right", "Forward"], self.view.forward)
        smaller = self._action(self.tr("Smaller"), ["Ctrl+-"], lambda: self.view.larger(-1))
        larger = self._action(self.tr("Larger"), ["Ctrl++", "Ctrl+="], lambda: self.view.larger(1))
        usual = self._action(self.tr("Usual size"), ["Ctrl+0"], lambda: self.view.larger(0))
        find = self._action(self.tr("Search"), ["Ctrl+F", "/"], self._to_search)
        self._action(self.tr("Close"), ["Ctrl+W"], self.close)
        self._action(self.tr("Clear the search, or close"), ["Esc"], self._escape)
        for action in (back, forward, smaller, larger, usual, find):
            bar.addAction(action)
        for action, available in ((back, self.view.backwardAvailable), (forward, self.view.forwardAvailable)):
            action.setEnabled(False)
            available.connect(action.setEnabled)

    def _action(self, text: str, keys: Sequence[str], run: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _checked=False: run())
        self.addAction(action)
        return action

    def _search(self, query: str) -> None:
        if not query.strip():
            self.contents.list_pages(self._pages, self.view.name)
            self.nothing.hide()
        else:
            hits = self._index.find(query)
            self.contents.list_hits(hits)
            self.nothing.setVisible(not hits)
        self.view.mark(query)

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _escape(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.close()

    def _turned(self, page: str) -> None:
        title = next(one.title for one in self._pages if one.name == page)
        self.setWindowTitle(self.tr("{0} - Whence").format(title))
        if not self.search.text().strip():
            self.contents.select(page)

    def _restore(self) -> None:
        geometry, split = (self._store.value(f"{_GROUP}/{name}") for name in ("geometry", "split"))
        if geometry is not None:
            self.restoreGeometry(geometry)
        if split is not None:
            self._split.restoreState(split)
        zoom = self._store.value(f"{_GROUP}/zoom", 0, type=int)
        if isinstance(zoom, int) and zoom:
            self.view.larger(zoom)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember size, division and zoom."""
        self._store.setValue(f"{_GROUP}/geometry", self.saveGeometry())
        self._store.setValue(f"{_GROUP}/split", self._split.saveState())
        self._store.setValue(f"{_GROUP}/zoom", self.view.zoom)
        event.accept()
