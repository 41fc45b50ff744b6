"""The table of tracks; Enter shows one on the map."""

from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from whence_desktop.tracks.tracks_model import TracksModel

_HIGH_PX = 90


class TracksView(QTableView):
    """One row a track."""

    def __init__(self, model: TracksModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.setAccessibleName(self.tr("Tracks of this library"))
        self.setAccessibleDescription(self.tr("Enter shows a track on the map."))
        self.setMinimumHeight(_HIGH_PX)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def rows(self) -> list[int]:
        """Return the chosen rows, from the first on."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})
