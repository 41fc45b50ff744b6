"""How the window is divided, and how it remembers that."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

_GROUP = "window"
_LEAST = QSize(1280, 760)
_MOST = QSize(1920, 1200)
_BORDER = QSize(8, 40)  # what a window manager draws around it, at most


def column(*widgets: QWidget, stretched: QWidget) -> QWidget:
    """Return a box with widgets below each other, of which one takes all the room that is left."""
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget, int(widget is stretched))
    return box


def inset(widget: QWidget) -> QWidget:
    """Return a box that keeps a widget off the edges, flush with the rows below it."""
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(9, 6, 9, 0)
    layout.addWidget(widget)
    return box


def split(orientation: Qt.Orientation, parts: Sequence[tuple[QWidget, int]]) -> QSplitter:
    """Return a splitter whose parts share the room in these proportions, at first and when it grows."""
    splitter = QSplitter(orientation)
    splitter.setChildrenCollapsible(False)
    for place, (widget, share) in enumerate(parts):
        splitter.addWidget(widget)
        splitter.setStretchFactor(place, share)
    splitter.setSizes([100 * share for _, share in parts])
    return splitter


def fit(window: QMainWindow, store: QSettings) -> None:
    """Give a window that remembers no size one that suits its screen: most of it, but no ball room."""
    if store.value(f"{_GROUP}/geometry") is not None:
        return
    room = window.screen().availableGeometry()
    size = QSize(round(0.86 * room.width()), round(0.88 * room.height()))
    size = size.expandedTo(_LEAST).boundedTo(_MOST).boundedTo(room.size() - _BORDER)
    window.resize(size)


def remember(window: QMainWindow, splitters: Mapping[str, QSplitter], store: QSettings) -> None:
    """Keep size and division of the window."""
    store.setValue(f"{_GROUP}/geometry", window.saveGeometry())
    for name, splitter in splitters.items():
        store.setValue(f"{_GROUP}/{name}", splitter.saveState())


def restore(window: QMainWindow, splitters: Mapping[str, QSplitter], store: QSettings) -> None:
    """Give the window the size and division that it had last, where there is any."""
    geometry = store.value(f"{_GROUP}/geometry")
    if geometry is not None:
        window.restoreGeometry(geometry)
    for name, splitter in splitters.items():
        state = store.value(f"{_GROUP}/{name}")
        if state is not None:
            splitter.restoreState(state)
