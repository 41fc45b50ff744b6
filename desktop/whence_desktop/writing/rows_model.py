"""Rows of a dry run, of a run, or of everything ever written, as a table."""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from whence_desktop import wording
from whence_desktop.spelling import spelled
from whence_engine.accept.rows import WriteRow
from whence_engine.geo import coordinates

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
WRITTEN = frozenset({"exif", "sidecar", "text"})
"""The actions that write something; a row's target says whether beside the photo."""


class Column(IntEnum):
    """What a table of writes shows."""

    WHEN = 0
    PHOTO = 1
    PLACE = 2
    WHAT = 3
    TARGET = 4
    WHY = 5


class RowsModel(QAbstractTableModel):
    """One row a file."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[WriteRow] = []

    @property
    def rows(self) -> Sequence[WriteRow]:
        """All rows."""
        return self._rows

    def set_rows(self, rows: Iterable[WriteRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def add(self, rows: Sequence[WriteRow]) -> None:
        """Show more rows at the end."""
        if rows:
            self.beginInsertRows(_NOWHERE, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def paths(self, rows: Iterable[int]) -> list[Path]:
        """Return the photos of some rows."""
        return list(dict.fromkeys(self._rows[row].path for row in rows))

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Count the columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return what stands above a column."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.WHEN: self.tr("When"),
            Column.WHAT: self.tr("What"),
            Column.PHOTO: self.tr("Photo"),
            Column.PLACE: self.tr("Place"),
            Column.TARGET: self.tr("Written to"),
            Column.WHY: self.tr("Why"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (spelled(row.path), self._place(row), wording.said(row.reason))))
        return {
            Column.WHEN: wording.minute(row.at) if row.at else "",
            Column.WHAT: self._what(row),
            Column.PHOTO: spelled(row.path),
            Column.PLACE: self._place(row),
            Column.TARGET: self._target(row),
            Column.WHY: wording.said(row.reason),
        }[Column(index.column())]

    def _place(self, row: WriteRow) -> str:
        """Return which place goes there, and which gives way to it."""
        named = [wording.place(row.place)] if row.place else []
        point = [coordinates.format_decimal(*row.point)] if row.point else []
        said = " · ".join((*named, *point))
        if row.replaced is None or row.action == "refused":
            return said
        return self.tr("{0}, in place of {1}").format(said, coordinates.format_decimal(*row.replaced))

    def _what(self, row: WriteRow) -> str:
        return self.words().get(row.action, row.action)

    def words(self) -> Mapping[str, str]:
        """Return what is said of each action of a row."""
        return {
            "exif": self.tr("into the file"),
            "sidecar": self.tr("beside the file"),
            "text": self.tr("country and region as text"),
            "undone": self.tr("taken back"),
            "refused": self.tr("not written"),
        }

    def _target(self, row: WriteRow) -> str:
        if row.target is None:
            return self.tr("the photo itself") if row.action in {"exif", "text"} else ""
        return row.target.name if row.target.parent == row.path.parent else spelled(row.target)
