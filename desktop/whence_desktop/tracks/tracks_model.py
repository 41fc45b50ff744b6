"""The tracks of a library as a table."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from whence_desktop import wording
from whence_desktop.spelling import spelled
from whence_desktop.tracks.loading import TrackRow

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class TracksModel(QAbstractTableModel):
    """One row a file: name, from, to, points."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[TrackRow] = ()

    def set_rows(self, rows: Sequence[TrackRow]) -> None:
        """Show other tracks."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Count the tracks."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Count the columns."""
        return 0 if parent.isValid() else 4

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return what stands above a column."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Track"), self.tr("From"), self.tr("To"), self.tr("Points"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return wording.said(row.error) or spelled(row.path)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 3:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        name = row.path.name.encode("utf-8", "backslashreplace").decode("utf-8")
        if row.first is None or row.last is None:
            return (name, self.tr("cannot be read"), "", "")[index.column()]
        return (name, wording.minute(row.first), wording.minute(row.last), wording.number(row.fixes, ","))[
            index.column()
        ]
