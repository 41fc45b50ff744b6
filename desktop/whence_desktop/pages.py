"""The pages of the window and the slim bar above them: what there is to go to, and how much waits there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget


class Pages(QWidget):
    """One page at a time; a tab for each, with a count where something waits.

    Signals
    -------
    turned(str)
        Another page is shown: its name.
    """

    turned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: list[str] = []
        self._titles: list[str] = []
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setDocumentMode(True)
        self.bar.setExpanding(False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.bar.setAccessibleName(self.tr("Pages"))
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)
        self.bar.currentChanged.connect(self._turn)

    @property
    def name(self) -> str:
        """Name of the page that is shown."""
        return self._names[self._stack.currentIndex()]

    def add(self, name: str, title: str, page: QWidget) -> None:
        """Add a page at the end."""
        self._names.append(name)
        self._titles.append(title)
        self._stack.addWidget(page)
        self.bar.addTab(title)

    def turn_to(self, name: str) -> None:
        """Show a page."""
        self.bar.setCurrentIndex(self._names.index(name))

    def set_count(self, name: str, count: int) -> None:
        """Say how much waits on a page."""
        place = self._names.index(name)
        title = self._titles[place]
        self.bar.setTabText(place, f"{title} ({count})" if count else title)

    def _turn(self, place: int) -> None:
        if 0 <= place < self._stack.count():
            self._stack.setCurrentIndex(place)
            self.turned.emit(self._names[place])
