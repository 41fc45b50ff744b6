"""The photos of an album, or of the whole library, as a grid: ids first, everything else as it scrolls into view."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from whence_desktop.library.thumbnails import Thumbnails
from whence_desktop.map.widget import PHOTOS_MIME
from whence_desktop.session import Session
from whence_engine.library.overview import PhotoState, photo_states
from whence_engine.photo import Candidate, Photo

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_AT_ONCE = 64
_KEPT = 4096
_NEAR = 200


class Role(int, Enum):
    """What a cell of the grid tells."""

    CELL = Qt.ItemDataRole.UserRole + 1  # Cell, or None while it is not known
    ID = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One photo of the grid: what it is, how far it has come, and its best candidate."""

    photo: Photo
    state: PhotoState
    best: Candidate | None


class PhotosModel(QAbstractListModel):
    """Photos in the order of their album."""

    def __init__(self, session: Session, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._thumbnails = thumbnails
        self._ids: list[int] = []
        self._row_of: dict[int, int] = {}
        self._states: dict[int, PhotoState] = {}
        self._cells: OrderedDict[int, Cell] = OrderedDict()
        self._album: int | None = None
        thumbnails.ready.connect(self._redraw)

    @property
    def ids(self) -> Sequence[int]:
        """The photos, in order."""
        return self._ids

    @property
    def undecided(self) -> Sequence[int]:
        """Those without a position of which nothing final was decided, in order."""
        waiting = {PhotoState.TO_REVIEW, PhotoState.SKIPPED}
        return [photo for photo in self._ids if self._states.get(photo) in waiting]

    def around(self, photo: int) -> Sequence[int]:
        """Return a photo and those near to it in time."""
        row = self._row_of.get(photo, 0)
        return self._ids[max(0, row - _NEAR) : row + _NEAR + 1]

    def show_album(self, album: int | None) -> None:
        """Show the photos of an album."""
        states = photo_states(self._session.library, album) if album is not None else {}
        self.beginResetModel()
        self._album = album
        self._states = states
        self._ids = list(states)
        self._row_of = {photo: row for row, photo in enumerate(self._ids)}
        self._cells.clear()
        self.endResetModel()

    def refresh(self, photos: Sequence[int]) -> None:
        """Look anew at photos of which something changed."""
        if self._album is not None:
            self._states = photo_states(self._session.library, self._album)
            if list(self._states) != self._ids:
                self.show_album(self._album)  # a scan put others in, or took some out
                return
        for photo in photos:
            self._cells.pop(photo, None)
            self._redraw(photo)

    def row_of(self, photo: int) -> int | None:
        """Return the row of a photo, or None where it is not shown."""
        return self._row_of.get(photo)

    def cell(self, row: int) -> Cell | None:
        """Return what a row shows; neighbours are read along, as a grid asks for many at once."""
        if not 0 <= row < len(self._ids):
            return None
        photo_id = self._ids[row]
        if photo_id not in self._cells:
            self._read(row)
        return self._cells.get(photo_id)

    def _read(self, row: int) -> None:
        begin = max(0, row - _AT_ONCE // 4)
        wanted = [photo for photo in self._ids[begin : begin + _AT_ONCE] if photo not in self._cells]
        index = self._session.library.index
        results = {result.photo_id: result.candidates for result in index.results.of(wanted)}
        for photo in index.photos.by_ids(wanted):
            candidates = results.get(photo.id, ())
            state = self._states.get(photo.id, PhotoState.TO_REVIEW)
            self._cells[photo.id] = Cell(photo, state, candidates[0] if candidates else None)
        while len(self._cells) > _KEPT:
            self._cells.popitem(last=False)

    def _redraw(self, photo: int) -> None:
        row = self._row_of.get(photo)
        if row is not None:
            index = self.index(row)
            self.dataChanged.emit(index, index)

    # --- Qt's side ----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Count the photos."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if index.isValid() and role == Role.ID:
            return self._ids[index.row()]
        cell = self.cell(index.row()) if index.isValid() else None
        if cell is None:
            return None
        told: dict[int, Callable[[], Any]] = {
            Role.CELL: lambda: cell,
            Qt.ItemDataRole.DecorationRole: lambda: self._thumbnails.get(cell.photo) if not cell.photo.error else None,
            Qt.ItemDataRole.DisplayRole: lambda: cell.photo.path.name,
            Qt.ItemDataRole.ToolTipRole: lambda: cell.photo.error or cell.photo.path.name,
            Qt.ItemDataRole.AccessibleTextRole: lambda: self._spoken(cell),
        }
        return told[role]() if role in told else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let photos be selected and dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Say what photos are dragged as."""
        return [PHOTOS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Pack dragged photos."""
        data = QMimeData()
        rows = sorted(index.row() for index in indexes)
        data.setData(PHOTOS_MIME, ",".join(str(self._ids[row]) for row in rows).encode("ascii"))
        return data

    def _spoken(self, cell: Cell) -> str:
        words = {
            PhotoState.HAS_POSITION: self.tr("has a position"),
            PhotoState.TO_REVIEW: self.tr("to review"),
            PhotoState.ACCEPTED: self.tr("accepted, to write"),
            PhotoState.WRITTEN: self.tr("written"),
            PhotoState.NO_PLACE: self.tr("no place"),
            PhotoState.SKIPPED: self.tr("skipped"),
            PhotoState.UNREADABLE: self.tr("cannot be read"),
        }
        place = f", {cell.best.place}" if cell.best is not None and cell.best.place else ""
        return f"{cell.photo.path.name}, {words[cell.state]}{place}"
