"""The choice of a raster map for all maps of the window: none, a file, or a server; remembered.

Nothing is chosen at first, and without a choice nothing is read and no connection is ever opened.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QFormLayout, QLabel, QLineEdit, QWidget

from whence_desktop import wording
from whence_desktop.map.mbtiles import MbTiles
from whence_desktop.map.raster import RasterLayer, Source
from whence_engine.errors import WhenceError

_FILE, _TEMPLATE, _ATTRIBUTION = "map/file", "map/template", "map/attribution"


class Detail(QObject):
    """What is chosen.

    Signals
    -------
    changed()
        Another raster map, or none.
    refused(str)
        A sentence: what was chosen cannot be used.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, store: QSettings, cache: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._store = store
        self._cache = cache
        self.layer: RasterLayer | None = None

    def restore(self) -> None:
        """Take what was chosen last time."""
        file, template = self._text(_FILE), self._text(_TEMPLATE)
        if file:
            self._use(lambda: MbTiles(Path(file)))
        elif template:
            self._use(lambda: _server(template, self._text(_ATTRIBUTION), self._cache))

    def ask_for_file(self) -> None:
        """Let the person choose a file of tiles."""
        kinds = self.tr("Maps (*.mbtiles);;All files (*)")
        chosen, _ = QFileDialog.getOpenFileName(self._window, self.tr("Map detail from a file"), "", kinds)
        if chosen:
            self.use_file(Path(chosen))

    def ask_for_server(self) -> None:
        """Let the person type in a server."""
        dialog = ServerDialog(self._text(_TEMPLATE), self._text(_ATTRIBUTION), self._window)
        dialog.offer(self.use_server)
        dialog.open()

    def use_file(self, path: Path) -> None:
        """Draw a file of tiles from now on."""
        if self._use(lambda: MbTiles(path)):
            self._remember(str(path), "", "")

    def use_server(self, template: str, attribution: str) -> str:
        """Draw the tiles of a server from now on; return why not, where it is refused, else nothing."""
        template, attribution = template.strip(), attribution.strip()
        if not attribution:
            return self.tr("Say whose map it is: its provider asks that the name be shown.")
        try:
            self._show(_server(template, attribution, self._cache))
        except WhenceError as error:
            return wording.said(error)
        self._remember("", template, attribution)
        return ""

    def use_none(self) -> None:
        """Draw the built-in map alone."""
        self.close()
        self._remember("", "", "")
        self.changed.emit()

    def close(self) -> None:
        """Stop reading tiles."""
        if self.layer is not None:
            self.layer.close()
            self.layer.deleteLater()
            self.layer = None

    def _use(self, opened: Callable[[], Source]) -> bool:
        try:
            self._show(opened())
        except WhenceError as error:
            self.refused.emit(wording.said(error))
            return False
        return True

    def _show(self, source: Source) -> None:
        self.close()
        self.layer = RasterLayer(source, self)
        self.layer.failed.connect(self.refused)
        self.changed.emit()

    def _remember(self, file: str, template: str, attribution: str) -> None:
        for key, value in ((_FILE, file), (_TEMPLATE, template), (_ATTRIBUTION, attribution)):
            self._store.setValue(key, value)

    def _text(self, key: str) -> str:
        return str(self._store.value(key) or "")


class ServerDialog(QDialog):
    """Asks for a source of tiles, and says what that means."""

    def __init__(self, template: str, attribution: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Map detail from the web"))
        about = QLabel(
            self.tr(
                "Whence needs no network. With a source typed in here, the parts of the map that you look at are "
                "asked for from that server, which thereby learns where you look. Tiles are kept on this computer."
            )
        )
        about.setWordWrap(True)
        about.setMinimumWidth(460)
        self.template, self.attribution = QLineEdit(template), QLineEdit(attribution)
        self.template.setPlaceholderText("https://tiles.example/{z}/{x}/{y}.png")
        self.template.setAccessibleName(self.tr("Address of tiles"))
        self.attribution.setAccessibleName(self.tr("Whose map it is"))
        self.complaint = QLabel()
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        self._take: Callable[[str, str], str] = lambda _template, _attribution: ""
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow(about)
        form.addRow(self.tr("Address of tiles"), self.template)
        form.addRow(self.tr("Whose map it is"), self.attribution)
        form.addRow(self.complaint)
        form.addRow(buttons)

    def offer(self, take: Callable[[str, str], str]) -> None:
        """Hand what was typed to `take`, which returns a sentence where it refuses that, else nothing."""
        self._take = take

    def accept(self) -> None:
        """Close once the source is taken; what is refused keeps the dialog open and says why."""
        refused = self._take(self.template.text(), self.attribution.text())
        self.complaint.setText(refused)
        self.complaint.setVisible(bool(refused))
        if not refused:
            super().accept()


def _server(template: str, attribution: str, cache: Path) -> Source:
    from whence_desktop.map.online import OnlineTiles  # noqa: PLC0415 - most windows never speak HTTP

    return OnlineTiles(template, attribution, cache)
